//! A condition told by the values it saw: `employees is 12`, not `employees >= min_staff`.
//!
//! Only what decided is told: of an `and` that fails, the operands that fail; of an `or` that holds,
//! the first that does.

use super::super::column::{Column, Status, truth};
use super::super::display::{display, join_with};
use super::super::evaluator::{Evaluator, Frame};
use super::member_bits;
use crate::ir::{ExprId, ExprKind, FieldSource, Type};

/// The values that made a yes/no expression come out as it did on a row.
pub fn facts(evaluator: &Evaluator<'_>, frame: &Frame, condition: ExprId, row: usize) -> String {
    let mut found = Vec::new();
    collect(evaluator, frame, condition, row, &mut found);
    found.dedup();
    join_with(&found, "and")
}

/// The values that a calculation is made of: what it names, one level deep. Nothing for a name alone, whose value is the
/// result.
pub fn seen(evaluator: &Evaluator<'_>, frame: &Frame, expr: ExprId, row: usize) -> String {
    let program = evaluator.program();
    let mut found: Vec<String> = Vec::new();
    let mut waiting = program.exprs[expr].kind.children();
    waiting.reverse();
    while let Some(part) = waiting.pop() {
        let kind = &program.exprs[part].kind;
        let named = matches!(
            kind,
            ExprKind::Param(_)
                | ExprKind::Field(_)
                | ExprKind::Outer(_)
                | ExprKind::Through { .. }
                | ExprKind::Rule(..)
                | ExprKind::Attribute { .. }
                | ExprKind::LabelOf(_)
                | ExprKind::Aggregate(_)
        );
        if named {
            subject(evaluator, frame, part, row, &mut found);
        } else {
            let before = waiting.len();
            waiting.extend(kind.children());
            if let Some(new) = waiting.get_mut(before..) {
                new.reverse();
            }
        }
    }
    let mut once: Vec<String> = Vec::new();
    for fact in found {
        if !once.contains(&fact) {
            once.push(fact);
        }
    }
    join_with(&once, "and")
}

fn collect(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    expr: ExprId,
    row: usize,
    found: &mut Vec<String>,
) {
    let program = evaluator.program();
    match &program.exprs[expr].kind {
        ExprKind::And(operands) | ExprKind::Or(operands) => {
            deciding_operands(evaluator, frame, expr, operands, row, found);
        }
        ExprKind::Not(value) => collect(evaluator, frame, *value, row, found),
        ExprKind::Compare(_, left, right) | ExprKind::TextTest(_, left, right) => {
            subject(evaluator, frame, *left, row, found);
            subject(evaluator, frame, *right, row, found);
        }
        ExprKind::InSet { item, set, .. } => {
            subject(evaluator, frame, *item, row, found);
            if matches!(program.exprs[*set].kind, ExprKind::Field(_)) {
                subject(evaluator, frame, *set, row, found);
            }
        }
        ExprKind::InRange {
            item, low, high, ..
        } => {
            subject(evaluator, frame, *item, row, found);
            for end in [low, high].into_iter().flatten() {
                subject(evaluator, frame, *end, row, found);
            }
        }
        ExprKind::IsState { value, .. } => {
            let column = evaluator.column(frame, *value);
            let state = match column.status(row) {
                Status::Known => "known",
                Status::Unknown | Status::Fault => "unknown",
                Status::NotApplicable => "not applicable",
            };
            found.push(format!("{} is {state}", program.describe(*value)));
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            collect(evaluator, frame, *condition, row, found);
            match truth_of(evaluator, frame, *condition, row) {
                truth::YES => collect(evaluator, frame, *then, row, found),
                truth::NO | truth::NOT_APPLICABLE => {
                    collect(evaluator, frame, *otherwise, row, found)
                }
                _ => {}
            }
        }
        ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Today
        // A condition that the analyst named is told by its name.
        | ExprKind::Field(_)
        | ExprKind::Outer(_)
        | ExprKind::Through { .. }
        | ExprKind::Rule(..)
        | ExprKind::Attribute { .. }
        | ExprKind::LabelOf(_)
        | ExprKind::Negate(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::Default(..)
        | ExprKind::Function(..)
        | ExprKind::List(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Template(_) => subject(evaluator, frame, expr, row, found),
    }
}

/// Of an `and` or `or`, only the operands that made the result.
fn deciding_operands(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    whole: ExprId,
    operands: &[ExprId],
    row: usize,
    found: &mut Vec<String>,
) {
    let result = truth_of(evaluator, frame, whole, row);
    let is_and = matches!(evaluator.program().exprs[whole].kind, ExprKind::And(_));
    let same = |operand: &&ExprId| truth_of(evaluator, frame, **operand, row) == result;
    let deciding: Vec<&ExprId> = match result {
        // One yes is enough.
        truth::YES if !is_and => operands.iter().find(same).into_iter().collect(),
        // Every no of an `and` would have to change.
        truth::NO if is_and => operands.iter().filter(same).collect(),
        truth::YES | truth::NO => operands.iter().collect(),
        // Settled operands leave the result to the others.
        _ => {
            let open =
                |operand: &&ExprId| truth_of(evaluator, frame, **operand, row).count_ones() > 1;
            operands.iter().filter(open).collect()
        }
    };
    let deciding = if deciding.is_empty() {
        operands.iter().collect()
    } else {
        deciding
    };
    for operand in deciding {
        collect(evaluator, frame, *operand, row, found);
    }
}

/// `name is value`, unless it is a constant that says nothing new.
fn subject(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    expr: ExprId,
    row: usize,
    found: &mut Vec<String>,
) {
    let program = evaluator.program();
    let node = &program.exprs[expr];
    match &node.kind {
        ExprKind::Literal(_) | ExprKind::List(_) | ExprKind::Today => {}
        // `10 * demand_now` beside `demand_in_10y`: its name says how it was made.
        ExprKind::Param(_)
        | ExprKind::Field(_)
        | ExprKind::Outer(_)
        | ExprKind::Through { .. }
        | ExprKind::Rule(..)
        | ExprKind::Attribute { .. }
        | ExprKind::LabelOf(_)
        | ExprKind::Not(_)
        | ExprKind::Negate(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare(..)
        | ExprKind::InSet { .. }
        | ExprKind::InRange { .. }
        | ExprKind::IsState { .. }
        | ExprKind::TextTest(..)
        | ExprKind::If { .. }
        | ExprKind::Default(..)
        | ExprKind::Function(..)
        | ExprKind::Aggregate(_)
        | ExprKind::Template(_) => {
            let column = evaluator.column(frame, expr);
            let value = if is_unanswered(evaluator, expr, &column, row) {
                "unknown".to_owned()
            } else {
                quoted(
                    &node.ty,
                    display(program, &node.ty, &column, row),
                    &column,
                    row,
                )
            };
            found.push(format!("{} is {value}", program.describe(expr)));
        }
    }
}

/// A stored field without an answer is simply unknown, whatever its range.
fn is_unanswered(evaluator: &Evaluator<'_>, expr: ExprId, column: &Column, row: usize) -> bool {
    let program = evaluator.program();
    let ExprKind::Field(field) = program.exprs[expr].kind else {
        return false;
    };
    matches!(program.fields[field].source, FieldSource::Stored { .. })
        && column.status(row) == Status::Unknown
}

fn quoted(ty: &Type, text: String, column: &Column, row: usize) -> String {
    let settled_text = matches!(ty, Type::Text | Type::Reference(_))
        && matches!(column, Column::Text(texts) if texts.get(row).is_some());
    if settled_text {
        format!("\"{text}\"")
    } else {
        text
    }
}

fn truth_of(evaluator: &Evaluator<'_>, frame: &Frame, expr: ExprId, row: usize) -> u8 {
    match evaluator.column(frame, expr) {
        Column::YesNo(column) => member_bits(&column, row),
        Column::Number(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => truth::UNKNOWN,
    }
}
