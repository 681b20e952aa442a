//! Yes/no columns: a byte of [`truth`] bits a row, or one byte for all.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Status, truth};

/// A byte of [`truth`] bits a row.
#[derive(Clone, Debug)]
pub struct YesNoColumn(Bits);

#[derive(Clone, Debug)]
enum Bits {
    /// The same bits on so many rows.
    Same(u8, usize),
    Each(Arc<[u8]>),
}

impl YesNoColumn {
    /// The same bits on every row.
    #[must_use]
    pub fn constant(bits: u8, rows: usize) -> YesNoColumn {
        YesNoColumn(Bits::Same(bits, rows))
    }

    /// The bits of each row.
    #[must_use]
    pub fn new(bits: Vec<u8>) -> YesNoColumn {
        match bits.first() {
            None => YesNoColumn(Bits::Same(truth::UNKNOWN, 0)),
            Some(&first) if bits.iter().all(|&bits| bits == first) => {
                YesNoColumn(Bits::Same(first, bits.len()))
            }
            Some(_) => YesNoColumn(Bits::Each(bits.into())),
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Bits::Same(_, rows) => *rows,
            Bits::Each(bits) => bits.len(),
        }
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bits of every row, where they are known to be the same.
    #[must_use]
    pub fn same(&self) -> Option<u8> {
        match &self.0 {
            Bits::Same(bits, _) => Some(*bits),
            Bits::Each(_) => None,
        }
    }

    /// The bits of all rows, in order.
    #[must_use]
    pub fn bits(&self) -> Cow<'_, [u8]> {
        match &self.0 {
            Bits::Same(bits, rows) => Cow::Owned(vec![*bits; *rows]),
            Bits::Each(bits) => Cow::Borrowed(bits),
        }
    }

    /// The [`truth`] bits of a row; unknown beyond the last row.
    #[must_use]
    pub fn get(&self, row: usize) -> u8 {
        self.at(row).unwrap_or(truth::UNKNOWN)
    }

    /// The [`truth`] bits of a row, if it has that many.
    #[must_use]
    pub fn at(&self, row: usize) -> Option<u8> {
        match &self.0 {
            Bits::Same(bits, rows) => (row < *rows).then_some(*bits),
            Bits::Each(bits) => bits.get(row).copied(),
        }
    }

    /// A column with a function of the bits of each row.
    pub(crate) fn map(&self, function: impl Fn(u8) -> u8) -> YesNoColumn {
        match &self.0 {
            Bits::Same(bits, rows) => YesNoColumn::constant(function(*bits), *rows),
            Bits::Each(bits) => bits.iter().map(|&bits| function(bits)).collect(),
        }
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

impl FromIterator<u8> for YesNoColumn {
    fn from_iter<I: IntoIterator<Item = u8>>(rows: I) -> YesNoColumn {
        let mut rows = rows.into_iter();
        // One row needs no buffer.
        if rows.size_hint() == (1, Some(1)) {
            return YesNoColumn::new_of(rows.next());
        }
        YesNoColumn::new(rows.collect())
    }
}

impl YesNoColumn {
    fn new_of(row: Option<u8>) -> YesNoColumn {
        YesNoColumn(Bits::Same(
            row.unwrap_or(truth::UNKNOWN),
            usize::from(row.is_some()),
        ))
    }
}
