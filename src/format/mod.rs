//! Syntax tree and comments to canonical text.

use crate::source::SourceFile;
use crate::syntax::ast::Pack;

/// The canonical text of a tree without errors. Parses to an equal tree, comments kept; formatting
/// it again changes nothing.
#[must_use]
pub fn format(source: &SourceFile, pack: &Pack) -> String {
    let _ = (source, pack);
    todo!()
}
