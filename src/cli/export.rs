//! `--format` and `--out`: in which format results are written, and where to. The same for every command that
//! makes tables.

use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::console::Console;
use super::output::{self, Entry, Sink};
use super::run::could_not_read;
use super::{Failure, interrupt};
use crate::data::DataError;
use crate::diagnostics::Code;
use crate::render::{self, RowFormat};
use crate::results::{Provenance, ResultTable, Shape};

/// How a result is written, and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Target {
    /// How to write the result; if not said, the ending of `--out` tells it, else it is a table.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write into a file; or, with `/` at its end, into a folder with a file a view; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Aligned columns.
    Table,
    /// Comma separated values.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    #[value(alias = "jsonl")]
    Ndjson,
    /// A Markdown table.
    #[value(alias = "md")]
    Markdown,
    /// Parquet: typed columns, compressed.
    Parquet,
    /// Arrow IPC, also known as Feather.
    #[value(aliases = ["feather", "ipc"])]
    Arrow,
    /// An Excel workbook, a sheet a view.
    #[value(alias = "excel")]
    Xlsx,
}

impl Format {
    /// Who reads it.
    pub(super) fn shape(self) -> Shape {
        match self {
            Format::Table | Format::Markdown => Shape::Human,
            Format::Csv
            | Format::Json
            | Format::Ndjson
            | Format::Parquet
            | Format::Arrow
            | Format::Xlsx => Shape::Machine,
        }
    }

    /// True if one file holds several tables.
    fn holds_several(self) -> bool {
        match self {
            Format::Table | Format::Markdown | Format::Xlsx => true,
            Format::Csv | Format::Json | Format::Ndjson | Format::Parquet | Format::Arrow => false,
        }
    }

    fn is_text(self) -> bool {
        match self {
            Format::Table | Format::Csv | Format::Json | Format::Ndjson | Format::Markdown => true,
            Format::Parquet | Format::Arrow | Format::Xlsx => false,
        }
    }

    /// As it is written behind `--format`, and what its files end in.
    fn name_and_ending(self) -> (&'static str, &'static str) {
        match self {
            Format::Table => ("table", "txt"),
            Format::Csv => ("csv", "csv"),
            Format::Json => ("json", "json"),
            Format::Ndjson => ("ndjson", "ndjson"),
            Format::Markdown => ("markdown", "md"),
            Format::Parquet => ("parquet", "parquet"),
            Format::Arrow => ("arrow", "arrow"),
            Format::Xlsx => ("xlsx", "xlsx"),
        }
    }
}

/// What the ending of a file tells.
enum Ending {
    Of(Format),
    /// A format that is not written, and what is to be written instead.
    Foreign(&'static str),
    /// A text in any format.
    Unknown,
}

fn ending(path: &Path) -> (String, Ending) {
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let told = match ending.as_str() {
        "csv" => Ending::Of(Format::Csv),
        "json" => Ending::Of(Format::Json),
        "ndjson" | "jsonl" => Ending::Of(Format::Ndjson),
        "md" | "markdown" => Ending::Of(Format::Markdown),
        "parquet" | "pq" => Ending::Of(Format::Parquet),
        "arrow" | "feather" | "ipc" => Ending::Of(Format::Arrow),
        "xlsx" => Ending::Of(Format::Xlsx),
        "xls" | "xlsm" | "xlsb" | "ods" => Ending::Foreign("results.xlsx"),
        "tsv" | "gz" | "zst" | "zip" => Ending::Foreign("results.csv"),
        "gtm" => Ending::Foreign("results.csv"),
        _ => Ending::Unknown,
    };
    (ending, told)
}

/// Where results go, and how: settled before anything is run.
#[derive(Debug)]
pub(super) struct Destination {
    pub(super) format: Format,
    place: Place,
    /// The files that the result is made of, without links.
    sources: Vec<PathBuf>,
}

#[derive(Debug)]
enum Place {
    StandardOutput,
    File(PathBuf),
    Folder(PathBuf),
}

impl Target {
    /// Where results go, and how.
    pub(super) fn settle(&self, console: &Console) -> Result<Destination, Failure> {
        let (format, place) = self.format_and_place(console)?;
        Ok(Destination {
            format,
            place,
            sources: Vec::new(),
        })
    }

    fn format_and_place(&self, console: &Console) -> Result<(Format, Place), Failure> {
        let path = self.out.as_deref().filter(|path| *path != Path::new("-"));
        let Some(path) = path else {
            let format = self.format.unwrap_or(Format::Table);
            if !format.is_text() && console.is_screen {
                return Err(not_for_the_screen(format));
            }
            return Ok((format, Place::StandardOutput));
        };
        if path
            .to_string_lossy()
            .ends_with(['/', std::path::MAIN_SEPARATOR])
        {
            let format = self.format.unwrap_or(Format::Csv);
            return Ok((format, Place::Folder(path.to_path_buf())));
        }
        let (ending, told) = ending(path);
        let format = match (self.format, told) {
            (_, Ending::Foreign(instead)) => return Err(foreign(path, &ending, instead)),
            (Some(format), Ending::Of(other)) if format != other => {
                return Err(contradiction(path, format, other));
            }
            (Some(format), Ending::Of(_) | Ending::Unknown) => format,
            (None, Ending::Of(format)) => format,
            (None, Ending::Unknown) => Format::Table,
        };
        Ok((format, Place::File(path.to_path_buf())))
    }
}

impl Destination {
    /// True if it takes several tables.
    pub(super) fn takes_several(&self) -> bool {
        self.format.holds_several() || matches!(self.place, Place::Folder(_))
    }

    /// Notes the files that the result is made of; fails when it would take the place of one.
    pub(super) fn spares(&mut self, sources: impl Iterator<Item = PathBuf>) -> Result<(), Failure> {
        self.sources = sources
            .filter_map(|path| path.canonicalize().ok())
            .collect();
        match &self.place {
            Place::File(out) => self.is_apart(out),
            // Its files are named after the tables, which are not there yet.
            Place::Folder(_) | Place::StandardOutput => Ok(()),
        }
    }

    fn is_apart(&self, out: &Path) -> Result<(), Failure> {
        spares(out, self.sources.iter().cloned())
    }

    /// Writes tables. `tail` is what people are told after them.
    pub(super) fn write(
        &self,
        results: &[ResultTable],
        provenance: &Provenance,
        tail: &str,
        console: &Console,
    ) -> Result<(), Failure> {
        let is_folder = matches!(self.place, Place::Folder(_));
        let written = Written {
            format: self.format,
            provenance,
            tail: if is_folder { "" } else { tail },
        };
        match &self.place {
            Place::StandardOutput => {
                output::write(None, |out| written.to_output(out, results, console))?;
            }
            Place::File(path) => {
                interrupt::guard();
                output::write(Some(path), |out| written.to_file(out, results))?;
            }
            Place::Folder(folder) => {
                interrupt::guard();
                let names = file_names(results, self.format);
                for name in &names {
                    self.is_apart(&folder.join(name))?;
                }
                let entries = results.iter().zip(names).map(|(result, name)| Entry {
                    name,
                    write: Box::new(|out: &mut Sink<'_>| {
                        written.to_file(out, std::slice::from_ref(result))
                    }),
                });
                output::write_folder(folder, &entries.collect::<Vec<_>>())?;
                console.tell(tail);
            }
        }
        match self.format {
            Format::Xlsx => console.tell(&render::sanitize(&render::workbook_notes(results))),
            Format::Table
            | Format::Csv
            | Format::Json
            | Format::Ndjson
            | Format::Markdown
            | Format::Parquet
            | Format::Arrow => {}
        }
        Ok(())
    }
}

/// What is written, wherever it goes.
struct Written<'w> {
    format: Format,
    provenance: &'w Provenance,
    tail: &'w str,
}

impl Written<'_> {
    /// To standard output, which may be a screen.
    fn to_output(
        &self,
        out: &mut Sink<'_>,
        results: &[ResultTable],
        console: &Console,
    ) -> io::Result<()> {
        match self.format {
            Format::Table => {
                let (color, width) = (console.color, console.width);
                self.texts(out, results, |result| render::table(result, color, width))
            }
            Format::Csv
            | Format::Json
            | Format::Ndjson
            | Format::Markdown
            | Format::Parquet
            | Format::Arrow
            | Format::Xlsx => self.tables(out, results, console.is_screen),
        }
    }

    fn to_file(&self, out: &mut Sink<'_>, results: &[ResultTable]) -> io::Result<()> {
        self.tables(out, results, false)
    }

    fn tables(
        &self,
        out: &mut Sink<'_>,
        results: &[ResultTable],
        is_screen: bool,
    ) -> io::Result<()> {
        let mut rows = |format| {
            results
                .iter()
                .try_for_each(|result| render::write_rows(out, result, format, is_screen))
        };
        match self.format {
            Format::Csv => rows(RowFormat::Csv),
            Format::Json => rows(RowFormat::Json),
            Format::Ndjson => rows(RowFormat::Ndjson),
            Format::Table => self.texts(out, results, |result| render::table(result, false, None)),
            Format::Markdown => self.texts(out, results, render::markdown),
            Format::Parquet => results
                .iter()
                .try_for_each(|result| render::parquet(out, result, self.provenance)),
            Format::Arrow => results
                .iter()
                .try_for_each(|result| render::arrow(out, result, self.provenance)),
            Format::Xlsx => render::workbook(out, results, self.provenance),
        }
    }

    /// Texts for people, an empty line between them.
    fn texts(
        &self,
        out: &mut Sink<'_>,
        results: &[ResultTable],
        text: impl Fn(&ResultTable) -> String,
    ) -> io::Result<()> {
        for (place, result) in results.iter().enumerate() {
            if place > 0 {
                out.write_all(b"\n")?;
            }
            out.write_all(text(result).as_bytes())?;
        }
        out.write_all(self.tail.as_bytes())
    }
}

/// A name a table, with the ending of the format. Names that differ in capitals only are one name for many
/// disks.
fn file_names(results: &[ResultTable], format: Format) -> Vec<String> {
    let (_, ending) = format.name_and_ending();
    let mut taken: Vec<String> = Vec::new();
    let name = |result: &ResultTable| {
        let mut name = result.name.clone();
        let mut count = 1;
        while taken.contains(&name.to_lowercase()) {
            count += 1;
            name = format!("{}_{count}", result.name);
        }
        taken.push(name.to_lowercase());
        format!("{name}.{ending}")
    };
    results.iter().map(name).collect()
}

fn contradiction(path: &Path, format: Format, other: Format) -> Failure {
    let shown = path.display();
    let ((name, ending), (other, _)) = (format.name_and_ending(), other.name_and_ending());
    let message = format!("`--format {name}` and the ending of `{shown}` contradict each other");
    let instead = path.with_extension(ending);
    let error = DataError::new(Code::E380, message).help(format!(
        "write --format {other}, or --out {}",
        instead.display()
    ));
    could_not_read(&[error])
}

fn foreign(path: &Path, ending: &str, instead: &str) -> Failure {
    let message = format!(
        "`{}` is not written: there is no format for `.{ending}`",
        path.display()
    );
    let error = DataError::new(Code::E381, message).help(format!(
        "write --out {instead}; there are .csv, .json, .ndjson, .md, .txt, .parquet, .arrow and .xlsx"
    ));
    could_not_read(&[error])
}

fn not_for_the_screen(format: Format) -> Failure {
    let (name, ending) = format.name_and_ending();
    let message = format!("`--format {name}` is no text for a screen");
    let error =
        DataError::new(Code::E382, message).help(format!("write a file: --out results.{ending}"));
    could_not_read(&[error])
}

/// Fails when a file would take the place of one that it is made of.
pub(super) fn spares(out: &Path, sources: impl Iterator<Item = PathBuf>) -> Result<(), Failure> {
    let Ok(real) = out.canonicalize() else {
        return Ok(());
    };
    for source in sources {
        // Standard input has a name, too; what is no file is not replaced.
        if source.canonicalize().is_ok_and(|source| source == real) && real.is_file() {
            let shown = out.display();
            let message =
                format!("the result would be written over `{shown}`, from which it is made");
            let error =
                DataError::new(Code::E383, message).help("give the result a name of its own");
            return Err(could_not_read(&[error]));
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_format_ends_in_its_own_ending() {
        for format in Format::value_variants() {
            let (name, end) = format.name_and_ending();
            assert_eq!(format.to_possible_value().unwrap().get_name(), name);
            let (_, told) = ending(Path::new(&format!("a.{end}")));
            match told {
                Ending::Of(other) => assert_eq!(other, *format),
                Ending::Unknown => assert_eq!(*format, Format::Table),
                Ending::Foreign(_) => unreachable!("{name}"),
            }
        }
    }
}
