//! One cell to one value of a field's type, or to the reason why it is none.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::scalars::{
    read_date, read_duration, read_months, read_number, read_yes_no, without_exponent,
};
use super::source::RawCell;
use crate::diagnostics::did_you_mean;
use crate::ir::{Bounds, Domain, NumberType, Program, Type, WrittenAs};
use crate::written::DatePattern;

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
    /// A value, and whether digits were rounded away.
    Value(CellValue<'a>, bool),
    /// No value of the type; the sentence says why.
    Fault(String),
}

/// Reads the cells of one field.
#[derive(Debug)]
pub(super) struct CellReader {
    kind: Kind,
    missing: Vec<String>,
}

#[derive(Debug)]
enum Kind {
    Text,
    YesNo {
        yes: Vec<String>,
        no: Vec<String>,
    },
    Number(NumberType),
    Date {
        pattern: DatePattern,
        bounds: Bounds,
    },
    Duration(Bounds),
    Months,
    Choice(Members),
    List(Box<Kind>),
}

/// A domain's members by the texts that stand for them.
#[derive(Debug)]
struct Members {
    exact: HashMap<String, u32>,
    any_case: HashMap<String, u32>,
    names: Vec<String>,
}

impl CellReader {
    /// A reader for a field's type and way of writing, given the record's texts for "no answer".
    pub(super) fn new(
        program: &Program,
        ty: &Type,
        written_as: &WrittenAs,
        missing: &[String],
    ) -> Self {
        let missing = missing
            .iter()
            .map(|text| normal(text.trim()).into_owned())
            .collect();
        CellReader {
            kind: Kind::new(program, ty, written_as),
            missing,
        }
    }

    /// The value of a cell.
    pub(super) fn read<'a>(&self, cell: &RawCell<'a>) -> Reading<'a> {
        match cell {
            RawCell::Text(text) => {
                let text = trimmed(text);
                if text.is_empty() || self.missing.iter().any(|missing| *missing == text) {
                    Reading::Unknown
                } else {
                    self.kind.read_text(text)
                }
            }
            RawCell::Empty => Reading::Unknown,
            RawCell::Error(sign) if self.missing.iter().any(|missing| missing == sign) => {
                Reading::Unknown
            }
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

impl Kind {
    fn new(program: &Program, ty: &Type, written_as: &WrittenAs) -> Kind {
        match ty {
            Type::Text | Type::Reference(_) => Kind::Text,
            Type::YesNo => match written_as {
                WrittenAs::YesNo { yes, no } => Kind::YesNo {
                    yes: vec![folded(yes.trim())],
                    no: vec![folded(no.trim())],
                },
                WrittenAs::Usual | WrittenAs::Date(_) => Kind::YesNo {
                    yes: ["yes", "true", "y", "1"].map(str::to_owned).to_vec(),
                    no: ["no", "false", "n", "0"].map(str::to_owned).to_vec(),
                },
            },
            Type::Number(number) => Kind::Number(number.clone()),
            Type::Date(bounds) => Kind::Date {
                pattern: match written_as {
                    WrittenAs::Date(pattern) => {
                        DatePattern::parse(pattern, &[]).unwrap_or_else(|_| DatePattern::iso())
                    }
                    WrittenAs::Usual | WrittenAs::YesNo { .. } => DatePattern::iso(),
                },
                bounds: *bounds,
            },
            Type::Duration(bounds) => Kind::Duration(*bounds),
            Type::Months => Kind::Months,
            Type::Choice(domain) => Kind::Choice(Members::new(&program.domains[*domain])),
            Type::List(item) => Kind::List(Box::new(Kind::new(program, item, written_as))),
        }
    }

    fn read_text<'a>(&self, text: Cow<'a, str>) -> Reading<'a> {
        match self {
            Kind::Text => Reading::Value(CellValue::Text(text), false),
            Kind::YesNo { yes, no } => read_yes_no(&text, yes, no),
            Kind::Number(number) => read_number(&text, number),
            Kind::Date { pattern, bounds } => read_date(&text, pattern, *bounds),
            Kind::Duration(bounds) => read_duration(&text, *bounds),
            Kind::Months => read_months(&text),
            Kind::Choice(members) => members.read(&text),
            Kind::List(item) => {
                let parts = text
                    .split(';')
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
            (Kind::YesNo { .. }, RawCell::YesNo(value)) => {
                Reading::Value(CellValue::YesNo(*value), false)
            }
            (Kind::Date { bounds, .. }, RawCell::Date(_) | RawCell::Moment { .. }) => {
                read_date(&cell.text(), &DatePattern::iso(), *bounds)
            }
            (Kind::List(item), RawCell::Items(cells)) => {
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
                Some(plain) => self.read_text(Cow::Owned(plain.into_owned())),
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

impl Members {
    fn new(domain: &Domain) -> Members {
        let mut members = Members {
            exact: HashMap::new(),
            any_case: HashMap::new(),
            names: domain
                .members
                .iter()
                .map(|member| member.named.name.clone())
                .collect(),
        };
        // Names win over `as` texts, and those over labels, where two members share a text.
        let names = domain
            .members
            .iter()
            .map(|member| Some(member.named.name.as_str()));
        let written = domain
            .members
            .iter()
            .map(|member| member.written_as.as_deref());
        let labels = domain
            .members
            .iter()
            .map(|member| member.named.label.as_deref());
        let texts = names
            .enumerate()
            .chain(written.enumerate())
            .chain(labels.enumerate());
        for (place, text) in texts.filter_map(|(place, text)| Some((place, text?.trim()))) {
            let place = u32::try_from(place).unwrap_or(u32::MAX); // lists are far shorter
            members
                .exact
                .entry(normal(text).into_owned())
                .or_insert(place);
            members.any_case.entry(folded(text)).or_insert(place);
        }
        members
    }

    fn read(&self, text: &str) -> Reading<'static> {
        let found = self
            .exact
            .get(text)
            .or_else(|| self.any_case.get(&folded(text)));
        match found {
            Some(member) => Reading::Value(CellValue::Member(*member), false),
            None => {
                const SHOWN: usize = 8;
                let mut problem = format!(
                    "{} is none of {}",
                    quoted(text),
                    self.names
                        .iter()
                        .take(SHOWN)
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(", ")
                );
                if let Some(more) = self.names.len().checked_sub(SHOWN + 1) {
                    problem.push_str(&format!(" and {} more", more + 1));
                }
                let known = self.names.iter().map(String::as_str);
                let known = known.chain(self.exact.keys().map(String::as_str));
                if let Some(question) = did_you_mean(text, known) {
                    problem.push_str(&format!("; {question}"));
                }
                Reading::Fault(problem)
            }
        }
    }
}

fn read_items<'a>(items: impl Iterator<Item = Reading<'a>>) -> Reading<'a> {
    let mut values = Vec::new();
    let mut any_rounded = false;
    for item in items {
        match item {
            Reading::Value(value, rounded) => {
                values.push(value);
                any_rounded |= rounded;
            }
            Reading::Fault(problem) => return Reading::Fault(problem),
            Reading::Unknown => {}
        }
    }
    Reading::Value(CellValue::List(values), any_rounded)
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
