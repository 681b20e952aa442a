//! Interval arithmetic on declared ranges: what an expression can come to at most and at least.
//!
//! Sound, not always exact: a range may be wider than what can happen, never narrower.

use crate::decimal::{MAX_UNITS, ONE, divide_rounded};
use crate::ir::{ArithmeticOperator, Bounds, CompareOperator};

/// Millionths beyond what a number can hold are no known end.
fn held(units: Option<i128>) -> Option<i128> {
    units.filter(|units| units.unsigned_abs() <= MAX_UNITS.unsigned_abs())
}

/// The sum.
pub fn add(a: Bounds, b: Bounds) -> Bounds {
    let sum = |a: Option<i128>, b: Option<i128>| held(a.zip(b).and_then(|(a, b)| a.checked_add(b)));
    Bounds {
        low: sum(a.low, b.low),
        high: sum(a.high, b.high),
    }
}

/// The same on the other side of zero.
pub fn negate(a: Bounds) -> Bounds {
    Bounds {
        low: a.high.map(|units| -units),
        high: a.low.map(|units| -units),
    }
}

/// The difference.
pub fn subtract(a: Bounds, b: Bounds) -> Bounds {
    add(a, negate(b))
}

/// The product; the second factor in units of `one`.
pub fn multiply(a: Bounds, b: Bounds, one: i128) -> Bounds {
    let zero = Bounds::closed(0, 0);
    if a == zero || b == zero {
        return zero;
    }
    let product = |a: i128, b: i128| held(a.checked_mul(b).and_then(|p| divide_rounded(p, one)));
    match (a.low, a.high, b.low, b.high) {
        (Some(a_low), Some(a_high), Some(b_low), Some(b_high)) => around([
            product(a_low, b_low),
            product(a_low, b_high),
            product(a_high, b_low),
            product(a_high, b_high),
        ]),
        (Some(a_low), a_high, Some(b_low), b_high) if a_low >= 0 && b_low >= 0 => Bounds {
            low: product(a_low, b_low),
            high: a_high.zip(b_high).and_then(|(a, b)| product(a, b)),
        },
        _ => Bounds::OPEN,
    }
}

/// The quotient of two numbers (or, in units of `one`, of two lengths of time).
pub fn divide(a: Bounds, b: Bounds, one: i128) -> Bounds {
    let quotient = |a: i128, b: i128| {
        held(
            a.checked_mul(one)
                .and_then(|numerator| divide_rounded(numerator, b)),
        )
    };
    match (a.low, a.high, b.low, b.high) {
        (Some(a_low), Some(a_high), Some(b_low), Some(b_high)) if b_low > 0 || b_high < 0 => {
            around([
                quotient(a_low, b_low),
                quotient(a_low, b_high),
                quotient(a_high, b_low),
                quotient(a_high, b_high),
            ])
        }
        (Some(a_low), a_high, Some(b_low), b_high) if a_low >= 0 && b_low > 0 => Bounds {
            low: b_high.map_or(Some(0), |b_high| quotient(a_low, b_high)),
            high: a_high.and_then(|a_high| quotient(a_high, b_low)),
        },
        _ => Bounds::OPEN,
    }
}

fn around(ends: [Option<i128>; 4]) -> Bounds {
    let known: Option<Vec<i128>> = ends.into_iter().collect();
    known.map_or(Bounds::OPEN, |known| Bounds {
        low: known.iter().copied().min(),
        high: known.iter().copied().max(),
    })
}

/// An operator on two numbers in millionths.
pub fn arithmetic(operator: ArithmeticOperator, a: Bounds, b: Bounds) -> Bounds {
    match operator {
        ArithmeticOperator::Add => add(a, b),
        ArithmeticOperator::Subtract => subtract(a, b),
        ArithmeticOperator::Multiply => multiply(a, b, ONE),
        ArithmeticOperator::Divide => divide(a, b, ONE),
    }
}

/// `min` (or `max`) of two.
pub fn least(a: Bounds, b: Bounds) -> Bounds {
    let low = a.low.zip(b.low).map(|(a, b)| a.min(b));
    Bounds {
        low,
        high: lesser(a.high, b.high),
    }
}

/// `max` of two.
pub fn greatest(a: Bounds, b: Bounds) -> Bounds {
    negate(least(negate(a), negate(b)))
}

fn lesser(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (end, None) | (None, end) => end,
    }
}

/// Both ends held within a closed range.
pub fn clamp(value: Bounds, low: Option<i128>, high: Option<i128>) -> Bounds {
    let held = greatest(
        value,
        low.map_or(Bounds::OPEN, |low| Bounds::closed(low, low)),
    );
    let held = if low.is_some() { held } else { value };
    match high {
        Some(high) => least(held, Bounds::closed(high, high)),
        None => held,
    }
}

/// What a comparison comes to whatever the values, if that is certain.
pub fn compare(operator: CompareOperator, a: Bounds, b: Bounds) -> Option<bool> {
    let below = |a: Option<i128>, b: Option<i128>| a.zip(b).is_some_and(|(a, b)| a < b);
    let at_most = |a: Option<i128>, b: Option<i128>| a.zip(b).is_some_and(|(a, b)| a <= b);
    let decide = |yes: bool, no: bool| if yes { Some(true) } else { no.then_some(false) };
    let apart = below(a.high, b.low) || below(b.high, a.low);
    let same = a.low.is_some() && a.low == a.high && a.low == b.low && a.low == b.high;
    match operator {
        CompareOperator::Is => decide(same, apart),
        CompareOperator::IsNot => decide(apart, same),
        CompareOperator::Less => decide(below(a.high, b.low), at_most(b.high, a.low)),
        CompareOperator::LessOrEqual => decide(at_most(a.high, b.low), below(b.high, a.low)),
        CompareOperator::Greater => decide(below(b.high, a.low), at_most(a.high, b.low)),
        CompareOperator::GreaterOrEqual => decide(at_most(b.high, a.low), below(a.high, b.low)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_quotients_look_at_every_corner() {
        let one = Bounds::closed(-2 * ONE, 3 * ONE);
        let other = Bounds::closed(-5 * ONE, 4 * ONE);
        // -2 × -5 = 10, -2 × 4 = -8, 3 × -5 = -15, 3 × 4 = 12
        assert_eq!(
            multiply(one, other, ONE),
            Bounds::closed(-15 * ONE, 12 * ONE)
        );
        assert_eq!(divide(one, other, ONE), Bounds::OPEN);
        // -2/4, -2/5, 3/4, 3/5
        let positive = Bounds::closed(4 * ONE, 5 * ONE);
        assert_eq!(
            divide(one, positive, ONE),
            Bounds::closed(-500_000, 750_000)
        );
        let from_one = Bounds {
            low: Some(ONE),
            high: None,
        };
        assert_eq!(multiply(from_one, from_one, ONE), from_one);
    }

    #[test]
    fn clamping_keeps_both_ends_within() {
        let open = Bounds::OPEN;
        assert_eq!(clamp(open, Some(0), Some(10)), Bounds::closed(0, 10));
        assert_eq!(
            clamp(Bounds::closed(-5, 50), Some(0), Some(10)),
            Bounds::closed(0, 10)
        );
        assert_eq!(
            clamp(Bounds::closed(20, 50), None, Some(10)),
            Bounds::closed(10, 10)
        );
        assert_eq!(
            clamp(Bounds::closed(20, 50), Some(30), None),
            Bounds::closed(30, 50)
        );
    }

    #[test]
    fn comparisons_that_are_certain() {
        let rating = Bounds::closed(1, 5);
        let at = |value| Bounds::closed(value, value);
        assert_eq!(
            compare(CompareOperator::GreaterOrEqual, rating, at(1)),
            Some(true)
        );
        assert_eq!(
            compare(CompareOperator::GreaterOrEqual, rating, at(6)),
            Some(false)
        );
        assert_eq!(
            compare(CompareOperator::GreaterOrEqual, rating, at(5)),
            None
        );
        assert_eq!(
            compare(CompareOperator::Greater, rating, at(5)),
            Some(false)
        );
        assert_eq!(compare(CompareOperator::Less, rating, at(1)), Some(false));
        assert_eq!(compare(CompareOperator::Is, rating, at(9)), Some(false));
        assert_eq!(compare(CompareOperator::IsNot, rating, at(9)), Some(true));
        assert_eq!(compare(CompareOperator::Is, rating, at(3)), None);
    }
}
