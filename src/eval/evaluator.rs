//! The evaluator: columns for frames of rows.

use std::ops::Range;
use std::sync::Arc;

use super::column::{Column, NumberColumn};
use super::outcome::RuleOutcome;
use crate::data::Dataset;
use crate::ir::{ExprId, Program, RecordId, RuleId};

/// What a run is given beside program and tables.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// The day that `today` means, in days since 1970-01-01. A program that reads `today` must be
    /// given one; the callers see to it.
    pub as_of: Option<i32>,
}

/// A program and its tables, ready to work out columns. What concerns whole tables (aggregates over
/// a record, ranks, the rows of relations) is worked out once and kept.
pub struct Evaluator<'a> {
    program: &'a Program,
    data: &'a Dataset,
    settings: Settings,
}

/// Some rows of one record, with every column worked out for them so far.
pub struct Frame {
    record: RecordId,
    rows: Range<usize>,
}

impl Frame {
    /// The record.
    #[must_use]
    pub fn record(&self) -> RecordId {
        self.record
    }

    /// How many rows the frame has. Row `i` of its columns is row `rows().start + i` of the table.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if the frame has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows of the table.
    #[must_use]
    pub fn rows(&self) -> Range<usize> {
        self.rows.clone()
    }
}

impl<'a> Evaluator<'a> {
    /// Takes a program and its tables. Cheap: nothing is worked out before it is asked for.
    #[must_use]
    pub fn new(program: &'a Program, data: &'a Dataset, settings: Settings) -> Self {
        Evaluator { program, data, settings }
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// The tables.
    #[must_use]
    pub fn data(&self) -> &'a Dataset {
        self.data
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// How many rows a record's table has; 0 if it was not given.
    #[must_use]
    pub fn row_count(&self, record: RecordId) -> usize {
        self.data.tables.get(&record).map_or(0, |table| table.rows.num_rows())
    }

    /// A frame over some rows of a record's table (cut to those there are).
    #[must_use]
    pub fn frame(&self, record: RecordId, rows: Range<usize>) -> Frame {
        let end = rows.end.min(self.row_count(record));
        Frame { record, rows: rows.start.min(end)..end }
    }

    /// The outcomes of an expression on the rows of a frame. The expression must belong to the
    /// frame's record.
    #[must_use]
    pub fn column(&self, frame: &Frame, expr: ExprId) -> Column {
        let _ = (frame, expr);
        todo!()
    }

    /// What a rule comes to on the rows of a frame. The rule must be for the frame's record.
    #[must_use]
    pub fn rule(&self, frame: &Frame, rule: RuleId) -> Arc<RuleOutcome> {
        let _ = (frame, rule);
        todo!()
    }

    /// The places of a score with `rank`, worked out over the whole table: an interval a row.
    #[must_use]
    pub fn rank(&self, frame: &Frame, rule: RuleId) -> NumberColumn {
        let _ = (frame, rule);
        todo!()
    }
}
