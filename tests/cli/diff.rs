//! `gtm diff`.

use std::process::Command;

use crate::support::{ACCOUNTS, Folder, PACK};

fn folder(name: &str) -> Folder {
    let new = PACK
        .replace("size >= 20", "size >= 35")
        .replace("Worth a call", "Call");
    Folder::new(
        name,
        &[
            ("old.gtm", PACK),
            ("new.gtm", &new),
            ("accounts.csv", ACCOUNTS),
        ],
    )
}

#[test]
fn lines_without_tables() {
    let folder = folder("diff-lines");
    let ran = folder.gtm("diff old.gtm new.gtm --format csv");
    assert_eq!(ran.status, 1, "{ran:?}");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.out);
    assert!(
        lines[1].starts_with("meaning,\"segment target, size\",changed,11,"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with("wording,segment target,changed,10,"),
        "{}",
        lines[2]
    );
    assert_eq!(ran.err, "1 line changed its meaning, 1 only its wording\n");
    let same = folder.gtm("diff old.gtm old.gtm");
    assert_eq!(
        (same.status, same.err.as_str()),
        (0, "the packs are the same\n")
    );
    assert_eq!(folder.gtm("diff old.gtm new.gtm --show moves").status, 2);
    assert_eq!(folder.gtm("diff old.gtm").status, 2);
}

#[test]
fn rows_that_move() {
    let folder = folder("diff-rows");
    let ran = folder.gtm("diff old.gtm new.gtm --data accounts.csv --rule target --format csv");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(
        ran.out,
        "rule,record,row,from,to,why_now,moved_by,how\n\
         target,Account,Beta,yes,no,only 30 people,\"segment target, size (line 11)\",alone\n"
    );
    let ran = folder.gtm("diff old.gtm new.gtm --data accounts.csv");
    assert!(ran.err.contains("3 of 12 outcomes moved"), "{}", ran.err);
    for title in ["edits ", "moves ", "matrix ", "scores "] {
        assert!(
            ran.out.lines().any(|line| line.starts_with(title)),
            "{}",
            ran.out
        );
    }
    let still = folder.gtm("diff old.gtm new.gtm --data accounts.csv --rule nobody");
    assert!(
        still.status == 2 && still.err.contains("neither pack has a rule `nobody`"),
        "{still:?}"
    );
    let same = folder.gtm("diff old.gtm old.gtm --data accounts.csv");
    assert_eq!(same.status, 0, "{same:?}");
}

fn git(folder: &Folder, arguments: &[&str]) -> bool {
    let ran = Command::new("git")
        .arg("-C")
        .arg(folder.path(""))
        .args([
            "-c",
            "user.name=Analyst",
            "-c",
            "user.email=analyst@example.org",
        ])
        .args(arguments)
        .output();
    ran.is_ok_and(|ran| ran.status.success())
}

#[test]
fn a_revision_of_git() {
    let folder = folder("diff-git");
    if !git(&folder, &["init", "-q"]) {
        eprintln!("skipped: there is no git here");
        return;
    }
    assert!(git(&folder, &["add", "old.gtm", "accounts.csv"]));
    assert!(git(&folder, &["commit", "-q", "-m", "first"]));
    std::fs::copy(folder.path("new.gtm"), folder.path("old.gtm")).unwrap();
    let ran = folder.gtm("diff --base HEAD old.gtm --data accounts.csv --rule target --format csv");
    assert!(
        ran.status == 1 && ran.out.contains("target,Account,Beta,yes,no,"),
        "{ran:?}"
    );
    let ran = folder.gtm("diff --base nowhere old.gtm");
    assert!(ran.status == 2 && ran.err.contains("E331"), "{ran:?}");
    let ran = folder.gtm("diff --base --output=x old.gtm");
    assert!(ran.status == 2 && ran.err.contains("E331"), "{ran:?}");
    let ran = folder.gtm("diff --base HEAD new.gtm");
    assert!(ran.status == 2 && ran.err.contains("E332"), "{ran:?}");
}
