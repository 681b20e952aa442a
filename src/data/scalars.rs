//! Texts to yes/no, dates and lengths of time, or to the sentence that says why not.

use std::borrow::Cow;

use super::cell::{CellValue, Reading, folded, quoted, shortened};
use super::coerced::{Coerced, Coercion};
use super::dates::date_text;
use super::numbers::contradiction;
use super::style::{Witness, date_patterns};
use crate::ir::Bounds;
use crate::written::{DatePattern, Pair, USUAL, YesNoWords, day_of_serial};

/// Reads the yes and no of one column.
#[derive(Debug)]
pub(super) struct YesNoReader {
    yes: Vec<String>,
    no: Vec<String>,
    /// True if the words are those of everywhere.
    usual: bool,
}

impl YesNoReader {
    pub(super) fn new(words: Option<&YesNoWords>) -> YesNoReader {
        let Some(words) = words else {
            return YesNoReader {
                usual: true,
                ..YesNoReader::of(&USUAL)
            };
        };
        let all = |words: &[String]| words.iter().map(|word| folded(word.trim())).collect();
        YesNoReader {
            yes: all(&words.yes),
            no: all(&words.no),
            usual: false,
        }
    }

    fn of(pair: &Pair) -> YesNoReader {
        let all = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        YesNoReader {
            yes: all(pair.yes),
            no: all(pair.no),
            usual: false,
        }
    }

    /// The words that the column proves.
    pub(super) fn proved(&mut self, pair: &Pair) {
        *self = YesNoReader::of(pair);
    }

    /// What a blank cell is, where that is said: `as "x"/""`.
    pub(super) fn blank(&self) -> Option<bool> {
        let is_blank = |words: &[String]| words.iter().any(String::is_empty);
        match (is_blank(&self.yes), is_blank(&self.no)) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// Reads a trimmed text.
    pub(super) fn read(&self, text: &str) -> Reading<'static> {
        let word = folded(text);
        if self.yes.contains(&word) {
            Reading::Value(CellValue::YesNo(true), Coerced::NOT)
        } else if self.no.contains(&word) {
            Reading::Value(CellValue::YesNo(false), Coerced::NOT)
        } else if self.usual {
            Reading::Fault(format!("{} is neither yes nor no", quoted(text)))
        } else {
            let all = self.yes.iter().chain(&self.no);
            let all: Vec<String> = all.map(|word| format!("\"{word}\"")).collect();
            let (last, before) = all
                .split_last()
                .map_or(("", &[][..]), |(l, b)| (l.as_str(), b));
            Reading::Fault(format!(
                "{} is neither {} nor {last}",
                quoted(text),
                before.join(", ")
            ))
        }
    }
}

/// Reads the dates of one column.
#[derive(Debug)]
pub(super) struct DateReader {
    pattern: DatePattern,
    bounds: Bounds,
    undecided: Undecided,
}

/// Why no one pattern reads the column.
#[derive(Debug)]
pub(super) enum Undecided {
    /// One does.
    No,
    /// Several do.
    Open(Vec<DatePattern>),
    /// None does: two cells that are not written alike.
    Contradictory(Witness, Witness),
}

impl DateReader {
    pub(super) fn new(pattern: Option<DatePattern>, bounds: Bounds) -> DateReader {
        DateReader {
            pattern: pattern.unwrap_or_else(DatePattern::iso),
            bounds,
            undecided: Undecided::No,
        }
    }

    /// The pattern that the column proves.
    pub(super) fn proved(&mut self, pattern: DatePattern) {
        self.pattern = pattern;
    }

    /// The column proves none.
    pub(super) fn undecided(&mut self, why: Undecided) {
        self.undecided = why;
    }

    /// Reads a trimmed text.
    pub(super) fn read(&self, text: &str) -> Reading<'static> {
        if let Undecided::Open(patterns) = &self.undecided {
            return self.read_open(text, patterns);
        }
        match (self.pattern.read(text), &self.undecided) {
            (Some((day, timed)), _) => self.day(text, day, timed),
            (None, Undecided::Contradictory(one, other)) if !date_patterns(text).is_empty() => {
                Reading::Fault(contradiction(text, one, other))
            }
            (None, _) => Reading::Fault(self.no_date(text)),
        }
    }

    /// A day that the file knows to be one.
    pub(super) fn day(&self, text: &str, day: i32, timed: bool) -> Reading<'static> {
        if self.bounds.contains(i128::from(day)) {
            let coerced = Coerced::NOT.and(Coercion::Time, timed);
            Reading::Value(CellValue::Date(day), coerced)
        } else {
            Reading::Fault(outside(&shortened(text), self.bounds, date_text))
        }
    }

    fn read_open(&self, text: &str, patterns: &[DatePattern]) -> Reading<'static> {
        let read = |pattern: &DatePattern| Some((pattern.read(text)?, pattern.text().to_owned()));
        let readings: Vec<((i32, bool), String)> = patterns.iter().filter_map(read).collect();
        match readings.as_slice() {
            [] => Reading::Fault(self.no_date(text)),
            [((day, timed), _), rest @ ..] if rest.iter().all(|((other, _), _)| other == day) => {
                self.day(text, *day, *timed)
            }
            readings => {
                let days: Vec<String> = readings
                    .iter()
                    .map(|((day, _), _)| date_text(i128::from(*day)))
                    .collect();
                let lines: Vec<String> = readings
                    .iter()
                    .map(|(_, pattern)| format!("`as \"{pattern}\"`"))
                    .collect();
                Reading::Fault(format!(
                    "{} can be {}, and no cell of the column says which: write {} behind the type",
                    quoted(text),
                    days.join(" or "),
                    lines.join(" or ")
                ))
            }
        }
    }

    fn no_date(&self, text: &str) -> String {
        if self.pattern.has_shape_of(text) {
            return format!("{} is no day of the calendar", quoted(text));
        }
        let serial = text
            .parse::<f64>()
            .ok()
            .filter(|serial| (10_000.0..80_000.0).contains(serial));
        if let Some((day, _)) = serial.and_then(|serial| day_of_serial(serial, false)) {
            return format!(
                "{} is not a date; as a spreadsheet counts days it is {}: show the column as dates there",
                quoted(text),
                date_text(i128::from(day))
            );
        }
        format!(
            "{} is not a date written {}",
            quoted(text),
            self.pattern.text()
        )
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
            Reading::Value(CellValue::Length(days), Coerced::NOT)
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
        Some(months) => Reading::Value(CellValue::Length(i64::from(months)), Coerced::NOT),
        None => Reading::Fault(format!("{} is not a number of months", quoted(text))),
    }
}

/// `9 is outside 1..5`
pub(super) fn outside(text: &str, bounds: Bounds, show: impl Fn(i128) -> String) -> String {
    let end = |end: Option<i128>| end.map(&show).unwrap_or_default();
    format!(
        "{} is outside {}..{}",
        shortened(text),
        end(bounds.low),
        end(bounds.high)
    )
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
