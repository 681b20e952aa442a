//! What differs between two runs, each difference one that can be taken or left on its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Part, PartKind, Row};

/// Something that is another in the new run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What the part tells.
    pub kind: PartKind,
    /// The record or the view.
    pub name: String,
    /// What is different.
    pub what: What,
}

/// What is different in a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A row comes to something else.
    Row {
        /// Its key.
        key: String,
        /// What stood in its cells, and what stands there now.
        cells: Vec<CellDifference>,
    },
    /// A row that was not there.
    Added(Row),
    /// A row that is not there any more.
    Gone(Row),
    /// A column that no row had, or that no row has any more, on all rows at once.
    Column {
        /// Its name.
        column: String,
        /// True if it is new.
        is_new: bool,
        /// Rows and texts.
        cells: Vec<(String, String)>,
    },
    /// The rows of a view, which stand or fall together: a row that comes pushes others down.
    Listing(Listing),
    /// A part that was not there, with so many rows.
    NewPart(usize),
    /// A part that is not there any more.
    GonePart(usize),
}

/// What is different in the rows of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Rows that came, and at which place, from 1.
    pub came: Vec<(String, usize)>,
    /// Rows that left, and from which place.
    pub left: Vec<(String, usize)>,
    /// Rows that passed others: from which place to which.
    pub moved: Vec<(String, usize, usize)>,
    /// Cells of the rows that stayed.
    pub cells: Vec<(String, Vec<CellDifference>)>,
}

/// A cell that is another; nothing where there was or is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellDifference {
    /// The column.
    pub column: String,
    /// What stood there.
    pub old: Option<String>,
    /// What stands there now.
    pub new: Option<String>,
}

/// What differs, part by part, in the order of the new run.
#[must_use]
pub fn compare(old: &[Part], new: &[Part]) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |part: &Part, what: What| {
        found.push(Difference {
            kind: part.kind,
            name: part.name.clone(),
            what,
        });
    };
    for part in new {
        match twin(part, old) {
            None => add(part, What::NewPart(part.rows.len())),
            Some(before) => match part.kind {
                PartKind::View => {
                    if let Some(listing) = listing(&before.rows, &part.rows) {
                        add(part, What::Listing(listing));
                    }
                }
                PartKind::Tables | PartKind::Record | PartKind::Checks => {
                    for what in rows(&before.rows, &part.rows) {
                        add(part, what);
                    }
                }
            },
        }
    }
    for part in old {
        if twin(part, new).is_none() {
            add(part, What::GonePart(part.rows.len()));
        }
    }
    found
}

/// The part of another run that tells the same.
fn twin<'p>(part: &Part, parts: &'p [Part]) -> Option<&'p Part> {
    parts
        .iter()
        .find(|other| (other.kind, &other.name) == (part.kind, &part.name))
}

/// The rows of a part by their key.
pub(super) fn by_key(rows: &[Row]) -> HashMap<&str, &Row> {
    rows.iter().map(|row| (row.key.as_str(), row)).collect()
}

/// The columns that some row of a part has.
fn columns(rows: &[Row]) -> BTreeSet<&str> {
    let cells = rows.iter().flat_map(|row| &row.cells);
    cells.map(|(name, _)| name.as_str()).collect()
}

fn rows(old: &[Row], new: &[Row]) -> Vec<What> {
    let (old_by_key, new_by_key) = (by_key(old), by_key(new));
    let (old_columns, new_columns) = (columns(old), columns(new));
    let mut found = Vec::new();
    // A new column is one decision, not one a row; but not where hardly anything was or is there.
    let whole: BTreeSet<&str> = if old.len().min(new.len()) > 1 {
        old_columns
            .symmetric_difference(&new_columns)
            .copied()
            .collect()
    } else {
        BTreeSet::new()
    };
    for &column in &whole {
        let is_new = new_columns.contains(column);
        let (rows, others) = if is_new {
            (new, &old_by_key)
        } else {
            (old, &new_by_key)
        };
        let cells: Vec<(String, String)> = rows
            .iter()
            .filter(|row| others.contains_key(row.key.as_str()))
            .filter_map(|row| Some((row.key.clone(), row.cell(column)?.to_owned())))
            .collect();
        if !cells.is_empty() {
            found.push(What::Column {
                column: column.to_owned(),
                is_new,
                cells,
            });
        }
    }
    for row in new {
        match old_by_key.get(row.key.as_str()) {
            None => found.push(What::Added(row.clone())),
            Some(before) => {
                let cells = cells(before, row, &whole);
                if !cells.is_empty() {
                    found.push(What::Row {
                        key: row.key.clone(),
                        cells,
                    });
                }
            }
        }
    }
    let gone = old
        .iter()
        .filter(|row| !new_by_key.contains_key(row.key.as_str()));
    found.extend(gone.map(|row| What::Gone(row.clone())));
    found
}

/// The cells that are others, in the order of the new row, columns aside that are told as a whole.
fn cells(old: &Row, new: &Row, aside: &BTreeSet<&str>) -> Vec<CellDifference> {
    let names = new.cells.iter().map(|(name, _)| name);
    let gone = old.cells.iter().map(|(name, _)| name);
    let gone = gone.filter(|name| new.cell(name).is_none());
    names
        .chain(gone)
        .filter(|name| !aside.contains(name.as_str()) && old.cell(name) != new.cell(name))
        .map(|name| CellDifference {
            column: name.clone(),
            old: old.cell(name).map(str::to_owned),
            new: new.cell(name).map(str::to_owned),
        })
        .collect()
}

fn listing(old: &[Row], new: &[Row]) -> Option<Listing> {
    let places = |rows: &[Row]| -> BTreeMap<String, usize> {
        rows.iter().map(|row| row.key.clone()).zip(1..).collect()
    };
    let (old_places, new_places) = (places(old), places(new));
    let old_by_key = by_key(old);
    let mut listing = Listing::default();
    let mut stayed: Vec<(&Row, usize, usize)> = Vec::new();
    for (row, place) in new.iter().zip(1..) {
        match old_places.get(&row.key) {
            None => listing.came.push((row.key.clone(), place)),
            Some(before) => stayed.push((row, *before, place)),
        }
    }
    let left = old.iter().zip(1..);
    let left = left.filter(|(row, _)| !new_places.contains_key(&row.key));
    listing.left = left.map(|(row, place)| (row.key.clone(), place)).collect();
    let kept = longest_ascending(
        &stayed
            .iter()
            .map(|(_, before, _)| *before)
            .collect::<Vec<_>>(),
    );
    for (at, (row, before, place)) in stayed.iter().enumerate() {
        if !kept.contains(&at) {
            listing.moved.push((row.key.clone(), *before, *place));
        }
        let Some(old_row) = old_by_key.get(row.key.as_str()) else {
            continue;
        };
        let cells = cells(old_row, row, &BTreeSet::new());
        if !cells.is_empty() {
            listing.cells.push((row.key.clone(), cells));
        }
    }
    (listing != Listing::default()).then_some(listing)
}

/// Where the longest stretch of ascending numbers lies, others in between left out: the rows that keep their order
/// while the fewest others pass them.
fn longest_ascending(numbers: &[usize]) -> BTreeSet<usize> {
    // For each length, where the stretch of that length with the least end ends; and for each place, what is before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (place, number) in numbers.iter().enumerate() {
        let shorter = ends.partition_point(|end| numbers.get(*end).is_some_and(|end| end < number));
        before.push(
            shorter
                .checked_sub(1)
                .and_then(|last| ends.get(last).copied()),
        );
        match ends.get_mut(shorter) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut kept = BTreeSet::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        kept.insert(place);
        at = before.get(place).copied().flatten();
    }
    kept
}
