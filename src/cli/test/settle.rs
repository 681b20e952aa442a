//! What becomes of the snapshots of packs: held against the run, taken, or walked through.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::judge::line;
use super::review::Reviewer;
use super::snapshots::{self, Trial, Wanted};
use super::{Arguments, Format, Kind, PackResult, TestResult};
use crate::cli::Failure;
use crate::cli::console::Console;
use crate::compile::Compilation;
use crate::data::DataError;
use crate::diagnostics::Code;
use crate::ir::Program;
use crate::render::{data_errors, difference_text, sanitize};
use crate::study::Coverage;

/// So many differences of a snapshot are told; `--review` shows all.
const TOLD: usize = 20;

/// A name that can stand in the name of a file.
pub(super) fn name(text: &str) -> Result<String, String> {
    let is_fine = !text.is_empty()
        && text.len() <= 100
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-');
    if is_fine {
        Ok(text.to_owned())
    } else {
        Err("a name has letters, digits, `_` and `-`".to_owned())
    }
}

/// Settles snapshots as the command line says.
pub(super) struct Settler<'a> {
    arguments: &'a Arguments,
    several: bool,
    console: &'a Console,
    reviewer: Option<Reviewer<'a>>,
}

impl<'a> Settler<'a> {
    /// `several` tells whether there is more than one pack.
    pub(super) fn new(
        arguments: &'a Arguments,
        several: bool,
        console: &'a Console,
    ) -> Settler<'a> {
        let input = || Box::new(BufReader::new(std::io::stdin()));
        Settler {
            arguments,
            several,
            console,
            reviewer: arguments.review.then(|| Reviewer::new(input(), console)),
        }
    }

    /// What comes of the snapshots of a pack.
    pub(super) fn pack(
        &mut self,
        compilation: &Compilation,
        program: &Program,
        pack: &Path,
        coverage: &mut Coverage,
    ) -> Result<Vec<TestResult>, Failure> {
        let mut files = snapshots::files(pack)?;
        let named = snapshots::file_of(pack, self.arguments.name.as_deref());
        let wanted = self.wanted(pack)?;
        let settles = self.arguments.accept || self.arguments.review;
        if settles && !files.contains(&named) {
            files.push(named.clone());
        }
        let mut results = Vec::new();
        for file in files {
            let is_new = !file.exists();
            let wanted = wanted.as_ref().filter(|_| file == named);
            let mut trial = snapshots::trial(compilation, program, pack, file, wanted, coverage);
            let has_no_tables = match &trial.now {
                Ok(_) => false,
                Err(errors) => errors.iter().all(|error| error.code == Code::E343),
            };
            if is_new && self.several && has_no_tables {
                continue; // a pack among others that has no tables, and no snapshot
            }
            let settled = self.settle(pack, &mut trial)?;
            if is_new && self.arguments.review && !settled && trial.now.is_ok() {
                continue; // nobody wanted it
            }
            results.push(result(pack, &trial, settled));
        }
        Ok(results)
    }

    /// On what the snapshot of a pack is to be taken; nothing if the command line does not say.
    fn wanted(&self, pack: &Path) -> Result<Option<Wanted>, Failure> {
        let Arguments {
            data,
            without,
            as_of,
            ..
        } = self.arguments;
        let data = match data.as_slice() {
            [folder] if self.several && Path::new(folder).is_dir() => {
                let own = Path::new(folder).join(pack.file_stem().unwrap_or_default());
                let own = own.is_dir().then(|| own.display().to_string());
                own.into_iter().collect()
            }
            [] => Vec::new(),
            _ if self.several => {
                let message = "there are several packs; give a folder that holds a folder of tables for each, or \
                               name one pack";
                return Err(Failure::new(message));
            }
            data => data.to_vec(),
        };
        let says_something = !data.is_empty() || !without.is_empty() || as_of.is_some();
        Ok(says_something.then(|| Wanted {
            data,
            without: without.clone(),
            as_of: *as_of,
        }))
    }

    /// Takes or asks; true if the file is now as the run.
    fn settle(&mut self, pack: &Path, trial: &mut Trial) -> Result<bool, Failure> {
        if !trial.is_pending() {
            return Ok(trial.now.is_ok() && trial.unreadable.is_none());
        }
        if let Some(reviewer) = &mut self.reviewer {
            return reviewer.settle(pack, trial);
        }
        let (true, Ok(now)) = (self.arguments.accept, &trial.now) else {
            return Ok(false);
        };
        snapshots::keep(&trial.file, now)?;
        let what = match (&trial.kept, trial.differences.len()) {
            (None, _) => "new,".to_owned(),
            (Some(_), 0) => "accepted, now".to_owned(),
            (Some(_), 1) => "accepted, 1 difference,".to_owned(),
            (Some(_), count) => format!("accepted, {count} differences,"),
        };
        self.tell(&format!(
            "{}: {what} {}\n",
            trial.file.display(),
            trial.label()
        ))?;
        Ok(true)
    }

    /// Snapshots below a folder that are of no pack.
    pub(super) fn orphans(&mut self, folder: &Path) -> Result<Vec<PackResult>, Failure> {
        let mut left = Vec::new();
        for file in snapshots::orphans(folder)? {
            let remove = match &mut self.reviewer {
                Some(reviewer) => reviewer.may_remove(&file)?,
                None => self.arguments.accept,
            };
            if remove {
                snapshots::remove(&file)?;
                self.tell(&format!("{}: removed\n", file.display()))?;
            } else {
                left.push(orphan(folder, &file));
            }
        }
        Ok(left)
    }

    fn tell(&self, text: &str) -> Result<(), Failure> {
        match self.arguments.format {
            Format::Text => self.console.say(&sanitize(text)),
            Format::Json | Format::Junit | Format::Lcov => Ok(()),
        }
    }
}

/// What came of a snapshot.
pub(super) fn result(pack: &Path, trial: &Trial, settled: bool) -> TestResult {
    let problem = match (&trial.now, &trial.unreadable) {
        _ if settled => None,
        (Ok(_), None) => Some(differences(pack, trial)),
        (_, Some(error)) => {
            let command = command("--review", pack);
            let error = error
                .clone()
                .help(format!("take it anew: {command}, or --accept"));
            Some(indented(&data_errors(&[error])))
        }
        (Err(errors), None) => Some(indented(&data_errors(errors))),
    };
    TestResult {
        kind: Kind::Snapshot,
        label: trial.label(),
        file: Some(trial.file.display().to_string()),
        line: 1,
        problem,
        differences: if settled {
            Vec::new()
        } else {
            trial.differences.clone()
        },
    }
}

fn orphan(folder: &Path, file: &Path) -> PackResult {
    let error = DataError::new(Code::E342, "there is no pack that this snapshot is of");
    let help = format!(
        "rename it like the pack, or let it be removed: {}",
        command("--accept", folder)
    );
    let error = error.help(help);
    let test = TestResult {
        kind: Kind::Snapshot,
        label: "a run that is kept".to_owned(),
        file: Some(file.display().to_string()),
        line: 1,
        problem: Some(indented(&data_errors(&[error]))),
        differences: Vec::new(),
    };
    PackResult {
        name: file.display().to_string(),
        tests: vec![test],
        coverage: Vec::new(),
        broken: None,
    }
}

fn differences(pack: &Path, trial: &Trial) -> String {
    let told = trial.differences.iter().take(TOLD);
    let mut text: String = told
        .map(|one| indented(&difference_text(one, false)))
        .collect();
    text += &foot(pack, trial.differences.len());
    text
}

/// What stands below the differences that are told.
pub(super) fn foot(pack: &Path, count: usize) -> String {
    let mut text = String::new();
    if let Some(more) = count.checked_sub(TOLD).filter(|more| *more > 0) {
        text += &line("and", &format!("{more} more differences"));
    }
    text += &line(
        "settle",
        &format!("{}, or --accept", command("--review", pack)),
    );
    text
}

/// The differences that are told, of a snapshot that is told in colours.
pub(super) fn coloured(
    pack: &str,
    differences: &[crate::study::Difference],
    color: bool,
) -> String {
    let told = differences.iter().take(TOLD);
    let mut text: String = told
        .map(|one| indented(&difference_text(one, color)))
        .collect();
    text += &foot(&PathBuf::from(pack), differences.len());
    text
}

fn command(option: &str, path: &Path) -> String {
    let path = path.display().to_string();
    let quote = if path.contains(char::is_whitespace) {
        "\""
    } else {
        ""
    };
    format!("gtm test {quote}{path}{quote} {option}")
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}\n")).collect()
}
