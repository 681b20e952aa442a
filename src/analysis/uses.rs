//! Packs made of packs: which records, lists and fields of a pack that is used are ours, and what is
//! bound with `with`.
//!
//! A record of theirs is the one that `with` names, else the one of the same name, else a record of its own.
//! A stored field of theirs is our field of that name, else a further column of the record. The key
//! of theirs is our key, whatever its name. What is computed stays theirs.

use super::analyser::{Analyser, Declared, FieldDeclaration, Node};
use super::errors::UseProblem;
use super::instances::Instance;
use crate::diagnostics::Diagnostic;
use crate::ir::{DomainId, FieldId, InstanceId, Named, RecordId, RecordSource, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Statement};

/// So many packs are at work at most.
const MOST_PACKS: usize = 200;

/// A stored field of a pack that is used, which is a field of ours.
#[derive(Clone, Copy)]
pub struct SharedField<'a> {
    /// The pack that is used.
    instance: InstanceId,
    /// The field as it is written there.
    theirs: FieldDeclaration<'a>,
    /// Our field.
    ours: FieldId,
}

impl<'a> Analyser<'a> {
    /// Does something in every pack, those that are used after those that use them.
    pub fn in_every_pack(&mut self, mut work: impl FnMut(&mut Self)) {
        for instance in self.instances.ids() {
            self.in_instance(instance, &mut work);
        }
    }

    /// Sets up a pack that the one at hand uses.
    pub fn collect_use(&mut self, used: &'a ast::Use) {
        let beside = self.beside;
        let Some(theirs) = beside.used(used) else {
            self.declare(&used.name, Declared::Use(None));
            return;
        };
        if self.instances.len() >= MOST_PACKS {
            let (most, at) = (MOST_PACKS, used.span.0);
            self.report(UseProblem::TooMany { most, at });
            self.declare(&used.name, Declared::Use(None));
            return;
        }
        let prefix = format!("{}{}.", self.instances[self.here].prefix, used.name.text);
        let instance = self.instances.push(Instance {
            used: Some((self.here, used)),
            prefix,
            ..Instance::new(&theirs.pack)
        });
        self.declare(&used.name, Declared::Use(Some(instance)));
        self.check_bindings(used, &theirs.pack);
        self.in_instance(instance, Self::collect_names);
    }

    /// What the user of the pack at hand binds to one of its names.
    pub fn binding(&self, name: &str) -> Option<(InstanceId, &'a ast::Expr)> {
        let (user, used) = self.instances[self.here].used?;
        let binding = used.bindings.iter().find(|one| one.name.text == name)?;
        Some((user, &binding.value))
    }

    /// Each binding names something of theirs once, and something of ours of the same kind.
    fn check_bindings(&mut self, used: &'a ast::Use, theirs: &ast::Pack) {
        for (place, binding) in used.bindings.iter().enumerate() {
            let name = &binding.name;
            let mut before = used.bindings.iter().take(place);
            if let Some(before) = before.find(|one| one.name.text == name.text) {
                let (name, at, before) = (name.text.clone(), name.span.0, before.name.span.0);
                self.report(UseProblem::BoundTwice { name, at, before });
                continue;
            }
            let known = bindable(theirs);
            let Some((_, what)) = known.iter().find(|(known, _)| *known == name.text) else {
                let known: Vec<String> =
                    known.into_iter().map(|(name, _)| name.to_owned()).collect();
                let reversed = bare(&binding.value)
                    .filter(|theirs| known.iter().any(|name| name == theirs))
                    .filter(|_| self.declared(&name.text).is_some());
                let problem = UseProblem::Unknown {
                    reversed: reversed.map(str::to_owned),
                    name: name.text.clone(),
                    pack: used.name.text.clone(),
                    known,
                    at: name.span.0,
                };
                self.report(problem);
                continue;
            };
            let ours = bare(&binding.value).and_then(|name| self.declared(name));
            let fits = match *what {
                "record" => matches!(ours, Some(Declared::Record(_))),
                "list" => matches!(ours, Some(Declared::List(_))),
                _ => true,
            };
            if !fits {
                let problem = UseProblem::OtherKind {
                    name: name.text.clone(),
                    what,
                    at: binding.value.span.0,
                };
                self.report(problem);
            }
        }
    }

    /// What a name of the pack at hand is among ours: what is bound to it, else what is called so.
    fn ours(&self, name: &str) -> Option<Declared> {
        let (user, _) = self.instances[self.here].used?;
        let ours = match self.binding(name) {
            Some((_, value)) => bare(value)?,
            None => name,
        };
        self.instances[user].names.get(ours).copied()
    }

    /// The record that a record of the pack at hand is; nothing for a record of its own. The tables of a
    /// program have one name each, so a record of the same name is the same wherever it was met first.
    pub fn shared_record(&self, record: &ast::Record) -> Option<RecordId> {
        let name = &record.name;
        let _ = self.instances[self.here].used?;
        if matches!(record.source, ast::RecordSource::Derived(_)) {
            return None;
        }
        if let Some(Declared::Record(ours)) = self.ours(&name.text) {
            return Some(ours);
        }
        let mut tables = self.program.tables();
        tables.find(|&table| self.program.records[table].named.name == name.text)
    }

    /// A list of the pack at hand whose values are those of a list of ours is that list.
    pub fn share_list(&mut self, id: DomainId, list: &'a ast::List) {
        if self.instances[self.here].used.is_none() {
            return;
        }
        let name = list.name.text.as_str();
        let ours = match self.ours(name) {
            Some(Declared::List(ours)) => Some(ours),
            Some(_) | None => None,
        };
        let met = self
            .list_declarations
            .iter()
            .map(|(met, list)| (*met, &list.name.text));
        let met: Vec<DomainId> = met
            .filter(|(met, called)| *met < id && *called == name)
            .map(|(met, _)| met)
            .collect();
        let fits = |theirs: &DomainId| self.has_same_values(*theirs, id);
        if let Some(same) = ours.into_iter().chain(met).find(fits) {
            self.add_columns(same, id);
            let here = &mut self.instances[self.here];
            here.names.insert(&list.name.text, Declared::List(same));
        } else if let Some(ours) = ours {
            let problem = UseProblem::OtherValues {
                list: name.to_owned(),
                theirs: self.member_names(id),
                ours: self.member_names(ours),
                at: list.name.span.0,
                ours_at: self.place_of(Declared::List(ours)),
            };
            self.report(problem);
        }
    }

    fn has_same_values(&self, ours: DomainId, theirs: DomainId) -> bool {
        let (ours, theirs) = (&self.program.domains[ours], &self.program.domains[theirs]);
        let names = |domain: &crate::ir::Domain| -> Vec<String> {
            let members = domain.members.iter();
            members.map(|member| member.named.name.clone()).collect()
        };
        let (mut our_names, mut their_names) = (names(ours), names(theirs));
        if !theirs.ordered {
            our_names.sort_unstable();
            their_names.sort_unstable();
        }
        our_names == their_names && (ours.ordered || !theirs.ordered)
    }

    /// Further columns of their list that ours does not have.
    fn add_columns(&mut self, ours: DomainId, theirs: DomainId) {
        let theirs = self.program.domains[theirs].clone();
        let place = |member: &crate::ir::Member| {
            let mut names = theirs.members.iter().map(|member| &member.named.name);
            names.position(|name| *name == member.named.name)
        };
        let ours = &mut self.program.domains[ours];
        let places: Vec<Option<usize>> = ours.members.iter().map(place).collect();
        for column in theirs.attributes {
            if ours
                .attributes
                .iter()
                .any(|known| known.name == column.name)
            {
                continue;
            }
            let value = |place: &Option<usize>| column.values.get((*place)?)?.clone();
            let values = places.iter().map(value).collect();
            ours.attributes
                .push(crate::ir::Attribute { values, ..column });
        }
    }

    /// The field of ours that a column of the pack at hand is; its name stands for that from then on.
    pub fn shared_field(
        &mut self,
        record: RecordId,
        (name, at): (&'a str, Span),
        declaration: FieldDeclaration<'a>,
    ) -> Option<FieldId> {
        declaration.column_name()?;
        if self.field_named(record, name).is_some() {
            return None;
        }
        let is_key = matches!(declaration, FieldDeclaration::Stored(field) if field.key);
        let Some(ours) = self.our_field(record, name, is_key) else {
            self.check_has_table(record, name, at);
            return None;
        };
        let instance = self.here;
        let here = &mut self.instances[instance].field_names;
        here.entry(record).or_default().insert(name, ours);
        self.shared.push(SharedField {
            instance,
            theirs: declaration,
            ours,
        });
        Some(ours)
    }

    /// A record made of other rows has no table that could have further columns.
    fn check_has_table(&mut self, record: RecordId, name: &str, at: Span) {
        let is_derived = matches!(
            self.program.records[record].source,
            RecordSource::Derived(_)
        );
        if is_derived && self.was_before(record) {
            let problem = UseProblem::NoColumn {
                name: name.to_owned(),
                record: self.record_name(record),
                at,
                ours_at: self.program.records[record].named.span,
            };
            self.report(problem);
        }
    }

    /// What a field is called from outside: a column by its name, what the pack works out after the pack.
    pub fn named_field(
        &self,
        record: RecordId,
        named: Named,
        declaration: FieldDeclaration<'a>,
    ) -> Named {
        if declaration.column_name().is_some() || self.is_own(record) {
            return named;
        }
        let name = format!("{}{}", self.instances[self.here].prefix, named.name);
        Named { name, ..named }
    }

    /// True for a record that is called after the pack at hand, with all that belongs to it.
    fn is_own(&self, record: RecordId) -> bool {
        let prefix = &self.instances[self.here].prefix;
        let name = &self.program.records[record].named.name;
        !prefix.is_empty() && name.starts_with(prefix.as_str())
    }

    /// Our field for a stored field of the pack at hand: of the same name, or the key for the key.
    fn our_field(&self, record: RecordId, name: &str, is_key: bool) -> Option<FieldId> {
        let users = self.users();
        let mut called = users.iter().filter_map(|user| {
            let fields = self.instances[*user].field_names.get(&record)?;
            fields.get(name).copied()
        });
        let key = self.program.records[record].key.as_slice();
        match (called.next(), key) {
            (Some(field), _) => Some(field),
            (None, [key]) if is_key && self.was_before(record) => Some(*key),
            (None, _) => None,
        }
    }

    /// True for a record that a pack before the one at hand has.
    pub fn was_before(&self, record: RecordId) -> bool {
        let before = self.instances.values().take(self.here.index());
        let mut records = before.flat_map(|instance| &instance.records);
        records.any(|(before, _)| *before == record)
    }

    /// The packs that use the one at hand, the nearest first.
    fn users(&self) -> Vec<InstanceId> {
        let user = |instance: &InstanceId| self.instances[*instance].used.map(|(user, _)| user);
        std::iter::successors(user(&self.here), user).collect()
    }

    /// A record that a pack brings along can be named by those who use it, unless the name is taken.
    pub fn make_record_known_to_users(&mut self, declared: &'a ast::Record, record: RecordId) {
        if matches!(declared.source, ast::RecordSource::Derived(_)) {
            return;
        }
        let name = &declared.name;
        for user in self.users() {
            let names = &mut self.instances[user].names;
            let names = names.entry(&name.text);
            names.or_insert(Declared::Record(record));
        }
    }

    /// A column that a pack brings along is one of the record from then on, also for those who use it;
    /// and so are the fields of a record of its own.
    pub fn make_known_to_users(&mut self, record: RecordId, name: &'a str, field: FieldId) {
        let own = self.is_own(record);
        let declaration = self.field_declarations.get(field.index());
        let is_column = declaration.is_some_and(|field| field.column_name().is_some());
        if !own && !is_column {
            return;
        }
        for user in self.users() {
            let taken = self.in_instance(user, |this| this.declared(name));
            if let Some(taken) = taken.filter(|_| !own) {
                let problem = UseProblem::NameTaken {
                    name: name.to_owned(),
                    what: self.kind_of(taken),
                    record: self.record_name(record),
                    at: self.program.fields[field].named.span,
                    ours_at: self.place_of(taken),
                };
                self.report(problem);
                return;
            }
            let known = &mut self.instances[user].field_names;
            known
                .entry(record)
                .or_default()
                .entry(name)
                .or_insert(field);
        }
    }

    /// The key of a record of theirs is the key of ours.
    pub fn check_shared_key(&mut self, id: RecordId, record: &'a ast::Record) {
        let ours = &self.program.records[id];
        let our_key = ours.key.clone();
        let our_place = ours.named.span;
        let theirs: Vec<Option<FieldId>> = record
            .items
            .iter()
            .filter_map(|item| match item {
                ast::RecordItem::Field(field) if field.key => Some(field),
                ast::RecordItem::Field(_)
                | ast::RecordItem::Computed(_)
                | ast::RecordItem::Relation(_)
                | ast::RecordItem::Missing(_)
                | ast::RecordItem::Written(_) => None,
            })
            .map(|field| self.field_named(id, &field.name.text))
            .collect();
        let every = self.key_of_every(id, record);
        let theirs = every.unwrap_or(theirs);
        let same = theirs.len() == our_key.len()
            && theirs
                .iter()
                .all(|field| field.is_some_and(|field| our_key.contains(&field)));
        if self.instances[self.here].used.is_some() && !theirs.is_empty() && !same {
            let problem = UseProblem::OtherKey {
                record: record.name.text.clone(),
                at: record.name.span.0,
                ours_at: our_place,
            };
            self.report(problem);
        }
    }

    /// The fields after `for every` of a record that is shared.
    fn key_of_every(&self, id: RecordId, record: &ast::Record) -> Option<Vec<Option<FieldId>>> {
        let ast::RecordSource::ForEvery(names) = &record.source else {
            return None;
        };
        let is_every = self.program.records[id].source == RecordSource::ForEvery;
        let field = |name: &ast::Name| self.field_named(id, &name.text).filter(|_| is_every);
        Some(names.iter().map(field).collect())
    }

    /// The type of each shared field of theirs fits ours.
    pub fn check_shared_fields(&mut self) {
        for shared in self.shared.clone() {
            let SharedField {
                instance,
                theirs,
                ours,
            } = shared;
            let Some(name) = theirs.column_name() else {
                continue;
            };
            if !self.ensure(Node::Field(ours), Some(name.span.0)) {
                continue;
            }
            let wanted = self.in_instance(instance, |this| match theirs {
                FieldDeclaration::Stored(field) => this.resolve_type(&field.ty, &name.text),
                FieldDeclaration::Relation(relation) => this.type_of_keys(&relation.record),
                FieldDeclaration::Computed(_)
                | FieldDeclaration::Shared(..)
                | FieldDeclaration::Rows(_) => None,
            });
            let found = self.program.fields[ours].ty.clone();
            let Some(wanted) = wanted else { continue };
            if self.fits(&wanted, &found) || self.is_same_choice(&wanted, &found) {
                continue;
            }
            let problem = UseProblem::OtherType {
                name: name.text.clone(),
                theirs: self.describe(&wanted),
                ours: self.describe(&found),
                at: name.span.0,
                ours_at: self.program.fields[ours].named.span,
            };
            self.report(problem);
        }
    }

    /// The type of a relation by keys in a cell.
    fn type_of_keys(&self, record: &ast::Name) -> Option<Type> {
        match self.declared(&record.text)? {
            Declared::Record(record) => Some(Type::List(Box::new(Type::Reference(record)))),
            Declared::List(_) | Declared::Param(_) | Declared::Rule(_) | Declared::Use(_) => None,
        }
    }

    fn is_same_choice(&self, theirs: &Type, ours: &Type) -> bool {
        match (theirs, ours) {
            (Type::Choice(theirs), Type::Choice(ours)) => self.has_same_values(*ours, *theirs),
            (Type::List(theirs), Type::List(ours)) => self.is_same_choice(theirs, ours),
            (
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::Choice(_)
                | Type::List(_)
                | Type::Reference(_),
                _,
            ) => false,
        }
    }

    /// What is found in a pack that is used is told with the place of its use. Its warnings are left to
    /// a check of that pack; and where something shared does not fit, nothing is said of what hangs on it.
    pub fn place_findings_of_uses(&mut self) {
        let findings = std::mem::take(&mut self.findings);
        let shared_wrongly = findings.iter().any(UseProblem::is_cause);
        let placed = findings.into_iter().filter_map(|finding| {
            let Some(used) = self.use_of(finding.span()) else {
                return Some(finding);
            };
            let echo = shared_wrongly && !UseProblem::is_cause(&finding);
            (finding.is_error() && !echo).then(|| finding.and(used, "used here"))
        });
        self.findings = placed.collect::<Vec<Diagnostic>>();
    }

    /// The statement that first uses the pack in which a place lies.
    fn use_of(&self, place: Span) -> Option<Span> {
        self.instances.values().find_map(|instance| {
            let (_, used) = instance.used?;
            let span = self.beside.used(used)?.span;
            (span.start <= place.start && place.end <= span.end).then_some(used.path.span.0)
        })
    }
}

/// The names of a pack that can be bound, each with what it is.
fn bindable(pack: &ast::Pack) -> Vec<(&str, &'static str)> {
    let statements = pack.statements.iter();
    let names = statements.filter_map(|statement| match statement {
        Statement::Record(record) => Some((record.name.text.as_str(), "record")),
        Statement::List(list) => Some((list.name.text.as_str(), "list")),
        Statement::Param(param) => Some((param.name.text.as_str(), "param")),
        Statement::Pack(_)
        | Statement::Source(_)
        | Statement::Use(_)
        | Statement::Segment(_)
        | Statement::Score(_)
        | Statement::Strategy(_)
        | Statement::Decision(_)
        | Statement::Check(_)
        | Statement::View(_)
        | Statement::Test(_) => None,
    });
    names.collect()
}

fn bare(value: &ast::Expr) -> Option<&str> {
    if let ast::ExprKind::Name(name) = &value.kind {
        Some(name)
    } else {
        None
    }
}
