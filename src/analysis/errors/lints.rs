//! L: what is allowed but probably not meant.

use super::listed;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What is probably not meant.
pub enum Lint {
    Unused {
        what: &'static str,
        name: String,
        at: Span,
    },
    NeverRead {
        names: Vec<String>,
        record: String,
        at: Span,
    },
    Contradiction {
        what: String,
        always: bool,
        at: Span,
    },
    PlainPercent {
        what: String,
        number: String,
        share: String,
        at: Span,
    },
    Certain {
        yes: bool,
        range: Option<(String, String)>,
        at: Span,
    },
    AlwaysTaken {
        option: String,
        at: Span,
        next: Option<Span>,
    },
    SameCondition {
        at: Span,
        before: Span,
    },
    BandUnreachable {
        name: String,
        range: String,
        too_high: bool,
        at: Span,
    },
    NeverGiven {
        missing: Vec<String>,
        list: String,
        at: Span,
    },
    EqualQuotient {
        at: Span,
    },
    SingleIn {
        left: String,
        value: String,
        negated: bool,
        at: Span,
    },
    CaseDiffers {
        text: String,
        other: String,
        at: Span,
        before: Span,
    },
    TestWithoutExpect {
        at: Span,
    },
    TestTwice {
        label: String,
        at: Span,
        before: Span,
    },
    UnusedAsOf {
        at: Span,
    },
}

/// `a`, `b` and 3 more
fn some_of(names: &[String]) -> String {
    let quoted = |name: &String| format!("`{name}`");
    let shown: Vec<String> = names.iter().take(2).map(quoted).collect();
    match names.len() {
        0..=2 => shown.join(" and "),
        more => format!("{} and {} more", shown.join(", "), more - 2),
    }
}

impl From<Lint> for Diagnostic {
    fn from(lint: Lint) -> Diagnostic {
        let new = |code, message: String, at| Diagnostic::new(code, message, at);
        match lint {
            Lint::Unused { what, name, at } => {
                new(Code::L001, format!("the {what} `{name}` is never used"), at)
                    .help("use it, or leave it out")
            }
            Lint::NeverRead { names, record, at } => match names.as_slice() {
                [name] => new(
                    Code::L002,
                    format!("`{name}` of `{record}` is never read"),
                    at,
                )
                .help("no rule, view or other field reads it; show it in a view, or leave it out"),
                names => new(
                    Code::L002,
                    format!("{} of `{record}` are never read", some_of(names)),
                    at,
                )
                .help("no rule, view or other field reads them; show them in a view, or leave them out"),
            },
            Lint::Contradiction { what, always, at } => {
                let (word, help) = if always {
                    ("always", format!("every value of `{what}` meets one of the two; did you mean `and`?"))
                } else {
                    ("never", format!("no value of `{what}` meets both; did you mean `or`?"))
                };
                new(Code::L003, format!("this is {word} the case"), at).help(help)
            }
            Lint::PlainPercent { what, number, share, at } => new(
                Code::L013,
                format!("`{what}` is a percent, and {number} beside it is {share}"),
                at,
            )
            .help(format!("write `{number}%`; if {share} is meant, write `{share}`")),
            Lint::Certain { yes, range, at } => {
                let always = if yes { "always" } else { "never" };
                let finding = new(Code::L003, format!("this is {always} the case"), at);
                match range {
                    Some((what, range)) => finding.help(format!("{what} can only be {range}")),
                    None => finding,
                }
            }
            Lint::AlwaysTaken { option, at, next } => {
                let message =
                    format!("`{option}` is always taken here, so nothing after it is ever reached");
                let finding = new(Code::L004, message, at);
                match next {
                    Some(next) => finding.and(next, "never reached"),
                    None => finding,
                }
            }
            Lint::SameCondition { at, before } => new(
                Code::L004,
                "this condition stands above already, so it decides nothing here".to_owned(),
                at,
            )
            .and(before, "where it decides")
            .help("change one of the two, or leave this one out"),
            Lint::BandUnreachable {
                name,
                range,
                too_high,
                at,
            } => {
                let message = if too_high {
                    format!("no score reaches the band `{name}`")
                } else {
                    format!("no score is left for the band `{name}`")
                };
                new(Code::L005, message, at).help(format!("the score can be {range}"))
            }
            Lint::NeverGiven { missing, list, at } => {
                let names = listed(&missing);
                let message = match missing.len() {
                    1 => format!("`{names}` of the list `{list}` is never given"),
                    _ => format!("these values of the list `{list}` are never given: {names}"),
                };
                new(Code::L006, message, at)
                    .help("add an option for it, or leave it out of the list")
            }
            Lint::EqualQuotient { at } => {
                let message = "a quotient is rounded to six places, so it may miss the exact value"
                    .to_owned();
                new(Code::L007, message, at)
                    .help("compare with `<=` and `>=`, or round first: `round(x, 0.01)`")
            }
            Lint::SingleIn {
                left,
                value,
                negated,
                at,
            } => {
                let word = if negated { "is not" } else { "is" };
                new(Code::L008, "this list has one item".to_owned(), at)
                    .help(format!("write `{left} {word} {value}`"))
            }
            Lint::CaseDiffers {
                text,
                other,
                at,
                before,
            } => {
                let message = format!(
                    "\"{text}\" and \"{other}\" differ only in their capitals, and `is` minds them"
                );
                new(Code::L009, message, at)
                    .and(before, "the other")
                    .help("write both alike if the same is meant")
            }
            Lint::TestWithoutExpect { at } => {
                new(Code::L010, "this test expects nothing".to_owned(), at)
                    .help("add a line, as `expect bant is 625`")
            }
            Lint::TestTwice { label, at, before } => {
                new(Code::L011, format!("two tests are called \"{label}\""), at)
                    .and(before, "the first")
                    .help("say what is different about each")
            }
            Lint::UnusedAsOf { at } => new(
                Code::L012,
                "nothing this test expects reads `today`".to_owned(),
                at,
            )
            .help("leave `as of` out"),
        }
    }
}
