//! Signs and openings of other languages.

use super::super::errors::{Failure, Found};
use super::super::grammar::Rule;
use super::finding;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// The opening of a statement in another language.
pub(super) fn statement_hint(found: &Found<'_>, failure: &Failure) -> Option<Diagnostic> {
    if !failure.expects_statement() {
        return None;
    }
    let (span, written) = (found.span, found.written);
    match written {
        "let" | "var" | "const" | "define" | "set" => finding(
            Code::E002,
            format!("`{written}` does not open a statement"),
            span,
            "write `param NAME = VALUE` for a value of the whole pack; a value of each row is a computed field of its record: `NAME = …`",
        ),
        "def" | "function" | "fn" | "class" | "rule" => finding(
            Code::E002,
            format!("`{written}` does not open a statement"),
            span,
            "a rule is a `segment`, a `score`, a `strategy` or a `check`",
        ),
        "assert" | "ensure" | "require" | "verify" | "validate" | "checks" => finding(
            Code::E002,
            format!("`{written}` does not open a statement"),
            span,
            "what must hold stands in a `check`: `check NAME \"label\" for Account { size: employees > 0 else \"…\" }`",
        ),
        "import" | "include" | "use" => finding(
            Code::E002,
            format!("`{written}` does not open a statement"),
            span,
            "a pack stands alone; put what it needs into the same file",
        ),
        "table" | "struct" | "type" | "entity" => finding(
            Code::E002,
            format!("`{written}` does not open a statement"),
            span,
            "write `record` for a table with its columns, `list` for a choice",
        ),
        "if" | "when" | "select" | "SELECT" => finding(
            Code::E002,
            format!("`{written}` does not open a statement"),
            span,
            "decisions stand in a `strategy`, conditions in a `segment`",
        ),
        "}" => finding(
            Code::E004,
            "this `}` closes nothing",
            span,
            "remove it, or write the `{` that it should close",
        ),
        "show" | "sort" | "top" => finding(
            Code::E002,
            format!("`{written}` stands outside of a view"),
            span,
            "put it between the braces of a `view`",
        ),
        "given" | "expect" => finding(
            Code::E002,
            format!("`{written}` stands outside of a test"),
            span,
            "put it between the braces of a `test`",
        ),
        "band" | "scale" | "limit" | "weigh" | "multiply" | "rank" => finding(
            Code::E002,
            format!("`{written}` stands outside of a score"),
            span,
            "put it between the braces of a `score`",
        ),
        _ => None,
    }
}

/// A sign in the wrong place.
pub(super) fn sign_hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
    let (span, written) = (found.span, found.written);
    let expects = |rule| failure.expected.contains(&rule);
    let in_text = expects(Rule::template_plain) || expects(Rule::hole) || expects(Rule::hole_open);
    match written {
        ":" if expects(Rule::open_brace) => finding(
            Code::E028,
            "a block is not opened with `:`",
            span,
            "write `{` here and `}` after the last line of the block",
        )
        .map(|finding| finding.fix(span, "{")),
        ":" if keyword == "param" => finding(
            Code::E028,
            "a param is not given its value with `:`",
            span,
            "write `=`, as in `param min_staff = 20`",
        )
        .map(|finding| finding.fix(span, " =")),
        ":" if keyword == "record" => finding(
            Code::E028,
            "a `:` does not fit here",
            span,
            "write the name, then its type: `employees integer`; a computed field has `=`",
        ),
        ":" => finding(
            Code::E028,
            "a `:` does not fit here",
            span,
            "`:` stands only after the name of a gate or of a points line, and in `given`",
        ),
        "?" => finding(
            Code::E010,
            "`?` does not choose between values",
            span,
            "write `if CONDITION then VALUE else VALUE`",
        ),
        ":=" => finding(Code::E006, "`:=` does not define", span, "write `=`")
            .map(|finding| finding.fix(span, "=")),
        "=" if keyword == "list"
            || keyword == "segment"
            || keyword == "score"
            || keyword == "strategy"
            || keyword == "check" =>
        {
            finding(
                Code::E001,
                "`=` does not fit here",
                span,
                format!("the lines of a `{keyword}` stand between `{{` and `}}`"),
            )
        }
        "," if list_without_brackets(found).is_some() => list_without_brackets(found),
        "," if expects(Rule::line_end) => finding(
            Code::E001,
            "a comma does not fit here",
            span,
            "remove it, or put what follows on a line of its own",
        ),
        "}" if expects(Rule::EOI) || failure.expects_statement() => finding(
            Code::E004,
            "this `}` closes nothing",
            span,
            "remove it, or write the `{` that it should close",
        ),
        ")" | "]" if found.before.trim_end().ends_with(',') => finding(
            Code::E015,
            "nothing follows the comma before this bracket",
            span,
            "remove the comma after the last value",
        ),
        "{" if !in_text && !expects(Rule::k_for) && !expects(Rule::name) => finding(
            Code::E001,
            "`{` does not fit here",
            span,
            "a block opens at the end of a statement's first line, as in `record Account {`",
        ),
        "}" if found.before.contains('"')
            && failure.expected.iter().all(|rule| {
                matches!(
                    rule,
                    Rule::template_plain | Rule::hole | Rule::quote | Rule::hole_open
                )
            }) =>
        {
            finding(
                Code::E025,
                "a `}` in a text closes a hole that was not opened",
                span,
                "write `}}` for a brace in a text",
            )
            .map(|finding| finding.fix(span, "}}"))
        }
        _ => None,
    }
    .or_else(|| {
        (in_text && written.starts_with('{')).then(|| {
            Diagnostic::new(
                Code::E025,
                "this `{` opens a hole that is not closed",
                Span {
                    end: span.start + 1,
                    ..span
                },
            )
            .help("write `{name}` with no text in quotes inside, or `{{` for a brace in the text")
        })
    })
}

/// `country in "FR", "BE"`: a list lacks its brackets.
pub(super) fn list_without_brackets(found: &Found<'_>) -> Option<Diagnostic> {
    let at = found.before.rfind(" in ")? + 4;
    // A blank of several bytes is so many blanks in the copy: the place of the first value is its own.
    let first = found.before.get(at..)?.trim_start();
    if first.contains(['[', '(', ',']) || first.is_empty() {
        return None;
    }
    let rest = found.after;
    let words = [
        " else ",
        " because ",
        " and ",
        " or ",
        " when ",
        " then ",
        "  ",
    ];
    let end = words.iter().filter_map(|word| rest.find(word)).min();
    let rest = rest.get(..end.unwrap_or(rest.len()))?.trim_end();
    let start = found.span.start as usize - first.len();
    let list = format!("[{}{rest}]", first.trim_end());
    let span = Span::new(start, found.span.start as usize + rest.len());
    finding(
        Code::E017,
        "several values stand between `[` and `]`",
        span,
        format!("write `in {list}`"),
    )
    .map(|finding| finding.fix(span, list))
}
