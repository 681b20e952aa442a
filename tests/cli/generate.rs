//! `gtm test --generate`: what is proposed is put in, and does what was said of it.

use crate::support::{Folder, PACK};

/// [`PACK`] without its test, in the canonical form.
fn untested(name: &str) -> String {
    let (pack, _) = PACK.split_once("test \"").unwrap();
    let folder = Folder::new(&format!("{name}-bare"), &[("little.gtm", pack)]);
    assert_eq!(folder.gtm("fmt little.gtm").status, 0);
    folder.text("little.gtm")
}

/// `3 of 7`, before and after.
fn figures(told: &str) -> ((usize, usize), (usize, usize)) {
    let line = told.lines().next().unwrap();
    let (_, figures) = line.split_once("seen: ").unwrap();
    let (now, with) = figures.split_once(" now, ").unwrap();
    let pair = |text: &str| {
        let (seen, all) = text.split_once(" of ").unwrap();
        (
            seen.parse().unwrap(),
            all.split(' ').next().unwrap().parse().unwrap(),
        )
    };
    (pair(now), pair(with))
}

#[test]
fn proposed_tests_pass_and_see_what_was_said() {
    let bare = untested("generate");
    let folder = Folder::new("generate", &[("little.gtm", &bare)]);
    let ran = folder.gtm("test little.gtm --generate");
    assert_eq!(ran.status, 0, "{ran:?}");
    // Nothing is seen yet: a gate by two outcomes, two bands, three options.
    assert_eq!(figures(&ran.err), ((0, 7), (7, 7)), "{}", ran.err);
    assert!(!ran.err.contains("not reached"), "{}", ran.err);
    assert!(ran.out.starts_with("# proposed, to be read"), "{}", ran.out);
    // Beside yes and no each line is left open by a row.
    for part in [
        "target.size is open",
        "fit.hot may be reached",
        "next_step.wait may decide",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let again = folder.gtm("test little.gtm --generate");
    assert_eq!(again.out, ran.out, "the same each time");
    std::fs::write(folder.path("little.gtm"), format!("{}\n{}", bare, ran.out)).unwrap();
    let tested = folder.gtm("test little.gtm --fail-under 100");
    assert_eq!(tested.status, 0, "{tested:?}");
    assert!(
        tested.out.starts_with("little.gtm: 7 of 7"),
        "{}",
        tested.out
    );
    assert_eq!(folder.gtm("check little.gtm").out, "little.gtm: fine\n");
    assert_eq!(folder.gtm("fmt --check little.gtm").status, 0);
    // Then there is nothing left to propose.
    let ran = folder.gtm("test little.gtm --generate");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{ran:?}");
    assert!(
        ran.err
            .starts_with("0 cases proposed; outcomes of its lines seen: 7 of 7 now")
    );
}

#[test]
fn none_of_the_proposed_tests_can_be_left_out() {
    let bare = untested("generate-least");
    let folder = Folder::new("generate-least", &[("little.gtm", &bare)]);
    let out = folder.gtm("test little.gtm --generate").out;
    let starts: Vec<usize> = out.match_indices("# proposed").map(|(at, _)| at).collect();
    let tests: Vec<&str> = starts
        .iter()
        .enumerate()
        .map(|(place, start)| &out[*start..starts.get(place + 1).copied().unwrap_or(out.len())])
        .collect();
    // Three rows at least: one that is in, one that is out, one that may be.
    assert!((3..=9).contains(&tests.len()), "{out}");
    for left_out in 0..tests.len() {
        let others: Vec<&str> = (0..tests.len())
            .filter(|at| *at != left_out)
            .map(|at| tests[at])
            .collect();
        let pack = format!("{}\n{}", bare, others.concat());
        std::fs::write(folder.path("little.gtm"), pack).unwrap();
        // Something is proposed again: each decided something that no other did.
        let ran = folder.gtm("test little.gtm --generate");
        assert!(
            !ran.err.starts_with("0 cases"),
            "{}\n{}",
            tests[left_out],
            ran.err
        );
    }
}

#[test]
fn proposed_cases_stand_in_a_table() {
    let folder = Folder::little("generate-table");
    let ran = folder.gtm("test little.gtm --generate --out little.more.cases.csv");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{ran:?}");
    // Three of seven are seen by the test of the pack.
    assert_eq!(figures(&ran.err), ((3, 7), (7, 7)), "{}", ran.err);
    let table = folder.text("little.more.cases.csv");
    let header = table.lines().next().unwrap();
    assert!(
        header.starts_with("name,") && header.ends_with(",note"),
        "{table}"
    );
    assert!(table.contains("\"proposed, to be read: "), "{table}");
    let tested = folder.gtm("test little.gtm --fail-under 100");
    assert_eq!(tested.status, 0, "{tested:?}");
    // A table is not written over, and not written where nobody would find it.
    for (file, words) in [
        ("little.more.cases.csv", "is there already"),
        ("more.csv", "little.NAME.cases.csv"),
        ("littler.cases.csv", "little.NAME.cases.csv"),
    ] {
        let ran = folder.gtm(&format!("test little.gtm --generate --out {file}"));
        assert!(ran.status == 2 && ran.err.contains(words), "{ran:?}");
    }
    assert_eq!(folder.gtm("test little.gtm --generate --accept").status, 2);
    assert_eq!(folder.gtm("test little.gtm --out x.cases.csv").status, 2);
}

#[test]
fn a_day_rows_of_other_tables_and_money_are_proposed() {
    let pack = r#"pack visits "Whom to visit"

record Customer {
  name   text key
  since  date
  orders many Order by customer
  bought money EUR = sum(amount of orders)
}

record Order {
  customer Customer
  amount   money EUR 0..
}

segment visit "To visit" for Customer {
  long  "Long with us": since < today - 30 days
  large "Buys enough":  bought >= 5k EUR  else "{bought}"
}
"#;
    let folder = Folder::new("generate-visits", &[("visits.gtm", pack)]);
    let ran = folder.gtm("test visits.gtm --generate");
    assert!(ran.status == 2 && ran.err.contains("E309"), "{ran:?}");
    let ran = folder.gtm("test visits.gtm --generate --as-of 2026-01-31");
    assert_eq!(figures(&ran.err), ((0, 4), (4, 4)), "{}", ran.err);
    assert!(ran.out.contains("given Order {"), "{}", ran.out);
    assert!(ran.out.contains("as of 2026-01-31"), "{}", ran.out);
    std::fs::write(folder.path("visits.gtm"), format!("{pack}\n{}", ran.out)).unwrap();
    let tested = folder.gtm("test visits.gtm --fail-under 100");
    assert_eq!(tested.status, 0, "{tested:?}");
}

#[test]
fn what_cannot_be_reached_is_named() {
    // Nobody is both young and old, whatever the answers.
    let pack = "pack ages \"Ages\"\n\nrecord P {\n  age integer 0..120\n}\n\nsegment both for P {\n  \
                both: age < 20 and age > 60\n}\n";
    let folder = Folder::new("generate-never", &[("ages.gtm", pack)]);
    let ran = folder.gtm("test ages.gtm --generate");
    assert_eq!(figures(&ran.err), ((0, 2), (1, 2)), "{}", ran.err);
    assert!(
        ran.err.contains("made-up cases: both.both lets pass"),
        "{}",
        ran.err
    );
}

#[test]
fn the_prompt_and_the_watch_hold_a_pack_against_what_lies_beside_it() {
    let folder = Folder::little("generate-prompt");
    std::fs::write(
        folder.path("little.cases.csv"),
        "size,need,time,expect_fit\n40,5,4,20\n40,5,5,24\n",
    )
    .unwrap();
    assert_eq!(folder.gtm("test little.gtm --accept").status, 1);
    let ran = folder.gtm_with(
        "repl little.gtm --data accounts.csv",
        "fit.hot from 26\n:test\n",
    );
    assert_eq!(ran.status, 1, "{ran:?}");
    let told = format!("{}{}", ran.out, ran.err);
    for part in [
        "FAIL  case 2",
        "got       fit is 25",
        "DIFF  a run on the tables beside the pack",
        "fit.band   hot → cold",
        "1 passed, 2 failed, 1 snapshot to settle",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
}
