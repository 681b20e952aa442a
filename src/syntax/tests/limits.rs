//! What cannot be broken: deep nesting, long files, random edits.

use super::{ast, corpus, read, sound};
use crate::diagnostics::Code;
use proptest::prelude::*;

fn on_stack(megabytes: usize, work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(megabytes << 20)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

fn codes(text: &str) -> Vec<Code> {
    read(text)
        .diagnostics
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn nesting_up_to_the_limit_is_read_and_dropped() {
    on_stack(8, || {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("f(", ")"),
            ("-", ""),
            ("not ", ""),
            ("if a then b else ", ""),
        ] {
            let text = |depth: usize| {
                format!("param x = {}a{}\n", open.repeat(depth), close.repeat(depth))
            };
            let _: ast::Pack = sound(&text(256)).clone();
            for depth in [257, 1_000, 100_000] {
                assert_eq!(codes(&text(depth)), [Code::E021], "{open} {depth}");
            }
        }
    });
}

#[test]
fn a_small_stack_is_enough_to_refuse() {
    on_stack(2, || {
        for open in ["(", "[", "f(", "-", "not ", "if ", "if a then "] {
            assert_eq!(
                codes(&format!("param x = {}a\n", open.repeat(50_000)))[0],
                Code::E021,
                "{open}"
            );
        }
        let hole = format!(
            "param x = \"{{{}a{}}}\"\n",
            "(".repeat(5_000),
            ")".repeat(5_000)
        );
        assert_eq!(codes(&hole), [Code::E021]);
    });
}

#[test]
fn long_chains_are_read_or_refused() {
    on_stack(8, || {
        let chain = |word: &str, count: usize| {
            format!("param x = {}a\n", format!("a {word} ").repeat(count))
        };
        // `and` and `or` make one node of any length
        assert!(codes(&chain("and", 20_000)).is_empty());
        assert!(codes(&chain("or", 20_000)).is_empty());
        assert!(codes(&chain("+", 256)).is_empty());
        assert_eq!(codes(&chain("+", 100_000)), [Code::E021]);
        assert_eq!(
            codes(&format!("param x = a{}\n", ".b".repeat(100_000))),
            [Code::E021]
        );
    });
}

#[test]
fn many_short_things_are_not_deep() {
    let conditions = "not a and -b < 0 and (if c then d else e) and ".repeat(1_000);
    assert!(codes(&format!("param x = {conditions} z\n")).is_empty());
    let items = "if a then b else c, ".repeat(1_000);
    assert!(codes(&format!("param x = [{items} z]\n")).is_empty());
    let options = "  a when not b and -c < 0 because if d then \"e\" else \"f\"\n".repeat(1_000);
    assert!(codes(&format!("strategy s for R {{\n{options}}}\n")).is_empty());
}

#[test]
fn a_long_file_is_read_and_its_mistakes_told() {
    let rule = "segment s for R {\n  a \"A\": x > 1 and y in [1, 2] else \"only {x}\" # why\n}\n";
    let count = 1_000;
    let text = rule.repeat(count);
    assert_eq!(sound(&text).statements.len(), count);
    let broken = format!("form x\n{text}segment t for R {{\n  a x > 1\n}}\n");
    let parsed = read(&broken);
    assert_eq!(
        parsed
            .diagnostics
            .iter()
            .map(|finding| finding.code)
            .collect::<Vec<_>>(),
        [Code::E002, Code::E028]
    );
    assert_eq!(parsed.pack.statements.len(), count + 1);
}

#[test]
fn a_file_above_the_limit_is_refused() {
    assert_eq!(codes(&"#".repeat((16 << 20) + 1)), [Code::E022]);
}

/// One random edit: where (in thousandths of the length), and what.
type Edit = (usize, usize, usize);

const SNIPPETS: [&str; 40] = [
    "\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "=",
    "==",
    "..",
    "...",
    "|",
    "||",
    "\n",
    " ",
    "#",
    "“",
    "»",
    "'",
    "not ",
    "if ",
    "when ",
    "else ",
    "and ",
    "or ",
    "in ",
    "is ",
    "0,5",
    "1 000",
    "31/01/2026",
    "5 %",
    "100 €",
    "–",
    ";",
    "//",
    "record ",
    "é",
    "\r\n",
];

fn edit(text: &str, (place, kind, pick): Edit) -> String {
    let boundary = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0)
    };
    let at = boundary(text.len() * place / 1000);
    let end = boundary(at + 1 + pick % 12).max(at);
    let (before, rest) = text.split_at(at);
    let piece = &text[at..end];
    let after = &text[end..];
    match kind % 4 {
        0 => format!("{before}{after}"),
        1 => format!("{before}{}{rest}", SNIPPETS[pick % SNIPPETS.len()]),
        2 => format!("{before}{piece}{rest}"),
        _ => {
            let next = boundary(end + 5).max(end);
            format!("{before}{}{piece}{}", &text[end..next], &text[next..])
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_edits_never_panic_and_are_told_shortly(
        pack in 0usize..6,
        edits in prop::collection::vec((0usize..1000, 0usize..4, 0usize..1000), 1..6),
    ) {
        let mut text = corpus().swap_remove(pack);
        for one in edits {
            text = edit(&text, one);
        }
        for finding in read(&text).diagnostics {
            let words = format!("{}\n{}", finding.message, finding.help.clone().unwrap_or_default());
            prop_assert!(words.len() < 600, "{words}");
            prop_assert!(words.lines().count() <= 8, "{words}");
            for label in &finding.labels {
                let (start, end) = (label.span.start as usize, label.span.end as usize);
                prop_assert!(text.get(start..end).is_some(), "{:?} in {text}", label.span);
            }
            prop_assert!(!words.contains("wrong_"), "{words}");
        }
    }
}
