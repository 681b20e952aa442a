//! What is wrong with checks, and with `{failing}`.

use super::meant_or_known;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What is wrong with a check.
pub enum CheckProblem {
    /// A name that belongs to a row, where all rows together are judged.
    NoRow {
        name: String,
        /// The record that has it, if one does.
        home: Option<String>,
        meant: Option<String>,
        known: Vec<String>,
        at: Span,
    },
    /// `{failing}` where no line fails, or of a line that looks for no rows.
    NothingFound { of_a_line: bool, at: Span },
    /// `{failing}` of rows that have no key.
    NoKey {
        record: String,
        set: String,
        at: Span,
    },
    /// A row named for a check of all rows.
    RowNamed { name: String, at: Span },
}

impl From<CheckProblem> for Diagnostic {
    fn from(problem: CheckProblem) -> Diagnostic {
        match problem {
            CheckProblem::NoRow {
                name,
                home: Some(home),
                at,
                ..
            } => Diagnostic::new(
                Code::E118,
                format!("`{name}` belongs to one row of `{home}`, and this is about all rows together"),
                at,
            )
            .help(format!(
                "ask about the rows, as in `none({home} where …)` or `sum(… of {home})`; a check of each row says `for {home}`"
            )),
            CheckProblem::NoRow {
                name,
                home: None,
                meant,
                known,
                at,
            } => meant_or_known(
                Diagnostic::new(
                    Code::E118,
                    format!("there is no `{name}` here: this is about all rows together"),
                    at,
                ),
                meant.as_deref(),
                at,
                &known,
                "beside sets of rows, as in `none(Deal where …)`, it can read",
            ),
            CheckProblem::NothingFound { of_a_line, at } => {
                let (message, help) = if of_a_line {
                    (
                        "`failing` is what `none(…)` found, and this line asks something else",
                        "write the values to show, as in `{price}`; or a condition of the form `none(SET where …)`",
                    )
                } else {
                    (
                        "`failing` is known only in the `else` of a gate or of a line of a check",
                        "of a rule it is `NAME.failing`; rows are named as in `{name of SET where …}`",
                    )
                };
                Diagnostic::new(Code::E255, message, at).help(help)
            }
            CheckProblem::NoKey { record, set, at } => Diagnostic::new(
                Code::E256,
                format!("the rows of `{record}` have no key to name them by"),
                at,
            )
            .help(format!(
                "mark a field of `{record}` as `key`, or write what to name: `{{name of {set} where …}}`"
            )),
            CheckProblem::RowNamed { name, at } => Diagnostic::new(
                Code::E257,
                format!("`{name}` is about all rows together, so no row can be named for it"),
                at,
            )
            .help(format!("write `expect {name}` without a key")),
        }
    }
}
