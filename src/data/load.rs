//! From the arguments of a run to the tables it runs on.

use std::ops::ControlFlow;

use super::arguments::assign;
use super::builder::{StoredField, TableBuilder};
use super::columns::{Columns, match_columns};
use super::combinations::{self, Impossible};
use super::doubts::Doubts;
use super::error::DataError;
use super::orphans;
use super::policy::BadCells;
use super::report::{DataReport, FurnitureReport};
use super::source::{
    FileKind, Furniture, FurnitureKind, Hints, RawRow, RawTable, ReadAs, TableFormat, open,
    open_text,
};
use super::styles::{self, Decisions};
use super::table::{Dataset, RowFault};
use crate::diagnostics::{Code, did_you_mean};
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
    load_as(program, data, without, &ReadAs::default())
}

/// Reads the tables that `--data` and `--without` name, written as `read_as` says.
///
/// # Errors
/// Everything that keeps a table from being read, of all tables at once.
pub fn load_as(
    program: &Program,
    data: &[String],
    without: &[String],
    read_as: &ReadAs,
) -> Result<Loaded, Vec<DataError>> {
    let assignment = assign(program, data, without)?;
    known_records(program, read_as.records())?;
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
        let options = read_as.of(&program.records[record].named.name);
        let read = read_rows(program, record, &source.name(), read_as.bad, |hints| {
            open(&source, options, hints)
        });
        match read {
            Ok(read) if combinations::is_for_every(program, record) => incomplete.push(read),
            Ok(read) => {
                let (table, report) = read.finish();
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

/// Takes the rows of tables that are open already, each for its record.
///
/// # Errors
/// Everything that keeps a table from being read, of all tables at once.
pub fn load_raw(
    program: &Program,
    tables: &[(RecordId, &RawTable)],
) -> Result<Loaded, Vec<DataError>> {
    let mut loaded = Loaded {
        dataset: Dataset::default(),
        report: DataReport::default(),
    };
    let mut errors = Vec::new();
    for (record, raw) in tables {
        match fill(TableBuilder::new(program, *record, raw.origin()), raw) {
            Ok(rows) => {
                let (table, report) = rows.finish();
                loaded.dataset.tables.insert(*record, table);
                loaded.report.tables.push(report);
            }
            Err(more) => errors.extend(more),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
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
        notes: Vec::new(),
        furniture: Vec::new(),
        headers: Vec::new(),
    });
    for mut rows in read.into_iter().chain(absent) {
        let record = rows.builder.record();
        match combinations::complete(program, &loaded.dataset, &mut rows.builder, record) {
            Err(Impossible::TooMany(error)) => return Err(vec![error]),
            Err(Impossible::Unknown) => loaded.dataset.without.push(record),
            Ok(_) => {}
        }
        let has_file = !rows.builder.origin().is_empty();
        let (table, report) = rows.finish();
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
    let rows = read_rows(program, record, origin, BadCells::Keep, |hints| {
        open_text(origin, text.to_owned(), format, hints)
    })?;
    Ok(rows.finish())
}

/// Rows that were read, of a table that may get more.
struct Rows<'p> {
    builder: TableBuilder<'p>,
    /// Headers that are no field's.
    unused: Vec<String>,
    /// What the file is, where that is not plain.
    notes: Vec<String>,
    /// Lines that are not of the table.
    furniture: Vec<FurnitureReport>,
    /// The headers of the file.
    headers: Vec<String>,
}

impl<'p> Rows<'p> {
    fn new(builder: TableBuilder<'p>, raw: &RawTable, unused: Vec<String>) -> Rows<'p> {
        let mut rows = Rows {
            builder,
            unused,
            notes: raw.form().notes(),
            furniture: Vec::new(),
            headers: headers_of(raw),
        };
        raw.furniture().iter().for_each(|found| rows.note(found));
        rows
    }

    /// Takes all rows, once more where a column has to prove how its cells are written.
    fn take_all(&mut self, raw: &RawTable, places: &[usize]) -> Result<(), DataError> {
        // As soon as a cell is not plain the rows are to be read again in any case.
        self.walk(raw, places, Doubts::are_settled)?;
        let mut decisions = Decisions::new();
        if self.builder.doubts().need_evidence() {
            decisions = styles::decide(raw, self.builder.fields(), places)?;
            self.again(raw, &decisions);
            self.walk(raw, places, |_| false)?;
        }
        let open: Vec<usize> = self.builder.doubts().open_percents().collect();
        if !open.is_empty() {
            self.again(raw, &decisions);
            self.builder.open_percents(&open);
            self.walk(raw, places, |_| false)?;
        }
        Ok(())
    }

    /// Begins anew with what the columns prove.
    fn again(&mut self, raw: &RawTable, decisions: &Decisions) {
        let builder = self.builder.decided(decisions);
        *self = Rows::new(builder, raw, std::mem::take(&mut self.unused));
    }

    /// Takes the rows, until the doubts about them are such that there is no use in more.
    fn walk(
        &mut self,
        raw: &RawTable,
        places: &[usize],
        enough: impl Fn(&Doubts) -> bool,
    ) -> Result<(), DataError> {
        raw.walk(places, &mut |row| {
            self.take(row);
            if enough(self.builder.doubts()) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    }

    fn finish(self) -> (super::Table, super::TableReport) {
        let (table, mut report) = self.builder.finish(self.unused);
        (report.notes, report.furniture) = (self.notes, self.furniture);
        report.headers = self.headers;
        (table, report)
    }

    /// Takes a row, or notes why it is none.
    fn take(&mut self, row: &RawRow<'_>) {
        // Without a key an empty row may be one of which nothing is known.
        let is_row = row.furniture == Some(FurnitureKind::Empty) && !self.builder.has_key();
        if let Some(kind) = row.furniture.filter(|_| !is_row) {
            self.note(&Furniture::new(kind, row.line, &row.original()));
        } else if let Some(problem) = &row.problem {
            self.builder.set_aside(RowFault {
                line: row.line,
                problem: problem.clone(),
                cells: row.original(),
            });
        } else {
            self.builder.push(row.line, row.cells, || row.original());
        }
    }

    fn note(&mut self, furniture: &Furniture) {
        let known = self.furniture.iter_mut();
        match known.into_iter().find(|known| known.kind == furniture.kind) {
            Some(known) => known.count += 1,
            None => self.furniture.push(FurnitureReport {
                kind: furniture.kind,
                count: 1,
                first_line: furniture.line,
                first_text: furniture.text.clone(),
            }),
        }
    }
}

/// Every record named by `--encoding` and the like must be one of the pack.
fn known_records<'a>(
    program: &Program,
    names: impl Iterator<Item = &'a str>,
) -> Result<(), Vec<DataError>> {
    let records = || {
        program
            .named_records()
            .map(|id| program.records[id].named.name.as_str())
    };
    let unknown = names.filter(|name| records().all(|record| record != *name));
    let errors: Vec<DataError> = unknown
        .map(|name| {
            let message = format!("the pack has no record `{name}`");
            DataError::new(Code::E306, message).help_if(did_you_mean(name, records()))
        })
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

/// Opens a table, finds the fields' columns and takes its rows.
fn read_rows<'p>(
    program: &'p Program,
    record: RecordId,
    origin: &str,
    bad: BadCells,
    open: impl FnOnce(Hints<'_>) -> Result<RawTable, DataError>,
) -> Result<Rows<'p>, Vec<DataError>> {
    let builder = TableBuilder::new(program, record, origin).on_bad(bad);
    let names: Vec<Vec<&str>> = builder.fields().iter().map(StoredField::names).collect();
    let raw = open(Hints { columns: &names }).map_err(|error| vec![error])?;
    fill(builder, &raw)
}

/// Finds the fields' columns in a table that is open, and takes its rows.
fn fill<'p>(builder: TableBuilder<'p>, raw: &RawTable) -> Result<Rows<'p>, Vec<DataError>> {
    let Columns { places, unused } = columns(builder.fields(), raw)?;
    let mut rows = Rows::new(builder, raw, unused);
    rows.take_all(raw, &places).map_err(|error| vec![error])?;
    // Not before all is read: what a cell means may be proved by a later one.
    if let Some(fault) = rows.builder.stopped_by() {
        let error = DataError::new(Code::E367, fault.problem.clone())
            .file(raw.origin())
            .line(fault.line);
        return Err(vec![
            error.help("put the row right, or run without --bad stop"),
        ]);
    }
    Ok(rows)
}

/// The names of the file's columns; none where a row set aside is one text.
fn headers_of(raw: &RawTable) -> Vec<String> {
    match raw.form().kind {
        FileKind::Text(TableFormat::Json | TableFormat::NdJson) => Vec::new(),
        FileKind::Text(TableFormat::Csv)
        | FileKind::Workbook
        | FileKind::Parquet
        | FileKind::ArrowFile
        | FileKind::ArrowStream => raw
            .headers()
            .iter()
            .map(|header| header.name.clone())
            .collect(),
    }
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
