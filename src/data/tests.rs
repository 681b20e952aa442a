//! Reading of cells, rows and files, on a program made by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, UInt32Type};

use super::cell::{CellReader, CellValue, RawCell, Reading};
use super::*;
use crate::decimal::ONE;
use crate::diagnostics::Code;
use crate::ir::*;
use crate::source::Span;

fn named(name: &str, label: Option<&str>) -> Named {
    Named {
        name: name.into(),
        label: label.map(str::to_owned),
        span: Span::default(),
    }
}

fn empty_program() -> Program {
    let mut domains = Arena::default();
    let status = domains.push(domain("status", &[("known", None, None)]));
    Program {
        name: "p".into(),
        label: None,
        sources: Vec::new(),
        records: Arena::default(),
        fields: Arena::default(),
        params: Arena::default(),
        domains,
        status,
        rules: Arena::default(),
        views: Arena::default(),
        tests: Vec::new(),
        exprs: Arena::default(),
        rule_order: Vec::new(),
    }
}

fn domain(name: &str, members: &[(&str, Option<&str>, Option<&str>)]) -> Domain {
    Domain {
        name: name.into(),
        kind: DomainKind::Inline,
        ordered: false,
        members: members
            .iter()
            .map(|(name, written_as, label)| Member {
                named: named(name, *label),
                written_as: written_as.map(str::to_owned),
            })
            .collect(),
        attributes: Vec::new(),
    }
}

fn add_record(program: &mut Program, name: &str, key: &str, fields: &[(&str, Type)]) -> RecordId {
    let record = program.records.push(Record {
        named: named(name, None),
        fields: Vec::new(),
        key: Vec::new(),
        missing: vec!["Select".into(), "n/a".into()],
    });
    for (field, ty) in fields {
        let id = program.fields.push(Field {
            named: named(field, None),
            record,
            ty: ty.clone(),
            source: FieldSource::Stored {
                column: (*field).to_owned(),
                written_as: WrittenAs::Usual,
            },
        });
        program.records[record].fields.push(id);
        if *field == key {
            program.records[record].key.push(id);
        }
    }
    record
}

fn rating() -> Type {
    Type::integer(Bounds::closed(ONE, 5 * ONE))
}

fn number(unit: NumberUnit, bounds: Bounds) -> Type {
    Type::Number(NumberType {
        unit,
        integer: false,
        bounds,
    })
}

/// `name text key, need 1..5`
fn accounts() -> (Program, RecordId) {
    let mut program = empty_program();
    let record = add_record(
        &mut program,
        "Account",
        "name",
        &[("name", Type::Text), ("need", rating())],
    );
    (program, record)
}

fn csv(text: &str) -> Result<(Table, TableReport), Vec<DataError>> {
    let (program, record) = accounts();
    let read = read_table(&program, record, "a.csv", text, TableFormat::Csv);
    if let Ok((table, report)) = &read {
        assert_eq!(report.read, report.evaluated + report.set_aside);
        assert_eq!(table.rows.num_rows(), report.evaluated);
        assert_eq!(table.lines.len(), report.evaluated);
        assert_eq!(table.row_faults.len(), report.set_aside);
    }
    read
}

fn names(table: &Table) -> Vec<Option<String>> {
    table
        .rows
        .column(0)
        .as_string::<i32>()
        .iter()
        .map(|name| name.map(str::to_owned))
        .collect()
}

fn needs(table: &Table) -> Vec<Option<i128>> {
    table
        .rows
        .column(1)
        .as_primitive::<Decimal128Type>()
        .iter()
        .collect()
}

/// What a cell comes to: the value, `?` for no answer, `!` and the problem.
fn read(ty: &Type, written_as: &WrittenAs, text: &str) -> String {
    let program = empty_program();
    read_in(&program, ty, written_as, &RawCell::Text(text.into()))
}

fn read_in(program: &Program, ty: &Type, written_as: &WrittenAs, cell: &RawCell<'_>) -> String {
    let reader = CellReader::new(program, ty, written_as, &["Select".to_owned()]);
    match reader.read(cell) {
        Reading::Unknown => "?".to_owned(),
        Reading::Fault(problem) => format!("! {problem}"),
        Reading::Value(value, rounded) => {
            format!("{}{}", show(&value), if rounded { " ~" } else { "" })
        }
    }
}

fn show(value: &CellValue<'_>) -> String {
    match value {
        CellValue::Text(text) => text.to_string(),
        CellValue::YesNo(value) => value.to_string(),
        CellValue::Number(units) => units.to_string(),
        CellValue::Date(days) => days.to_string(),
        CellValue::Length(length) => length.to_string(),
        CellValue::Member(place) => format!("#{place}"),
        CellValue::List(items) => {
            format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join("|"))
        }
    }
}

#[test]
fn texts_are_trimmed_and_composed() {
    for (cell, expected) in [
        ("  Acme ", "Acme"),
        ("Cafe\u{301}", "Café"),
        ("\u{a0}Acme\u{a0}", "Acme"),
        ("", "?"),
        ("   ", "?"),
        (" Select ", "?"),
        ("select", "select"),
        ("=1+1", "=1+1"),
        ("a\u{0}b", "a\u{0}b"),
    ] {
        assert_eq!(
            read(&Type::Text, &WrittenAs::Usual, cell),
            expected,
            "{cell:?}"
        );
    }
}

#[test]
fn yes_and_no_are_read_in_any_case() {
    for (cell, expected) in [
        ("yes", "true"),
        ("TRUE", "true"),
        ("Y", "true"),
        ("1", "true"),
        ("No", "false"),
        ("false", "false"),
        ("n", "false"),
        ("0", "false"),
        ("", "?"),
        ("Oui", "! \"Oui\" is neither yes nor no"),
        ("2", "! \"2\" is neither yes nor no"),
    ] {
        assert_eq!(
            read(&Type::YesNo, &WrittenAs::Usual, cell),
            expected,
            "{cell:?}"
        );
    }
    let french = WrittenAs::YesNo {
        yes: "Oui".into(),
        no: "Non".into(),
    };
    assert_eq!(read(&Type::YesNo, &french, "OUI"), "true");
    assert_eq!(read(&Type::YesNo, &french, "non"), "false");
    assert_eq!(
        read(&Type::YesNo, &french, "yes"),
        "! \"yes\" is neither \"oui\" nor \"non\""
    );
}

#[test]
fn numbers_keep_six_places() {
    let plain = number(NumberUnit::Plain, Bounds::OPEN);
    for (cell, expected) in [
        ("12", "12000000"),
        ("-0.5", "-500000"),
        ("0.0000005", "1 ~"),
        ("0.10000000", "100000"),
        ("99999999999999999999", "99999999999999999999000000"),
        (
            "100000000000000000000",
            "! 100000000000000000000 has more than 20 digits",
        ),
        (
            "1,5",
            "! \"1,5\" is not a number: write it without separators, with a point before the decimals",
        ),
        (
            "1 200",
            "! \"1 200\" is not a number: write it without separators, with a point before the decimals",
        ),
        ("many", "! \"many\" is not a number"),
        ("1e3", "! \"1e3\" is not a number"),
        ("NaN", "! \"NaN\" is not a number"),
        ("٣", "! \"٣\" is not a number"),
    ] {
        assert_eq!(read(&plain, &WrittenAs::Usual, cell), expected, "{cell:?}");
    }
    for (cell, expected) in [
        ("5", "5000000"),
        ("5.0", "5000000"),
        ("9", "! 9 is outside 1..5"),
        ("2.5", "! 2.5 is not a whole number"),
        ("0", "! 0 is outside 1..5"),
    ] {
        assert_eq!(
            read(&rating(), &WrittenAs::Usual, cell),
            expected,
            "{cell:?}"
        );
    }
}

#[test]
fn percents_are_hundredths_rounded_once() {
    let percent = number(NumberUnit::Percent, Bounds::closed(0, ONE));
    for (cell, expected) in [
        ("12", "120000"),
        ("12%", "120000"),
        ("12.5 %", "125000"),
        ("0.5", "5000"),
        ("100", "1000000"),
        ("7", "70000"),
        // Rounded twice, to 0.00005 and then from 0.0000005, it would come to a millionth.
        ("0.0000495", "0 ~"),
        ("140", "! 140 is outside 0%..100%"),
        ("-3%", "! -3% is outside 0%..100%"),
        ("half", "! \"half\" is not a number, such as 12 or 12%"),
        ("%", "! \"%\" is not a number, such as 12 or 12%"),
    ] {
        assert_eq!(
            read(&percent, &WrittenAs::Usual, cell),
            expected,
            "{cell:?}"
        );
    }
}

#[test]
fn money_is_in_its_currency() {
    let euros = number(
        NumberUnit::Money("EUR".into()),
        Bounds {
            low: Some(0),
            high: None,
        },
    );
    for (cell, expected) in [
        ("1200", "1200000000"),
        ("1200 EUR", "1200000000"),
        ("1200eur", "1200000000"),
        ("1200 USD", "! \"1200 USD\" is in USD; this field is in EUR"),
        (
            "1200 euros",
            "! \"1200 euros\" is not an amount, such as 1200 or 1200 EUR",
        ),
        ("-1", "! -1 is outside 0 EUR.."),
        ("EUR", "! \"EUR\" is not a number"),
    ] {
        assert_eq!(read(&euros, &WrittenAs::Usual, cell), expected, "{cell:?}");
    }
}

#[test]
fn dates_follow_their_pattern() {
    let date = Type::Date(Bounds {
        low: Some(0),
        high: None,
    });
    // 2026-01-31 is day 20484: 56 years with 14 leap days make 20454, and 30.
    for (pattern, cell, expected) in [
        ("", "2026-01-31", "20484"),
        ("", "1970-01-01", "0"),
        ("", "1969-12-31", "! 1969-12-31 is outside 1970-01-01.."),
        (
            "",
            "2026-02-30",
            "! \"2026-02-30\" is no day of the calendar",
        ),
        ("", "2024-02-29", "19782"),
        (
            "",
            "31/01/2026",
            "! \"31/01/2026\" is not a date written YYYY-MM-DD",
        ),
        (
            "",
            "2026-01-31 10:00",
            "! \"2026-01-31 10:00\" is not a date written YYYY-MM-DD",
        ),
        ("DD/MM/YYYY", "31/01/2026", "20484"),
        ("DD/MM/YYYY", "1/2/2026", "20485"),
        (
            "DD/MM/YYYY",
            "2026-01-31",
            "! \"2026-01-31\" is not a date written DD/MM/YYYY",
        ),
        ("MM-DD-YYYY", "01-31-2026", "20484"),
        ("YYYYMMDD", "20260131", "20484"),
        (
            "YYYYMMDD",
            "2026131",
            "! \"2026131\" is not a date written YYYYMMDD",
        ),
    ] {
        let written = match pattern {
            "" => WrittenAs::Usual,
            pattern => WrittenAs::Date(pattern.to_owned()),
        };
        assert_eq!(read(&date, &written, cell), expected, "{cell:?}");
    }
}

#[test]
fn durations_are_days() {
    let duration = Type::Duration(Bounds::closed(0, 365));
    for (cell, expected) in [
        ("30", "30"),
        ("30 days", "30"),
        ("2 weeks", "14"),
        ("400", "! 400 is outside 0 days..365 days"),
        ("soon", "! \"soon\" is not a number of days, such as 30"),
        (
            "2 months",
            "! \"2 months\" is not a number of days, such as 30",
        ),
    ] {
        assert_eq!(
            read(&duration, &WrittenAs::Usual, cell),
            expected,
            "{cell:?}"
        );
    }
}

#[test]
fn choices_match_name_as_or_label() {
    let mut program = empty_program();
    let members = [
        ("won", None, Some("Closed, won")),
        ("lost", Some("02: Lost"), None),
        ("open", None, Some("lost")),
    ];
    let choice = Type::Choice(program.domains.push(domain("stage", &members)));
    let read = |cell: &str| {
        read_in(
            &program,
            &choice,
            &WrittenAs::Usual,
            &RawCell::Text(cell.into()),
        )
    };
    assert_eq!(read("won"), "#0");
    assert_eq!(read("WON"), "#0");
    assert_eq!(read("closed, WON"), "#0");
    assert_eq!(read("02: lost"), "#1");
    // A name wins over another member's label.
    assert_eq!(read("Lost"), "#1");
    assert_eq!(
        read("wno"),
        "! \"wno\" is none of won, lost, open; did you mean `won`?"
    );
    assert_eq!(
        read("elephant"),
        "! \"elephant\" is none of won, lost, open"
    );
}

#[test]
fn lists_are_split_on_semicolons() {
    let ratings = Type::List(Box::new(rating()));
    for (cell, expected) in [
        ("1; 2;3", "[1000000|2000000|3000000]"),
        ("4", "[4000000]"),
        (";", "[]"),
        ("", "?"),
        ("1;9", "! 9 is outside 1..5"),
    ] {
        assert_eq!(
            read(&ratings, &WrittenAs::Usual, cell),
            expected,
            "{cell:?}"
        );
    }
    let program = empty_program();
    let items = RawCell::Items(vec![RawCell::Number("1"), RawCell::Text(" 2 ".into())]);
    assert_eq!(
        read_in(&program, &ratings, &WrittenAs::Usual, &items),
        "[1000000|2000000]"
    );
    assert_eq!(
        read_in(
            &program,
            &ratings,
            &WrittenAs::Usual,
            &RawCell::Items(Vec::new())
        ),
        "[]"
    );
}

#[test]
fn numbers_of_json_may_have_exponents() {
    let program = empty_program();
    let plain = number(NumberUnit::Plain, Bounds::OPEN);
    for (cell, expected) in [
        ("1.5e3", "1500000000"),
        ("15E-1", "1500000"),
        ("1e-6", "1"),
        ("1e-9", "0 ~"),
        ("0e999", "0"),
        ("-2.5e+0", "-2500000"),
        ("1e-400", "0 ~"),
        ("12345678901234567890.123456", "12345678901234567890123456"),
        ("1e400", "! 1e400 has too many digits"),
    ] {
        let cell = RawCell::Number(cell);
        assert_eq!(
            read_in(&program, &plain, &WrittenAs::Usual, &cell),
            expected,
            "{cell:?}"
        );
    }
}

#[test]
fn csv_is_told_by_its_header() {
    for text in [
        "name,need\nAcme,5\nBeta,\n",
        "name;need\r\nAcme;5\r\nBeta;\r\n",
        "need\tname\n5\tAcme\n\tBeta",
        "\n\nname,need\n\nAcme,5\n\n\nBeta,\n\n",
        "\"name\" , need,comment\nAcme, 5 ,\"a, b; c\"\nBeta,n/a,",
    ] {
        let (table, report) = csv(text).unwrap();
        assert_eq!(
            names(&table),
            [Some("Acme".to_owned()), Some("Beta".to_owned())],
            "{text:?}"
        );
        assert_eq!(needs(&table), [Some(5 * ONE), None], "{text:?}");
        assert_eq!((report.read, report.evaluated, report.set_aside), (2, 2, 0));
    }
}

#[test]
fn lines_are_those_of_the_file() {
    let text = "name,need\n\"A\nB\",1\n\nC,2\r\n\"D \"\"x\"\"\",3\n";
    let (table, _) = csv(text).unwrap();
    assert_eq!(table.lines, [2, 5, 6]);
    assert_eq!(names(&table)[2], Some("D \"x\"".to_owned()));
    let (table, _) = csv("name,need\r\nA,1\r\n\r\n\"B\r\nb\",2\r\nC,3").unwrap();
    assert_eq!(table.lines, [2, 4, 6]);
}

#[test]
fn rows_that_cannot_be_kept_are_set_aside() {
    let text = "name,need\nAcme,5\nBeta\nGamma,1,2\n,3\nAcme,4\nDelta,9\n\"open,1\nEta,2\n";
    let (table, report) = csv(text).unwrap();
    assert_eq!((report.read, report.evaluated, report.set_aside), (7, 2, 5));
    let problems: Vec<(u64, &str)> = table
        .row_faults
        .iter()
        .map(|fault| (fault.line, fault.problem.as_str()))
        .collect();
    assert_eq!(
        problems,
        [
            (3, "1 cell where the header has 2"),
            (4, "3 cells where the header has 2"),
            (5, "the key `name` is empty"),
            (6, "the key `Acme` was already used on line 2"),
            (
                8,
                "1 cell where the header has 2; a quote may be left open in it"
            ),
        ]
    );
    assert_eq!(table.row_faults[1].cells, ["Gamma", "1", "2"]);
    // `Delta` is kept; only its cell is a fault.
    assert_eq!(needs(&table), [Some(5 * ONE), None]);
    let faults: Vec<_> = table
        .cell_faults
        .iter()
        .map(|((row, _), fault)| (*row, fault.clone()))
        .collect();
    let expected = CellFault {
        text: "9".into(),
        problem: "9 is outside 1..5".into(),
    };
    assert_eq!(faults, [(1, expected)]);
    assert_eq!(
        report.faults,
        [FieldFaults {
            field: "need".into(),
            count: 1,
            first_line: 7,
            first_problem: "9 is outside 1..5".into()
        }]
    );
}

#[test]
fn headers_must_be_there_once() {
    let errors = csv("nmae,size\nAcme,5\n").unwrap_err();
    assert_eq!(
        errors.iter().map(|e| e.code).collect::<Vec<_>>(),
        [Code::E303, Code::E303]
    );
    assert!(
        errors[0]
            .help
            .as_ref()
            .unwrap()
            .contains("did you mean the column `nmae`?")
    );
    assert!(
        errors[1].help.as_ref().unwrap().contains("`size`"),
        "{errors:?}"
    );
    let errors = csv("name,need,name\n").unwrap_err();
    assert_eq!(errors[0].message, "columns 1 and 3 are both named `name`");
    assert_eq!((errors[0].code, errors[0].line), (Code::E304, Some(1)));
    // Columns of no field may be doubled, or have no name.
    let (_, report) = csv("name,need,x,x,\nAcme,1,,,\n").unwrap();
    assert_eq!(report.unused_columns, ["x", "x"]);
    assert_eq!(csv("").unwrap_err()[0].code, Code::E308);
    assert_eq!(csv("name,need").unwrap().1.read, 0);
}

#[test]
fn decimals_beyond_six_are_counted() {
    let mut program = empty_program();
    let fields = [("a", number(NumberUnit::Plain, Bounds::OPEN))];
    let record = add_record(&mut program, "R", "", &fields);
    let text = "a\n1.1234567\n2\n0.00000001\n";
    let (table, report) = read_table(&program, record, "r", text, TableFormat::Csv).unwrap();
    assert_eq!(report.rounded, 2);
    let values: Vec<_> = table
        .rows
        .column(0)
        .as_primitive::<Decimal128Type>()
        .iter()
        .flatten()
        .collect();
    assert_eq!(values, [1_123_457, 2_000_000, 0]);
}

#[test]
fn json_and_ndjson_give_the_same_rows_as_csv() {
    let (program, record) = accounts();
    let array = "[\n {\"name\": \"Acme\", \"need\": 5, \"more\": {\"x\": [1]}},\n {\"need\": null, \"name\": \"Beta\"}\n]";
    let lines = "{\"name\": \"Acme\", \"need\": 5, \"more\": {}}\n\n{\"name\": \"Beta\"}\n";
    for (text, format, places) in [
        (array, TableFormat::Json, [2, 3]),
        (lines, TableFormat::NdJson, [1, 3]),
    ] {
        let (table, report) = read_table(&program, record, "a", text, format).unwrap();
        assert_eq!(
            names(&table),
            [Some("Acme".to_owned()), Some("Beta".to_owned())]
        );
        assert_eq!(needs(&table), [Some(5 * ONE), None]);
        assert_eq!(table.lines, places);
        assert_eq!(report.unused_columns, ["more"]);
    }
}

#[test]
fn broken_json_is_told_by_line() {
    let (program, record) = accounts();
    let read = |text: &str, format| read_table(&program, record, "a", text, format);
    let errors = read("[\n{\"name\": }]", TableFormat::Json).unwrap_err();
    assert_eq!((errors[0].code, errors[0].line), (Code::E308, Some(2)));
    let errors = read("{\"name\": 1}", TableFormat::Json).unwrap_err();
    assert_eq!(errors[0].message, "the file is no array of objects");
    let errors = read("[{\"name\": \"Acme\", \"nead\": 1}]", TableFormat::Json).unwrap_err();
    assert!(errors[0].help.as_ref().unwrap().contains("`nead`"));
    let text = "{\"name\": \"A\", \"need\": 1}\n{\"name\": \n[1]\n{\"name\":\"B\",\"name\":\"C\"}\n{\"name\": {\"a\": 1}}\n";
    let (table, report) = read(text, TableFormat::NdJson).unwrap();
    assert_eq!((report.read, report.evaluated), (5, 1));
    let lines: Vec<u64> = table.row_faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3, 4, 5]);
    assert_eq!(table.row_faults[1].problem, "[1] is not an object");
    assert_eq!(table.row_faults[2].problem, "`name` is there twice");
}

#[test]
fn choices_and_dates_become_their_columns() {
    let mut program = empty_program();
    let stage = program.domains.push(domain(
        "stage",
        &[("won", None, None), ("lost", None, None)],
    ));
    let fields = [
        ("stage", Type::Choice(stage)),
        ("closed", Type::Date(Bounds::OPEN)),
        ("live", Type::YesNo),
        ("tags", Type::List(Box::new(Type::Text))),
    ];
    let record = add_record(&mut program, "Deal", "", &fields);
    let text = "stage,closed,live,tags\nlost,1970-01-02,yes,a;b\n,,,\n";
    let (table, _) = read_table(&program, record, "d", text, TableFormat::Csv).unwrap();
    let rows = &table.rows;
    assert_eq!(
        rows.column(0)
            .as_primitive::<UInt32Type>()
            .iter()
            .collect::<Vec<_>>(),
        [Some(1), None]
    );
    assert_eq!(
        rows.column(1)
            .as_primitive::<Date32Type>()
            .iter()
            .collect::<Vec<_>>(),
        [Some(1), None]
    );
    assert_eq!(
        rows.column(2).as_boolean().iter().collect::<Vec<_>>(),
        [Some(true), None]
    );
    let tags = rows.column(3).as_list::<i32>();
    assert_eq!(
        tags.value(0)
            .as_string::<i32>()
            .iter()
            .flatten()
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert!(tags.is_null(1));
}

/// A folder of its own for a test's files, removed when dropped.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("gtm-data-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            std::fs::write(path.join(file), text).unwrap();
        }
        Folder(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `Account { name text key }`, `Rival { account Account, title text }`
fn two_records() -> (Program, RecordId, RecordId) {
    let mut program = empty_program();
    let account = add_record(&mut program, "Account", "name", &[("name", Type::Text)]);
    let fields = [("account", Type::Reference(account)), ("title", Type::Text)];
    let rival = add_record(&mut program, "Rival", "", &fields);
    (program, account, rival)
}

#[test]
fn folders_give_a_table_a_record() {
    let (program, account, rival) = two_records();
    let files = [
        ("accounts.csv", "name\nAcme\nBeta\n"),
        (
            "Rival.json",
            "[{\"account\": \"Acmee\", \"title\": \"x\"}, {\"account\": null, \"title\": \"y\"}]",
        ),
        ("dictionary.csv", "a,b\n"),
        ("read.me", ""),
    ];
    let folder = Folder::new("folder", &files);
    let loaded = load(&program, &[folder.file("")], &[]).unwrap();
    assert_eq!(loaded.dataset.tables[&account].rows.num_rows(), 2);
    assert_eq!(loaded.dataset.tables[&rival].rows.num_rows(), 2);
    assert_eq!(loaded.report.unused_files, ["dictionary.csv"]);
    let orphans = &loaded.report.orphans;
    assert_eq!(orphans.len(), 1);
    assert_eq!(
        (orphans[0].count, orphans[0].target.as_str()),
        (1, "Account")
    );
    assert_eq!(
        orphans[0].examples,
        [(1, "Acmee".to_owned(), Some("Acme".to_owned()))]
    );
}

#[test]
fn arguments_that_do_not_fit_are_told() {
    let (program, account, rival) = two_records();
    let files = [
        ("account.csv", "name\nA\n"),
        ("accounts.csv", "name\n"),
        ("rivals.csv", "account,title\n"),
        ("rival.txt", ""),
    ];
    let folder = Folder::new("arguments", &files);
    let codes = |data: &[String], without: &[&str]| -> Vec<Code> {
        let without: Vec<String> = without.iter().map(|name| (*name).to_owned()).collect();
        load(&program, data, &without).map(|_| ()).map_or_else(
            |errors| errors.into_iter().map(|error| error.code).collect(),
            |()| Vec::new(),
        )
    };
    let file = |name: &str| folder.file(name);
    // `rival.txt` is the exact name; then `account.csv` is, so nothing is ambiguous.
    assert_eq!(codes(&[file("")], &[]), [Code::E308]);
    assert_eq!(codes(&[file("account.csv")], &[]), [Code::E301]);
    assert_eq!(codes(&[file("account.csv")], &["Rival"]), []);
    assert_eq!(
        codes(&[file("account.csv"), file("accounts.csv")], &["Rival"]),
        [Code::E307]
    );
    assert_eq!(codes(&[file("account.csv")], &["Rivals"]), [Code::E306]);
    assert_eq!(codes(&["Acount=x.csv".to_owned()], &[]), [Code::E306]);
    assert_eq!(
        codes(
            &[
                format!("Rival={}", file("rivals.csv")),
                file("accounts.csv")
            ],
            &[]
        ),
        []
    );
    assert_eq!(
        codes(
            &[format!("Rival={}", file("rivals.csv"))],
            &["Rival", "Account"]
        ),
        [Code::E307]
    );
    assert_eq!(
        codes(&[format!("Rival={}", file(""))], &["Account"]),
        [Code::E302]
    );
    assert_eq!(
        codes(&[format!("Rival={}", file("rivas.csv"))], &["Account"]),
        [Code::E302]
    );
    assert_eq!(codes(&["-".to_owned()], &[]), [Code::E307]);
    let missing = load(
        &program,
        &[format!("Rival={}", file("rivas.csv"))],
        &["Account".to_owned()],
    );
    assert_eq!(
        missing.unwrap_err()[0].help.as_deref(),
        Some("did you mean `rivals.csv`?")
    );
    let loaded = load(&program, &[file("account.csv")], &["Rival".to_owned()]).unwrap();
    assert_eq!(loaded.dataset.without, [rival]);
    assert_eq!(
        loaded.dataset.tables.keys().copied().collect::<Vec<_>>(),
        [account]
    );
}

#[test]
fn rows_of_a_test_become_tables() {
    let (program, record) = accounts();
    let need = program.records[record].fields[1];
    let name = program.records[record].fields[0];
    let cells = vec![
        GivenCell {
            field: need,
            value: Some(Value::Number("4".parse().unwrap())),
        },
        GivenCell {
            field: name,
            value: Some(Value::Text("Acme".into())),
        },
    ];
    let row = |cells| GivenRow {
        record,
        cells,
        span: Span::default(),
    };
    let test = Test {
        label: "t".into(),
        span: Span::default(),
        as_of: None,
        params: Vec::new(),
        given: vec![row(cells), row(Vec::new())],
        expectations: Vec::new(),
    };
    let dataset = given(&program, &test);
    let table = &dataset.tables[&record];
    assert_eq!(names(table), [Some("Acme".to_owned()), None]);
    assert_eq!(needs(table), [Some(4 * ONE), None]);
}
