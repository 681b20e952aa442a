//! Two bounds of one `and` or `or` that no value meets together, or every value meets one of:
//! `x > 5 and x < 3`, `x < 5 or x > 3`.

use super::{exprs, name_of};
use crate::analysis::analyser::Analyser;
use crate::analysis::constants::units;
use crate::analysis::errors::Lint;
use crate::ir::{CompareOperator, ExprId, ExprKind};

/// A comparison of something that has a name with a literal, the name on the left.
struct Bound {
    name: String,
    operator: CompareOperator,
    limit: i128,
    id: ExprId,
}

/// Pairs of bounds that decide everything between them. Params are left alone.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    let mut found = Vec::new();
    for (_, kind) in exprs(analyser) {
        let (items, always) = match kind {
            ExprKind::And(items) => (items, false),
            ExprKind::Or(items) => (items, true),
            _ => continue,
        };
        let bounds: Vec<Bound> = items.iter().filter_map(|id| bound(analyser, *id)).collect();
        let pair = bounds.iter().enumerate().find_map(|(at, first)| {
            let mut after = bounds.iter().skip(at + 1);
            after
                .find(|second| first.name == second.name && excluded(first, second, always))
                .map(|second| (first, second))
        });
        if let Some((first, second)) = pair {
            found.push(Lint::Contradiction {
                what: first.name.clone(),
                always,
                at: analyser.span_of(first.id).to(analyser.span_of(second.id)),
            });
        }
    }
    found
}

#[allow(clippy::wildcard_enum_match_arm)] // comparisons matter among many kinds of expressions
fn bound(analyser: &Analyser<'_>, id: ExprId) -> Option<Bound> {
    let ExprKind::Compare(operator, left, right) = analyser.program.exprs[id].kind else {
        return None;
    };
    let literal = |id| analyser.literal_value(id).as_ref().and_then(units);
    let (of, limit, operator) = match (literal(left), literal(right)) {
        (None, Some(limit)) => (left, limit, operator),
        (Some(limit), None) => (right, limit, turned(operator)),
        _ => return None,
    };
    Some(Bound {
        name: name_of(analyser, of)?,
        operator,
        limit,
        id,
    })
}

/// `5 < x` read from the right.
fn turned(operator: CompareOperator) -> CompareOperator {
    match operator {
        CompareOperator::Is => CompareOperator::Is,
        CompareOperator::IsNot => CompareOperator::IsNot,
        CompareOperator::Less => CompareOperator::Greater,
        CompareOperator::LessOrEqual => CompareOperator::GreaterOrEqual,
        CompareOperator::Greater => CompareOperator::Less,
        CompareOperator::GreaterOrEqual => CompareOperator::LessOrEqual,
    }
}

/// True if no value meets both bounds, or for `or` if every value meets one: then none misses both.
fn excluded(first: &Bound, second: &Bound, either: bool) -> bool {
    let read = |bound: &Bound| {
        let operator = if either {
            missed(bound.operator)
        } else {
            bound.operator
        };
        (operator, bound.limit)
    };
    let (first, second) = (read(first), read(second));
    apart(first, second) || apart(second, first)
}

/// The values that do not meet a bound.
fn missed(operator: CompareOperator) -> CompareOperator {
    match operator {
        CompareOperator::Is => CompareOperator::IsNot,
        CompareOperator::IsNot => CompareOperator::Is,
        CompareOperator::Less => CompareOperator::GreaterOrEqual,
        CompareOperator::LessOrEqual => CompareOperator::Greater,
        CompareOperator::Greater => CompareOperator::LessOrEqual,
        CompareOperator::GreaterOrEqual => CompareOperator::Less,
    }
}

/// True if the first bound holds from above only what the second forbids.
fn apart(first: (CompareOperator, i128), second: (CompareOperator, i128)) -> bool {
    use CompareOperator as C;
    let (low, high) = (first.1, second.1);
    match (first.0, second.0) {
        (C::Greater, C::Less | C::LessOrEqual | C::Is) | (C::GreaterOrEqual | C::Is, C::Less) => {
            low >= high
        }
        (C::GreaterOrEqual | C::Is, C::LessOrEqual) | (C::GreaterOrEqual, C::Is) => low > high,
        (C::Is, C::Is) => low != high,
        (C::Is, C::IsNot) => low == high,
        (
            C::Is | C::IsNot | C::Less | C::LessOrEqual | C::Greater | C::GreaterOrEqual,
            C::Is | C::IsNot | C::Less | C::LessOrEqual | C::Greater | C::GreaterOrEqual,
        ) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_that_no_value_meets() {
        use CompareOperator as C;
        assert!(apart((C::Greater, 5), (C::Less, 3)));
        assert!(apart((C::Greater, 5), (C::LessOrEqual, 5)));
        assert!(apart((C::GreaterOrEqual, 5), (C::Less, 5)));
        assert!(!apart((C::GreaterOrEqual, 5), (C::LessOrEqual, 5)));
        assert!(!apart((C::Greater, 3), (C::Less, 5)));
        assert!(apart((C::Is, 3), (C::Is, 5)));
        assert!(!apart((C::Less, 3), (C::Greater, 5)));
    }
}
