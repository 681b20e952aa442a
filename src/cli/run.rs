//! `gtm run`: a pack on tables.

use std::path::PathBuf;

use clap::ValueEnum;

use super::console::Console;
use super::effort::Effort;
use super::export::{Destination, Format, Target, spares};
use super::progress::Progress;
use super::{Failure, Verdict, output, packs, provenance};
use crate::analysis::Overrides;
use crate::compile::place_of_today;
use crate::data::{BadCells, DataError, Dataset, Loaded, ReadAs, load_as, read_date};
use crate::diagnostics::{Code, did_you_mean};
use crate::eval::{CheckResult, Evaluator, Settings, judge};
use crate::ir::{Program, RuleBody};
use crate::render::{self, render_text};
use crate::results::{
    CHECKS, Provenance, Request, ResultTable, Shape, ViewChoice, checks_of, hidden_keys, tabulate,
    tabulate_checks, view_named, view_names, views_of,
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
    #[command(flatten)]
    target: Target,
    /// Have the key of each row in front, where the view does not show it (formats for tools).
    #[arg(long)]
    keys: bool,
    /// Show at most so many rows.
    #[arg(long, value_name = "N")]
    top: Option<u64>,
    /// A check of the pack that is undecided counts as failed.
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    effort: Effort,
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
    #[command(flatten)]
    pub(super) aside: Aside,
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

/// What becomes of rows that cannot be read as they should.
#[derive(Debug, clap::Args)]
pub(super) struct Aside {
    /// What becomes of a row with a cell that cannot be read or is out of its range.
    #[arg(long, value_enum, default_value_t = Bad::Keep)]
    bad: Bad,
    /// Write the rows set aside, as they stood, with the reasons, as CSV.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

/// See [`BadCells`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bad {
    /// The cell is a fault, the row is kept.
    Keep,
    /// The row is set aside.
    SetAside,
    /// The run ends at the first.
    Stop,
}

impl Reading {
    pub(super) fn read_as(&self) -> Result<ReadAs, Failure> {
        ReadAs::new(&self.encoding, &self.delimiter).map_err(|errors| could_not_read(&errors))
    }

    /// Reads the tables, tells what is to be said about them and writes the rows set aside.
    pub(super) fn load(
        &self,
        program: &Program,
        input: &Input,
        console: &Console,
    ) -> Result<Loaded, Failure> {
        let mut read_as = self.read_as()?;
        read_as.bad = match input.aside.bad {
            Bad::Keep => BadCells::Keep,
            Bad::SetAside => BadCells::SetAside,
            Bad::Stop => BadCells::Stop,
        };
        let loaded = load_as(program, &input.data, &input.without, &read_as)
            .map_err(|errors| could_not_read(&errors))?;
        console.tell(&report(&loaded));
        if let Some(file) = &input.aside.rejects {
            spares(file, provenance::table_paths(&loaded.report))?;
            let text = render::rejects(&loaded);
            output::write(Some(file), |out| out.write_all(text.as_bytes()))?;
        }
        Ok(loaded)
    }
}

pub(super) fn day(text: &str) -> Result<i32, String> {
    read_date(text).ok_or_else(|| "write a day of the calendar, such as 2026-01-31".to_owned())
}

/// Runs a pack.
pub(super) fn run(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let mut clock = arguments.effort.clock();
    let mut destination = arguments.target.settle(console)?;
    let Some(prepared) = prepare(&arguments.input, console)? else {
        return Ok(Verdict::Wanting);
    };
    let program = &prepared.program;
    let shown = choose(program, arguments, &destination)?;
    clock.lap("compile");
    let loaded = prepared.load(&arguments.input, console)?;
    prepared.spares(&mut destination, &loaded)?;
    let settings = Settings {
        as_of: arguments.input.as_of,
    };
    clock.lap("read");
    let evaluator = Evaluator::new(program, &loaded.dataset, settings);
    let evaluator = arguments.effort.apply(evaluator);
    console.tell(&render::ungrouped(&evaluator));
    let request = Request {
        shape: destination.format.shape(),
        top: arguments.top,
        keys: arguments.keys,
    };
    if request.shape == Shape::Machine && !request.keys {
        console.tell(&render::sanitize(&without_keys(program, &shown.views)));
    }
    let mut results = tabulate_views(&evaluator, shown.views, request);
    if shown.checks {
        results.push(tabulate_checks(&evaluator, request));
    }
    let checks = judged(&evaluator);
    clock.lap("evaluate");
    let is_table_alone = shown.checks && results.len() == 1;
    let told = match destination.format {
        _ if checks.is_empty() || is_table_alone => String::new(),
        Format::Markdown => format!("\n{}", render::checks_markdown(program, &checks)),
        Format::Table => format!("\n{}", render::checks_text(program, &checks)),
        // They hold tables alone.
        Format::Csv
        | Format::Json
        | Format::Ndjson
        | Format::Parquet
        | Format::Arrow
        | Format::Xlsx => {
            console.tell(&render::checks_text(program, &checks));
            String::new()
        }
    };
    let provenance = prepared.provenance(&arguments.input, &loaded);
    destination.write(&results, &provenance, &told, console)?;
    clock.lap("write");
    clock.tell(&evaluator, console);
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

/// Which of the views for tools do not tell whose row is whose.
fn without_keys(program: &Program, views: &[ViewChoice]) -> String {
    let line = |view: &ViewChoice| {
        let keys = hidden_keys(program, *view);
        let name = view.name(program);
        let keys = keys
            .iter()
            .map(|key| format!("`{key}`"))
            .collect::<Vec<_>>()
            .join(", ");
        (!keys.is_empty()).then(|| format!("{name}: its rows are told apart by {keys}, which it does not show; --keys adds it\n"))
    };
    views.iter().filter_map(line).collect()
}

/// How many rows of each line of a check are named.
const ROWS_NAMED: usize = 10;

/// What a run shows.
struct Shown {
    views: Vec<ViewChoice>,
    /// What the checks come to, as a table.
    checks: bool,
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

/// A pack that compiled, with its texts.
pub(super) struct Prepared {
    pub(super) program: Program,
    pub(super) sources: SourceMap,
}

/// Compiles the pack. Nothing when it has errors, which have been told.
pub(super) fn prepare(input: &Input, console: &Console) -> Result<Option<Prepared>, Failure> {
    let path = packs::single(&input.pack)?;
    let overrides = overrides(&input.params, console)?;
    let Some((sources, program)) = packs::runnable(&path, &overrides, console)? else {
        return Ok(None);
    };
    missing_day(&sources, &program, input.as_of)?;
    Ok(Some(Prepared { program, sources }))
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
        input.reading.load(&self.program, input, console)
    }

    /// Fails when the result would take the place of the pack or of a table.
    pub(super) fn spares(&self, to: &mut Destination, loaded: &Loaded) -> Result<(), Failure> {
        to.spares(provenance::paths(&self.sources, &loaded.report))
    }

    /// What a result is made of.
    pub(super) fn provenance(&self, input: &Input, loaded: &Loaded) -> Provenance {
        provenance::of_run(&self.sources, &self.program, input, &loaded.report)
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
    let message = render::data_errors(errors);
    // Then the data was found wanting, as it would be without stopping.
    if errors.iter().all(|error| error.code == Code::E367) {
        return Failure::Wanting(message);
    }
    Failure::new(message)
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
            Failure::drawn(render_text(&source, &findings, console.error_style()))
        })?;
        if overrides.insert(name.trim().to_owned(), expr).is_some() {
            return Err(Failure::new(format!("`--param {name}` is given twice")));
        }
    }
    Ok(overrides)
}

fn choose(
    program: &Program,
    arguments: &Arguments,
    destination: &Destination,
) -> Result<Shown, Failure> {
    let view = arguments.view.as_deref();
    let has_checks = view_named(program, CHECKS).is_none() && checks_of(program).next().is_some();
    if view == Some(CHECKS) && has_checks {
        return Ok(Shown {
            views: Vec::new(),
            checks: true,
        });
    }
    let views = match view {
        None => views_of(program),
        Some(name) => match view_named(program, name) {
            Some(view) => vec![view],
            None if name == "all" => views_of(program),
            None => return Err(no_such_view(program, name)),
        },
    };
    let is_machine = destination.format.shape() == Shape::Machine;
    if views.len() > 1 && is_machine && !destination.takes_several() {
        return Err(several_views(program, &views));
    }
    // What people read tells of the checks in words.
    let every = matches!(view, None | Some("all")) && destination.takes_several();
    Ok(Shown {
        views,
        checks: every && is_machine && has_checks,
    })
}

fn several_views(program: &Program, views: &[ViewChoice]) -> Failure {
    let names: Vec<String> = views
        .iter()
        .map(|view| format!("--view {}", view.name(program)))
        .collect();
    let error = DataError::new(Code::E385, "a file of this format holds one view").help(format!(
        "say which: {}; or have a file a view in a folder: --out results/; or a workbook: --out results.xlsx",
        names.join(", ")
    ));
    could_not_read(&[error])
}

pub(super) fn no_such_view(program: &Program, name: &str) -> Failure {
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
