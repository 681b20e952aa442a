//! What is to be said about the tables of a run: how many rows, what was set aside, what is odd.

use super::coerced::Coercion;
use super::source::FurnitureKind;
use crate::ir::RecordId;

/// What is to be said about all tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataReport {
    /// A report a table, in the order of the records.
    pub tables: Vec<TableReport>,
    /// Rows that name a row of another table that is not there.
    pub orphans: Vec<OrphanReport>,
    /// Files of a folder that belong to no record.
    pub unused_files: Vec<String>,
}

/// What is to be said about one table. `read = evaluated + set_aside`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableReport {
    /// The record.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// The file.
    pub origin: String,
    /// Rows found in the file.
    pub read: usize,
    /// Rows kept.
    pub evaluated: usize,
    /// Rows that the file does not have, of a record that has one for every combination.
    pub unanswered: usize,
    /// Rows not kept; they are the table's `row_faults`.
    pub set_aside: usize,
    /// Cells with more than six decimals, rounded.
    pub rounded: usize,
    /// Fields whose column proved how its cells are written, in the order of the record.
    pub styles: Vec<FieldStyle>,
    /// Cells that were changed to make values of them, by field in the order of the record.
    pub coercions: Vec<FieldCoercions>,
    /// Cells that could not be read, by field in the order of the record.
    pub faults: Vec<FieldFaults>,
    /// Headers that are no field's.
    pub unused_columns: Vec<String>,
    /// What the file is where that is not plain, such as its encoding.
    pub notes: Vec<String>,
    /// Lines of the file that are not of the table; they are not among the rows read.
    pub furniture: Vec<FurnitureReport>,
    /// The headers of the file, under which the cells of the rows set aside stand; none where a row is one text.
    pub headers: Vec<String>,
}

/// Lines of one kind that are not of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FurnitureReport {
    /// What they are.
    pub kind: FurnitureKind,
    /// How many.
    pub count: usize,
    /// The line of the first.
    pub first_line: u64,
    /// What stands there.
    pub first_text: String,
}

/// A field whose column proved how its cells are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldStyle {
    /// The field's name.
    pub field: String,
    /// What `as` would say: `"1.234,5"`, `"Ja"/"Nein"`.
    pub written_as: String,
    /// The line and the text of the cell that proves it; none where all other ways read every cell alike.
    pub proof: Option<(u64, String)>,
}

/// The cells of a field that were changed in one way to make values of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldCoercions {
    /// The field's name.
    pub field: String,
    /// What was changed.
    pub coercion: Coercion,
    /// How many.
    pub count: usize,
    /// The line of the first.
    pub first_line: u64,
    /// The first as it stands in the file.
    pub first_text: String,
}

/// The cells of a field that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFaults {
    /// The field's name.
    pub field: String,
    /// How many.
    pub count: usize,
    /// The line of the first.
    pub first_line: u64,
    /// What is wrong with the first.
    pub first_problem: String,
}

/// Rows of a table whose field names no row of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanReport {
    /// The record whose rows they are.
    pub record: String,
    /// The field that names a row of `target`.
    pub field: String,
    /// The record whose row is not there.
    pub target: String,
    /// How many rows.
    pub count: usize,
    /// The first few different values: the line of the first row with it, the value, and the key
    /// that may have been meant.
    pub examples: Vec<(u64, String, Option<String>)>,
}

impl DataReport {
    /// True if rows were set aside or name rows that are not there: then the exit status says that
    /// the data was found wanting.
    #[must_use]
    pub fn is_wanting(&self) -> bool {
        !self.orphans.is_empty() || self.tables.iter().any(|table| table.set_aside > 0)
    }
}
