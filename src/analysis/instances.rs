//! The packs at work, and what names mean in each of them.
//!
//! Every `use` is an instance of its own: its rules, params, views and computed fields are its own and
//! are called `beachhead.size` from outside. Records and lists are shared, see [`super::uses`].

use std::collections::BTreeMap;

use super::Overrides;
use super::analyser::{Analyser, Declared, Node};
use crate::ir::{DomainId, FieldId, InstanceId, Named, RecordId, RuleId};
use crate::syntax::ast;

/// A pack at work: the one that is run, or one use of another.
pub struct Instance<'a> {
    /// Its statements.
    pub pack: &'a ast::Pack,
    /// Who uses it, and how; nothing for the pack that is run.
    pub used: Option<(InstanceId, &'a ast::Use)>,
    /// What stands before its names when they are read from the pack that is run: `beachhead.`
    pub prefix: String,
    /// Its one namespace.
    pub names: BTreeMap<&'a str, Declared>,
    /// The names of the fields that it knows of each record.
    pub field_names: BTreeMap<RecordId, BTreeMap<&'a str, FieldId>>,
    /// Its lists.
    pub lists: Vec<(DomainId, &'a ast::List)>,
    /// Its records.
    pub records: Vec<(RecordId, &'a ast::Record)>,
    /// Its rules.
    pub rules: Vec<RuleId>,
}

impl<'a> Instance<'a> {
    /// A pack of which nothing has been collected.
    pub fn new(pack: &'a ast::Pack) -> Self {
        Instance {
            pack,
            used: None,
            prefix: String::new(),
            names: BTreeMap::new(),
            field_names: BTreeMap::new(),
            lists: Vec::new(),
            records: Vec::new(),
            rules: Vec::new(),
        }
    }
}

impl<'a> Analyser<'a> {
    /// The pack whose declarations are at hand.
    pub fn pack(&self) -> &'a ast::Pack {
        self.instances[self.here].pack
    }

    /// Values for params from outside, by their names as the pack that is run reads them.
    pub fn overrides(&self) -> &'a Overrides {
        self.overrides
    }

    /// Works in another pack for a while.
    pub fn in_instance<T>(&mut self, instance: InstanceId, work: impl FnOnce(&mut Self) -> T) -> T {
        let outside = std::mem::replace(&mut self.here, instance);
        let result = work(self);
        self.here = outside;
        result
    }

    /// The pack to which a declaration belongs.
    pub fn owner(&self, node: Node) -> InstanceId {
        self.owners.get(&node).copied().unwrap_or_default()
    }

    /// The name of a declaration of the pack at hand, as the pack that is run reads it.
    pub fn own_named(&self, name: &ast::Name, label: Option<&ast::Text>) -> Named {
        Named {
            name: format!("{}{}", self.instances[self.here].prefix, name.text),
            label: label.map(|text| text.value.clone()),
            span: name.span.0,
        }
    }

    /// What a name stands for in the pack at hand: of its own, or `beachhead.size` of one that it uses.
    pub fn declared(&self, name: &str) -> Option<Declared> {
        let (instance, name) = self.seen_from(self.here, name)?;
        self.instances[instance].names.get(name).copied()
    }

    /// The field of a record with a name, as the pack at hand knows it.
    pub fn field_named(&self, record: RecordId, name: &str) -> Option<FieldId> {
        let (instance, name) = self.seen_from(self.here, name)?;
        let fields = self.instances[instance].field_names.get(&record)?;
        fields.get(name).copied()
    }

    /// Follows the uses before the dots of a name.
    fn seen_from<'n>(&self, instance: InstanceId, name: &'n str) -> Option<(InstanceId, &'n str)> {
        let Some((first, rest)) = name.split_once('.') else {
            return Some((instance, name));
        };
        match self.instances[instance].names.get(first) {
            Some(Declared::Use(Some(used))) => self.seen_from(*used, rest),
            Some(
                Declared::Use(None)
                | Declared::Record(_)
                | Declared::List(_)
                | Declared::Param(_)
                | Declared::Rule(_),
            )
            | None => None,
        }
    }

    /// `beachhead.size` as one name, where what stands before the last dot is a pack that is used.
    pub fn qualified(&self, expr: &ast::Expr) -> Option<String> {
        let ast::ExprKind::Member(base, name) = &expr.kind else {
            return None;
        };
        let used = if let ast::ExprKind::Name(first) = &base.kind {
            first.clone()
        } else {
            self.qualified(base)?
        };
        let is_use = matches!(self.declared(&used), Some(Declared::Use(_)));
        is_use.then(|| format!("{used}.{}", name.text))
    }

    /// True for a name of a pack that could not be read, which has been said.
    pub fn is_of_unread_pack(&self, name: &str) -> bool {
        let uses = name.match_indices('.').filter_map(|(at, _)| name.get(..at));
        let mut uses = uses.map(|used| self.declared(used));
        uses.any(|used| matches!(used, Some(Declared::Use(None))))
    }

    /// The names of the fields that the pack at hand knows of a record, in the order of the alphabet.
    pub fn names_of_fields(&self, record: RecordId) -> Vec<&'a str> {
        let fields = self.instances[self.here].field_names.get(&record);
        fields
            .map(|fields| fields.keys().copied().collect())
            .unwrap_or_default()
    }
}
