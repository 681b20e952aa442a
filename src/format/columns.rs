//! Alignment: cells of neighbouring lines below one another, by the width they take on a screen.

use super::pieces::width;

/// A cell wider than this does not push the cells after it in other lines.
const WIDEST: usize = 44;

/// The widths of columns, found from every line before any line is printed.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    widths: Vec<usize>,
}

impl Columns {
    /// Columns measured from all lines. A cell counts only when something stands after it on its
    /// line, and when it is not too wide.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a [String]>) -> Columns {
        Columns::up_to(WIDEST, lines)
    }

    /// The same, with a widest cell of one's own.
    pub fn up_to<'a>(widest: usize, lines: impl IntoIterator<Item = &'a [String]>) -> Columns {
        let mut columns = Columns::default();
        for line in lines {
            columns.measure(widest, line);
        }
        columns
    }

    /// How wide the first column is.
    pub fn first(&self) -> usize {
        self.widths.first().copied().unwrap_or(0)
    }

    fn measure(&mut self, widest: usize, cells: &[String]) {
        let last = cells.iter().rposition(|cell| !cell.is_empty()).unwrap_or(0);
        if self.widths.len() < last {
            self.widths.resize(last, 0);
        }
        for (known, cell) in self.widths.iter_mut().zip(cells.iter().take(last)) {
            let wide = width(cell);
            if wide <= widest {
                *known = (*known).max(wide);
            }
        }
    }

    /// The line with its cells padded, one blank between columns, none at the end.
    pub fn line(&self, cells: &[String]) -> String {
        let mut text = String::new();
        for (at, cell) in cells.iter().enumerate() {
            let column = self.widths.get(at).copied().unwrap_or(0);
            if column == 0 && cell.is_empty() {
                continue;
            }
            text.push_str(cell);
            text.extend(std::iter::repeat_n(
                ' ',
                column.saturating_sub(width(cell)) + 1,
            ));
        }
        text.truncate(text.trim_end_matches(' ').len());
        text
    }

    /// The rows of a table with bars, every cell padded.
    pub fn table(rows: &[Vec<String>]) -> Vec<String> {
        Columns::table_parted(rows, None)
    }

    /// The same, with `||` after so many columns.
    pub fn table_parted(rows: &[Vec<String>], split: Option<usize>) -> Vec<String> {
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..count)
            .map(|at| {
                rows.iter()
                    .filter_map(|row| row.get(at))
                    .map(|cell| width(cell))
                    .max()
            })
            .map(Option::unwrap_or_default)
            .collect();
        rows.iter()
            .map(|row| {
                let mut text = String::from("|");
                for (at, (cell, column)) in row.iter().zip(&widths).enumerate() {
                    text.push(' ');
                    text.push_str(cell);
                    text.extend(std::iter::repeat_n(' ', column.saturating_sub(width(cell))));
                    text.push_str(if split == Some(at + 1) { " ||" } else { " |" });
                }
                text
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    fn cells(line: &[&str]) -> Vec<String> {
        line.iter().map(|&cell| cell.to_owned()).collect()
    }

    #[test]
    fn a_cell_without_a_follower_does_not_push() {
        let lines = [
            cells(&["name", "text", "key"]),
            cells(&["staff", "integer", ""]),
        ];
        let columns = Columns::of(lines.iter().map(Vec::as_slice));
        assert_eq!(columns.line(&lines[0]), "name  text key");
        assert_eq!(columns.line(&lines[1]), "staff integer");
    }

    #[test]
    fn wide_letters_count_double() {
        let rows = [cells(&["a", "label"]), cells(&["東京", "\"x\""])];
        assert_eq!(
            Columns::table(&rows),
            ["| a    | label |", "| 東京 | \"x\"   |"]
        );
    }
}
