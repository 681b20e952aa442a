//! The packs at work, and what names mean in each of them.

use std::collections::BTreeMap;

use super::Overrides;
use super::analyser::{Analyser, Declared};
use crate::ir::{FieldId, RecordId};
use crate::syntax::ast;

/// A pack at work: the one that is run, or one use of another.
pub struct Instance<'a> {
    /// Its statements.
    pub pack: &'a ast::Pack,
    /// Values for its params from outside.
    pub overrides: &'a Overrides,
    /// Its one namespace.
    pub names: BTreeMap<&'a str, Declared>,
    /// The names of the fields that it knows of each record.
    pub field_names: BTreeMap<RecordId, BTreeMap<&'a str, FieldId>>,
}

impl<'a> Instance<'a> {
    /// A pack of which nothing has been collected.
    pub fn new(pack: &'a ast::Pack, overrides: &'a Overrides) -> Self {
        Instance {
            pack,
            overrides,
            names: BTreeMap::new(),
            field_names: BTreeMap::new(),
        }
    }
}

impl<'a> Analyser<'a> {
    /// The pack whose declarations are at hand.
    pub fn pack(&self) -> &'a ast::Pack {
        self.instances[self.here].pack
    }

    /// Values for the params of the pack at hand.
    pub fn overrides(&self) -> &'a Overrides {
        self.instances[self.here].overrides
    }

    /// What a name of the pack at hand stands for.
    pub fn declared(&self, name: &str) -> Option<Declared> {
        self.instances[self.here].names.get(name).copied()
    }

    /// The field of a record with a name, as the pack at hand knows it.
    pub fn field_named(&self, record: RecordId, name: &str) -> Option<FieldId> {
        let fields = self.instances[self.here].field_names.get(&record)?;
        fields.get(name).copied()
    }

    /// The names of the fields that the pack at hand knows of a record, in the order of the alphabet.
    pub fn names_of_fields(&self, record: RecordId) -> Vec<&'a str> {
        let fields = self.instances[self.here].field_names.get(&record);
        fields
            .map(|fields| fields.keys().copied().collect())
            .unwrap_or_default()
    }
}
