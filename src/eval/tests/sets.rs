//! Comparisons of sets against every pair of their values; texts, lists and columns of lists.

use super::pack::*;
use crate::decimal::ONE;
use crate::eval::kernels::compare::compare;
use crate::eval::{ChoiceColumn, Column, NumberColumn, YesNoColumn, truth};
use crate::ir::CompareOperator::{Greater, GreaterOrEqual, Is, IsNot, Less, LessOrEqual};
use crate::ir::*;

fn holds(operator: CompareOperator, a: i128, b: i128) -> bool {
    match operator {
        Is => a == b,
        IsNot => a != b,
        Less => a < b,
        LessOrEqual => a <= b,
        Greater => a > b,
        GreaterOrEqual => a >= b,
    }
}

/// Yes if true of every pair, no if of none, else unknown.
fn of_pairs(operator: CompareOperator, a: &[i128], b: &[i128]) -> u8 {
    let mut found = 0;
    for &x in a {
        for &y in b {
            found |= if holds(operator, x, y) { YES } else { NO };
        }
    }
    found
}

const OPERATORS: [CompareOperator; 6] = [Is, IsNot, Less, LessOrEqual, Greater, GreaterOrEqual];

fn single(column: &YesNoColumn) -> u8 {
    assert_eq!(column.len(), 1);
    column.get(0)
}

#[test]
fn intervals_compare_as_every_pair_of_their_values() {
    let intervals: Vec<(i128, i128)> = (0..4)
        .flat_map(|low| (low..4).map(move |high| (low, high)))
        .collect();
    let column = |(low, high): (i128, i128)| {
        Column::Number(NumberColumn::new(
            vec![low * ONE],
            vec![high * ONE],
            vec![APPLIES],
        ))
    };
    for operator in OPERATORS {
        for &a in &intervals {
            for &b in &intervals {
                let values = |(low, high): (i128, i128)| (low..=high).collect::<Vec<_>>();
                let expected = of_pairs(operator, &values(a), &values(b));
                let found = single(&compare(operator, &column(a), &column(b)));
                assert_eq!(found, expected, "{a:?} {operator:?} {b:?}");
            }
        }
    }
}

#[test]
fn choices_and_answers_compare_as_every_pair_of_their_values() {
    let values = |set: u64| {
        (0..4)
            .filter(|place| set >> place & 1 == 1)
            .collect::<Vec<i128>>()
    };
    for operator in OPERATORS {
        for a in 1u64..16 {
            for b in 1u64..16 {
                let column = |set| Column::Choice(ChoiceColumn::new(4, vec![set], vec![APPLIES]));
                let found = single(&compare(operator, &column(a), &column(b)));
                assert_eq!(found, of_pairs(operator, &values(a), &values(b)));
            }
        }
    }
    for operator in [Is, IsNot] {
        for a in [NO, YES, UNKNOWN] {
            for b in [NO, YES, UNKNOWN] {
                let column = |bits| Column::YesNo(YesNoColumn::constant(bits, 1));
                let found = single(&compare(operator, &column(a), &column(b)));
                let places = |bits| values(u64::from(bits));
                assert_eq!(found, of_pairs(operator, &places(a), &places(b)));
            }
        }
    }
}

#[test]
fn what_does_not_apply_does_not_compare() {
    let number =
        |low: i128, bits| Column::Number(NumberColumn::new(vec![low], vec![low], vec![bits]));
    let out = truth::NOT_APPLICABLE;
    let five = number(5, APPLIES);
    assert_eq!(single(&compare(Is, &number(0, OUTSIDE), &five)), out);
    assert_eq!(single(&compare(Is, &five, &number(5, PERHAPS))), YES | out);
    assert_eq!(
        single(&compare(Less, &number(5, PERHAPS | FAULT), &five)),
        NO | out | truth::FAULT
    );
}

#[test]
fn texts_are_tested_without_regard_to_case() {
    let mut pack = Pack::new();
    let record = pack.record("Contact");
    let title = pack.field(record, "title", Type::Text);
    let tags = pack.field(record, "tags", Type::List(Box::new(Type::Text)));
    let list = |items: &[&str]| {
        Cell::Is(Value::List(
            items
                .iter()
                .map(|item| Value::Text((*item).into()))
                .collect(),
        ))
    };
    pack.table(
        record,
        &[
            vec![t("1"), t("ÉTUDIANTE en droit"), list(&["a", "b"])],
            vec![t("2"), Cell::Gap, Cell::Gap],
            vec![t("3"), t("Droit"), list(&[])],
        ],
    );
    let (title, tags) = (pack.read(title), pack.read(tags));
    let mut ask = |operator, part: &str| {
        let part = pack.literal(Value::Text(part.into()), Type::Text);
        let asked = pack.expr(ExprKind::TextTest(operator, title, part), Type::YesNo);
        bits(&pack.column(record, asked))
    };
    assert_eq!(ask(TextOperator::Contains, "étudiant"), [YES, UNKNOWN, NO]);
    assert_eq!(ask(TextOperator::StartsWith, "dro"), [NO, UNKNOWN, YES]);
    assert_eq!(ask(TextOperator::EndsWith, "DROIT"), [YES, UNKNOWN, YES]);
    let droit = pack.literal(Value::Text("droit".into()), Type::Text);
    // `is` does not ignore case.
    let same = pack.compare(Is, title, droit);
    assert_eq!(bits(&pack.column(record, same)), [NO, UNKNOWN, NO]);
    let length = pack.expr(
        ExprKind::Function(Function::Length, vec![title]),
        Type::number(),
    );
    let found = pack.column(record, length);
    assert_eq!(ends(&found, 0), (Some(18), Some(18), APPLIES));
    assert_eq!(ends(&found, 1), (Some(0), None, APPLIES));
    let size = pack.expr(
        ExprKind::Function(Function::Size, vec![tags]),
        Type::number(),
    );
    let found = pack.column(record, size);
    assert_eq!(ends(&found, 0), (Some(2), Some(2), APPLIES));
    assert_eq!(ends(&found, 1), (Some(0), None, APPLIES));
    assert_eq!(ends(&found, 2), (Some(0), Some(0), APPLIES));
    let item = pack.literal(Value::Text("b".into()), Type::Text);
    let listed = ExprKind::InSet {
        item,
        set: tags,
        negated: false,
    };
    let listed = pack.expr(listed, Type::YesNo);
    assert_eq!(bits(&pack.column(record, listed)), [YES, UNKNOWN, NO]);
}

#[test]
fn columns_of_a_list_are_the_union_over_the_members_left() {
    let mut pack = Pack::new();
    let domain = pack.domain(DomainKind::List, true, &["direct", "inside", "online"]);
    let number = |value: i64| Some(Value::Number(crate::decimal::Decimal::from_integer(value)));
    let text = |value: &str| Some(Value::Text(value.into()));
    pack.program.domains[domain].attributes = vec![
        Attribute {
            name: "cost".into(),
            ty: rating(0, 9),
            values: vec![number(7), number(3), None],
        },
        Attribute {
            name: "team".into(),
            ty: Type::Text,
            values: vec![text("sales"), text("sales"), text("web")],
        },
    ];
    pack.program.domains[domain].members[1].named.label = Some("Inside sales".to_owned());
    let record = pack.record("Deal");
    let channel = pack.field(record, "channel", Type::Choice(domain));
    let start = pack.field(record, "start", Type::Choice(domain));
    let member = |place| Cell::Is(Value::Choice(domain, place));
    pack.table(
        record,
        &[
            vec![t("1"), member(1), member(0)],
            vec![t("2"), Cell::Gap, member(1)],
            vec![t("3"), member(2), member(2)],
        ],
    );
    let (choice, start) = (pack.read(channel), pack.read(start));
    let cost = pack.expr(
        ExprKind::Attribute {
            choice,
            attribute: 0,
        },
        rating(0, 9),
    );
    let found = pack.column(record, cost);
    assert_eq!(ends(&found, 0), (Some(3), Some(3), APPLIES));
    // The blank cell of `online` may be anything.
    assert_eq!(ends(&found, 1), (Some(0), Some(9), APPLIES));
    assert_eq!(ends(&found, 2), (Some(0), Some(9), APPLIES));
    // Of what is left of an unknown channel no later than the start.
    let earlier = ExprKind::Function(Function::Min, vec![choice, start]);
    let choice = pack.expr(earlier, Type::Choice(domain));
    assert_eq!(members(&pack.column(record, choice), 1), [0, 1]);
    let team = pack.expr(
        ExprKind::Attribute {
            choice,
            attribute: 1,
        },
        Type::Text,
    );
    assert_eq!(texts(&pack.column(record, team)), ["sales", "sales", "web"]);
    let cost = pack.expr(
        ExprKind::Attribute {
            choice,
            attribute: 0,
        },
        rating(0, 9),
    );
    assert_eq!(
        ends(&pack.column(record, cost), 1),
        (Some(3), Some(7), APPLIES)
    );
    let label = pack.expr(ExprKind::LabelOf(start), Type::Text);
    assert_eq!(
        texts(&pack.column(record, label)),
        ["direct", "Inside sales", "online"]
    );
}
