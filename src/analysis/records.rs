//! Fields of records: stored, computed, and relations to other records.

use super::analyser::{Analyser, Declared, FieldDeclaration, Node};
use super::errors::{DeclarationProblem, NameProblem, TypeProblem};
use crate::diagnostics::nearest;
use crate::ir::{Bounds, FieldId, FieldSource, RecordId, Relation, Type, WrittenAs};
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a field: its type and where its values come from.
    pub fn lower_field(&mut self, id: FieldId) -> Option<()> {
        match *self.field_declarations.get(id.index())? {
            FieldDeclaration::Stored(field) => self.lower_stored(id, field),
            FieldDeclaration::Computed(field) => self.lower_computed(id, field),
            FieldDeclaration::Relation(relation) => self.lower_relation(id, relation),
        }
    }

    fn lower_stored(&mut self, id: FieldId, field: &ast::Field) -> Option<()> {
        let ty = self.resolve_type(&field.ty, &field.name.text)?;
        if field.key
            && !matches!(
                ty,
                Type::Text | Type::Number(_) | Type::Date(_) | Type::Choice(_) | Type::Reference(_)
            )
        {
            let (name, found) = (field.name.text.clone(), self.describe(&ty));
            self.report(DeclarationProblem::WrongKey {
                name,
                found,
                at: field.ty.span.0,
            });
            return None;
        }
        let written_as = self.written_as(field, &ty)?;
        let column = field
            .column
            .as_ref()
            .map_or(&field.name.text, |text| &text.value)
            .clone();
        self.check_column(id, &column, field);
        let lowered = &mut self.program.fields[id];
        lowered.ty = ty;
        lowered.source = FieldSource::Stored { column, written_as };
        Some(())
    }

    /// Two fields cannot read one column: a slip far more often than a wish.
    fn check_column(&mut self, id: FieldId, column: &str, field: &ast::Field) {
        let record = self.program.fields[id].record;
        let twin = self.program.records[record]
            .fields
            .iter()
            .copied()
            .find(|&other| {
                other < id
                    && matches!(&self.program.fields[other].source,
                    FieldSource::Stored { column: taken, .. } if taken == column)
                    && self.program.fields[other].named.name != field.name.text
            });
        if let Some(twin) = twin {
            let at = field
                .column
                .as_ref()
                .map_or(field.name.span.0, |text| text.span.0);
            let before = self.program.fields[twin].named.span;
            let what = "column".to_owned();
            self.report(NameProblem::Twice {
                what,
                name: column.to_owned(),
                at,
                before,
            });
        }
    }

    fn written_as(&mut self, field: &ast::Field, ty: &Type) -> Option<WrittenAs> {
        let texts: Vec<&str> = field
            .written_as
            .iter()
            .map(|text| text.value.as_str())
            .collect();
        let innermost = if let Type::List(item) = ty { item } else { ty };
        match (innermost, texts.as_slice()) {
            (_, []) => Some(WrittenAs::Usual),
            (Type::YesNo, [yes, no]) if yes != no => Some(WrittenAs::YesNo {
                yes: (*yes).to_owned(),
                no: (*no).to_owned(),
            }),
            (Type::Date(_), [pattern]) if is_date_pattern(pattern) => {
                Some(WrittenAs::Date((*pattern).to_owned()))
            }
            (ty, _) => {
                let at = field
                    .written_as
                    .iter()
                    .map(|text| text.span.0)
                    .reduce(|a, b| a.to(b));
                let problem = DeclarationProblem::WrongWrittenAs {
                    yes_no: matches!(ty, Type::YesNo),
                    date: matches!(ty, Type::Date(_)),
                    found: self.describe(ty),
                    at: at.unwrap_or(field.span.0),
                };
                self.report(problem);
                None
            }
        }
    }

    fn lower_computed(&mut self, id: FieldId, field: &ast::Computed) -> Option<()> {
        let record = self.program.fields[id].record;
        let stated = match &field.ty {
            Some(ty) => Some(self.resolve_type(ty, &field.name.text)?),
            None => None,
        };
        let domain = stated.as_ref().and_then(super::params::choice_within);
        let value = self.on_rows(record, |this| this.value(&field.value, domain))?;
        let found = self.type_of(value).clone();
        if let Some(wanted) = &stated
            && !self.fits(wanted, &found)
        {
            let problem = TypeProblem::WrongValue {
                name: field.name.text.clone(),
                wanted: self.describe(wanted),
                found: self.describe(&found),
                at: field.value.span.0,
            };
            self.report(problem);
            return None;
        }
        let lowered = &mut self.program.fields[id];
        lowered.ty = stated.map_or(found.clone(), |wanted| narrowed(wanted, &found));
        lowered.source = FieldSource::Computed(value);
        Some(())
    }

    fn lower_relation(&mut self, id: FieldId, relation: &ast::Relation) -> Option<()> {
        let record = self.program.fields[id].record;
        let other = self.related_record(&relation.record)?;
        let by = self.related_field(record, other, relation)?;
        // The type comes first: `complete when` may speak of the relation's own rows.
        let ty = Type::List(Box::new(Type::Reference(other)));
        let complete_when = match &relation.complete_when {
            Some(condition) => {
                Some(self.on_rows(record, |this| this.condition(condition, "`complete when`"))?)
            }
            None => None,
        };
        let lowered = &mut self.program.fields[id];
        lowered.ty = ty;
        lowered.source = FieldSource::Relation(Relation {
            record: other,
            by,
            complete_when,
        });
        Some(())
    }

    fn related_record(&mut self, name: &ast::Name) -> Option<RecordId> {
        match self.declared(&name.text) {
            Some(Declared::Record(record)) => Some(record),
            Some(declared) => {
                let (name, what, at) = (name.text.clone(), self.kind_of(declared), name.span.0);
                self.report(DeclarationProblem::RelationToOther { name, what, at });
                None
            }
            None => {
                let known: Vec<String> = self
                    .program
                    .records
                    .values()
                    .map(|record| record.named.name.clone())
                    .collect();
                let (name, at) = (name.text.clone(), name.span.0);
                self.report(NameProblem::UnknownRecord { name, known, at });
                None
            }
        }
    }

    /// The field of the other record that holds our key.
    fn related_field(
        &mut self,
        record: RecordId,
        other: RecordId,
        relation: &ast::Relation,
    ) -> Option<FieldId> {
        let by = &relation.by;
        let Some(field) = self.field_named(other, &by.text) else {
            let known = self.names_of_fields(other);
            let problem = NameProblem::UnknownField {
                name: by.text.clone(),
                record: self.record_name(other),
                meant: nearest(&by.text, known.iter().copied()).map(str::to_owned),
                known: known.iter().map(|name| (*name).to_owned()).collect(),
                at: by.span.0,
            };
            self.report(problem);
            return None;
        };
        let keys = self.program.records[record].key.clone();
        let [key] = keys.as_slice() else {
            let problem = DeclarationProblem::RelationWithoutKey {
                relation: relation.name.text.clone(),
                record: self.record_name(record),
                keys: keys.len(),
                at: relation.name.span.0,
            };
            self.report(problem);
            return None;
        };
        if !matches!(
            self.field_declarations.get(field.index()),
            Some(FieldDeclaration::Stored(_))
        ) {
            self.report(DeclarationProblem::ByComputed {
                name: by.text.clone(),
                at: by.span.0,
            });
            return None;
        }
        let ready = self.ensure(Node::Field(field), Some(by.span.0))
            & self.ensure(Node::Field(*key), Some(by.span.0));
        if !ready {
            return None;
        }
        self.uses.fields.insert(field);
        let (by_type, key_type) = (
            &self.program.fields[field].ty,
            &self.program.fields[*key].ty,
        );
        let holds_key = match (by_type, key_type) {
            (Type::Reference(named), _) => *named == record,
            (by_type, key_type) => self.fits(key_type, by_type) || self.fits(by_type, key_type),
        };
        if !holds_key {
            let problem = DeclarationProblem::ByOtherType {
                by: by.text.clone(),
                found: self.describe(by_type),
                key: self.program.fields[*key].named.name.clone(),
                wanted: self.describe(key_type),
                at: by.span.0,
            };
            self.report(problem);
            return None;
        }
        Some(field)
    }
}

/// What is stated and what is derived both hold.
fn narrowed(wanted: Type, found: &Type) -> Type {
    match (wanted, found) {
        (Type::Number(mut number), Type::Number(found)) => {
            number.bounds = within_both(number.bounds, found.bounds);
            number.integer |= found.integer;
            Type::Number(number)
        }
        (Type::Date(stated), Type::Date(bounds)) => Type::Date(within_both(stated, *bounds)),
        (Type::Duration(stated), Type::Duration(bounds)) => {
            Type::Duration(within_both(stated, *bounds))
        }
        (wanted, _) => wanted,
    }
}

fn within_both(stated: Bounds, derived: Bounds) -> Bounds {
    let low = [stated.low, derived.low].into_iter().flatten().max();
    let high = [stated.high, derived.high].into_iter().flatten().min();
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        stated
    } else {
        Bounds { low, high }
    }
}

/// `DD/MM/YYYY` and the like: each of day, month and year once, between marks.
fn is_date_pattern(pattern: &str) -> bool {
    let parts: Vec<&str> = pattern
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|part| !part.is_empty())
        .collect();
    let count = |wanted: &[&str]| parts.iter().filter(|part| wanted.contains(*part)).count();
    parts.len() == 3
        && count(&["D", "DD"]) == 1
        && count(&["M", "MM"]) == 1
        && count(&["YY", "YYYY"]) == 1
}
