//! Expressions: precedence, literals, texts.

use super::shape::shape;
use crate::source::SourceFile;
use crate::syntax::ast::{ExprKind, NumberLiteral};
use crate::syntax::parse_expression;

fn tree(text: &str) -> String {
    match parse_expression(&SourceFile::new("expression", text)) {
        Ok(expr) => shape(&expr),
        Err(findings) => panic!("{text}: {findings:#?}"),
    }
}

#[test]
fn operators_bind_as_the_reference_says() {
    for (text, expected) in [
        ("a + b * c - d", "(- (+ a (* b c)) d)"),
        ("a - b - c", "(- (- a b) c)"),
        ("a / b / c * d", "(* (/ (/ a b) c) d)"),
        ("-a * b", "(* (neg a) b)"),
        ("-a default 0", "(neg (default a 0))"),
        ("a * b default 0 + c", "(+ (* a (default b 0)) c)"),
        ("a default b default 0", "(default (default a b) 0)"),
        ("a - -b", "(- a (neg b))"),
        ("not a < b", "(not (< a b))"),
        ("not not a", "(not (not a))"),
        ("not a and b", "(and (not a) b)"),
        ("a and b and c and d", "(and a b c d)"),
        ("a or not b or c > 2", "(or a (not b) (> c 2))"),
        ("a and (b or c)", "(and a (paren (or b c)))"),
        (
            "a + 1 >= b * 2 and c is d",
            "(and (>= (+ a 1) (* b 2)) (is c d))",
        ),
        ("a is not b", "(is-not a b)"),
        ("a is not hot and b", "(and (is-not a hot) b)"),
        ("a in 1..5", "(in a (.. 1 5))"),
        (
            "a in low - 1..high * 2 and b",
            "(and (in a (.. (- low 1) (* high 2))) b)",
        ),
        (
            "a in 3.. and b not in ..-2",
            "(and (in a (.. 3 _)) (not-in b (.. _ (neg 2))))",
        ),
        ("a in 1.5..2.5", "(in a (.. 1.5 2.5))"),
        ("a not in [x, \"y\", 3]", "(not-in a [x (text \"y\") 3])"),
        ("a in served", "(in a served)"),
        (
            "a is known and b is not unknown",
            "(and (known? a) (not-unknown? b))",
        ),
        ("a is not known", "(not-known? a)"),
        ("a.b is not applicable", "(n.a.? (. a b))"),
        ("a + b is unknown", "(unknown? (+ a b))"),
        (
            "t contains \"x\" or t starts with \"y\" or t ends with z",
            "(or (contains t (text \"x\")) (starts t (text \"y\")) (ends t z))",
        ),
        (
            "if a then b else if c then d else e + 1",
            "(if a b (if c d (+ e 1)))",
        ),
        ("1 + if a then b else c", "(+ 1 (if a b c))"),
        (
            "bant.band.because.when",
            "(. (. (. bant band) because) when)",
        ),
        ("max(a, b + 1, min(c))", "(max() a (+ b 1) (min() c))"),
        ("f()", "(f() )"),
        (
            "count(rivals where strong)",
            "(count() (query rivals where strong))",
        ),
        (
            "sum(amount * 2 of Deal where stage is won and x > 1)",
            "(sum() (query (* amount 2) of Deal where (and (is stage won) (> x 1))))",
        ),
        ("is is is", "(is is is)"),
        ("in in in", "(in in in)"),
        ("default default default", "(default default default)"),
        ("contains contains contains", "(contains contains contains)"),
        ("of.of", "(. of of)"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn literals_keep_what_was_written() {
    let number = |text: &str| -> NumberLiteral {
        match parse_expression(&SourceFile::new("n", text)).unwrap().kind {
            ExprKind::Number(number) => number,
            other => panic!("{other:?}"),
        }
    };
    for (text, shown, value) in [
        ("12", "12", "12"),
        ("2.50", "2.50", "2.5"),
        ("007", "007", "7"),
        ("40%", "40%", "0.4"),
        ("12.5%", "12.5%", "0.125"),
        ("100k", "100k", "100000"),
        ("2.5M", "2.5M", "2500000"),
        ("100k EUR", "100k EUR", "100000"),
        ("30 days", "30 days", "30"),
        ("1 day", "1 days", "1"),
        ("2 weeks", "2 weeks", "2"),
        ("18 months", "18 months", "18"),
        ("1 year", "1 years", "1"),
        (
            "99999999999999999999.999999",
            "99999999999999999999.999999",
            "99999999999999999999.999999",
        ),
    ] {
        assert_eq!(tree(text), shown);
        assert_eq!(number(text).value.to_string(), value, "{text}");
    }
    // 2026-01-31: 56 years of which 14 are leap years, and 30 days: 56 * 365 + 14 + 30.
    assert_eq!(tree("2026-01-31"), "day20484");
    assert_eq!(tree("1970-01-01"), "day0");
    assert_eq!(tree("1969-12-31"), "day-1");
    assert_eq!(tree("yes"), "yes");
    assert_eq!(tree("[ ]"), "[]");
}

#[test]
fn texts_have_holes_and_doubled_signs() {
    for (text, expected) in [
        ("\"\"", "(text )"),
        ("\"a\"", "(text \"a\")"),
        (
            "\"only {n} of {a + 1}.\"",
            "(text \"only \" {n} \" of \" {(+ a 1)} \".\")",
        ),
        ("\"{{x}} \"\"y\"\"\"", "(text \"{x} \\\"y\\\"\")"),
        (
            "\"{name of rivals where strong}\"",
            "(text {(query name of rivals where strong)})",
        ),
        (
            "\"# no comment // ; “x”\"",
            "(text \"# no comment // ; “x”\")",
        ),
        // e and a combining acute accent become one letter
        ("\"Cafe\u{301}\"", "(text \"Café\")"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
    assert_eq!(tree("cafe\u{301}"), "café");
}

#[test]
fn a_lone_expression_must_be_whole_and_alone() {
    for text in ["", "a b", "a +", "1,5", "x = 3", "\"a", "a\nb"] {
        assert!(
            parse_expression(&SourceFile::new("x", text)).is_err(),
            "{text}"
        );
    }
}
