//! What would change a row, ready to be shown beside its explanation.

use super::{
    Beyond, ChangedAnswer, Subject, Wanted, Ways, row_name, settling, single_changes, want,
};
use crate::data::CellPlace;
use crate::eval::Evaluator;
use crate::ir::{Program, RecordId, RuleId};

/// What would change the outcome of a rule on a row.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Advice {
    /// The rule's name.
    pub rule: String,
    /// Single answers that lead to another settled outcome.
    pub to_change: Vec<Step>,
}

/// An answer to change, and what comes of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Step {
    /// The answers to change together.
    pub answers: Vec<StepAnswer>,
    /// The outcome.
    pub outcome: String,
}

/// One answer of a [`Step`].
#[derive(Clone, Debug, serde::Serialize)]
pub struct StepAnswer {
    /// The field.
    pub field: String,
    /// What there is; null for no answer.
    pub from: Option<String>,
    /// What to answer.
    pub to: String,
    /// Further answers that do it too.
    pub or_else: Vec<String>,
    /// `or_more`, `or_less`: values beyond do it too; `below`, `above`: not the value itself, but all beyond it; `just_below`,
    /// `just_above`: the one next to it; `any`: every value does.
    pub beyond: Option<&'static str>,
}

/// What to find out to settle an open outcome.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SettleAdvice {
    /// The rule's name.
    pub rule: String,
    /// What it comes to now.
    pub now: String,
    /// The smallest sets of answers that settle it, whatever they are; none if there is none, or none was found.
    pub ways: Vec<SettleWay>,
    /// Sets of so many answers were tried.
    pub tried: usize,
    /// How many missing answers it hangs on.
    pub hangs_on: usize,
    /// True if every value of every set of so many answers was tried.
    pub exact: bool,
}

/// A set of answers to find out together.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SettleWay {
    /// The answers.
    pub answers: Vec<MissingAnswer>,
    /// What it comes to then, one of these.
    pub leads_to: Vec<String>,
}

/// An answer to find out.
#[derive(Clone, Debug, serde::Serialize)]
pub struct MissingAnswer {
    /// The field.
    pub field: String,
    /// The row, where it is another than the one explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// The question, where the field has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
}

/// The ways to a wanted outcome.
#[derive(Clone, Debug, serde::Serialize)]
pub struct WantedAdvice {
    /// The rule's name.
    pub rule: String,
    /// What is wanted.
    pub outcome: String,
    /// What it comes to now.
    pub now: String,
    /// The cheapest ways; none if it is so already, or none was found.
    pub ways: Vec<Step>,
    /// So many answers at a time were tried.
    pub tried: usize,
    /// True if every change of so many answers was tried.
    pub exact: bool,
}

/// What single answers would change of a row: of one rule, or of every rule that no other rule reads.
#[must_use]
pub fn advice(
    subject: Subject<'_>,
    record: RecordId,
    row: usize,
    only: Option<RuleId>,
) -> Vec<Advice> {
    asked_rules(subject.program, record, only)
        .into_iter()
        .map(|rule| Advice {
            rule: subject.program.rules[rule].named.name.clone(),
            to_change: single_changes(subject, row, rule)
                .into_iter()
                .map(|(answer, outcome)| Step {
                    answers: vec![step(subject.program, &answer)],
                    outcome,
                })
                .collect(),
        })
        .filter(|advice| !advice.to_change.is_empty())
        .collect()
}

/// What would settle the outcomes of a row that are open: of one rule, or of every rule that no other rule reads.
#[must_use]
pub fn settle_advice(
    subject: Subject<'_>,
    record: RecordId,
    row: usize,
    only: Option<RuleId>,
) -> Vec<SettleAdvice> {
    let evaluator = Evaluator::new(subject.program, subject.data, subject.settings);
    let rules = asked_rules(subject.program, record, only).into_iter();
    rules
        .filter_map(|rule| {
            let found = settling(subject, row, rule)?;
            let ways = found.sets.iter().map(|set| SettleWay {
                answers: set
                    .cells
                    .iter()
                    .map(|cell| missing_answer(&evaluator, (record, row), cell))
                    .collect(),
                leads_to: set.leads_to.clone(),
            });
            Some(SettleAdvice {
                rule: subject.program.rules[rule].named.name.clone(),
                now: found.now.text.clone(),
                ways: ways.collect(),
                tried: found.tried,
                hangs_on: found.cells.len(),
                exact: found.exact,
            })
        })
        .collect()
}

fn missing_answer(
    evaluator: &Evaluator<'_>,
    explained: (RecordId, usize),
    cell: &CellPlace,
) -> MissingAnswer {
    let named = &evaluator.program().fields[cell.field].named;
    let elsewhere = (cell.record, cell.row) != explained;
    MissingAnswer {
        field: named.name.clone(),
        row: elsewhere.then(|| row_name(evaluator, cell.record, cell.row)),
        question: named.label.clone(),
    }
}

/// The rules to advise on.
fn asked_rules(program: &Program, record: RecordId, only: Option<RuleId>) -> Vec<RuleId> {
    match only {
        Some(rule) => vec![rule],
        None => last_rules(program, record),
    }
}

/// The cheapest ways to a wanted outcome.
#[must_use]
pub fn wanted_advice(subject: Subject<'_>, row: usize, wanted: &Wanted) -> WantedAdvice {
    let Ways {
        now,
        ways,
        tried,
        exact,
    } = want(subject, row, wanted);
    let steps = ways.iter().map(|way| Step {
        answers: way
            .iter()
            .map(|answer| step(subject.program, answer))
            .collect(),
        outcome: wanted.text.clone(),
    });
    WantedAdvice {
        rule: subject.program.rules[wanted.rule].named.name.clone(),
        outcome: wanted.text.clone(),
        now: now.text,
        ways: steps.collect(),
        tried,
        exact,
    }
}

fn step(program: &Program, answer: &ChangedAnswer) -> StepAnswer {
    StepAnswer {
        field: program.fields[answer.field].named.name.clone(),
        from: answer.from.clone(),
        to: answer.to.clone(),
        or_else: answer.or_else.clone(),
        beyond: answer.or_beyond.map(|beyond| match beyond {
            Beyond::More => "or_more",
            Beyond::Less => "or_less",
            Beyond::Any => "any",
            Beyond::Below => "below",
            Beyond::Above => "above",
            Beyond::JustBelow => "just_below",
            Beyond::JustAbove => "just_above",
        }),
    }
}

/// The rules for a record that no other rule reads: what all the others lead to.
fn last_rules(program: &Program, record: RecordId) -> Vec<RuleId> {
    let read: Vec<RuleId> = program
        .rules
        .ids()
        .flat_map(|rule| program.rules_read(rule))
        .collect();
    program
        .rules
        .iter()
        .filter(|(id, rule)| rule.record == record && !read.contains(id))
        .map(|(id, _)| id)
        .collect()
}
