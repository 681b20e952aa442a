//! The causes of faults: the unreadable cell, the division by zero, the number too large.

use super::super::column::{Column, Interval, Status};
use super::super::evaluator::{Evaluator, Frame};
use crate::ir::{ArithmeticOperator, ExprId, ExprKind, FieldId, FieldSource, RuleId};

/// What no answer would settle in a rule's result on a row, a sentence each; empty without faults.
pub fn fault_causes(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: RuleId,
    row: usize,
) -> Vec<String> {
    let mut causes = Vec::new();
    in_rule(evaluator, frame, rule, row, &mut causes);
    causes
}

fn in_rule(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: RuleId,
    row: usize,
    causes: &mut Vec<String>,
) {
    let declared = &evaluator.program().rules[rule];
    let outcome = evaluator.rule(frame, rule);
    if !super::open::is_open(super::result_status(&outcome, row)) {
        return;
    }
    if let Some(segment) = declared.within {
        in_rule(evaluator, frame, segment, row, causes);
    }
    for expr in evaluator.program().rule_exprs(rule) {
        in_expr(evaluator, frame, expr, row, causes);
    }
}

fn in_expr(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    expr: ExprId,
    row: usize,
    causes: &mut Vec<String>,
) {
    if evaluator.kept_column(frame, expr).status(row) != Status::Fault {
        return;
    }
    let program = evaluator.program();
    let before = causes.len();
    match &program.exprs[expr].kind {
        ExprKind::Field(field) => in_field(evaluator, frame, *field, row, causes),
        ExprKind::Rule(rule, _) => in_rule(evaluator, frame, *rule, row, causes),
        ExprKind::Through { reference, value } => {
            in_expr(evaluator, frame, *reference, row, causes);
            match evaluator.referenced(frame, *reference, row) {
                Some((record, Some(inner))) => {
                    in_expr(
                        evaluator,
                        evaluator.whole_frame(record),
                        *value,
                        inner,
                        causes,
                    );
                }
                Some((_, None)) if causes.len() == before => {
                    let name = program.describe(*reference);
                    add(causes, format!("`{name}` names no row of its table"));
                }
                Some((_, None)) | None => {}
            }
        }
        ExprKind::Aggregate(aggregate) => {
            let related = evaluator.related(frame, aggregate.set, row);
            let whole = evaluator.whole_frame(related.record);
            for inner in related.own.into_iter().chain(related.shared) {
                if causes.len() > before {
                    break; // one cause is enough of a table
                }
                for part in [aggregate.filter, aggregate.value].into_iter().flatten() {
                    if !program.reads_outer(part) {
                        in_expr(evaluator, whole, part, inner, causes);
                    }
                }
            }
        }
        ExprKind::Not(value)
        | ExprKind::Negate(value)
        | ExprKind::LabelOf(value)
        | ExprKind::Attribute { choice: value, .. } => {
            in_expr(evaluator, frame, *value, row, causes)
        }
        ExprKind::Arithmetic(_, left, right)
        | ExprKind::Compare(_, left, right)
        | ExprKind::TextTest(_, left, right)
        | ExprKind::InSet {
            item: left,
            set: right,
            ..
        }
        | ExprKind::Default(left, right) => {
            in_expr(evaluator, frame, *left, row, causes);
            in_expr(evaluator, frame, *right, row, causes);
        }
        ExprKind::InRange {
            item, low, high, ..
        } => {
            for part in [Some(*item), *low, *high].into_iter().flatten() {
                in_expr(evaluator, frame, part, row, causes);
            }
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            for part in [condition, then, otherwise] {
                in_expr(evaluator, frame, *part, row, causes);
            }
        }
        ExprKind::And(parts)
        | ExprKind::Or(parts)
        | ExprKind::Function(_, parts)
        | ExprKind::List(parts) => {
            for part in parts {
                in_expr(evaluator, frame, *part, row, causes);
            }
        }
        ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Today
        | ExprKind::Outer(_)
        | ExprKind::IsState { .. }
        | ExprKind::Template(_) => {}
    }
    if causes.len() == before {
        add(causes, own_fault(evaluator, frame, expr, row));
    }
}

/// A fault that arises in the expression itself, since its parts have none.
fn own_fault(evaluator: &Evaluator<'_>, frame: &Frame, expr: ExprId, row: usize) -> String {
    let program = evaluator.program();
    let text = program.describe(expr);
    if let ExprKind::Arithmetic(ArithmeticOperator::Divide, _, divisor) = program.exprs[expr].kind
        && let Column::Number(column) = evaluator.kept_column(frame, divisor)
        && column.interval(row) == Interval::point(0)
    {
        let name = program.describe(divisor);
        return format!("`{text}` divides by zero (`{name}` is 0)");
    }
    format!("`{text}` is out of range: a number has at most 20 digits before the point")
}

fn in_field(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    field: FieldId,
    row: usize,
    causes: &mut Vec<String>,
) {
    let declared = &evaluator.program().fields[field];
    match declared.source {
        FieldSource::Stored { .. } => {
            let table = evaluator.data().tables.get(&frame.record());
            let place = (frame.rows().start + row, field);
            let problem = table.and_then(|table| table.cell_faults.get(&place));
            if let Some(fault) = problem {
                add(
                    causes,
                    format!("`{}`: {}", declared.named.name, fault.problem),
                );
            }
        }
        FieldSource::Computed(value) => in_expr(evaluator, frame, value, row, causes),
        FieldSource::Relation(_) => {}
    }
}

fn add(causes: &mut Vec<String>, cause: String) {
    if !causes.contains(&cause) {
        causes.push(cause);
    }
}
