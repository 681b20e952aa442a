//! Works a view out batch by batch: which rows pass, in what order, with which values.

use std::sync::Arc;

use super::columns::MachineColumns;
use super::order::{Candidate, compare, sort_value};
use super::shown::{ShownColumns, ViewPlan};
use super::table::{Membership, Request, ResultTable, Shape, ViewChoice};
use super::values::{Cell, settled, take_clone};
use crate::decimal::Decimal;
use crate::eval::{Evaluator, Frame, RuleOutcome, YesNoColumn, truth};
use crate::ir::{ExprId, Program, RecordId, RuleId, View};

/// How many rows are worked out at a time.
pub(super) const BATCH: usize = 8192;

/// What a view comes to. `progress` is told how many rows have been worked out since it was last
/// told.
#[must_use]
pub fn tabulate(
    evaluator: &Evaluator<'_>,
    choice: ViewChoice,
    request: Request,
    progress: &dyn Fn(usize),
) -> ResultTable {
    let program = evaluator.program();
    let view = match choice {
        ViewChoice::View(view) => Some(&program.views[view]),
        ViewChoice::Record(_) => None,
    };
    let mut survey = Survey::new(evaluator, choice.record(program), view);
    let mut plan = ViewPlan::new(program, choice);
    if request.keys && request.shape == Shape::Machine {
        plan.show_keys(program, choice);
    }
    let mut collected = Collected::new(program, &plan, request.shape);
    let top = [view.and_then(|view| view.top), request.top]
        .into_iter()
        .flatten()
        .min();
    let record = choice.record(program);
    for start in (0..evaluator.row_count(record)).step_by(BATCH) {
        let frame = evaluator.frame(record, start..start + BATCH);
        let passing = survey.take(&frame);
        if top.is_none() {
            collected.fill(evaluator, &frame, &plan, &passing);
        }
        progress(frame.len());
    }
    let Survey {
        candidates,
        membership,
        descending,
        ..
    } = survey;
    let passing = candidates.len();
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|&a, &b| match (candidates.get(a), candidates.get(b)) {
        (Some(a), Some(b)) => compare(a, b, &descending),
        (_, _) => a.cmp(&b),
    });
    if let Some(top) = top {
        order.truncate(usize::try_from(top).unwrap_or(usize::MAX));
    }
    let candidates = take_clone(&candidates, &order);
    // Values were collected in the order of the table, or now are for the few rows that are left.
    if top.is_some() {
        order = collected.fill_some(evaluator, record, &plan, &candidates);
    }
    finish(
        evaluator,
        choice,
        view,
        Done {
            candidates,
            order,
            passing,
            membership,
        },
        collected,
    )
}

/// The rows of a result in their order, and where their values were collected.
struct Done {
    candidates: Vec<Candidate>,
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
        rows: done.candidates.len(),
        membership: done.membership,
        places: done
            .candidates
            .iter()
            .map(|candidate| candidate.row)
            .collect(),
        uncertain: done
            .candidates
            .iter()
            .map(|candidate| candidate.uncertain)
            .collect(),
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

    /// Works out some rows only, and says where each of them was put.
    fn fill_some(
        &mut self,
        evaluator: &Evaluator<'_>,
        record: RecordId,
        plan: &ViewPlan,
        candidates: &[Candidate],
    ) -> Vec<usize> {
        let mut by_row: Vec<(usize, usize)> = candidates
            .iter()
            .enumerate()
            .map(|(place, candidate)| (candidate.row, place))
            .collect();
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
    descending: Vec<bool>,
    candidates: Vec<Candidate>,
    membership: Option<Membership>,
}

impl<'e, 'a> Survey<'e, 'a> {
    fn new(evaluator: &'e Evaluator<'a>, record: RecordId, view: Option<&View>) -> Self {
        let program = evaluator.program();
        let within = view.and_then(|view| view.within);
        let sort = view.map(|view| view.sort.as_slice()).unwrap_or_default();
        Survey {
            evaluator,
            record,
            within,
            filter: view.and_then(|view| view.filter),
            sort: sort.iter().map(|key| key.value).collect(),
            descending: sort.iter().map(|key| key.descending).collect(),
            candidates: Vec::new(),
            membership: within.map(|rule| Membership {
                segment: program.rules[rule].named.name.clone(),
                members: 0,
                possible: 0,
            }),
        }
    }

    /// Takes the rows of a frame; returns the places of those that pass.
    fn take(&mut self, frame: &Frame) -> Vec<usize> {
        let program = self.evaluator.program();
        let members = self
            .within
            .and_then(|rule| match &*self.evaluator.rule(frame, rule) {
                RuleOutcome::Segment(outcome) => Some(outcome.member.clone()),
                RuleOutcome::Score(_) | RuleOutcome::Strategy(_) | RuleOutcome::Decision(_) => None,
            });
        let filter = self.filter.and_then(|expr| self.yes_no(frame, expr));
        let sort: Vec<_> = self
            .sort
            .iter()
            .map(|&expr| (&program.exprs[expr].ty, self.evaluator.column(frame, expr)))
            .collect();
        let key = self.key_columns(frame);
        let mut passing = Vec::new();
        for row in 0..frame.len() {
            let member = members
                .as_ref()
                .map_or(Answer::Yes, |members| answer(members, row));
            if let Some(membership) = &mut self.membership {
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
            if answer == Answer::No {
                continue;
            }
            passing.push(row);
            self.candidates.push(Candidate {
                row: at,
                uncertain: answer == Answer::Perhaps,
                keys: sort
                    .iter()
                    .map(|(ty, column)| sort_value(program, ty, column, row))
                    .collect(),
                key: key.iter().map(|values| key_text(values, row)).collect(),
            });
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

    /// The cells of the record's key, a column a field.
    fn key_columns(&self, frame: &Frame) -> Vec<Vec<Cell>> {
        let program = self.evaluator.program();
        let key = &program.records[self.record].key;
        key.iter()
            .map(|&field| {
                let column = self.evaluator.field(frame, field);
                let ty = &program.fields[field].ty;
                (0..frame.len())
                    .map(|row| settled(program, ty, &column, row))
                    .collect()
            })
            .collect()
    }
}

fn key_text(cells: &[Cell], row: usize) -> Arc<str> {
    match cells.get(row) {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::YesNo(value)) => if *value { "yes" } else { "no" }.into(),
        Some(Cell::Number(units)) => Decimal::from_units(*units)
            .map(|number| number.to_string())
            .unwrap_or_default()
            .into(),
        Some(Cell::Date(days)) => crate::data::date_text(i128::from(*days)).into(),
        Some(Cell::Whole(count)) => count.to_string().into(),
        // No key is a list.
        Some(Cell::Null | Cell::List(_)) | None => "".into(),
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
