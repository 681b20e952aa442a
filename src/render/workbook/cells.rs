//! How values become cells of Excel: a number where Excel holds it exactly, else its text.

use std::sync::Arc;

use crate::decimal::{Decimal, ONE};
use crate::results::{Meaning, ResultColumn, ResultValue, Values};

/// Digits that Excel's numbers hold.
const DIGITS: u32 = 15;
/// 1900-03-01 and 9999-12-31 as days since 1970-01-01. Excel takes 1900 for a leap year, so that the days
/// before are read in two ways.
const FIRST_DAY: i32 = -25_508;
const LAST_DAY: i32 = 2_932_896;
/// Excel's number of 1970-01-01.
const EPOCH: i32 = 25_569;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Empty,
    Number(f64),
    Date(f64),
    YesNo(bool),
    Text(Arc<str>),
}

/// The cell of a value.
pub(super) fn content(value: &ResultValue<'_>) -> Content {
    let as_text = || {
        let mut text = String::new();
        value.write(&mut text);
        Content::Text(text.into())
    };
    match value {
        ResultValue::Null => Content::Empty,
        ResultValue::Text(text) => Content::Text(Arc::clone(text)),
        ResultValue::YesNo(yes) => Content::YesNo(*yes),
        ResultValue::Number(units) => exact(*units).map_or_else(as_text, Content::Number),
        ResultValue::Whole(count) => {
            exact(i128::from(*count) * ONE).map_or_else(as_text, Content::Number)
        }
        ResultValue::Date(days) if (FIRST_DAY..=LAST_DAY).contains(days) => {
            Content::Date(f64::from(days + EPOCH))
        }
        ResultValue::Date(_) | ResultValue::List(..) => as_text(),
    }
}

/// Millionths as Excel's number, if it has no more digits than that holds.
fn exact(units: i128) -> Option<f64> {
    let mut digits = units.unsigned_abs();
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    if digits >= 10_u128.pow(DIGITS) {
        return None;
    }
    // By way of its text, which is rounded once, to the nearest.
    Decimal::from_units(units)?.to_string().parse().ok()
}

/// How the numbers of a column are shown, in Excel's words; nothing for plain ones.
pub(super) fn number_format(column: &ResultColumn) -> Option<String> {
    let Values::Number(numbers) = &column.values else {
        return None;
    };
    let places = || numbers.iter().flatten().map(|units| places(*units)).max();
    match &column.meaning {
        // Two places more than the fraction are the percent sign's.
        Meaning::Percent => {
            let places = places().unwrap_or(0).saturating_sub(2);
            Some(format!("0{}%", fraction(places)))
        }
        Meaning::Money(currency) => {
            let places = match places().unwrap_or(0) {
                0 => 0,
                more => more.max(2),
            };
            Some(format!("#,##0{} \"{currency}\"", fraction(places)))
        }
        Meaning::Plain | Meaning::Integer | Meaning::Member | Meaning::Days | Meaning::Months => {
            None
        }
    }
}

fn fraction(places: usize) -> String {
    if places == 0 {
        String::new()
    } else {
        format!(".{}", "0".repeat(places))
    }
}

/// How many digits stand behind the point.
fn places(units: i128) -> usize {
    let mut rest = (units % ONE).unsigned_abs();
    let mut places = if rest == 0 { 0 } else { 6 };
    while rest != 0 && rest.is_multiple_of(10) {
        rest /= 10;
        places -= 1;
    }
    places
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_more_than_fifteen_digits_are_texts() {
        let cell = |units| content(&ResultValue::Number(units));
        assert_eq!(cell(1_500_000), Content::Number(1.5));
        assert_eq!(cell(-100_000), Content::Number(-0.1));
        assert_eq!(cell(0), Content::Number(0.0));
        // 999 999 999 999 999 has 15 digits, and so has 123456789.123456.
        assert_eq!(
            cell(999_999_999_999_999 * ONE),
            Content::Number(999_999_999_999_999.0)
        );
        assert_eq!(
            cell(123_456_789_123_456),
            Content::Number(123_456_789.123_456)
        );
        assert_eq!(
            cell(1_234_567_890_123_456),
            Content::Text("1234567890.123456".into())
        );
        let twenty = 12_345_678_901_234_567_890 * ONE;
        assert_eq!(cell(twenty), Content::Text("12345678901234567890".into()));
        // Noughts at the end are no digits that could be lost.
        assert_eq!(cell(10_i128.pow(19) * ONE), Content::Number(1e19));
        assert_eq!(
            content(&ResultValue::Whole(i64::MAX)),
            Content::Text("9223372036854775807".into())
        );
    }

    #[test]
    fn days_are_excels_numbers() {
        let cell = |days| content(&ResultValue::Date(days));
        // 2026-01-31 is 46053 in Excel; 1900-03-01 is 61.
        assert_eq!(cell(20_484), Content::Date(46_053.0));
        assert_eq!(cell(FIRST_DAY), Content::Date(61.0));
        assert_eq!(cell(FIRST_DAY - 1), Content::Text("1900-02-28".into()));
        assert_eq!(cell(LAST_DAY), Content::Date(2_958_465.0));
    }

    #[test]
    fn formats_show_every_digit() {
        let format = |numbers: &[i128], meaning| {
            number_format(&ResultColumn {
                name: "x".into(),
                values: Values::Number(numbers.iter().copied().map(Some).collect()),
                meaning,
            })
        };
        assert_eq!(format(&[120_000], Meaning::Percent).unwrap(), "0%");
        assert_eq!(
            format(&[120_000, 125_000], Meaning::Percent).unwrap(),
            "0.0%"
        );
        let euro = || Meaning::Money("EUR".into());
        assert_eq!(format(&[5 * ONE], euro()).unwrap(), "#,##0 \"EUR\"");
        assert_eq!(format(&[5_500_000], euro()).unwrap(), "#,##0.00 \"EUR\"");
        assert_eq!(
            format(&[5_000_001], euro()).unwrap(),
            "#,##0.000000 \"EUR\""
        );
        assert_eq!(format(&[5_000_001], Meaning::Plain), None);
    }
}
