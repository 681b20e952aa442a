//! Reasons: why a rule came out as it did, and which missing answers could still change it.
//!
//! Read from the columns that the evaluation kept; nothing is decided here. The texts are made of
//! the analyst's own: templates where there are any, else the conditions with the values they saw.

mod decision;
mod facts;
mod faults;
mod open;
mod remembered;
mod score;

use std::sync::Arc;

pub(super) use decision::{line_verdict, possible_values};
pub(super) use facts::{facts, seen};
pub use open::open_cells;
pub(super) use open::{Causes, causes, causes_of, line_causes};
pub(super) use remembered::{Kind, Remembered, read_cells};
pub(super) use score::{added_words, arithmetic};

use super::column::{Column, Flags, Status, TextColumn, YesNoColumn, flag, truth, truth_flags};
use super::display::{join_with, member_name};
use super::evaluator::{Evaluator, Frame};
use super::expressions::template_at;
use super::outcome::{RuleOutcome, SegmentOutcome, StrategyOutcome};
use super::profile::Task;
use crate::ir::{
    Check, ExprId, Gate, HitPolicy, Named, Program, Rule, RuleBody, RuleId, Segment, Strategy,
};

/// `because`: why the rule came out as it did, a text a row.
#[must_use]
pub fn because(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> TextColumn {
    let outcome = evaluator.rule(frame, rule);
    texts(evaluator, frame, (rule, Kind::Because), |row| {
        because_at(evaluator, frame, rule, &outcome, row)
    })
}

/// `failing`: what the gates that certainly fail have to say; null where none fails.
#[must_use]
pub fn failing(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> TextColumn {
    let outcome = evaluator.rule(frame, rule);
    let body = &evaluator.program().rules[rule].body;
    texts(evaluator, frame, (rule, Kind::Failing), |row| {
        match (body, &*outcome) {
            (
                RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }),
                RuleOutcome::Segment(outcome),
            ) => failing_at(evaluator, frame, gates, outcome, row),
            (
                RuleBody::Segment(_)
                | RuleBody::Score(_)
                | RuleBody::Strategy(_)
                | RuleBody::Check(_)
                | RuleBody::Decision(_),
                _,
            ) => None,
        }
    })
}

/// `open`: the missing answers that could still change the result; null where there are none.
#[must_use]
pub fn open(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> TextColumn {
    let outcome = evaluator.rule(frame, rule);
    texts(evaluator, frame, (rule, Kind::Open), |row| {
        if is_settled(&outcome, row) {
            return None; // nothing is left to ask
        }
        let answers = causes(evaluator, frame, rule, row).answers;
        (!answers.is_empty()).then(|| answers.join(", "))
    })
}

/// `possible`: the outcomes still possible, joined by `, `; null where not applicable.
#[must_use]
pub fn possible(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> TextColumn {
    let outcome = evaluator.rule(frame, rule);
    texts(evaluator, frame, (rule, Kind::Possible), |row| {
        let declared = &evaluator.program().rules[rule];
        let names = possible_names(evaluator, frame, declared, &outcome, row);
        (!names.is_empty()).then(|| names.join(", "))
    })
}

/// Texts of a rule on the rows of a frame.
fn texts(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    of: (RuleId, Kind),
    make: impl Fn(usize) -> Option<String>,
) -> TextColumn {
    evaluator.timed(Task::Reasons(of.0), || {
        remembered::texts(evaluator, frame, of, make)
    })
}

/// The outcomes still possible in a further column of what comes out of a decision, joined by `, `;
/// null where not applicable.
#[must_use]
pub fn further_possible(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: RuleId,
    column: u32,
) -> TextColumn {
    let outcome = evaluator.rule(frame, rule);
    text_column((0..frame.len()).map(|row| {
        let decision = evaluator.program().rules[rule].body.decision();
        let names = match (decision, &*outcome) {
            (Some(decision), RuleOutcome::Decision(outcome)) => {
                let place = (column as usize, row);
                possible_values(evaluator, frame, decision, outcome, place)
            }
            (_, _) => Vec::new(),
        };
        (!names.is_empty()).then(|| Arc::from(names.join(", ")))
    }))
}

/// The outcomes still possible on a row.
pub(super) fn possible_names(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: &Rule,
    outcome: &RuleOutcome,
    row: usize,
) -> Vec<String> {
    match (rule.body.decision(), outcome) {
        (Some(decision), RuleOutcome::Decision(outcome)) => {
            possible_values(evaluator, frame, decision, outcome, (0, row))
        }
        (_, _) => possible_at(evaluator.program(), rule, outcome, row)
            .into_iter()
            .map(str::to_owned)
            .collect(),
    }
}

/// The names of the outcomes still possible on a row, in the order of the domain.
pub(super) fn possible_at<'p>(
    program: &'p Program,
    rule: &Rule,
    outcome: &RuleOutcome,
    row: usize,
) -> Vec<&'p str> {
    let (domain, column) = match (&rule.body, outcome) {
        (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
            match (&score.bands, &outcome.band) {
                (Some(bands), Some(column)) => (bands.domain, column),
                (Some(_) | None, _) => return Vec::new(),
            }
        }
        (RuleBody::Strategy(strategy), RuleOutcome::Strategy(outcome)) => {
            (strategy.domain, &outcome.option)
        }
        (
            RuleBody::Segment(_)
            | RuleBody::Score(_)
            | RuleBody::Strategy(_)
            | RuleBody::Decision(_)
            | RuleBody::Check(_),
            _,
        ) => return Vec::new(),
    };
    if column.flags.get(row) & flag::APPLIES == 0 {
        return Vec::new();
    }
    column
        .possible(row)
        .map(|member| member_name(program, domain, member))
        .collect()
}

fn because_at(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: RuleId,
    outcome: &RuleOutcome,
    row: usize,
) -> Option<String> {
    let declared = &evaluator.program().rules[rule];
    let status = result_status(outcome, row);
    if status == Status::NotApplicable {
        let outside = outside(evaluator, frame, declared, row);
        return Some(outside.unwrap_or_else(|| match declared.body.decision() {
            Some(body) => decision::none_fits(evaluator, frame, body, row),
            None => "not applicable".to_owned(),
        }));
    }
    match (&declared.body, outcome) {
        (
            RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }),
            RuleOutcome::Segment(outcome),
        ) => failing_at(evaluator, frame, gates, outcome, row)
            .or_else(|| (status != Status::Known).then(|| undecided(evaluator, frame, rule, row))),
        (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
            Some(arithmetic(evaluator, frame, score, outcome, row))
        }
        (RuleBody::Strategy(strategy), RuleOutcome::Strategy(outcome)) => {
            Some(if status == Status::Known {
                deciding_arm(evaluator, frame, strategy, outcome, row)
            } else {
                undecided(evaluator, frame, rule, row)
            })
        }
        (RuleBody::Decision(body), RuleOutcome::Decision(outcome)) => {
            Some(if status == Status::Known {
                decision::deciding(evaluator, frame, body, outcome, row)
            } else {
                undecided(evaluator, frame, rule, row)
            })
        }
        (
            RuleBody::Segment(_)
            | RuleBody::Score(_)
            | RuleBody::Strategy(_)
            | RuleBody::Decision(_)
            | RuleBody::Check(_),
            _,
        ) => None,
    }
}

/// Why a rule for a segment does not apply to a row outside it: the outermost segment that the row
/// is not in, and why.
fn outside(evaluator: &Evaluator<'_>, frame: &Frame, rule: &Rule, row: usize) -> Option<String> {
    let rules = &evaluator.program().rules;
    let mut next = rule.within;
    while let Some(segment) = next {
        let outcome = evaluator.rule(frame, segment);
        if let RuleOutcome::Segment(outcome) = &*outcome
            && let RuleBody::Segment(body) = &rules[segment].body
            && member_bits(&outcome.member, row) == truth::NO
        {
            let outside = format!("not in {}", rules[segment].named.name);
            return Some(match failing_at(evaluator, frame, body, outcome, row) {
                Some(reason) => format!("{outside}: {reason}"),
                None => outside,
            });
        }
        next = rules[segment].within;
    }
    None
}

/// What the gates that certainly fail on a row have to say.
pub(super) fn failing_at(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    segment: &Segment,
    outcome: &SegmentOutcome,
    row: usize,
) -> Option<String> {
    if member_bits(&outcome.member, row) == truth::NOT_APPLICABLE {
        return None;
    }
    let failing: Vec<_> = segment
        .gates
        .iter()
        .zip(&outcome.gates)
        .filter(|(_, column)| member_bits(column, row) == truth::NO)
        .map(|(gate, _)| match gate.otherwise {
            Some(_) => failing_line(evaluator, frame, gate, row),
            None => format!(
                "{}: {}",
                name_or_label(&gate.named),
                failing_line(evaluator, frame, gate, row)
            ),
        })
        .collect();
    (!failing.is_empty()).then(|| failing.join("; "))
}

/// What a gate or line that certainly fails on a row has to say: its text, else the values that its
/// condition saw.
pub(super) fn failing_line(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    gate: &Gate,
    row: usize,
) -> String {
    match gate.otherwise {
        Some(text) => template_text(evaluator, frame, text, row),
        None => facts(evaluator, frame, gate.condition, row),
    }
}

/// The reason of the arm that decides a settled strategy. Where arms of the same option before it
/// are open, their answers make no difference, and that is said.
fn deciding_arm(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    strategy: &Strategy,
    outcome: &StrategyOutcome,
    row: usize,
) -> String {
    let arms = strategy.options.iter().zip(&outcome.arms);
    let mut arms = arms.flat_map(|(option, columns)| option.arms.iter().zip(columns));
    let mut open = Vec::new();
    let deciding = arms.find(|(arm, column)| {
        let bits = member_bits(column, row);
        if bits & truth::YES != 0 && bits != truth::YES {
            open.extend(arm.condition);
        }
        bits == truth::YES
    });
    let reason = match deciding.map(|(arm, _)| (arm.because, arm.condition)) {
        Some((Some(text), _)) => template_text(evaluator, frame, text, row),
        Some((None, Some(condition))) => facts(evaluator, frame, condition, row),
        Some((None, None)) | None if open.is_empty() => "nothing before it holds".to_owned(),
        Some((None, None)) | None => "no other option holds".to_owned(),
    };
    let answers = causes_of(evaluator, frame, &open, row).answers;
    if answers.is_empty() {
        reason
    } else {
        format!("{reason}, whatever {} comes to", quoted_names(&answers))
    }
}

/// What keeps a result open, and what is left.
fn undecided(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId, row: usize) -> String {
    let declared = &evaluator.program().rules[rule];
    let outcome = evaluator.rule(frame, rule);
    let Causes {
        answers, faults, ..
    } = causes(evaluator, frame, rule, row);
    let mut reasons = Vec::new();
    let (lists, cells): (Vec<String>, Vec<String>) = answers
        .into_iter()
        .partition(|answer| answer.ends_with(NOT_LISTED));
    if !cells.is_empty() {
        let verb = if cells.len() == 1 { "is" } else { "are" };
        reasons.push(format!("{} {verb} unknown", quoted_names(&cells)));
    }
    for list in &lists {
        let name = list.trim_end_matches(NOT_LISTED);
        reasons.push(format!("`{name}` may have more rows than are listed"));
    }
    reasons.extend(faults);
    if reasons.is_empty() {
        reasons.push("not known".to_owned());
    }
    let reasons = reasons.join("; ");
    if let (Some(body), RuleOutcome::Decision(outcome)) = (declared.body.decision(), &*outcome)
        && body.policy == HitPolicy::All
    {
        let said = decision::perhaps(evaluator, frame, body, outcome, row);
        return format!("{reasons}: {said}");
    }
    let mut left = possible_names(evaluator, frame, declared, &outcome, row);
    if !left.is_empty() && result_flags(&outcome, row) & flag::NOT_APPLICABLE != 0 {
        left.push("not applicable".to_owned());
    }
    if left.is_empty() {
        reasons
    } else {
        format!("{reasons}: {}", join_with(&left, "or"))
    }
}

/// How an answer ends that is not a cell but the rest of a list: `rivals rows`.
const NOT_LISTED: &str = " rows";

/// `a`, `b` and `c`, each in backticks.
fn quoted_names(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    join_with(&quoted, "and")
}

/// The status of a rule's result on a row.
pub(super) fn result_status(outcome: &RuleOutcome, row: usize) -> Status {
    match outcome {
        RuleOutcome::Segment(outcome) => outcome.member.status(row),
        RuleOutcome::Score(outcome) => outcome.value.status(row),
        RuleOutcome::Strategy(outcome) => outcome.option.status(row),
        RuleOutcome::Decision(outcome) => decision::status(outcome, row),
    }
}

/// True if a result is settled as a whole. Of a decision only the first column is looked at, which says
/// nothing of the others.
fn is_settled(outcome: &RuleOutcome, row: usize) -> bool {
    match outcome {
        RuleOutcome::Segment(_) | RuleOutcome::Score(_) | RuleOutcome::Strategy(_) => {
            match result_status(outcome, row) {
                Status::Known | Status::NotApplicable => true,
                Status::Unknown | Status::Fault => false,
            }
        }
        RuleOutcome::Decision(_) => false,
    }
}

/// The flags of a rule's result on a row.
fn result_flags(outcome: &RuleOutcome, row: usize) -> u8 {
    match outcome {
        RuleOutcome::Segment(outcome) => truth_flags(outcome.member.get(row)),
        RuleOutcome::Score(outcome) => outcome.value.flags.get(row),
        RuleOutcome::Strategy(outcome) => outcome.option.flags.get(row),
        RuleOutcome::Decision(outcome) => {
            let first = outcome.outputs.first();
            first.map_or(flag::NOT_APPLICABLE, |column| column.flags(row))
        }
    }
}

/// The text of a template on a row. Templates always print something.
pub(super) fn template_text(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    text: ExprId,
    row: usize,
) -> String {
    // Few rows show a text: a template is filled in for this one, not for all of the frame.
    if let Some(text) = template_at(evaluator, frame, text, row) {
        return text;
    }
    match evaluator.column(frame, text) {
        Column::Text(column) => column.get(row).unwrap_or("unknown").to_owned(),
        Column::Number(_) | Column::YesNo(_) | Column::Choice(_) | Column::List(_) => String::new(),
    }
}

/// The label where there is one, else the name.
pub(super) fn name_or_label(named: &Named) -> &str {
    named.label.as_deref().unwrap_or(&named.name)
}

/// The truth bits of a row without the fault bit.
pub(super) fn member_bits(column: &YesNoColumn, row: usize) -> u8 {
    column.at(row).unwrap_or(truth::NOT_APPLICABLE) & !truth::FAULT
}

/// A column of texts; a row without text is not applicable.
fn text_column(texts: impl Iterator<Item = Option<Arc<str>>>) -> TextColumn {
    let values: Vec<Option<Arc<str>>> = texts.collect();
    let flags = values.iter().map(|text| match text {
        Some(_) => flag::APPLIES,
        None => flag::NOT_APPLICABLE,
    });
    let flags = Flags(Some(flags.collect()));
    TextColumn::with_flags(values, flags)
}
