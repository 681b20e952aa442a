//! A cell and a row as a file gives them.

use std::borrow::Cow;

use super::furniture::FurnitureKind;
use crate::data::dates::date_text;

/// A cell as the file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawCell<'a> {
    /// Nothing there, or `null`.
    Empty,
    /// A text, not trimmed yet.
    Text(Cow<'a, str>),
    /// A yes or no that the file knows to be one.
    YesNo(bool),
    /// A number that the file knows to be one, in plain digits or with an exponent (`1e3`).
    Number(Cow<'a, str>),
    /// A number that the file holds exactly: the digits, and how many of them stand behind the point.
    Decimal {
        /// All digits as a whole number.
        digits: i128,
        /// How many of them stand behind the point.
        places: u8,
    },
    /// A day that the file knows to be one: days since 1970-01-01.
    Date(i32),
    /// A moment of a day.
    Moment {
        /// Days since 1970-01-01.
        day: i32,
        /// Seconds since midnight; never 0 (that is a [`Date`](RawCell::Date)).
        second: u32,
    },
    /// What is no value, such as `#N/A` of a spreadsheet or `NaN`.
    Error(&'static str),
    /// Several values.
    Items(Vec<RawCell<'a>>),
    /// An object, as it is written in JSON.
    Nested(Cow<'a, str>),
}

impl RawCell<'_> {
    /// The cell as it stands in the file, or as it would be written in CSV.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            RawCell::Empty => Cow::Borrowed(""),
            RawCell::Text(text) | RawCell::Number(text) | RawCell::Nested(text) => {
                Cow::Borrowed(text)
            }
            RawCell::YesNo(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            RawCell::Decimal { digits, places } => Cow::Owned(decimal_text(*digits, *places)),
            RawCell::Date(day) => Cow::Owned(date_text(i128::from(*day))),
            RawCell::Moment { day, second } => Cow::Owned(format!(
                "{} {:02}:{:02}:{:02}",
                date_text(i128::from(*day)),
                second / 3600,
                second / 60 % 60,
                second % 60
            )),
            RawCell::Error(sign) => Cow::Borrowed(sign),
            RawCell::Items(items) => {
                let items: Vec<_> = items.iter().map(RawCell::text).collect();
                Cow::Owned(items.join(";"))
            }
        }
    }

    /// True if nothing but blanks stands there.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            RawCell::Empty => true,
            RawCell::Text(text) => text.trim().is_empty(),
            RawCell::YesNo(_)
            | RawCell::Number(_)
            | RawCell::Decimal { .. }
            | RawCell::Date(_)
            | RawCell::Moment { .. }
            | RawCell::Error(_)
            | RawCell::Items(_)
            | RawCell::Nested(_) => false,
        }
    }
}

/// `-1234` with two places is `-12.34`; no zeros are left at the end.
fn decimal_text(digits: i128, places: u8) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let places = usize::from(places);
    let all = format!("{:0>width$}", digits.unsigned_abs(), width = places + 1);
    let (whole, rest) = all.split_at(all.len() - places);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
}

/// A row of a table, good for one visit.
pub struct RawRow<'r> {
    /// Its line in the file (in a spreadsheet its row; in a file without lines its place), from 1.
    pub line: u64,
    /// The cells of the columns asked for, in the order asked for. Nothing when there is a `problem`.
    pub cells: &'r [RawCell<'r>],
    /// Why this is no row of the table, such as `3 cells where the header has 2`.
    pub problem: Option<String>,
    /// What it is if it holds nothing, or the headers once more: then it is no row either, and nothing is lost without it.
    pub furniture: Option<FurnitureKind>,
    /// See [`original`](RawRow::original).
    pub(super) original: &'r dyn Fn() -> Vec<String>,
}

impl RawRow<'_> {
    /// The whole row as it stands in the file: its cells, or the text of its object.
    #[must_use]
    pub fn original(&self) -> Vec<String> {
        (self.original)()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_as_csv_has_them() {
        for (cell, expected) in [
            (RawCell::Empty, ""),
            (
                RawCell::Decimal {
                    digits: -1234,
                    places: 2,
                },
                "-12.34",
            ),
            (
                RawCell::Decimal {
                    digits: 5,
                    places: 3,
                },
                "0.005",
            ),
            (
                RawCell::Decimal {
                    digits: 1200,
                    places: 2,
                },
                "12",
            ),
            (
                RawCell::Decimal {
                    digits: 0,
                    places: 0,
                },
                "0",
            ),
            (
                RawCell::Decimal {
                    digits: -100,
                    places: 0,
                },
                "-100",
            ),
            (RawCell::Date(1), "1970-01-02"),
            (
                RawCell::Moment {
                    day: 0,
                    second: 3661,
                },
                "1970-01-01 01:01:01",
            ),
            (
                RawCell::Items(vec![RawCell::Text("a".into()), RawCell::YesNo(true)]),
                "a;true",
            ),
        ] {
            assert_eq!(cell.text(), expected, "{cell:?}");
        }
    }
}
