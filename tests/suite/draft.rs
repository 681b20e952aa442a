//! A first pack of any table has no findings, is in the canonical form, and reads its own file
//! without a fault and without losing a row.

use gtm::analysis::Overrides;
use gtm::compile::compile;
use gtm::data::source::{Hints, RawTable, TableFormat, open_text};
use gtm::data::{load_raw, read_table};
use gtm::draft::{Sample, draft};
use gtm::files::Memory;
use gtm::format::format;
use gtm::ir::Program;
use gtm::source::SourceFile;
use gtm::syntax::parse;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A table as a text of separated values, everything quoted.
fn separated(headers: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect();
        cells.join(",") + "\n"
    };
    let mut text = line(headers);
    text.extend(rows.iter().map(|row| line(row)));
    text
}

fn open(name: &str, text: &str) -> RawTable {
    open_text(name, text.to_owned(), TableFormat::Csv, Hints::default()).unwrap()
}

fn sample(name: &str, text: &str) -> Sample {
    Sample {
        name: name.to_owned(),
        title: format!("{name}.csv"),
        argument: format!("{name}.csv"),
        raw: open(name, text),
    }
}

fn program(text: &str) -> Result<Program, TestCaseError> {
    let source = SourceFile::new("first.gtm", text);
    let compilation = compile(source, &Overrides::new(), &Memory::default());
    let found = &compilation.diagnostics;
    prop_assert!(found.is_empty(), "{found:#?}\n{text}");
    Ok(compilation.program.unwrap())
}

/// Drafts a pack of tables, and holds it to what is promised.
fn check(tables: &[(&str, String, usize)]) -> Result<String, TestCaseError> {
    let samples: Vec<Sample> = tables
        .iter()
        .map(|(name, text, _)| sample(name, text))
        .collect();
    let text = draft(&samples, "first").unwrap();
    prop_assert_eq!(&draft(&samples, "first").unwrap(), &text);
    let program = program(&text)?;
    let source = SourceFile::new("first.gtm", text.as_str());
    prop_assert_eq!(&format(&source, &parse(&source).pack), &text);
    let raw: Vec<_> = program
        .records
        .ids()
        .zip(samples.iter().map(|one| &one.raw))
        .collect();
    let loaded = load_raw(&program, &raw).unwrap();
    prop_assert!(
        loaded.report.orphans.is_empty(),
        "{:?}\n{text}",
        loaded.report.orphans
    );
    for (record, (_, csv, rows)) in program.records.ids().zip(tables) {
        // As a run opens it, which knows the headers that it looks for.
        let (_, report) = read_table(&program, record, "t.csv", csv, TableFormat::Csv).unwrap();
        // Rows in which every cell is empty are no rows where there is a key.
        let empty: usize = report.furniture.iter().map(|found| found.count).sum();
        prop_assert_eq!(report.read + empty, *rows);
        prop_assert_eq!(report.evaluated, report.read, "{}\n{}", text, csv);
        prop_assert!(
            report.faults.is_empty(),
            "{:?}\n{text}\n{csv}",
            report.faults
        );
    }
    Ok(text)
}

/// Cells of one kind, some of them empty or missing.
fn cells(rows: usize) -> impl Strategy<Value = Vec<String>> {
    let of = move |cell: BoxedStrategy<String>| {
        let gap = prop_oneof![
            Just(String::new()),
            Just("n/a".to_owned()),
            Just("NA".to_owned()),
            Just("-".to_owned()),
            Just("Select".to_owned()),
        ];
        let gappy = prop_oneof![9 => cell.clone(), 1 => gap];
        prop_oneof![
            prop::collection::vec(cell, rows),
            prop::collection::vec(gappy, rows)
        ]
    };
    let pick = |texts: &'static [&'static str]| {
        prop::sample::select(texts).prop_map(str::to_owned).boxed()
    };
    let kinds: Vec<BoxedStrategy<String>> = vec![
        (-50..500_i32).prop_map(|number| number.to_string()).boxed(),
        (0..100_000_i32, 0..100_i32)
            .prop_map(|(whole, part)| format!("{whole}.{part:02}"))
            .boxed(),
        (1..999_i32, 0..1000_i32)
            .prop_map(|(one, two)| format!("{one},{two:03}"))
            .boxed(),
        (1..999_i32, 0..1000_i32, 0..100_i32)
            .prop_map(|(one, two, part)| format!("{one}.{two:03},{part:02}"))
            .boxed(),
        (0..9999_i32, 0..9_i32)
            .prop_map(|(one, part)| format!("{one},{part}"))
            .boxed(),
        (0..999_i32)
            .prop_map(|number| format!("${number}M"))
            .boxed(),
        (-9..999_i32)
            .prop_map(|number| format!("{number} EUR"))
            .boxed(),
        pick(&["$5", "€6", "7", "8 GBP"]),
        (0..120_i32).prop_map(|number| format!("{number}%")).boxed(),
        pick(&["5%", "6", "0.5"]),
        pick(&[
            "0012",
            "345",
            "678901234567890123",
            "17850.0",
            "1e5",
            "3.6e-05",
        ]),
        (1..13_u32, 1..29_u32)
            .prop_map(|(month, day)| format!("2024-{month:02}-{day:02}"))
            .boxed(),
        (1..13_u32, 1..29_u32)
            .prop_map(|(month, day)| format!("{day:02}/{month:02}/2024"))
            .boxed(),
        (1..13_u32, 1..13_u32)
            .prop_map(|(month, day)| format!("{day:02}.{month:02}.24"))
            .boxed(),
        (1..13_u32, 1..29_u32, 0..24_u32)
            .prop_map(|(month, day, hour)| format!("2024-{month:02}-{day:02} {hour:02}:15:00"))
            .boxed(),
        pick(&["2024-02-30", "2024-02-28"]),
        pick(&["yes", "no", "TRUE", "0"]),
        pick(&["Ja", "Nein"]),
        pick(&["0", "1"]),
        pick(&["x"]),
        pick(&["Won", "Lost", "In play", "lost", "a \"quote\"", "{brace}"]),
        pick(&["known", "unknown", "yes", "not", "per cent %"]),
        pick(&["1-9", "10-99", "100+"]),
        pick(&["Москва", "Мoсква", "Mосква", "北京", "Zürich"]),
        pick(&["a;b", "b;c;a", "c", "a;;b"]),
        pick(&["a, b", "b, a, c", "c"]),
        pick(&["Ann Bee", "a@b.example", "+1 555 0100"]),
        "\\PC{0,8}".boxed(),
        "[a-c]{1,2}".boxed(),
        "[a-zA-Z0-9 ,;:%$€./#-]{0,12}".boxed(),
        pick(&["line\nbreak", " padded ", "tab\there"]),
    ];
    prop::sample::select(kinds).prop_flat_map(of)
}

fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z]{1,5}( [a-z]{1,4})?",
        1 => "\\PC{0,8}",
        1 => prop::sample::select(&[
            "id", "Name", "name", "E-mail", "when", "known", "default", "key", "column", "missing",
            "many", "record", "show", "today", "this", "rows", "count", "of", "by", "text", "list",
            "one", "as", "Deal No", "Account", "account", "Growth %", "Amount (EUR)", "complete",
            "all_rows", "a\"b", "{x}", "a\nb", "", "fit", "sort", "top", "where", "OR", "NOT",
            "like", "is", "in", "percent", "number", "Сountry", "52 Week Low", "for", "every",
        ][..]).prop_map(str::to_owned),
    ]
}

fn table() -> impl Strategy<Value = (String, usize)> {
    (0..40_usize, 1..7_usize)
        .prop_flat_map(|(rows, columns)| {
            let headers = prop::collection::vec(header(), columns);
            let cells = prop::collection::vec(cells(rows), columns);
            (headers, cells).prop_map(move |(headers, columns)| {
                let row =
                    |place: usize| columns.iter().map(|column| column[place].clone()).collect();
                let lines: Vec<Vec<String>> = (0..rows).map(row).collect();
                (separated(&headers, &lines), rows)
            })
        })
        // A first line of nothing but empty cells names no column: what follows is then taken for it.
        .prop_filter("no header", |(csv, _)| {
            let first = csv.lines().next().unwrap_or_default();
            first
                .chars()
                .any(|letter| !matches!(letter, '"' | ',' | ' '))
        })
}

/// Tables are as odd as chance makes them, and a guess may fail on one of many thousands: a run repeats
/// itself, and `PROPTEST_RNG_SEED=N` looks elsewhere.
fn config(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(2026);
    }
    config
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn a_first_pack_reads_its_own_file((csv, rows) in table()) {
        check(&[("accounts", csv, rows)])?;
    }
}

proptest! {
    #![proptest_config(config(24))]

    /// Two tables whose columns hold each other's values more often than not.
    #[test]
    fn a_first_pack_reads_all_its_files(
        (first, rows) in table(),
        (second, others) in table(),
        links in prop::collection::vec((0..12_u32, 0..14_u32), 1..30),
    ) {
        let accounts: Vec<Vec<String>> = (0..12).map(|place| {
            vec![format!("K{place}"), format!("K{}", place / 5)]
        }).collect();
        let deals: Vec<Vec<String>> = links.iter().enumerate().map(|(place, (one, two))| {
            vec![place.to_string(), format!("K{one}"), format!("K{two}")]
        }).collect();
        let head = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let accounts = separated(&head(&["account", "parent"]), &accounts);
        let deals = separated(&head(&["id", "account", "other account"]), &deals);
        check(&[
            ("accounts", accounts, 12),
            ("deals", deals, links.len()),
            ("more", first, rows),
            ("2024-01", second, others),
        ])?;
    }
}

/// What a pack of one table says, by hand.
#[test]
fn types_come_with_their_evidence() {
    let csv = "Deal No,Company,Stage,Amount,Signed,Sent,Note\n\
        1,Acme,won,\"$1,200.50\",13/01/2026,01/02/2026,first\n\
        2,Beta,lost,$900,02/01/2026,03/04/2026,\n\
        3,Acme,won,n/a,02/01/2026,03/04/2026,second\n\
        4,Ceta,lost,$20,02/01/2026,,third\n";
    let text = check(&[("deals", csv.to_owned(), 4)]).unwrap();
    for line in [
        "# 4 rows; `deal_no` names each of them.",
        "missing \"n/a\"",
        "text key",
        "one of won, lost",
        "as \"1,234.5\"",
        "1 empty; 20 to 1,200.5",
        "2026-01-02 to 2026-01-13",
        "Sent date as \"DD/MM/YYYY\"",
        "Sent date as \"MM/DD/YYYY\"",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn persons_are_not_listed() {
    let csv = "id,owner,E-mail\n1,Ann Bee,a@x.example\n2,Ann Bee,a@x.example\n3,Cyd Dee,c@x.example\n4,Cyd Dee,c@x.example\n";
    let text = check(&[("deals", csv.to_owned(), 4)]).unwrap();
    assert!(
        !text.contains("Ann") && !text.contains("x.example"),
        "{text}"
    );
}

#[test]
fn references_and_their_rows_are_found() {
    let accounts = "account,parent\nAcme,\nBeta,Acme\nCeta,Acme\nDelta,Beta\n".to_owned();
    let deals =
        "id,account,product\nd1,Acme,GTXPro\nd2,Beta,GTX Plus\nd3,Acme,GTX Mini\n".to_owned();
    let products = "product,price\nGTX Pro,5\nGTX Plus,6\nGTX Mini,7\n".to_owned();
    let text = check(&[
        ("accounts", accounts, 4),
        ("deals", deals, 3),
        ("products", products, 3),
    ])
    .unwrap();
    for line in [
        "accounts_by_parent many Account by parent",
        "many Deal by account",
        "2 of 3 values are keys of Product; `GTXPro` (is `GTX Pro` meant?) names no row.",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn a_key_may_take_several_columns() {
    let csv = "shop,day,sold\nA,2026-01-01,5\nA,2026-01-02,5\nB,2026-01-01,5\nB,2026-01-02,6\n";
    let text = check(&[("sales", csv.to_owned(), 4)]).unwrap();
    assert!(
        text.contains("`shop` and `day` together name each of them"),
        "{text}"
    );
    let csv = "shop,sold\nA,5\nA,5\nB,5\n";
    let text = check(&[("sales", csv.to_owned(), 3)]).unwrap();
    assert!(text.contains("there is no key"), "{text}");
}
