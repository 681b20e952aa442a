//! What a check comes to over all rows: which lines fail on which rows, and what is undecided.

use super::column::{Status, flag, truth, truth_flags};
use super::display::{display, join_with};
use super::evaluator::{Evaluator, Frame};
use super::outcome::{RuleOutcome, SegmentOutcome};
use super::reasons::{Causes, failing_line, line_causes, member_bits};
use crate::ir::{Gate, RuleId};

/// How many rows are worked out at a time.
const BATCH: usize = 8192;

/// What a check comes to.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// The check.
    pub rule: RuleId,
    /// How many rows it applies to, or may apply to.
    pub judged: usize,
    /// How many of them certainly fail.
    pub failing: usize,
    /// How many of them neither certainly fail nor certainly hold.
    pub undecided: usize,
    /// Its lines in the order written.
    pub lines: Vec<CheckLine>,
}

/// What a line of a check comes to.
#[derive(Clone, Debug, Default)]
pub struct CheckLine {
    /// The rows that certainly fail it.
    pub failing: CheckRows,
    /// The rows on which it is undecided.
    pub undecided: CheckRows,
}

/// Some rows of a line.
#[derive(Clone, Debug, Default)]
pub struct CheckRows {
    /// How many.
    pub count: usize,
    /// The first of them.
    pub first: Vec<CheckRow>,
}

/// A row that a line has something to say about.
#[derive(Clone, Debug)]
pub struct CheckRow {
    /// Its key; its place in the table where the record has no key; none for the whole portfolio.
    pub row: Option<String>,
    /// What the line says, or what it hangs on.
    pub text: String,
}

/// Works a check out on every row. Of each line at most `named` rows are named, the others counted.
#[must_use]
pub fn judge(evaluator: &Evaluator<'_>, rule: RuleId, named: usize) -> CheckResult {
    let declared = &evaluator.program().rules[rule];
    let gates = declared.body.gates().map(|gates| gates.gates.as_slice());
    let gates = gates.unwrap_or_default();
    let mut result = CheckResult {
        rule,
        judged: 0,
        failing: 0,
        undecided: 0,
        lines: vec![CheckLine::default(); gates.len()],
    };
    for start in (0..evaluator.row_count(declared.record)).step_by(BATCH) {
        let frame = evaluator.frame(declared.record, start..start + BATCH);
        if let RuleOutcome::Segment(outcome) = &*evaluator.rule(&frame, rule) {
            let batch = Batch {
                evaluator,
                frame: &frame,
                rule,
                gates,
                outcome,
                named,
            };
            for row in 0..frame.len() {
                batch.row(row, &mut result);
            }
        }
    }
    result
}

/// Some rows of a check.
struct Batch<'b> {
    evaluator: &'b Evaluator<'b>,
    frame: &'b Frame,
    rule: RuleId,
    gates: &'b [Gate],
    outcome: &'b SegmentOutcome,
    named: usize,
}

impl Batch<'_> {
    fn row(&self, row: usize, result: &mut CheckResult) {
        let member = self.outcome.member.get(row);
        let applies = truth_flags(member);
        if applies & flag::APPLIES == 0 {
            return;
        }
        let there = self
            .evaluator
            .is_certainly_there(self.frame.record(), self.frame.rows().start + row);
        let certain = applies & flag::NOT_APPLICABLE == 0 && there;
        result.judged += 1;
        match member & truth::UNKNOWN {
            truth::YES => return,
            truth::NO if certain => result.failing += 1,
            _ => result.undecided += 1,
        }
        let columns = self.gates.iter().zip(&self.outcome.gates);
        for ((gate, column), line) in columns.zip(&mut result.lines) {
            match member_bits(column, row) {
                truth::YES => {}
                truth::NO if certain => self.add(&mut line.failing, row, || {
                    failing_line(self.evaluator, self.frame, gate, row)
                }),
                truth::NO if !there => self.add(&mut line.undecided, row, || {
                    let text = failing_line(self.evaluator, self.frame, gate, row);
                    format!("{text}, if any row belongs to it")
                }),
                _ => self.add(&mut line.undecided, row, || {
                    let open = column.status(row) != Status::Known;
                    let condition = open.then_some(gate.condition);
                    hangs_on(line_causes(
                        self.evaluator,
                        self.frame,
                        self.rule,
                        condition,
                        row,
                    ))
                }),
            }
        }
    }

    fn add(&self, rows: &mut CheckRows, row: usize, text: impl FnOnce() -> String) {
        rows.count += 1;
        if rows.first.len() < self.named {
            let (row, text) = (self.name(row), text());
            rows.first.push(CheckRow { row, text });
        }
    }

    /// The key of a row as the results write it.
    fn name(&self, row: usize) -> Option<String> {
        let program = self.evaluator.program();
        let record = self.frame.record();
        if program.portfolio == Some(record) {
            return None;
        }
        let key = &program.records[record].key;
        let parts: Vec<String> = key
            .iter()
            .map(|&field| {
                let column = self.evaluator.field(self.frame, field);
                display(program, &program.fields[field].ty, &column, row)
            })
            .collect();
        Some(if parts.is_empty() {
            format!("row {}", self.frame.rows().start + row + 1)
        } else {
            parts.join(", ")
        })
    }
}

/// What keeps a line open, in a few words.
fn hangs_on(causes: Causes) -> String {
    let answers: Vec<String> = causes
        .answers
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    let answers = (!answers.is_empty()).then(|| format!("hangs on {}", join_with(&answers, "and")));
    let said: Vec<String> = answers.into_iter().chain(causes.faults).collect();
    if said.is_empty() {
        "not known".to_owned()
    } else {
        said.join("; ")
    }
}
