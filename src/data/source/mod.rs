//! A file as a table of raw cells, before anything is known of a pack.
//!
//! [`open`] says what a file is and gives a [`RawTable`]: its headers with their places, the lines that are
//! not of the table (furniture), and its rows, which can be walked more than once. Everything that looks at a file
//! goes this way, so that no two commands disagree about what it holds. What a cell means is not known here.
//!
//! ```text
//! bytes → packed → form ─┬─► encoding ─┬─► delimiter, layout, footers → delimited ─┬─► RawTable
//!                        │             └─► json ────────────────────────────────────┤
//!                        ├─► workbook ───► layout, footers → spreadsheet ────────────┤
//!                        └─► columnar (Parquet, Arrow) ──────────────────────────────┘
//! ```

mod arrow_cells;
mod bytes;
mod columnar;
mod delimited;
mod delimiter;
mod encoding;
mod footers;
mod form;
mod furniture;
mod guard;
mod headers;
mod json;
mod layout;
mod lines;
mod number;
mod options;
mod packed;
mod raw;
mod sheet_address;
mod spreadsheet;
mod table;
mod workbook;

pub use encoding::TextEncoding;
pub use form::{FileKind, Form, PACKED_ENDINGS, TableFormat, ending};
pub use furniture::{Furniture, FurnitureKind};
pub use headers::{RawHeader, header_name};
pub use options::{FileOptions, ReadAs};
pub use packed::Packing;
pub use raw::{RawCell, RawRow};
pub use table::{Hints, Origin, RawTable, open, open_text};

#[cfg(test)]
mod tests;
