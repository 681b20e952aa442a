//! The rows set aside, as CSV: to be put right and given again.

use super::csv::text_cell;
use crate::data::{Loaded, RowFault, Table, TableReport};

/// The columns in front of those of the rows.
const FIRST: [&str; 4] = ["record", "file", "line", "reason"];

/// Of which record each row set aside is, from which file and line, why, and its cells as they stood under the headers of its
/// file. What a spreadsheet would take for a formula gets a leading `'`.
#[must_use]
pub fn rejects(loaded: &Loaded) -> String {
    let reports = || {
        let reports = loaded.report.tables.iter();
        let with_table =
            reports.filter_map(|report| Some((report, loaded.dataset.tables.get(&report.record)?)));
        with_table.filter(|(_, table)| !table.row_faults.is_empty())
    };
    let mut columns: Vec<String> = Vec::new();
    for (report, table) in reports() {
        for name in names(report, table) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
    }
    let mut text = String::new();
    line(
        &mut text,
        FIRST.into_iter().chain(columns.iter().map(String::as_str)),
    );
    for (report, table) in reports() {
        let names = names(report, table);
        let place = |column| names.iter().position(|name| name == column);
        let places: Vec<Option<usize>> = columns.iter().map(place).collect();
        for row in &table.row_faults {
            let number = row.line.to_string();
            let first = [report.name.as_str(), &report.origin, &number, &row.problem];
            let cells = places.iter().map(|place| cell(row, *place));
            line(&mut text, first.into_iter().chain(cells));
        }
    }
    text
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        text_cell(cell, false, text);
    }
    text.push('\n');
}

fn cell(row: &RowFault, place: Option<usize>) -> &str {
    place
        .and_then(|place| row.cells.get(place))
        .map_or("", String::as_str)
}

/// Under which names the cells of a table's rows stand: their headers; their place where they have none, or one that was
/// there before.
fn names(report: &TableReport, table: &Table) -> Vec<String> {
    if report.headers.is_empty() {
        return vec!["row".to_owned()];
    }
    let widest = table.row_faults.iter().map(|row| row.cells.len()).max();
    let mut names: Vec<String> = Vec::new();
    for place in 0..widest.unwrap_or(0) {
        let header = report.headers.get(place).filter(|name| !name.is_empty());
        let name = header.filter(|name| !names.contains(name)).cloned();
        names.push(name.unwrap_or_else(|| format!("cell {}", place + 1)));
    }
    names
}
