//! Types of values, with what is known of their range.

use super::arena::{DomainId, RecordId};

/// The type of an expression or a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A text.
    Text,
    /// Yes or no; a segment too.
    YesNo,
    /// A number: plain, percent or money.
    Number(NumberType),
    /// A day. Bounds and columns count days since 1970-01-01.
    Date(Bounds),
    /// A length of time. Bounds and columns count days.
    Duration(Bounds),
    /// A calendar length (`3 months`, `1 year`); only beside a date. Counts months.
    Months,
    /// One value of a [`Domain`](super::Domain).
    Choice(DomainId),
    /// Several values of a type.
    List(Box<Type>),
    /// The key of a row of another record.
    Reference(RecordId),
}

/// A number's unit, whether it is whole, and its range.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberType {
    /// What it counts.
    pub unit: NumberUnit,
    /// True if it has no fraction.
    pub integer: bool,
    /// Its range, in millionths.
    pub bounds: Bounds,
}

/// What a number counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberUnit {
    /// Nothing in particular.
    Plain,
    /// Hundredths when shown; stored as a fraction (40% is 0.4). Mixes with plain numbers.
    Percent,
    /// An amount of a currency, by its code.
    Money(String),
}

/// A closed range whose ends may be open, in the units of the type: millionths for numbers, days
/// for dates and durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Bounds {
    /// The low end; `None` if there is none.
    pub low: Option<i128>,
    /// The high end; `None` if there is none.
    pub high: Option<i128>,
}

impl Bounds {
    /// No ends.
    pub const OPEN: Bounds = Bounds {
        low: None,
        high: None,
    };

    /// Both ends.
    #[must_use]
    pub fn closed(low: i128, high: i128) -> Bounds {
        Bounds {
            low: Some(low),
            high: Some(high),
        }
    }

    /// True if a value lies within, the ends included.
    #[must_use]
    pub fn contains(self, value: i128) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }

    /// The smallest bounds around both.
    #[must_use]
    pub fn union(self, other: Bounds) -> Bounds {
        Bounds {
            low: self.low.zip(other.low).map(|(a, b)| a.min(b)),
            high: self.high.zip(other.high).map(|(a, b)| a.max(b)),
        }
    }
}

impl Type {
    /// A plain number with no known range.
    #[must_use]
    pub fn number() -> Type {
        Type::Number(NumberType {
            unit: NumberUnit::Plain,
            integer: false,
            bounds: Bounds::OPEN,
        })
    }

    /// A whole number within bounds given in millionths.
    #[must_use]
    pub fn integer(bounds: Bounds) -> Type {
        Type::Number(NumberType {
            unit: NumberUnit::Plain,
            integer: true,
            bounds,
        })
    }

    /// The range of a number, date or duration; open for every other type.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        match self {
            Type::Number(number) => number.bounds,
            Type::Date(bounds) | Type::Duration(bounds) => *bounds,
            Type::Text
            | Type::YesNo
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_) => Bounds::OPEN,
        }
    }
}
