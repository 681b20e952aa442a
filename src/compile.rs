//! The way from text to program in one call, with what each stage made.

use crate::analysis::{Analysis, Overrides, analyse};
use crate::beside::{Beside, gather};
use crate::diagnostics::Diagnostic;
use crate::files::Files;
use crate::ir::{ExprKind, Program};
use crate::source::{SourceFile, SourceMap, Sources as _};
use crate::syntax::{ast, parse};

/// A pack and all that is known of it.
#[derive(Clone, Debug)]
pub struct Compilation {
    /// The text, and the texts of the files that it names.
    pub sources: SourceMap,
    /// The tree; not whole when there are syntax errors.
    pub pack: ast::Pack,
    /// What was read beside the pack.
    pub beside: Beside,
    /// The program; absent when there is an error.
    pub program: Option<Program>,
    /// Every finding, in the order of the file; those in other files come after.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compilation {
    /// True if the pack can be run.
    #[must_use]
    pub fn is_runnable(&self) -> bool {
        self.program.is_some()
    }

    /// The text of the pack itself.
    #[must_use]
    pub fn source(&self) -> &SourceFile {
        self.sources.main()
    }

    /// The same pack with other values for its params.
    #[must_use]
    pub fn with(&self, overrides: &Overrides) -> Analysis {
        let file_name = self.source().name().rsplit(['/', '\\']).next();
        analyse(
            &self.pack,
            &self.beside,
            file_name.unwrap_or_default(),
            overrides,
        )
    }
}

/// Parses and analyses a pack, with the files that it names. Analysis is left out when a file does
/// not parse, so that one mistake is told once.
#[must_use]
pub fn compile(source: SourceFile, overrides: &Overrides, files: &dyn Files) -> Compilation {
    let parsed = parse(&source);
    let gathered = gather(source, &parsed.pack, files);
    let mut compilation = Compilation {
        sources: gathered.sources,
        pack: parsed.pack,
        beside: gathered.beside,
        program: None,
        diagnostics: parsed.diagnostics,
    };
    let parses = !compilation.diagnostics.iter().any(Diagnostic::is_error);
    if parses {
        let missing = gathered.diagnostics.iter().any(Diagnostic::is_error);
        let analysis = compilation.with(overrides);
        compilation.diagnostics.extend(analysis.diagnostics);
        compilation.program = analysis.program.filter(|_| !missing);
    }
    let diagnostics = &mut compilation.diagnostics;
    diagnostics.extend(gathered.diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span().start);
    compilation
}

/// The file and the line on which `today` is first read outside of tests; none if it is not.
#[must_use]
pub fn place_of_today<'s>(sources: &'s SourceMap, program: &Program) -> Option<(&'s str, usize)> {
    let expectations = || program.tests.iter().flat_map(|test| &test.expectations);
    let in_test = |start: u32| {
        expectations()
            .any(|expectation| (expectation.span.start..expectation.span.end).contains(&start))
    };
    let reads = program
        .exprs
        .values()
        .filter(|expr| matches!(expr.kind, ExprKind::Today));
    let starts = reads
        .map(|expr| expr.span.start)
        .filter(|&start| !in_test(start));
    starts.min().map(|start| {
        let file = sources.file_at(start);
        (file.name(), file.line_column(start).line)
    })
}
