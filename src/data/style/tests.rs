#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::*;
use crate::written::DecimalMark;

fn column(cells: &[&str]) -> ColumnEvidence {
    let mut evidence = ColumnEvidence::default();
    for (place, cell) in cells.iter().enumerate() {
        evidence.take(cell, place as u64 + 2);
    }
    evidence
}

/// A verdict on one line: `1.234,5 by 1,5@3`, `open 1,234@2: 1234 (1,234.5) or 1.234 (1234,5)`.
fn told<S>(verdict: Verdict<S>, style: impl Fn(&S) -> String) -> String {
    let at = |witness: &Witness| format!("{}@{}", witness.text, witness.line);
    match verdict {
        Verdict::Nothing => "nothing".to_owned(),
        Verdict::Plain { perhaps: None } => "plain".to_owned(),
        Verdict::Plain {
            perhaps: Some(cell),
        } => format!("plain, perhaps not {}", at(&cell)),
        Verdict::Proved { style: s, by: None } => style(&s),
        Verdict::Proved {
            style: s,
            by: Some(by),
        } => format!("{} by {}", style(&s), at(&by)),
        Verdict::Open { example, readings } => {
            let readings = readings
                .iter()
                .map(|reading| format!("{} ({})", reading.value, reading.written_as));
            format!(
                "open {}: {}",
                at(&example),
                readings.collect::<Vec<_>>().join(" or ")
            )
        }
        Verdict::Contradictory { one, other } => format!("{} against {}", at(&one), at(&other)),
    }
}

fn numbers(cells: &[&str]) -> String {
    told(column(cells).numbers.verdict(), |style| style.example())
}

fn dates(cells: &[&str]) -> String {
    told(column(cells).dates.verdict(), |style| {
        style.text().to_owned()
    })
}

fn yes_no(cells: &[&str]) -> String {
    told(column(cells).yes_no.verdict(), |pair| {
        format!("{}/{}", pair.yes[0], pair.no[0])
    })
}

#[test]
fn one_cell_proves_the_numbers_of_a_column() {
    for (cells, expected) in [
        (&["1", "2.5", "-3"][..], "plain"),
        (&["1,234", "1,234.50"], "1,234.5 by 1,234.50@3"),
        (&["1,234", "1,23"], "1234,5 by 1,23@3"),
        (&["1,234", "12,34,567"], "1,234.5 by 12,34,567@3"),
        (&["1.234", "1.234,50"], "1.234,5 by 1.234,50@3"),
        (&["1.234", "2.345.678"], "1.234,5 by 2.345.678@3"),
        (&["1,234", "0.5"], "1,234.5 by 0.5@3"),
        (&["1 234", "5"], "1 234.5"),
        (&["1 234", "5,5"], "1 234,5 by 5,5@3"),
        (&["1'234.50"], "1'234.5 by 1'234.50@2"),
        (
            &["$1,234", "$12"],
            "open $1,234@2: 1234 (1,234.5) or 1.234 (1234,5)",
        ),
        (
            &["1,234", "1.234"],
            "open 1,234@2: 1234 (1,234.5) or 1.234 (1.234,5)",
        ),
        (&["(1,234)k"], "nothing"),
        (
            &["-1,234k"],
            "open -1,234k@2: -1234000 (1,234.5) or -1234 (1234,5)",
        ),
        (&["1.234", "12"], "plain, perhaps not 1.234@2"),
        (&["1.234", "0.5"], "plain"),
        (&["1,5", "1.5"], "1,5@2 against 1.5@3"),
        (&["1,234.5", "1 234.5"], "1,234.5@2 against 1 234.5@3"),
        (&["", " "], "nothing"),
        (&["abc"], "nothing"),
    ] {
        assert_eq!(numbers(cells), expected, "{cells:?}");
    }
}

#[test]
fn what_is_around_numbers_is_counted() {
    let column = column(&["$1,234.50", "USD 5", "12 usd", "x", "3%", "1.2M", "7.0"]);
    let numbers = &column.numbers;
    assert_eq!(
        (
            numbers.numbers(),
            numbers.percents(),
            numbers.scaled(),
            numbers.whole()
        ),
        (6, 1, 1, 4)
    );
    let (others, first) = numbers.others();
    assert_eq!((others, first.map(|cell| cell.line)), (1, Some(5)));
    let currencies: Vec<(&str, u64)> = numbers
        .currencies()
        .iter()
        .map(|seen| (seen.text.as_str(), seen.count))
        .collect();
    assert_eq!(currencies, [("$", 1), ("USD", 2)]);
    assert!(!column.all_numbers());
    assert_eq!(numbers.proved_mark(), Some(DecimalMark::Point));
}

#[test]
fn one_cell_proves_the_order_of_dates() {
    for (cells, expected) in [
        (&["2026-01-31", "2026-01-01T10:00Z"][..], "plain"),
        (&["03/04/2025", "25/04/2025"], "DD/MM/YYYY by 25/04/2025@3"),
        (&["03/04/2025", "04/25/2025"], "MM/DD/YYYY by 04/25/2025@3"),
        (
            &["04/04/2025", "03/04/2025"],
            "open 03/04/2025@3: 2025-04-03 (DD/MM/YYYY) or 2025-03-04 (MM/DD/YYYY)",
        ),
        (&["04/04/2025"], "DD/MM/YYYY"),
        (&["2025/03/04"], "YYYY/MM/DD"),
        (
            &["31.1.2026 14:05", "1.1.2026"],
            "DD.MM.YYYY by 31.1.2026 14:05@2",
        ),
        (&["3 Jan 2025", "31 January 2025"], "DD MMM YYYY"),
        (&["3-Jan-2025"], "DD-MMM-YYYY"),
        (&["Jan. 3, 2025"], "MMM DD, YYYY"),
        (
            &["25/04/2025", "04/25/2025"],
            "25/04/2025@2 against 04/25/2025@3",
        ),
        (
            &["25/04/2025", "25.04.2025"],
            "25/04/2025@2 against 25.04.2025@3",
        ),
        (
            &["2025-04-25", "25/04/2025"],
            "25/04/2025@3 against 2025-04-25@2",
        ),
        (&["31/04/2025"], "nothing"),
        (&["May-20", "20"], "nothing"),
        (
            &["03/04/25"],
            "open 03/04/25@2: 2025-04-03 (DD/MM/20YY) or 2025-03-04 (MM/DD/20YY) or 2003-04-25 (20YY/MM/DD)",
        ),
        (
            &["25/13/01", "31/12/99"],
            "open 31/12/99@3: 2099-12-31 (DD/MM/20YY) or 1999-12-31 (DD/MM/19YY)",
        ),
        (
            &["3/31/99"],
            "open 3/31/99@2: 2099-03-31 (MM/DD/20YY) or 1999-03-31 (MM/DD/19YY)",
        ),
    ] {
        assert_eq!(dates(cells), expected, "{cells:?}");
    }
    let timed = column(&["2026-01-31 10:00", "2026-01-31", "x"]);
    assert_eq!(
        (
            timed.dates.timed(),
            timed.dates.dates(),
            timed.dates.others().0
        ),
        (1, 2, 1)
    );
}

#[test]
fn words_of_one_language_prove_yes_and_no() {
    for (cells, expected) in [
        (&["Yes", "no", "TRUE", "0"][..], "plain"),
        (&["Ja", "Nein", "ja"], "ja/nein by Ja@2"),
        (&["n", "Oui"], "oui/non by Oui@3"),
        (&["Ja", "Oui"], "nothing"),
        (&["Ja", "vielleicht"], "nothing"),
        (&["yes", "Ja"], "nothing"),
        (&[], "nothing"),
    ] {
        assert_eq!(yes_no(cells), expected, "{cells:?}");
    }
    assert_eq!(column(&["n", "Ja", "ja"]).yes_no.yes(), 2);
}
