//! The corpus at the two ends of the flow: the tree of each pack, and its results on a small table.
//! (Formatted text and findings are in `corpus`.)

use std::process::Command;

use gtm::syntax::parse;

use crate::support::{compiled, packs, path, snapshot};

#[test]
fn trees_as_shown() {
    for source in packs("tests/cases/packs") {
        let name = source
            .name()
            .trim_end_matches(".gtm")
            .replace("tests/cases/packs/", "");
        let outline: Vec<String> = parse(&source)
            .pack
            .statements
            .iter()
            .map(|statement| outline(&format!("{statement:#?}")))
            .collect();
        snapshot(&format!("tree_{name}"), &outline.join("\n"));
    }
}

/// A tree as an outline: names and values by depth, without places and closing brackets.
fn outline(debug: &str) -> String {
    let is_noise = |line: &str| {
        let text = line.trim();
        text.starts_with("span: ")
            || text
                .trim_end_matches(',')
                .chars()
                .all(|c| ")}]".contains(c))
    };
    let lines = debug.lines().filter(|line| !is_noise(line)).map(|line| {
        let text = line.trim_start();
        let depth = (line.len() - text.len()) / 4;
        format!(
            "{}{}",
            " ".repeat(depth),
            text.trim_end_matches([',', '(', '{', '[', ' '])
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn results_as_shown() {
    let made = packs("tests/cases/packs")
        .into_iter()
        .map(|pack| (pack, "tests/cases/data"));
    let delivered = packs("rules").into_iter().map(|pack| (pack, "examples"));
    for (source, data) in made.chain(delivered) {
        let name = source
            .name()
            .rsplit('/')
            .next()
            .unwrap()
            .trim_end_matches(".gtm")
            .to_owned();
        let folder = path(data).join(&name);
        if !folder.is_dir() {
            assert_ne!(data, "examples", "{name} has no examples");
            continue; // a pack of the corpus without tables is there for its syntax
        }
        let program = compiled(&source).program.expect("runs");
        let mut shown = String::new();
        // Checks of all rows together have a record of their own, which is no view.
        let records = program.records.ids();
        for record in records.filter(|&record| program.portfolio != Some(record)) {
            let record = &program.records[record].named.name;
            let run = Command::new(env!("CARGO_BIN_EXE_gtm"))
                .current_dir(path("."))
                .args(["run", source.name(), "--view", record, "--format", "ndjson"])
                .args(["--as-of", "2026-01-31", "--data"])
                .arg(format!("{data}/{name}"))
                .output()
                .unwrap();
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
            shown += &format!("== {record} (exit {})\n", run.status.code().unwrap());
            shown += &by_column(&text(&run.stdout));
            shown += &format!("-- told\n{}\n", text(&run.stderr));
        }
        let prefix = if data == "examples" {
            "run_rules"
        } else {
            "run_packs"
        };
        snapshot(&format!("{prefix}_{name}"), &shown);
    }
}

/// A row's columns one a line, without those that are null: a change shows as the lines it changes.
fn by_column(rows: &str) -> String {
    let mut shown = String::new();
    for row in rows.lines() {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(row).unwrap();
        for (place, (name, value)) in row.iter().filter(|(_, value)| !value.is_null()).enumerate() {
            let indent = if place == 0 { "" } else { "  " };
            shown += &format!("{indent}{name}: {value}\n");
        }
    }
    shown
}
