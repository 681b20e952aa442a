//! E2: what is wrong with how cells are said to be written.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::written::PatternProblem;

/// What is wrong with an `as`, a `written` or a `currency`.
pub enum WrittenProblem {
    /// An example of a number with two readings: what each is, and the example that says so.
    Ambiguous {
        text: String,
        readings: Box<[(String, String); 2]>,
        at: Span,
    },
    /// An example of a number that is none.
    NotANumber { at: Span },
    /// A pattern of dates that is none.
    Date {
        pattern: String,
        problem: PatternProblem,
        at: Span,
    },
    /// Slashes between texts that are no words for yes and no.
    Slashes { at: Span },
    /// Not words for yes and words for no.
    YesNo { at: Span },
    /// A word for both.
    YesAndNo { text: String, at: Span },
    /// An example of several values that shows no sign between two.
    Separator { at: Span },
    /// A type of which nothing is stated.
    NoForm { found: String, at: Span },
    /// The currency of what is no money.
    CurrencyOfOther { found: String, at: Span },
}

impl From<WrittenProblem> for Diagnostic {
    fn from(problem: WrittenProblem) -> Diagnostic {
        match problem {
            WrittenProblem::Ambiguous { text, readings, at } => {
                let [(one, so), (other, otherwise)] = *readings;
                let message = format!("\"{text}\" can be {one} or {other}");
                Diagnostic::new(Code::E270, message, at).help(format!(
                    "write an example with decimals: `as \"{so}\"` for {one}, `as \"{otherwise}\"` for {other}"
                ))
            }
            WrittenProblem::NotANumber { at } => {
                let message = "`as` of a number shows how one is written";
                Diagnostic::new(Code::E271, message, at).help(
                    "write one example, such as `as \"1.234,56\"`, `as \"1 234,5\"` or `as \"1'234.50\"`; \
                     of a percent `as \"0.12\"` if the cells are fractions",
                )
            }
            WrittenProblem::Date {
                pattern,
                problem,
                at,
            } => date(&pattern, &problem, at),
            WrittenProblem::Slashes { at } => {
                let message = "`as` of a date says where day, month and year stand";
                Diagnostic::new(Code::E271, message, at)
                    .help("write one pattern, such as `as \"DD/MM/YYYY\"`, in one text")
            }
            WrittenProblem::YesNo { at } => {
                let message = "`as` of a yes/no says which texts mean yes, and which mean no";
                Diagnostic::new(Code::E271, message, at)
                    .help("write `as \"Oui\"/\"Non\"`; several with commas: `as \"Ja\", \"J\" / \"Nein\"`")
            }
            WrittenProblem::YesAndNo { text, at } => {
                let message = format!("\"{text}\" cannot mean both yes and no");
                Diagnostic::new(Code::E271, message, at)
                    .help("the texts before the slash mean yes, those behind it no")
            }
            WrittenProblem::Separator { at } => {
                let message = "`as` of a list shows what stands between two of its values";
                Diagnostic::new(Code::E271, message, at).help(
                    "write two words with the sign between them, such as `as \"a|b\"` or `as \"a, b\"`",
                )
            }
            WrittenProblem::NoForm { found, at } => {
                let message = format!(
                    "`as` says how numbers, dates, yes/no and lists are written, and this is {found}"
                );
                Diagnostic::new(Code::E271, message, at).help(
                    "leave it out; a value of a choice says how it is written itself: \
                     `one of online as \"01: Online\", shop`",
                )
            }
            WrittenProblem::CurrencyOfOther { found, at } => {
                let message = format!(
                    "`currency` names the column of the currency of an amount, and this is {found}"
                );
                Diagnostic::new(Code::E272, message, at)
                    .help("leave it out, or make the type `money EUR`")
            }
        }
    }
}

fn date(pattern: &str, problem: &PatternProblem, at: Span) -> Diagnostic {
    let capitals = pattern.to_uppercase();
    match problem {
        PatternProblem::Missing(_) if capitals != *pattern && is_whole(&capitals) => {
            let message = "`as` of a date says where day, month and year stand";
            Diagnostic::new(Code::E271, message, at)
                .help(format!("write it in capitals: `as \"{capitals}\"`"))
        }
        PatternProblem::Missing(what) => {
            let message = format!("this pattern does not say where {what} stands");
            Diagnostic::new(Code::E271, message, at).help(
                "write `as \"DD/MM/YYYY\"` or the like, with each of the three once; `MMM` is the name of a month",
            )
        }
        PatternProblem::Twice(what) => {
            let message = format!("this pattern says twice where {what} stands");
            Diagnostic::new(Code::E271, message, at)
                .help("write `as \"DD/MM/YYYY\"` or the like, with each of the three once")
        }
        PatternProblem::NoCentury => {
            let message = "a year of two digits does not say its century";
            let this = pattern.replace("YY", "20YY");
            let last = pattern.replace("YY", "19YY");
            Diagnostic::new(Code::E271, message, at).help(format!(
                "write `as \"{this}\"` if all years are of this century, `as \"{last}\"` if of the last; \
                 `YYYY` if the cells have four digits"
            ))
        }
        PatternProblem::Months => {
            let message = "names of months behind a pattern are twelve, for its `MMM`";
            Diagnostic::new(Code::E271, message, at).help(
                "write `as \"D MMM YYYY\", \"janv.\", \"févr.\", …`; without names the English ones are read",
            )
        }
    }
}

fn is_whole(pattern: &str) -> bool {
    crate::written::DatePattern::parse(pattern, &[]).is_ok()
}
