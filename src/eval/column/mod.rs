//! Columns of possible outcomes: for each row, the set of values that are still possible.
//!
//! Commitment 1: a number, date or duration is a closed interval whose ends may be open; a yes/no,
//! choice, band or option is a subset of its values; a text or list is one value or "anything".
//! Beside the set stands whether the value applies at all and whether a fault is what keeps it open.
//! Columns are cheap to clone: their buffers are shared.
//!
//! What is the same on every row of a column is held once, and numbers take 64 bits where these are
//! enough (`docs/performance.md`). Kernels ask for these forms to be fast, never to be right: a row
//! reads the same in each of them.

mod choices;
mod narrow;
mod numbers;
mod texts;
mod yes_no;

pub use super::flags::{Flags, Status, flag, truth, truth_flags};
pub(super) use super::flags::{both_flags, settle_flags};

use crate::ir::Bounds;

pub(super) use choices::SmallSets;
pub use choices::{ChoiceColumn, is_single, members_of};
pub(super) use narrow::{LIMIT, NARROW_HIGH, NARROW_LOW, Narrow, narrowed, widened};
pub(super) use numbers::NumberBuilder;
pub use numbers::NumberColumn;
pub use texts::{ListColumn, TextColumn};
pub use yes_no::YesNoColumn;

/// The low end of an interval that has none.
pub const OPEN_LOW: i128 = i128::MIN;
/// The high end of an interval that has none.
pub const OPEN_HIGH: i128 = i128::MAX;

/// A column of possible outcomes.
#[derive(Clone, Debug)]
pub enum Column {
    /// Numbers (millionths), dates (days since 1970-01-01), durations (days), months.
    Number(NumberColumn),
    /// Yes/no.
    YesNo(YesNoColumn),
    /// Members of a domain.
    Choice(ChoiceColumn),
    /// Texts, and keys of references.
    Text(TextColumn),
    /// Lists.
    List(ListColumn),
}

/// A closed interval; its ends are [`OPEN_LOW`] and [`OPEN_HIGH`] where there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The low end.
    pub low: i128,
    /// The high end.
    pub high: i128,
}

impl Interval {
    /// No ends.
    pub const OPEN: Interval = Interval {
        low: OPEN_LOW,
        high: OPEN_HIGH,
    };
    /// Nothing but zero.
    pub const ZERO: Interval = Interval { low: 0, high: 0 };

    /// A single value.
    #[must_use]
    pub fn point(value: i128) -> Interval {
        Interval {
            low: value,
            high: value,
        }
    }

    /// The range of a type.
    #[must_use]
    pub fn from_bounds(bounds: Bounds) -> Interval {
        Interval {
            low: bounds.low.unwrap_or(OPEN_LOW),
            high: bounds.high.unwrap_or(OPEN_HIGH),
        }
    }

    /// True if one value is left.
    #[must_use]
    pub fn is_point(self) -> bool {
        self.low == self.high
    }

    /// True if a value may be it.
    #[must_use]
    pub fn contains(self, value: i128) -> bool {
        self.low <= value && value <= self.high
    }

    /// The smallest interval around both.
    #[must_use]
    pub fn hull(self, other: Interval) -> Interval {
        Interval {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }
}

impl Column {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Column::Number(column) => column.len(),
            Column::YesNo(column) => column.len(),
            Column::Choice(column) => column.len(),
            Column::Text(column) => column.len(),
            Column::List(column) => column.values.len(),
        }
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a row is settled, and if not why.
    #[must_use]
    pub fn status(&self, row: usize) -> Status {
        match self {
            Column::Number(column) => column.status(row),
            Column::YesNo(column) => column.status(row),
            Column::Choice(column) => column.status(row),
            Column::Text(column) => column.status(row),
            Column::List(column) => column.status(row),
        }
    }

    /// The [`flag`] bits of a row; those of a yes/no are read from its truth bits.
    #[must_use]
    pub fn flags(&self, row: usize) -> u8 {
        match self {
            Column::Number(column) => column.flags.get(row),
            Column::YesNo(column) => truth_flags(column.get(row)),
            Column::Choice(column) => column.flags.get(row),
            Column::Text(column) => column.flags.get(row),
            Column::List(column) => column.flags.get(row),
        }
    }
}
