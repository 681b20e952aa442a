//! The evaluator: columns for frames of rows.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::aggregates::RelationIndex;
use super::column::{Column, NumberColumn, truth};
use super::expressions;
use super::groups::Grouping;
use super::kernels::select;
use super::keys::KeyIndex;
use super::order::{Node, order};
use super::outcome::RuleOutcome;
use super::profile::{Profile, Task};
use super::reasons::{self, Causes, Kind, Remembered};
use super::rules;
use crate::data::Dataset;
use crate::ir::{Derived, ExprId, FieldId, FieldSource, Program, RecordId, RecordSource, RuleId};

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
    threads: usize,
    profile: Option<Profile>,
    whole: Whole,
}

/// What is worked out once for whole tables, each by the first who asks for it.
struct Whole {
    /// Frames over all rows, by record.
    frames: Slots<Frame>,
    /// Columns that aggregates read of inner records, by expression.
    columns: Slots<Column>,
    /// Aggregates over whole records, one row each, by expression.
    totals: Slots<Column>,
    /// Rows by key, by record.
    keys: Slots<KeyIndex>,
    /// The groups of derived records, by record.
    groups: Slots<Grouping>,
    /// Rows of relations, by field.
    relations: Slots<RelationIndex>,
    /// Places, by rule.
    ranks: Slots<NumberColumn>,
    /// What keeps the rows open that an aggregate shares among its groups, by expression.
    shared_causes: Slots<Causes>,
    /// What keeps the scores of all rows open, by rule.
    ranked_causes: Slots<Causes>,
    /// The cells that the texts of a rule are made of, by rule.
    read_cells: Slots<Option<Vec<FieldId>>>,
    /// Texts made before that are at nobody's hands; each thread takes some of its own.
    remembered: Mutex<HashMap<(RuleId, Kind), Vec<Remembered>>>,
}

/// A place for each of a number of things, filled on demand. What is asked for while a place is
/// being filled is never that place: programs have no cycles.
struct Slots<T>(Box<[OnceLock<T>]>);

impl<T> Slots<T> {
    fn new(count: usize) -> Slots<T> {
        Slots((0..count).map(|_| OnceLock::new()).collect())
    }

    #[allow(clippy::indexing_slicing)] // ids come from the program that the slots were made for
    fn get(&self, place: usize, make: impl FnOnce() -> T) -> &T {
        self.0[place].get_or_init(make)
    }

    /// What is there already.
    fn peek(&self, place: usize) -> Option<&T> {
        self.0.get(place).and_then(OnceLock::get)
    }
}

/// Some rows of one record, with every column worked out for them so far.
pub struct Frame {
    record: RecordId,
    rows: Range<usize>,
    /// Rows of an inner record beside rows of an outer one, for aggregates that use `this`.
    pairs: Option<Pairs>,
    /// True if every expression is kept; a whole table keeps fields and rules only.
    keep: bool,
    columns: Slots<Column>,
    fields: Slots<Column>,
    rules: Slots<Arc<RuleOutcome>>,
}

/// What a frame of pairs reads instead of a stretch of a table.
pub(super) struct Pairs {
    /// The inner row of each pair, by its place in the table.
    pub inner: Vec<u32>,
    /// What `this.x` comes to on each pair.
    pub outer: HashMap<ExprId, Column>,
}

impl Frame {
    fn new(program: &Program, record: RecordId, rows: Range<usize>, keep: bool) -> Frame {
        Frame {
            record,
            rows,
            pairs: None,
            keep,
            columns: Slots::new(if keep { program.exprs.len() } else { 0 }),
            fields: Slots::new(program.fields.len()),
            rules: Slots::new(program.rules.len()),
        }
    }

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
        let whole = Whole {
            frames: Slots::new(program.records.len()),
            columns: Slots::new(program.exprs.len()),
            totals: Slots::new(program.exprs.len()),
            keys: Slots::new(program.records.len()),
            groups: Slots::new(program.records.len()),
            relations: Slots::new(program.fields.len()),
            ranks: Slots::new(program.rules.len()),
            shared_causes: Slots::new(program.exprs.len()),
            ranked_causes: Slots::new(program.rules.len()),
            read_cells: Slots::new(program.rules.len()),
            remembered: Mutex::default(),
        };
        Evaluator {
            program,
            data,
            settings,
            threads: 1,
            profile: None,
            whole,
        }
    }

    /// The same evaluator, which notes where the time goes.
    #[must_use]
    pub fn profiled(self) -> Self {
        Evaluator {
            profile: Some(Profile::default()),
            ..self
        }
    }

    /// Where the time went, if that was to be noted.
    #[must_use]
    pub fn spent(&self) -> Vec<(Task, Duration)> {
        self.profile
            .as_ref()
            .map(Profile::spent)
            .unwrap_or_default()
    }

    /// Does a task, and notes what it took where that is to be noted.
    pub fn timed<T>(&self, task: Task, work: impl FnOnce() -> T) -> T {
        match &self.profile {
            Some(profile) => profile.timed(task, work),
            None => work(),
        }
    }

    /// The same evaluator for so many threads at most. Results are the same for any number.
    #[must_use]
    pub fn on_threads(self, threads: usize) -> Self {
        Evaluator {
            threads: threads.max(1),
            ..self
        }
    }

    /// On how many threads rows may be worked out.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
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

    /// How many rows a record has: those of its table (0 if it was not given), or those made of
    /// other rows.
    #[must_use]
    pub fn row_count(&self, record: RecordId) -> usize {
        match &self.program.records[record].source {
            RecordSource::Table | RecordSource::ForEvery => {
                let table = self.data.tables.get(&record);
                table.map_or(0, |table| table.rows.num_rows())
            }
            RecordSource::Derived(derived) => self.groups(record, derived).len(),
            RecordSource::Single => 1,
        }
    }

    /// The groups of a derived record.
    fn groups(&self, record: RecordId, derived: &Derived) -> &Grouping {
        let make = || Grouping::new(self, derived);
        self.whole.groups.get(record.index(), make)
    }

    /// How many rows a derived record is made of that may belong to several of its rows, because
    /// what they are grouped by is not known; 0 for every other record.
    #[must_use]
    pub fn ungrouped(&self, record: RecordId) -> usize {
        let derived = self.program.derived(record);
        derived.map_or(0, |derived| self.groups(record, derived).open())
    }

    /// What the rows of a group share, for the groups of a frame.
    pub(super) fn shared(&self, frame: &Frame, place: usize) -> Option<Column> {
        let derived = self.program.derived(frame.record)?;
        self.groups(frame.record, derived).key(place, frame.rows())
    }

    /// A frame over some rows of a record's table (cut to those there are).
    #[must_use]
    pub fn frame(&self, record: RecordId, rows: Range<usize>) -> Frame {
        let end = rows.end.min(self.row_count(record));
        Frame::new(self.program, record, rows.start.min(end)..end, true)
    }

    /// The outcomes of an expression on the rows of a frame. The expression must belong to the
    /// frame's record.
    #[must_use]
    pub fn column(&self, frame: &Frame, expr: ExprId) -> Column {
        if let Some(pairs) = &frame.pairs
            && !self.program.reads_outer(expr)
        {
            // What does not depend on the outer row is the same in every pair.
            return select::gather(self.whole_column(frame.record, expr), &pairs.inner);
        }
        if frame.keep {
            let make = || expressions::evaluate(self, frame, expr);
            frame.columns.get(expr.index(), make).clone()
        } else {
            expressions::evaluate(self, frame, expr)
        }
    }

    /// The outcomes of a field on the rows of a frame of its record.
    #[must_use]
    pub fn field(&self, frame: &Frame, field: FieldId) -> Column {
        if let Some(column) = frame.fields.peek(field.index()) {
            return column.clone();
        }
        if matches!(self.program.fields[field].source, FieldSource::Computed(_)) {
            self.prepare(frame, Node::Field(field));
        }
        self.fill_field(frame, field).clone()
    }

    /// What a rule comes to on the rows of a frame. The rule must be for the frame's record.
    #[must_use]
    pub fn rule(&self, frame: &Frame, rule: RuleId) -> Arc<RuleOutcome> {
        if let Some(outcome) = frame.rules.peek(rule.index()) {
            return outcome.clone();
        }
        self.prepare(frame, Node::Rule(rule));
        self.fill_rule(frame, rule).clone()
    }

    /// Works out what a rule or computed field reads before it is worked out itself, so that long
    /// chains of them need no deep stack.
    fn prepare(&self, frame: &Frame, node: Node) {
        let done = |node| match node {
            Node::Rule(rule) => frame.rules.peek(rule.index()).is_some(),
            Node::Field(field) => frame.fields.peek(field.index()).is_some(),
        };
        for node in order(self.program, node, done) {
            match node {
                Node::Rule(rule) => {
                    self.fill_rule(frame, rule);
                }
                Node::Field(field) => {
                    self.fill_field(frame, field);
                }
            }
        }
    }

    fn fill_field<'f>(&self, frame: &'f Frame, field: FieldId) -> &'f Column {
        let task = match self.program.fields[field].source {
            FieldSource::Computed(_) => Task::Field(field),
            FieldSource::Stored { .. } | FieldSource::Relation(_) | FieldSource::Shared(_) => {
                Task::Cells
            }
        };
        frame.fields.get(field.index(), || {
            self.timed(task, || expressions::field(self, frame, field))
        })
    }

    fn fill_rule<'f>(&self, frame: &'f Frame, rule: RuleId) -> &'f Arc<RuleOutcome> {
        frame.rules.get(rule.index(), || {
            self.timed(Task::Rule(rule), || {
                Arc::new(rules::evaluate(self, frame, rule))
            })
        })
    }

    /// The places of a score with `rank`, worked out over the whole table: an interval a row.
    #[must_use]
    pub fn rank(&self, frame: &Frame, rule: RuleId) -> NumberColumn {
        let ranks = self.whole.ranks.get(rule.index(), || {
            rules::rank(self, rule, self.program.rank_by(rule))
        });
        rules::slice(ranks, frame.rows())
    }

    /// The rows of a relation that name no row of the outer record, by their place in the inner
    /// table. They belong to no row and are to be reported.
    #[must_use]
    pub fn orphans(&self, relation: FieldId) -> &[u32] {
        self.relation(relation).orphans()
    }

    /// True if a record was given as `--without`: its rows are unknown. So are those of a derived
    /// record whose groups only its rows could tell, or where a row may make a further group.
    pub(super) fn is_without(&self, record: RecordId) -> bool {
        match self.program.derived(record) {
            Some(derived) => {
                let groups = self.groups(record, derived);
                groups.may_have_more() || (self.is_without(derived.record) && !groups.is_closed())
            }
            None => self.data.without.contains(&record),
        }
    }

    /// The truth bits of each row's being there; nothing if all certainly are. Only a group may not be.
    pub(super) fn presence(&self, record: RecordId) -> Option<&[u8]> {
        let derived = self.program.derived(record)?;
        self.groups(record, derived).presence()
    }

    /// True if a row of a record (by its place in the table) is certainly there. Only a group of
    /// which no row is a member for certain may not be.
    #[must_use]
    pub fn is_certainly_there(&self, record: RecordId, row: usize) -> bool {
        self.presence(record)
            .is_none_or(|bits| bits.get(row) == Some(&truth::YES))
    }

    /// The frame over all rows of a record.
    pub(super) fn whole_frame(&self, record: RecordId) -> &Frame {
        let make = || Frame::new(self.program, record, 0..self.row_count(record), false);
        self.whole.frames.get(record.index(), make)
    }

    /// The outcomes of an expression on all rows of its record.
    pub(super) fn whole_column(&self, record: RecordId, expr: ExprId) -> &Column {
        let make = || self.column(self.whole_frame(record), expr);
        self.whole.columns.get(expr.index(), make)
    }

    /// An aggregate over a whole record: one row.
    pub(super) fn total(&self, expr: ExprId, make: impl FnOnce() -> Column) -> &Column {
        self.whole.totals.get(expr.index(), make)
    }

    /// The rows of a record by their key.
    pub(super) fn keys(&self, record: RecordId) -> &KeyIndex {
        self.whole
            .keys
            .get(record.index(), || KeyIndex::new(self, record))
    }

    /// The rows of a relation.
    pub(super) fn relation(&self, field: FieldId) -> &RelationIndex {
        let declared = &self.program.fields[field];
        if self.program.is_group(field)
            && let Some(derived) = self.program.derived(declared.record)
        {
            return self.groups(declared.record, derived).rows();
        }
        self.whole
            .relations
            .get(field.index(), || RelationIndex::new(self, field))
    }

    /// A frame of pairs.
    pub(super) fn pair_frame(&self, record: RecordId, pairs: Pairs) -> Frame {
        let rows = 0..pairs.inner.len();
        Frame {
            pairs: Some(pairs),
            ..Frame::new(self.program, record, rows, true)
        }
    }

    /// The outcomes of an expression on the rows of a frame, kept also for a whole table.
    pub(super) fn kept_column(&self, frame: &Frame, expr: ExprId) -> Column {
        if frame.keep || frame.pairs.is_some() {
            self.column(frame, expr)
        } else {
            self.whole_column(frame.record, expr).clone()
        }
    }

    /// What keeps the rows open that an aggregate shares among its groups.
    pub(super) fn shared_causes(&self, expr: ExprId, make: impl FnOnce() -> Causes) -> &Causes {
        self.whole.shared_causes.get(expr.index(), make)
    }

    /// What keeps a score open on the rows of the whole table, and so each of its places.
    pub(super) fn ranked_causes(&self, rule: RuleId, make: impl FnOnce() -> Causes) -> &Causes {
        self.whole.ranked_causes.get(rule.index(), make)
    }

    /// The cells that the texts of a rule are made of, if they can be told by them.
    pub(super) fn read_cells(&self, rule: RuleId) -> Option<&[FieldId]> {
        let make = || reasons::read_cells(self.program, rule);
        self.whole.read_cells.get(rule.index(), make).as_deref()
    }

    /// Texts of a rule that were made before, to be given back.
    pub(super) fn take_remembered(&self, rule: RuleId, kind: Kind) -> Option<Remembered> {
        let mut all = self
            .whole
            .remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.get_mut(&(rule, kind)).and_then(Vec::pop)
    }

    /// Takes back texts of a rule.
    pub(super) fn keep_remembered(&self, rule: RuleId, kind: Kind, texts: Remembered) {
        let mut all = self
            .whole
            .remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.entry((rule, kind)).or_default().push(texts);
    }

    /// What `this.x` comes to on the rows of a frame of pairs.
    pub(super) fn outer_column(&self, frame: &Frame, expr: ExprId) -> Option<Column> {
        frame
            .pairs
            .as_ref()
            .and_then(|pairs| pairs.outer.get(&expr))
            .cloned()
    }
}
