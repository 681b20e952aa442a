//! Which rows of other tables a row is worked out from: for reasons, which follow results to their
//! cells.

use std::borrow::Cow;

use super::column::Column;
use super::evaluator::{Evaluator, Frame};
use super::keys::key_text;
use crate::ir::{ExprId, FieldId, RecordId, RowSet, Type};

/// The rows of a set that belong to a row of a frame.
pub(super) struct Related {
    /// The record of the set.
    pub record: RecordId,
    /// Its rows that belong to this row alone.
    pub own: Vec<usize>,
    /// Its rows that every row shares: all rows of a table, or those whose group is unknown.
    pub shared: Vec<usize>,
}

impl Evaluator<'_> {
    /// The rows of a set for a row of a frame.
    pub(super) fn related(&self, frame: &Frame, set: RowSet, row: usize) -> Related {
        let all = |record| Related {
            record,
            own: Vec::new(),
            shared: (0..self.row_count(record)).collect(),
        };
        match set {
            RowSet::Record(record) => all(record),
            RowSet::Segment(rule) => all(self.program().rules[rule].record),
            RowSet::Relation(field) | RowSet::Referenced(_, field) => {
                let relation = self.relation(field);
                let shared = relation.shared().iter().map(|(row, _)| *row as usize);
                let Some((_, row)) = self.outer_row(frame, set, row) else {
                    return Related {
                        record: self.program().record_of(set),
                        own: Vec::new(),
                        shared: shared.collect(),
                    };
                };
                let own = relation.rows(row).iter().copied();
                // Where nothing says which rows are ours, all are looked at.
                let all = if relation.doubt(row).everyone == 0 {
                    Cow::default()
                } else {
                    relation.listed_others(row)
                };
                let pooled = relation.pools_of(row).flat_map(|pool| pool.iter());
                let possible = all.iter().chain(pooled).map(|(row, _)| *row);
                let own = own.chain(possible);
                Related {
                    record: self.program().record_of(set),
                    own: own.map(|row| row as usize).collect(),
                    shared: shared.collect(),
                }
            }
        }
    }

    /// The relation of a set, and the row whose relation it is; none where that row is not known.
    pub(super) fn outer_row(
        &self,
        frame: &Frame,
        set: RowSet,
        row: usize,
    ) -> Option<(FieldId, usize)> {
        match set {
            RowSet::Relation(field) => Some((field, frame.rows().start + row)),
            RowSet::Referenced(reference, field) => {
                let (_, named) = self.referenced(frame, reference, row)?;
                named.map(|row| (field, row))
            }
            RowSet::Record(_) | RowSet::Segment(_) => None,
        }
    }

    /// The record that a reference names, and its row where the reference is settled and the row exists.
    pub(super) fn referenced(
        &self,
        frame: &Frame,
        reference: ExprId,
        row: usize,
    ) -> Option<(RecordId, Option<usize>)> {
        let Type::Reference(record) = self.program().exprs[reference].ty else {
            return None;
        };
        let column: Column = self.kept_column(frame, reference);
        let ty = &self.program().exprs[reference].ty;
        let key = key_text(self.program(), ty, &column, row);
        let found = key.and_then(|key| self.keys(record).row(&key));
        Some((record, found.map(|row| row as usize)))
    }
}
