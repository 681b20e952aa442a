//! The examples of the reference and the readme: each is a complete pack in canonical form without
//! a finding, so that what people copy works.

use gtm::format::format;
use gtm::source::SourceFile;
use gtm::syntax::parse;

use crate::support::{compiled, each, parts, path, rendered};

/// The packs that stand in a document, named after their line.
fn examples(document: &str) -> Vec<SourceFile> {
    let text = std::fs::read_to_string(path(document)).unwrap();
    let mut examples = Vec::new();
    let mut begins = None;
    for (line, words) in text.lines().enumerate() {
        match (begins, words) {
            (None, "```gtm") => begins = Some(line + 1),
            (Some(first), "```") => {
                let lines: Vec<&str> = text.lines().skip(first).take(line - first).collect();
                let name = format!("{document}, line {first}");
                examples.push(SourceFile::new(name, lines.join("\n") + "\n"));
                begins = None;
            }
            _ => {}
        }
    }
    assert!(begins.is_none(), "{document}: a block is not closed");
    examples
}

fn every_example() -> Vec<SourceFile> {
    let reference = examples("docs/reference.md");
    assert!(
        reference.len() >= 15,
        "the examples of the reference are found"
    );
    let readme = examples("README.md");
    assert_eq!(readme.len(), 1, "the example of the readme is found");
    reference.into_iter().chain(readme).collect()
}

#[test]
fn every_example_is_a_pack_without_findings() {
    each(every_example(), |source| {
        let compilation = compiled(&source);
        if compilation.is_runnable() && compilation.diagnostics.is_empty() {
            return Ok(());
        }
        Err(rendered(&compilation.sources, &compilation.diagnostics))
    });
}

#[test]
fn every_example_is_in_canonical_form() {
    each(every_example(), |source| {
        let (source, _) = parts(&source);
        let canonical = format(&source, &parse(&source).pack);
        if canonical == source.text() {
            return Ok(());
        }
        Err(format!("{}: write\n{canonical}", source.name()))
    });
}
