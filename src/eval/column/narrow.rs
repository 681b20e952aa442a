//! Ends of intervals in 64 bits, where these are enough.
//!
//! A finite end is narrow when it stays below [`LIMIT`], so that a sum of two never overflows. The
//! open ends are the outermost values, which compare as they should.

use std::borrow::Cow;

use super::{OPEN_HIGH, OPEN_LOW};

/// The low end of a narrow interval that has none.
pub(crate) const NARROW_LOW: i64 = i64::MIN;
/// The high end of a narrow interval that has none.
pub(crate) const NARROW_HIGH: i64 = i64::MAX;
/// Narrow ends that are there lie between this and its contrary, both excluded.
pub(crate) const LIMIT: i64 = 1 << 62;

/// An end in 64 bits, if it fits.
pub(crate) fn narrowed(end: i128) -> Option<i64> {
    match end {
        OPEN_LOW => Some(NARROW_LOW),
        OPEN_HIGH => Some(NARROW_HIGH),
        end => match i64::try_from(end) {
            Ok(end) if -LIMIT < end && end < LIMIT => Some(end),
            Ok(_) | Err(_) => None,
        },
    }
}

/// The end that a narrow one stands for.
pub(crate) fn widened(end: i64) -> i128 {
    match end {
        NARROW_LOW => OPEN_LOW,
        NARROW_HIGH => OPEN_HIGH,
        end => i128::from(end),
    }
}

/// The ends of a column of narrow intervals.
pub(crate) enum Narrow<'c> {
    /// The same on every row.
    Same(i64, i64),
    /// Low and high ends; one buffer twice when every row is a point.
    Rows(&'c [i64], &'c [i64]),
}

impl<'c> Narrow<'c> {
    /// The ends of all rows, spelled out.
    pub(crate) fn spelled(&self, rows: usize) -> (Cow<'c, [i64]>, Cow<'c, [i64]>) {
        match *self {
            Narrow::Same(low, high) => {
                let ends = |end| Cow::Owned(vec![end; rows]);
                (ends(low), ends(high))
            }
            Narrow::Rows(low, high) => (Cow::Borrowed(low), Cow::Borrowed(high)),
        }
    }
}
