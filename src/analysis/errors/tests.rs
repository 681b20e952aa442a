//! E2: what is wrong with tests.

use super::listed;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// What is wrong with a test.
pub enum TestProblem {
    AsOfTwice {
        at: Span,
        before: Span,
    },
    AsOfNoDate {
        found: String,
        at: Span,
    },
    NoAsOf {
        at: Span,
    },
    GivenRelation {
        name: String,
        record: String,
        at: Span,
    },
    GivenComputed {
        name: String,
        at: Span,
    },
    GivenDerived {
        name: String,
        at: Span,
    },
    BareCell {
        word: String,
        name: String,
        wanted: String,
        text: bool,
        at: Span,
    },
    KeyTwice {
        key: String,
        record: String,
        at: Span,
        before: Span,
    },
    NothingGiven {
        record: Option<String>,
        at: Span,
    },
    WhichRow {
        record: String,
        keys: Vec<String>,
        at: Span,
    },
    NoSuchRow {
        key: String,
        record: String,
        keys: Vec<String>,
        at: Span,
    },
    NoInterval {
        left: String,
        found: String,
        at: Span,
    },
    NoPossible {
        left: String,
        found: String,
        at: Span,
    },
    YesOrNo {
        at: Span,
    },
    OutcomeTwice {
        at: Span,
    },
}

impl From<TestProblem> for Diagnostic {
    fn from(problem: TestProblem) -> Diagnostic {
        let new = |code, message: String, at| Diagnostic::new(code, message, at);
        match problem {
            TestProblem::AsOfTwice { at, before } => {
                new(Code::E223, "a test has one day".to_owned(), at).and(before, "the first")
            }
            TestProblem::AsOfNoDate { found, at } => {
                new(Code::E223, format!("`as of` takes a date, and this is {found}"), at)
                    .help("write `as of 2026-01-31`")
            }
            TestProblem::NoAsOf { at } => {
                new(Code::E223, "this test reads `today` and does not say which day that is".to_owned(), at)
                    .help("add a line, as `as of 2026-01-31`")
            }
            TestProblem::GivenRelation { name, record, at } => {
                new(Code::E221, format!("`{name}` is rows of `{record}`, which are given on their own"), at)
                    .help(format!("write `given {record} {{ … }}` for each of them"))
            }
            TestProblem::GivenComputed { name, at } => {
                new(Code::E221, format!("`{name}` is worked out, so it is not given"), at)
                    .help("give the fields it is worked out from")
            }
            TestProblem::GivenDerived { name, at } => {
                new(Code::E221, format!("`{name}` is made of other rows, so it is not given"), at)
                    .help("give the rows that it is made of")
            }
            TestProblem::BareCell { word, name, wanted, text, at } => {
                let finding = new(Code::E221, format!("`{name}` is {wanted}, and `{word}` is a bare name"), at);
                if text {
                    finding.help(format!("write `\"{word}\"`")).fix(at, format!("\"{word}\""))
                } else if matches!(word.as_str(), "unknown" | "none" | "null" | "empty") {
                    finding.help(format!("an answer that is not known is left out: drop `{name}` here"))
                } else {
                    finding.help(format!("give {wanted}; an answer that is not known is left out"))
                }
            }
            TestProblem::KeyTwice { key, record, at, before } => {
                new(Code::E221, format!("two rows of `{record}` have the key \"{key}\""), at)
                    .and(before, "the first")
                    .help("give each row a key of its own")
            }
            TestProblem::NothingGiven { record, at } => match record {
                Some(record) => {
                    new(Code::E222, format!("this is about a row of `{record}`, and none is given"), at)
                        .help(format!("add `given {record} {{ … }}`"))
                }
                None => new(Code::E222, "no row is given that this could be about".to_owned(), at)
                    .help("add `given` and a record with its fields, as `given Account { name: \"Acme\" }`"),
            },
            TestProblem::WhichRow { record, keys, at } => {
                let message = format!("several rows of `{record}` are given, and this does not say which it is about");
                let key = keys.first().map_or("Acme", String::as_str);
                new(Code::E222, message, at).help(format!("name the row by its key: `expect \"{key}\": …`"))
            }
            TestProblem::NoSuchRow { key, record, keys, at } => {
                let message = format!("no row of `{record}` with the key \"{key}\" is given");
                let finding = new(Code::E222, message, at);
                match nearest(&key, keys.iter().map(String::as_str)) {
                    Some(meant) => finding
                        .help(format!("did you mean \"{meant}\"?"))
                        .fix(at, format!("\"{meant}\"")),
                    None if keys.is_empty() => {
                        finding.help(format!("`{record}` has no key, or the rows are given without"))
                    }
                    None => finding.help(format!("the rows given are {}", listed(&keys))),
                }
            }
            TestProblem::NoInterval { left, found, at } => {
                new(Code::E222, format!("`{left}` is {found}, which has no low and high end"), at)
                    .help(format!("write `{left} is …` with one value, or `{left} possible …`"))
            }
            TestProblem::NoPossible { left, found, at } => {
                new(Code::E222, format!("`possible` lists outcomes of a choice, and `{left}` is {found}"), at)
                    .help(format!(
                        "for a number write its ends: `{left} is 10..20`; of a list ask for one value: `\"a\" in {left}`, or `(\"a\" in {left}) is unknown`"
                    ))
            }
            TestProblem::YesOrNo { at } => {
                new(Code::E222, "the outcomes here are `yes` and `no`".to_owned(), at)
            }
            TestProblem::OutcomeTwice { at } => {
                new(Code::E222, "this outcome is listed twice".to_owned(), at).help("leave it out once")
            }
        }
    }
}
