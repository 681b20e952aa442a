//! Results as JSON (an array of flat objects) and NDJSON (an object a line).

use std::io::{self, Write};

use crate::data::date_text;
use crate::decimal::Decimal;
use crate::results::{ResultTable, Values};

/// Writes a result as an array of flat objects.
///
/// # Errors
/// Those of the writer.
pub fn json(out: &mut dyn Write, result: &ResultTable) -> io::Result<()> {
    let names = names(result);
    out.write_all(b"[")?;
    for row in 0..result.rows {
        out.write_all(if row == 0 { b"\n  " } else { b",\n  " })?;
        object(out, result, &names, row)?;
    }
    out.write_all(if result.rows == 0 { b"]\n" } else { b"\n]\n" })
}

/// Writes a result as an object a line.
///
/// # Errors
/// Those of the writer.
pub fn ndjson(out: &mut dyn Write, result: &ResultTable) -> io::Result<()> {
    let names = names(result);
    for row in 0..result.rows {
        object(out, result, &names, row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn names(result: &ResultTable) -> Vec<String> {
    result
        .columns
        .iter()
        .map(|column| quoted(&column.name))
        .collect()
}

fn object(
    out: &mut dyn Write,
    result: &ResultTable,
    names: &[String],
    row: usize,
) -> io::Result<()> {
    out.write_all(b"{")?;
    for (place, (column, name)) in result.columns.iter().zip(names).enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        write!(out, "{comma}{name}: {}", value(&column.values, row))?;
    }
    out.write_all(b"}")
}

/// A value as JSON. Numbers are written digit for digit, never by way of a float.
fn value(values: &Values, row: usize) -> String {
    let text = match values {
        Values::Text(values) => values.get(row).and_then(Option::as_deref).map(quoted),
        Values::YesNo(values) => values
            .get(row)
            .copied()
            .flatten()
            .map(|value| value.to_string()),
        Values::Number(values) => {
            let units = values.get(row).copied().flatten();
            units
                .and_then(Decimal::from_units)
                .map(|number| number.to_string())
        }
        Values::Date(values) => {
            let days = values.get(row).copied().flatten();
            days.map(|days| quoted(&date_text(i128::from(days))))
        }
        Values::Whole(values) => values
            .get(row)
            .copied()
            .flatten()
            .map(|count| count.to_string()),
    };
    text.unwrap_or_else(|| "null".to_owned())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
