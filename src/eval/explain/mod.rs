//! The ledger of one row: every rule for it, line by line, with the values each line saw, and the fields that are
//! worked out for it.

mod fields;
mod rows;
mod score;

use std::collections::BTreeSet;

use super::column::{Interval, NumberColumn, OPEN_HIGH, OPEN_LOW, Status, truth};
use super::display::{display, join_with};
use super::evaluator::{Evaluator, Frame};
use super::outcome::{DecisionOutcome, RuleOutcome, SegmentOutcome, StrategyOutcome};
use super::reasons::{
    self, Causes, causes, facts, line_verdict, member_bits, possible_at, template_text,
};
use crate::decimal::Decimal;
use crate::ir::{
    Check, Decision, ExprId, HitPolicy, Named, NumberType, Program, RecordId, Rule, RuleBody,
    RuleId, Segment, Strategy, Type,
};

/// Why a row came out as it did.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Explanation {
    /// The record's name.
    pub record: String,
    /// The row's key.
    pub key: String,
    /// The row's fields, if no rule is for it; else the fields that are worked out and that its rules read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<LineExplanation>,
    /// The rules for the row, each after those it reads.
    pub rules: Vec<RuleExplanation>,
}

/// Why a rule came out as it did.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RuleExplanation {
    /// The rule's name.
    pub name: String,
    /// segment, score, strategy, decision or check.
    pub kind: &'static str,
    /// Its label.
    pub label: Option<String>,
    /// The result: `yes`, `125..625`, `hot or warm`.
    pub result: String,
    /// known, unknown, fault or not_applicable.
    pub status: &'static str,
    /// Its lines in the order written.
    pub lines: Vec<LineExplanation>,
    /// The reason in a sentence.
    pub because: Option<String>,
    /// The missing answers that could still change the result.
    pub open: Vec<String>,
    /// What no answer would settle.
    pub faults: Vec<String>,
}

/// What a line of a rule came to.
#[derive(Clone, Debug, serde::Serialize)]
pub struct LineExplanation {
    /// The line's name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// What it came to: `yes`, `no`, `unknown`, `+10`, `not reached`.
    pub verdict: String,
    /// The values it saw.
    pub detail: String,
    /// What it is made of, where that is more lines: those that are capped together, the rows that are added up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<LineExplanation>,
}

/// Explains the rules for a row of a record; only `only` and the rules it reads, if given.
#[must_use]
pub fn explain(
    evaluator: &Evaluator<'_>,
    record: RecordId,
    key: String,
    row: usize,
    only: Option<RuleId>,
) -> Explanation {
    let program = evaluator.program();
    let frame = evaluator.frame(record, row..row + 1);
    let only = only.map(|only| with_all_it_reads(program, only));
    let wanted = program.rule_order.iter().copied().filter(|rule| {
        program.rules[*rule].record == record
            && only.as_ref().is_none_or(|only| only.contains(rule))
    });
    let wanted: Vec<RuleId> = wanted.collect();
    let fields = if wanted.is_empty() {
        fields::all(evaluator, &frame)
    } else {
        fields::read_by(evaluator, &frame, &wanted)
    };
    let rules = wanted.iter();
    Explanation {
        record: program.records[record].named.name.clone(),
        key,
        fields,
        rules: rules
            .map(|rule| explain_rule(evaluator, &frame, *rule))
            .collect(),
    }
}

/// A rule and all that it reads on the same row, directly or through further rules.
fn with_all_it_reads(program: &Program, rule: RuleId) -> BTreeSet<RuleId> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![rule];
    while let Some(next) = waiting.pop() {
        if found.insert(next) {
            waiting.extend(program.rules_read(next));
        }
    }
    found
}

fn explain_rule(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> RuleExplanation {
    let program = evaluator.program();
    let declared = &program.rules[rule];
    let outcome = evaluator.rule(frame, rule);
    let status = reasons::result_status(&outcome, 0);
    let lines = if status == Status::NotApplicable {
        Vec::new()
    } else {
        lines(evaluator, frame, declared, &outcome)
    };
    let because = reasons::because(evaluator, frame, rule);
    let because = because.get(0).map(str::to_owned);
    let Causes {
        answers, faults, ..
    } = causes(evaluator, frame, rule, 0);
    RuleExplanation {
        name: declared.named.name.clone(),
        kind: match &declared.body {
            RuleBody::Segment(_) => "segment",
            RuleBody::Score(_) => "score",
            RuleBody::Strategy(_) => "strategy",
            RuleBody::Check(_) => "check",
            RuleBody::Decision(_) => "decision",
        },
        label: declared.named.label.clone(),
        result: result(program, declared, &outcome),
        status: status_name(status),
        lines,
        because,
        open: answers,
        faults,
    }
}

/// The name of a status in results.
#[must_use]
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::Known => "known",
        Status::Unknown => "unknown",
        Status::Fault => "fault",
        Status::NotApplicable => "not_applicable",
    }
}

fn result(program: &Program, rule: &Rule, outcome: &RuleOutcome) -> String {
    match (&rule.body, outcome) {
        (RuleBody::Segment(_) | RuleBody::Check(_), RuleOutcome::Segment(outcome)) => {
            yes_no(member_bits(&outcome.member, 0)).to_owned()
        }
        (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
            let value = span(program, &score.ty, &outcome.value);
            match possible_at(program, rule, &RuleOutcome::Score(outcome.clone()), 0).as_slice() {
                [] => value,
                bands => format!("{value}  {}", join_with(bands, "or")),
            }
        }
        (RuleBody::Strategy(_), RuleOutcome::Strategy(_)) => {
            match possible_at(program, rule, outcome, 0).as_slice() {
                [] => "not applicable".to_owned(),
                options => join_with(options, "or"),
            }
        }
        (RuleBody::Decision(decision), RuleOutcome::Decision(outcome)) => {
            match (decision.output_type(0), outcome.outputs.first()) {
                (Some(ty), Some(column)) => display(program, &ty, column, 0),
                (_, _) => String::new(),
            }
        }
        (
            RuleBody::Segment(_)
            | RuleBody::Score(_)
            | RuleBody::Strategy(_)
            | RuleBody::Decision(_)
            | RuleBody::Check(_),
            _,
        ) => String::new(),
    }
}

fn lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: &Rule,
    outcome: &RuleOutcome,
) -> Vec<LineExplanation> {
    match (&rule.body, outcome) {
        (
            RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }),
            RuleOutcome::Segment(outcome),
        ) => gate_lines(evaluator, frame, gates, outcome),
        (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
            score::lines(evaluator, frame, (rule, score), outcome)
        }
        (RuleBody::Strategy(strategy), RuleOutcome::Strategy(outcome)) => {
            option_lines(evaluator, frame, strategy, outcome)
        }
        (RuleBody::Decision(decision), RuleOutcome::Decision(outcome)) => {
            decision_lines(evaluator, frame, decision, outcome)
        }
        (
            RuleBody::Segment(_)
            | RuleBody::Score(_)
            | RuleBody::Strategy(_)
            | RuleBody::Decision(_)
            | RuleBody::Check(_),
            _,
        ) => Vec::new(),
    }
}

/// A line a line of the table, called by its place and by what it says.
fn decision_lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    decision: &Decision,
    outcome: &DecisionOutcome,
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    let mut lines = Vec::new();
    let mut decided = false;
    for (at, (line, column)) in decision.lines.iter().zip(&outcome.lines).enumerate() {
        let says = line.outputs.first().map(|value| program.describe(*value));
        let name = format!("{} {}", at + 1, says.unwrap_or_default());
        let (verdict, detail) = if decided {
            ("not reached", String::new())
        } else {
            line_verdict(evaluator, frame, line, column.get(0))
        };
        decided |= decision.policy == HitPolicy::First && outcome.holds(at, 0);
        lines.push(unlabelled(name, verdict.to_owned(), detail));
    }
    lines
}

fn gate_lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    segment: &Segment,
    outcome: &SegmentOutcome,
) -> Vec<LineExplanation> {
    let gates = segment.gates.iter().zip(&outcome.gates);
    gates
        .map(|(gate, column)| {
            let bits = member_bits(column, 0);
            let detail = match gate.otherwise {
                Some(text) if bits == truth::NO => template_text(evaluator, frame, text, 0),
                Some(_) | None => facts(evaluator, frame, gate.condition, 0),
            };
            line(&gate.named, yes_no(bits), detail)
        })
        .collect()
}

fn option_lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    strategy: &Strategy,
    outcome: &StrategyOutcome,
) -> Vec<LineExplanation> {
    let mut lines = Vec::new();
    let mut decided = false;
    for (option, columns) in strategy.options.iter().zip(&outcome.arms) {
        for (arm, column) in option.arms.iter().zip(columns) {
            let bits = member_bits(column, 0);
            let (verdict, detail) = match arm.condition {
                _ if decided => ("not reached", String::new()),
                Some(condition) => (yes_no(bits), facts(evaluator, frame, condition, 0)),
                None => ("otherwise", String::new()),
            };
            decided |= bits == truth::YES;
            lines.push(line(&option.named, verdict, detail));
        }
    }
    lines
}

fn value_of(evaluator: &Evaluator<'_>, frame: &Frame, expr: ExprId) -> String {
    let column = evaluator.column(frame, expr);
    let text = display(
        evaluator.program(),
        &evaluator.program().exprs[expr].ty,
        &column,
        0,
    );
    match column.status(0) {
        Status::Known | Status::NotApplicable => text,
        Status::Unknown | Status::Fault if text == "unknown" => text,
        Status::Unknown | Status::Fault => format!("unknown ({text})"),
    }
}

/// An interval as in tables: `625`, `125..625`, `125..`, `unknown`.
pub(crate) fn span(program: &Program, ty: &NumberType, column: &NumberColumn) -> String {
    let point = |units: i128| {
        Decimal::from_units(units).map_or_else(String::new, |number| {
            program.literal(&Type::Number(ty.clone()), &crate::ir::Value::Number(number))
        })
    };
    if column.status(0) == Status::NotApplicable {
        return "not applicable".to_owned();
    }
    let Interval { low, high } = column.interval(0);
    match (low, high) {
        (low, high) if low == high => point(low),
        (OPEN_LOW, OPEN_HIGH) => "unknown".to_owned(),
        (OPEN_LOW, high) => format!("..{}", point(high)),
        (low, OPEN_HIGH) => format!("{}..", point(low)),
        (low, high) => format!("{}..{}", point(low), point(high)),
    }
}

fn yes_no(bits: u8) -> &'static str {
    match bits {
        truth::YES => "yes",
        truth::NO => "no",
        truth::NOT_APPLICABLE => "not applicable",
        _ => "unknown",
    }
}

fn plain() -> NumberType {
    NumberType {
        unit: crate::ir::NumberUnit::Plain,
        integer: false,
        bounds: crate::ir::Bounds::OPEN,
    }
}

fn percent() -> Type {
    Type::Number(NumberType {
        unit: crate::ir::NumberUnit::Percent,
        ..plain()
    })
}

fn line(named: &Named, verdict: &str, detail: String) -> LineExplanation {
    LineExplanation {
        name: named.name.clone(),
        label: named.label.clone(),
        verdict: verdict.to_owned(),
        detail,
        parts: Vec::new(),
    }
}

fn unlabelled(name: String, verdict: String, detail: String) -> LineExplanation {
    LineExplanation {
        name,
        label: None,
        verdict,
        detail,
        parts: Vec::new(),
    }
}
