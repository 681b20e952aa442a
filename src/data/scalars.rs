//! Texts to yes/no, numbers, dates and lengths of time, or to the sentence that says why not.

use std::borrow::Cow;

use super::cell::{CellValue, Reading, folded, quoted, shortened};
use super::dates::date_text;
use crate::decimal::{Decimal, DecimalError};
use crate::ir::{Bounds, NumberType, NumberUnit};
use crate::written::DatePattern;

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
            None => return not_a_number(text, text, ", such as 12 or 12%"),
        },
        NumberUnit::Money(currency) => match amount(text, currency) {
            Ok(digits) => digits,
            Err(problem) => return Reading::Fault(problem),
        },
    };
    let parsed = match Decimal::parse(&digits) {
        Ok(parsed) => parsed,
        Err(DecimalError::TooLarge) => {
            return Reading::Fault(format!("{} has more than 20 digits", shortened(text)));
        }
        Err(DecimalError::NotANumber) => return not_a_number(text, &digits, ""),
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

/// What an amount comes to in digits: `1200`, `1200 EUR`, `€1.2M`, `-£5k`. The sentence says why it
/// is none, or none in this currency.
fn amount<'a>(text: &'a str, currency: &str) -> Result<Cow<'a, str>, String> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let unsigned = without_currency(unsigned, currency).ok_or_else(|| {
        let another = |written: &String| !may_stand_for(written, currency);
        match currency_in(unsigned).filter(another) {
            Some(written) => format!(
                "{} is in {written}; this field is in {currency}",
                quoted(text)
            ),
            None => format!(
                "{} is not an amount, such as 1200 or 1200 {currency}",
                quoted(text)
            ),
        }
    })?;
    let (negative, unsigned) = match unsigned.strip_prefix('-') {
        Some(rest) if !negative => (true, rest),
        Some(_) | None => (negative, unsigned),
    };
    let (digits, zeros) = match unsigned.chars().last() {
        Some('k' | 'K') => (unsigned.get(..unsigned.len() - 1), 3),
        Some('M') => (unsigned.get(..unsigned.len() - 1), 6),
        Some('B') => (unsigned.get(..unsigned.len() - 1), 9),
        Some(_) | None => (None, 0),
    };
    match digits.map(str::trim_end) {
        // What is no number stays as it is, for the message.
        Some(digits) => Ok(Cow::Owned(match point_moved(digits, zeros) {
            Some(digits) if negative => format!("-{digits}"),
            Some(digits) => digits,
            None => digits.to_owned(),
        })),
        None if negative => Ok(Cow::Owned(format!("-{unsigned}"))),
        None => Ok(Cow::Borrowed(unsigned)),
    }
}

/// The signs of currencies, and the currencies that are written so.
const SIGNS: [(char, &[&str]); 9] = [
    (
        '$',
        &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "BRL", "CLP", "COP", "ARS", "TWD",
        ],
    ),
    ('€', &["EUR"]),
    ('£', &["GBP", "EGP", "LBP"]),
    ('¥', &["JPY", "CNY"]),
    ('₽', &["RUB"]),
    ('₹', &["INR"]),
    ('₺', &["TRY"]),
    ('₩', &["KRW"]),
    ('₴', &["UAH"]),
];

/// An amount without the sign or the code of its currency; none if that is of another.
fn without_currency<'a>(text: &'a str, currency: &str) -> Option<&'a str> {
    let is_sign = |letter: char| may_stand_for(letter.encode_utf8(&mut [0; 4]), currency);
    if let Some(rest) = text.strip_prefix(is_sign) {
        return Some(rest.trim_start()).filter(|rest| currency_in(rest).is_none());
    }
    if let Some(rest) = text.strip_suffix(is_sign) {
        return Some(rest.trim_end()).filter(|rest| currency_in(rest).is_none());
    }
    let letters = text
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .len();
    let (digits, written) = text.split_at(letters);
    if written.eq_ignore_ascii_case(currency) {
        return Some(digits.trim_end());
    }
    // `1.2MEUR` is as good as `1.2M EUR`.
    let scaled = written
        .len()
        .checked_sub(currency.len())
        .filter(|at| *at == 1);
    match scaled.and_then(|at| Some((at, written.get(at..)?))) {
        Some((at, code)) if code.eq_ignore_ascii_case(currency) => text.get(..letters + at),
        Some(_) | None if matches!(written, "" | "k" | "K" | "M" | "B") => {
            Some(text).filter(|text| currency_in(text).is_none())
        }
        Some(_) | None => None,
    }
}

/// True if a sign or a code stands for the currency.
fn may_stand_for(written: &str, currency: &str) -> bool {
    let signs = &mut SIGNS.iter();
    written == currency
        || signs
            .any(|(sign, currencies)| written.chars().eq([*sign]) && currencies.contains(&currency))
}

/// The currency that an amount names: the three letters behind it, or a sign.
fn currency_in(text: &str) -> Option<String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let code = text.get(digits.len()..).unwrap_or_default();
    if code.len() == 3 && !digits.is_empty() {
        return Some(code.to_ascii_uppercase());
    }
    let is_sign = |letter: &char| SIGNS.iter().any(|(sign, _)| sign == letter);
    text.chars().find(is_sign).map(String::from)
}

/// `1.25` with its point moved by three places: `1250.`, digit for digit. None if it is no number.
fn point_moved(text: &str, places: usize) -> Option<String> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let padded = format!("{fraction:0<places$}");
    let (more, rest) = padded.split_at(places);
    let point = if rest.is_empty() { "" } else { "." };
    Some(format!("{whole}{more}{point}{rest}"))
}

/// `text` is the cell, `digits` what is left of it to read as a number.
fn not_a_number(text: &str, digits: &str, example: &str) -> Reading<'static> {
    if let Some((mantissa, _)) = digits.split_once(['e', 'E'])
        && Decimal::parse(mantissa).is_ok()
        && let Some(whole) = without_exponent(digits)
    {
        // A spreadsheet that writes so may have dropped digits: what it means is not for us to say.
        let problem = format!(
            "{} is short for {whole}: write all its digits",
            quoted(text)
        );
        return Reading::Fault(problem);
    }
    let separator = |c: char| matches!(c, ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let digits = digits.trim_end_matches(['%', ' ']);
    let plain = digits.strip_prefix('-').unwrap_or(digits);
    let grouped = plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.ends_with(|c: char| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || separator(c));
    if !grouped {
        return Reading::Fault(format!("{} is not a number{example}", quoted(text)));
    }
    let sign = if plain.len() < digits.len() { "-" } else { "" };
    let readings: Vec<String> = readings(plain, separator)
        .iter()
        .map(|reading| format!("{sign}{reading}"))
        .collect();
    Reading::Fault(match readings.as_slice() {
        [] => format!(
            "{} is not a number: write it without separators, with a point before the decimals",
            quoted(text)
        ),
        [one] => format!("{} is written {one}", quoted(text)),
        [one, two, ..] => format!(
            "{} can be {one} or {two}: write the one you mean",
            quoted(text)
        ),
    })
}

/// What a number with separators may mean: its last one may come before the decimals, or they all
/// part thousands.
fn readings(text: &str, separator: impl Fn(char) -> bool + Copy) -> Vec<String> {
    let parts: Vec<&str> = text.split(separator).collect();
    let marks: Vec<char> = text.chars().filter(|c| separator(*c)).collect();
    let (Some(first), Some((last, whole)), Some(mark)) =
        (parts.first(), parts.split_last(), marks.last())
    else {
        return Vec::new();
    };
    let in_threes = |parts: &[&str]| parts.iter().skip(1).all(|part| part.len() == 3);
    let alike = |marks: &[char]| marks.windows(2).all(|pair| pair.first() == pair.last());
    let mut readings = Vec::new();
    if in_threes(&parts) && (1..=3).contains(&first.len()) && alike(&marks) {
        readings.push(parts.concat());
    }
    let before = marks.get(..marks.len() - 1).unwrap_or_default();
    let may_be_point = matches!(mark, ',' | '.') && !before.contains(mark);
    if may_be_point && in_threes(whole) && alike(before) {
        readings.push(format!("{}.{last}", whole.concat()));
    }
    readings
}

/// A day.
pub(super) fn read_date(text: &str, pattern: &DatePattern, bounds: Bounds) -> Reading<'static> {
    match pattern.read(text) {
        Some((days, false)) if bounds.contains(i128::from(days)) => {
            Reading::Value(CellValue::Date(days), false)
        }
        Some((_, false)) => Reading::Fault(outside(text, bounds, date_text)),
        None if pattern.has_shape_of(text) => {
            Reading::Fault(format!("{} is no day of the calendar", quoted(text)))
        }
        Some((_, true)) | None => Reading::Fault(format!(
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
