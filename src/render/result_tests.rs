//! Results in every format, on results made by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::*;
use crate::data::{DataError, DataReport, FieldFaults, OrphanReport, RowFault, TableReport};
use crate::diagnostics::Code;
use crate::ir::{Arena, Named, Record, RecordId, RecordSource};
use crate::results::{
    Meaning, Membership, OpenOutcomes, ResultColumn, ResultTable, ShownColumn, Values,
};
use crate::source::Span;

pub(super) fn result() -> ResultTable {
    let text = |values: &[Option<&str>]| {
        Values::Text(values.iter().map(|value| value.map(Into::into)).collect())
    };
    let column = |name: &str, values| column(name, values, Meaning::Plain);
    let shown = |title: &str, numeric, cells: &[&str]| ShownColumn {
        title: title.to_owned(),
        numeric,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
    };
    ResultTable {
        name: "call_list".into(),
        label: Some("Whom to call first".into()),
        record: "Account".into(),
        total: 4,
        passing: 2,
        rows: 2,
        membership: Some(Membership {
            segment: "target".into(),
            members: 1,
            possible: 1,
        }),
        places: vec![0, 1],
        uncertain: vec![false, true],
        columns: vec![
            column("name", text(&[Some("Gobelet, SA"), Some("=1+1")])),
            column("bant", Values::Number(vec![Some(625_500_000), None])),
            column("target", Values::YesNo(vec![Some(true), None])),
            column("seen", Values::Date(vec![Some(0), Some(-1)])),
            column("days", Values::Whole(vec![None, Some(-3)])),
        ],
        shown: vec![
            shown("name", false, &["Gobelet, SA", "a|b <i>"]),
            shown("bant", true, &["625.5", "125..625"]),
            shown("why", false, &["answered and hot", "東京 is far\u{1b}[31m"]),
        ],
        open: OpenOutcomes {
            outcomes: 1,
            answers: 2,
        },
        as_of: Some(0),
    }
}

/// A column made by hand.
pub(super) fn column(name: &str, values: Values, meaning: Meaning) -> ResultColumn {
    ResultColumn {
        name: name.to_owned(),
        values,
        meaning,
    }
}

fn csv(out: &mut dyn std::io::Write, result: &ResultTable) -> std::io::Result<()> {
    write_rows(out, result, RowFormat::Csv, false)
}

fn json(out: &mut dyn std::io::Write, result: &ResultTable) -> std::io::Result<()> {
    write_rows(out, result, RowFormat::Json, false)
}

fn ndjson(out: &mut dyn std::io::Write, result: &ResultTable) -> std::io::Result<()> {
    write_rows(out, result, RowFormat::Ndjson, false)
}

fn written(write: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn csv_is_quoted_and_runs_no_formula() {
    let expected = "name,bant,target,seen,days\n\
                    \"Gobelet, SA\",625.5,yes,1970-01-01,\n\
                    '=1+1,,,1969-12-31,-3\n";
    assert_eq!(written(|out| csv(out, &result())), expected);
}

#[test]
fn formulas_are_told_from_numbers() {
    let cells = [
        "a \"b\"\r\nc",
        "=A1",
        "+1",
        "-5",
        "-5.5",
        "-x",
        "@x",
        "\tx",
        "\rx",
        "x=1",
        "-",
        "'x",
        "",
    ];
    let mut table = result();
    table.rows = cells.len();
    let texts = cells.iter().map(|cell| Some((*cell).into())).collect();
    table.columns = vec![
        column("@c", Values::Text(texts), Meaning::Plain),
        // Keeps a row of one empty cell from looking like no row at all.
        column(
            "d",
            Values::Whole(vec![Some(1); cells.len()]),
            Meaning::Plain,
        ),
    ];
    let text = written(|out| csv(out, &table));
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    assert_eq!(&reader.headers().unwrap()[0], "'@c");
    let read: Vec<String> = reader
        .records()
        .map(|record| record.unwrap()[0].to_owned())
        .collect();
    let expected = [
        "a \"b\"\r\nc",
        "'=A1",
        "+1",
        "-5",
        "-5.5",
        "'-x",
        "'@x",
        "'\tx",
        "'\rx",
        "x=1",
        "'-",
        "'x",
        "",
    ];
    assert_eq!(read, expected);
}

#[test]
fn json_is_flat_and_exact() {
    let text = written(|out| json(out, &result()));
    let first = r#"{"name": "Gobelet, SA", "bant": 625.5, "target": true, "seen": "1970-01-01", "days": null}"#;
    let second =
        r#"{"name": "=1+1", "bant": null, "target": null, "seen": "1969-12-31", "days": -3}"#;
    assert_eq!(text, format!("[\n  {first},\n  {second}\n]\n"));
    assert!(
        serde_json::from_str::<serde_json::Value>(&text)
            .unwrap()
            .is_array()
    );
    assert_eq!(
        written(|out| ndjson(out, &result())),
        format!("{first}\n{second}\n")
    );
    let mut empty = result();
    empty.rows = 0;
    assert_eq!(written(|out| json(out, &empty)), "[]\n");
    assert_eq!(written(|out| ndjson(out, &empty)), "");
}

#[test]
fn tables_are_aligned() {
    let expected = "\
call_list  Whom to call first           1 of 4 in target, 1 more may be · as of 1970-01-01

  name             bant  why
  Gobelet, SA     625.5  answered and hot
? a|b <i>      125..625  東京 is far␛[31m

 ? may belong here; a missing answer decides

 1 outcome hangs on 2 missing answers
";
    assert_eq!(table(&result(), false, None), expected);
    let colored = table(&result(), true, None);
    assert!(colored.starts_with("\u{1b}[1mcall_list\u{1b}[0m"));
}

#[test]
fn tables_wrap_to_the_screen() {
    let mut narrow = result();
    narrow.shown[2].cells[0] = "answered and hot, so do propose a meeting".into();
    let text = table(&narrow, false, Some(45));
    // The counts have no room beside the label.
    let rows: Vec<&str> = text.lines().take(7).collect();
    assert_eq!(
        rows,
        [
            "call_list  Whom to call first",
            "1 of 4 in target, 1 more may be · as of 1970-01-01",
            "",
            "  name             bant  why",
            "  Gobelet, SA     625.5  answered and hot, so",
            "                         do propose a meeting",
            "? a|b <i>      125..625  東京 is far␛[31m",
        ]
    );
    for line in text.lines().skip(2) {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 45, "{line}");
    }
}

#[test]
fn markdown_is_escaped() {
    let text = markdown(&result());
    assert!(
        text.starts_with("### Whom to call first\n\n1 of 4 in target"),
        "{text}"
    );
    assert!(
        text.contains("| ? | a\\|b &lt;i&gt; | 125..625 |"),
        "{text}"
    );
    assert!(
        text.contains("|   | name | bant | why |\n| --- | --- | ---: | --- |\n"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'));
}

fn record_id() -> RecordId {
    let mut records: Arena<RecordId, Record> = Arena::default();
    let named = Named {
        name: "Account".into(),
        label: None,
        span: Span::default(),
    };
    records.push(Record {
        named,
        fields: Vec::new(),
        key: Vec::new(),
        source: RecordSource::Table,
        missing: Vec::new(),
    })
}

#[test]
fn reports_are_short() {
    let report = DataReport {
        tables: vec![TableReport {
            record: record_id(),
            name: "Account".into(),
            origin: "a.csv".into(),
            read: 20,
            unanswered: 0,
            evaluated: 13,
            set_aside: 7,
            styles: Vec::new(),
            coercions: Vec::new(),
            rounded: 1,
            faults: vec![FieldFaults {
                field: "need".into(),
                count: 2,
                first_line: 4,
                first_problem: "9 is outside 1..5".into(),
            }],
            notes: Vec::new(),
            furniture: Vec::new(),
            headers: Vec::new(),
            unused_columns: vec!["x".into(), "y".into()],
        }],
        orphans: vec![OrphanReport {
            record: "Rival".into(),
            field: "market".into(),
            target: "Market".into(),
            count: 2,
            examples: vec![
                (3, "Paers".into(), Some("Pears".into())),
                (9, "?".into(), None),
            ],
        }],
        unused_files: vec!["dictionary.csv".into()],
    };
    let faults: Vec<RowFault> = (2..9)
        .map(|line| RowFault {
            line,
            problem: "the key `name` is empty".into(),
            cells: Vec::new(),
        })
        .collect();
    let text = data_report(&report, |_| faults.as_slice());
    let expected = "\
Account: 20 rows read from a.csv, 13 evaluated, 7 set aside
  line 2: the key `name` is empty
  line 3: the key `name` is empty
  line 4: the key `name` is empty
  line 5: the key `name` is empty
  line 6: the key `name` is empty
  and 2 rows more set aside
  need: 2 cells not read, first on line 4: 9 is outside 1..5
  1 cell rounded to six decimals
  columns not used: x, y
Rival: 2 rows name no Market in `market`: \"Paers\" on line 3 (did you mean \"Pears\"?), \"?\" on line 9
  files of no record: dictionary.csv
";
    assert_eq!(text, expected);
}

#[test]
fn data_errors_say_where_and_what_to_do() {
    let error = DataError::new(Code::E305, "the text is not UTF-8")
        .file("a\u{1b}.csv")
        .line(3)
        .column(7)
        .help("save it in UTF-8");
    assert_eq!(
        data_errors(&[error]),
        "E305  the text is not UTF-8\n   in a␛.csv:3:7\n   save it in UTF-8\n   more: gtm help E305\n"
    );
}

proptest::proptest! {
    /// What is written is read back by another reader: the mark before formulas can be taken off again.
    #[test]
    fn csv_comes_back(texts in proptest::collection::vec("[a-z0-9=+@,\"\n\r\t'＝ -]{0,8}", 1..6)) {
        let mut table = result();
        table.rows = texts.len();
        let values = texts.iter().map(|text| Some(text.as_str().into())).collect();
        table.columns = vec![column("c", Values::Text(values), Meaning::Plain)];
        let text = written(|out| csv(out, &table));
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let read: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
        assert_eq!(read.len(), texts.len());
        for (read, text) in read.iter().zip(&texts) {
            let marked = read.strip_prefix('\'').filter(|rest| formula::looks_like_formula(rest));
            assert_eq!(marked.unwrap_or(read), text);
            let runs = read.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!runs || !formula::looks_like_formula(read), "{read:?}");
        }
    }

    /// A file made of blocks of any size is the file made of one.
    #[test]
    fn blocks_hang_on_their_rows_alone(cuts in proptest::collection::vec(0..9_usize, 0..4)) {
        let mut table = result();
        table.rows = 9;
        let texts = (0..9).map(|row| (row % 3 > 0).then(|| format!("row, {row}").into()));
        table.columns = vec![column("c", Values::Text(texts.collect()), Meaning::Plain)];
        for format in [RowFormat::Csv, RowFormat::Json, RowFormat::Ndjson] {
            let whole = written(|out| write_rows(out, &table, format, false));
            let mut cuts = cuts.clone();
            cuts.extend([0, 9]);
            cuts.sort_unstable();
            let mut parts = String::new();
            format.opening(&table, &mut parts);
            for pair in cuts.windows(2) {
                format.rows(&table, pair[0]..pair[1], &mut parts);
            }
            parts.push_str(format.closing(&table));
            assert_eq!(parts, whole);
        }
    }
}
