//! E1: names.

use super::{a, listed, meant_or_known, quoted};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::Span;

/// Where a name that is unknown here would be known.
pub enum Elsewhere {
    /// On the outer row of an aggregate.
    Outer {
        /// True over a whole table, from which `this` is barred.
        whole: bool,
    },
    /// On another record; perhaps there is a way to it.
    Field { home: String, way: Option<String> },
    /// Among the values of a choice; perhaps a name here is of that choice.
    Member {
        choice: String,
        reader: Option<String>,
    },
}

/// What is wrong with a name.
pub enum NameProblem {
    Unknown {
        name: String,
        record: String,
        meant: Option<String>,
        lookalike: bool,
        elsewhere: Option<Elsewhere>,
        known: Vec<String>,
        at: Span,
    },
    UnknownConstant {
        name: String,
        known: Vec<String>,
        at: Span,
    },
    UnknownField {
        name: String,
        record: String,
        meant: Option<String>,
        known: Vec<String>,
        at: Span,
    },
    UnknownRecord {
        name: String,
        known: Vec<String>,
        at: Span,
    },
    UnknownTarget {
        name: String,
        known: Vec<String>,
        at: Span,
    },
    UnknownSet {
        name: String,
        meant: Option<String>,
        known: Vec<String>,
        at: Span,
    },
    UnknownList {
        name: String,
        what: Option<&'static str>,
        known: Vec<String>,
        at: Span,
    },
    UnknownParam {
        name: String,
        known: Vec<String>,
        at: Span,
    },
    BadOverride {
        name: String,
        message: String,
        help: Option<String>,
        at: Span,
    },
    UnknownOutput {
        rule: String,
        what: &'static str,
        name: String,
        meant: Option<String>,
        known: Vec<String>,
        at: Span,
    },
    UnknownPart {
        base: String,
        name: String,
        list: Option<String>,
        meant: Option<String>,
        known: Vec<String>,
        is_member: bool,
        at: Span,
    },
    NoParts {
        base: String,
        name: String,
        found: String,
        at: Span,
    },
    UnknownMember {
        name: String,
        choice: String,
        also: Option<String>,
        meant: Option<String>,
        known: String,
        at: Span,
    },
    OptionNotInList {
        name: String,
        list: String,
        meant: Option<String>,
        known: String,
        at: Span,
    },
    UnknownFunction {
        name: String,
        instead: Option<&'static str>,
        meant: Option<String>,
        known: Vec<String>,
        at: Span,
    },
    NotAType {
        name: String,
        what: Option<&'static str>,
        meant: Option<String>,
        known: Vec<String>,
        at: Span,
    },
    NotAValue {
        name: String,
        what: &'static str,
        at: Span,
    },
    WrongTarget {
        name: String,
        what: &'static str,
        at: Span,
    },
    Twice {
        what: String,
        name: String,
        at: Span,
        before: Span,
    },
    SecondPack {
        name: String,
        at: Span,
        before: Span,
    },
    Shadows {
        name: String,
        what: String,
        at: Span,
        before: Span,
    },
    GeneratedColumn {
        column: String,
        rule: String,
        what: String,
        at: Span,
        rule_at: Span,
    },
    ColumnTaken {
        name: String,
        at: Span,
    },
    StateAsMember {
        what: String,
        name: String,
        at: Span,
    },
    Alike {
        name: String,
        other: String,
        case_only: bool,
        at: Span,
        before: Span,
    },
    MixedAlphabets {
        name: String,
        first: &'static str,
        second: &'static str,
        odd: String,
        meant: Option<String>,
        at: Span,
    },
    /// A check of all rows together, read for one row.
    AllRows {
        name: String,
        here: String,
        at: Span,
    },
    OtherRecord {
        name: String,
        what: &'static str,
        home: String,
        here: String,
        way: Option<String>,
        at: Span,
    },
    ThisOutside {
        name: String,
        at: Span,
    },
    ThisOverAll {
        name: String,
        record: String,
        at: Span,
    },
    Cycle {
        circle: Vec<(String, Span)>,
        at: Span,
    },
}

impl From<NameProblem> for Diagnostic {
    #[allow(clippy::too_many_lines)] // one arm a problem, nothing else
    fn from(problem: NameProblem) -> Diagnostic {
        match problem {
            NameProblem::Unknown {
                name,
                record,
                meant,
                lookalike,
                elsewhere,
                known,
                at,
            } => unknown(
                &name,
                &record,
                meant.as_deref(),
                lookalike,
                elsewhere,
                &known,
                at,
            ),
            NameProblem::UnknownConstant { name, known, at } => {
                let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
                let message =
                    format!("there is no param `{name}`, and only constants may stand here");
                let finding = Diagnostic::new(Code::E101, message, at);
                meant_or_known(finding, meant.as_deref(), at, &known, "the params are")
            }
            NameProblem::UnknownField {
                name,
                record,
                meant,
                known,
                at,
            } => {
                let message = format!("`{record}` has no field `{name}`");
                let finding = Diagnostic::new(Code::E101, message, at);
                meant_or_known(finding, meant.as_deref(), at, &known, "it has:")
            }
            NameProblem::UnknownRecord { name, known, at } => {
                let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
                let finding =
                    Diagnostic::new(Code::E101, format!("there is no record `{name}`"), at);
                meant_or_known(finding, meant.as_deref(), at, &known, "the records are")
            }
            NameProblem::UnknownTarget { name, known, at } => {
                let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
                let message = format!("there is no record or segment `{name}`");
                let finding = Diagnostic::new(Code::E101, message, at);
                meant_or_known(finding, meant.as_deref(), at, &known, "this can be `for`")
            }
            NameProblem::UnknownSet {
                name,
                meant,
                known,
                at,
            } => {
                let message = format!("there are no rows called `{name}`");
                let finding = Diagnostic::new(Code::E101, message, at);
                meant_or_known(finding, meant.as_deref(), at, &known, "there are rows of")
            }
            NameProblem::UnknownList {
                name,
                what,
                known,
                at,
            } => {
                let message = match what {
                    Some(what) => format!(
                        "`{name}` is {}, and a strategy gives values of a list",
                        a(what)
                    ),
                    None => format!("there is no list `{name}`"),
                };
                let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
                let finding = Diagnostic::new(Code::E101, message, at);
                meant_or_known(finding, meant.as_deref(), at, &known, "the lists are")
            }
            NameProblem::UnknownParam { name, known, at } => {
                let meant = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
                if at == Span::default() {
                    let message = format!(
                        "a value is given for the param `{name}`, but the pack has no such param"
                    );
                    let finding = Diagnostic::new(Code::E114, message, at).without_place();
                    return match (meant, known.is_empty()) {
                        (Some(meant), _) => finding.help(format!("did you mean `{meant}`?")),
                        (None, true) => finding.help("the pack has no params at all"),
                        (None, false) => {
                            finding.help(format!("the params are: {}", known.join(", ")))
                        }
                    };
                }
                let finding =
                    Diagnostic::new(Code::E114, format!("there is no param `{name}`"), at);
                meant_or_known(finding, meant.as_deref(), at, &known, "the params are")
            }
            NameProblem::BadOverride {
                name,
                message,
                help,
                at,
            } => {
                let message =
                    format!("the value given for the param `{name}` does not fit: {message}");
                // What is wrong was given from outside; the param's own line is only for comparison.
                Diagnostic::new(Code::E114, message, at)
                    .here("the param; its value here is not used")
                    .help_if(help)
            }
            NameProblem::UnknownOutput {
                rule,
                what,
                name,
                meant,
                known,
                at,
            } => {
                let message = format!("{what} `{rule}` has no result called `{name}`");
                let finding = Diagnostic::new(Code::E102, message, at);
                meant_or_known(finding, meant.as_deref(), at, &known, "it has:")
            }
            NameProblem::UnknownPart {
                base,
                name,
                list,
                meant,
                known,
                is_member,
                at,
            } => {
                let message = match list {
                    Some(list) => {
                        format!("the list `{list}` has no column `{name}`, so `{base}` has none")
                    }
                    None => format!("`{base}` has no part called `{name}`"),
                };
                let finding = Diagnostic::new(Code::E102, message, at);
                if is_member {
                    return finding.help(format!("to ask for a value, write `{base} is {name}`"));
                }
                meant_or_known(finding, meant.as_deref(), at, &known, "it has:")
            }
            NameProblem::NoParts {
                base,
                name,
                found,
                at,
            } => {
                let message =
                    format!("`{base}` is {found}, which has no parts, so `.{name}` says nothing");
                Diagnostic::new(Code::E102, message, at).help(
                    "after a dot stands a result of a rule, a column of a list, or a field of the row \
                     that a field names",
                )
            }
            NameProblem::UnknownMember {
                name,
                choice,
                also,
                meant,
                known,
                at,
            } => {
                let message = format!("`{name}` is not {choice}");
                let finding = Diagnostic::new(Code::E103, message, at);
                match (meant, also) {
                    (Some(meant), _) => {
                        finding.help(format!("did you mean `{meant}`?")).fix(at, member_word(&meant))
                    }
                    (None, Some(also)) => finding.help(format!(
                        "beside a choice a bare name is one of its values: {known}; to compare with \
                         what `{also}` holds, write `({also})`"
                    )),
                    (None, None) => finding.help(format!("its values are {known}")),
                }
            }
            NameProblem::OptionNotInList {
                name,
                list,
                meant,
                known,
                at,
            } => {
                let message = format!(
                    "this strategy gives values of the list `{list}`, and `{name}` is none of them"
                );
                let finding = Diagnostic::new(Code::E103, message, at);
                match meant {
                    Some(meant) => finding
                        .help(format!("did you mean `{meant}`?"))
                        .fix(at, member_word(&meant)),
                    None => finding.help(format!("its values are {known}")),
                }
            }
            NameProblem::UnknownFunction {
                name,
                instead,
                meant,
                known,
                at,
            } => {
                let finding =
                    Diagnostic::new(Code::E104, format!("there is no function `{name}`"), at);
                match instead {
                    Some(instead) => finding.help(format!("here one writes {instead}")),
                    None => {
                        meant_or_known(finding, meant.as_deref(), at, &known, "the functions are")
                    }
                }
            }
            NameProblem::NotAType {
                name,
                what,
                meant,
                known,
                at,
            } => {
                let message = match what {
                    Some(what) => format!("`{name}` is {}, not a type", a(what)),
                    None => format!("there is no type `{name}`"),
                };
                let finding = Diagnostic::new(Code::E105, message, at);
                match meant {
                    Some(meant) => {
                        let finding = finding.help(format!("here it is called `{meant}`"));
                        if meant.contains(' ') {
                            finding
                        } else {
                            finding.fix(at, meant)
                        }
                    }
                    None => finding.help(format!("the types are {}", listed(&known))),
                }
            }
            NameProblem::NotAValue { name, what, at } => {
                let help = match what {
                    "record" => format!(
                        "all its rows are counted with `count({name})`; `sum(x of {name})` adds a field up"
                    ),
                    _ => format!("ask for one of its values, as in `strategy is {}`", "price"),
                };
                let help = if what == "list" {
                    format!(
                        "a field of this list is declared as `choice {name}`, and asked with `choice is` and a value"
                    )
                } else {
                    help
                };
                Diagnostic::new(
                    Code::E109,
                    format!("`{name}` is {}, not a value", a(what)),
                    at,
                )
                .help(help)
            }
            NameProblem::WrongTarget { name, what, at } => {
                let message = format!(
                    "a rule or view is `for` a record or a segment, and `{name}` is {}",
                    a(what)
                );
                Diagnostic::new(Code::E109, message, at)
                    .help("name the record whose rows it is about, or a segment of them")
            }
            NameProblem::Twice {
                what,
                name,
                at,
                before,
            } => {
                let message = format!("the {what} `{name}` is here twice");
                let message = if matches!(
                    what.as_str(),
                    "record" | "list" | "param" | "segment" | "score" | "strategy" | "check"
                ) {
                    format!("the name `{name}` is taken")
                } else {
                    message
                };
                Diagnostic::new(Code::E106, message, at)
                    .here("a second time")
                    .and(before, "the first")
                    .help("give one of them another name, or leave one out")
            }
            NameProblem::SecondPack { name, at, before } => Diagnostic::new(
                Code::E106,
                format!("a file is one pack, and `{name}` is its second"),
                at,
            )
            .and(before, "the first")
            .help("keep one `pack` line"),
            NameProblem::Shadows {
                name,
                what,
                at,
                before,
            } => {
                let message = format!("the field `{name}` is named like the {what} `{name}`");
                Diagnostic::new(Code::E107, message, at)
                    .here("which of the two would `x` mean?".replace('x', &name))
                    .and(before, format!("the {what}"))
                    .help(format!(
                        "rename one of them; a field may keep its header in the file: \
                         `{name}_cell text column \"{name}\"`"
                    ))
            }
            NameProblem::GeneratedColumn {
                column,
                rule,
                what,
                at,
                rule_at,
            } => {
                let message = format!("the {what} `{rule}` makes a column `{column}` of its own");
                Diagnostic::new(Code::E107, message, at)
                    .here("the same name")
                    .and(rule_at, "the rule that makes it")
                    .help("rename one of them")
            }
            NameProblem::ColumnTaken { name, at } => {
                let message = format!("a column of a list cannot be called `{name}`");
                Diagnostic::new(Code::E107, message, at).help(format!(
                    "`x.{name}` is a result of every strategy; call the column something else"
                ))
            }
            NameProblem::StateAsMember { what, name, at } => {
                let message = format!("a {what} cannot be called `{name}`");
                Diagnostic::new(Code::E107, message, at).help(format!(
                    "`x is {name}` asks whether there is an answer at all; choose another name"
                ))
            }
            NameProblem::Alike {
                name,
                other,
                case_only,
                at,
                before,
            } => {
                let finding = if case_only {
                    Diagnostic::new(
                        Code::E108,
                        format!("`{name}` and `{other}` differ only in their capitals"),
                        at,
                    )
                    .help("give one of them a name that a reader can tell apart")
                } else {
                    Diagnostic::new(
                        Code::E108,
                        format!("`{name}` looks like `{other}` but is written with letters of another alphabet"),
                        at,
                    )
                    .help(format!("if the same is meant, write `{other}`; else choose another name"))
                };
                finding.and(before, "looks the same")
            }
            NameProblem::MixedAlphabets {
                name,
                first,
                second,
                odd,
                meant,
                at,
            } => {
                let message = format!("`{name}` mixes {first} and {second} letters in one word");
                let finding = Diagnostic::new(Code::E108, message, at).here(format!("see {odd}"));
                match meant {
                    Some(meant) => finding
                        .help(format!("in Latin letters only it is `{meant}`"))
                        .fix(at, meant),
                    None => finding.help("write the whole word in one alphabet"),
                }
            }
            NameProblem::AllRows { name, here, at } => {
                let message = format!(
                    "the check `{name}` is about all rows together, and this is about a row of `{here}`"
                );
                Diagnostic::new(Code::E111, message, at).help(format!(
                    "such a check is read by other checks without `for`; to judge each row write `check {name} for {here} {{`"
                ))
            }
            NameProblem::OtherRecord {
                name,
                what,
                home,
                here,
                way,
                at,
            } => {
                let message = format!(
                    "the {what} `{name}` is for `{home}`, and this is about a row of `{here}`"
                );
                Diagnostic::new(Code::E111, message, at).help(match way {
                    Some(way) => format!("from here it is reached as `{way}`"),
                    None => format!("a field that names the row, such as `owner {home}`, would give `owner.{name}`"),
                })
            }
            NameProblem::ThisOutside { name, at } => {
                let message = "`this` is the outer row of an aggregate, and here is no aggregate";
                Diagnostic::new(Code::E113, message, at)
                    .help(format!("write `{name}` alone"))
                    .fix(at, name)
            }
            NameProblem::ThisOverAll { name, record, at } => {
                let message = format!(
                    "`this` cannot be used over all rows of `{record}`: every row would be held against every row"
                );
                Diagnostic::new(Code::E113, message, at).help(format!(
                    "list the rows that belong to this one, `others many {record} by field`, and ask \
                     over `others`; or compare with `{name}` outside the brackets"
                ))
            }
            NameProblem::Cycle { circle, at } => cycle(&circle, at),
        }
    }
}

fn unknown(
    name: &str,
    record: &str,
    meant: Option<&str>,
    lookalike: bool,
    elsewhere: Option<Elsewhere>,
    known: &[String],
    at: Span,
) -> Diagnostic {
    let finding = Diagnostic::new(Code::E101, format!("there is no `{name}` here"), at).here(
        format!("not a field of `{record}`, a param or a rule for it"),
    );
    if let Some(meant) = meant {
        let help = if lookalike && name.to_lowercase() != meant.to_lowercase() {
            format!("`{meant}` looks the same but is written in other letters; write `{meant}`")
        } else {
            format!("did you mean `{meant}`?")
        };
        return finding.help(help).fix(at, meant);
    }
    match elsewhere {
        Some(Elsewhere::Outer { whole: false }) => finding
            .help(format!(
                "the row outside the brackets has it: `this.{name}`"
            ))
            .fix(at, format!("this.{name}")),
        Some(Elsewhere::Outer { whole: true }) => {
            finding.help("inside the brackets names are those of the inner rows")
        }
        Some(Elsewhere::Field {
            home,
            way: Some(way),
        }) => finding.help(format!("`{name}` is a field of `{home}`: `{way}`")),
        Some(Elsewhere::Field { home, way: None }) => finding.help(format!(
            "`{name}` is a field of `{home}`; a rule for `{record}` reads it through a field that \
             names the row, such as `owner {home}` and then `owner.{name}`"
        )),
        Some(Elsewhere::Member { choice, reader }) => {
            let reader = reader.unwrap_or_else(|| "x".to_owned());
            Diagnostic::new(
                Code::E110,
                format!(
                    "`{name}` is {choice}, and a value stands only beside what it is a value of"
                ),
                at,
            )
            .help(format!(
                "write `{reader} is {name}`, or {} where it is meant as a text",
                quoted(&format!("\"{name}\""))
            ))
        }
        None => finding.help(format!("here are: {}", listed(known))),
    }
}

fn cycle(circle: &[(String, Span)], at: Span) -> Diagnostic {
    let names: Vec<&str> = circle.iter().map(|(name, _)| name.as_str()).collect();
    let arrows = names.join(" → ");
    let message = match names.as_slice() {
        [one, two] if one == two => format!("`{one}` is worked out from itself"),
        _ => format!("these are worked out from each other: {arrows}"),
    };
    let mut finding = Diagnostic::new(Code::E112, message, at).here("the circle closes here");
    for (name, span) in circle.iter().take(circle.len().saturating_sub(1)) {
        if *span != at {
            finding = finding.and(*span, format!("`{name}`"));
        }
    }
    finding.help("one of them must do without the others")
}

/// A member as it is written: in quotes where it is no name.
fn member_word(name: &str) -> String {
    let plain = name
        .chars()
        .all(|letter| letter.is_alphanumeric() || letter == '_')
        && !name.starts_with(|letter: char| letter.is_numeric());
    if plain {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}
