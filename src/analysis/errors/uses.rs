//! E13: what is wrong where a pack uses another.

use super::meant_or_known;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// What is wrong with a use, or with what packs share.
pub enum UseProblem {
    /// More packs than are put to work.
    TooMany { most: usize, at: Span },
    /// A binding of a name that the pack does not have.
    Unknown {
        name: String,
        pack: String,
        known: Vec<String>,
        /// The name of theirs behind the `=`, where the two change places.
        reversed: Option<String>,
        at: Span,
    },
    /// Two bindings of one name.
    BoundTwice {
        name: String,
        at: Span,
        before: Span,
    },
    /// A record bound to something else than a record, a list likewise.
    OtherKind {
        name: String,
        what: &'static str,
        at: Span,
    },
    /// A field of theirs that is another for us.
    OtherType {
        name: String,
        theirs: String,
        ours: String,
        at: Span,
        ours_at: Span,
    },
    /// A list of theirs whose values are not ours.
    OtherValues {
        list: String,
        theirs: String,
        ours: String,
        at: Span,
        ours_at: Span,
    },
    /// A record of theirs with another key.
    OtherKey {
        record: String,
        at: Span,
        ours_at: Span,
    },
    /// A column of theirs that a record without a table does not have.
    NoColumn {
        name: String,
        record: String,
        at: Span,
        ours_at: Span,
    },
    /// A column of theirs that is called like something of ours.
    NameTaken {
        name: String,
        what: &'static str,
        record: String,
        at: Span,
        ours_at: Span,
    },
}

impl UseProblem {
    /// True for a finding of this kind: others in the pack that is used are its echo.
    pub fn is_cause(finding: &Diagnostic) -> bool {
        matches!(finding.code, Code::E133 | Code::E134 | Code::E135)
    }
}

impl From<UseProblem> for Diagnostic {
    fn from(problem: UseProblem) -> Diagnostic {
        match problem {
            UseProblem::TooMany { most, at } => {
                let message = format!("more than {most} packs are used");
                Diagnostic::new(Code::E132, message, at)
                    .help("a pack that is used several times, with several uses in it, makes many")
            }
            UseProblem::Unknown {
                name,
                pack,
                known,
                reversed,
                at,
            } => {
                let message = format!("the pack `{pack}` has no record, list or param `{name}`");
                let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
                let finding = Diagnostic::new(Code::E134, message, at);
                if let Some(theirs) = reversed {
                    return finding.help(format!(
                        "their name stands first, then ours: `with {theirs} = {name}`"
                    ));
                }
                meant_or_known(finding, meant.as_deref(), at, &known, "it has")
            }
            UseProblem::BoundTwice { name, at, before } => {
                Diagnostic::new(Code::E106, format!("`{name}` is bound twice"), at)
                    .and(before, "before")
                    .help("leave one of them")
            }
            UseProblem::OtherKind { name, what, at } => {
                let message = format!("`{name}` is a {what}, and this is no {what} of this pack");
                Diagnostic::new(Code::E135, message, at).help(format!(
                    "write the name of a {what} of this pack, as in `{name} = Ours`"
                ))
            }
            UseProblem::OtherType {
                name,
                theirs,
                ours,
                at,
                ours_at,
            } => {
                let message =
                    format!("the field `{name}` is {theirs} here, and {ours} where it is used");
                Diagnostic::new(Code::E133, message, at)
                    .and(ours_at, "there")
                    .help("a field of a shared record is one field: give both the same type, or rename one")
            }
            UseProblem::OtherValues {
                list,
                theirs,
                ours,
                at,
                ours_at,
            } => {
                let message = format!(
                    "the list `{list}` has other values here ({theirs}) than where it is used ({ours})"
                );
                Diagnostic::new(Code::E133, message, at)
                    .and(ours_at, "there")
                    .help("a list of the same name is the same list: give both the same values, or rename one")
            }
            UseProblem::OtherKey {
                record,
                at,
                ours_at,
            } => {
                let message =
                    format!("the record `{record}` has another key here than where it is used");
                Diagnostic::new(Code::E133, message, at)
                    .and(ours_at, "there")
                    .help("rows of a shared record are found by one key")
            }
            UseProblem::NoColumn {
                name,
                record,
                at,
                ours_at,
            } => {
                let message =
                    format!("the field `{name}` is not in `{record}`, which has no table");
                Diagnostic::new(Code::E133, message, at)
                    .and(ours_at, "made of other rows")
                    .help(format!("give `{record}` a computed field `{name}`"))
            }
            UseProblem::NameTaken {
                name,
                what,
                record,
                at,
                ours_at,
            } => {
                let message = format!(
                    "the field `{name}` becomes a column of `{record}`, where the name is taken"
                );
                Diagnostic::new(Code::E133, message, at)
                    .and(ours_at, format!("a {what}"))
                    .help("rename one of them")
            }
        }
    }
}
