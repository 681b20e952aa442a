//! Arithmetic on single intervals. Ends that are not there are [`OPEN_LOW`] and [`OPEN_HIGH`] and
//! behave as infinities; rounding is monotone, so rounding each end keeps the promise that the
//! result contains every completion.

use crate::decimal::{MAX_UNITS, ONE, divide_rounded};
use crate::eval::column::{Interval, LIMIT, OPEN_HIGH, OPEN_LOW};
use crate::ir::Type;

/// The values that a type can hold at all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    low: i128,
    high: i128,
}

impl Limits {
    /// Numbers: 20 digits before the point.
    pub(crate) const NUMBER: Limits = Limits {
        low: -MAX_UNITS,
        high: MAX_UNITS,
    };
    /// Days: 20 digits.
    pub(crate) const DAYS: Limits = Limits {
        low: -MAX_UNITS / ONE,
        high: MAX_UNITS / ONE,
    };
    /// 0000-01-01 to 9999-12-31.
    pub(crate) const DATE: Limits = Limits {
        low: -719_528,
        high: 2_932_896,
    };

    /// The limits of a type of numbers, dates or durations.
    pub(crate) fn of(ty: &Type) -> Limits {
        match ty {
            Type::Date(_) => Limits::DATE,
            Type::Duration(_) | Type::Months => Limits::DAYS,
            Type::Number(_)
            | Type::Text
            | Type::YesNo
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_) => Limits::NUMBER,
        }
    }

    /// True if a value can be held.
    pub(crate) fn hold(self, value: i128) -> bool {
        self.low <= value && value <= self.high
    }

    /// [`hold`](Self::hold) for a value in 64 bits; false also where a column could not keep it in
    /// that form.
    pub(crate) fn hold_narrow(self, value: i64) -> bool {
        -LIMIT < value && value < LIMIT && self.hold(i128::from(value))
    }

    /// Opens the ends that cannot be held; both when no value of the interval can.
    pub(crate) fn fit(self, interval: Interval) -> Interval {
        if interval.low > self.high || interval.high < self.low {
            return Interval::OPEN;
        }
        Interval {
            low: if interval.low < self.low {
                OPEN_LOW
            } else {
                interval.low
            },
            high: if interval.high > self.high {
                OPEN_HIGH
            } else {
                interval.high
            },
        }
    }
}

fn is_open(end: i128) -> bool {
    end == OPEN_LOW || end == OPEN_HIGH
}

/// The infinity of the sign that two factors give.
fn infinity(left: i128, right: i128) -> i128 {
    if (left < 0) == (right < 0) {
        OPEN_HIGH
    } else {
        OPEN_LOW
    }
}

fn plus(left: i128, right: i128) -> i128 {
    if is_open(left) {
        left
    } else if is_open(right) {
        right
    } else {
        left.saturating_add(right)
    }
}

fn times(left: i128, right: i128) -> i128 {
    if left == 0 || right == 0 {
        0
    } else if is_open(left) || is_open(right) {
        infinity(left, right)
    } else {
        // A product beyond 128 bits is far beyond what a number can hold.
        let product = left
            .checked_mul(right)
            .and_then(|product| divide_rounded(product, ONE));
        product.unwrap_or_else(|| infinity(left, right))
    }
}

/// The right end is not zero.
fn over(left: i128, right: i128) -> i128 {
    if left == 0 || is_open(right) {
        0
    } else if is_open(left) {
        infinity(left, right)
    } else {
        let scaled = left.checked_mul(ONE);
        let quotient = scaled.and_then(|scaled| divide_rounded(scaled, right));
        quotient.unwrap_or_else(|| infinity(left, right))
    }
}

fn corners(left: Interval, right: Interval, function: fn(i128, i128) -> i128) -> Interval {
    let first = function(left.low, right.low);
    if left.is_point() && right.is_point() {
        return Interval::point(first);
    }
    let second = function(left.low, right.high);
    let third = function(left.high, right.low);
    let fourth = function(left.high, right.high);
    Interval {
        low: first.min(second).min(third).min(fourth),
        high: first.max(second).max(third).max(fourth),
    }
}

/// The contrary end: infinities change places.
pub(crate) fn opposite(end: i128) -> i128 {
    match end {
        OPEN_LOW => OPEN_HIGH,
        OPEN_HIGH => OPEN_LOW,
        end => -end,
    }
}

pub(crate) fn negate(value: Interval) -> Interval {
    Interval {
        low: opposite(value.high),
        high: opposite(value.low),
    }
}

pub(crate) fn add(left: Interval, right: Interval) -> Interval {
    Interval {
        low: plus(left.low, right.low),
        high: plus(left.high, right.high),
    }
}

pub(crate) fn subtract(left: Interval, right: Interval) -> Interval {
    add(left, negate(right))
}

/// Product in millionths, or of days and millionths.
pub(crate) fn multiply(left: Interval, right: Interval) -> Interval {
    corners(left, right, times)
}

/// Quotient; `None` when the divisor is certainly zero.
pub(crate) fn divide(left: Interval, right: Interval) -> Option<Interval> {
    if right == Interval::ZERO {
        None
    } else if right.contains(0) {
        Some(Interval::OPEN)
    } else {
        Some(corners(left, right, over))
    }
}

pub(crate) fn absolute(value: Interval) -> Interval {
    let (low, high) = (magnitude(value.low), magnitude(value.high));
    Interval {
        low: if value.contains(0) { 0 } else { low.min(high) },
        high: low.max(high),
    }
}

/// The distance from zero; an infinity has none that can be held.
fn magnitude(end: i128) -> i128 {
    if is_open(end) { OPEN_HIGH } else { end.abs() }
}

pub(crate) fn least(left: Interval, right: Interval) -> Interval {
    Interval {
        low: left.low.min(right.low),
        high: left.high.min(right.high),
    }
}

pub(crate) fn greatest(left: Interval, right: Interval) -> Interval {
    Interval {
        low: left.low.max(right.low),
        high: left.high.max(right.high),
    }
}

/// The nearest multiple of the step, halves away from zero; `None` when the step is certainly zero.
pub(crate) fn round(value: Interval, step: Interval) -> Option<Interval> {
    let step = absolute(step);
    if step == Interval::ZERO {
        return None;
    }
    if step.low == 0 || step.high == OPEN_HIGH {
        return Some(Interval::OPEN);
    }
    if step.is_point() {
        let nearest = |end: i128| match divide_rounded(end, step.low) {
            Some(count) if !is_open(end) => count.saturating_mul(step.low),
            _ => end,
        };
        return Some(Interval {
            low: nearest(value.low),
            high: nearest(value.high),
        });
    }
    // Rounding moves a value by half a step at most.
    let reach = Interval::point(step.high / 2 + 1);
    Some(Interval {
        low: subtract(value, reach).low,
        high: add(value, reach).high,
    })
}

/// What is left after whole divisors, with the sign of the value; `None` when the divisor is
/// certainly zero. `unit` is the least step between two values.
pub(crate) fn remainder(value: Interval, divisor: Interval, unit: i128) -> Option<Interval> {
    let divisor = absolute(divisor);
    if divisor == Interval::ZERO {
        return None;
    }
    if divisor.low == 0 {
        return Some(Interval::OPEN);
    }
    if absolute(value).high < divisor.low {
        return Some(value);
    }
    let one_stretch = !is_open(value.low)
        && !is_open(value.high)
        && divisor.is_point()
        && value.low / divisor.low == value.high / divisor.low
        && (value.low >= 0 || value.high <= 0);
    if one_stretch {
        let [low, high] = [value.low % divisor.low, value.high % divisor.low];
        return Some(Interval { low, high });
    }
    let reach = if divisor.high == OPEN_HIGH {
        OPEN_HIGH
    } else {
        divisor.high - unit
    };
    Some(Interval {
        low: value.low.clamp(opposite(reach), 0),
        high: value.high.clamp(0, reach),
    })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;
    use proptest::prelude::*;

    fn small() -> impl Strategy<Value = Interval> {
        (-6i128..=6, 0i128..=5).prop_map(|(low, width)| Interval {
            low: low * ONE,
            high: (low + width) * ONE,
        })
    }

    fn wholes(interval: Interval) -> impl Iterator<Item = i128> {
        (interval.low / ONE..=interval.high / ONE).map(|value| value * ONE)
    }

    fn image(a: Interval, b: Interval, f: impl Fn(i128, i128) -> i128) -> (i128, i128) {
        let values: Vec<i128> = wholes(a)
            .flat_map(|x| wholes(b).map(move |y| (x, y)))
            .map(|(x, y)| f(x, y))
            .collect();
        (*values.iter().min().unwrap(), *values.iter().max().unwrap())
    }

    proptest! {
        #[test]
        fn ends_are_attained_and_contain_every_completion(a in small(), b in small()) {
            let pair = |interval: Interval| (interval.low, interval.high);
            prop_assert_eq!(pair(add(a, b)), image(a, b, |x, y| x + y));
            prop_assert_eq!(pair(subtract(a, b)), image(a, b, |x, y| x - y));
            prop_assert_eq!(pair(multiply(a, b)), image(a, b, |x, y| x / ONE * y));
            prop_assert_eq!(pair(least(a, b)), image(a, b, i128::min));
            prop_assert_eq!(pair(greatest(a, b)), image(a, b, i128::max));
            prop_assert_eq!(pair(absolute(a)), image(a, a, |x, _| x.abs()));
            prop_assert_eq!(pair(negate(a)), image(a, a, |x, _| -x));
            if b.contains(0) {
                prop_assert!(divide(a, b).is_none_or(|result| result == Interval::OPEN));
                prop_assert_eq!(divide(a, b).is_none(), b == Interval::ZERO);
            } else {
                let quotient = |x: i128, y: i128| divide_rounded(x * ONE, y).unwrap();
                prop_assert_eq!(pair(divide(a, b).unwrap()), image(a, b, quotient));
                let rest = remainder(a, b, ONE).unwrap();
                let (low, high) = image(a, b, |x, y| x % y);
                prop_assert!(rest.low <= low && high <= rest.high);
                if b.is_point() && b.low == 7 * ONE {
                    prop_assert_eq!(pair(rest), (low, high));
                }
                let rounded = round(a, b).unwrap();
                let nearest = |x: i128, y: i128| divide_rounded(x, y).unwrap() * y;
                let (low, high) = image(a, b, nearest);
                prop_assert!(rounded.low <= low && high <= rounded.high);
                if b.is_point() {
                    prop_assert_eq!(pair(rounded), (low, high));
                }
            }
        }
    }

    #[test]
    fn open_ends_stay_open_and_zero_times_anything_is_zero() {
        let from_two = Interval {
            low: 2 * ONE,
            high: OPEN_HIGH,
        };
        assert_eq!(multiply(Interval::ZERO, Interval::OPEN), Interval::ZERO);
        assert_eq!(add(from_two, Interval::point(ONE)).low, 3 * ONE);
        assert_eq!(add(from_two, Interval::point(ONE)).high, OPEN_HIGH);
        let below = negate(from_two);
        assert_eq!((below.low, below.high), (OPEN_LOW, -2 * ONE));
        assert_eq!(
            multiply(from_two, below),
            Interval {
                low: OPEN_LOW,
                high: -4 * ONE
            }
        );
        // 1 / [2, …) lies in (0, 1/2].
        let quotient = divide(Interval::point(ONE), from_two).unwrap();
        assert_eq!(
            quotient,
            Interval {
                low: 0,
                high: ONE / 2
            }
        );
        assert_eq!(
            divide(from_two, from_two).unwrap(),
            Interval {
                low: 0,
                high: OPEN_HIGH
            }
        );
        assert_eq!(
            absolute(Interval::OPEN),
            Interval {
                low: 0,
                high: OPEN_HIGH
            }
        );
    }

    #[test]
    fn what_cannot_be_held_is_opened() {
        let number = Limits::NUMBER;
        let some = Interval {
            low: 5,
            high: MAX_UNITS + 1,
        };
        assert_eq!(
            number.fit(some),
            Interval {
                low: 5,
                high: OPEN_HIGH
            }
        );
        let none = Interval {
            low: MAX_UNITS + 1,
            high: MAX_UNITS + 2,
        };
        assert_eq!(number.fit(none), Interval::OPEN);
        assert_eq!(
            number.fit(Interval::point(MAX_UNITS)),
            Interval::point(MAX_UNITS)
        );
        let huge = Interval::point(MAX_UNITS);
        assert_eq!(number.fit(multiply(huge, huge)), Interval::OPEN);
    }

    #[test]
    fn the_days_of_the_limits_are_the_first_and_last_of_four_digits() {
        let day = |year, month, day| {
            let date = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
            i128::from((date - chrono::NaiveDate::default()).num_days())
        };
        assert_eq!(
            (Limits::DATE.low, Limits::DATE.high),
            (day(0, 1, 1), day(9999, 12, 31))
        );
    }
}
