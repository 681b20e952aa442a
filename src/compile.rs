//! The way from text to program in one call, with what each stage made.

use crate::analysis::{Overrides, analyse};
use crate::diagnostics::Diagnostic;
use crate::ir::Program;
use crate::source::SourceFile;
use crate::syntax::{ast, parse};

/// A file and all that is known of it.
#[derive(Clone, Debug)]
pub struct Compilation {
    /// The text.
    pub source: SourceFile,
    /// The tree; not whole when there are syntax errors.
    pub pack: ast::Pack,
    /// The program; absent when there is an error.
    pub program: Option<Program>,
    /// Every finding, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compilation {
    /// True if the pack can be run.
    #[must_use]
    pub fn is_runnable(&self) -> bool {
        self.program.is_some()
    }
}

/// Parses and analyses a file. Analysis is left out when the file does not parse, so that one
/// mistake is told once.
#[must_use]
pub fn compile(source: SourceFile, overrides: &Overrides) -> Compilation {
    let parsed = parse(&source);
    let mut diagnostics = parsed.diagnostics;
    let mut program = None;
    if !diagnostics.iter().any(Diagnostic::is_error) {
        let file_name = source.name().rsplit(['/', '\\']).next().unwrap_or_default();
        let analysis = analyse(&parsed.pack, file_name, overrides);
        diagnostics.extend(analysis.diagnostics);
        program = analysis.program;
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span().start);
    Compilation {
        source,
        pack: parsed.pack,
        program,
        diagnostics,
    }
}
