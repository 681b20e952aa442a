//! Formats that are made of a text a row: an opening, the rows in blocks of any size, a closing. A block
//! hangs on nothing but its rows, so blocks may be made in any order, or side by side.

use std::io::{self, Write};
use std::ops::Range;

use super::terminal::sanitize;
use super::{csv as comma_separated, json};
use crate::results::ResultTable;

/// How many rows are held as text at a time.
const BLOCK: usize = 4096;

/// How a row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma separated values.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    Ndjson,
}

impl RowFormat {
    /// What stands before the rows.
    pub(super) fn opening(self, result: &ResultTable, out: &mut String) {
        match self {
            RowFormat::Csv => comma_separated::opening(result, out),
            RowFormat::Json => out.push('['),
            RowFormat::Ndjson => {}
        }
    }

    /// Some rows.
    pub(super) fn rows(self, result: &ResultTable, rows: Range<usize>, out: &mut String) {
        match self {
            RowFormat::Csv => comma_separated::rows(result, rows, out),
            RowFormat::Json => json::array_rows(result, rows, out),
            RowFormat::Ndjson => json::lines(result, rows, out),
        }
    }

    /// What stands behind the rows.
    pub(super) fn closing(self, result: &ResultTable) -> &'static str {
        match self {
            RowFormat::Json if result.rows == 0 => "]\n",
            RowFormat::Json => "\n]\n",
            RowFormat::Csv | RowFormat::Ndjson => "",
        }
    }
}

/// Writes a result a block of rows at a time. On a screen nothing in it may steer the terminal.
///
/// # Errors
/// Those of the writer.
pub fn write_rows(
    out: &mut dyn Write,
    result: &ResultTable,
    format: RowFormat,
    is_screen: bool,
) -> io::Result<()> {
    let mut text = String::new();
    format.opening(result, &mut text);
    for start in (0..result.rows).step_by(BLOCK) {
        let end = result.rows.min(start + BLOCK);
        format.rows(result, start..end, &mut text);
        put(out, &text, is_screen)?;
        text.clear();
    }
    text.push_str(format.closing(result));
    put(out, &text, is_screen)
}

/// Blocks end with whole characters, so each can be made safe by itself.
fn put(out: &mut dyn Write, text: &str, is_screen: bool) -> io::Result<()> {
    if is_screen {
        out.write_all(sanitize(text).as_bytes())
    } else {
        out.write_all(text.as_bytes())
    }
}
