//! Words where a name should stand, and names in another form.

use super::super::errors::{Failure, Found};
use super::super::grammar::Rule;
use super::finding;
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

/// A name that cannot be one.
pub(super) fn name_hint(found: &Found<'_>, failure: &Failure, keyword: &str) -> Option<Diagnostic> {
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
pub(super) fn members_in_another_way(found: &Found<'_>) -> Option<Diagnostic> {
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
pub(super) fn column_with_spaces(found: &Found<'_>) -> Option<Diagnostic> {
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
