//! Texts held against one field that differ only in their capitals: `"FR"` here, `"fr"` there.

use std::collections::BTreeMap;

use super::exprs;
use crate::analysis::analyser::Analyser;
use crate::analysis::errors::Lint;
use crate::ir::{CompareOperator, ExprKind, FieldId, Value};
use crate::source::Span;

/// Texts that differ only in their capitals.
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    let mut seen: BTreeMap<(FieldId, String), (String, Span)> = BTreeMap::new();
    let mut found = Vec::new();
    for (_, kind) in exprs(analyser) {
        let (of, against) = match kind {
            ExprKind::Compare(CompareOperator::Is | CompareOperator::IsNot, left, right) => {
                (*left, *right)
            }
            ExprKind::InSet { item, set, .. } => (*item, *set),
            _ => continue,
        };
        let ExprKind::Field(field) = analyser.program.exprs[of].kind else {
            continue;
        };
        let at = analyser.span_of(against);
        let texts = match analyser.constant_value(against) {
            Some(Value::List(items)) => items,
            Some(value) => vec![value],
            None => continue,
        };
        for value in texts {
            let Value::Text(text) = value else { continue };
            let (other, before) = seen
                .entry((field, text.to_lowercase()))
                .or_insert_with(|| (text.to_string(), at))
                .clone();
            if *other != *text {
                found.push(Lint::CaseDiffers {
                    text: text.to_string(),
                    other,
                    at,
                    before,
                });
            }
        }
    }
    found
}
