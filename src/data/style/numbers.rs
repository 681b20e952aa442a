//! Numbers: which mark stands before the decimals.
//!
//! Only two readings can differ: a comma before the decimals or a point. All else (signs, currencies,
//! blanks and apostrophes between thousands) reads alike in both. A reading is ruled out by a cell that
//! it cannot read and the other can: `1,234.50`, `1,23`, `1,234,567` and `0,125` each rule out one.

use super::verdict::{OpenReading, Verdict, Witness};
use crate::written::{DecimalMark, GroupMark, NumberStyle, NumberText, is_iso_currency};

/// What the cells of a column show of its numbers.
#[derive(Clone, Debug, Default)]
pub struct NumberEvidence {
    numbers: u64,
    others: u64,
    first_other: Option<Witness>,
    point: Reading,
    comma: Reading,
    /// The first cell that the two readings take for different numbers.
    differs: Option<(Witness, [String; 2])>,
    /// True if every number is in the plain style.
    not_plain: bool,
    whole: u64,
    percents: u64,
    scaled: u64,
    currencies: Vec<Seen>,
}

/// A text that was seen in a column, how often, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The text.
    pub text: String,
    /// How often.
    pub count: u64,
    /// Where first.
    pub first: Witness,
}

/// What is known of one of the two marks.
#[derive(Clone, Debug, Default)]
struct Reading {
    ruled_out: Option<Witness>,
    groups: Vec<(GroupMark, Witness)>,
}

/// More kinds of currency than anyone mixes in a column are not told apart.
const MOST_CURRENCIES: usize = 16;

impl NumberEvidence {
    /// Takes a cell that is not blank.
    pub fn take(&mut self, text: &str, line: u64) {
        let text = text.trim();
        let Some((number, point, comma)) = readings(text) else {
            self.others += 1;
            self.first_other
                .get_or_insert_with(|| Witness::new(text, line));
            return;
        };
        self.numbers += 1;
        self.percents += u64::from(number.percent);
        self.scaled += u64::from(number.zeros > 0);
        if let Some(currency) = number.currency {
            self.see_currency(currency, text, line);
        }
        let read = point.as_ref().or(comma.as_ref());
        self.whole +=
            u64::from(number.zeros == 0 && read.is_some_and(|(digits, _)| is_whole(digits)));
        self.not_plain |= !point
            .as_ref()
            .is_some_and(|(digits, group)| group.is_none() && *digits == number.body);
        if let (Some((one, _)), Some((other, _))) = (&point, &comma)
            && one != other
        {
            let values = || [number.plain(one), number.plain(other)];
            self.differs
                .get_or_insert_with(|| (Witness::new(text, line), values()));
        }
        let group = |read: Option<(_, Option<GroupMark>)>| read.map(|(_, group)| group);
        let (point, comma) = (group(point), group(comma));
        self.point.take(point, text, line);
        self.comma.take(comma, text, line);
    }

    /// Cells that are numbers in some style.
    #[must_use]
    pub fn numbers(&self) -> u64 {
        self.numbers
    }

    /// Cells that are no numbers, and the first of them.
    #[must_use]
    pub fn others(&self) -> (u64, Option<&Witness>) {
        (self.others, self.first_other.as_ref())
    }

    /// Numbers without decimals. Of an open column, as if the mark were a point.
    #[must_use]
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// Numbers with `%` behind them.
    #[must_use]
    pub fn percents(&self) -> u64 {
        self.percents
    }

    /// Numbers with `k`, `M` or `B` behind them.
    #[must_use]
    pub fn scaled(&self) -> u64 {
        self.scaled
    }

    /// The signs and codes of currencies, in the order of their first cell.
    #[must_use]
    pub fn currencies(&self) -> &[Seen] {
        &self.currencies
    }

    /// The mark that stands before the decimals for certain: `1,5` and `0.5` show it.
    #[must_use]
    pub fn proved_mark(&self) -> Option<DecimalMark> {
        match (&self.point.ruled_out, &self.comma.ruled_out) {
            (Some(_), None) => Some(DecimalMark::Comma),
            (None, Some(_)) => Some(DecimalMark::Point),
            (None, None) | (Some(_), Some(_)) => None,
        }
    }

    /// How the numbers are written.
    #[must_use]
    pub fn verdict(&self) -> Verdict<NumberStyle> {
        let perhaps = match (&self.comma.ruled_out, &self.differs) {
            (None, Some((cell, _))) => Some(cell.clone()),
            (_, None) | (Some(_), _) => None,
        };
        if self.numbers == 0 {
            return Verdict::Nothing;
        }
        if !self.not_plain {
            return Verdict::Plain { perhaps };
        }
        match (&self.point.ruled_out, &self.comma.ruled_out, &self.differs) {
            (Some(one), Some(other), _) => Verdict::Contradictory {
                one: one.clone(),
                other: other.clone(),
            },
            (None, None, Some((example, values))) => self.open(example, values),
            (None, by, _) => self.point.settled(DecimalMark::Point, by.as_ref()),
            (by @ Some(_), None, _) => self.comma.settled(DecimalMark::Comma, by.as_ref()),
        }
    }

    fn open(&self, example: &Witness, values: &[String; 2]) -> Verdict<NumberStyle> {
        let readings = [
            (DecimalMark::Point, &self.point),
            (DecimalMark::Comma, &self.comma),
        ];
        let readings = readings.into_iter().zip(values);
        let readings = readings.map(|((decimal, reading), value)| OpenReading {
            value: value.clone(),
            written_as: reading.style(decimal).example(),
        });
        Verdict::Open {
            example: example.clone(),
            readings: readings.collect(),
        }
    }

    fn see_currency(&mut self, currency: &str, text: &str, line: u64) {
        let written = if is_iso_currency(&currency.to_ascii_uppercase()) {
            currency.to_ascii_uppercase()
        } else {
            currency.to_owned()
        };
        let seen = self.currencies.iter_mut().find(|seen| seen.text == written);
        if let Some(seen) = seen {
            seen.count += 1;
        } else if self.currencies.len() < MOST_CURRENCIES {
            self.currencies.push(Seen {
                text: written,
                count: 1,
                first: Witness::new(text, line),
            });
        }
    }
}

impl Reading {
    /// Notes what a cell shows: that it cannot be read so, or with which mark between its thousands.
    fn take(&mut self, read: Option<Option<GroupMark>>, text: &str, line: u64) {
        match read {
            None => {
                self.ruled_out
                    .get_or_insert_with(|| Witness::new(text, line));
            }
            Some(Some(mark)) if self.groups.iter().all(|(seen, _)| *seen != mark) => {
                self.groups.push((mark, Witness::new(text, line)));
            }
            Some(_) => {}
        }
    }

    fn style(&self, decimal: DecimalMark) -> NumberStyle {
        NumberStyle {
            decimal,
            group: self.groups.first().map(|(mark, _)| *mark),
        }
    }

    /// The verdict once the mark before the decimals is known: one mark between thousands, or a contradiction.
    fn settled(&self, decimal: DecimalMark, by: Option<&Witness>) -> Verdict<NumberStyle> {
        match self.groups.as_slice() {
            [(_, one), (_, other), ..] => Verdict::Contradictory {
                one: one.clone(),
                other: other.clone(),
            },
            [] | [_] => Verdict::Proved {
                style: self.style(decimal),
                by: by.cloned(),
            },
        }
    }
}

type Read<'a> = (std::borrow::Cow<'a, str>, Option<GroupMark>);

/// A text with its reading for either mark; none if it is a number for neither.
fn readings(text: &str) -> Option<(NumberText<'_>, Option<Read<'_>>, Option<Read<'_>>)> {
    let number = NumberText::split(text)?;
    let point = DecimalMark::Point.read(number.body);
    let comma = DecimalMark::Comma.read(number.body);
    (point.is_some() || comma.is_some()).then_some((number, point, comma))
}

/// True if nothing but zeros follows the point.
fn is_whole(digits: &str) -> bool {
    digits
        .split_once('.')
        .is_none_or(|(_, fraction)| fraction.bytes().all(|byte| byte == b'0'))
}
