//! `gtm init`, a first pack of tables, and `gtm data`, how tables fit a pack.

use crate::support::Folder;

const DEALS: &str = "Deal No,Company,Stage,Amount,Signed\n\
1,Acme,won,\"$1,200\",13/01/2026\n2,Beta,lost,$900,02/01/2026\n3,Acme,won,n/a,02/01/2026\n4,Ceta,lost,$20,\n";

#[test]
fn a_first_pack_is_written_and_runs() {
    let folder = Folder::new("init", &[("deals.csv", DEALS)]);
    let ran = folder.gtm("init deals.csv --out deals.gtm");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{ran:?}");
    assert!(ran.err.contains("deals.gtm written"), "{}", ran.err);
    let ran = folder.gtm("check deals.gtm");
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (0, "deals.gtm: fine\n"),
        "{ran:?}"
    );
    assert_eq!(folder.gtm("fmt --check deals.gtm").status, 0);
    assert_eq!(folder.gtm("test deals.gtm").status, 0);
    let ran = folder.gtm("run deals.gtm --data deals.csv --format csv");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(ran.out.lines().count(), 5, "{}", ran.out);
    let ran = folder.gtm("data deals.gtm --data deals.csv");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.ends_with("everything fits\n"), "{}", ran.out);
}

#[test]
fn a_pack_that_is_there_is_left_alone() {
    let folder = Folder::new("init-force", &[("deals.csv", DEALS), ("deals.gtm", "mine")]);
    let ran = folder.gtm("init deals.csv --out deals.gtm");
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.err.contains("add --force"), "{}", ran.err);
    assert_eq!(folder.text("deals.gtm"), "mine");
    assert_eq!(
        folder.gtm("init deals.csv --out deals.gtm --force").status,
        0
    );
    assert!(folder.text("deals.gtm").contains("record Deal"));
}

#[test]
fn files_that_cannot_be_read_are_all_told() {
    let folder = Folder::new("init-bad", &[("deals.csv", DEALS), ("empty.csv", "")]);
    let ran = folder.gtm("init deels.csv empty.csv --out deals.gtm");
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.err.contains("did you mean `deals.csv`?"), "{}", ran.err);
    assert!(ran.err.contains("the file is empty"), "{}", ran.err);
    assert!(!folder.path("deals.gtm").exists());
}

const PACK: &str = "pack fit\n\n\
record Account {\n  account text key\n}\n\n\
record Deal {\n  id      text key\n  account Account\n  stage   one of won, lost\n  amount  money EUR 0..1000\n  \
signed  date as \"DD/MM/YYYY\"\n  sent    date\n  note    text\n}\n";

const BAD: &str = "id,account,Stage,amount,signed,sent,note\n\
d1,Acme,won,5 EUR,2026-01-31,03/04/2026,a\n\
d2,Acme Ltd,won,1200,2026-01-30,01/02/2026,b\n\
d2,Beta,lost,many,2026-01-29,05/06/2026,c\n\
,Beta,lost,7,2026-01-28,07/08/2026,d\n";

#[test]
fn what_does_not_fit_is_told_with_the_line_that_mends_it() {
    let folder = Folder::new(
        "fit",
        &[
            ("fit.gtm", PACK),
            ("deals.csv", BAD),
            ("accounts.csv", "account\nAcme\nBeta\n"),
        ],
    );
    let ran = folder.gtm("data fit.gtm --data accounts.csv --data deals.csv");
    assert_eq!(ran.status, 1, "{ran:?}");
    for said in [
        "Deal: 4 rows of deals.csv (separated values, UTF-8, commas between the cells); 2 of them would be set aside",
        "missing column  Deal.stage: there is no column `stage`",
        "write: stage one of won, lost column \"Stage\"",
        "no key  Deal: 1 row without a key (`id`) (first on line 5)",
        "doubled key  Deal: 1 row with a key (`id`) that was there already; 1 key is used more than once",
        "no such row  Deal.account: 1 row names no row of Account (first on line 3)",
        "`Acme Ltd` (1 on line 3",
        "out of range  Deal.amount: 1 cell: 1200 is outside 0 EUR..1000 EUR (first on line 3)",
        "write: amount money EUR 0..1200",
        "unreadable  Deal.amount: 1 cell: ",
        "write: amount money EUR 0..1000 missing \"many\"",
        "unreadable  Deal.signed: 4 cells: ",
        "write: signed date as \"YYYY-MM-DD\"",
        "several readings  Deal.sent: 4 cells: ",
        "write: sent date as \"DD/MM/YYYY\"",
        "or:    sent date as \"MM/DD/YYYY\"",
    ] {
        assert!(ran.out.contains(said), "{said} is not in\n{}", ran.out);
    }
    let ran = folder.gtm("data fit.gtm --data deals.csv --without Account --format markdown");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("### Deal: 4 rows"), "{}", ran.out);
    // One table that is not there keeps no other from being looked at.
    let ran =
        folder.gtm("data fit.gtm --data Deal=deals.csv --data Account=nothing.csv --format json");
    assert_eq!(ran.status, 1, "{ran:?}");
    let fit: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(fit["tables"].as_array().unwrap().len(), 1);
    assert_eq!(fit["errors"][0]["code"], "E302");
}

#[test]
fn what_is_changed_about_cells_is_told_with_the_first_of_them() {
    let pack = "record Deal {\n  id     text key\n  amount number\n  margin percent\n}\n";
    let deals = "id,amount,margin\na, 1.234,50 ,\n";
    let deals = deals.replace(" 1.234,50 ", "\" 1.234,50 \"") + "b,\"7,5\",20%\n";
    let folder = Folder::new("fit-changes", &[("deal.gtm", pack), ("deals.csv", &deals)]);
    let ran = folder.gtm("data deal.gtm --data deals.csv");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("as \"1.234,5\""), "{}", ran.out);
    assert!(
        ran.out
            .contains("1 with blanks around them, left out (first  1.234,50 , line 2)"),
        "{}",
        ran.out
    );
}
