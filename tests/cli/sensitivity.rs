//! `gtm sensitivity`.

use crate::support::Folder;

#[test]
fn numbers_and_what_lies_beyond() {
    let folder = Folder::little("sensitivity");
    let ran = folder.gtm("sensitivity little.gtm --data accounts.csv --format csv");
    assert_eq!(ran.status, 0, "{ran:?}");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        lines[0],
        "kind,constant,line,value,from,to,below,above,found"
    );
    // Sizes 40, 30, 3 and unknown.
    assert!(
        lines[1].starts_with("threshold,\"segment target, size\",11,20,3.000001,30,"),
        "{}",
        lines[1]
    );
    assert!(
        lines[1].contains("3: Tiny target no → yes")
            && lines[1].contains("30.000001: Beta target yes → no"),
        "{}",
        lines[1]
    );
    let ran = folder.gtm("sensitivity little.gtm --data accounts.csv");
    for title in ["numbers ", "tornado "] {
        assert!(
            ran.out.lines().any(|line| line.starts_with(title)),
            "{}",
            ran.out
        );
    }
    let ran = folder.gtm("sensitivity little.gtm --data accounts.csv --show tornado --format json");
    let rows: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 2, "{rows}");
    assert_eq!(
        folder
            .gtm("sensitivity little.gtm --data accounts.csv --rule nobody")
            .status,
        2
    );
}
