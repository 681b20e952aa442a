//! Why a decision came out as it did: the line that counts, or why none does.

use super::super::column::{Column, Status, flag, members_of, truth};
use super::super::display::{display, join_with, member_name};
use super::super::evaluator::{Evaluator, Frame};
use super::super::outcome::DecisionOutcome;
use super::{causes_of, facts, quoted_names, template_text};
use crate::ir::{Decision, DecisionLine, ExprId, HitPolicy, Type};

/// The outcomes still possible on a row in a column of what comes out: those of a choice in its
/// order, others in the order of the lines.
pub(in crate::eval) fn possible_values(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    outcome: &DecisionOutcome,
    (place, row): (usize, usize),
) -> Vec<String> {
    let applies = outcome
        .outputs
        .get(place)
        .is_some_and(|column| column.flags(row) & flag::APPLIES != 0);
    let Some(output) = decision.outputs.get(place).filter(|_| applies) else {
        return Vec::new();
    };
    let standing = outcome.standing(decision, row);
    let lines = standing.iter().filter_map(|at| decision.lines.get(*at));
    let values: Vec<ExprId> = lines
        .filter_map(|line| line.outputs.get(place).copied())
        .collect();
    if let Type::Choice(domain) = output.ty {
        return members(evaluator, frame, &values, row)
            .into_iter()
            .map(|member| member_name(evaluator.program(), domain, member).to_owned())
            .collect();
    }
    let mut found: Vec<String> = Vec::new();
    for value in values {
        let column = evaluator.column(frame, value);
        let text = display(evaluator.program(), &output.ty, &column, row);
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The members that are possible in any of several choices.
fn members(evaluator: &Evaluator<'_>, frame: &Frame, values: &[ExprId], row: usize) -> Vec<u32> {
    let mut found = std::collections::BTreeSet::new();
    for value in values {
        if let Column::Choice(column) = evaluator.column(frame, *value) {
            found.extend(members_of(column.set(row)));
        }
    }
    found.into_iter().collect()
}

/// That two lines hold of which only one may, with their places in the table.
pub(super) fn clash(
    name: &str,
    decision: &Decision,
    outcome: &DecisionOutcome,
    row: usize,
) -> Option<String> {
    if decision.policy != HitPolicy::Unique {
        return None;
    }
    let holding: Vec<String> = (0..decision.lines.len())
        .filter(|at| outcome.holds(*at, row))
        .map(|at| (at + 1).to_string())
        .collect();
    (holding.len() > 1).then(|| {
        let lines = join_with(&holding, "and");
        format!("lines {lines} of `{name}` hold at once")
    })
}

/// What the lines say of which all count: of those that hold, and after `perhaps` of those that may.
pub(super) fn perhaps(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    outcome: &DecisionOutcome,
    row: usize,
) -> String {
    let said = outcome
        .standing(decision, row)
        .into_iter()
        .filter_map(|at| {
            let value = *decision.lines.get(at)?.outputs.first()?;
            let ty = &evaluator.program().exprs[value].ty;
            let column = evaluator.column(frame, value);
            let text = display(evaluator.program(), ty, &column, row);
            Some(if outcome.holds(at, row) {
                text
            } else {
                format!("perhaps {text}")
            })
        });
    said.collect::<Vec<_>>().join(", ")
}

/// The reason of a settled decision.
pub(super) fn deciding(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    outcome: &DecisionOutcome,
    row: usize,
) -> String {
    let standing = outcome.standing(decision, row);
    let line = |at: &usize| decision.lines.get(*at);
    if decision.policy == HitPolicy::All {
        let hits: Vec<String> = standing
            .iter()
            .filter_map(line)
            .map(|line| line_reason(evaluator, frame, decision, line, row))
            .collect();
        return hits.join("; ");
    }
    let certain = standing.iter().find(|at| outcome.holds(**at, row));
    let deciding = match (certain, standing.as_slice()) {
        (Some(at), _) => Some(at),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let reason = match deciding.and_then(line) {
        Some(line) => line_reason(evaluator, frame, decision, line, row),
        None => "every line that may hold says the same".to_owned(),
    };
    let open: Vec<ExprId> = standing
        .iter()
        .filter(|at| Some(*at) != deciding)
        .filter_map(line)
        .filter_map(|line| line.condition)
        .collect();
    let answers = causes_of(evaluator, frame, &open, row).answers;
    if answers.is_empty() {
        reason
    } else {
        format!("{reason}, whatever {} comes to", quoted_names(&answers))
    }
}

/// What a line says for its reason, else the values that its cells saw.
fn line_reason(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    line: &DecisionLine,
    row: usize,
) -> String {
    if let Some(text) = line.because {
        return template_text(evaluator, frame, text, row);
    }
    let tests = line.cells.iter().any(Option::is_some);
    match line.condition {
        Some(condition) if tests => facts(evaluator, frame, condition, row),
        Some(_) | None => match decision.policy {
            HitPolicy::First => "nothing before it holds".to_owned(),
            HitPolicy::Unique | HitPolicy::All if line.condition.is_none() => {
                "no other line holds".to_owned()
            }
            HitPolicy::Unique | HitPolicy::All => "it always holds".to_owned(),
        },
    }
}

/// That no line fits, with the values that were tested.
pub(super) fn none_fits(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    row: usize,
) -> String {
    let seen: Vec<String> = decision
        .inputs
        .iter()
        .map(|input| facts(evaluator, frame, *input, row))
        .filter(|seen| !seen.is_empty())
        .collect();
    if seen.is_empty() {
        "no line fits".to_owned()
    } else {
        format!("no line fits: {}", join_with(&seen, "and"))
    }
}

/// How a line of a decision came out on a row, and the values that made it so.
pub(in crate::eval) fn line_verdict(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    line: &DecisionLine,
    bits: u8,
) -> (&'static str, String) {
    let verdict = match bits & truth::UNKNOWN {
        truth::YES => "yes",
        truth::NO => "no",
        _ => "unknown",
    };
    match line.condition {
        Some(condition) => {
            let tests = line.cells.iter().any(Option::is_some);
            let detail = if tests {
                facts(evaluator, frame, condition, 0)
            } else {
                String::new()
            };
            (verdict, detail)
        }
        None if verdict == "yes" => ("otherwise", String::new()),
        None => (verdict, String::new()),
    }
}

/// The status of a column of what comes out.
pub(super) fn status(outcome: &DecisionOutcome, row: usize) -> Status {
    let first = outcome.outputs.first();
    first.map_or(Status::NotApplicable, |column| column.status(row))
}
