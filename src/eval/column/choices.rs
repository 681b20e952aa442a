//! Columns of choices: a set of members a row, as bits.

use std::sync::Arc;

use super::{Flags, Status, settle_flags};

/// A set of members a row, as bits.
#[derive(Clone, Debug)]
pub struct ChoiceColumn {
    /// How many members the domain has.
    pub members: u32,
    words: Words,
    /// Applicability and faults.
    pub flags: Flags,
}

/// The bits: bit `m % 64` of word `m / 64` of a row is set if member `m` is possible.
#[derive(Clone, Debug)]
enum Words {
    /// One word, the same on so many rows.
    Same(u64, usize),
    /// [`ChoiceColumn::words_per_row`] words a row.
    Each(Arc<[u64]>),
}

/// The sets of a column whose domain fits a word.
pub(crate) enum SmallSets<'c> {
    /// The same on every row.
    Same(u64),
    /// One a row.
    Each(&'c [u64]),
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
        ChoiceColumn::with_flags(members, words, Flags::from_bits(bits))
    }

    /// Sets a row, with flags known to be settled already.
    #[must_use]
    pub fn with_flags(members: u32, words: Vec<u64>, flags: Flags) -> ChoiceColumn {
        let words = match words.as_slice() {
            [only] => Words::Same(*only, 1),
            _ => Words::Each(words.into()),
        };
        ChoiceColumn {
            members,
            words,
            flags,
        }
    }

    /// The same set on every row.
    #[must_use]
    pub fn constant(members: u32, set: &[u64], bits: u8, rows: usize) -> ChoiceColumn {
        let bits = settle_flags(bits, is_single(set));
        let words = match set {
            [only] => Words::Same(*only, rows),
            _ => Words::Each(set.repeat(rows).into()),
        };
        ChoiceColumn {
            members,
            words,
            flags: Flags::constant(bits, rows),
        }
    }

    /// The same sets with other flags; forgets faults that do not keep a row open.
    pub(crate) fn flagged(&self, mut bits: Vec<u8>) -> ChoiceColumn {
        for (row, bits) in bits.iter_mut().enumerate() {
            *bits = settle_flags(*bits, is_single(self.set(row)));
        }
        ChoiceColumn {
            flags: Flags::from_bits(bits),
            ..self.clone()
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.words {
            Words::Same(_, rows) => *rows,
            Words::Each(words) => words.len() / ChoiceColumn::words_per_row(self.members),
        }
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The words of a row; none beyond the last row.
    #[must_use]
    pub fn set(&self, row: usize) -> &[u64] {
        match &self.words {
            Words::Same(word, rows) if row < *rows => std::slice::from_ref(word),
            Words::Same(..) => &[],
            Words::Each(words) => {
                let width = ChoiceColumn::words_per_row(self.members);
                words
                    .get(row * width..(row + 1) * width)
                    .unwrap_or_default()
            }
        }
    }

    /// The words of all rows, in order.
    pub fn sets(&self) -> impl ExactSizeIterator<Item = &[u64]> + '_ {
        (0..self.len()).map(|row| self.set(row))
    }

    /// The sets, where the domain fits a word.
    pub(crate) fn as_small(&self) -> Option<SmallSets<'_>> {
        match &self.words {
            Words::Same(word, _) => Some(SmallSets::Same(*word)),
            Words::Each(words) if ChoiceColumn::words_per_row(self.members) == 1 => {
                Some(SmallSets::Each(words))
            }
            Words::Each(_) => None,
        }
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

/// True if a set of members holds one member only.
#[must_use]
pub fn is_single(set: &[u64]) -> bool {
    match set {
        [word] => word.is_power_of_two(),
        words => words.iter().map(|word| word.count_ones()).sum::<u32>() == 1,
    }
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
