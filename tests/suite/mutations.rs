//! Packs with slips of the hand: whatever is deleted, doubled, swapped or put in, compiling ends
//! with findings that fit a screen, never with a panic. The slips come from a seeded generator, so
//! a failure can be repeated; `GTM_MUTATIONS=10000` makes more of them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use gtm::diagnostics::CODES;
use gtm::source::{SourceFile, Sources as _, Span};

use crate::support::{Random, compiled, packs, rendered};

/// So many slips are made unless `GTM_MUTATIONS` says otherwise.
const MUTATIONS: usize = 2000;
/// A finding with its excerpt fits into so many lines.
const MOST_LINES: usize = 24;
/// The findings that are printed in full.
const MOST_SHOWN: usize = 20;
/// What is put in: pieces of the language, and what people write in their place.
const PIECES: &[&str] = &[
    "\"",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "|",
    ",",
    ":",
    ";",
    "=",
    "==",
    "<",
    ">=",
    "..",
    ".",
    "%",
    "#",
    "\n",
    " ",
    "\t",
    "'",
    "“",
    "»",
    "é",
    "я",
    "😀",
    "\u{a0}",
    "\u{200b}",
    "\r",
    "0",
    "1..5",
    "100%",
    "2026-01-31",
    "99999999999999999999999",
    "EUR",
    "€",
    "k",
    "and",
    "or",
    "not",
    "is",
    "in",
    "when",
    "else",
    "because",
    "otherwise",
    "if",
    "then",
    "of",
    "where",
    "for",
    "key",
    "record x {",
    "segment s for Account {",
    "test \"t\" {",
    "| a | b |",
    "null",
    "IF(a;b;c)",
    "count(",
    "{x of y}",
    "this.",
    "today",
    "30 days",
    "-",
    "*",
    "/",
    "&&",
    "1,5",
    "31/12/2025",
];

/// Every pack there is: delivered ones, those of the tests, and the examples of the pages.
fn originals() -> Vec<SourceFile> {
    let mut files = packs("rules");
    files.extend(packs("tests/cases/packs"));
    for code in CODES {
        for (at, block) in code.info().page.split("```gtm\n").skip(1).enumerate() {
            let text = block.split("```").next().unwrap();
            files.push(SourceFile::new(format!("{code}-{at}.gtm"), text.to_owned()));
        }
    }
    files
}

/// The pieces of a text: words, or single signs.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, sign) in text.char_indices() {
        let word = sign.is_alphanumeric() || sign == '_';
        if at > 0 && !(word && in_word) {
            found.push(&text[start..at]);
            start = at;
        }
        in_word = word;
    }
    found.push(&text[start..]);
    found
}

/// One slip: deletes, doubles, swaps, replaces or puts in one of the pieces.
fn slip(pieces: &mut Vec<&str>, random: &mut Random) {
    if pieces.is_empty() {
        return;
    }
    let at = random.below(pieces.len());
    let other = random.below(pieces.len());
    match random.below(6) {
        0 => drop(pieces.remove(at)),
        1 => pieces.insert(at, pieces[at]),
        2 => pieces.swap(at, other),
        3 => pieces[at] = random.of(PIECES),
        4 => pieces.insert(at, random.of(PIECES)),
        _ => pieces.truncate(at + 1),
    }
}

/// A text with one to three slips, of signs, words or lines.
fn mutated(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(3) {
        let mut pieces: Vec<&str> = match random.below(3) {
            0 => text
                .char_indices()
                .map(|(at, sign)| &text[at..at + sign.len_utf8()])
                .collect(),
            1 => tokens(&text),
            _ => text.split_inclusive('\n').collect(),
        };
        slip(&mut pieces, random);
        text = pieces.concat();
    }
    text
}

/// What is wrong with the findings of a text.
fn complaint(name: &str, text: &str) -> Option<String> {
    let source = SourceFile::new(name, text.to_owned());
    let compiled = catch_unwind(AssertUnwindSafe(|| compiled(&source)));
    let Ok(compiled) = compiled else {
        return Some("compiling panics".to_owned());
    };
    let findings = &compiled.diagnostics;
    if compiled.program.is_none() && !findings.iter().any(|one| one.is_error()) {
        return Some("there is neither a program nor an error".to_owned());
    }
    if let Some(wild) = findings.iter().find(|one| {
        let outside = |span: Span| {
            let file = compiled.sources.file_at(span.start);
            let Span { start, end } = file.within(span);
            let is_place = |at: u32| file.text().is_char_boundary(at as usize);
            !is_place(start) || !is_place(end)
        };
        one.labels.iter().any(|label| outside(label.span))
    }) {
        return Some(format!("a place is outside of the text: {wild:?}"));
    }
    for one in findings {
        let shown = rendered(&compiled.sources, std::slice::from_ref(one));
        if shown.lines().count() > MOST_LINES {
            return Some(format!("a finding is too long:\n{shown}"));
        }
    }
    // More than the shown ones are counted in a line of their own.
    let whole = rendered(&compiled.sources, findings);
    let most = MOST_SHOWN * (MOST_LINES + 1) + 1;
    if whole.lines().count() > most {
        return Some(format!("{} lines of findings", whole.lines().count()));
    }
    // Work is bounded by what is told: nothing goes on telling without an end.
    if findings.len() > 200 + 2 * text.lines().count() {
        return Some(format!("{} findings", findings.len()));
    }
    None
}

#[test]
fn slips_of_the_hand_end_in_short_findings() {
    let wanted = std::env::var("GTM_MUTATIONS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(MUTATIONS);
    let files = originals();
    let mut complaints = Vec::new();
    for seed in 0..wanted {
        let mut random = Random(seed as u64);
        let file = &files[seed % files.len()];
        let text = mutated(file.text(), &mut random);
        if let Some(complaint) = complaint(file.name(), &text) {
            complaints.push(format!("seed {seed}, {}: {complaint}", file.name()));
        }
        if complaints.len() > 9 {
            break;
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}
