//! Numbers and dates in the notations of spreadsheets, offices and other languages.

use super::{Scanner, word_at};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

impl<'a> Scanner<'a> {
    /// A number or a date.
    pub(super) fn number(&mut self) {
        let start = self.at;
        if self.date() {
            return;
        }
        let whole = digits(self.rest());
        self.at += whole;
        self.thousands(start);
        let rest = self.rest();
        let fraction = digits(rest.get(1..).unwrap_or(""));
        if rest.starts_with('.') && fraction > 0 {
            self.at += 1 + fraction;
        } else if rest.starts_with('.') && !rest.starts_with("..") {
            self.lonely_point(start);
        } else if rest.starts_with(',') && fraction > 0 {
            self.decimal_comma(start);
        }
        self.suffix(start);
    }

    fn written(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or("")
    }

    /// A dot that is no part of a number.
    pub(super) fn dot(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let dots = rest.bytes().take_while(|&byte| byte == b'.').count();
        let after = digits(rest.get(1..).unwrap_or(""));
        let touches = self.last_end == start && self.after_value;
        self.at += dots;
        let span = Span::new(start, self.at);
        if dots > 2 {
            self.replace(start, self.at, "..");
            self.report(
                Diagnostic::new(Code::E018, "a range is written with two dots", span)
                    .help("write `..`, as in `1..5`")
                    .fix(span, ".."),
            );
        } else if dots == 1 && after > 0 && !touches {
            self.at = start + 1 + after;
            let number = format!("0{}", self.written(start));
            let span = Span::new(start, self.at);
            self.blank(start, start + 1);
            self.report(
                Diagnostic::new(Code::E011, "a number needs a digit before its point", span)
                    .help(format!("write `{number}`"))
                    .fix(span, number),
            );
        }
    }

    /// `1 000`, `1_000`, `1'000`
    fn thousands(&mut self, start: usize) {
        let first = self.at - start;
        if first > 3 {
            return;
        }
        let mut end = self.at;
        while let Some(rest) = self.text.get(end..) {
            let Some(mark) = rest
                .chars()
                .next()
                .filter(|mark| matches!(mark, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' | '_'))
            else {
                break;
            };
            let group = rest.get(mark.len_utf8()..).unwrap_or("");
            let follows = group.get(3..).unwrap_or("");
            if digits(group) != 3
                || follows.starts_with(['/', '-']) && digits(follows.get(1..).unwrap_or("")) > 0
            {
                break;
            }
            end += mark.len_utf8() + 3;
        }
        if end == self.at {
            return;
        }
        self.at = end;
        let number: String = self
            .written(start)
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        self.replace(start, end, &number);
        let span = Span::new(start, end);
        self.report(
            Diagnostic::new(Code::E011, "the digits of a number stand together", span)
                .help(format!("write `{number}`{}", short_form(&number)))
                .fix(span, number),
        );
    }

    /// `5.`
    fn lonely_point(&mut self, start: usize) {
        let number = self.written(start);
        self.blank(self.at, self.at + 1);
        self.at += 1;
        let span = Span::new(start, self.at);
        self.report(
            Diagnostic::new(Code::E011, "a number needs a digit after its point", span)
                .help(format!("write `{number}` or `{number}.0`"))
                .fix(span, number),
        );
    }

    /// `0,5`, `1,000`, `1,2,3`
    fn decimal_comma(&mut self, start: usize) {
        let rest = self.rest();
        let length = rest
            .find(|sign: char| !(sign.is_ascii_digit() || sign == ',' || sign == '.'))
            .unwrap_or(rest.len());
        let tail = rest
            .get(..length)
            .unwrap_or("")
            .trim_end_matches([',', '.']);
        let tail = tail.split("..").next().unwrap_or(tail);
        let comma = Span::new(self.at, self.at + 1);
        self.at += tail.len();
        let written = self.written(start);
        let span = Span::new(start, self.at);
        let parts: Vec<&str> = written.split(',').collect();
        let grouped = parts
            .iter()
            .skip(1)
            .all(|part| part.split('.').next().is_some_and(|part| part.len() == 3))
            && parts
                .first()
                .is_some_and(|part| part.len() <= 3 && *part != "0");
        let list = parts.join(", ");
        let joined = parts.concat();
        let finding = Diagnostic::new(Code::E011, "a comma inside a number", span);
        self.report(if grouped {
            finding.help(format!(
                "for a thousands separator write `{joined}`{}; for two numbers put a blank after the comma: `{list}`",
                short_form(&joined)
            ))
        } else if parts.len() == 2 && !written.contains('.') {
            let point = written.replace(',', ".");
            let whole = format!("{point}{}", self.touching_suffix());
            let finding = finding.fix(comma, ".");
            if self.brackets.is_empty() && self.line_before().trim_start().get(..1) != Some("|") {
                finding.help(format!("write `{whole}`, with a point"))
            } else {
                finding.help(format!(
                    "write `{whole}` with a point; for two numbers put a blank after the comma: `{list}`"
                ))
            }
        } else {
            finding.help(format!("put a blank after each comma: `{list}`")).fix(span, list)
        });
        if parts.len() == 2 && !written.contains('.') {
            self.replace(comma.start as usize, comma.end as usize, ".");
        }
    }

    /// The `%`, `k` or `M` right behind a number.
    fn touching_suffix(&self) -> &'a str {
        let rest = self.rest();
        match word_at(rest) {
            "k" | "M" => rest.get(..1).unwrap_or(""),
            _ if rest.starts_with('%') => "%",
            _ => "",
        }
    }

    /// What touches a number, or follows it after blanks: `%`, `k`, a currency sign, a unit.
    fn suffix(&mut self, start: usize) {
        let number = self.written(start);
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
        let word = word_at(rest);
        let after = rest.get(blanks..).unwrap_or("");
        if blanks == 0 && rest.starts_with('%') {
            self.at += 1;
        } else if after.starts_with('%') && !percent_is_operator(after) {
            let end = self.at + blanks + 1;
            self.blank(self.at, end);
            self.replace(self.at, self.at + 1, "%");
            self.at = end;
            let span = Span::new(start, end);
            self.report(
                Diagnostic::new(Code::E011, "`%` stands apart from its number", span)
                    .help(format!("write `{number}%`"))
                    .fix(span, format!("{number}%")),
            );
        } else if !word.is_empty() {
            self.word_suffix(start, word);
        }
        self.currency_sign(start);
    }

    /// `100 €`, `50k€`
    fn currency_sign(&mut self, start: usize) {
        let number = self.written(start);
        let rest = self.rest();
        let after = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        let Some((sign, code)) = after
            .chars()
            .next()
            .and_then(|sign| Some((sign, super::signs::currency_of(sign)?)))
        else {
            return;
        };
        let sign_at = self.at + rest.len() - after.len();
        let end = sign_at + sign.len_utf8();
        self.blank(sign_at, end);
        self.at = end;
        let span = Span::new(start, end);
        self.report(
            Diagnostic::new(
                Code::E013,
                format!("money is not written with `{sign}`"),
                span,
            )
            .help(format!("write `{number} {code}`"))
            .fix(span, format!("{number} {code}")),
        );
    }

    fn word_suffix(&mut self, start: usize, word: &'a str) {
        let number = self.written(start);
        if matches!(word, "k" | "M") {
            self.at += word.len();
            return;
        }
        let suffix_at = self.at;
        self.at += word.len();
        let mut end = self.at;
        let exponent = word
            .strip_prefix(['e', 'E'])
            .is_some_and(|power| power.bytes().all(|b| b.is_ascii_digit()));
        if exponent && self.rest().starts_with(['-', '+']) && word.len() == 1 {
            end += 1 + digits(self.rest().get(1..).unwrap_or(""));
            self.at = end;
        }
        let span = Span::new(start, end);
        let better = match word {
            "K" => Some(format!("{number}k")),
            "m" | "mn" | "mln" | "mio" | "Mio" | "MM" => Some(format!("{number}M")),
            "bn" | "b" | "B" | "Mrd" | "mrd" => Some(format!("{number}000M")),
            "d" => Some(format!("{number} days")),
            "w" => Some(format!("{number} weeks")),
            "y" => Some(format!("{number} years")),
            "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years" => {
                Some(format!("{number} {word}"))
            }
            _ if word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                Some(format!("{number} {word}"))
            }
            _ if word.len() == 4
                && word.starts_with(['k', 'M'])
                && word.bytes().skip(1).all(|byte| byte.is_ascii_uppercase()) =>
            {
                let (multiplier, code) = word.split_at(1);
                Some(format!("{number}{multiplier} {code}"))
            }
            _ => None,
        };
        if let Some(better) = better {
            self.blank(suffix_at, end);
            self.report(
                Diagnostic::new(
                    Code::E011,
                    format!("`{}` is no number", self.written(start)),
                    span,
                )
                .help(format!("write `{better}`"))
                .fix(span, better),
            );
        } else if exponent {
            self.blank(suffix_at, end);
            self.report(
                Diagnostic::new(
                    Code::E011,
                    "numbers are written out, without an exponent",
                    span,
                )
                .help("write all digits, or `k` for thousands and `M` for millions, as in `100k`"),
            );
        } else {
            self.replace(start, start + 1, "_");
            if number.contains('.') {
                self.replace(start, suffix_at, "_");
            }
            let name = self.written(start);
            self.report(
                Diagnostic::new(Code::E020, format!("`{name}` is no name: a name begins with a letter"), span)
                    .help(format!("write for example `{}`; where it is the name of a column in the file, add `column \"{name}\"`", better_name(number, word))),
            );
        }
    }

    /// Dates; true if one was read.
    fn date(&mut self) -> bool {
        let rest = self.rest();
        let Some((mark, parts, length)) = date_parts(rest) else {
            return false;
        };
        let start = self.at;
        let [first, second, third] = parts;
        let iso = mark == '-' && first.len() == 4 && second.len() == 2 && third.len() == 2;
        if mark == '-' && first.len() != 4 && third.len() != 4 {
            return false; // a subtraction
        }
        let year_first = first.len() == 4;
        if !year_first
            && third.len() != 4
            && !(mark == '/' && first.len() == 2 && second.len() == 2 && third.len() == 2)
        {
            return false;
        }
        self.at += length;
        let follows = word_at(self.rest());
        let time = if follows.starts_with('T') {
            self.rest()
                .find(|sign: char| !(sign.is_alphanumeric() || matches!(sign, ':' | '.' | '+')))
                .unwrap_or(self.rest().len())
        } else {
            0
        };
        if iso && time == 0 {
            return true;
        }
        self.at += time;
        let span = Span::new(start, self.at);
        let finding = Diagnostic::new(
            Code::E012,
            format!("`{}` is not how a date is written", self.written(start)),
            span,
        );
        let (year, month, day) = if year_first {
            (first, second, third)
        } else {
            (third, second, first)
        };
        let number = |part: &str| part.parse::<u32>().unwrap_or(0);
        let certain = year.len() == 4
            && (year_first || number(day) > 12 && number(month) <= 12 || mark == '.');
        let iso_date = format!("{year}-{month:0>2}-{day:0>2}");
        self.report(if certain {
            finding
                .help(format!("write year, month, day: `{iso_date}`"))
                .fix(span, iso_date)
        } else {
            finding.help("write year, month, day, as in `2026-01-31`")
        });
        let copy = if length + time >= 10 {
            "2000-01-01"
        } else {
            "0"
        };
        self.replace(start, start + length + time, copy);
        true
    }
}

fn short_form(number: &str) -> String {
    match (number.strip_suffix("000000"), number.strip_suffix("000")) {
        (Some(millions), _) if !millions.is_empty() => format!(" or `{millions}M`"),
        (_, Some(thousands)) if !thousands.is_empty() => format!(" or `{thousands}k`"),
        _ => String::new(),
    }
}

/// `10 % 3` takes a remainder, `10 % of` does not.
fn percent_is_operator(text: &str) -> bool {
    text.strip_prefix('%').is_some_and(|rest| {
        rest.trim_start_matches(' ')
            .starts_with(|sign: char| sign.is_ascii_digit() || sign == '(')
    })
}

fn better_name(number: &str, word: &str) -> String {
    let number = number.replace('.', "_");
    let word = word.trim_start_matches('_');
    if word.is_empty() {
        format!("_{number}")
    } else {
        format!("{word}_{number}")
    }
}

/// Three groups of digits with the same mark between them, and their length in all.
fn date_parts(text: &str) -> Option<(char, [&str; 3], usize)> {
    let first = digits(text);
    let mark = text
        .get(first..)?
        .chars()
        .next()
        .filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    let second_at = first + 1;
    let second = digits(text.get(second_at..)?);
    if !text.get(second_at + second..)?.starts_with(mark) {
        return None;
    }
    let third_at = second_at + second + 1;
    let third = digits(text.get(third_at..)?);
    let fits = |length: usize| (1..=4).contains(&length) && length != 3;
    if !fits(first) || !(1..=2).contains(&second) || !fits(third) {
        return None;
    }
    let end = third_at + third;
    let parts = [
        text.get(..first)?,
        text.get(second_at..second_at + second)?,
        text.get(third_at..end)?,
    ];
    Some((mark, parts, end))
}
