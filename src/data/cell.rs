//! One cell to one value of a field's type, or to the reason why it is none.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::dates::{DatePattern, date_text};
use crate::decimal::{Decimal, DecimalError};
use crate::diagnostics::did_you_mean;
use crate::ir::{Bounds, Domain, NumberType, NumberUnit, Program, Type, WrittenAs};

/// A cell as the file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RawCell<'a> {
    /// Nothing there, or `null`.
    Empty,
    /// A text, not trimmed yet.
    Text(Cow<'a, str>),
    /// `true` or `false` of JSON.
    YesNo(bool),
    /// A number of JSON, as it is written there.
    Number(&'a str),
    /// Several values of JSON.
    Items(Vec<RawCell<'a>>),
    /// An object of JSON, as it is written there.
    Nested(&'a str),
}

/// A cell's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellValue<'a> {
    /// A text or the key of a row.
    Text(Cow<'a, str>),
    /// Yes or no.
    YesNo(bool),
    /// Millionths.
    Number(i128),
    /// Days since 1970-01-01.
    Date(i32),
    /// Days, or months.
    Length(i64),
    /// A member's place in its domain.
    Member(u32),
    /// Several values.
    List(Vec<CellValue<'a>>),
}

/// What came of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading<'a> {
    /// No answer.
    Unknown,
    /// A value, and whether digits were rounded away.
    Value(CellValue<'a>, bool),
    /// No value of the type; the sentence says why.
    Fault(String),
}

/// Reads the cells of one field.
#[derive(Debug)]
pub(super) struct CellReader {
    kind: Kind,
    missing: Vec<String>,
}

#[derive(Debug)]
enum Kind {
    Text,
    YesNo {
        yes: Vec<String>,
        no: Vec<String>,
    },
    Number(NumberType),
    Date {
        pattern: DatePattern,
        bounds: Bounds,
    },
    Duration(Bounds),
    Months,
    Choice(Members),
    List(Box<Kind>),
}

/// A domain's members by the texts that stand for them.
#[derive(Debug)]
struct Members {
    exact: HashMap<String, u32>,
    any_case: HashMap<String, u32>,
    names: Vec<String>,
}

impl CellReader {
    /// A reader for a field's type and way of writing, given the record's texts for "no answer".
    pub(super) fn new(
        program: &Program,
        ty: &Type,
        written_as: &WrittenAs,
        missing: &[String],
    ) -> Self {
        let missing = missing
            .iter()
            .map(|text| normal(text.trim()).into_owned())
            .collect();
        CellReader {
            kind: Kind::new(program, ty, written_as),
            missing,
        }
    }

    /// The value of a cell.
    pub(super) fn read<'a>(&self, cell: &RawCell<'a>) -> Reading<'a> {
        match cell {
            RawCell::Text(text) => {
                let text = trimmed(text);
                if text.is_empty() || self.missing.iter().any(|missing| *missing == text) {
                    Reading::Unknown
                } else {
                    self.kind.read_text(text)
                }
            }
            RawCell::Empty => Reading::Unknown,
            RawCell::YesNo(_) | RawCell::Number(_) | RawCell::Items(_) | RawCell::Nested(_) => {
                self.kind.read_typed(cell)
            }
        }
    }
}

impl Kind {
    fn new(program: &Program, ty: &Type, written_as: &WrittenAs) -> Kind {
        match ty {
            Type::Text | Type::Reference(_) => Kind::Text,
            Type::YesNo => match written_as {
                WrittenAs::YesNo { yes, no } => Kind::YesNo {
                    yes: vec![folded(yes.trim())],
                    no: vec![folded(no.trim())],
                },
                WrittenAs::Usual | WrittenAs::Date(_) => Kind::YesNo {
                    yes: ["yes", "true", "y", "1"].map(str::to_owned).to_vec(),
                    no: ["no", "false", "n", "0"].map(str::to_owned).to_vec(),
                },
            },
            Type::Number(number) => Kind::Number(number.clone()),
            Type::Date(bounds) => Kind::Date {
                pattern: match written_as {
                    WrittenAs::Date(pattern) => DatePattern::new(pattern),
                    WrittenAs::Usual | WrittenAs::YesNo { .. } => DatePattern::iso(),
                },
                bounds: *bounds,
            },
            Type::Duration(bounds) => Kind::Duration(*bounds),
            Type::Months => Kind::Months,
            Type::Choice(domain) => Kind::Choice(Members::new(&program.domains[*domain])),
            Type::List(item) => Kind::List(Box::new(Kind::new(program, item, written_as))),
        }
    }

    fn read_text<'a>(&self, text: Cow<'a, str>) -> Reading<'a> {
        match self {
            Kind::Text => Reading::Value(CellValue::Text(text), false),
            Kind::YesNo { yes, no } => read_yes_no(&text, yes, no),
            Kind::Number(number) => read_number(&text, number),
            Kind::Date { pattern, bounds } => read_date(&text, pattern, *bounds),
            Kind::Duration(bounds) => read_duration(&text, *bounds),
            Kind::Months => read_months(&text),
            Kind::Choice(members) => members.read(&text),
            Kind::List(item) => {
                let parts = text
                    .split(';')
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                let parts = parts.map(|part| Cow::Owned(part.to_owned()));
                read_items(parts.map(|part| item.read_text(part)))
            }
        }
    }

    /// Reads what JSON has told apart from a text.
    fn read_typed<'a>(&self, cell: &RawCell<'a>) -> Reading<'a> {
        match (self, cell) {
            (Kind::YesNo { .. }, RawCell::YesNo(value)) => {
                Reading::Value(CellValue::YesNo(*value), false)
            }
            (Kind::List(item), RawCell::Items(cells)) => {
                read_items(cells.iter().map(|cell| match cell {
                    RawCell::Text(text) => item.read_text(trimmed(text)),
                    RawCell::Empty => {
                        Reading::Fault("a list cannot hold an empty value".to_owned())
                    }
                    RawCell::YesNo(_)
                    | RawCell::Number(_)
                    | RawCell::Items(_)
                    | RawCell::Nested(_) => item.read_typed(cell),
                }))
            }
            (_, RawCell::YesNo(value)) => {
                self.read_text(Cow::Borrowed(if *value { "true" } else { "false" }))
            }
            (_, RawCell::Number(text)) => match without_exponent(text) {
                Some(text) => self.read_text(text),
                None => Reading::Fault(format!("{} has too many digits", shortened(text))),
            },
            (_, RawCell::Items(_)) => {
                Reading::Fault("several values where one is expected".to_owned())
            }
            (_, RawCell::Nested(text)) => Reading::Fault(format!(
                "{} is an object; one value is expected",
                shortened(text)
            )),
            (_, RawCell::Text(text)) => self.read_text(trimmed(text)),
            (_, RawCell::Empty) => Reading::Unknown,
        }
    }
}

impl Members {
    fn new(domain: &Domain) -> Members {
        let mut members = Members {
            exact: HashMap::new(),
            any_case: HashMap::new(),
            names: domain
                .members
                .iter()
                .map(|member| member.named.name.clone())
                .collect(),
        };
        // Names win over `as` texts, and those over labels, where two members share a text.
        let names = domain
            .members
            .iter()
            .map(|member| Some(member.named.name.as_str()));
        let written = domain
            .members
            .iter()
            .map(|member| member.written_as.as_deref());
        let labels = domain
            .members
            .iter()
            .map(|member| member.named.label.as_deref());
        let texts = names
            .enumerate()
            .chain(written.enumerate())
            .chain(labels.enumerate());
        for (place, text) in texts.filter_map(|(place, text)| Some((place, text?.trim()))) {
            let place = u32::try_from(place).unwrap_or(u32::MAX); // lists are far shorter
            members
                .exact
                .entry(normal(text).into_owned())
                .or_insert(place);
            members.any_case.entry(folded(text)).or_insert(place);
        }
        members
    }

    fn read(&self, text: &str) -> Reading<'static> {
        let found = self
            .exact
            .get(text)
            .or_else(|| self.any_case.get(&folded(text)));
        match found {
            Some(member) => Reading::Value(CellValue::Member(*member), false),
            None => {
                const SHOWN: usize = 8;
                let mut problem = format!(
                    "{} is none of {}",
                    quoted(text),
                    self.names
                        .iter()
                        .take(SHOWN)
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(", ")
                );
                if let Some(more) = self.names.len().checked_sub(SHOWN + 1) {
                    problem.push_str(&format!(" and {} more", more + 1));
                }
                let known = self.names.iter().map(String::as_str);
                let known = known.chain(self.exact.keys().map(String::as_str));
                if let Some(question) = did_you_mean(text, known) {
                    problem.push_str(&format!("; {question}"));
                }
                Reading::Fault(problem)
            }
        }
    }
}

fn read_items<'a>(items: impl Iterator<Item = Reading<'a>>) -> Reading<'a> {
    let mut values = Vec::new();
    let mut any_rounded = false;
    for item in items {
        match item {
            Reading::Value(value, rounded) => {
                values.push(value);
                any_rounded |= rounded;
            }
            Reading::Fault(problem) => return Reading::Fault(problem),
            Reading::Unknown => {}
        }
    }
    Reading::Value(CellValue::List(values), any_rounded)
}

fn read_yes_no(text: &str, yes: &[String], no: &[String]) -> Reading<'static> {
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

fn read_number(text: &str, ty: &NumberType) -> Reading<'static> {
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

fn read_date(text: &str, pattern: &DatePattern, bounds: Bounds) -> Reading<'static> {
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

fn read_duration(text: &str, bounds: Bounds) -> Reading<'static> {
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

fn read_months(text: &str) -> Reading<'static> {
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
fn without_exponent(text: &str) -> Option<Cow<'_, str>> {
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

/// Trimmed and NFC; borrowed where nothing had to change.
pub(super) fn trimmed<'a>(text: &Cow<'a, str>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => normal(text.trim()),
        Cow::Owned(text) => Cow::Owned(normal(text.trim()).into_owned()),
    }
}

/// NFC; borrowed where the text is so already.
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// NFC and lower case, for comparing without case.
pub(super) fn folded(text: &str) -> String {
    normal(text).to_lowercase()
}

/// A cell's text cut to a length that fits a message.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        let mut short: String = text.chars().take(LONGEST - 1).collect();
        short.push('…');
        short
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}
