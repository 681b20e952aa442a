//! What a first walk of the rows leaves in doubt: whether a column is in the plain style at all.

use super::builder::StoredField;
use super::cell::{CellValue, Decided, Reading, Undeclared};
use super::report::FieldStyle;
use super::source::RawCell;
use super::style::Verdict;
use crate::written::{DecimalMark, NumberText};

/// The doubts about the columns of a table.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// A cell of a field that does not state its style could not be read in the plain one.
    not_plain: bool,
    numbers: Vec<Numbers>,
}

/// What the cells of a column of numbers have shown so far.
#[derive(Clone, Copy, Debug, Default)]
struct Numbers {
    /// A point could part thousands: `1.234`.
    perhaps_thousands: bool,
    /// A point cannot: `1.5`.
    surely_decimals: bool,
    /// A percent without its sign is between 0 and 1.
    perhaps_fraction: bool,
    /// One has its sign, or is above 1.
    surely_percent: bool,
}

impl Doubts {
    /// True if the evidence of whole columns is needed.
    pub(super) fn need_evidence(&self) -> bool {
        let thousands = |seen: &Numbers| seen.perhaps_thousands && !seen.surely_decimals;
        self.not_plain || self.numbers.iter().any(thousands)
    }

    /// True if a cell could not be read, so that the rows will be walked again in any case.
    pub(super) fn are_settled(&self) -> bool {
        self.not_plain
    }

    /// The fields, by their place, whose percents may be fractions.
    pub(super) fn open_percents(&self) -> impl Iterator<Item = usize> {
        let open = |seen: &Numbers| seen.perhaps_fraction && !seen.surely_percent;
        self.numbers
            .iter()
            .enumerate()
            .filter(move |(_, seen)| open(seen))
            .map(|(place, _)| place)
    }

    /// Looks at a cell and what came of it.
    pub(super) fn look(
        &mut self,
        place: usize,
        stored: &StoredField,
        cell: &RawCell<'_>,
        reading: &Reading<'_>,
    ) {
        if stored.reader.undeclared().is_some()
            && let (Reading::Fault(_), RawCell::Text(_)) = (reading, cell)
        {
            self.not_plain = true;
        }
        let Reading::Value(CellValue::Number(units), _) = reading else {
            return;
        };
        if stored.reader.undeclared() == Some(Undeclared::Numbers)
            && let RawCell::Text(text) = cell
        {
            let seen = self.numbers_of(place);
            if !seen.surely_decimals && text.contains('.') {
                let comma = NumberText::split(text.trim())
                    .is_some_and(|number| DecimalMark::Comma.read(number.body).is_some());
                seen.perhaps_thousands |= comma;
                seen.surely_decimals |= !comma;
            }
        }
        if stored.percent_unstated {
            let seen = self.numbers_of(place);
            if !seen.surely_percent {
                // What is read is a hundredth of what is written.
                let sign = matches!(cell, RawCell::Text(text) if text.contains('%'));
                seen.surely_percent |= sign || units.unsigned_abs() > ONE_PERCENT;
                seen.perhaps_fraction |= units % 10_000 != 0;
            }
        }
    }

    fn numbers_of(&mut self, place: usize) -> &mut Numbers {
        if self.numbers.len() <= place {
            self.numbers.resize(place + 1, Numbers::default());
        }
        #[allow(clippy::indexing_slicing)] // it was made long enough
        &mut self.numbers[place]
    }
}

/// 1% in millionths.
const ONE_PERCENT: u128 = 10_000;

/// What is to be said of a column that proves its style.
pub(super) fn proved_style(field: &str, decided: &Decided) -> Option<FieldStyle> {
    let style = |written_as: String, by: &Option<super::style::Witness>| FieldStyle {
        field: field.to_owned(),
        written_as,
        proof: by.as_ref().map(|cell| (cell.line, cell.text.clone())),
    };
    match decided {
        Decided::Numbers(Verdict::Proved { style: found, by }) => {
            Some(style(format!("\"{}\"", found.example()), by))
        }
        Decided::Dates(Verdict::Proved { style: found, by }) => {
            Some(style(format!("\"{}\"", found.text()), by))
        }
        Decided::YesNo(Verdict::Proved { style: found, by }) => {
            let first = |words: &[&str]| words.first().copied().unwrap_or_default().to_owned();
            let words = format!("\"{}\"/\"{}\"", first(found.yes), first(found.no));
            Some(style(words, by))
        }
        Decided::Numbers(_) | Decided::Dates(_) | Decided::YesNo(_) | Decided::PercentOpen => None,
    }
}
