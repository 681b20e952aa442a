//! Packs as analysts break them. `# error: E003` at the end of a line, or on a line of its own
//! above it, says which codes are found on that line; exactly these are.

use std::collections::BTreeSet;

use gtm::source::SourceFile;

use crate::support::{compiled, each, packs, rendered, snapshot};

const MARK: &str = "# error:";

/// Lines and the codes announced for them.
fn announced(source: &SourceFile) -> BTreeSet<(usize, String)> {
    let lines: Vec<&str> = source.text().lines().collect();
    let mut expected = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((before, codes)) = line.split_once(MARK) else {
            continue;
        };
        let own_line = before.trim().is_empty();
        let below =
            || (at + 1..lines.len()).find(|next| !lines[*next].trim_start().starts_with('#'));
        let place = if own_line {
            below().expect("a line follows the mark")
        } else {
            at
        };
        for code in codes.split([',', ' ']).filter(|code| !code.is_empty()) {
            expected.insert((place + 1, code.to_owned()));
        }
    }
    expected
}

#[test]
fn exactly_the_announced_errors_are_found() {
    each(packs("tests/cases/broken"), |source| {
        let expected = announced(&source);
        assert!(!expected.is_empty(), "{} announces no error", source.name());
        let found = compiled(&source);
        let errors: BTreeSet<(usize, String)> = found
            .diagnostics
            .iter()
            .filter(|one| one.is_error())
            .map(|one| {
                (
                    source.line_column(one.span().start).line,
                    one.code.to_string(),
                )
            })
            .collect();
        if errors == expected {
            return Ok(());
        }
        let only = |left: &BTreeSet<(usize, String)>, right: &BTreeSet<(usize, String)>| {
            left.difference(right)
                .map(|(line, code)| format!("{code} in line {line}"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        Err(format!(
            "{}\nnot found: {}\nnot announced: {}\n{}",
            source.name(),
            only(&expected, &errors),
            only(&errors, &expected),
            rendered(&source, &found.diagnostics)
        ))
    });
}

#[test]
fn one_mistake_is_told_once() {
    each(packs("tests/cases/broken"), |source| {
        let found = compiled(&source);
        let mut places = BTreeSet::new();
        let errors = found.diagnostics.iter().filter(|one| one.is_error());
        let twice = errors.filter(|one| !places.insert(one.span())).count();
        if twice == 0 {
            return Ok(());
        }
        Err(rendered(&source, &found.diagnostics))
    });
}

#[test]
fn messages_as_printed() {
    for source in packs("tests/cases/broken") {
        let found = compiled(&source);
        let name = source
            .name()
            .rsplit('/')
            .next()
            .unwrap()
            .trim_end_matches(".gtm")
            .to_owned();
        snapshot(
            &format!("broken_{name}"),
            &rendered(&source, &found.diagnostics),
        );
    }
}
