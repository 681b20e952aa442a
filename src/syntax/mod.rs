//! Source text to syntax tree.

pub mod ast;

use crate::diagnostics::Diagnostic;
use crate::source::SourceFile;

/// What parsing a file gives: every statement that could be read, and every finding.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The statements that could be read.
    pub pack: ast::Pack,
    /// What is wrong, in the order of the file. With an error among them the tree is not whole.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file. Never fails: what cannot be read is reported and left out.
#[must_use]
pub fn parse(source: &SourceFile) -> Parsed {
    let _ = source;
    todo!()
}

/// Parses one expression on its own, as for `--param served='["FR"]'`.
///
/// # Errors
/// The findings, when the text is no expression.
pub fn parse_expression(source: &SourceFile) -> Result<ast::Expr, Vec<Diagnostic>> {
    let _ = source;
    todo!()
}
