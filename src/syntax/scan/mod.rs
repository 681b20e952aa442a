//! The pass before the grammar: decides where lines end, takes the comments out, and mends what is
//! written in another notation so that the grammar can go on.
//!
//! It makes a copy of the text of the same length, so that every place in the copy is the same
//! place in the file. In the copy comments, joining newlines and odd blanks are spaces.

mod lines;
mod numbers;
mod signs;

use super::ast::{Comment, NodeSpan};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

pub(super) use signs::text_length;

/// Deepest nesting of brackets, prefixes and `if`.
pub(super) const MAX_DEPTH: usize = 256;

/// What the scan found.
pub(super) struct Scan {
    /// The copy for the grammar.
    pub copy: String,
    /// The comments in order.
    pub comments: Vec<Comment>,
    /// What is written in another notation.
    pub findings: Vec<Diagnostic>,
    /// Place of the bracket, prefix or `if` that is nested too deep for the grammar.
    pub too_deep: Option<Span>,
}

/// Scans a whole file.
pub(super) fn scan(text: &str) -> Scan {
    let mut scanner = Scanner::new(text);
    scanner.run();
    scanner.finish()
}

/// True if a brace or a bracket is open at the end of a text, or its last token calls for more.
pub(super) fn wants_more(text: &str) -> bool {
    let mut scanner = Scanner::new(text);
    scanner.tokens();
    scanner.braces > 0 || !scanner.brackets.is_empty() || scanner.wants_more
}

/// True if a text begins a statement, such as `score bant` and unlike `score >= 3`.
pub(super) fn is_statement(text: &str) -> bool {
    let scanner = Scanner::new(text);
    scanner.is_fresh_statement(scanner.word())
}

/// An open `(` or `[`, with what was open around it.
struct Bracket {
    at: usize,
    sign: char,
    /// Nesting outside of the bracket.
    outside: usize,
    /// True once a `;` between its values was met.
    semicolon: bool,
}

struct Scanner<'a> {
    text: &'a str,
    copy: Vec<u8>,
    at: usize,
    comments: Vec<Comment>,
    findings: Vec<Diagnostic>,
    too_deep: Option<Span>,
    brackets: Vec<Bracket>,
    /// Newlines that were joined for no other reason than an open bracket.
    joined_in_bracket: Vec<usize>,
    braces: usize,
    /// Newlines since the last token.
    newlines: Vec<usize>,
    /// End of the last token.
    last_end: usize,
    /// The last token calls for more: an operator, a comma or a word such as `and`.
    wants_more: bool,
    /// The last token is a comma.
    after_comma: bool,
    /// The last token is a dot, after which every word is a name.
    after_dot: bool,
    /// The last token can end a value, so that a `-` after it is no prefix.
    after_value: bool,
    /// The first word of the statement.
    statement: &'a str,
    /// Nothing but blanks since the line began.
    line_is_fresh: bool,
    depth: usize,
    prefixes: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Scanner {
            text,
            copy: text.as_bytes().to_vec(),
            at: 0,
            comments: Vec::new(),
            findings: Vec::new(),
            too_deep: None,
            brackets: Vec::new(),
            joined_in_bracket: Vec::new(),
            braces: 0,
            newlines: Vec::new(),
            last_end: 0,
            wants_more: false,
            after_comma: false,
            after_dot: false,
            after_value: false,
            statement: "",
            line_is_fresh: true,
            depth: 0,
            prefixes: 0,
        }
    }

    fn run(&mut self) {
        self.tokens();
        if !self.brackets.is_empty() {
            self.give_up_brackets();
        }
        if self.after_comma {
            self.trailing_comma();
        }
    }

    fn tokens(&mut self) {
        while let Some(sign) = self.peek() {
            match sign {
                '\n' => self.newline(1),
                '\r' if self.rest().starts_with("\r\n") => self.newline(2),
                '\r' => self.newline(1),
                ' ' => self.at += 1,
                '\t' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{feff}' => {
                    self.blank(self.at, self.at + sign.len_utf8());
                    self.at += sign.len_utf8();
                }
                '#' => self.comment(),
                _ => self.token(sign),
            }
        }
    }

    fn finish(self) -> Scan {
        // Only whole characters are ever replaced, and by ASCII, so the copy is always UTF-8.
        let copy = String::from_utf8(self.copy).unwrap_or_else(|_| " ".repeat(self.text.len()));
        Scan {
            copy,
            comments: self.comments,
            findings: self.findings,
            too_deep: self.too_deep,
        }
    }

    // ---- reading and writing ------------------------------------------------------------------

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The text from here to the end of the line.
    fn rest_of_line(&self) -> &'a str {
        let rest = self.rest();
        rest.split(['\n', '\r']).next().unwrap_or(rest)
    }

    /// The text of this line before here.
    fn line_before(&self) -> &'a str {
        let before = self.text.get(..self.at).unwrap_or("");
        before.rsplit(['\n', '\r']).next().unwrap_or(before)
    }

    /// Writes blanks over a stretch of the copy.
    fn blank(&mut self, start: usize, end: usize) {
        if let Some(stretch) = self.copy.get_mut(start..end) {
            stretch.fill(b' ');
        }
    }

    /// Writes an ASCII text over a stretch of the copy, padded with blanks.
    fn replace(&mut self, start: usize, end: usize, with: &str) {
        self.blank(start, end);
        for (byte, new) in self.copy.iter_mut().take(end).skip(start).zip(with.bytes()) {
            *byte = new;
        }
    }

    fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    // ---- lines --------------------------------------------------------------------------------

    fn newline(&mut self, length: usize) {
        self.replace(self.at, self.at + length, "\n");
        self.newlines.push(self.at);
        self.at += length;
        self.line_is_fresh = true;
    }

    fn comment(&mut self) {
        let line = self.rest_of_line();
        let text = line.trim_end();
        self.comments.push(Comment {
            text: text.get(1..).unwrap_or("").to_owned(),
            own_line: self.line_is_fresh,
            span: NodeSpan(Span::new(self.at, self.at + text.len())),
        });
        self.blank(self.at, self.at + line.len());
        self.at += line.len();
    }

    // ---- tokens -------------------------------------------------------------------------------

    /// Reads one token; `self.at` stands on its first character, which is no blank.
    fn token(&mut self, sign: char) {
        let start = self.at;
        if self.foreign_comment() {
            return;
        }
        self.settle_newlines(sign);
        self.line_is_fresh = false;
        let mut wants_more = false;
        let mut after_value = true;
        let after_dot = self.after_dot;
        self.after_comma = sign == ',';
        self.after_dot = false;
        match sign {
            '"' => self.straight_text(),
            sign if is_word_start(sign) => {
                let word = self.word();
                self.at += word.len();
                if !after_dot {
                    wants_more = lines::WANTS_MORE.contains(&word);
                    after_value = !wants_more;
                    self.word_depth(word, start);
                }
            }
            sign if sign.is_ascii_digit() => self.number(),
            '.' => {
                self.dot();
                self.after_dot = self.text.get(start..self.at) == Some(".");
                after_value = false;
            }
            '(' | '[' => {
                self.open_bracket(sign);
                wants_more = true;
                after_value = false;
            }
            ')' | ']' => self.close_bracket(sign),
            '{' | '}' => {
                self.brace(sign);
                after_value = false;
            }
            ',' => {
                self.at += 1;
                self.depth = self
                    .brackets
                    .last()
                    .map_or(0, |bracket| bracket.outside + 1);
                wants_more = true;
                after_value = false;
            }
            '+' | '-' | '*' | '/' | '<' | '>' | '=' | ':' | '!' => {
                self.at += 1;
                wants_more = true;
                after_value = false;
                if (sign == '-' && !self.after_value)
                    || (sign == '!' && !self.rest().starts_with('='))
                {
                    self.prefix(start);
                }
            }
            _ => {
                wants_more = self.other_sign(sign);
                after_value = false;
            }
        }
        if self.at == start {
            self.at += sign.len_utf8(); // never stand still
        }
        self.wants_more = wants_more;
        if after_value {
            self.depth -= self.prefixes.min(self.depth);
            self.prefixes = 0;
        }
        self.after_value = after_value;
        self.last_end = self.at;
    }

    /// The word that begins here.
    fn word(&self) -> &'a str {
        word_at(self.rest())
    }

    // ---- nesting ------------------------------------------------------------------------------

    fn word_depth(&mut self, word: &str, start: usize) {
        match word {
            "not" => self.prefix(start),
            "if" => self.deeper(start),
            "when" | "because" if self.brackets.is_empty() => self.depth = 0,
            _ => {}
        }
    }

    fn prefix(&mut self, start: usize) {
        self.prefixes += 1;
        self.deeper(start);
    }

    fn deeper(&mut self, start: usize) {
        self.depth += 1;
        if self.depth > MAX_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(Span::new(start, start + 1));
        }
    }

    fn open_bracket(&mut self, sign: char) {
        self.brackets.push(Bracket {
            at: self.at,
            sign,
            outside: self.depth - self.prefixes.min(self.depth),
            semicolon: false,
        });
        self.prefixes = 0;
        self.deeper(self.at);
        self.at += 1;
    }

    fn close_bracket(&mut self, sign: char) {
        let span = Span::new(self.at, self.at + 1);
        let open = if sign == ')' { '(' } else { '[' };
        match self.brackets.pop() {
            Some(bracket) => {
                self.depth = bracket.outside;
                self.prefixes = 0;
                if bracket.sign != open {
                    let wanted = if bracket.sign == '(' { ")" } else { "]" };
                    self.replace(self.at, self.at + 1, wanted);
                    self.report(
                        Diagnostic::new(
                            Code::E004,
                            format!("`{}` is closed by `{sign}`", bracket.sign),
                            span,
                        )
                        .and(Span::new(bracket.at, bracket.at + 1), "opened here")
                        .help(format!("write `{wanted}` here"))
                        .fix(span, wanted),
                    );
                }
            }
            None => {
                self.blank(self.at, self.at + 1);
                self.report(
                    Diagnostic::new(Code::E004, format!("this `{sign}` closes nothing"), span)
                        .help(format!(
                            "remove it, or open the bracket with `{open}` before"
                        )),
                );
            }
        }
        if self.brackets.is_empty() {
            self.joined_in_bracket.clear();
        }
        self.at += 1;
    }

    fn brace(&mut self, sign: char) {
        if !self.brackets.is_empty() {
            self.give_up_brackets();
        }
        self.depth = 0;
        self.prefixes = 0;
        if sign == '{' {
            self.braces += 1;
        } else {
            self.braces = self.braces.saturating_sub(1);
        }
        self.at += 1;
    }

    /// A block begins or ends, or the file does, while brackets are open: they were never closed.
    /// The rest of their lines is left out and the lines after them stand alone again.
    fn give_up_brackets(&mut self) {
        let brackets = std::mem::take(&mut self.brackets);
        for at in std::mem::take(&mut self.joined_in_bracket) {
            self.replace(at, at + 1, "\n");
        }
        let mut cut_to = 0;
        for bracket in brackets {
            if bracket.at < cut_to {
                continue;
            }
            cut_to = self.cut_line(bracket.at);
            let (what, close) = if bracket.sign == '(' {
                ("(", ")")
            } else {
                ("[", "]")
            };
            self.report(
                Diagnostic::new(
                    Code::E004,
                    format!("this `{what}` is never closed"),
                    Span::new(bracket.at, bracket.at + 1),
                )
                .here("opened here")
                .help(format!("write `{close}` where the bracket should end")),
            );
        }
        self.depth = 0;
        self.prefixes = 0;
    }

    /// Leaves out the rest of a line, but for a brace at its end. Returns where it goes on.
    fn cut_line(&mut self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or("");
        let line = rest.split(['\n', '\r']).next().unwrap_or(rest);
        let end = from + line.len();
        let code_end = self
            .comments
            .iter()
            .rev()
            .map(|comment| comment.span.0.start as usize)
            .find(|start| (from..end).contains(start))
            .unwrap_or(end);
        let code = self.text.get(from..code_end).unwrap_or("").trim_end();
        // A `}` that closes a hole opened on this stretch is no end of a block.
        let count = |sign| code.matches(sign).count();
        let brace = code.ends_with('{') || code.ends_with('}') && count('}') > count('{');
        let resume = if brace { from + code.len() - 1 } else { end };
        self.blank(from, resume);
        resume
    }
}

/// True if a text ends with the name of a function that only spreadsheets and databases have, and
/// that the tree builder tells how to write.
fn is_spreadsheet_function(text: &str) -> bool {
    const FUNCTIONS: [&str; 29] = [
        "AND",
        "ET",
        "UND",
        "И",
        "OR",
        "OU",
        "ODER",
        "ИЛИ",
        "NOT",
        "NON",
        "НЕ",
        "IF",
        "IIF",
        "IFS",
        "WENN",
        "SI",
        "ЕСЛИ",
        "ISBLANK",
        "ISNULL",
        "ISEMPTY",
        "ISNA",
        "ESTVIDE",
        "ЕПУСТО",
        "COALESCE",
        "IFNULL",
        "NVL",
        "IFERROR",
        "IFNA",
        "SIERREUR",
    ];
    let word = text
        .rsplit(|sign: char| !unicode_ident::is_xid_continue(sign))
        .next()
        .unwrap_or("");
    FUNCTIONS.contains(&word.to_uppercase().as_str())
}

fn is_word_start(sign: char) -> bool {
    sign == '_' || unicode_ident::is_xid_start(sign)
}

/// The word at the beginning of a text; empty if there is none.
fn word_at(text: &str) -> &str {
    if !text.starts_with(is_word_start) {
        return "";
    }
    let end = text
        .find(|sign| !unicode_ident::is_xid_continue(sign))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}
