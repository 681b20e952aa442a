//! The laws of the formatter on random trees, and its looks on chosen texts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::prelude::*;

use super::{format, strategies};
use crate::source::SourceFile;
use crate::syntax::ast::Pack;
use crate::syntax::parse;

fn file(text: &str) -> SourceFile {
    SourceFile::new("test.gtm", text)
}

/// The tree of a text that has no errors.
fn tree(text: &str) -> Pack {
    let parsed = parse(&file(text));
    let errors: Vec<_> = parsed
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    parsed.pack
}

fn formatted(text: &str) -> String {
    format(&file(text), &tree(text))
}

/// Formats to `expected`, which is formatted already.
fn becomes(text: &str, expected: &str) {
    let expected = expected.strip_prefix('\n').unwrap();
    let once = formatted(text);
    assert!(once == expected, "got:\n{once}\nexpected:\n{expected}");
    assert_eq!(formatted(&once), once);
}

fn comments(pack: &Pack) -> Vec<String> {
    let mut texts: Vec<String> = pack
        .comments
        .iter()
        .map(|comment| comment.text.clone())
        .collect();
    texts.sort();
    texts
}

/// The text with comments behind some lines and between some others.
fn commented(text: &str, places: &[u8]) -> String {
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        let place = places.get(at % places.len().max(1)).copied().unwrap_or(0);
        if place & 1 == 1 {
            out.push_str(&std::format!("   # before {at} \"{{\n"));
        }
        out.push_str(line);
        if place & 2 == 2 {
            out.push_str(&std::format!(" # behind {at} }}"));
        }
        out.push('\n');
        if place & 4 == 4 {
            out.push('\n');
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatted_text_parses_to_the_same_tree(pack in strategies::pack()) {
        let text = format(&file(""), &pack);
        let again = tree(&text);
        prop_assert_eq!(&again, &pack, "{}", text);
        prop_assert_eq!(format(&file(&text), &again), text);
    }

    #[test]
    fn comments_are_kept_and_change_nothing(pack in strategies::pack(), places in proptest::collection::vec(0..8u8, 1..20)) {
        let text = commented(&format(&file(""), &pack), &places);
        let before = tree(&text);
        let once = format(&file(&text), &before);
        let after = tree(&once);
        prop_assert_eq!(&after.statements, &pack.statements, "{}", once);
        prop_assert_eq!(comments(&after), comments(&before), "{}\n{}", text, once);
        prop_assert_eq!(format(&file(&once), &after), once, "{}", text);
    }

    #[test]
    fn lines_are_clean(pack in strategies::pack()) {
        let text = format(&file(""), &pack);
        prop_assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains("\n\n\n"));
        for line in text.lines() {
            prop_assert_eq!(line.trim_end(), line);
            prop_assert!(!line.contains('\t'));
        }
    }
}

#[test]
fn records_stand_in_columns_and_fields_on_lines_of_their_own() {
    becomes(
        r#"
record Account "One company a row" {
  name text key   country text
  budget 1..5 "Can they buy?"


  status one of planned,started,done column "State"
  share percent = a/b
  rivals many Rival by market complete when listed
  missing "Select","n/a"
}
"#,
        r#"
record Account "One company a row" {
  name    text key
  country text
  budget  1..5    "Can they buy?"

  status  one of planned, started, done column "State"
  share   percent = a / b
  rivals  many Rival by market complete when listed
  missing "Select", "n/a"
}
"#,
    );
}

#[test]
fn gates_and_options_align_what_is_compared() {
    becomes(
        r#"
segment target "Not off-target" for Account {
  delivery "We can deliver there": country in served else "{country} is too far"
  size "Big enough": employees>=20 else "only {employees}"
  any: budget + need > 3
}
strategy next for Account {
  drop "Leave out" when not target
  meet "Propose a meeting" when responded and bant.band is hot
    when urgent because "it is urgent"
  wait otherwise
}
"#,
        r#"
segment target "Not off-target" for Account {
  delivery "We can deliver there": country in served  else "{country} is too far"
  size     "Big enough":           employees >= 20    else "only {employees}"
  any:                             budget + need > 3
}

strategy next for Account {
  drop "Leave out"         when not target
  meet "Propose a meeting" when responded and bant.band is hot
                           when urgent  because "it is urgent"
  wait                     otherwise
}
"#,
    );
}

#[test]
fn what_does_not_fit_is_broken_where_it_joins_again() {
    becomes(
        r#"
strategy positioning for Market {
  relative_advantages when none(rivals where holds is relative_advantages) because "the key factors are taken by others"
  price otherwise
}

view call_list for target {
  show name, bant, bant.band, next_step, next_step.because, country, employees, budget, authority, need
  where employees > 10
  sort bant descending, name ascending
}
"#,
        r#"
strategy positioning for Market {
  relative_advantages when none(rivals where holds is relative_advantages)
                      because "the key factors are taken by others"
  price               otherwise
}

view call_list for target {
  show name, bant, bant.band, next_step, next_step.because, country, employees, budget, authority,
       need
  where employees > 10
  sort bant descending, name
}
"#,
    );
}

#[test]
fn scores_tables_and_tests() {
    becomes(
        r#"
score engagement for Contact {
  demo "Asked for a demo": +10 when asked
  at most 40 "Reading" {
    web "Visits": +2 each visits where fresh
    docs: +15 each papers , at most 20
  }
  limit 0..100
  band A "Now" from 75 band B from 50 band Cold otherwise
}
list Phase ordered { | name | label |
| early | "Early ""birds"" 東京" |
| late | | }
test "t" {
  as of 2026-01-31
  given Account { name:"Acme",employees:40 }
  expect "Acme":bant is 625
  expect bant.band possible hot,
    warm
}
"#,
        r#"
score engagement for Contact {
  demo "Asked for a demo": +10 when asked
  at most 40 "Reading" {
    web "Visits": +2  each visits where fresh
    docs:         +15 each papers, at most 20
  }
  limit 0..100
  band A    "Now" from 75
  band B          from 50
  band Cold       otherwise
}

list Phase ordered {
  | name  | label                  |
  | early | "Early ""birds"" 東京" |
  | late  |                        |
}

test "t" {
  as of 2026-01-31
  given Account { name: "Acme", employees: 40 }
  expect "Acme": bant is 625
  expect bant.band possible hot, warm
}
"#,
    );
}

#[test]
fn params_may_stay_together_and_statements_are_parted() {
    becomes(
        r#"
pack abm "Account-based"
source "one"
source "two"
param served = ["FR","BE"] "Countries"
param min_staff integer = 20
# the floor
param floor = 3

param alone = 1.50
record A { a text }
"#,
        r#"
pack abm "Account-based"
source "one"
source "two"

param served            = ["FR", "BE"] "Countries"
param min_staff integer = 20
# the floor
param floor             = 3

param alone = 1.50

record A {
  a text
}
"#,
    );
}

#[test]
fn comments_stay_with_what_they_are_about() {
    becomes(
        r#"
# the head

pack abm   # behind the head
# close to the next
record A { # behind the brace
  a text # first
  bcd text      # second

  # before c
  c text   d text # behind d
  # at the end
} # behind the end
segment s for A {
  one: a is "x" # inside
    and b is "y" # behind
}
test "t" {
  given A { a: "x", # the name
    c: "z" }
  expect s
}
# last
"#,
        r#"
# the head

pack abm  # behind the head

# close to the next
record A {  # behind the brace
  a   text  # first
  bcd text  # second

  # before c
  c   text
  d   text  # behind d
  # at the end
}  # behind the end

segment s for A {
  # inside
  one: a is "x" and b is "y"  # behind
}

test "t" {
  given A {
    a: "x",  # the name
    c: "z"
  }
  expect s
}
# last
"#,
    );
}

#[test]
fn line_ends_of_windows_and_blanks_at_line_ends_go() {
    let text = "# head \n\nrecord A {  # brace\t\n  a text # x\n\n  b text   \n}\n\n\n";
    let plain = formatted(text);
    assert_eq!(
        plain,
        "# head\n\nrecord A {  # brace\n  a text  # x\n\n  b text\n}\n"
    );
    assert_eq!(formatted(&text.replace('\n', "\r\n")), plain);
    assert_eq!(formatted(&std::format!("\u{feff}{text}")), plain);
}

#[test]
fn a_file_of_nothing_or_of_comments() {
    assert_eq!(formatted(""), "");
    assert_eq!(formatted("\n \n"), "");
    assert_eq!(formatted("\n# one\n\n\n  # two"), "# one\n\n# two\n");
}

#[test]
fn decisions_are_aligned_and_keep_one_form() {
    becomes(
        r#"
decision channel "Which" for Deal   gives Channel first {
| buyer|amount||channel|approach|because|
|---|:--|--|---:|---|
| executive,expert | >=100k EUR|| direct | "a visit" | "{amount} is large" |
|not end_user|5k..20k EUR  || web | (amount/2) | |
| known|> 10 and<=20, 30||web|"x"| |
| otherwise | || shop | "" | |
}
"#,
        r#"
decision channel "Which" for Deal gives Channel first {
  | buyer             | amount             || channel | approach     | because             |
  | executive, expert | >= 100k EUR        || direct  | "a visit"    | "{amount} is large" |
  | not end_user      | 5k..20k EUR        || web     | (amount / 2) |                     |
  | known             | > 10 and <= 20, 30 || web     | "x"          |                     |
  | otherwise         |                    || shop    | ""           |                     |
}
"#,
    );
}

#[test]
fn a_pasted_table_gets_its_bars_from_the_name_of_its_decision() {
    becomes(
        "
decision d for Deal all {
  | a | b | d | e |
  |:-:|---|---|---|
  | - | not no | x | 1 |
}
",
        "
decision d for Deal all {
  | a | b      || d | e |
  | - | not no || x | 1 |
}
",
    );
}

#[test]
fn a_table_of_two_headings_is_aligned() {
    becomes(
        "
decision grade for Contact unique {
 |fit.band/engagement.band|1|2 , 3|
 |A|call|wait|
}
",
        "
decision grade for Contact unique {
  | fit.band / engagement.band | 1    | 2, 3 |
  | A                          | call | wait |
}
",
    );
}
