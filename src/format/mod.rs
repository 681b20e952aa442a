//! Syntax tree and comments to canonical text. Reads the tree only; nothing here looks at meaning.
//!
//! The flow inside: `statements` (with `records`, `rules`, `tests_and_views`) turns every statement
//! into items, with `expressions` for what stands in them and `columns` for what is aligned; `lines` puts the items below one
//! another with the comments and blank lines that the source has between them.

mod columns;
mod decisions;
mod expressions;
mod lines;
mod pieces;
mod records;
mod rules;
mod statements;
mod tests_and_views;

#[cfg(test)]
pub(crate) mod strategies;
#[cfg(test)]
mod tests;

use crate::source::SourceFile;
use crate::syntax::ast::{Expr, Pack};

/// No line is longer than this if it can be broken.
const WIDTH: usize = 100;
/// Blanks a level.
const INDENT: usize = 2;

/// An expression in the canonical form, on one line.
#[must_use]
pub fn expression_text(expr: &Expr) -> String {
    expressions::flat(expr)
}

/// The canonical text of a tree without errors. Parses to an equal tree, comments kept; formatting
/// it again changes nothing.
#[must_use]
pub fn format(source: &SourceFile, pack: &Pack) -> String {
    let items = statements::items(source, pack);
    lines::write(source, &pack.comments, &items)
}
