//! Lines of a file that are not of its table: titles, totals, footers. Each is said, none is dropped in silence.

use crate::data::cell::shortened;

/// A line that is not of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Furniture {
    /// What it is.
    pub kind: FurnitureKind,
    /// Its line in the file, from 1.
    pub line: u64,
    /// What stands there, shortened.
    pub text: String,
}

/// What a line is that is not of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FurnitureKind {
    /// A line above the headers: a title, a filter, the day of the report.
    Title,
    /// The sums of the columns, checked against the rows above.
    Total,
    /// A line below the rows: confidential, copyright, how it was made.
    Footer,
    /// The headers once more, amid the rows.
    Headers,
    /// A row in which every cell is empty.
    Empty,
}

impl FurnitureKind {
    /// What several such lines are called.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            FurnitureKind::Title => "lines above the headers",
            FurnitureKind::Total => "lines of totals",
            FurnitureKind::Footer => "footers",
            FurnitureKind::Headers => "lines that repeat the headers",
            FurnitureKind::Empty => "empty rows",
        }
    }

    /// What one such line is called.
    #[must_use]
    pub fn singular(self) -> &'static str {
        match self {
            FurnitureKind::Title => "line above the headers",
            FurnitureKind::Total => "line of totals",
            FurnitureKind::Footer => "footer",
            FurnitureKind::Headers => "line that repeats the headers",
            FurnitureKind::Empty => "empty row",
        }
    }
}

impl Furniture {
    /// A line of which the cells are known.
    #[must_use]
    pub fn new<T: AsRef<str>>(kind: FurnitureKind, line: u64, cells: &[T]) -> Furniture {
        let cells = cells.iter().map(|cell| cell.as_ref().trim());
        let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        let text = shortened(
            &filled
                .join(" ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        );
        Furniture { kind, line, text }
    }
}
