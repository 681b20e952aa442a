//! `gtm run`: a pack on tables.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::console::Console;
use super::progress::Progress;
use super::{Failure, Verdict, output, packs};
use crate::analysis::Overrides;
use crate::compile::place_of_today;
use crate::data::{DataError, Dataset, Loaded, ReadAs, load_as, read_date};
use crate::diagnostics::{Code, did_you_mean};
use crate::eval::{CheckResult, Evaluator, Settings, judge};
use crate::ir::{Program, RuleBody};
use crate::render::{self, render_text};
use crate::results::{
    CHECKS, Request, ResultTable, Shape, ViewChoice, checks_of, tabulate, tabulate_checks,
    view_named, view_names, views_of,
};
use crate::source::{SourceFile, SourceMap};
use crate::syntax::parse_expression;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) input: Input,
    /// The view to show; a record's name shows all of it; `all` shows every view, `checks` what the
    /// checks of the pack come to.
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write into a file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Show at most so many rows.
    #[arg(long, value_name = "N")]
    top: Option<u64>,
    /// A check of the pack that is undecided counts as failed.
    #[arg(long)]
    strict: bool,
}

/// What a pack is run on; the same for every command that runs one.
#[derive(Debug, clap::Args)]
pub(super) struct Input {
    /// The pack.
    #[arg(value_name = "PACK")]
    pub(super) pack: PathBuf,
    /// Tables: a file, a folder of files named after records, or Record=FILE; `-` is standard input.
    #[arg(long, value_name = "FILE", required_unless_present = "without")]
    pub(super) data: Vec<String>,
    /// Run as if nothing were known of a record.
    #[arg(long, value_name = "RECORD")]
    pub(super) without: Vec<String>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Another value for a param.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(super) params: Vec<String>,
    /// The day that `today` means.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) as_of: Option<i32>,
}

/// How tables are read; the same for every command that reads some.
#[derive(Debug, clap::Args)]
pub(super) struct Reading {
    /// The encoding of the tables, or of the table of one record.
    #[arg(long, value_name = "[RECORD=]NAME")]
    encoding: Vec<String>,
    /// What stands between the cells of a text: a sign, or `tab`.
    #[arg(long, value_name = "[RECORD=]SIGN")]
    delimiter: Vec<String>,
}

impl Reading {
    pub(super) fn read_as(&self) -> Result<ReadAs, Failure> {
        ReadAs::new(&self.encoding, &self.delimiter).map_err(|errors| could_not_read(&errors))
    }
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
    Ndjson,
    /// A Markdown table.
    Markdown,
}

impl Format {
    fn shape(self) -> Shape {
        match self {
            Format::Table | Format::Markdown => Shape::Human,
            Format::Csv | Format::Json | Format::Ndjson => Shape::Machine,
        }
    }
}

pub(super) fn day(text: &str) -> Result<i32, String> {
    read_date(text).ok_or_else(|| "write a day of the calendar, such as 2026-01-31".to_owned())
}

/// Runs a pack.
pub(super) fn run(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let Some(prepared) = prepare(&arguments.input, console)? else {
        return Ok(Verdict::Wanting);
    };
    let program = &prepared.program;
    let shown = choose(program, arguments)?;
    let loaded = prepared.load(&arguments.input, console)?;
    let settings = Settings {
        as_of: arguments.input.as_of,
    };
    let evaluator = Evaluator::new(program, &loaded.dataset, settings);
    console.tell(&render::ungrouped(&evaluator));
    let request = Request {
        shape: arguments.format.shape(),
        top: arguments.top,
    };
    let is_report_wanted = !matches!(shown, Shown::Checks);
    let results = match shown {
        Shown::Views(views) => tabulate_views(&evaluator, views, request),
        Shown::Checks => vec![tabulate_checks(&evaluator, request)],
    };
    let checks = judged(&evaluator);
    output::write(arguments.out.as_deref(), |out| {
        let on_screen = arguments.out.is_none();
        write_results(out, &results, arguments.format, on_screen, console)?;
        if checks.is_empty() || !is_report_wanted {
            return Ok(());
        }
        match arguments.format {
            Format::Table => write!(out, "\n{}", render::checks_text(program, &checks)),
            Format::Markdown => write!(out, "\n{}", render::checks_markdown(program, &checks)),
            Format::Csv | Format::Json | Format::Ndjson => Ok(()), // they hold one table
        }
    })?;
    if arguments.format.shape() == Shape::Machine && is_report_wanted {
        console.tell(&render::checks_text(program, &checks));
    }
    let wanting = loaded.report.is_wanting()
        || checks
            .iter()
            .any(|check| is_wanting(program, check, arguments.strict));
    Ok(if wanting {
        Verdict::Wanting
    } else {
        Verdict::Fine
    })
}

/// How many rows of each line of a check are named.
const ROWS_NAMED: usize = 10;

/// What a run shows.
enum Shown {
    Views(Vec<ViewChoice>),
    /// What the checks come to, as a table.
    Checks,
}

/// What every check comes to.
pub(super) fn judged(evaluator: &Evaluator<'_>) -> Vec<CheckResult> {
    checks_of(evaluator.program())
        .map(|rule| judge(evaluator, rule, ROWS_NAMED))
        .collect()
}

fn tabulate_views(
    evaluator: &Evaluator<'_>,
    views: Vec<ViewChoice>,
    request: Request,
) -> Vec<ResultTable> {
    let program = evaluator.program();
    let total = views
        .iter()
        .map(|view| evaluator.row_count(view.record(program)))
        .sum();
    let progress = Progress::new(total);
    let results = views
        .into_iter()
        .map(|view| tabulate(evaluator, view, request, &|rows| progress.add(rows)))
        .collect();
    progress.end();
    results
}

/// True if a check makes the run wanting: it is no warning, and it certainly fails, or in a strict
/// run is undecided.
fn is_wanting(program: &Program, check: &CheckResult, strict: bool) -> bool {
    let warning = match &program.rules[check.rule].body {
        RuleBody::Check(check) => check.warning,
        RuleBody::Segment(_)
        | RuleBody::Score(_)
        | RuleBody::Strategy(_)
        | RuleBody::Decision(_) => true,
    };
    !warning && (check.failing > 0 || strict && check.undecided > 0)
}

/// A pack that compiled, with its text.
pub(super) struct Prepared {
    pub(super) program: Program,
}

/// Compiles the pack. Nothing when it has errors, which have been told.
pub(super) fn prepare(input: &Input, console: &Console) -> Result<Option<Prepared>, Failure> {
    let path = packs::single(&input.pack)?;
    let overrides = overrides(&input.params, console)?;
    let Some((sources, program)) = packs::runnable(&path, &overrides, console)? else {
        return Ok(None);
    };
    missing_day(&sources, &program, input.as_of)?;
    Ok(Some(Prepared { program }))
}

/// Fails when the pack reads `today` and no day is given.
pub(super) fn missing_day(
    sources: &SourceMap,
    program: &Program,
    as_of: Option<i32>,
) -> Result<(), Failure> {
    if as_of.is_none()
        && let Some((file, line)) = place_of_today(sources, program)
    {
        let message = "the pack reads `today`, and no day is given";
        let error = DataError::new(Code::E309, message)
            .file(file)
            .line(line as u64)
            .help("add the day to count from: --as-of 2026-01-31");
        return Err(could_not_read(&[error]));
    }
    Ok(())
}

impl Prepared {
    /// Reads the tables and tells what is to be said about them.
    pub(super) fn load(&self, input: &Input, console: &Console) -> Result<Loaded, Failure> {
        let read_as = input.reading.read_as()?;
        let loaded = load_as(&self.program, &input.data, &input.without, &read_as)
            .map_err(|errors| could_not_read(&errors))?;
        console.tell(&report(&loaded));
        Ok(loaded)
    }
}

pub(super) fn report(loaded: &Loaded) -> String {
    let Dataset { tables, .. } = &loaded.dataset;
    render::data_report(&loaded.report, |table| {
        tables
            .get(&table.record)
            .map(|table| table.row_faults.as_slice())
            .unwrap_or_default()
    })
}

/// The errors as the message to end with.
pub(super) fn could_not_read(errors: &[DataError]) -> Failure {
    Failure::new(render::data_errors(errors))
}

/// The values of `--param`, parsed as expressions.
pub(super) fn overrides(params: &[String], console: &Console) -> Result<Overrides, Failure> {
    let mut overrides = Overrides::new();
    for param in params {
        let Some((name, value)) = param.split_once('=') else {
            let message = format!("`--param {param}` has no value; write --param {param}=VALUE");
            return Err(Failure::new(message));
        };
        let source = SourceFile::new(format!("--param {name}"), value);
        let expr = parse_expression(&source).map_err(|findings| {
            Failure::new(render_text(&source, &findings, console.error_style()))
        })?;
        if overrides.insert(name.trim().to_owned(), expr).is_some() {
            return Err(Failure::new(format!("`--param {name}` is given twice")));
        }
    }
    Ok(overrides)
}

fn choose(program: &Program, arguments: &Arguments) -> Result<Shown, Failure> {
    let declared = view_named(program, CHECKS).is_some();
    let asked = arguments.view.as_deref() == Some(CHECKS);
    if asked && !declared && checks_of(program).next().is_some() {
        return Ok(Shown::Checks);
    }
    choose_views(program, arguments).map(Shown::Views)
}

fn choose_views(program: &Program, arguments: &Arguments) -> Result<Vec<ViewChoice>, Failure> {
    let every = views_of(program);
    let views = match arguments.view.as_deref() {
        None | Some("all") => every,
        Some(name) => match view_named(program, name) {
            Some(view) => vec![view],
            None => return Err(no_such_view(program, name)),
        },
    };
    if arguments.format.shape() == Shape::Machine && views.len() > 1 {
        let names: Vec<String> = views
            .iter()
            .map(|view| format!("  --view {}\n", view.name(program)))
            .collect();
        let message = format!("this format holds one view; say which:\n{}", names.concat());
        return Err(Failure::new(message));
    }
    Ok(views)
}

fn no_such_view(program: &Program, name: &str) -> Failure {
    let known = view_names(program);
    let question = did_you_mean(name, known.iter().copied());
    let question = question
        .map(|question| format!("{question} "))
        .unwrap_or_default();
    let list = known
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let error = DataError::new(Code::E310, format!("there is no view `{name}`"))
        .help(format!("{question}there are {list}"));
    could_not_read(&[error])
}

/// Writes tables in a format; `on_screen` if they go to standard output.
pub(super) fn write_results(
    out: &mut dyn Write,
    results: &[ResultTable],
    format: Format,
    on_screen: bool,
    console: &Console,
) -> io::Result<()> {
    for (place, result) in results.iter().enumerate() {
        match format {
            Format::Csv | Format::Json | Format::Ndjson if on_screen && console.is_screen => {
                let mut bytes = Vec::new();
                write_machine(&mut bytes, result, format)?;
                let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
                out.write_all(render::sanitize(&text).as_bytes())?;
            }
            Format::Csv | Format::Json | Format::Ndjson => {
                write_machine(out, result, format)?;
            }
            Format::Table | Format::Markdown => {
                if place > 0 {
                    out.write_all(b"\n")?;
                }
                let text = match format {
                    Format::Markdown => render::markdown(result),
                    Format::Table | Format::Csv | Format::Json | Format::Ndjson => {
                        let width = console.width.filter(|_| on_screen);
                        render::table(result, console.color && on_screen, width)
                    }
                };
                out.write_all(text.as_bytes())?;
            }
        }
    }
    Ok(())
}

fn write_machine(out: &mut dyn Write, result: &ResultTable, format: Format) -> io::Result<()> {
    match format {
        Format::Csv => render::csv(out, result),
        Format::Json => render::json(out, result),
        Format::Ndjson => render::ndjson(out, result),
        Format::Table | Format::Markdown => Ok(()), // those are for people
    }
}
