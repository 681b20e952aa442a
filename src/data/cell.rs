//! One cell to one value of a field's type, or to the reason why it is none.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::coerced::{Coerced, Coercion};
use super::members::Members;
use super::numbers::{self, NumberReader};
use super::scalars::{self, DateReader, YesNoReader, read_duration, read_months, without_exponent};
use super::source::RawCell;
use super::style::Verdict;
use crate::ir::{Bounds, Program, StoredColumn, Type};
use crate::written::{DatePattern, NumberStyle, Pair};

/// A cell's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellValue<'a> {
    /// A text or the key of a row.
    Text(Cow<'a, str>),
    /// Yes or no.
    YesNo(bool),
    /// Millionths.
    Number(i128),
    /// Days since 1970-01-01.
    Date(i32),
    /// Days, or months.
    Length(i64),
    /// A member's place in its domain.
    Member(u32),
    /// Several values.
    List(Vec<CellValue<'a>>),
}

/// What came of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading<'a> {
    /// No answer.
    Unknown,
    /// A value, and what was changed about the cell.
    Value(CellValue<'a>, Coerced),
    /// No value of the type; the sentence says why.
    Fault(String),
}

/// Reads the cells of one field.
#[derive(Debug)]
pub(super) struct CellReader {
    kind: Kind,
    missing: Vec<String>,
    undeclared: Option<Undeclared>,
}

#[derive(Debug)]
enum Kind {
    /// A text. Of an identifier, digits must not have been lost.
    Text {
        identifier: bool,
    },
    YesNo(YesNoReader),
    Number(NumberReader),
    Date(DateReader),
    Duration(Bounds),
    Months,
    Choice(Members),
    List {
        item: Box<Kind>,
        between: String,
    },
}

/// What the evidence of a whole column says of a field that does not state how its cells are written.
#[derive(Debug)]
pub(super) enum Decided {
    Numbers(Verdict<NumberStyle>),
    Dates(Verdict<DatePattern>),
    YesNo(Verdict<&'static Pair>),
    /// A percent without its sign may be a fraction or not.
    PercentOpen,
}

/// What the evidence of a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undeclared {
    Numbers,
    Dates,
    YesNo,
}

impl CellReader {
    /// A reader for a field of a type, given its column and its record's texts for "no answer". What is an
    /// `identifier` names a row.
    pub(super) fn new(
        program: &Program,
        ty: &Type,
        column: &StoredColumn,
        missing: &[String],
        identifier: bool,
    ) -> Self {
        let missing = missing.iter().chain(&column.missing);
        let written_as = &column.written_as;
        let undeclared = match ty {
            Type::Number(_) if written_as.numbers.is_none() => Some(Undeclared::Numbers),
            Type::Date(_) if written_as.dates.is_none() => Some(Undeclared::Dates),
            Type::YesNo if written_as.yes_no.is_none() => Some(Undeclared::YesNo),
            Type::Number(_)
            | Type::Date(_)
            | Type::YesNo
            | Type::Text
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_) => None,
        };
        let identifier = identifier || matches!(ty, Type::Reference(_));
        CellReader {
            kind: Kind::new(program, ty, column, identifier),
            missing: missing
                .map(|text| normal(text.trim()).into_owned())
                .collect(),
            undeclared,
        }
    }

    /// What the whole column could prove, where the field does not state how its cells are written.
    pub(super) fn undeclared(&self) -> Option<Undeclared> {
        self.undeclared
    }

    /// True if the cell is one of the texts for "no answer".
    pub(super) fn is_missing(&self, text: &str) -> bool {
        self.missing.iter().any(|missing| missing == text)
    }

    /// Reads on with what the whole column proves, or does not.
    pub(super) fn decide(&mut self, decided: &Decided) {
        match (&mut self.kind, decided) {
            (Kind::Number(reader), Decided::Numbers(verdict)) => decide_numbers(reader, verdict),
            (Kind::Number(reader), Decided::PercentOpen) => reader.percent_is_open(),
            (Kind::Date(reader), Decided::Dates(verdict)) => decide_dates(reader, verdict),
            (Kind::YesNo(reader), Decided::YesNo(Verdict::Proved { style, .. })) => {
                reader.proved(style);
            }
            // Any other pair is not made.
            (
                _,
                Decided::Numbers(_) | Decided::Dates(_) | Decided::YesNo(_) | Decided::PercentOpen,
            ) => {}
        }
    }

    /// The value of a cell.
    pub(super) fn read<'a>(&self, cell: &RawCell<'a>) -> Reading<'a> {
        match cell {
            RawCell::Text(text) => {
                let around = text.len();
                let text = trimmed(text);
                if text.is_empty() {
                    self.kind.read_blank()
                } else if self.is_missing(&text) {
                    Reading::Unknown
                } else {
                    let trimmed = text.len() < around;
                    match self.kind.read_text(text) {
                        Reading::Value(value, coerced) if trimmed => {
                            Reading::Value(value, coerced.and(Coercion::Trimmed, true))
                        }
                        reading @ (Reading::Unknown | Reading::Value(..) | Reading::Fault(_)) => {
                            reading
                        }
                    }
                }
            }
            RawCell::Empty => self.kind.read_blank(),
            RawCell::Error(sign) if self.is_missing(sign) => Reading::Unknown,
            RawCell::YesNo(_)
            | RawCell::Number(_)
            | RawCell::Decimal { .. }
            | RawCell::Date(_)
            | RawCell::Moment { .. }
            | RawCell::Error(_)
            | RawCell::Items(_)
            | RawCell::Nested(_) => self.kind.read_typed(cell),
        }
    }
}

fn decide_numbers(reader: &mut NumberReader, verdict: &Verdict<NumberStyle>) {
    match verdict {
        Verdict::Nothing | Verdict::Plain { .. } => {}
        Verdict::Proved { style, .. } => reader.proved(*style),
        Verdict::Open { readings, .. } => {
            if let [point, comma] = readings.as_slice() {
                let lines = [&point.written_as, &comma.written_as].map(Clone::clone);
                reader.undecided(numbers::Undecided::Open(lines));
            }
        }
        Verdict::Contradictory { one, other } => {
            reader.undecided(numbers::Undecided::Contradictory(
                one.clone(),
                other.clone(),
            ));
        }
    }
}

fn decide_dates(reader: &mut DateReader, verdict: &Verdict<DatePattern>) {
    match verdict {
        Verdict::Nothing | Verdict::Plain { .. } => {}
        Verdict::Proved { style, .. } => reader.proved(style.clone()),
        Verdict::Open { readings, .. } => {
            let pattern = |text: &String| DatePattern::parse(text, &[]).ok();
            let patterns = readings.iter().map(|reading| &reading.written_as);
            let patterns = patterns.filter_map(pattern).collect();
            reader.undecided(scalars::Undecided::Open(patterns));
        }
        Verdict::Contradictory { one, other } => {
            reader.undecided(scalars::Undecided::Contradictory(
                one.clone(),
                other.clone(),
            ));
        }
    }
}

impl Kind {
    fn new(program: &Program, ty: &Type, column: &StoredColumn, identifier: bool) -> Kind {
        let written_as = &column.written_as;
        match ty {
            Type::Text | Type::Reference(_) => Kind::Text { identifier },
            Type::YesNo => Kind::YesNo(YesNoReader::new(written_as.yes_no.as_ref())),
            Type::Number(number) => Kind::Number(NumberReader::new(number, written_as)),
            Type::Date(bounds) => Kind::Date(DateReader::new(written_as.dates.clone(), *bounds)),
            Type::Duration(bounds) => Kind::Duration(*bounds),
            Type::Months => Kind::Months,
            Type::Choice(domain) => Kind::Choice(Members::new(&program.domains[*domain])),
            Type::List(item) => Kind::List {
                item: Box::new(Kind::new(program, item, column, identifier)),
                between: written_as.between.clone().unwrap_or_else(|| ";".to_owned()),
            },
        }
    }

    /// A blank cell has no answer, but where it is said to mean yes or no.
    fn read_blank<'a>(&self) -> Reading<'a> {
        let meant = match self {
            Kind::YesNo(reader) => reader.blank(),
            Kind::Text { .. }
            | Kind::Number(_)
            | Kind::Date(_)
            | Kind::Duration(_)
            | Kind::Months
            | Kind::Choice(_)
            | Kind::List { .. } => None,
        };
        meant.map_or(Reading::Unknown, |value| {
            Reading::Value(CellValue::YesNo(value), Coerced::NOT)
        })
    }

    fn read_text<'a>(&self, text: Cow<'a, str>) -> Reading<'a> {
        match self {
            Kind::Text { identifier: true } if has_lost_digits(&text) => Reading::Fault(format!(
                "{} has lost digits: a spreadsheet wrote a long number short; take it from the source as text",
                quoted(&text)
            )),
            Kind::Text { .. } => Reading::Value(CellValue::Text(text), Coerced::NOT),
            Kind::YesNo(reader) => reader.read(&text),
            Kind::Number(reader) => reader.read(&text),
            Kind::Date(reader) => reader.read(&text),
            Kind::Duration(bounds) => read_duration(&text, *bounds),
            Kind::Months => read_months(&text),
            Kind::Choice(members) => members.read(&text),
            Kind::List { item, between } => {
                let parts = text
                    .split(between.as_str())
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                let parts = parts.map(|part| Cow::Owned(part.to_owned()));
                read_items(parts.map(|part| item.read_text(part)))
            }
        }
    }

    /// Reads what the file has told apart from a text.
    fn read_typed<'a>(&self, cell: &RawCell<'a>) -> Reading<'a> {
        match (self, cell) {
            (Kind::YesNo(_), RawCell::YesNo(value)) => {
                Reading::Value(CellValue::YesNo(*value), Coerced::NOT)
            }
            (Kind::Date(reader), RawCell::Date(day)) => reader.day(&cell.text(), *day, false),
            (Kind::Date(reader), RawCell::Moment { day, .. }) => {
                reader.day(&cell.text(), *day, true)
            }
            (Kind::Choice(members), RawCell::Date(_) | RawCell::Moment { .. }) => {
                members.read_day(&cell.text())
            }
            (Kind::Number(reader), RawCell::Decimal { .. }) => reader.read_typed(&cell.text()),
            (Kind::Number(reader), RawCell::Number(text)) => match without_exponent(text) {
                Some(plain) => reader.read_typed(&plain),
                None => Reading::Fault(format!("{} has too many digits", shortened(text))),
            },
            (Kind::List { item, .. }, RawCell::Items(cells)) => {
                read_items(cells.iter().map(|cell| match cell {
                    RawCell::Text(text) => item.read_text(trimmed(text)),
                    RawCell::Empty => {
                        Reading::Fault("a list cannot hold an empty value".to_owned())
                    }
                    RawCell::YesNo(_)
                    | RawCell::Number(_)
                    | RawCell::Decimal { .. }
                    | RawCell::Date(_)
                    | RawCell::Moment { .. }
                    | RawCell::Error(_)
                    | RawCell::Items(_)
                    | RawCell::Nested(_) => item.read_typed(cell),
                }))
            }
            (
                _,
                RawCell::YesNo(_)
                | RawCell::Decimal { .. }
                | RawCell::Date(_)
                | RawCell::Moment { .. },
            ) => self.read_text(Cow::Owned(cell.text().into_owned())),
            (_, RawCell::Number(text)) => match without_exponent(text) {
                Some(plain) => self.read_text(Cow::Owned(whole(&plain).to_owned())),
                None => Reading::Fault(format!("{} has too many digits", shortened(text))),
            },
            (_, RawCell::Error(sign)) => {
                Reading::Fault(format!("the spreadsheet shows the error {sign} here"))
            }
            (_, RawCell::Items(_)) => {
                Reading::Fault("several values where one is expected".to_owned())
            }
            (_, RawCell::Nested(text)) => Reading::Fault(format!(
                "{} is {}; one value is expected",
                shortened(text),
                if text.starts_with('[') {
                    "a list in a list"
                } else {
                    "an object"
                },
            )),
            (_, RawCell::Text(text)) => self.read_text(trimmed(text)),
            (_, RawCell::Empty) => Reading::Unknown,
        }
    }
}

fn read_items<'a>(items: impl Iterator<Item = Reading<'a>>) -> Reading<'a> {
    let mut values = Vec::new();
    let mut all = Coerced::NOT;
    for item in items {
        match item {
            Reading::Value(value, coerced) => {
                values.push(value);
                all = all.or(coerced);
            }
            Reading::Fault(problem) => return Reading::Fault(problem),
            Reading::Unknown => {}
        }
    }
    Reading::Value(CellValue::List(values), all)
}

/// True for a long whole number as spreadsheets write it in a column that is too narrow: `1.23457E+11`.
fn has_lost_digits(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+") else {
        return false;
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let fraction = match mantissa.get(1..) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(['.', ',']).is_some_and(digits),
        None => false,
    };
    mantissa.starts_with(|c: char| c.is_ascii_digit())
        && fraction
        && digits(exponent)
        && matches!(exponent.len(), 2 | 3)
}

/// A whole number without the `.0` that programs write behind it.
fn whole(plain: &str) -> &str {
    match plain.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        Some(_) | None => plain,
    }
}

/// Trimmed and NFC; borrowed where nothing had to change.
pub(super) fn trimmed<'a>(text: &Cow<'a, str>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => normal(text.trim()),
        Cow::Owned(text) => Cow::Owned(normal(text.trim()).into_owned()),
    }
}

/// NFC; borrowed where the text is so already.
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// NFC and lower case, for comparing without case.
pub(super) fn folded(text: &str) -> String {
    normal(text).to_lowercase()
}

/// A cell's text cut to a length that fits a message.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        let mut short: String = text.chars().take(LONGEST - 1).collect();
        short.push('…');
        short
    }
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}
