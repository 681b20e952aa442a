//! The ways to write a day, as patterns: `DD/MM/YYYY`, `D MMM YYYY`, `MM/DD/20YY`.

use chrono::{Datelike, Days, NaiveDate};

use super::time::split_time;

/// A way to write dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatePattern {
    text: String,
    parts: Vec<Part>,
    /// Names of the months in lower case, without a point behind; empty: the English ones.
    months: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Day,
    Month,
    MonthName,
    Year(YearForm),
    /// Hours, minutes or seconds, which a day does not keep.
    Time,
    Literal(char),
}

/// How a year is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearForm {
    /// `2026`
    Full,
    /// `26`, of the century that begins in this year: `20YY` is 2000.
    TwoDigits(i32),
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternProblem {
    /// It does not say where the day, the month or the year stands.
    Missing(&'static str),
    /// It says so twice.
    Twice(&'static str),
    /// `YY` does not say which century.
    NoCentury,
    /// Names of months are given, and not twelve, or without `MMM`.
    Months,
}

const ENGLISH: [(&str, &str); 12] = [
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
];

/// The letters of a pattern; what begins like a shorter one stands first.
const LETTERS: [(&str, Part); 10] = [
    ("YYYY", Part::Year(YearForm::Full)),
    ("MMMM", Part::MonthName),
    ("MMM", Part::MonthName),
    ("MM", Part::Month),
    ("M", Part::Month),
    ("DD", Part::Day),
    ("D", Part::Day),
    ("hh", Part::Time),
    ("mm", Part::Time),
    ("ss", Part::Time),
];

impl DatePattern {
    /// The usual way: `YYYY-MM-DD`.
    #[must_use]
    pub fn iso() -> DatePattern {
        let dash = Part::Literal('-');
        let year = Part::Year(YearForm::Full);
        DatePattern {
            text: "YYYY-MM-DD".to_owned(),
            parts: vec![year, dash, Part::Month, dash, Part::Day],
            months: Vec::new(),
        }
    }

    /// A pattern as it is written in a pack, with the names of the months if they are given.
    ///
    /// # Errors
    /// If it does not name day, month and year once.
    pub fn parse(pattern: &str, months: &[&str]) -> Result<DatePattern, PatternProblem> {
        let mut parts = Vec::new();
        let mut rest = pattern.trim();
        while let Some(first) = rest.chars().next() {
            let known = LETTERS
                .iter()
                .find_map(|(letters, part)| Some((*part, rest.strip_prefix(letters)?)));
            let (part, after) = match known.or_else(|| century(rest)) {
                Some(found) => found,
                None if rest.starts_with("YY") => return Err(PatternProblem::NoCentury),
                None => (
                    Part::Literal(first),
                    rest.get(first.len_utf8()..).unwrap_or(""),
                ),
            };
            parts.push(part);
            rest = after;
        }
        let named = parts.contains(&Part::MonthName);
        for (what, is_it) in [
            ("the day (DD)", Part::is_day as fn(&Part) -> bool),
            ("the month (MM)", Part::is_month),
            ("the year (YYYY)", Part::is_year),
        ] {
            match parts.iter().filter(|part| is_it(part)).count() {
                0 => return Err(PatternProblem::Missing(what)),
                1 => {}
                _ => return Err(PatternProblem::Twice(what)),
            }
        }
        if !months.is_empty() && (months.len() != 12 || !named) {
            return Err(PatternProblem::Months);
        }
        Ok(DatePattern {
            text: pattern.trim().to_owned(),
            parts,
            months: months.iter().map(|month| month_name(month)).collect(),
        })
    }

    /// The pattern as the field states it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Days since 1970-01-01, and whether a time of day was left out; none if the text is no such date.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<(i32, bool)> {
        let (date, timed) = self.without_time(text);
        let (year, month, day) = self.numbers(date)?;
        Some((days_of(NaiveDate::from_ymd_opt(year, month, day)?)?, timed))
    }

    /// True if the text has digits and marks in the right places, whatever they say.
    #[must_use]
    pub fn has_shape_of(&self, text: &str) -> bool {
        self.numbers(self.without_time(text).0).is_some()
    }

    fn without_time<'a>(&self, text: &'a str) -> (&'a str, bool) {
        if self.parts.contains(&Part::Time) {
            (text, true)
        } else {
            split_time(text)
        }
    }

    fn numbers(&self, text: &str) -> Option<(i32, u32, u32)> {
        let (mut year, mut month, mut day) = (None, None, None);
        let mut rest = text;
        for (place, part) in self.parts.iter().enumerate() {
            // Beside another number, without a mark between, a number has all its digits.
            let is_number = |place: Option<usize>| {
                place
                    .and_then(|at| self.parts.get(at))
                    .is_some_and(Part::is_number)
            };
            let fixed = is_number(place.checked_sub(1)) || is_number(Some(place + 1));
            let least = if fixed { 2 } else { 1 };
            match part {
                Part::Literal(' ') => {
                    let after = rest.trim_start();
                    if after.len() == rest.len() {
                        return None;
                    }
                    rest = after;
                }
                Part::Literal(mark) => rest = rest.strip_prefix(*mark)?,
                Part::Year(YearForm::Full) => year = Some(take_digits(&mut rest, 4, 4)?),
                Part::Year(YearForm::TwoDigits(century)) => {
                    let digits = take_digits(&mut rest, 2, 2)?;
                    year = Some(u32::try_from(*century).ok()? + digits);
                }
                Part::Month => month = Some(take_digits(&mut rest, least, 2)?),
                Part::MonthName => month = Some(self.take_month(&mut rest)?),
                Part::Day => day = Some(take_digits(&mut rest, least, 2)?),
                Part::Time => {
                    take_digits(&mut rest, least, 2)?;
                }
            }
        }
        if !rest.is_empty() {
            return None;
        }
        Some((i32::try_from(year?).ok()?, month?, day?))
    }

    /// The month whose name begins the rest, a point behind it included.
    fn take_month(&self, rest: &mut &str) -> Option<u32> {
        let after = rest.trim_start_matches(char::is_alphabetic);
        let written = month_name(rest.get(..rest.len() - after.len())?);
        let place = if self.months.is_empty() {
            english_month(&written)?
        } else {
            self.months.iter().position(|month| *month == written)?
        };
        *rest = after.strip_prefix('.').unwrap_or(after);
        u32::try_from(place + 1).ok()
    }
}

impl Part {
    fn is_day(&self) -> bool {
        matches!(self, Part::Day)
    }

    fn is_month(&self) -> bool {
        matches!(self, Part::Month | Part::MonthName)
    }

    fn is_year(&self) -> bool {
        matches!(self, Part::Year(_))
    }

    fn is_number(&self) -> bool {
        matches!(self, Part::Day | Part::Month | Part::Year(_) | Part::Time)
    }
}

/// `20YY`: two digits of a year, and the century that they are of.
fn century(rest: &str) -> Option<(Part, &str)> {
    let (digits, after) = rest.split_at_checked(2)?;
    let after = after.strip_prefix("YY")?;
    let century: i32 = digits.parse().ok().filter(|_| !digits.starts_with('+'))?;
    Some((Part::Year(YearForm::TwoDigits(century * 100)), after))
}

/// The place of an English name of a month in lower case, long or short.
#[must_use]
pub fn english_month(name: &str) -> Option<usize> {
    ENGLISH
        .iter()
        .position(|(long, short)| *long == name || *short == name)
        .or_else(|| (name == "sept").then_some(8))
}

fn month_name(text: &str) -> String {
    text.trim().trim_end_matches('.').to_lowercase()
}

fn take_digits(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let count = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if count < least {
        return None;
    }
    let (digits, after) = rest.split_at_checked(count)?;
    *rest = after;
    digits.parse().ok()
}

/// Days since 1970-01-01.
fn days_of(date: NaiveDate) -> Option<i32> {
    date.num_days_from_ce()
        .checked_sub(NaiveDate::from_ymd_opt(1970, 1, 1)?.num_days_from_ce())
}

/// Days since 1970-01-01 of a spreadsheet's number for a day, in the system that counts from 1900 (with
/// a 29 February 1900 that never was, so that nothing before March 1900 is a certain day) or from 1904.
/// A part of a day is left out, and said.
#[must_use]
pub fn day_of_serial(serial: f64, from_1904: bool) -> Option<(i32, bool)> {
    let least = if from_1904 { 0.0 } else { 61.0 };
    if !(least..=2_958_465.0 + 0.999_999_999).contains(&serial) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within 0..3 million
    let whole = serial.floor() as u64;
    let zero = if from_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)?
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)?
    };
    let day = zero.checked_add_days(Days::new(whole))?;
    Some((days_of(day)?, serial.fract() != 0.0))
}
