//! Columns of possible outcomes: for each row, the set of values that are still possible.
//!
//! Commitment 1: a number, date or duration is a closed interval whose ends may be open; a yes/no,
//! choice, band or option is a subset of its values; a text or list is one value or "anything".
//! Beside the set stands whether the value applies at all and whether a fault is what keeps it open.
//! Columns are cheap to clone: their buffers are shared.

use std::sync::Arc;

use crate::ir::Value;

/// The low end of an interval that has none.
pub const OPEN_LOW: i128 = i128::MIN;
/// The high end of an interval that has none.
pub const OPEN_HIGH: i128 = i128::MAX;

/// Bits of a row's [`Flags`].
pub mod flag {
    /// The value may apply.
    pub const APPLIES: u8 = 1;
    /// The value may be not applicable.
    pub const NOT_APPLICABLE: u8 = 2;
    /// The value is open because of a fault: no answer would settle it.
    pub const FAULT: u8 = 4;
}

/// Bits of a row of a [`YesNoColumn`]: which of no < not applicable < yes are possible.
pub mod truth {
    /// No is possible.
    pub const NO: u8 = 1;
    /// Not applicable is possible.
    pub const NOT_APPLICABLE: u8 = 2;
    /// Yes is possible.
    pub const YES: u8 = 4;
    /// Open because of a fault.
    pub const FAULT: u8 = 8;
    /// Yes or no: an unanswered question.
    pub const UNKNOWN: u8 = NO | YES;
}

/// The state of one outcome. Exactly one holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One value is left, and it applies.
    Known,
    /// Several values are left (or it may not apply); an answer could settle it.
    Unknown,
    /// Several values are left because of a fault; no answer would settle it.
    Fault,
    /// It does not apply.
    NotApplicable,
}

/// A byte of [`flag`] bits a row; all rows simply apply when there are none.
#[derive(Clone, Debug, Default)]
pub struct Flags(pub Option<Arc<[u8]>>);

impl Flags {
    /// The bits of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> u8 {
        self.0.as_deref().and_then(|flags| flags.get(row).copied()).unwrap_or(flag::APPLIES)
    }

    /// The status of a row, given whether its set holds one value only.
    #[must_use]
    pub fn status(&self, row: usize, single: bool) -> Status {
        let bits = self.get(row);
        if bits & flag::APPLIES == 0 {
            Status::NotApplicable
        } else if single && bits & flag::NOT_APPLICABLE == 0 {
            Status::Known
        } else if bits & flag::FAULT != 0 {
            Status::Fault
        } else {
            Status::Unknown
        }
    }
}

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

/// A closed interval a row.
#[derive(Clone, Debug)]
pub struct NumberColumn {
    /// Low ends; [`OPEN_LOW`] where there is none.
    pub low: Arc<[i128]>,
    /// High ends; [`OPEN_HIGH`] where there is none. The same buffer as `low` when every row is a point.
    pub high: Arc<[i128]>,
    /// Applicability and faults.
    pub flags: Flags,
}

/// A byte of [`truth`] bits a row.
#[derive(Clone, Debug)]
pub struct YesNoColumn(pub Arc<[u8]>);

/// A set of members a row, as bits.
#[derive(Clone, Debug)]
pub struct ChoiceColumn {
    /// How many members the domain has.
    pub members: u32,
    /// `words_per_row` words a row; bit `m % 64` of word `m / 64` is set if member `m` is possible.
    pub words: Arc<[u64]>,
    /// Applicability and faults.
    pub flags: Flags,
}

/// One text a row, or anything.
#[derive(Clone, Debug)]
pub struct TextColumn {
    /// The text; `None` is "anything".
    pub values: Arc<[Option<Arc<str>>]>,
    /// Applicability and faults.
    pub flags: Flags,
}

/// One list a row, or anything.
#[derive(Clone, Debug)]
pub struct ListColumn {
    /// The items; `None` is "anything".
    pub values: Arc<[Option<Arc<[Value]>>]>,
    /// Applicability and faults.
    pub flags: Flags,
}
