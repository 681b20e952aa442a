//! Mistakes that the grammar does not accept, recognised by what stands where it stopped.

use super::errors::{Failure, Found};
use super::grammar::Rule;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// The reserved words.
const RESERVED: [&str; 12] = [
    "when",
    "because",
    "else",
    "then",
    "and",
    "or",
    "where",
    "otherwise",
    "not",
    "if",
    "yes",
    "no",
];

/// A finding with a fix in the analyst's words, if the mistake is a known one.
pub(super) fn hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
    statement_hint(found, failure)
        .or_else(|| sign_hint(found, failure, keyword))
        .or_else(|| name_hint(found, failure, keyword))
        .or_else(|| line_hint(found, failure, keyword))
}

fn finding(
    code: Code,
    message: impl Into<String>,
    span: Span,
    help: impl Into<String>,
) -> Option<Diagnostic> {
    Some(Diagnostic::new(code, message, span).help(help))
}

/// The opening of a statement in another language.
fn statement_hint(found: &Found<'_>, failure: &Failure) -> Option<Diagnostic> {
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
            "a rule is a `segment`, a `score` or a `strategy`",
        ),
        "import" | "include" | "use" | "require" => finding(
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
fn sign_hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
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
        ":" if keyword == "record" || keyword == "param" => finding(
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
            || keyword == "strategy" =>
        {
            finding(
                Code::E001,
                "`=` does not fit here",
                span,
                format!("the lines of a `{keyword}` stand between `{{` and `}}`"),
            )
        }
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
        "{" if !in_text && !expects(Rule::k_for) => finding(
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

/// A name that cannot be one.
fn name_hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
    let (span, written) = (found.span, found.written);
    let line_opens = found.before.trim().is_empty() || found.before.trim_end().ends_with('{');
    let expects_name = failure.expected.iter().any(|rule| {
        matches!(
            rule,
            Rule::name
                | Rule::field
                | Rule::computed
                | Rule::relation
                | Rule::gate
                | Rule::option
                | Rule::points
        )
    });
    if RESERVED.contains(&written) && expects_name {
        if keyword == "record" {
            return finding(
                Code::E020,
                format!("`{written}` is a word of the language and cannot name a field"),
                span,
                format!(
                    "write for example `{written}_ … column \"{written}\"`: the field gets a name of its own and still reads the column `{written}`"
                ),
            );
        }
        if failure.expected.contains(&Rule::name) && !line_opens {
            return finding(
                Code::E020,
                format!("`{written}` is a word of the language and cannot be a name"),
                span,
                format!("choose another name, such as `{written}_`"),
            );
        }
    }
    if keyword == "record" && !line_opens {
        return column_with_spaces(found, failure);
    }
    None
}

/// `Total Visits integer`: a header with a blank in it.
fn column_with_spaces(found: &Found<'_>, failure: &Failure) -> Option<Diagnostic> {
    const TYPES: [&str; 9] = [
        "text", "integer", "number", "percent", "money", "date", "duration", "yes", "one",
    ];
    let whole = format!("{}{}", found.before, found.after);
    let words: Vec<&str> = whole.split_whitespace().collect();
    let at = words.iter().position(|word| {
        TYPES.contains(word)
            || *word == "yes/no"
            || word.starts_with(|sign: char| sign.is_ascii_digit()) && word.contains("..")
    })?;
    let names = words.get(..at)?;
    let plain = |word: &&str| {
        word.chars()
            .all(|sign| unicode_ident::is_xid_continue(sign) || sign == '-' || sign == '\'')
    };
    if at < 2 || !names.iter().all(plain) || names.iter().any(|word| RESERVED.contains(word)) {
        return None;
    }
    let _ = failure;
    let header = names.join(" ");
    let name = names
        .iter()
        .map(|word| word.to_lowercase().replace(['-', '\''], "_"))
        .collect::<Vec<_>>()
        .join("_");
    let rest = words.get(at..)?.join(" ");
    // The words are slices of the line, so their distance in memory is their distance in the file.
    let offset = |word: &str| word.as_ptr() as usize - whole.as_ptr() as usize;
    let start = found.span.start as usize - found.before.len();
    let first = start + offset(names.first()?);
    let last = names.last()?;
    let end = start + offset(last) + last.len();
    finding(
        Code::E020,
        format!("the name of a field has no blanks, but `{header}` has"),
        Span::new(first, end),
        format!("write `{name} {rest} column \"{header}\"`"),
    )
}

/// A line with a piece missing or in the wrong order.
fn line_hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
    let (span, written) = (found.span, found.written);
    let expects = |rule| failure.expected.contains(&rule);
    let before = found.before.trim();
    let first = before.split_whitespace().next().unwrap_or("");
    if matches!(written, "elif" | "elsif" | "elseif") {
        return finding(
            Code::E010,
            format!("there is no `{written}`"),
            span,
            "write `else if`",
        )
        .map(|finding| finding.fix(span, "else if"));
    }
    if written == "then" {
        return finding(
            Code::E010,
            "this `then` belongs to no `if`",
            span,
            "a value is chosen with `if CONDITION then VALUE else VALUE`; in a strategy the name of the option comes first: `meet when CONDITION`",
        );
    }
    if written == "+" && expects(Rule::expr) {
        return finding(
            Code::E027,
            "a number takes no `+` before it",
            span,
            "remove the `+`; only points have a sign, as in `demo: +10 when responded`",
        )
        .map(|finding| finding.fix(span, ""));
    }
    if written == "if" && expects(Rule::line_end) {
        return finding(
            Code::E010,
            "`if` stands before the value, not after it",
            span,
            "write `if CONDITION then VALUE else VALUE`",
        );
    }
    if expects(Rule::open_brace) && written.is_empty() {
        return finding(
            Code::E001,
            format!("the block of this `{keyword}` is missing"),
            span,
            "write `{` at the end of this line, the lines of the block, and `}`",
        );
    }
    if expects(Rule::k_for)
        && (written == "{" || written.is_empty() || matches!(written, "of" | "on" | "in" | "to"))
    {
        return finding(
            Code::E001,
            format!("this `{keyword}` does not say what it is for"),
            span,
            format!("write `for` and the record or segment, as in `{keyword} NAME for Account {{`"),
        );
    }
    if keyword == "param" && first == "param" && !before.contains('=') {
        return finding(
            Code::E001,
            "a param is given its value with `=`",
            span,
            "write `param NAME = VALUE \"label\"`",
        );
    }
    if keyword == "strategy" && before.ends_with(':') && !written.is_empty() {
        let blanks = found.before.len() - found.before.trim_end().len();
        let after = span.start as usize - blanks;
        let span = Span::new(after - 1, after);
        return finding(
            Code::E028,
            "an option takes no `:`",
            span,
            "write `when` in its place: `meet \"label\" when CONDITION`",
        );
    }
    if expects(Rule::dot_dot) && failure.expected.len() == 1 {
        return finding(
            Code::E018,
            "a range has two dots between its ends",
            span,
            "write for example `0..500`, or `0..` without a high end",
        );
    }
    if before.starts_with('|') && expects(Rule::bar) {
        return finding(
            Code::E019,
            if written.is_empty() {
                "this row is not closed".to_owned()
            } else {
                format!("`{written}` does not fit into this cell")
            },
            span,
            "a cell holds one value, and every row ends with `|`",
        );
    }
    let digit = written.starts_with(|sign: char| sign.is_ascii_digit());
    if digit && before.ends_with("band") && expects(Rule::name) {
        return finding(
            Code::E020,
            format!("`{written}` is no name: a name begins with a letter"),
            span,
            format!("write for example `band grade_{written} \"{written}\" from …`"),
        );
    }
    match keyword {
        "segment" if expects(Rule::colon) && !written.is_empty() => finding(
            Code::E028,
            "this gate has no name, or no `:` after its name",
            span,
            "a gate is `name \"label\": condition else \"what to say when it does not hold\"`",
        ),
        "score" if expects(Rule::colon) => finding(
            Code::E028,
            "this line is no line of a score",
            span,
            "points are `name \"label\": +10 when condition`; the other lines begin with `multiply`, `weigh`, `scale`, `limit`, `band`, `rank` or `at most`",
        ),
        "strategy"
            if before.contains("otherwise") && expects(Rule::line_end) && !expects(Rule::k_is) =>
        {
            finding(
                Code::E001,
                format!("`{written}` does not fit after `otherwise`"),
                span,
                "the name of the option comes first, as in `wait otherwise`",
            )
        }
        "strategy"
            if (expects(Rule::arm) || expects(Rule::k_when)) && !before.contains("when ") =>
        {
            finding(
                Code::E001,
                if written.is_empty() {
                    "this option does not say when it is taken".to_owned()
                } else {
                    format!("`{written}` does not fit here")
                },
                span,
                "after the name and label of an option comes `when CONDITION` or `otherwise`",
            )
        }
        "score" if expects(Rule::k_from) => finding(
            Code::E001,
            "a band needs to say where it begins",
            span,
            "write `band NAME from 75` or `band NAME otherwise`",
        ),
        "score"
            if expects(Rule::weighed)
                || expects(Rule::weight)
                || (first == "weigh" && !before.contains('%')) =>
        {
            finding(
                Code::E024,
                "every factor needs its weight before it",
                span,
                "write `weigh 40% need, 60% budget`",
            )
        }
        "record" if expects(Rule::currency) => finding(
            Code::E013,
            "`money` needs its currency",
            span,
            "write it in three capital letters, as in `money EUR`",
        ),
        "record" if written.is_empty() && expects(Rule::r#type) => finding(
            Code::E001,
            format!(
                "the field `{}` has no type",
                before.split_whitespace().next_back().unwrap_or("")
            ),
            span,
            "write a type after its name: `text`, `integer`, `number`, `yes/no`, `date`, `percent`, `money EUR`, `1..5` or `one of a, b`",
        ),
        _ => None,
    }
}
