//! Mistakes in the cells of tables, and in what stands between the brackets of a function.

use super::super::errors::{Failure, Found};
use super::super::grammar::Rule;
use super::finding;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// A cell of a decision that is written in another way, or a row that is not closed.
pub(super) fn cell_hint(found: &Found<'_>, keyword: &str) -> Option<Diagnostic> {
    let (written, span) = (found.written, found.span);
    if keyword != "decision" || !found.before.trim_start().starts_with('|') {
        return None;
    }
    let cell = found.before.rsplit('|').next().unwrap_or_default();
    let start = span.start as usize - cell.trim_start().len();
    let whole = |end: usize| Span::new(start, end);
    if cell.trim().is_empty() && matches!(written, "else" | "default" | "rest" | "other") {
        return finding(
            Code::E030,
            "the line for all other rows is marked by `otherwise`",
            span,
            format!("write `otherwise` in place of `{written}`"),
        )
        .map(|finding| finding.fix(span, "otherwise"));
    }
    let sign = cell.trim();
    if written == "=" && matches!(sign, "<" | ">") {
        let end = span.end as usize;
        return finding(
            Code::E030,
            format!("`{sign} =` is one sign"),
            whole(end),
            format!("write `{sign}=`"),
        )
        .map(|finding| finding.fix(whole(end), format!("{sign}=")));
    }
    let is_number = |text: &str| text.starts_with(|sign: char| sign.is_ascii_digit());
    if let Some(number) = sign.strip_suffix('+').filter(|number| is_number(number)) {
        let end = start + cell.trim_start().trim_end().len();
        let meant = format!(">= {}", number.trim());
        return finding(
            Code::E030,
            format!("`{sign}` is written with a sign before the number"),
            whole(end),
            format!("write `{meant}`"),
        )
        .map(|finding| finding.fix(whole(end), meant.as_str()));
    }
    if written.is_empty() {
        return finding(
            Code::E019,
            "this row is not closed",
            span,
            "every row ends with `|`",
        );
    }
    None
}

/// The functions of rows, in whose brackets conditions stand after `where`.
const OF_ROWS: [&str; 13] = [
    "agreement",
    "any",
    "count",
    "highest",
    "lowest",
    "max",
    "mean",
    "median",
    "min",
    "missing",
    "none",
    "stdev",
    "sum",
];

/// `any(near won)`, `agreement(vote of Vote for step by voter)`: the parts of what a function is given.
pub(super) fn bracket_hint(found: &Found<'_>, failure: &Failure) -> Option<Diagnostic> {
    let (written, span) = (found.written, found.span);
    let (head, inside) = found.before.rsplit_once('(')?;
    if inside.contains(')') {
        return None;
    }
    let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    let function = head.rsplit(|sign| !is_word(sign)).next()?;
    if !OF_ROWS.contains(&function) {
        return None;
    }
    let words: Vec<&str> = inside.split_whitespace().collect();
    if matches!(written, "by" | "for") && words.contains(&"where") {
        return finding(
            Code::E001,
            format!("`{written}` stands before `where`"),
            span,
            format!("the condition comes last: `{function}(x of rows {written} … where …)`"),
        );
    }
    if written == "by" && words.contains(&"for") {
        return finding(
            Code::E001,
            "`by` stands before `for`",
            span,
            "who judges comes first, then what is judged: `agreement(vote of Vote by voter for step)`",
        );
    }
    let is_name = |text: &str| text.chars().all(|sign| is_word(sign) || sign == '.');
    let after_set = match words.as_slice() {
        [set] => is_name(set),
        [.., "of", set] => is_name(set),
        _ => false,
    };
    let begins_condition = written.starts_with(|sign: char| sign.is_alphabetic())
        && !matches!(
            written,
            "of" | "by" | "for" | "where" | "and" | "or" | "is" | "in"
        );
    let near = crate::diagnostics::nearest(written, ["where", "of", "by", "for"]).is_some();
    if !after_set || !begins_condition || near || !failure.expected.contains(&Rule::close_paren) {
        return None;
    }
    let condition = found.after.split(')').next().unwrap_or(written).trim();
    finding(
        Code::E001,
        format!("the condition `{condition}` needs `where` before it"),
        span,
        format!("write `{function}({} where {condition})`", inside.trim()),
    )
    .map(|finding| {
        finding.fix(
            Span::new(span.start as usize, span.start as usize),
            "where ",
        )
    })
}
