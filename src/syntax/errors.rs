//! What the parser expected, in the analyst's words.

use super::grammar::Rule;
use super::hints;
use super::recover::STATEMENTS;
use super::tokens::{Token, token};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::{SourceFile, Span};

/// Where the grammar could not go on, and what it could have gone on with.
pub(super) struct Failure {
    /// Offset in the file.
    pub at: usize,
    /// The rules that would have fitted.
    pub expected: Vec<Rule>,
    /// True if the parser ran out of stack.
    pub too_deep: bool,
}

impl Failure {
    /// True if a statement should begin here.
    pub(super) fn expects_statement(&self) -> bool {
        self.expected
            .iter()
            .any(|rule| token(*rule) == Token::Thing("a statement"))
    }
}

/// What stands at the place of a failure.
pub(super) struct Found<'a> {
    /// The word, number, text or sign; empty at the end of a line.
    pub written: &'a str,
    /// Where.
    pub span: Span,
    /// The line of the copy before the place.
    pub before: &'a str,
    /// The line of the copy from the place on.
    pub after: &'a str,
}

/// A failure as a finding.
pub(super) fn explain(
    source: &SourceFile,
    copy: &str,
    failure: &Failure,
    keyword: &str,
) -> Diagnostic {
    let found = found(copy, failure.at);
    if failure.too_deep {
        return super::too_deep(found.span);
    }
    if let Some(finding) = lost_bracket(source, &found, failure) {
        return finding;
    }
    if let Some(finding) = hints::hint(&found, failure, keyword) {
        return finding;
    }
    if failure.expects_statement() {
        return unknown_statement(&found);
    }
    let what = if found.written.is_empty() {
        "the line ends here".to_owned()
    } else {
        format!("`{}` does not fit here", shorten(found.written))
    };
    let mut finding = Diagnostic::new(Code::E001, what, found.span);
    let words = expected_words(&failure.expected);
    if let Some(word) = nearest(found.written, words.iter().copied())
        // One letter is a name, and no slip for `by`.
        && found.written.chars().nth(1).is_some()
    {
        finding = finding
            .help(format!("did you mean `{word}`?"))
            .fix(found.span, word);
    } else if let Some(list) = expected_list(&failure.expected) {
        finding = finding.help(format!("expected {list}"));
    }
    finding
}

/// A bracket of an earlier line that is open where the grammar stopped.
fn lost_bracket(source: &SourceFile, found: &Found<'_>, failure: &Failure) -> Option<Diagnostic> {
    if !failure
        .expected
        .iter()
        .any(|rule| matches!(rule, Rule::close_paren | Rule::close_list))
    {
        return None;
    }
    let mut open = Vec::new();
    let mut in_text = false;
    for (at, sign) in found.before.char_indices() {
        match sign {
            '"' => in_text = !in_text,
            '(' | '[' if !in_text => open.push((at, sign)),
            ')' | ']' if !in_text => drop(open.pop()),
            _ => {}
        }
    }
    let (at, sign) = open.pop()?;
    let place = found.span.start as usize;
    let start = place.checked_sub(found.before.len())? + at;
    if !source.text().get(start..place)?.contains('\n') {
        return None;
    }
    let close = if sign == '(' { ")" } else { "]" };
    Some(
        Diagnostic::new(
            Code::E004,
            format!("this `{sign}` is not closed on its line"),
            Span::new(start, start + 1),
        )
        .here("opened here")
        .and(found.span, "this does not belong into it")
        .help(format!("write `{close}` where the bracket should end")),
    )
}

fn unknown_statement(found: &Found<'_>) -> Diagnostic {
    let message = format!("`{}` does not open a statement", shorten(found.written));
    let finding = Diagnostic::new(Code::E002, message, found.span);
    match nearest(found.written, STATEMENTS) {
        Some(word) => finding
            .help(format!("did you mean `{word}`?"))
            .fix(found.span, word),
        None if found
            .after
            .get(found.written.len()..)
            .is_some_and(|rest| rest.trim_start().starts_with('=')) =>
        {
            finding.help(format!(
                "a value of the whole pack is a param: `param {}`",
                shorten(found.after.trim())
            ))
        }
        None => finding.help(format!(
            "a statement opens with one of {}",
            quoted_list(&STATEMENTS)
        )),
    }
}

/// The token at a place of the copy.
fn found(copy: &str, at: usize) -> Found<'_> {
    let mut at = at.min(copy.len());
    while !copy.is_char_boundary(at) {
        at -= 1;
    }
    let rest = copy.get(at..).unwrap_or("");
    let start = at + (rest.len() - rest.trim_start_matches(' ').len());
    let rest = copy.get(start..).unwrap_or("");
    let before = copy.get(..start).unwrap_or("");
    let before = before.rsplit('\n').next().unwrap_or(before);
    let after = rest.split('\n').next().unwrap_or(rest);
    let length = token_length(after);
    // At the end of a line, point behind its last token, not at the blanks of joined lines.
    let place = if length == 0 {
        start - (before.len() - before.trim_end().len())
    } else {
        start
    };
    Found {
        written: after.get(..length).unwrap_or(""),
        span: Span::new(place, place + length),
        before,
        after,
    }
}

fn token_length(text: &str) -> usize {
    let Some(first) = text.chars().next() else {
        return 0;
    };
    let is_word = |sign: char| unicode_ident::is_xid_continue(sign);
    if first == '"' {
        return super::scan::text_length(text).unwrap_or(1);
    }
    if is_word(first) {
        let length = text.find(|sign| !is_word(sign)).unwrap_or(text.len());
        let fraction = text.get(length..).unwrap_or("");
        let digits = fraction.strip_prefix('.').map_or(0, |rest| {
            rest.bytes().take_while(u8::is_ascii_digit).count()
        });
        return if first.is_ascii_digit() && digits > 0 {
            length + 1 + digits
        } else {
            length
        };
    }
    for sign in ["..", "<=", ">=", "==", "!=", "<>", "&&", "||", "=>", ":="] {
        if text.starts_with(sign) {
            return sign.len();
        }
    }
    first.len_utf8()
}

fn shorten(written: &str) -> String {
    if written.chars().count() <= 30 {
        return written.to_owned();
    }
    written.chars().take(29).chain(['…']).collect()
}

/// The keywords among what was expected.
pub(super) fn expected_words(expected: &[Rule]) -> Vec<&'static str> {
    expected
        .iter()
        .filter_map(|rule| match token(*rule) {
            Token::Word(word) => Some(word),
            Token::Sign(_)
            | Token::Operator
            | Token::LineEnd
            | Token::Value
            | Token::Text
            | Token::Type
            | Token::Thing(_)
            | Token::Hidden => None,
        })
        .collect()
}

/// What was expected, in at most four alternatives.
fn expected_list(expected: &[Rule]) -> Option<String> {
    let tokens: Vec<Token> = expected.iter().map(|rule| token(*rule)).collect();
    let mut said: Vec<(u8, String)> = Vec::new();
    let mut say = |rank: u8, words: String| {
        if !said.iter().any(|(_, known)| *known == words) {
            said.push((rank, words));
        }
    };
    let has_value = tokens.contains(&Token::Value);
    let has_operator = tokens.contains(&Token::Operator);
    for token in &tokens {
        match token {
            Token::Word(word) => say(2, format!("`{word}`")),
            Token::Sign(sign) if has_value && (*sign == "(" || *sign == "[") => {}
            Token::Sign("}") => say(5, "the end of the line".to_owned()),
            Token::Sign("..") if has_value || tokens.contains(&Token::Operator) => {}
            Token::Sign("(") if tokens.contains(&Token::Operator) => {}
            Token::Sign(sign) => say(1, format!("`{sign}`")),
            Token::Operator if has_value => {}
            Token::Operator => say(4, "an operator (`+`, `is`, `and` …)".to_owned()),
            Token::LineEnd => say(5, "the end of the line".to_owned()),
            Token::Value => say(0, "a value such as a name, a number or a text".to_owned()),
            Token::Text => say(3, "a label in quotes".to_owned()),
            Token::Type => say(
                0,
                "a type such as `text`, `integer`, `yes/no` or `1..5`".to_owned(),
            ),
            Token::Thing(_) if has_operator => {} // a unit behind a number
            Token::Thing(thing) => say(0, (*thing).to_owned()),
            Token::Hidden => {}
        }
    }
    said.sort();
    let mut words: Vec<String> = said.into_iter().map(|(_, words)| words).collect();
    words.truncate(4);
    let last = words.pop()?;
    Some(if words.is_empty() {
        last
    } else {
        format!("{} or {last}", words.join(", "))
    })
}

fn quoted_list(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(" ")
}
