//! Files as raw tables, without a pack.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod binary;

use std::ops::ControlFlow;

use super::*;
use crate::data::DataError;

pub(super) fn table(text: &str, format: TableFormat) -> Result<RawTable, DataError> {
    open_text("f", text.to_owned(), format, Hints::default())
}

/// Each row as `line: cell|cell`, or `line! problem`.
pub(super) fn rows(table: &RawTable, columns: &[usize]) -> Vec<String> {
    let mut rows = Vec::new();
    table
        .walk(columns, &mut |row| {
            let cells: Vec<_> = row.cells.iter().map(|cell| cell.text()).collect();
            rows.push(match &row.problem {
                None => format!("{}: {}", row.line, cells.join("|")),
                Some(problem) => format!("{}! {problem}", row.line),
            });
            ControlFlow::Continue(())
        })
        .unwrap();
    rows
}

pub(super) fn names(table: &RawTable) -> Vec<&str> {
    let headers = table.headers().iter();
    headers.map(|header| header.name.as_str()).collect()
}

#[test]
fn the_columns_asked_for_come_in_the_order_asked_for_as_often_as_asked() {
    let csv = "a,b,c\n1,2,3\n4,5\n\n6,7,8\n";
    let json = "[{\"a\": 1, \"b\": \"2\", \"c\": true},\n {\"c\": null, \"d\": {}}]";
    let csv = table(csv, TableFormat::Csv).unwrap();
    let json = table(json, TableFormat::Json).unwrap();
    assert_eq!(names(&csv), ["a", "b", "c"]);
    assert_eq!(names(&json), ["a", "b", "c", "d"]);
    for _ in 0..2 {
        assert_eq!(
            rows(&csv, &[2, 0]),
            ["2: 3|1", "3! 2 cells where the header has 3", "5: 8|6"]
        );
        assert_eq!(rows(&json, &[2, 3, 0]), ["1: true||1", "2: |{}|"]);
    }
    assert_eq!(rows(&csv, &[]).len(), 3);
}

#[test]
fn a_walk_ends_when_it_is_told_to() {
    for (text, format) in [
        ("a\n1\n2\n3\n", TableFormat::Csv),
        ("{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n", TableFormat::NdJson),
    ] {
        let mut seen = 0;
        let mut visit = |_: &RawRow<'_>| {
            seen += 1;
            if seen == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        table(text, format).unwrap().walk(&[0], &mut visit).unwrap();
        assert_eq!(seen, 2);
    }
}

#[test]
fn lists_within_lists_stay_as_they_are_written() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let text = format!("{{\"a\": {deep}, \"b\": [1, [2]]}}");
    let table = table(&text, TableFormat::NdJson).unwrap();
    assert_eq!(rows(&table, &[1]), ["1: 1;[2]"]);
    assert!(rows(&table, &[0])[0].starts_with("1: [[["));
}

#[test]
fn rows_are_told_as_they_stand() {
    let text = "a;b\n\"x;y\"; z\nonly\n";
    let mut originals = Vec::new();
    let table = table(text, TableFormat::Csv).unwrap();
    table
        .walk(&[], &mut |row| {
            originals.push(row.original());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(originals, [vec!["x;y", " z"], vec!["only"]]);
}
