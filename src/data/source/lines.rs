//! Records of separated values and the lines that they stand on.

use csv::{Position, ReaderBuilder, StringRecord};

use crate::data::error::DataError;
use crate::diagnostics::Code;

/// A place in a text and its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: usize,
    pub(super) line: u64,
}

impl Place {
    /// The beginning.
    pub(super) const START: Place = Place { offset: 0, line: 1 };
}

/// Reads records from a place of a text to an end, each with where it begins.
pub(super) struct Records<'t> {
    text: &'t [u8],
    reader: csv::Reader<&'t [u8]>,
    /// Where the reader began.
    start: usize,
    /// How far lines are counted.
    counted: Place,
}

impl<'t> Records<'t> {
    pub(super) fn new(text: &'t str, delimiter: u8, from: Place, end: usize) -> Records<'t> {
        let rest = text.get(from.offset..end).unwrap_or_default();
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(rest.as_bytes());
        Records {
            text: text.as_bytes(),
            reader,
            start: from.offset,
            counted: from,
        }
    }

    /// Reads the next record and says where it begins; nothing at the end.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Result<Option<Place>, DataError> {
        let read = self.reader.read_record(record).map_err(|error| {
            // Flexible records of valid text held in memory: nothing is left that could fail.
            DataError::new(Code::E308, format!("the file cannot be read: {error}"))
        })?;
        Ok(read.then(|| self.place_of(record)))
    }

    /// Where the record after the last one read begins, blank lines passed over or not.
    pub(super) fn behind(&mut self) -> Place {
        let offset = self.start + byte_of(self.reader.position());
        self.count_to(offset)
    }

    fn place_of(&mut self, record: &StringRecord) -> Place {
        let begin = record.position().map_or(self.counted.offset, |position| {
            self.start + byte_of(position)
        });
        // Blank lines, and the line end of the record before, are in front of the record.
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let rest = self.text.get(begin..).unwrap_or_default();
        self.count_to(begin + rest.iter().take_while(|byte| blank(byte)).count())
    }

    /// Counts lines up to a place. The csv reader's own count is off after blank lines and with CRLF, so the text
    /// itself is counted.
    fn count_to(&mut self, offset: usize) -> Place {
        let from = self.counted.offset;
        let passed = self.text.get(from..offset).unwrap_or_default();
        let mut previous = from
            .checked_sub(1)
            .and_then(|at| self.text.get(at))
            .copied();
        for &byte in passed {
            // A line ends with LF, CRLF or CR alone.
            let ends = byte == b'\r' || (byte == b'\n' && previous != Some(b'\r'));
            self.counted.line += u64::from(ends);
            previous = Some(byte);
        }
        self.counted.offset = offset;
        self.counted
    }
}

fn byte_of(position: &Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}
