//! What differs between a run and the one that was kept, by row and column.

use super::terminal::sanitize;
use crate::study::{CellDifference, Difference, Listing, PartKind, Row, What};

/// Of a row that came or left so many cells are shown, and of a column that came so many rows.
const CELLS_SHOWN: usize = 6;

/// One difference in some lines: where it is, then what was and what is. Red is what was, green what is; without
/// colours signs and arrows say the same.
#[must_use]
pub fn difference_text(difference: &Difference, color: bool) -> String {
    let paint = Paint { color };
    let place = match difference.kind {
        PartKind::Tables => "tables".to_owned(),
        PartKind::Record => difference.name.clone(),
        PartKind::Checks => "checks".to_owned(),
        PartKind::View => format!("view {}", difference.name),
    };
    let place = one_line(&place);
    match &difference.what {
        What::Row { key, cells } => {
            let head = format!("{place}  {}\n", paint.bold(&one_line(key)));
            head + &cell_lines(cells, "  ", paint)
        }
        What::Added(row) => format!("{place}  {}\n", paint.now(&format!("+ {}", whole(row)))),
        What::Gone(row) => format!("{place}  {}\n", paint.was(&format!("- {}", whole(row)))),
        What::Column {
            column,
            is_new,
            cells,
        } => {
            let cells = cells
                .iter()
                .map(|(key, text)| (key.as_str(), text.as_str()));
            let cells = some_of(cells.collect());
            let column = one_line(column);
            let text = if *is_new {
                paint.now(&format!("+ column {column}: {cells}"))
            } else {
                paint.was(&format!("- column {column}: {cells}"))
            };
            format!("{place}  {text}\n")
        }
        What::Listing(listing) => format!("{place}\n{}", listing_lines(listing, paint)),
        What::NewPart(rows) => {
            let text = format!("+ all of it is new, {}", counted(*rows));
            format!("{place}  {}\n", paint.now(&text))
        }
        What::GonePart(rows) => {
            let text = format!("- all of it is gone, {}", counted(*rows));
            format!("{place}  {}\n", paint.was(&text))
        }
    }
}

fn counted(rows: usize) -> String {
    format!("{rows} {}", if rows == 1 { "row" } else { "rows" })
}

fn cell_lines(cells: &[CellDifference], indent: &str, paint: Paint) -> String {
    let names: Vec<String> = cells.iter().map(|cell| one_line(&cell.column)).collect();
    let widest = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let line = |(cell, name): (&CellDifference, &String)| {
        let gap = " ".repeat(widest - name.chars().count());
        let side = |text: &Option<String>| {
            text.as_deref()
                .map_or_else(|| "nothing".to_owned(), one_line)
        };
        let (old, new) = (side(&cell.old), side(&cell.new));
        format!(
            "{indent}{name}{gap}  {} → {}\n",
            paint.was(&old),
            paint.now(&new)
        )
    };
    cells.iter().zip(&names).map(line).collect()
}

fn listing_lines(listing: &Listing, paint: Paint) -> String {
    let mut text = String::new();
    for (key, place) in &listing.came {
        let line = format!("+ {} at place {place}", one_line(key));
        text += &format!("  {}\n", paint.now(&line));
    }
    for (key, place) in &listing.left {
        let line = format!("- {} from place {place}", one_line(key));
        text += &format!("  {}\n", paint.was(&line));
    }
    for (key, from, to) in &listing.moved {
        let (from, to) = (paint.was(&from.to_string()), paint.now(&to.to_string()));
        text += &format!("  {}  place {from} → {to}\n", paint.bold(&one_line(key)));
    }
    for (key, cells) in &listing.cells {
        text += &format!("  {}\n", paint.bold(&one_line(key)));
        text += &cell_lines(cells, "    ", paint);
    }
    text
}

/// A row with the first of its cells.
fn whole(row: &Row) -> String {
    let cells = row
        .cells
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let cells: Vec<(&str, &str)> = cells.collect();
    if cells.is_empty() {
        return one_line(&row.key);
    }
    format!("{}: {}", one_line(&row.key), some_of(cells))
}

fn some_of(cells: Vec<(&str, &str)>) -> String {
    let more = cells.len().saturating_sub(CELLS_SHOWN);
    let cells = cells.into_iter().take(CELLS_SHOWN);
    let texts: Vec<String> = cells
        .map(|(name, text)| format!("{} {}", one_line(name), one_line(text)))
        .collect();
    let more = if more > 0 {
        format!(", {more} more")
    } else {
        String::new()
    };
    texts.join(", ") + &more
}

/// A text of a file on one line, and so that it steers nothing.
fn one_line(text: &str) -> String {
    sanitize(text).replace('\n', "␊")
}

/// Colours, or none.
#[derive(Clone, Copy)]
struct Paint {
    color: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.color {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn was(self, text: &str) -> String {
        self.with("31", text)
    }

    fn now(self, text: &str) -> String {
        self.with("32", text)
    }
}

/// A single thing that is another, for tools.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DifferenceItem {
    /// `tables`, `record`, `checks` or `view`.
    part: &'static str,
    /// The record or the view.
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    /// `changed`, `added`, `gone` or `moved`.
    change: &'static str,
    /// The row; nothing where the whole part came or went.
    row: Option<String>,
    /// The column; nothing where the whole row came or went. Of a row that moved it is `place`.
    column: Option<String>,
    /// What stood there.
    old: Option<String>,
    /// What stands there now.
    new: Option<String>,
}

/// A difference cell by cell.
#[must_use]
pub fn difference_items(difference: &Difference) -> Vec<DifferenceItem> {
    let item = |change, row: Option<&str>, column: Option<&str>, old: Option<String>, new| {
        DifferenceItem {
            part: match difference.kind {
                PartKind::Tables => "tables",
                PartKind::Record => "record",
                PartKind::Checks => "checks",
                PartKind::View => "view",
            },
            name: difference.name.clone(),
            change,
            row: row.map(str::to_owned),
            column: column.map(str::to_owned),
            old,
            new,
        }
    };
    let cell = |key: &str, cell: &CellDifference| {
        let (old, new) = (cell.old.clone(), cell.new.clone());
        item("changed", Some(key), Some(&cell.column), old, new)
    };
    let place = |place: usize| Some(place.to_string());
    match &difference.what {
        What::Row { key, cells } => cells.iter().map(|one| cell(key, one)).collect(),
        What::Added(row) => vec![item("added", Some(&row.key), None, None, None)],
        What::Gone(row) => vec![item("gone", Some(&row.key), None, None, None)],
        What::Column {
            column,
            is_new,
            cells,
        } => {
            let one = |(key, text): &(String, String)| {
                let (old, new) = if *is_new {
                    (None, Some(text))
                } else {
                    (Some(text), None)
                };
                let (old, new) = (old.cloned(), new.cloned());
                item("changed", Some(key), Some(column), old, new)
            };
            cells.iter().map(one).collect()
        }
        What::Listing(listing) => {
            let came = listing.came.iter();
            let came = came.map(|(key, to)| item("added", Some(key), None, None, place(*to)));
            let left = listing.left.iter();
            let left = left.map(|(key, from)| item("gone", Some(key), None, place(*from), None));
            let moved = listing.moved.iter();
            let moved = moved.map(|(key, from, to)| {
                item("moved", Some(key), Some("place"), place(*from), place(*to))
            });
            let cells = listing.cells.iter();
            let cells = cells.flat_map(|(key, cells)| cells.iter().map(|one| cell(key, one)));
            came.chain(left).chain(moved).chain(cells).collect()
        }
        What::NewPart(_) => vec![item("added", None, None, None, None)],
        What::GonePart(_) => vec![item("gone", None, None, None, None)],
    }
}
