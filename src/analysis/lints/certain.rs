//! Comparisons whose answer the declared ranges already give.

use super::{exprs, name_of, reads_param};
use crate::analysis::analyser::Analyser;
use crate::analysis::constants::units;
use crate::analysis::errors::Lint;
use crate::analysis::ranges;
use crate::decimal::ONE;
use crate::ir::{Bounds, CompareOperator, ExprId, ExprKind, NumberType, Type};

/// Comparisons that are always or never the case. Those with params are left alone: a param may be
/// set so that a condition is switched off.
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    exprs(analyser)
        .filter_map(|(id, kind)| {
            let (yes, of) = certain(analyser, kind)?;
            if reads_param(analyser, id) {
                return None;
            }
            let ty = analyser.type_of(of);
            let what = name_of(analyser, of)
                .map_or("the left side".to_owned(), |name| format!("`{name}`"));
            let range = analyser.print_range(ty.bounds(), ty);
            let range = (ty.bounds() != Bounds::OPEN).then_some((what, range));
            Some(Lint::Certain {
                yes,
                range,
                at: analyser.span_of(id),
            })
        })
        .collect()
}

/// The answer of a comparison if it is certain, and what it asks about.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
fn certain(analyser: &Analyser<'_>, kind: &ExprKind) -> Option<(bool, ExprId)> {
    let bounds = |id: ExprId| analyser.type_of(id).bounds();
    match kind {
        ExprKind::Compare(operator, left, right) => {
            let (left, right) = (*left, *right);
            let of = if analyser.literal_value(left).is_some() {
                right
            } else {
                left
            };
            if analyser.literal_value(of).is_some() {
                return None;
            }
            if let Some(yes) = ranges::compare(*operator, bounds(left), bounds(right)) {
                return Some((yes, of));
            }
            let never = is_whole(analyser, of)
                && has_fraction(analyser, if of == left { right } else { left });
            match operator {
                CompareOperator::Is if never => Some((false, of)),
                CompareOperator::IsNot if never => Some((true, of)),
                CompareOperator::Is
                | CompareOperator::IsNot
                | CompareOperator::Less
                | CompareOperator::LessOrEqual
                | CompareOperator::Greater
                | CompareOperator::GreaterOrEqual => None,
            }
        }
        ExprKind::InRange {
            item,
            low,
            high,
            negated,
        } => {
            let low = low.map_or(Some(true), |low| {
                ranges::compare(CompareOperator::GreaterOrEqual, bounds(*item), bounds(low))
            });
            let high = high.map_or(Some(true), |high| {
                ranges::compare(CompareOperator::LessOrEqual, bounds(*item), bounds(high))
            });
            let within = match (low, high) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                (None, _) | (_, None) => None,
            };
            within.map(|within| (within != *negated, *item))
        }
        _ => None,
    }
}

fn is_whole(analyser: &Analyser<'_>, id: ExprId) -> bool {
    matches!(
        analyser.type_of(id),
        Type::Number(NumberType { integer: true, .. })
    )
}

fn has_fraction(analyser: &Analyser<'_>, id: ExprId) -> bool {
    matches!(analyser.type_of(id), Type::Number(_))
        && analyser
            .literal_value(id)
            .as_ref()
            .and_then(units)
            .is_some_and(|units| units % ONE != 0)
}
