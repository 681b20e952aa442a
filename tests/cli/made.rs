//! Rows that are made: of other rows, and of every combination.

use crate::support::Folder;

const COVERAGE: &str = "pack coverage\n\n\
record Deal {\n  name   text key\n  model  one of direct, web\n  amount money EUR 0..\n}\n\n\
record Coverage from Deal by model {\n  deals    = count(rows)\n  bookings = sum(amount of rows)\n}\n\n\
record Total from Deal {\n  all_deals = count(rows)\n}\n\n\
segment enough for Coverage {\n  booked: bookings >= 100 EUR\n}\n";

const DEALS: &str = "name,model,amount\na,direct,100\nb,,30\nc,web,\n";

fn coverage(name: &str) -> Folder {
    Folder::new(name, &[("coverage.gtm", COVERAGE), ("deals.csv", DEALS)])
}

#[test]
fn rows_of_an_open_group_are_told_of() {
    let folder = coverage("made-open");
    let ran = folder.gtm("run coverage.gtm --data deals.csv --view Coverage --format csv");
    assert_eq!(ran.status, 0, "{ran:?}");
    let said = "Coverage: 1 row of Deal has no known `model`; each may belong to several groups\n";
    assert!(ran.err.contains(said), "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(
        lines[1].starts_with("direct,,unknown,1,2,,unknown,100,130,yes,"),
        "{lines:?}"
    );
    assert!(
        lines[2].starts_with("web,,unknown,1,2,,unknown,0,,,unknown,"),
        "{lines:?}"
    );
}

/// One deal is known to be big and one may be, so nobody knows whether there is a group `south` at
/// all: nothing certain is said of it.
#[test]
fn a_group_that_may_not_be_there_fails_no_check_and_is_marked() {
    let pack = "pack groups\n\n\
record Deal {\n  name   text key\n  region text\n  amount money EUR 0..\n}\n\n\
segment big for Deal {\n  amount: amount >= 50 EUR\n}\n\n\
record Region from big by region {\n  bookings = sum(amount of rows)\n}\n\n\
check booked for Region {\n  enough \"Enough\": count(rows) >= 5  else \"too few\"\n}\n\n\
view groups for Region {\n  show region\n}\n";
    let deals = "name,region,amount\na,north,100\nb,south,\n";
    let folder = Folder::new(
        "made-perhaps",
        &[("groups.gtm", pack), ("deals.csv", deals)],
    );
    let ran = folder.gtm("run groups.gtm --data deals.csv");
    assert_eq!(ran.status, 1, "{ran:?}");
    let said = "  booked: 1 of 2 rows fails, 1 undecided
    Enough
      north  too few
    Enough, undecided
      south  too few, if any row belongs to it
";
    assert!(ran.out.contains(said), "{}", ran.out);
    assert!(ran.out.contains("? south"), "{}", ran.out);
}

#[test]
fn a_group_is_explained_by_what_it_shares() {
    let folder = coverage("made-explain");
    let ran = folder.gtm("explain coverage.gtm --data deals.csv --row web");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.out.contains("hangs on: rows.amount, rows.model"),
        "{}",
        ran.out
    );
    let ran = folder.gtm("explain coverage.gtm --data deals.csv --row shop");
    assert_ne!(ran.status, 0);
    assert!(ran.err.contains("there is no row `shop`"), "{}", ran.err);
    // Nothing judges a deal: its answers are told.
    let ran = folder.gtm("explain coverage.gtm --data deals.csv --row b");
    assert_eq!(ran.status, 0, "{ran:?}");
    let said = "b\n\n  name    b\n  model   unknown\n  amount  30 EUR\n";
    assert_eq!(ran.out, said);
    // So are the calculations of a group that nothing judges, and the rows that each is made of.
    let ran = folder.gtm("explain coverage.gtm --data deals.csv --row Total");
    let said = "Total\n\n  rows       a, b and c\n  all_deals  3           = count(rows)\n      a\n      b\n      c\n";
    assert_eq!(ran.out, said);
}

#[test]
fn what_a_group_is_worked_out_from_is_told_row_by_row() {
    let folder = coverage("made-rows");
    let ran = folder.gtm("explain coverage.gtm --data deals.csv --row direct");
    let said = "direct\n\n  \
bookings  100 to 130 EUR  = sum(amount of rows); hangs on rows.model\n      \
a  100 EUR\n      b  30 EUR   perhaps\n\n  enough  yes\n    booked  yes  bookings is 100 to 130 EUR\n";
    assert!(ran.out.starts_with(said), "{}", ran.out);
    let ran = folder.gtm("explain coverage.gtm --data deals.csv --row web");
    let said = "  To settle enough\n    model of b and amount of c → yes or no\n";
    assert!(ran.out.contains(said), "{}", ran.out);
    // The amount has no end, so that not every value can be tried, and it says so.
    assert!(
        ran.out.contains("not every value could be tried"),
        "{}",
        ran.out
    );
    let ran = folder.gtm("explain coverage.gtm --data deals.csv --row Deal:a");
    assert!(ran.out.contains("amount  100 EUR"), "{}", ran.out);
}

#[test]
fn rows_that_are_made_have_no_table() {
    let folder = coverage("made-table");
    for arguments in [
        "--data Deal=deals.csv --data Coverage=deals.csv",
        "--data deals.csv --without Coverage",
    ] {
        let ran = folder.gtm(&format!("run coverage.gtm {arguments}"));
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.err.contains("E320"), "{}", ran.err);
    }
}

const PANEL: &str = "pack panel\n\n\
record Scenario {\n  name    text key\n  ratings many Rating by scenario\n  mean    = mean(answer of ratings)\n}\n\n\
record Rater {\n  name text key\n}\n\n\
record Rating for every scenario, rater {\n  scenario Scenario\n  rater    Rater\n  answer   1..5\n}\n\n\
record Left for every scenario, rater {\n  scenario Scenario\n  rater    Rater\n  \
label    = \"{scenario.name} without {rater.name}\"\n}\n";

#[test]
fn combinations_without_a_row_are_rows_of_unknowns() {
    let ratings = "scenario,rater,answer\ns,r,4\ns,r,5\nt,r,2\n";
    let folder = Folder::new(
        "made-every",
        &[
            ("panel.gtm", PANEL),
            ("data/scenarios.csv", "name\ns\nt\n"),
            ("data/raters.csv", "name\nr\nq\n"),
            ("data/ratings.csv", ratings),
        ],
    );
    let ran = folder.gtm("run panel.gtm --data data --view Rating --format csv");
    // The second row of `s` and `r` is set aside.
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.err.contains(
            "3 rows read from data/ratings.csv, 2 evaluated, 1 set aside, 2 combinations not answered"
        ),
        "{}",
        ran.err
    );
    assert_eq!(ran.out, "scenario,rater,answer\ns,q,\ns,r,4\nt,q,\nt,r,2\n");
    let ran = folder.gtm("run panel.gtm --data data --view Scenario --format csv");
    // (4 + 1) / 2 to (4 + 5) / 2, and (2 + 1) / 2 to (2 + 5) / 2
    assert_eq!(
        ran.out,
        "name,mean,mean_status,mean_low,mean_high\ns,,unknown,2.5,4.5\nt,,unknown,1.5,3.5\n"
    );
    let ran = folder.gtm("run panel.gtm --data data --view Left --format csv");
    assert!(ran.out.contains("t,q,t without q\n"), "{}", ran.out);
    // Nothing is known of any answer, but who is asked what is.
    let ran = folder.gtm(
        "run panel.gtm --data data/scenarios.csv --data data/raters.csv --without Rating --view Rating --format csv",
    );
    assert_eq!(ran.out.lines().count(), 5, "{}", ran.out);
}
