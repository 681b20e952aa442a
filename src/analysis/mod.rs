//! Syntax tree to typed program.

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
use crate::ir::Program;
use crate::syntax::ast;

/// Values for params from outside (`--param`, or `param` in a test), by name.
pub type Overrides = BTreeMap<String, ast::Expr>;

/// What analysing a tree gives.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The program; absent when there is an error.
    pub program: Option<Program>,
    /// Every finding, warnings included, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves names, checks types and meaning, and lowers the tree to a program.
///
/// `file_name` names the pack where the file has no `pack` statement. An override of a param that
/// does not exist, or of another type, is an error of its own.
#[must_use]
pub fn analyse(pack: &ast::Pack, file_name: &str, overrides: &Overrides) -> Analysis {
    let _ = (pack, file_name, overrides);
    todo!()
}
