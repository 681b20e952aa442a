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
        .or_else(|| unquoted_text(found, keyword))
        .or_else(|| sign_hint(found, failure, keyword))
        .or_else(|| name_hint(found, failure, keyword))
        .or_else(|| misspelled_operator(found, failure))
        .or_else(|| line_hint(found, failure, keyword))
}

/// `else too small`: what is said stands in quotes.
fn unquoted_text(found: &Found<'_>, keyword: &str) -> Option<Diagnostic> {
    if !matches!(keyword, "segment" | "strategy") || found.written.is_empty() {
        return None;
    }
    let before = found.before;
    let word = if keyword == "segment" {
        "else"
    } else {
        "because"
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
fn misspelled_operator(found: &Found<'_>, failure: &Failure) -> Option<Diagnostic> {
    const OPERATORS: [&str; 12] = [
        "and", "or", "is", "in", "not", "contains", "starts", "ends", "default", "known",
        "unknown", "with",
    ];
    let expects_operator = failure
        .expected
        .iter()
        .any(|rule| super::tokens::token(*rule) == super::tokens::Token::Operator);
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
            let others = super::errors::expected_words(&failure.expected);
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
            || keyword == "strategy" =>
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
fn list_without_brackets(found: &Found<'_>) -> Option<Diagnostic> {
    let at = found.before.rfind(" in ")? + 4;
    let first = found.before.get(at..)?;
    if first.contains(['[', '(', ',']) || first.trim().is_empty() {
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
    let names_statement = !keyword.is_empty() && found.before.trim() == keyword;
    if names_statement && failure.expected.contains(&Rule::name) && !RESERVED.contains(&written) {
        return finding(
            Code::E001,
            format!("this `{keyword}` has no name"),
            span,
            format!("write a name of letters, digits and `_` after `{keyword}`, without quotes"),
        );
    }
    if keyword == "record"
        && let Some(finding) = members_in_another_way(found)
    {
        return Some(finding);
    }
    if keyword == "strategy" && line_opens && matches!(written, "when" | "if" | "otherwise") {
        let rest = found.after.get(written.len()..).unwrap_or("");
        let condition = ["->", "=>", " then ", " because ", ":"]
            .iter()
            .filter_map(|word| rest.find(word))
            .min()
            .and_then(|end| rest.get(..end))
            .unwrap_or(rest)
            .trim();
        let help = if written == "otherwise" || condition.is_empty() {
            "write the name of an option before it, as in `wait otherwise`".to_owned()
        } else {
            format!("write `NAME \"label\" when {condition}`, with the option's name first")
        };
        return finding(Code::E001, "the name of the option comes first", span, help);
    }
    if RESERVED.contains(&written) && expects_name {
        if keyword == "record" && !names_statement {
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
        return column_with_spaces(found);
    }
    None
}

/// `one of (a, b)`, `open/lost`, `open or lost`: a choice declared in another way.
fn members_in_another_way(found: &Found<'_>) -> Option<Diagnostic> {
    let whole = format!("{}{}", found.before, found.after);
    let declared = whole.split_whitespace().next()?;
    let rest = whole.trim_start().strip_prefix(declared)?.trim();
    let chosen = rest.strip_prefix("one of");
    let list = chosen.unwrap_or(rest).trim();
    if chosen.is_none() && !matches!(found.written, "/" | "|") {
        return None;
    }
    if !matches!(found.written, "(" | "[" | "/" | "|" | "or" | "{") {
        return None;
    }
    let inner = list.trim_start_matches(['(', '[', '{']);
    let inner = inner.split([')', ']', '}']).next().unwrap_or(inner);
    let members: Vec<&str> = inner
        .split([',', '/', '|', ';'])
        .flat_map(|part| part.split(" or "))
        .map(str::trim)
        .collect();
    let is_member = |text: &&str| {
        text.starts_with('"') && text.ends_with('"') && text.len() > 2
            || !text.is_empty() && text.chars().all(unicode_ident::is_xid_continue)
    };
    if members.len() < 2 || !members.iter().all(is_member) {
        return None;
    }
    finding(
        Code::E001,
        "the values of a choice are listed after `one of`, with commas",
        found.span,
        format!("write `{declared} one of {}`", members.join(", ")),
    )
}

/// `Total Visits integer`: a header with a blank in it.
fn column_with_spaces(found: &Found<'_>) -> Option<Diagnostic> {
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
    let currency =
        |word: &&&str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some(code) = names.last().filter(currency)
        && names.len() == 2
    {
        return finding(
            Code::E013,
            "an amount of money is of type `money`",
            found.span,
            format!(
                "write `{} money {code} {}`",
                names.first()?,
                words.get(at..)?.join(" ")
            ),
        );
    }
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

/// The words of databases for what a view does.
fn view_hint(found: &Found<'_>) -> Option<Diagnostic> {
    let (span, written) = (found.span, found.written);
    let before: Vec<&str> = found.before.split_whitespace().collect();
    let rest = found.after.get(written.len()..).unwrap_or("").trim();
    let (better, help) = match (before.as_slice(), written.to_lowercase().as_str()) {
        ([], "order" | "orderby" | "sorted" | "rank") => {
            let by = rest.strip_prefix("by ").unwrap_or(rest);
            ("sort", format!("write `sort {}`", in_order(by)))
        }
        (["sort" | "Sort", by], _) if by.eq_ignore_ascii_case("by") => {
            let keys = in_order(found.after.trim());
            ("sort", format!("`sort` takes no `by`: write `sort {keys}`"))
        }
        ([], "limit" | "first" | "head") => ("top", format!("write `top {rest}`")),
        ([], "select" | "columns" | "column" | "fields" | "display") => {
            ("show", format!("write `show {rest}`"))
        }
        ([], "filter" | "when" | "if" | "having") => ("where", format!("write `where {rest}`")),
        _ => return None,
    };
    finding(
        Code::E001,
        format!("a view has no `{written}`: it is written with `{better}`"),
        span,
        help,
    )
    .map(|mut finding| {
        if before.len() == 2 {
            finding.message = format!("`{written}` does not fit here");
        }
        finding
    })
}

/// Sort keys with the words for their order written out.
fn in_order(keys: &str) -> String {
    keys.split_whitespace()
        .map(
            |word| match word.trim_end_matches(',').to_lowercase().as_str() {
                "desc" => word.to_lowercase().replace("desc", "descending"),
                "asc" => word.to_lowercase().replace("asc", "ascending"),
                _ => word.to_owned(),
            },
        )
        .collect::<Vec<_>>()
        .join(" ")
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
    if keyword == "record"
        && matches!(written, "many" | "=")
        && before.split_whitespace().count() > 1
        && let Some(name) = before.split_whitespace().next_back()
    {
        let what = if written == "many" {
            "relation"
        } else {
            "computed field"
        };
        let end = found.before.trim_end().len();
        let start = found.span.start as usize - (found.before.len() - end) - name.len();
        return finding(
            Code::E001,
            format!("the {what} `{name}` stands on a line with a field"),
            Span::new(start, found.span.end as usize),
            format!("give it a line of its own, beginning with `{name} {written}`"),
        );
    }
    if keyword == "view"
        && let Some(finding) = view_hint(found)
    {
        return Some(finding);
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
            format!(
                "the block of this `{}` is missing",
                if first == "at" { "at most" } else { first }
            ),
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
    if keyword == "test"
        && expects(Rule::comma)
        && before.contains('{')
        && found.after.contains(':')
    {
        return finding(
            Code::E028,
            format!("a comma is missing before `{written}`"),
            span,
            "write `,` between the values of a row",
        );
    }
    if keyword == "score" && first == "scale" && matches!(written, "to" | "-" | "–") {
        return finding(
            Code::E018,
            "a range is written with two dots",
            span,
            "write for example `scale 0..100`",
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
        "strategy" if (expects(Rule::arm) || expects(Rule::k_when)) && written == "else" => {
            finding(
                Code::E001,
                "the option for all other rows is marked by `otherwise`",
                span,
                "write `otherwise` in place of `else`",
            )
            .map(|finding| finding.fix(span, "otherwise"))
        }
        "strategy" if (expects(Rule::arm) || expects(Rule::k_when)) && written == "if" => finding(
            Code::E001,
            "an option says with `when` in which case it is taken",
            span,
            "write `when` in place of `if`",
        )
        .map(|finding| finding.fix(span, "when")),
        "strategy"
            if (expects(Rule::arm) || expects(Rule::k_when))
                && slip(found, &["when", "otherwise"]).is_some() =>
        {
            slip(found, &["when", "otherwise"])
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
        "score" if expects(Rule::k_from) && slip(found, &["from", "otherwise"]).is_some() => {
            slip(found, &["from", "otherwise"])
        }
        "score" if expects(Rule::k_from) => {
            let number = found
                .after
                .trim_start_matches(|sign: char| !sign.is_ascii_digit());
            let low: String = number.chars().take_while(char::is_ascii_digit).collect();
            let upward = !matches!(written, "<" | "<=") && before.starts_with("band ");
            let help = if upward && !low.is_empty() {
                format!("write `{before} from {low}`: the band reaches up to the next one")
            } else {
                "write `band NAME from 75` or `band NAME otherwise`".to_owned()
            };
            finding(
                Code::E001,
                "a band needs to say where it begins",
                span,
                help,
            )
        }
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
