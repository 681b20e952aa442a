//! The digits of a number and the marks between them: `1,234.5`, `1.234,5`, `1 234,5`, `1'234.5`.

use std::borrow::Cow;

use super::number_text::NumberText;

/// What stands before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecimalMark {
    /// `1.5`
    Point,
    /// `1,5`
    Comma,
}

/// What stands between the thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupMark {
    /// `1,234`, also in the Indian way: `12,34,567`.
    Comma,
    /// `1.234`
    Point,
    /// `1 234`, whichever blank it is: plain, no-break, thin.
    Blank,
    /// `1'234`, with a straight or a curly mark.
    Apostrophe,
}

/// One way to write the digits of a number. Thousands may be left ungrouped in every style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberStyle {
    /// What stands before the decimals.
    pub decimal: DecimalMark,
    /// What stands between the thousands; none: they are never grouped.
    pub group: Option<GroupMark>,
}

/// Why an example shows no style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleProblem {
    /// It is no number in any style.
    NotANumber,
    /// It has several readings: the examples that are plain, each with what the text would be.
    Ambiguous([(String, String); 2]),
}

impl GroupMark {
    fn of(letter: char) -> Option<GroupMark> {
        match letter {
            ',' => Some(GroupMark::Comma),
            '.' => Some(GroupMark::Point),
            ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => Some(GroupMark::Blank),
            '\'' | '’' => Some(GroupMark::Apostrophe),
            _ => None,
        }
    }

    fn letter(self) -> char {
        match self {
            GroupMark::Comma => ',',
            GroupMark::Point => '.',
            GroupMark::Blank => ' ',
            GroupMark::Apostrophe => '\'',
        }
    }
}

impl DecimalMark {
    /// The mark itself.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            DecimalMark::Point => '.',
            DecimalMark::Comma => ',',
        }
    }

    /// The digits of a body in the plain style, and the mark between its thousands, if this mark
    /// stands before its decimals. None if it cannot.
    #[must_use]
    pub fn read(self, body: &str) -> Option<(Cow<'_, str>, Option<GroupMark>)> {
        let (whole, fraction) = match body.split_once(self.letter()) {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (body, None),
        };
        if !fraction.is_none_or(all_digits) || (whole.is_empty() && fraction.is_none()) {
            return None;
        }
        if all_digits(whole) {
            let digits = match (self, fraction) {
                (_, None) => Cow::Borrowed(body),
                (DecimalMark::Point, Some(_)) if !whole.is_empty() => Cow::Borrowed(body),
                (_, Some(fraction)) => {
                    let whole = if whole.is_empty() { "0" } else { whole };
                    Cow::Owned(format!("{whole}.{fraction}"))
                }
            };
            return Some((digits, None));
        }
        let (mark, mut digits) = ungrouped(whole)?;
        if let Some(fraction) = fraction {
            digits.push('.');
            digits.push_str(fraction);
        }
        Some((Cow::Owned(digits), Some(mark)))
    }
}

/// The digits of thousands with one mark between them.
fn ungrouped(whole: &str) -> Option<(GroupMark, String)> {
    let mut mark = None;
    let mut digits = String::with_capacity(whole.len());
    let mut lengths = vec![0_usize];
    for letter in whole.chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
            *lengths.last_mut()? += 1;
        } else {
            let found = GroupMark::of(letter)?;
            if *mark.get_or_insert(found) != found {
                return None;
            }
            lengths.push(0);
        }
    }
    let mark = mark?;
    let ([first, between @ .., last], false) = (lengths.as_slice(), digits.starts_with('0')) else {
        return None;
    };
    let thousands =
        (1..=3).contains(first) && *last == 3 && between.iter().all(|length| *length == 3);
    let indian = mark == GroupMark::Comma
        && (1..=2).contains(first)
        && *last == 3
        && between.iter().all(|length| *length == 2);
    (thousands || indian).then_some((mark, digits))
}

impl NumberStyle {
    /// `1234.5`, which needs no proof.
    pub const PLAIN: NumberStyle = NumberStyle {
        decimal: DecimalMark::Point,
        group: None,
    };

    /// The digits of a body in the plain style; none if it is not written in this one.
    #[must_use]
    pub fn digits<'a>(&self, body: &'a str) -> Option<Cow<'a, str>> {
        let (digits, group) = self.decimal.read(body)?;
        (group.is_none() || group == self.group).then_some(digits)
    }

    /// The style that an example shows.
    ///
    /// # Errors
    /// If it is no number, or one with several readings.
    pub fn from_example(text: &str) -> Result<NumberStyle, ExampleProblem> {
        let number = NumberText::split(text.trim()).ok_or(ExampleProblem::NotANumber)?;
        let style = |decimal: DecimalMark| {
            let (digits, group) = decimal.read(number.body)?;
            Some((digits, NumberStyle { decimal, group }))
        };
        match (style(DecimalMark::Point), style(DecimalMark::Comma)) {
            (None, None) => Err(ExampleProblem::NotANumber),
            (Some((_, style)), None) | (None, Some((_, style))) => Ok(style),
            // `1234` and `1 234` say nothing of decimals, so there are none but the plain ones.
            (Some((one, style)), Some((other, _))) if one == other => Ok(style),
            (Some((one, point)), Some((other, comma))) => Err(ExampleProblem::Ambiguous([
                (one.into_owned(), point.example()),
                (other.into_owned(), comma.example()),
            ])),
        }
    }

    /// An example that shows this style and no other: `1,234.5`.
    #[must_use]
    pub fn example(&self) -> String {
        let group = self
            .group
            .map_or(String::new(), |mark| mark.letter().to_string());
        format!("1{group}234{}5", self.decimal.letter())
    }
}

fn all_digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}
