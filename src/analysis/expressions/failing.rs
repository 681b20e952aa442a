//! `{failing}`: what the condition of a gate or of a line of a check found; and the names that a check of
//! all rows together does not know.

use crate::analysis::analyser::{Analyser, Node};
use crate::analysis::errors::CheckProblem;
use crate::diagnostics::nearest;
use crate::ir::{
    Aggregate, AggregateFunction, Ask, ExprId, ExprKind, FieldId, RecordId, TemplatePart, Type,
};
use crate::source::Span;

impl Analyser<'_> {
    /// What is wrong with a name that a check of all rows together does not know.
    pub fn no_row_to_read(&self, name: &str, at: Span) -> CheckProblem {
        let mut tables = self.program.named_records();
        let home = tables.find(|&record| self.field_named(record, name).is_some());
        let known = (self.program.portfolio).map_or_else(Vec::new, |all| self.readable_names(all));
        CheckProblem::NoRow {
            name: name.to_owned(),
            home: home.map(|record| self.record_name(record)),
            meant: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
            known,
            at,
        }
    }

    /// `{failing}`: the keys of the rows that the condition of the line found.
    #[allow(clippy::wildcard_enum_match_arm)] // one of many kinds of expressions matters
    pub fn failing(&mut self, at: Span) -> Option<ExprId> {
        if self.context.in_else && self.context.failing.is_none() {
            return None; // what is wrong with the condition is told
        }
        let condition = self
            .context
            .failing
            .filter(|_| self.context.rows.len() == 1);
        let found = condition.map(|condition| &self.program.exprs[condition].kind);
        let found = match found {
            Some(ExprKind::Not(inner)) => Some(&self.program.exprs[*inner].kind),
            found => found,
        };
        let negated = condition.is_some_and(|condition| {
            matches!(self.program.exprs[condition].kind, ExprKind::Not(_))
        });
        let (wanted, picked) = if negated {
            (AggregateFunction::Any, Ask::Any)
        } else {
            (AggregateFunction::None, Ask::None)
        };
        match found {
            Some(ExprKind::Aggregate(aggregate))
                if let AggregateFunction::Picked(pick, ask) = aggregate.function
                    && ask == picked =>
            {
                let names = Aggregate {
                    function: AggregateFunction::Picked(pick, Ask::Names),
                    ..aggregate.clone()
                };
                Some(self.push(ExprKind::Aggregate(names), Type::Text, at))
            }
            Some(ExprKind::Aggregate(aggregate)) if aggregate.function == wanted => {
                let aggregate = aggregate.clone();
                self.found_rows(&aggregate, at)
            }
            _ => {
                let of_a_line = condition.is_some();
                self.report(CheckProblem::NothingFound { of_a_line, at });
                None
            }
        }
    }

    /// The keys of the rows of an aggregate, as a text.
    fn found_rows(&mut self, aggregate: &Aggregate, at: Span) -> Option<ExprId> {
        let record = self.program.record_of(aggregate.set);
        let parts = self.key_parts(record, at)?;
        if parts.is_empty() {
            self.report(CheckProblem::NoKey {
                record: self.record_name(record),
                set: self.program.row_set_name(aggregate.set),
                at,
            });
            return None;
        }
        let name = self.push(ExprKind::Template(parts), Type::Text, at);
        let names = Aggregate {
            function: AggregateFunction::Names,
            value: Some(name),
            ..aggregate.clone()
        };
        Some(self.push(ExprKind::Aggregate(names), Type::Text, at))
    }

    /// The fields of a record's key as parts of a text, joined by `, `; none where it has no key.
    pub fn key_parts(&mut self, record: RecordId, at: Span) -> Option<Vec<TemplatePart>> {
        let key: Vec<FieldId> = self.program.records[record].key.clone();
        let mut parts = Vec::new();
        for field in key {
            if !self.ensure(Node::Field(field), Some(at)) {
                return None;
            }
            let ty = self.program.fields[field].ty.clone();
            if !parts.is_empty() {
                parts.push(TemplatePart::Literal(", ".into()));
            }
            parts.push(TemplatePart::Hole(self.push(
                ExprKind::Field(field),
                ty,
                at,
            )));
        }
        Some(parts)
    }
}
