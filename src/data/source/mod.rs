//! A file as a table of raw cells, before anything is known of a pack.
//!
//! [`open`] says what a file is and gives a [`RawTable`]: its headers with their places, the lines that are
//! not of the table (furniture), and its rows, which can be walked more than once. Everything that looks at a file
//! goes this way, so that no two commands disagree about what it holds. [`bytes`] reads and decodes; a form of file has a module each:
//! [`delimited`], [`json`]. What a cell means is not known here.

mod bytes;
mod delimited;
mod form;
mod headers;
mod json;
mod raw;
mod table;

pub use form::TableFormat;
pub use headers::{RawHeader, header_name};
pub use raw::{RawCell, RawRow};
pub use table::{Hints, Origin, RawTable, open, open_text};

#[cfg(test)]
mod tests;
