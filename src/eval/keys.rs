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
        Column::Text(column) => column.get(row).cloned(),
        Column::Number(column) => Some(display_key(ty, column, row).into()),
        Column::YesNo(_) | Column::Choice(_) | Column::List(_) => {
            Some(display(program, ty, column, row).into())
        }
    }
}
