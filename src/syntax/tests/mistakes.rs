//! What an analyst may write by habit, and what is said of it.

use super::read;
use crate::diagnostics::{Code, Diagnostic};
use Code::*;

/// A mistake: the line, the code, the text it points at, words that the message or help must have.
type Case = (&'static str, Code, &'static str, &'static [&'static str]);

fn check(before: &str, after: &str, cases: &[Case]) {
    for (line, code, place, words) in cases {
        let text = format!("{before}{line}{after}");
        let found = read(&text).diagnostics;
        let [finding] = found.as_slice() else {
            panic!("{text}\n{found:#?}")
        };
        assert_eq!(finding.code, *code, "{text}\n{finding:#?}");
        let span = finding.span();
        assert_eq!(
            &text[span.start as usize..span.end as usize],
            *place,
            "{text}\n{finding:#?}"
        );
        let said = said(finding);
        for word in *words {
            assert!(said.contains(word), "{line}: `{word}` is not in: {said}");
        }
    }
}

fn said(finding: &Diagnostic) -> String {
    format!(
        "{} {}",
        finding.message,
        finding.help.clone().unwrap_or_default()
    )
}

#[test]
fn expressions() {
    check(
        "param p = ",
        "\n",
        &[
            ("a == b", E006, "==", &["`is`"]),
            ("a = b", E006, "=", &["`is`"]),
            ("a != b", E006, "!=", &["is not"]),
            ("a <> b", E006, "<>", &["is not"]),
            ("a ≠ b", E006, "≠", &["is not"]),
            ("a ≥ 3", E006, "≥", &[">="]),
            (
                "a in b is unknown",
                E008,
                "a in b is unknown",
                &["`(a in b) is unknown`"],
            ),
            ("a => 3", E006, "=>", &[">="]),
            ("a =< 3", E006, "=<", &["<="]),
            ("a is >= 3", E006, "is >=", &["`>=`"]),
            ("a is in [1, 2]", E006, "is in", &["`in`"]),
            ("a is not in [1, 2]", E006, "is not in", &["`not in`"]),
            ("a is in served", E006, "is in", &["`in`"]),
            ("a is true", E006, "true", &["`yes`"]),
            ("a is FALSE", E006, "FALSE", &["`no`"]),
            ("a && b", E007, "&&", &["`and`"]),
            ("a || b", E007, "||", &["`or`"]),
            ("!a", E007, "!", &["`not`"]),
            ("a AND b", E007, "AND", &["`and`"]),
            ("a Or b", E007, "Or", &["`or`"]),
            ("NOT a", E007, "NOT", &["`not`"]),
            ("AND(a, b)", E007, "AND(a, b)", &["a and b"]),
            ("1 < x < 5", E008, "1 < x < 5", &["x in 1..5"]),
            ("a is b is c", E008, "a is b is c", &["and"]),
            ("a and b or c", E009, "or", &["parentheses"]),
            ("a or b and c", E009, "or", &["parentheses"]),
            ("if a then b", E010, "if a then b", &["else"]),
            ("if a", E010, "if a", &["then"]),
            ("if(a, b, c)", E010, "if(a, b, c)", &["if a then b else c"]),
            ("IF(a, b, c)", E010, "IF(a, b, c)", &["if a then b else c"]),
            ("a if b else c", E010, "if", &["then VALUE else VALUE"]),
            ("a ? b : c", E010, "?", &["then VALUE else VALUE"]),
            (
                "if a then b elif c then d else e",
                E010,
                "elif",
                &["else if"],
            ),
            ("a is null", E016, "null", &["is unknown"]),
            ("a is None", E016, "None", &["is unknown"]),
            ("ISBLANK(a)", E016, "ISBLANK(a)", &["is unknown"]),
            ("a is hot or warm", E017, "warm", &["a in [hot, warm]"]),
            (
                "a is not hot or warm",
                E017,
                "warm",
                &["a not in [hot, warm]"],
            ),
            (
                "a is \"x\" or \"y\"",
                E017,
                "\"y\"",
                &["a in [\"x\", \"y\"]"],
            ),
            (
                "a in (\"x\", \"y\")",
                E017,
                "(\"x\", \"y\")",
                &["[\"x\", \"y\"]"],
            ),
            ("a like \"x%\"", E017, "like", &["starts with"]),
            ("a between 1 and 5", E017, "between", &["a in 1..5"]),
            ("a in b, 5", E017, "b, 5", &["in [b, 5]"]),
            // The blank is one of several bytes.
            ("a in\u{a0}b, 5", E017, "b, 5", &["in [b, 5]"]),
            ("1..5", E018, "1..5", &["after `in`"]),
            ("a in 1...5", E018, "...", &["`..`"]),
            ("a in 1…5", E018, "…", &["`..`"]),
            ("a – b", E018, "–", &["`-`"]),
            ("a × b", E027, "×", &["`*`"]),
            ("a ^ 2", E027, "^", &["x * x"]),
            ("a % b", E027, "%", &["remainder(a, b)"]),
            ("\"a\" & b", E027, "&", &["braces"]),
            ("+5", E027, "+", &["remove"]),
            ("(a + 1", E004, "(", &["`)`"]),
            ("[a, 1", E004, "[", &["`]`"]),
            ("a + 1)", E004, ")", &["closes nothing"]),
            ("(a]", E004, "]", &["`)`"]),
            ("\"abc", E003, "\"", &["not closed"]),
            ("\"abc”", E003, "\"", &["straight quote"]),
            ("“abc”", E005, "“abc”", &["\"abc\""]),
            ("« abc »", E005, "« abc »", &["\"abc\""]),
            ("'abc'", E005, "'abc'", &["\"abc\""]),
            ("\"{a\"", E025, "{", &["{{"]),
            ("\"a } b\"", E025, "}", &["}}"]),
            ("a;", E014, ";", &["remove"]),
            ("a // b", E014, "//", &["`#`"]),
            ("a -- b", E014, "--", &["`#`"]),
            ("a /* b */", E014, "/*", &["`#`"]),
            ("a b", E001, "b", &["the end of the line"]),
            ("a +", E001, "", &["a value"]),
        ],
    );
}

#[test]
fn numbers_and_dates() {
    check(
        "param p = a > ",
        "\n",
        &[
            ("0,5", E011, "0,5", &["`0.5`"]),
            ("1,000", E011, "1,000", &["`1000`", "`1k`"]),
            ("1 000", E011, "1 000", &["`1000`"]),
            (
                "1\u{202f}000\u{202f}000",
                E011,
                "1\u{202f}000\u{202f}000",
                &["`1000000`", "`1M`"],
            ),
            ("1_000", E011, "1_000", &["`1000`"]),
            ("40 %", E011, "40 %", &["`40%`"]),
            (".5", E011, ".5", &["`0.5`"]),
            ("5.", E011, "5.", &["`5.0`"]),
            ("1e3", E011, "1e3", &["exponent"]),
            ("50K", E011, "50K", &["`50k`"]),
            ("3mn", E011, "3mn", &["`3M`"]),
            ("30days", E011, "30days", &["`30 days`"]),
            ("100EUR", E011, "100EUR", &["`100 EUR`"]),
            ("100kEUR", E011, "100kEUR", &["`100k EUR`"]),
            (
                "123456789012345678901",
                E011,
                "123456789012345678901",
                &["20 digits"],
            ),
            ("0.1234567", E011, "0.1234567", &["6 digits"]),
            ("100 €", E013, "100 €", &["`100 EUR`"]),
            ("$100", E013, "$", &["`100 USD`"]),
            ("50k€", E013, "50k€", &["`50k EUR`"]),
            ("31/01/2026", E012, "31/01/2026", &["`2026-01-31`"]),
            ("01/02/2026", E012, "01/02/2026", &["year, month, day"]),
            ("31.01.2026", E012, "31.01.2026", &["`2026-01-31`"]),
            ("2026-1-5", E012, "2026-1-5", &["`2026-01-05`"]),
            ("2026-02-30", E012, "2026-02-30", &["calendar"]),
            ("2024_sales", E020, "2024_sales", &["begins with a letter"]),
        ],
    );
}

#[test]
fn fields() {
    check(
        "record R {\n  ",
        "\n  last text\n}\n",
        &[
            ("need 1-5", E018, "1-5", &["`1..5`"]),
            ("need 1–5", E018, "–", &["`1..5`"]),
            ("need 1..", E018, "1..", &["both ends"]),
            ("staff integer 5", E018, "", &["0..500"]),
            (
                "Total Visits integer",
                E020,
                "Total Visits",
                &["`total_visits integer column \"Total Visits\"`"],
            ),
            ("when text", E020, "when", &["column \"when\""]),
            (
                "price money EUR 0..9 EUR \"Price\"",
                E013,
                "EUR",
                &["`money EUR 0..9`"],
            ),
            (
                "price money EUR 0..9 EUR",
                E013,
                "EUR",
                &["`money EUR 0..9`"],
            ),
            ("name string", E023, "string", &["`text`"]),
            ("paid bool", E023, "bool", &["`yes/no`"]),
            ("name Text", E023, "Text", &["`text`"]),
            ("sum money", E013, "", &["`money EUR`"]),
            ("name", E001, "", &["`name` has no type"]),
            ("name: text", E028, ":", &["its type"]),
            ("name text,", E001, ",", &["remove"]),
            ("name text;", E014, ";", &["remove"]),
            ("x integer \"a\" \"b\"", E026, "\"b\"", &["twice"]),
            ("x == 3", E001, "==", &["`=`"]),
        ],
    );
}

#[test]
fn heads_of_records() {
    check(
        "record R ",
        " {\n  n = count(rows)\n}\n",
        &[
            ("for each a, b", E001, "each", &["`for every`"]),
            ("from Deal per model", E001, "per", &["`by`"]),
            (
                "from Deal group by model",
                E001,
                "group",
                &["`from Deal by model`"],
            ),
            (
                "from Deal where won by model",
                E001,
                "where",
                &["segment", "count(rows where won)"],
            ),
            ("of Deal by model", E001, "of", &["`from`"]),
            ("by model", E001, "by", &["`from Deal by model`"]),
            (
                "from Deal by model and region",
                E035,
                "model and region",
                &["`by model, region`"],
            ),
            (
                "from Deal by fit.band",
                E035,
                "fit.band",
                &["`by band = fit.band`"],
            ),
        ],
    );
}

#[test]
fn rules() {
    check(
        "segment s for R {\n  ",
        "\n  last: z\n}\n",
        &[
            ("big x > 3", E028, "x", &["`:`"]),
            ("big: x > 3 because \"a\"", E001, "because", &["`else`"]),
            ("“big”: x", E005, "“big”", &["\"big\""]),
        ],
    );
    check(
        "score s for R {\n  ",
        "\n  rank\n}\n",
        &[
            ("weigh need, budget", E024, ",", &["40% need"]),
            ("weigh 40 need, 60% budget", E024, "40", &["`40%`"]),
            ("demo: 5 when a", E024, "5", &["`+`"]),
            ("demo +5 when a", E028, "+", &["+10 when"]),
            ("band hot >= 300", E001, ">=", &["from 300"]),
            ("band 1st from 3", E020, "1st", &["begins with a letter"]),
            ("scale 100", E018, "100", &["0..100"]),
            ("multiply a, b,", E015, ",", &["remove"]),
        ],
    );
    check(
        "strategy s for R {\n  ",
        "\n  last otherwise\n}\n",
        &[
            ("meet: when x", E028, ":", &["remove"]),
            ("meet: x > 3", E028, ":", &["when"]),
            ("meet \"Meet\" x > 3", E001, "x", &["`when CONDITION`"]),
            ("meet when x then y", E010, "then", &["if"]),
        ],
    );
    check(
        "view v for R {\n  ",
        "\n  sort a\n}\n",
        &[
            ("show a b", E001, "b", &["`,`"]),
            ("show a, b,", E015, ",", &["remove"]),
            ("shwo a", E001, "shwo", &["`show`"]),
            ("sort a desc", E001, "desc", &["descending"]),
        ],
    );
    check(
        "test \"t\" {\n  ",
        "\n  expect b\n}\n",
        &[
            ("given R { a = 3 }", E028, "=", &["a: "]),
            ("given R { a: 3\n b: 4 }", E028, "", &["`,`"]),
            ("expcet a is 3", E001, "expcet", &["`expect`"]),
            (
                "expect a possible [b, c]",
                E017,
                "[b, c]",
                &["possible hot, warm"],
            ),
        ],
    );
    check(
        "list L {\n  | a | b |\n  ",
        "\n}\n",
        &[
            ("| x |", E019, "| x |", &["1 cell", "2 cells"]),
            ("| x | y | z |", E019, "| x | y | z |", &["3 cells"]),
            ("| x | y", E019, "", &["ends with `|`"]),
            ("| x | y > 3 |", E019, ">", &["one value"]),
        ],
    );
}

#[test]
fn statements() {
    check(
        "",
        "\nparam z = 1\n",
        &[
            ("recrod R {\n  a text\n}", E002, "recrod", &["`record`"]),
            ("let x = 3", E002, "let", &["param"]),
            ("def f(x):", E002, "def", &["segment"]),
            ("import base", E002, "import", &["alone"]),
            ("param x 3", E001, "", &["`=`"]),
            ("record R:\n  a text", E028, ":", &["`{`"]),
            ("record R\n  a text", E001, "", &["`{`"]),
            ("record R\n{\n  a text\n}", E014, "{", &["line before"]),
            ("record R {\n  a text", E004, "{", &["`}`"]),
            ("record R { a text }}", E004, "}", &["closes nothing"]),
            ("segment s {\n  a: b\n}", E001, "{", &["for Account"]),
            ("record { a text }", E001, "{", &["no name"]),
            ("record when { a text }", E020, "when", &["another name"]),
            ("param p = [1,\n  2,\n]", E015, "]", &["remove the comma"]),
            (
                "segment s for R {\n  g: (a > 2\n  h: a > 2)\n}",
                E004,
                "(",
                &["not closed on its line"],
            ),
            ("show a, b", E002, "show", &["view"]),
            ("list L from a.csv", E001, "a.csv", &["`\"a.csv\"`"]),
            ("use base as b", E001, "base", &["`\"base.gtm\"`"]),
            (
                "use \"b.gtm\" with a = 1",
                E001,
                "with",
                &["`use \"b.gtm\" as NAME`"],
            ),
        ],
    );
    check(
        "decision d for R first {\n  | a || d |\n  | ",
        " || x |\n}\n",
        &[
            ("b or c", E030, "b or c", &["write `b, c`"]),
            ("1k-2k EUR", E018, "1k-2k EUR", &["write `1k..2k EUR`"]),
        ],
    );
}

#[test]
fn names_that_are_declared_are_no_mistakes() {
    let pack = "record R {\n  a one of null, warm, None\n  warm yes/no\n  true yes/no\n}\n\
                segment s for R {\n  g: a is null or warm\n  h: a is None and true\n}\n";
    assert_eq!(read(pack).diagnostics, []);
}

fn codes(text: &str) -> Vec<(usize, Code)> {
    let file = crate::source::SourceFile::new("t", text);
    read(text)
        .diagnostics
        .iter()
        .map(|finding| (file.line_column(finding.span().start).line, finding.code))
        .collect()
}

#[test]
fn every_mistake_of_a_file_is_told_once() {
    let text = "record A {\n  a integer\n  Total Visits integer\n  b money\n  c text\n\
                segment s for A {\n  g: a == 2\n  h: a whne 2\n  i: (a\n  j: \"abc\n  k: b > 0,5 c\n}\n\
                form x\nview v for s {\n  show a, b,\n  sort a\n}\nparam p = [1, 2\nparam q = 3\n";
    assert_eq!(
        codes(text),
        [
            (1, E004),
            (3, E020),
            (4, E013),
            (7, E006),
            (8, E001),
            (9, E004),
            (10, E003),
            (11, E011),
            (13, E002),
            (15, E015),
            (18, E004),
        ]
    );
}

#[test]
fn a_bad_head_does_not_hide_its_block() {
    let text = "segment s of A {\n  g: a > 2\n  h a\n}\n";
    assert_eq!(codes(text), [(1, E001), (3, E028)]);
}

#[test]
fn a_lost_quote_before_a_text_is_found_at_its_place() {
    let text = "segment s for A {\n  g \"Label: a > 3 else \"x\"\n}\n";
    let found = read(text).diagnostics;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span().start as usize, text.find('"').unwrap());
}

#[test]
fn fixes_mend_what_they_are_for() {
    for text in [
        "param p = a == b\n",
        "param p = a && b\n",
        "param p = 0,5\n",
        "param p = 40 %\n",
        "param p = 31/01/2026\n",
        "param p = “x”\n",
        "param p = $100\n",
        "param p = a ≥ 3\n",
        "param p = a in (1, 2)\n",
        "param p = 1 000\n",
        "record R {\n  a 1-5\n}\n",
        "recrod R {\n  a text\n}\n",
        "strategy s for R {\n  a: when x\n  b otherwise\n}\n",
        "view v for R {\n  show a,\n  sort a\n}\n",
        "score s for R {\n  a: 5\n}\n",
        "param p = !a\n",
        "param p = a // b\n",
        "test \"t\" {\n  given R { a = 1\n  b: 2 }\n}\n",
    ] {
        let mut mended = text.to_owned();
        let findings = read(text).diagnostics;
        assert!(!findings.is_empty(), "{text}");
        for finding in findings.iter().rev() {
            let fix = finding
                .fix
                .as_ref()
                .unwrap_or_else(|| panic!("{text}: {finding:?}"));
            mended.replace_range(
                fix.span.start as usize..fix.span.end as usize,
                &fix.replacement,
            );
        }
        assert_eq!(read(&mended).diagnostics, [], "{text}\n{mended}");
    }
}

#[test]
fn lines_that_share_a_line() {
    let words: &[&str] = &["a line of its own"];
    check(
        "",
        "\n}\n",
        &[("view v for R {\n  show a  sort a", E001, "sort", words)],
    );
    check(
        "view v for R { ",
        " }\n",
        &[("show a  top 3", E001, "top", words)],
    );
    check(
        "score s for R {\n  ",
        "\n}\n",
        &[("multiply a  limit 0..3", E001, "limit", words)],
    );
    check(
        "test \"t\" {\n  ",
        "\n}\n",
        &[("given R { a: 1 } expect s is 1", E001, "expect", words)],
    );
}
