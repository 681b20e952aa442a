//! Syntax tree to typed program.
//!
//! The way through, a file a stage:
//!
//! 1. [`collect`] gives every declared name an id and reports doubles and shadowing,
//! 2. [`records`], [`lists`], [`params`], [`rules`] lower the declarations, each when it is first
//!    needed ([`analyser::Analyser::ensure`]), so that rules may refer to each other in any order and
//!    cycles show,
//! 3. [`expressions`] checks and lowers expressions in one walk; [`ranges`] derives their ranges,
//! 4. [`views`] and [`tests_blocks`] lower what nothing else refers to,
//! 5. [`lints`] looks for what is allowed but probably not meant.
//!
//! What is wrong is said in [`errors`] and nowhere else. A part that is in error lowers to nothing
//! (`None`), and nothing is said about what depends on it: no finding is the echo of another.

use std::collections::BTreeMap;

use crate::beside::Beside;
use crate::diagnostics::Diagnostic;
use crate::ir::Program;
use crate::syntax::ast;

mod analyser;
mod boxes;
mod collect;
mod constants;
mod derived;
mod errors;
mod expectations;
mod expressions;
mod instances;
mod lints;
mod lists;
mod lookalikes;
mod params;
mod ranges;
mod records;
mod relations;
mod rules;
mod suggestions;
mod targets;
mod tests_blocks;
mod types;
mod uses;
mod views;
mod walk;
mod written;

#[cfg(test)]
mod tests;

pub use lookalikes::{Alphabet, alphabet, has_mixed_alphabets, skeleton};

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
/// `beside` holds what the files hold that the pack names; `file_name` names the pack where the file
/// has no `pack` statement. An override of a param that
/// does not exist, or of another type, is an error of its own.
#[must_use]
pub fn analyse(
    pack: &ast::Pack,
    beside: &Beside,
    file_name: &str,
    overrides: &Overrides,
) -> Analysis {
    let mut analyser = analyser::Analyser::new(pack, beside, file_name, overrides);
    analyser.collect();
    lookalikes::check(&mut analyser);
    analyser.lower_everything();
    lints::check(&mut analyser);
    analyser.finish()
}
