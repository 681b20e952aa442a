//! Tests of the syntax: what is read, what is said of mistakes, what cannot be broken.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod constructs;
mod expressions;
mod limits;
mod mistakes;
mod pages;
mod shape;

use super::{Parsed, ast, parse};
use crate::source::SourceFile;

/// Parses a text.
fn read(text: &str) -> Parsed {
    parse(&SourceFile::new("test.gtm", text))
}

/// Parses a text that must have no findings.
fn sound(text: &str) -> ast::Pack {
    let parsed = read(text);
    assert!(
        parsed.diagnostics.is_empty(),
        "{text}\n{:#?}",
        parsed.diagnostics
    );
    parsed.pack
}

/// Every pack of the corpus.
fn corpus() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/packs");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "gtm"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 6);
    paths
        .into_iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}
