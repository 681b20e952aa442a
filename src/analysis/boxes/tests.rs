//! What is found in rules, with the row that is shown; and what is rightly not found.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use crate::analysis::{Overrides, analyse};
use crate::beside::Beside;
use crate::source::SourceFile;
use crate::syntax::parse;

const RECORD: &str = "record Account {
  name text key
  employees integer 0..
  revenue money EUR 0..
  share percent 0%..100%
  need 1.0..5.0
  country text
  since date
  tier one of a, b, c
  level one of low < mid < high
  visited yes/no
  responded yes/no
  tags list of text
  parent Account
  large = employees >= 200
  far yes/no = not (country is \"FR\")
  half = employees / 2
}
segment wanted for Account { staff: employees >= 20 }
score fit for wanted { multiply need, 10
  band good from 30
  band poor otherwise
}
";

/// The findings of the boxes as `CODE:LINE message / help`, the first line after the record being 1.
fn found(text: &str) -> Vec<String> {
    let source = SourceFile::new("test.gtm", format!("{RECORD}{text}"));
    let parsed = parse(&source);
    assert!(
        parsed.diagnostics.is_empty(),
        "{text}\n{:#?}",
        parsed.diagnostics
    );
    let analysis = analyse(
        &parsed.pack,
        &Beside::default(),
        "test.gtm",
        &Overrides::new(),
    );
    assert!(
        analysis.program.is_some(),
        "{text}\n{:#?}",
        analysis.diagnostics
    );
    let before = RECORD.lines().count();
    analysis
        .diagnostics
        .iter()
        .filter(|finding| ["L003", "L004", "L030", "L031"].contains(&finding.code.info().text))
        .map(|finding| {
            let line = source.line_column(finding.span().start).line - before;
            let help = finding.help.clone().unwrap_or_default();
            format!("{}:{line} {} / {help}", finding.code, finding.message)
        })
        .collect()
}

/// A strategy with these conditions.
fn strategy(conditions: &[&str]) -> String {
    lines("Account", conditions)
}

fn lines(target: &str, conditions: &[&str]) -> String {
    let mut text = format!("strategy s for {target} {{\n");
    for (place, condition) in conditions.iter().enumerate() {
        text += &format!("  o{place} when {condition}\n");
    }
    text + "  rest otherwise\n}\n"
}

/// The lines of a strategy (from 1) of which something is found, with the code.
fn of(conditions: &[&str]) -> Vec<String> {
    let found = found(&strategy(conditions));
    let start = |finding: String| finding.split(' ').next().unwrap_or_default().to_owned();
    found.into_iter().map(start).collect()
}

const NOTHING: [String; 0] = [];

#[test]
fn a_line_is_covered_by_one_above_or_by_several() {
    assert_eq!(
        found(&strategy(&[
            "employees >= 50",
            "employees >= 100 and visited"
        ])),
        [
            "L004:3 this line never decides: lines above it take every row that fits here / \
          a row with employees 100, visited yes fits here, and is taken above"
        ]
    );
    assert_eq!(
        found(&strategy(&[
            "employees >= 50 and visited",
            "country is not \"FR\"",
            "employees > 70 and country is \"DE\" and visited"
        ])),
        [
            "L004:4 this line never decides: lines above it take every row that fits here / \
          a row with employees 71, visited yes, country \"DE\" fits here, and is taken above"
        ]
    );
    assert_eq!(
        of(&["employees >= 50", "employees >= 49 and visited"]),
        NOTHING
    );
}

#[test]
fn lines_that_take_every_row_leave_nothing() {
    let otherwise = "L004:4 the lines above take every row, so `otherwise` is never reached / \
        leave this line out, and write `otherwise` instead of the last condition above";
    assert_eq!(
        found(&strategy(&["tier is a", "tier in [b, c]"])),
        [otherwise]
    );
    assert_eq!(
        found(&strategy(&["share > 40%", "share <= 40%"])),
        [otherwise]
    );
    assert_eq!(
        found(&strategy(&["need in 1..2.5", "need >= 2.500001"])),
        [otherwise]
    );
    assert_eq!(
        found(&strategy(&["level >= mid", "level is low"])),
        [otherwise]
    );
    assert_eq!(
        found(&strategy(&["since < 2020-01-01", "since in 2020-01-01.."])),
        [otherwise]
    );
    assert_eq!(
        found(&strategy(&[
            "country in [\"FR\", \"BE\"]",
            "country not in [\"BE\", \"FR\"]"
        ])),
        [otherwise]
    );
    assert_eq!(found(&strategy(&["large", "employees < 200"])), [otherwise]);
    assert_eq!(found(&strategy(&["far", "country is \"FR\""])), [otherwise]);
    assert_eq!(
        found(&strategy(&["not visited or responded", "visited"])),
        [otherwise]
    );
    assert_eq!(
        found(&strategy(&["visited is yes", "visited is no"])),
        [otherwise]
    );
    // Whole numbers have nothing between 49 and 50, others do.
    assert_eq!(
        found(&strategy(&["employees <= 49", "employees >= 50"])),
        [otherwise]
    );
    assert_eq!(of(&["need <= 3", "need >= 3.1"]), NOTHING);
    assert_eq!(
        found(&strategy(&[
            "tier is a",
            "tier is not a",
            "visited",
            "responded"
        ])),
        [
            "L004:4 the lines above take every row, so nothing from here on is ever reached / \
          move it up, or change the lines above"
        ]
    );
}

#[test]
fn what_cannot_be_looked_into_is_a_question_of_its_own() {
    assert_eq!(
        of(&["country contains \"x\"", "not (country contains \"x\")"]),
        ["L004:4"]
    );
    assert_eq!(
        of(&["country contains \"x\"", "country contains \"y\""]),
        NOTHING
    );
    assert_eq!(of(&["employees > half", "employees <= half"]), ["L004:4"]);
    assert_eq!(
        of(&["half < employees", "employees > half and visited"]),
        ["L004:3"]
    );
    assert_eq!(
        of(&["tags contains \"x\"", "\"x\" in tags and visited"]),
        ["L004:3"]
    );
    // Opaque in one line alone: the others are compared all the same.
    assert_eq!(
        of(&["employees > 5", "country contains \"x\" and employees > 9"]),
        ["L004:3"]
    );
}

#[test]
fn what_may_not_apply_is_a_case_of_its_own() {
    // Outside of `wanted` there is no band.
    assert_eq!(of(&["fit.band is good", "fit.band is poor"]), NOTHING);
    assert_eq!(
        of(&["fit.band is good", "fit.band is poor", "not wanted"]),
        NOTHING
    );
    assert_eq!(
        of(&[
            "fit.band is good",
            "fit.band is poor",
            "fit.band is not applicable"
        ]),
        ["L004:5"]
    );
    // Inside there is.
    let inside = found(&lines("wanted", &["fit.band is good", "fit.band is poor"]));
    assert_eq!(inside.len(), 1, "{inside:?}");
    assert!(
        inside[0].contains("take every member of `wanted`"),
        "{inside:?}"
    );
    // Whoever is in has passed the gates, and whoever is out may have any number.
    assert_eq!(of(&["employees >= 20", "wanted"]), ["L004:3"]);
    assert_eq!(of(&["wanted", "employees >= 30"]), ["L004:3"]);
    assert_eq!(of(&["wanted", "employees >= 10"]), NOTHING);
    assert_eq!(
        found(&lines("wanted", &["employees < 20", "visited"])),
        ["L003:2 this is never the case / no member of `wanted` meets it"]
    );
}

#[test]
fn a_gap_is_a_case_of_its_own_where_it_is_asked_for() {
    assert_eq!(of(&["need > 3", "need <= 3"]), ["L004:4"]);
    assert_eq!(of(&["need is known", "need > 3"]), NOTHING);
    assert_eq!(
        of(&["need is known", "visited", "need is unknown"]),
        ["L004:5"]
    );
    assert_eq!(of(&["need is known", "need is unknown"]), ["L004:4"]);
    assert_eq!(of(&["tier default b is b", "tier is unknown"]), ["L004:3"]);
    assert_eq!(of(&["tier default b is a", "tier is unknown"]), NOTHING);
    assert_eq!(
        of(&["large", "not large", "employees is unknown"]),
        ["L004:5"]
    );
    assert_eq!(of(&["large", "not large", "large is unknown"]), NOTHING);
}

#[test]
fn params_count_with_their_value_and_switch_conditions_off() {
    let params = "param from = 50\nparam off = 0\n";
    let text = format!(
        "{params}{}",
        strategy(&["employees >= from", "employees > 60"])
    );
    assert_eq!(found(&text).len(), 1);
    let text = format!("{params}segment t for Account {{ size: employees >= off and from > 1 }}\n");
    assert_eq!(found(&text), NOTHING);
}

#[test]
fn gates_that_exclude_each_other_or_stop_nobody() {
    assert_eq!(
        found("segment t for Account {\n  big: large\n  small: employees < 50\n}\n"),
        [
            "L030:3 nobody is in `t`: `big` and `small` exclude each other / \
          a row with employees 0 passes `small`, and fails a gate above"
        ]
    );
    assert_eq!(
        found(
            "segment t for Account {\n  a: tier is not a\n  b: tier is not b\n  c: tier is not c\n}\n"
        ),
        [
            "L030:4 nobody is in `t`: a row that passes the gates above fails `c` / \
          a row with tier a passes `c`, and fails a gate above"
        ]
    );
    assert_eq!(
        found("segment t for Account {\n  big: large\n  staff: employees > 20\n}\n"),
        [
            "L031:3 `staff` stops nobody: whom it would stop, a gate above has stopped already / \
          for one, a row with employees 0"
        ]
    );
    // The weaker gate first says a reason of its own.
    assert_eq!(
        found("segment t for Account {\n  staff: employees > 20\n  big: large\n}\n"),
        NOTHING
    );
    // A check names every line that fails, so none of them is idle.
    assert_eq!(
        found("check t for Account {\n  big: large\n  staff: employees > 20\n}\n"),
        NOTHING
    );
    assert_eq!(
        found("segment t for wanted {\n  one: employees > 5\n  two: visited\n}\n"),
        [
            "L003:2 everybody passes this gate, so it stops nobody / every member of `wanted` meets it"
        ]
    );
    assert_eq!(
        found(
            "check t for wanted {\n  one: employees > 5 or visited\n  two: employees < 7 and visited\n}\n"
        ),
        [
            "L003:2 this line never fails / every member of `wanted` meets it",
            "L003:3 this line always fails / no member of `wanted` meets it"
        ]
    );
}

#[test]
fn parts_of_one_condition_that_decide_everything() {
    let gate =
        |condition: &str| found(&format!("segment t for Account {{\n  g: {condition}\n}}\n"));
    assert_eq!(
        gate("employees > 5 and employees < 3"),
        ["L003:2 this is never the case / no value of `employees` meets both; did you mean `or`?"]
    );
    assert_eq!(
        gate("tier is not a or tier is not b"),
        [
            "L003:2 this is always the case / every value of `tier` meets one of the two; did you mean `and`?"
        ]
    );
    assert_eq!(
        gate("(visited or responded) and not visited and not responded"),
        ["L003:2 this is never the case / no row meets all of these; did you mean `or`?"]
    );
    assert_eq!(gate("tier is a or tier is b"), NOTHING);
}

/// A decision with these rows below its head.
fn decision(policy: &str, rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| format!("  {row}\n")).collect();
    format!("decision d for Account {policy} {{\n{}}}\n", rows.concat())
}

/// What is found in a decision; the head is line 2.
fn in_table(policy: &str, rows: &[&str]) -> Vec<String> {
    tables(&decision(policy, rows))
}

fn tables(text: &str) -> Vec<String> {
    let source = SourceFile::new("test.gtm", format!("{RECORD}{text}"));
    let parsed = parse(&source);
    assert!(
        parsed.diagnostics.is_empty(),
        "{text}\n{:#?}",
        parsed.diagnostics
    );
    let analysis = analyse(
        &parsed.pack,
        &Beside::default(),
        "test.gtm",
        &Overrides::new(),
    );
    let before = RECORD.lines().count();
    analysis
        .diagnostics
        .iter()
        .filter(|finding| finding.code.info().text != "L001")
        .map(|finding| {
            let line = source.line_column(finding.span().start).line - before;
            let help = finding.help.clone().unwrap_or_default();
            format!("{}:{line} {} / {help}", finding.code, finding.message)
        })
        .collect()
}

#[test]
fn a_gap_is_shown_with_the_line_that_is_missing() {
    assert_eq!(
        in_table(
            "first",
            &[
                "| tier | revenue || d |",
                "| a | - || x |",
                "| b, c | >= 5k EUR || y |"
            ]
        ),
        ["L032:1 no line fits a row with tier b, revenue 0 EUR / \
          add the line `| b, c | < 5000 EUR || ? |`, or one with `otherwise`"]
    );
    assert_eq!(
        in_table(
            "first",
            &[
                "| employees | need || d | because |",
                "| < 10 | > 2 || x | \"x\" |",
                "| 10..20, > 30 | - || y | \"y\" |",
                "| - | <= 2 || z | \"z\" |"
            ]
        ),
        ["L032:1 no line fits a row with employees 21, need 3 / \
          add the line `| 21..30 | > 2 || ? | ? |`, or one with `otherwise`"]
    );
    assert_eq!(
        in_table("first", &["| country || d |", "| \"FR\", \"BE\" || x |"]),
        ["L032:1 no line fits a row with country \"any other\" / \
          add the line `| not \"FR\", \"BE\" || ? |`, or one with `otherwise`"]
    );
    assert_eq!(
        in_table(
            "all",
            &[
                "| since | visited || d |",
                "| < 2020-01-01 | - || x |",
                "| 2020-02-01.. | - || y |",
                "| - | yes || z |"
            ]
        ),
        [
            "L032:1 no line fits a row with since 2020-01-01, visited no / \
          add the line `| 2020-01-01..2020-01-31 | no || ? |`, or one with `otherwise`"
        ]
    );
    assert_eq!(
        in_table("first", &["| share || d |", "| known || x |"]),
        ["L032:1 no line fits a row with share unknown / \
          add the line `| unknown || ? |`, or one with `otherwise`"]
    );
    assert_eq!(
        in_table(
            "first",
            &["| tier || d |", "| a || x |", "| otherwise || y |"]
        ),
        NOTHING
    );
    assert_eq!(
        in_table(
            "first",
            &["| fit.band || d |", "| good || x |", "| poor || y |"]
        ),
        NOTHING
    );
}

#[test]
fn a_table_of_two_headings_lacks_a_row_or_a_column() {
    assert_eq!(
        in_table(
            "first",
            &[
                "| tier / level | low | mid |",
                "| a | x | y |",
                "| b | x | z |"
            ]
        ),
        [
            "L032:1 no line fits a row with tier c / add a row that begins with `c`",
            "L032:1 no line fits a row with level high / add a column headed `high`"
        ]
    );
    assert_eq!(
        in_table(
            "first",
            &[
                "| tier / visited | yes | no |",
                "| a, b, c | x | y |",
                "| b | x | z |"
            ]
        ),
        [
            "L004:4 the lines above take every row, so nothing from here on is ever reached / \
          move it up, or change the lines above"
        ]
    );
    assert_eq!(
        in_table(
            "unique",
            &[
                "| tier / visited | yes | no |",
                "| a, b | x | y |",
                "| b, c | x | z |"
            ]
        ),
        [
            "E266:4 a row with tier b fits two lines, and `unique` allows one / \
          change one of the two, or write `first` if the upper one decides"
        ]
    );
}

#[test]
fn lines_that_hold_at_once_or_twice() {
    assert_eq!(
        in_table(
            "unique",
            &[
                "| revenue | visited || d |",
                "| ..10k EUR | - || x |",
                "| 10k EUR.. | yes || y |",
                "| > 10k EUR | no || z |"
            ]
        ),
        [
            "E266:4 a row with revenue 10000 EUR, visited yes fits two lines, and `unique` allows one / \
          change one of the two, or write `first` if the upper one decides"
        ]
    );
    assert_eq!(
        in_table(
            "all",
            &[
                "| visited || d |",
                "| - || x |",
                "| yes || y |",
                "| yes || y |",
                "| yes || x |"
            ]
        ),
        [
            "L033:5 this line stands above already, so its outcome counts twice / \
          leave one of the two out, or change it"
        ]
    );
    assert_eq!(
        in_table(
            "unique",
            &[
                "| visited || d |",
                "| yes || y |",
                "| no || x |",
                "| otherwise || z |"
            ]
        ),
        [
            "L004:5 the lines above take every row, so `otherwise` is never reached / leave this line out"
        ]
    );
}

#[test]
fn what_hangs_on_a_tested_column_is_given_up_and_said() {
    // Whether `revenue` is above the half is open; the column of `visited` is looked at all the same.
    assert_eq!(
        in_table(
            "first",
            &[
                "| employees | visited || d |",
                "| > (need) | yes || x |",
                "| < 100 | yes || y |"
            ]
        ),
        ["L032:1 no line fits a row with employees 0, visited no / \
          add the line `| - | no || ? |`, or one with `otherwise`; whatever `need < employees` may be"]
    );
    assert_eq!(
        in_table(
            "first",
            &["| employees || d |", "| > (need) || x |", "| < 100 || y |"]
        ),
        [
            "L034:1 it is not known whether in `d` there is a row that no line fits / \
          `need < employees` cannot be compared with the rest; add a line with `otherwise`"
        ]
    );
    assert_eq!(
        in_table(
            "unique",
            &[
                "| employees || d |",
                "| > (need) || x |",
                "| <= (need) || y |"
            ]
        ),
        NOTHING
    );
    assert_eq!(
        in_table(
            "unique",
            &[
                "| employees || d |",
                "| > (need) || x |",
                "| 5 || y |",
                "| otherwise || z |"
            ]
        ),
        [
            "L034:1 it is not known whether in `d` two lines can hold at once / \
          `need < employees` cannot be compared with the rest; write `first` if the order may decide"
        ]
    );
}

#[test]
fn members_of_the_segment_are_the_rows() {
    let table = "decision d for wanted first {\n  | employees || d |\n  | 20..50 || x |\n  | > 50 || y |\n}\n";
    assert_eq!(tables(table), NOTHING);
    let table = "decision d for wanted first {\n  | employees || d |\n  | < 20 || x |\n  | >= 30 || y |\n}\n";
    assert_eq!(
        tables(table),
        [
            "L032:1 no line fits a row with employees 20 / add the line `| <= 29 || ? |`, or one with `otherwise`",
            "L003:3 this is never the case / no member of `wanted` meets it"
        ]
    );
}
