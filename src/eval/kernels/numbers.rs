//! Arithmetic on columns of numbers, dates and durations.

use super::interval::{self, Limits};
use super::memo::Memo;
use crate::decimal::ONE;
use crate::eval::column::{
    Interval, Narrow, NumberBuilder, NumberColumn, both_flags, flag, narrowed, widened,
};
use crate::ir::ArithmeticOperator;

/// `a + b`, `a - b`, `a * b`, `a / b`, each rounded; what the limits cannot hold is a fault where
/// both operands are settled and open otherwise.
pub(crate) fn arithmetic(
    operator: ArithmeticOperator,
    left: &NumberColumn,
    right: &NumberColumn,
    limits: Limits,
) -> NumberColumn {
    let sides = (left, right);
    match operator {
        ArithmeticOperator::Add => zip(sides, limits, i64::checked_add, |a, b| {
            Some(interval::add(a, b))
        }),
        ArithmeticOperator::Subtract => zip(sides, limits, i64::checked_sub, |a, b| {
            Some(interval::subtract(a, b))
        }),
        ArithmeticOperator::Multiply => zip(sides, limits, narrow_product, |a, b| {
            Some(interval::multiply(a, b))
        }),
        ArithmeticOperator::Divide => zip(
            sides,
            limits,
            |a, b| divide_narrow(a.checked_mul(NARROW_ONE)?, b),
            interval::divide,
        ),
    }
}

/// One in 64 bits.
const NARROW_ONE: i64 = 1_000_000;

/// A product of millionths, rounded; nothing where 64 bits do not hold it on the way.
fn narrow_product(left: i64, right: i64) -> Option<i64> {
    let product = left.checked_mul(right)?;
    // Half away from zero: the half has the sign of what is divided.
    let half = if product < 0 {
        -NARROW_ONE / 2
    } else {
        NARROW_ONE / 2
    };
    Some(product.checked_add(half)? / NARROW_ONE)
}

/// A quotient, rounded half away from zero; nothing for a divisor of zero.
fn divide_narrow(dividend: i64, divisor: i64) -> Option<i64> {
    let quotient = dividend.checked_div(divisor)?;
    let rest = dividend.checked_rem(divisor)?;
    let doubled = rest.unsigned_abs().checked_mul(2)?;
    if doubled < divisor.unsigned_abs() {
        Some(quotient)
    } else if (dividend < 0) == (divisor < 0) {
        quotient.checked_add(1)
    } else {
        quotient.checked_sub(1)
    }
}

/// A function of two columns. `points` answers for two settled values in 64 bits, or `None` to leave
/// the row to `intervals`, whose `None` is a fault.
pub(crate) fn zip(
    (left, right): (&NumberColumn, &NumberColumn),
    limits: Limits,
    points: impl Fn(i64, i64) -> Option<i64>,
    intervals: impl Fn(Interval, Interval) -> Option<Interval>,
) -> NumberColumn {
    let points = |a, b| points(a, b).filter(|value| limits.hold_narrow(*value));
    let plain = left.flags.is_plain() && right.flags.is_plain();
    let rows = left.len();
    if let (Some(a), Some(b)) = (left.as_narrow(), right.as_narrow()) {
        if plain && left.is_points() && right.is_points() {
            let values: Option<Vec<i64>> = match (&a, &b) {
                (Narrow::Same(a, _), Narrow::Same(b, _)) => {
                    if let Some(value) = points(*a, *b) {
                        let value = Interval::point(i128::from(value));
                        return NumberColumn::constant(value, flag::APPLIES, rows);
                    }
                    None
                }
                (Narrow::Rows(a, _), Narrow::Same(b, _)) => {
                    a.iter().map(|&a| points(a, *b)).collect()
                }
                (Narrow::Same(a, _), Narrow::Rows(b, _)) => {
                    b.iter().map(|&b| points(*a, b)).collect()
                }
                (Narrow::Rows(a, _), Narrow::Rows(b, _)) => {
                    a.iter().zip(*b).map(|(&a, &b)| points(a, b)).collect()
                }
            };
            if let Some(values) = values {
                return NumberColumn::narrow_points(values);
            }
        }
        let ((a, a_high), (b, b_high)) = (a.spelled(rows), b.spelled(rows));
        let ends = a.iter().zip(a_high.iter()).zip(b.iter().zip(b_high.iter()));
        let mut built = NumberBuilder::new(rows);
        for (row, ((&a, &a_high), (&b, &b_high))) in ends.enumerate() {
            let bits = if plain {
                flag::APPLIES
            } else {
                both_flags(left.flags.get(row), right.flags.get(row))
            };
            if bits & flag::APPLIES == 0 {
                built.push_narrow(0, 0, flag::NOT_APPLICABLE);
                continue;
            }
            if a == a_high
                && b == b_high
                && let Some(value) = points(a, b)
            {
                built.push_narrow(value, value, bits);
                continue;
            }
            let [x, y] = [(a, a_high), (b, b_high)].map(|(low, high)| Interval {
                low: widened(low),
                high: widened(high),
            });
            let settled = x.is_point() && y.is_point();
            let (value, bits) = finish_row(bits, limits, settled, || intervals(x, y));
            built.push(value, bits);
        }
        return built.finish();
    }
    let pairs = left.intervals().zip(right.intervals()).enumerate();
    let pairs = pairs.map(|(row, (a, b))| {
        let bits = both_flags(left.flags.get(row), right.flags.get(row));
        finish_row(bits, limits, a.is_point() && b.is_point(), || {
            intervals(a, b)
        })
    });
    from_rows(pairs, rows)
}

/// A function of one column; `None` is a fault. Rows that look alike are worked out once or a few
/// times: a rating has a handful of values.
pub(crate) fn map(
    column: &NumberColumn,
    limits: Limits,
    function: impl Fn(Interval) -> Option<Interval>,
) -> NumberColumn {
    let of_row =
        |value: Interval, bits: u8| finish_row(bits, limits, value.is_point(), || function(value));
    let rows = column.len();
    match column.as_narrow() {
        Some(Narrow::Same(low, high)) if column.flags.is_plain() => {
            let value = Interval {
                low: widened(low),
                high: widened(high),
            };
            let (value, bits) = of_row(value, flag::APPLIES);
            NumberColumn::constant(value, bits, rows)
        }
        Some(Narrow::Rows(low, high)) => {
            let mut memo = Memo::new();
            let mut built = NumberBuilder::new(rows);
            for (row, (&low, &high)) in low.iter().zip(high).enumerate() {
                let bits = column.flags.get(row);
                let found = memo.get((low, high, bits), || {
                    let value = Interval {
                        low: widened(low),
                        high: widened(high),
                    };
                    let (value, bits) = of_row(value, bits);
                    match (narrowed(value.low), narrowed(value.high)) {
                        (Some(low), Some(high)) => Found::Narrow(low, high, bits),
                        (_, _) => Found::Wide(value, bits),
                    }
                });
                match found {
                    Found::Narrow(low, high, bits) => built.push_narrow(low, high, bits),
                    Found::Wide(value, bits) => built.push(value, bits),
                }
            }
            built.finish()
        }
        Some(Narrow::Same(..)) | None => {
            let found = column.intervals().enumerate();
            let found = found.map(|(row, value)| of_row(value, column.flags.get(row)));
            from_rows(found, rows)
        }
    }
}

/// What a row came to, in 64 bits where these are enough.
#[derive(Clone, Copy)]
enum Found {
    Narrow(i64, i64, u8),
    Wide(Interval, u8),
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
pub(crate) fn from_rows(
    mut rows: impl Iterator<Item = (Interval, u8)>,
    count: usize,
) -> NumberColumn {
    if count == 1
        && let Some((interval, bits)) = rows.next()
    {
        return NumberColumn::constant(interval, bits, 1);
    }
    let mut built = NumberBuilder::new(count);
    for (interval, bits) in rows {
        built.push(interval, bits);
    }
    built.finish()
}

/// `-x`
pub(crate) fn negate(column: &NumberColumn, limits: Limits) -> NumberColumn {
    map(column, limits, |value| Some(interval::negate(value)))
}

/// A whole count of something as a number of millionths.
pub(crate) fn count_units(count: u64) -> i128 {
    i128::from(count) * ONE
}
