//! The population standard deviation, exact: no rounding before the last step.
//!
//! With `D = n·Σd² − (Σd)²`, where `d` is the distance from the least value, the deviation is
//! `√D / n`; rounded half away from zero it is the greatest `r` with `((2r − 1)·n)² ≤ 4·D`.

/// A number below 2^256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wide {
    high: u128,
    low: u128,
}

const HALF: u32 = 64;
const LOW_HALF: u128 = (1 << HALF) - 1;

impl Wide {
    const ZERO: Wide = Wide { high: 0, low: 0 };

    fn product(left: u128, right: u128) -> Option<Wide> {
        let (a, b) = (left >> HALF, left & LOW_HALF);
        let (c, d) = (right >> HALF, right & LOW_HALF);
        let (upper, lower) = (a * c, b * d);
        let high = Wide {
            high: upper,
            low: 0,
        };
        let shifted = |middle: u128| Wide {
            high: middle >> HALF,
            low: middle << HALF,
        };
        high.plus(Wide {
            high: 0,
            low: lower,
        })?
        .plus(shifted(a * d))?
        .plus(shifted(b * c))
    }

    fn plus(self, other: Wide) -> Option<Wide> {
        let (low, carry) = self.low.overflowing_add(other.low);
        let high = self
            .high
            .checked_add(other.high)?
            .checked_add(u128::from(carry))?;
        Some(Wide { high, low })
    }

    fn minus(self, other: Wide) -> Option<Wide> {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        let high = self
            .high
            .checked_sub(other.high)?
            .checked_sub(u128::from(borrow))?;
        Some(Wide { high, low })
    }

    fn times(self, factor: u128) -> Option<Wide> {
        let upper = self.high.checked_mul(factor)?;
        Wide::product(self.low, factor)?.plus(Wide {
            high: upper,
            low: 0,
        })
    }
}

/// The standard deviation of settled values; `None` of no values or beyond 256 bits.
pub(super) fn deviation(values: &[i128]) -> Option<i128> {
    let least = *values.iter().min()?;
    let count = u128::try_from(values.len()).ok()?;
    let mut sum: u128 = 0;
    let mut squares = Wide::ZERO;
    let mut greatest: u128 = 0;
    for value in values {
        let distance = u128::try_from(value.checked_sub(least)?).ok()?;
        greatest = greatest.max(distance);
        sum = sum.checked_add(distance)?;
        squares = squares.plus(Wide::product(distance, distance)?)?;
    }
    let spread = squares.times(count)?.minus(Wide::product(sum, sum)?)?;
    let bound = spread.times(4)?;
    let fits = |candidate: u128| -> Option<bool> {
        let odd = candidate
            .checked_mul(2)?
            .checked_sub(1)?
            .checked_mul(count)?;
        Some(Wide::product(odd, odd)? <= bound)
    };
    // The deviation is never beyond the greatest distance.
    let (mut low, mut high) = (0, greatest);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if fits(middle)? {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    i128::try_from(low).ok()
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

    #[test]
    fn of_known_sets() {
        let one = 1_000_000;
        let values = [2, 4, 4, 4, 5, 5, 7, 9].map(|value| value * one);
        assert_eq!(deviation(&values), Some(2 * one)); // the textbook example
        assert_eq!(deviation(&[one]), Some(0));
        assert_eq!(deviation(&[0, one]), Some(500_000));
        // √(2/3) = 0.816496580927…
        assert_eq!(deviation(&[one, 2 * one, 3 * one]), Some(816_497));
        // Half a millionth, away from zero.
        assert_eq!(deviation(&[0, 1]), Some(1));
        assert_eq!(deviation(&[]), None);
        let far = 99_999_999_999_999_999_999_999_999;
        assert_eq!(deviation(&[-far, far]), Some(far));
    }

    proptest! {
        #[test]
        fn is_the_nearest_to_the_root(values in prop::collection::vec(-1000i128..1000, 1..20)) {
            let n = values.len() as i128;
            let sum: i128 = values.iter().sum();
            let squares: i128 = values.iter().map(|value| value * value).sum();
            let spread = n * squares - sum * sum;
            let found = deviation(&values).unwrap();
            // found − 1/2 ≤ √spread / n < found + 1/2
            prop_assert!(found == 0 || ((2 * found - 1) * n).pow(2) <= 4 * spread);
            prop_assert!(4 * spread < ((2 * found + 1) * n).pow(2));
        }
    }
}
