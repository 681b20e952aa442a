//! `x in [a, b, c]`: yes when every possible value is listed, no when none is.

use std::collections::HashSet;

use super::compare::with_flags;
use crate::decimal::ONE;
use crate::eval::column::{
    ChoiceColumn, Column, Interval, ListColumn, SmallSets, YesNoColumn, both_flags, truth,
};
use crate::ir::{Type, Value};

/// Membership in a list that is the same on every row.
pub(crate) fn in_constant(ty: &Type, item: &Column, list: &[Value]) -> YesNoColumn {
    match item {
        Column::Choice(column) => {
            let listed = mask(column.members, list);
            match (column.as_small(), listed.as_slice()) {
                (Some(SmallSets::Each(sets)), [listed]) if column.flags.is_plain() => {
                    let word = |&set: &u64| all_or_none(&[set], &[*listed]);
                    sets.iter().map(word).collect()
                }
                (_, _) => rows(item, |row| all_or_none(column.set(row), &listed)),
            }
        }
        Column::Number(column) => {
            let listed = sorted(list);
            let step = whole_step(ty);
            rows(item, |row| number_in(column.interval(row), &listed, step))
        }
        Column::Text(column) => {
            let listed: HashSet<&str> = list.iter().filter_map(text).collect();
            rows(item, |row| match column.get(row) {
                _ if listed.is_empty() => truth::NO,
                Some(value) if listed.contains(value) => truth::YES,
                Some(_) => truth::NO,
                None => truth::UNKNOWN,
            })
        }
        Column::YesNo(column) => {
            let listed = list
                .iter()
                .filter_map(yes_no_bit)
                .fold(0, |all, bit| all | bit);
            rows(item, |row| bits_in(column.get(row), listed))
        }
        Column::List(column) => rows(item, |row| match column.get(row) {
            Some(items) if list.contains(&Value::List(items.to_vec())) => truth::YES,
            Some(_) => truth::NO,
            None => truth::UNKNOWN,
        }),
    }
}

/// Membership in a list of each row. Where a list is open, it is as `open` says, if that is known.
pub(crate) fn in_lists(
    ty: &Type,
    item: &Column,
    lists: &ListColumn,
    open: Option<&YesNoColumn>,
) -> YesNoColumn {
    let found = (0..item.len()).map(|row| {
        let bits = both_flags(item.flags(row), lists.flags.get(row));
        let answer = match (lists.get(row), open) {
            (Some(list), _) => in_row(ty, item, row, list),
            (None, Some(open)) => open.get(row) & truth::UNKNOWN,
            (None, None) => truth::UNKNOWN,
        };
        with_flags(answer, bits)
    });
    found.collect()
}

fn in_row(ty: &Type, item: &Column, row: usize, list: &[Value]) -> u8 {
    match item {
        Column::Choice(column) => all_or_none(column.set(row), &mask(column.members, list)),
        Column::Number(column) => number_in(column.interval(row), &sorted(list), whole_step(ty)),
        Column::Text(column) => match column.get(row) {
            _ if list.is_empty() => truth::NO,
            Some(value) if list.iter().filter_map(text).any(|text| text == value) => truth::YES,
            Some(_) => truth::NO,
            None => truth::UNKNOWN,
        },
        Column::YesNo(column) => {
            let listed = list
                .iter()
                .filter_map(yes_no_bit)
                .fold(0, |all, bit| all | bit);
            bits_in(column.get(row), listed)
        }
        Column::List(_) => truth::UNKNOWN,
    }
}

/// An answer a row, with the flags of the item.
fn rows(item: &Column, answer: impl Fn(usize) -> u8) -> YesNoColumn {
    (0..item.len())
        .map(|row| with_flags(answer(row), item.flags(row)))
        .collect()
}

fn all_or_none(possible: &[u64], listed: &[u64]) -> u8 {
    let pairs = || possible.iter().zip(listed);
    if pairs().all(|(possible, listed)| possible & !listed == 0) {
        truth::YES
    } else if pairs().all(|(possible, listed)| possible & listed == 0) {
        truth::NO
    } else {
        truth::UNKNOWN
    }
}

fn bits_in(bits: u8, listed: u8) -> u8 {
    all_or_none(&[u64::from(bits & truth::UNKNOWN)], &[u64::from(listed)])
}

/// `step` is the distance between neighbouring values of a whole-numbered type.
fn number_in(possible: Interval, listed: &[i128], step: Option<i128>) -> u8 {
    let first = listed.partition_point(|&value| value < possible.low);
    let within = listed.get(first..).unwrap_or_default();
    let within = within.partition_point(|&value| value <= possible.high);
    if within == 0 {
        return truth::NO;
    }
    let width = possible.high.checked_sub(possible.low);
    let values = match (width, step) {
        (Some(0), _) => Some(1),
        (Some(width), Some(step)) => width.checked_div(step).map(|gaps| gaps + 1),
        (Some(_), None) | (None, _) => None,
    };
    if values == i128::try_from(within).ok() {
        truth::YES
    } else {
        truth::UNKNOWN
    }
}

fn whole_step(ty: &Type) -> Option<i128> {
    match ty {
        Type::Number(number) => number.integer.then_some(ONE),
        Type::Date(_) | Type::Duration(_) | Type::Months => Some(1),
        Type::Text | Type::YesNo | Type::Choice(_) | Type::List(_) | Type::Reference(_) => None,
    }
}

/// The words of the members listed.
pub(crate) fn mask(members: u32, list: &[Value]) -> Vec<u64> {
    let mut words = vec![0; ChoiceColumn::words_per_row(members)];
    for member in list.iter().filter_map(member) {
        if let Some(word) = words.get_mut(member as usize / 64) {
            *word |= 1 << (member % 64);
        }
    }
    words
}

fn sorted(list: &[Value]) -> Vec<i128> {
    let mut units: Vec<i128> = list.iter().filter_map(units).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// What a number column holds for a constant.
pub(crate) fn units(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => Some(number.units()),
        Value::Date(days) => Some(i128::from(*days)),
        Value::Duration(days) => Some(i128::from(*days)),
        Value::Months(months) => Some(i128::from(*months)),
        Value::Text(_) | Value::YesNo(_) | Value::Choice(..) | Value::List(_) => None,
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        Value::YesNo(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::Months(_)
        | Value::Choice(..)
        | Value::List(_) => None,
    }
}

fn member(value: &Value) -> Option<u32> {
    match value {
        Value::Choice(_, member) => Some(*member),
        Value::Text(_)
        | Value::YesNo(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::Months(_)
        | Value::List(_) => None,
    }
}

fn yes_no_bit(value: &Value) -> Option<u8> {
    match value {
        Value::YesNo(yes) => Some(if *yes { truth::YES } else { truth::NO }),
        Value::Text(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::Months(_)
        | Value::Choice(..)
        | Value::List(_) => None,
    }
}
