//! How files fit a pack, as data: what `gtm data` shows in each of its formats.

use serde::Serialize;

use crate::data::DataError;

/// How files fit a pack.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fit {
    /// A table a record, in the order of the pack.
    pub tables: Vec<TableFit>,
    /// What keeps a table from being looked at.
    pub errors: Vec<Obstacle>,
    /// Files of folders that belong to no record.
    pub unused_files: Vec<String>,
}

/// What keeps a table from being looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Obstacle {
    /// Its code.
    pub code: &'static str,
    /// The file, if it is about one.
    pub file: Option<String>,
    /// The line.
    pub line: Option<u64>,
    /// One plain sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// How a file fits a record.
#[derive(Clone, Debug, Serialize)]
pub struct TableFit {
    /// The record.
    pub record: String,
    /// The file.
    pub file: String,
    /// What the file is: its form, its encoding, what stands between its cells.
    pub form: Vec<String>,
    /// Lines that are not of the table: titles, totals, footers, empty rows.
    pub furniture: Vec<FurnitureFit>,
    /// Its rows, those that are set aside included.
    pub rows: usize,
    /// Rows that a run sets aside: no rows of the table, or without a key of their own.
    pub set_aside: usize,
    /// A column a field, in the order of the record.
    pub columns: Vec<ColumnFit>,
    /// Headers that no field reads.
    pub unused_columns: Vec<String>,
    /// What does not fit, in the order of the record.
    pub findings: Vec<Finding>,
}

/// Lines of one kind that are not of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FurnitureFit {
    /// What they are.
    pub what: &'static str,
    /// How many.
    pub lines: usize,
    /// The first of them.
    pub first_line: u64,
}

/// How a column fits a field.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnFit {
    /// The field.
    pub field: String,
    /// The header that it was found by.
    pub header: Option<String>,
    /// Rows with an answer that can be read.
    pub filled: usize,
    /// Rows without an answer.
    pub empty: usize,
    /// Rows with a cell that cannot be read.
    pub faults: usize,
    /// How its cells are written, where the column proves it: the text after `as`.
    pub written_as: Option<String>,
    /// What was changed about cells to make values of them.
    pub changes: Vec<Change>,
}

/// Cells that were changed in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// In which way.
    pub what: &'static str,
    /// How many.
    pub count: usize,
    /// The first of them.
    pub first: Place,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its line.
    pub line: u64,
    /// The header of its column.
    pub column: Option<String>,
    /// Its text.
    pub text: String,
}

/// What does not fit.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Of which kind.
    pub kind: FindingKind,
    /// The field, if it is about one.
    pub field: Option<String>,
    /// How many rows it is about.
    pub rows: usize,
    /// The first of them.
    pub first: Option<Place>,
    /// One plain sentence.
    pub message: String,
    /// The commonest values that it is about.
    pub values: Vec<ValueCount>,
    /// Lines of the pack that would mend it; where there are several, one of them.
    pub lines: Vec<String>,
    /// What else to do about it.
    pub help: Option<String>,
}

/// A value and how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueCount {
    /// The value, as the file writes it.
    pub text: String,
    /// In how many rows.
    pub rows: usize,
    /// The line of the first.
    pub first_line: u64,
    /// What may have been meant.
    pub meant: Option<String>,
}

/// The kinds of what does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A field has no column.
    MissingColumn,
    /// Two columns may be meant.
    SeveralColumns,
    /// A row is none of the table.
    BadRow,
    /// A row has no key.
    BlankKey,
    /// A row has a key that cannot be read.
    UnreadableKey,
    /// A row has a key that was there already.
    DoubledKey,
    /// Cells have several readings.
    Ambiguous,
    /// Cells are no values of the type.
    Unreadable,
    /// Cells are beyond the range.
    OutOfRange,
    /// Cells are none of the values of the choice.
    NotAMember,
    /// Cells name no row of the record that they refer to.
    NoSuchRow,
}

impl FindingKind {
    /// The kind in two or three words.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            FindingKind::MissingColumn => "missing column",
            FindingKind::SeveralColumns => "two columns",
            FindingKind::BadRow => "no row of the table",
            FindingKind::BlankKey => "no key",
            FindingKind::UnreadableKey => "unreadable key",
            FindingKind::DoubledKey => "doubled key",
            FindingKind::Ambiguous => "several readings",
            FindingKind::Unreadable => "unreadable",
            FindingKind::OutOfRange => "out of range",
            FindingKind::NotAMember => "not a value",
            FindingKind::NoSuchRow => "no such row",
        }
    }
}

impl Fit {
    /// True if a run would find fault with the data, or could not run at all.
    #[must_use]
    pub fn is_wanting(&self) -> bool {
        !self.errors.is_empty() || self.tables.iter().any(|table| !table.findings.is_empty())
    }
}

impl From<DataError> for Obstacle {
    fn from(error: DataError) -> Obstacle {
        Obstacle {
            code: error.code.info().text,
            file: error.file,
            line: error.line,
            message: error.message,
            help: error.help,
        }
    }
}
