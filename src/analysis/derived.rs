//! Records whose rows are made: of other rows (`from Deal by model`), or of every combination
//! (`for every scenario, rater`).

use super::analyser::{Analyser, Declared, FieldDeclaration, Node, named};
use super::errors::{DeclarationProblem, NameProblem};
use crate::diagnostics::nearest;
use crate::ir::{
    Derived, ExprId, ExprKind, FieldId, FieldSource, Link, Named, RecordId, RecordSource, Relation,
    Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, RecordItem};

/// The most groups that closed values may make.
const MOST_GROUPS: usize = 10_000;

impl<'a> Analyser<'a> {
    /// Gives ids to what the rows of a group share and to the rows themselves.
    pub fn collect_derived(
        &mut self,
        id: RecordId,
        record: &'a ast::Record,
        derived: &'a ast::Derived,
    ) {
        for item in &record.items {
            self.check_derived_item(&record.name.text, item);
        }
        for (place, shared) in derived.by.iter().enumerate() {
            if self.check_shared_name(shared).is_none() {
                continue;
            }
            let name = named(&shared.name, None);
            let declaration = FieldDeclaration::Shared(shared, place);
            let field = self.collect_field(id, &shared.name.text, name, declaration);
            self.program.records[id].key.push(field);
        }
        let name = Named {
            name: "rows".to_owned(),
            label: None,
            span: derived.of.span.0,
        };
        let rows = self.collect_field(id, "rows", name, FieldDeclaration::Rows(derived));
        // A target in error has been said; then nothing of the record is lowered.
        if let Some((source, within)) = self.target(&derived.of, &mut Vec::new()) {
            self.program.records[id].source = RecordSource::Derived(Derived {
                record: source,
                within,
                by: vec![ExprId::default(); derived.by.len()],
                rows,
            });
        }
    }

    /// A rule has its name already, so that what it says is given another.
    fn check_shared_name(&mut self, shared: &ast::Shared) -> Option<()> {
        let declared = self.declared(&shared.name.text);
        let Some(rule @ Declared::Rule(_)) = declared.filter(|_| shared.plain) else {
            return Some(());
        };
        let (what, name) = (self.kind_of(rule), shared.name.text.clone());
        let at = shared.span.0;
        self.report(DeclarationProblem::GroupedByRule { what, name, at });
        None
    }

    fn check_derived_item(&mut self, record: &str, item: &RecordItem) {
        let (what, at) = match item {
            RecordItem::Field(field) => (format!("`{}`", field.name.text), field.span.0),
            RecordItem::Missing(missing) => ("`missing`".to_owned(), missing.span.0),
            RecordItem::Written(written) => ("`written`".to_owned(), written.span.0),
            RecordItem::Computed(_) | RecordItem::Relation(_) => return,
        };
        let record = record.to_owned();
        self.report(DeclarationProblem::DerivedColumn { record, what, at });
    }

    /// The fields after `for every` are the key.
    pub fn collect_combinations(&mut self, id: RecordId, names: &[ast::Name]) {
        let mut key: Vec<FieldId> = Vec::new();
        for name in names {
            let at = name.span.0;
            let Some(field) = self.field_named(id, &name.text) else {
                let problem = self.no_combined_field(id, name);
                self.report(problem);
                continue;
            };
            let stored = self.field_declarations.get(field.index());
            if !matches!(stored, Some(FieldDeclaration::Stored(_))) {
                let name = name.text.clone();
                self.report(DeclarationProblem::EveryComputed { name, at });
            } else if key.contains(&field) {
                let before = names.iter().find(|first| first.text == name.text);
                let before = before.map_or(at, |first| first.span.0);
                let (what, name) = ("field".to_owned(), name.text.clone());
                self.report(NameProblem::Twice {
                    what,
                    name,
                    at,
                    before,
                });
            } else {
                key.push(field);
            }
        }
        for field in self.program.records[id].key.clone() {
            if !key.contains(&field) {
                let Named { name, span, .. } = self.program.fields[field].named.clone();
                self.report(DeclarationProblem::EveryOtherKey { name, at: span });
            }
        }
        let record = &mut self.program.records[id];
        record.key = key;
        record.source = RecordSource::ForEvery;
    }

    fn no_combined_field(&self, id: RecordId, name: &ast::Name) -> NameProblem {
        let fields = self.program.records[id].fields.iter();
        let known: Vec<String> = fields
            .map(|&field| self.program.fields[field].named.name.clone())
            .collect();
        NameProblem::UnknownField {
            name: name.text.clone(),
            record: self.record_name(id),
            meant: nearest(&name.text, known.iter().map(String::as_str)).map(str::to_owned),
            known,
            at: name.span.0,
        }
    }

    /// A field after `for every` has values that can be told before the table is read.
    pub fn check_combined(&mut self, id: FieldId, field: &ast::Field, ty: &Type) -> Option<()> {
        let record = &self.program.records[self.program.fields[id].record];
        if record.source != RecordSource::ForEvery || !record.key.contains(&id) {
            return Some(());
        }
        let closed = match ty {
            Type::Choice(_) => true,
            Type::Reference(named) => self.program.records[*named].source == RecordSource::Table,
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::List(_) => false,
        };
        if closed {
            return Some(());
        }
        let (name, found) = (field.name.text.clone(), self.describe(ty));
        self.report(DeclarationProblem::EveryOpen {
            name,
            found,
            at: field.ty.span.0,
        });
        None
    }

    /// Makes sure that it is known which rows a record has: those of a derived record hang on what
    /// they are made of. False if that is in error.
    pub fn ensure_rows(&mut self, record: RecordId, read_at: Span) -> bool {
        let Some(rows) = self.program.derived(record).map(|derived| derived.rows) else {
            return true;
        };
        let mut fields = self.program.records[record].key.clone();
        fields.push(rows);
        fields
            .into_iter()
            .all(|field| self.ensure(Node::Field(field), Some(read_at)))
    }

    /// Lowers what the rows of a group share.
    pub fn lower_shared(&mut self, id: FieldId, shared: &ast::Shared, place: usize) -> Option<()> {
        let record = self.program.fields[id].record;
        let derived = self.program.derived(record)?;
        let (source, rows) = (derived.record, derived.rows);
        if !self.ensure(Node::Field(rows), Some(shared.span.0)) {
            return None;
        }
        let value = self.on_rows(source, |this| this.expression(&shared.value))?;
        self.check_groups(value, &shared.name.text)?;
        if let RecordSource::Derived(derived) = &mut self.program.records[record].source
            && let Some(by) = derived.by.get_mut(place)
        {
            *by = value;
        }
        let ty = self.type_of(value).clone();
        let label = if let ExprKind::Field(field) = self.program.exprs[value].kind {
            self.program.fields[field].named.label.clone()
        } else {
            None
        };
        let lowered = &mut self.program.fields[id];
        lowered.named.label = label;
        lowered.ty = ty;
        lowered.source = FieldSource::Shared(place);
        self.check_group_count(record, shared);
        Some(())
    }

    /// Rows are grouped by single values that can be told apart.
    pub fn check_groups(&mut self, value: ExprId, name: &str) -> Option<()> {
        let ty = self.type_of(value).clone();
        match ty {
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Choice(_)
            | Type::Reference(_) => Some(()),
            Type::Months | Type::List(_) => {
                let (name, found) = (name.to_owned(), self.describe(&ty));
                let at = self.span_of(value);
                self.report(DeclarationProblem::GroupedByOther { name, found, at });
                None
            }
        }
    }

    /// Closed values make a group each, whether there is a row or not.
    fn check_group_count(&mut self, record: RecordId, last: &ast::Shared) {
        let key = self.program.records[record].key.iter();
        let sizes = key.map(|&field| match &self.program.fields[field] {
            shared if !matches!(shared.source, FieldSource::Shared(_)) => 1,
            shared => match shared.ty {
                Type::Choice(domain) => self.program.domains[domain].members.len().max(1),
                Type::YesNo => 2,
                Type::Text
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::List(_)
                | Type::Reference(_) => 1,
            },
        });
        let groups = sizes.fold(1_usize, usize::saturating_mul);
        if groups > MOST_GROUPS {
            let (record, at) = (self.record_name(record), last.span.0);
            self.report(DeclarationProblem::ManyGroups {
                record,
                groups,
                most: MOST_GROUPS,
                at,
            });
        }
    }

    /// Lowers the rows of the groups: those of a record or of a segment of it.
    pub fn lower_rows(&mut self, id: FieldId, derived: &ast::Derived) -> Option<()> {
        let record = self.program.fields[id].record;
        let made = self.program.derived(record)?;
        let (source, within) = (made.record, made.within);
        let at = derived.of.span.0;
        if !self.ensure_rows(source, at) {
            return None;
        }
        if let Some(segment) = within
            && !self.ensure(Node::Rule(segment), Some(at))
        {
            return None;
        }
        let lowered = &mut self.program.fields[id];
        lowered.ty = Type::List(Box::new(Type::Reference(source)));
        lowered.source = FieldSource::Relation(Relation {
            record: source,
            link: Link::Group,
            complete_when: None,
        });
        Some(())
    }
}
