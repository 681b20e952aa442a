//! Results as CSV (RFC 4180): for spreadsheets and other tools.

use std::io::{self, Write};

use crate::data::date_text;
use crate::decimal::Decimal;
use crate::results::{ResultTable, Values};

/// Writes a result as CSV. A text that a spreadsheet would take for a formula gets a leading `'`.
///
/// # Errors
/// Those of the writer.
pub fn csv(out: &mut dyn Write, result: &ResultTable) -> io::Result<()> {
    let header = result.columns.iter().map(|column| harmless(&column.name));
    record(out, header)?;
    for row in 0..result.rows {
        record(
            out,
            result
                .columns
                .iter()
                .map(|column| cell(&column.values, row)),
        )?;
    }
    Ok(())
}

/// A line of cells; those that hold separators, quotes or line ends are quoted.
fn record(out: &mut dyn Write, cells: impl ExactSizeIterator<Item = String>) -> io::Result<()> {
    let alone = cells.len() == 1;
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        // A line with nothing on it would be no row.
        if cell.contains([',', '"', '\r', '\n']) || (alone && cell.is_empty()) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

fn cell(values: &Values, row: usize) -> String {
    match values {
        Values::Text(values) => {
            let text = values.get(row).and_then(Option::as_deref);
            text.map(harmless).unwrap_or_default()
        }
        Values::YesNo(values) => {
            let value = values.get(row).copied().flatten();
            value
                .map_or("", |value| if value { "yes" } else { "no" })
                .to_owned()
        }
        Values::Number(values) => {
            let units = values.get(row).copied().flatten();
            units
                .and_then(Decimal::from_units)
                .map(|n| n.to_string())
                .unwrap_or_default()
        }
        Values::Date(values) => {
            let days = values.get(row).copied().flatten();
            days.map(|days| date_text(i128::from(days)))
                .unwrap_or_default()
        }
        Values::Whole(values) => {
            let count = values.get(row).copied().flatten();
            count.map(|count| count.to_string()).unwrap_or_default()
        }
    }
}

/// The text so that a spreadsheet shows it and runs nothing.
fn harmless(text: &str) -> String {
    let starts_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts_formula && text.parse::<Decimal>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
