//! Texts to yes/no, numbers, dates and lengths of time, or to the sentence that says why not.

use std::borrow::Cow;

use super::cell::{CellValue, Reading, folded, quoted, shortened};
use super::dates::{DatePattern, date_text};
use crate::decimal::{Decimal, DecimalError};
use crate::ir::{Bounds, NumberType, NumberUnit};

/// Yes or no, by the texts that stand for them (in lower case).
pub(super) fn read_yes_no(text: &str, yes: &[String], no: &[String]) -> Reading<'static> {
    let folded = folded(text);
    if yes.contains(&folded) {
        Reading::Value(CellValue::YesNo(true), false)
    } else if no.contains(&folded) {
        Reading::Value(CellValue::YesNo(false), false)
    } else if yes.len() == 1 {
        Reading::Fault(format!(
            "{} is neither \"{}\" nor \"{}\"",
            quoted(text),
            yes.join(""),
            no.join("")
        ))
    } else {
        Reading::Fault(format!("{} is neither yes nor no", quoted(text)))
    }
}

/// A number, percent or amount of money.
pub(super) fn read_number(text: &str, ty: &NumberType) -> Reading<'static> {
    let digits = match &ty.unit {
        NumberUnit::Plain => Cow::Borrowed(text),
        NumberUnit::Percent => match hundredth(text.strip_suffix('%').unwrap_or(text).trim_end()) {
            Some(shifted) => Cow::Owned(shifted),
            None => return not_a_number(text, ", such as 12 or 12%"),
        },
        NumberUnit::Money(currency) => match without_currency(text, currency) {
            Ok(digits) => Cow::Borrowed(digits),
            Err(problem) => return Reading::Fault(problem),
        },
    };
    let parsed = match Decimal::parse(&digits) {
        Ok(parsed) => parsed,
        Err(DecimalError::TooLarge) => {
            return Reading::Fault(format!("{} has more than 20 digits", shortened(text)));
        }
        Err(DecimalError::NotANumber) => return not_a_number(text, ""),
    };
    let units = parsed.value.units();
    if ty.integer && !parsed.value.is_integer() {
        Reading::Fault(format!("{} is not a whole number", shortened(text)))
    } else if !ty.bounds.contains(units) {
        Reading::Fault(outside(&shortened(text), ty.bounds, |units| {
            number_text(units, &ty.unit)
        }))
    } else {
        Reading::Value(CellValue::Number(units), parsed.rounded)
    }
}

/// `12.5` as `0.125`, digit for digit, so that a percent is rounded once. None if it is no number.
fn hundredth(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let padded = format!("{whole:0>3}");
    let (whole, hundredths) = padded.split_at(padded.len() - 2);
    Some(format!("{sign}{whole}.{hundredths}{fraction}"))
}

/// The digits of `1200 EUR` or `1200`; the sentence for any other currency.
fn without_currency<'a>(text: &'a str, currency: &str) -> Result<&'a str, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let written = text.get(digits.len()..).unwrap_or("");
    if written.is_empty() || written.eq_ignore_ascii_case(currency) {
        Ok(digits.trim_end())
    } else if written.len() == 3 {
        let written = written.to_ascii_uppercase();
        Err(format!(
            "{} is in {written}; this field is in {currency}",
            quoted(text)
        ))
    } else {
        Err(format!(
            "{} is not an amount, such as 1200 or 1200 {currency}",
            quoted(text)
        ))
    }
}

fn not_a_number(text: &str, example: &str) -> Reading<'static> {
    let grouped = text
        .chars()
        .all(|c| c.is_ascii_digit() || ",.' \u{a0}\u{202f}-%".contains(c));
    let advice = if grouped && text.contains(|c: char| c.is_ascii_digit()) {
        ": write it without separators, with a point before the decimals"
    } else {
        example
    };
    Reading::Fault(format!("{} is not a number{advice}", quoted(text)))
}

/// A day.
pub(super) fn read_date(text: &str, pattern: &DatePattern, bounds: Bounds) -> Reading<'static> {
    match pattern.read(text) {
        Some(days) if bounds.contains(i128::from(days)) => {
            Reading::Value(CellValue::Date(days), false)
        }
        Some(_) => Reading::Fault(outside(text, bounds, date_text)),
        None if pattern.has_shape_of(text) => {
            Reading::Fault(format!("{} is no day of the calendar", quoted(text)))
        }
        None => Reading::Fault(format!(
            "{} is not a date written {}",
            quoted(text),
            pattern.text()
        )),
    }
}

/// `30`, `30 days`, `2 weeks`
pub(super) fn read_duration(text: &str, bounds: Bounds) -> Reading<'static> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(digits.len()..).unwrap_or("").to_ascii_lowercase();
    let days_each = match unit.as_str() {
        "" | "day" | "days" => 1,
        "week" | "weeks" => 7,
        _ => 0,
    };
    let days = digits
        .trim_end()
        .parse::<i64>()
        .ok()
        .and_then(|count| count.checked_mul(days_each));
    match days {
        Some(days) if days_each != 0 && bounds.contains(i128::from(days)) => {
            Reading::Value(CellValue::Length(days), false)
        }
        Some(_) if days_each != 0 => {
            Reading::Fault(outside(text, bounds, |days| format!("{days} days")))
        }
        _ => Reading::Fault(format!(
            "{} is not a number of days, such as 30",
            quoted(text)
        )),
    }
}

/// `3`, `3 months`, `1 year`
pub(super) fn read_months(text: &str) -> Reading<'static> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let each = match text
        .get(digits.len()..)
        .unwrap_or("")
        .to_ascii_lowercase()
        .as_str()
    {
        "" | "month" | "months" => Some(1),
        "year" | "years" => Some(12),
        _ => None,
    };
    let count = digits.trim_end().parse::<i32>().ok();
    match each
        .zip(count)
        .and_then(|(each, count)| count.checked_mul(each))
    {
        Some(months) => Reading::Value(CellValue::Length(i64::from(months)), false),
        None => Reading::Fault(format!("{} is not a number of months", quoted(text))),
    }
}

/// `9 is outside 1..5`
fn outside(text: &str, bounds: Bounds, show: impl Fn(i128) -> String) -> String {
    let end = |end: Option<i128>| end.map(&show).unwrap_or_default();
    format!(
        "{} is outside {}..{}",
        shortened(text),
        end(bounds.low),
        end(bounds.high)
    )
}

fn number_text(units: i128, unit: &NumberUnit) -> String {
    let text = |units| Decimal::from_units(units).map_or_else(|| "∞".to_owned(), |d| d.to_string());
    match unit {
        NumberUnit::Plain => text(units),
        NumberUnit::Percent => format!("{}%", text(units.saturating_mul(100))),
        NumberUnit::Money(currency) => format!("{} {currency}", text(units)),
    }
}

/// A number of JSON such as `1.5e3` written out; none if that takes more than 60 digits.
pub(super) fn without_exponent(text: &str) -> Option<Cow<'_, str>> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return Some(Cow::Borrowed(text));
    };
    let exponent: i32 = exponent.trim_start_matches('+').parse().ok()?;
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    if digits.bytes().all(|byte| byte == b'0') {
        return Some(Cow::Borrowed("0"));
    }
    if !(-60..=60).contains(&point) {
        // Nearer to zero than any digit kept, or too large.
        return (point < 0).then_some(Cow::Borrowed("0.0000000001"));
    }
    let written = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => format!("{digits:0<point$}"),
        Ok(0) => format!("0.{digits}"),
        Ok(point) => {
            let (whole, fraction) = digits.split_at(point);
            format!("{whole}.{fraction}")
        }
        Err(_) => format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
    };
    Some(Cow::Owned(format!("{sign}{written}")))
}
