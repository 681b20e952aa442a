//! What the cells of one column show.

use std::collections::BTreeMap;

use super::items::{Items, items};
use super::missing::{Says, says};
use super::personal::is_personal;
use super::values::{Occurrence, Values};
use crate::data::source::RawCell;
use crate::data::style::ColumnEvidence;

/// A column of a file.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its header; empty where the file gives none.
    pub header: String,
    /// Its place among the headers, from 0.
    pub place: usize,
    /// Rows of the table.
    pub rows: usize,
    /// Cells with nothing in them.
    pub blank: usize,
    /// Texts that say that there is no answer, with their counts.
    pub missing: BTreeMap<String, Occurrence>,
    /// The answers.
    pub values: Values,
    /// How the answers are written.
    pub evidence: ColumnEvidence,
    /// Cells that the file itself says hold several values.
    pub several: usize,
    /// Cells that hold what no cell should: objects.
    pub nested: usize,
    /// Texts that say so only if the column holds numbers or dates.
    perhaps_missing: BTreeMap<String, Occurrence>,
}

impl Column {
    pub(super) fn new(header: &str, place: usize) -> Column {
        Column {
            header: header.to_owned(),
            place,
            rows: 0,
            blank: 0,
            missing: BTreeMap::new(),
            values: Values::default(),
            evidence: ColumnEvidence::default(),
            several: 0,
            nested: 0,
            perhaps_missing: BTreeMap::new(),
        }
    }

    /// Takes the cell of a row.
    pub(super) fn push(&mut self, cell: &RawCell<'_>, line: u64) {
        self.rows += 1;
        match cell {
            RawCell::Items(_) => self.several += 1,
            RawCell::Nested(_) => self.nested += 1,
            RawCell::Empty
            | RawCell::Text(_)
            | RawCell::YesNo(_)
            | RawCell::Number(_)
            | RawCell::Decimal { .. }
            | RawCell::Date(_)
            | RawCell::Moment { .. }
            | RawCell::Error(_) => {}
        }
        let text = cell.text();
        let text = text.trim();
        if text.is_empty() {
            self.blank += 1;
            return;
        }
        match says(text) {
            Says::Missing => count(&mut self.missing, text, line),
            Says::MissingAmongNumbers => count(&mut self.perhaps_missing, text, line),
            Says::Answer => {
                self.values.push(text, line);
                self.evidence.take(text, line);
            }
        }
    }

    /// Words that it holds that are no answers if it holds numbers or dates, and whether it does.
    pub(super) fn doubtful(&self) -> impl Iterator<Item = (&str, bool)> {
        let measures = self.evidence.all_numbers() || self.evidence.all_dates();
        let words = self.perhaps_missing.keys();
        words.map(move |word| (word.as_str(), measures))
    }

    /// Settles which of the doubtful words are no answers.
    pub(super) fn settle(&mut self, is_missing: impl Fn(&str) -> bool) {
        for (word, seen) in std::mem::take(&mut self.perhaps_missing) {
            if is_missing(&word) {
                self.missing.insert(word, seen);
            } else {
                self.evidence.take(&word, seen.first_line);
                self.values.push_often(&word, seen);
            }
        }
    }

    /// How many rows have an answer.
    #[must_use]
    pub fn filled(&self) -> usize {
        self.values.total()
    }

    /// How many rows have none: nothing, or a word that says so.
    #[must_use]
    pub fn empty(&self) -> usize {
        self.rows - self.filled()
    }

    /// True if it tells of persons, so that its values are written nowhere.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        is_personal(&self.header, &self.values)
    }

    /// What stands between the values of a cell, if cells hold several.
    #[must_use]
    pub fn items(&self) -> Option<Items> {
        items(&self.values)
    }
}

fn count(words: &mut BTreeMap<String, Occurrence>, text: &str, line: u64) {
    let first = Occurrence {
        count: 0,
        first_line: line,
    };
    words.entry(text.to_owned()).or_insert(first).count += 1;
}
