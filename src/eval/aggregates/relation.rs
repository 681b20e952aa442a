//! Which rows of an inner record name which row of the outer one.

use crate::eval::column::{Status, flag, truth};
use crate::eval::evaluator::Evaluator;
use crate::eval::keys::key_text;
use crate::ir::{FieldId, FieldSource};

/// The rows of a relation, for every row of the outer record.
pub(crate) struct RelationIndex {
    /// Where the rows of each outer row start in `rows`, and where the last end.
    starts: Vec<u32>,
    rows: Vec<u32>,
    unknown: Vec<(u32, u8)>,
    orphans: Vec<u32>,
}

impl RelationIndex {
    /// Reads the `by` field of every inner row.
    pub(crate) fn new(evaluator: &Evaluator<'_>, field: FieldId) -> RelationIndex {
        let program = evaluator.program();
        let outer = program.fields[field].record;
        let outer_rows = evaluator.row_count(outer);
        let mut index = RelationIndex {
            starts: vec![0; outer_rows + 1],
            rows: Vec::new(),
            unknown: Vec::new(),
            orphans: Vec::new(),
        };
        let FieldSource::Relation(relation) = &program.fields[field].source else {
            return index; // asked of relations only
        };
        let frame = evaluator.whole_frame(relation.record);
        let column = evaluator.field(frame, relation.by);
        let ty = &program.fields[relation.by].ty;
        let keys = evaluator.keys(outer);
        let mut named: Vec<(u32, u32)> = Vec::with_capacity(frame.len());
        for row in 0..frame.len() {
            let place = u32::try_from(row).unwrap_or(u32::MAX);
            match column.status(row) {
                Status::NotApplicable => {}
                Status::Unknown | Status::Fault => {
                    let fault = column.flags(row) & flag::FAULT != 0;
                    let fault = if fault { truth::FAULT } else { 0 };
                    index.unknown.push((place, truth::UNKNOWN | fault));
                }
                Status::Known => {
                    let key = key_text(program, ty, &column, row);
                    match key.and_then(|key| keys.row(&key)) {
                        Some(outer) => named.push((outer, place)),
                        None => index.orphans.push(place),
                    }
                }
            }
        }
        // Stable, so that the rows of a group stay in the order of the file.
        named.sort_by_key(|(outer, _)| *outer);
        for (outer, _) in &named {
            if let Some(count) = index.starts.get_mut(*outer as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut index.starts {
            total += *start;
            *start = total;
        }
        index.rows = named.into_iter().map(|(_, inner)| inner).collect();
        index
    }

    /// The rows that name an outer row, in the order of the file.
    pub(crate) fn rows(&self, outer: usize) -> &[u32] {
        let ends = self.starts.get(outer).zip(self.starts.get(outer + 1));
        let rows = ends.and_then(|(&from, &to)| self.rows.get(from as usize..to as usize));
        rows.unwrap_or_default()
    }

    /// The rows that may name any row, with the truth bits of their doing so.
    pub(crate) fn unknown(&self) -> &[(u32, u8)] {
        &self.unknown
    }

    /// The rows that name no row.
    pub(crate) fn orphans(&self) -> &[u32] {
        &self.orphans
    }
}
