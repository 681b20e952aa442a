//! The parser that pest makes of `grammar/gtm.pest`.
#![allow(missing_docs)] // the rules are documented in the grammar

use pest_derive::Parser;

/// Applies the grammar.
#[derive(Parser)]
#[grammar = "../grammar/gtm.pest"]
pub(super) struct Grammar;
