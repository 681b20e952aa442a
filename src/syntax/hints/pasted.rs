//! A table that was copied from elsewhere: its cells parted by tabs, commas or semicolons.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// Signs that part cells elsewhere, the surest first.
const SEPARATORS: [char; 3] = ['\t', ';', ','];

/// The finding about a decision whose table has no bars. `text` is the whole statement, which
/// begins at `start` in its file.
pub(in crate::syntax) fn pasted_table(text: &str, start: usize) -> Option<Diagnostic> {
    let open = text.find('{')? + 1;
    let close = text.rfind('}').filter(|close| *close > open)?;
    let block = text.get(open..close)?;
    let head = block.lines().find(|line| !line.trim().is_empty())?;
    let separator = SEPARATORS.into_iter().find(|sign| head.contains(*sign))?;
    if head.contains('|') {
        return None;
    }
    let name = text.split_whitespace().nth(1)?;
    let rows: Vec<Vec<String>> = block
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| cells(line, separator))
        .collect();
    let from = open + block.len() - block.trim_start().len();
    let to = open + block.trim_end().len();
    let (from, to) = (start + from, start + to);
    let table = with_bars(&rows, name);
    let lines: Vec<String> = table.iter().map(|line| format!("  {line}")).collect();
    Some(
        Diagnostic::new(
            Code::E034,
            "the rows of this table have no bars",
            Span::new(from, from + head.trim().len()),
        )
        .help(format!("write it as\n{}", lines.join("\n")))
        .fix(Span::new(from, to), table.join("\n  ")),
    )
}

/// The cells of a line. A separator between quotes parts nothing, and such a cell loses its quotes.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for sign in line.trim_matches([' ', '\r']).chars() {
        if sign == '"' {
            quoted = !quoted;
        }
        if sign == separator && !quoted {
            found.push(String::new());
        } else if let Some(cell) = found.last_mut() {
            cell.push(sign);
        }
    }
    found
        .into_iter()
        .map(|cell| {
            let cell = cell.trim();
            let inside = cell
                .strip_prefix('"')
                .and_then(|cell| cell.strip_suffix('"'));
            match inside {
                Some(inside) if inside.contains(separator) => inside.replace("\"\"", "\""),
                Some(_) | None => cell.to_owned(),
            }
        })
        .collect()
}

/// The rows as lines with bars, `||` before the column that is called like the decision.
fn with_bars(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let named = rows
        .first()
        .and_then(|head| head.iter().position(|cell| cell == name));
    let split = named.unwrap_or(count.saturating_sub(1)).max(1);
    let rows: Vec<Vec<String>> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| filled(row, count, split, at == 0))
        .collect();
    let width = |place: usize| {
        let cells = rows.iter().filter_map(|row| row.get(place));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let mut text = "|".to_owned();
        for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let bar = if place + 1 == split { "||" } else { "|" };
            text.push_str(&format!(" {cell:<width$} {bar}"));
        }
        text
    };
    rows.iter().map(line).collect()
}

/// A row with all its cells: what was left blank before `||` is any value, words behind it are texts.
fn filled(row: &[String], count: usize, split: usize, head: bool) -> Vec<String> {
    let rest = row.first().is_some_and(|first| first == "otherwise");
    (0..count)
        .map(|place| {
            let cell = row.get(place).cloned().unwrap_or_default();
            let is_text = cell.contains(' ') && !cell.starts_with(['"', '(']);
            match (place < split, cell.is_empty()) {
                _ if head => cell,
                (true, true) if !rest => "-".to_owned(),
                (false, false) if is_text => format!("\"{cell}\""),
                (true | false, true | false) => cell,
            }
        })
        .collect()
}
