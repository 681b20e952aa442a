//! The order of rows and the values of columns, on columns made by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::prelude::*;

use super::order::{Found, KeyTexts, Order, SortValue, compare_values, prefix, sort_value};
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

/// Puts rows in order by one key; answers their places in the table. The bits that a row carries of
/// its key agree with the key.
fn sorted(keys: Vec<SortValue<'_>>, descending: bool) -> Vec<usize> {
    for a in &keys {
        for b in &keys {
            let order = compare_values(a, b, descending);
            let ((first, exact), (other, other_exact)) =
                (prefix(a, descending), prefix(b, descending));
            if first != other {
                assert_eq!(order, first.cmp(&other), "{a:?} {b:?}");
            } else if exact && other_exact {
                assert!(order.is_eq(), "{a:?} {b:?}");
            }
        }
    }
    let mut rows: Vec<usize> = (0..keys.len()).collect();
    rows.sort_by(|&a, &b| compare_values(&keys[a], &keys[b], descending));
    rows
}

fn ends(low: i128, high: i128) -> SortValue<'static> {
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
    let text = |text: &'static str| SortValue::Text(Some(text));
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

/// A row as the table below has it: the ends of its number, its key, whether it may not belong there.
type Row = (i128, i128, &'static str, bool);

/// The places of rows that are found in parts and in batches of `batch` rows.
fn ordered(rows: &[Row], parts: &[usize], batch: usize, top: Option<usize>) -> Vec<usize> {
    let (program, _) = program(DomainKind::Inline);
    let ty = Type::number();
    let order = Order::new(&program, vec![(&ty, true)]);
    let mut start = 0;
    let mut found = Vec::new();
    for &count in parts {
        let mut part = Found::default();
        let end = (start + count).min(rows.len());
        for from in (start..end).step_by(batch) {
            let rows = &rows[from..(from + batch).min(end)];
            let low = rows.iter().map(|row| row.0).collect();
            let high = rows.iter().map(|row| row.1).collect();
            let sort = NumberColumn::new(low, high, vec![flag::APPLIES; rows.len()]);
            let keys = rows.iter().map(|row| Some(row.2.into())).collect();
            let keys = TextColumn::new(keys, vec![flag::APPLIES; rows.len()]);
            let keys = KeyTexts::new(&program, &Type::Text, &Column::Text(keys));
            let passing = rows.iter().enumerate();
            let passing = passing.map(|(within, row)| (from + within, within, row.3));
            order.add(&mut part, vec![Column::Number(sort)], vec![keys], passing);
        }
        match top {
            Some(top) => order.first(&mut part, top),
            None => order.sort(&mut part),
        }
        found.push(part);
        start = end;
    }
    let mut rows = order.merge(found).rows;
    rows.truncate(top.unwrap_or(usize::MAX));
    rows.into_iter().map(|row| row.row).collect()
}

#[test]
fn ties_go_by_key_and_then_by_place() {
    let row = |uncertain, key| (1, 1, key, uncertain);
    let rows = [
        row(true, "a"),
        row(false, "c"),
        row(false, "b"),
        row(false, "b"),
    ];
    assert_eq!(ordered(&rows, &[4], 4, None), [2, 3, 1, 0]);
}

proptest! {
    /// However the rows are split, the order is that of all that there is to compare by.
    #[test]
    fn parts_and_batches_make_no_difference(
        rows in prop::collection::vec(
            (
                prop_oneof![-2i128..3, Just(OPEN_LOW), Just(1 << 70), Just((1 << 70) + 1)],
                0i128..3,
                prop::sample::select(vec!["", "a", "ab", "account 1", "account 2", "b"]),
                prop::bool::ANY,
            ),
            0..20,
        ),
        parts in prop::collection::vec(0usize..9, 1..4),
        batch in 1usize..5,
        top in prop::option::of(0usize..25),
    ) {
        let rows: Vec<Row> = rows
            .into_iter()
            .map(|(low, width, key, uncertain)| (low, low.saturating_add(width), key, uncertain))
            .collect();
        let mut parts = parts;
        parts.push(rows.len());
        let mut expected: Vec<usize> = (0..rows.len()).collect();
        expected.sort_by(|&a, &b| {
            let ((a_low, a_high, a_key, a_last), (b_low, b_high, b_key, b_last)) = (rows[a], rows[b]);
            let value = |low, high| SortValue::Ends(Interval { low, high });
            a_last
                .cmp(&b_last)
                .then(compare_values(&value(a_low, a_high), &value(b_low, b_high), true))
                .then(a_key.cmp(b_key))
                .then(a.cmp(&b))
        });
        expected.truncate(top.unwrap_or(usize::MAX));
        prop_assert_eq!(ordered(&rows, &parts, batch, top), expected);
    }
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
    let answers = YesNoColumn::new(vec![truth::YES, truth::UNKNOWN, truth::NOT_APPLICABLE]);
    let expected = [Cell::YesNo(true), Cell::Null, Cell::Null];
    assert_eq!(cells(&Type::YesNo, &Column::YesNo(answers)), expected);
    let choices = ChoiceColumn::new(3, vec![0b010, 0b011, 0b001], bits.clone());
    let expected = [Cell::Text("warm".into()), Cell::Null, Cell::Null];
    assert_eq!(
        cells(&Type::Choice(domain), &Column::Choice(choices)),
        expected
    );
    let texts = vec![Some("a".into()), None, Some("b".into())];
    let texts = TextColumn::with_flags(texts, Flags(Some(bits.into())));
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
