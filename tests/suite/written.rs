//! Columns as files have them: what is proved by a whole column is read, what is not is a fault that shows the
//! readings, and no cell is ever read as something that was not written.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type};
use gtm::data::{Table, TableFormat, TableReport, date_text, read_table};
use gtm::decimal::Decimal;
use gtm::ir::{Program, Type};
use gtm::source::SourceFile;
use proptest::prelude::*;

use crate::support::{compiled, rendered};

/// The program of a record with these lines.
fn program(lines: &str) -> Program {
    let text = format!("record Row {{\n  id text key\n{lines}\n}}\n");
    let source = SourceFile::new("rows.gtm", text);
    let found = compiled(&source);
    found
        .program
        .unwrap_or_else(|| panic!("{}", rendered(&source, &found.diagnostics)))
}

/// A file of columns, each with its header first.
fn file(columns: &[&[&str]]) -> String {
    let mut text = "id".to_owned();
    let rows = columns.iter().map(|column| column.len()).max().unwrap();
    for row in 0..rows {
        if row > 0 {
            text.push_str(&format!("r{row}"));
        }
        for column in columns {
            text.push_str(&format!(
                ",\"{}\"",
                column.get(row).unwrap_or(&"").replace('"', "\"\"")
            ));
        }
        text.push('\n');
    }
    text
}

fn read(lines: &str, text: &str) -> (Program, Table, TableReport) {
    let program = program(lines);
    let record = program.tables().next().unwrap();
    let read = read_table(&program, record, "rows.csv", text, TableFormat::Csv);
    let (table, report) = read.unwrap_or_else(|errors| panic!("{errors:?}"));
    (program, table, report)
}

/// What the cells of a field came to: `?` for no answer, `!` and the problem.
fn values(program: &Program, table: &Table, field: &str) -> Vec<String> {
    let place = table.rows.schema().index_of(field).unwrap();
    let id = program
        .fields
        .ids()
        .find(|id| program.fields[*id].named.name == field)
        .unwrap();
    let array = table.rows.column(place);
    (0..table.rows.num_rows())
        .map(|row| match table.cell_faults.get(&(row, id)) {
            Some(fault) => format!("! {}", fault.problem),
            None if array.is_null(row) => "?".to_owned(),
            None => match &program.fields[id].ty {
                Type::Number(_) => {
                    let units = array.as_primitive::<Decimal128Type>().value(row);
                    Decimal::from_units(units).unwrap().to_string()
                }
                Type::Date(_) => date_text(array.as_primitive::<Date32Type>().value(row).into()),
                Type::YesNo => if array.as_boolean().value(row) {
                    "yes"
                } else {
                    "no"
                }
                .to_owned(),
                Type::Text => array.as_string::<i32>().value(row).to_owned(),
                Type::List(_) => {
                    let items = array.as_list::<i32>().value(row);
                    let items = items.as_string::<i32>();
                    items.iter().flatten().collect::<Vec<_>>().join("+")
                }
                other => format!("{other:?}"),
            },
        })
        .collect()
}

/// The cells of one column of a field declared so.
fn column(field: &str, cells: &[&str]) -> Vec<String> {
    let header: Vec<&str> = [&["x"], cells].concat();
    let (program, table, _) = read(&format!("  x {field}"), &file(&[&header]));
    values(&program, &table, "x")
}

#[test]
fn a_whole_column_proves_how_its_numbers_are_written() {
    for (field, cells, expected) in [
        ("number", &["1", "2.5"][..], &["1", "2.5"][..]),
        ("number", &["1,234", "1,234.50"], &["1234", "1234.5"]),
        ("number", &["1,234", "1,23"], &["1.234", "1.23"]),
        ("number", &["1,234", "12,34,567"], &["1234", "1234567"]),
        (
            "money INR",
            &[" 17,50,000 ", "99,000", "₹1,75,000.50"],
            &["1750000", "99000", "175000.5"],
        ),
        (
            "integer",
            &["1.234", "1.234.567", "12"],
            &["1234", "1234567", "12"],
        ),
        (
            "money EUR",
            &["1.234,50 €", "(5,5)", "-", "x"],
            &[
                "1234.5",
                "-5.5",
                "! \"-\" has no digits: a spreadsheet may show 0 so; write 0 in the file, or `missing \"-\"` if it stands for no answer",
                "! \"x\" is not an amount, such as 1200 or 1200 EUR",
            ],
        ),
        ("number", &["1 234 567", "2,5"], &["1234567", "2.5"]),
        ("number", &["1'234.5", "7"], &["1234.5", "7"]),
        ("percent", &["12,5 %", "7 %"], &["0.125", "0.07"]),
        ("percent", &["12,5", "7"], &["0.125", "0.07"]),
        ("number", &["10k", "2,5M"], &["10000", "2500000"]),
        ("money USD", &["$1.2", "US$ 1,000.00"], &["1.2", "1000"]),
    ] {
        assert_eq!(column(field, cells), expected, "{field}: {cells:?}");
    }
}

#[test]
fn what_a_column_does_not_prove_is_a_fault_with_its_readings() {
    let open = |text: &str, one: &str, other: &str, lines: [&str; 2]| {
        format!(
            "! \"{text}\" can be {one} or {other}, and no cell of the column says which: \
             write `as \"{}\"` or `as \"{}\"` behind the type",
            lines[0], lines[1]
        )
    };
    assert_eq!(
        column("number", &["1,234", "12", "-5,000"]),
        [
            open("1,234", "1234", "1.234", ["1,234.5", "1234,5"]),
            "12".to_owned(),
            open("-5,000", "-5000", "-5.000", ["1,234.5", "1234,5"]),
        ]
    );
    // A point could part thousands as well, as long as no cell shows that it does not.
    let both = ["1234.5", "1.234,5"];
    assert_eq!(
        column("number", &["1.234", "12"]),
        [open("1.234", "1.234", "1234", both), "12".to_owned()]
    );
    assert_eq!(column("number", &["1.234", "12.5"]), ["1.234", "12.5"]);
    assert_eq!(column("number as \"1234.5\"", &["1.234"]), ["1.234"]);
    assert_eq!(column("number as \"1.234,5\"", &["1.234"]), ["1234"]);
    assert_eq!(
        column("date", &["03/04/2025", "04/04/2025"]),
        [
            "! \"03/04/2025\" can be 2025-04-03 or 2025-03-04, and no cell of the column says which: \
             write `as \"DD/MM/YYYY\"` or `as \"MM/DD/YYYY\"` behind the type",
            "2025-04-04",
        ]
    );
    assert_eq!(
        column("date", &["31/12/99"]),
        [
            "! \"31/12/99\" can be 2099-12-31 or 1999-12-31, and no cell of the column says which: \
             write `as \"DD/MM/20YY\"` or `as \"DD/MM/19YY\"` behind the type",
        ]
    );
    assert_eq!(
        column("date as \"DD/MM/19YY\"", &["31/12/99"]),
        ["1999-12-31"]
    );
    assert_eq!(
        column("percent", &["0.12", "1", "0"]),
        [
            "! \"0.12\" can be 12% or 0.12%, and no cell of the column says which: \
             write `as \"0.12\"` behind the type if the cells are fractions, `as \"12\"` if not",
            "! \"1\" can be 100% or 1%, and no cell of the column says which: \
             write `as \"0.12\"` behind the type if the cells are fractions, `as \"12\"` if not",
            "0",
        ]
    );
    assert_eq!(
        column("percent as \"0.12\"", &["0.12", "1", "3%"]),
        ["0.12", "1", "0.03"]
    );
    assert_eq!(column("percent as \"0,12\"", &["0,125"]), ["0.125"]);
    assert_eq!(column("percent as \"12\"", &["0.12"]), ["0.0012"]);
    assert_eq!(column("percent", &["0.12", "40"]), ["0.0012", "0.4"]);
}

#[test]
fn one_column_is_never_read_in_two_styles() {
    let two = |text: &str, one: &str, other: &str| {
        format!("! \"{text}\": this column is written in two ways, {one} and {other}")
    };
    let (one, other) = ("\"1,5\" on line 2", "\"1.5\" on line 3");
    assert_eq!(
        column("number", &["1,5", "1.5", "1.234", "7"]),
        [
            two("1,5", one, other),
            "1.5".to_owned(),
            two("1.234", one, other),
            "7".to_owned()
        ]
    );
    let (one, other) = ("\"25/04/2025\" on line 2", "\"2025-04-25\" on line 3");
    assert_eq!(
        column("date", &["25/04/2025", "2025-04-25", "soon"]),
        [
            two("25/04/2025", one, other),
            "2025-04-25".to_owned(),
            "! \"soon\" is not a date written YYYY-MM-DD".to_owned(),
        ]
    );
}

#[test]
fn another_column_of_the_file_shows_that_points_are_no_thousands() {
    let numbers = "  x number\n  y number";
    for (other, expected) in [
        (["y", "1.5"], "1.234"),
        (["z", "1.5"], "1.234"),
        (["y", "1,5"], "! \"1.234\" can be 1.234 or 1234"),
        (["z", "1,5"], "! \"1.234\" can be 1.234 or 1234"),
        (["z", "Paris, 1,5"], "! \"1.234\" can be 1.234 or 1234"),
    ] {
        let lines = if other[0] == "y" {
            numbers
        } else {
            "  x number"
        };
        let (program, table, _) = read(lines, &file(&[&["x", "1.234"], &other]));
        let found = &values(&program, &table, "x")[0];
        assert!(found.starts_with(expected), "{other:?}: {found}");
    }
}

#[test]
fn dates_and_words_are_proved_too() {
    for (field, cells, expected) in [
        (
            "date",
            &["03/04/2025", "25/04/2025"][..],
            &["2025-04-03", "2025-04-25"][..],
        ),
        (
            "date",
            &["03/04/2025", "04/25/2025"],
            &["2025-03-04", "2025-04-25"],
        ),
        ("date", &["3 Jan 2025 10:05"], &["2025-01-03"]),
        ("date", &["2025-01-03T23:59:00Z"], &["2025-01-03"]),
        (
            "date as \"D MMM YYYY\", \"janv.\", \"févr.\", \"mars\", \"avr.\", \"mai\", \"juin\", \"juil.\", \"août\", \"sept.\", \"oct.\", \"nov.\", \"déc.\"",
            &["3 août 2025"],
            &["2025-08-03"],
        ),
        (
            "date",
            &["45321"],
            &[
                "! \"45321\" is not a date; as a spreadsheet counts days it is 2024-01-30: show the column as dates there",
            ],
        ),
        ("yes/no", &["Ja", "nein"], &["yes", "no"]),
        (
            "yes/no",
            &["Ja", "Oui"],
            &[
                "! \"Ja\" is neither yes nor no",
                "! \"Oui\" is neither yes nor no",
            ],
        ),
        (
            "yes/no as \"Ja\", \"J\", \"x\" / \"Nein\"",
            &["x", "NEIN", "j", ""],
            &["yes", "no", "yes", "?"],
        ),
        (
            "yes/no as \"x\"/\"\"",
            &["x", "", "y"],
            &["yes", "no", "! \"y\" is neither \"x\" nor \"\""],
        ),
        (
            "text",
            &["1.23457E+11", "007", " a "],
            &["1.23457E+11", "007", "a"],
        ),
        (
            "list of text as \"a|b\"",
            &["a | b|", "a;b"],
            &["a+b", "a;b"],
        ),
        ("list of text", &[";a;b"], &["a+b"]),
        (
            "number missing \"-\", \"n/a\"",
            &["-", "n/a", "1"],
            &["?", "?", "1"],
        ),
    ] {
        assert_eq!(column(field, cells), expected, "{field}: {cells:?}");
    }
}

#[test]
fn a_record_states_it_for_all_its_fields() {
    let lines = "  written numbers \"1.234,5\", dates \"DD.MM.YYYY\", yes/no \"Ja\"/\"Nein\", lists \"a, b\"\n  \
                 n number\n  m money EUR as \"1,234.5\"\n  d date\n  y yes/no\n  l list of text";
    let columns: [&[&str]; 5] = [
        &["n", "1.234"],
        &["m", "1,234"],
        &["d", "03.04.2025"],
        &["y", "Nein"],
        &["l", "a, b"],
    ];
    let (program, table, _) = read(lines, &file(&columns));
    let found: Vec<String> = ["n", "m", "d", "y", "l"]
        .iter()
        .flat_map(|field| values(&program, &table, field))
        .collect();
    assert_eq!(found, ["1234", "1234", "2025-04-03", "no", "a+b"]);
}

#[test]
fn what_spreadsheets_do_to_ranges_and_keys_is_said() {
    let (_, table, _) = read(
        "  size one of \"1-4\", \"5-20\", \"21-99\"",
        "id,size\n1.23457E+11,5-20\n1,May-20\n2,20-May\n3,Jan-04\n4,Feb-30\n",
    );
    let aside: Vec<&str> = table
        .row_faults
        .iter()
        .map(|row| row.problem.as_str())
        .collect();
    assert_eq!(
        aside,
        [
            "the key `id` cannot be read: \"1.23457E+11\" has lost digits: a spreadsheet wrote a long number short; take it from the source as text"
        ]
    );
    let problems: Vec<&str> = table
        .cell_faults
        .values()
        .map(|fault| fault.problem.as_str())
        .collect();
    let turned = |text: &str, range: &str| {
        format!(
            "\"{text}\" is what a spreadsheet makes of \"{range}\", taking it for a date: \
             write `as \"{text}\"` behind that value, or make the column text before it is filled in"
        )
    };
    assert_eq!(
        problems,
        [
            turned("May-20", "5-20"),
            turned("20-May", "5-20"),
            turned("Jan-04", "1-4"),
            "\"Feb-30\" is none of 1-4, 5-20, 21-99".to_owned(),
        ]
    );
}

#[test]
fn the_currency_may_stand_in_a_column_of_its_own() {
    let lines = "  amount money EUR column \"Amount\" currency \"Currency\", \"CurrencyIsoCode\"";
    let text = "id,Amount,CurrencyIsoCode\na,5,EUR\nb,5,usd\nc,5,\nd,,USD\ne,x,EUR\n";
    let (program, table, report) = read(lines, text);
    assert_eq!(
        values(&program, &table, "amount"),
        [
            "5",
            "! the column `Currency` says that it is in usd; this field is in EUR",
            "! the column `Currency` does not say in which currency it is; this field is in EUR",
            "?",
            "! \"x\" is not an amount, such as 1200 or 1200 EUR",
        ]
    );
    assert_eq!(report.unused_columns, Vec::<String>::new());
}

#[test]
fn a_column_is_found_by_any_of_its_names() {
    let lines = "  revenue number column \"Annual Revenue\", \"annualrevenue\"\n  other number column \"x\"";
    for header in ["Annual Revenue", "annualrevenue", "revenue"] {
        let (program, table, _) = read(lines, &format!("id,{header},x\na,5,6\n"));
        assert_eq!(values(&program, &table, "revenue"), ["5"], "{header}");
    }
    let program = program(lines);
    let record = program.tables().next().unwrap();
    for (headers, expected) in [
        (
            "id,annualrevenue,Annual Revenue,x",
            "E370 columns `annualrevenue` and `Annual Revenue` are both the field `revenue`",
        ),
        (
            "id,x,x,Annual Revenue",
            "E304 columns 2 and 3 are both named `x`",
        ),
        (
            "id,x,Revenue",
            "E303 there is no column `Annual Revenue` or `annualrevenue`",
        ),
    ] {
        let text = format!("{headers}\n");
        let errors = read_table(&program, record, "rows.csv", &text, TableFormat::Csv).unwrap_err();
        let found: Vec<String> = errors
            .iter()
            .map(|e| format!("{} {}", e.code, e.message))
            .collect();
        assert_eq!(found, [expected]);
    }
}

#[test]
fn what_is_proved_and_what_is_changed_is_reported() {
    let columns: [&[&str]; 3] = [
        &["m", "€ 1,234", "1,234.5678901", "(2k)", " 3 "],
        &["d", "3/1/2025 10:00", "3/31/2025"],
        &["y", "Ja"],
    ];
    let (_, _, report) = read("  m money EUR\n  d date\n  y yes/no", &file(&columns));
    let styles: Vec<String> = report
        .styles
        .iter()
        .map(|style| format!("{} {} {:?}", style.field, style.written_as, style.proof))
        .collect();
    assert_eq!(
        styles,
        [
            "m \"1,234.5\" Some((3, \"1,234.5678901\"))",
            "d \"MM/DD/YYYY\" Some((3, \"3/31/2025\"))",
            "y \"ja\"/\"nein\" Some((2, \"Ja\"))",
        ]
    );
    let changes: Vec<String> = report
        .coercions
        .iter()
        .map(|cells| {
            format!(
                "{}: {} {}, line {} {:?}",
                cells.field,
                cells.count,
                cells.coercion.in_words(),
                cells.first_line,
                cells.first_text
            )
        })
        .collect();
    assert_eq!(
        changes,
        [
            "m: 1 rounded to six decimals, line 3 \"1,234.5678901\"",
            "m: 1 with blanks around them, left out, line 5 \" 3 \"",
            "m: 1 with the sign or code of the currency, left out, line 2 \"€ 1,234\"",
            "m: 1 with k, M or B, written out, line 4 \"(2k)\"",
            "m: 1 with brackets or a minus behind, read as below zero, line 4 \"(2k)\"",
            "d: 1 with a time of day, left out, line 2 \"3/1/2025 10:00\"",
        ]
    );
    assert_eq!(report.rounded, 1);
}

/// The marks of a style: before decimals, and between thousands.
type Marks = (char, Option<char>);

const STYLES: [Marks; 9] = [
    ('.', None),
    ('.', Some(',')),
    ('.', Some(' ')),
    ('.', Some('\u{202f}')),
    ('.', Some('\'')),
    (',', None),
    (',', Some('.')),
    (',', Some('\u{a0}')),
    (',', Some('’')),
];

/// A number of millionths as a person of some country writes it.
fn written(units: i64, (decimal, group): Marks, indian: bool) -> String {
    let number = Decimal::from_units(units.into()).unwrap().to_string();
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len() - place;
        let ends = if indian && left > 3 {
            (left - 3) % 2 == 0
        } else {
            left % 3 == 0
        };
        if let (Some(mark), true) = (group, place > 0 && ends) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    let point = if fraction.is_empty() {
        String::new()
    } else {
        format!("{decimal}{fraction}")
    };
    format!("{sign}{grouped}{point}")
}

fn numbers() -> impl Strategy<Value = Vec<i64>> {
    let number = (-9_999_999_i64..10_000_000, 0_u32..7)
        .prop_map(|(digits, places)| digits * 10_i64.pow(6 - places));
    prop::collection::vec(number, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// With a cell that has one reading the whole column is read exactly; without it each cell is read exactly or a
    /// fault, never another number.
    #[test]
    fn numbers_of_every_style_are_read_exactly_or_not_at_all(
        numbers in numbers(),
        style in prop::sample::select(STYLES.to_vec()),
        indian in any::<bool>(),
        proof in any::<bool>(),
    ) {
        let indian = indian && style.1 == Some(',');
        let mut numbers = numbers;
        if proof {
            // Two decimals behind thousands: no other style has it.
            numbers.push(1_234_560_000);
        }
        let cells: Vec<String> = numbers.iter().map(|units| written(*units, style, indian)).collect();
        let column: Vec<&str> = std::iter::once("x").chain(cells.iter().map(String::as_str)).collect();
        let (program, table, _) = read("  x number", &file(&[&column]));
        for ((units, cell), found) in numbers.iter().zip(&cells).zip(values(&program, &table, "x")) {
            let exact = Decimal::from_units((*units).into()).unwrap().to_string();
            if proof || !found.starts_with('!') {
                prop_assert_eq!(&found, &exact, "{} in {:?}", cell, cells);
            }
        }
    }

    /// So are dates.
    #[test]
    fn dates_of_every_order_are_read_exactly_or_not_at_all(
        days in prop::collection::vec((1990_i32..2060, 1_u32..13, 1_u32..29), 1..8),
        order in 0_usize..3,
        mark in prop::sample::select(vec!['/', '.', '-', ' ']),
        padded in any::<bool>(),
        proof in any::<bool>(),
    ) {
        let mut days = days;
        if proof {
            days.push((2025, 1, 31));
        }
        let two = |number: u32| if padded { format!("{number:02}") } else { number.to_string() };
        let cells: Vec<String> = days
            .iter()
            .map(|&(year, month, day)| match order {
                0 => format!("{}{mark}{}{mark}{year}", two(day), two(month)),
                1 => format!("{}{mark}{}{mark}{year}", two(month), two(day)),
                _ => format!("{year}{mark}{}{mark}{}", two(month), two(day)),
            })
            .collect();
        let column: Vec<&str> = std::iter::once("x").chain(cells.iter().map(String::as_str)).collect();
        let (program, table, _) = read("  x date", &file(&[&column]));
        for ((&(year, month, day), cell), found) in days.iter().zip(&cells).zip(values(&program, &table, "x")) {
            let exact = format!("{year:04}-{month:02}-{day:02}");
            if proof || !found.starts_with('!') {
                prop_assert_eq!(&found, &exact, "{} in {:?}", cell, cells);
            }
        }
    }
}
