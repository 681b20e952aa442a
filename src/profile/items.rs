//! Columns whose cells hold several values: which sign stands between them.

use std::collections::{BTreeMap, BTreeSet};

use super::values::Values;

/// Signs between the items of a cell, as a pack shows them, with what parts the items.
const SIGNS: [(&str, &str); 3] = [("a;b", ";"), ("a|b", "|"), ("a, b", ",")];

/// Items that are longer than this are sentences.
const LONGEST: usize = 60;

/// What stands between the items of a column's cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Items {
    /// An example, as `as` takes it: `a;b`.
    pub example: &'static str,
    /// How many different items there are.
    pub distinct: usize,
}

/// The sign between the items of a column; nothing if its cells hold one value each.
#[must_use]
pub(super) fn items(values: &Values) -> Option<Items> {
    SIGNS
        .iter()
        .find_map(|(example, sign)| parted(values, example, sign))
}

fn parted(values: &Values, example: &'static str, sign: &str) -> Option<Items> {
    let mut counts: BTreeMap<&str, (usize, BTreeSet<usize>)> = BTreeMap::new();
    let mut lengths: BTreeSet<usize> = BTreeSet::new();
    let (mut cells, mut several, mut all) = (0, 0, 0);
    for (text, _) in values.each() {
        // `;a;b` adds to what is there already, in one CRM's imports.
        let parts: Vec<&str> = text.split(sign).map(str::trim).collect();
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let blanks_matter = sign == "," && text.contains(',') && !text.contains(", ");
        if parts.iter().any(|part| part.chars().count() > LONGEST) || blanks_matter {
            return None;
        }
        cells += 1;
        several += usize::from(parts.len() > 1);
        all += parts.len();
        lengths.insert(parts.len());
        for (place, part) in parts.into_iter().enumerate() {
            let (count, places) = counts.entry(part).or_default();
            *count += 1;
            places.insert(place);
        }
    }
    // `Portland, Oregon` is one value: its parts keep their places, and every cell has as many.
    let wandering = counts
        .values()
        .filter(|(_, places)| places.len() > 1)
        .count();
    let recurring = counts.values().filter(|(count, _)| *count > 1).count();
    let is_multiple = several >= 3
        && 5 * several >= cells
        && lengths.len() > 1
        && all > counts.len()
        && 3 * wandering >= recurring
        && wandering > 0;
    is_multiple.then_some(Items {
        example,
        distinct: counts.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Option<&'static str> {
        let mut values = Values::default();
        for (line, text) in (2..).zip(texts) {
            values.push(text, line);
        }
        items(&values).map(|items| items.example)
    }

    #[test]
    fn items_recur_and_wander() {
        assert_eq!(of(&["a;b", "b;c", "c", "b;a;c"]), Some("a;b"));
        assert_eq!(of(&["x|y", "y|x", "y", "x|z|y"]), Some("a|b"));
        let funds = [
            "Big Fund, Old Fund",
            "Old Fund, New Fund",
            "Big Fund",
            "New Fund, Big Fund",
        ];
        assert_eq!(of(&funds), Some("a, b"));
    }

    #[test]
    fn places_and_sentences_are_one_value() {
        let places = [
            "Portland, Oregon",
            "Salem, Oregon",
            "Austin, Texas",
            "Dallas, Texas",
        ];
        assert_eq!(of(&places), None);
        let mixed = [
            "Portland, Oregon",
            "Salem, Oregon",
            "Dublin",
            "Austin, Texas, USA",
        ];
        assert_eq!(of(&mixed), None);
        assert_eq!(
            of(&["blue, red", "a lamp", "big, and green", "one, two, three"]),
            None
        );
        assert_eq!(of(&[]), None);
    }
}
