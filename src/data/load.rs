//! From the arguments of a run to the tables it runs on.

use std::ops::ControlFlow;

use super::arguments::assign;
use super::builder::{StoredField, TableBuilder};
use super::columns::{Columns, match_columns};
use super::combinations::{self, Impossible};
use super::error::DataError;
use super::orphans;
use super::report::DataReport;
use super::source::{Hints, RawTable, TableFormat, open, open_text};
use super::table::{Dataset, RowFault};
use crate::ir::{Program, RecordId};

/// The tables of a run and what is to be said about them.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The tables.
    pub dataset: Dataset,
    /// What is to be said about them.
    pub report: DataReport,
}

/// Reads the tables that `--data` and `--without` name.
///
/// # Errors
/// Everything that keeps a table from being read, of all tables at once.
pub fn load(
    program: &Program,
    data: &[String],
    without: &[String],
) -> Result<Loaded, Vec<DataError>> {
    let assignment = assign(program, data, without)?;
    let mut loaded = Loaded {
        dataset: Dataset {
            without: assignment.without,
            ..Dataset::default()
        },
        report: DataReport {
            unused_files: assignment.unused_files,
            ..DataReport::default()
        },
    };
    let mut errors = Vec::new();
    let mut incomplete = Vec::new();
    for (record, source) in assignment.sources {
        let read = read_rows(program, record, &source.name(), |hints| {
            open(&source, hints)
        });
        match read {
            Ok(read) if combinations::is_for_every(program, record) => incomplete.push(read),
            Ok(Rows { builder, unused }) => {
                let (table, report) = builder.finish(unused);
                loaded.dataset.tables.insert(record, table);
                loaded.report.tables.push(report);
            }
            Err(more) => errors.extend(more),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    add_combinations(program, &mut loaded, incomplete)?;
    loaded.report.tables.sort_by_key(|table| table.record);
    loaded.report.orphans = orphans::find(program, &loaded.dataset);
    Ok(loaded)
}

/// Finishes the tables of records that have a row for every combination, those without a file
/// included.
fn add_combinations(
    program: &Program,
    loaded: &mut Loaded,
    read: Vec<Rows<'_>>,
) -> Result<(), Vec<DataError>> {
    let without = std::mem::take(&mut loaded.dataset.without);
    let (made, without): (Vec<_>, Vec<_>) = without
        .into_iter()
        .partition(|record| combinations::is_for_every(program, *record));
    loaded.dataset.without = without;
    let has_none = |record: &RecordId| {
        combinations::is_for_every(program, *record)
            && (made.contains(record) || !program.needs_table(*record))
    };
    let absent = program.records.ids().filter(has_none).map(|record| Rows {
        builder: TableBuilder::new(program, record, ""),
        unused: Vec::new(),
    });
    for Rows {
        mut builder,
        unused,
    } in read.into_iter().chain(absent)
    {
        let record = builder.record();
        match combinations::complete(program, &loaded.dataset, &mut builder, record) {
            Err(Impossible::TooMany(error)) => return Err(vec![error]),
            Err(Impossible::Unknown) => loaded.dataset.without.push(record),
            Ok(_) => {}
        }
        let has_file = !builder.origin().is_empty();
        let (table, report) = builder.finish(unused);
        loaded.dataset.tables.insert(record, table);
        loaded.report.tables.extend(has_file.then_some(report));
    }
    Ok(())
}

/// Reads one table from a text.
///
/// # Errors
/// Everything that keeps the table from being read.
pub fn read_table(
    program: &Program,
    record: RecordId,
    origin: &str,
    text: &str,
    format: TableFormat,
) -> Result<(super::Table, super::TableReport), Vec<DataError>> {
    let Rows { builder, unused } = read_rows(program, record, origin, |hints| {
        open_text(origin, text.to_owned(), format, hints)
    })?;
    Ok(builder.finish(unused))
}

/// Rows that were read, of a table that may get more.
struct Rows<'p> {
    builder: TableBuilder<'p>,
    /// Headers that are no field's.
    unused: Vec<String>,
}

/// Opens a table, finds the fields' columns and takes its rows.
fn read_rows<'p>(
    program: &'p Program,
    record: RecordId,
    origin: &str,
    open: impl FnOnce(Hints<'_>) -> Result<RawTable, DataError>,
) -> Result<Rows<'p>, Vec<DataError>> {
    let mut builder = TableBuilder::new(program, record, origin);
    let names: Vec<&str> = builder
        .fields()
        .iter()
        .map(|field| field.header.as_str())
        .collect();
    let raw = open(Hints { columns: &names }).map_err(|error| vec![error])?;
    let Columns { places, unused } = columns(builder.fields(), &raw)?;
    raw.walk(&places, &mut |row| {
        match &row.problem {
            None => builder.push(row.line, row.cells, || row.original()),
            Some(problem) => builder.set_aside(RowFault {
                line: row.line,
                problem: problem.clone(),
                cells: row.original(),
            }),
        }
        ControlFlow::Continue(())
    })
    .map_err(|error| vec![error])?;
    Ok(Rows { builder, unused })
}

/// Where the fields' cells stand in the table.
fn columns(fields: &[StoredField], raw: &RawTable) -> Result<Columns, Vec<DataError>> {
    if !raw.has_columns() {
        return Ok(Columns::default());
    }
    match_columns(fields, raw.headers()).map_err(|errors| {
        let placed = errors.into_iter().map(|error| {
            let error = error.file(raw.origin());
            match raw.header_line() {
                Some(line) => error.line(line),
                None => error,
            }
        });
        placed.collect()
    })
}
