//! E2: types and meaning of expressions.

use crate::diagnostics::{Code, Diagnostic};
use crate::ir::ArithmeticOperator;
use crate::source::Span;

/// What to do about a value that is no yes or no.
pub enum Need {
    /// A number, date or length: compare it.
    Compare(String),
    /// A choice: say which.
    Choose(String, String),
    /// A text: say what it is.
    Match(String),
    /// A list: look for something in it.
    Look(String),
    /// Values that are picked: ask whether there are any.
    Ask(String),
}

/// What would make two sides comparable.
pub enum Mismatch {
    Currency { number: String, currency: String },
    Unquote(String),
    Quote(String),
    YesNo(String),
    Year,
    Days(String),
    OneList,
    Label,
    Months,
    Contains(String),
    In(String),
}

/// A function of values called on rows.
pub struct SetUse {
    pub function: String,
    pub set: String,
}

/// What is wrong with an expression.
pub enum TypeProblem {
    Mismatch {
        left: String,
        right: String,
        hint: Option<Mismatch>,
        left_at: Span,
        right_at: Span,
        at: Span,
    },
    TwoCurrencies {
        left: String,
        right: String,
        at: Span,
    },
    Branches {
        place: &'static str,
        first: String,
        second: String,
        at: Span,
    },
    MixedList {
        before: String,
        found: String,
        at: Span,
    },
    NoArithmetic {
        operator: ArithmeticOperator,
        left: String,
        right: String,
        texts: bool,
        money: Option<String>,
        dates: bool,
        left_at: Span,
        right_at: Span,
        at: Span,
    },
    NumberNeeded {
        found: String,
        at: Span,
    },
    YesNoNeeded {
        place: String,
        found: String,
        need: Need,
        at: Span,
    },
    OrValue {
        left: String,
        value: String,
        negated: bool,
        at: Span,
    },
    TextNeeded {
        place: String,
        found: String,
        name: Option<String>,
        at: Span,
    },
    ArgumentCount {
        name: String,
        wanted: &'static str,
        found: usize,
        at: Span,
    },
    WrongArgument {
        name: String,
        wanted: &'static str,
        found: String,
        at: Span,
    },
    CountOf {
        function: String,
        set: String,
        value: String,
        at: Span,
    },
    SumOfValue {
        function: String,
        right: String,
        at: Span,
    },
    BareText {
        name: String,
        meant: Option<String>,
        at: Span,
    },
    SumOfRows {
        use_: SetUse,
        at: Span,
    },
    NoAggregate {
        function: String,
        found: String,
        yes_no: bool,
        set: String,
        value: String,
        at: Span,
    },
    EachOther {
        found: String,
        at: Span,
    },
    NoOrder {
        left: String,
        found: String,
        choice: bool,
        at: Span,
    },
    NoTextTest {
        left: String,
        found: String,
        choice: bool,
        at: Span,
    },
    ResultText {
        base: String,
        name: String,
        what: &'static str,
        at: Span,
    },
    SetAsValue {
        name: String,
        record: String,
        at: Span,
    },
    FieldOfSet {
        set: String,
        name: String,
        at: Span,
    },
    /// A field that holds keys, where rows are needed.
    KeysNotRows {
        field: String,
        record: String,
        at: Span,
    },
    NotASet {
        found: Option<String>,
        at: Span,
    },
    FarSet {
        path: String,
        at: Span,
    },
    StrayQuery {
        set: String,
        value: Option<String>,
        filtered: bool,
        at: Span,
    },
    InRows {
        left: String,
        name: String,
        at: Span,
    },
    NotConstant {
        at: Span,
    },
    ConstantFault {
        at: Span,
    },
    BrokenLength {
        at: Span,
    },
    OutsideRange {
        value: String,
        range: String,
        name: String,
        at: Span,
    },
    EndsSwapped {
        low: String,
        high: String,
        at: Span,
    },
    WrongRangeEnd {
        wanted: String,
        found: String,
        percent: bool,
        at: Span,
    },
    RatingOfPercents {
        range: String,
        at: Span,
    },
    WrongValue {
        name: String,
        wanted: String,
        found: String,
        at: Span,
    },
    IsSeveral {
        left: String,
        range: bool,
        negated: bool,
        at: Span,
    },
    InOne {
        left: String,
        right: String,
        negated: bool,
        at: Span,
    },
    InNoList {
        left: String,
        found: String,
        at: Span,
    },
    SeveralCompared {
        left: String,
        found: String,
        at: Span,
    },
    RangeAlone {
        at: Span,
    },
    EmptyList {
        at: Span,
    },
    ListOfLists {
        at: Span,
    },
    ReferenceWithoutKey {
        record: String,
        keys: usize,
        at: Span,
        record_at: Span,
    },
}

impl From<TypeProblem> for Diagnostic {
    #[allow(clippy::too_many_lines)] // one arm a problem, nothing else
    fn from(problem: TypeProblem) -> Diagnostic {
        let new = |code, message: String, at| Diagnostic::new(code, message, at);
        match problem {
            TypeProblem::Mismatch { left, right, hint, left_at, right_at, at } => {
                mismatch(&left, &right, hint, left_at, right_at, at)
            }
            TypeProblem::TwoCurrencies { left, right, at } => {
                new(Code::E201, format!("amounts in {left} and in {right} cannot be put together"), at)
                    .help("bring both into one currency first, for example with a field that holds the rate")
            }
            TypeProblem::Branches { place, first, second, at } => {
                new(Code::E201, format!("{place}; here are {first} and {second}"), at)
            }
            TypeProblem::MixedList { before, found, at } => {
                new(Code::E201, format!("the items of a list are of one kind; before this came {before}, and this is {found}"), at)
            }
            TypeProblem::NoArithmetic { operator, left, right, texts, money, dates, left_at, right_at, at } => {
                let message = format!("{left} and {right} cannot be {}", done(operator));
                let finding = new(Code::E202, message, at)
                    .and(left_at, left.clone())
                    .and(right_at, right.clone());
                if texts {
                    return finding.help("to put texts together, write a text with holes: `\"{first} {last}\"`");
                }
                let adding = matches!(operator, ArithmeticOperator::Add | ArithmeticOperator::Subtract);
                match money {
                    Some(currency) if adding => finding.help(format!(
                        "an amount is added to an amount; a number becomes one with its currency: `100 {currency}`"
                    )),
                    Some(currency) => finding.help(format!(
                        "amounts can be multiplied and divided by numbers, and divided by amounts in {currency}"
                    )),
                    None if dates && adding => finding.help(
                        "to move a date, say by how much: `since + 30 days`; two dates can be subtracted",
                    ),
                    None => finding.help("arithmetic is for numbers, amounts, dates and lengths of time"),
                }
            }
            TypeProblem::NumberNeeded { found, at } => {
                new(Code::E202, format!("a number is needed here, and this is {found}"), at)
            }
            TypeProblem::YesNoNeeded { place, found, need, at } => {
                let message = format!("{place} needs yes or no, and this is {found}");
                new(Code::E203, message, at).help(match need {
                    Need::Compare(name) => format!("compare it, as in `{name} >= 10`"),
                    Need::Choose(name, member) => format!("say which value, as in `{name} is {member}`"),
                    Need::Match(name) => format!("say which text, as in `{name} is \"…\"` or `{name} contains \"…\"`; `{name} is known` asks whether there is one"),
                    Need::Look(name) => format!("say what to look for, as in `{name} contains …`"),
                    Need::Ask(function) => format!("ask whether there are such values: `none({function}(…))` or `any({function}(…))`, or how many: `count({function}(…)) <= 1`"),
                })
            }
            TypeProblem::OrValue { left, value, negated, at } => {
                let message = format!("`{value}` alone is no condition");
                let (word, joint) = if negated { ("not in", "`is not`") } else { ("in", "`is`") };
                new(Code::E203, message, at).help(format!(
                    "{joint} takes one value; for several write `{left} {word} [first, {value}]`"
                ))
            }
            TypeProblem::TextNeeded { place, found, name, at } => {
                let finding = new(Code::E215, format!("{place} takes a text, and this is {found}"), at);
                match name {
                    Some(name) => finding.help(format!("put it into a text: `\"{{{name}}}\"`")),
                    None => finding.help("write a text in quotes; `{…}` in it prints a value"),
                }
            }
            TypeProblem::ArgumentCount { name, wanted, found, at } => {
                let given = match found {
                    0 => "nothing".to_owned(),
                    1 => "one".to_owned(),
                    more => more.to_string(),
                };
                new(Code::E204, format!("`{name}` takes {wanted}; here it is given {given}"), at)
            }
            TypeProblem::WrongArgument { name, wanted, found, at } => {
                new(Code::E204, format!("`{name}` takes {wanted}; here it is given {found}"), at)
            }
            TypeProblem::CountOf { function, set, value, at } => {
                let message = if function == "each" {
                    format!("`each` counts rows, not `{value}`")
                } else {
                    format!("`{function}` is about rows, not about `{value}`")
                };
                let right = if function == "each" {
                    format!("each {set} where …")
                } else {
                    format!("{function}({set} where …)")
                };
                new(Code::E204, message, at).help(format!("write `{right}`"))
            }
            TypeProblem::SumOfValue { function, right, at } => {
                new(Code::E204, format!("`{function}` does not know over which rows"), at)
                    .help(format!("write `{right}`"))
            }
            TypeProblem::BareText { name, meant, at } => {
                let finding = new(Code::E101, format!("there is no `{name}` here"), at);
                match meant {
                    Some(meant) => finding.help(format!(
                        "a text stands in quotes, `\"{name}\"`; or did you mean `{meant}`?"
                    )),
                    None => finding
                        .help(format!("a text stands in quotes: `\"{name}\"`"))
                        .fix(at, format!("\"{name}\"")),
                }
            }
            TypeProblem::SumOfRows { use_: SetUse { function, set }, at } => {
                new(Code::E204, format!("`{function}` needs a value of each row"), at)
                    .help(format!("say which: `{function}(amount of {set})`"))
            }
            TypeProblem::NoAggregate { function, found, yes_no, set, value, at } => {
                let finding = new(Code::E204, format!("`{function}` cannot be taken of {found}"), at);
                if yes_no {
                    finding.help(format!("to count the rows where it holds, write `count({set} where {value})`"))
                } else {
                    let sum = function == "sum";
                    if found.contains("length of time") && !sum {
                        finding.help(format!("take its days: `{function}(days({value}) of {set})`"))
                    } else if sum {
                        finding.help("`sum` is for numbers, amounts and lengths of time".to_owned())
                    } else {
                        finding.help(format!("`{function}` is for numbers and amounts"))
                    }
                }
            }
            TypeProblem::EachOther { found, at } => {
                new(Code::E204, format!("`each` counts rows or takes a whole number, and this is {found}"), at)
                    .help("write a set of rows, as in `each visits where new`, or a field of type integer")
            }
            TypeProblem::NoOrder { left, found, choice, at } => {
                let finding = new(Code::E205, format!("{found} is neither less nor greater than another"), at);
                if choice {
                    finding.help(format!(
                        "write `{left} in […]`; values that have an order are declared so: \
                         `one of a < b < c`, or `list X ordered`"
                    ))
                } else {
                    finding.help("only numbers, amounts, dates, lengths of time and ordered choices can be compared so")
                }
            }
            TypeProblem::NoTextTest { left, found, choice, at } => {
                let finding = new(Code::E205, format!("`contains`, `starts with` and `ends with` look into a text, and this is {found}"), at);
                if choice {
                    finding.help(format!("ask for values, `{left} in […]`, or look into the label: `{left}.label`"))
                } else {
                    finding.help("compare it with `is`, `<` or `in` instead")
                }
            }
            TypeProblem::ResultText { base, name, what, at } => {
                let finding = new(Code::E206, format!("`{base}.{name}` is a text for readers and cannot decide anything"), at);
                finding.help(match (name.as_str(), what) {
                    ("possible", "score") => format!("ask for the band, `{base}.band is …`, or whether it is settled, `{base}.band is known`"),
                    ("possible", _) => format!("ask for the option, `{base} is …`, or whether it is settled, `{base} is known`"),
                    ("open", _) => format!("to ask whether an answer is missing, write `{base} is unknown`"),
                    ("failing", _) => format!("ask `not {base}`, or for the gate: `{base}.stopped_by is …`"),
                    _ => format!("ask for the result itself, `{base}`; the text can be shown and printed"),
                })
            }
            TypeProblem::SetAsValue { name, record, at } => {
                new(Code::E207, format!("`{name}` is a set of rows of `{record}`, not one value"), at)
                    .help(format!("ask `any({name})`, `count({name} where …)`, `sum(x of {name})`, or print `{{x of {name}}}`"))
            }
            TypeProblem::FieldOfSet { set, name, at } => {
                new(Code::E207, format!("`{set}` is many rows, so `{set}.{name}` is not one value"), at)
                    .help(format!("write `sum({name} of {set})`, `max({name} of {set})`, or print `{{{name} of {set}}}`"))
            }
            TypeProblem::KeysNotRows { field, record, at } => {
                new(Code::E207, format!("rows are needed here, and `{field}` holds keys"), at)
                    .help(format!("declare the field as `{field} many {record}`: then its cells name the rows"))
            }
            TypeProblem::NotASet { found, at } => {
                let message = match found {
                    Some(found) => format!("rows are needed here, and this is {found}"),
                    None => "rows are needed here".to_owned(),
                };
                new(Code::E207, message, at)
                    .help("name a relation (`rivals many Rival by market`), a record or a segment")
            }
            TypeProblem::FarSet { path, at } => {
                new(Code::E207, format!("rows are taken of this row, of a row that it names or of a whole record, not of `{path}`"), at)
                    .help("one step is possible, as in `count(account.deals)`; else make it a computed field of the record that has the rows, and read that field here")
            }
            TypeProblem::StrayQuery { set, value, filtered, at } => {
                let filter = if filtered { " where …" } else { "" };
                let finding = new(Code::E207, format!("rows of `{set}` stand here where one value is needed"), at);
                match value {
                    Some(value) => finding.help(format!("say what to work out: `sum({value} of {set}{filter})`, `max(…)`, `mean(…)`")),
                    None => finding.help(format!("say what to ask: `count({set}{filter})`, `any(…)`, `none(…)`")),
                }
            }
            TypeProblem::InRows { left, name, at } => {
                new(Code::E207, format!("`{name}` is not a list of values, so nothing can be `in` it"), at)
                    .help(format!("write the values, `{left} in [first, second]`, or ask over rows: `any({name} where …)`"))
            }
            TypeProblem::NotConstant { at } => {
                new(Code::E208, "only constants may stand here, and this differs from row to row or run to run".to_owned(), at)
                    .help("write a number, text or date, a param, or simple arithmetic with those")
            }
            TypeProblem::ConstantFault { at } => {
                new(Code::E208, "this cannot be worked out: it divides by zero, is too large, or mixes what does not mix".to_owned(), at)
            }
            TypeProblem::BrokenLength { at } => {
                new(Code::E208, "lengths of time are whole days, weeks, months or years".to_owned(), at)
                    .help("write the length in a smaller unit, as `36 days` or `18 months`")
            }
            TypeProblem::OutsideRange { value, range, name, at } => {
                new(Code::E209, format!("{value} is outside {range}, the range of `{name}`"), at)
                    .help(format!("give a value in {range}, or widen the range where `{name}` is declared"))
            }
            TypeProblem::EndsSwapped { low, high, at } => {
                new(Code::E209, format!("the range {low}..{high} holds nothing: {low} is above {high}"), at)
                    .help(format!("write `{high}..{low}`"))
            }
            TypeProblem::WrongRangeEnd { wanted, found, percent, at } => {
                let finding = new(Code::E209, format!("the end of this range must be {wanted}, and it is {found}"), at);
                if percent { finding.help("write it with its sign: `0%..100%`") } else { finding }
            }
            TypeProblem::RatingOfPercents { range, at } => {
                new(Code::E209, "the ends of a rating are plain numbers, and these are percentages".to_owned(), at)
                    .help(format!("write `percent {range}`"))
                    .fix(at, format!("percent {range}"))
            }
            TypeProblem::WrongValue { name, wanted, found, at } => {
                new(Code::E215, format!("`{name}` is {wanted}, and this is {found}"), at)
                    .help(format!("give {wanted}, or change the type of `{name}`"))
            }
            TypeProblem::IsSeveral { left, range, negated, at } => {
                let what = if range { "a range" } else { "several values" };
                let (word, set) = (if negated { "not in" } else { "in" }, if range { "1..5" } else { "[…]" });
                new(Code::E224, format!("`is` compares with one value, and this is {what}"), at)
                    .help(format!("write `{left} {word} {set}`"))
            }
            TypeProblem::InOne { left, right, negated, at } => {
                let word = if negated { "is not" } else { "is" };
                new(Code::E224, format!("`in` looks into a list, and `{right}` is one value"), at)
                    .help(format!("write `{left} {word} {right}`"))
            }
            TypeProblem::InNoList { left, found, at } => {
                new(Code::E224, format!("`in` looks into a list or a range, and this is {found}"), at)
                    .help(format!("for one value write `{left} is …`, for several `{left} in […]`"))
            }
            TypeProblem::SeveralCompared { left, found, at } => {
                new(Code::E224, format!("`{left}` is {found}, so it is not compared as one value"), at)
                    .help(format!("ask whether a value is among them: `{left} contains …`"))
            }
            TypeProblem::RangeAlone { at } => {
                new(Code::E224, "a range is not a value; it stands after `in`".to_owned(), at)
                    .help("write `x in 1..5`")
            }
            TypeProblem::EmptyList { at } => {
                new(Code::E224, "this list has no items".to_owned(), at)
                    .help("write at least one value, or leave the condition out")
            }
            TypeProblem::ListOfLists { at } => {
                new(Code::E224, "a list holds single values, not lists".to_owned(), at)
            }
            TypeProblem::ReferenceWithoutKey { record, keys, at, record_at } => {
                let message = if keys == 0 {
                    format!("a field can only name a row of `{record}` if `{record}` has a key")
                } else {
                    format!("a field cannot name a row of `{record}`, whose key has {keys} fields")
                };
                new(Code::E219, message, at)
                    .and(record_at, "this record")
                    .help(format!("mark the one field that names each row of `{record}`: `name text key`"))
            }
        }
    }
}

fn done(operator: ArithmeticOperator) -> &'static str {
    match operator {
        ArithmeticOperator::Add => "added",
        ArithmeticOperator::Subtract => "subtracted",
        ArithmeticOperator::Multiply => "multiplied",
        ArithmeticOperator::Divide => "divided",
    }
}

fn mismatch(
    left: &str,
    right: &str,
    hint: Option<Mismatch>,
    left_at: Span,
    right_at: Span,
    at: Span,
) -> Diagnostic {
    let message = if left == right {
        format!("these two cannot be compared, though both are {left}")
    } else {
        format!("{left} cannot be compared with {right}")
    };
    let finding = Diagnostic::new(Code::E201, message, at)
        .and(left_at, left)
        .and(right_at, right);
    match hint {
        None => finding.help("both sides must be of one kind"),
        Some(Mismatch::Currency { number, currency }) => finding
            .help(format!("say of what: `{number} {currency}`"))
            .fix(right_at, format!("{number} {currency}")),
        Some(Mismatch::Unquote(text)) => finding
            .help(format!("a number or date stands without quotes: `{text}`"))
            .fix(right_at, text),
        Some(Mismatch::Quote(number)) => finding
            .help(format!("a text stands in quotes: `\"{number}\"`"))
            .fix(right_at, format!("\"{number}\"")),
        Some(Mismatch::YesNo(name)) => {
            finding.help(format!("write `{name}` or `not {name}`, without quotes"))
        }
        Some(Mismatch::Year) => {
            finding.help("a date is written `2026-01-31`; the year of a date is `year(date)`")
        }
        Some(Mismatch::Days(number)) => finding
            .help(format!("say how long: `{number} days`"))
            .fix(right_at, format!("{number} days")),
        Some(Mismatch::OneList) => finding.help(
            "values of two choices are never the same, even if they bear the same names; declare a \
             `list` and use it for both",
        ),
        Some(Mismatch::Label) => finding.help("to compare with a text, take the label: `x.label`"),
        Some(Mismatch::Months) => finding.help(
            "months differ in length; move a date instead, as in `since <= today - 3 months`",
        ),
        Some(Mismatch::Contains(name)) => finding.help(format!("write `{name} contains …`")),
        Some(Mismatch::In(name)) => finding.help(format!("write `{name} in …`")),
    }
}
