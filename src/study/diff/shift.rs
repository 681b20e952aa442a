//! How the numbers of a score moved: their mean, and the population stability index.

use std::collections::BTreeSet;

use super::compared::Scores;
use crate::decimal::divide_rounded;

/// The share that an empty bin counts as, so that its logarithm exists.
pub const FLOOR: f64 = 0.0001;
/// Into so many parts the old scores are cut where there are no bands.
const PARTS: usize = 10;

/// How a score moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// How many rows have a settled number in the old pack.
    pub settled_before: usize,
    /// How many in the new pack.
    pub settled_after: usize,
    /// The mean of the settled numbers in the old pack, in millionths.
    pub mean_before: Option<i128>,
    /// The same in the new pack.
    pub mean_after: Option<i128>,
    /// The population stability index; none where one side has no settled row.
    pub stability: Option<f64>,
    /// What the index is taken over.
    pub bins: Bins,
}

/// What shares a population stability index compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bins {
    /// The bands of the score.
    Bands,
    /// Ten parts of the old scores, of as many rows each as can be.
    Parts,
}

impl Bins {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Bins::Bands => "bands",
            Bins::Parts => "ten parts of the old scores",
        }
    }
}

/// How the settled scores of one run differ from those of another.
pub(super) fn shift(old: &Scores, new: &Scores) -> Shift {
    let (counts, bins) = match (&old.bands, &new.bands) {
        (Some(before), Some(after)) => {
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            let counts = names.into_iter().map(|name| {
                let count = |bands: &std::collections::BTreeMap<String, usize>| {
                    bands.get(name).copied().unwrap_or(0)
                };
                (count(before), count(after))
            });
            (counts.collect(), Bins::Bands)
        }
        (Some(_) | None, _) => (by_parts(&old.numbers, &new.numbers), Bins::Parts),
    };
    let (before, after): (Vec<usize>, Vec<usize>) = counts.into_iter().unzip();
    Shift {
        settled_before: old.numbers.len(),
        settled_after: new.numbers.len(),
        mean_before: mean(&old.numbers),
        mean_after: mean(&new.numbers),
        stability: stability(&before, &after),
        bins,
    }
}

fn mean(numbers: &[i128]) -> Option<i128> {
    let count = i128::try_from(numbers.len()).ok()?;
    divide_rounded(numbers.iter().sum(), count)
}

/// How many old and how many new numbers are in each part. A part holds what is above the end of the one
/// before it, up to its own end; the ends are old numbers, the last part has none.
fn by_parts(old: &[i128], new: &[i128]) -> Vec<(usize, usize)> {
    let mut sorted = old.to_vec();
    sorted.sort_unstable();
    let end = |part: usize| {
        let rows = (part * sorted.len()).div_ceil(PARTS);
        sorted.get(rows.saturating_sub(1)).copied()
    };
    let ends: BTreeSet<i128> = (1..PARTS).filter_map(end).collect();
    let ends: Vec<i128> = ends.into_iter().collect();
    let mut counts = vec![(0, 0); ends.len() + 1];
    let part = |number: &i128| ends.partition_point(|end| end < number);
    for number in old {
        if let Some((before, _)) = counts.get_mut(part(number)) {
            *before += 1;
        }
    }
    for number in new {
        if let Some((_, after)) = counts.get_mut(part(number)) {
            *after += 1;
        }
    }
    counts
}

/// The population stability index of two counts over the same bins: the sum of `(new − old) × ln(new ÷ old)`
/// over the shares; a share of nothing counts as [`FLOOR`]. Bins that are empty on both sides say nothing.
#[must_use]
#[allow(clippy::cast_precision_loss)] // counts of rows are far below 2^52
pub fn stability(old: &[usize], new: &[usize]) -> Option<f64> {
    let (old_rows, new_rows): (usize, usize) = (old.iter().sum(), new.iter().sum());
    if old_rows == 0 || new_rows == 0 {
        return None;
    }
    let share = |count: usize, rows: usize| (count as f64 / rows as f64).max(FLOOR);
    let bins = old.iter().zip(new).filter(|(old, new)| **old + **new > 0);
    let terms = bins.map(|(&old, &new)| {
        let (old, new) = (share(old, old_rows), share(new, new_rows));
        (new - old) * (new / old).ln()
    });
    Some(terms.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() < 0.000_001)
    }

    #[test]
    fn the_index_by_hand() {
        // (0.4 − 0.5) ln 0.8 + (0.6 − 0.5) ln 1.2 = 0.0223144 + 0.0182322
        assert!(is_near(stability(&[50, 50], &[40, 60]), 0.040_546_5));
        // A share of nothing counts as 0.0001: (1 − 0.5) ln 2 + (0.0001 − 0.5) ln 0.0002 = 0.3465736 + 4.2577449
        assert!(is_near(stability(&[1, 1], &[2, 0]), 4.604_318_5));
        assert!(is_near(stability(&[3, 0, 1], &[6, 0, 2]), 0.0));
        assert_eq!(stability(&[0, 0], &[1, 1]), None);
    }

    #[test]
    fn without_bands_the_old_scores_are_cut_into_ten_parts() {
        let scores = |numbers: std::ops::RangeInclusive<i128>| Scores {
            numbers: numbers.map(|number| number * 1_000_000).collect(),
            bands: None,
        };
        // Ten old scores, one a part. One up, the first part is empty and the last has two:
        // (0.0001 − 0.1) ln 0.001 + (0.2 − 0.1) ln 2 = 0.6900847 + 0.0693147
        let moved = shift(&scores(1..=10), &scores(2..=11));
        assert!(is_near(moved.stability, 0.759_399_4), "{moved:?}");
        assert_eq!(
            (moved.mean_before, moved.mean_after),
            (Some(5_500_000), Some(6_500_000))
        );
        assert_eq!(moved.bins, Bins::Parts);
        let ends: Vec<i128> = vec![1, 1, 1, 2];
        // Three quarters are 1, so the ends of the parts are 1 and 2, and nothing lies above.
        assert_eq!(by_parts(&ends, &[1, 2, 3]), [(3, 1), (1, 1), (0, 1)]);
    }
}
