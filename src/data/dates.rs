//! Dates in cells: `2026-01-31`, or another order and separators that the field states.

use chrono::{Datelike, NaiveDate};

/// A way to write dates, made of `DD`, `MM`, `YYYY` and separators.
#[derive(Clone, Debug)]
pub(super) struct DatePattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Day,
    Month,
    Year,
    Separator(char),
}

impl DatePattern {
    /// The usual way: `YYYY-MM-DD`.
    pub(super) fn iso() -> DatePattern {
        DatePattern::new("YYYY-MM-DD")
    }

    /// The pattern of a field; the analysis has checked that it names day, month and year once.
    pub(super) fn new(pattern: &str) -> DatePattern {
        let mut parts = Vec::new();
        let mut rest = pattern.trim();
        while let Some(first) = rest.chars().next() {
            let known = [("YYYY", Part::Year), ("MM", Part::Month), ("DD", Part::Day)];
            let found = known
                .into_iter()
                .find_map(|(letters, part)| rest.strip_prefix(letters).map(|rest| (part, rest)));
            let (part, after) = found.unwrap_or_else(|| {
                (
                    Part::Separator(first),
                    rest.get(first.len_utf8()..).unwrap_or(""),
                )
            });
            parts.push(part);
            rest = after;
        }
        DatePattern {
            text: pattern.trim().to_owned(),
            parts,
        }
    }

    /// The pattern as the field states it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Days since 1970-01-01; none if the text is no such date.
    pub(super) fn read(&self, text: &str) -> Option<i32> {
        let (year, month, day) = self.numbers(text)?;
        days_of(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    /// True if the text has digits and separators in the right places, whatever they say.
    pub(super) fn has_shape_of(&self, text: &str) -> bool {
        self.numbers(text).is_some()
    }

    fn numbers(&self, text: &str) -> Option<(i32, u32, u32)> {
        let (mut year, mut month, mut day) = (None, None, None);
        let mut rest = text;
        for (place, part) in self.parts.iter().enumerate() {
            // Beside another number, without a separator, a number has all its digits.
            let is_number = |place: Option<usize>| {
                let part = place.and_then(|place| self.parts.get(place));
                matches!(part, Some(Part::Day | Part::Month | Part::Year))
            };
            let fixed = is_number(place.checked_sub(1)) || is_number(Some(place + 1));
            match part {
                Part::Separator(separator) => rest = rest.strip_prefix(*separator)?,
                Part::Year => year = Some(take_digits(&mut rest, 4, 4)?),
                Part::Month => month = Some(take_digits(&mut rest, if fixed { 2 } else { 1 }, 2)?),
                Part::Day => day = Some(take_digits(&mut rest, if fixed { 2 } else { 1 }, 2)?),
            }
        }
        if !rest.is_empty() {
            return None;
        }
        Some((i32::try_from(year?).ok()?, month?, day?))
    }
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

/// Days since 1970-01-01 of a date written `2026-01-31`.
#[must_use]
pub fn read_date(text: &str) -> Option<i32> {
    DatePattern::iso().read(text.trim())
}

/// `2026-01-31`, of days since 1970-01-01; the number of days where no calendar reaches.
#[must_use]
pub fn date_text(days: i128) -> String {
    let from_epoch = |days: i128| {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
        let days = i32::try_from(days)
            .ok()?
            .checked_add(epoch.num_days_from_ce())?;
        NaiveDate::from_num_days_from_ce_opt(days)
    };
    from_epoch(days).map_or_else(
        || format!("day {days}"),
        |date| date.format("%Y-%m-%d").to_string(),
    )
}
