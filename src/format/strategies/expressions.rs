//! Random names, texts and expressions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::collection::vec;
use proptest::option::of as maybe;
use proptest::prelude::*;

use crate::decimal::Decimal;
use crate::syntax::ast::{
    ArithmeticOperator, CompareOperator, DateLiteral, Expr, ExprKind, Multiplier, Name,
    NumberLiteral, Range, State, Template, TemplatePart, Text, TextOperator, Unit,
};

pub fn at<T: Default>() -> T {
    T::default()
}

/// A name; many are words of the language in other places.
pub fn name() -> BoxedStrategy<Name> {
    let words = vec![
        "a",
        "budget",
        "élan",
        "имя",
        "住所",
        "band",
        "key",
        "time",
        "today",
        "next_step",
        "x1",
        "column",
        "label",
        "rank",
        "top",
        "sort",
        "from",
        "of_all",
        "_hidden",
        "count",
        "missing_one",
        "a_rather_long_name_for_a_column_of_an_export",
    ];
    proptest::sample::select(words).prop_map(named).boxed()
}

pub fn named(text: &str) -> Name {
    Name {
        text: text.to_owned(),
        span: at(),
    }
}

pub fn plain_name() -> BoxedStrategy<Name> {
    proptest::sample::select(vec!["alpha", "beta", "gamma", "Δelta", "epsilon", "zeta"])
        .prop_map(named)
        .boxed()
}

fn literal() -> BoxedStrategy<String> {
    let parts = vec![
        "a",
        "Big enough",
        " ",
        "\"",
        "{",
        "}",
        "#",
        "é",
        "東京",
        "'",
        "|",
        ",",
        "(",
        "when",
        "/",
        "because",
    ];
    vec(proptest::sample::select(parts), 1..6)
        .prop_map(|parts| parts.concat())
        .boxed()
}

pub fn text() -> BoxedStrategy<Text> {
    literal()
        .prop_map(|value| Text { value, span: at() })
        .boxed()
}

pub fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: at() }
}

pub fn number() -> BoxedStrategy<NumberLiteral> {
    let whole = 0..100_000u32;
    let unit = prop_oneof![
        4 => Just(Unit::None),
        2 => Just(Unit::Percent),
        1 => Just(Unit::Currency("EUR".to_owned())),
        1 => Just(Unit::Days),
        1 => Just(Unit::Weeks),
        1 => Just(Unit::Months),
        1 => Just(Unit::Years),
    ];
    let multiplier = prop_oneof![4 => Just(Multiplier::One), 1 => Just(Multiplier::Thousand), 1 => Just(Multiplier::Million)];
    (whole, maybe(0..100u32), unit, multiplier)
        .prop_map(|(whole, fraction, unit, multiplier)| {
            let counted = matches!(unit, Unit::Days | Unit::Weeks | Unit::Months | Unit::Years);
            let multiplier = if counted || unit == Unit::Percent {
                Multiplier::One
            } else {
                multiplier
            };
            let digits = match fraction {
                Some(fraction) if !counted => format!("{whole}.{fraction:02}"),
                _ => whole.to_string(),
            };
            let factor = match (multiplier, &unit) {
                (Multiplier::Thousand, _) => "1000",
                (Multiplier::Million, _) => "1000000",
                (Multiplier::One, Unit::Percent) => "0.01",
                (Multiplier::One, _) => "1",
            };
            let value = digits
                .parse::<Decimal>()
                .unwrap()
                .checked_mul(factor.parse().unwrap())
                .unwrap();
            NumberLiteral {
                digits,
                multiplier,
                unit,
                value,
            }
        })
        .boxed()
}

pub fn plain_number() -> BoxedStrategy<Expr> {
    (0..1000u32)
        .prop_map(|whole| {
            let digits = whole.to_string();
            let value = digits.parse().unwrap();
            let (multiplier, unit) = (Multiplier::One, Unit::None);
            expr(ExprKind::Number(NumberLiteral {
                digits,
                multiplier,
                unit,
                value,
            }))
        })
        .boxed()
}

pub fn date() -> BoxedStrategy<Expr> {
    (-20_000..40_000i32)
        .prop_map(|days| expr(ExprKind::Date(DateLiteral { days })))
        .boxed()
}

fn bound() -> BoxedStrategy<Expr> {
    prop_oneof![
        plain_number(),
        plain_number().prop_map(|low| expr(ExprKind::Negate(Box::new(low)))),
        date(),
    ]
    .boxed()
}

/// A range of literals; with `open`, an end may be missing.
pub fn range(open: bool) -> BoxedStrategy<Range> {
    (bound(), bound(), if open { 0..3 } else { 0..1 })
        .prop_map(|(low, high, ends)| Range {
            low: (ends != 1).then(|| Box::new(low)),
            high: (ends != 2).then(|| Box::new(high)),
            span: at(),
        })
        .boxed()
}

/// How tightly an expression holds together: the more, the tighter.
fn level(expr: &Expr) -> u8 {
    match expr.kind {
        ExprKind::If { .. } | ExprKind::Query { .. } | ExprKind::Range(_) => 0,
        ExprKind::And(_) | ExprKind::Or(_) => 1,
        ExprKind::Not(_) => 2,
        ExprKind::Compare(..)
        | ExprKind::In { .. }
        | ExprKind::Is { .. }
        | ExprKind::TextTest(..) => 3,
        ExprKind::Arithmetic(ArithmeticOperator::Add | ArithmeticOperator::Subtract, ..) => 4,
        ExprKind::Arithmetic(ArithmeticOperator::Multiply | ArithmeticOperator::Divide, ..) => 5,
        ExprKind::Negate(_) => 6,
        ExprKind::Default(..) => 7,
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::YesNo(_)
        | ExprKind::Date(_)
        | ExprKind::List(_)
        | ExprKind::Name(_)
        | ExprKind::Member(..)
        | ExprKind::Parenthesis(_)
        | ExprKind::Call { .. } => 8,
    }
}

/// The expression where at least `least` is needed: in parentheses if it is looser.
fn held(inner: Expr, least: u8) -> Box<Expr> {
    if level(&inner) >= least {
        Box::new(inner)
    } else {
        Box::new(expr(ExprKind::Parenthesis(Box::new(inner))))
    }
}

pub fn reference() -> BoxedStrategy<Expr> {
    let bare = name().prop_map(|name| expr(ExprKind::Name(name.text)));
    let dotted = (
        name(),
        proptest::sample::select(vec!["band", "because", "when", "open", "é"]),
    )
        .prop_map(|(left, right)| {
            let left = Box::new(expr(ExprKind::Name(left.text)));
            expr(ExprKind::Member(left, named(right)))
        });
    prop_oneof![3 => bare, 1 => dotted].boxed()
}

pub fn query(inner: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let part = || prop_oneof![3 => Just(None), 1 => reference().prop_map(Some)];
    (
        reference(),
        maybe(reference()),
        part(),
        part(),
        maybe(inner),
    )
        .prop_map(|(value, of, by, across, filter)| {
            if [&of, &by, &across, &filter]
                .into_iter()
                .all(Option::is_none)
            {
                return value;
            }
            expr(ExprKind::Query {
                value: Box::new(value),
                of: of.map(Box::new),
                by: by.map(Box::new),
                across: across.map(Box::new),
                filter: filter.map(Box::new),
            })
        })
        .boxed()
}

/// A text with holes; no text stands in a hole.
pub fn template() -> BoxedStrategy<Expr> {
    let comparison = (reference(), plain_number()).prop_map(|(left, right)| {
        expr(ExprKind::Compare(
            CompareOperator::GreaterOrEqual,
            Box::new(left),
            Box::new(right),
        ))
    });
    let hole = query(comparison.boxed()).prop_map(|hole| TemplatePart::Hole(Box::new(hole)));
    (maybe(literal()), vec((hole, literal()), 0..3))
        .prop_filter("a text of nothing", |(first, rest)| {
            first.is_some() || !rest.is_empty()
        })
        .prop_map(|(first, rest)| {
            let mut parts: Vec<TemplatePart> =
                first.into_iter().map(TemplatePart::Literal).collect();
            for (hole, literal) in rest {
                parts.extend([hole, TemplatePart::Literal(literal)]);
            }
            expr(ExprKind::Text(Template { parts }))
        })
        .boxed()
}

fn leaf() -> BoxedStrategy<Expr> {
    prop_oneof![
        4 => reference(),
        2 => number().prop_map(|number| expr(ExprKind::Number(number))),
        1 => template(),
        1 => any::<bool>().prop_map(|value| expr(ExprKind::YesNo(value))),
        1 => date(),
    ]
    .boxed()
}

/// Any expression that may stand anywhere.
pub fn expression() -> BoxedStrategy<Expr> {
    leaf()
        .prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                arithmetic(inner.clone()),
                logic(inner.clone()),
                forms(inner)
            ]
        })
        .boxed()
}

fn arithmetic(inner: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    use ArithmeticOperator::{Add, Divide, Multiply, Subtract};
    let operator = proptest::sample::select(vec![Add, Subtract, Multiply, Divide]);
    prop_oneof![
        (operator, inner.clone(), inner.clone()).prop_map(|(operator, left, right)| {
            let least = if matches!(operator, Add | Subtract) {
                4
            } else {
                5
            };
            let (left, right) = (held(left, least), held(right, least + 1));
            expr(ExprKind::Arithmetic(operator, left, right))
        }),
        inner
            .clone()
            .prop_map(|operand| expr(ExprKind::Negate(held(operand, 7)))),
        (inner.clone(), inner.clone()).prop_map(|(value, fallback)| expr(ExprKind::Default(
            held(value, 7),
            held(fallback, 8)
        ))),
        inner.prop_map(|inner| expr(ExprKind::Parenthesis(Box::new(inner)))),
    ]
    .boxed()
}

fn logic(inner: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    use CompareOperator::{Greater, GreaterOrEqual, Is, IsNot, Less, LessOrEqual};
    let compare =
        proptest::sample::select(vec![Is, IsNot, Less, LessOrEqual, Greater, GreaterOrEqual]);
    let test = proptest::sample::select(vec![
        TextOperator::Contains,
        TextOperator::StartsWith,
        TextOperator::EndsWith,
    ]);
    let state = proptest::sample::select(vec![
        (State::Known, false),
        (State::Known, true),
        (State::Unknown, false),
        (State::Unknown, true),
        (State::NotApplicable, false),
    ]);
    let set = prop_oneof![
        vec(inner.clone(), 0..4).prop_map(|values| expr(ExprKind::List(values))),
        range(false).prop_map(|range| expr(ExprKind::Range(range))),
        reference(),
    ];
    let operands = |values: Vec<Expr>| {
        let mut held: Vec<Expr> = values.into_iter().map(|value| *held(value, 2)).collect();
        for at in 1..held.len() {
            let compares = matches!(held[at - 1].kind, ExprKind::Compare(Is | IsNot, ..));
            // `x is a or b` is answered as a slip; with parentheses it is meant.
            if compares && matches!(held[at].kind, ExprKind::Name(_) | ExprKind::Text(_)) {
                let inner = Box::new(held[at].clone());
                held[at].kind = ExprKind::Parenthesis(inner);
            }
        }
        held
    };
    prop_oneof![
        (compare, inner.clone(), inner.clone()).prop_map(|(operator, left, right)| {
            expr(ExprKind::Compare(operator, held(left, 4), held(right, 4)))
        }),
        (test, inner.clone(), inner.clone()).prop_map(|(operator, left, right)| {
            expr(ExprKind::TextTest(operator, held(left, 4), held(right, 4)))
        }),
        (inner.clone(), state).prop_map(|(value, (state, negated))| {
            expr(ExprKind::Is {
                value: held(value, 4),
                state,
                negated,
            })
        }),
        (inner.clone(), set, any::<bool>()).prop_map(|(item, set, negated)| {
            expr(ExprKind::In {
                item: held(item, 4),
                set: Box::new(set),
                negated,
            })
        }),
        inner
            .clone()
            .prop_map(|operand| expr(ExprKind::Not(held(operand, 2)))),
        vec(inner.clone(), 2..4).prop_map(move |values| expr(ExprKind::And(operands(values)))),
        vec(inner, 2..4).prop_map(move |values| expr(ExprKind::Or(operands(values)))),
    ]
    .boxed()
}

fn forms(inner: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let argument = prop_oneof![inner.clone(), query(inner.clone())];
    prop_oneof![
        vec(inner.clone(), 0..4).prop_map(|values| expr(ExprKind::List(values))),
        (name(), vec(argument, 0..4)).prop_map(|(function, arguments)| expr(ExprKind::Call {
            function,
            arguments
        })),
        (inner.clone(), inner.clone(), inner).prop_map(|(condition, then, otherwise)| {
            let (condition, then) = (held(condition, 1), held(then, 1));
            expr(ExprKind::If {
                condition,
                then,
                otherwise: Box::new(otherwise),
            })
        }),
    ]
    .boxed()
}
