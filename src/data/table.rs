//! A table of one record, and the set of tables a pack runs on.
//!
//! A table's schema has one column a stored field, in the order of the record, named after the
//! field. A null is an unknown answer. A cell that could not be read is a null too, and its cause
//! is in [`Table::cell_faults`].

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field as ArrowField};

use crate::decimal::SCALE;
use crate::ir::{FieldId, RecordId, Type};

/// A cell that could not be read or is out of its range: the value is a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The cell as it stands in the file.
    pub text: String,
    /// What is wrong with it, such as `9 is outside 1..5`.
    pub problem: String,
}

/// A row that could not be kept: it is counted and reported, never dropped in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// Its line in the file, from 1.
    pub line: u64,
    /// What is wrong with it, such as "the key `Acme` was already used on line 3".
    pub problem: String,
    /// The row as it stands in the file.
    pub cells: Vec<String>,
}

/// The rows of one record.
#[derive(Clone, Debug)]
pub struct Table {
    /// Which record.
    pub record: RecordId,
    /// The rows, in the order of the file.
    pub rows: RecordBatch,
    /// The line of each row in its file, from 1.
    pub lines: Vec<u64>,
    /// Cells that could not be read, by row (from 0) and field.
    pub cell_faults: BTreeMap<(usize, FieldId), CellFault>,
    /// Rows set aside.
    pub row_faults: Vec<RowFault>,
    /// The file's name for messages; a test's name for rows given to a test.
    pub origin: String,
}

/// The tables a pack runs on, by record.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// The tables.
    pub tables: BTreeMap<RecordId, Table>,
    /// Records given as `--without`: no rows, and every relation to them incomplete.
    pub without: Vec<RecordId>,
}

/// The Arrow type of a stored field's column.
///
/// | type | Arrow |
/// |---|---|
/// | text, reference | `Utf8` |
/// | yes/no | `Boolean` |
/// | number, percent, money, integer, rating | `Decimal128(38, 6)` |
/// | date | `Date32` |
/// | duration, months | `Int64` (days, months) |
/// | choice | `UInt32`, the member's place in its domain |
/// | list of T | `List` of the type of T |
#[must_use]
pub fn arrow_type(ty: &Type) -> DataType {
    match ty {
        Type::Text | Type::Reference(_) => DataType::Utf8,
        Type::YesNo => DataType::Boolean,
        #[allow(clippy::cast_possible_truncation)] // 6 fits
        Type::Number(_) => DataType::Decimal128(38, SCALE as i8),
        Type::Date(_) => DataType::Date32,
        Type::Duration(_) | Type::Months => DataType::Int64,
        Type::Choice(_) => DataType::UInt32,
        Type::List(item) => {
            DataType::List(Arc::new(ArrowField::new("item", arrow_type(item), true)))
        }
    }
}
