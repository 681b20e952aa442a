//! Random statements and packs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::collection::vec;
use proptest::option::of as maybe;
use proptest::prelude::*;

use super::expressions::{
    at, date, expr, expression, name, named, number, plain_name, plain_number, query, reference,
    template, text,
};
use crate::syntax::ast;
use crate::syntax::ast::{
    Arm, Band, Binding, Cap, CapKind, Check, Computed, Decay, DecayKind, Derived, Expectation,
    Expr, ExprKind, Field, Gate, GivenCell, GivenRows, Link, List, ListRows, Member, MemberName,
    Missing, Multiplier, Multiply, Name, Pack, PackHead, Param, PointsGroup, PointsLine, Range,
    Rank, Record, RecordItem, RecordSource, Relation, Score, ScoreItem, Segment, Shared,
    ShowColumn, SortKey, Source, Statement, StrategyOption, TableRow, Test, TestItem, Text,
    TextTable, TypeExpr, TypeKind, Unit, Use, View, ViewItem, Weigh, WeighEach, WeighedFactor,
    Written, WrittenKind, WrittenPart,
};

// ---- records, lists, params ---------------------------------------------------------------------

fn member_name() -> BoxedStrategy<MemberName> {
    prop_oneof![3 => plain_name().prop_map(MemberName::Name), 1 => text().prop_map(MemberName::Text)].boxed()
}

fn type_expression() -> BoxedStrategy<TypeExpr> {
    let member =
        (member_name(), maybe(text()), maybe(text())).prop_map(|(name, written_as, label)| {
            Member {
                name,
                written_as,
                label,
            }
        });
    let numbers = || {
        (plain_number(), plain_number(), 0..3).prop_map(|(low, high, ends)| Range {
            low: (ends != 1).then(|| Box::new(low)),
            high: (ends != 2).then(|| Box::new(high)),
            span: at(),
        })
    };
    let rating = (plain_number(), plain_number()).prop_map(|(low, high)| {
        TypeKind::Rating(Range {
            low: Some(Box::new(low)),
            high: Some(Box::new(high)),
            span: at(),
        })
    });
    let dates = (date(), maybe(date())).prop_map(|(low, high)| Range {
        low: Some(Box::new(low)),
        high: high.map(Box::new),
        span: at(),
    });
    let kind = prop_oneof![
        Just(TypeKind::Text),
        Just(TypeKind::YesNo),
        maybe(numbers()).prop_map(TypeKind::Integer),
        maybe(numbers()).prop_map(TypeKind::Number),
        maybe(numbers()).prop_map(TypeKind::Percent),
        maybe(numbers()).prop_map(|range| TypeKind::Money(named("EUR"), range)),
        maybe(dates).prop_map(TypeKind::Date),
        maybe(numbers()).prop_map(TypeKind::Duration),
        rating,
        (any::<bool>(), vec(member, 2..5)).prop_map(|(ordered, mut members)| {
            // A text behind the last member is its label only if another member has one.
            if let Some((last, others)) = members.split_last_mut()
                && others.iter().all(|member| member.label.is_none())
            {
                last.label = None;
            }
            TypeKind::OneOf { ordered, members }
        }),
        Just(TypeKind::ListOf(Box::new(TypeExpr {
            kind: TypeKind::Text,
            span: at()
        }))),
        Just(TypeKind::Named(named("Account"))),
    ];
    kind.prop_map(|kind| TypeExpr { kind, span: at() }).boxed()
}

fn record_source() -> BoxedStrategy<RecordSource> {
    let shared = prop_oneof![
        plain_name().prop_map(|name| Shared {
            value: Expr {
                kind: ExprKind::Name(name.text.clone()),
                span: at(),
            },
            name,
            plain: true,
            span: at(),
        }),
        (plain_name(), expression()).prop_map(|(name, value)| Shared {
            name,
            value,
            plain: false,
            span: at(),
        }),
    ];
    prop_oneof![
        4 => Just(RecordSource::Table),
        1 => (plain_name(), vec(shared, 0..3)).prop_map(|(of, by)| {
            RecordSource::Derived(Derived { of, by, span: at() })
        }),
        1 => vec(plain_name(), 1..3).prop_map(RecordSource::ForEvery),
    ]
    .boxed()
}

fn record_item() -> BoxedStrategy<RecordItem> {
    let field = (
        name(),
        type_expression(),
        any::<bool>(),
        vec(vec(text(), 1..3), 0..3),
        [vec(text(), 0..3), vec(text(), 0..3), vec(text(), 0..3)],
        maybe(text()),
    )
        .prop_map(|(name, ty, key, mut written_as, texts, label)| {
            let [missing, columns, currency] = texts;
            // Such a text or `as` behind the choices would belong to the last of them.
            let mut label = label;
            if let TypeKind::OneOf { members, .. } = &ty.kind {
                written_as.clear();
                let labelled = |member: &Member| member.label.is_some();
                if !key
                    && [&missing, &columns, &currency]
                        .iter()
                        .all(|texts| texts.is_empty())
                    && members.iter().any(labelled)
                    && !members.last().is_some_and(labelled)
                {
                    label = None;
                }
            }
            RecordItem::Field(Field {
                name,
                ty,
                key,
                written_as,
                missing,
                columns,
                currency,
                label,
                span: at(),
            })
        });
    let computed = (
        name(),
        maybe(type_expression()),
        maybe(text()),
        expression(),
    )
        .prop_map(|(name, ty, label, value)| {
            let ty = ty.filter(|ty| !matches!(ty.kind, TypeKind::OneOf { .. }));
            RecordItem::Computed(Computed {
                name,
                ty,
                label,
                value,
                span: at(),
            })
        });
    let relation = (
        name(),
        plain_name(),
        link(),
        maybe(expression()),
        maybe(text()),
    )
        .prop_map(|(name, record, link, complete_when, label)| {
            RecordItem::Relation(Relation {
                name,
                record,
                link,
                complete_when,
                label,
                span: at(),
            })
        });
    let missing =
        vec(text(), 1..4).prop_map(|texts| RecordItem::Missing(Missing { texts, span: at() }));
    prop_oneof![4 => field, 2 => computed, 1 => relation, 1 => missing, 1 => written()].boxed()
}

fn written() -> BoxedStrategy<RecordItem> {
    let kinds = [
        WrittenKind::Numbers,
        WrittenKind::Dates,
        WrittenKind::YesNo,
        WrittenKind::Lists,
    ];
    let part = |kind: WrittenKind| {
        let sides = if kind == WrittenKind::YesNo {
            2..4
        } else {
            1..2
        };
        vec(vec(text(), 1..3), sides).prop_map(move |written_as| WrittenPart {
            kind,
            written_as,
            span: at(),
        })
    };
    proptest::sample::subsequence(kinds.to_vec(), 1..=kinds.len())
        .prop_flat_map(move |kinds| kinds.into_iter().map(part).collect::<Vec<_>>())
        .prop_map(|parts| RecordItem::Written(Written { parts, span: at() }))
        .boxed()
}

fn link() -> BoxedStrategy<Link> {
    let keys = (
        any::<bool>(),
        vec(vec(text(), 1..3), 0..2),
        vec(text(), 0..3),
    )
        .prop_map(|(default_none, written_as, columns)| Link::Keys {
            default_none,
            written_as,
            columns,
        });
    prop_oneof![
        plain_name().prop_map(Link::By),
        plain_name().prop_map(Link::Through),
        keys
    ]
    .boxed()
}

/// A record or segment, of this pack or of one that it uses.
fn target() -> BoxedStrategy<Name> {
    let dotted = (plain_name(), plain_name()).prop_map(|(used, name)| Name {
        text: format!("{}.{}", used.text, name.text),
        span: at(),
    });
    prop_oneof![3 => plain_name(), 1 => dotted].boxed()
}

fn list_rows() -> BoxedStrategy<ListRows> {
    prop_oneof![
        table().prop_map(ListRows::Table),
        text().prop_map(ListRows::File),
    ]
    .boxed()
}

fn table() -> BoxedStrategy<TextTable> {
    let value = prop_oneof![
        reference(),
        template(),
        number().prop_map(|number| expr(ExprKind::Number(number))),
        date(),
        any::<bool>().prop_map(|value| expr(ExprKind::YesNo(value))),
        plain_number().prop_map(|number| expr(ExprKind::Negate(Box::new(number)))),
    ];
    (1..4usize)
        .prop_flat_map(move |columns| {
            let row = vec(maybe(value.clone()), columns);
            (vec(plain_name(), columns), vec(row, 1..4))
        })
        .prop_map(|(header, rows)| {
            let rows = rows
                .into_iter()
                .map(|cells| TableRow { cells, span: at() })
                .collect();
            TextTable {
                header,
                rows,
                span: at(),
            }
        })
        .boxed()
}

// ---- rules --------------------------------------------------------------------------------------

fn gate() -> BoxedStrategy<Gate> {
    (name(), maybe(text()), expression(), maybe(template()))
        .prop_map(|(name, label, condition, otherwise)| Gate {
            name,
            label,
            condition,
            otherwise,
            span: at(),
        })
        .boxed()
}

fn amount() -> BoxedStrategy<Expr> {
    prop_oneof![
        plain_number(),
        plain_name().prop_map(|name| expr(ExprKind::Name(name.text)))
    ]
    .boxed()
}

/// `2`, `points`, `kind.points`
fn amount_of_points() -> BoxedStrategy<Expr> {
    let path = (plain_name(), plain_name()).prop_map(|(base, member)| {
        let base = Box::new(expr(ExprKind::Name(base.text)));
        expr(ExprKind::Member(base, member))
    });
    prop_oneof![2 => amount(), 1 => path].boxed()
}

fn cap() -> BoxedStrategy<Cap> {
    let kind = prop_oneof![Just(CapKind::AtMost), Just(CapKind::AtLeast)];
    (kind, amount())
        .prop_map(|(kind, value)| Cap { kind, value })
        .boxed()
}

fn points() -> BoxedStrategy<PointsLine> {
    // A set of rows takes no `of` here.
    let each = query(expression()).prop_map(|each| {
        let ExprKind::Query { value, filter, .. } = each.kind else {
            return each;
        };
        match filter {
            Some(_) => expr(ExprKind::Query {
                value,
                of: None,
                by: None,
                across: None,
                filter,
            }),
            None => *value,
        }
    });
    (
        plain_name(),
        maybe(text()),
        any::<bool>(),
        amount_of_points(),
        maybe(each),
        maybe(decay()),
        maybe(expression()),
        maybe(cap()),
    )
        .prop_map(
            |(name, label, negative, points, each, decay, when, cap)| PointsLine {
                name,
                label,
                negative,
                points,
                each,
                decay,
                when,
                cap,
                span: at(),
            },
        )
        .boxed()
}

fn decay() -> BoxedStrategy<Decay> {
    let kind = prop_oneof![Just(DecayKind::Halving), Just(DecayKind::Fading)];
    (kind, number(), plain_name(), any::<bool>())
        .prop_map(|(kind, mut days, name, of_param)| {
            days.digits = "30".to_owned();
            days.multiplier = Multiplier::One;
            days.unit = Unit::Days;
            days.value = "30".parse().unwrap();
            let named = |name: ast::Name| expr(ExprKind::Name(name.text));
            let period = if of_param {
                named(name.clone())
            } else {
                expr(ExprKind::Number(days))
            };
            Decay {
                kind,
                period,
                since: named(name),
                span: at(),
            }
        })
        .boxed()
}

fn weigh_each() -> BoxedStrategy<WeighEach> {
    let filter = maybe(expression().prop_map(Box::new));
    (plain_name(), expression(), plain_name(), filter)
        .prop_map(|(weight, value, set, filter)| WeighEach {
            weight: expr(ExprKind::Name(weight.text)),
            each: expr(ExprKind::Query {
                value: Box::new(value),
                of: Some(Box::new(expr(ExprKind::Name(set.text)))),
                filter,
                by: None,
                across: None,
            }),
            span: at(),
        })
        .boxed()
}

fn score_item() -> BoxedStrategy<ScoreItem> {
    let weight = (number(), expression()).prop_map(|(mut weight, factor)| {
        weight.digits = "40".to_owned();
        weight.multiplier = Multiplier::One;
        weight.unit = Unit::Percent;
        weight.value = "0.4".parse().unwrap();
        WeighedFactor {
            weight: expr(ExprKind::Number(weight)),
            factor,
        }
    });
    let limits = || {
        (plain_number(), plain_number()).prop_map(|(low, high)| Range {
            low: Some(Box::new(low)),
            high: Some(Box::new(high)),
            span: at(),
        })
    };
    prop_oneof![
        vec(expression(), 1..4).prop_map(|factors| ScoreItem::Multiply(Multiply {
            factors,
            span: at()
        })),
        vec(weight, 1..4).prop_map(|factors| ScoreItem::Weigh(Weigh {
            factors,
            span: at()
        })),
        weigh_each().prop_map(ScoreItem::WeighEach),
        points().prop_map(|line| ScoreItem::Points(Box::new(line))),
        (cap(), maybe(text()), vec(points(), 1..3)).prop_map(|(cap, label, lines)| {
            ScoreItem::Group(PointsGroup {
                cap,
                label,
                lines,
                span: at(),
            })
        }),
        limits().prop_map(ScoreItem::Scale),
        limits().prop_map(ScoreItem::Limit),
        (band_name(), maybe(text()), maybe(amount())).prop_map(|(name, label, from)| {
            ScoreItem::Band(Band {
                name,
                label,
                from,
                span: at(),
            })
        }),
        maybe(plain_name()).prop_map(|by| ScoreItem::Rank(Rank { by, span: at() })),
    ]
    .boxed()
}

fn band_name() -> BoxedStrategy<MemberName> {
    let number = prop_oneof![Just("1"), Just("12"), Just("2.5")].prop_map(|written| {
        MemberName::Number(Text {
            value: written.to_owned(),
            span: at(),
        })
    });
    prop_oneof![2 => member_name(), 1 => number].boxed()
}

fn options() -> BoxedStrategy<Vec<StrategyOption>> {
    let arm = (expression(), maybe(template())).prop_map(|(condition, because)| Arm {
        condition: Some(condition),
        because,
        span: at(),
    });
    let option = (maybe(text()), vec(arm, 1..3), any::<bool>());
    (vec(option, 1..4), maybe(template()))
        .prop_map(|(options, because)| {
            let last = options.len() - 1;
            let named_option =
                |(at_option, (label, mut arms, quoted)): (usize, (_, Vec<Arm>, bool))| {
                    if at_option == last {
                        arms.push(Arm {
                            condition: None,
                            because: because.clone(),
                            span: at(),
                        });
                    }
                    let text = format!("option{at_option}");
                    let name = if quoted {
                        MemberName::Text(Text {
                            value: format!("{text}-x"),
                            span: at(),
                        })
                    } else {
                        MemberName::Name(named(&text))
                    };
                    StrategyOption {
                        name,
                        label,
                        arms,
                        span: at(),
                    }
                };
            options.into_iter().enumerate().map(named_option).collect()
        })
        .boxed()
}

// ---- views, tests, packs ------------------------------------------------------------------------

fn view_item() -> BoxedStrategy<ViewItem> {
    let column = (
        prop_oneof![expression(), query(expression())],
        maybe(text()),
    )
        .prop_map(|(value, heading)| ShowColumn { value, heading });
    let key =
        (expression(), any::<bool>()).prop_map(|(value, descending)| SortKey { value, descending });
    prop_oneof![
        vec(column, 1..8).prop_map(|columns| ViewItem::Show {
            columns,
            span: at()
        }),
        expression().prop_map(|condition| ViewItem::Where {
            condition,
            span: at()
        }),
        vec(key, 1..4).prop_map(|keys| ViewItem::Sort { keys, span: at() }),
        amount().prop_map(|count| ViewItem::Top { count, span: at() }),
    ]
    .boxed()
}

fn test_item() -> BoxedStrategy<TestItem> {
    let cell = (name(), expression()).prop_map(|(name, value)| GivenCell { name, value });
    let rows = prop_oneof![
        vec(cell, 1..8).prop_map(GivenRows::One),
        table().prop_map(GivenRows::Table),
    ];
    let expectation = prop_oneof![
        expression().prop_map(Expectation::Holds),
        (reference(), vec(reference(), 1..4))
            .prop_map(|(value, outcomes)| Expectation::Possible { value, outcomes }),
    ];
    prop_oneof![
        date().prop_map(|date| TestItem::AsOf { date, span: at() }),
        (name(), expression()).prop_map(|(name, value)| TestItem::Param {
            name,
            value,
            span: at()
        }),
        (plain_name(), rows).prop_map(|(record, rows)| TestItem::Given {
            record,
            rows,
            span: at()
        }),
        (maybe(text()), expectation).prop_map(|(row, expectation)| TestItem::Expect {
            row,
            expectation,
            span: at()
        }),
    ]
    .boxed()
}

fn statement() -> BoxedStrategy<Statement> {
    let head = || (plain_name(), maybe(text()), target());
    let binding = (plain_name(), expression()).prop_map(|(name, value)| Binding {
        name,
        value,
        span: at(),
    });
    prop_oneof![
        (plain_name(), maybe(text())).prop_map(|(name, label)| Statement::Pack(PackHead {
            name,
            label,
            span: at()
        })),
        (text(), plain_name(), vec(binding, 0..4)).prop_map(|(path, name, bindings)| {
            Statement::Use(Use {
                path,
                name,
                bindings,
                span: at(),
            })
        }),
        text().prop_map(|text| Statement::Source(Source { text, span: at() })),
        (
            plain_name(),
            maybe(text()),
            record_source(),
            vec(record_item(), 1..6)
        )
            .prop_map(|(name, label, source, items)| {
                Statement::Record(Record {
                    name,
                    label,
                    source,
                    items,
                    span: at(),
                })
            }),
        (plain_name(), any::<bool>(), maybe(text()), list_rows()).prop_map(
            |(name, ordered, label, rows)| {
                Statement::List(List {
                    name,
                    ordered,
                    label,
                    rows,
                    span: at(),
                })
            }
        ),
        (
            plain_name(),
            maybe(type_expression()),
            expression(),
            maybe(text())
        )
            .prop_map(|(name, ty, value, label)| Statement::Param(Param {
                name,
                ty,
                value,
                label,
                span: at()
            })),
        (head(), vec(gate(), 1..5)).prop_map(|((name, label, target), gates)| {
            Statement::Segment(Segment {
                name,
                label,
                target,
                gates,
                span: at(),
            })
        }),
        (
            plain_name(),
            maybe(text()),
            maybe(target()),
            any::<bool>(),
            vec(gate(), 1..5)
        )
            .prop_map(|(name, label, target, warning, lines)| {
                Statement::Check(Check {
                    name,
                    label,
                    target,
                    warning,
                    lines,
                    span: at(),
                })
            }),
        (head(), vec(score_item(), 1..6)).prop_map(|((name, label, target), items)| {
            Statement::Score(Score {
                name,
                label,
                target,
                items,
                span: at(),
            })
        }),
        (head(), maybe(plain_name()), options()).prop_map(
            |((name, label, target), gives, options)| {
                Statement::Strategy(ast::Strategy {
                    name,
                    label,
                    target,
                    gives,
                    options,
                    span: at(),
                })
            }
        ),
        super::decisions::decision(),
        (head(), vec(view_item(), 1..4)).prop_map(|((name, label, target), items)| {
            Statement::View(View {
                name,
                label,
                target,
                items,
                span: at(),
            })
        }),
        (text(), vec(test_item(), 1..5)).prop_map(|(label, items)| Statement::Test(Test {
            label,
            items,
            span: at()
        })),
    ]
    .boxed()
}

/// A whole file without comments.
pub fn pack() -> BoxedStrategy<Pack> {
    vec(statement(), 1..5)
        .prop_map(|statements| Pack {
            statements,
            comments: Vec::new(),
        })
        .boxed()
}
