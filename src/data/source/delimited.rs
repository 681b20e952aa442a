//! Comma, semicolon, tab or bar separated values.

use std::borrow::Cow;
use std::ops::ControlFlow;

use csv::StringRecord;

use super::delimiter::{Sample, sample, separator_line};
use super::footers::{self, Last, may_end_a_report};
use super::furniture::{Furniture, FurnitureKind};
use super::headers::{RawHeader, headers};
use super::layout::header_row;
use super::lines::{Place, Records};
use super::raw::{RawCell, RawRow};
use super::table::Hints;
use crate::data::error::DataError;
use crate::diagnostics::Code;

/// A text of separated values.
#[derive(Debug)]
pub(super) struct Delimited {
    text: String,
    delimiter: u8,
    headers: Vec<RawHeader>,
    header_line: u64,
    /// Columns up to the last that has a name; a row has at least so many cells.
    named: usize,
    furniture: Vec<Furniture>,
    /// Where the rows begin.
    rows: Place,
    /// Where they end.
    end: usize,
}

impl Delimited {
    /// Finds the delimiter, the headers and what stands around the table.
    pub(super) fn new(
        text: String,
        delimiter: Option<u8>,
        hints: Hints<'_>,
    ) -> Result<Delimited, DataError> {
        let (separator, from) = match separator_line(&text) {
            Some((sign, place)) => (Some(sign), place),
            None => (None, Place::START),
        };
        let sample = sample(&text, from, delimiter.or(separator), hints);
        let Some((headers, place, rows)) = header(&sample, hints) else {
            let help = "the first line must name the columns";
            return Err(DataError::new(Code::E308, "the file is empty").help(help));
        };
        let mut table = Delimited {
            delimiter: sample.delimiter,
            header_line: place.line,
            named: headers
                .iter()
                .rposition(|header| !header.name.is_empty())
                .map_or(0, |last| last + 1),
            headers,
            furniture: titles(&sample, place),
            rows,
            end: text.len(),
            text,
        };
        table.find_footers()?;
        Ok(table)
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

    pub(super) fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    pub(super) fn walk(
        &self,
        columns: &[usize],
        visit: &mut dyn FnMut(&RawRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), DataError> {
        let mut records = self.records();
        let mut record = StringRecord::new();
        while let Some(place) = records.next(&mut record)? {
            let problem = self.problem(&record);
            let cell = |&place: &usize| {
                RawCell::Text(Cow::Borrowed(record.get(place).unwrap_or_default()))
            };
            let cells: Vec<RawCell<'_>> = match problem {
                None => columns.iter().map(cell).collect(),
                Some(_) => Vec::new(),
            };
            let row = RawRow {
                line: place.line,
                cells: &cells,
                problem,
                furniture: self.furniture_of(&record),
                original: &|| record.iter().map(str::to_owned).collect(),
            };
            if visit(&row).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn records(&self) -> Records<'_> {
        Records::new(&self.text, self.delimiter, self.rows, self.end)
    }

    /// Why a record is no row. Cells that are empty, in columns without a name, may be there or not.
    fn problem(&self, record: &StringRecord) -> Option<String> {
        let found = record.len();
        if found == self.headers.len() {
            return None;
        }
        let more = record.iter().skip(self.headers.len());
        if found >= self.named && more.into_iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let cells = if found == 1 { "cell" } else { "cells" };
        let mut problem = format!(
            "{found} {cells} where the header has {}",
            self.headers.len()
        );
        if record.iter().any(|cell| cell.contains('\n')) {
            problem.push_str("; a quote may be left open in it");
        }
        Some(problem)
    }

    /// Rows that hold nothing, and the headers once more.
    fn furniture_of(&self, record: &StringRecord) -> Option<FurnitureKind> {
        if record.len() > 1 && record.iter().all(|cell| cell.trim().is_empty()) {
            return Some(FurnitureKind::Empty);
        }
        let repeats = self.named > 1
            && record.len() == self.headers.len()
            && record
                .iter()
                .zip(&self.headers)
                .all(|(cell, header)| super::headers::is_header(cell, &header.name));
        repeats.then_some(FurnitureKind::Headers)
    }

    /// Looks at the end of the text, and reads all of it only if something there may be no row.
    fn find_footers(&mut self) -> Result<(), DataError> {
        let rest = self.text.get(self.rows.offset..).unwrap_or_default();
        if !may_end_a_report(rest, self.delimiter()) {
            return Ok(());
        }
        let (last, places) = self.last_rows()?;
        let count = |place: usize| places.get(place).map_or(self.end, |place| place.offset);
        let above = |place: usize, visit: &mut dyn FnMut(&[&str])| {
            let mut records = Records::new(&self.text, self.delimiter, self.rows, count(place));
            let mut record = StringRecord::new();
            while let Ok(Some(_)) = records.next(&mut record) {
                visit(&record.iter().collect::<Vec<_>>());
            }
        };
        let found = footers::find(&last, self.headers.len(), &above);
        // What is found are the last of them.
        let end = count(last.len() - found.len());
        self.furniture.extend(found);
        self.end = end;
        Ok(())
    }

    /// The last rows and where they begin.
    fn last_rows(&self) -> Result<(Vec<Last>, Vec<Place>), DataError> {
        let mut places = std::collections::VecDeque::new();
        let mut records = self.records();
        let mut record = StringRecord::new();
        while let Some(place) = records.next(&mut record)? {
            if places.len() == footers::LOOKED_AT {
                places.pop_front();
            }
            places.push_back(place);
        }
        let places = Vec::from(places);
        let Some(from) = places.first() else {
            return Ok((Vec::new(), Vec::new()));
        };
        let mut records = Records::new(&self.text, self.delimiter, *from, self.end);
        let mut last = Vec::new();
        while let Some(place) = records.next(&mut record)? {
            let cells = record.iter().map(str::to_owned).collect();
            last.push(Last {
                line: place.line,
                cells,
            });
        }
        Ok((last, places))
    }
}

/// The headers, where they stand, and where the rows begin.
fn header(sample: &Sample, hints: Hints<'_>) -> Option<(Vec<RawHeader>, Place, Place)> {
    // A file of nothing but empty cells still has columns, if without names.
    let row = header_row(&sample.rows, hints).unwrap_or(0);
    let names = sample.rows.get(row)?;
    Some((
        headers(names),
        *sample.places.get(row)?,
        *sample.behind.get(row)?,
    ))
}

/// The lines above the headers.
fn titles(sample: &Sample, header: Place) -> Vec<Furniture> {
    let above = sample
        .places
        .iter()
        .zip(&sample.rows)
        .take_while(|(place, _)| place.offset < header.offset);
    let filled = above.filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    filled
        .map(|(place, row)| Furniture::new(FurnitureKind::Title, place.line, row))
        .collect()
}
