//! What a pack names beside itself, read before the analysis: the tables of lists, and packs that it
//! uses.
//!
//! Every file that is read gets its own stretch of places ([`SourceMap`]), so that a finding can point
//! into it. What cannot be read is reported where it is named, and nothing is said about what hangs on
//! it.

mod errors;
mod sheet;
mod tables;

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
use crate::files::{FileProblem, Files, resolve};
use crate::source::{SourceFile, SourceMap, Span};
use crate::syntax::ast::{Decision, ListRows, Pack, Statement, Text, TextTable, Use};
use crate::syntax::{decision_table, parse};
use errors::BesideProblem;

/// No pack names more files than this.
const MOST_FILES: usize = 200;
/// Packs use each other to this depth.
const DEEPEST: usize = 16;
/// All files of a compilation together, in bytes.
const LARGEST_SUM: usize = 64 << 20;

/// What a compilation has read beside the pack, by the places that name it.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    tables: BTreeMap<Span, TextTable>,
    decisions: BTreeMap<Span, Decision>,
    packs: Vec<UsedPack>,
    uses: BTreeMap<Span, usize>,
    /// Where the pack that is run ends.
    main_end: u32,
}

/// A pack that others use: parsed once, however often it is used.
#[derive(Clone, Debug)]
pub struct UsedPack {
    /// Its tree.
    pub pack: Pack,
    /// Its whole text.
    pub span: Span,
}

impl Beside {
    /// The table of a list, by the text that names its file; nothing if it could not be read.
    #[must_use]
    pub fn table(&self, path: &Text) -> Option<&TextTable> {
        self.tables.get(&path.span.0)
    }

    /// A decision with the table of its file, where it names one that could be read.
    #[must_use]
    pub fn decision<'d>(&'d self, decision: &'d Decision) -> &'d Decision {
        let path = decision.file.as_ref();
        path.and_then(|path| self.decisions.get(&path.span.0))
            .unwrap_or(decision)
    }

    /// The pack that a statement uses; nothing if it could not be read.
    #[must_use]
    pub fn used(&self, used: &Use) -> Option<&UsedPack> {
        self.packs.get(*self.uses.get(&used.path.span.0)?)
    }

    /// True for a place in the pack that is run, and in no other file.
    #[must_use]
    pub fn is_in_main(&self, place: Span) -> bool {
        self.packs.is_empty() || place.start <= self.main_end
    }
}

/// What was read, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The pack and the files that it names.
    pub sources: SourceMap,
    /// What they hold.
    pub beside: Beside,
    /// What could not be read, and what is wrong in it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the files that a pack names.
#[must_use]
pub fn gather(main: SourceFile, pack: &Pack, files: &dyn Files) -> Gathered {
    let folder_end = main.name().rfind(['/', '\\']).map_or(0, |at| at + 1);
    let folder = main.name().get(..folder_end).unwrap_or_default().to_owned();
    let file_name = main.name().get(folder_end..).unwrap_or_default().to_owned();
    let main_end = u32::try_from(main.text().len()).unwrap_or(u32::MAX);
    let mut gatherer = Gatherer {
        files,
        folder,
        open: Vec::new(),
        known: BTreeMap::new(),
        count: 0,
        bytes: 0,
        gathered: Gathered {
            sources: SourceMap::new(main),
            beside: Beside {
                main_end,
                ..Beside::default()
            },
            diagnostics: Vec::new(),
        },
    };
    gatherer.pack(&file_name, pack);
    gatherer.gathered
}

struct Gatherer<'f> {
    files: &'f dyn Files,
    /// The folder of the pack that is run, as it is to be printed before a path.
    folder: String,
    /// The packs that are being read, each used by the one before it.
    open: Vec<String>,
    /// Packs that have been read, by path.
    known: BTreeMap<String, Option<usize>>,
    count: usize,
    bytes: usize,
    gathered: Gathered,
}

impl Gatherer<'_> {
    /// Reads what a pack names; `from` is its own path.
    fn pack(&mut self, from: &str, pack: &Pack) {
        self.open.push(from.to_owned());
        for statement in &pack.statements {
            if let Statement::List(list) = statement
                && let ListRows::File(path) = &list.rows
            {
                self.table(from, path);
            }
            if let Statement::Decision(decision) = statement
                && let Some(path) = &decision.file
            {
                self.decision(from, path, decision);
            }
            if let Statement::Use(used) = statement
                && let Some(pack) = self.used(from, &used.path)
            {
                self.gathered.beside.uses.insert(used.path.span.0, pack);
            }
        }
        self.open.pop();
    }

    /// Reads a pack that another uses, and what it names in turn.
    fn used(&mut self, from: &str, path: &Text) -> Option<usize> {
        let at = path.span.0;
        let resolved = self.path(from, path, &["gtm"])?;
        if let Some(start) = self.open.iter().position(|open| *open == resolved) {
            let round = self.open.iter().skip(start).cloned();
            let circle = round.chain([resolved]).collect();
            self.report(BesideProblem::Circle { circle, at });
            return None;
        }
        if self.open.len() >= DEEPEST {
            self.report(BesideProblem::TooDeep { most: DEEPEST, at });
            return None;
        }
        if let Some(known) = self.known.get(&resolved) {
            return *known;
        }
        let pack = self.parsed(from, path, &resolved);
        self.known.insert(resolved, pack);
        pack
    }

    fn parsed(&mut self, from: &str, path: &Text, resolved: &str) -> Option<usize> {
        let (file, base) = self.file(from, path, &["gtm"])?;
        let parsed = parse(&file);
        let whole = !parsed.diagnostics.iter().any(Diagnostic::is_error);
        let errors = parsed.diagnostics.into_iter().filter(Diagnostic::is_error);
        let errors = errors.map(|error| error.and(path.span.0, "used here"));
        self.gathered.diagnostics.extend(errors);
        if !whole {
            return None;
        }
        self.pack(resolved, &parsed.pack);
        let packs = &mut self.gathered.beside.packs;
        packs.push(UsedPack {
            pack: parsed.pack,
            span: Span::new(0, file.text().len()).moved(base),
        });
        Some(packs.len() - 1)
    }

    fn report(&mut self, problem: BesideProblem) {
        self.gathered.diagnostics.push(problem.into());
    }

    fn table(&mut self, from: &str, path: &Text) {
        let Some((file, base)) = self.file(from, path, &["csv", "tsv"]) else {
            return;
        };
        let table = sheet::read(file.text(), base)
            .map_err(|at| vec![BesideProblem::OpenQuote { at }])
            .and_then(|sheet| tables::table(&sheet, path));
        match table {
            Ok(table) => {
                self.gathered.beside.tables.insert(path.span.0, table);
            }
            Err(problems) => problems.into_iter().for_each(|one| self.report(one)),
        }
    }

    fn decision(&mut self, from: &str, path: &Text, decision: &Decision) {
        let Some((file, base)) = self.file(from, path, &["csv", "tsv"]) else {
            return;
        };
        let rows = sheet::read(file.text(), base)
            .map_err(|at| vec![BesideProblem::OpenQuote { at }])
            .and_then(|sheet| tables::rows(&sheet, path));
        let rows = match rows {
            Ok(rows) => rows,
            Err(problems) => return problems.into_iter().for_each(|one| self.report(one)),
        };
        match decision_table(&decision.name, &rows) {
            Ok(table) => {
                let decision = Decision {
                    table,
                    ..decision.clone()
                };
                self.gathered.beside.decisions.insert(path.span.0, decision);
            }
            Err(findings) => self.gathered.diagnostics.extend(findings),
        }
    }

    /// Reads a file and gives it a place behind the others.
    fn file(
        &mut self,
        from: &str,
        path: &Text,
        kinds: &'static [&'static str],
    ) -> Option<(SourceFile, u32)> {
        let at = path.span.0;
        let resolved = self.path(from, path, kinds)?;
        let text = match self.files.read(&resolved) {
            Ok(text) => text,
            Err(problem) => {
                self.unreadable(&path.value, problem, at);
                return None;
            }
        };
        self.count += 1;
        self.bytes = self.bytes.saturating_add(text.len());
        if self.count > MOST_FILES || self.bytes > LARGEST_SUM {
            self.report(BesideProblem::TooMuch {
                most: MOST_FILES,
                at,
            });
            return None;
        }
        let file = SourceFile::new(format!("{}{resolved}", self.folder), text);
        let added = self.gathered.sources.add(file);
        Some((added.clone(), added.base()))
    }

    /// The path of a file from the folder of the pack that is run.
    fn path(&mut self, from: &str, path: &Text, kinds: &'static [&'static str]) -> Option<String> {
        let written = path.value.as_str();
        let at = path.span.0;
        let resolved = match resolve(from, written) {
            Ok(resolved) => resolved,
            Err(problem) => {
                self.unreadable(written, problem, at);
                return None;
            }
        };
        let ending = written.rsplit_once('.').map_or("", |(_, ending)| ending);
        if kinds.iter().any(|kind| ending.eq_ignore_ascii_case(kind)) {
            return Some(resolved);
        }
        self.report(BesideProblem::WrongKind { kinds, at });
        None
    }

    fn unreadable(&mut self, path: &str, problem: FileProblem, at: Span) {
        let path = path.to_owned();
        self.report(BesideProblem::Unreadable { path, problem, at });
    }
}
