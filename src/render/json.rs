//! Results as JSON (an array of flat objects) and NDJSON (an object a line).

use std::ops::Range;

use crate::results::{ResultTable, ResultValue};

/// The objects of some rows, each on a line of the array.
pub(super) fn array_rows(result: &ResultTable, rows: Range<usize>, out: &mut String) {
    let names = names(result);
    for row in rows {
        out.push_str(if row == 0 { "\n  " } else { ",\n  " });
        object(result, &names, row, out);
    }
}

/// The objects of some rows, each on a line.
pub(super) fn lines(result: &ResultTable, rows: Range<usize>, out: &mut String) {
    let names = names(result);
    for row in rows {
        object(result, &names, row, out);
        out.push('\n');
    }
}

/// The names of the columns as they stand before their values.
fn names(result: &ResultTable) -> Vec<String> {
    let named = |name: &str| {
        let mut text = String::new();
        quoted(name, &mut text);
        text + ": "
    };
    let columns = result.columns.iter();
    columns.map(|column| named(&column.name)).collect()
}

fn object(result: &ResultTable, names: &[String], row: usize, out: &mut String) {
    out.push('{');
    for (place, (column, name)) in result.columns.iter().zip(names).enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        out.push_str(name);
        value(&column.values.get(row), out);
    }
    out.push('}');
}

/// Adds a value. Numbers are written digit for digit, never by way of a float.
fn value(found: &ResultValue<'_>, out: &mut String) {
    match found {
        ResultValue::Null => out.push_str("null"),
        ResultValue::Text(text) => quoted(text, out),
        ResultValue::YesNo(yes) => out.push_str(if *yes { "true" } else { "false" }),
        ResultValue::Number(_) | ResultValue::Whole(_) => found.write(out),
        ResultValue::Date(_) => {
            out.push('"');
            found.write(out);
            out.push('"');
        }
        ResultValue::List(items, places) => {
            out.push('[');
            for place in places.clone() {
                if place > places.start {
                    out.push_str(", ");
                }
                value(&items.get(place), out);
            }
            out.push(']');
        }
    }
}

fn quoted(text: &str, out: &mut String) {
    // What needs no escape, which is nearly every text, is copied.
    if text
        .bytes()
        .all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')
    {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}
