//! Which columns name the rows of a table.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::ControlFlow;

use super::column::Column;
use super::headers::{is_identifier, words};
use crate::data::DataError;
use crate::data::source::RawTable;

/// Columns looked at for a key of several.
const CANDIDATES: usize = 8;

/// The columns that name the rows, by their places among the columns; none if no one, two or three
/// of them do.
///
/// # Errors
/// What keeps the file from being read again.
pub(super) fn find(
    raw: &RawTable,
    table: &str,
    columns: &[Column],
) -> Result<Vec<usize>, DataError> {
    let single = columns
        .iter()
        .filter(|column| may_be_part(column, columns) && column.values.are_unique());
    // The first of the likeliest.
    let best =
        single.min_by_key(|column| (std::cmp::Reverse(likelihood(column, table)), column.place));
    if let Some(best) = best {
        return Ok(vec![best.place]);
    }
    for group in groups(&candidates(columns)) {
        if are_unique(raw, &group)? {
            return Ok(group);
        }
    }
    Ok(Vec::new())
}

/// True if a column may be part of a key: it can be told by its header, every row has an answer, and
/// it is no measure.
fn may_be_part(column: &Column, columns: &[Column]) -> bool {
    let header = &column.header;
    let namesakes = columns.iter().filter(|other| other.header == *header);
    if header.is_empty() || namesakes.count() > 1 {
        return false;
    }
    // Amounts and counts may happen to differ in every row.
    let measure = column.evidence.all_numbers() && !is_identifier(&column.header);
    column.rows > 0 && column.empty() == 0 && column.several == 0 && column.nested == 0 && !measure
}

/// How likely a column with a value of its own in each row is meant to name the rows.
fn likelihood(column: &Column, table: &str) -> (bool, bool, bool) {
    let table = table.to_lowercase();
    let of_table = words(&column.header)
        .first()
        .is_some_and(|word| table.starts_with(word.as_str()));
    let day = column.evidence.all_dates();
    (is_identifier(&column.header), of_table, !day)
}

/// Columns that may make a key together, those with the most different values, in the order of the
/// file.
fn candidates(columns: &[Column]) -> Vec<&Column> {
    let mut candidates: Vec<&Column> = columns
        .iter()
        .filter(|column| may_be_part(column, columns) && column.values.distinct() > 1)
        .collect();
    candidates.sort_by_key(|column| std::cmp::Reverse(column.values.distinct()));
    candidates.truncate(CANDIDATES);
    candidates.sort_by_key(|column| column.place);
    candidates
}

/// Every pair, then every three that may be different in every row, the leftmost first.
fn groups(columns: &[&Column]) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    let enough = |group: &[&Column]| {
        let rows = group.first().map_or(0, |column| column.rows);
        let ways = |ways: usize, column: &&Column| ways.saturating_mul(column.values.distinct());
        group.iter().fold(1, ways) >= rows
    };
    let mut add = |group: &[&Column]| {
        if enough(group) {
            groups.push(group.iter().map(|column| column.place).collect());
        }
    };
    let after = |at: usize| columns.iter().enumerate().skip(at + 1);
    for (at, first) in columns.iter().enumerate() {
        for (_, second) in after(at) {
            add(&[*first, *second]);
        }
    }
    for (at, first) in columns.iter().enumerate() {
        for (next, second) in after(at) {
            for (_, third) in after(next) {
                add(&[*first, *second, *third]);
            }
        }
    }
    groups
}

/// True if no two rows have the same cells in these columns.
fn are_unique(raw: &RawTable, places: &[usize]) -> Result<bool, DataError> {
    let mut seen: HashSet<u64> = HashSet::new();
    let mut unique = true;
    raw.walk(places, &mut |row| {
        if row.problem.is_some() || row.furniture.is_some() {
            return ControlFlow::Continue(());
        }
        let mut hasher = DefaultHasher::new();
        for cell in row.cells {
            cell.text().trim().hash(&mut hasher);
        }
        // Rows with different numbers differ, so a key is never wrongly found.
        unique = seen.insert(hasher.finish());
        if unique {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(unique)
}
