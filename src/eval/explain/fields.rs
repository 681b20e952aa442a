//! The fields of a row: what stands in them, and how those that are worked out came about.

use std::collections::BTreeSet;

use super::super::column::Status;
use super::super::display::display;
use super::super::evaluator::{Evaluator, Frame};
use super::super::reasons::{causes_of, seen};
use super::{LineExplanation, line, rows};
use crate::ir::{ExprId, ExprKind, FieldId, FieldSource, Program, RuleId};

/// Every field of the row, in the order of the pack.
pub(super) fn all(evaluator: &Evaluator<'_>, frame: &Frame) -> Vec<LineExplanation> {
    let fields = evaluator.program().records[frame.record()].fields.iter();
    fields
        .map(|field| explained(evaluator, frame, *field))
        .collect()
}

/// The fields that are worked out and that some rules read, directly or through further ones.
pub(super) fn read_by(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rules: &[RuleId],
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    let read = computed_fields(program, rules);
    let fields = program.records[frame.record()].fields.iter();
    fields
        .filter(|field| read.contains(field))
        .map(|field| explained(evaluator, frame, *field))
        .collect()
}

/// The fields worked out on the same row that some rules read.
fn computed_fields(program: &Program, rules: &[RuleId]) -> BTreeSet<FieldId> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<ExprId> = rules
        .iter()
        .flat_map(|rule| program.rule_exprs(*rule))
        .collect();
    let mut seen: BTreeSet<ExprId> = BTreeSet::new();
    while let Some(expr) = waiting.pop() {
        if !seen.insert(expr) {
            continue;
        }
        let kind = &program.exprs[expr].kind;
        if let ExprKind::Field(field) = kind
            && let FieldSource::Computed(value) = program.fields[*field].source
        {
            found.insert(*field);
            waiting.push(value);
        }
        if let ExprKind::Aggregate(aggregate) = kind {
            waiting.extend(program.outer_reads(aggregate));
        }
        waiting.extend(kind.children());
    }
    found
}

fn explained(evaluator: &Evaluator<'_>, frame: &Frame, field: FieldId) -> LineExplanation {
    let program = evaluator.program();
    let declared = &program.fields[field];
    match &declared.source {
        FieldSource::Relation(_) => line(
            &declared.named,
            &rows::names(evaluator, frame, field),
            String::new(),
        ),
        FieldSource::Stored { .. } | FieldSource::Shared(_) => line(
            &declared.named,
            &value(evaluator, frame, field),
            String::new(),
        ),
        FieldSource::Computed(expr) => {
            let rows = if let ExprKind::Aggregate(aggregate) = &program.exprs[*expr].kind {
                rows::values(evaluator, frame, aggregate)
            } else {
                Vec::new()
            };
            LineExplanation {
                parts: rows,
                ..line(
                    &declared.named,
                    &value(evaluator, frame, field),
                    worked_out(evaluator, frame, *expr),
                )
            }
        }
    }
}

fn value(evaluator: &Evaluator<'_>, frame: &Frame, field: FieldId) -> String {
    let column = evaluator.field(frame, field);
    display(
        evaluator.program(),
        &evaluator.program().fields[field].ty,
        &column,
        0,
    )
}

/// How a value came about: the calculation, what it saw, and what keeps it open.
fn worked_out(evaluator: &Evaluator<'_>, frame: &Frame, expr: ExprId) -> String {
    let program = evaluator.program();
    let mut words = vec![format!("= {}", program.describe(expr))];
    let saw = seen(evaluator, frame, expr, 0);
    if !saw.is_empty() {
        words.push(saw);
    }
    let status = evaluator.column(frame, expr).status(0);
    if matches!(status, Status::Unknown | Status::Fault) {
        let causes = causes_of(evaluator, frame, &[expr], 0);
        if !causes.answers.is_empty() {
            words.push(format!("hangs on {}", causes.answers.join(", ")));
        }
        words.extend(causes.faults);
    }
    words.join("; ")
}
