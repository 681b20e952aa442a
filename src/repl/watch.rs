//! A pack that is looked at again and again: what changed since the last look, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::change;
use super::desk::{Desk, Tested};
use super::edition::{Edition, Tables};
use super::session::{Look, Start, counted, reported, style};
use crate::compile::{Compilation, compile};
use crate::diagnostics::Diagnostic;
use crate::eval::{Evaluator, Settings, judge};
use crate::render::{render_text, sanitize};
use crate::results::checks_of;
use crate::study::{Subject, moves};

/// How many rows of each line of a check are named; none, they are only counted.
const ROWS_NAMED: usize = 0;

/// A pack with its tables, and what they came to at the last look.
pub struct Watch {
    desk: Arc<dyn Desk>,
    look: Look,
    path: PathBuf,
    start: Start,
    last: Option<Seen>,
}

/// What a look finds.
#[derive(Default)]
struct Seen {
    /// What keeps the pack from being read, or the tables.
    problem: Option<String>,
    /// The findings, a line each.
    findings: BTreeSet<String>,
    /// The checks that certainly fail on some rows, and on how many.
    failing: BTreeMap<String, usize>,
    /// What the tests came to.
    tests: Tested,
    /// The last edition that could be run.
    edition: Option<Arc<Edition>>,
}

impl Watch {
    /// A watch over the pack of a start.
    #[must_use]
    pub fn new(desk: Arc<dyn Desk>, look: Look, path: PathBuf, start: Start) -> Watch {
        Watch {
            desk,
            look,
            path,
            start,
            last: None,
        }
    }

    /// Looks again: what changed since the last time; at first what there is. Empty if nothing changed.
    pub fn again(&mut self) -> String {
        let mut seen = Seen::default();
        let text = match self.desk.read(&self.path) {
            Ok(source) => {
                let compilation =
                    compile(source, &self.start.params, &*self.desk.beside(&self.path));
                seen.findings = compilation.diagnostics.iter().map(line_of).collect();
                let mut text = self.new_findings(&compilation);
                if compilation.is_runnable() {
                    text.push_str(&self.run(&compilation, &mut seen));
                } else {
                    // Nobody has looked for what is only a warning.
                    let before = self.last.iter().flat_map(|last| &last.findings);
                    let warnings = before.filter(|finding| finding.starts_with('L'));
                    seen.findings.extend(warnings.cloned());
                }
                text
            }
            Err(problem) => {
                seen.problem = Some(problem.clone());
                format!("{}\n", problem.trim_end())
            }
        };
        let gone = self.gone(&seen);
        let last = self.last.take().unwrap_or_default();
        let same_problem = seen.problem.is_some() && last.problem == seen.problem;
        if seen.edition.is_none() {
            // What changes is told against the last run there was.
            seen.edition = last.edition;
            seen.failing = last.failing;
            seen.tests = last.tests;
        }
        self.last = Some(seen);
        if same_problem { gone } else { gone + &text }
    }

    fn knew(&self, finding: &str) -> bool {
        self.last
            .as_ref()
            .is_some_and(|last| last.findings.contains(finding))
    }

    fn new_findings(&self, compilation: &Compilation) -> String {
        let all = compilation.diagnostics.iter();
        let new: Vec<Diagnostic> = all
            .filter(|finding| !self.knew(&line_of(finding)))
            .cloned()
            .collect();
        if new.is_empty() {
            return String::new();
        }
        render_text(&compilation.sources, &new, style(self.look))
    }

    /// Findings that are there no more.
    fn gone(&self, seen: &Seen) -> String {
        let before = self.last.iter().flat_map(|last| &last.findings);
        let gone = before.filter(|finding| !seen.findings.contains(*finding));
        let lines: String = gone.map(|finding| format!("gone: {finding}\n")).collect();
        sanitize(&lines).into_owned()
    }

    /// Runs the pack: who moved, which checks and tests changed.
    fn run(&self, compilation: &Compilation, seen: &mut Seen) -> String {
        let tables = Tables::Read(&self.start.data, &self.start.without);
        let read = Edition::new(
            &*self.desk,
            &self.path,
            compilation.source().clone(),
            self.start.params.clone(),
            &tables,
            style(self.look),
        );
        let edition = match read {
            Ok(edition) => Arc::new(edition),
            Err(problem) => {
                seen.problem = Some(problem.clone());
                return problem;
            }
        };
        if let Some(problem) = edition.lacks_day(self.start.as_of) {
            let problem = problem.replace("such as `:today 2026-01-31`", "with `--as-of`");
            seen.problem = Some(problem.clone());
            return format!("{problem}\n");
        }
        seen.failing = failing(&edition, self.settings());
        let (compilation, program) = (&edition.compilation, &edition.program);
        seen.tests = self.desk.test(compilation, program, &self.path);
        seen.edition = Some(Arc::clone(&edition));
        let before = self.last.as_ref().and_then(|last| last.edition.as_ref());
        let mut text = match before {
            Some(before) => self.moved(before, &edition),
            None => {
                let rules = counted(edition.program.rules.len(), "rule", "rules");
                let first = format!("{}: {rules}\n", sanitize(&edition.program.name));
                first + &reported(&edition.data)
            }
        };
        text.push_str(&self.checked(seen));
        text
    }

    fn moved(&self, before: &Edition, after: &Edition) -> String {
        let found = moves(self.subject(before), self.subject(after), &|| true);
        let told = change::told(&found.unwrap_or_default());
        sanitize(&told.replace("nobody moves\n", "")).into_owned()
    }

    /// Checks that fail where they did not, or no longer; tests that came out otherwise.
    fn checked(&self, seen: &Seen) -> String {
        let nothing = BTreeMap::new();
        let before = self.last.as_ref().map_or(&nothing, |last| &last.failing);
        let mut text = String::new();
        for (check, rows) in &seen.failing {
            if before.get(check) != Some(rows) {
                let rows = counted(*rows, "row", "rows");
                text.push_str(&format!("check {check} fails on {rows}\n"));
            }
        }
        for check in before
            .keys()
            .filter(|check| !seen.failing.contains_key(*check))
        {
            text.push_str(&format!("check {check} holds again\n"));
        }
        let tests = self.last.as_ref().map(|last| &last.tests);
        if tests != Some(&seen.tests) && seen.tests.count > 0 {
            text.push_str(&format!("tests: {}", seen.tests.text));
        }
        sanitize(&text).into_owned()
    }

    fn settings(&self) -> Settings {
        Settings {
            as_of: self.start.as_of,
        }
    }

    fn subject<'e>(&self, edition: &'e Edition) -> Subject<'e> {
        Subject {
            program: &edition.program,
            data: edition.dataset(),
            settings: self.settings(),
        }
    }
}

fn line_of(finding: &Diagnostic) -> String {
    format!("{}  {}", finding.code.info().text, finding.message)
}

fn failing(edition: &Edition, settings: Settings) -> BTreeMap<String, usize> {
    let evaluator = Evaluator::new(&edition.program, edition.dataset(), settings);
    checks_of(&edition.program)
        .map(|rule| judge(&evaluator, rule, ROWS_NAMED))
        .filter(|result| result.failing > 0)
        .map(|result| {
            let name = edition.program.rules[result.rule].named.name.clone();
            (name, result.failing)
        })
        .collect()
}
