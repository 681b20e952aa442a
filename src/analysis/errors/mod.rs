//! Everything that analysis has to say, as data; and how it is said. No other file of the analysis
//! holds a sentence of a message.

mod checks;
mod decisions;
mod declarations;
mod lints;
mod names;
mod picked;
mod points;
mod rules;
mod tests;
mod types;
mod uses;
mod written;

pub use checks::CheckProblem;
pub use decisions::DecisionProblem;
pub use declarations::DeclarationProblem;
pub use lints::{Gates, Lines, Lint, Missing};
pub use names::{Elsewhere, NameProblem};
pub use picked::PickedProblem;
pub use points::PointsProblem;
pub use rules::{RuleProblem, ScorePart};
pub use tests::TestProblem;
pub use types::{Mismatch, Need, SetUse, TypeProblem};
pub use uses::UseProblem;
pub use written::WrittenProblem;

use super::suggestions::some_of;
use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// `did you mean x?` with its correction, or else what there is to choose from.
fn meant_or_known(
    finding: Diagnostic,
    meant: Option<&str>,
    at: Span,
    known: &[String],
    known_are: &str,
) -> Diagnostic {
    match meant {
        Some(meant) => finding
            .help(format!("did you mean `{meant}`?"))
            .fix(at, meant),
        None if known.is_empty() => finding,
        None => finding.help(format!("{known_are} {}", listed(known))),
    }
}

/// A short list of names.
fn listed(names: &[String]) -> String {
    some_of(names.iter().map(String::as_str))
}

/// The article that goes before a word.
fn a(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

/// `x`, in backticks unless it is more than a name.
fn quoted(name: &str) -> String {
    format!("`{name}`")
}
