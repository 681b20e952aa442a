//! Numbers, percents and amounts: from texts in the style of their column, and from typed cells.

use std::borrow::Cow;

use super::cell::{CellValue, Reading, quoted, shortened};
use super::coerced::{Coerced, Coercion};
use super::scalars::{outside, without_exponent};
use super::style::Witness;
use crate::decimal::{Decimal, DecimalError};
use crate::ir::{NumberType, NumberUnit, PercentForm, WrittenAs};
use crate::written::{DecimalMark, NumberStyle, NumberText, may_stand_for};

/// Reads the numbers of one column.
#[derive(Debug)]
pub(super) struct NumberReader {
    ty: NumberType,
    style: NumberStyle,
    undecided: Undecided,
    /// True where a percent without its sign is a fraction.
    fraction: bool,
    /// True where it could be either.
    percent_open: bool,
}

/// Why no one style reads the column.
#[derive(Debug)]
pub(super) enum Undecided {
    /// One does.
    No,
    /// Two do: what to write for a point before decimals, and for a comma.
    Open([String; 2]),
    /// None does: two cells that are not written alike.
    Contradictory(Witness, Witness),
}

impl NumberReader {
    pub(super) fn new(ty: &NumberType, written_as: &WrittenAs) -> NumberReader {
        NumberReader {
            ty: ty.clone(),
            style: written_as.numbers.unwrap_or(NumberStyle::PLAIN),
            undecided: Undecided::No,
            fraction: written_as.percent == Some(PercentForm::Fraction),
            percent_open: false,
        }
    }

    /// The style that the column proves.
    pub(super) fn proved(&mut self, style: NumberStyle) {
        self.style = style;
    }

    /// The column proves none.
    pub(super) fn undecided(&mut self, why: Undecided) {
        self.undecided = why;
    }

    /// The column does not say whether `0.12` is 12% or 0.12%.
    pub(super) fn percent_is_open(&mut self) {
        self.percent_open = true;
    }

    /// Reads a trimmed text.
    pub(super) fn read(&self, text: &str) -> Reading<'static> {
        if self.reads_plain_as_it_is()
            && let Ok(parsed) = Decimal::parse(text)
        {
            let coerced = Coerced::NOT.and(Coercion::Rounded, parsed.rounded);
            return self.value(text, parsed.value, coerced);
        }
        self.read_written(text).unwrap_or_else(Reading::Fault)
    }

    /// Reads a number that the file knows to be one, in the plain style.
    pub(super) fn read_typed(&self, plain: &str) -> Reading<'static> {
        self.finish(plain, plain, false, Coerced::NOT)
            .unwrap_or_else(Reading::Fault)
    }

    /// True if digits and a point mean what they mean everywhere.
    fn reads_plain_as_it_is(&self) -> bool {
        self.style.decimal == DecimalMark::Point
            && matches!(self.undecided, Undecided::No)
            && (self.fraction || self.ty.unit != NumberUnit::Percent)
    }

    fn read_written(&self, text: &str) -> Result<Reading<'static>, String> {
        let number = NumberText::split(text).ok_or_else(|| self.no_number(text))?;
        self.check_unit(text, &number)?;
        let digits = self.digits(text, &number)?;
        let plain = number.plain(&digits);
        let plain = plain.strip_suffix('%').unwrap_or(&plain);
        let around = text.starts_with('(') || text.ends_with([')', '-', '−', '–']);
        let coerced = Coerced::NOT
            .and(Coercion::Currency, number.currency.is_some())
            .and(Coercion::Scaled, number.zeros > 0)
            .and(Coercion::Negative, number.negative && around);
        self.finish(text, plain, number.percent, coerced)
    }

    /// From plain digits to the value. `text` is the cell, for messages.
    fn finish(
        &self,
        text: &str,
        plain: &str,
        percent_sign: bool,
        coerced: Coerced,
    ) -> Result<Reading<'static>, String> {
        let is_percent = self.ty.unit == NumberUnit::Percent;
        if is_percent && self.percent_open && !percent_sign && !is_zero(plain) {
            return Err(open_percent(text, plain));
        }
        let plain = if is_percent && (percent_sign || !self.fraction) {
            Cow::Owned(hundredth(plain).ok_or_else(|| self.no_number(text))?)
        } else {
            Cow::Borrowed(plain)
        };
        match Decimal::parse(&plain) {
            Ok(parsed) => {
                let coerced = coerced.and(Coercion::Rounded, parsed.rounded);
                Ok(self.value(text, parsed.value, coerced))
            }
            Err(DecimalError::TooLarge) => {
                Err(format!("{} has more than 20 digits", shortened(text)))
            }
            Err(DecimalError::NotANumber) => Err(self.no_number(text)),
        }
    }

    fn value(&self, text: &str, value: Decimal, coerced: Coerced) -> Reading<'static> {
        let units = value.units();
        if self.ty.integer && !value.is_integer() {
            Reading::Fault(self.not_whole(text))
        } else if !self.ty.bounds.contains(units) {
            let show = |units| number_text(units, &self.ty.unit);
            Reading::Fault(outside(&shortened(text), self.ty.bounds, show))
        } else {
            Reading::Value(CellValue::Number(units), coerced)
        }
    }

    /// The digits in the plain style.
    fn digits<'t>(&self, text: &str, number: &NumberText<'t>) -> Result<Cow<'t, str>, String> {
        let read = |mark: DecimalMark| mark.read(number.body).map(|(digits, _)| digits);
        let (point, comma) = (read(DecimalMark::Point), read(DecimalMark::Comma));
        match &self.undecided {
            Undecided::No => match self.style.digits(number.body) {
                Some(digits) => Ok(digits),
                None => Err(self.other_style(text, number)),
            },
            Undecided::Open([point_as, comma_as]) => match (point, comma) {
                (Some(one), Some(other)) if one != other => Err(format!(
                    "{} can be {} or {}, and no cell of the column says which: \
                     write `as \"{point_as}\"` or `as \"{comma_as}\"` behind the type",
                    quoted(text),
                    number.plain(&one),
                    number.plain(&other)
                )),
                (Some(digits), _) | (None, Some(digits)) => Ok(digits),
                (None, None) => Err(self.no_number(text)),
            },
            Undecided::Contradictory(one, other) => {
                let is_plain = NumberStyle::PLAIN.digits(number.body).is_some();
                match (point, comma) {
                    (Some(digits), None) if is_plain => Ok(digits),
                    (Some(digits), Some(same)) if is_plain && digits == same => Ok(digits),
                    (None, None) => Err(self.no_number(text)),
                    (Some(_), _) | (None, Some(_)) => Err(contradiction(text, one, other)),
                }
            }
        }
    }

    fn check_unit(&self, text: &str, number: &NumberText<'_>) -> Result<(), String> {
        match (&self.ty.unit, number.currency) {
            (NumberUnit::Money(ours), Some(theirs)) if !may_stand_for(theirs, ours) => {
                return Err(format!(
                    "{} is in {}; this field is in {ours}",
                    quoted(text),
                    theirs.to_uppercase()
                ));
            }
            (NumberUnit::Plain | NumberUnit::Percent, Some(_)) => {
                let what = if self.ty.unit == NumberUnit::Plain {
                    "plain numbers"
                } else {
                    "percentages"
                };
                return Err(format!(
                    "{} is an amount of money; this field holds {what}",
                    quoted(text)
                ));
            }
            (NumberUnit::Money(_) | NumberUnit::Plain | NumberUnit::Percent, _) => {}
        }
        let what = match &self.ty.unit {
            NumberUnit::Percent => return Ok(()),
            NumberUnit::Plain => "plain numbers",
            NumberUnit::Money(_) => "amounts of money",
        };
        if number.percent {
            return Err(format!(
                "{} is a percentage; this field holds {what}",
                quoted(text)
            ));
        }
        Ok(())
    }

    /// A number, but not in this style.
    fn other_style(&self, text: &str, number: &NumberText<'_>) -> String {
        let read = |mark: DecimalMark| mark.read(number.body).map(|(digits, _)| digits);
        match (read(DecimalMark::Point), read(DecimalMark::Comma)) {
            (None, None) => self.no_number(text),
            _ if self.style != NumberStyle::PLAIN => format!(
                "{} is not written like {}",
                quoted(text),
                self.style.example()
            ),
            (Some(one), Some(other)) if one != other => format!(
                "{} can be {} or {}: write the one you mean",
                quoted(text),
                number.plain(&one),
                number.plain(&other)
            ),
            (Some(digits), _) | (None, Some(digits)) => {
                format!("{} is written {}", quoted(text), number.plain(&digits))
            }
        }
    }

    fn no_number(&self, text: &str) -> String {
        if let Some((mantissa, _)) = text.split_once(['e', 'E'])
            && Decimal::parse(&mantissa.replace(',', ".")).is_ok()
            && let Some(whole) = without_exponent(&text.replace(',', "."))
        {
            // A spreadsheet that writes so may have dropped digits: what it means is not for us to say.
            return format!(
                "{} is short for {whole}: write all its digits",
                quoted(text)
            );
        }
        if is_accounting_dash(text) {
            return format!(
                "{} has no digits: a spreadsheet may show 0 so; write 0 in the file, or `missing {}` if it stands for no answer",
                quoted(text),
                quoted(text)
            );
        }
        match &self.ty.unit {
            NumberUnit::Plain => format!("{} is not a number", quoted(text)),
            NumberUnit::Percent => {
                format!("{} is not a number, such as 12 or 12%", quoted(text))
            }
            NumberUnit::Money(currency) => format!(
                "{} is not an amount, such as 1200 or 1200 {currency}",
                quoted(text)
            ),
        }
    }

    fn not_whole(&self, text: &str) -> String {
        let grouped = NumberText::split(text)
            .and_then(|number| DecimalMark::Comma.read(number.body))
            .is_some_and(|(_, group)| group.is_some());
        let mut problem = format!("{} is not a whole number", shortened(text));
        if grouped && self.style == NumberStyle::PLAIN {
            problem
                .push_str("; if its point parts thousands, write `as \"1.234,5\"` behind the type");
        }
        problem
    }
}

/// What is said of a cell of a column that is written in two ways.
pub(super) fn contradiction(text: &str, one: &Witness, other: &Witness) -> String {
    format!(
        "{}: this column is written in two ways, \"{}\" on line {} and \"{}\" on line {}",
        quoted(text),
        one.text,
        one.line,
        other.text,
        other.line
    )
}

fn open_percent(text: &str, plain: &str) -> String {
    let as_fraction = Decimal::parse(plain)
        .ok()
        .and_then(|parsed| parsed.value.checked_mul(Decimal::from_integer(100)))
        .map_or_else(String::new, |value| value.to_string());
    format!(
        "{} can be {as_fraction}% or {plain}%, and no cell of the column says which: \
         write `as \"0.12\"` behind the type if the cells are fractions, `as \"12\"` if not",
        quoted(text)
    )
}

/// `-`, `$ -`, `€–`: how the accounting format of spreadsheets shows 0, and how people write that there is nothing.
fn is_accounting_dash(text: &str) -> bool {
    let mut dashes = 0;
    text.chars().all(|letter| {
        let dash = matches!(letter, '-' | '–' | '−' | '—');
        dashes += usize::from(dash);
        dash || letter.is_whitespace() || !letter.is_alphanumeric()
    }) && dashes == 1
        && text.chars().count() <= 6
}

fn is_zero(plain: &str) -> bool {
    plain.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'))
}

/// `12.5` as `0.125`, digit for digit, so that a percent is rounded once. None if it is no number.
fn hundredth(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let padded = format!("{whole:0>3}");
    let (whole, hundredths) = padded.split_at(padded.len() - 2);
    Some(format!("{sign}{whole}.{hundredths}{fraction}"))
}

fn number_text(units: i128, unit: &NumberUnit) -> String {
    let text = |units| Decimal::from_units(units).map_or_else(|| "∞".to_owned(), |d| d.to_string());
    match unit {
        NumberUnit::Plain => text(units),
        NumberUnit::Percent => format!("{}%", text(units.saturating_mul(100))),
        NumberUnit::Money(currency) => format!("{} {currency}", text(units)),
    }
}
