//! Decisions: which lines hold, and what those that may count say.

use std::sync::Arc;

use super::course::Course;
use crate::eval::aggregates::over_lines;
use crate::eval::column::{Column, ListColumn, NumberColumn, Status, YesNoColumn, flag, truth};
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::expressions::{needed, settled_value};
use crate::eval::kernels::compare::compare;
use crate::eval::kernels::logic::{self, Connective};
use crate::eval::kernels::select::{self, Take};
use crate::eval::outcome::DecisionOutcome;
use crate::ir::{
    AggregateFunction, CompareOperator, Decision, DecisionLine, ExprId, ExprKind, HitPolicy, Value,
};

pub(super) fn evaluate(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    members: Option<&YesNoColumn>,
) -> DecisionOutcome {
    let lines = lines(evaluator, frame, decision);
    let hits = Hits::of(evaluator, frame, decision, &lines);
    let outputs = (0..decision.outputs.len()).map(|place| {
        let column = match decision.policy {
            HitPolicy::First | HitPolicy::Unique => {
                one_of(evaluator, frame, decision, &hits, place)
            }
            HitPolicy::All => every(evaluator, frame, decision, &hits, place),
        };
        members.map_or_else(
            || column.clone(),
            |members| select::within(&column, members),
        )
    });
    let outputs = outputs.collect();
    DecisionOutcome { lines, outputs }
}

/// Whether each line holds, by itself; `otherwise` where no other line does.
fn lines(evaluator: &Evaluator<'_>, frame: &Frame, decision: &Decision) -> Vec<YesNoColumn> {
    let rows = frame.len();
    let conditions = decision.lines.iter().filter_map(|line| line.condition);
    let tested: Vec<YesNoColumn> = conditions
        .map(|condition| needed(evaluator, frame, condition))
        .collect();
    let rest = || match decision.policy {
        // What stands before it is looked at first.
        HitPolicy::First => YesNoColumn::constant(truth::YES, rows),
        HitPolicy::Unique | HitPolicy::All => {
            logic::not(&logic::connect(Connective::Or, &tested, rows))
        }
    };
    let mut next = tested.iter();
    let lines: Vec<YesNoColumn> = decision
        .lines
        .iter()
        .map(|line| match line.condition {
            Some(_) => next.next().cloned().unwrap_or_else(rest),
            None => rest(),
        })
        .collect();
    match (decision.policy, decision.columns) {
        (HitPolicy::First, Some(columns)) => {
            first_of_each(evaluator, frame, decision, lines, columns)
        }
        (HitPolicy::First | HitPolicy::Unique | HitPolicy::All, _) => lines,
    }
}

/// Of a grid it is the first row that holds and the first column that does: what stands in a row
/// behind one that certainly holds is out, even while no column is settled.
fn first_of_each(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    mut lines: Vec<YesNoColumn>,
    columns: usize,
) -> Vec<YesNoColumn> {
    let settled = |cell: Option<ExprId>| match cell {
        Some(condition) => needed(evaluator, frame, condition),
        None => YesNoColumn::constant(truth::YES, frame.len()),
    };
    // For each edge, by its places: whether one before certainly holds.
    let mut passed: [Vec<Vec<bool>>; 2] = [Vec::new(), Vec::new()];
    let heads = [
        decision
            .lines
            .iter()
            .step_by(columns.max(1))
            .collect::<Vec<_>>(),
        decision.lines.iter().take(columns).collect(),
    ];
    for (edge, (heads, passed)) in heads.iter().zip(&mut passed).enumerate() {
        let mut over = vec![false; frame.len()];
        for line in heads {
            passed.push(over.clone());
            let cell = settled(line.cells.get(edge).copied().flatten());
            for (over, bits) in over.iter_mut().zip(cell.bits().iter()) {
                *over |= bits & truth::UNKNOWN == truth::YES;
            }
        }
    }
    let [rows, across] = &passed;
    for (place, line) in lines.iter_mut().enumerate() {
        let before = [
            rows.get(place / columns.max(1)),
            across.get(place % columns.max(1)),
        ];
        let is_out = |row: usize| {
            let mut edges = before.iter().flatten();
            edges.any(|over| over.get(row).copied().unwrap_or(false))
        };
        let bits = line.bits().into_owned();
        let bits = bits.iter().enumerate();
        let kept = bits.map(|(row, bits)| if is_out(row) { truth::NO } else { *bits });
        *line = kept.collect();
    }
    lines
}

/// On each row: the lines that may count, and what is known of all of them together.
struct Hits {
    /// For each line whether it may count.
    standing: Vec<Vec<bool>>,
    /// The truth bits of each line.
    lines: Vec<YesNoColumn>,
    /// Whether any line counts: yes, no or unknown.
    any: Vec<u8>,
    /// True where two lines certainly hold of which only one may.
    clash: Vec<bool>,
}

impl Hits {
    fn of(
        evaluator: &Evaluator<'_>,
        frame: &Frame,
        decision: &Decision,
        lines: &[YesNoColumn],
    ) -> Hits {
        let rows = frame.len();
        let mut standing = vec![vec![false; rows]; lines.len()];
        let mut any = vec![truth::NO; rows];
        let mut clash = vec![false; rows];
        let complete = complete_rows(evaluator, frame, decision);
        for row in 0..rows {
            let mut certain = 0;
            let mut decided = None;
            for (place, (line, stands)) in lines.iter().zip(&mut standing).enumerate() {
                let bits = line.get(row) & truth::UNKNOWN;
                let over = decision.policy == HitPolicy::First && certain > 0;
                if bits & truth::YES == 0 || over {
                    continue;
                }
                if let Some(stands) = stands.get_mut(row) {
                    *stands = true;
                }
                if bits == truth::YES {
                    certain += 1;
                    decided = Some(place);
                }
                if let Some(any) = any.get_mut(row) {
                    *any |= truth::YES;
                }
            }
            let is_complete = complete.get(row).copied().unwrap_or(false);
            if let Some(any) = any.get_mut(row)
                && (certain > 0 || (is_complete && *any & truth::YES != 0))
            {
                *any = truth::YES;
            }
            if decision.policy == HitPolicy::Unique {
                if let Some(clash) = clash.get_mut(row) {
                    *clash = certain > 1;
                }
                if decision.proved_unique && certain == 1 {
                    for (place, stands) in standing.iter_mut().enumerate() {
                        if let Some(stands) = stands.get_mut(row) {
                            *stands = Some(place) == decided;
                        }
                    }
                }
            }
        }
        Hits {
            standing,
            lines: lines.to_vec(),
            any,
            clash,
        }
    }

    fn stands(&self, place: usize, row: usize) -> bool {
        let line = self.standing.get(place);
        line.and_then(|line| line.get(row))
            .copied()
            .unwrap_or(false)
    }

    fn bits(&self, place: usize, row: usize) -> u8 {
        self.lines
            .get(place)
            .map_or(truth::NO, |line| line.get(row))
    }
}

/// Where some line holds whatever the answers. A proof that the lines leave nothing out speaks of
/// values, so it says nothing of a row on which a tested value may not apply.
fn complete_rows(evaluator: &Evaluator<'_>, frame: &Frame, decision: &Decision) -> Vec<bool> {
    let mut complete = vec![decision.proved_complete; frame.len()];
    let has_rest = decision.lines.iter().any(|line| line.condition.is_none());
    if !decision.proved_complete || has_rest {
        return complete;
    }
    for input in &decision.inputs {
        let column = evaluator.column(frame, *input);
        for (row, complete) in complete.iter_mut().enumerate() {
            *complete &= column.flags(row) & flag::NOT_APPLICABLE == 0;
        }
    }
    complete
}

// ---- first, unique ------------------------------------------------------------------------------

/// The union of what the lines say that may count.
fn one_of(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    hits: &Hits,
    place: usize,
) -> Column {
    let program = evaluator.program();
    let rows = frame.len();
    let mut seen = vec![false; rows];
    let mut found: Option<Column> = None;
    for (at, line) in decision.lines.iter().enumerate() {
        let Some(&value) = line.outputs.get(place) else {
            continue;
        };
        let column = evaluator.column(frame, value);
        let takes = seen.iter_mut().enumerate().map(|(row, seen)| {
            let stands = hits.stands(at, row);
            let both = *seen && stands;
            *seen |= stands;
            match (both, *seen && !stands) {
                (true, _) => Take::Either { fault: false },
                (false, true) => Take::First,
                (false, false) => Take::Second,
            }
        });
        let takes: Vec<Take> = takes.collect();
        found = Some(match &found {
            Some(before) => select::merge(before, &column, &takes),
            None => column,
        });
    }
    let ty = decision.outputs.get(place).map(|output| &output.ty);
    let ty = ty.cloned().unwrap_or_else(crate::ir::Type::number);
    let found = found.unwrap_or_else(|| select::unknown(program, &ty, rows, false));
    let same = same_values(evaluator, decision, place);
    let fits = (0..rows).map(|row| {
        let any = hits.any.get(row).copied().unwrap_or(truth::UNKNOWN);
        let fault = match decision.policy {
            HitPolicy::First => is_stuck(hits, &same, row, any),
            // Of two lines that hold none is the right one.
            HitPolicy::Unique | HitPolicy::All => {
                hits.clash.get(row) == Some(&true) || no_answer_helps(hits, row)
            }
        };
        any | if fault { truth::FAULT } else { 0 }
    });
    select::within(&found, &fits.collect())
}

/// For each line the first that says the same in a column.
fn same_values(evaluator: &Evaluator<'_>, decision: &Decision, place: usize) -> Vec<u32> {
    let program = evaluator.program();
    let constant = |value: ExprId| -> Option<&Value> {
        if let ExprKind::Literal(value) = &program.exprs[value].kind {
            Some(value)
        } else {
            None
        }
    };
    let values: Vec<Option<&Value>> = decision
        .lines
        .iter()
        .map(|line| line.outputs.get(place).and_then(|value| constant(*value)))
        .collect();
    let first = |(at, value): (usize, &Option<&Value>)| {
        let same = value.and_then(|value| values.iter().position(|other| *other == Some(value)));
        u32::try_from(same.unwrap_or(at)).unwrap_or(u32::MAX)
    };
    values.iter().enumerate().map(first).collect()
}

/// The place in a cascade of a row that no line fits.
const NONE_FITS: u32 = u32::MAX;

/// True if no answer settles which line is the first to hold.
fn is_stuck(hits: &Hits, same: &[u32], row: usize, any: u8) -> bool {
    let mut course = Course::Open;
    for (place, value) in same.iter().enumerate() {
        course = course.step(*value, hits.bits(place, row));
    }
    if any & truth::NO != 0 {
        course = course.step(NONE_FITS, truth::YES);
    }
    course.is_fault()
}

/// True if every line that is open stays so whatever is answered.
fn no_answer_helps(hits: &Hits, row: usize) -> bool {
    let mut open = (0..hits.lines.len())
        .filter(|place| hits.stands(*place, row))
        .map(|place| hits.bits(place, row))
        .filter(|bits| bits & truth::NO != 0)
        .peekable();
    open.peek().is_some() && open.all(|bits| bits & truth::FAULT != 0)
}

// ---- all ----------------------------------------------------------------------------------------

/// The values of every line that holds, in the order of the lines; anything while one is open.
fn every(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    hits: &Hits,
    place: usize,
) -> Column {
    let program = evaluator.program();
    let columns: Vec<_> = decision
        .lines
        .iter()
        .filter_map(|line| line.outputs.get(place))
        .map(|value| (evaluator.column(frame, *value), &program.exprs[*value].ty))
        .collect();
    let rows = (0..frame.len()).map(|row| {
        let any = hits.any.get(row).copied().unwrap_or(truth::UNKNOWN);
        let mut bits = match any {
            truth::YES => flag::APPLIES,
            truth::NO => flag::NOT_APPLICABLE,
            _ => flag::APPLIES | flag::NOT_APPLICABLE,
        };
        let mut found = Some(Vec::new());
        for (at, (column, ty)) in columns.iter().enumerate() {
            if !hits.stands(at, row) {
                continue;
            }
            let holds = hits.bits(at, row);
            let status = column.status(row);
            if holds & truth::FAULT != 0 || status == Status::Fault {
                bits |= flag::FAULT;
            }
            let is_certain = holds & truth::UNKNOWN == truth::YES;
            if is_certain && status == Status::NotApplicable {
                continue;
            }
            match (settled_value(ty, column, row), &mut found) {
                (Some(value), Some(values)) if is_certain => values.push(value),
                (_, found) => *found = None,
            }
        }
        (found.map(Arc::from), bits)
    });
    let (values, bits) = rows.unzip();
    Column::List(ListColumn::new(values, bits))
}

/// Whether a value is what one of the lines that hold says, while some of them may hold.
pub(super) fn among(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    (decision, place): (&Decision, usize),
    lines: &[YesNoColumn],
    item: &Column,
) -> YesNoColumn {
    let said = decision
        .lines
        .iter()
        .zip(lines)
        .filter_map(|(line, holds)| {
            let value = evaluator.column(frame, *line.outputs.get(place)?);
            let same = compare(CompareOperator::Is, item, &value);
            Some(logic::connect(
                Connective::And,
                &[holds.clone(), same],
                frame.len(),
            ))
        });
    logic::connect(Connective::Or, &said.collect::<Vec<_>>(), frame.len())
}

/// The lines that hold, put together: how many, or their values in a column.
pub(super) fn over_hits(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    lines: &[YesNoColumn],
    (place, function): (u32, AggregateFunction),
) -> NumberColumn {
    let values = |line: &DecisionLine| {
        let value = *line.outputs.get(place as usize)?;
        match evaluator.column(frame, value) {
            Column::Number(values) => Some(values),
            Column::YesNo(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => None,
        }
    };
    let gathered: Vec<_> = decision
        .lines
        .iter()
        .zip(lines)
        .map(|(line, holds)| (holds.clone(), values(line)))
        .collect();
    let ty = decision
        .outputs
        .get(place as usize)
        .map(|output| &output.ty);
    let ty = ty.cloned().unwrap_or_else(crate::ir::Type::number);
    over_lines(function, &ty, &gathered, frame.len())
}
