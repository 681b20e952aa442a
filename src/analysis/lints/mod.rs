//! What is allowed but probably not meant. A file a lint; none runs on a pack that has errors, so
//! that an unfinished pack is not scolded for what is still to come.

mod cascade;
mod certain;
mod decisions;
mod letter_case;
mod logic;
mod never_read;
mod percents;
mod quotients;
mod segments;
mod single_in;
mod strategies;
mod unused;

use super::analyser::Analyser;
use super::errors::Lint;
use super::expressions::written_result;
use super::walk::children;
use crate::ir::{ExprId, ExprKind, RuleId};
use crate::source::Span;

/// Runs every lint.
pub fn check(analyser: &mut Analyser<'_>) {
    if analyser.has_errors() {
        return;
    }
    let certain: Vec<Lint> = certain::check(analyser)
        .into_iter()
        .chain(logic::check(analyser))
        .collect();
    let told: Vec<Span> = certain.iter().filter_map(Lint::of_a_condition).collect();
    let findings = [
        unused::check(analyser),
        never_read::check(analyser),
        certain,
        percents::check(analyser),
        segments::check(analyser, &told),
        strategies::check(analyser, &told),
        quotients::check(analyser),
        single_in::check(analyser),
        letter_case::check(analyser),
    ];
    let decisions = decisions::check(analyser, &told);
    for lint in findings.into_iter().flatten().chain(decisions.lints) {
        analyser.report(lint);
    }
    for overlap in decisions.overlaps {
        analyser.report(overlap);
    }
    for proof in decisions.proofs {
        proof.note(&mut analyser.program);
    }
}

/// The expressions of rules, fields and views: those of tests are left alone.
fn exprs<'a>(analyser: &'a Analyser<'_>) -> impl Iterator<Item = (ExprId, &'a ExprKind)> {
    let program = &analyser.program;
    program
        .exprs
        .iter()
        .filter(|(id, _)| !analyser.test_exprs.contains(id))
        .map(|(id, expr)| (id, &expr.kind))
}

/// True if an expression reads a param itself.
fn reads_param(analyser: &Analyser<'_>, id: ExprId) -> bool {
    let kind = &analyser.program.exprs[id].kind;
    matches!(kind, ExprKind::Param(_))
        || children(kind)
            .into_iter()
            .any(|child| reads_param(analyser, child))
}

/// True if one place lies within another.
fn contains(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The segment whose members a rule is for, by its name.
fn members(analyser: &Analyser<'_>, rule: RuleId) -> Option<String> {
    let segment = analyser.program.rules[rule].within?;
    Some(analyser.program.rules[segment].named.name.clone())
}

/// What an expression reads, as the analyst wrote it; nothing for what has no name.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
fn name_of(analyser: &Analyser<'_>, id: ExprId) -> Option<String> {
    let program = &analyser.program;
    match &program.exprs[id].kind {
        ExprKind::Field(field) => Some(program.fields[*field].named.name.clone()),
        ExprKind::Rule(rule, output) => {
            let name = &program.rules[*rule].named.name;
            Some(match written_result(*output) {
                Some(result) => format!("{name}.{result}"),
                None => name.clone(),
            })
        }
        ExprKind::Outer(inner) => name_of(analyser, *inner).map(|name| format!("this.{name}")),
        ExprKind::Through { reference, value } => Some(format!(
            "{}.{}",
            name_of(analyser, *reference)?,
            name_of(analyser, *value)?
        )),
        _ => None,
    }
}
