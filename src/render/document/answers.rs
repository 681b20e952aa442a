//! What a pack answers: its rules and their possible outcomes, its views.

use super::pieces::{Page, code, label_of, titled};
use crate::ir::{Decision, HitPolicy, Named, Program, Rule, RuleBody};

/// Writes the part.
pub(super) fn write(page: &mut Page<'_>) {
    let program = page.program;
    page.heading(2, "What it answers");
    let rules: Vec<String> = program
        .rules
        .values()
        .filter(|rule| is_own(&rule.named))
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
    let used = packs_used(program);
    if !used.is_empty() {
        let used: Vec<String> = used.into_iter().map(code).collect();
        page.paragraph(&format!(
            "It puts further packs to work, each with a page of its own: {}.",
            used.join(", ")
        ));
    }
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
    // Labels hold commas of their own.
    members.join(" · ")
}

/// True of what the pack itself declares, not a pack that it uses.
pub(super) fn is_own(named: &Named) -> bool {
    !named.name.contains('.')
}

/// The names under which the pack uses others, in the order of their rules.
fn packs_used(program: &Program) -> Vec<&str> {
    let mut used: Vec<&str> = Vec::new();
    for rule in program.rules.values() {
        if let Some((instance, _)) = rule.named.name.split_once('.')
            && !used.contains(&instance)
        {
            used.push(instance);
        }
    }
    used
}
