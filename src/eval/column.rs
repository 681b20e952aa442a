//! Columns of possible outcomes: for each row, the set of values that are still possible.
//!
//! Commitment 1: a number, date or duration is a closed interval whose ends may be open; a yes/no,
//! choice, band or option is a subset of its values; a text or list is one value or "anything".
//! Beside the set stands whether the value applies at all and whether a fault is what keeps it open.
//! Columns are cheap to clone: their buffers are shared.

use std::sync::Arc;

pub use super::flags::{Flags, Status, flag, truth, truth_flags};
pub(super) use super::flags::{both_flags, settle_flags};

use crate::ir::{Bounds, Value};

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

impl NumberColumn {
    /// One value a row, applying on every row.
    #[must_use]
    pub fn points(values: Arc<[i128]>) -> NumberColumn {
        NumberColumn {
            low: values.clone(),
            high: values,
            flags: Flags(None),
        }
    }

    /// Ends and flags a row. Shares the buffer when every row is a point, and forgets faults that
    /// do not keep a row open.
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
        if low == high {
            let values: Arc<[i128]> = low.into();
            NumberColumn {
                low: values.clone(),
                high: values,
                flags,
            }
        } else {
            NumberColumn {
                low: low.into(),
                high: high.into(),
                flags,
            }
        }
    }

    /// The same interval on every row.
    #[must_use]
    pub fn constant(interval: Interval, bits: u8, rows: usize) -> NumberColumn {
        let bits = settle_flags(bits, interval.is_point());
        let low: Arc<[i128]> = vec![interval.low; rows].into();
        let high = if interval.is_point() {
            low.clone()
        } else {
            vec![interval.high; rows].into()
        };
        NumberColumn {
            low,
            high,
            flags: Flags::constant(bits, rows),
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.low.len()
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.low.is_empty()
    }

    /// True if every row is known to be a point, from the buffers alone.
    #[must_use]
    pub fn is_points(&self) -> bool {
        Arc::ptr_eq(&self.low, &self.high)
    }

    /// The interval of a row; open beyond the last row.
    #[must_use]
    pub fn interval(&self, row: usize) -> Interval {
        Interval {
            low: self.low.get(row).copied().unwrap_or(OPEN_LOW),
            high: self.high.get(row).copied().unwrap_or(OPEN_HIGH),
        }
    }

    /// The intervals of all rows, in order.
    pub fn intervals(&self) -> impl Iterator<Item = Interval> + '_ {
        self.low
            .iter()
            .zip(self.high.iter())
            .map(|(&low, &high)| Interval { low, high })
    }

    /// Whether a row is settled, and if not why.
    #[must_use]
    pub fn status(&self, row: usize) -> Status {
        self.flags.status(row, self.interval(row).is_point())
    }
}

impl YesNoColumn {
    /// The same bits on every row.
    #[must_use]
    pub fn constant(bits: u8, rows: usize) -> YesNoColumn {
        YesNoColumn(vec![bits; rows].into())
    }

    /// The [`truth`] bits of a row; unknown beyond the last row.
    #[must_use]
    pub fn get(&self, row: usize) -> u8 {
        self.0.get(row).copied().unwrap_or(truth::UNKNOWN)
    }

    /// Whether a row is settled, and if not why.
    #[must_use]
    pub fn status(&self, row: usize) -> Status {
        let bits = self.get(row);
        match bits & (truth::NO | truth::NOT_APPLICABLE | truth::YES) {
            truth::NOT_APPLICABLE => Status::NotApplicable,
            truth::NO | truth::YES => Status::Known,
            _ if bits & truth::FAULT != 0 => Status::Fault,
            _ => Status::Unknown,
        }
    }
}

impl ChoiceColumn {
    /// How many words a row takes.
    #[must_use]
    pub fn words_per_row(members: u32) -> usize {
        (members as usize).div_ceil(64).max(1)
    }

    /// The words of the set of all members.
    #[must_use]
    pub fn all_members(members: u32) -> Vec<u64> {
        (0..ChoiceColumn::words_per_row(members))
            .map(|word| match (members as usize).saturating_sub(word * 64) {
                0 => 0,
                left @ 1..64 => (1 << left) - 1,
                64.. => u64::MAX,
            })
            .collect()
    }

    /// The words of the set of one member.
    #[must_use]
    pub fn one_member(members: u32, member: u32) -> Vec<u64> {
        (0..ChoiceColumn::words_per_row(members))
            .map(|word| {
                if member as usize / 64 == word {
                    1 << (member % 64)
                } else {
                    0
                }
            })
            .collect()
    }

    /// Sets and flags a row; forgets faults that do not keep a row open.
    #[must_use]
    pub fn new(members: u32, words: Vec<u64>, mut bits: Vec<u8>) -> ChoiceColumn {
        let rows = words.chunks_exact(ChoiceColumn::words_per_row(members));
        for (set, bits) in rows.zip(&mut bits) {
            *bits = settle_flags(*bits, is_single(set));
        }
        ChoiceColumn {
            members,
            words: words.into(),
            flags: Flags::from_bits(bits),
        }
    }

    /// The same set on every row.
    #[must_use]
    pub fn constant(members: u32, set: &[u64], bits: u8, rows: usize) -> ChoiceColumn {
        let bits = settle_flags(bits, is_single(set));
        let flags = Flags::constant(bits, rows);
        ChoiceColumn {
            members,
            words: set.repeat(rows).into(),
            flags,
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len() / ChoiceColumn::words_per_row(self.members)
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words of a row.
    #[must_use]
    pub fn set(&self, row: usize) -> &[u64] {
        let width = ChoiceColumn::words_per_row(self.members);
        self.words
            .get(row * width..(row + 1) * width)
            .unwrap_or_default()
    }

    /// The words of all rows, in order.
    pub fn sets(&self) -> std::slice::ChunksExact<'_, u64> {
        self.words
            .chunks_exact(ChoiceColumn::words_per_row(self.members))
    }

    /// The members possible on a row, ascending.
    pub fn possible(&self, row: usize) -> impl Iterator<Item = u32> + '_ {
        members_of(self.set(row))
    }

    /// Whether a row is settled, and if not why.
    #[must_use]
    pub fn status(&self, row: usize) -> Status {
        self.flags.status(row, is_single(self.set(row)))
    }
}

impl TextColumn {
    /// Texts and flags a row; forgets faults that do not keep a row open.
    #[must_use]
    pub fn new(values: Vec<Option<Arc<str>>>, mut bits: Vec<u8>) -> TextColumn {
        for (value, bits) in values.iter().zip(&mut bits) {
            *bits = settle_flags(*bits, value.is_some());
        }
        TextColumn {
            values: values.into(),
            flags: Flags::from_bits(bits),
        }
    }

    /// The text of a row; `None` for anything.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&Arc<str>> {
        self.values.get(row).and_then(Option::as_ref)
    }

    /// Whether a row is settled, and if not why.
    #[must_use]
    pub fn status(&self, row: usize) -> Status {
        self.flags.status(row, self.get(row).is_some())
    }
}

impl ListColumn {
    /// Lists and flags a row; forgets faults that do not keep a row open.
    #[must_use]
    pub fn new(values: Vec<Option<Arc<[Value]>>>, mut bits: Vec<u8>) -> ListColumn {
        for (value, bits) in values.iter().zip(&mut bits) {
            *bits = settle_flags(*bits, value.is_some());
        }
        ListColumn {
            values: values.into(),
            flags: Flags::from_bits(bits),
        }
    }

    /// The items of a row; `None` for anything.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&Arc<[Value]>> {
        self.values.get(row).and_then(Option::as_ref)
    }

    /// Whether a row is settled, and if not why.
    #[must_use]
    pub fn status(&self, row: usize) -> Status {
        self.flags.status(row, self.get(row).is_some())
    }
}

impl Column {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Column::Number(column) => column.len(),
            Column::YesNo(column) => column.0.len(),
            Column::Choice(column) => column.len(),
            Column::Text(column) => column.values.len(),
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

/// True if a set of members holds one member only.
#[must_use]
pub fn is_single(set: &[u64]) -> bool {
    set.iter().map(|word| word.count_ones()).sum::<u32>() == 1
}

/// The members of a set, ascending.
pub fn members_of(set: &[u64]) -> impl Iterator<Item = u32> + '_ {
    let mut place = 0;
    let mut rest = set.first().copied().unwrap_or(0);
    std::iter::from_fn(move || {
        while rest == 0 {
            place += 1;
            rest = *set.get(place)?;
        }
        let bit = rest.trailing_zeros();
        rest &= rest - 1;
        u32::try_from(place * 64).ok().map(|start| start + bit)
    })
}
