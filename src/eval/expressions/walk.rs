//! Which parts of an expression read the outer row of an aggregate.

use crate::ir::{ExprId, ExprKind, Program, TemplatePart};

/// True if `this.x` stands in the expression.
pub(crate) fn reads_outer(program: &Program, expr: ExprId) -> bool {
    let mut found = Vec::new();
    outer_reads(program, expr, &mut found);
    !found.is_empty()
}

/// Every `this.x` of an expression: the expressions to work out on the outer row. Those within a
/// further aggregate speak of another outer row.
pub(crate) fn outer_reads(program: &Program, expr: ExprId, found: &mut Vec<ExprId>) {
    if let ExprKind::Outer(outer) = program.exprs[expr].kind {
        found.push(outer);
    }
    for part in parts(program, expr) {
        outer_reads(program, part, found);
    }
}

/// The parts of an expression that are worked out on the same row.
pub(crate) fn parts(program: &Program, expr: ExprId) -> Vec<ExprId> {
    match &program.exprs[expr].kind {
        ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Today
        | ExprKind::Field(_)
        | ExprKind::Outer(_)
        | ExprKind::Rule(..)
        | ExprKind::Aggregate(_) => Vec::new(),
        ExprKind::Through {
            reference: part,
            value: _,
        }
        | ExprKind::Attribute {
            choice: part,
            attribute: _,
        }
        | ExprKind::LabelOf(part)
        | ExprKind::Not(part)
        | ExprKind::Negate(part)
        | ExprKind::IsState {
            value: part,
            state: _,
            negated: _,
        } => vec![*part],
        ExprKind::Arithmetic(_, left, right)
        | ExprKind::Compare(_, left, right)
        | ExprKind::TextTest(_, left, right)
        | ExprKind::Default(left, right)
        | ExprKind::InSet {
            item: left,
            set: right,
            negated: _,
        } => vec![*left, *right],
        ExprKind::And(parts)
        | ExprKind::Or(parts)
        | ExprKind::List(parts)
        | ExprKind::Function(_, parts) => parts.clone(),
        ExprKind::InRange {
            item,
            low,
            high,
            negated: _,
        } => [Some(*item), *low, *high].into_iter().flatten().collect(),
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => vec![*condition, *then, *otherwise],
        ExprKind::Template(parts) => parts
            .iter()
            .filter_map(|part| match part {
                TemplatePart::Hole(hole) => Some(*hole),
                TemplatePart::Literal(_) => None,
            })
            .collect(),
    }
}
