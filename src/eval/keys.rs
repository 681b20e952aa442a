//! Rows by key: what references and relations look rows up in.

use std::collections::HashMap;
use std::sync::Arc;

use super::column::{Column, Status};
use super::display::{display, display_key};
use super::evaluator::Evaluator;
use crate::ir::{Program, RecordId, Type};

/// The rows of a record by the text of their key.
pub(super) struct KeyIndex {
    rows: HashMap<Arc<str>, u32>,
}

impl KeyIndex {
    /// Reads the keys of all rows. Of rows with one key the first counts; the reading of the data
    /// has set the others aside.
    pub(super) fn new(evaluator: &Evaluator<'_>, record: RecordId) -> KeyIndex {
        let program = evaluator.program();
        let frame = evaluator.whole_frame(record);
        let mut rows = HashMap::with_capacity(frame.len());
        // References and relations need a key of one field.
        if let [key] = program.records[record].key.as_slice() {
            let column = evaluator.field(frame, *key);
            let ty = &program.fields[*key].ty;
            for row in 0..frame.len() {
                let place = u32::try_from(row).unwrap_or(u32::MAX);
                if let Some(key) = key_text(program, ty, &column, row) {
                    rows.entry(key).or_insert(place);
                }
            }
        }
        KeyIndex { rows }
    }

    /// The row of a key.
    pub(super) fn row(&self, key: &str) -> Option<u32> {
        self.rows.get(key).copied()
    }
}

impl Evaluator<'_> {
    /// The key of a row as a text, the parts of a key of several fields joined by `, `. The one row
    /// of a record made of all rows of another is called like the record. None if the record has no
    /// key, or the row none (as in a test).
    #[must_use]
    pub fn row_key(&self, record: RecordId, row: usize) -> Option<String> {
        if let Some(table) = self.data().tables.get(&record) {
            return crate::data::row_key(self.program(), table, row);
        }
        let program = self.program();
        let declared = &program.records[record];
        if declared.key.is_empty() && program.derived(record).is_some() {
            return Some(declared.named.name.clone());
        }
        let frame = self.whole_frame(record);
        let parts = declared.key.iter().map(|&field| {
            let column = self.field(frame, field);
            key_text(program, &program.fields[field].ty, &column, row)
        });
        let parts: Option<Vec<Arc<str>>> = parts.collect();
        parts
            .filter(|parts| !parts.is_empty())
            .map(|parts| parts.join(", "))
    }
}

/// A settled value as the text of a key.
pub(super) fn key_text(
    program: &Program,
    ty: &Type,
    column: &Column,
    row: usize,
) -> Option<Arc<str>> {
    if column.status(row) != Status::Known {
        return None;
    }
    match column {
        Column::Text(column) => column.text(row),
        Column::Number(column) => Some(display_key(ty, column, row).into()),
        Column::YesNo(_) | Column::Choice(_) | Column::List(_) => {
            Some(display(program, ty, column, row).into())
        }
    }
}
