//! `and`, `or`.

use super::written;
use crate::analysis::analyser::Analyser;
use crate::analysis::errors::TypeProblem;
use crate::ir::{ExprId, ExprKind, Type};
use crate::source::Span;
use crate::syntax::ast::{self, CompareOperator, Expr};

impl Analyser<'_> {
    /// Lowers the operands of `and` or `or`, each of which is yes or no.
    pub fn logic(
        &mut self,
        operands: &[Expr],
        make: impl Fn(Vec<ExprId>) -> ExprKind,
        place: &str,
        span: Span,
    ) -> Option<ExprId> {
        let mut lowered = Vec::new();
        let mut whole = true;
        let mut previous: Option<&Expr> = None;
        for operand in operands {
            if let Some((left, negated)) = previous.and_then(compared)
                && self.is_value_only(operand)
            {
                let value = value_text(operand);
                let (left, at) = (written(left), operand.span.0);
                self.report(TypeProblem::OrValue {
                    left,
                    value,
                    negated,
                    at,
                });
                whole = false;
                continue;
            }
            previous = Some(operand);
            match self.condition(operand, place) {
                Some(id) => lowered.push(id),
                None => whole = false,
            }
        }
        whole.then(|| self.push(make(lowered), Type::YesNo, span))
    }

    /// True for a value that was meant to continue the comparison before it: `is hot or warm`.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn is_value_only(&self, operand: &Expr) -> bool {
        match &operand.kind {
            ast::ExprKind::Name(name) => {
                let record = self.context.rows.last().map(|scope| scope.record);
                let field = record.and_then(|record| self.field_named(record, name));
                field.is_none()
                    && self.declared(name).is_none()
                    && self.program.domains.values().any(|domain| {
                        domain
                            .members
                            .iter()
                            .any(|member| member.named.name == *name)
                    })
            }
            ast::ExprKind::Text(_) | ast::ExprKind::Number(_) => true,
            _ => false,
        }
    }
}

/// The left side of a comparison for equality.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
fn compared(expr: &Expr) -> Option<(&Expr, bool)> {
    match &expr.kind {
        ast::ExprKind::Compare(CompareOperator::Is, left, _) => Some((left, false)),
        ast::ExprKind::Compare(CompareOperator::IsNot, left, _) => Some((left, true)),
        _ => None,
    }
}

#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
fn value_text(expr: &Expr) -> String {
    match &expr.kind {
        ast::ExprKind::Name(name) => name.clone(),
        ast::ExprKind::Text(_) => crate::analysis::lists::plain_text(expr)
            .map_or_else(|| "\"…\"".to_owned(), |text| format!("\"{text}\"")),
        ast::ExprKind::Number(number) => number.digits.clone(),
        _ => "…".to_owned(),
    }
}
