//! The different values of a column: how often each occurs, where first; their texts only while they
//! are few, so that a column of a million different texts takes eight bytes a value.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash, Hasher};

/// Up to so many different values are kept with their texts.
const KEPT: usize = 20_000;

/// The different values of a column.
#[derive(Clone, Debug, Default)]
pub struct Values {
    counts: BTreeMap<Box<str>, Occurrence>,
    /// The values as numbers made of them, once there are too many to keep.
    hashes: HashSet<u64>,
    is_overfull: bool,
    total: usize,
}

/// How often a value occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// In how many rows.
    pub count: usize,
    /// The line of the first.
    pub first_line: u64,
}

impl Values {
    /// Takes the value of a row.
    pub fn push(&mut self, text: &str, line: u64) {
        let once = Occurrence {
            count: 1,
            first_line: line,
        };
        self.push_often(text, once);
    }

    /// Takes the value of several rows.
    pub fn push_often(&mut self, text: &str, rows: Occurrence) {
        self.total += rows.count;
        if self.is_overfull {
            self.hashes.insert(hash(text));
        } else if let Some(seen) = self.counts.get_mut(text) {
            seen.count += rows.count;
            seen.first_line = seen.first_line.min(rows.first_line);
        } else {
            self.counts.insert(text.into(), rows);
            if self.counts.len() > KEPT {
                self.is_overfull = true;
                let texts = std::mem::take(&mut self.counts);
                self.hashes = texts.keys().map(|text| hash(text)).collect();
            }
        }
    }

    /// How many rows have a value.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many different values there are.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.counts.len().max(self.hashes.len())
    }

    /// True if no value occurs twice.
    #[must_use]
    pub fn are_unique(&self) -> bool {
        // Different numbers are made of different texts, so this is never wrongly said.
        self.distinct() == self.total
    }

    /// True if it is among them.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        if self.is_overfull {
            self.hashes.contains(&hash(text))
        } else {
            self.counts.contains_key(text)
        }
    }

    /// The values with their counts, in the order of their texts; none where they are too many.
    pub fn each(&self) -> impl Iterator<Item = (&str, Occurrence)> {
        self.counts.iter().map(|(text, seen)| (&**text, *seen))
    }

    /// True if [`each`](Self::each) gives them all.
    #[must_use]
    pub fn are_listed(&self) -> bool {
        !self.is_overfull
    }

    /// The commonest first; those equally common as they come first in the file.
    #[must_use]
    pub fn commonest(&self) -> Vec<(&str, Occurrence)> {
        let mut all: Vec<_> = self.each().collect();
        all.sort_by_key(|(text, seen)| (std::cmp::Reverse(seen.count), seen.first_line, *text));
        all
    }

    /// How many of the different values are among the others'; nothing where ours are too many to
    /// be looked at one by one.
    #[must_use]
    pub fn shared_with(&self, others: &Values) -> Option<usize> {
        if !self.is_overfull {
            let shared = self.each().filter(|(text, _)| others.contains(text));
            return Some(shared.count());
        }
        others
            .is_overfull
            .then(|| self.hashes.intersection(&others.hashes).count())
    }
}

/// The same number for a text in every run.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted() {
        let mut values = Values::default();
        for (line, text) in (2..).zip(["b", "a", "b", "c"]) {
            values.push(text, line);
        }
        assert_eq!((values.total(), values.distinct()), (4, 3));
        assert!(!values.are_unique());
        let commonest: Vec<&str> = values.commonest().iter().map(|(text, _)| *text).collect();
        assert_eq!(commonest, ["b", "a", "c"]);
        let mut others = Values::default();
        others.push("c", 2);
        others.push("d", 3);
        assert_eq!(values.shared_with(&others), Some(1));
        assert!(others.are_unique());
    }

    #[test]
    fn too_many_values_are_told_apart_without_their_texts() {
        let mut values = Values::default();
        for number in 0..(KEPT as u64 + 5) {
            values.push(&number.to_string(), number);
        }
        assert!(!values.are_listed());
        assert!(values.are_unique());
        assert!(values.contains("7"));
        assert!(!values.contains("x"));
        values.push("7", 1);
        assert!(!values.are_unique());
        assert_eq!(values.distinct(), KEPT + 5);
    }
}
