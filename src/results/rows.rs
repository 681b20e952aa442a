//! Works a view out batch by batch: which rows pass, in what order, with which values.

use std::ops::Range;

use super::columns::MachineColumns;
use super::order::{Found, KeyTexts, Order, Passing};
use super::shown::{ShownColumns, ViewPlan};
use super::table::{Membership, Request, ResultTable, Shape, ViewChoice};
use crate::eval::{Evaluator, Frame, RuleOutcome, Task, YesNoColumn, truth};
use crate::ir::{ExprId, Program, RecordId, RuleId, View};

/// How many rows are worked out at a time.
pub(super) const BATCH: usize = 4096;

/// What a view comes to. `progress` is told how many rows have been worked out since it was last
/// told.
#[must_use]
pub fn tabulate(
    evaluator: &Evaluator<'_>,
    choice: ViewChoice,
    request: Request,
    progress: &(dyn Fn(usize) + Sync),
) -> ResultTable {
    let program = evaluator.program();
    let view = match choice {
        ViewChoice::View(view) => Some(&program.views[view]),
        ViewChoice::Record(_) => None,
    };
    let mut plan = ViewPlan::new(program, choice);
    if request.keys && request.shape == Shape::Machine {
        plan.show_keys(program, choice);
    }
    let top = [view.and_then(|view| view.top), request.top]
        .into_iter()
        .flatten()
        .min()
        .map(|top| usize::try_from(top).unwrap_or(usize::MAX));
    let record = choice.record(program);
    let job = Job {
        evaluator,
        record,
        plan: &plan,
        survey: Survey::new(evaluator, record, view),
        shape: request.shape,
        top,
        progress,
    };
    let parts = job.parts(evaluator.row_count(record), evaluator.threads());
    let (found, mut collected, membership) = job.join(parts);
    let passing = found.passing;
    let rows = found.rows;
    // Values were collected in the order of the table, or now are for the few rows that are left.
    let order: Vec<usize> = if top.is_some() {
        collected.fill_some(evaluator, record, &plan, &rows)
    } else {
        rows.iter().map(|row| row.found).collect()
    };
    finish(
        evaluator,
        choice,
        view,
        Done {
            rows,
            order,
            passing,
            membership,
        },
        collected,
    )
}

/// A view to work out.
struct Job<'j, 'a> {
    evaluator: &'j Evaluator<'a>,
    record: RecordId,
    plan: &'j ViewPlan,
    survey: Survey<'j, 'a>,
    shape: Shape,
    top: Option<usize>,
    progress: &'j (dyn Fn(usize) + Sync),
}

/// What a stretch of the table comes to: its rows that pass in order, and their values in the order
/// in which they were found.
struct Part {
    found: Found,
    collected: Collected,
    passing: usize,
    membership: Option<Membership>,
}

/// The rows of a view in order, and how many there were before `top` cut them.
struct Sorted {
    rows: Vec<Passing>,
    passing: usize,
}

impl Job<'_, '_> {
    /// Works the table out in as many stretches as there are threads. What comes out is the same for
    /// any number.
    fn parts(&self, rows: usize, threads: usize) -> Vec<Part> {
        let batches = rows.div_ceil(BATCH);
        let threads = threads.clamp(1, batches.max(1));
        let place = |part: usize| (batches * part / threads * BATCH).min(rows);
        let stretch = |part: usize| place(part)..place(part + 1);
        if threads == 1 {
            return vec![self.part(0..rows)];
        }
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .map(|part| scope.spawn(move || self.part(stretch(part))))
                .collect();
            let mut parts = vec![self.part(stretch(0))];
            for other in others {
                match other.join() {
                    Ok(part) => parts.push(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            parts
        })
    }

    fn part(&self, rows: Range<usize>) -> Part {
        let mut part = Part {
            found: Found::default(),
            collected: Collected::new(self.evaluator.program(), self.plan, self.shape),
            passing: 0,
            membership: self.survey.membership.clone(),
        };
        for start in rows.clone().step_by(BATCH) {
            let end = (start + BATCH).min(rows.end);
            let frame = self.evaluator.frame(self.record, start..end);
            let passing = self.survey.take(&frame, &mut part);
            if self.top.is_none() {
                self.evaluator.timed(Task::Collect, || {
                    part.collected
                        .fill(self.evaluator, &frame, self.plan, &passing);
                });
            }
            (self.progress)(frame.len());
        }
        part.passing = part.found.rows.len();
        self.evaluator.timed(Task::Sort, || match self.top {
            Some(top) => self.survey.order.first(&mut part.found, top),
            None => self.survey.order.sort(&mut part.found),
        });
        part
    }

    fn join(&self, parts: Vec<Part>) -> (Sorted, Collected, Option<Membership>) {
        let mut collected = Collected::new(self.evaluator.program(), self.plan, self.shape);
        let mut membership = self.survey.membership.clone();
        let mut passing = 0;
        let mut found = Vec::new();
        for part in parts {
            passing += part.passing;
            if let (Some(all), Some(more)) = (&mut membership, part.membership) {
                all.members += more.members;
                all.possible += more.possible;
            }
            collected.append(part.collected);
            found.push(part.found);
        }
        let merge = || self.survey.order.merge(found).rows;
        let mut rows = self.evaluator.timed(Task::Sort, merge);
        rows.truncate(self.top.unwrap_or(usize::MAX));
        (Sorted { rows, passing }, collected, membership)
    }
}

/// The rows of a result in their order, and where their values were collected.
struct Done {
    rows: Vec<Passing>,
    order: Vec<usize>,
    passing: usize,
    membership: Option<Membership>,
}

fn finish(
    evaluator: &Evaluator<'_>,
    choice: ViewChoice,
    view: Option<&View>,
    done: Done,
    collected: Collected,
) -> ResultTable {
    let program = evaluator.program();
    let record = choice.record(program);
    let (columns, (shown, open)) = match collected {
        Collected::Machine(columns) => (columns.finish(&done.order), Default::default()),
        Collected::Human(columns) => (Vec::new(), columns.finish(&done.order)),
    };
    let named = view.map_or(&program.records[record].named, |view| &view.named);
    ResultTable {
        name: named.name.clone(),
        label: named.label.clone(),
        record: program.records[record].named.name.clone(),
        total: evaluator.row_count(record),
        passing: done.passing,
        rows: done.rows.len(),
        membership: done.membership,
        places: done.rows.iter().map(|row| row.row).collect(),
        uncertain: done.rows.iter().map(|row| row.uncertain).collect(),
        columns,
        shown,
        open,
        as_of: evaluator.settings().as_of,
    }
}

/// The values of the rows that pass, in the shape asked for.
enum Collected {
    Machine(MachineColumns),
    Human(ShownColumns),
}

impl Collected {
    fn new(program: &Program, plan: &ViewPlan, shape: Shape) -> Collected {
        match shape {
            Shape::Machine => Collected::Machine(MachineColumns::new(program, plan)),
            Shape::Human => Collected::Human(ShownColumns::new(program, plan)),
        }
    }

    fn fill(&mut self, evaluator: &Evaluator<'_>, frame: &Frame, plan: &ViewPlan, rows: &[usize]) {
        match self {
            Collected::Machine(columns) => columns.fill(evaluator, frame, plan, rows),
            Collected::Human(columns) => columns.fill(evaluator, frame, plan, rows),
        }
    }

    /// Adds what was collected of the rows that follow.
    fn append(&mut self, more: Collected) {
        match (self, more) {
            (Collected::Machine(columns), Collected::Machine(more)) => columns.append(more),
            (Collected::Human(columns), Collected::Human(more)) => columns.append(more),
            // One view is collected in one shape.
            (Collected::Machine(_) | Collected::Human(_), _) => {}
        }
    }

    /// Works out some rows only, and says where each of them was put.
    fn fill_some(
        &mut self,
        evaluator: &Evaluator<'_>,
        record: RecordId,
        plan: &ViewPlan,
        rows: &[Passing],
    ) -> Vec<usize> {
        let rows = rows.iter().enumerate();
        let mut by_row: Vec<(usize, usize)> = rows.map(|(place, row)| (row.row, place)).collect();
        by_row.sort_unstable();
        for chunk in by_row.chunk_by(|a, b| a.0 / BATCH == b.0 / BATCH) {
            let start = chunk.first().map_or(0, |(row, _)| row / BATCH * BATCH);
            let frame = evaluator.frame(record, start..start + BATCH);
            let rows: Vec<usize> = chunk.iter().map(|(row, _)| row - start).collect();
            self.fill(evaluator, &frame, plan, &rows);
        }
        let mut put: Vec<(usize, usize)> = by_row
            .iter()
            .enumerate()
            .map(|(put, (_, place))| (*place, put))
            .collect();
        put.sort_unstable();
        put.into_iter().map(|(_, put)| put).collect()
    }
}

/// Decides which rows pass, and notes what sorts them.
struct Survey<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    record: RecordId,
    within: Option<RuleId>,
    filter: Option<ExprId>,
    sort: Vec<ExprId>,
    order: Order<'a>,
    /// No members counted yet, if the view is for a segment.
    membership: Option<Membership>,
}

impl<'e, 'a> Survey<'e, 'a> {
    fn new(evaluator: &'e Evaluator<'a>, record: RecordId, view: Option<&View>) -> Self {
        let program = evaluator.program();
        let within = view.and_then(|view| view.within);
        let sort = view.map(|view| view.sort.as_slice()).unwrap_or_default();
        let keys = sort.iter();
        let keys = keys.map(|key| (&program.exprs[key.value].ty, key.descending));
        Survey {
            evaluator,
            record,
            within,
            filter: view.and_then(|view| view.filter),
            sort: sort.iter().map(|key| key.value).collect(),
            order: Order::new(program, keys.collect()),
            membership: within.map(|rule| Membership {
                segment: program.rules[rule].named.name.clone(),
                members: 0,
                possible: 0,
            }),
        }
    }

    /// Takes the rows of a frame; returns the places of those that pass.
    fn take(&self, frame: &Frame, part: &mut Part) -> Vec<usize> {
        let members = self
            .within
            .and_then(|rule| match &*self.evaluator.rule(frame, rule) {
                RuleOutcome::Segment(outcome) => Some(outcome.member.clone()),
                RuleOutcome::Score(_) | RuleOutcome::Strategy(_) | RuleOutcome::Decision(_) => None,
            });
        let filter = self.filter.and_then(|expr| self.yes_no(frame, expr));
        let mut passing = Vec::new();
        let mut found = Vec::new();
        for row in 0..frame.len() {
            let member = members
                .as_ref()
                .map_or(Answer::Yes, |members| answer(members, row));
            if let Some(membership) = &mut part.membership {
                membership.members += usize::from(member == Answer::Yes);
                membership.possible += usize::from(member == Answer::Perhaps);
            }
            let holds = filter
                .as_ref()
                .map_or(Answer::Yes, |filter| answer(filter, row));
            let at = frame.rows().start + row;
            let there = if self.evaluator.is_certainly_there(self.record, at) {
                Answer::Yes
            } else {
                Answer::Perhaps
            };
            let answer = member.min(holds).min(there);
            if answer != Answer::No {
                passing.push(row);
                found.push((at, row, answer == Answer::Perhaps));
            }
        }
        if !passing.is_empty() {
            let sort = self.sort.iter();
            let sort = sort.map(|&expr| self.evaluator.column(frame, expr));
            let (sort, key) = (sort.collect(), self.key_columns(frame));
            self.order
                .add(&mut part.found, sort, key, found.into_iter());
        }
        passing
    }

    fn yes_no(&self, frame: &Frame, expr: ExprId) -> Option<YesNoColumn> {
        match self.evaluator.column(frame, expr) {
            crate::eval::Column::YesNo(column) => Some(column),
            // The analysis lets no other type stand as a condition.
            crate::eval::Column::Number(_)
            | crate::eval::Column::Choice(_)
            | crate::eval::Column::Text(_)
            | crate::eval::Column::List(_) => None,
        }
    }

    /// The texts of the record's key, a column a field.
    fn key_columns(&self, frame: &Frame) -> Vec<KeyTexts> {
        let program = self.evaluator.program();
        let key = &program.records[self.record].key;
        let texts = key.iter().map(|&field| {
            let column = self.evaluator.field(frame, field);
            KeyTexts::new(program, &program.fields[field].ty, &column)
        });
        texts.collect()
    }
}

/// Whether a row passes; not applicable counts as no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    No,
    Perhaps,
    Yes,
}

fn answer(column: &YesNoColumn, row: usize) -> Answer {
    let bits = column.get(row);
    if bits & truth::YES == 0 {
        Answer::No
    } else if bits & (truth::NO | truth::NOT_APPLICABLE) == 0 {
        Answer::Yes
    } else {
        Answer::Perhaps
    }
}
