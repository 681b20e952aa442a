//! Comma, semicolon or tab separated values.

use std::borrow::Cow;
use std::ops::ControlFlow;

use csv::{Position, ReaderBuilder, StringRecord};

use super::headers::{RawHeader, headers};
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
    /// Where the rows begin.
    rows: Start,
}

/// A place in the text and its line.
#[derive(Clone, Copy, Debug)]
struct Start {
    offset: usize,
    line: u64,
}

impl Delimited {
    /// Finds the delimiter and the headers.
    pub(super) fn new(text: String, hints: Hints<'_>) -> Result<Delimited, DataError> {
        let delimiter = delimiter(&text, hints);
        let mut reader = reader(&text, delimiter);
        let mut lines = LineCounter::new(&text, Start { offset: 0, line: 1 });
        let mut record = StringRecord::new();
        if !read_record(&mut reader, &mut record)? {
            let help = "the first line must name the columns";
            return Err(DataError::new(Code::E308, "the file is empty").help(help));
        }
        let header_line = lines.line_of(&record, 0);
        let headers = headers(&record);
        let rows = lines.reach(byte_of(reader.position()));
        Ok(Delimited {
            delimiter,
            headers,
            header_line,
            rows,
            text,
        })
    }

    pub(super) fn headers(&self) -> &[RawHeader] {
        &self.headers
    }

    pub(super) fn header_line(&self) -> u64 {
        self.header_line
    }

    pub(super) fn walk(
        &self,
        columns: &[usize],
        visit: &mut dyn FnMut(&RawRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), DataError> {
        let start = self.rows.offset;
        let rest = self.text.get(start..).unwrap_or_default();
        let mut reader = reader(rest, self.delimiter);
        let mut lines = LineCounter::new(&self.text, self.rows);
        let mut record = StringRecord::new();
        while read_record(&mut reader, &mut record)? {
            let line = lines.line_of(&record, start);
            let problem =
                (record.len() != self.headers.len()).then(|| ragged(&record, self.headers.len()));
            let cell = |&place: &usize| {
                RawCell::Text(Cow::Borrowed(record.get(place).unwrap_or_default()))
            };
            let cells: Vec<RawCell<'_>> = match problem {
                None => columns.iter().map(cell).collect(),
                Some(_) => Vec::new(),
            };
            let row = RawRow {
                line,
                cells: &cells,
                problem,
                original: &|| record.iter().map(str::to_owned).collect(),
            };
            if visit(&row).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

fn read_record(
    reader: &mut csv::Reader<&[u8]>,
    record: &mut StringRecord,
) -> Result<bool, DataError> {
    reader.read_record(record).map_err(|error| {
        // Flexible records of valid text held in memory: nothing is left that could fail.
        DataError::new(Code::E308, format!("the file cannot be read: {error}"))
    })
}

fn byte_of(position: &Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

fn ragged(record: &StringRecord, expected: usize) -> String {
    let found = record.len();
    let cells = if found == 1 { "cell" } else { "cells" };
    let mut problem = format!("{found} {cells} where the header has {expected}");
    if record.iter().any(|cell| cell.contains('\n')) {
        problem.push_str("; a quote may be left open in it");
    }
    problem
}

/// Counts lines up to the start of each record. The csv reader's own count is off after blank lines
/// and with CRLF, so the text itself is counted.
struct LineCounter<'a> {
    text: &'a [u8],
    at: Start,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str, at: Start) -> LineCounter<'a> {
        let text = text.as_bytes();
        LineCounter { text, at }
    }

    /// The line of a record whose reader began at `start`.
    fn line_of(&mut self, record: &StringRecord, start: usize) -> u64 {
        let begin = record
            .position()
            .map_or(self.at.offset, |position| start + byte_of(position));
        // Blank lines, and the line end of the record before, are in front of the record.
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let rest = self.text.get(begin..).unwrap_or_default();
        let begin = begin + rest.iter().take_while(|byte| blank(byte)).count();
        self.reach(begin).line
    }

    /// Counts on to a place.
    fn reach(&mut self, offset: usize) -> Start {
        let passed = self.text.get(self.at.offset..offset).unwrap_or_default();
        let mut previous = self
            .at
            .offset
            .checked_sub(1)
            .and_then(|at| self.text.get(at))
            .copied();
        for &byte in passed {
            // A line ends with LF, CRLF or CR alone.
            let ends = byte == b'\r' || (byte == b'\n' && previous != Some(b'\r'));
            self.at.line += u64::from(ends);
            previous = Some(byte);
        }
        self.at.offset = offset;
        self.at
    }
}

/// The separator under which the header names most of the columns hoped for; then the one that makes
/// most cells of it; then the comma.
fn delimiter(text: &str, hints: Hints<'_>) -> u8 {
    let score = |delimiter: u8| {
        let mut reader = reader(text, delimiter);
        let mut record = StringRecord::new();
        if !reader.read_record(&mut record).unwrap_or(false) {
            return (0, 0);
        }
        let headers = headers(&record);
        let is_there = |wanted: &&&str| headers.iter().any(|header| header.name == ***wanted);
        (hints.columns.iter().filter(is_there).count(), headers.len())
    };
    // `max_by_key` keeps the last of equals.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&delimiter| score(delimiter))
        .unwrap_or(b',')
}
