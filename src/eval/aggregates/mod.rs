//! Aggregates: one value for each group of rows. Rows count certainly or possibly; rows whose group
//! is unknown are folded once and merged into every group, so the time stays linear.

mod absent;
mod agreement;
mod fold;
mod lines;
mod links;
mod names;
mod over;
mod picked;
mod relation;
mod spread;
mod weighed;

pub(super) use lines::over_lines;

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use super::column::{ChoiceColumn, Column, Interval, TextColumn, YesNoColumn, flag, truth};
use super::evaluator::{Evaluator, Frame};
use super::expressions::truths;
use super::kernels::logic::{Connective, Fold, as_needed};
use super::kernels::{numbers, select};
use super::outcome::RuleOutcome;
use crate::ir::{Aggregate, AggregateFunction, ExprId, Pick, RecordId, RowSet, RuleId};
use absent::{AbsentFold, Universe};
use agreement::AgreementFold;
use fold::{ChoiceFold, NumberFold, Tally};
use names::NamesFold;
use over::{over_referenced, over_relation};
use picked::ExtremeFold;
use weighed::WeighedFold;

pub(super) use links::key_of;
use relation::Others;
pub(super) use relation::{Grouped, HalfOpen, RelationIndex};

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

    /// What two reasons for more rows come to: a fault if either is one.
    fn or(self, other: Missing) -> Missing {
        match (self, other) {
            (Missing::No, missing) | (missing, Missing::No) => missing,
            (Missing::Perhaps { fault: one }, Missing::Perhaps { fault: two }) => {
                Missing::Perhaps { fault: one || two }
            }
        }
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
    /// What the rows go by.
    by: Option<Column>,
    /// What they are about.
    across: Option<Column>,
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

/// The groups of an aggregate, their rows by their places in the [`Reading`].
struct Groups<'i> {
    /// Each group.
    groups: Vec<Group<'i>>,
    /// Rows that possibly belong to every group.
    shared: &'i [(u32, u8)],
    /// Rows that possibly belong to some groups, by pool.
    pools: &'i [Vec<(u32, u8)>],
    /// How many rows the record has.
    whole: usize,
}

struct Group<'i> {
    /// Its rows, with the truth bits of their belonging to it.
    rows: GroupRows<'i>,
    /// The rows that possibly belong.
    others: Others<'i>,
    /// Whether there may be more.
    missing: Missing,
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
        RowSet::Relation(field) => {
            let rows: Vec<Option<usize>> = frame.rows().map(Some).collect();
            over_relation(evaluator, (frame, &rows), (id, aggregate), field)
        }
        RowSet::Referenced(reference, field) => {
            over_referenced(evaluator, frame, (id, aggregate), (reference, field))
        }
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
    let group = Group {
        rows: match evaluator.presence(record) {
            Some(bits) => GroupRows::Pairs(0..frame.len(), bits),
            None => GroupRows::Stretch(0..frame.len()),
        },
        others: Others::Shared,
        missing,
    };
    let groups = Groups {
        groups: vec![group],
        shared: &[],
        pools: &[],
        whole: frame.len(),
    };
    assemble(
        evaluator,
        id,
        gather(evaluator, id, aggregate, &reading, &groups),
    )
}

pub(super) fn membership(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> YesNoColumn {
    match &*evaluator.rule(frame, rule) {
        RuleOutcome::Segment(outcome) => as_needed(&outcome.member),
        // The analysis lets only segments stand for sets of rows.
        RuleOutcome::Score(_) | RuleOutcome::Strategy(_) | RuleOutcome::Decision(_) => {
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
        by: aggregate.by.map(column),
        across: aggregate.across.map(column),
    }
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
    let by_type = |part: Option<ExprId>| part.map_or(ty, |part| &program.exprs[part].ty);
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
        AggregateFunction::Picked(pick, ask) => {
            let values = reading.value.as_ref();
            match (pick, values.zip(reading.by.as_ref()), values) {
                (Pick::Missing, _, Some(values)) => match Universe::of(evaluator, ty) {
                    None => Vec::new(), // the analysis asks for values that can be listed
                    Some(universe) => {
                        let fold = AbsentFold::new(universe, (program, ty), values);
                        run(reading, groups, fold, |absent, missing| {
                            absent.finish(evaluator, missing).answer(ask)
                        })
                    }
                },
                (Pick::Lowest | Pick::Highest, Some((values, by)), _) => {
                    let fold = ExtremeFold::new(values, by, pick == Pick::Highest);
                    let types = (ty, by_type(aggregate.by));
                    run(reading, groups, fold, |extreme, missing| {
                        extreme.finish(program, types, missing).answer(ask)
                    })
                }
                // The analysis asks for a value, and for an order.
                (Pick::Missing, _, None) | (Pick::Lowest | Pick::Highest, None, _) => Vec::new(),
            }
        }
        AggregateFunction::Agreement => match (&reading.value, &reading.by, &reading.across) {
            (Some(values), Some(by), Some(across)) => {
                let raters = (by, by_type(aggregate.by));
                let items = (across, by_type(aggregate.across));
                let fold = AgreementFold::new(program, values, raters, items);
                run(reading, groups, fold, AgreementFold::finish)
            }
            (_, _, _) => Vec::new(), // the analysis asks for all three
        },
        AggregateFunction::WeighedMean => match (&reading.value, &reading.by) {
            (Some(Column::Number(values)), Some(Column::Number(weights))) => run(
                reading,
                groups,
                WeighedFold::new(values, weights),
                |rows, missing| rows.finish(ty, missing),
            ),
            // The analysis asks for numbers.
            (_, _) => Vec::new(),
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
    let add_all = |gathered: &mut G, rows: &[(u32, u8)]| {
        for &(row, base) in rows {
            add(gathered, row as usize, base);
        }
    };
    let gathered = |rows: &[(u32, u8)]| {
        let mut gathered = empty.clone();
        add_all(&mut gathered, rows);
        gathered
    };
    let shared = gathered(groups.shared);
    let pools: Vec<G> = groups.pools.iter().map(|pool| gathered(pool)).collect();
    let everyone = |base: u8| {
        let mut gathered = empty.clone();
        (0..groups.whole).for_each(|row| add(&mut gathered, row, base));
        gathered
    };
    let (unknown, faulty) = (OnceCell::new(), OnceCell::new());
    let group = |group: &Group<'_>| {
        let mut gathered = empty.clone();
        match &group.rows {
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
        match &group.others {
            Others::Shared if groups.shared.is_empty() => {}
            Others::Shared => gathered.merge(&shared),
            Others::Everyone(bits) => {
                let kept = if bits & truth::FAULT == 0 {
                    &unknown
                } else {
                    &faulty
                };
                gathered.merge(kept.get_or_init(|| everyone(*bits)));
            }
            Others::Pooled(places) => {
                let pools = places.iter().filter_map(|place| pools.get(*place as usize));
                pools.for_each(|pool| gathered.merge(pool));
                gathered.merge(&shared);
            }
            Others::Listed(rows) => add_all(&mut gathered, rows),
        }
        finish(gathered, group.missing)
    };
    groups.groups.iter().map(group).collect()
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
            Column::YesNo(bits.collect())
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
