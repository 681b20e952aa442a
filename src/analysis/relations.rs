//! Relations: rows of another record that belong to a row.

use super::analyser::{Analyser, Declared, FieldDeclaration, Node};
use super::errors::{DeclarationProblem, NameProblem};
use crate::diagnostics::nearest;
use crate::ir::{FieldId, FieldSource, Link, Pairing, RecordId, Relation, Type};
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a relation: its type and how its rows are found.
    pub fn lower_relation(&mut self, id: FieldId, relation: &ast::Relation) -> Option<()> {
        let record = self.program.fields[id].record;
        let other = self.related_record(&relation.record, "many")?;
        if !self.ensure_rows(other, relation.record.span.0) {
            return None;
        }
        let link = match &relation.link {
            ast::Link::By(by) => Link::By(self.related_field(record, other, (relation, by))?),
            ast::Link::Through(pairs) => {
                Link::Through(self.pairing((record, other), relation, pairs)?)
            }
            ast::Link::Keys {
                default_none,
                written_as,
                columns,
            } => {
                self.single_key(other, relation)?;
                Link::Keys {
                    column: Box::new(self.column_of_keys(
                        id,
                        &relation.name,
                        written_as,
                        columns,
                    )?),
                    default_none: *default_none,
                }
            }
        };
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
            link,
            complete_when,
        });
        Some(())
    }

    fn related_record(&mut self, name: &ast::Name, word: &'static str) -> Option<RecordId> {
        match self.declared(&name.text) {
            Some(Declared::Record(record)) => Some(record),
            Some(declared) => {
                let (name, what, at) = (name.text.clone(), self.kind_of(declared), name.span.0);
                self.report(DeclarationProblem::RelationToOther {
                    word,
                    name,
                    what,
                    at,
                });
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
        (relation, by): (&ast::Relation, &ast::Name),
    ) -> Option<FieldId> {
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
        let key = self.single_key(record, relation)?;
        if !matches!(
            self.field_declarations.get(field.index()),
            Some(FieldDeclaration::Stored(_) | FieldDeclaration::Shared(..))
        ) {
            self.report(DeclarationProblem::ByComputed {
                name: by.text.clone(),
                at: by.span.0,
            });
            return None;
        }
        let ready = self.ensure(Node::Field(field), Some(by.span.0))
            & self.ensure(Node::Field(key), Some(by.span.0));
        if !ready {
            return None;
        }
        self.uses.fields.insert(field);
        let (by_type, key_type) = (&self.program.fields[field].ty, &self.program.fields[key].ty);
        let holds_key = match (by_type, key_type) {
            (Type::Reference(named), key_type) => {
                *named == record || *key_type == Type::Reference(*named)
            }
            (by_type, key_type) => self.fits(key_type, by_type) || self.fits(by_type, key_type),
        };
        if !holds_key {
            let problem = DeclarationProblem::ByOtherType {
                by: by.text.clone(),
                found: self.describe(by_type),
                key: self.program.fields[key].named.name.clone(),
                wanted: self.describe(key_type),
                at: by.span.0,
            };
            self.report(problem);
            return None;
        }
        Some(field)
    }
    /// The one field that names the rows of a record.
    fn single_key(&mut self, record: RecordId, relation: &ast::Relation) -> Option<FieldId> {
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
        Some(*key)
    }

    /// The fields of a record of pairs that name a row of ours and a row of theirs.
    fn pairing(
        &mut self,
        (ours, theirs): (RecordId, RecordId),
        relation: &ast::Relation,
        pairs: &ast::Name,
    ) -> Option<Pairing> {
        let record = self.related_record(pairs, "through")?;
        self.single_key(ours, relation)?;
        self.single_key(theirs, relation)?;
        let to_ours = self.references(record, ours);
        let to_theirs = self.references(record, theirs);
        let either_end = ours == theirs;
        let ends = match (to_ours.as_slice(), to_theirs.as_slice()) {
            (&[one, other], _) if either_end => Some((one, other)),
            (&[one], &[other]) if !either_end => Some((one, other)),
            _ => None,
        };
        let Some((ours_field, theirs_field)) = ends else {
            let names = |fields: &[FieldId]| -> Vec<String> {
                let names = fields.iter().map(|&id| &self.program.fields[id].named.name);
                names.cloned().collect()
            };
            let problem = DeclarationProblem::NotPairs {
                pairs: pairs.text.clone(),
                ours: self.record_name(ours),
                theirs: self.record_name(theirs),
                to_ours: names(&to_ours),
                to_theirs: names(&to_theirs),
                at: pairs.span.0,
            };
            self.report(problem);
            return None;
        };
        self.uses.fields.extend([ours_field, theirs_field]);
        Some(Pairing {
            record,
            ours: ours_field,
            theirs: theirs_field,
            either_end,
        })
    }

    /// The fields of a record that name rows of another.
    fn references(&mut self, record: RecordId, target: RecordId) -> Vec<FieldId> {
        let fields = self.program.records[record].fields.clone();
        let stored = fields.into_iter().filter(|&field| {
            let declaration = self.field_declarations.get(field.index());
            matches!(declaration, Some(FieldDeclaration::Stored(_)))
                && self.ensure(Node::Field(field), None)
                && self.program.fields[field].ty == Type::Reference(target)
        });
        stored.collect()
    }
}
