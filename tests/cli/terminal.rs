//! The prompt on a terminal, and what is said to shells and manuals.

use std::process::Command;

use crate::support::{ACCOUNTS, Folder, PACK};

const NO_TERMINAL: i32 = 77;

#[test]
fn the_prompt_works_on_a_terminal() {
    let folder = Folder::new(
        "terminal",
        &[("little.gtm", PACK), ("accounts.csv", ACCOUNTS)],
    );
    let ran = Command::new("python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/cli/terminal.py"
        ))
        .args([env!("CARGO_BIN_EXE_gtm"), "little.gtm", "accounts.csv"])
        .arg(folder.path("state"))
        .current_dir(folder.path(""))
        .output();
    match ran {
        Ok(ran) if ran.status.code() == Some(NO_TERMINAL) => {
            eprintln!("left out: there is no pseudo-terminal");
        }
        Ok(ran) => assert!(
            ran.status.success(),
            "{}{}",
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr)
        ),
        Err(_) => eprintln!("left out: there is no python3 to drive a terminal"),
    }
}

#[test]
fn shells_and_manuals_know_every_command() {
    let said = |arguments: &[&str]| {
        let ran = Command::new(env!("CARGO_BIN_EXE_gtm"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(ran.status.success());
        String::from_utf8(ran.stdout).unwrap()
    };
    for text in [
        said(&["completions", "bash"]),
        said(&["completions", "zsh"]),
        said(&["man"]),
    ] {
        for command in ["check", "run", "explain", "repl", "watch", "fmt"] {
            assert!(text.contains(command), "{command}");
        }
    }
}
