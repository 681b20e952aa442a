//! What keeps an aggregate open: which rows it is over, and what is open on them.

use std::rc::Rc;

use super::super::super::column::{Status, truth};
use super::super::super::outcome::RuleOutcome;
use super::super::{NOT_LISTED, faults, member_bits, result_status};
use super::{Node, Place, Step, Walk, is_open};
use crate::ir::{Aggregate, ExprId, FieldId, Link, RowSet, Type};

impl<'w> Walk<'w, '_> {
    pub(super) fn aggregate(&mut self, place: &Place<'w>, expr: ExprId, aggregate: &Aggregate) {
        let (evaluator, program) = (self.evaluator, self.evaluator.program());
        let there = self.there(place, aggregate.set);
        if let (RowSet::Referenced(reference, field), None) = (aggregate.set, &there) {
            let name = &program.fields[field].named.name;
            self.unnamed(place, reference, name);
            return;
        }
        let complete = there.as_ref().and_then(|(there, field)| {
            let condition = program.relation(*field)?.complete_when?;
            Some((there.clone(), condition))
        });
        let listed = complete
            .as_ref()
            .is_none_or(|(there, complete)| self.truth(there, *complete) == truth::YES);
        if let Some((there, complete)) = &complete {
            self.next(there, Node::Expr(*complete));
        }
        let related = evaluator.related(place.frame, aggregate.set, place.row);
        let name = program.row_set_name(aggregate.set);
        if !listed || evaluator.is_without(related.record) {
            let answer = format!("{}{name}{NOT_LISTED}", place.prefix);
            self.reads.push(Step::Answer(answer));
        }
        let stray = there
            .as_ref()
            .is_some_and(|(there, field)| self.own_links(there, (*field, aggregate), &related));
        let outer = if related.own.is_empty() && related.shared.is_empty() {
            Vec::new()
        } else {
            program.outer_reads(aggregate)
        };
        let is_fault =
            |(place, part): (&Place<'w>, ExprId)| self.status(place, part) == Status::Fault;
        let passed_on = stray
            || complete
                .iter()
                .map(|(there, part)| (there, *part))
                .any(is_fault)
            || outer.iter().map(|part| (place, *part)).any(is_fault);
        self.next_exprs(place, outer);
        let inner = |row: usize, prefix: &Rc<str>| Place {
            frame: evaluator.whole_frame(related.record),
            row,
            prefix: prefix.clone(),
            many: true,
        };
        let prefix = place.prefix_of(&name);
        let before = self.reads.len();
        for row in related.own {
            self.related_row(&inner(row, &prefix), aggregate);
        }
        // The same for every row, so it is walked once.
        let shared = evaluator.shared_causes(expr, || {
            let mut walk = Walk::new(evaluator);
            let prefix: Rc<str> = format!("{name}.").into();
            if let RowSet::Relation(field) | RowSet::Referenced(_, field) = aggregate.set {
                walk.shared_links(field, aggregate);
            }
            for row in related.shared {
                walk.related_row(&inner(row, &prefix), aggregate);
            }
            walk.finish()
        });
        self.shared(place, shared);
        let nothing_inside = self.reads.len() == before && shared.faults.is_empty();
        if nothing_inside && !passed_on && self.status(place, expr) == Status::Fault {
            let prefix = &place.prefix;
            let cause = faults::of_expr(evaluator, place.frame, expr, place.row, prefix);
            self.fault(place, cause);
        }
    }

    /// What keeps a row of an aggregate's set open: its belonging, its condition, its value.
    pub(super) fn related_row(&mut self, place: &Place<'w>, aggregate: &Aggregate) {
        let program = self.evaluator.program();
        if self.certainly_left_out(place, aggregate) {
            return;
        }
        match aggregate.set {
            RowSet::Relation(field) | RowSet::Referenced(_, field) => {
                let by = program
                    .relation(field)
                    .and_then(|relation| match relation.link {
                        Link::By(by) => Some(by),
                        // Said on the outer row, by the rows of a third table, or by what groups them.
                        Link::Keys { .. } | Link::Through(_) | Link::Group => None,
                    });
                if let Some(by) = by
                    .filter(|by| is_open(self.evaluator.field(place.frame, *by).status(place.row)))
                {
                    self.next(place, Node::Field(by));
                }
                if program.is_group(field) {
                    self.grouping(place, program.fields[field].record);
                }
            }
            RowSet::Segment(segment) => {
                let outcome = self.evaluator.rule(place.frame, segment);
                if is_open(result_status(&outcome, place.row)) {
                    self.next(place, Node::Rule(segment));
                }
            }
            RowSet::Record(_) => {}
        }
        for part in aggregate.parts() {
            if program.reads_outer(part) {
                self.next(place, Node::Leaves(part));
            } else if is_open(self.status(place, part)) {
                self.next(place, Node::Expr(part));
            }
        }
    }

    /// True if a row does not count whatever else is answered, so that nothing of it matters.
    pub(super) fn certainly_left_out(&self, place: &Place<'w>, aggregate: &Aggregate) -> bool {
        let program = self.evaluator.program();
        let filter = aggregate
            .filter
            .filter(|filter| !program.reads_outer(*filter));
        let is_no = |bits: u8| bits & truth::YES == 0;
        let outside = match aggregate.set {
            RowSet::Segment(segment) => match &*self.evaluator.rule(place.frame, segment) {
                RuleOutcome::Segment(outcome) => is_no(member_bits(&outcome.member, place.row)),
                RuleOutcome::Score(_) | RuleOutcome::Strategy(_) | RuleOutcome::Decision(_) => {
                    false
                }
            },
            RowSet::Relation(_) | RowSet::Referenced(..) | RowSet::Record(_) => false,
        };
        outside || filter.is_some_and(|filter| is_no(self.truth(place, filter)))
    }

    pub(super) fn leaves(&mut self, place: &Place<'w>, expr: ExprId) {
        let program = self.evaluator.program();
        for child in program.exprs[expr].kind.children() {
            if program.reads_outer(child) {
                self.next(place, Node::Leaves(child));
            } else {
                self.next(place, Node::Expr(child));
            }
        }
    }

    /// The row whose relation a set is, and that relation.
    pub(super) fn there(&self, place: &Place<'w>, set: RowSet) -> Option<(Place<'w>, FieldId)> {
        let program = self.evaluator.program();
        let (field, row) = self.evaluator.outer_row(place.frame, set, place.row)?;
        let RowSet::Referenced(reference, _) = set else {
            return Some((place.clone(), field));
        };
        let there = Place {
            frame: self.evaluator.whole_frame(program.fields[field].record),
            row,
            prefix: place.prefix_of(&program.describe(reference)),
            many: place.many,
        };
        Some((there, field))
    }

    /// Why a reference leads to no row, from which `value` was to be read.
    pub(super) fn unnamed(&mut self, place: &Place<'w>, reference: ExprId, value: &str) {
        let (evaluator, program) = (self.evaluator, self.evaluator.program());
        if self.status(place, reference) != Status::Known {
            self.next(place, Node::Expr(reference));
            return;
        }
        let name = program.describe(reference);
        let without = matches!(program.exprs[reference].ty, Type::Reference(record) if evaluator.is_without(record));
        if without {
            self.answer(format!("{}{value}", place.prefix_of(&name)));
        } else {
            self.fault(place, format!("`{name}` names no row of its table"));
        }
    }
}
