//! What is to be said about the data: in a few lines beside the result, or as errors.

use std::fmt::Write;

use super::terminal::sanitize;
use crate::data::{DataError, DataReport, FurnitureReport, OrphanReport, RowFault, TableReport};
use crate::eval::Evaluator;

/// How many rows set aside are named one by one.
const ROWS_NAMED: usize = 5;
/// How many columns that were not used are named.
const COLUMNS_NAMED: usize = 8;

/// The report: a line a table, and below it only what is odd. `row_faults` are those of a table.
#[must_use]
pub fn data_report<'r>(
    report: &DataReport,
    row_faults: impl Fn(&TableReport) -> &'r [RowFault],
) -> String {
    let mut text = String::new();
    for table in &report.tables {
        text.push_str(&table_lines(table, row_faults(table)));
    }
    for orphans in &report.orphans {
        text.push_str(&orphan_line(orphans));
    }
    if !report.unused_files.is_empty() {
        let _ = writeln!(
            text,
            "  files of no record: {}",
            report.unused_files.join(", ")
        );
    }
    sanitize(&text).into_owned()
}

fn table_lines(table: &TableReport, row_faults: &[RowFault]) -> String {
    let mut text = format!(
        "{}: {} read from {}",
        table.name,
        rows(table.read),
        table.origin
    );
    if !table.notes.is_empty() {
        let _ = write!(text, " ({})", table.notes.join(", "));
    }
    if table.set_aside > 0 {
        let _ = write!(
            text,
            ", {} evaluated, {} set aside",
            table.evaluated, table.set_aside
        );
    }
    if table.unanswered > 0 {
        let combinations = if table.unanswered == 1 {
            "combination"
        } else {
            "combinations"
        };
        let _ = write!(text, ", {} {combinations} not answered", table.unanswered);
    }
    text.push('\n');
    for furniture in &table.furniture {
        text.push_str(&furniture_line(furniture));
    }
    for fault in row_faults.iter().take(ROWS_NAMED) {
        let _ = writeln!(text, "  line {}: {}", fault.line, fault.problem);
    }
    if let Some(more) = row_faults
        .len()
        .checked_sub(ROWS_NAMED)
        .filter(|more| *more > 0)
    {
        let _ = writeln!(text, "  and {} more set aside", rows(more));
    }
    for faults in &table.faults {
        let cells = if faults.count == 1 { "cell" } else { "cells" };
        let first = if faults.count == 1 {
            "line"
        } else {
            "first on line"
        };
        let _ = writeln!(
            text,
            "  {}: {} {cells} not read, {first} {}: {}",
            faults.field, faults.count, faults.first_line, faults.first_problem
        );
    }
    for style in &table.styles {
        let _ = write!(text, "  {}: read as {}", style.field, style.written_as);
        let _ = match &style.proof {
            Some((line, cell)) => writeln!(text, ", proved by \"{cell}\" on line {line}"),
            None => writeln!(text),
        };
    }
    if table.rounded > 0 {
        let cells = if table.rounded == 1 { "cell" } else { "cells" };
        let _ = writeln!(text, "  {} {cells} rounded to six decimals", table.rounded);
    }
    if !table.unused_columns.is_empty() {
        let named: Vec<&str> = table
            .unused_columns
            .iter()
            .take(COLUMNS_NAMED)
            .map(String::as_str)
            .collect();
        let more = table.unused_columns.len() - named.len();
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        let _ = writeln!(text, "  columns not used: {}{more}", named.join(", "));
    }
    text
}

/// `not of the table: 2 lines above the headers, first on line 1: Pipeline by stage`
fn furniture_line(furniture: &FurnitureReport) -> String {
    let FurnitureReport {
        kind,
        count,
        first_line,
        first_text,
    } = furniture;
    let (name, place) = if *count == 1 {
        (kind.singular(), "line")
    } else {
        (kind.plural(), "first on line")
    };
    let text = if first_text.is_empty() {
        String::new()
    } else {
        format!(": {first_text}")
    };
    format!("  not of the table: {count} {name}, {place} {first_line}{text}\n")
}

fn orphan_line(orphans: &OrphanReport) -> String {
    let name = if orphans.count == 1 { "names" } else { "name" };
    let mut text = format!(
        "{}: {} {name} no {} in `{}`",
        orphans.record,
        rows(orphans.count),
        orphans.target,
        orphans.field
    );
    for (place, (line, value, meant)) in orphans.examples.iter().enumerate() {
        let _ = write!(
            text,
            "{} \"{value}\" on line {line}",
            if place == 0 { ":" } else { "," }
        );
        if let Some(meant) = meant {
            let _ = write!(text, " (did you mean \"{meant}\"?)");
        }
    }
    text.push('\n');
    text
}

fn rows(count: usize) -> String {
    format!("{count} {}", if count == 1 { "row" } else { "rows" })
}

/// What keeps rows out of the one group that they belong to: a line a derived record.
#[must_use]
pub fn ungrouped(evaluator: &Evaluator<'_>) -> String {
    let program = evaluator.program();
    let mut text = String::new();
    for (id, record) in program.records.iter() {
        let count = evaluator.ungrouped(id);
        let Some(derived) = program.derived(id).filter(|_| count > 0) else {
            continue;
        };
        let by: Vec<String> = derived
            .by
            .iter()
            .map(|value| format!("`{}`", program.describe(*value)))
            .collect();
        let have = if count == 1 { "has" } else { "have" };
        let _ = writeln!(
            text,
            "{}: {} of {} {have} no known {}; each may belong to several groups",
            record.named.name,
            rows(count),
            program.records[derived.record].named.name,
            by.join(" or ")
        );
    }
    sanitize(&text).into_owned()
}

/// The errors that keep tables from being read.
#[must_use]
pub fn data_errors(errors: &[DataError]) -> String {
    let mut text = String::new();
    for error in errors {
        let code = error.code.info().text;
        let _ = writeln!(text, "{code}  {}", error.message);
        if let Some(file) = &error.file {
            let place = [error.line, error.column].into_iter().flatten();
            let place: String = place.map(|number| format!(":{number}")).collect();
            let _ = writeln!(text, "   in {file}{place}");
        }
        if let Some(help) = &error.help {
            let _ = writeln!(text, "   {help}");
        }
        let _ = writeln!(text, "   more: gtm help {code}");
    }
    sanitize(&text).into_owned()
}
