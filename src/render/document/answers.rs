//! What a pack answers: its rules and their possible outcomes, its views.

use super::pieces::{Page, alternatives, code, label_of, titled};
use crate::ir::{Decision, HitPolicy, Program, Rule, RuleBody};

/// Writes the part.
pub(super) fn write(page: &mut Page<'_>) {
    let program = page.program;
    page.heading(2, "What it answers");
    let rules: Vec<String> = program
        .rules
        .values()
        .map(|rule| {
            let whom = if program.portfolio == Some(rule.record) {
                "For all rows together".to_owned()
            } else {
                format!(
                    "For each {}",
                    code(&program.records[rule.record].named.name)
                )
            };
            format!(
                "{whom}: {}: {}",
                titled(&rule.named),
                outcomes(program, rule)
            )
        })
        .collect();
    page.list(&rules);
    if !program.views.is_empty() {
        let views: Vec<String> = program
            .views
            .values()
            .map(|view| titled(&view.named))
            .collect();
        page.paragraph(&format!("Its views: {}.", views.join(", ")));
    }
}

fn outcomes(program: &Program, rule: &Rule) -> String {
    match &rule.body {
        RuleBody::Segment(_) => "yes or no, and what keeps it out".to_owned(),
        RuleBody::Score(score) => match &score.bands {
            Some(bands) => format!("a number, and {}", members(program, bands.domain)),
            None => "a number".to_owned(),
        },
        RuleBody::Check(_) => "yes or no, and what fails".to_owned(),
        RuleBody::Strategy(strategy) => members(program, strategy.domain),
        RuleBody::Decision(decision) => decided(program, decision),
    }
}

/// What a decision gives: its outcomes, or the kind of its values.
fn decided(program: &Program, decision: &Decision) -> String {
    let outcomes = members(program, decision.domain);
    let one = if outcomes.is_empty() {
        "what the line of a table says".to_owned()
    } else {
        outcomes
    };
    match decision.policy {
        HitPolicy::First | HitPolicy::Unique => one,
        HitPolicy::All => format!("all that hold of {one}"),
    }
}

fn members(program: &Program, domain: crate::ir::DomainId) -> String {
    let members: Vec<String> = program.domains[domain]
        .members
        .iter()
        .map(|member| label_of(&member.named))
        .collect();
    alternatives(&members)
}
