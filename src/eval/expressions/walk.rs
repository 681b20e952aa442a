//! Which parts of an expression read the outer row of an aggregate.

use crate::ir::{ExprId, ExprKind, Program};

/// Every `this.x` of an expression: the expressions to work out on the outer row. Those within a
/// further aggregate speak of another outer row.
pub(crate) fn outer_reads(program: &Program, expr: ExprId, found: &mut Vec<ExprId>) {
    if let ExprKind::Outer(outer) = program.exprs[expr].kind {
        found.push(outer);
    }
    for part in program.exprs[expr].kind.children() {
        outer_reads(program, part, found);
    }
}
