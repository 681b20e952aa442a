//! The laws of the formatter on random trees, and its looks on chosen texts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::prelude::*;

use super::{WIDTH, format, strategies};
use crate::source::SourceFile;
use crate::syntax::ast::Pack;
use crate::syntax::parse;

fn file(text: &str) -> SourceFile {
    SourceFile::new("test.gtm", text)
}

/// The tree of a text that has no errors.
fn tree(text: &str) -> Pack {
    let parsed = parse(&file(text));
    let errors: Vec<_> = parsed
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    parsed.pack
}

fn formatted(text: &str) -> String {
    format(&file(text), &tree(text))
}

/// Formats to `expected`, which is formatted already.
fn becomes(text: &str, expected: &str) {
    let expected = expected.strip_prefix('\n').unwrap();
    let once = formatted(text);
    assert!(once == expected, "got:\n{once}\nexpected:\n{expected}");
    assert_eq!(formatted(&once), once);
}

fn comments(pack: &Pack) -> Vec<String> {
    let mut texts: Vec<String> = pack
        .comments
        .iter()
        .map(|comment| comment.text.clone())
        .collect();
    texts.sort();
    texts
}

/// The text with comments behind some lines and between some others.
fn commented(text: &str, places: &[u8]) -> String {
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        let place = places.get(at % places.len().max(1)).copied().unwrap_or(0);
        if place & 1 == 1 {
            out.push_str(&std::format!("   # before {at} \"{{\n"));
        }
        out.push_str(line);
        if place & 2 == 2 {
            out.push_str(&std::format!(" # behind {at} }}"));
        }
        out.push('\n');
        if place & 4 == 4 {
            out.push('\n');
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatted_text_parses_to_the_same_tree(pack in strategies::pack()) {
        let text = format(&file(""), &pack);
        let again = tree(&text);
        prop_assert_eq!(&again, &pack, "{}", text);
        prop_assert_eq!(format(&file(&text), &again), text);
    }

    #[test]
    fn comments_are_kept_and_change_nothing(pack in strategies::pack(), places in proptest::collection::vec(0..8u8, 1..20)) {
        let text = commented(&format(&file(""), &pack), &places);
        let before = tree(&text);
        let once = format(&file(&text), &before);
        let after = tree(&once);
        prop_assert_eq!(&after.statements, &pack.statements, "{}", once);
        prop_assert_eq!(comments(&after), comments(&before), "{}\n{}", text, once);
        prop_assert_eq!(format(&file(&once), &after), once, "{}", text);
    }

    #[test]
    fn lines_are_clean(pack in strategies::pack()) {
        let text = format(&file(""), &pack);
        prop_assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains("\n\n\n"));
        for line in text.lines() {
            prop_assert_eq!(line.trim_end(), line);
            prop_assert!(!line.contains('\t'));
        }
    }
}

#[test]
fn widths_are_as_documented() {
    assert_eq!(WIDTH, 100);
}
