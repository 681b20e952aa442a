//! Rules to outcomes, line by line, and what expressions can ask of them.

mod course;
mod decision;
mod rank;
mod score;
mod segment;
mod strategy;

use super::column::{
    ChoiceColumn, Column, Interval, NumberColumn, OPEN_HIGH, OPEN_LOW, YesNoColumn, truth,
};
use super::evaluator::{Evaluator, Frame};
use super::kernels::{numbers, select};
use super::outcome::{DecisionOutcome, RuleOutcome, ScoreOutcome};
use super::reasons;
use crate::ir::{Check, ExprId, ExprKind, HitPolicy, Output, Program, RuleBody, RuleId, Type};

pub(super) use rank::rank;

/// Works out a rule on the rows of a frame.
pub(super) fn evaluate(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> RuleOutcome {
    let declared = &evaluator.program().rules[rule];
    let members = declared.within.map(|outer| member(evaluator, frame, outer));
    let members = members.as_ref();
    match &declared.body {
        RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }) => {
            RuleOutcome::Segment(segment::evaluate(evaluator, frame, gates, members))
        }
        RuleBody::Score(body) => {
            RuleOutcome::Score(score::evaluate(evaluator, frame, body, members))
        }
        RuleBody::Strategy(body) => {
            RuleOutcome::Strategy(strategy::evaluate(evaluator, frame, body, members))
        }
        RuleBody::Decision(body) => {
            RuleOutcome::Decision(decision::evaluate(evaluator, frame, body, members))
        }
    }
}

/// Membership of a segment.
fn member(evaluator: &Evaluator<'_>, frame: &Frame, segment: RuleId) -> YesNoColumn {
    match &*evaluator.rule(frame, segment) {
        RuleOutcome::Segment(outcome) => outcome.member.clone(),
        // The analysis lets rules be for segments only.
        RuleOutcome::Score(_) | RuleOutcome::Strategy(_) | RuleOutcome::Decision(_) => {
            YesNoColumn::constant(truth::UNKNOWN, frame.len())
        }
    }
}

/// The result itself of a rule: membership, score, option.
#[must_use]
pub(super) fn value(outcome: &RuleOutcome) -> Column {
    match outcome {
        RuleOutcome::Segment(outcome) => Column::YesNo(outcome.member.clone()),
        RuleOutcome::Score(outcome) => Column::Number(outcome.value.clone()),
        RuleOutcome::Strategy(outcome) => Column::Choice(outcome.option.clone()),
        RuleOutcome::Decision(outcome) => came_out(outcome, 0),
    }
}

/// A column of what comes out of a decision.
fn came_out(outcome: &DecisionOutcome, place: usize) -> Column {
    let column = outcome.outputs.get(place).cloned();
    // The analysis gives every decision its columns.
    column.unwrap_or_else(|| Column::Number(NumberColumn::points(&[])))
}

/// What an expression asks of a rule.
pub(super) fn output(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: RuleId,
    output: Output,
) -> Column {
    let outcome = || evaluator.rule(frame, rule);
    match output {
        Output::Value => value(&outcome()),
        Output::Status => select::status(evaluator.program(), &value(&outcome())),
        Output::Hits(place, function) => {
            let declared = &evaluator.program().rules[rule];
            match (declared.body.decision(), &*outcome()) {
                (Some(decision), RuleOutcome::Decision(outcome)) => {
                    let lines = &outcome.lines;
                    let found =
                        decision::over_hits(evaluator, frame, decision, lines, (place, function));
                    let members = declared.within.map(|outer| member(evaluator, frame, outer));
                    Column::Number(number_within(found, members.as_ref()))
                }
                (_, other) => value(other),
            }
        }
        Output::Further(place) => match &*outcome() {
            RuleOutcome::Decision(outcome) => came_out(outcome, place as usize),
            other
            @ (RuleOutcome::Segment(_) | RuleOutcome::Score(_) | RuleOutcome::Strategy(_)) => {
                value(other)
            }
        },
        Output::Rank => Column::Number(evaluator.rank(frame, rule)),
        Output::Failing => Column::Text(reasons::failing(evaluator, frame, rule)),
        Output::Open => Column::Text(reasons::open(evaluator, frame, rule)),
        Output::Possible => Column::Text(reasons::possible(evaluator, frame, rule)),
        Output::Because => Column::Text(reasons::because(evaluator, frame, rule)),
        Output::StoppedBy | Output::Band | Output::Low | Output::High => {
            match (&*outcome(), output) {
                (RuleOutcome::Segment(outcome), _) => Column::Choice(outcome.stopped_by.clone()),
                (RuleOutcome::Score(outcome), Output::Low) => Column::Number(end(outcome, true)),
                (RuleOutcome::Score(outcome), Output::High) => Column::Number(end(outcome, false)),
                (RuleOutcome::Score(outcome), _) => match &outcome.band {
                    Some(band) => Column::Choice(band.clone()),
                    // The analysis asks for a score with bands.
                    None => {
                        select::unknown(evaluator.program(), &Type::number(), frame.len(), false)
                    }
                },
                (RuleOutcome::Strategy(outcome), _) => Column::Choice(outcome.option.clone()),
                (RuleOutcome::Decision(outcome), _) => came_out(outcome, 0),
            }
        }
    }
}

/// Whether a value is among those of the lines that hold, where an expression reads a column of them.
pub(super) fn among_hits(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    read: ExprId,
    item: &Column,
) -> Option<YesNoColumn> {
    let program = evaluator.program();
    let ExprKind::Rule(rule, output) = program.exprs[read].kind else {
        return None;
    };
    let place = if let Output::Further(place) = output {
        place as usize
    } else {
        0
    };
    match (
        program.rules[rule].body.decision(),
        &*evaluator.rule(frame, rule),
    ) {
        (Some(body), RuleOutcome::Decision(outcome)) if body.policy == HitPolicy::All => Some(
            decision::among(evaluator, frame, (body, place), &outcome.lines, item),
        ),
        (_, _) => None,
    }
}

/// A guaranteed end of a score as a settled number; unknown where the end is open.
fn end(outcome: &ScoreOutcome, low: bool) -> NumberColumn {
    let value = &outcome.value;
    let rows = value.intervals().enumerate().map(|(row, interval)| {
        let end = if low { interval.low } else { interval.high };
        let interval = if end == OPEN_LOW || end == OPEN_HIGH {
            Interval::OPEN
        } else {
            Interval::point(end)
        };
        (interval, value.flags.get(row))
    });
    numbers::from_rows(rows, value.len())
}

/// Some rows of a column of numbers.
pub(super) fn slice(column: &NumberColumn, rows: std::ops::Range<usize>) -> NumberColumn {
    let cut = rows
        .clone()
        .map(|row| (column.interval(row), column.flags.get(row)));
    numbers::from_rows(cut, rows.len())
}

/// The members of a domain.
fn member_count(program: &Program, domain: crate::ir::DomainId) -> u32 {
    super::kernels::choices::member_count(program, &Type::Choice(domain))
}

/// Keeps a choice to the members of a segment.
fn choice_within(column: ChoiceColumn, members: Option<&YesNoColumn>) -> ChoiceColumn {
    match members.map(|members| select::within(&Column::Choice(column.clone()), members)) {
        Some(Column::Choice(kept)) => kept,
        Some(Column::Number(_) | Column::YesNo(_) | Column::Text(_) | Column::List(_)) | None => {
            column
        }
    }
}

/// Keeps numbers to the members of a segment.
fn number_within(column: NumberColumn, members: Option<&YesNoColumn>) -> NumberColumn {
    match members.map(|members| select::within(&Column::Number(column.clone()), members)) {
        Some(Column::Number(kept)) => kept,
        Some(Column::Choice(_) | Column::YesNo(_) | Column::Text(_) | Column::List(_)) | None => {
            column
        }
    }
}
