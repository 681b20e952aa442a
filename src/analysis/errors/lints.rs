//! L: what is allowed but probably not meant.

use super::listed;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What gates belong to, by its name.
#[derive(Clone)]
pub enum Gates {
    Segment(String),
    Check(String),
}

/// What a table lacks.
pub enum Missing {
    /// A line.
    Line(String),
    /// A row of a grid, by the cell that it begins with.
    Row(String),
    /// A column of a grid, by its heading.
    Column(String),
}

/// What lines are lines of.
#[derive(Clone, Copy)]
pub enum Lines {
    Strategy,
    Decision,
}

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
        what: Option<String>,
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
    /// A condition of a rule that no row meets; of a rule for a segment, no member.
    NeverMet {
        members: Option<String>,
        at: Span,
    },
    /// A line of a strategy whose rows are all taken above.
    Covered {
        at: Span,
        by: Vec<Span>,
        row: Option<String>,
    },
    /// A line above which every row is taken.
    NothingLeft {
        of: Lines,
        otherwise: bool,
        members: Option<String>,
        at: Span,
        by: Vec<Span>,
    },
    /// Rows that no line of a table fits.
    Gap {
        row: Option<String>,
        /// The line that is missing, where it can be written.
        line: Option<Missing>,
        given_up: Vec<String>,
        at: Span,
    },
    /// A line of a table that stands there already, with the same outcome.
    LineTwice {
        at: Span,
        before: Span,
    },
    /// A table of which it is not known whether its lines leave a gap, or hold at once.
    NotChecked {
        decision: String,
        unique: bool,
        given_up: Vec<String>,
        at: Span,
    },
    /// A gate that no row passes.
    NobodyPasses {
        of: Gates,
        members: Option<String>,
        at: Span,
    },
    /// A gate that every row passes.
    EverybodyPasses {
        of: Gates,
        members: Option<String>,
        at: Span,
    },
    /// A gate that stops nobody whom the gates above let through.
    Implied {
        name: String,
        by: Option<(String, Span)>,
        row: Option<String>,
        at: Span,
    },
    /// Gates that nobody passes together.
    NobodyIn {
        of: Gates,
        name: String,
        by: Option<(String, Span)>,
        row: Option<String>,
        at: Span,
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
        what: &'static str,
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

/// What is given up, each in backticks.
fn told(given_up: &[String]) -> String {
    let quoted: Vec<String> = given_up.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(" and ")
}

/// A row of a record, or of a segment.
fn row_of(members: Option<&str>) -> String {
    members.map_or_else(
        || "row".to_owned(),
        |segment| format!("member of `{segment}`"),
    )
}

fn every_row(members: Option<&str>) -> String {
    format!("every {}", row_of(members))
}

/// The lines that take rows before the line at hand, the first few of many.
fn beside(finding: Diagnostic, by: &[Span]) -> Diagnostic {
    const SHOWN: usize = 3;
    let more = by.len().saturating_sub(SHOWN);
    let text = |place: usize| match (by.len(), place) {
        (1, _) => "takes them".to_owned(),
        (_, place) if place + 1 == SHOWN && more > 0 => {
            format!("and {more} more lines take the rest")
        }
        (_, 0) => "takes some of them".to_owned(),
        (_, _) => "takes others of them".to_owned(),
    };
    let shown = by.iter().take(SHOWN).enumerate();
    shown.fold(finding, |finding, (place, span)| {
        finding.and(*span, text(place))
    })
}

impl Lint {
    /// The place of a condition of which the finding says that it always or never holds.
    pub fn of_a_condition(&self) -> Option<Span> {
        match self {
            Lint::Certain { at, .. } | Lint::Contradiction { at, .. } => Some(*at),
            Lint::Unused { .. }
            | Lint::NeverRead { .. }
            | Lint::PlainPercent { .. }
            | Lint::NeverMet { .. }
            | Lint::Covered { .. }
            | Lint::NothingLeft { .. }
            | Lint::Gap { .. }
            | Lint::LineTwice { .. }
            | Lint::NotChecked { .. }
            | Lint::NobodyPasses { .. }
            | Lint::EverybodyPasses { .. }
            | Lint::Implied { .. }
            | Lint::NobodyIn { .. }
            | Lint::BandUnreachable { .. }
            | Lint::NeverGiven { .. }
            | Lint::EqualQuotient { .. }
            | Lint::SingleIn { .. }
            | Lint::CaseDiffers { .. }
            | Lint::TestWithoutExpect { .. }
            | Lint::TestTwice { .. }
            | Lint::UnusedAsOf { .. } => None,
        }
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
                let (word, help) = match (always, what) {
                    (true, Some(what)) => ("always", format!("every value of `{what}` meets one of the two; did you mean `and`?")),
                    (false, Some(what)) => ("never", format!("no value of `{what}` meets both; did you mean `or`?")),
                    (true, None) => ("always", "every row meets one of these; did you mean `and`?".to_owned()),
                    (false, None) => ("never", "no row meets all of these; did you mean `or`?".to_owned()),
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
            Lint::NeverMet { members, at } => {
                new(Code::L003, "this is never the case".to_owned(), at)
                    .help(format!("no {} meets it", row_of(members.as_deref())))
            }
            Lint::Covered { at, by, row } => {
                let message =
                    "this line never decides: lines above it take every row that fits here";
                let finding = new(Code::L004, message.to_owned(), at);
                beside(finding, &by)
                    .help_if(row.map(|row| format!("a row with {row} fits here, and is taken above")))
            }
            Lint::NothingLeft {
                of,
                otherwise,
                members,
                at,
                by,
            } => {
                let every = every_row(members.as_deref());
                let what = if otherwise {
                    "`otherwise` is never"
                } else {
                    "nothing from here on is ever"
                };
                let message = format!("the lines above take {every}, so {what} reached");
                let finding = beside(new(Code::L004, message, at), &by);
                finding.help(match (of, otherwise) {
                    (Lines::Strategy, true) => {
                        "leave this line out, and write `otherwise` instead of the last condition above"
                    }
                    (Lines::Decision, true) => "leave this line out",
                    (Lines::Strategy | Lines::Decision, false) => {
                        "move it up, or change the lines above"
                    }
                })
            }
            Lint::Gap {
                row,
                line,
                given_up,
                at,
            } => {
                let message = match row {
                    Some(row) => format!("no line fits a row with {row}"),
                    None => "no line fits any row".to_owned(),
                };
                let add = match line {
                    Some(Missing::Line(line)) => format!("add the line `{line}`, or one with `otherwise`"),
                    Some(Missing::Row(cell)) => format!("add a row that begins with `{cell}`"),
                    Some(Missing::Column(cell)) => format!("add a column headed `{cell}`"),
                    None => "add a line for it, or one with `otherwise`".to_owned(),
                };
                let finding = new(Code::L032, message, at);
                if given_up.is_empty() {
                    finding.help(add)
                } else {
                    finding.help(format!("{add}; whatever {} may be", told(&given_up)))
                }
            }
            Lint::LineTwice { at, before } => new(
                Code::L033,
                "this line stands above already, so its outcome counts twice".to_owned(),
                at,
            )
            .and(before, "the first")
            .help("leave one of the two out, or change it"),
            Lint::NotChecked {
                decision,
                unique,
                given_up,
                at,
            } => {
                let what = if unique {
                    "two lines can hold at once"
                } else {
                    "there is a row that no line fits"
                };
                let message = format!("it is not known whether in `{decision}` {what}");
                let why = if given_up.is_empty() {
                    "the table is too large to be looked through".to_owned()
                } else {
                    format!("{} cannot be compared with the rest", told(&given_up))
                };
                let way = if unique {
                    "write `first` if the order may decide"
                } else {
                    "add a line with `otherwise`"
                };
                new(Code::L034, message, at).help(format!("{why}; {way}"))
            }
            Lint::NobodyPasses { of, members, at } => {
                let message = match of {
                    Gates::Segment(segment) => {
                        format!("nobody passes this gate, so nobody is in `{segment}`")
                    }
                    Gates::Check(_) => "this line always fails".to_owned(),
                };
                new(Code::L003, message, at)
                    .help(format!("no {} meets it", row_of(members.as_deref())))
            }
            Lint::EverybodyPasses { of, members, at } => {
                let message = match of {
                    Gates::Segment(_) => "everybody passes this gate, so it stops nobody",
                    Gates::Check(_) => "this line never fails",
                };
                new(Code::L003, message.to_owned(), at)
                    .help(format!("{} meets it", every_row(members.as_deref())))
            }
            Lint::Implied { name, by, row, at } => {
                let message = format!(
                    "`{name}` stops nobody: whom it would stop, a gate above has stopped already"
                );
                let finding = new(Code::L031, message, at);
                let finding = match by {
                    Some((by, span)) => finding.and(span, format!("`{by}` asks for more")),
                    None => finding,
                };
                finding.help_if(row.map(|row| format!("for one, a row with {row}")))
            }
            Lint::NobodyIn {
                of,
                name,
                by,
                row,
                at,
            } => {
                let (told, what) = match of {
                    Gates::Segment(segment) => (format!("nobody is in `{segment}`"), "gate"),
                    Gates::Check(check) => (format!("every row fails `{check}`"), "line"),
                };
                let finding = match by {
                    Some((by, span)) => {
                        let message = format!("{told}: `{by}` and `{name}` exclude each other");
                        let beside = format!("no row passes this {what} and that one");
                        new(Code::L030, message, at).and(span, beside)
                    }
                    None => {
                        let message =
                            format!("{told}: a row that passes the {what}s above fails `{name}`");
                        new(Code::L030, message, at)
                    }
                };
                finding.help_if(row.map(|row| {
                    format!("a row with {row} passes `{name}`, and fails a {what} above")
                }))
            }
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
            Lint::NeverGiven {
                missing,
                list,
                what,
                at,
            } => {
                let names = listed(&missing);
                let message = match missing.len() {
                    1 => format!("`{names}` of the list `{list}` is never given"),
                    _ => format!("these values of the list `{list}` are never given: {names}"),
                };
                new(Code::L006, message, at)
                    .help(format!("add {what} for it, or leave it out of the list"))
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
