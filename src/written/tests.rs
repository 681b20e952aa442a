#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::*;

fn point(body: &str) -> Option<String> {
    DecimalMark::Point
        .read(body)
        .map(|(digits, _)| digits.into_owned())
}

fn comma(body: &str) -> Option<String> {
    DecimalMark::Comma
        .read(body)
        .map(|(digits, _)| digits.into_owned())
}

#[test]
fn a_mark_before_the_decimals_decides_what_the_others_are() {
    // text, with a point before decimals, with a comma before them
    let cases = [
        ("1234", Some("1234"), Some("1234")),
        ("1234.5", Some("1234.5"), None),
        ("1234,5", None, Some("1234.5")),
        ("1,234", Some("1234"), Some("1.234")),
        ("1.234", Some("1.234"), Some("1234")),
        ("1,234.50", Some("1234.50"), None),
        ("1.234,50", None, Some("1234.50")),
        ("1,234,567", Some("1234567"), None),
        ("1.234.567", None, Some("1234567")),
        ("1,23", None, Some("1.23")),
        ("1,2345", None, Some("1.2345")),
        ("0,125", None, Some("0.125")),
        ("0.125", Some("0.125"), None),
        ("1234,567", None, Some("1234.567")),
        (".5", Some("0.5"), None),
        (",5", None, Some("0.5")),
        ("1 234 567", Some("1234567"), Some("1234567")),
        ("1\u{a0}234\u{202f}567,8", None, Some("1234567.8")),
        ("1\u{2009}234.5", Some("1234.5"), None),
        ("1'234.50", Some("1234.50"), None),
        ("1’234’567", Some("1234567"), Some("1234567")),
        ("17,50,000", Some("1750000"), None),
        ("1,75,000.5", Some("175000.5"), None),
        ("12,34", None, Some("12.34")),
        ("1,23,4567", None, None),
        ("1234,567,890", None, None),
        ("1,234 567", None, None),
        ("1 23", None, None),
        ("1.2.3", None, None),
        ("5.", None, None),
        ("5,", None, None),
        ("1-2", None, None),
        ("", None, None),
    ];
    for (text, with_point, with_comma) in cases {
        assert_eq!(point(text).as_deref(), with_point, "{text} with a point");
        assert_eq!(comma(text).as_deref(), with_comma, "{text} with a comma");
    }
}

#[test]
fn signs_and_currencies_stand_around_the_digits() {
    // text, digits, negative, currency, percent, zeros
    let cases = [
        ("1200", "1200", false, None, false, 0),
        ("-1200", "1200", true, None, false, 0),
        ("−5", "5", true, None, false, 0),
        ("+5", "5", false, None, false, 0),
        ("1.234,50-", "1.234,50", true, None, false, 0),
        ("(1,234)", "1,234", true, None, false, 0),
        ("$ (1,234.50)", "1,234.50", true, Some("$"), false, 0),
        ("($1,234.50)", "1,234.50", true, Some("$"), false, 0),
        ("-$5", "5", true, Some("$"), false, 0),
        ("$-5", "5", true, Some("$"), false, 0),
        (" €1.2M".trim(), "1.2", false, Some("€"), false, 6),
        ("1 200,50 €", "1 200,50", false, Some("€"), false, 0),
        ("EUR 1200", "1200", false, Some("EUR"), false, 0),
        ("1200EUR", "1200", false, Some("EUR"), false, 0),
        ("1200 eur", "1200", false, Some("eur"), false, 0),
        ("1.2MEUR", "1.2", false, Some("EUR"), false, 6),
        ("1.2M EUR", "1.2", false, Some("EUR"), false, 6),
        ("1.2M€", "1.2", false, Some("€"), false, 6),
        ("1200 MXN", "1200", false, Some("MXN"), false, 0),
        ("1 200 kr", "1 200", false, Some("kr"), false, 0),
        ("US$1,200", "1,200", false, Some("US$"), false, 0),
        ("$1,200 CAD", "1,200", false, Some("CAD"), false, 0),
        ("Rs.500", "500", false, Some("Rs."), false, 0),
        ("-.5", ".5", true, None, false, 0),
        ("$.5", ".5", false, Some("$"), false, 0),
        ("12 %", "12", false, None, true, 0),
        ("-12,5%", "12,5", true, None, true, 0),
        ("10k", "10", false, None, false, 3),
        ("2.5 B", "2.5", false, None, false, 9),
    ];
    for (text, body, negative, currency, percent, zeros) in cases {
        let expected = NumberText {
            body,
            negative,
            currency,
            percent,
            zeros,
        };
        assert_eq!(NumberText::split(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_number_is_none() {
    let cases = [
        "", "-", "$ -", "abc", "(5", "5)", "--5", "-5-", "(-5)", "5%%", "5 kk", "€5 $", "$5 EUR",
        "5 apples", "A5", "5 % EUR", "+-5", "12 m",
    ];
    for text in cases {
        assert_eq!(NumberText::split(text), None, "{text}");
    }
    // Taken apart, but a number in no style.
    for text in ["5-20", "2026-01-31", "12:30", "1e5", "1/2"] {
        let body = NumberText::split(text).map(|number| number.body);
        let read = body.and_then(|body| point(body).or_else(|| comma(body)));
        assert_eq!(read, None, "{text}");
    }
}

#[test]
fn a_number_is_scaled_digit_by_digit() {
    let plain = |text: &str| {
        let number = NumberText::split(text)?;
        let (digits, _) = DecimalMark::Point.read(number.body)?;
        Some(number.plain(&digits))
    };
    assert_eq!(plain("$1.2M").as_deref(), Some("1200000"));
    assert_eq!(plain("1.23456k").as_deref(), Some("1234.56"));
    assert_eq!(plain("(2B)").as_deref(), Some("-2000000000"));
    assert_eq!(plain("-12.5%").as_deref(), Some("-12.5%"));
}

#[test]
fn an_example_shows_one_style_or_says_why_not() {
    let style = |decimal, group| Ok(NumberStyle { decimal, group });
    let cases = [
        (
            "1.234,56",
            style(DecimalMark::Comma, Some(GroupMark::Point)),
        ),
        ("1,234.5", style(DecimalMark::Point, Some(GroupMark::Comma))),
        (
            "12,34,567.5",
            style(DecimalMark::Point, Some(GroupMark::Comma)),
        ),
        ("1 234,5", style(DecimalMark::Comma, Some(GroupMark::Blank))),
        (
            "1'234.5",
            style(DecimalMark::Point, Some(GroupMark::Apostrophe)),
        ),
        ("1234,5", style(DecimalMark::Comma, None)),
        ("0,12", style(DecimalMark::Comma, None)),
        ("1234.5", Ok(NumberStyle::PLAIN)),
        ("1 234", style(DecimalMark::Point, Some(GroupMark::Blank))),
        (
            "$1,234.50",
            style(DecimalMark::Point, Some(GroupMark::Comma)),
        ),
        ("abc", Err(ExampleProblem::NotANumber)),
        (
            "1,234",
            Err(ExampleProblem::Ambiguous([
                ("1234".to_owned(), "1,234.5".to_owned()),
                ("1.234".to_owned(), "1234,5".to_owned()),
            ])),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(NumberStyle::from_example(text), expected, "{text}");
    }
    for decimal in [DecimalMark::Point, DecimalMark::Comma] {
        let marks = [
            GroupMark::Comma,
            GroupMark::Point,
            GroupMark::Blank,
            GroupMark::Apostrophe,
        ];
        for group in marks.map(Some).into_iter().chain([None]) {
            let same = matches!(
                (decimal, group),
                (DecimalMark::Point, Some(GroupMark::Point))
                    | (DecimalMark::Comma, Some(GroupMark::Comma))
            );
            let style = NumberStyle { decimal, group };
            if !same {
                assert_eq!(NumberStyle::from_example(&style.example()), Ok(style));
            }
        }
    }
}

/// Days since 1970-01-01, counted by hand: 2026-01-31 is day 20484.
const DAY: i32 = 20484;

#[test]
fn patterns_read_days() {
    let cases = [
        ("YYYY-MM-DD", "2026-01-31", Some((DAY, false))),
        ("YYYY-MM-DD", "2026-1-31", Some((DAY, false))),
        ("YYYY-MM-DD", "2026-01-31T14:05:00.123Z", Some((DAY, true))),
        ("YYYY-MM-DD", "2026-01-31T14:05:00+02:00", Some((DAY, true))),
        ("YYYY-MM-DD", "2026-01-31 00:00", Some((DAY, true))),
        ("YYYY-MM-DD", "2026-01-31T", None),
        ("YYYY-MM-DD", "2026-01-31 25:00", None),
        ("YYYY-MM-DD", "2026-02-30", None),
        ("DD/MM/YYYY", "31/01/2026", Some((DAY, false))),
        ("DD/MM/YYYY", "31/1/2026 14:05", Some((DAY, true))),
        ("D.M.YYYY", "31.01.2026", Some((DAY, false))),
        ("DDMMYYYY", "31012026", Some((DAY, false))),
        ("DDMMYYYY", "3112026", None),
        ("MM/DD/YYYY", "1/31/2026, 2:05 PM", Some((DAY, true))),
        ("MM/DD/20YY", "01/31/26", Some((DAY, false))),
        ("MM/DD/20YY", "01/31/2026", None),
        ("DD MMM YYYY", "31 Jan 2026", Some((DAY, false))),
        ("DD MMMM YYYY", "31\u{a0}january 2026", Some((DAY, false))),
        ("MMM D, YYYY", "Jan. 31, 2026", Some((DAY, false))),
        ("DD MMM YYYY", "31 Foo 2026", None),
        ("YYYY年MM月DD日", "2026年1月31日", Some((DAY, false))),
        (
            "D de MMMM de YYYY",
            "31 de January de 2026",
            Some((DAY, false)),
        ),
        ("hh:mm DD.MM.YYYY", "14:05 31.01.2026", Some((DAY, true))),
    ];
    for (pattern, text, expected) in cases {
        let pattern = DatePattern::parse(pattern, &[]).unwrap();
        assert_eq!(pattern.read(text), expected, "{} of {text}", pattern.text());
    }
    assert_eq!(
        DatePattern::parse("YYYY-MM-DD", &[]),
        Ok(DatePattern::iso())
    );
    let months = [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ];
    let french = DatePattern::parse("D MMM YYYY", &months).unwrap();
    assert_eq!(french.read("31 Janv. 2026"), Some((DAY, false)));
    assert_eq!(french.read("31 janv 2026"), Some((DAY, false)));
    assert_eq!(french.read("31 jan 2026"), None);
}

#[test]
fn a_pattern_says_what_it_lacks() {
    let cases = [
        ("DD/MM", PatternProblem::Missing("the year (YYYY)")),
        ("dd/mm/yyyy", PatternProblem::Missing("the day (DD)")),
        ("MM/YYYY", PatternProblem::Missing("the day (DD)")),
        ("DD/MM/MMM/YYYY", PatternProblem::Twice("the month (MM)")),
        ("DD/MM/YY", PatternProblem::NoCentury),
    ];
    for (pattern, problem) in cases {
        assert_eq!(DatePattern::parse(pattern, &[]), Err(problem), "{pattern}");
    }
    let two = DatePattern::parse("DD MMM YYYY", &["a", "b"]);
    assert_eq!(two, Err(PatternProblem::Months));
}

#[test]
fn a_spreadsheets_number_is_a_day() {
    // 45321 is 2024-01-30: 19752 days after 1970-01-01, which is day 25569.
    assert_eq!(day_of_serial(45321.0, false), Some((45321 - 25569, false)));
    assert_eq!(day_of_serial(45321.75, false), Some((45321 - 25569, true)));
    // The system of 1904 begins 1462 days later.
    assert_eq!(
        day_of_serial(45321.0 - 1462.0, true),
        Some((45321 - 25569, false))
    );
    for nonsense in [-1.0, 0.0, 60.0, 3e9, f64::NAN, f64::INFINITY] {
        assert_eq!(day_of_serial(nonsense, false), None, "{nonsense}");
    }
}

#[test]
fn no_word_means_yes_in_one_language_and_no_in_another() {
    for one in PAIRS.iter().chain([&USUAL]) {
        for other in PAIRS.iter().chain([&USUAL]) {
            let both = one.yes.iter().find(|word| other.no.contains(word));
            assert_eq!(both, None);
        }
    }
}
