//! Imports go one way: a stage may use what comes before it in the flow, never what comes after.

use std::path::Path;

use crate::support::{each, path};

/// Each part of `src` and the parts it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("decimal", &[]),
    ("written", &[]),
    ("diagnostics", &["source"]),
    ("manual", &[]),
    ("files", &["diagnostics"]),
    ("syntax", &["source", "decimal", "diagnostics"]),
    ("beside", &["source", "diagnostics", "files", "syntax"]),
    (
        "ir",
        &["source", "decimal", "written", "diagnostics", "syntax"],
    ),
    (
        "analysis",
        &[
            "source",
            "decimal",
            "written",
            "diagnostics",
            "syntax",
            "beside",
            "ir",
        ],
    ),
    (
        "compile",
        &[
            "source",
            "diagnostics",
            "files",
            "syntax",
            "beside",
            "ir",
            "analysis",
        ],
    ),
    (
        "data",
        &[
            "source",
            "decimal",
            "written",
            "diagnostics",
            "ir",
            "analysis",
            "syntax",
        ],
    ),
    ("eval", &["source", "decimal", "diagnostics", "ir", "data"]),
    ("results", &["decimal", "ir", "data", "eval"]),
    (
        "sql",
        &["source", "decimal", "diagnostics", "ir", "data", "results"],
    ),
    ("format", &["source", "decimal", "syntax"]),
    ("profile", &["diagnostics", "data"]),
    (
        "draft",
        &[
            "source", "decimal", "written", "files", "syntax", "ir", "analysis", "compile", "data",
            "format", "profile",
        ],
    ),
    (
        "fit",
        &[
            "source",
            "decimal",
            "diagnostics",
            "syntax",
            "ir",
            "compile",
            "data",
            "profile",
        ],
    ),
    (
        "study",
        &[
            "source",
            "decimal",
            "written",
            "diagnostics",
            "files",
            "syntax",
            "ir",
            "analysis",
            "compile",
            "data",
            "eval",
            "results",
            "format",
        ],
    ),
    (
        "render",
        &[
            "source",
            "decimal",
            "diagnostics",
            "ir",
            "compile",
            "data",
            "eval",
            "results",
            "study",
            "fit",
            "format",
        ],
    ),
    (
        "repl",
        &[
            "source",
            "diagnostics",
            "manual",
            "files",
            "syntax",
            "ir",
            "analysis",
            "compile",
            "data",
            "eval",
            "results",
            "study",
            "format",
            "render",
        ],
    ),
    (
        "cli",
        &[
            "source",
            "decimal",
            "diagnostics",
            "manual",
            "files",
            "syntax",
            "ir",
            "analysis",
            "compile",
            "data",
            "eval",
            "results",
            "study",
            "format",
            "sql",
            "draft",
            "fit",
            "render",
            "repl",
        ],
    ),
];

/// Crates that only one file or folder may name.
const SOLE_USERS: &[(&str, &str)] = &[
    ("miette::", "render/"),
    ("pest::", "syntax/"),
    ("clap::", "cli/"),
    ("clap_complete::", "cli/"),
    ("clap_mangen::", "cli/"),
    ("csv::", "data/"),
    ("calamine::", "data/source/"),
    ("encoding_rs::", "data/source/"),
    ("rustyline::", "repl/"),
    ("ctrlc::", "repl/"),
    ("rust_xlsxwriter::", "render/"),
    ("sha2::", "cli/"),
    ("signal_hook::", "cli/"),
];

/// Every Rust file below a folder, as a path from `src` and a text without tests.
fn files(folder: &Path, from: &Path, all: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            files(&entry, from, all);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let name = entry
                .strip_prefix(from)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            let text = std::fs::read_to_string(&entry).unwrap();
            all.push((name, text.split("#[cfg(test)]").next().unwrap().to_owned()));
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut all = Vec::new();
    files(&path("src"), &path("src"), &mut all);
    // Test code may use what it likes.
    all.retain(|(name, _)| {
        !["tests", "strategies"]
            .iter()
            .any(|part| name.contains(part))
            || name.contains("tests_and_views")
    });
    all
}

/// `crate::x` and the members of `crate::{x, y}` in a text, comments left out.
fn used(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .map(|line| line.split("//").next().unwrap())
        .collect();
    let code = code.join("\n");
    let mut names = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        let word = |text: &str| {
            text.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect::<String>()
        };
        match rest.strip_prefix('{') {
            None => names.push(word(rest)),
            Some(group) => {
                let mut depth = 1;
                let mut start = true;
                for (place, letter) in group.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => start = true,
                        _ if letter.is_alphanumeric() && start => {
                            names.push(word(&group[place..]));
                            start = false;
                        }
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    names
}

#[test]
fn imports_go_one_way() {
    each(sources(), |(file, text)| {
        let part = file.split(['/', '.']).next().unwrap();
        if matches!(part, "lib" | "main") {
            return Ok(());
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == part) else {
            return Err(format!(
                "src/{file}: `{part}` is not in the table of tests/suite/layers.rs"
            ));
        };
        let wrong: Vec<String> = used(&text)
            .into_iter()
            .filter(|name| name != part && !allowed.contains(&name.as_str()))
            .collect();
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(format!("src/{file} may not use {wrong:?}"))
        }
    });
}

#[test]
fn the_table_itself_goes_one_way() {
    let order: Vec<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    for (at, (name, allowed)) in MAY_USE.iter().enumerate() {
        for one in *allowed {
            let place = order.iter().position(|other| other == one).unwrap();
            assert!(place < at, "`{name}` may use `{one}`, which comes after it");
        }
    }
}

#[test]
fn some_crates_have_one_user() {
    each(sources(), |(file, text)| {
        for (name, user) in SOLE_USERS {
            let names_it = text
                .lines()
                .map(|line| line.split("//").next().unwrap())
                // A neighbour may be called like a crate.
                .any(|code| code.replace(&format!("super::{name}"), "").contains(name));
            if names_it && !file.starts_with(user) {
                return Err(format!(
                    "src/{file} uses {name} which is left to src/{user}"
                ));
            }
        }
        Ok(())
    });
}

#[test]
fn groups_of_imports_are_read() {
    let text = "use crate::ir::{arena::X, Y};\nuse crate::{source::Span, data::{A, B}, eval};\n// crate::no\n";
    assert_eq!(used(text), ["ir", "source", "data", "eval"]);
}
