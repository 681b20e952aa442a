//! Tests of the analysis on source text: which codes on which lines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::{Analysis, Overrides, analyse};
use crate::diagnostics::CODES;
use crate::source::SourceFile;
use crate::syntax::parse;

fn analysed(text: &str) -> (SourceFile, Analysis) {
    let source = SourceFile::new("test.gtm", text);
    let parsed = parse(&source);
    assert!(
        parsed.diagnostics.is_empty(),
        "{text}\n{:#?}",
        parsed.diagnostics
    );
    let analysis = analyse(&parsed.pack, "test.gtm", &Overrides::new());
    (source, analysis)
}

/// Every finding as `CODE:LINE`.
fn findings(text: &str) -> Vec<String> {
    let (source, analysis) = analysed(text);
    let findings = analysis.diagnostics.iter();
    findings
        .map(|finding| {
            format!(
                "{}:{}",
                finding.code,
                source.line_column(finding.span().start).line
            )
        })
        .collect()
}

/// The findings as a person would read them.
fn printed(text: &str) -> String {
    let (source, analysis) = analysed(text);
    let mut out = String::new();
    for finding in &analysis.diagnostics {
        let at = source.line_column(finding.span().start);
        out.push_str(&format!(
            "{} {}:{} [{}] {}\n",
            finding.code,
            at.line,
            at.column,
            source.slice(finding.span()),
            finding.message
        ));
        for label in &finding.labels {
            out.push_str(&format!(
                "      [{}] {}\n",
                source.slice(label.span),
                label.text
            ));
        }
        if let Some(help) = &finding.help {
            out.push_str(&format!("    = {help}\n"));
        }
    }
    out
}

#[test]
#[ignore = "prints what is said about a file, for a look by eye: GTM_FILE=… cargo test show -- --ignored --nocapture"]
fn show() {
    let path = std::env::var("GTM_FILE").unwrap();
    println!("{}", printed(&std::fs::read_to_string(path).unwrap()));
}

fn block(page: &str, heading: &str) -> Option<String> {
    let rest = page.split_once(&format!("## {heading}\n```gtm\n"))?.1;
    rest.split_once("```").map(|(text, _)| text.to_owned())
}

#[test]
fn the_examples_of_every_page_do_what_they_say() {
    let mut wrong = Vec::new();
    for code in CODES {
        let text = code.info().text;
        if !(text.starts_with("E1") || text.starts_with("E2") || text.starts_with('L')) {
            continue;
        }
        let (Some(bad), Some(good)) = (
            block(code.info().page, "Wrong"),
            block(code.info().page, "Right"),
        ) else {
            wrong.push(format!("{text}: a block is missing"));
            continue;
        };
        let given: Vec<String> = findings(&bad).iter().map(|f| f[..4].to_owned()).collect();
        let own = given.iter().any(|code| code == text);
        let strange = given
            .iter()
            .any(|code| code != text && (code.starts_with('E') || text.starts_with('L')));
        if !own || strange {
            wrong.push(format!("{text}: the wrong block gives\n{}", printed(&bad)));
        }
        if !findings(&good).is_empty() {
            wrong.push(format!("{text}: the right block gives\n{}", printed(&good)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_packs_of_the_corpus_have_no_errors() {
    for name in ["abm", "engagement", "french", "positioning"] {
        let text = std::fs::read_to_string(format!("tests/cases/packs/{name}.gtm")).unwrap();
        let (_, analysis) = analysed(&text);
        assert!(analysis.program.is_some(), "{name}\n{}", printed(&text));
    }
}
