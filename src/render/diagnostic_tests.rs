//! What findings look like: read the expected texts as an analyst would.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::*;
use crate::diagnostics::Code;

const PLAIN: Style = Style {
    color: false,
    width: 100,
};

fn at(source: &SourceFile, part: &str) -> Span {
    let start = source.text().find(part).unwrap();
    Span::new(start, start + part.len())
}

fn same(actual: &str, expected: &str) {
    let expected = expected.strip_prefix('\n').unwrap();
    assert!(actual == expected, "got:\n{actual}\nexpected:\n{expected}");
}

#[test]
fn code_sentence_place_help() {
    let source = SourceFile::new(
        "rules/abm.gtm",
        "strategy s {\n  meet when bant.bnad is hot\n}\n",
    );
    let one = Diagnostic::new(
        Code::E101,
        "score `bant` has no result called `bnad`",
        at(&source, "bnad"),
    )
    .here("did you mean `band`?")
    .help("it has: band, low, high, because");
    same(
        &render_text(&source, &[one], PLAIN),
        "
E101  score `bant` has no result called `bnad`
   ╭─[rules/abm.gtm:2:18]
 2 │   meet when bant.bnad is hot
   ·                  ──┬─
   ·                    ╰── did you mean `band`?
   ╰────
   it has: band, low, high, because                          more: gtm help E101
",
    );
}

#[test]
fn two_places_on_neighbouring_and_on_distant_lines() {
    let source = SourceFile::new("a.gtm", "param a = 1\nparam b = 2\n\nparam a = 3\n");
    let near =
        Diagnostic::new(Code::E101, "near", at(&source, "b")).and(at(&source, "a = 1"), "here");
    same(
        &render_text(&source, &[near], PLAIN),
        "
E101  near
   ╭─[a.gtm:2:7]
 1 │ param a = 1
   ·       ──┬──
   ·         ╰── here
 2 │ param b = 2
   ·       ─
   ╰────
   more: gtm help E101
",
    );
    let far = Diagnostic::new(Code::E101, "far", at(&source, "a = 3"))
        .here("again")
        .and(at(&source, "a = 1"), "first");
    same(
        &render_text(&source, &[far], PLAIN),
        "
E101  far
   ╭─[a.gtm:1:7]
 1 │ param a = 1
   ·       ──┬──
   ·         ╰── first
   ╰────
   ╭─[a.gtm:4:7]
 4 │ param a = 3
   ·       ──┬──
   ·         ╰── again
   ╰────
   more: gtm help E101
",
    );
}

#[test]
fn a_statement_over_many_lines_is_marked_on_its_first() {
    let source = SourceFile::new("a.gtm", "record A {\n  x text\n}\n");
    let one = Diagnostic::new(
        Code::L001,
        "`A` is never used",
        Span::new(0, source.text().len()),
    );
    same(
        &render_text(&source, &[one], PLAIN),
        "
L001  `A` is never used
   ╭─[a.gtm:1:1]
 1 │ record A {
   · ──────────
   ╰────
   more: gtm help L001
",
    );
}

#[test]
fn what_would_steer_the_terminal_is_shown() {
    let source = SourceFile::new("a\u{1b}[2J.gtm", "x = \"\u{202e}evil\u{1b}[31m\" y\n");
    let one = Diagnostic::new(Code::E001, "a \u{1b}]8;;b", at(&source, "y")).here("\u{7}");
    let text = render_text(&source, &[one], PLAIN);
    same(
        &text,
        "
E001  a ␛]8;;b
   ╭─[a␛[2J.gtm:1:18]
 1 │ x = \"�evil␛[31m\" y
   ·                  ┬
   ·                  ╰── ␇
   ╰────
   more: gtm help E001
",
    );
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let source = SourceFile::new(
        "a.gtm",
        format!("{}wrong{}", "é ".repeat(5000), " z".repeat(5000)),
    );
    let one = Diagnostic::new(Code::E001, "m", at(&source, "wrong")).here("here");
    let text = render_text(
        &source,
        &[one],
        Style {
            color: false,
            width: 60,
        },
    );
    let line = text.lines().nth(2).unwrap();
    assert!(
        line.starts_with(" 1 │ …") && line.contains("wrong") && line.ends_with('…'),
        "{text}"
    );
    assert!(text.lines().all(|line| line.width() <= 60), "{text}");
    let mark = text.lines().nth(3).unwrap();
    let under = |line: &str, part: &str| line[..line.find(part).unwrap()].width();
    assert_eq!(under(line, "wrong"), under(mark, "──┬──"), "{text}");
}

#[test]
fn the_end_of_the_file_and_places_outside_it_can_be_shown() {
    for text in ["", "a", "a\n", "a\r\n"] {
        let source = SourceFile::new("a.gtm", text);
        for place in [
            Span::new(text.len(), text.len()),
            Span::new(900, 999),
            Span::new(0, 999),
        ] {
            let one = Diagnostic::new(Code::E001, "m", place).here("here");
            let shown = render_text(&source, &[one], PLAIN);
            assert!(shown.contains("─[a.gtm:"), "{text:?} {place:?}: {shown}");
        }
    }
}

#[test]
fn one_screen_a_finding_and_twenty_findings() {
    let source = SourceFile::new("a.gtm", "a\n\n".repeat(40));
    let long = "word ".repeat(400);
    let mut one = Diagnostic::new(Code::E001, &long, Span::new(0, 1))
        .here("x")
        .help(&long);
    for at in 1..30 {
        one = one.and(Span::new(3 * at, 3 * at + 1), "y");
    }
    let text = render_text(
        &source,
        std::slice::from_ref(&one),
        Style {
            color: false,
            width: 80,
        },
    );
    assert!(text.lines().count() <= 24, "{} lines", text.lines().count());
    let many = vec![Diagnostic::new(Code::E001, "m", Span::new(0, 1)); 33];
    let text = render_text(&source, &many, PLAIN);
    assert_eq!(text.matches("E001  m").count(), 20);
    assert!(text.ends_with("\n\nand 13 more\n"));
}

#[test]
fn without_help_the_fix_is_said() {
    let source = SourceFile::new("a.gtm", "a == b\n");
    let base = Diagnostic::new(Code::E001, "m", at(&source, "=="));
    let said = |one: Diagnostic| render_text(&source, &[one], PLAIN);
    assert!(said(base.clone().fix(at(&source, "=="), "is")).contains("   write `is`  "));
    assert!(said(base.clone().fix(at(&source, "=="), "")).contains("   remove `==`  "));
    assert!(said(base.fix(Span::new(0, 0), "not ")).contains("   add `not` here  "));
}

#[test]
fn colours_only_when_asked_for() {
    let source = SourceFile::new("a.gtm", "a\n");
    let one = [Diagnostic::new(Code::E001, "m", Span::new(0, 1))];
    assert!(!render_text(&source, &one, PLAIN).contains('\u{1b}'));
    assert!(
        render_text(
            &source,
            &one,
            Style {
                color: true,
                width: 100
            }
        )
        .contains("\u{1b}[31;1mE001\u{1b}[0m")
    );
}

#[test]
fn json_has_places_in_bytes_and_in_characters() {
    let source = SourceFile::new("a.gtm", "é\néé == b\n");
    let place = at(&source, "==");
    let one = Diagnostic::new(Code::E001, "m", place)
        .here("here")
        .help("h")
        .fix(place, "is");
    assert_eq!(
        render_json(&source, &[one]),
        json!([{
            "code": "E001",
            "severity": "error",
            "title": Code::E001.info().title,
            "message": "m",
            "file": "a.gtm",
            "labels": [{
                "start": 8, "end": 10, "line": 2, "column": 4, "end_line": 2, "end_column": 6,
                "text": "here",
            }],
            "help": "h",
            "fix": { "start": 8, "end": 10, "replacement": "is", "line": 2, "column": 4 },
        }])
    );
}
