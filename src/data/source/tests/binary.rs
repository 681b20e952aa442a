//! Workbooks, Parquet and Arrow: the same table gives the same cells in every form, and no bytes end the program.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch,
    StringArray, TimestampMicrosecondArray,
};
use arrow_schema::{Field, Schema};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::super::table::open_bytes;
use super::super::*;
use super::{names, rows};
use crate::data::DataError;
use crate::diagnostics::Code;

fn opened(bytes: Vec<u8>) -> Result<RawTable, DataError> {
    part(bytes, None)
}

fn part(bytes: Vec<u8>, part: Option<&str>) -> Result<RawTable, DataError> {
    let origin = match part {
        Some(part) => Origin::Part("f".into(), part.to_owned()),
        None => Origin::StandardInput,
    };
    open_bytes(&origin, bytes, FileOptions::default(), Hints::default())
}

fn all(table: &RawTable) -> Vec<String> {
    let columns: Vec<usize> = (0..table.headers().len()).collect();
    rows(table, &columns)
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    RecordBatch::try_new(
        Arc::new(schema),
        columns.into_iter().map(|(_, array)| array).collect(),
    )
    .unwrap()
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn arrow_file(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn arrow_stream(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = arrow_ipc::writer::StreamWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

#[test]
fn columns_keep_their_types() {
    let decimals = Decimal128Array::from(vec![Some(-1234), None])
        .with_precision_and_scale(10, 2)
        .unwrap();
    let zeros = Decimal128Array::from(vec![Some(12), None])
        .with_precision_and_scale(10, -2)
        .unwrap();
    let moments = TimestampMicrosecondArray::from(vec![Some(86_400_000_000), Some(86_461_000_000)]);
    let zoned = TimestampMicrosecondArray::from(vec![Some(0), None]);
    let mut choice = StringDictionaryBuilder::<Int32Type>::new();
    choice.append_value("won");
    choice.append_null();
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.values().append_value("a");
    tags.values().append_value("b");
    tags.append(true);
    tags.append(false);
    let batch = batch(vec![
        (
            "text",
            Arc::new(StringArray::from(vec![Some("Café, \"x\""), None])),
        ),
        (
            "whole",
            Arc::new(Int64Array::from(vec![Some(i64::MIN), Some(7)])),
        ),
        (
            "float",
            Arc::new(Float64Array::from(vec![Some(0.1), Some(f64::NAN)])),
        ),
        ("decimal", Arc::new(decimals)),
        ("zeros", Arc::new(zeros)),
        ("day", Arc::new(Date32Array::from(vec![Some(-1), None]))),
        ("moment", Arc::new(moments)),
        (
            "berlin",
            Arc::new(zoned.clone().with_timezone("Europe/Berlin")),
        ),
        ("east", Arc::new(zoned.with_timezone("+02:00"))),
        ("live", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("choice", Arc::new(choice.finish())),
        ("tags", Arc::new(tags.finish())),
    ]);
    let expected = [
        "1: Café, \"x\"|-9223372036854775808|0.1|-12.34|1200|1969-12-31|1970-01-02|1970-01-01 UTC|1970-01-01 02:00:00|true|won|a;b",
        "2: |7|NaN||||1970-01-02 00:01:01|||||",
    ];
    for bytes in [arrow_file(&batch), arrow_stream(&batch)] {
        let table = opened(bytes).unwrap();
        assert_eq!(names(&table)[..3], ["text", "whole", "float"]);
        assert_eq!(all(&table), expected);
    }
    // Parquet knows no decimals with zeros before the point.
    let others: Vec<usize> = (0..12).filter(|column| *column != 4).collect();
    let without = batch.project(&others).unwrap();
    let table = opened(parquet(&without)).unwrap();
    assert_eq!(
        all(&table),
        expected.map(|row| row.replace("|1200", "").replace("NaN||||", "NaN|||"))
    );
    // Columns in another order, one of them twice; the whole row all the same.
    let mut originals = Vec::new();
    let walked = table.walk(&[8, 1, 8], &mut |row| {
        let cells: Vec<_> = row
            .cells
            .iter()
            .map(|cell| cell.text().into_owned())
            .collect();
        originals.push((cells.join("|"), row.original().len()));
        std::ops::ControlFlow::Continue(())
    });
    walked.unwrap();
    assert_eq!(
        originals,
        [
            ("true|-9223372036854775808|true".to_owned(), 11),
            ("|7|".to_owned(), 11)
        ]
    );
}

fn workbook(write: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    write(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_of_a_sheet_are_what_the_sheet_shows() {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let share = Format::new().set_num_format("0.0%");
    let note = Format::new().set_num_format("0\" % of all\"");
    let bytes = workbook(|book| {
        let sheet = book.add_worksheet();
        for (column, name) in [
            "day", "moment", "share", "note", "id", "sum", "live", "wrong",
        ]
        .iter()
        .enumerate()
        {
            sheet.write(2, column as u16, *name).unwrap();
        }
        sheet.write(0, 0, "Pipeline report").unwrap();
        let at = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
        sheet
            .write_datetime_with_format(3, 0, at("2026-01-31"), &day)
            .unwrap();
        sheet
            .write_datetime_with_format(3, 1, at("2026-01-31T10:30:00"), &day)
            .unwrap();
        sheet.write_with_format(3, 2, 0.125, &share).unwrap();
        sheet.write_with_format(3, 3, 12, &note).unwrap();
        sheet
            .write_number(3, 4, 1_234_567_890_123_456_789.0)
            .unwrap();
        sheet.write(3, 5, 0.1 + 0.2).unwrap();
        sheet.write(3, 6, true).unwrap();
        sheet
            .write_formula(3, 7, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
        // The 29th of February 1900 is a day of Excel's only.
        sheet.write_with_format(5, 0, 60, &day).unwrap();
        sheet.write(5, 4, "007").unwrap();
    });
    let table = opened(bytes).unwrap();
    assert_eq!(
        names(&table),
        [
            "day", "moment", "share", "note", "id", "sum", "live", "wrong"
        ]
    );
    assert_eq!(table.header_line(), Some(3));
    assert_eq!(table.furniture()[0].text, "Pipeline report");
    assert_eq!(
        all(&table),
        [
            "4: 2026-01-31|2026-01-31 10:30:00|12.5%|12|1234567890123460000|0.3|true|#DIV/0!",
            "6: 1900-02-29||||007|||",
        ]
    );
    assert_eq!(
        table.form().notes(),
        [
            "sheet `Sheet1`",
            "1 number of more than 15 digits, of which a spreadsheet keeps 15"
        ]
    );
}

#[test]
fn the_sheet_is_the_only_one_or_is_named() {
    let two = || {
        workbook(|book| {
            for (name, header) in [("Deals 26", "title"), ("Accounts", "name")] {
                let sheet = book.add_worksheet().set_name(name).unwrap();
                sheet.write(0, 0, header).unwrap();
                sheet.write(1, 0, "x").unwrap();
                sheet.write(2, 1, "y").unwrap();
            }
            book.add_worksheet().set_name("Empty").unwrap();
        })
    };
    let error = opened(two()).unwrap_err();
    assert_eq!(error.code, Code::E365);
    assert!(error.help.unwrap().contains("`Deals 26`, `Accounts`"));
    let hints = Hints {
        columns: &[vec!["name"]],
    };
    let table = open_bytes(&Origin::StandardInput, two(), FileOptions::default(), hints).unwrap();
    assert_eq!(table.form().sheet.as_deref(), Some("Accounts"));
    let table = part(two(), Some("'Deals 26'!A1:A9")).unwrap();
    assert_eq!(all(&table), ["2: x"]);
    let error = part(two(), Some("Acounts")).unwrap_err();
    assert_eq!(
        (
            error.code,
            error.help.unwrap().contains("did you mean `Accounts`?")
        ),
        (Code::E366, true)
    );
    assert_eq!(
        part(b"name\n".to_vec(), Some("A")).unwrap_err().code,
        Code::E366
    );
    // A stray cell far away costs nothing.
    let far = workbook(|book| {
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "name").unwrap();
        sheet.write(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(opened(far).unwrap().headers().len(), 16_384);
}

#[test]
fn older_workbooks_and_open_documents_give_the_same_cells() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/files");
    for file in ["accounts.xls", "accounts.ods"] {
        let table = opened(std::fs::read(folder.join(file)).unwrap()).unwrap();
        assert_eq!(names(&table), ["name", "amount", "since", "live"]);
        assert_eq!(
            all(&table),
            ["2: Café|120|2026-01-31|true", "3: Beta|80.5||false"],
            "{file}"
        );
    }
    let table = opened(std::fs::read(folder.join("since_1904.xlsx")).unwrap()).unwrap();
    assert_eq!(
        all(&table),
        ["2: Acme|2026-01-31", "3: Beta|2026-01-31 10:30:00"]
    );
}

/// A table in every form that can be written here.
fn forms(rows: &[(String, i64, Option<i32>, bool)]) -> Vec<Vec<u8>> {
    let columns = batch(vec![
        (
            "name",
            Arc::new(
                rows.iter()
                    .map(|row| Some(row.0.as_str()))
                    .collect::<StringArray>(),
            ),
        ),
        (
            "amount",
            Arc::new(rows.iter().map(|row| Some(row.1)).collect::<Int64Array>()),
        ),
        (
            "since",
            Arc::new(rows.iter().map(|row| row.2).collect::<Date32Array>()),
        ),
        (
            "live",
            Arc::new(rows.iter().map(|row| Some(row.3)).collect::<BooleanArray>()),
        ),
    ]);
    let day = |days: Option<i32>| {
        days.map(|days| crate::data::date_text(days.into()))
            .unwrap_or_default()
    };
    let mut csv = "name,amount,since,live\n".to_owned();
    let mut json = String::new();
    for (name, amount, since, live) in rows {
        csv.push_str(&format!(
            "\"{}\",{amount},{},{live}\n",
            name.replace('"', "\"\""),
            day(*since)
        ));
        let since = since.map_or("null".to_owned(), |since| {
            format!("\"{}\"", day(Some(since)))
        });
        json.push_str(&format!(
            "{{\"name\": {}, \"amount\": {amount}, \"since\": {since}, \"live\": {live}}}\n",
            serde_json::to_string(name).unwrap()
        ));
    }
    let format = Format::new().set_num_format("yyyy-mm-dd");
    let xlsx = workbook(|book| {
        let sheet = book.add_worksheet();
        for (column, name) in ["name", "amount", "since", "live"].iter().enumerate() {
            sheet.write(0, column as u16, *name).unwrap();
        }
        for (row, (name, amount, since, live)) in (1..).zip(rows) {
            sheet.write_string(row, 0, name).unwrap();
            sheet.write_number(row, 1, *amount as f64).unwrap();
            if let Some(since) = since {
                // 1970-01-01 is day 25569 of a workbook.
                sheet
                    .write_number_with_format(row, 2, f64::from(*since) + 25_569.0, &format)
                    .unwrap();
            }
            sheet.write_boolean(row, 3, *live).unwrap();
        }
    });
    vec![
        parquet(&columns),
        arrow_file(&columns),
        arrow_stream(&columns),
        xlsx,
        csv.into_bytes(),
        json.into_bytes(),
    ]
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(24))]

    #[test]
    fn every_form_gives_the_same_cells(
        rows in proptest::collection::vec(
            ("[a-zé€Ж][a-z ,;|\"é]{0,8}[a-z]", -999_999_999_999_i64..999_999_999_999, proptest::option::of(-20_000..60_000), proptest::bool::ANY),
            1..8,
        )
    ) {
        let expected: Vec<String> = rows
            .iter()
            .map(|(name, amount, since, live)| {
                let since = since.map(|days: i32| crate::data::date_text(days.into())).unwrap_or_default();
                format!("{name}|{amount}|{since}|{live}")
            })
            .collect();
        for (form, bytes) in forms(&rows).into_iter().enumerate() {
            let table = opened(bytes).unwrap();
            assert_eq!(names(&table), ["name", "amount", "since", "live"]);
            let found = all(&table);
            let cells: Vec<&str> = found.iter().filter_map(|row| Some(row.split_once(": ")?.1)).collect();
            assert_eq!(cells, expected, "form {form}");
        }
    }

    /// Whatever the bytes are, they are a table or are refused.
    #[test]
    fn no_bytes_end_the_program(
        start in 0_usize..9,
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
    ) {
        let starts: [&[u8]; 9] = [
            b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"ARROW1\0\0", b"\xff\xff\xff\xff",
            b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\xff\xfe",
        ];
        look_at([starts[start], &bytes].concat());
    }

    /// Nor do those of a file that was cut off or damaged.
    #[test]
    fn no_damaged_file_ends_the_program(
        form in 0_usize..6,
        cut in 0.0..1.0_f64,
        place in 0.0..1.0_f64,
        byte in proptest::num::u8::ANY,
    ) {
        let rows = [("Acme".to_owned(), 5, Some(20_000), true), ("Beta".to_owned(), 6, None, false)];
        let mut bytes = forms(&rows).swap_remove(form);
        let at = |share: f64| (bytes.len() as f64 * share) as usize;
        let (cut, place) = (at(cut), at(place));
        look_at(bytes[..cut].to_vec());
        bytes[place] = byte;
        look_at(bytes);
    }
}

fn look_at(bytes: Vec<u8>) {
    if let Ok(table) = opened(bytes) {
        let columns: Vec<usize> = (0..table.headers().len()).collect();
        let _ = table.walk(&columns, &mut |row| {
            row.cells
                .iter()
                .for_each(|cell| assert!(cell.text().len() < 1 << 20));
            let _ = row.original();
            std::ops::ControlFlow::Continue(())
        });
    }
}
