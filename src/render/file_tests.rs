//! Typed files, read back by the readers of their formats.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::fs::File;
use std::io::{Cursor, Write};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Schema};
use calamine::{Data, Reader, Xlsx};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::result_tests::{column, result};
use super::*;
use crate::decimal::{MAX_UNITS, ONE};
use crate::results::{
    ListValues, Meaning, PackProvenance, Provenance, ResultTable, TableProvenance, Values,
};

const TEXTS: [Option<&str>; 4] = [
    Some("=1+1"),
    Some("say \"hi\"\r\nthere, 🙂"),
    None,
    Some("-5"),
];
const NUMBERS: [Option<i128>; 4] = [Some(MAX_UNITS), Some(-500_000), None, Some(0)];

/// Four rows with a column of each kind.
fn kinds() -> ResultTable {
    let text = |texts: [Option<&str>; 4]| {
        Values::Text(texts.iter().map(|text| text.map(Into::into)).collect())
    };
    let lists = ListValues {
        items: Box::new(Values::Number(vec![
            Some(100_000),
            Some(200_000),
            Some(ONE),
        ])),
        // As after sorting: the items of the first row stand behind those of the last.
        rows: vec![Some(2..3), Some(0..0), None, Some(0..2)],
    };
    let mut table = result();
    table.rows = 4;
    table.columns = vec![
        column("text", text(TEXTS), Meaning::Plain),
        column("number", Values::Number(NUMBERS.into()), Meaning::Plain),
        column(
            "whole",
            Values::Number(vec![
                Some(3 * ONE),
                Some(-ONE),
                None,
                Some(12_345_678_901_234_567_890 * ONE),
            ]),
            Meaning::Integer,
        ),
        column(
            "share",
            Values::Number(vec![Some(125_000), Some(ONE), None, Some(0)]),
            Meaning::Percent,
        ),
        column(
            "price",
            Values::Number(vec![Some(1_500_000), None, None, Some(ONE)]),
            Meaning::Money("EUR".to_owned()),
        ),
        column(
            "choice",
            text([Some("hot"), Some("cold"), None, Some("hot")]),
            Meaning::Member,
        ),
        column(
            "sure",
            Values::YesNo(vec![Some(true), Some(false), None, Some(true)]),
            Meaning::Plain,
        ),
        // 2026-01-31, 1899-12-31
        column(
            "day",
            Values::Date(vec![Some(20_484), Some(-25_568), None, Some(0)]),
            Meaning::Plain,
        ),
        column(
            "days",
            Values::Whole(vec![Some(30), Some(i64::MAX), None, Some(0)]),
            Meaning::Days,
        ),
        column("list", Values::List(lists), Meaning::Percent),
    ];
    table
}

fn provenance() -> Provenance {
    Provenance {
        packs: vec![PackProvenance {
            role: "pack",
            name: "kinds".to_owned(),
            label: None,
            sha256: "ab".repeat(32),
            files: vec![("kinds.gtm".to_owned(), "ab".repeat(32))],
        }],
        as_of: Some(20_484),
        params: vec!["least=3".to_owned()],
        tables: vec![TableProvenance {
            record: "Account".to_owned(),
            file: "=evil.csv".to_owned(),
            sha256: None,
            read: 5,
            evaluated: 4,
            set_aside: 1,
        }],
    }
}

/// Every column of the table as the reader of a format gives it.
fn check_columns(batch: &RecordBatch, schema: &Schema) {
    assert_eq!(batch.num_rows(), 4);
    let column = |name: &str| Arc::clone(batch.column_by_name(name).unwrap());
    let nulls = |name: &str| column(name).nulls().unwrap().iter().collect::<Vec<bool>>();
    let texts: Vec<Option<String>> = column("text")
        .as_string::<i32>()
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect();
    assert_eq!(texts, TEXTS.map(|text| text.map(str::to_owned)));
    let number = column("number");
    assert_eq!(number.data_type(), &DataType::Decimal128(26, 6));
    let numbers: Vec<_> = number.as_primitive::<Decimal128Type>().iter().collect();
    assert_eq!(numbers, NUMBERS);
    let whole = column("whole");
    assert_eq!(whole.data_type(), &DataType::Decimal128(20, 0));
    let wholes: Vec<_> = whole.as_primitive::<Decimal128Type>().iter().collect();
    assert_eq!(
        wholes,
        [Some(3), Some(-1), None, Some(12_345_678_901_234_567_890)]
    );
    let choice = column("choice");
    let choice = choice.as_dictionary::<Int32Type>();
    let names = choice.downcast_dict::<arrow_array::StringArray>().unwrap();
    let names: Vec<_> = names.into_iter().collect();
    assert_eq!(names, [Some("hot"), Some("cold"), None, Some("hot")]);
    assert_eq!(nulls("sure"), [true, true, false, true]);
    let sure = column("sure");
    assert!(sure.as_boolean().value(0) && !sure.as_boolean().value(1));
    let days: Vec<_> = column("day").as_primitive::<Date32Type>().iter().collect();
    assert_eq!(days, [Some(20_484), Some(-25_568), None, Some(0)]);
    let counts: Vec<_> = column("days").as_primitive::<Int64Type>().iter().collect();
    assert_eq!(counts, [Some(30), Some(i64::MAX), None, Some(0)]);
    let lists: Vec<Option<Vec<Option<i128>>>> = column("list")
        .as_list::<i32>()
        .iter()
        .map(|list| list.map(|list| list.as_primitive::<Decimal128Type>().iter().collect()))
        .collect();
    let tenths = vec![Some(100_000), Some(200_000)];
    assert_eq!(
        lists,
        [Some(vec![Some(ONE)]), Some(Vec::new()), None, Some(tenths)]
    );
    let unit = |name: &str| {
        schema
            .field_with_name(name)
            .unwrap()
            .metadata()
            .get("gtm.unit")
            .cloned()
    };
    assert_eq!(unit("share").as_deref(), Some("percent"));
    assert_eq!(unit("price").as_deref(), Some("EUR"));
    assert_eq!(unit("text"), None);
    let about = |key: &str| schema.metadata().get(key).cloned().unwrap();
    assert_eq!(about("gtm.pack"), "kinds");
    assert_eq!(about("gtm.pack_sha256"), "ab".repeat(32));
    assert_eq!(about("gtm.as_of"), "2026-01-31");
    assert_eq!(about("gtm.params"), "least=3");
    assert_eq!(about("gtm.view"), "call_list");
    let data: serde_json::Value = serde_json::from_str(&about("gtm.data")).unwrap();
    assert_eq!(
        (&data[0]["read"], &data[0]["set_aside"]),
        (&5.into(), &1.into())
    );
}

fn as_arrow(table: &ResultTable) -> Vec<u8> {
    let mut bytes = Vec::new();
    arrow(&mut bytes, table, &provenance()).unwrap();
    bytes
}

fn as_parquet(table: &ResultTable) -> Vec<u8> {
    let mut bytes = Vec::new();
    parquet(&mut bytes, table, &provenance()).unwrap();
    bytes
}

#[test]
fn arrow_comes_back() {
    let bytes = as_arrow(&kinds());
    assert_eq!(bytes, as_arrow(&kinds()));
    let reader = arrow_ipc::reader::FileReader::try_new(Cursor::new(bytes), None).unwrap();
    let schema = reader.schema();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(batches.len(), 1);
    check_columns(&batches[0], &schema);
}

#[test]
fn parquet_comes_back() {
    let bytes = as_parquet(&kinds());
    assert_eq!(bytes, as_parquet(&kinds()));
    let path = std::env::temp_dir().join(format!("gtm-{}.parquet", std::process::id()));
    File::create(&path).unwrap().write_all(&bytes).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap();
    let keys = builder
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap();
    assert!(keys.iter().any(|pair| pair.key == "gtm.pack"), "{keys:?}");
    let schema = Arc::clone(builder.schema());
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(batches.len(), 1);
    check_columns(&batches[0], &schema);
}

#[test]
fn batches_hold_every_row() {
    let mut table = result();
    table.rows = 40_000;
    let rows = 0..40_000_i64;
    let name = |row: i64| Some(["a", "b", "c"][usize::try_from(row % 3).unwrap()].into());
    table.columns = vec![
        column(
            "place",
            Values::Whole(rows.clone().map(Some).collect()),
            Meaning::Plain,
        ),
        column(
            "name",
            Values::Text(rows.map(name).collect()),
            Meaning::Member,
        ),
    ];
    let reader =
        arrow_ipc::reader::FileReader::try_new(Cursor::new(as_arrow(&table)), None).unwrap();
    let places = reader.flat_map(|batch| {
        let batch = batch.unwrap();
        let names = batch.column(1).as_dictionary::<Int32Type>();
        assert_eq!(names.values().len(), 3);
        batch
            .column(0)
            .as_primitive::<Int64Type>()
            .values()
            .to_vec()
    });
    assert!(places.eq(0..40_000));
    table.rows = 0;
    table.columns = vec![column("place", Values::Whole(Vec::new()), Meaning::Plain)];
    let reader =
        arrow_ipc::reader::FileReader::try_new(Cursor::new(as_arrow(&table)), None).unwrap();
    assert_eq!(
        reader.map(|batch| batch.unwrap().num_rows()).sum::<usize>(),
        0
    );
}

fn book(tables: &[ResultTable]) -> Xlsx<Cursor<Vec<u8>>> {
    let mut bytes = Vec::new();
    workbook(&mut bytes, tables, &provenance()).unwrap();
    let mut again = Vec::new();
    workbook(&mut again, tables, &provenance()).unwrap();
    assert_eq!(bytes, again);
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The cells of a row, those of numbers as texts.
fn cells(row: &[Data]) -> Vec<String> {
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::DateTime(day) => format!("day {}", day.as_f64()),
        Data::Bool(value) => format!("{value:?}"),
        Data::Float(number) => format!("number {number}"),
        Data::Int(_)
        | Data::String(_)
        | Data::DateTimeIso(_)
        | Data::DurationIso(_)
        | Data::Error(_) => cell.to_string(),
    };
    row.iter().map(text).collect()
}

#[test]
fn a_workbook_comes_back() {
    let mut book = book(&[kinds()]);
    assert_eq!(book.sheet_names(), ["call_list", "about"]);
    let sheet = book.worksheet_range("call_list").unwrap();
    let rows: Vec<Vec<String>> = sheet.rows().map(cells).collect();
    let expected = [
        "text|number|whole|share|price|choice|sure|day|days|list",
        "=1+1|99999999999999999999.999999|number 3|number 0.125|number 1.5|hot|true|day 46053|number 30|1",
        "say \"hi\"\r\nthere, 🙂|number -0.5|number -1|number 1||cold|false|1899-12-31|9223372036854775807|",
        "|||||||||",
        "-5|number 0|12345678901234567890|number 0|number 1|hot|true|day 25569|number 0|0.1; 0.2",
    ];
    let expected: Vec<Vec<&str>> = expected
        .iter()
        .map(|row| row.split('|').collect())
        .collect();
    assert_eq!(rows, expected);
    // Nothing in it is worked out.
    let formulas = book.worksheet_formula("call_list").unwrap();
    assert!(
        formulas
            .used_cells()
            .all(|(_, _, formula)| formula.is_empty())
    );
    let about = book.worksheet_range("about").unwrap();
    let about: Vec<Vec<String>> = about.rows().map(cells).collect();
    let has = |line: &[&str]| {
        about
            .iter()
            .any(|row| row.iter().zip(line).all(|(a, b)| a == b))
    };
    assert!(has(&["pack", "kinds"]), "{about:?}");
    assert!(has(&["as of", "2026-01-31"]), "{about:?}");
    assert!(
        has(&[
            "Account",
            "=evil.csv",
            "",
            "number 5",
            "number 4",
            "number 1"
        ]),
        "{about:?}"
    );
}

#[test]
fn a_sheet_of_the_same_name_gets_another() {
    let mut about = kinds();
    about.name = "About".into();
    let book = book(&[kinds(), kinds(), about]);
    assert_eq!(
        book.sheet_names(),
        ["call_list", "call_list (2)", "About", "about (2)"]
    );
}

#[test]
fn what_a_cell_does_not_hold_is_told() {
    let long = "é".repeat(40_000);
    let mut table = result();
    table.rows = 2;
    let texts = vec![Some(long.as_str().into()), Some("short".into())];
    table.columns = vec![column("why", Values::Text(texts), Meaning::Plain)];
    let note = workbook_notes(std::slice::from_ref(&table));
    assert!(
        note.starts_with("call_list: 1 text in `why` cut to 32767 signs"),
        "{note}"
    );
    let mut book = book(&[table]);
    let sheet = book.worksheet_range("call_list").unwrap();
    let held = sheet.get_value((1, 0)).unwrap().to_string();
    assert_eq!(held, format!("{}…", "é".repeat(32_766)));
    assert_eq!(workbook_notes(&[kinds()]), "");
}
