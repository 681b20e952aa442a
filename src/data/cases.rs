//! Case tables: a CSV beside a pack, a case a row. The columns are fields of one record, and `expect_…` columns that say
//! what must come out.

use std::collections::BTreeSet;

use csv::{ReaderBuilder, WriterBuilder};

use super::error::DataError;
use super::load::read_table;
use super::source::TableFormat;
use super::table::Table;
use crate::diagnostics::{Code, did_you_mean};
use crate::ir::{Program, RecordId};

/// What a column of expectations is called in front of the result's name.
const EXPECT: &str = "expect_";
/// The column that says what `today` means in a case.
const AS_OF: &str = "as_of";
/// The column that is for readers alone.
const NOTE: &str = "note";

/// The cases of a file.
#[derive(Clone, Debug)]
pub struct Cases {
    /// The record that the cases are rows of.
    pub record: RecordId,
    /// The rows; fields without a column are unknown.
    pub table: Table,
    /// The cases, one a row of the table.
    pub cases: Vec<Case>,
}

/// A case: what must come out of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its line in the file.
    pub line: u64,
    /// `as_of`, as it is written.
    pub as_of: Option<String>,
    /// Result columns and what must stand in them; blank cells expect nothing.
    pub expected: Vec<(String, String)>,
}

/// Reads a case table. The record is the one of which the file has most fields.
///
/// # Errors
/// What keeps the table from being read: no record with such fields, a column that is neither a field nor an
/// expectation, a row with another number of cells, a cell that cannot be read.
pub fn cases(program: &Program, file: &str, text: &str) -> Result<Cases, Vec<DataError>> {
    let error = |message: String| DataError::new(Code::E308, message).file(file);
    let delimiter = delimiter(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers: Vec<String> = match reader.headers() {
        Ok(headers) => headers.iter().map(|head| head.trim().to_owned()).collect(),
        Err(problem) => return Err(vec![error(format!("it cannot be read: {problem}"))]),
    };
    let record = record_of(program, &headers).ok_or_else(|| {
        vec![error("no record of the pack has these columns".to_owned()).help(
            "the columns are the fields of one record, and `expect_RULE` for what must come out",
        )]
    })?;
    check_headers(program, record, &headers, file)?;
    let columns = stored_columns(program, record);
    let keys = keys_without_column(program, record, &headers);
    let mut rows = WriterBuilder::new().from_writer(Vec::new());
    let mut errors = Vec::new();
    let mut cases = Vec::new();
    let _ = rows.write_record(&columns); // into memory, which does not fail
    for (place, row) in (1..).zip(reader.records()) {
        let row = row.map_err(|problem| vec![error(format!("it cannot be read: {problem}"))])?;
        let line = row.position().map_or(place + 1, csv::Position::line);
        if row.len() != headers.len() {
            let problem = format!("{} cells where the header has {}", row.len(), headers.len());
            errors.push(error(problem).line(line));
            continue;
        }
        let cell = |column: &str| {
            let at = headers.iter().position(|head| head == column)?;
            row.get(at)
        };
        let cells = columns.iter().map(|column| match cell(column) {
            Some(cell) => cell.to_owned(),
            None if keys.contains(column) => format!("case {place}"),
            None => String::new(),
        });
        let _ = rows.write_record(cells);
        let expected = headers.iter().zip(row.iter()).filter_map(|(head, cell)| {
            let name = head.strip_prefix(EXPECT)?;
            let cell = cell.trim();
            (!cell.is_empty()).then(|| (name.to_owned(), cell.to_owned()))
        });
        cases.push(Case {
            line,
            as_of: cell(AS_OF)
                .map(str::trim)
                .filter(|day| !day.is_empty())
                .map(str::to_owned),
            expected: expected.collect(),
        });
    }
    let text = rows.into_inner().unwrap_or_default();
    let text = String::from_utf8(text).unwrap_or_default();
    let (table, _) = read_table(program, record, file, &text, TableFormat::Csv)?;
    let line_of = |row: usize| cases.get(row).map_or(0, |case| case.line);
    errors.extend(table.row_faults.iter().map(|fault| {
        // The rows of the text made here follow one another from line 2 on.
        let row = usize::try_from(fault.line.saturating_sub(2)).unwrap_or(usize::MAX);
        error(fault.problem.clone()).line(line_of(row))
    }));
    errors.extend(table.cell_faults.iter().map(|((row, field), fault)| {
        let name = &program.fields[*field].named.name;
        error(format!("`{name}`: {}", fault.problem)).line(line_of(*row))
    }));
    if errors.is_empty() {
        Ok(Cases {
            record,
            table,
            cases,
        })
    } else {
        Err(errors)
    }
}

fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |sign: char| header.matches(sign).count();
    // `max_by_key` keeps the last of equals.
    ['\t', ';', ',']
        .into_iter()
        .max_by_key(|sign| count(*sign))
        .map_or(b',', |sign| u8::try_from(sign).unwrap_or(b','))
}

/// The headers of a record's stored fields.
fn stored_columns(program: &Program, record: RecordId) -> Vec<String> {
    let fields = program.records[record].fields.iter();
    fields
        .filter_map(|field| program.fields[*field].column())
        .flat_map(|column| [column.headers.first(), column.currency.first()])
        .flatten()
        .cloned()
        .collect()
}

fn record_of(program: &Program, headers: &[String]) -> Option<RecordId> {
    let known = |record: &RecordId| {
        let columns = stored_columns(program, *record);
        headers.iter().filter(|head| columns.contains(head)).count()
    };
    // The first of equals.
    let records: Vec<RecordId> = program.tables().collect();
    let best = records.iter().rev().max_by_key(|record| known(record))?;
    (known(best) > 0).then_some(*best)
}

fn check_headers(
    program: &Program,
    record: RecordId,
    headers: &[String],
    file: &str,
) -> Result<(), Vec<DataError>> {
    let columns = stored_columns(program, record);
    let name = &program.records[record].named.name;
    let known: BTreeSet<&str> = columns.iter().map(String::as_str).collect();
    let wrong = headers.iter().filter(|head| {
        let is_field = known.contains(head.as_str());
        !is_field && !head.starts_with(EXPECT) && ![AS_OF, NOTE].contains(&head.as_str())
    });
    let errors: Vec<DataError> = wrong
        .map(|head| {
            let problem = format!("`{head}` is no field of `{name}` and no `expect_…`");
            DataError::new(Code::E303, problem)
                .file(file)
                .line(1)
                .help_if(did_you_mean(head, known.iter().copied()))
        })
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

/// The key columns that the file leaves out: each case then gets a key of its own, where any text will do.
fn keys_without_column(program: &Program, record: RecordId, headers: &[String]) -> Vec<String> {
    let keys = program.records[record].key.iter();
    keys.filter(|key| program.fields[**key].ty == crate::ir::Type::Text)
        .filter_map(|key| program.fields[*key].column())
        .map(|column| column.header().to_owned())
        .filter(|column| !headers.contains(column))
        .collect()
}
