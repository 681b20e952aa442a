//! The order of a view's rows: by the guaranteed end, then the other; open ends, then rows to which
//! the value does not apply, last; then by key, then by place in the file.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::eval::{Column, Interval, OPEN_HIGH, OPEN_LOW, Status, truth};
use crate::ir::{DomainKind, Program, Type};

/// A row that passes, and all that decides its place.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Its place in the table.
    pub(super) row: usize,
    /// True if it may not belong here.
    pub(super) uncertain: bool,
    /// A value a key of `sort`.
    pub(super) keys: Vec<SortValue>,
    /// The row's key.
    pub(super) key: Vec<Arc<str>>,
}

/// A value to sort by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SortValue {
    /// A number, date, yes/no or choice, by its ends.
    Ends(Interval),
    /// A text; nothing where it is open.
    Text(Option<Arc<str>>),
    /// Does not apply.
    NotApplicable,
}

/// The value of a row to sort by.
pub(super) fn sort_value(program: &Program, ty: &Type, column: &Column, row: usize) -> SortValue {
    if column.status(row) == Status::NotApplicable {
        return SortValue::NotApplicable;
    }
    match column {
        Column::Number(column) => SortValue::Ends(column.interval(row)),
        Column::YesNo(column) => SortValue::Ends(match column.get(row) & truth::UNKNOWN {
            truth::NO => Interval::point(0),
            truth::YES => Interval::point(1),
            _ => Interval { low: 0, high: 1 },
        }),
        Column::Choice(column) => {
            // Bands are written from the highest down; every other choice from the least up.
            let downwards = match ty {
                Type::Choice(domain) => program.domains[*domain].kind == DomainKind::Bands,
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::List(_)
                | Type::Reference(_) => false,
            };
            let level = |member: u32| i128::from(member) * if downwards { -1 } else { 1 };
            let levels = || column.possible(row).map(level);
            SortValue::Ends(Interval {
                low: levels().min().unwrap_or(OPEN_LOW),
                high: levels().max().unwrap_or(OPEN_HIGH),
            })
        }
        Column::Text(column) => SortValue::Text(column.values.get(row).cloned().flatten()),
        // The order of lists says nothing; rows stay as their keys have them.
        Column::List(_) => SortValue::Text(None),
    }
}

/// Compares two rows; `descending` tells the direction of each key.
pub(super) fn compare(a: &Candidate, b: &Candidate, descending: &[bool]) -> Ordering {
    let mut order = a.uncertain.cmp(&b.uncertain);
    for ((a, b), &descending) in a.keys.iter().zip(&b.keys).zip(descending) {
        order = order.then_with(|| compare_values(a, b, descending));
    }
    order
        .then_with(|| a.key.cmp(&b.key))
        .then_with(|| a.row.cmp(&b.row))
}

fn compare_values(a: &SortValue, b: &SortValue, descending: bool) -> Ordering {
    match (a, b) {
        (SortValue::NotApplicable, SortValue::NotApplicable) => Ordering::Equal,
        (SortValue::NotApplicable, _) => Ordering::Greater,
        (_, SortValue::NotApplicable) => Ordering::Less,
        (SortValue::Ends(a), SortValue::Ends(b)) if descending => {
            downwards(a.low, b.low).then_with(|| downwards(a.high, b.high))
        }
        (SortValue::Ends(a), SortValue::Ends(b)) => {
            upwards(a.high, b.high).then_with(|| upwards(a.low, b.low))
        }
        (SortValue::Text(Some(a)), SortValue::Text(Some(b))) => {
            if descending {
                b.cmp(a)
            } else {
                a.cmp(b)
            }
        }
        (SortValue::Text(a), SortValue::Text(b)) => a.is_none().cmp(&b.is_none()),
        // One key has one type on every row.
        (SortValue::Ends(_), SortValue::Text(_)) | (SortValue::Text(_), SortValue::Ends(_)) => {
            Ordering::Equal
        }
    }
}

fn is_open(end: i128) -> bool {
    end == OPEN_LOW || end == OPEN_HIGH
}

fn downwards(a: i128, b: i128) -> Ordering {
    is_open(a).cmp(&is_open(b)).then_with(|| b.cmp(&a))
}

fn upwards(a: i128, b: i128) -> Ordering {
    is_open(a).cmp(&is_open(b)).then_with(|| a.cmp(&b))
}
