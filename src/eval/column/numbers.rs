//! Columns of numbers: a closed interval a row.

use std::sync::Arc;

use super::{
    Flags, Interval, NARROW_HIGH, NARROW_LOW, Narrow, OPEN_HIGH, OPEN_LOW, Status, narrowed,
    settle_flags, widened,
};

/// A closed interval a row.
#[derive(Clone, Debug)]
pub struct NumberColumn {
    ends: Ends,
    /// Applicability and faults.
    pub flags: Flags,
}

/// The ends of the intervals. [`NARROW_LOW`] and [`NARROW_HIGH`], or [`OPEN_LOW`] and [`OPEN_HIGH`],
/// where there is none.
#[derive(Clone, Debug)]
enum Ends {
    /// The same interval on so many rows.
    Same(i64, i64, usize),
    /// A single value a row.
    Points(Arc<[i64]>),
    /// Low and high ends.
    Narrow(Arc<[i64]>, Arc<[i64]>),
    /// A single value a row, some beyond 64 bits.
    WidePoints(Arc<[i128]>),
    /// Low and high ends, some beyond 64 bits.
    Wide(Arc<[i128]>, Arc<[i128]>),
}

impl NumberColumn {
    /// One value a row, applying on every row.
    #[must_use]
    pub fn points(values: &[i128]) -> NumberColumn {
        let narrow: Option<Vec<i64>> = values.iter().map(|&value| narrowed(value)).collect();
        match narrow {
            Some(values) => NumberColumn::narrow_points(values),
            None => NumberColumn {
                ends: Ends::WidePoints(values.into()),
                flags: Flags(None),
            },
        }
    }

    /// One value a row within [`LIMIT`](super::LIMIT), applying on every row.
    pub(crate) fn narrow_points(values: Vec<i64>) -> NumberColumn {
        NumberColumn {
            ends: match values.as_slice() {
                [only] => Ends::Same(*only, *only, 1),
                _ => Ends::Points(values.into()),
            },
            flags: Flags(None),
        }
    }

    /// Narrow ends a row, with flags known to be settled already.
    pub(crate) fn narrow(low: Vec<i64>, high: Vec<i64>, flags: Flags) -> NumberColumn {
        let ends = match (low.as_slice(), high.as_slice()) {
            ([low], [high]) => Ends::Same(*low, *high, 1),
            (lows, highs) if lows == highs => Ends::Points(low.into()),
            (_, _) => Ends::Narrow(low.into(), high.into()),
        };
        NumberColumn { ends, flags }
    }

    /// Ends and flags a row. Forgets faults that do not keep a row open.
    #[must_use]
    pub fn new(low: Vec<i128>, high: Vec<i128>, mut bits: Vec<u8>) -> NumberColumn {
        for ((low, high), bits) in low.iter().zip(&high).zip(&mut bits) {
            *bits = settle_flags(*bits, low == high);
        }
        NumberColumn::with_flags(low, high, Flags::from_bits(bits))
    }

    /// Ends a row, with flags known to be settled already.
    #[must_use]
    pub fn with_flags(low: Vec<i128>, high: Vec<i128>, flags: Flags) -> NumberColumn {
        let narrow = |ends: &[i128]| ends.iter().map(|&end| narrowed(end)).collect();
        let narrow: (Option<Vec<i64>>, Option<Vec<i64>>) = (narrow(&low), narrow(&high));
        if let (Some(low), Some(high)) = narrow {
            return NumberColumn::narrow(low, high, flags);
        }
        let ends = if low == high {
            Ends::WidePoints(low.into())
        } else {
            Ends::Wide(low.into(), high.into())
        };
        NumberColumn { ends, flags }
    }

    /// The same interval on every row.
    #[must_use]
    pub fn constant(interval: Interval, bits: u8, rows: usize) -> NumberColumn {
        let flags = Flags::constant(settle_flags(bits, interval.is_point()), rows);
        let ends = match (narrowed(interval.low), narrowed(interval.high)) {
            (Some(low), Some(high)) => Ends::Same(low, high, rows),
            (_, _) => {
                let low: Arc<[i128]> = vec![interval.low; rows].into();
                if interval.is_point() {
                    Ends::WidePoints(low)
                } else {
                    Ends::Wide(low, vec![interval.high; rows].into())
                }
            }
        };
        NumberColumn { ends, flags }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.ends {
            Ends::Same(_, _, rows) => *rows,
            Ends::Points(values) => values.len(),
            Ends::Narrow(low, _) => low.len(),
            Ends::WidePoints(values) => values.len(),
            Ends::Wide(low, _) => low.len(),
        }
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True if every row is known to be a point, from the form alone.
    #[must_use]
    pub fn is_points(&self) -> bool {
        match &self.ends {
            Ends::Same(low, high, _) => low == high,
            Ends::Points(_) | Ends::WidePoints(_) => true,
            Ends::Narrow(..) | Ends::Wide(..) => false,
        }
    }

    /// The ends in 64 bits, where these are enough for every row.
    pub(crate) fn as_narrow(&self) -> Option<Narrow<'_>> {
        match &self.ends {
            Ends::Same(low, high, _) => Some(Narrow::Same(*low, *high)),
            Ends::Points(values) => Some(Narrow::Rows(values, values)),
            Ends::Narrow(low, high) => Some(Narrow::Rows(low, high)),
            Ends::WidePoints(_) | Ends::Wide(..) => None,
        }
    }

    /// The ends of a row in 64 bits, where these are enough for the column.
    pub(crate) fn narrow_ends(&self, row: usize) -> Option<(i64, i64)> {
        match self.as_narrow()? {
            Narrow::Same(low, high) => Some((low, high)),
            Narrow::Rows(low, high) => Some((*low.get(row)?, *high.get(row)?)),
        }
    }

    /// The interval of a row; open beyond the last row.
    #[must_use]
    pub fn interval(&self, row: usize) -> Interval {
        let (low, high) = match &self.ends {
            Ends::Same(low, high, rows) if row < *rows => (widened(*low), widened(*high)),
            Ends::Same(..) => (OPEN_LOW, OPEN_HIGH),
            Ends::Points(values) => match values.get(row) {
                Some(value) => (widened(*value), widened(*value)),
                None => (OPEN_LOW, OPEN_HIGH),
            },
            Ends::Narrow(low, high) => (
                widened(low.get(row).copied().unwrap_or(NARROW_LOW)),
                widened(high.get(row).copied().unwrap_or(NARROW_HIGH)),
            ),
            Ends::WidePoints(values) => match values.get(row) {
                Some(value) => (*value, *value),
                None => (OPEN_LOW, OPEN_HIGH),
            },
            Ends::Wide(low, high) => (
                low.get(row).copied().unwrap_or(OPEN_LOW),
                high.get(row).copied().unwrap_or(OPEN_HIGH),
            ),
        };
        Interval { low, high }
    }

    /// The intervals of all rows, in order.
    pub fn intervals(&self) -> impl ExactSizeIterator<Item = Interval> + '_ {
        (0..self.len()).map(|row| self.interval(row))
    }

    /// Whether a row is settled, and if not why.
    #[must_use]
    pub fn status(&self, row: usize) -> Status {
        self.flags.status(row, self.interval(row).is_point())
    }
}

/// Makes a column of numbers row by row.
pub(crate) struct NumberBuilder {
    low: Vec<i64>,
    high: Vec<i64>,
    /// The ends instead, from the first row on that 64 bits cannot hold.
    wide: Option<(Vec<i128>, Vec<i128>)>,
    bits: Vec<u8>,
}

impl NumberBuilder {
    /// With room for so many rows.
    pub(crate) fn new(rows: usize) -> NumberBuilder {
        NumberBuilder {
            low: Vec::with_capacity(rows),
            high: Vec::with_capacity(rows),
            wide: None,
            bits: Vec::with_capacity(rows),
        }
    }

    /// Adds a row. A fault that does not keep it open is forgotten.
    pub(crate) fn push(&mut self, interval: Interval, bits: u8) {
        self.bits.push(settle_flags(bits, interval.is_point()));
        if self.wide.is_none() {
            if let (Some(low), Some(high)) = (narrowed(interval.low), narrowed(interval.high)) {
                self.low.push(low);
                self.high.push(high);
                return;
            }
            let widen = |ends: &[i64]| ends.iter().map(|&end| widened(end)).collect();
            self.wide = Some((widen(&self.low), widen(&self.high)));
        }
        if let Some((low, high)) = &mut self.wide {
            low.push(interval.low);
            high.push(interval.high);
        }
    }

    /// Adds a row with narrow ends. A fault that does not keep it open is forgotten.
    #[inline]
    pub(crate) fn push_narrow(&mut self, low: i64, high: i64, bits: u8) {
        if self.wide.is_some() {
            let (low, high) = (widened(low), widened(high));
            self.push(Interval { low, high }, bits);
        } else {
            self.bits.push(settle_flags(bits, low == high));
            self.low.push(low);
            self.high.push(high);
        }
    }

    /// The column.
    pub(crate) fn finish(self) -> NumberColumn {
        let flags = Flags::from_bits(self.bits);
        match self.wide {
            None => NumberColumn::narrow(self.low, self.high, flags),
            Some((low, high)) if low == high => NumberColumn {
                ends: Ends::WidePoints(low.into()),
                flags,
            },
            Some((low, high)) => NumberColumn {
                ends: Ends::Wide(low.into(), high.into()),
                flags,
            },
        }
    }
}
