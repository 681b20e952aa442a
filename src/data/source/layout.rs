//! Where the table stands among the first lines of a file: which line names the columns.

use super::headers::header_name;
use super::table::Hints;

/// How many lines are looked at.
pub(super) const LOOKED_AT: usize = 60;

/// The place of the row of headers among the first rows of a file; `rows` are their cells.
///
/// A row that names the columns hoped for is it, and else the first that is not much narrower than the
/// rows of the table. A table whose first row is as wide as the others begins there.
pub(super) fn header_row<T: AsRef<str>>(rows: &[Vec<T>], hints: Hints<'_>) -> Option<usize> {
    let first = rows.iter().position(|row| filled(row) > 0)?;
    by_name(rows, first, hints)
        .or_else(|| by_shape(rows))
        .or(Some(first))
}

/// Not empty.
fn filled<T: AsRef<str>>(row: &[T]) -> usize {
    let cells = row.iter();
    cells
        .filter(|cell| !cell.as_ref().trim().is_empty())
        .count()
}

/// How many of the columns hoped for a row names.
pub(super) fn hits<T: AsRef<str>>(row: &[T], hints: Hints<'_>) -> usize {
    let names: Vec<String> = row.iter().map(|cell| header_name(cell.as_ref())).collect();
    let is_named = |wanted: &&Vec<&str>| names.iter().any(|name| wanted.contains(&name.as_str()));
    hints.columns.iter().filter(is_named).count()
}

fn by_name<T: AsRef<str>>(rows: &[Vec<T>], first: usize, hints: Hints<'_>) -> Option<usize> {
    let hits: Vec<usize> = rows.iter().map(|row| hits(row, hints)).collect();
    let most = hits.iter().copied().max().filter(|most| *most > 0)?;
    let place = hits.iter().position(|found| *found == most)?;
    // Some names among many may be cells of a row by chance; all of them are not.
    let all = most == hints.columns.len() && most > 1;
    let is_sure = place == first || most > 1 || most == hints.columns.len();
    let width = filled(rows.get(place)?);
    let above = rows.get(..place)?;
    let is_below_titles = above.iter().all(|row| filled(row) < width.max(2));
    (all || is_sure && is_below_titles).then_some(place)
}

fn by_shape<T: AsRef<str>>(rows: &[Vec<T>]) -> Option<usize> {
    let usual = most_common(rows.iter().map(|row| filled(row)))?;
    let cells = most_common(rows.iter().filter(|row| filled(row) > 0).map(Vec::len))?;
    let is_title = |row: &Vec<T>| {
        // A spreadsheet fills a title's line up with empty cells; in a narrow table that proves nothing.
        filled(row) * 2 <= usual && (row.len() != cells || usual > 2)
    };
    let place = rows
        .iter()
        .position(|row| filled(row) > 0 && !is_title(row))?;
    names_columns(rows.get(place)?).then_some(place)
}

/// The most common of the counts that are not 0; of equals the greatest.
fn most_common(counts: impl Iterator<Item = usize>) -> Option<usize> {
    let mut times = std::collections::BTreeMap::new();
    for count in counts.filter(|count| *count > 0) {
        *times.entry(count).or_insert(0_usize) += 1;
    }
    let most = times.into_iter().max_by_key(|(_, times)| *times);
    most.map(|(count, _)| count)
}

/// True if the cells may be names: no numbers, none twice.
fn names_columns<T: AsRef<str>>(row: &[T]) -> bool {
    let names: Vec<String> = row.iter().map(|cell| header_name(cell.as_ref())).collect();
    let names: Vec<&String> = names.iter().filter(|name| !name.is_empty()).collect();
    let is_number = |name: &str| {
        name.chars().any(|sign| sign.is_ascii_digit()) && !name.chars().any(char::is_alphabetic)
    };
    let mut seen = std::collections::BTreeSet::new();
    names
        .iter()
        .all(|name| !is_number(name) && seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header_of(lines: &[&str], hints: &[&str]) -> Option<usize> {
        let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(',').collect()).collect();
        let columns: Vec<Vec<&str>> = hints.iter().map(|name| vec![*name]).collect();
        header_row(&rows, Hints { columns: &columns })
    }

    #[test]
    fn the_first_row_of_a_plain_table_names_its_columns() {
        for lines in [
            &["name,need", "Acme,5", "Beta,4"][..],
            &["name,need"],
            &["name", "Acme"],
            &["", "name,need", "Acme,5"],
            // An index without a name, and headers that are numbers.
            &[",0", "a,5", "b,6"],
            &[",x", "a,b", "b,c"],
            &["2024,2025", "1,2"],
            // A row with commas in a text is wider than the others.
            &["name,need", "Acme, Inc., Ltd., Paris,5", "Beta,4"],
            // Most cells are empty.
            &["a,b,c,d,e,f", "1,,,,,", "2,,,,,", "3,,,,,"],
        ] {
            let first = lines.iter().position(|line| !line.is_empty());
            assert_eq!(header_of(lines, &[]), first, "{lines:?}");
        }
        assert_eq!(header_of(&["", ","], &[]), None);
    }

    #[test]
    fn titles_above_a_table_are_told_by_their_width() {
        for (lines, header) in [
            (
                &["Pipeline by stage", "", "name,need,stage", "Acme,5,won"][..],
                2,
            ),
            (
                &[
                    "Pipeline by stage,,,",
                    "As of,2026-01-31,,",
                    "a,b,c,d",
                    "1,2,3,4",
                    "1,2,3,4",
                ],
                2,
            ),
            (&["Report", "name,need", "Acme,5", "Beta,4"], 1),
        ] {
            assert_eq!(header_of(lines, &[]), Some(header), "{lines:?}");
        }
    }

    #[test]
    fn names_hoped_for_tell_the_headers_where_the_width_does_not() {
        let lines = ["Report,", "name,need", "Acme,5"];
        assert_eq!(header_of(&lines, &["name", "need"]), Some(1));
        // A row of the table does not become the headers because of one cell.
        let lines = ["who,what,why", "Acme,need,x", "Beta,y,z"];
        assert_eq!(header_of(&lines, &["name", "need"]), Some(0));
        // Nor because of two, below rows as wide as it is.
        let lines = ["who,what,why", "name,need,x", "Beta,y,z"];
        assert_eq!(header_of(&lines, &["name", "need", "size"]), Some(0));
        // All of them are no chance.
        assert_eq!(header_of(&lines, &["name", "need"]), Some(1));
    }
}
