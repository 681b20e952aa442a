//! A pack run with another number in the place of one of its constants.

use super::constants::Constant;
use crate::analysis::{Overrides, analyse};
use crate::compile::Compilation;
use crate::data::Dataset;
use crate::decimal::Decimal;
use crate::diagnostics::Diagnostic;
use crate::eval::{Evaluator, Settings, display_interval};
use crate::ir::{NumberType, NumberUnit, Program, RuleBody, RuleId, Type, Value};
use crate::study::outcome::{Outcome, outcomes};
use crate::study::tree::{Node, nodes};
use crate::syntax::ast::{Expr, ExprKind};

/// A pack with its tables, to be run with other numbers.
pub struct Trial<'a> {
    compilation: &'a Compilation,
    /// The pack as it is.
    pub program: &'a Program,
    /// The tables.
    pub data: &'a Dataset,
    /// The settings of every run.
    pub settings: Settings,
    overrides: &'a Overrides,
    /// The rules whose outcomes count.
    pub rules: Vec<RuleId>,
    nodes: Vec<Node>,
    base: Vec<Vec<Outcome>>,
}

/// An outcome that a number changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// The rule.
    pub rule: RuleId,
    /// The row of the rule's record.
    pub row: usize,
    /// The outcome as the pack is.
    pub from: String,
    /// The outcome with the other number.
    pub to: String,
}

/// What a number does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No outcome changes.
    Same,
    /// These do.
    Flipped(Vec<Flip>),
    /// The pack cannot take it.
    Impossible(String),
}

impl<'a> Trial<'a> {
    /// Runs the pack as it is. Outcomes of rules without bands whose numbers nobody ranks are left out: a number is
    /// another with every step.
    #[must_use]
    pub fn new(
        compilation: &'a Compilation,
        program: &'a Program,
        data: &'a Dataset,
        settings: Settings,
        overrides: &'a Overrides,
        rules: &[RuleId],
    ) -> Trial<'a> {
        let counts = |rule: &RuleId| match &program.rules[*rule].body {
            RuleBody::Score(score) => score.bands.is_some() || score.rank.is_some(),
            RuleBody::Segment(_)
            | RuleBody::Strategy(_)
            | RuleBody::Decision(_)
            | RuleBody::Check(_) => true,
        };
        let mut trial = Trial {
            compilation,
            program,
            data,
            settings,
            overrides,
            rules: rules.iter().copied().filter(counts).collect(),
            nodes: nodes(&compilation.pack),
            base: Vec::new(),
        };
        trial.base = trial.outcomes(program);
        trial
    }

    /// The pack with another number; what is wrong if it cannot be.
    pub(super) fn program_with(&self, constant: &Constant, value: i128) -> Result<Program, String> {
        let shares = |weight: &Expr| self.share(weight);
        let changed = constant.with(&self.nodes, self.overrides, &shares, value)?;
        let name = self.compilation.source().name().rsplit(['/', '\\']).next();
        let analysis = analyse(
            &changed.pack,
            &self.compilation.beside,
            name.unwrap_or_default(),
            &changed.overrides,
        );
        analysis.program.ok_or_else(|| {
            let mut errors = analysis.diagnostics.iter().filter(|one| one.is_error());
            let message = errors
                .next()
                .map(|Diagnostic { message, .. }| message.clone());
            message.unwrap_or_default()
        })
    }

    /// What another number does.
    pub(super) fn state(&self, constant: &Constant, value: i128) -> State {
        let program = match self.program_with(constant, value) {
            Ok(program) => program,
            Err(message) => return State::Impossible(message),
        };
        let now = self.outcomes(&program);
        let mut flips = Vec::new();
        for ((rule, before), after) in self.rules.iter().zip(&self.base).zip(now) {
            for (row, (from, to)) in before.iter().zip(after).enumerate() {
                if *from != to {
                    flips.push(Flip {
                        rule: *rule,
                        row,
                        from: from.text.clone(),
                        to: to.text,
                    });
                }
            }
        }
        if flips.is_empty() {
            State::Same
        } else {
            State::Flipped(flips)
        }
    }

    /// The outcomes of all rules that count; of a ranked score without bands the places.
    fn outcomes(&self, program: &Program) -> Vec<Vec<Outcome>> {
        let evaluator = Evaluator::new(program, self.data, self.settings);
        let of = |rule: &RuleId| {
            let record = program.rules[*rule].record;
            let frame = evaluator.frame(record, 0..evaluator.row_count(record));
            let is_ranked = matches!(&program.rules[*rule].body, RuleBody::Score(score)
                if score.bands.is_none());
            if !is_ranked {
                return outcomes(&evaluator, &frame, *rule);
            }
            let places = evaluator.rank(&frame, *rule);
            let ty = Type::Number(NumberType {
                unit: NumberUnit::Plain,
                bounds: crate::ir::Bounds::OPEN,
                integer: true,
            });
            let place = |row| Outcome {
                status: places.status(row),
                text: format!("place {}", display_interval(&ty, places.interval(row))),
            };
            (0..frame.len()).map(place).collect()
        };
        self.rules.iter().map(of).collect()
    }

    /// The share that a weight stands for.
    fn share(&self, weight: &Expr) -> Option<Decimal> {
        if let ExprKind::Number(literal) = &weight.kind {
            return Some(literal.value);
        }
        let ExprKind::Name(name) = &weight.kind else {
            return None;
        };
        let mut params = self.program.params.values();
        let param = params.find(|param| param.named.name == *name)?;
        if let Value::Number(share) = &param.value {
            Some(*share)
        } else {
            None
        }
    }

    /// The name of a row.
    pub(super) fn row_name(&self, rule: RuleId, row: usize) -> String {
        let evaluator = Evaluator::new(self.program, self.data, self.settings);
        let record = self.program.rules[rule].record;
        if self.program.portfolio == Some(record) {
            return "all rows".to_owned();
        }
        let key = evaluator.row_key(record, row);
        key.unwrap_or_else(|| format!("row {}", row + 1))
    }
}
