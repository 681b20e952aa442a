//! Mistakes where a pack names a file beside it.

use super::super::errors::{Failure, Found};
use super::super::grammar::Rule;
use super::finding;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A file without its quotes, or a pack that is used without a name.
pub(super) fn file_hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
    let expects = |rule: Rule| failure.expected.contains(&rule);
    let before = found.before.trim();
    let of_a_use = keyword == "use" && before == "use";
    let of_a_table = matches!(keyword, "list" | "decision") && before.ends_with(" from");
    if (expects(Rule::text) || expects(Rule::quote))
        && !found.written.is_empty()
        && (of_a_use || of_a_table)
    {
        let written = found.after.split_whitespace().next()?;
        let end = match (written.contains('.'), of_a_use) {
            (true, _) => "",
            (false, true) => ".gtm",
            (false, false) => ".csv",
        };
        let file = format!("\"{written}{end}\"");
        let start = found.span.start as usize;
        let span = Span::new(start, start + written.len());
        return finding(
            Code::E001,
            "a file is named in quotes",
            span,
            format!("write `{file}`"),
        )
        .map(|finding| finding.fix(span, file));
    }
    if keyword == "use" && expects(Rule::k_as) {
        let file = before.strip_prefix("use").unwrap_or_default().trim();
        return finding(
            Code::E001,
            "the pack that is used gets a name here",
            found.span,
            format!("write `use {file} as NAME`; what it works out is then read as `NAME.rule`"),
        );
    }
    None
}
