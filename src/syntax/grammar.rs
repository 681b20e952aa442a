//! The parser that pest makes of `grammar/gtm.pest`.
#![allow(missing_docs)] // the rules are documented in the grammar

use pest::Parser as _;
use pest_derive::Parser;

/// Applies the grammar.
#[derive(Parser)]
#[grammar = "../grammar/gtm.pest"]
pub(super) struct Grammar;

/// True if a text is a name of the grammar, from its first sign to its last.
pub(super) fn is_name(text: &str) -> bool {
    Grammar::parse(Rule::name, text).is_ok_and(|pairs| pairs.as_str() == text)
}
