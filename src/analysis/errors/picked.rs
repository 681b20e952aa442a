//! What is wrong with `missing`, `lowest`, `highest` and `agreement`, and with `by` and `for` elsewhere.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What is wrong with a function that picks values of rows, or compares them.
pub enum PickedProblem {
    /// Not one argument of the right shape.
    Form { name: String, at: Span },
    /// Values without a list of all of them.
    NotListed {
        value: String,
        found: String,
        at: Span,
    },
    /// `by`, or `for`, is left out.
    NoOrder { name: String, at: Span },
    /// `by` or `for` where nothing is ordered or grouped.
    StrayOrder {
        word: &'static str,
        name: Option<String>,
        at: Span,
    },
    /// Answers that are no numbers.
    NoNumbers {
        value: String,
        found: String,
        at: Span,
    },
}

/// How each of the functions is written.
fn form(name: &str) -> &'static str {
    match name {
        "missing" => "missing(stage of Product where …)",
        "highest" => "highest(name of steps by level where …)",
        "agreement" => "agreement(answer of ratings by rater for question where …)",
        _ => "lowest(name of steps by level where …)",
    }
}

impl From<PickedProblem> for Diagnostic {
    fn from(problem: PickedProblem) -> Diagnostic {
        match problem {
            PickedProblem::Form { name, at } => {
                let message = format!("`{name}` takes a value of a set of rows");
                Diagnostic::new(Code::E204, message, at).help(format!("write `{}`", form(&name)))
            }
            PickedProblem::NotListed { value, found, at } => {
                let message = format!(
                    "`missing` needs values that can all be listed, and `{value}` is {found}"
                );
                Diagnostic::new(Code::E248, message, at).help(
                    "it takes a choice, a yes/no or a field that names rows of a record: give the field one of these types",
                )
            }
            PickedProblem::NoOrder { name, at } => {
                let message = if name == "agreement" {
                    "`agreement` needs to know who judged and what".to_owned()
                } else {
                    format!("`{name}` needs to know by what the rows are ordered")
                };
                Diagnostic::new(Code::E249, message, at).help(format!("write `{}`", form(&name)))
            }
            PickedProblem::StrayOrder { word, name, at } => {
                let message = match &name {
                    Some(name) => format!("`{word}` has no meaning in `{name}`"),
                    None => format!("`{word}` has no meaning here"),
                };
                let finding = Diagnostic::new(Code::E250, message, at);
                if word == "by" {
                    finding.help(
                        "`lowest`, `highest` and `agreement` take `by`; elsewhere `where` says which rows are meant",
                    )
                } else {
                    finding.help(
                        "`agreement` takes `for`; elsewhere `where` says which rows are meant",
                    )
                }
            }
            PickedProblem::NoNumbers { value, found, at } => {
                let message =
                    format!("`agreement` compares answers by their size, and `{value}` is {found}");
                Diagnostic::new(Code::E248, message, at).help(
                    "it takes numbers, such as `1..5`, or an ordered choice: `one of low < high`",
                )
            }
        }
    }
}
