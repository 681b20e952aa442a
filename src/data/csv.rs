//! Comma, semicolon or tab separated values to rows of cells.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};

use super::builder::{StoredField, TableBuilder};
use super::cell::{RawCell, normal};
use super::columns::{Columns, match_columns};
use super::error::DataError;
use super::table::RowFault;
use crate::diagnostics::Code;

/// Reads a whole file's text into a table; returns the headers that are no field's.
pub(super) fn read(
    text: &str,
    file: &str,
    builder: &mut TableBuilder<'_>,
) -> Result<Vec<String>, Vec<DataError>> {
    let delimiter = delimiter(text, builder.fields());
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut lines = LineCounter {
        text: text.as_bytes(),
        offset: 0,
        line: 1,
    };
    let mut record = StringRecord::new();
    if !read_record(&mut reader, &mut record, file)? {
        let help = "the first line must name the columns";
        return Err(vec![
            DataError::new(Code::E308, "the file is empty")
                .file(file)
                .help(help),
        ]);
    }
    let header_line = lines.line_of(&record);
    let headers: Vec<String> = record
        .iter()
        .map(|cell| normal(cell.trim()).into_owned())
        .collect();
    let Columns { places, unused } =
        match_columns(builder.fields(), &headers).map_err(|errors| {
            errors
                .into_iter()
                .map(|e| e.file(file).line(header_line))
                .collect::<Vec<_>>()
        })?;
    while read_record(&mut reader, &mut record, file)? {
        let line = lines.line_of(&record);
        let raw = || record.iter().map(str::to_owned).collect::<Vec<_>>();
        if record.len() == headers.len() {
            let cell = |&place: &usize| {
                RawCell::Text(Cow::Borrowed(record.get(place).unwrap_or_default()))
            };
            let cells: Vec<RawCell<'_>> = places.iter().map(cell).collect();
            builder.push(line, &cells, raw);
        } else {
            let problem = ragged(&record, headers.len());
            builder.set_aside(RowFault {
                line,
                problem,
                cells: raw(),
            });
        }
    }
    Ok(unused)
}

fn read_record(
    reader: &mut csv::Reader<&[u8]>,
    record: &mut StringRecord,
    file: &str,
) -> Result<bool, Vec<DataError>> {
    reader.read_record(record).map_err(|error| {
        // Flexible records of valid text held in memory: nothing is left that could fail.
        vec![DataError::new(Code::E308, format!("the file cannot be read: {error}")).file(file)]
    })
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
    offset: usize,
    line: u64,
}

impl LineCounter<'_> {
    fn line_of(&mut self, record: &StringRecord) -> u64 {
        let start = record
            .position()
            .and_then(|position| usize::try_from(position.byte()).ok());
        let start = start.unwrap_or(self.offset);
        // Blank lines, and the line end of the record before, are in front of the record.
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let rest = self.text.get(start..).unwrap_or_default();
        let start = start + rest.iter().take_while(|byte| blank(byte)).count();
        let passed = self.text.get(self.offset..start).unwrap_or_default();
        let mut previous = self
            .offset
            .checked_sub(1)
            .and_then(|at| self.text.get(at))
            .copied();
        for &byte in passed {
            // A line ends with LF, CRLF or CR alone.
            let ends = byte == b'\r' || (byte == b'\n' && previous != Some(b'\r'));
            self.line += u64::from(ends);
            previous = Some(byte);
        }
        self.offset = start;
        self.line
    }
}

/// The separator under which the header names most of the wanted columns; then the one that makes
/// most cells of it; then the comma.
fn delimiter(text: &str, fields: &[StoredField]) -> u8 {
    let score = |delimiter: u8| {
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        if !reader.read_record(&mut record).unwrap_or(false) {
            return (0, 0);
        }
        let headers: Vec<_> = record.iter().map(|cell| normal(cell.trim())).collect();
        let found = fields
            .iter()
            .filter(|field| headers.iter().any(|h| *h == field.header))
            .count();
        (found, headers.len())
    };
    // `max_by_key` keeps the last of equals.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&delimiter| score(delimiter))
        .unwrap_or(b',')
}
