//! E2: what is wrong with records, lists and empty blocks.

use super::a;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What is wrong with a declaration.
pub enum DeclarationProblem {
    Empty {
        what: String,
        needs: &'static str,
        at: Span,
    },
    ListWithoutNames {
        found: Vec<String>,
        at: Span,
    },
    NamelessValue {
        list: String,
        at: Span,
    },
    UnquotedCell {
        name: Option<String>,
        at: Span,
    },
    MixedColumn {
        column: String,
        before: String,
        found: String,
        at: Span,
    },
    WrongKey {
        name: String,
        found: String,
        at: Span,
    },
    RelationToOther {
        word: &'static str,
        name: String,
        what: &'static str,
        at: Span,
    },
    RelationWithoutKey {
        relation: String,
        record: String,
        keys: usize,
        at: Span,
    },
    NotPairs {
        pairs: String,
        ours: String,
        theirs: String,
        to_ours: Vec<String>,
        to_theirs: Vec<String>,
        at: Span,
    },
    ByComputed {
        name: String,
        at: Span,
    },
    DerivedColumn {
        record: String,
        what: String,
        at: Span,
    },
    EveryComputed {
        name: String,
        at: Span,
    },
    EveryOtherKey {
        name: String,
        at: Span,
    },
    EveryOpen {
        name: String,
        found: String,
        at: Span,
    },
    GroupedByOther {
        name: String,
        found: String,
        at: Span,
    },
    GroupedByRule {
        what: &'static str,
        name: String,
        at: Span,
    },
    ManyGroups {
        record: String,
        groups: usize,
        most: usize,
        at: Span,
    },
    ByOtherType {
        by: String,
        found: String,
        key: String,
        wanted: String,
        at: Span,
    },
}

impl From<DeclarationProblem> for Diagnostic {
    fn from(problem: DeclarationProblem) -> Diagnostic {
        match problem {
            DeclarationProblem::Empty { what, needs, at } => {
                Diagnostic::new(Code::E217, format!("{what} is empty"), at)
                    .help(format!("it needs {needs}"))
            }
            DeclarationProblem::ListWithoutNames { found, at } => {
                let message = "a list needs a column `name`, which holds its values";
                Diagnostic::new(Code::E218, message, at).help(if found.is_empty() {
                    "write `| name | label |` as the first line of the table".to_owned()
                } else {
                    format!(
                        "its columns are {}; call the one with the values `name`",
                        found.join(", ")
                    )
                })
            }
            DeclarationProblem::NamelessValue { list, at } => {
                let message = format!("a value of the list `{list}` has no name");
                Diagnostic::new(Code::E218, message, at)
                    .help("write a name, as `price`, or a text in quotes, as `\"200-499\"`")
            }
            DeclarationProblem::UnquotedCell { name, at } => {
                let finding = Diagnostic::new(Code::E218, "a text in a list stands in quotes", at);
                match name {
                    Some(name) => finding
                        .help(format!("write `\"{name}\"`"))
                        .fix(at, format!("\"{name}\"")),
                    None => finding.help("write a text, as `\"Price and channels\"`"),
                }
            }
            DeclarationProblem::MixedColumn {
                column,
                before,
                found,
                at,
            } => {
                let message = format!(
                    "the column `{column}` holds values of one kind; above stands {before}, and this is {found}"
                );
                Diagnostic::new(Code::E201, message, at)
            }
            DeclarationProblem::WrongKey { name, found, at } => {
                let message = format!("the key `{name}` cannot tell rows apart: it is {found}");
                Diagnostic::new(Code::E219, message, at)
                    .help("a key is a text, a number, a date, a choice or the name of another row")
            }
            DeclarationProblem::RelationToOther {
                word,
                name,
                what,
                at,
            } => {
                let message = format!(
                    "`{word}` takes rows of a record, and `{name}` is {}",
                    a(what)
                );
                Diagnostic::new(Code::E109, message, at)
            }
            DeclarationProblem::RelationWithoutKey {
                relation,
                record,
                keys,
                at,
            } => {
                let message = if keys == 0 {
                    format!("`{relation}` needs a key of `{record}` that the other rows can name")
                } else {
                    format!(
                        "`{relation}` cannot name rows of `{record}`, whose key has {keys} fields"
                    )
                };
                Diagnostic::new(Code::E219, message, at).help(format!(
                    "mark the one field that names each row of `{record}`: `name text key`"
                ))
            }
            DeclarationProblem::NotPairs {
                pairs,
                ours,
                theirs,
                to_ours,
                to_theirs,
                at,
            } => not_pairs(&pairs, (&ours, &theirs), (&to_ours, &to_theirs), at),
            DeclarationProblem::ByComputed { name, at } => {
                let message =
                    format!("`by` takes a column of the file, and `{name}` is worked out");
                Diagnostic::new(Code::E219, message, at)
            }
            DeclarationProblem::DerivedColumn { record, what, at } => {
                let message = format!(
                    "`{record}` is made of other rows and has no table, so {what} cannot be read"
                );
                Diagnostic::new(Code::E241, message, at).help(
                    "work it out of `rows`, as `bookings = sum(amount of rows)`, or remove it",
                )
            }
            DeclarationProblem::EveryComputed { name, at } => {
                let message = format!(
                    "`for every` takes fields that tell rows apart, and `{name}` is worked out"
                );
                Diagnostic::new(Code::E242, message, at).help(format!(
                    "declare it with the name of a record or a list: `{name} Scenario`"
                ))
            }
            DeclarationProblem::EveryOtherKey { name, at } => {
                let message = format!(
                    "the fields after `for every` are the key, and `{name}` is not among them"
                );
                Diagnostic::new(Code::E242, message, at)
                    .help(format!("remove `key`, or name `{name}` after `for every`"))
            }
            DeclarationProblem::EveryOpen { name, found, at } => {
                let message = format!(
                    "there is no list of all values of `{name}`, which is {found}, to combine"
                );
                Diagnostic::new(Code::E242, message, at)
                    .help("name a record with a table, a list or `one of …` as its type")
            }
            DeclarationProblem::GroupedByOther { name, found, at } => {
                let message = format!("rows cannot be grouped by `{name}`: it is {found}");
                Diagnostic::new(Code::E240, message, at).help(
                    "group by a text, a choice, a yes/no, a number, a date or the name of another row",
                )
            }
            DeclarationProblem::GroupedByRule { what, name, at } => {
                let message = format!("a field cannot be called like the {what} `{name}`");
                Diagnostic::new(Code::E035, message, at)
                    .help(format!("write `by group = {name}`, or another name"))
                    .fix(at, format!("group = {name}"))
            }
            DeclarationProblem::ManyGroups {
                record,
                groups,
                most,
                at,
            } => {
                let message =
                    format!("`{record}` would have {groups} rows before any data is read");
                Diagnostic::new(Code::E243, message, at).help(format!(
                    "group by fewer values: at most {most} combinations are worked out"
                ))
            }
            DeclarationProblem::ByOtherType {
                by,
                found,
                key,
                wanted,
                at,
            } => {
                let message =
                    format!("`{by}` is {found}, and the key `{key}` it should hold is {wanted}");
                Diagnostic::new(Code::E219, message, at).help("give both the same type")
            }
        }
    }
}

/// A record after `through` whose rows do not name one row of ours and one of theirs.
fn not_pairs(
    pairs: &str,
    (ours, theirs): (&str, &str),
    (to_ours, to_theirs): (&[String], &[String]),
    at: Span,
) -> Diagnostic {
    let named = |fields: &[String]| {
        let quoted: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        quoted.join(", ")
    };
    if ours == theirs {
        if to_ours.len() > 2 {
            let message = format!(
                "which two rows of `{ours}` a row of `{pairs}` pairs is not clear: {} all name one",
                named(to_ours)
            );
            return Diagnostic::new(Code::E247, message, at)
                .help("make all but two of them `text`, or give the pairs a record of their own");
        }
        let message = format!("a row of `{pairs}` does not pair two rows of `{ours}`");
        return Diagnostic::new(Code::E246, message, at).help(format!(
            "give `{pairs}` two fields that name one each: `one {ours}` and `other {ours}`"
        ));
    }
    let (record, fields) = if to_ours.len() == 1 {
        (theirs, to_theirs)
    } else {
        (ours, to_ours)
    };
    if fields.is_empty() {
        let message = format!(
            "a row of `{pairs}` does not pair a `{ours}` and a `{theirs}`: no field names a `{record}`"
        );
        return Diagnostic::new(Code::E246, message, at).help(format!(
            "give `{pairs}` a field of the type `{record}`, such as `its_{} {record}`",
            record.to_lowercase()
        ));
    }
    let message = format!(
        "which `{record}` a row of `{pairs}` pairs is not clear: {} all name one",
        named(fields)
    );
    Diagnostic::new(Code::E247, message, at)
        .help("make all but one of them `text`, or give the pairs a record of their own")
}
