//! Mistakes in a record: where its rows come from, and the range of a field.

use super::super::errors::{Failure, Found};
use super::super::grammar::Rule;
use super::finding;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A hint for the head of a record.
pub(super) fn head_hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
    if keyword != "record" {
        return None;
    }
    let expects = |rule: Rule| failure.expected.contains(&rule);
    let (written, span) = (found.written, found.span);
    let instead = |meant: &str, help: &str| {
        let message = format!("`{written}` does not fit here");
        finding(Code::E001, message, span, help).map(|finding| finding.fix(span, meant))
    };
    if expects(Rule::k_every) && matches!(written, "each" | "all" | "any") {
        return instead("every", "write `for every`, and the fields to combine");
    }
    if expects(Rule::k_by) && matches!(written, "per" | "for" | "over") {
        return instead("by", "write `by`, and what the rows of a group share");
    }
    if expects(Rule::k_from) && matches!(written, "of" | "in" | "over") {
        return instead(
            "from",
            "write `from`, and the record whose rows it is made of",
        );
    }
    if expects(Rule::k_by) && matches!(written, "group" | "grouped") {
        return finding(
            Code::E001,
            format!("`{written}` is not needed here"),
            span,
            "write `from Deal by model`",
        );
    }
    if expects(Rule::k_by) && matches!(written, "where" | "when" | "if") {
        return finding(
            Code::E001,
            "a derived record takes all rows of a record, or of a segment",
            span,
            "name a segment instead, as `from won_deals by model`, or ask in its lines: `count(rows where won)`",
        );
    }
    if expects(Rule::k_from) && written == "by" {
        return finding(
            Code::E001,
            "the record whose rows are grouped comes first",
            span,
            "write `from Deal by model`",
        );
    }
    None
}

/// `money EUR 0..1M EUR`: the currency stands once, and what follows reads like a further field.
pub(super) fn unit_after_range(
    found: &Found<'_>,
    failure: &Failure,
    keyword: &str,
) -> Option<Diagnostic> {
    if keyword != "record" || !failure.expected.contains(&Rule::r#type) {
        return None;
    }
    let before = found.before.trim_end();
    let mut words = before.split_whitespace().rev();
    let (unit, range, currency) = (words.next()?, words.next()?, words.next()?);
    if unit != currency || !range.contains("..") || words.next() != Some("money") {
        return None;
    }
    let blanks = if found.written.is_empty() {
        0 // at the end of a line the place is behind its last word
    } else {
        found.before.len() - before.len()
    };
    let end = found.span.start as usize - blanks;
    finding(
        Code::E013,
        "the currency stands once, before the range",
        Span::new(end - unit.len(), end),
        format!("write `money {currency} {range}`"),
    )
}
