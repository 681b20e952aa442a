//! `gtm diff`: two packs held against each other, by their lines and by what they come to.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::console::Console;
use super::export::{Destination, Target};
use super::git::Revision;
use super::run::{could_not_read, day, missing_day, overrides};
use super::{Failure, Verdict, packs, provenance};
use crate::analysis::Overrides;
use crate::compile::{Compilation, compile};
use crate::data::{DataError, DataReport, Dataset, load};
use crate::diagnostics::{Code, Diagnostic, did_you_mean};
use crate::eval::Settings;
use crate::files::{Files, Folder};
use crate::ir::Program;
use crate::render::{render_text, sanitize};
use crate::results::{PackProvenance, Provenance, ResultTable};
use crate::source::SourceFile;
use crate::study::{
    Cause, Comparison, Edits, Renamed, Side, Significance, attribute, compare, edits, edits_table,
    matrix_table, moves_table, renamed, same_tables, shifts_table,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The old pack and the new one; with --base the new one only.
    #[arg(value_name = "PACK", required = true, num_args = 1..=2)]
    packs: Vec<PathBuf>,
    /// The old pack is the new one as it was in this revision of git.
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    base: Option<String>,
    /// Tables to run both packs on, as for `run`.
    #[arg(long, value_name = "FILE")]
    data: Vec<String>,
    /// Run as if nothing were known of a record.
    #[arg(long, value_name = "RECORD")]
    without: Vec<String>,
    /// Another value for a param, in each pack that has it.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// The day that `today` means.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<i32>,
    /// Only the outcomes of this rule.
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// Which table to show; the formats for tools hold one.
    #[arg(long, value_enum)]
    show: Option<Show>,
    /// Show at most so many rows that moved.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    #[command(flatten)]
    target: Target,
}

/// A table of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Show {
    /// The lines that differ.
    Edits,
    /// The rows that moved, and what moved them.
    Moves,
    /// From which outcome to which.
    Matrix,
    /// How the scores moved.
    Scores,
}

/// A pack that compiled.
struct Pack {
    compilation: Compilation,
    program: Program,
    files: Box<dyn Files>,
}

impl Pack {
    fn side<'a>(&'a self, data: &'a Dataset) -> Side<'a> {
        Side {
            compilation: &self.compilation,
            files: &*self.files,
            program: &self.program,
            data,
        }
    }

    fn provenance(&self, role: &'static str) -> PackProvenance {
        provenance::of_pack(role, &self.compilation.sources, &self.program)
    }

    /// The files that it and the tables are in.
    fn paths(&self, report: &DataReport) -> Vec<PathBuf> {
        provenance::paths(&self.compilation.sources, report).collect()
    }
}

/// Compares two packs.
pub(super) fn diff(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let mut destination = arguments.target.settle(console)?;
    let overrides = overrides(&arguments.params, console)?;
    let (mut old, new) = both(arguments, &overrides, console)?;
    check_params(&overrides, &old.program, &new.program)?;
    let mut renames = Vec::new();
    if let Some(found) = renamed(&old.compilation, &new.compilation, &overrides) {
        let Renamed {
            compilation,
            program,
            edits,
        } = found;
        renames = edits;
        old = Pack {
            compilation,
            program,
            ..old
        };
    }
    let mut edits = edits(&old.compilation, &new.compilation);
    edits.add(renames);
    let mut provenance = Provenance {
        packs: vec![old.provenance("old pack"), new.provenance("new pack")],
        as_of: arguments.as_of,
        params: arguments.params.clone(),
        tables: Vec::new(),
    };
    if arguments.data.is_empty() && arguments.without.is_empty() {
        destination.spares(
            [&old, &new]
                .into_iter()
                .flat_map(|pack| pack.paths(&DataReport::default())),
        )?;
        return by_lines(arguments, &edits, (&destination, &provenance), console);
    }
    for pack in [&old, &new] {
        missing_day(&pack.compilation.sources, &pack.program, arguments.as_of)?;
    }
    check_rule(arguments, &old.program, &new.program)?;
    let (old_data, new_data, report) = tables(arguments, &old, &new, &edits, console)?;
    destination.spares(
        [&old, &new]
            .into_iter()
            .flat_map(|pack| pack.paths(&report)),
    )?;
    provenance.tables = provenance::of_tables(&report);
    let (old_side, new_side) = (old.side(&old_data), new.side(&new_data));
    let settings = Settings {
        as_of: arguments.as_of,
    };
    let comparison = compare(old_side, new_side, settings, arguments.rule.as_deref());
    let read = |program: &Program| {
        let loaded = load(program, &arguments.data, &arguments.without);
        loaded.ok().map(|loaded| loaded.dataset)
    };
    let causes = attribute(
        old_side,
        new_side,
        &edits,
        &comparison,
        &overrides,
        settings,
        &read,
    );
    let tables = shown(arguments, &destination, &edits, &comparison, &causes);
    destination.write(&tables, &provenance, "", console)?;
    console.tell(&sanitize(&summary(&edits, Some(&comparison))));
    Ok(if comparison.moves.is_empty() {
        Verdict::Fine
    } else {
        Verdict::Wanting
    })
}

/// The comparison without tables.
fn by_lines(
    arguments: &Arguments,
    edits: &Edits,
    (destination, provenance): (&Destination, &Provenance),
    console: &Console,
) -> Result<Verdict, Failure> {
    if arguments.show.is_some_and(|show| show != Show::Edits) {
        let message = "this shows what rows come to; say on which: --data FILE";
        return Err(Failure::new(message));
    }
    let every = [
        Significance::Meaning,
        Significance::Wording,
        Significance::Test,
        Significance::Layout,
    ];
    let table = edits_table(edits, &every, None);
    destination.write(&[table], provenance, "", console)?;
    console.tell(&sanitize(&summary(edits, None)));
    Ok(if edits.any(Significance::Meaning) {
        Verdict::Wanting
    } else {
        Verdict::Fine
    })
}

/// The old pack and the new one.
fn both(
    arguments: &Arguments,
    overrides: &Overrides,
    console: &Console,
) -> Result<(Pack, Pack), Failure> {
    let of_disk = |path: &Path| -> Result<Pack, Failure> {
        let path = packs::single(path)?;
        let files = Box::new(Folder::of(&path));
        pack(packs::read(&path)?, files, overrides, console)
    };
    match (arguments.packs.as_slice(), arguments.base.as_deref()) {
        ([new], Some(revision)) => {
            let path = packs::single(new)?;
            let revision = Revision::open(&path, revision)?;
            let source = revision.pack(&path)?;
            let old = pack(source, Box::new(revision), overrides, console)?;
            Ok((old, of_disk(new)?))
        }
        ([old, new], None) => Ok((of_disk(old)?, of_disk(new)?)),
        ([_, ..], Some(_)) => Err(Failure::new(
            "with --base one pack is named: gtm diff --base REV PACK",
        )),
        (_, None) | ([], Some(_)) => Err(Failure::new(
            "name two packs, or one and a revision of git: gtm diff OLD NEW, gtm diff --base REV PACK",
        )),
    }
}

fn pack(
    source: SourceFile,
    files: Box<dyn Files>,
    overrides: &Overrides,
    console: &Console,
) -> Result<Pack, Failure> {
    let compilation = compile(source, &Overrides::new(), &*files);
    let Some(program) = compilation.program.clone() else {
        return Err(broken(&compilation, &compilation.diagnostics, console));
    };
    let has = |name: &String| {
        let mut params = program.params.values();
        params.any(|param| param.named.name == *name)
    };
    let given: Overrides = overrides
        .iter()
        .filter(|(name, _)| has(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if given.is_empty() {
        return Ok(Pack {
            compilation,
            program,
            files,
        });
    }
    let analysis = compilation.with(&given);
    match analysis.program {
        Some(program) => Ok(Pack {
            compilation,
            program,
            files,
        }),
        None => Err(broken(&compilation, &analysis.diagnostics, console)),
    }
}

fn broken(compilation: &Compilation, findings: &[Diagnostic], console: &Console) -> Failure {
    let errors = findings.iter().filter(|finding| finding.is_error());
    let errors: Vec<Diagnostic> = errors.cloned().collect();
    let text = render_text(&compilation.sources, &errors, console.error_style());
    console.tell(&text);
    let name = sanitize(compilation.source().name()).into_owned();
    Failure::new(format!("`{name}` has errors, so it cannot be compared"))
}

/// Fails for a value that is given for a param of neither pack.
fn check_params(overrides: &Overrides, old: &Program, new: &Program) -> Result<(), Failure> {
    let params = || old.params.values().chain(new.params.values());
    let names = || params().map(|param| param.named.name.as_str());
    let Some(name) = overrides
        .keys()
        .find(|name| !names().any(|known| known == *name))
    else {
        return Ok(());
    };
    let question = did_you_mean(name, names()).map(|question| format!("; {question}"));
    Err(Failure::new(format!(
        "neither pack has a param `{name}`{}",
        question.unwrap_or_default()
    )))
}

fn check_rule(arguments: &Arguments, old: &Program, new: &Program) -> Result<(), Failure> {
    let Some(name) = arguments.rule.as_deref() else {
        return Ok(());
    };
    let rules = || old.rules.values().chain(new.rules.values());
    if rules().any(|rule| rule.named.name == name) {
        return Ok(());
    }
    let question = did_you_mean(name, rules().map(|rule| rule.named.name.as_str()));
    let question = question.map(|question| format!("; {question}"));
    Err(Failure::new(format!(
        "neither pack has a rule `{name}`{}",
        question.unwrap_or_default()
    )))
}

/// The tables as each pack reads them.
fn tables(
    arguments: &Arguments,
    old: &Pack,
    new: &Pack,
    edits: &Edits,
    console: &Console,
) -> Result<(Dataset, Dataset, DataReport), Failure> {
    let read = |pack: &Pack| {
        load(&pack.program, &arguments.data, &arguments.without)
            .map_err(|errors| could_not_read(&errors))
    };
    let once = !edits.touch_tables() && same_tables(&old.program, &new.program);
    let is_input = |argument: &String| argument == "-" || argument.ends_with("=-");
    if !once && arguments.data.iter().any(is_input) {
        let message =
            "the packs read tables in different ways, and standard input can be read only once";
        let error = DataError::new(Code::E333, message)
            .help("write it to a file first, and name the file: --data Account=accounts.csv");
        return Err(could_not_read(&[error]));
    }
    let after = read(new)?;
    console.tell(&super::run::report(&after));
    let before = if once {
        after.dataset.clone()
    } else {
        read(old)?.dataset
    };
    Ok((before, after.dataset, after.report))
}

/// The tables to show: one, if one is asked for or the format holds no more.
fn shown(
    arguments: &Arguments,
    destination: &Destination,
    edits: &Edits,
    comparison: &Comparison,
    causes: &[Cause],
) -> Vec<ResultTable> {
    let one = |show: Show| match show {
        Show::Edits => edits_table(edits, &[Significance::Meaning], Some(causes)),
        Show::Moves => moves_table(comparison, edits, causes, arguments.top),
        Show::Matrix => matrix_table(comparison),
        Show::Scores => shifts_table(comparison),
    };
    match arguments.show {
        Some(show) => vec![one(show)],
        None if destination.takes_several() => {
            let every = [Show::Edits, Show::Moves, Show::Matrix, Show::Scores];
            every.into_iter().map(one).collect()
        }
        None => vec![one(Show::Moves)],
    }
}

/// What differs, in a line or two.
fn summary(edits: &Edits, comparison: Option<&Comparison>) -> String {
    let mut parts = Vec::new();
    for (kind, one, many) in [
        (
            Significance::Meaning,
            "line changed its meaning",
            "lines changed their meaning",
        ),
        (
            Significance::Wording,
            "only its wording",
            "only their wording",
        ),
        (Significance::Test, "test differs", "tests differ"),
    ] {
        let count = edits
            .all
            .iter()
            .filter(|edit| edit.significance == kind)
            .count();
        match count {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            count => parts.push(format!("{count} {many}")),
        }
    }
    if parts.is_empty() {
        let layout = edits.any(Significance::Layout);
        parts.push(
            if layout {
                "only the layout differs"
            } else {
                "the packs are the same"
            }
            .to_owned(),
        );
    }
    let mut text = format!("{}\n", parts.join(", "));
    if let Some(comparison) = comparison {
        text += &moved_in_words(comparison);
    }
    text
}

fn moved_in_words(comparison: &Comparison) -> String {
    let outcomes: usize = comparison
        .rules
        .iter()
        .flat_map(|rule| rule.matrix.values())
        .sum();
    let mut text = match comparison.moves.len() {
        0 => format!("none of {outcomes} outcomes moved\n"),
        1 => format!("1 of {outcomes} outcomes moved\n"),
        moved => format!("{moved} of {outcomes} outcomes moved\n"),
    };
    for (names, side) in [(&comparison.only_old, "old"), (&comparison.only_new, "new")] {
        if !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            text += &format!("only in the {side} pack: {}\n", names.join(", "));
        }
    }
    for rule in &comparison.rules {
        for (rows, side) in [(&rule.only_old, "old"), (&rule.only_new, "new")] {
            if let Some(first) = rows.first() {
                let more = rows.len() - 1;
                let more = if more > 0 {
                    format!(" and {more} more")
                } else {
                    String::new()
                };
                text += &format!(
                    "only the {side} pack has a row `{first}`{more} for `{}`\n",
                    rule.rule
                );
            }
        }
    }
    text
}
