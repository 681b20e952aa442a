//! Comparison: yes if true of every pair of possible values, no if true of none.

use super::logic::{invert, settle};
use crate::eval::column::{
    ChoiceColumn, Column, Interval, ListColumn, Narrow, NumberColumn, SmallSets, TextColumn,
    YesNoColumn, both_flags, flag, is_single, truth, truth_flags,
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

/// Whether an interval is equal to another: always, never.
fn equal<T: Copy + Ord>((a, a_high): (T, T), (b, b_high): (T, T)) -> (bool, bool) {
    let disjoint = (a_high < b) | (b_high < a);
    ((a == b) & (a == a_high) & (b == b_high), disjoint)
}

/// Whether an interval is below another: always, never.
fn below<T: Copy + Ord>((a, a_high): (T, T), (b, b_high): (T, T)) -> (bool, bool) {
    (a_high < b, a >= b_high)
}

fn less(a: Interval, b: Interval) -> u8 {
    let (always, never) = below((a.low, a.high), (b.low, b.high));
    answer(always, never)
}

fn numbers(operator: CompareOperator, left: &NumberColumn, right: &NumberColumn) -> YesNoColumn {
    match operator {
        CompareOperator::Is => zip_numbers(left, right, false, equal, equal),
        CompareOperator::IsNot => zip_numbers(left, right, true, equal, equal),
        CompareOperator::Less => zip_numbers(left, right, false, below, below),
        CompareOperator::LessOrEqual => zip_numbers(right, left, true, below, below),
        CompareOperator::Greater => zip_numbers(right, left, false, below, below),
        CompareOperator::GreaterOrEqual => zip_numbers(left, right, true, below, below),
    }
}

/// Compares row by row; `negated` asks for the contrary. The comparison is given for ends in 64 bits
/// and for ends in 128.
fn zip_numbers(
    left: &NumberColumn,
    right: &NumberColumn,
    negated: bool,
    narrow: impl Fn((i64, i64), (i64, i64)) -> (bool, bool),
    wide: impl Fn((i128, i128), (i128, i128)) -> (bool, bool),
) -> YesNoColumn {
    let (if_always, if_never) = if negated {
        (truth::NO, truth::YES)
    } else {
        (truth::YES, truth::NO)
    };
    // Without a branch: what is not always so may be the contrary, what is not never so may be so.
    let found = |(always, never): (bool, bool)| {
        (if_never * u8::from(!always)) | (if_always * u8::from(!never | always))
    };
    let plain = left.flags.is_plain() && right.flags.is_plain();
    let answers: YesNoColumn = match (left.as_narrow(), right.as_narrow()) {
        (Some(Narrow::Same(a, a_high)), Some(Narrow::Same(b, b_high))) => {
            YesNoColumn::constant(found(narrow((a, a_high), (b, b_high))), left.len())
        }
        (Some(Narrow::Rows(a, a_high)), Some(Narrow::Same(b, b_high))) => {
            let rows = a.iter().zip(a_high);
            rows.map(|(&a, &a_high)| found(narrow((a, a_high), (b, b_high))))
                .collect()
        }
        (Some(Narrow::Same(a, a_high)), Some(Narrow::Rows(b, b_high))) => {
            let rows = b.iter().zip(b_high);
            rows.map(|(&b, &b_high)| found(narrow((a, a_high), (b, b_high))))
                .collect()
        }
        (Some(Narrow::Rows(a, a_high)), Some(Narrow::Rows(b, b_high))) => {
            let rows = a.iter().zip(a_high).zip(b.iter().zip(b_high));
            rows.map(|((&a, &a_high), (&b, &b_high))| found(narrow((a, a_high), (b, b_high))))
                .collect()
        }
        (_, _) => {
            let rows = left.intervals().zip(right.intervals());
            rows.map(|(a, b)| found(wide((a.low, a.high), (b.low, b.high))))
                .collect()
        }
    };
    if plain {
        return answers;
    }
    flagged(&answers, |row| {
        both_flags(left.flags.get(row), right.flags.get(row))
    })
}

/// Answers with the flags of what was compared.
fn flagged(answers: &YesNoColumn, bits: impl Fn(usize) -> u8) -> YesNoColumn {
    let rows = answers.bits();
    let rows = rows.iter().enumerate();
    rows.map(|(row, &answer)| with_flags(answer, bits(row)))
        .collect()
}

fn choices(operator: CompareOperator, left: &ChoiceColumn, right: &ChoiceColumn) -> YesNoColumn {
    let answers = match (operator, left.as_small(), right.as_small()) {
        (CompareOperator::Is, Some(left_sets), Some(right_sets)) => {
            small_choices(&left_sets, &right_sets, left.len(), |answer| answer)
        }
        (CompareOperator::IsNot, Some(left_sets), Some(right_sets)) => {
            small_choices(&left_sets, &right_sets, left.len(), invert)
        }
        (_, _, _) => {
            let sets = left.sets().zip(right.sets());
            sets.map(|(a, b)| match operator {
                CompareOperator::Is => same_member(a, b),
                CompareOperator::IsNot => invert(same_member(a, b)),
                CompareOperator::Less => less(places(a), places(b)),
                CompareOperator::LessOrEqual => invert(less(places(b), places(a))),
                CompareOperator::Greater => less(places(b), places(a)),
                CompareOperator::GreaterOrEqual => invert(less(places(a), places(b))),
            })
            .collect()
        }
    };
    if left.flags.is_plain() && right.flags.is_plain() {
        return answers;
    }
    flagged(&answers, |row| {
        both_flags(left.flags.get(row), right.flags.get(row))
    })
}

/// Whether sets of one word hold the same member.
fn small_choices(
    left: &SmallSets<'_>,
    right: &SmallSets<'_>,
    rows: usize,
    finish: impl Fn(u8) -> u8,
) -> YesNoColumn {
    let same = |a: u64, b: u64| {
        let single = a.is_power_of_two() & b.is_power_of_two();
        finish(answer((a == b) & single, a & b == 0))
    };
    match (left, right) {
        (SmallSets::Same(a), SmallSets::Same(b)) => YesNoColumn::constant(same(*a, *b), rows),
        (SmallSets::Each(a), SmallSets::Same(b)) => a.iter().map(|&a| same(a, *b)).collect(),
        (SmallSets::Same(a), SmallSets::Each(b)) => b.iter().map(|&b| same(*a, b)).collect(),
        (SmallSets::Each(a), SmallSets::Each(b)) => {
            a.iter().zip(*b).map(|(&a, &b)| same(a, b)).collect()
        }
    }
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
    let (left, right) = (left.bits(), right.bits());
    let rows = left.iter().zip(right.iter()).map(|(&a, &b)| {
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
    rows.collect()
}

fn texts(operator: CompareOperator, left: &TextColumn, right: &TextColumn) -> YesNoColumn {
    let rows = left
        .texts()
        .zip(right.texts())
        .enumerate()
        .map(|(row, (a, b))| {
            let bits = both_flags(left.flags.get(row), right.flags.get(row));
            with_flags(settled(operator, a.zip(b)), bits)
        });
    rows.collect()
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
    rows.collect()
}
