//! Reasons: why a rule came out as it did, and which missing answers could still change it.
//!
//! Read from the columns that the evaluation kept; nothing is decided here.

use super::column::TextColumn;
use super::evaluator::{Evaluator, Frame};
use crate::ir::RuleId;

/// `because`: why the rule came out as it did, a text a row.
#[must_use]
pub fn because(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> TextColumn {
    let _ = (evaluator, frame, rule);
    todo!()
}

/// `failing`: what the gates that certainly fail have to say; null where none fails.
#[must_use]
pub fn failing(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> TextColumn {
    let _ = (evaluator, frame, rule);
    todo!()
}

/// `open`: the missing answers that could still change the result; null where there are none.
#[must_use]
pub fn open(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> TextColumn {
    let _ = (evaluator, frame, rule);
    todo!()
}

/// `possible`: the outcomes still possible, joined by `, `; null where not applicable.
#[must_use]
pub fn possible(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> TextColumn {
    let _ = (evaluator, frame, rule);
    todo!()
}
