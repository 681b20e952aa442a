//! Comparison: yes if true of every pair of possible values, no if true of none.

use std::sync::Arc;

use super::logic::{invert, settle};
use crate::eval::column::{
    ChoiceColumn, Column, Interval, ListColumn, NumberColumn, TextColumn, YesNoColumn, both_flags,
    flag, is_single, truth, truth_flags,
};
use crate::ir::CompareOperator;

/// The truth bits of an answer worked out on rows with the given flags.
pub(crate) fn with_flags(answer: u8, bits: u8) -> u8 {
    if bits & flag::APPLIES == 0 {
        return truth::NOT_APPLICABLE;
    }
    let not = if bits & flag::NOT_APPLICABLE == 0 {
        0
    } else {
        truth::NOT_APPLICABLE
    };
    let fault = if bits & flag::FAULT == 0 {
        0
    } else {
        truth::FAULT
    };
    settle(answer | not | fault)
}

/// Yes, no, or unknown.
fn answer(always: bool, never: bool) -> u8 {
    if always {
        truth::YES
    } else if never {
        truth::NO
    } else {
        truth::UNKNOWN
    }
}

/// `a < b`, `a is b`, … of two columns of one type.
pub(crate) fn compare(operator: CompareOperator, left: &Column, right: &Column) -> YesNoColumn {
    match (left, right) {
        (Column::Number(left), Column::Number(right)) => numbers(operator, left, right),
        (Column::Choice(left), Column::Choice(right)) => choices(operator, left, right),
        (Column::YesNo(left), Column::YesNo(right)) => yes_nos(operator, left, right),
        (Column::Text(left), Column::Text(right)) => texts(operator, left, right),
        (Column::List(left), Column::List(right)) => lists(operator, left, right),
        // The analysis compares like with like only.
        (
            Column::Number(_)
            | Column::Choice(_)
            | Column::YesNo(_)
            | Column::Text(_)
            | Column::List(_),
            _,
        ) => YesNoColumn::constant(truth::UNKNOWN, left.len()),
    }
}

fn equal(a: Interval, b: Interval) -> u8 {
    let disjoint = a.high < b.low || b.high < a.low;
    answer(a.is_point() && b.is_point() && a.low == b.low, disjoint)
}

fn less(a: Interval, b: Interval) -> u8 {
    answer(a.high < b.low, a.low >= b.high)
}

fn numbers(operator: CompareOperator, left: &NumberColumn, right: &NumberColumn) -> YesNoColumn {
    match operator {
        CompareOperator::Is => zip_numbers(left, right, |a, b| a == b, equal),
        CompareOperator::IsNot => {
            zip_numbers(left, right, |a, b| a != b, |a, b| invert(equal(a, b)))
        }
        CompareOperator::Less => zip_numbers(left, right, |a, b| a < b, less),
        CompareOperator::LessOrEqual => {
            zip_numbers(left, right, |a, b| a <= b, |a, b| invert(less(b, a)))
        }
        CompareOperator::Greater => zip_numbers(left, right, |a, b| a > b, |a, b| less(b, a)),
        CompareOperator::GreaterOrEqual => {
            zip_numbers(left, right, |a, b| a >= b, |a, b| invert(less(a, b)))
        }
    }
}

fn zip_numbers(
    left: &NumberColumn,
    right: &NumberColumn,
    points: impl Fn(i128, i128) -> bool,
    intervals: impl Fn(Interval, Interval) -> u8,
) -> YesNoColumn {
    let plain = left.flags.is_plain() && right.flags.is_plain();
    if plain && left.is_points() && right.is_points() {
        let pairs = left.low.iter().zip(right.low.iter());
        let bits = pairs.map(|(&a, &b)| if points(a, b) { truth::YES } else { truth::NO });
        return YesNoColumn(bits.collect::<Arc<[u8]>>());
    }
    let pairs = left.intervals().zip(right.intervals());
    if plain {
        return YesNoColumn(pairs.map(|(a, b)| intervals(a, b)).collect());
    }
    let rows = pairs.enumerate().map(|(row, (a, b))| {
        let bits = both_flags(left.flags.get(row), right.flags.get(row));
        with_flags(intervals(a, b), bits)
    });
    YesNoColumn(rows.collect())
}

fn choices(operator: CompareOperator, left: &ChoiceColumn, right: &ChoiceColumn) -> YesNoColumn {
    let rows = left
        .sets()
        .zip(right.sets())
        .enumerate()
        .map(|(row, (a, b))| {
            let bits = both_flags(left.flags.get(row), right.flags.get(row));
            let found = match operator {
                CompareOperator::Is => same_member(a, b),
                CompareOperator::IsNot => invert(same_member(a, b)),
                CompareOperator::Less => less(places(a), places(b)),
                CompareOperator::LessOrEqual => invert(less(places(b), places(a))),
                CompareOperator::Greater => less(places(b), places(a)),
                CompareOperator::GreaterOrEqual => invert(less(places(a), places(b))),
            };
            with_flags(found, bits)
        });
    YesNoColumn(rows.collect())
}

fn same_member(a: &[u64], b: &[u64]) -> u8 {
    let disjoint = a.iter().zip(b).all(|(a, b)| a & b == 0);
    answer(!disjoint && is_single(a) && is_single(b), disjoint)
}

/// The least and the greatest place of the members of a set.
pub(crate) fn places(set: &[u64]) -> Interval {
    let place = |word: usize, bit: u32| (word * 64) as i128 + i128::from(bit);
    let mut words = set.iter().enumerate().filter(|(_, word)| **word != 0);
    let low = words
        .next()
        .map(|(word, bits)| place(word, bits.trailing_zeros()));
    let mut words = set.iter().enumerate().rev().filter(|(_, word)| **word != 0);
    let high = words
        .next()
        .map(|(word, bits)| place(word, 63 - bits.leading_zeros()));
    match (low, high) {
        (Some(low), Some(high)) => Interval { low, high },
        (None, _) | (_, None) => Interval::OPEN,
    }
}

fn yes_nos(operator: CompareOperator, left: &YesNoColumn, right: &YesNoColumn) -> YesNoColumn {
    let rows = left.0.iter().zip(right.0.iter()).map(|(&a, &b)| {
        let bits = both_flags(truth_flags(a), truth_flags(b));
        let same = match (a & truth::UNKNOWN, b & truth::UNKNOWN) {
            (truth::UNKNOWN, _) | (_, truth::UNKNOWN) => truth::UNKNOWN,
            (a, b) if a == b => truth::YES,
            _ => truth::NO,
        };
        let found = if operator == CompareOperator::IsNot {
            invert(same)
        } else {
            same
        };
        with_flags(found, bits)
    });
    YesNoColumn(rows.collect())
}

fn texts(operator: CompareOperator, left: &TextColumn, right: &TextColumn) -> YesNoColumn {
    let rows = left
        .values
        .iter()
        .zip(right.values.iter())
        .enumerate()
        .map(|(row, (a, b))| {
            let bits = both_flags(left.flags.get(row), right.flags.get(row));
            with_flags(settled(operator, a.as_deref().zip(b.as_deref())), bits)
        });
    YesNoColumn(rows.collect())
}

/// A comparison of two settled values (texts by code point); unknown where one is not.
fn settled<T: PartialOrd>(operator: CompareOperator, values: Option<(T, T)>) -> u8 {
    let Some((a, b)) = values else {
        return truth::UNKNOWN;
    };
    let holds = match operator {
        CompareOperator::Is => a == b,
        CompareOperator::IsNot => a != b,
        CompareOperator::Less => a < b,
        CompareOperator::LessOrEqual => a <= b,
        CompareOperator::Greater => a > b,
        CompareOperator::GreaterOrEqual => a >= b,
    };
    if holds { truth::YES } else { truth::NO }
}

fn lists(operator: CompareOperator, left: &ListColumn, right: &ListColumn) -> YesNoColumn {
    let rows = left
        .values
        .iter()
        .zip(right.values.iter())
        .enumerate()
        .map(|(row, (a, b))| {
            let bits = both_flags(left.flags.get(row), right.flags.get(row));
            let found = match (a, b) {
                (Some(a), Some(b)) => answer(a == b, a != b),
                (None, _) | (_, None) => truth::UNKNOWN,
            };
            let found = if operator == CompareOperator::IsNot {
                invert(found)
            } else {
                found
            };
            with_flags(found, bits)
        });
    YesNoColumn(rows.collect())
}
