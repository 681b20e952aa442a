//! `gtm check`, `test`, `fmt`, `doc` and `help`.

use crate::support::{ACCOUNTS, Folder, PACK};

const BROKEN: &str = "record R {\n  a integer\n}\n\nview v for R {\n  show b\n}\n";

#[test]
fn check_tells_all_and_sums_up() {
    let folder = Folder::new(
        "check",
        &[("a/little.gtm", PACK), ("a/b/broken.gtm", BROKEN)],
    );
    let ran = folder.gtm("check a/little.gtm");
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (0, "a/little.gtm: fine\n"),
        "{ran:?}"
    );
    let ran = folder.gtm("check a");
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("broken.gtm:6:8"), "{}", ran.out);
    assert!(ran.out.contains("\n2 packs: 1 error"), "{}", ran.out);
    assert_eq!(ran.err, "");
    assert_eq!(folder.gtm("check a/none.gtm").status, 2);
    assert_eq!(folder.gtm("check").status, 2);
    std::fs::create_dir(folder.path("empty")).unwrap();
    let ran = folder.gtm("check empty");
    assert_eq!(ran.status, 2);
    assert!(
        ran.err.contains("there is no .gtm file in `empty`"),
        "{}",
        ran.err
    );
}

#[test]
fn check_speaks_json() {
    let folder = Folder::new(
        "check-json",
        &[("little.gtm", PACK), ("broken.gtm", BROKEN)],
    );
    let ran = folder.gtm("check broken.gtm little.gtm --format json");
    assert_eq!(ran.status, 1);
    let findings: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let errors: Vec<&serde_json::Value> = findings
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .collect();
    assert_eq!(errors.len(), 1, "{findings}");
    let fine = folder.gtm("check little.gtm --format json");
    assert_eq!((fine.status, fine.out.as_str()), (0, "[]\n"));
}

#[test]
fn errors_of_a_pack_are_no_failure_to_run() {
    let folder = Folder::new("run-broken", &[("broken.gtm", BROKEN), ("r.csv", "a\n1\n")]);
    let ran = folder.gtm("run broken.gtm --data r.csv");
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("broken.gtm:6:8"), "{}", ran.err);
}

#[test]
fn tests_pass_or_say_what_they_got() {
    let failing = PACK.replace("expect fit is 20", "expect fit is 21");
    let folder = Folder::new("test", &[("a/little.gtm", PACK), ("failing.gtm", &failing)]);
    let ran = folder.gtm("test a");
    assert_eq!((ran.status, ran.out.as_str()), (0, "1 passed, 0 failed\n"));
    let ran = folder.gtm("test failing.gtm");
    assert_eq!(ran.status, 1);
    assert!(
        ran.out
            .contains("FAIL  five times four is hot   failing.gtm:"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("expected  fit is 21"), "{}", ran.out);
    assert!(ran.out.contains("got       fit is 20"), "{}", ran.out);
    assert!(ran.out.contains("because   fit: "), "{}", ran.out);
    assert!(ran.out.ends_with("0 passed, 1 failed\n"), "{}", ran.out);
    let ran = folder.gtm("test");
    assert_eq!(ran.status, 1);
    assert!(ran.out.ends_with("1 passed, 1 failed\n"), "{}", ran.out);
}

#[test]
fn tests_judge_intervals_sets_rows_and_params() {
    let pack = PACK.to_owned()
        + r#"
param least = 20

test "what is left" {
  given Account {
    | name | size | need | time |
    | "A"  | 20   | 5    |      |
    | "B"  |      | 5    | 5    |
  }
  expect "A": fit in 5..25
  expect "A": fit is 5..25
  expect "A": fit.band possible hot, cold
  expect "B": target possible yes, no
}

test "another param" {
  param least = 30
  given Account { name: "A", size: 20 }
  expect not target
}

test "not what is left" {
  given Account { name: "A", size: 20, need: 5 }
  expect fit is 5..24
  expect fit.band possible hot
  expect fit is 20
}
"#;
    let pack = pack.replace("size >= 20 else", "size >= least else");
    let folder = Folder::new("judge", &[("little.gtm", &pack)]);
    let ran = folder.gtm("test little.gtm");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.ends_with("3 passed, 1 failed\n"), "{}", ran.out);
    assert_eq!(ran.out.matches("expected").count(), 3, "{}", ran.out);
    assert!(ran.out.contains("got       fit is 5..25"), "{}", ran.out);
    assert!(
        ran.out.contains("got       fit.band is hot or cold"),
        "{}",
        ran.out
    );
}

#[test]
fn fmt_writes_checks_and_filters() {
    let untidy = "record   R {\n a integer\n}\nview v for R { show a }\n";
    let folder = Folder::new("fmt", &[("a.gtm", untidy), ("b.gtm", "record {\n")]);
    let ran = folder.gtm("fmt --check a.gtm");
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (1, "a.gtm is not formatted\n"),
        "{ran:?}"
    );
    assert_eq!(folder.text("a.gtm"), untidy);
    let filtered = folder.gtm_with("fmt -", untidy);
    assert_eq!(filtered.status, 0);
    assert!(filtered.out.starts_with("record R {"), "{}", filtered.out);
    let ran = folder.gtm("fmt a.gtm");
    assert_eq!((ran.status, ran.out.as_str()), (0, "a.gtm formatted\n"));
    assert_eq!(folder.text("a.gtm"), filtered.out);
    let ran = folder.gtm("fmt --check a.gtm");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    let ran = folder.gtm("fmt b.gtm");
    assert_eq!(ran.status, 1);
    assert_eq!(folder.text("b.gtm"), "record {\n");
}

#[test]
fn help_prints_pages_and_commands() {
    let folder = Folder::new("help", &[]);
    let ran = folder.gtm("help e301");
    assert_eq!(ran.status, 0);
    assert!(
        ran.out.starts_with("# E301: a table is missing\n"),
        "{}",
        ran.out
    );
    assert!(folder.gtm("help run").out.contains("--as-of"));
    assert!(folder.gtm("help").out.contains("explain"));
    assert!(
        folder
            .gtm("help codes")
            .out
            .contains("E301  a table is missing")
    );
    let ran = folder.gtm("help rn");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("did you mean `run`?"), "{}", ran.err);
    assert_eq!(folder.gtm("--version").status, 0);
    assert_eq!(folder.gtm("rum").status, 2);
}

#[test]
fn a_pack_without_tests_says_so() {
    let pack = "pack bare \"Bare\"\n\nrecord R \"R\" {\n  name text key\n}\n";
    let folder = Folder::new("bare", &[("bare.gtm", pack)]);
    let ran = folder.gtm("test bare.gtm");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.starts_with("there are no tests"), "{ran:?}");
}

#[test]
fn doc_writes_pages_with_a_run_and_notices_old_ones() {
    let folder = Folder::new(
        "doc",
        &[
            ("rules/little.gtm", PACK),
            (
                "rules/bare.gtm",
                "pack bare \"Nothing yet\"\nrecord A {\n  n text key\n}\n",
            ),
            ("data/little/accounts.csv", ACCOUNTS),
        ],
    );
    std::fs::create_dir(folder.path("pages")).unwrap();
    let all = "doc rules --data data --out pages";
    assert_eq!(folder.gtm(&format!("{all} --check")).status, 1);
    assert_eq!(folder.gtm(all).status, 0);
    assert_eq!(folder.gtm(&format!("{all} --check")).status, 0);
    let page = folder.text("pages/little.md");
    for part in [
        "$ gtm run rules/little.gtm --data data/little",
        "| Acme | 25 | call |",
        "### Why, for Acme",
        "size  yes  size is 40",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    // A pack without tables of its own has a page without a run.
    assert!(!folder.text("pages/bare.md").contains("gtm run"));
    std::fs::write(folder.path("pages/bare.md"), "old").unwrap();
    let ran = folder.gtm(&format!("{all} --check"));
    assert_eq!(ran.status, 1);
    assert_eq!(ran.out.trim(), "pages/bare.md is not up to date");
}

#[test]
fn coverage_counts_what_each_line_came_to() {
    let folder = Folder::little("coverage");
    let ran = folder.gtm("test little.gtm --coverage");
    // One row, of 20 people, hot: the gate let it pass (1 of 2 outcomes), `hot` was reached and `cold` not (1 of 2),
    // `call` decided and `drop` and `wait` did not (1 of 3): 3 of 7.
    let expected = "\
little.gtm: 3 of 7 outcomes of its lines seen, 42.9%
  target.size     never stopped anybody   line 11
  fit.cold        never reached   line 17
  next_step.drop  never decided   line 21
  next_step.wait  never decided   line 23

1 passed, 0 failed
";
    assert_eq!(ran.out, expected);
    assert_eq!(ran.status, 0);
    assert_eq!(folder.gtm("test little.gtm --fail-under 42").status, 0);
    assert_eq!(folder.gtm("test little.gtm --fail-under 43").status, 1);
    let lcov = folder.gtm("test little.gtm --format lcov").out;
    let expected = "\
TN:
SF:little.gtm
BRDA:11,0,0,1
BRDA:11,0,1,0
BRDA:16,1,0,1
BRDA:17,2,0,0
BRDA:21,3,0,0
BRDA:22,4,0,1
BRDA:23,5,0,0
BRF:7
BRH:3
DA:11,1
DA:16,1
DA:17,1
DA:21,1
DA:22,1
DA:23,0
LF:6
LH:5
end_of_record
";
    assert_eq!(lcov, expected);
    let json: serde_json::Value =
        serde_json::from_str(&folder.gtm("test little.gtm --coverage --format json").out).unwrap();
    let gate = &json[0]["coverage"][0];
    assert_eq!(
        (
            &gate["rule"],
            &gate["line"],
            &gate["counts"]["yes"],
            &gate["missing"][0]
        ),
        (
            &"target".into(),
            &"size".into(),
            &1.into(),
            &"never stopped anybody".into()
        )
    );
}

#[test]
fn coverage_tells_open_from_decided() {
    let pack = PACK
        .replace("need: 5, time: 4 }", "need: 5 }")
        .replace("  expect fit is 20\n", "")
        .replace(
            "expect next_step is call",
            "expect next_step possible call, wait",
        );
    let folder = Folder::new("open-coverage", &[("little.gtm", &pack)]);
    let out = folder.gtm("test --coverage").out;
    assert!(
        out.contains("fit.hot         never reached, once open"),
        "{out}"
    );
    assert!(
        out.contains("next_step.call  never decided, once open"),
        "{out}"
    );
}

#[test]
fn junit_holds_every_test_and_is_safe() {
    let pack = PACK
        .replace("five times four is hot", "five < four & hot")
        .replace("expect fit is 20", "expect fit is 21");
    let folder = Folder::new("junit", &[("little.gtm", &pack)]);
    let ran = folder.gtm("test --format junit");
    assert_eq!(ran.status, 1);
    for part in [
        "<testsuite name=\"./little.gtm\" tests=\"1\" failures=\"1\" errors=\"0\">",
        "<testcase name=\"five &lt; four &amp; hot\"",
        "<failure message=\"an expectation is not met\">",
        "fit is 20",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
}

const CASES: &str = "\
name,size,need,time,expect_target,expect_fit,expect_fit_band,expect_next_step,expect_next_step_because
Acme,40,5,5,yes,25,hot,call,fit.band is hot
Beta,30,5,,yes,5..25,hot or cold,wait or call,
Tiny,3,5,5,no,not applicable,n.a.,drop,
Veiled,,2,2,unknown,unknown,,drop or wait,
";

#[test]
fn a_case_table_beside_a_pack_is_run_with_its_tests() {
    let folder = Folder::new(
        "cases",
        &[
            ("little.gtm", PACK),
            ("little.cases.csv", CASES),
            ("little_old.cases.csv", "nonsense"),
        ],
    );
    let ran = folder.gtm("test little.gtm --coverage");
    assert_eq!(
        ran.out.lines().last(),
        Some("5 passed, 0 failed"),
        "{ran:?}"
    );
    // Tiny is stopped and dropped; what Beta and Veiled leave open decides nothing.
    assert!(ran.out.contains("little.gtm: 5 of 7 outcomes"), "{ran:?}");
    let open = "fit.cold        never reached, 2 times open";
    assert!(ran.out.contains(open), "{ran:?}");

    let wrong = CASES
        .replace("Acme,40,5,5,yes,25,hot", "Acme,40,5,4,yes,25,cold")
        .replace("Beta,30,5,,yes,5..25", "Beta,30,5,,yes,5..20");
    std::fs::write(folder.path("little.cases.csv"), wrong).unwrap();
    let ran = folder.gtm("test little.gtm");
    assert_eq!(ran.status, 1);
    for part in [
        "FAIL  Acme   ./little.cases.csv:2\n      expected  fit is 25\n      got       fit is 20\n      because   need 5 × time 4\n",
        "      expected  fit_band is cold\n      got       fit_band is hot\n",
        "FAIL  Beta   ./little.cases.csv:3\n      expected  fit is 5..20\n      got       fit is 5..25\n",
        "3 passed, 2 failed",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
}

#[test]
fn a_case_table_that_does_not_fit_says_where() {
    let table = "name,sise,need,expect_target\nA,1,9,yes\nB,1\n";
    let folder = Folder::new(
        "wrong-cases",
        &[("little.gtm", PACK), ("little.bad.cases.csv", table)],
    );
    let ran = folder.gtm("test little.gtm");
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("./little.bad.cases.csv:1"), "{ran:?}");
    assert!(
        ran.out.contains("`sise` is no field of `Account`"),
        "{ran:?}"
    );
    assert!(ran.out.contains("did you mean `size`?"), "{ran:?}");
    let table = "size,need,expect_target,expect_nothing\n1,9,yes,1\n1,2\n30,2,yes,1\n";
    std::fs::write(folder.path("little.bad.cases.csv"), table).unwrap();
    let ran = folder.gtm("test little.gtm");
    assert!(ran.out.contains("little.bad.cases.csv:3"), "{ran:?}");
    assert!(
        ran.out.contains("2 cells where the header has 4"),
        "{ran:?}"
    );
    assert!(ran.out.contains("`need`: 9 is outside 1..5"), "{ran:?}");
    std::fs::write(
        folder.path("little.bad.cases.csv"),
        "size,need,expect_target,expect_nothing\n30,2,yes,1\n",
    )
    .unwrap();
    let ran = folder.gtm("test little.gtm");
    assert!(
        ran.out.contains(
            "FAIL  case 1   ./little.bad.cases.csv:2\n                there is no result `nothing`"
        ),
        "{ran:?}"
    );
}

#[test]
fn help_explains_words_sections_codes_and_commands() {
    let folder = Folder::new("help", &[]);
    let said = |topic: &str| {
        let ran = folder.gtm(&format!("help {topic}"));
        assert_eq!(ran.status, 0, "{topic}: {ran:?}");
        ran.out
    };
    assert!(said("segment").contains("which rows are in, and what keeps the others out"));
    assert!(said("one of").contains("one of angry < neutral < happy"));
    assert!(said("Segments").starts_with("## Segments\n"));
    assert!(said("e101").starts_with("# E101: "));
    assert!(said("research").contains("--by"));
    // A statement and a command.
    let test = said("test");
    assert!(
        test.contains("what must come out for rows that you make up"),
        "{test}"
    );
    assert!(test.contains("--coverage"), "{test}");
    let all = said("");
    assert!(
        all.contains("halving") && all.contains("sensitivity"),
        "{all}"
    );
    let ran = folder.gtm("help segmnt");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("did you mean `segment`?"), "{}", ran.err);
}
