//! Tables of rows: from files to Arrow record batches with one column a stored field.

mod table;

pub use table::{CellFault, Dataset, RowFault, Table, arrow_type};
