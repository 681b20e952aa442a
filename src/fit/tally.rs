//! What the cells of one table come to: counts by field and kind, first cells, commonest values.

use std::collections::BTreeMap;

use super::report::{Change, Place};
use crate::data::source::FurnitureKind;
use crate::data::{CellFaultKind, Coercion, InspectedCell, InspectedRow};
use crate::profile::{Occurrence, Values};

/// Stands between the parts of a key; no trimmed cell holds it.
pub(super) const SEPARATOR: &str = "\u{1f}";

/// The counts of a table.
#[derive(Debug)]
pub(super) struct Tally {
    /// Rows of the file.
    pub(super) rows: usize,
    /// Rows that are none, and the first of them with what is wrong.
    pub(super) bad_rows: usize,
    pub(super) first_bad: Option<(u64, String)>,
    /// Lines between the rows that are none, and the line of the first.
    pub(super) furniture: BTreeMap<FurnitureKind, (usize, u64)>,
    /// By the place of each stored field.
    pub(super) fields: Vec<FieldTally>,
    pub(super) keys: KeyTally,
    /// The places of the fields that make the key.
    key: Vec<usize>,
}

/// The counts of a field.
#[derive(Debug, Default)]
pub(super) struct FieldTally {
    pub(super) filled: usize,
    pub(super) empty: usize,
    pub(super) faults: BTreeMap<FaultClass, Faults>,
    pub(super) changes: BTreeMap<Coercion, Change>,
    /// The values, of a field whose values name rows.
    pub(super) names: Option<BTreeMap<String, Occurrence>>,
}

/// The classes that faults are told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FaultClass {
    Open,
    Unreadable,
    OutOfRange,
    NoMember,
}

/// Faults of one class.
#[derive(Debug)]
pub(super) struct Faults {
    pub(super) count: usize,
    pub(super) first: Place,
    pub(super) problem: String,
    pub(super) values: Values,
    /// The least and the greatest value beyond the range.
    pub(super) ends: Option<(i128, i128)>,
}

/// What the keys of the rows come to.
#[derive(Debug, Default)]
pub(super) struct KeyTally {
    pub(super) blank: Count,
    pub(super) unreadable: Count,
    pub(super) doubled: Count,
    /// How often each key stands there, and where first.
    pub(super) seen: BTreeMap<String, Occurrence>,
}

/// A count of rows with the first line.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) rows: usize,
    pub(super) first_line: u64,
}

impl Count {
    fn add(&mut self, line: u64) {
        if self.rows == 0 {
            self.first_line = line;
        }
        self.rows += 1;
    }
}

impl Tally {
    /// Counts for so many fields; `key` are the places of those that make the key, `naming` of those
    /// whose values name rows of a table.
    pub(super) fn new(fields: usize, key: Vec<usize>, naming: &[usize]) -> Tally {
        let field = |place: usize| FieldTally {
            names: naming.contains(&place).then(BTreeMap::new),
            ..FieldTally::default()
        };
        Tally {
            rows: 0,
            bad_rows: 0,
            first_bad: None,
            furniture: BTreeMap::new(),
            fields: (0..fields).map(field).collect(),
            keys: KeyTally::default(),
            key,
        }
    }

    /// Takes a row.
    pub(super) fn take(&mut self, row: &InspectedRow<'_>) {
        if let Some(kind) = row.furniture {
            return self.take_furniture(kind, row.line);
        }
        self.rows += 1;
        if let Some(problem) = row.problem {
            self.bad_rows += 1;
            self.first_bad
                .get_or_insert_with(|| (row.line, problem.to_owned()));
            return;
        }
        for (field, cell) in self.fields.iter_mut().zip(&row.cells) {
            field.take(cell, row.line);
        }
        self.take_key(row);
    }

    /// Takes a line that is not of the table.
    pub(super) fn take_furniture(&mut self, kind: FurnitureKind, line: u64) {
        self.furniture.entry(kind).or_insert((0, line)).0 += 1;
    }

    fn take_key(&mut self, row: &InspectedRow<'_>) {
        let mut parts: Vec<&str> = Vec::new();
        for place in &self.key {
            match row.cells.get(*place) {
                Some(InspectedCell::Value { texts, .. }) => {
                    parts.extend(texts.iter().map(String::as_str));
                }
                Some(InspectedCell::Unknown) => return self.keys.blank.add(row.line),
                Some(InspectedCell::Fault { .. }) => return self.keys.unreadable.add(row.line),
                // Without the column nothing is known of the keys.
                Some(InspectedCell::Absent) | None => return,
            }
        }
        if parts.is_empty() {
            return;
        }
        let key = parts.join(SEPARATOR);
        if let Some(seen) = self.keys.seen.get_mut(&key) {
            seen.count += 1;
            self.keys.doubled.add(row.line);
        } else {
            let first = Occurrence {
                count: 1,
                first_line: row.line,
            };
            self.keys.seen.insert(key, first);
        }
    }

    /// Rows that a run sets aside.
    pub(super) fn set_aside(&self) -> usize {
        let keys = &self.keys;
        self.bad_rows + keys.blank.rows + keys.unreadable.rows + keys.doubled.rows
    }
}

impl FieldTally {
    fn take(&mut self, cell: &InspectedCell, line: u64) {
        match cell {
            InspectedCell::Absent => {}
            InspectedCell::Unknown => self.empty += 1,
            InspectedCell::Value {
                texts,
                coercions,
                text,
            } => {
                self.filled += 1;
                for coercion in coercions {
                    let first = || Change {
                        what: coercion.in_words(),
                        count: 0,
                        first: place(line, text),
                    };
                    self.changes.entry(*coercion).or_insert_with(first).count += 1;
                }
                if let Some(names) = &mut self.names {
                    for text in texts {
                        count(names, text, line);
                    }
                }
            }
            InspectedCell::Fault {
                kind,
                problem,
                text,
            } => self.take_fault(*kind, problem, text, line),
        }
    }

    fn take_fault(&mut self, kind: CellFaultKind, problem: &str, text: &str, line: u64) {
        let (class, units) = match kind {
            CellFaultKind::Open => (FaultClass::Open, None),
            CellFaultKind::Unreadable => (FaultClass::Unreadable, None),
            CellFaultKind::OutOfRange(units) => (FaultClass::OutOfRange, Some(units)),
            CellFaultKind::NoMember => (FaultClass::NoMember, None),
        };
        let faults = self.faults.entry(class).or_insert_with(|| Faults {
            count: 0,
            first: place(line, text),
            problem: problem.to_owned(),
            values: Values::default(),
            ends: None,
        });
        faults.count += 1;
        faults.values.push(text.trim(), line);
        if let Some(units) = units {
            let (low, high) = faults.ends.unwrap_or((units, units));
            faults.ends = Some((low.min(units), high.max(units)));
        }
    }

    /// How many cells cannot be read.
    pub(super) fn fault_count(&self) -> usize {
        self.faults.values().map(|faults| faults.count).sum()
    }
}

fn place(line: u64, text: &str) -> Place {
    Place {
        line,
        column: None,
        text: text.to_owned(),
    }
}

fn count(names: &mut BTreeMap<String, Occurrence>, text: &str, line: u64) {
    if let Some(seen) = names.get_mut(text) {
        seen.count += 1;
    } else {
        let first = Occurrence {
            count: 1,
            first_line: line,
        };
        names.insert(text.to_owned(), first);
    }
}
