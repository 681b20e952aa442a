//! Fields of records: stored and computed.

use super::analyser::{Analyser, FieldDeclaration};
use super::errors::{DeclarationProblem, NameProblem, TypeProblem};
use crate::ir::{Bounds, FieldId, FieldSource, Type};
use crate::source::Span;
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a field: its type and where its values come from.
    pub fn lower_field(&mut self, id: FieldId) -> Option<()> {
        match *self.field_declarations.get(id.index())? {
            FieldDeclaration::Stored(field) => self.lower_stored(id, field),
            FieldDeclaration::Computed(field) => self.lower_computed(id, field),
            FieldDeclaration::Relation(relation) => self.lower_relation(id, relation),
            FieldDeclaration::Shared(shared, place) => self.lower_shared(id, shared, place),
            FieldDeclaration::Rows(derived) => self.lower_rows(id, derived),
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
        self.check_combined(id, field, &ty)?;
        let column = self.stored_column(id, field, &ty)?;
        let lowered = &mut self.program.fields[id];
        lowered.ty = ty;
        lowered.source = FieldSource::Stored(Box::new(column));
        Some(())
    }

    /// Two fields cannot read one column: a slip far more often than a wish.
    pub fn check_column(&mut self, id: FieldId, column: &str, at: Span) {
        let record = self.program.fields[id].record;
        let twin = self.program.records[record]
            .fields
            .iter()
            .copied()
            .find(|&other| {
                other < id
                    && self.program.fields[other]
                        .column()
                        .is_some_and(|taken| taken.headers.iter().any(|header| header == column))
                    && self.program.fields[other].named.name != self.program.fields[id].named.name
            });
        if let Some(twin) = twin {
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
