//! Texts, foreign quotes and the signs of other languages.

use super::Scanner;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What a sign outside the language means, if it is known.
pub(super) fn currency_of(sign: char) -> Option<&'static str> {
    match sign {
        '€' => Some("EUR"),
        '$' => Some("USD"),
        '£' => Some("GBP"),
        '¥' => Some("JPY"),
        '₽' => Some("RUB"),
        '₴' => Some("UAH"),
        '₹' => Some("INR"),
        _ => None,
    }
}

/// The signs that may close what a foreign quote opens.
fn closers(open: char) -> Option<&'static [char]> {
    match open {
        '“' | '”' | '„' | '‟' => Some(&['”', '“', '"']),
        '«' => Some(&['»']),
        '»' => Some(&['«']),
        '‘' | '’' | '‚' => Some(&['’', '‘', '\'']),
        '\'' => Some(&['\'', '’']),
        '`' => Some(&['`', '\'']),
        _ => None,
    }
}

impl<'a> Scanner<'a> {
    /// A text in straight quotes.
    pub(super) fn straight_text(&mut self) {
        let start = self.at;
        if let Some(length) = text_length(self.rest()) {
            self.at += length;
            self.note_holes_depth(start);
            return;
        }
        self.unclosed_text(start);
    }

    /// Counts the brackets inside holes, so that a text cannot nest deeper than the rest.
    fn note_holes_depth(&mut self, start: usize) {
        let mut depth = self.depth;
        for (index, byte) in self
            .text
            .get(start..self.at)
            .unwrap_or("")
            .bytes()
            .enumerate()
        {
            match byte {
                b'{' | b'}' => depth = self.depth,
                b'(' | b'[' | b'-' => depth += 1,
                b')' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > super::MAX_DEPTH && self.too_deep.is_none() && byte != b'-' {
                self.too_deep = Some(Span::new(start + index, start + index + 1));
            }
        }
    }

    fn unclosed_text(&mut self, start: usize) {
        let line = self.rest_of_line();
        // When a text before on the line ends right at a letter, that text lost its end, not this.
        let at = self.swallowed_quote(start).unwrap_or(start);
        let curly = line.find(['”', '“', '»', '’']).map(|offset| start + offset);
        let mut finding =
            Diagnostic::new(Code::E003, "this text is not closed", Span::new(at, at + 1))
                .here("the text opens here");
        finding = match curly
            .and_then(|at| self.text.get(at..)?.chars().next().map(|sign| (at, sign)))
        {
            Some((at, sign)) => {
                let span = Span::new(at, at + sign.len_utf8());
                finding
                    .and(span, "a quote of another kind")
                    .help("close the text with a straight quote `\"`")
                    .fix(span, "\"")
            }
            None if self.lacks_opening_quote(at) => {
                let mut finding = finding;
                finding.message = "this text is not opened, or not closed".to_owned();
                finding
                        .here("")
                        .help("texts stand between two `\"` on one line: write the one that is missing, before or after the text")
            }
            None => finding.help("write `\"` where the text ends; a text ends on its line"),
        };
        self.report(finding);
        self.at = self.cut_line(at).max(start + 1);
    }

    /// True if a quote stands right behind a word, as at the end of a text.
    fn lacks_opening_quote(&self, at: usize) -> bool {
        self.text
            .get(..at)
            .and_then(|before| before.chars().next_back())
            .is_some_and(|sign| {
                sign.is_alphanumeric() || matches!(sign, '.' | '!' | '?' | '}' | '%')
            })
    }

    /// The opening quote of an earlier text of this line whose closing quote touches a word.
    fn swallowed_quote(&self, until: usize) -> Option<usize> {
        let before = self.line_before();
        let base = until - before.len();
        let mut offset = 0;
        let mut found = None;
        while let Some(next) = before.get(offset..)?.find('"') {
            let open = offset + next;
            let length = text_length(before.get(open..)?)?;
            let after = before.get(open + length..)?.chars().next();
            let last = before.get(..open + length - 1)?.chars().next_back();
            if found.is_none() && (last == Some(' ') || after.is_some_and(char::is_alphanumeric)) {
                found = Some(base + open);
            }
            offset = open + length;
        }
        found
    }

    /// `//`, `--` and `/* */` comments. True if one was read.
    pub(super) fn foreign_comment(&mut self) -> bool {
        let rest = self.rest();
        let fresh = self.line_is_fresh;
        let dashes = rest.starts_with("--")
            && (fresh || rest.starts_with("-- "))
            && !rest
                .get(2..)
                .unwrap_or("")
                .starts_with(|sign: char| sign.is_ascii_digit());
        let (length, mark) = if rest.starts_with("//") {
            (self.rest_of_line().len(), "//")
        } else if rest.starts_with("/*") {
            (
                rest.find("*/")
                    .map_or(self.rest_of_line().len(), |end| end + 2),
                "/*",
            )
        } else if dashes {
            (self.rest_of_line().len(), "--")
        } else {
            return false;
        };
        let span = Span::new(self.at, self.at + mark.len());
        let finding = Diagnostic::new(
            Code::E014,
            format!("`{mark}` does not open a comment"),
            span,
        )
        .help("a comment runs from `#` to the end of its line");
        self.report(if mark == "/*" {
            finding
        } else {
            finding.fix(span, "#")
        });
        let (start, end) = (self.at, self.at + length);
        let lines: Vec<usize> = rest
            .get(..length)
            .unwrap_or("")
            .match_indices('\n')
            .map(|(at, _)| at)
            .collect();
        self.blank(start, end);
        for at in lines {
            self.replace(start + at, start + at + 1, "\n");
            self.newlines.push(start + at);
            self.line_is_fresh = true;
        }
        self.at = end;
        true
    }

    /// A sign that belongs to no token of the language, or only to a mistaken one. True if the line
    /// goes on after it.
    pub(super) fn other_sign(&mut self, sign: char) -> bool {
        let start = self.at;
        if closers(sign).is_some() {
            self.foreign_text(sign);
            return false;
        }
        self.at += sign.len_utf8();
        let span = Span::new(start, self.at);
        match sign {
            ';' => self.semicolon(start),
            '–' | '—' | '−' | '‐' | '‑' => {
                self.dash(sign, start);
                true
            }
            '…' => {
                self.replace(start, self.at, "..");
                self.report(
                    Diagnostic::new(Code::E018, "a range is written with two dots", span)
                        .help("write `..`, as in `1..5`")
                        .fix(span, ".."),
                );
                true
            }
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{ad}' => {
                self.blank(start, self.at);
                self.report(
                    Diagnostic::new(Code::E014, "an invisible character stands here", span)
                        .help("remove it; it often comes with text copied from a web page")
                        .fix(span, ""),
                );
                false
            }
            '&' | '|' if self.rest().starts_with(sign) => {
                self.at += 1;
                sign == '&' || !self.table_bar_before()
            }
            '≥' | '≤' | '≠' | '×' | '÷' | '&' => true,
            _ => match currency_of(sign) {
                Some(code) => {
                    self.money_sign(sign, code, start);
                    false
                }
                None => false,
            },
        }
    }

    /// `;`: parts the values of a function or a list in some spreadsheets, ends a line elsewhere.
    /// True if the line goes on after it.
    fn semicolon(&mut self, start: usize) -> bool {
        let span = Span::new(start, self.at);
        if let Some(bracket) = self.brackets.last_mut() {
            if let Some(sign) = self.copy.get_mut(start..self.at) {
                sign.fill(b',');
            }
            let before = self.text.get(..bracket.at).unwrap_or("").trim_end();
            let told = std::mem::replace(&mut bracket.semicolon, true);
            // What is told of a spreadsheet's function shows how to write it without.
            let function = before.ends_with(|sign: char| sign.is_alphabetic());
            if !(told || function && super::is_spreadsheet_function(before)) {
                self.report(
                    Diagnostic::new(Code::E014, "values are not parted by `;`", span)
                        .help("write `,` between values")
                        .fix(span, ","),
                );
            }
            return true;
        }
        self.blank(start, self.at);
        let rest = self.rest_of_line().trim_start();
        let finding = if rest.is_empty() || rest.starts_with(['#', '}']) {
            Diagnostic::new(Code::E014, "a line needs no `;`", span)
                .help("remove it; every statement ends with its line")
                .fix(span, "")
        } else {
            Diagnostic::new(Code::E014, "`;` parts nothing here", span)
                .help("write `,` between values; put what is no value on a line of its own")
        };
        self.report(finding);
        false
    }

    fn table_bar_before(&self) -> bool {
        self.line_before().trim_start().starts_with('|')
    }

    fn dash(&mut self, sign: char, start: usize) {
        let span = Span::new(start, self.at);
        let number_before = self
            .text
            .get(..start)
            .unwrap_or("")
            .trim_end()
            .ends_with(|c: char| c.is_ascii_digit());
        let number_after = self
            .rest()
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit());
        let (with, help) = if number_before && number_after && sign != '−' {
            (
                "..",
                "write a range with two dots, as in `1..5`, and a minus as `-`",
            )
        } else {
            ("-", "write the minus of the keyboard, `-`")
        };
        self.replace(start, self.at, with);
        self.report(
            Diagnostic::new(
                Code::E018,
                format!("the dash `{sign}` has no meaning here"),
                span,
            )
            .help(help)
            .fix(span, with),
        );
    }

    /// `$100`: the sign stands before the number.
    fn money_sign(&mut self, sign: char, code: &str, start: usize) {
        self.blank(start, self.at);
        let digits = self.rest().trim_start();
        let length = digits
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == 'k' || c == 'M'))
            .unwrap_or(digits.len());
        let number = digits.get(..length).unwrap_or("");
        let finding = Diagnostic::new(
            Code::E013,
            format!("money is not written with `{sign}`"),
            Span::new(start, self.at),
        );
        self.report(if number.starts_with(|c: char| c.is_ascii_digit()) {
            let end = self.at + (self.rest().len() - digits.len()) + number.len();
            finding
                .help(format!(
                    "write the currency after the number: `{number} {code}`"
                ))
                .fix(Span::new(start, end), format!("{number} {code}"))
        } else {
            finding.help(format!(
                "write the currency after the number, as in `100 {code}`"
            ))
        });
    }

    /// A text in curly, single or angle quotes.
    fn foreign_text(&mut self, open: char) {
        let start = self.at;
        let inside = start + open.len_utf8();
        let line = self.rest_of_line();
        let body = line.get(open.len_utf8()..).unwrap_or("");
        let close = closers(open).and_then(|signs| body.find(signs));
        let Some(offset) = close else {
            self.at = inside;
            self.blank(start, inside);
            self.report(
                Diagnostic::new(
                    Code::E005,
                    format!("`{open}` does not open a text"),
                    Span::new(start, inside),
                )
                .help("a text stands between straight quotes: `\"…\"`"),
            );
            return;
        };
        let content = body.get(..offset).unwrap_or("");
        let close_at = inside + offset;
        let close_length = self
            .text
            .get(close_at..)
            .and_then(|rest| rest.chars().next())
            .map_or(1, char::len_utf8);
        let end = close_at + close_length;
        let plain = content
            .trim_matches(['\u{a0}', '\u{202f}', ' '])
            .replace('"', "\"\"");
        let span = Span::new(start, end);
        // The quotes move to the inner side, so that nothing but blanks stands outside of them.
        self.replace(start, inside, "");
        self.replace(close_at, end, "\"");
        if let Some(byte) = self.copy.get_mut(inside - 1) {
            *byte = b'"';
        }
        for (index, byte) in content.bytes().enumerate() {
            if byte == b'"' || byte == b'{' || byte == b'}' {
                self.replace(inside + index, inside + index + 1, "'");
            }
        }
        self.at = end;
        self.report(
            Diagnostic::new(
                Code::E005,
                format!(
                    "a text does not stand between `{open}` and `{}`",
                    self.text.get(close_at..end).unwrap_or("")
                ),
                span,
            )
            .help(format!("use straight quotes: `\"{plain}\"`"))
            .fix(span, format!("\"{plain}\"")),
        );
    }
}

/// Length of the text at the beginning of `line`, quotes included; `None` if it is not closed.
pub(in crate::syntax) fn text_length(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut index = 1;
    while let Some(&byte) = bytes.get(index) {
        if byte == b'\n' || byte == b'\r' {
            return None;
        }
        if byte == b'"' {
            if bytes.get(index + 1) != Some(&b'"') {
                return Some(index + 1);
            }
            index += 1;
        }
        index += 1;
    }
    None
}
