//! Columns of texts and of lists: one value a row, or anything.

use std::sync::Arc;

use arrow_array::{Array, StringArray};

use super::{Flags, Status, settle_flags};
use crate::ir::Value;

/// One text a row, or anything.
#[derive(Clone, Debug)]
pub struct TextColumn {
    texts: Texts,
    /// Applicability and faults.
    pub flags: Flags,
}

/// The texts; a text that is not there is "anything".
#[derive(Clone, Debug)]
enum Texts {
    /// The same on so many rows.
    Same(Option<Arc<str>>, usize),
    /// One a row.
    Each(Arc<[Option<Arc<str>>]>),
    /// Cells of a table.
    Cells(StringArray),
}

/// One list a row, or anything.
#[derive(Clone, Debug)]
pub struct ListColumn {
    /// The items; `None` is "anything".
    pub values: Arc<[Option<Arc<[Value]>>]>,
    /// Applicability and faults.
    pub flags: Flags,
}

impl TextColumn {
    /// Texts and flags a row; forgets faults that do not keep a row open.
    #[must_use]
    pub fn new(values: Vec<Option<Arc<str>>>, mut bits: Vec<u8>) -> TextColumn {
        for (value, bits) in values.iter().zip(&mut bits) {
            *bits = settle_flags(*bits, value.is_some());
        }
        TextColumn::with_flags(values, Flags::from_bits(bits))
    }

    /// Texts a row, with flags known to be settled already.
    #[must_use]
    pub fn with_flags(values: Vec<Option<Arc<str>>>, flags: Flags) -> TextColumn {
        TextColumn {
            texts: Texts::Each(values.into()),
            flags,
        }
    }

    /// The same text on every row.
    #[must_use]
    pub fn constant(text: Option<Arc<str>>, bits: u8, rows: usize) -> TextColumn {
        let bits = settle_flags(bits, text.is_some());
        TextColumn {
            texts: Texts::Same(text, rows),
            flags: Flags::constant(bits, rows),
        }
    }

    /// Cells of a table; a null is anything.
    pub(crate) fn cells(cells: StringArray, bits: Option<Vec<u8>>) -> TextColumn {
        let bits = bits.map(|mut bits| {
            for (row, bits) in bits.iter_mut().enumerate() {
                *bits = settle_flags(*bits, cells.is_valid(row));
            }
            bits
        });
        TextColumn {
            texts: Texts::Cells(cells),
            flags: bits.map_or(Flags(None), Flags::from_bits),
        }
    }

    /// The same texts with other flags; forgets faults that do not keep a row open.
    pub(crate) fn flagged(&self, mut bits: Vec<u8>) -> TextColumn {
        for (row, bits) in bits.iter_mut().enumerate() {
            *bits = settle_flags(*bits, self.get(row).is_some());
        }
        TextColumn {
            flags: Flags::from_bits(bits),
            ..self.clone()
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.texts {
            Texts::Same(_, rows) => *rows,
            Texts::Each(values) => values.len(),
            Texts::Cells(cells) => cells.len(),
        }
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a row; `None` for anything, and beyond the last row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        match &self.texts {
            Texts::Same(text, rows) if row < *rows => text.as_deref(),
            Texts::Same(..) => None,
            Texts::Each(values) => values.get(row).and_then(Option::as_deref),
            Texts::Cells(cells) if row < cells.len() && cells.is_valid(row) => {
                Some(cells.value(row))
            }
            Texts::Cells(_) => None,
        }
    }

    /// The text of a row as one to keep; `None` for anything.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<Arc<str>> {
        match &self.texts {
            Texts::Same(text, rows) if row < *rows => text.clone(),
            Texts::Each(values) => values.get(row).cloned().flatten(),
            Texts::Same(..) | Texts::Cells(_) => self.get(row).map(Arc::from),
        }
    }

    /// The texts of all rows, in order.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = Option<&str>> + '_ {
        (0..self.len()).map(|row| self.get(row))
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
