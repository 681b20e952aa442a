//! Mistakes that are mistakes only if a name is not declared: `x is null` asks for a member `null`
//! when the pack has one. Decided once the whole file is read.

use crate::diagnostics::Diagnostic;
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
    /// The finding, unless the name is declared.
    pub(super) fn resolve(self, declared: &Declared) -> Option<Diagnostic> {
        let innocent = declared.values.contains(&self.name)
            || (self.unless == Unless::Anything && declared.members.contains(&self.name));
        (!innocent).then_some(self.finding)
    }
}
