//! What is wrong with the files beside a pack, and how it is said. What a file holds is quoted only
//! where the file may be read.

use crate::diagnostics::{Code, Diagnostic};
use crate::files::{FileProblem, LARGEST};
use crate::source::Span;

/// What is wrong with a file or with its path.
pub enum BesideProblem {
    /// A file that is not read.
    Unreadable {
        path: String,
        problem: FileProblem,
        at: Span,
    },
    /// A name with another ending.
    WrongKind {
        kinds: &'static [&'static str],
        at: Span,
    },
    /// More than a compilation may read.
    TooMuch { most: usize, at: Span },
    /// Packs that use each other, the first again at the end.
    Circle { circle: Vec<String>, at: Span },
    /// Packs that use packs, deeper than is read.
    TooDeep { most: usize, at: Span },
    /// A quote in a table that is never closed.
    OpenQuote { at: Span },
    /// A table without a row of headings.
    EmptyTable { path: String, at: Span },
    /// A heading that is no name.
    WrongHeading {
        heading: String,
        proposal: Option<String>,
        at: Span,
    },
    /// A row with too few or too many cells.
    Ragged {
        found: usize,
        wanted: usize,
        head: Span,
        at: Span,
    },
}

impl From<BesideProblem> for Diagnostic {
    fn from(problem: BesideProblem) -> Diagnostic {
        match problem {
            BesideProblem::Unreadable { path, problem, at } => unreadable(&path, problem, at),
            BesideProblem::WrongKind { kinds, at } => {
                let kinds: Vec<String> = kinds.iter().map(|kind| format!("`.{kind}`")).collect();
                let message = format!("the name of the file ends in {}", kinds.join(" or "));
                Diagnostic::new(Code::E130, message, at)
                    .help("so that no other file is read by mistake")
            }
            BesideProblem::TooMuch { most, at } => {
                let message = "the pack reads too many files, or too large ones";
                let help = format!("a pack may read {most} files, and 64 MB in all of them");
                Diagnostic::new(Code::E131, message, at).help(help)
            }
            BesideProblem::Circle { circle, at } => {
                let circle = circle.join(" → ");
                let message = format!("packs use each other in a circle: {circle}");
                Diagnostic::new(Code::E132, message, at)
                    .help("move what both need into a third pack, which both use")
            }
            BesideProblem::TooDeep { most, at } => {
                let message = format!("packs use packs more than {most} levels deep");
                Diagnostic::new(Code::E132, message, at).help("use the deeper ones directly")
            }
            BesideProblem::OpenQuote { at } => {
                Diagnostic::new(Code::E263, "this quote is never closed", at)
                    .here("opened here")
                    .help("a quote inside a quoted cell is written twice: `\"the \"\"best\"\"\"`")
            }
            BesideProblem::EmptyTable { path, at } => {
                let message = format!("the file `{path}` is empty");
                Diagnostic::new(Code::E263, message, at)
                    .help("its first row holds the headings: `name`, `label` and further columns")
            }
            BesideProblem::WrongHeading {
                heading,
                proposal,
                at,
            } => {
                let message = if heading.is_empty() {
                    "this column has no heading".to_owned()
                } else {
                    format!("the heading `{heading}` is not a name")
                };
                let help = match proposal {
                    Some(proposal) => format!("write `{proposal}`"),
                    None => "a name is of letters, digits and `_`".to_owned(),
                };
                Diagnostic::new(Code::E263, message, at).help(help)
            }
            BesideProblem::Ragged {
                found,
                wanted,
                head,
                at,
            } => {
                let cells = if found == 1 { "cell" } else { "cells" };
                let message = format!("this row has {found} {cells}, the head has {wanted}");
                Diagnostic::new(Code::E019, message, at)
                    .and(head, "the head")
                    .help("give every row a cell a column; a cell with the separator in it stands in quotes")
            }
        }
    }
}

fn unreadable(path: &str, problem: FileProblem, at: Span) -> Diagnostic {
    let refused = |message: String| Diagnostic::new(Code::E130, message, at);
    let failed = |message: String| Diagnostic::new(Code::E131, message, at);
    match problem {
        FileProblem::Absolute => refused(format!("the path `{path}` does not begin at the pack"))
            .help("write the path from the folder of the pack: `countries.csv`, `tables/countries.csv`"),
        FileProblem::NotAPath => refused("this is not a path".to_owned())
            .help("between folders stands `/`: `tables/countries.csv`"),
        FileProblem::Outside => {
            refused(format!("the file `{path}` is outside of the pack's folder")).help(
                "a pack reads only what is in the folder of the pack that is run, or below it; put the file there",
            )
        }
        FileProblem::Missing(question) => {
            failed(format!("there is no file `{path}`")).help(question.unwrap_or_else(|| {
                "the path is written from the folder of the file that names it".to_owned()
            }))
        }
        FileProblem::NotAFile => failed(format!("`{path}` is not a file")),
        FileProblem::TooLarge => {
            failed(format!("the file `{path}` is larger than {} MB", LARGEST >> 20))
        }
        FileProblem::NotUtf8(line) => failed(format!("the file `{path}` is not in UTF-8"))
            .help(format!("see its line {line}; save the file as \"CSV UTF-8\" or in UTF-8")),
        FileProblem::Refused(reason) => {
            failed(format!("the file `{path}` cannot be read: {reason}"))
        }
    }
}
