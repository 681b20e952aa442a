//! Options of a strategy that are taken whatever the row.

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::Lint;
use crate::ir::{ExprKind, RuleBody, Value};

/// Arms whose condition is `yes`, before the end.
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    let program = &analyser.program;
    let mut found = Vec::new();
    for rule in program.rules.values() {
        let RuleBody::Strategy(strategy) = &rule.body else {
            continue;
        };
        let arms: Vec<_> = strategy
            .options
            .iter()
            .flat_map(|option| option.arms.iter().map(move |arm| (option, arm)))
            .collect();
        for (place, (option, arm)) in arms.iter().enumerate() {
            let Some(condition) = arm.condition else {
                continue;
            };
            if matches!(
                program.exprs[condition].kind,
                ExprKind::Literal(Value::YesNo(true))
            ) {
                found.push(Lint::AlwaysTaken {
                    option: option.named.name.clone(),
                    at: arm.span,
                    next: arms.get(place + 1).map(|(_, next)| next.span),
                });
                break;
            }
        }
    }
    found
}
