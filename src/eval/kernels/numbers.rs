//! Arithmetic on columns of numbers, dates and durations.

use std::sync::Arc;

use super::interval::{self, Limits};
use crate::decimal::{ONE, divide_rounded};
use crate::eval::column::{Interval, NumberColumn, both_flags, flag};
use crate::ir::ArithmeticOperator;

/// `a + b`, `a - b`, `a * b`, `a / b`, each rounded; what the limits cannot hold is a fault where
/// both operands are settled and open otherwise.
pub(crate) fn arithmetic(
    operator: ArithmeticOperator,
    left: &NumberColumn,
    right: &NumberColumn,
    limits: Limits,
) -> NumberColumn {
    let held = move |value: i128| limits.hold(value).then_some(value);
    match operator {
        ArithmeticOperator::Add => zip(
            (left, right),
            limits,
            |a, b| a.checked_add(b).and_then(held),
            |a, b| Some(interval::add(a, b)),
        ),
        ArithmeticOperator::Subtract => zip(
            (left, right),
            limits,
            |a, b| a.checked_sub(b).and_then(held),
            |a, b| Some(interval::subtract(a, b)),
        ),
        ArithmeticOperator::Multiply => zip(
            (left, right),
            limits,
            |a, b| divide_rounded(a.checked_mul(b)?, ONE).and_then(held),
            |a, b| Some(interval::multiply(a, b)),
        ),
        ArithmeticOperator::Divide => zip(
            (left, right),
            limits,
            |a, b| divide_rounded(a.checked_mul(ONE)?, b).and_then(held),
            interval::divide,
        ),
    }
}

/// A function of two columns. `points` answers for two settled rows, or `None` to leave the row to
/// `intervals`, whose `None` is a fault.
pub(crate) fn zip(
    (left, right): (&NumberColumn, &NumberColumn),
    limits: Limits,
    points: impl Fn(i128, i128) -> Option<i128>,
    intervals: impl Fn(Interval, Interval) -> Option<Interval>,
) -> NumberColumn {
    let plain = left.flags.is_plain() && right.flags.is_plain();
    if plain && left.is_points() && right.is_points() {
        let pairs = left.low.iter().zip(right.low.iter());
        if let Some(values) = pairs
            .map(|(&a, &b)| points(a, b))
            .collect::<Option<Arc<[i128]>>>()
        {
            return NumberColumn::points(values);
        }
    }
    let rows = left
        .intervals()
        .zip(right.intervals())
        .enumerate()
        .map(|(row, (a, b))| {
            let bits = both_flags(left.flags.get(row), right.flags.get(row));
            finish_row(bits, limits, a.is_point() && b.is_point(), || {
                intervals(a, b)
            })
        });
    from_rows(rows, left.len())
}

/// A function of one column; `None` is a fault.
pub(crate) fn map(
    column: &NumberColumn,
    limits: Limits,
    function: impl Fn(Interval) -> Option<Interval>,
) -> NumberColumn {
    let rows = column.intervals().enumerate().map(|(row, value)| {
        finish_row(column.flags.get(row), limits, value.is_point(), || {
            function(value)
        })
    });
    from_rows(rows, column.len())
}

/// Keeps a result within its limits: a fault where settled operands give what cannot be held.
fn finish_row(
    bits: u8,
    limits: Limits,
    settled: bool,
    result: impl FnOnce() -> Option<Interval>,
) -> (Interval, u8) {
    if bits & flag::APPLIES == 0 {
        return (Interval::ZERO, flag::NOT_APPLICABLE);
    }
    match result() {
        None => (Interval::OPEN, bits | flag::FAULT),
        Some(raw) => {
            let fitted = limits.fit(raw);
            let fault = settled && !fitted.is_point();
            (fitted, if fault { bits | flag::FAULT } else { bits })
        }
    }
}

/// A column from rows of intervals and flags.
pub(crate) fn from_rows(rows: impl Iterator<Item = (Interval, u8)>, count: usize) -> NumberColumn {
    let mut low = Vec::with_capacity(count);
    let mut high = Vec::with_capacity(count);
    let mut bits = Vec::with_capacity(count);
    for (interval, row) in rows {
        low.push(interval.low);
        high.push(interval.high);
        bits.push(row);
    }
    NumberColumn::new(low, high, bits)
}

/// `-x`
pub(crate) fn negate(column: &NumberColumn, limits: Limits) -> NumberColumn {
    map(column, limits, |value| Some(interval::negate(value)))
}

/// A whole count of something as a number of millionths.
pub(crate) fn count_units(count: u64) -> i128 {
    i128::from(count) * ONE
}
