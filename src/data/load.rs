//! From the arguments of a run to the tables it runs on.

use std::io::Read;
use std::path::Path;

use super::arguments::{Source, assign};
use super::builder::TableBuilder;
use super::combinations::{self, Impossible};
use super::error::DataError;
use super::orphans;
use super::report::DataReport;
use super::table::Dataset;
use super::{csv, json};
use crate::diagnostics::{Code, nearest_file};
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
        let origin = source.name();
        let read = read_text(&source)
            .map_err(|error| vec![error])
            .and_then(|(text, format)| read_rows(program, record, &origin, &text, format));
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

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Separated by commas, semicolons or tabs.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    NdJson,
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
    let Rows { builder, unused } = read_rows(program, record, origin, text, format)?;
    Ok(builder.finish(unused))
}

/// Rows that were read, of a table that may get more.
struct Rows<'p> {
    builder: TableBuilder<'p>,
    /// Headers that are no field's.
    unused: Vec<String>,
}

fn read_rows<'p>(
    program: &'p Program,
    record: RecordId,
    origin: &str,
    text: &str,
    format: TableFormat,
) -> Result<Rows<'p>, Vec<DataError>> {
    let mut builder = TableBuilder::new(program, record, origin);
    let unused = match format {
        TableFormat::Csv => csv::read(text, origin, &mut builder),
        TableFormat::Json => json::read_array(text, origin, &mut builder),
        TableFormat::NdJson => json::read_lines(text, origin, &mut builder),
    }?;
    Ok(Rows { builder, unused })
}

fn read_text(source: &Source) -> Result<(String, TableFormat), DataError> {
    let name = source.name();
    let bytes = match source {
        Source::File(path) => {
            refuse_foreign(path)?;
            std::fs::read(path).map_err(|error| cannot_read(path, &error))?
        }
        Source::StandardInput => {
            let mut bytes = Vec::new();
            std::io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|error| {
                    DataError::new(Code::E302, format!("it cannot be read: {error}")).file(&name)
                })?;
            bytes
        }
    };
    let text = decode(bytes).map_err(|error| error.file(&name))?;
    let format = match source {
        Source::File(path) => format_of(path, &text),
        Source::StandardInput => TableFormat::Csv,
    };
    Ok((text, format))
}

fn cannot_read(path: &Path, error: &std::io::Error) -> DataError {
    let name = path.display().to_string();
    if error.kind() != std::io::ErrorKind::NotFound {
        return DataError::new(Code::E302, format!("the file cannot be read: {error}")).file(name);
    }
    let error = DataError::new(Code::E302, "there is no such file").file(&name);
    error.help_if(nearest_file(path))
}

fn ending(path: &Path) -> String {
    path.extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase()
}

/// Files that are known not to be texts are refused with the way out.
fn refuse_foreign(path: &Path) -> Result<(), DataError> {
    let kind = match ending(path).as_str() {
        "xlsx" | "xls" | "xlsm" | "ods" => "a spreadsheet",
        "parquet" => "a Parquet file",
        "zip" | "gz" => "a compressed file",
        _ => return Ok(()),
    };
    Err(DataError::new(
        Code::E308,
        format!("this is {kind}; it cannot be read as a table"),
    )
    .file(path.display().to_string())
    .help("save it as CSV (in UTF-8) and give that file"))
}

fn format_of(path: &Path, text: &str) -> TableFormat {
    match ending(path).as_str() {
        "ndjson" | "jsonl" => TableFormat::NdJson,
        "json" if text.trim_start().starts_with('{') => TableFormat::NdJson,
        "json" => TableFormat::Json,
        _ => TableFormat::Csv,
    }
}

/// Text without the mark that some programs put in front of UTF-8.
fn decode(bytes: Vec<u8>) -> Result<String, DataError> {
    let help = "save the file as CSV in UTF-8 (in a spreadsheet: \"CSV UTF-8\")";
    let mut first_line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default()
        .iter();
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    // No header holds a zero byte; in UTF-16 every second byte of a Latin one is.
    if marked || first_line.any(|byte| *byte == 0) {
        return Err(DataError::new(Code::E305, "the file is in UTF-16, not in UTF-8").help(help));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..valid).unwrap_or_default();
            let line = before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
            let start = before
                .iter()
                .rposition(|&byte| byte == b'\n')
                .map_or(0, |at| at + 1);
            let line_text = String::from_utf8_lossy(before.get(start..).unwrap_or_default());
            Err(DataError::new(Code::E305, "the text is not UTF-8")
                .line(line)
                .column(line_text.chars().count() as u64 + 1)
                .help(help))
        }
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

    #[test]
    fn text_is_utf8_with_or_without_mark() {
        assert_eq!(decode(b"\xef\xbb\xbfname".to_vec()), Ok("name".to_owned()));
        assert_eq!(decode(b"name".to_vec()), Ok("name".to_owned()));
        let latin = decode(b"name\nCaf\xe9".to_vec()).unwrap_err();
        assert_eq!(
            (latin.code, latin.line, latin.column),
            (Code::E305, Some(2), Some(4))
        );
        for utf16 in [vec![0xff, 0xfe, b'a', 0], b"n\0a\0\n\0".to_vec()] {
            let error = decode(utf16).unwrap_err();
            assert_eq!(error.code, Code::E305);
            assert!(error.message.contains("UTF-16"), "{}", error.message);
        }
    }

    #[test]
    fn format_is_told_by_the_ending() {
        assert_eq!(format_of(Path::new("a.JSONL"), ""), TableFormat::NdJson);
        assert_eq!(format_of(Path::new("a.json"), " [{}]"), TableFormat::Json);
        assert_eq!(
            format_of(Path::new("a.json"), "{}\n{}"),
            TableFormat::NdJson
        );
        assert_eq!(format_of(Path::new("a.csv"), "{a};b"), TableFormat::Csv);
        assert_eq!(
            refuse_foreign(Path::new("a.xlsx")).unwrap_err().code,
            Code::E308
        );
    }
}
