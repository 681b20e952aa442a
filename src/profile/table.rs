//! What the cells of a whole table show.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::column::Column;
use super::keys;
use crate::data::DataError;
use crate::data::source::RawTable;

/// A table of a file.
#[derive(Clone, Debug)]
pub struct TableProfile {
    /// The table's name: that of its file without its ending, or of its sheet.
    pub name: String,
    /// Rows that are rows.
    pub rows: usize,
    /// Rows that are none, such as those with too many cells.
    pub bad_rows: usize,
    /// The line of the first of them, and what is wrong with it.
    pub first_bad: Option<(u64, String)>,
    /// Its columns, in the order of the file.
    pub columns: Vec<Column>,
    /// The columns that name the rows, by their places; none if no few of them do.
    pub key: Vec<usize>,
}

/// Looks at every cell of a table.
///
/// # Errors
/// What keeps the file from being read to its end.
pub fn profile(raw: &RawTable, name: &str) -> Result<TableProfile, DataError> {
    let headers = raw.headers().iter().enumerate();
    let mut columns: Vec<Column> = headers
        .map(|(place, header)| Column::new(&header.name, place))
        .collect();
    let places: Vec<usize> = (0..columns.len()).collect();
    let (mut rows, mut bad_rows, mut first_bad) = (0, 0, None);
    raw.walk(&places, &mut |row| {
        // Totals, footers and empty rows show nothing of the columns.
        if row.furniture.is_some() {
            return ControlFlow::Continue(());
        }
        match &row.problem {
            Some(problem) => {
                bad_rows += 1;
                first_bad.get_or_insert_with(|| (row.line, problem.clone()));
            }
            None => {
                rows += 1;
                for (column, cell) in columns.iter_mut().zip(row.cells) {
                    column.push(cell, row.line);
                }
            }
        }
        ControlFlow::Continue(())
    })?;
    settle(&mut columns);
    Ok(TableProfile {
        key: keys::find(raw, name, &columns)?,
        name: name.to_owned(),
        rows,
        bad_rows,
        first_bad,
        columns,
    })
}

/// A doubtful word is no answer if it stands among numbers or dates, and nowhere else: what a record
/// says of it holds for all its columns.
fn settle(columns: &mut [Column]) {
    let doubtful = || columns.iter().flat_map(Column::doubtful);
    let answers: BTreeSet<String> = doubtful()
        .filter(|(_, measures)| !measures)
        .map(|(word, _)| word.to_owned())
        .collect();
    let missing: BTreeSet<String> = doubtful()
        .filter(|(word, measures)| *measures && !answers.contains(*word))
        .map(|(word, _)| word.to_owned())
        .collect();
    for column in columns {
        column.settle(|word| missing.contains(word));
    }
}

impl TableProfile {
    /// The texts that say that there is no answer, in any column.
    #[must_use]
    pub fn missing(&self) -> BTreeSet<&str> {
        let words = self.columns.iter().flat_map(|column| column.missing.keys());
        words.map(String::as_str).collect()
    }

    /// The column whose values name the rows, if it is one alone.
    #[must_use]
    pub fn single_key(&self) -> Option<&Column> {
        match self.key.as_slice() {
            [place] => self.columns.get(*place),
            _ => None,
        }
    }
}
