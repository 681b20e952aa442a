//! Sets of rows that a reference leads to, and names that are no set.

use super::path;
use crate::analysis::analyser::{Analyser, Declared, FieldDeclaration, Node, RowScope};
use crate::analysis::errors::{NameProblem, TypeProblem};
use crate::diagnostics::nearest;
use crate::ir::{RecordId, RowSet, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Expr};

impl Analyser<'_> {
    /// The record whose row a field of the row at hand names, by its declaration.
    pub(super) fn named_record(&self, base: &Expr) -> Option<RecordId> {
        let ast::ExprKind::Name(name) = &base.kind else {
            return None;
        };
        let field = self.field_named(self.context.rows.last()?.record, name)?;
        let Some(FieldDeclaration::Stored(ast::Field { ty, .. })) =
            self.field_declarations.get(field.index())
        else {
            return None;
        };
        let ast::TypeKind::Named(record) = &ty.kind else {
            return None;
        };
        match self.declared(&record.text) {
            Some(Declared::Record(record)) => Some(record),
            Some(Declared::List(_) | Declared::Param(_) | Declared::Rule(_) | Declared::Use(_))
            | None => None,
        }
    }

    pub(super) fn is_this(&self, base: &Expr) -> bool {
        matches!(&base.kind, ast::ExprKind::Name(name) if name == "this")
    }

    /// `scenario.ratings`: the rows of a relation of the row that a reference names.
    pub(super) fn referenced_set(
        &mut self,
        base: &Expr,
        name: &ast::Name,
        at: Span,
    ) -> Option<(RowSet, RowScope)> {
        let reference = self.expression(base)?;
        let Type::Reference(record) = *self.type_of(reference) else {
            let found = Some(self.describe(&self.type_of(reference).clone()));
            self.report(TypeProblem::NotASet {
                found,
                at: base.span.0,
            });
            return None;
        };
        let field = self.field_named(record, &name.text);
        let Some(field) = field.filter(|&field| self.is_relation(field)) else {
            let path = path(base)
                .map_or_else(|| name.text.clone(), |base| format!("{base}.{}", name.text));
            self.report(TypeProblem::FarSet { path, at });
            return None;
        };
        self.mark_field(field);
        if !self.ensure(Node::Field(field), Some(at)) {
            return None;
        }
        let scope = RowScope {
            record: self.program.relation(field)?.record,
            whole_table: false,
        };
        Some((RowSet::Referenced(reference, field), scope))
    }

    pub(super) fn unknown_set(
        &self,
        name: &str,
        record: Option<RecordId>,
        at: Span,
    ) -> NameProblem {
        let mut known: Vec<String> = Vec::new();
        if let Some(record) = record {
            let relations = self.program.records[record].fields.iter();
            let relations = relations.filter(|&&field| self.is_relation(field));
            known.extend(relations.map(|&field| self.program.fields[field].named.name.clone()));
        }
        known.extend(
            self.program
                .records
                .values()
                .map(|record| record.named.name.clone()),
        );
        let segments = self
            .program
            .rules
            .iter()
            .filter(|(id, _)| self.rule_kind(*id) == "segment");
        known.extend(segments.map(|(_, rule)| rule.named.name.clone()));
        let meant = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        NameProblem::UnknownSet {
            name: name.to_owned(),
            meant,
            known,
            at,
        }
    }
}
