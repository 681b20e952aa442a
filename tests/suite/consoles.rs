//! The command lines shown in the readme and the reference: each is run, and what it prints must be
//! what the document says.
//!
//! A ```` ```console ```` block opens with `$ gtm …` or `$ cargo run -- …`. It is run in the
//! repository, or, when the document shows the files it names above it (`` `first.gtm`: `` and a
//! block), in a folder that holds these. What stands in the block is what the screen would show:
//! first what is said about the data, then the result.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::path;

/// A fenced block of a document.
struct Block {
    line: usize,
    kind: String,
    text: String,
    /// The file that the line above names, as in `` `first.gtm`: ``
    file: Option<String>,
}

fn blocks(document: &str) -> Vec<Block> {
    let text = std::fs::read_to_string(path(document)).unwrap();
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut file = None;
    for (line, words) in text.lines().enumerate() {
        match (&mut open, words.strip_prefix("```")) {
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(words);
                block.text.push('\n');
            }
            (None, Some(kind)) => {
                open = Some(Block {
                    line: line + 1,
                    kind: kind.to_owned(),
                    text: String::new(),
                    file: file.take(),
                });
            }
            (None, None) if words.is_empty() => {}
            (None, None) => {
                let named = words
                    .strip_prefix('`')
                    .and_then(|rest| rest.strip_suffix("`:"));
                file = named.map(str::to_owned);
            }
        }
    }
    assert!(open.is_none(), "{document}: a block is not closed");
    blocks
}

/// The words of a command line; `"…"` keeps blanks.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, part) in command.split('"').enumerate() {
        if place % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// What the command of a block shows, or nothing if it is no command of ours.
fn shown(command: &str, folder: &Path) -> Option<String> {
    let ours = ["gtm ", "cargo run -- "];
    let arguments = ours.iter().find_map(|start| command.strip_prefix(start))?;
    if arguments.starts_with("repl ") {
        return None; // a conversation: tests/suite/prompt.rs holds it
    }
    let ran = Command::new(env!("CARGO_BIN_EXE_gtm"))
        .args(words(arguments))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    Some(said + &String::from_utf8(ran.stdout).unwrap())
}

/// A folder with the files that the document shows, or the repository if it shows none.
fn folder_of(document: &str, blocks: &[Block]) -> PathBuf {
    let name = document.replace(['/', '.'], "_");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("consoles-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for block in blocks {
        if let Some(file) = &block.file {
            let file = folder.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, &block.text).unwrap();
        }
    }
    folder
}

/// Checks a document; says how many command lines it has.
fn check(document: &str) -> usize {
    let blocks = blocks(document);
    let folder = folder_of(document, &blocks);
    let mut count = 0;
    let mut wrong = Vec::new();
    for block in blocks.iter().filter(|block| block.kind == "console") {
        let (command, expected) = block.text.split_once('\n').unwrap();
        let command = command.strip_prefix("$ ").unwrap();
        let here = words(command).iter().any(|word| folder.join(word).exists());
        let root = path("");
        let Some(found) = shown(command, if here { &folder } else { &root }) else {
            continue;
        };
        count += 1;
        if found.trim_end() != expected.trim_end() {
            wrong.push(format!(
                "{document}, line {}:\n$ {command}\n{found}",
                block.line
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "the command prints\n\n{}",
        wrong.join("\n")
    );
    count
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    assert!(
        check("README.md") >= 3,
        "the command lines of the readme are found"
    );
}

#[test]
fn the_reference_shows_what_the_program_prints() {
    check("docs/reference.md");
}
