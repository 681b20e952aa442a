//! Results as CSV (RFC 4180, lines ended by LF): for spreadsheets and other tools.

use std::ops::Range;

use super::formula::looks_like_formula;
use crate::results::{ResultTable, ResultValue};

/// The line of names.
pub(super) fn opening(result: &ResultTable, out: &mut String) {
    let alone = result.columns.len() == 1;
    for (place, column) in result.columns.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        text_cell(&column.name, alone, out);
    }
    out.push('\n');
}

/// The lines of some rows. A text that a spreadsheet would take for a formula gets a leading `'`.
pub(super) fn rows(result: &ResultTable, rows: Range<usize>, out: &mut String) {
    let alone = result.columns.len() == 1;
    let mut list = String::new();
    for row in rows {
        for (place, column) in result.columns.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            match column.values.get(row) {
                ResultValue::Text(text) => text_cell(text, alone, out),
                value @ ResultValue::List(..) => {
                    list.clear();
                    value.write(&mut list);
                    text_cell(&list, alone, out);
                }
                // A line with nothing on it would be no row.
                ResultValue::Null if alone => out.push_str("\"\""),
                // Neither numbers nor dates hold a separator.
                value @ (ResultValue::Null
                | ResultValue::YesNo(_)
                | ResultValue::Number(_)
                | ResultValue::Date(_)
                | ResultValue::Whole(_)) => value.write(out),
            }
        }
        out.push('\n');
    }
}

/// Adds a text; one that holds separators, quotes or line ends is quoted.
pub(super) fn text_cell(text: &str, alone: bool, out: &mut String) {
    let mark = if looks_like_formula(text) { "'" } else { "" };
    let needs_quotes = text.contains([',', '"', '\r', '\n']) || (alone && text.is_empty());
    if !needs_quotes {
        out.push_str(mark);
        out.push_str(text);
        return;
    }
    out.push('"');
    out.push_str(mark);
    for (place, part) in text.split('"').enumerate() {
        if place > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}
