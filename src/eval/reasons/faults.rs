//! Faults in words: the unreadable cell, the division by zero, the value out of range.

use super::super::column::{Column, Interval, Status};
use super::super::display::display_interval;
use super::super::evaluator::{Evaluator, Frame};
use super::super::outcome::ScoreParts;
use crate::ir::{ArithmeticOperator, ExprId, ExprKind, FieldId, FieldSource, Function, Type};

/// The fault of a cell: its field and what is wrong with it.
pub fn of_cell(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    field: FieldId,
    row: usize,
    prefix: &str,
) -> Option<String> {
    let table = evaluator.data().tables.get(&frame.record())?;
    let fault = table.cell_faults.get(&(frame.rows().start + row, field))?;
    let name = &evaluator.program().fields[field].named.name;
    Some(format!("`{prefix}{name}`: {}", fault.problem))
}

/// The fault of a computed field whose value is certainly outside its stated range.
pub fn of_range(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    field: FieldId,
    row: usize,
    prefix: &str,
) -> String {
    let declared = &evaluator.program().fields[field];
    let ty = &declared.ty;
    let bounds = ty.bounds();
    let end = |end: Option<i128>| {
        end.map_or_else(String::new, |end| {
            display_interval(ty, Interval::point(end))
        })
    };
    let value = match declared.source {
        FieldSource::Computed(value) => match evaluator.kept_column(frame, value) {
            Column::Number(column) => display_interval(ty, column.interval(row)),
            Column::YesNo(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => {
                "the value".to_owned()
            }
        },
        FieldSource::Stored { .. } | FieldSource::Relation(_) | FieldSource::Shared(_) => {
            "the value".to_owned()
        }
    };
    format!(
        "`{prefix}{}`: {value} is outside {}..{}",
        declared.named.name,
        end(bounds.low),
        end(bounds.high)
    )
}

/// A fault that arises in an expression itself, since its parts have none.
pub fn of_expr(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    expr: ExprId,
    row: usize,
    prefix: &str,
) -> String {
    let program = evaluator.program();
    let text = program.describe(expr);
    let text = match prefix.strip_suffix('.') {
        Some(rows) => format!("`{text}` of `{rows}`"),
        None => format!("`{text}`"),
    };
    if let Some(divisor) = divisor(&program.exprs[expr].kind)
        && let Column::Number(column) = evaluator.kept_column(frame, divisor)
        && column.interval(row) == Interval::ZERO
    {
        let name = program.describe(divisor);
        return format!("{text} divides by zero (`{name}` is 0)");
    }
    if matches!(program.exprs[expr].ty, Type::Date(_)) {
        return format!("{text} is out of range: a date is 0000-01-01 to 9999-12-31");
    }
    format!("{text} {DIGITS}")
}

/// The fault of a score whose parts are fine.
pub fn too_large(score: &str) -> String {
    format!("`{score}` {DIGITS}")
}

/// True if no part of a score is a fault, so that a fault of the score arises in adding or
/// multiplying them.
pub fn is_too_large(parts: &ScoreParts, row: usize) -> bool {
    let fine = |status| status != Status::Fault;
    match parts {
        ScoreParts::Multiply(factors) => factors.iter().all(|factor| fine(factor.status(row))),
        ScoreParts::WeighEach => false,
        ScoreParts::Weigh(factors) => factors.iter().all(|(_, part)| fine(part.status(row))),
        ScoreParts::Points(items) => items.iter().all(|item| fine(item.points().status(row))),
    }
}

const DIGITS: &str = "is out of range: a number has at most 20 digits before the point";

/// What an expression divides by.
fn divisor(kind: &ExprKind) -> Option<ExprId> {
    if let ExprKind::Arithmetic(ArithmeticOperator::Divide, _, divisor) = kind {
        Some(*divisor)
    } else if let ExprKind::Function(Function::Round | Function::Remainder, arguments) = kind {
        arguments.get(1).copied()
    } else {
        None
    }
}
