//! Cells of each type: what they are read as, and what is said of those that cannot be read.

use super::{domain, empty_program, number, rating};
use crate::data::cell::{CellReader, CellValue, Reading};
use crate::data::coerced::Coercion;
use crate::data::source::RawCell;
use crate::decimal::ONE;
use crate::ir::*;
use crate::written::{DatePattern, YesNoWords};

fn usual() -> WrittenAs {
    WrittenAs::default()
}

/// What a cell comes to: the value, `?` for no answer, `!` and the problem.
fn read(ty: &Type, written_as: &WrittenAs, text: &str) -> String {
    let program = empty_program();
    read_in(&program, ty, written_as, &RawCell::Text(text.into()))
}

fn read_in(program: &Program, ty: &Type, written_as: &WrittenAs, cell: &RawCell<'_>) -> String {
    let column = StoredColumn {
        written_as: written_as.clone(),
        ..StoredColumn::named("x")
    };
    let reader = CellReader::new(program, ty, &column, &["Select".to_owned()], false);
    match reader.read(cell) {
        Reading::Unknown => "?".to_owned(),
        Reading::Fault(problem) => format!("! {problem}"),
        Reading::Value(value, coerced) => {
            let mut text = show(&value);
            for coercion in coerced
                .each()
                .filter(|coercion| *coercion != Coercion::Trimmed)
            {
                text.push_str(match coercion {
                    Coercion::Rounded => " ~",
                    Coercion::Trimmed => "",
                    Coercion::Currency => " ¤",
                    Coercion::Scaled => " k",
                    Coercion::Negative => " ()",
                    Coercion::Time => " T",
                });
            }
            text
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
        assert_eq!(read(&Type::Text, &usual(), cell), expected, "{cell:?}");
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
        assert_eq!(read(&Type::YesNo, &usual(), cell), expected, "{cell:?}");
    }
    let french = WrittenAs {
        yes_no: Some(YesNoWords {
            yes: vec!["Oui".into(), "O".into()],
            no: vec!["Non".into()],
        }),
        ..usual()
    };
    assert_eq!(read(&Type::YesNo, &french, "o"), "true");
    assert_eq!(read(&Type::YesNo, &french, "OUI"), "true");
    assert_eq!(read(&Type::YesNo, &french, "non"), "false");
    assert_eq!(
        read(&Type::YesNo, &french, "yes"),
        "! \"yes\" is neither \"oui\", \"o\" nor \"non\""
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
        ("1,5", "! \"1,5\" is written 1.5"),
        ("1 200", "! \"1 200\" is written 1200"),
        ("many", "! \"many\" is not a number"),
        ("1e3", "! \"1e3\" is short for 1000: write all its digits"),
        (
            "3.6e-05",
            "! \"3.6e-05\" is short for 0.000036: write all its digits",
        ),
        ("1e", "! \"1e\" is not a number"),
        ("e5", "! \"e5\" is not a number"),
        ("NaN", "! \"NaN\" is not a number"),
        ("٣", "! \"٣\" is not a number"),
    ] {
        assert_eq!(read(&plain, &usual(), cell), expected, "{cell:?}");
    }
    for (cell, expected) in [
        ("5", "5000000"),
        ("5.0", "5000000"),
        ("9", "! 9 is outside 1..5"),
        ("2.5", "! 2.5 is not a whole number"),
        ("0", "! 0 is outside 1..5"),
    ] {
        assert_eq!(read(&rating(), &usual(), cell), expected, "{cell:?}");
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
        assert_eq!(read(&percent, &usual(), cell), expected, "{cell:?}");
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
        ("1200 EUR", "1200000000 ¤"),
        ("1200eur", "1200000000 ¤"),
        ("1200 USD", "! \"1200 USD\" is in USD; this field is in EUR"),
        (
            "1200 euros",
            "! \"1200 euros\" is not an amount, such as 1200 or 1200 EUR",
        ),
        ("-1", "! -1 is outside 0 EUR.."),
        (
            "EUR",
            "! \"EUR\" is not an amount, such as 1200 or 1200 EUR",
        ),
    ] {
        assert_eq!(read(&euros, &usual(), cell), expected, "{cell:?}");
    }
}

#[test]
fn money_may_have_its_sign_and_be_short() {
    let money = |currency: &str| number(NumberUnit::Money(currency.into()), Bounds::OPEN);
    for (currency, cell, expected) in [
        ("USD", "$180B", "180000000000000000 ¤ k"),
        ("USD", "$572M", "572000000000000 ¤ k"),
        ("USD", "$0M", "0 ¤ k"),
        ("USD", "-$5", "-5000000 ¤"),
        ("USD", "$-5k", "-5000000000 ¤ k"),
        ("CAD", "$7.25", "7250000 ¤"),
        ("EUR", "€1.2M", "1200000000000 ¤ k"),
        ("EUR", "1.2M €", "1200000000000 ¤ k"),
        ("EUR", "1.2M EUR", "1200000000000 ¤ k"),
        ("EUR", "1.2MEUR", "1200000000000 ¤ k"),
        ("EUR", "12 k", "12000000000 k"),
        ("EUR", "0.0000005k", "500 k"),
        ("EUR", "0.0000000005k", "1 ~ k"),
        ("GBP", "£5k", "5000000000 ¤ k"),
        ("RUB", "3 ₽", "3000000 ¤"),
        ("EUR", "$5", "! \"$5\" is in $; this field is in EUR"),
        ("USD", "€5", "! \"€5\" is in €; this field is in USD"),
        (
            "USD",
            "$5 EUR",
            "! \"$5 EUR\" is not an amount, such as 1200 or 1200 USD",
        ),
        (
            "USD",
            "$",
            "! \"$\" is not an amount, such as 1200 or 1200 USD",
        ),
        (
            "USD",
            "$$5",
            "! \"$$5\" is not an amount, such as 1200 or 1200 USD",
        ),
        (
            "USD",
            "5X",
            "! \"5X\" is not an amount, such as 1200 or 1200 USD",
        ),
        (
            "USD",
            "$1M-$10M",
            "! \"$1M-$10M\" is not an amount, such as 1200 or 1200 USD",
        ),
        (
            "USD",
            "$1,234",
            "! \"$1,234\" can be 1234 or 1.234: write the one you mean",
        ),
        ("USD", "$1,234.50", "! \"$1,234.50\" is written 1234.50"),
    ] {
        let found = read(&money(currency), &usual(), cell);
        assert_eq!(found, expected, "{cell:?} in {currency}");
    }
}

#[test]
fn separators_are_never_guessed_and_each_reading_is_shown() {
    let plain = number(NumberUnit::Plain, Bounds::OPEN);
    for (cell, expected) in [
        (
            "1,234",
            "\"1,234\" can be 1234 or 1.234: write the one you mean",
        ),
        (
            "-1,234",
            "\"-1,234\" can be -1234 or -1.234: write the one you mean",
        ),
        ("0,5", "\"0,5\" is written 0.5"),
        ("1,234,567", "\"1,234,567\" is written 1234567"),
        ("1,234.5", "\"1,234.5\" is written 1234.5"),
        ("1.234,5", "\"1.234,5\" is written 1234.5"),
        ("1 234,5", "\"1 234,5\" is written 1234.5"),
        ("1\u{202f}234", "\"1\u{202f}234\" is written 1234"),
        ("1'234", "\"1'234\" is written 1234"),
        ("12,34,567", "\"12,34,567\" is written 1234567"),
        ("12,", "\"12,\" is not a number"),
    ] {
        let found = read(&plain, &usual(), cell);
        assert_eq!(found, format!("! {expected}"), "{cell:?}");
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
        ("", "2026-01-31 10:00", "20484 T"),
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
            "" => usual(),
            pattern => WrittenAs {
                dates: DatePattern::parse(pattern, &[]).ok(),
                ..usual()
            },
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
        assert_eq!(read(&duration, &usual(), cell), expected, "{cell:?}");
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
    let read = |cell: &str| read_in(&program, &choice, &usual(), &RawCell::Text(cell.into()));
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
        assert_eq!(read(&ratings, &usual(), cell), expected, "{cell:?}");
    }
    let program = empty_program();
    let items = RawCell::Items(vec![
        RawCell::Number("1".into()),
        RawCell::Text(" 2 ".into()),
    ]);
    assert_eq!(
        read_in(&program, &ratings, &usual(), &items),
        "[1000000|2000000]"
    );
    assert_eq!(
        read_in(&program, &ratings, &usual(), &RawCell::Items(Vec::new())),
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
        let cell = RawCell::Number(cell.into());
        assert_eq!(
            read_in(&program, &plain, &usual(), &cell),
            expected,
            "{cell:?}"
        );
    }
}
