//! The one number of the language: 20 digits before the point and 6 after, exact.
//!
//! A [`Decimal`] counts millionths in an `i128`. Every operator rounds half away from zero to six
//! places and answers `None` when the result does not fit (commitment 3). Used by every stage from
//! the syntax tree on.

use std::fmt;
use std::str::FromStr;

/// Digits after the point.
pub const SCALE: u32 = 6;
/// Units in one whole: `10^SCALE`.
pub const ONE: i128 = 1_000_000;
/// The largest magnitude, in millionths: 20 nines, a point, 6 nines.
pub const MAX_UNITS: i128 = 99_999_999_999_999_999_999_999_999;

/// An exact decimal number in millionths, always within `±MAX_UNITS`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(into = "String")]
pub struct Decimal(i128);

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// Not digits with at most one point (and a leading minus).
    NotANumber,
    /// More than 20 digits before the point.
    TooLarge,
}

/// A number read from text, and whether digits beyond the sixth place were rounded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The value, rounded half away from zero to six places.
    pub value: Decimal,
    /// True if rounding changed the value.
    pub rounded: bool,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal(0);
    /// One.
    pub const ONE: Decimal = Decimal(ONE);
    /// The largest number.
    pub const MAX: Decimal = Decimal(MAX_UNITS);
    /// The smallest number.
    pub const MIN: Decimal = Decimal(-MAX_UNITS);

    /// A number of millionths; `None` when out of range.
    #[must_use]
    pub fn from_units(units: i128) -> Option<Decimal> {
        (-MAX_UNITS..=MAX_UNITS)
            .contains(&units)
            .then_some(Decimal(units))
    }

    /// A whole number; every `i64` fits.
    #[must_use]
    pub fn from_integer(value: i64) -> Decimal {
        Decimal(i128::from(value) * ONE)
    }

    /// The number of millionths.
    #[must_use]
    pub fn units(self) -> i128 {
        self.0
    }

    /// True if nothing follows the point.
    #[must_use]
    pub fn is_integer(self) -> bool {
        self.0 % ONE == 0
    }

    /// The whole part, cut towards zero.
    #[must_use]
    pub fn trunc(self) -> i128 {
        self.0 / ONE
    }

    /// Sum; `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        Decimal::from_units(self.0 + other.0)
    }

    /// Difference; `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        Decimal::from_units(self.0 - other.0)
    }

    /// Product, rounded half away from zero to six places; `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        // A product that overflows 128 bits is above 10^38 / 10^12, so it is out of range anyway.
        let product = self.0.checked_mul(other.0)?;
        Decimal::from_units(divide_rounded(product, ONE)?)
    }

    /// Quotient, rounded half away from zero to six places; `None` on overflow or division by zero.
    #[must_use]
    pub fn checked_div(self, other: Decimal) -> Option<Decimal> {
        // 26 digits and six more: 32 digits fit 128 bits.
        Decimal::from_units(divide_rounded(self.0 * ONE, other.0)?)
    }

    /// Reads `-12`, `3.50`, `.5` is refused, `1e3` is refused. Longer fractions are rounded.
    ///
    /// # Errors
    /// [`DecimalError`] says whether the text is no number or too large a one.
    pub fn parse(text: &str) -> Result<Parsed, DecimalError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return Err(DecimalError::NotANumber),
            None => (digits, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::NotANumber);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > 20 {
            return Err(DecimalError::TooLarge);
        }
        let digit = |byte: u8| i128::from(byte - b'0');
        let mut units = whole
            .bytes()
            .fold(0, |units, byte| units * 10 + digit(byte));
        let mut places = fraction.bytes();
        for _ in 0..SCALE {
            units = units * 10 + places.next().map_or(0, digit);
        }
        let mut rest = places.peekable();
        let round_up = rest.peek().is_some_and(|&byte| byte >= b'5');
        let rounded = rest.any(|byte| byte != b'0');
        units += i128::from(round_up);
        let units = if negative { -units } else { units };
        Decimal::from_units(units)
            .map(|value| Parsed { value, rounded })
            .ok_or(DecimalError::TooLarge)
    }
}

/// `numerator / denominator` to the nearest whole, halves away from zero; `None` when the
/// denominator is zero.
#[must_use]
pub fn divide_rounded(numerator: i128, denominator: i128) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let remainder = numerator % denominator;
    // |remainder| >= |denominator| / 2, written so that nothing can overflow.
    let half = denominator.unsigned_abs() - remainder.unsigned_abs() <= remainder.unsigned_abs();
    let away = if (numerator < 0) == (denominator < 0) {
        1
    } else {
        -1
    };
    Some(if half && remainder != 0 {
        quotient + away
    } else {
        quotient
    })
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let one = ONE.unsigned_abs();
        let fraction = format!("{:06}", units % one);
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        f.pad(&format!("{sign}{}{point}{fraction}", units / one))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Decimal> for String {
    fn from(value: Decimal) -> String {
        value.to_string()
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Decimal, DecimalError> {
        Decimal::parse(text).map(|parsed| parsed.value)
    }
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

    fn d(text: &str) -> Decimal {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }

    #[test]
    fn reads_and_writes() {
        for text in [
            "0",
            "1",
            "-1",
            "3.5",
            "-0.000001",
            "99999999999999999999.999999",
        ] {
            assert_eq!(d(text).to_string(), text);
        }
        assert_eq!(d("007.50").to_string(), "7.5");
        assert_eq!(
            Decimal::parse("1.0000005").map(|p| (p.value.to_string(), p.rounded)),
            Ok(("1.000001".to_owned(), true))
        );
        assert_eq!(Decimal::parse("1.0000000").map(|p| p.rounded), Ok(false));
        for text in ["", "-", ".5", "5.", "1e3", "+1", "1,5", "--1", "1.2.3"] {
            assert_eq!(
                text.parse::<Decimal>(),
                Err(DecimalError::NotANumber),
                "{text}"
            );
        }
        assert_eq!(
            "100000000000000000000".parse::<Decimal>(),
            Err(DecimalError::TooLarge)
        );
    }

    #[test]
    fn operators_round_half_away_from_zero() {
        assert_eq!(d("7").checked_div(d("2")), Some(d("3.5")));
        assert_eq!(d("1").checked_div(d("3")), Some(d("0.333333")));
        assert_eq!(d("2").checked_div(d("-3")), Some(d("-0.666667")));
        assert_eq!(d("0.000001").checked_mul(d("0.5")), Some(d("0.000001")));
        assert_eq!(d("-0.000001").checked_mul(d("0.5")), Some(d("-0.000001")));
        assert_eq!(d("0.7").checked_add(d("0.1")), Some(d("0.8")));
        assert_eq!(d("1").checked_div(Decimal::ZERO), None);
        assert_eq!(Decimal::MAX.checked_add(Decimal::ONE), None);
        assert_eq!(d("99999999999").checked_mul(d("99999999999")), None);
        assert_eq!(Decimal::MAX.checked_mul(Decimal::MAX), None);
    }
}
