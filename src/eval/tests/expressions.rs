//! Expressions on rows with gaps, faults and values that do not apply.

use super::pack::*;
use crate::decimal::{Decimal, ONE};
use crate::eval::{Column, Status, display};
use crate::ir::ArithmeticOperator::{Add, Divide, Multiply, Subtract};
use crate::ir::CompareOperator::{GreaterOrEqual, Is, IsNot, Less};
use crate::ir::*;

/// A record with `a` and `b` from 0 to 9, and the rows `(3, 2)`, `(gap, 2)`, `(fault, 2)`, `(3, 0)`.
fn two_numbers() -> (Pack, RecordId, ExprId, ExprId) {
    let mut pack = Pack::new();
    let record = pack.record("Row");
    let a = pack.field(record, "a", rating(0, 9));
    let b = pack.field(record, "b", rating(0, 9));
    let rows = [
        vec![t("1"), n(3), n(2)],
        vec![t("2"), Cell::Gap, n(2)],
        vec![t("3"), Cell::Fault, n(2)],
        vec![t("4"), n(3), n(0)],
    ];
    pack.table(record, &rows);
    let (a, b) = (pack.read(a), pack.read(b));
    (pack, record, a, b)
}

#[test]
fn arithmetic_carries_gaps_and_faults() {
    let (mut pack, record, a, b) = two_numbers();
    let sum = pack.arithmetic(Add, a, b);
    let found = pack.column(record, sum);
    assert_eq!(ends(&found, 0), (Some(5), Some(5), APPLIES));
    assert_eq!(ends(&found, 1), (Some(2), Some(11), APPLIES));
    assert_eq!(ends(&found, 2), (Some(2), Some(11), FAULT));
    assert_eq!(found.status(2), Status::Fault);
    let difference = pack.arithmetic(Subtract, b, a);
    assert_eq!(
        ends(&pack.column(record, difference), 1),
        (Some(-7), Some(2), APPLIES)
    );
    let product = pack.arithmetic(Multiply, a, b);
    let found = pack.column(record, product);
    assert_eq!(ends(&found, 2), (Some(0), Some(18), FAULT));
    let zero = pack.whole(0);
    let nothing = pack.arithmetic(Multiply, a, zero);
    // 0 times a fault is 0, and settled.
    assert_eq!(
        ends(&pack.column(record, nothing), 2),
        (Some(0), Some(0), APPLIES)
    );
}

#[test]
fn a_zero_divisor_is_a_fault_and_a_possible_one_opens_both_ends() {
    let (mut pack, record, a, b) = two_numbers();
    let quotient = pack.arithmetic(Divide, a, b);
    let found = pack.column(record, quotient);
    let Column::Number(numbers) = &found else {
        panic!()
    };
    assert_eq!(numbers.interval(0).low, 1_500_000);
    assert_eq!(ends(&found, 3), (None, None, FAULT));
    let other_way = pack.arithmetic(Divide, b, a);
    assert_eq!(
        ends(&pack.column(record, other_way), 1),
        (None, None, APPLIES)
    );
}

#[test]
fn beyond_twenty_digits_is_a_fault_if_certain_and_open_if_not() {
    let (mut pack, record, a, _) = two_numbers();
    let huge = pack.literal(Value::Number(Decimal::MAX), Type::number());
    let one = pack.whole(1);
    let certain = pack.arithmetic(Add, huge, one);
    assert_eq!(ends(&pack.column(record, certain), 0), (None, None, FAULT));
    let sum = pack.arithmetic(Add, huge, a);
    let found = pack.column(record, sum);
    assert_eq!(ends(&found, 0), (None, None, FAULT));
    assert_eq!(ends(&found, 1), (Some(Decimal::MAX.trunc()), None, APPLIES));
    let squared = pack.arithmetic(Multiply, huge, huge);
    assert_eq!(ends(&pack.column(record, squared), 0), (None, None, FAULT));
}

#[test]
fn a_comparison_holds_for_every_pair_or_none() {
    let (mut pack, record, a, b) = two_numbers();
    let at_least = pack.compare(GreaterOrEqual, a, b);
    assert_eq!(
        bits(&pack.column(record, at_least)),
        [YES, UNKNOWN, BROKEN, YES]
    );
    let zero = pack.whole(0);
    let surely = pack.compare(GreaterOrEqual, a, zero);
    // Even the fault is from 0 to 9.
    assert_eq!(bits(&pack.column(record, surely)), [YES; 4]);
    let ten = pack.whole(10);
    let never = pack.compare(Is, a, ten);
    assert_eq!(bits(&pack.column(record, never)), [NO; 4]);
    let itself = pack.compare(Is, a, a);
    assert_eq!(
        bits(&pack.column(record, itself)),
        [YES, UNKNOWN, BROKEN, YES]
    );
}

#[test]
fn presence_is_read_from_the_record() {
    let (mut pack, record, a, b) = two_numbers();
    for (state, expected) in [
        (State::Known, [YES, NO, NO, YES]),
        (State::Unknown, [NO, YES, YES, NO]),
        (State::NotApplicable, [NO; 4]),
    ] {
        let asked = ExprKind::IsState {
            value: a,
            state,
            negated: false,
        };
        let asked = pack.expr(asked, Type::YesNo);
        assert_eq!(bits(&pack.column(record, asked)), expected);
        let asked = ExprKind::IsState {
            value: a,
            state,
            negated: true,
        };
        let asked = pack.expr(asked, Type::YesNo);
        let contrary = expected.map(|bits| if bits == YES { NO } else { YES });
        assert_eq!(bits(&pack.column(record, asked)), contrary);
    }
    let filled = pack.expr(ExprKind::Default(a, b), rating(0, 9));
    let found = pack.column(record, filled);
    assert_eq!(ends(&found, 1), (Some(2), Some(2), APPLIES));
    assert_eq!(ends(&found, 2), (Some(2), Some(2), APPLIES));
    assert_eq!(ends(&found, 0), (Some(3), Some(3), APPLIES));
}

#[test]
fn in_a_list_is_yes_when_every_possible_value_is_listed() {
    let mut pack = Pack::new();
    let record = pack.record("Row");
    let domain = pack.domain(DomainKind::Inline, false, &["a", "b", "c"]);
    let choice = pack.field(record, "choice", Type::Choice(domain));
    let rating_ = pack.field(record, "rating", rating(1, 3));
    let country = pack.field(record, "country", Type::Text);
    let member = |place| Value::Choice(domain, place);
    pack.table(
        record,
        &[
            vec![t("1"), Cell::Is(member(1)), n(2), t("FR")],
            vec![t("2"), Cell::Gap, Cell::Gap, Cell::Gap],
        ],
    );
    let mut ask = |item: FieldId, list: Vec<Value>, negated: bool| {
        let item = pack.read(item);
        let list_type = Type::List(Box::new(pack.program.exprs[item].ty.clone()));
        let set = pack.literal(Value::List(list), list_type);
        let asked = pack.expr(ExprKind::InSet { item, set, negated }, Type::YesNo);
        bits(&pack.column(record, asked))
    };
    let numbers = |values: &[i64]| -> Vec<Value> {
        values
            .iter()
            .map(|&value| Value::Number(Decimal::from_integer(value)))
            .collect()
    };
    assert_eq!(
        ask(choice, vec![member(0), member(1)], false),
        [YES, UNKNOWN]
    );
    assert_eq!(
        ask(choice, vec![member(2), member(0), member(1)], false),
        [YES, YES]
    );
    assert_eq!(ask(choice, vec![member(0)], true), [YES, UNKNOWN]);
    assert_eq!(ask(choice, vec![], false), [NO, NO]);
    assert_eq!(ask(rating_, numbers(&[2, 3]), false), [YES, UNKNOWN]);
    assert_eq!(ask(rating_, numbers(&[3, 1, 2, 9]), false), [YES, YES]);
    assert_eq!(ask(rating_, numbers(&[7, 8]), false), [NO, NO]);
    let texts = vec![Value::Text("FR".into()), Value::Text("BE".into())];
    assert_eq!(ask(country, texts.clone(), false), [YES, UNKNOWN]);
    assert_eq!(ask(country, texts, true), [NO, UNKNOWN]);
    assert_eq!(
        ask(country, vec![Value::Text("fr".into())], false),
        [NO, UNKNOWN]
    );
}

#[test]
fn choices_of_more_than_one_word() {
    let mut pack = Pack::new();
    let record = pack.record("Row");
    let names: Vec<String> = (0..130).map(|place| format!("m{place}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let domain = pack.domain(DomainKind::Inline, true, &names);
    let choice = pack.field(record, "choice", Type::Choice(domain));
    pack.table(
        record,
        &[
            vec![t("1"), Cell::Is(Value::Choice(domain, 129))],
            vec![t("2"), Cell::Is(Value::Choice(domain, 63))],
            vec![t("3"), Cell::Gap],
        ],
    );
    let choice = pack.read(choice);
    let last = pack.literal(Value::Choice(domain, 129), Type::Choice(domain));
    let is_last = pack.compare(Is, choice, last);
    assert_eq!(bits(&pack.column(record, is_last)), [YES, NO, UNKNOWN]);
    let is_not = pack.compare(IsNot, choice, last);
    assert_eq!(bits(&pack.column(record, is_not)), [NO, YES, UNKNOWN]);
    let before = pack.compare(Less, choice, last);
    assert_eq!(bits(&pack.column(record, before)), [NO, YES, UNKNOWN]);
    let column = pack.column(record, choice);
    assert_eq!(members(&column, 2), (0..130).collect::<Vec<u32>>());
    assert_eq!(
        display(&pack.program, &Type::Choice(domain), &column, 0),
        "m129"
    );
    assert_eq!(
        display(&pack.program, &Type::Choice(domain), &column, 2),
        "unknown"
    );
}

#[test]
fn if_takes_the_branches_that_are_left() {
    let (mut pack, record, a, b) = two_numbers();
    let five = pack.whole(5);
    let condition = pack.compare(Less, a, five);
    let (then, otherwise) = (pack.whole(10), pack.whole(20));
    let chosen = pack.expr(
        ExprKind::If {
            condition,
            then,
            otherwise,
        },
        Type::number(),
    );
    let found = pack.column(record, chosen);
    assert_eq!(ends(&found, 0), (Some(10), Some(10), APPLIES));
    assert_eq!(ends(&found, 1), (Some(10), Some(20), APPLIES));
    // No answer settles which branch it is.
    assert_eq!(ends(&found, 2), (Some(10), Some(20), FAULT));
    let same = pack.expr(
        ExprKind::If {
            condition,
            then: b,
            otherwise: b,
        },
        Type::number(),
    );
    assert_eq!(
        ends(&pack.column(record, same), 2),
        (Some(2), Some(2), APPLIES)
    );
}

#[test]
fn a_reference_reads_the_row_it_names() {
    let mut pack = Pack::new();
    let person = pack.record("Person");
    let age = pack.field(person, "age", rating(0, 120));
    let deal = pack.record("Deal");
    let contact = pack.field(deal, "contact", Type::Reference(person));
    pack.table(person, &[vec![t("Ann"), n(40)], vec![t("Bob"), Cell::Gap]]);
    pack.table(
        deal,
        &[
            vec![t("1"), t("Ann")],
            vec![t("2"), t("Bob")],
            vec![t("3"), Cell::Gap],
            vec![t("4"), t("Nobody")],
        ],
    );
    let (reference, value) = (pack.read(contact), pack.read(age));
    let through = pack.expr(ExprKind::Through { reference, value }, rating(0, 120));
    let found = pack.column(deal, through);
    assert_eq!(ends(&found, 0), (Some(40), Some(40), APPLIES));
    assert_eq!(ends(&found, 1), (Some(0), Some(120), APPLIES));
    assert_eq!(ends(&found, 2), (Some(0), Some(120), APPLIES));
    assert_eq!(ends(&found, 3), (Some(0), Some(120), FAULT));
    // A table that is not there is unknown, not wrong.
    pack.data.tables.remove(&person);
    pack.data.without.push(person);
    let found = pack.column(deal, through);
    assert_eq!(ends(&found, 0), (Some(0), Some(120), APPLIES));
}

#[test]
fn templates_say_what_is_open() {
    let mut pack = Pack::new();
    let record = pack.record("Row");
    let money = |low, high| {
        Type::Number(NumberType {
            unit: NumberUnit::Money("EUR".to_owned()),
            integer: false,
            bounds: Bounds { low, high },
        })
    };
    let percent = Type::Number(NumberType {
        unit: NumberUnit::Percent,
        integer: false,
        bounds: Bounds::closed(0, ONE),
    });
    let budget = pack.field(record, "budget", money(Some(0), None));
    let share = pack.field(record, "share", percent);
    let day = pack.field(record, "day", Type::Date(Bounds::OPEN));
    let wait = pack.field(record, "wait", Type::Duration(Bounds::closed(1, 30)));
    let happy = pack.field(record, "happy", Type::YesNo);
    let half = Cell::Is(Value::Number("0.405".parse().unwrap()));
    pack.table(
        record,
        &[
            vec![
                t("1"),
                n(1200),
                half,
                Cell::Is(Value::Date(0)),
                Cell::Is(Value::Duration(30)),
                b(true),
            ],
            vec![
                t("2"),
                Cell::Gap,
                Cell::Gap,
                Cell::Gap,
                Cell::Gap,
                Cell::Gap,
            ],
        ],
    );
    let mut parts = Vec::new();
    for field in [budget, share, day, wait, happy] {
        parts.push(TemplatePart::Hole(pack.read(field)));
        parts.push(TemplatePart::Literal("; ".into()));
    }
    let template = pack.expr(ExprKind::Template(parts), Type::Text);
    assert_eq!(
        texts(&pack.column(record, template)),
        [
            "1200 EUR; 40.5%; 1970-01-01; 30 days; yes; ",
            "0 EUR or more; 0% to 100%; unknown; 1 to 30 days; unknown; ",
        ]
    );
}

#[test]
fn dates_move_by_days_and_by_months() {
    let mut pack = Pack::new();
    pack.as_of = Some(20_484); // 2026-01-31
    let record = pack.record("Row");
    pack.table(record, &[vec![t("1")]]);
    let date = Type::Date(Bounds::OPEN);
    let today = pack.expr(ExprKind::Today, date.clone());
    let month = pack.literal(Value::Months(1), Type::Months);
    let days = pack.literal(Value::Duration(30), Type::Duration(Bounds::closed(30, 30)));
    let mut shown = |kind| {
        let moved = pack.expr(kind, date.clone());
        display(&pack.program, &date, &pack.column(record, moved), 0)
    };
    assert_eq!(shown(ExprKind::Arithmetic(Add, today, month)), "2026-02-28");
    assert_eq!(
        shown(ExprKind::Arithmetic(Subtract, today, month)),
        "2025-12-31"
    );
    assert_eq!(shown(ExprKind::Arithmetic(Add, today, days)), "2026-03-02");
}

#[test]
fn rounding_and_remainders() {
    let mut pack = Pack::new();
    let record = pack.record("Row");
    pack.table(record, &[vec![t("1")]]);
    let mut ask = |function, left: &str, right: &str| {
        let arguments = [left, right]
            .map(|number| pack.literal(Value::Number(number.parse().unwrap()), Type::number()));
        let asked = pack.expr(
            ExprKind::Function(function, arguments.to_vec()),
            Type::number(),
        );
        display(
            &pack.program,
            &Type::number(),
            &pack.column(record, asked),
            0,
        )
    };
    assert_eq!(ask(Function::Round, "2.45", "0.1"), "2.5");
    assert_eq!(ask(Function::Round, "-2.45", "0.1"), "-2.5");
    assert_eq!(ask(Function::Round, "1249", "100"), "1200");
    assert_eq!(ask(Function::Round, "7", "3"), "6");
    assert_eq!(ask(Function::Round, "7", "0"), "unknown");
    assert_eq!(ask(Function::Remainder, "7", "3"), "1");
    assert_eq!(ask(Function::Remainder, "-7", "3"), "-1");
    assert_eq!(ask(Function::Remainder, "7", "-3"), "1");
    assert_eq!(ask(Function::Min, "7", "-3"), "-3");
    assert_eq!(ask(Function::Max, "7", "-3"), "7");
    assert_eq!(ask(Function::Abs, "-7", "0"), "7");
}

#[test]
fn no_rows_give_no_rows() {
    let (mut pack, record, a, b) = two_numbers();
    pack.table(record, &[]);
    let sum = pack.arithmetic(Add, a, b);
    assert_eq!(pack.column(record, sum).len(), 0);
    let less = pack.compare(Less, a, b);
    assert!(pack.column(record, less).is_empty());
}
