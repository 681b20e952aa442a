//! Beside the set of each row: whether the value applies, whether a fault keeps it open, and what
//! comes of both, its status.

use std::sync::Arc;

/// Bits of a row's [`Flags`].
pub mod flag {
    /// The value may apply.
    pub const APPLIES: u8 = 1;
    /// The value may be not applicable.
    pub const NOT_APPLICABLE: u8 = 2;
    /// The value is open because of a fault: no answer would settle it.
    pub const FAULT: u8 = 4;
}

/// Bits of a row of a [`YesNoColumn`](super::YesNoColumn): which of no < not applicable < yes are possible.
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
        self.0
            .as_deref()
            .and_then(|flags| flags.get(row).copied())
            .unwrap_or(flag::APPLIES)
    }

    /// The bits of every row; every row simply applies when there are none to keep.
    #[must_use]
    pub fn from_bits(bits: Vec<u8>) -> Flags {
        if bits.iter().all(|&bits| bits == flag::APPLIES) {
            Flags(None)
        } else {
            Flags(Some(bits.into()))
        }
    }

    /// The same bits on every row.
    #[must_use]
    pub fn constant(bits: u8, rows: usize) -> Flags {
        if bits == flag::APPLIES {
            Flags(None)
        } else {
            Flags(Some(vec![bits; rows].into()))
        }
    }

    /// True if every row simply applies.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.0.is_none()
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

/// The [`flag`] bits of a row of a yes/no.
#[must_use]
pub fn truth_flags(bits: u8) -> u8 {
    let applies = if bits & truth::UNKNOWN == 0 {
        0
    } else {
        flag::APPLIES
    };
    let not = if bits & truth::NOT_APPLICABLE == 0 {
        0
    } else {
        flag::NOT_APPLICABLE
    };
    let fault = if bits & truth::FAULT == 0 {
        0
    } else {
        flag::FAULT
    };
    applies | not | fault
}

/// Bits without a fault that keeps nothing open.
pub(super) fn settle_flags(bits: u8, single: bool) -> u8 {
    match bits & (flag::APPLIES | flag::NOT_APPLICABLE) {
        flag::APPLIES if single => flag::APPLIES,
        flag::NOT_APPLICABLE => flag::NOT_APPLICABLE,
        _ => bits,
    }
}

/// The bits of a result that needs both operands.
pub(super) fn both_flags(left: u8, right: u8) -> u8 {
    let either = (left | right) & (flag::NOT_APPLICABLE | flag::FAULT);
    match left & right & flag::APPLIES {
        0 => flag::NOT_APPLICABLE,
        applies => applies | either,
    }
}
