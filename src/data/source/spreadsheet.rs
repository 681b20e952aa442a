//! Workbooks: `.xlsx`, `.xlsb`, `.xls` and `.ods`, one sheet of them.
//!
//! Only cells that hold something are kept, so that one stray cell far below costs nothing. Days are told by the format of their
//! cell, in either of the two ways in which workbooks count them; numbers have the 15 digits that a spreadsheet keeps.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use super::footers::{self, Last};
use super::furniture::{Furniture, FurnitureKind};
use super::headers::{RawHeader, headers};
use super::layout::{self, header_row};
use super::raw::{RawCell, RawRow};
use super::table::Hints;
use super::workbook::{SheetCell, SheetRow};
use crate::data::error::DataError;
use crate::diagnostics::Code;

/// The table of a sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    rows: Vec<SheetRow>,
    /// The columns from the first that holds something to the last.
    columns: Range<u32>,
    headers: Vec<RawHeader>,
    header_line: u64,
    furniture: Vec<Furniture>,
    /// Which of the rows are the table's.
    table: Range<usize>,
}

impl Sheet {
    /// Finds the headers and what stands around the table.
    pub(super) fn new(rows: Vec<SheetRow>, hints: Hints<'_>) -> Result<Sheet, DataError> {
        let places = || rows.iter().flat_map(|row| row.cells.keys().copied());
        let columns = match (places().min(), places().max()) {
            (Some(first), Some(last)) => first..last + 1,
            _ => {
                let help = "the first row must name the columns";
                return Err(DataError::new(Code::E308, "the sheet is empty").help(help));
            }
        };
        let mut sheet = Sheet {
            table: 0..rows.len(),
            rows,
            columns,
            headers: Vec::new(),
            header_line: 1,
            furniture: Vec::new(),
        };
        sheet.find_headers(hints);
        sheet.find_footers();
        Ok(sheet)
    }

    pub(super) fn headers(&self) -> &[RawHeader] {
        &self.headers
    }

    pub(super) fn header_line(&self) -> u64 {
        self.header_line
    }

    pub(super) fn furniture(&self) -> &[Furniture] {
        &self.furniture
    }

    pub(super) fn walk(
        &self,
        columns: &[usize],
        visit: &mut dyn FnMut(&RawRow<'_>) -> ControlFlow<()>,
    ) {
        let columns: Vec<u32> = columns.iter().map(|place| self.column(*place)).collect();
        for row in self.rows.get(self.table.clone()).unwrap_or_default() {
            let cells: Vec<RawCell<'_>> = columns
                .iter()
                .map(|column| raw_cell(row.cells.get(column)))
                .collect();
            let is_headers = self.repeats_headers(row);
            let shown = RawRow {
                line: row.line,
                cells: &cells,
                problem: None,
                furniture: is_headers.then_some(FurnitureKind::Headers),
                original: &|| self.texts(row),
            };
            if visit(&shown).is_break() {
                break;
            }
        }
    }

    fn column(&self, place: usize) -> u32 {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.columns.start.saturating_add(place)
    }

    fn find_headers(&mut self, hints: Hints<'_>) {
        let first: Vec<Vec<String>> = self
            .rows
            .iter()
            .take(layout::LOOKED_AT)
            .map(|row| self.texts(row))
            .collect();
        let place = header_row(&first, hints).unwrap_or(0);
        let lines = self.rows.iter().map(|row| row.line).zip(&first);
        let titles = lines.clone().take(place);
        self.furniture = titles
            .map(|(line, cells)| Furniture::new(FurnitureKind::Title, line, cells))
            .collect();
        if let Some((line, names)) = lines.clone().nth(place) {
            self.headers = headers(names);
            self.header_line = line;
        }
        self.table.start = place + 1;
    }

    fn find_footers(&mut self) {
        let from = self
            .table
            .end
            .saturating_sub(footers::LOOKED_AT)
            .max(self.table.start);
        let rows = self.rows.get(from..self.table.end).unwrap_or_default();
        let last: Vec<Last> = rows
            .iter()
            .map(|row| Last {
                line: row.line,
                cells: self.texts(row),
            })
            .collect();
        let above = |place: usize, visit: &mut dyn FnMut(&[&str])| {
            for row in self
                .rows
                .get(self.table.start..from + place)
                .unwrap_or_default()
            {
                let texts = self.texts(row);
                visit(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            }
        };
        let found = footers::find(&last, self.headers.len(), &above);
        self.table.end -= found.len();
        self.furniture.extend(found);
    }

    fn repeats_headers(&self, row: &SheetRow) -> bool {
        let is_name = |header: &RawHeader| match row.cells.get(&self.column(header.place)) {
            Some(SheetCell::Text(text)) => super::headers::is_header(text, &header.name),
            Some(_) => false,
            None => header.name.is_empty(),
        };
        self.headers.len() > 1 && self.headers.iter().all(is_name)
    }

    /// The cells of a row as texts.
    fn texts(&self, row: &SheetRow) -> Vec<String> {
        let text = |column: u32| raw_cell(row.cells.get(&column)).text().into_owned();
        self.columns.clone().map(text).collect()
    }
}

fn raw_cell(cell: Option<&SheetCell>) -> RawCell<'_> {
    match cell {
        None => RawCell::Empty,
        Some(SheetCell::Text(text)) => RawCell::Text(Cow::Borrowed(text)),
        Some(SheetCell::Number(text)) => RawCell::Number(Cow::Borrowed(text)),
        Some(SheetCell::YesNo(value)) => RawCell::YesNo(*value),
        Some(SheetCell::Date(day)) => RawCell::Date(*day),
        Some(SheetCell::Moment { day, second }) => RawCell::Moment {
            day: *day,
            second: *second,
        },
        Some(SheetCell::Error(sign)) => RawCell::Error(sign),
    }
}
