//! Aggregates: one value for each group of rows. Rows count certainly or possibly; rows whose group
//! is unknown are folded once and merged into every group, so the time stays linear.

mod fold;
mod names;
mod relation;
mod spread;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::column::{ChoiceColumn, Column, Interval, TextColumn, YesNoColumn, flag, truth};
use super::evaluator::{Evaluator, Frame, Pairs};
use super::expressions::{needed, truths};
use super::kernels::logic::{Connective, Fold, as_needed};
use super::kernels::{numbers, select};
use super::outcome::RuleOutcome;
use crate::ir::{
    Aggregate, AggregateFunction, ExprId, FieldId, FieldSource, RecordId, RowSet, RuleId,
};
use fold::{ChoiceFold, NumberFold, Tally};
use names::NamesFold;

pub(super) use relation::RelationIndex;

/// How many pairs of rows are worked out at a time.
const PAIRS_AT_A_TIME: usize = 65_536;

/// Whether there may be rows that no table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    /// Every row is listed.
    No,
    /// There may be more.
    Perhaps {
        /// True if no answer settles whether there are.
        fault: bool,
    },
}

impl Missing {
    fn possible(self) -> bool {
        self != Missing::No
    }

    fn fault(self) -> bool {
        self == Missing::Perhaps { fault: true }
    }

    /// From what is known of `complete when`.
    fn unless(complete: u8) -> Missing {
        if complete == truth::YES {
            Missing::No
        } else {
            Missing::Perhaps {
                fault: complete & truth::FAULT != 0,
            }
        }
    }
}

/// What an aggregate comes to for one group.
enum Outcome {
    Number(Interval, u8),
    YesNo(u8),
    Choice(Vec<u64>, u8),
    Text(Arc<str>),
}

/// What is gathered of the rows of a group. `presence` holds the truth bits of the row's being one.
trait Gather: Clone {
    /// One more row.
    fn add(&mut self, presence: u8, row: usize);
    /// The rows of another gathering.
    fn merge(&mut self, other: &Self);
}

/// What is read of each row of a set, by the places that the groups use.
struct Reading {
    /// Whether the row is in the segment, if the set is one.
    member: Option<YesNoColumn>,
    /// Whether the row meets the condition, if there is one.
    filter: Option<YesNoColumn>,
    /// The value.
    value: Option<Column>,
}

impl Reading {
    /// The truth bits of a row's being counted.
    fn presence(&self, fold: Fold, base: u8, row: usize) -> u8 {
        let mut bits = fold.step(fold.start(), base);
        for column in [&self.member, &self.filter].into_iter().flatten() {
            bits = fold.step(bits, column.get(row));
        }
        fold.finish(bits)
    }
}

/// The groups of an aggregate: for each the rows it has, by their places in the [`Reading`].
struct Groups<'i> {
    /// For each group its rows, with the truth bits of their belonging to it.
    rows: Vec<GroupRows<'i>>,
    /// Rows that possibly belong to every group.
    shared: &'i [(u32, u8)],
    /// Whether there may be more rows, for each group.
    missing: Vec<Missing>,
}

enum GroupRows<'i> {
    /// A stretch of rows that all belong.
    Stretch(Range<usize>),
    /// Rows that all belong.
    Listed(&'i [u32]),
    /// A stretch of pairs with the truth bits of each.
    Pairs(Range<usize>, &'i [u8]),
}

/// Works out an aggregate on the rows of a frame.
pub(super) fn evaluate(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    id: ExprId,
    aggregate: &Aggregate,
) -> Column {
    match aggregate.set {
        RowSet::Relation(field) => over_relation(evaluator, frame, (id, aggregate), field),
        RowSet::Record(record) => {
            let make = || over_whole(evaluator, (id, aggregate), record, None);
            select::gather(evaluator.total(id, make), &vec![0; frame.len()])
        }
        RowSet::Segment(rule) => {
            let record = evaluator.program().rules[rule].record;
            let make = || over_whole(evaluator, (id, aggregate), record, Some(rule));
            select::gather(evaluator.total(id, make), &vec![0; frame.len()])
        }
    }
}

/// One row for all rows of a record or segment.
fn over_whole(
    evaluator: &Evaluator<'_>,
    (id, aggregate): (ExprId, &Aggregate),
    record: RecordId,
    segment: Option<RuleId>,
) -> Column {
    let frame = evaluator.whole_frame(record);
    let member = segment.map(|rule| membership(evaluator, frame, rule));
    let reading = whole_reading(evaluator, record, aggregate, member);
    let missing = if evaluator.is_without(record) {
        Missing::Perhaps { fault: false }
    } else {
        Missing::No
    };
    let groups = Groups {
        rows: vec![GroupRows::Stretch(0..frame.len())],
        shared: &[],
        missing: vec![missing],
    };
    assemble(
        evaluator,
        id,
        gather(evaluator, id, aggregate, &reading, &groups),
    )
}

fn membership(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> YesNoColumn {
    match &*evaluator.rule(frame, rule) {
        RuleOutcome::Segment(outcome) => as_needed(&outcome.member),
        // The analysis lets only segments stand for sets of rows.
        RuleOutcome::Score(_) | RuleOutcome::Strategy(_) => {
            YesNoColumn::constant(truth::UNKNOWN, frame.len())
        }
    }
}

fn whole_reading(
    evaluator: &Evaluator<'_>,
    record: RecordId,
    aggregate: &Aggregate,
    member: Option<YesNoColumn>,
) -> Reading {
    let column = |expr: ExprId| evaluator.whole_column(record, expr).clone();
    let rows = evaluator.row_count(record);
    let filter = aggregate
        .filter
        .map(|filter| as_needed(&truths(column(filter), rows)));
    Reading {
        member,
        filter,
        value: aggregate.value.map(column),
    }
}

/// A value for each row of the frame, of the rows that name it.
fn over_relation(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    (id, aggregate): (ExprId, &Aggregate),
    field: FieldId,
) -> Column {
    let program = evaluator.program();
    let FieldSource::Relation(relation) = &program.fields[field].source else {
        // The analysis lets only relations stand for sets of rows.
        return select::unknown(program, &program.exprs[id].ty, frame.len(), false);
    };
    let missing = if evaluator.is_without(relation.record) {
        vec![Missing::Perhaps { fault: false }; frame.len()]
    } else {
        match relation.complete_when {
            None => vec![Missing::No; frame.len()],
            Some(condition) => {
                let complete = needed(evaluator, frame, condition);
                complete
                    .0
                    .iter()
                    .map(|&bits| Missing::unless(bits))
                    .collect()
            }
        }
    };
    let index = evaluator.relation(field);
    let outer = program.outer_reads(aggregate);
    if !outer.is_empty() {
        let outer: HashMap<ExprId, Column> = outer
            .into_iter()
            .map(|expr| (expr, evaluator.column(frame, expr)))
            .collect();
        let outcomes = over_pairs(
            evaluator,
            frame,
            (id, aggregate),
            (relation.record, index),
            (&outer, &missing),
        );
        return assemble(evaluator, id, outcomes);
    }
    let reading = whole_reading(evaluator, relation.record, aggregate, None);
    let rows = frame.rows().map(|row| GroupRows::Listed(index.rows(row)));
    let groups = Groups {
        rows: rows.collect(),
        shared: index.unknown(),
        missing,
    };
    assemble(
        evaluator,
        id,
        gather(evaluator, id, aggregate, &reading, &groups),
    )
}

/// Where `this` is read, every pair of an outer row and a row of its group is worked out.
fn over_pairs(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    (id, aggregate): (ExprId, &Aggregate),
    (record, index): (RecordId, &RelationIndex),
    (outer, missing): (&HashMap<ExprId, Column>, &[Missing]),
) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(frame.len());
    let mut start = 0;
    while start < frame.len() {
        let (mut inner, mut places, mut base, mut rows) = (vec![], vec![], vec![], vec![]);
        let mut end = start;
        while end < frame.len() && (end == start || inner.len() < PAIRS_AT_A_TIME) {
            let listed = index.rows(frame.rows().start + end);
            let first = inner.len();
            let certain = listed.iter().map(|&row| (row, truth::YES));
            for (row, bits) in certain.chain(index.unknown().iter().copied()) {
                inner.push(row);
                base.push(bits);
                places.push(u32::try_from(end).unwrap_or(u32::MAX));
            }
            rows.push(first..inner.len());
            end += 1;
        }
        let outer = outer
            .iter()
            .map(|(&expr, column)| (expr, select::gather(column, &places)))
            .collect();
        let pairs = evaluator.pair_frame(record, Pairs { inner, outer });
        let reading = Reading {
            member: None,
            filter: aggregate
                .filter
                .map(|filter| needed(evaluator, &pairs, filter)),
            value: aggregate.value.map(|value| evaluator.column(&pairs, value)),
        };
        let groups = Groups {
            rows: rows
                .into_iter()
                .map(|rows| GroupRows::Pairs(rows, &base))
                .collect(),
            shared: &[],
            missing: missing.get(start..end).unwrap_or_default().to_vec(),
        };
        outcomes.extend(gather(evaluator, id, aggregate, &reading, &groups));
        start = end;
    }
    outcomes
}

/// Gathers every group by what the aggregate works out.
fn gather(
    evaluator: &Evaluator<'_>,
    id: ExprId,
    aggregate: &Aggregate,
    reading: &Reading,
    groups: &Groups<'_>,
) -> Vec<Outcome> {
    let program = evaluator.program();
    let function = aggregate.function;
    let ty = aggregate
        .value
        .map_or(&program.exprs[id].ty, |value| &program.exprs[value].ty);
    match function {
        AggregateFunction::Count => run(reading, groups, Tally::default(), Tally::count),
        AggregateFunction::Any => run(reading, groups, Tally::default(), Tally::any),
        AggregateFunction::None => run(reading, groups, Tally::default(), Tally::none),
        AggregateFunction::Names => match &reading.value {
            None => Vec::new(), // the analysis asks for a value
            Some(values) => run(reading, groups, NamesFold::new(values), |names, missing| {
                names.finish(program, ty, missing)
            }),
        },
        AggregateFunction::Sum
        | AggregateFunction::Mean
        | AggregateFunction::Median
        | AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::Stdev => match &reading.value {
            Some(Column::Number(values)) => run(
                reading,
                groups,
                NumberFold::new(function, values),
                |numbers, missing| numbers.finish(ty, missing),
            ),
            Some(Column::Choice(values)) => {
                let greatest = function == AggregateFunction::Max;
                run(
                    reading,
                    groups,
                    ChoiceFold::new(values, greatest),
                    ChoiceFold::finish,
                )
            }
            // The analysis asks for numbers, or for ordered choices under min and max.
            Some(Column::YesNo(_) | Column::Text(_) | Column::List(_)) | None => Vec::new(),
        },
    }
}

/// Gathers the rows of each group, and the shared ones once for all.
fn run<G: Gather>(
    reading: &Reading,
    groups: &Groups<'_>,
    empty: G,
    finish: impl Fn(G, Missing) -> Outcome,
) -> Vec<Outcome> {
    let fold = Fold::new(Connective::And);
    let add = |gathered: &mut G, row: usize, base: u8| {
        let presence = reading.presence(fold, base, row);
        if presence & truth::YES != 0 {
            gathered.add(presence, row);
        }
    };
    let mut shared = empty.clone();
    for &(row, base) in groups.shared {
        add(&mut shared, row as usize, base);
    }
    let group = |(rows, missing): (&GroupRows<'_>, &Missing)| {
        let mut gathered = empty.clone();
        match rows {
            GroupRows::Stretch(rows) => {
                rows.clone()
                    .for_each(|row| add(&mut gathered, row, truth::YES));
            }
            GroupRows::Listed(rows) => {
                rows.iter()
                    .for_each(|&row| add(&mut gathered, row as usize, truth::YES));
            }
            GroupRows::Pairs(rows, base) => {
                for row in rows.clone() {
                    add(
                        &mut gathered,
                        row,
                        base.get(row).copied().unwrap_or(truth::UNKNOWN),
                    );
                }
            }
        }
        if !groups.shared.is_empty() {
            gathered.merge(&shared);
        }
        finish(gathered, *missing)
    };
    groups.rows.iter().zip(&groups.missing).map(group).collect()
}

/// A column of what the groups come to.
fn assemble(evaluator: &Evaluator<'_>, id: ExprId, outcomes: Vec<Outcome>) -> Column {
    let program = evaluator.program();
    let rows = outcomes.len();
    let ty = &program.exprs[id].ty;
    match select::unknown(program, ty, 0, false) {
        Column::Number(_) => {
            let rows_ = outcomes.into_iter().map(|outcome| match outcome {
                Outcome::Number(interval, bits) => (interval, bits),
                Outcome::YesNo(_) | Outcome::Choice(..) | Outcome::Text(_) => {
                    (Interval::OPEN, flag::APPLIES)
                }
            });
            Column::Number(numbers::from_rows(rows_, rows))
        }
        Column::YesNo(_) => {
            let bits = outcomes.into_iter().map(|outcome| match outcome {
                Outcome::YesNo(bits) => bits,
                Outcome::Number(..) | Outcome::Choice(..) | Outcome::Text(_) => truth::UNKNOWN,
            });
            Column::YesNo(YesNoColumn(bits.collect()))
        }
        Column::Choice(any) => {
            let (mut words, mut bits) = (Vec::new(), Vec::new());
            for outcome in outcomes {
                let (set, flags) = match outcome {
                    Outcome::Choice(set, flags) => (set, flags),
                    Outcome::Number(..) | Outcome::YesNo(_) | Outcome::Text(_) => {
                        (select::full_choice(any.members), flag::APPLIES)
                    }
                };
                words.extend(set);
                bits.push(flags);
            }
            Column::Choice(ChoiceColumn::new(any.members, words, bits))
        }
        Column::Text(_) => {
            let values = outcomes.into_iter().map(|outcome| match outcome {
                Outcome::Text(text) => Some(text),
                Outcome::Number(..) | Outcome::YesNo(_) | Outcome::Choice(..) => None,
            });
            Column::Text(TextColumn::new(values.collect(), vec![flag::APPLIES; rows]))
        }
        Column::List(_) => select::unknown(program, ty, rows, false),
    }
}
