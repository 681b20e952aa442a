//! The ledger of one row: every rule for it, line by line, with the values each line saw.

use std::collections::BTreeSet;

use super::column::{NumberColumn, OPEN_HIGH, OPEN_LOW, Status, truth};
use super::display::{display, join_with};
use super::evaluator::{Evaluator, Frame};
use super::outcome::{
    DecisionOutcome, PointsOutcome, RuleOutcome, ScoreOutcome, ScoreParts, SegmentOutcome,
    StrategyOutcome,
};
use super::reasons::{
    self, Causes, added_words, causes, facts, line_verdict, member_bits, possible_at, template_text,
};
use crate::decimal::Decimal;
use crate::ir::{
    Bands, Check, Decision, ExprId, HitPolicy, Named, NumberType, PointsItem, PointsLine, Program,
    RecordId, Rule, RuleBody, RuleId, Score, ScoreKind, Segment, Strategy, Type,
};

/// Why a row came out as it did.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Explanation {
    /// The record's name.
    pub record: String,
    /// The row's key.
    pub key: String,
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
    let rules = wanted
        .map(|rule| explain_rule(evaluator, &frame, rule))
        .collect();
    Explanation {
        record: program.records[record].named.name.clone(),
        key,
        rules,
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
    let because = match reasons::because(evaluator, frame, rule).values.first() {
        Some(Some(text)) => Some(text.to_string()),
        Some(None) | None => None,
    };
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
            let mut lines = score_lines(evaluator, frame, score, outcome);
            lines.extend(limit_line(evaluator.program(), score, outcome));
            lines.extend(score.bands.as_ref().and_then(|bands| {
                band_line(
                    evaluator.program(),
                    bands,
                    &possible_bands(evaluator.program(), rule, outcome),
                )
            }));
            lines
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

fn score_lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    score: &Score,
    outcome: &ScoreOutcome,
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    match (&score.kind, &outcome.parts) {
        (ScoreKind::Multiply(factors), _) => factors
            .iter()
            .enumerate()
            .map(|(place, factor)| {
                let sign = if place == 0 { "" } else { "× " };
                let value = value_of(evaluator, frame, *factor);
                unlabelled(
                    program.describe(*factor),
                    format!("{sign}{value}"),
                    String::new(),
                )
            })
            .collect(),
        (ScoreKind::Weigh { factors, .. }, ScoreParts::Weigh(columns)) => factors
            .iter()
            .zip(columns)
            .map(|(factor, (_, part))| {
                let weight = program.literal(&percent(), &crate::ir::Value::Number(factor.weight));
                let value = value_of(evaluator, frame, factor.factor);
                let detail = format!("{weight} of {value}");
                unlabelled(
                    program.describe(factor.factor),
                    span(program, &score.ty, part),
                    detail,
                )
            })
            .collect(),
        (ScoreKind::WeighEach(weigh), _) => {
            let name = format!(
                "{} by {}",
                program.describe(weigh.value),
                program.describe(weigh.weight)
            );
            let parts = reasons::template_text(evaluator, frame, weigh.parts, 0);
            vec![unlabelled(
                name,
                span(program, &score.ty, &outcome.raw),
                parts,
            )]
        }
        (ScoreKind::Points(items), ScoreParts::Points(outcomes)) => {
            points_lines(evaluator, frame, items, outcomes)
        }
        (ScoreKind::Weigh { .. } | ScoreKind::Points(_), _) => Vec::new(),
    }
}

fn points_lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    items: &[PointsItem],
    outcomes: &[PointsOutcome],
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    let mut lines = Vec::new();
    for (item, outcome) in items.iter().zip(outcomes) {
        match (item, outcome) {
            (PointsItem::Line(declared), PointsOutcome::Line { .. }) => {
                lines.push(points_line(evaluator, frame, declared, outcome));
            }
            (
                PointsItem::Group {
                    label,
                    lines: declared,
                    cap,
                    ..
                },
                PointsOutcome::Group {
                    lines: inner,
                    points,
                },
            ) => {
                for (declared, outcome) in declared.iter().zip(inner) {
                    lines.push(points_line(evaluator, frame, declared, outcome));
                }
                let name = label.clone().unwrap_or_else(|| "together".to_owned());
                let cap = match cap {
                    crate::ir::Cap::AtMost(most) => format!("at most {most}"),
                    crate::ir::Cap::AtLeast(least) => format!("at least {least}"),
                };
                lines.push(unlabelled(name, span(program, &plain(), points), cap));
            }
            (PointsItem::Line(_), PointsOutcome::Group { .. })
            | (PointsItem::Group { .. }, PointsOutcome::Line { .. }) => {}
        }
    }
    lines
}

fn points_line(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    declared: &PointsLine,
    outcome: &PointsOutcome,
) -> LineExplanation {
    let program = evaluator.program();
    let PointsOutcome::Line { each, points, .. } = outcome else {
        return line(&declared.named, "", String::new());
    };
    let mut details = Vec::new();
    let own_points = declared.added.is_some_and(|added| added.points.is_some());
    if let Some(each) = each.as_ref().filter(|_| !own_points) {
        details.push(format!(
            "{} × {}",
            span(program, &plain(), each),
            declared.points
        ));
    }
    let added = declared.added;
    details.extend(added.and_then(|added| added_words((evaluator, frame), added, 0)));
    if let Some(when) = declared.when {
        details.push(facts(evaluator, frame, when, 0));
    }
    match declared.cap {
        Some(crate::ir::Cap::AtMost(most)) => details.push(format!("at most {most}")),
        Some(crate::ir::Cap::AtLeast(least)) => details.push(format!("at least {least}")),
        None => {}
    }
    let value = span(program, &plain(), points);
    let sign = if points.interval(0).low > 0 { "+" } else { "" };
    line(
        &declared.named,
        &format!("{sign}{value}"),
        details.join(", "),
    )
}

fn limit_line(program: &Program, score: &Score, outcome: &ScoreOutcome) -> Option<LineExplanation> {
    let (low, high) = score.limit?;
    let text =
        |units| Decimal::from_units(units).map_or_else(String::new, |number| number.to_string());
    let detail = format!("limit {}..{}", text(low), text(high));
    let before = span(program, &score.ty, &outcome.raw);
    let after = span(program, &score.ty, &outcome.value);
    (before != after).then(|| {
        unlabelled(
            "limit".to_owned(),
            after,
            format!("{before} before; {detail}"),
        )
    })
}

fn possible_bands<'p>(program: &'p Program, rule: &Rule, outcome: &ScoreOutcome) -> Vec<&'p str> {
    possible_at(program, rule, &RuleOutcome::Score(outcome.clone()), 0)
}

fn band_line(program: &Program, bands: &Bands, possible: &[&str]) -> Option<LineExplanation> {
    if possible.is_empty() {
        return None;
    }
    let members = program.domains[bands.domain]
        .members
        .iter()
        .zip(&bands.bands);
    let steps: Vec<_> = members
        .map(
            |(member, band)| match band.from.and_then(Decimal::from_units) {
                Some(from) => format!("{} from {from}", member.named.name),
                None => format!("{} otherwise", member.named.name),
            },
        )
        .collect();
    Some(unlabelled(
        "band".to_owned(),
        join_with(possible, "or"),
        steps.join(", "),
    ))
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
    let low = column.low.first().copied().unwrap_or(OPEN_LOW);
    let high = column.high.first().copied().unwrap_or(OPEN_HIGH);
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
    }
}

fn unlabelled(name: String, verdict: String, detail: String) -> LineExplanation {
    LineExplanation {
        name,
        label: None,
        verdict,
        detail,
    }
}
