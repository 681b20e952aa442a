//! Mistakes that are mistakes only if a name is not declared: `x is null` asks for a member `null`
//! when the pack has one. Decided once the whole file is read.

use crate::diagnostics::{Diagnostic, nearest};
use std::collections::HashSet;

/// What a name may be for the finding to be void.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unless {
    /// A field, param, rule, record or list has this name.
    Value,
    /// A member, band or option has this name, or a value has.
    Anything,
}

/// A finding that waits for the names of the pack.
pub(super) struct Suspect {
    /// The name in question.
    pub name: String,
    /// What makes it innocent.
    pub unless: Unless,
    /// What to report else.
    pub finding: Diagnostic,
}

/// The names that a pack declares.
#[derive(Default)]
pub(super) struct Declared {
    /// Fields, params, rules, records, lists.
    pub values: HashSet<String>,
    /// Members of choices, bands, options.
    pub members: HashSet<String>,
}

impl Suspect {
    /// The finding, unless the name is declared. When statements could not be read (`whole` is
    /// false) nobody knows all values, so a finding that asks for them is left out.
    pub(super) fn resolve(self, declared: &Declared, whole: bool) -> Option<Diagnostic> {
        let is_member = declared.members.contains(&self.name);
        let innocent = declared.values.contains(&self.name)
            || match self.unless {
                Unless::Anything => is_member,
                // A slip in the name of a field is told better by those who know the fields.
                Unless::Value => !whole || (!is_member && self.resembles_a_value(declared)),
            };
        (!innocent).then_some(self.finding)
    }

    fn resembles_a_value(&self, declared: &Declared) -> bool {
        nearest(&self.name, declared.values.iter().map(String::as_str)).is_some()
    }
}
