//! E2: what is wrong with the tables of decisions.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What is wrong with the table of a decision.
pub enum DecisionProblem {
    BlankInput {
        at: Span,
    },
    BlankOutput {
        column: String,
        at: Span,
    },
    NameAmongValues {
        column: String,
        name: String,
        at: Span,
    },
    ValueAmongNames {
        column: String,
        at: Span,
    },
    OtherwisePlace {
        at: Span,
    },
    OtherwiseAlone {
        at: Span,
        otherwise: Span,
    },
    OtherwiseTwice {
        at: Span,
        before: Span,
    },
    AfterOtherwise {
        at: Span,
        otherwise: Span,
    },
    OtherwiseInGrid {
        at: Span,
    },
    HeadingTwice {
        at: Span,
        before: Span,
    },
    ColumnTaken {
        name: String,
        at: Span,
    },
    /// Two lines that can both hold where only one may.
    Overlap {
        row: Option<String>,
        at: Span,
        before: Span,
    },
}

impl From<DecisionProblem> for Diagnostic {
    fn from(problem: DecisionProblem) -> Diagnostic {
        match problem {
            DecisionProblem::BlankInput { at } => {
                Diagnostic::new(Code::E230, "this cell says nothing", at).help(
                    "write `-` where any value will do, and `unknown` where nobody has answered",
                )
            }
            DecisionProblem::BlankOutput { column, at } => Diagnostic::new(
                Code::E230,
                format!("this line says nothing about `{column}`"),
                at,
            )
            .help("every line says what comes out; a reason alone may be left blank"),
            DecisionProblem::NameAmongValues { column, name, at } => Diagnostic::new(
                Code::E201,
                format!(
                    "the column `{column}` holds values, and `{name}` is a name without quotes"
                ),
                at,
            )
            .help(format!(
                "write `\"{name}\"` for a text, and `({name})` for what the field or param holds"
            )),
            DecisionProblem::ValueAmongNames { column, at } => Diagnostic::new(
                Code::E201,
                format!("the column `{column}` holds names of outcomes, and this is none"),
                at,
            )
            .help("write bare names in all cells of the column, or texts in quotes in all"),
            DecisionProblem::OtherwisePlace { at } => Diagnostic::new(
                Code::E216,
                "`otherwise` stands in the first cell of its line",
                at,
            )
            .help("it takes the whole line; where any value will do, write `-`"),
            DecisionProblem::OtherwiseAlone { at, otherwise } => {
                Diagnostic::new(Code::E216, "a line with `otherwise` tests nothing else", at)
                    .and(otherwise, "this takes everything that is left")
                    .help(
                        "leave the other cells before `||` blank, or write what the first must be",
                    )
            }
            DecisionProblem::OtherwiseTwice { at, before } => {
                Diagnostic::new(Code::E216, "this table has `otherwise` twice", at)
                    .and(before, "the first takes everything that is left")
                    .help("say in one of the lines what its cells must be")
            }
            DecisionProblem::AfterOtherwise { at, otherwise } => {
                Diagnostic::new(Code::E216, "this line stands after `otherwise`", at)
                    .and(otherwise, "this takes everything that is left")
                    .help("move `otherwise` to the end of the table")
            }
            DecisionProblem::OtherwiseInGrid { at } => Diagnostic::new(
                Code::E216,
                "`otherwise` has no place in a table of two headings that is not `first`",
                at,
            )
            .help("write `first`, or say which values are meant"),
            DecisionProblem::HeadingTwice { at, before } => {
                Diagnostic::new(Code::E106, "this heading stands twice in the table", at)
                    .and(before, "the first")
                    .help("put both tests into one cell: `> 10 and <= 20`")
            }
            DecisionProblem::Overlap { row, at, before } => {
                let message = match row {
                    Some(row) => {
                        format!("a row with {row} fits two lines, and `unique` allows one")
                    }
                    None => "every row fits two lines, and `unique` allows one".to_owned(),
                };
                Diagnostic::new(Code::E266, message, at)
                    .and(before, "it fits here too")
                    .help("change one of the two, or write `first` if the upper one decides")
            }
            DecisionProblem::ColumnTaken { name, at } => Diagnostic::new(
                Code::E107,
                format!("a column of a decision cannot be called `{name}`"),
                at,
            )
            .help(format!(
                "`x.{name}` is a result of every decision; call the column something else"
            )),
        }
    }
}
