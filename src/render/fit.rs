//! How files fit a pack: for a terminal, as Markdown, as JSON.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::markdown::escaped;
use super::terminal::sanitize;
use crate::fit::{ColumnFit, Finding, Fit, FurnitureFit, Obstacle, TableFit};

/// The longest text of a cell that is shown.
const LONGEST: usize = 40;

/// The fit for people, at a terminal.
#[must_use]
pub fn fit_text(fit: &Fit) -> String {
    let mut text = String::new();
    for (place, table) in fit.tables.iter().enumerate() {
        if place > 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", title(table));
        for line in furniture(table) {
            let _ = writeln!(text, "  {line}");
        }
        text.push_str(&aligned(&columns(table)));
        if !table.unused_columns.is_empty() {
            let _ = writeln!(text, "  not used: {}", ticked(&table.unused_columns));
        }
        for finding in &table.findings {
            text.push('\n');
            let _ = writeln!(text, "  {}", headline(&table.record, finding));
            for line in details(finding) {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    for error in &fit.errors {
        let _ = writeln!(text, "\n  {}", obstacle(error));
        if let Some(help) = &error.help {
            let _ = writeln!(text, "    {help}");
        }
    }
    if !fit.unused_files.is_empty() {
        let _ = writeln!(text, "\n  files not used: {}", ticked(&fit.unused_files));
    }
    let _ = writeln!(text, "\n{}", verdict(fit));
    sanitize(&text).into_owned()
}

/// The fit as Markdown.
#[must_use]
pub fn fit_markdown(fit: &Fit) -> String {
    let mut text = String::new();
    for table in &fit.tables {
        let _ = writeln!(text, "### {}\n", escaped(&title(table)));
        for line in furniture(table) {
            let _ = writeln!(text, "{}\n", escaped(&line));
        }
        for (place, row) in columns(table).iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
            if place == 0 {
                text.push_str("|---|---|---:|---:|---:|---|\n");
            }
        }
        if !table.unused_columns.is_empty() {
            let _ = writeln!(
                text,
                "\nNot used: {}",
                escaped(&ticked(&table.unused_columns))
            );
        }
        for finding in &table.findings {
            let _ = writeln!(text, "\n- {}", escaped(&headline(&table.record, finding)));
            for line in details(finding) {
                let _ = writeln!(text, "  - {}", escaped(&line));
            }
        }
        text.push('\n');
    }
    for error in &fit.errors {
        let _ = writeln!(text, "- {}", escaped(&obstacle(error)));
        if let Some(help) = &error.help {
            let _ = writeln!(text, "  - {}", escaped(help));
        }
    }
    let _ = writeln!(text, "{}", escaped(&verdict(fit)));
    text
}

/// The fit as JSON.
#[must_use]
pub fn fit_json(fit: &Fit) -> String {
    // Nothing in it can fail to be written: there are only texts, numbers and lists of them.
    let text = serde_json::to_string_pretty(fit).unwrap_or_default();
    format!("{text}\n")
}

/// `Deal: 8800 rows of deals.csv, 2 of them would be set aside`
fn title(table: &TableFit) -> String {
    let aside = match table.set_aside {
        0 => String::new(),
        1 => "; 1 of them would be set aside".to_owned(),
        many => format!("; {many} of them would be set aside"),
    };
    let rows = if table.rows == 1 { "row" } else { "rows" };
    format!(
        "{}: {} {rows} of {} ({}){aside}",
        table.record,
        table.rows,
        table.file,
        table.form.join(", ")
    )
}

/// `1 line of totals (line 12)`
fn furniture(table: &TableFit) -> Vec<String> {
    let line = |one: &FurnitureFit| {
        format!(
            "left out: {} {}, first on line {}",
            one.lines, one.what, one.first_line
        )
    };
    table.furniture.iter().map(line).collect()
}

/// The table of columns, its heading first.
fn columns(table: &TableFit) -> Vec<[String; 6]> {
    let heading = [
        "field",
        "column",
        "filled",
        "empty",
        "faults",
        "how it is read",
    ];
    let mut rows = vec![heading.map(str::to_owned)];
    for column in &table.columns {
        let total = column.filled + column.empty + column.faults;
        let filled = match (&column.header, column.filled * 100) {
            (None, _) => String::new(),
            (Some(_), _) if total == 0 => "0".to_owned(),
            (Some(_), hundred) => format!("{} {:>3}%", column.filled, hundred / total),
        };
        let counted = |count: usize| match &column.header {
            Some(_) => count.to_string(),
            None => String::new(),
        };
        rows.push([
            column.field.clone(),
            column
                .header
                .clone()
                .unwrap_or_else(|| "missing".to_owned()),
            filled,
            counted(column.empty),
            counted(column.faults),
            reading(column),
        ]);
    }
    rows
}

/// How cells are written, and what was changed about them.
fn reading(column: &ColumnFit) -> String {
    let written = column
        .written_as
        .iter()
        .map(|written| format!("as {written}"));
    let changes = column.changes.iter().map(|change| {
        format!(
            "{} {} (first {}, line {})",
            change.count,
            change.what,
            shortened(&change.first.text),
            change.first.line
        )
    });
    written.chain(changes).collect::<Vec<_>>().join("; ")
}

/// `out of range  Deal.amount: 2 cells …`
fn headline(record: &str, finding: &Finding) -> String {
    let subject = match &finding.field {
        Some(field) => format!("{record}.{field}"),
        None => record.to_owned(),
    };
    let place = finding
        .first
        .as_ref()
        .map(|first| format!(" (first on line {})", first.line));
    let place = place.unwrap_or_default();
    format!(
        "{}  {subject}: {}{place}",
        finding.kind.in_words(),
        finding.message
    )
}

/// The commonest values, and what would mend it.
fn details(finding: &Finding) -> Vec<String> {
    let mut details = Vec::new();
    if !finding.values.is_empty() {
        let values = finding.values.iter().map(|value| {
            let meant = value
                .meant
                .as_ref()
                .map(|meant| format!(", is `{meant}` meant?"));
            format!(
                "`{}` ({} on line {}{})",
                shortened(&value.text),
                if value.rows == 1 {
                    "1".to_owned()
                } else {
                    format!("{}, first", value.rows)
                },
                value.first_line,
                meant.unwrap_or_default()
            )
        });
        details.push(values.collect::<Vec<_>>().join(", "));
    }
    for (place, line) in finding.lines.iter().enumerate() {
        let word = if place == 0 { "write:" } else { "or:   " };
        details.push(format!("{word} {line}"));
    }
    details.extend(finding.help.clone());
    details
}

fn obstacle(error: &Obstacle) -> String {
    let file = error
        .file
        .as_ref()
        .map(|file| format!(" (in {file})"))
        .unwrap_or_default();
    format!("{}  {}{file}", error.code, error.message)
}

fn verdict(fit: &Fit) -> String {
    let findings: usize = fit
        .tables
        .iter()
        .map(|table| table.findings.len())
        .sum::<usize>()
        + fit.errors.len();
    match findings {
        0 => "everything fits".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    }
}

fn ticked(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn shortened(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if line.chars().count() <= LONGEST {
        line
    } else {
        line.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}

/// Rows with their cells below one another; numbers to the right.
fn aligned(rows: &[[String; 6]]) -> String {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| sanitize(cell).width())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for ((place, cell), width) in row.iter().enumerate().zip(&widths) {
            let cell = sanitize(cell);
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            let right = (2..5).contains(&place);
            let (before, after) = if right {
                (gap.as_str(), "")
            } else {
                ("", gap.as_str())
            };
            let _ = write!(line, "  {before}{cell}{after}");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
