//! Reading of rows and files, on a program made by hand; of cells in [`cells`].
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, UInt32Type};

use super::*;
use crate::decimal::ONE;
use crate::diagnostics::Code;
use crate::ir::*;
use crate::source::Span;

mod cells;

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
        portfolio: None,
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
        source: RecordSource::Table,
        missing: vec!["Select".into(), "n/a".into()],
    });
    for (field, ty) in fields {
        let id = program.fields.push(Field {
            named: named(field, None),
            record,
            ty: ty.clone(),
            source: FieldSource::Stored(Box::new(StoredColumn::named(*field))),
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

proptest::proptest! {
    /// Whatever a file holds, every row is either kept or set aside (see [`csv`]), in order.
    #[test]
    fn any_text_is_read_or_refused(text in "[a-c1-9,;\"\n\r\t \u{feff}\u{e9}\u{0}=]{0,80}") {
        let _ = csv(&text);
        let (table, _) = csv(&format!("name,need\n{text}")).unwrap();
        assert!(table.lines.is_sorted());
        let lines = text.chars().filter(|c| matches!(c, '\n' | '\r')).count() as u64 + 2;
        assert!(table.lines.iter().all(|line| (2..=lines).contains(line)));
        let (program, record) = accounts();
        for format in [TableFormat::Json, TableFormat::NdJson] {
            let _ = read_table(&program, record, "a", &text, format);
        }
    }

    /// A text written as RFC 4180 has it comes back, trimmed.
    #[test]
    fn quoted_texts_come_back(texts in proptest::collection::btree_set("[a-z,;\"\n\r\t é]{1,12}", 1..8)) {
        let wanted: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
        let rows: Vec<String> =
            texts.iter().map(|text| format!("\"{}\",1\r\n", text.replace('"', "\"\""))).collect();
        let (table, report) = csv(&format!("name,need\r\n{}", rows.concat())).unwrap();
        assert_eq!(report.read, texts.len());
        let mut kept: Vec<&str> = Vec::new();
        for name in wanted.into_iter().filter(|name| !name.is_empty()) {
            if !kept.contains(&name) {
                kept.push(name);
            }
        }
        let names: Vec<String> = names(&table).into_iter().flatten().collect();
        assert_eq!(names, kept);
    }
}
