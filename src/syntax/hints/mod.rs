//! Mistakes that the grammar does not accept, recognised by what stands where it stopped.

mod beside;
mod lines;
mod names;
mod pasted;
mod records;
mod signs;
mod tables;
mod words;

pub(super) use pasted::pasted_table;

use super::errors::{Failure, Found};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A finding with a fix in the analyst's words, if the mistake is a known one.
pub(in crate::syntax) fn hint(
    found: &Found<'_>,
    failure: &Failure,
    keyword: &str,
) -> Option<Diagnostic> {
    signs::statement_hint(found, failure)
        .or_else(|| words::unquoted_text(found, keyword))
        .or_else(|| beside::file_hint(found, failure, keyword))
        .or_else(|| tables::cell_hint(found, keyword))
        .or_else(|| tables::bracket_hint(found, failure))
        .or_else(|| records::head_hint(found, failure, keyword))
        .or_else(|| records::unit_after_range(found, failure, keyword))
        .or_else(|| signs::sign_hint(found, failure, keyword))
        .or_else(|| names::name_hint(found, failure, keyword))
        .or_else(|| words::misspelled_operator(found, failure))
        .or_else(|| lines::line_hint(found, failure, keyword))
}

/// A word near to one of these.
fn slip(found: &Found<'_>, words: &[&'static str]) -> Option<Diagnostic> {
    let meant = crate::diagnostics::nearest(found.written, words.iter().copied())?;
    finding(
        Code::E001,
        format!("`{}` does not fit here", found.written),
        found.span,
        format!("did you mean `{meant}`?"),
    )
    .map(|finding| finding.fix(found.span, meant))
}

fn finding(
    code: Code,
    message: impl Into<String>,
    span: Span,
    help: impl Into<String>,
) -> Option<Diagnostic> {
    Some(Diagnostic::new(code, message, span).help(help))
}
