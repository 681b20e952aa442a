//! What a pack came to on its tables, kept in a file and held against a later run.
//!
//! The way through: [`take`] makes the parts of a run, [`text`](write) writes and reads them, [`changes`](compare)
//! says what differs row by row and puts single changes into what was kept.

mod apply;
mod changes;
mod take;
mod text;

#[cfg(test)]
mod tests;

pub use apply::apply;
pub use changes::{CellDifference, Difference, Listing, What, compare};
pub use take::take;
pub use text::{Corrupt, read, write};

/// A run that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What was run on what.
    pub head: Head,
    /// What it came to.
    pub parts: Vec<Part>,
}

/// What was run on what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The name of the pack's file.
    pub pack: String,
    /// The tables, as `--data` takes them, from the folder of the pack.
    pub data: Vec<String>,
    /// Records without a table, as `--without` takes them.
    pub without: Vec<String>,
    /// The day that `today` means, as `2026-01-31`.
    pub as_of: Option<String>,
}

/// A stretch of a run: the outcomes of a record, the rows of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it tells.
    pub kind: PartKind,
    /// The record or the view.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// What a part tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// What was read, a row a table.
    Tables,
    /// What the rules and computed fields come to, a row a row of the record.
    Record,
    /// What the checks of all rows come to, a row a check.
    Checks,
    /// The rows that a view shows, in their order, with what no record says already.
    View,
}

/// A row: its key, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The key; of a row without one its place.
    pub key: String,
    /// Column and text; a column with nothing in it is left out.
    pub cells: Vec<(String, String)>,
}

impl Row {
    /// The text in a column, if there is one.
    #[must_use]
    pub fn cell(&self, column: &str) -> Option<&str> {
        let cell = self.cells.iter().find(|(name, _)| name == column);
        cell.map(|(_, text)| text.as_str())
    }
}
