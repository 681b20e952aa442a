//! The order of rows and the values of columns, on columns made by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::sync::Arc;

use super::order::{Candidate, SortValue, compare, sort_value};
use super::values::{Cell, ResultValue, Values, settled};
use crate::decimal::ONE;
use crate::eval::{
    ChoiceColumn, Column, Flags, Interval, NumberColumn, OPEN_HIGH, OPEN_LOW, TextColumn,
    YesNoColumn, flag, truth,
};
use crate::ir::*;
use crate::source::Span;

fn program(kind: DomainKind) -> (Program, DomainId) {
    let named = |name: &str| Named {
        name: name.into(),
        label: None,
        span: Span::default(),
    };
    let mut domains = Arena::default();
    let members = ["hot", "warm", "cold"];
    let domain = domains.push(Domain {
        name: "band".into(),
        kind,
        ordered: true,
        members: members
            .iter()
            .map(|name| Member {
                named: named(name),
                written_as: None,
            })
            .collect(),
        attributes: Vec::new(),
    });
    let program = Program {
        name: "p".into(),
        label: None,
        sources: Vec::new(),
        records: Arena::default(),
        fields: Arena::default(),
        params: Arena::default(),
        domains,
        portfolio: None,
        status: domain,
        rules: Arena::default(),
        views: Arena::default(),
        tests: Vec::new(),
        exprs: Arena::default(),
        rule_order: Vec::new(),
    };
    (program, domain)
}

/// Puts rows in order by one key; answers their places in the table.
fn sorted(keys: Vec<SortValue>, descending: bool) -> Vec<usize> {
    let mut rows: Vec<Candidate> = keys
        .into_iter()
        .enumerate()
        .map(|(row, key)| Candidate {
            row,
            uncertain: false,
            keys: vec![key],
            key: Vec::new(),
        })
        .collect();
    rows.sort_by(|a, b| compare(a, b, &[descending]));
    rows.into_iter().map(|row| row.row).collect()
}

fn ends(low: i128, high: i128) -> SortValue {
    SortValue::Ends(Interval { low, high })
}

#[test]
fn the_guaranteed_end_comes_first() {
    let rows = || {
        vec![
            ends(100, 100),
            ends(50, 400),
            ends(100, 200),
            ends(OPEN_LOW, 500),
            SortValue::NotApplicable,
            ends(100, OPEN_HIGH),
            ends(OPEN_LOW, OPEN_HIGH),
        ]
    };
    // By low, greatest first; of the three with 100 the high end decides, the open one last.
    assert_eq!(sorted(rows(), true), [2, 0, 5, 1, 3, 6, 4]);
    // By high, least first; the open ends last, of which the one with a low end before the other.
    assert_eq!(sorted(rows(), false), [0, 2, 1, 3, 5, 6, 4]);
}

#[test]
fn texts_sort_by_code_point_with_unknown_last() {
    let text = |text: &str| SortValue::Text(Some(text.into()));
    let rows = || {
        vec![
            text("b"),
            SortValue::Text(None),
            text("É"),
            text("B"),
            SortValue::NotApplicable,
        ]
    };
    assert_eq!(sorted(rows(), false), [3, 0, 2, 1, 4]);
    assert_eq!(sorted(rows(), true), [2, 0, 3, 1, 4]);
}

#[test]
fn ties_go_by_key_and_then_by_place() {
    let row = |row, uncertain, key: &str| Candidate {
        row,
        uncertain,
        keys: vec![ends(1, 1)],
        key: vec![key.into()],
    };
    let mut rows = [
        row(0, true, "a"),
        row(1, false, "c"),
        row(2, false, "b"),
        row(3, false, "b"),
    ];
    rows.sort_by(|a, b| compare(a, b, &[true]));
    assert_eq!(
        rows.iter().map(|row| row.row).collect::<Vec<_>>(),
        [2, 3, 1, 0]
    );
}

#[test]
fn choices_sort_by_their_order_and_bands_from_the_highest() {
    // Row 0 is cold, row 1 hot or warm, row 2 hot.
    let column = Column::Choice(ChoiceColumn::new(
        3,
        vec![0b100, 0b011, 0b001],
        vec![flag::APPLIES; 3],
    ));
    let order = |kind, descending| {
        let (program, domain) = program(kind);
        let ty = Type::Choice(domain);
        sorted(
            (0..3)
                .map(|row| sort_value(&program, &ty, &column, row))
                .collect(),
            descending,
        )
    };
    assert_eq!(order(DomainKind::Bands, true), [2, 1, 0]);
    assert_eq!(order(DomainKind::Bands, false), [0, 1, 2]);
    assert_eq!(order(DomainKind::List, false), [2, 1, 0]);
}

#[test]
fn only_settled_values_are_written() {
    let (program, domain) = program(DomainKind::Inline);
    let bits = vec![flag::APPLIES, flag::APPLIES, flag::NOT_APPLICABLE];
    let cells = |ty: &Type, column: &Column| -> Vec<Cell> {
        (0..3)
            .map(|row| settled(&program, ty, column, row))
            .collect()
    };
    let numbers = NumberColumn::new(
        vec![5 * ONE, ONE, ONE],
        vec![5 * ONE, 2 * ONE, ONE],
        bits.clone(),
    );
    let expected = [Cell::Number(5 * ONE), Cell::Null, Cell::Null];
    assert_eq!(cells(&Type::number(), &Column::Number(numbers)), expected);
    let days = NumberColumn::new(vec![7, 1, 1], vec![7, 2, 1], bits.clone());
    let date = Type::Date(Bounds::OPEN);
    assert_eq!(
        cells(&date, &Column::Number(days.clone())),
        [Cell::Date(7), Cell::Null, Cell::Null]
    );
    let duration = Type::Duration(Bounds::OPEN);
    assert_eq!(
        cells(&duration, &Column::Number(days)),
        [Cell::Whole(7), Cell::Null, Cell::Null]
    );
    let answers = YesNoColumn(vec![truth::YES, truth::UNKNOWN, truth::NOT_APPLICABLE].into());
    let expected = [Cell::YesNo(true), Cell::Null, Cell::Null];
    assert_eq!(cells(&Type::YesNo, &Column::YesNo(answers)), expected);
    let choices = ChoiceColumn::new(3, vec![0b010, 0b011, 0b001], bits.clone());
    let expected = [Cell::Text("warm".into()), Cell::Null, Cell::Null];
    assert_eq!(
        cells(&Type::Choice(domain), &Column::Choice(choices)),
        expected
    );
    let texts: Arc<[Option<Arc<str>>]> = vec![Some("a".into()), None, Some("b".into())].into();
    let texts = TextColumn {
        values: texts,
        flags: Flags(Some(bits.into())),
    };
    let expected = [Cell::Text("a".into()), Cell::Null, Cell::Null];
    assert_eq!(cells(&Type::Text, &Column::Text(texts)), expected);
}

#[test]
fn lists_keep_their_items_when_rows_are_sorted() {
    let mut lists = Values::of_type(&Type::List(Box::new(Type::number())));
    lists.push(Cell::List(vec![Cell::Number(ONE), Cell::Number(2 * ONE)]));
    lists.push(Cell::Null);
    lists.push(Cell::List(Vec::new()));
    lists.push(Cell::List(vec![Cell::Number(500_000)]));
    let sorted = lists.take(&[3, 2, 1, 0]);
    let texts = (0..4).map(|row| {
        let mut text = String::new();
        sorted.get(row).write(&mut text);
        (sorted.get(row) == ResultValue::Null, text)
    });
    let expected = [(false, "0.5"), (false, ""), (true, ""), (false, "1; 2")];
    let expected = expected.map(|(null, text)| (null, text.to_owned()));
    assert_eq!(texts.collect::<Vec<_>>(), expected);
}
