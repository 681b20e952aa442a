//! What keeps a column of what comes out of a decision open.

use super::{Node, Place, Walk, is_open};
use crate::eval::outcome::RuleOutcome;
use crate::eval::reasons::decision::clash;
use crate::ir::{Output, Program, RuleBody, RuleId};

/// What is visited for a result of a rule: of a decision the column that is read.
pub(super) fn node(program: &Program, rule: RuleId, output: Output) -> Node {
    let is_decision = program.rules[rule].body.decision().is_some();
    match output {
        Output::Further(column) | Output::Hits(column, _) if is_decision => {
            Node::Outcome(rule, column)
        }
        Output::Value if is_decision => Node::Outcome(rule, 0),
        Output::Value
        | Output::Further(_)
        | Output::Hits(..)
        | Output::Status
        | Output::StoppedBy
        | Output::Failing
        | Output::Open
        | Output::Low
        | Output::High
        | Output::Band
        | Output::Possible
        | Output::Rank
        | Output::Because => Node::Rule(rule),
    }
}

impl<'w> Walk<'w, '_> {
    /// The lines that may count: their conditions, and what they say.
    pub(super) fn outcome(&mut self, place: &Place<'w>, rule: RuleId, column: u32) {
        let declared = &self.evaluator.program().rules[rule];
        let outcome = self.evaluator.rule(place.frame, rule);
        let (RuleBody::Decision(decision), RuleOutcome::Decision(outcome)) =
            (&declared.body, &*outcome)
        else {
            return;
        };
        let came_out = outcome.outputs.get(column as usize);
        if !came_out.is_some_and(|came_out| is_open(came_out.status(place.row))) {
            return;
        }
        if let Some(segment) = declared.within {
            self.next(place, Node::Rule(segment));
        }
        if let Some(clash) = clash(&declared.named.name, decision, outcome, place.row) {
            self.fault(place, clash);
        }
        for at in outcome.standing(decision, place.row) {
            let Some(line) = decision.lines.get(at) else {
                continue;
            };
            if !outcome.holds(at, place.row) {
                self.next_exprs(place, line.condition);
            }
            self.next_exprs(place, line.outputs.get(column as usize).copied());
        }
    }
}
