//! Colours for what is typed.

use std::borrow::Cow;

use crate::syntax::statement_words;

/// Words that the language keeps for itself, and those that make lines.
const WORDS: &[&str] = &[
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
    "is",
    "in",
    "known",
    "unknown",
    "applicable",
    "contains",
    "starts",
    "ends",
    "with",
    "default",
    "of",
    "for",
    "from",
    "gives",
    "multiply",
    "weigh",
    "scale",
    "limit",
    "band",
    "rank",
    "each",
    "at",
    "most",
    "least",
    "show",
    "sort",
    "top",
    "today",
];

/// How a piece of a line is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Text,
    Number,
    Comment,
    Command,
    Plain,
}

impl Kind {
    fn code(self) -> Option<&'static str> {
        match self {
            Kind::Word => Some("1;34"),
            Kind::Text => Some("32"),
            Kind::Number => Some("36"),
            Kind::Comment => Some("2"),
            Kind::Command => Some("1;35"),
            Kind::Plain => None,
        }
    }
}

/// The line with colours. What would steer the terminal never gets here: the editor takes such keys for
/// itself.
pub(super) fn painted(line: &str) -> Cow<'_, str> {
    let mut text = String::new();
    let mut rest = line;
    let mut is_first = true;
    while !rest.is_empty() {
        let (kind, length) = piece(rest, is_first);
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match kind.code() {
            Some(code) => text.push_str(&format!("\u{1b}[{code}m{token}\u{1b}[0m")),
            None => text.push_str(token),
        }
        is_first &= token.trim().is_empty();
        rest = after;
    }
    Cow::Owned(text)
}

/// The first piece of a text, and how long it is.
fn piece(text: &str, is_first: bool) -> (Kind, usize) {
    let until = |stop: &dyn Fn(char) -> bool| text.find(stop).unwrap_or(text.len());
    let in_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    match text.chars().next() {
        Some('#') => (Kind::Comment, until(&|sign| sign == '\n')),
        Some('"') => {
            let inner = text.get(1..).unwrap_or_default();
            let end = inner.find('"').map_or(text.len(), |end| end + 2);
            (Kind::Text, end)
        }
        Some(':') if is_first => (Kind::Command, until(&char::is_whitespace)),
        Some(sign) if sign.is_ascii_digit() => {
            (Kind::Number, until(&|sign| !in_word(sign) && sign != '%'))
        }
        Some(sign) if in_word(sign) => {
            let end = until(&|sign| !in_word(sign));
            let word = text.get(..end).unwrap_or_default();
            let known = WORDS.contains(&word) || is_first && statement_words().contains(&word);
            (if known { Kind::Word } else { Kind::Plain }, end)
        }
        Some(sign) => (Kind::Plain, sign.len_utf8()),
        None => (Kind::Plain, text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_their_colours() {
        assert_eq!(
            painted("size >= 30 and name is \"x\" # why"),
            "size >= \u{1b}[36m30\u{1b}[0m \u{1b}[1;34mand\u{1b}[0m name \u{1b}[1;34mis\u{1b}[0m \
             \u{1b}[32m\"x\"\u{1b}[0m \u{1b}[2m# why\u{1b}[0m"
        );
        assert_eq!(painted(":why é"), "\u{1b}[1;35m:why\u{1b}[0m é");
    }

    #[test]
    fn a_quote_that_is_still_open_does_not_end_the_world() {
        assert_eq!(painted("\"é"), "\u{1b}[32m\"é\u{1b}[0m");
        assert_eq!(painted("\""), "\u{1b}[32m\"\u{1b}[0m");
    }
}
