//! Checks of a pack, as `gtm run`, `gtm explain` and `gtm test` tell of them.

use crate::support::Folder;

const PACK: &str = r#"pack offers "Offers"

record Offer {
  name  text key
  price number
  floor number
}

check faults "What is wrong with an offer" for Offer {
  above "Above the floor": price > floor  else "{price} against {floor}"
}

check balance "A balanced portfolio" {
  paid "All cost something": none(Offer where price is 0)  else "{failing} cost nothing"
  two  "At least two":       count(Offer) >= 2
}

view prices "Prices" for Offer {
  show name, price
}

test "a gift" {
  given Offer { name: "Gift", price: 0, floor: 0 }
  expect faults
  expect not balance
}
"#;

fn folder(name: &str, rows: &str) -> Folder {
    let rows = format!("name,price,floor\n{rows}");
    Folder::new(name, &[("offers.gtm", PACK), ("offers.csv", &rows)])
}

/// What `run` tells of the checks, below the view.
fn told(out: &str) -> &str {
    out.split_once("\n\nchecks\n")
        .map_or("nothing", |(_, told)| told)
}

#[test]
fn each_failing_line_names_its_rows_and_each_open_one_what_it_hangs_on() {
    let folder = folder("checks-fail", "Acme,5,10\nBeta,20,10\nCyd,,10\nDan,1,10\n");
    let ran = folder.gtm("run offers.gtm --data offers.csv");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.starts_with("prices  Prices"), "{}", ran.out);
    assert_eq!(
        told(&ran.out),
        "  faults  What is wrong with an offer: 2 of 4 rows fail, 1 undecided
    Above the floor
      Acme  5 against 10
      Dan   1 against 10
    Above the floor, undecided
      Cyd  hangs on `price`
  balance  A balanced portfolio: undecided
    All cost something, undecided: hangs on `Offer.price`
"
    );
}

#[test]
fn all_rows_are_counted_and_the_first_ten_named() {
    let rows: String = (0..14).map(|place| format!("r{place},1,2\n")).collect();
    let folder = folder("checks-many", &rows);
    let ran = folder.gtm("run offers.gtm --data offers.csv");
    let told = told(&ran.out);
    assert!(told.contains("14 of 14 rows fail\n"), "{told}");
    assert!(
        told.contains("      r9  1 against 2\n      and 4 more\n"),
        "{told}"
    );
    assert!(!told.contains("r10"), "{told}");
}

#[test]
fn an_undecided_check_is_wanting_in_a_strict_run_only() {
    let folder = folder("checks-strict", "Acme,,10\nBeta,20,10\n");
    let ran = folder.gtm("run offers.gtm --data offers.csv");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        told(&ran.out).contains("1 of 2 rows undecided\n"),
        "{ran:?}"
    );
    let strict = folder.gtm("run offers.gtm --data offers.csv --strict");
    assert_eq!(strict.status, 1, "{strict:?}");
}

#[test]
fn a_warning_leaves_the_status_alone() {
    let folder = folder("checks-warning", "Acme,5,10\nBeta,20,10\n");
    let text = folder
        .text("offers.gtm")
        .replace("for Offer {\n  above", "for Offer warning {\n  above");
    std::fs::write(folder.path("offers.gtm"), text).unwrap();
    let ran = folder.gtm("run offers.gtm --data offers.csv --strict");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        told(&ran.out).contains(": warning: 1 of 2 rows fails\n"),
        "{ran:?}"
    );
}

#[test]
fn data_and_checks_go_apart() {
    let folder = folder("checks-csv", "Acme,20,10\n");
    let ran = folder.gtm("run offers.gtm --data offers.csv --format csv");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(ran.out, "name,price\nAcme,20\n");
    assert!(
        ran.err.contains(
            "checks
  faults  What is wrong with an offer: holds for 1 row
  balance  A balanced portfolio: fails
    At least two: count(Offer) is 1
"
        ),
        "{}",
        ran.err
    );
}

#[test]
fn the_view_checks_is_a_table_of_them() {
    let folder = folder("checks-table", "Acme,5,10\nBeta,,10\n");
    let ran = folder.gtm("run offers.gtm --data offers.csv --view checks --format csv");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(
        ran.out,
        "check,line,row,outcome,text
faults,above,Acme,fails,5 against 10
faults,above,Beta,undecided,hangs on `price`
balance,paid,,undecided,hangs on `Offer.price`
balance,two,,holds,
"
    );
}

#[test]
fn a_check_of_all_rows_is_explained_without_a_row() {
    let folder = folder("checks-explain", "Acme,0,10\nBeta,3,10\n");
    let ran = folder.gtm("explain offers.gtm --data offers.csv --rule balance");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(
        ran.out,
        "all rows

  balance  no  A balanced portfolio
    paid  no   Acme cost nothing
    two   yes  count(Offer) is 2
"
    );
    let ran = folder.gtm("explain offers.gtm --data offers.csv --rule balance --row Acme");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("leave `--row` out"), "{}", ran.err);
    let ran = folder.gtm("explain offers.gtm --data offers.csv --rule faults");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--row KEY"), "{}", ran.err);
}

#[test]
fn expectations_speak_of_checks() {
    let folder = folder("checks-test", "");
    let ran = folder.gtm("test offers.gtm");
    assert!(ran.out.contains("FAIL  a gift"), "{}", ran.out);
    assert!(
        ran.out.contains("because   faults: 0 against 0"),
        "{}",
        ran.out
    );
}
