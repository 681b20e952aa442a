//! `gtm test` and what a pack came to on its tables: taking it, comparing it, settling what differs.

use crate::support::{ACCOUNTS, Folder, PACK};

/// What [`PACK`] comes to on [`ACCOUNTS`], by hand: fit is need × time, hot from 15, for those of 20 people and more.
const KEPT: &str = "\
== tables
Account
  rows: 4

== record Account
Acme
  target: yes
  fit: 25
  fit.band: hot
  next_step: call
Beta
  target: yes
  fit: 5..25
  fit.band: hot or cold
  next_step: call or wait
Tiny
  target: no
  fit: n.a.
  fit.band: n.a.
  next_step: drop
Veiled
  target: unknown
  fit: 4 or n.a.
  fit.band: cold or n.a.
  next_step: drop or wait

== view calls
Acme
Beta
Veiled
  ?: may belong here

== view steps
Acme
  Step: Call
Beta
  Step: Call or Wait
Tiny
  Step: Leave out
Veiled
  Step: Leave out or Wait
";

const FILE: &str = "snapshots/little.snap";

fn body(folder: &Folder) -> String {
    let text = folder.text(FILE);
    text.split_once("\n---\n").unwrap().1.to_owned()
}

/// The little pack with its snapshot taken.
fn taken(name: &str) -> Folder {
    let folder = Folder::little(name);
    let ran = folder.gtm("test little.gtm --accept --data accounts.csv");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
    folder
}

/// Puts another text into a file.
fn edit(folder: &Folder, file: &str, from: &str, to: &str) {
    let text = folder.text(file);
    assert!(text.contains(from), "{text}");
    std::fs::write(folder.path(file), text.replace(from, to)).unwrap();
}

#[test]
fn a_first_snapshot_remembers_its_tables() {
    let folder = taken("snap-first");
    assert_eq!(body(&folder), KEPT);
    let head = "---\nsource: \"little.gtm\"\n";
    assert!(folder.text(FILE).starts_with(head));
    assert!(
        folder
            .text(FILE)
            .contains("  data:\n    - \"accounts.csv\"\n---\n")
    );
    let ran = folder.gtm("test little.gtm");
    assert_eq!((ran.status, ran.out.as_str()), (0, "2 passed, 0 failed\n"));
    // From elsewhere too, and nothing is left beside.
    std::fs::create_dir(folder.path("elsewhere")).unwrap();
    let mut command = folder.command("test ../little.gtm");
    let run = command
        .current_dir(folder.path("elsewhere"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    let names: Vec<_> = std::fs::read_dir(folder.path("snapshots"))
        .unwrap()
        .collect();
    assert_eq!(names.len(), 1);
    // Taking it again changes not a byte.
    let before = folder.text(FILE);
    assert_eq!(folder.gtm("test --accept").status, 0);
    assert_eq!(folder.text(FILE), before);
}

#[test]
fn tables_are_looked_for_where_they_usually_lie() {
    // Beside the pack, in files named after the records.
    let folder = Folder::little("snap-beside");
    let ran = folder.gtm("test little.gtm --accept");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.out
            .starts_with("snapshots/little.snap: new, a run on the tables beside the pack\n")
    );
    assert_eq!(body(&folder), KEPT);
    // In `examples`, beside the folder of the packs.
    let folder = Folder::new(
        "snap-examples",
        &[
            ("rules/little.gtm", PACK),
            (
                "rules/bare.gtm",
                "pack bare \"B\"\n\nrecord R {\n  n text key\n}\n",
            ),
            ("examples/little/accounts.csv", ACCOUNTS),
        ],
    );
    let ran = folder.gtm("test rules --accept");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        folder
            .text("rules/snapshots/little.snap")
            .contains("- \"../examples/little\"")
    );
    assert!(!folder.path("rules/snapshots/bare.snap").exists());
    // Nowhere: then they must be named.
    let ran = folder.gtm("test rules/bare.gtm --accept");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.out
            .contains("E343  there are no tables to take a snapshot on"),
        "{}",
        ran.out
    );
    let ran = folder.gtm("test rules/bare.gtm --accept --data none.csv");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.out.contains("E302  there is no such file"),
        "{}",
        ran.out
    );
    assert!(!folder.path("rules/snapshots/bare.snap").exists());
    // `--data` says what a snapshot is taken on; alone it would say nothing.
    assert_eq!(folder.gtm("test rules --data examples").status, 2);
    assert_eq!(folder.gtm("test rules --accept --data examples").status, 0);
    assert_eq!(folder.gtm("test rules --accept --review").status, 2);
}

#[test]
fn what_differs_is_told_by_row_and_column() {
    let folder = taken("snap-differs");
    // Acme is 12 now and no longer hot, Tiny is gone, and somebody came.
    let rows = "name,size,need,time\nNew,99,5,5\nAcme,40,3,4\nBeta,30,5,\nVeiled,,2,2\n";
    std::fs::write(folder.path("accounts.csv"), rows).unwrap();
    let ran = folder.gtm("test little.gtm");
    let expected = "\
DIFF  a run on accounts.csv   snapshots/little.snap
      Account  + New: target yes, fit 25, fit.band hot, next_step call
      Account  Acme
        fit        25 → 12
        fit.band   hot → cold
        next_step  call → wait
      Account  - Tiny: target no, fit n.a., fit.band n.a., next_step drop
      view calls
        + New at place 1
      view steps
        + New at place 3
        - Tiny from place 3
        Acme
          Step  Call → Wait
      settle    gtm test little.gtm --review, or --accept

1 passed, 0 failed, 1 snapshot to settle
";
    assert_eq!((ran.status, ran.out.as_str()), (1, expected));
    // The same in colours, and for tools.
    let ran = folder.gtm("test little.gtm --color always");
    assert!(
        ran.out
            .contains("fit        \u{1b}[31m25\u{1b}[0m → \u{1b}[32m12\u{1b}[0m\n"),
        "{}",
        ran.out
    );
    let json: serde_json::Value =
        serde_json::from_str(&folder.gtm("test little.gtm --format json").out).unwrap();
    let test = &json[0]["tests"][1];
    assert_eq!(
        (&test["kind"], &test["passed"]),
        (&"snapshot".into(), &false.into())
    );
    let differences = test["differences"].as_array().unwrap();
    let expected = serde_json::json!({
        "part": "record", "name": "Account", "change": "changed",
        "row": "Acme", "column": "fit", "old": "25", "new": "12",
    });
    assert!(differences.contains(&expected), "{differences:?}");
    let junit = folder.gtm("test little.gtm --format junit").out;
    assert!(junit.contains("tests=\"2\" failures=\"1\""), "{junit}");
    assert!(junit.contains("fit        25 → 12"), "{junit}");
    // Everything is taken at once.
    let ran = folder.gtm("test little.gtm --accept");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.out
            .starts_with("snapshots/little.snap: accepted, 5 differences, a run on accounts.csv\n")
    );
    assert_eq!(folder.gtm("test little.gtm").status, 0);
}

#[test]
fn differences_are_settled_one_by_one() {
    let folder = taken("snap-review");
    edit(&folder, "little.gtm", "from 15", "from 26");
    edit(&folder, "little.gtm", "  expect next_step is call\n", "");
    // Acme: hot → cold, call → wait; Beta likewise; the view of steps.
    let ran = folder.gtm_with("test little.gtm --review", "what?\na\nr\ns\n");
    assert_eq!(ran.status, 1, "{ran:?}");
    for part in [
        "snapshots/little.snap: 1 of 3\nAccount  Acme\n  fit.band   hot → cold\n  next_step  call → wait\n",
        "type a, r, s, q or A, and Enter\n",
        "snapshots/little.snap: 3 of 3\nview steps\n",
        "1 accepted, 1 rejected, 1 skipped\n",
        "see why: gtm explain little.gtm --data accounts.csv --row \"Beta\"\n",
        "1 snapshot to settle\n",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let expected = KEPT.replacen(
        "fit.band: hot\n  next_step: call\n",
        "fit.band: cold\n  next_step: wait\n",
        1,
    );
    assert_eq!(body(&folder), expected);
    // Nobody answers: nothing is taken, and nothing lost.
    for input in ["", "q\na\n"] {
        let ran = folder.gtm_with("test little.gtm --review", input);
        assert_eq!(ran.status, 1, "{ran:?}");
        assert_eq!(body(&folder), expected);
    }
    // Taking all that follows settles it.
    let ran = folder.gtm_with("test little.gtm --review", "A\n");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.out
            .ends_with("2 accepted, 0 rejected, 0 skipped\n2 passed, 0 failed\n"),
        "{}",
        ran.out
    );
    let ran = folder.gtm_with("test little.gtm --review", "");
    assert_eq!((ran.status, ran.out.as_str()), (0, "2 passed, 0 failed\n"));
    // A first snapshot is asked for as well.
    std::fs::remove_file(folder.path(FILE)).unwrap();
    let ran = folder.gtm_with("test little.gtm --review", "s\n");
    assert_eq!(
        (ran.status, folder.path(FILE).exists()),
        (0, false),
        "{ran:?}"
    );
    let ran = folder.gtm_with("test little.gtm --review", "a\n");
    assert_eq!(
        (ran.status, folder.path(FILE).exists()),
        (0, true),
        "{ran:?}"
    );
    assert_eq!(
        folder.gtm("test little.gtm --review --format json").status,
        2
    );
}

#[test]
fn a_stale_snapshot_fails_and_says_what_settles_it() {
    // The tables are gone.
    let folder = taken("snap-stale");
    std::fs::rename(folder.path("accounts.csv"), folder.path("customers.csv")).unwrap();
    let ran = folder.gtm("test little.gtm");
    assert_eq!(ran.status, 1);
    for part in [
        "E341  the tables of this snapshot cannot be read",
        "say where they are now: --review --data FILE",
        "E302  there is no such file",
        "in accounts.csv",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let ran = folder.gtm_with("test little.gtm --review --data customers.csv", "");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(folder.text(FILE).contains("- \"customers.csv\""));
    assert_eq!(folder.gtm("test").status, 0);
    // The pack is gone. Snapshots of other programs are none of ours.
    std::fs::rename(folder.path("little.gtm"), folder.path("renamed.gtm")).unwrap();
    std::fs::write(
        folder.path("snapshots/other.snap"),
        "---\nsource: lib.rs\n---\n3\n",
    )
    .unwrap();
    let ran = folder.gtm("test .");
    assert_eq!(ran.status, 1);
    assert!(
        ran.out
            .contains("E342  there is no pack that this snapshot is of"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("gtm test . --accept"), "{}", ran.out);
    assert!(!ran.out.contains("other.snap"), "{}", ran.out);
    assert_eq!(folder.gtm("test renamed.gtm").status, 0);
    assert_eq!(folder.gtm_with("test . --review", "q\n").status, 1);
    assert!(folder.path(FILE).exists());
    let ran = folder.gtm("test . --accept");
    assert_eq!(ran.status, 1, "there are no tables of that name: {ran:?}");
    assert!(!folder.path(FILE).exists());
    assert!(folder.path("snapshots/other.snap").exists());
}

#[test]
fn a_corrupt_snapshot_is_an_error_with_its_place() {
    let folder = taken("snap-corrupt");
    edit(&folder, FILE, "Tiny\n", "<<<<<<< HEAD\nTiny\n");
    let ran = folder.gtm("test little.gtm");
    assert_eq!(ran.status, 1);
    for part in [
        "E340  two versions were merged here",
        "in snapshots/little.snap:23",
        "take it anew: gtm test little.gtm --review, or --accept",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let ran = folder.gtm_with("test little.gtm --review", "r\n");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(folder.gtm("test little.gtm --accept").status, 0);
    assert_eq!(body(&folder), KEPT);
    for (name, bytes) in [("latin", &b"---\nsource: caf\xe9\n"[..]), ("nothing", b"")] {
        std::fs::write(folder.path(FILE), bytes).unwrap();
        let ran = folder.gtm("test little.gtm");
        assert!(
            ran.status == 1 && ran.out.contains("E340"),
            "{name}: {ran:?}"
        );
    }
    // What a head names is read only if it is a file or a folder.
    std::fs::write(
        folder.path(FILE),
        "---\ninfo:\n  data:\n    - \"/dev/zero\"\n---\n",
    )
    .unwrap();
    let ran = folder.gtm("test little.gtm");
    assert!(ran.status == 1 && ran.out.contains("E341"), "{ran:?}");
}

#[test]
fn cells_cannot_steer_the_terminal_nor_the_snapshot() {
    let rows =
        "name,size,need,time\n\"a\u{1b}[31m\n== view calls\n  fit: 3\",40,5,5\n\"| b | \",40,1,1\n";
    let folder = Folder::new(
        "snap-hostile",
        &[("little.gtm", PACK), ("accounts.csv", rows)],
    );
    assert_eq!(folder.gtm("test little.gtm --accept").status, 0);
    let text = folder.text(FILE);
    assert!(
        text.contains("\"a\\u001b[31m\\n== view calls\\n  fit: 3\"\n  target: yes\n"),
        "{text}"
    );
    assert_eq!(folder.gtm("test little.gtm").status, 0);
    edit(
        &folder,
        "little.gtm",
        "multiply need, time",
        "multiply need",
    );
    for arguments in [
        "test little.gtm",
        "test little.gtm --review",
        "test little.gtm --format junit",
    ] {
        let ran = folder.gtm_with(arguments, "s\ns\n");
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
    }
    assert!(
        folder
            .gtm("test little.gtm")
            .out
            .contains("Account  a␛[31m␊== view calls␊  fit: 3\n        fit")
    );
}

#[test]
fn a_pack_has_further_snapshots_and_days() {
    let dated = PACK.replace("size >= 20 else", "size >= 20 and today > 2026-01-01 else");
    let dated = dated.replace("  given", "  as of 2026-02-01\n  given");
    let folder = Folder::new(
        "snap-further",
        &[
            ("little.gtm", dated.as_str()),
            ("accounts.csv", ACCOUNTS),
            ("june.csv", "name,size,need,time\nJune,20,1,1\n"),
        ],
    );
    let ran = folder.gtm("test little.gtm --accept");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.out.contains("E309  the pack reads `today`"),
        "{}",
        ran.out
    );
    assert_eq!(
        folder
            .gtm("test little.gtm --accept --as-of 2026-02-01")
            .status,
        0
    );
    assert!(folder.text(FILE).contains("as_of: \"2026-02-01\""));
    let ran = folder.gtm("test little.gtm --accept --name june --data june.csv --as-of 2025-12-31");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        folder
            .text("snapshots/little.june.snap")
            .contains("June\n  target: no\n")
    );
    assert_eq!(body(&folder), KEPT);
    assert_eq!(folder.gtm("test").out, "3 passed, 0 failed\n");
    // Another day, of one of them.
    let ran = folder.gtm("test little.gtm --accept --name june --as-of 2026-02-01");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        folder
            .text("snapshots/little.june.snap")
            .contains("June\n  target: yes\n")
    );
    assert_eq!(folder.gtm("test little.gtm --accept --name a/b").status, 2);
    // `little.june.snap` would be of a pack `little.june`, if there were one.
    std::fs::write(folder.path("little.june.gtm"), &dated).unwrap();
    assert_eq!(folder.gtm("test little.gtm").out, "2 passed, 0 failed\n");
}

#[test]
fn a_run_counts_in_the_coverage() {
    let folder = Folder::little("snap-coverage");
    let before = folder.gtm("test little.gtm --coverage").out;
    assert!(
        before.starts_with("little.gtm: 3 of 7 outcomes"),
        "{before}"
    );
    assert_eq!(folder.gtm("test little.gtm --accept").status, 0);
    // Tiny is stopped and left out. Nobody is certainly cold: Veiled may not be there at all, nor certainly waits.
    let after = folder.gtm("test little.gtm --coverage").out;
    assert!(after.starts_with("little.gtm: 5 of 7 outcomes"), "{after}");
}

#[test]
fn rows_whose_keys_read_the_same_are_told_apart() {
    let pack = "pack pairs \"Pairs\"\n\nrecord P {\n  a text key\n  b text key\n  n integer\n  twice = n * 2\n}\n";
    let rows = "a,b,n\n\"x, y\",z,1\nx,\"y, z\",2\n";
    let folder = Folder::new("snap-keys", &[("pairs.gtm", pack), ("p.csv", rows)]);
    assert_eq!(folder.gtm("test pairs.gtm --accept").status, 0);
    let text = folder.text("snapshots/pairs.snap");
    assert!(
        text.contains("x, y, z\n  twice: 2\nx, y, z (2)\n  twice: 4\n"),
        "{text}"
    );
    assert_eq!(folder.gtm("test pairs.gtm").status, 0);
    // Renamed together, as the message about a snapshot without a pack advises.
    std::fs::rename(folder.path("pairs.gtm"), folder.path("twos.gtm")).unwrap();
    std::fs::rename(
        folder.path("snapshots/pairs.snap"),
        folder.path("snapshots/twos.snap"),
    )
    .unwrap();
    assert_eq!(folder.gtm("test .").out, "1 passed, 0 failed\n");
}
