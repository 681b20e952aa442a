//! `gtm test`: the tests that packs carry with them, what they came to on their tables, and which lines that decides.

mod cases;
mod generate;
mod judge;
mod report;
mod review;
mod settle;
mod snapshots;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::console::Console;
use super::run::day;
use super::{Failure, Verdict, packs};
use crate::analysis::Overrides;
use crate::compile::Compilation;
use crate::ir::Program;
use crate::render::{render_text, sanitize};
use crate::repl::Tested;
use crate::study::{Coverage, Difference};
use settle::Settler;

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("settle"))]
pub(super) struct Arguments {
    /// Packs, or folders of packs.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Take what the packs come to now as right: all that differs from the snapshots, and first snapshots.
    #[arg(long, group = "settle")]
    accept: bool,
    /// Walk through what differs from the snapshots, and accept, reject or skip it one by one.
    #[arg(long, group = "settle")]
    review: bool,
    /// Propose cases that decide what no test decides, as tests to paste.
    #[arg(long, group = "settle", conflicts_with_all = ["data", "without", "name", "coverage", "fail_under"])]
    generate: bool,
    /// Write the proposed cases into a case table, `PACK.NAME.cases.csv`.
    #[arg(long, value_name = "FILE", requires = "generate")]
    out: Option<PathBuf>,
    /// Tables to take a snapshot on, as for `run`; the snapshot remembers them. For several packs a folder that holds
    /// one for each, of its name.
    #[arg(long, value_name = "FILE", requires = "settle")]
    data: Vec<String>,
    /// A record that the snapshot is taken without, as for `run`.
    #[arg(long, value_name = "RECORD", requires = "settle")]
    without: Vec<String>,
    /// The day that `today` means in the snapshot, or in proposed cases.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, requires = "settle")]
    as_of: Option<i32>,
    /// A further snapshot of the pack, under a name of its own.
    #[arg(long, value_name = "NAME", value_parser = settle::name, requires = "settle")]
    name: Option<String>,
    /// Tell which lines no test decides.
    #[arg(long)]
    coverage: bool,
    /// Fail when less than so many per cent of what the lines can come to was seen.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    fail_under: Option<u8>,
    /// For people or for tools; `lcov` is the coverage alone.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines.
    Text,
    /// An object.
    Json,
    /// JUnit, for build servers.
    Junit,
    /// LCOV, for coverage viewers.
    Lcov,
}

/// What came of the tests of a pack.
struct PackResult {
    /// The file.
    name: String,
    /// Its tests.
    tests: Vec<TestResult>,
    /// What its lines came to, with the line of the file where each stands.
    coverage: Vec<(usize, crate::study::CoveredLine)>,
    /// The findings that keep it from being run, as text.
    broken: Option<String>,
}

/// What came of a test.
struct TestResult {
    kind: Kind,
    label: String,
    /// The file, where it is not the pack.
    file: Option<String>,
    line: usize,
    /// What is wrong; none if it passed.
    problem: Option<String>,
    /// Of a snapshot: what the run differs in.
    differences: Vec<Difference>,
}

/// What a test is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// A `test` of the pack.
    Test,
    /// A row of a case table.
    Case,
    /// A run that was kept.
    Snapshot,
}

/// Runs the tests of packs.
pub(super) fn test(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    if arguments.review && arguments.format != Format::Text {
        let message = "--review talks to a person; leave --format out";
        return Err(Failure::new(message));
    }
    if arguments.generate {
        return generate::generate(arguments, console);
    }
    let found = packs::find(&arguments.paths)?;
    let mut settler = Settler::new(arguments, found.len() > 1, console);
    let mut results = Vec::new();
    for path in &found {
        let compilation = packs::compiled(path, &Overrides::new())?;
        let coverage = &mut Coverage::default();
        results.push(run_pack(
            &compilation,
            path,
            &mut settler,
            coverage,
            console,
        )?);
    }
    for folder in arguments.paths.iter().filter(|path| path.is_dir()) {
        results.extend(settler.orphans(folder)?);
    }
    let with_coverage = arguments.coverage || arguments.fail_under.is_some();
    let text = match arguments.format {
        Format::Text => report::text(&results, with_coverage, console.color),
        Format::Json => report::json(&results, with_coverage)?,
        Format::Junit => report::junit(&results),
        Format::Lcov => report::lcov(&results),
    };
    console.say(&text)?;
    let failed = results
        .iter()
        .any(|pack| pack.broken.is_some() || pack.tests.iter().any(|test| test.problem.is_some()));
    let too_little = arguments
        .fail_under
        .is_some_and(|least| report::share(&results) < f64::from(least));
    Ok(if failed || too_little {
        Verdict::Wanting
    } else {
        Verdict::Fine
    })
}

/// Runs the tests of a pack that may be another than the one in its file, and what lies beside that file: case tables
/// and snapshots.
pub(super) fn tested(compilation: &Compilation, program: &Program, path: &Path) -> Tested {
    let mut coverage = Coverage::default();
    let mut tests = own_tests(compilation, program, &mut coverage);
    let mut problem = String::new();
    if path.is_file() {
        match beside(compilation, program, path, &mut coverage) {
            Ok(more) => tests.extend(more),
            Err(Failure::CouldNotRun(message) | Failure::Wanting(message)) => {
                problem = message + "\n"
            }
            Err(Failure::ClosedPipe) => {}
        }
    }
    let count = tests.len();
    let passed = problem.is_empty() && tests.iter().all(|test| test.problem.is_none());
    let result = PackResult {
        name: compilation.source().name().to_owned(),
        tests,
        coverage: Vec::new(),
        broken: None,
    };
    let text = match count {
        0 => "0 passed, 0 failed\n".to_owned(),
        _ => report::text(&[result], false, false),
    };
    Tested {
        text: sanitize(&(problem + &text)).into_owned(),
        passed,
        count,
    }
}

/// What lies beside a pack, held against it.
fn beside(
    compilation: &Compilation,
    program: &Program,
    path: &Path,
    coverage: &mut Coverage,
) -> Result<Vec<TestResult>, Failure> {
    let mut tests = Vec::new();
    for file in cases::files(path)? {
        tests.extend(cases::run(compilation, program, &file, coverage));
    }
    for file in snapshots::files(path)? {
        let trial = snapshots::trial(compilation, program, path, file, None, coverage);
        let is_same = trial.now.is_ok() && trial.unreadable.is_none() && !trial.is_pending();
        tests.push(settle::result(path, &trial, is_same));
    }
    Ok(tests)
}

/// The `test` statements of a pack.
fn own_tests(
    compilation: &Compilation,
    program: &Program,
    coverage: &mut Coverage,
) -> Vec<TestResult> {
    let tests = program.tests.iter().enumerate();
    let tests = tests.map(|(place, test)| TestResult {
        kind: Kind::Test,
        label: test.label.clone(),
        file: None,
        line: compilation.source().line_column(test.span.start).line,
        problem: judge::run_test(compilation, program, place, coverage)
            .map(|problem| sanitize(&problem).into_owned()),
        differences: Vec::new(),
    });
    tests.collect()
}

fn run_pack(
    compilation: &Compilation,
    path: &Path,
    settler: &mut Settler<'_>,
    coverage: &mut Coverage,
    console: &Console,
) -> Result<PackResult, Failure> {
    let source = compilation.source();
    let name = source.name().to_owned();
    let Some(program) = &compilation.program else {
        let errors: Vec<_> = compilation
            .diagnostics
            .iter()
            .filter(|finding| finding.is_error())
            .cloned()
            .collect();
        return Ok(PackResult {
            name,
            tests: Vec::new(),
            coverage: Vec::new(),
            broken: Some(render_text(&compilation.sources, &errors, console.style())),
        });
    };
    let mut tests = own_tests(compilation, program, coverage);
    for file in cases::files(path)? {
        tests.extend(cases::run(compilation, program, &file, coverage));
    }
    tests.extend(settler.pack(compilation, program, path, coverage)?);
    let coverage = coverage
        .lines()
        .map(|line| (source.line_column(line.span.start).line, line.clone()))
        .collect();
    Ok(PackResult {
        name,
        tests,
        coverage,
        broken: None,
    })
}
