//! `is` beside a quotient: shares that should make 1 may miss it in the sixth place.

use super::exprs;
use crate::analysis::analyser::Analyser;
use crate::analysis::errors::Lint;
use crate::ir::{ArithmeticOperator, CompareOperator, ExprId, ExprKind, FieldSource};

/// Comparisons for equality with what was divided.
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    exprs(analyser)
        .filter_map(|(id, kind)| {
            let ExprKind::Compare(CompareOperator::Is | CompareOperator::IsNot, left, right) = kind
            else {
                return None;
            };
            let divided = is_quotient(analyser, *left) || is_quotient(analyser, *right);
            divided.then(|| Lint::EqualQuotient {
                at: analyser.span_of(id),
            })
        })
        .collect()
}

#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
fn is_quotient(analyser: &Analyser<'_>, id: ExprId) -> bool {
    if analyser.constant_value(id).is_some() {
        return false;
    }
    match &analyser.program.exprs[id].kind {
        ExprKind::Arithmetic(ArithmeticOperator::Divide, ..) => true,
        ExprKind::Arithmetic(_, left, right) => {
            is_quotient(analyser, *left) || is_quotient(analyser, *right)
        }
        ExprKind::Negate(inner) => is_quotient(analyser, *inner),
        ExprKind::Field(field) => match analyser.program.fields[*field].source {
            FieldSource::Computed(value) => is_quotient(analyser, value),
            FieldSource::Stored { .. } | FieldSource::Relation(_) | FieldSource::Shared(_) => false,
        },
        _ => false,
    }
}
