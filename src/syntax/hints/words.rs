//! Words in place of texts and operators.

use super::super::errors::{self, Failure, Found};
use super::super::tokens;
use super::finding;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// `else too small`: what is said stands in quotes.
pub(super) fn unquoted_text(found: &Found<'_>, keyword: &str) -> Option<Diagnostic> {
    if !matches!(keyword, "segment" | "strategy" | "check") || found.written.is_empty() {
        return None;
    }
    let before = found.before;
    let word = if keyword == "strategy" {
        "because"
    } else {
        "else"
    };
    let at = before.rfind(&format!(" {word} "))? + word.len() + 2;
    let said = before.get(at..)?;
    let plain = |text: &str| {
        text.split_whitespace().all(|word| {
            word.chars().all(|sign| {
                unicode_ident::is_xid_continue(sign) || matches!(sign, '\'' | '-' | '{' | '}')
            })
        })
    };
    if said.trim().is_empty() || !plain(said) || said.trim_start().starts_with("if ") {
        return None;
    }
    let rest = found.after.trim_end();
    if rest.contains('"') {
        return None;
    }
    let whole = format!("{said}{rest}");
    let start = found.span.start as usize - said.len();
    finding(
        Code::E001,
        format!("what `{word}` says is no text"),
        Span::new(start, found.span.start as usize + rest.len()),
        format!("put it into quotes: `{word} \"{}\"`", whole.trim()),
    )
}

/// `adn`, `equals`, `is greater than`: an operator in other words.
pub(super) fn misspelled_operator(found: &Found<'_>, failure: &Failure) -> Option<Diagnostic> {
    const OPERATORS: [&str; 12] = [
        "and", "or", "is", "in", "not", "contains", "starts", "ends", "default", "known",
        "unknown", "with",
    ];
    let expects_operator = failure
        .expected
        .iter()
        .any(|rule| tokens::token(*rule) == tokens::Token::Operator);
    let (span, written) = (found.span, found.written);
    if !expects_operator || written.is_empty() || found.before.trim().is_empty() {
        return None;
    }
    let last = found.before.split_whitespace().next_back().unwrap_or("");
    if matches!(written, "than" | "least" | "most" | "to") {
        let sign = match (last, written) {
            ("greater" | "more" | "larger" | "higher" | "bigger" | "later" | "over", "than") => ">",
            ("less" | "fewer" | "smaller" | "lower" | "earlier", "than") => "<",
            ("at", "least") => ">=",
            ("at", "most") => "<=",
            ("equal", "to") => "is",
            _ => return None,
        };
        let blank = found.before.len() - found.before.trim_end().len();
        let mut start = span.start as usize - blank - last.len();
        let head = found.before.trim_end().strip_suffix(last)?;
        if head.trim_end().ends_with(" is") {
            start -= head.len() - head.trim_end().len() + 2;
        }
        let span = Span::new(start, span.end as usize);
        return finding(
            Code::E006,
            "a comparison is written with a sign",
            span,
            format!("write `{sign}` in place of these words"),
        )
        .map(|finding| finding.fix(span, sign));
    }
    let better = match written.to_lowercase().as_str() {
        "equals" | "equal" | "eq" | "est" | "это" | "are" | "was" | "=" => "is",
        "isnt" | "isn" | "ne" | "aint" => "is not",
        "et" | "und" | "и" | "plus_also" => "and",
        "ou" | "oder" | "или" => "or",
        "greater" | "more" | "above" | "over" | "exceeds" | "gt" | "after" => ">",
        "less" | "fewer" | "below" | "under" | "lt" | "before" => "<",
        "plus" => "+",
        "minus" => "-",
        "times" => "*",
        "has" | "have" | "include" | "contain" | "содержит" => "contains",
        _ => {
            let known = OPERATORS
                .into_iter()
                .filter(|word| !failure.expected.is_empty() && word.len() > 1);
            let near = crate::diagnostics::nearest(written, known)?;
            // Words that open the next part of a line are nearer at hand than operators.
            let others = errors::expected_words(&failure.expected);
            if written.chars().count() < 3
                || crate::diagnostics::nearest(written, others.into_iter().chain([near]))
                    != Some(near)
            {
                return None;
            }
            match near {
                "starts" => "starts with",
                "ends" => "ends with",
                "known" | "unknown" | "with" => return None,
                near => near,
            }
        }
    };
    finding(
        Code::E001,
        format!("`{written}` is no operator"),
        span,
        format!("did you mean `{better}`?"),
    )
    .map(|finding| finding.fix(span, better))
}
