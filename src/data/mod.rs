//! Tables of rows: from files to Arrow record batches with one column a stored field.
//!
//! The way of a cell: [`source`] says what a file is and gives rows of raw cells; [`columns`] finds each field's; [`cell`] reads it
//! by its field's type (with [`numbers`], [`scalars`], [`members`]), in the style that the field states or that [`styles`] finds proved by
//! its whole column; [`builder`] keeps the row, or sets it aside, and counts. [`arguments`] says
//! which file holds which record. Files are read, never executed; memory is proportional to them.

mod arguments;
mod array;
mod builder;
mod cases;
mod cell;
mod changes;
mod coerced;
mod columns;
mod combinations;
mod dates;
mod doubts;
mod error;
mod given;
mod inspect;
mod keys;
mod load;
mod members;
mod numbers;
mod orphans;
mod policy;
mod report;
mod scalars;
pub mod source;
pub mod style;
mod styles;
mod table;

#[cfg(test)]
mod tests;

pub use cases::{Case, Cases, cases};
pub use changes::{CellChange, CellPlace};
pub use coerced::Coercion;
pub use dates::{date_text, read_date};
pub use error::DataError;
pub use given::given;
pub use inspect::{
    CellFaultKind, InspectedCell, InspectedField, InspectedRow, Sources, inspect, open_for,
    sources, unused_headers,
};
pub use keys::row_key;
pub use load::{Loaded, load, load_as, load_raw, read_table};
pub use policy::BadCells;
pub use report::{
    DataReport, FieldCoercions, FieldFaults, FieldStyle, FurnitureReport, OrphanReport, TableReport,
};
pub use source::{ReadAs, TableFormat};
pub use table::{CellFault, Dataset, RowFault, Table, arrow_type};
