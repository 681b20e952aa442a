//! What rules and views are `for`: a record, or a segment of its rows.

use super::analyser::{Analyser, Declared, Node, RuleDeclaration};
use super::errors::NameProblem;
use crate::ir::{RecordId, RuleBody, RuleId, Segment};
use crate::source::Span;
use crate::syntax::ast;

impl Analyser<'_> {
    /// Finds the record (and segment) that each rule is for.
    pub fn resolve_targets(&mut self) {
        for id in self.instances[self.here].rules.clone() {
            let Some(declaration) = self.rule_declarations.get(id.index()).copied() else {
                continue;
            };
            let target = match declaration.target() {
                Some(target) => self.target(target, &mut vec![id]),
                None => self.program.portfolio.map(|portfolio| (portfolio, None)),
            };
            match target {
                Some((record, within)) => {
                    let rule = &mut self.program.rules[id];
                    rule.record = record;
                    rule.within = within;
                }
                None => {
                    self.homeless.insert(id);
                }
            }
            if let Some(gives) = declaration.gives()
                && let Some(list) = self.list_named(&gives.text)
            {
                self.uses.lists.insert(list);
                self.program.rules[id].body = RuleBody::Segment(Segment {
                    gates: Vec::new(),
                    domain: list,
                });
            }
        }
    }

    /// The record, and the segment if it is one, that a rule or view is `for`. Problems with the
    /// target of a segment further up are left to that segment.
    pub fn target(
        &mut self,
        target: &ast::Name,
        chain: &mut Vec<RuleId>,
    ) -> Option<(RecordId, Option<RuleId>)> {
        if self.is_of_unread_pack(&target.text) {
            return None;
        }
        let Some(declared) = self.declared(&target.text) else {
            if chain.len() <= 1 {
                let problem = self.unknown_target(target);
                self.report(problem);
            }
            return None;
        };
        match declared {
            Declared::Record(record) => Some((record, None)),
            Declared::Rule(segment) => {
                let Some(RuleDeclaration::Segment(declaration)) =
                    self.rule_declarations.get(segment.index()).copied()
                else {
                    if chain.len() <= 1 {
                        let problem = self.wrong_target(target, declared);
                        self.report(problem);
                    }
                    return None;
                };
                if chain.first() == Some(&segment) {
                    self.report_target_cycle(chain, target.span.0);
                    return None;
                }
                if chain.contains(&segment) {
                    return None;
                }
                chain.push(segment);
                let owner = self.owner(Node::Rule(segment));
                let (record, _) =
                    self.in_instance(owner, |this| this.target(&declaration.target, chain))?;
                Some((record, Some(segment)))
            }
            Declared::List(_) | Declared::Param(_) | Declared::Use(_) => {
                if chain.len() <= 1 {
                    let problem = self.wrong_target(target, declared);
                    self.report(problem);
                }
                None
            }
        }
    }

    fn report_target_cycle(&mut self, chain: &[RuleId], at: Span) {
        // Each segment of the circle finds it; the first in the file tells.
        if chain.iter().min() != chain.first() {
            return;
        }
        let circle = chain
            .iter()
            .chain(chain.first())
            .map(|&id| &self.program.rules[id].named)
            .map(|named| (named.name.clone(), named.span))
            .collect();
        self.report(NameProblem::Cycle { circle, at });
    }

    /// What is wrong with a target that does not exist.
    fn unknown_target(&self, target: &ast::Name) -> NameProblem {
        let records = self
            .program
            .named_records()
            .map(|record| self.program.records[record].named.name.clone());
        let segments = self
            .program
            .rules
            .iter()
            .filter(|(id, _)| self.rule_kind(*id) == "segment");
        let segments = segments.map(|(_, rule)| rule.named.name.clone());
        let known = records.chain(segments).collect();
        NameProblem::UnknownTarget {
            name: target.text.clone(),
            known,
            at: target.span.0,
        }
    }

    /// What is wrong with a target that is neither record nor segment.
    fn wrong_target(&self, target: &ast::Name, declared: Declared) -> NameProblem {
        let what = self.kind_of(declared);
        NameProblem::WrongTarget {
            name: target.text.clone(),
            what,
            at: target.span.0,
        }
    }
}
