//! The corpus at the two ends of the flow: the tree of each pack, and its results on a small table.
//! (Formatted text and findings are in `corpus`.)

use std::process::Command;

use gtm::source::SourceFile;
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

/// Every column that files have, on small tables. What delivered packs come to is in `rules/snapshots`.
#[test]
fn results_as_shown() {
    for source in packs("tests/cases/packs") {
        let name = short_name(&source);
        let folder = format!("tests/cases/data/{name}");
        if !path(&folder).is_dir() {
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
                .args(["--as-of", "2026-01-31", "--data", &folder])
                .output()
                .unwrap();
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
            shown += &format!("== {record} (exit {})\n", run.status.code().unwrap());
            shown += &by_column(&text(&run.stdout));
            shown += &format!("-- told\n{}\n", text(&run.stderr));
        }
        snapshot(&format!("run_packs_{name}"), &shown);
    }
}

fn short_name(source: &SourceFile) -> String {
    let file = source.name().rsplit('/').next().unwrap();
    file.trim_end_matches(".gtm").to_owned()
}

/// Each delivered pack has examples, and comes to what its snapshot keeps.
#[test]
fn delivered_packs_come_to_what_is_kept() {
    for source in packs("rules") {
        let file = format!("rules/snapshots/{}.snap", short_name(&source));
        assert!(path(&file).is_file(), "{file}: gtm test rules --accept");
    }
    let run = Command::new(env!("CARGO_BIN_EXE_gtm"))
        .current_dir(path("."))
        .args(["test", "rules"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}");
}

/// A snapshot is in insta's form: insta itself compares what it holds.
#[test]
fn insta_reads_a_snapshot() {
    let text = std::fs::read_to_string(path("rules/snapshots/positioning.snap")).unwrap();
    let (_, body) = text.split_once("\n---\n").unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path("rules/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("positioning", body));
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
