//! Where lines end: which newlines join two lines into one.

use super::{Scanner, word_at};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::recover::STATEMENTS;

/// Words after which a line goes on.
pub(super) const WANTS_MORE: [&str; 9] = [
    "and", "or", "not", "when", "because", "else", "then", "where", "if",
];
/// Words that go on with the line before.
const CONTINUES: [&str; 8] = [
    "when",
    "because",
    "else",
    "then",
    "and",
    "or",
    "where",
    "otherwise",
];
/// Words after which the word before them is a value, not the opening of a line.
const INFIX_WORDS: [&str; 14] = [
    "is",
    "in",
    "of",
    "contains",
    "starts",
    "ends",
    "default",
    "and",
    "or",
    "where",
    "when",
    "else",
    "descending",
    "ascending",
];

/// The words that open a line in the blocks of a statement.
fn line_words(statement: &str) -> &'static [&'static str] {
    match statement {
        "view" => &["show", "where", "sort", "top"],
        "score" => &["multiply", "weigh", "scale", "limit", "band", "rank", "at"],
        "test" => &["given", "expect", "param", "as"],
        _ => &[],
    }
}

impl<'a> Scanner<'a> {
    /// Decides the newlines before the token that begins here: do they end the line?
    pub(super) fn settle_newlines(&mut self, sign: char) {
        let newlines = std::mem::take(&mut self.newlines);
        if newlines.is_empty() && self.last_end > 0 {
            return;
        }
        let word = self.word();
        let fresh = self.is_fresh_statement(word);
        if fresh && !self.brackets.is_empty() {
            self.give_up_brackets();
        }
        if self.after_comma && self.brackets.is_empty() && (fresh || self.opens_line(word, sign)) {
            self.trailing_comma();
        }
        let view_filter = word == "where" && self.statement == "view" && self.braces == 1;
        let continues = !view_filter && (CONTINUES.contains(&word) || self.starts_with_sign(sign));
        let joins = self.last_end > 0 && !fresh && (self.wants_more || continues);
        if joins || !self.brackets.is_empty() {
            for at in newlines {
                self.blank(at, at + 1);
                if !joins {
                    self.joined_in_bracket.push(at);
                }
            }
            return;
        }
        self.depth = 0;
        self.prefixes = 0;
        if self.braces > 0 && self.is_head(word) {
            self.braces = 0; // a brace before was lost; the recovery says so
        }
        if self.braces == 0 && !word.is_empty() {
            self.statement = word;
        }
        if sign == '{' && self.last_end > 0 {
            self.brace_on_own_line(&newlines);
        }
    }

    /// True if a statement begins here, in the first column, whatever the line before calls for.
    pub(super) fn is_fresh_statement(&self, word: &str) -> bool {
        if !STATEMENTS.contains(&word) || !self.line_before().is_empty() {
            return false;
        }
        let after = self
            .rest_of_line()
            .get(word.len()..)
            .unwrap_or("")
            .trim_start();
        let next = word_at(after);
        let text = matches!(word, "test" | "source") && after.starts_with('"');
        text || (!next.is_empty() && !INFIX_WORDS.contains(&next))
    }

    /// True if a statement with a block begins here, in the first column.
    fn is_head(&self, word: &str) -> bool {
        STATEMENTS.contains(&word)
            && self.line_before().is_empty()
            && self.rest_of_line().trim_end().ends_with('{')
    }

    fn starts_with_sign(&self, sign: char) -> bool {
        match sign {
            '"' | ',' | ')' | ']' | '+' | '-' | '*' | '/' | '<' | '>' | '=' => true,
            '“' | '”' | '„' | '«' | '≥' | '≤' | '≠' | '×' | '÷' | '–' => true,
            '&' => self.rest().starts_with("&&"),
            '|' => self.rest().starts_with("||") && !self.line_is_table_row(),
            '!' => self.rest().starts_with("!="),
            _ => false,
        }
    }

    fn line_is_table_row(&self) -> bool {
        self.rest_of_line().trim_end().ends_with('|')
    }

    /// True if the token that begins here opens a line of the block, so that a comma before it has
    /// nothing to separate.
    fn opens_line(&self, word: &str, sign: char) -> bool {
        if sign == '}' {
            return true;
        }
        if self.braces == 0 || !line_words(self.statement).contains(&word) {
            return false;
        }
        let after = self.rest_of_line().get(word.len()..).unwrap_or("");
        let after = after.split('#').next().unwrap_or("").trim();
        if word == "rank" {
            return after.is_empty() || after.starts_with('}') || word_at(after) == "by";
        }
        let next = word_at(after);
        let text = word == "expect" && after.starts_with('"');
        text || after.starts_with(|sign: char| sign.is_ascii_digit())
            || (!next.is_empty() && !INFIX_WORDS.contains(&next))
            || (word == "as" && next == "of")
    }

    /// The last token is a comma that has nothing after it.
    pub(super) fn trailing_comma(&mut self) {
        let at = self.last_end.saturating_sub(1);
        let span = Span::new(at, self.last_end);
        self.blank(at, self.last_end);
        self.wants_more = false;
        self.after_comma = false;
        self.report(
            Diagnostic::new(Code::E015, "nothing follows this comma", span)
                .here("joins this line with the next")
                .help("remove the comma at the end of the line")
                .fix(span, ""),
        );
    }

    fn brace_on_own_line(&mut self, newlines: &[usize]) {
        for &at in newlines {
            self.blank(at, at + 1);
        }
        let span = Span::new(self.at, self.at + 1);
        self.report(
            Diagnostic::new(Code::E014, "the `{` stands on a line of its own", span)
                .help("write `{` at the end of the line before"),
        );
    }
}
