//! Rules: segments, scores, strategies, decisions, checks.

mod added;
mod bands;
mod cells;
mod check;
mod decision;
mod points;
mod score;
mod segment;
mod strategy;
mod weigh_each;

use super::analyser::{Analyser, Node, RuleDeclaration};
use crate::ir::{DomainId, RuleBody, RuleId};

impl Analyser<'_> {
    /// Lowers a rule, and those it is for first.
    pub fn lower_rule(&mut self, id: RuleId) -> Option<()> {
        if self.homeless.contains(&id) {
            return None;
        }
        let declaration = *self.rule_declarations.get(id.index())?;
        if let Some(segment) = self.program.rules[id].within {
            // A segment in error is no reason to leave this rule unchecked.
            let target = declaration.target().map(|target| target.span.0);
            self.ensure(Node::Rule(segment), target);
        }
        let domain = self.outcomes(id);
        let record = self.program.rules[id].record;
        let body = self.on_rows(record, |this| this.rule_body(declaration, domain))?;
        self.program.rules[id].body = body;
        self.program.rule_order.push(id);
        Some(())
    }

    fn rule_body(
        &mut self,
        declaration: RuleDeclaration<'_>,
        domain: DomainId,
    ) -> Option<RuleBody> {
        match declaration {
            RuleDeclaration::Segment(segment) => {
                self.lower_segment(segment, domain).map(RuleBody::Segment)
            }
            RuleDeclaration::Score(score) => self.lower_score(score, domain).map(RuleBody::Score),
            RuleDeclaration::Strategy(strategy) => self
                .lower_strategy(strategy, domain)
                .map(RuleBody::Strategy),
            RuleDeclaration::Check(check) => self.lower_check(check, domain).map(RuleBody::Check),
            RuleDeclaration::Decision(decision) => self
                .lower_decision(decision, domain)
                .map(RuleBody::Decision),
        }
    }
}
