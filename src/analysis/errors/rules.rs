//! E2: what is wrong with scores, strategies and views.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// The three ways to make a score.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ScorePart {
    Multiply,
    Weigh,
    Points,
}

impl ScorePart {
    fn name(self) -> &'static str {
        match self {
            ScorePart::Multiply => "`multiply`",
            ScorePart::Weigh => "`weigh`",
            ScorePart::Points => "points",
        }
    }
}

/// What is wrong with a rule or view.
pub enum RuleProblem {
    ScoreWithoutParts {
        name: String,
        at: Span,
    },
    MixedParts {
        first: ScorePart,
        second: ScorePart,
        at: Span,
        before: Span,
    },
    LineTwice {
        line: &'static str,
        at: Span,
        before: Span,
    },
    NoScale {
        at: Span,
    },
    StrayScale {
        at: Span,
    },
    OpenRange {
        line: &'static str,
        open: bool,
        at: Span,
    },
    FactorNotNumber {
        part: &'static str,
        name: String,
        found: String,
        yes_no: bool,
        at: Span,
    },
    FactorWithoutRange {
        name: String,
        at: Span,
    },
    FactorConstant {
        name: String,
        at: Span,
    },
    MoneyTimesMoney {
        at: Span,
    },
    Weights {
        weights: Vec<String>,
        sum: String,
        difference: String,
        too_much: bool,
        at: Span,
    },
    WeightNotPercent {
        number: String,
        at: Span,
    },
    WeightNotPositive {
        at: Span,
    },
    PointsNotPlain {
        found: String,
        at: Span,
    },
    SignedPoints {
        at: Span,
    },
    WrongCap {
        negative_line: Option<bool>,
        at_most: bool,
        magnitude: String,
        at: Span,
    },
    BandUnit {
        wanted: String,
        found: String,
        at: Span,
    },
    BandOtherwiseTwice {
        at: Span,
        before: Span,
    },
    BandOtherwiseNotLast {
        name: String,
        at: Span,
    },
    BandOrder {
        higher: String,
        lower: String,
        same: bool,
        from: String,
        right: String,
        at: Span,
        before: Span,
    },
    BandGap {
        score: String,
        below: String,
        low: Option<String>,
        at: Span,
    },
    NoOtherwise {
        name: String,
        last: String,
        at: Span,
    },
    OtherwiseTwice {
        name: String,
        at: Span,
        before: Span,
    },
    AfterOtherwise {
        option: String,
        at: Span,
        before: Span,
    },
    NoHeading {
        at: Span,
    },
    SortBy {
        found: String,
        at: Span,
    },
    Top {
        at: Span,
    },
}

impl From<RuleProblem> for Diagnostic {
    #[allow(clippy::too_many_lines)] // one arm a problem, nothing else
    fn from(problem: RuleProblem) -> Diagnostic {
        let new = |code, message: String, at| Diagnostic::new(code, message, at);
        match problem {
            RuleProblem::ScoreWithoutParts { name, at } => {
                new(Code::E212, format!("the score `{name}` does not say what it is made of"), at).help(
                    "write one of: `multiply a, b`; `weigh 60% a, 40% b`; or lines of points, as \
                     `demo: +10 when asked_for_demo`",
                )
            }
            RuleProblem::MixedParts { first, second, at, before } => {
                let message = format!(
                    "a score is made in one way, and this one mixes {} with {}",
                    first.name(),
                    second.name()
                );
                new(Code::E212, message, at)
                    .and(before, first.name())
                    .help("make two scores, and a third that puts them together")
            }
            RuleProblem::LineTwice { line, at, before } => {
                new(Code::E212, format!("`{line}` stands here twice"), at)
                    .and(before, "the first")
                    .help(match line {
                        "sort" | "multiply" | "weigh" => "write one line, with a comma between the parts",
                        "where" => "write one line, with `and` between the conditions",
                        _ => "keep one of them",
                    })
            }
            RuleProblem::NoScale { at } => {
                new(Code::E212, "`weigh` needs a scale that all factors are brought onto".to_owned(), at)
                    .help("add a line, as `scale 0..100`")
            }
            RuleProblem::StrayScale { at } => {
                new(Code::E212, "`scale` goes with `weigh` only".to_owned(), at)
                    .help("leave it out; to keep a score within two ends, write `limit 0..100`")
            }
            RuleProblem::OpenRange { line, open, at } => {
                let why = if open { "needs two ends" } else { "needs two different ends" };
                new(Code::E212, format!("`{line}` {why}"), at).help(format!("write `{line} 0..100` or the like"))
            }
            RuleProblem::FactorNotNumber { part, name, found, yes_no, at } => {
                let message = format!("`{part}` takes numbers, and `{name}` is {found}");
                let finding = new(Code::E211, message, at);
                if yes_no {
                    finding.help(format!("say what yes and no are worth: `if {name} then 1 else 0`"))
                } else {
                    finding.help("give it a number first, in a computed field with `if … then … else …`")
                }
            }
            RuleProblem::FactorWithoutRange { name, at } => {
                new(Code::E211, format!("`{name}` has no known range, so it cannot be brought onto the scale"), at)
                    .help(format!("declare one where it is declared, as `{name} number 0..100`; or hold it within one: `min(max({name}, 0), 100)`"))
            }
            RuleProblem::FactorConstant { name, at } => {
                new(Code::E211, format!("`{name}` is always the same, so it cannot be weighed"), at)
                    .help("leave it out and share its weight among the others")
            }
            RuleProblem::MoneyTimesMoney { at } => {
                new(Code::E211, "amounts of money are multiplied with numbers, not with each other".to_owned(), at)
            }
            RuleProblem::Weights { weights, sum, difference, too_much, at } => {
                let message = format!("the weights make {sum}, not 100%");
                let difference = if too_much {
                    format!("take {difference} away")
                } else {
                    format!("{difference} are missing")
                };
                new(Code::E210, message, at).help(format!("{} = {sum}: {difference}", weights.join(" + ")))
            }
            RuleProblem::WeightNotPercent { number, at } => {
                new(Code::E210, format!("a weight is a percentage, and this is the number {number}"), at)
                    .help(format!("write `{number}%`"))
                    .fix(at, format!("{number}%"))
            }
            RuleProblem::WeightNotPositive { at } => {
                new(Code::E210, "a weight is more than 0%".to_owned(), at).help("leave the factor out")
            }
            RuleProblem::PointsNotPlain { found, at } => {
                new(Code::E214, format!("points are a plain number, and this is {found}"), at)
            }
            RuleProblem::SignedPoints { at } => {
                new(Code::E214, "the sign of points stands before them, once".to_owned(), at)
                    .help("write `-10` for points taken away; a param holds them without sign")
            }
            RuleProblem::WrongCap { negative_line, at_most, magnitude, at } => {
                let message = match (negative_line, at_most) {
                    (Some(true), _) => "a line that takes points away is held by `at least` and a number below zero",
                    (Some(false), _) => "a line that gives points is held by `at most` and a number above zero",
                    (None, true) => "`at most` needs a number above zero",
                    (None, false) => "`at least` needs a number below zero",
                };
                let magnitude = if magnitude == "0" { "20".to_owned() } else { magnitude };
                let right = match (negative_line, at_most) {
                    (Some(true), _) | (None, false) => format!("at least -{magnitude}"),
                    (Some(false), _) | (None, true) => format!("at most {magnitude}"),
                };
                new(Code::E214, message.to_owned(), at).help(format!("write `{right}`"))
            }
            RuleProblem::BandUnit { wanted, found, at } => {
                new(Code::E213, format!("a band begins at {wanted}, like the score, and this is {found}"), at)
            }
            RuleProblem::BandOtherwiseTwice { at, before } => {
                new(Code::E213, "only one band takes what is left".to_owned(), at)
                    .and(before, "the first")
                    .help("give one of them its beginning: `from 50`")
            }
            RuleProblem::BandOtherwiseNotLast { name, at } => {
                new(Code::E213, format!("the band `{name}` takes what is left, so it comes last"), at)
                    .help("move it below the others")
            }
            RuleProblem::BandOrder { higher, lower, same, from, right, at, before } => {
                let message = if same {
                    format!("the bands `{higher}` and `{lower}` both begin at {from}")
                } else {
                    format!("bands go from the highest down, and `{lower}` from {from} is not below `{higher}`")
                };
                let finding = new(Code::E213, message, at).and(before, format!("`{higher}`"));
                if same {
                    finding.help("give them different beginnings")
                } else {
                    finding.help(format!("write them in this order: {right}"))
                }
            }
            RuleProblem::BandGap { score, below, low, at } => {
                let reach = low.map_or_else(
                    || format!("`{score}` can be below {below}"),
                    |low| format!("`{score}` can be as low as {low}"),
                );
                new(Code::E213, format!("{reach}, and no band is there for less than {below}"), at)
                    .help("add a last band that takes what is left, as `band low otherwise`")
            }
            RuleProblem::NoOtherwise { name, last, at } => {
                new(Code::E216, format!("the strategy `{name}` does not say what to do when nothing else fits"), at)
                    .help(format!("end it with an option `otherwise`, as `wait otherwise`, or make `{last}` the one"))
            }
            RuleProblem::OtherwiseTwice { name, at, before } => {
                new(Code::E216, format!("the strategy `{name}` has `otherwise` twice"), at)
                    .and(before, "the first takes everything that is left")
                    .help("give one of them a condition: `when …`")
            }
            RuleProblem::AfterOtherwise { option, at, before } => {
                new(Code::E216, format!("`{option}` stands after `otherwise` and can never be reached"), at)
                    .and(before, "this takes everything that is left")
                    .help("move `otherwise` to the end")
            }
            RuleProblem::NoHeading { at } => {
                new(Code::E220, "a column that is worked out needs a heading".to_owned(), at)
                    .help("write one behind it in quotes: `employees * 2 \"Twice the staff\"`")
            }
            RuleProblem::SortBy { found, at } => {
                new(Code::E220, format!("rows cannot be sorted by {found}"), at)
                    .help("sort by a number, text, date or choice, or by how many: `count(…)`")
            }
            RuleProblem::Top { at } => {
                new(Code::E220, "`top` takes a whole number above zero".to_owned(), at).help("write `top 10`")
            }
        }
    }
}
