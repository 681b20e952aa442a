//! What is left of points that wear off with time: 1 on the day itself, less the older they are.

use super::interval::Limits;
use super::numbers::zip;
use crate::decimal::{ONE, divide_rounded};
use crate::eval::column::{Interval, NumberColumn};

/// What is left at each age, in days, by periods, in days. An age below zero has not come yet: 0.
pub(crate) fn left(
    age: &NumberColumn,
    period: &NumberColumn,
    of_age: fn(i128, i128) -> i128,
) -> NumberColumn {
    zip(
        (age, period),
        Limits::NUMBER,
        |age, period| match age {
            ..0 => Some(0),
            0.. => i64::try_from(of_age(i128::from(age), i128::from(period))).ok(),
        },
        |age, period| Some(between(age, |age| of_age(age, period.low))),
    )
}

/// What is left falls with age, so that the ends are at the youngest and the oldest; an age that may
/// be below zero may leave nothing. Open ends are the numbers furthest out.
fn between(age: Interval, of_age: impl Fn(i128) -> i128) -> Interval {
    if age.high < 0 {
        return Interval::ZERO;
    }
    Interval {
        low: if age.low < 0 { 0 } else { of_age(age.high) },
        high: of_age(age.low.max(0)),
    }
}

/// One half for each whole period, to six places.
pub(crate) fn halving(age: i128, period: i128) -> i128 {
    let halves = u32::try_from(age / period.max(1)).unwrap_or(u32::MAX);
    let parts = 1_i128.checked_shl(halves).filter(|parts| *parts > 0);
    parts
        .and_then(|parts| divide_rounded(ONE, parts))
        .unwrap_or(0)
}

/// Straight down from 1 to 0 over the period, to six places.
pub(crate) fn fading(age: i128, period: i128) -> i128 {
    let rest = period.saturating_sub(age).max(0);
    rest.checked_mul(ONE)
        .and_then(|rest| divide_rounded(rest, period.max(1)))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::column::{OPEN_HIGH, OPEN_LOW};

    #[test]
    fn halves_by_whole_periods() {
        let after = |age| halving(age, 30);
        assert_eq!(after(0), 1_000_000);
        assert_eq!(after(29), 1_000_000);
        assert_eq!(after(30), 500_000);
        assert_eq!(after(89), 250_000);
        assert_eq!(after(7 * 30), 7_813); // 0.0078125
        assert_eq!(after(20 * 30), 1); // 0.00000095…
        assert_eq!(after(21 * 30), 0);
        assert_eq!(after(OPEN_HIGH), 0);
    }

    #[test]
    fn fades_evenly_to_nothing() {
        let after = |age| fading(age, 90);
        assert_eq!(after(0), 1_000_000);
        assert_eq!(after(30), 666_667);
        assert_eq!(after(45), 500_000);
        assert_eq!(after(90), 0);
        assert_eq!(after(91), 0);
        assert_eq!(after(OPEN_HIGH), 0);
    }

    #[test]
    fn an_age_between_two_leaves_what_lies_between() {
        let left = |low, high| between(Interval { low, high }, |age| fading(age, 100));
        let ends = |low, high| Interval { low, high };
        assert_eq!(left(20, 50), ends(500_000, 800_000));
        assert_eq!(left(-5, 20), ends(0, 1_000_000));
        assert_eq!(left(-9, -1), Interval::ZERO);
        assert_eq!(left(OPEN_LOW, OPEN_HIGH), ends(0, 1_000_000));
    }
}
