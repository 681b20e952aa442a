//! `in` with one item, where `is` says the same in fewer signs.

use super::{exprs, name_of};
use crate::analysis::analyser::Analyser;
use crate::analysis::errors::Lint;
use crate::ir::{ExprKind, Value};

/// `in` with one item.
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    exprs(analyser)
        .filter_map(|(id, kind)| {
            let ExprKind::InSet { item, set, negated } = kind else {
                return None;
            };
            let ExprKind::Literal(Value::List(items)) = &analyser.program.exprs[*set].kind else {
                return None;
            };
            let [only] = items.as_slice() else {
                return None;
            };
            let value = match only {
                Value::Text(text) => format!("\"{text}\""),
                Value::Choice(domain, place) => analyser.program.domains[*domain]
                    .members
                    .get(*place as usize)
                    .map_or_else(|| "…".to_owned(), |member| member.named.name.clone()),
                Value::Number(number) => number.to_string(),
                Value::YesNo(_)
                | Value::Date(_)
                | Value::Duration(_)
                | Value::Months(_)
                | Value::List(_) => "…".to_owned(),
            };
            let left = name_of(analyser, *item).unwrap_or_else(|| "x".to_owned());
            Some(Lint::SingleIn {
                left,
                value,
                negated: *negated,
                at: analyser.span_of(id),
            })
        })
        .collect()
}
