//! Which columns name rows of a table: their values are among the values of its key.

use super::column::Column;
use super::headers::words;
use super::table::TableProfile;
use crate::diagnostics::nearest;

/// Up to so many values that name no row are told.
const TOLD: usize = 3;

/// A column that names rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its table, by its place.
    pub table: usize,
    /// The column, by its place.
    pub column: usize,
    /// The table whose rows it names.
    pub target: usize,
    /// How many different values name a row.
    pub found: usize,
    /// Values that name none, with the key that may be meant; the commonest first.
    pub strays: Vec<(String, Option<String>)>,
}

impl Link {
    /// True if every value names a row.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.strays.is_empty()
    }
}

/// The columns that name rows of one of the tables, one target each.
#[must_use]
pub fn links(tables: &[TableProfile]) -> Vec<Link> {
    let mut links = Vec::new();
    for (table, profile) in tables.iter().enumerate() {
        for column in &profile.columns {
            let candidates = tables.iter().enumerate().filter_map(|(target, other)| {
                let own_key = table == target && other.key == [column.place];
                let rank = if own_key { None } else { rank(column, other)? };
                rank.map(|rank| ((rank, table != target), target))
            });
            // The best of them; of equals, the first.
            let best = candidates.min_by_key(|(rank, target)| (std::cmp::Reverse(*rank), *target));
            let only_key = profile.key == [column.place];
            if let Some((_, target)) = best.filter(|_| !only_key)
                && let Some(key) = tables.get(target).and_then(TableProfile::single_key)
            {
                links.push(Link {
                    table,
                    column: column.place,
                    target,
                    found: column.values.shared_with(&key.values).unwrap_or_default(),
                    strays: strays(column, key),
                });
            }
        }
    }
    links
}

/// How well a column fits the key of a table: whether every value names a row, and whether the
/// header speaks of the table. Nothing if it does not.
fn rank(column: &Column, other: &TableProfile) -> Option<Option<(bool, bool)>> {
    let key = other.single_key()?;
    let distinct = column.values.distinct();
    let evidence = &column.evidence;
    if distinct == 0 || evidence.all_dates() || column.several > 0 {
        return None;
    }
    let shared = column.values.shared_with(&key.values)?;
    let whole = shared == distinct;
    let speaks = speaks_of(column, other, key);
    // Small numbers are among any numbers, and a single word may be anywhere.
    let telling = !evidence.all_numbers() && distinct > 1;
    let fits = if whole {
        speaks || telling
    } else {
        speaks && shared > 1 && 2 * shared >= distinct
    };
    Some(fits.then_some((whole, speaks)))
}

/// True if the header has a word of the table's name or is the header of its key.
fn speaks_of(column: &Column, table: &TableProfile, key: &Column) -> bool {
    let same = column.header.eq_ignore_ascii_case(&key.header);
    let header = words(&column.header);
    let names = words(&table.name);
    // `account_id` speaks of `accounts`; words of two letters speak of nothing.
    let speaks = |word: &String| {
        word.chars().count() > 2
            && names
                .iter()
                .any(|name| name == word || is_plural(name, word))
    };
    same || header.iter().any(speaks)
}

fn is_plural(plural: &str, word: &str) -> bool {
    let stem = word.strip_suffix('y').unwrap_or(word);
    let ending = plural.strip_prefix(stem);
    ending.is_some_and(|ending| matches!(ending, "s" | "es" | "ies"))
}

/// The values that name no row.
fn strays(column: &Column, key: &Column) -> Vec<(String, Option<String>)> {
    let commonest = column.values.commonest();
    let strays = commonest
        .iter()
        .filter(|(text, _)| !key.values.contains(text));
    let keys = || key.values.each().map(|(text, _)| text);
    let stray = |(text, _): &(&str, _)| {
        let meant = nearest(text, keys()).map(str::to_owned);
        ((*text).to_owned(), meant)
    };
    strays.take(TOLD).map(stray).collect()
}
