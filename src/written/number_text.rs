//! What stands around the digits of a number: signs, brackets, a currency, `%`, `k`, `M` and `B`.
//!
//! All of this reads the same in every style, so it is taken off before a style is looked at.

use super::currency::{currency_at_end, currency_at_start, may_stand_for};

/// A number's digits with their marks, and what stood around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberText<'a> {
    /// Digits and the marks between them, from the first digit (or the mark before it) to the last.
    pub body: &'a str,
    /// A minus before or behind, or brackets around.
    pub negative: bool,
    /// A currency's sign or code, as it is written. Of a sign and a code (`$5 CAD`), the code.
    pub currency: Option<&'a str>,
    /// True with `%` behind.
    pub percent: bool,
    /// Zeros that `k`, `M` or `B` stand for.
    pub zeros: u8,
}

#[derive(Clone, Copy, Default)]
struct Around<'a> {
    minus: bool,
    plus: bool,
    open: bool,
    close: bool,
    percent: bool,
    zeros: u8,
    before: Option<&'a str>,
    behind: Option<&'a str>,
}

impl<'a> NumberText<'a> {
    /// Takes a trimmed text apart; none if it has no digits, or something else around them.
    #[must_use]
    pub fn split(text: &'a str) -> Option<NumberText<'a>> {
        let is_digit = |letter: char| letter.is_ascii_digit();
        let (first, end) = (text.find(is_digit)?, text.rfind(is_digit)? + 1);
        let suffix = text.get(end..)?;
        // In `-.5` the mark belongs to the number, in `Rs.500` to the currency.
        let with_mark = text.get(..first)?.ends_with(['.', ',']).then(|| first - 1);
        [Some(first), with_mark]
            .into_iter()
            .flatten()
            .find_map(|start| {
                let mut around = Around::default();
                around.take_prefix(text.get(..start)?)?;
                around.take_suffix(suffix)?;
                around.around(text.get(start..end)?)
            })
    }

    /// The number in the plain style, given its digits in it: the sign, the zeros of `k`, and `%` kept.
    #[must_use]
    pub fn plain(&self, digits: &str) -> String {
        let sign = if self.negative { "-" } else { "" };
        let percent = if self.percent { "%" } else { "" };
        format!("{sign}{}{percent}", point_moved(digits, self.zeros.into()))
    }
}

impl<'a> Around<'a> {
    fn take_prefix(&mut self, prefix: &'a str) -> Option<()> {
        let mut rest = prefix.trim_end();
        while !rest.trim_start().is_empty() {
            rest = rest.trim_start();
            let letter = rest.chars().next()?;
            let after = rest.get(letter.len_utf8()..)?;
            rest = match letter {
                '-' | '−' | '–' => once(&mut self.minus, after)?,
                '+' => once(&mut self.plus, after)?,
                '(' => once(&mut self.open, after)?,
                _ => {
                    let (currency, after) = currency_at_start(rest)?;
                    if self.before.replace(currency).is_some() {
                        return None;
                    }
                    after
                }
            };
        }
        Some(())
    }

    fn take_suffix(&mut self, suffix: &'a str) -> Option<()> {
        // From the end, so that `MEUR` is `M` and a currency.
        let mut rest = suffix.trim_end();
        while !rest.is_empty() {
            let letter = rest.chars().next_back()?;
            let before = rest.get(..rest.len() - letter.len_utf8())?;
            rest = match letter {
                '-' | '−' | '–' => once(&mut self.minus, before)?,
                ')' => once(&mut self.close, before)?,
                '%' => once(&mut self.percent, before)?,
                'k' | 'K' | 'M' | 'B' if before.trim_end().is_empty() && self.zeros == 0 => {
                    self.zeros = match letter {
                        'M' => 6,
                        'B' => 9,
                        _ => 3,
                    };
                    before
                }
                _ => {
                    let (before, currency) = currency_at_end(rest)?;
                    if self.behind.replace(currency).is_some() {
                        return None;
                    }
                    before
                }
            }
            .trim_end();
        }
        Some(())
    }

    fn around(self, body: &'a str) -> Option<NumberText<'a>> {
        let currency = match (self.before, self.behind) {
            (Some(sign), Some(code)) if may_stand_for(sign, code) => Some(code),
            (Some(_), Some(_)) => return None,
            (before, behind) => before.or(behind),
        };
        let brackets = self.open && self.close;
        let signs = [self.minus, self.plus, self.open];
        if self.open != self.close
            || signs.iter().filter(|sign| **sign).count() > 1
            || (self.percent && (currency.is_some() || self.zeros > 0))
        {
            return None;
        }
        Some(NumberText {
            body,
            negative: self.minus || brackets,
            currency,
            percent: self.percent,
            zeros: self.zeros,
        })
    }
}

/// Notes a sign that may stand once.
fn once<'a>(seen: &mut bool, rest: &'a str) -> Option<&'a str> {
    (!std::mem::replace(seen, true)).then_some(rest)
}

/// `1.25` with its point moved to the right by three places: `1250`, digit for digit.
fn point_moved(digits: &str, places: usize) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<places$}");
    let (more, rest) = padded.split_at(places);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{whole}{more}{point}{rest}")
}
