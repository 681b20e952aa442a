//! The type of a column: what its cells prove, and nothing more. What they leave open stays text, and
//! the reason is said.

use std::collections::BTreeSet;

use super::choices::{NoChoice, choice};
use super::plan::{Kind, Plan};
use super::text::{counted, quoted, ticked};
use crate::data::style::{NumberEvidence, OpenReading, Verdict, Witness};
use crate::profile::{Column, is_identifier, words};
use crate::written::may_stand_for;

/// What a column is taken for.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) kind: Kind,
    /// How the cells are written, as the texts after `as`.
    pub(super) written_as: Option<String>,
    /// What is to be said of it.
    pub(super) why: Vec<String>,
}

impl Decision {
    pub(super) fn plain(kind: Kind) -> Decision {
        Decision {
            kind,
            written_as: None,
            why: Vec::new(),
        }
    }

    fn text(why: impl Into<String>) -> Decision {
        let mut decision = Decision::plain(Kind::Text);
        decision.why.push(why.into());
        decision
    }

    fn written(mut self, example: impl Into<String>) -> Decision {
        self.written_as = Some(example.into());
        self
    }

    fn and(mut self, why: impl Into<String>) -> Decision {
        self.why.push(why.into());
        self
    }
}

/// Decides by the cells of a column, and by its header where they leave it open. `name` is the
/// field's.
pub(super) fn decide(column: &Column, name: &str) -> Decision {
    let evidence = &column.evidence;
    if column.several > 0 {
        return Decision::plain(Kind::Items);
    }
    if column.filled() == 0 {
        return Decision::text("No row has an answer, so nothing is known of the type.");
    }
    if column.is_personal() {
        return Decision::plain(Kind::Text);
    }
    if evidence.all_numbers() && names_something(column) {
        return Decision::plain(Kind::Text);
    }
    if let Some(decision) = yes_no(column) {
        return decision;
    }
    if evidence.all_numbers() {
        return number(column, name);
    }
    if evidence.all_dates() {
        return date(column, name);
    }
    if let Some(items) = column.items() {
        let decision = Decision::plain(Kind::Items);
        return match items.example {
            "a;b" => decision,
            example => decision.written(quoted(example)),
        };
    }
    match choice(&column.values) {
        Ok(choice) => Decision::plain(Kind::OneOf(choice)),
        Err(NoChoice::Open) => Decision::plain(Kind::Text),
        Err(NoChoice::Free) => Decision {
            why: nearly_numbers(column).into_iter().collect(),
            ..Decision::plain(Kind::Text)
        },
    }
}

/// True if numbers name something and are no amounts: by the header, by leading zeros, by more
/// digits than a spreadsheet keeps.
fn names_something(column: &Column) -> bool {
    let padded = |text: &str| {
        text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let long = |text: &str| text.len() > 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_identifier(&column.header)
        || column
            .values
            .each()
            .any(|(text, _)| padded(text) || long(text))
}

fn yes_no(column: &Column) -> Option<Decision> {
    let only_digits = column
        .values
        .each()
        .all(|(text, _)| matches!(text, "0" | "1"));
    match column.evidence.yes_no.verdict() {
        // A column of nothing but 1 may count something.
        Verdict::Plain { .. } if !only_digits || column.values.distinct() > 1 => {
            Some(Decision::plain(Kind::YesNo))
        }
        Verdict::Proved { style, .. } => {
            let (mut yes, mut no) = (Vec::new(), Vec::new());
            let mut seen = BTreeSet::new();
            for (text, _) in column.values.commonest() {
                let side = if style.read(&text.to_lowercase())? {
                    &mut yes
                } else {
                    &mut no
                };
                if seen.insert(text.to_lowercase()) {
                    side.push(quoted(text));
                }
            }
            // Of a column that never says no, the word for it is not known.
            let both = !yes.is_empty() && !no.is_empty();
            let words = format!("{} / {}", yes.join(", "), no.join(", "));
            both.then(|| Decision::plain(Kind::YesNo).written(words))
        }
        Verdict::Plain { .. }
        | Verdict::Nothing
        | Verdict::Open { .. }
        | Verdict::Contradictory { .. } => None,
    }
}

fn number(column: &Column, name: &str) -> Decision {
    let numbers = &column.evidence.numbers;
    let unit = match unit(column, numbers) {
        Ok(unit) => unit,
        Err(why) => return Decision::text(why),
    };
    let decision = match unit {
        Unit::Currency(code, why) => Decision {
            why,
            ..Decision::plain(Kind::Money(code))
        },
        Unit::Percent => Decision::plain(Kind::Percent),
        Unit::None if is_whole(column) => Decision::plain(rating(column).unwrap_or(Kind::Integer)),
        Unit::None => Decision::plain(Kind::Number),
    };
    let decision = Decision {
        why: decision
            .why
            .into_iter()
            .chain(mark_for_none(column))
            .collect(),
        ..decision
    };
    let ty = super::write::type_text(&decision.kind, &Plan::default());
    match numbers.verdict() {
        Verdict::Nothing => Decision::plain(Kind::Text),
        Verdict::Plain { perhaps: None } => decision,
        Verdict::Plain {
            perhaps: Some(cell),
        } => decision.and(format!(
            "{} (line {}) is read with a point before the decimals; if it parts thousands, write `as \"1.234,5\"`.",
            ticked(&cell.text),
            cell.line
        )),
        Verdict::Proved { style, by } => {
            let decision = decision.written(quoted(&style.example()));
            match by {
                Some(cell) => decision.and(format!(
                    "{} (line {}) proves how the numbers are written.",
                    ticked(&cell.text),
                    cell.line
                )),
                None => decision,
            }
        }
        Verdict::Open { example, readings } => {
            Decision::text(open(&example, &readings, name, &ty))
        }
        Verdict::Contradictory { one, other } => Decision::text(contradiction(&one, &other, "numbers")),
    }
}

/// True if no number has decimals, be they `.0`: where a program writes those, it may write others.
fn is_whole(column: &Column) -> bool {
    let numbers = &column.evidence.numbers;
    let mark = match numbers.verdict() {
        Verdict::Proved { style, .. } => style.decimal.letter(),
        Verdict::Nothing
        | Verdict::Plain { .. }
        | Verdict::Open { .. }
        | Verdict::Contradictory { .. } => '.',
    };
    numbers.whole() == numbers.numbers()
        && numbers.scaled() == 0
        && !column.values.each().any(|(text, _)| text.contains(mark))
}

/// A number at an end of the column that stands in so many rows that it may be no number at all.
fn mark_for_none(column: &Column) -> Option<String> {
    const MARKS: [&str; 9] = [
        "-1", "-9", "-99", "-999", "99", "999", "9999", "99999", "999999",
    ];
    let (text, seen) = *column.values.commonest().first()?;
    let often = 5 * seen.count >= column.filled() && column.values.distinct() > 2;
    let value: i64 = text
        .parse()
        .ok()
        .filter(|_| often && MARKS.contains(&text))?;
    let others = column.values.each().filter(|(other, _)| *other != text);
    let others: Vec<i64> = others.filter_map(|(other, _)| other.parse().ok()).collect();
    let apart =
        others.iter().all(|other| *other < value) || others.iter().all(|other| *other > value);
    apart.then(|| {
        format!(
            "{} stands in {} and may mean that there is no answer. Then write `missing {}` behind the type.",
            ticked(text),
            counted(seen.count, "row"),
            quoted(text)
        )
    })
}

/// What the numbers of a column count.
enum Unit {
    None,
    Percent,
    /// A currency, and why this one where the cells do not say.
    Currency(String, Vec<String>),
}

/// Currencies that a header may name in small letters without meaning anything else.
const CODES: [&str; 24] = [
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RUB", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "BRL", "MXN", "ZAR", "SGD", "HKD", "KRW", "INR", "ILS",
];

fn unit(column: &Column, numbers: &NumberEvidence) -> Result<Unit, String> {
    if numbers.percents() > 0 {
        return if numbers.percents() == numbers.numbers() {
            Ok(Unit::Percent)
        } else {
            Err(
                "Some cells end in `%`, others do not, so what a plain number means is open; \
                 `percent` reads `12` and `12%` alike."
                    .to_owned(),
            )
        };
    }
    match numbers.currencies() {
        [] => Ok(named_in_header(column)),
        [only] => {
            let written = only.text.as_str();
            let code = CODES.iter().find(|code| may_stand_for(written, code));
            let code = code.map_or_else(|| written.to_uppercase(), |code| (*code).to_owned());
            if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
                let sign = ticked(written);
                return Err(format!(
                    "Which currency {sign} stands for is open: write `money CODE`."
                ));
            }
            let why = (code != written && several_stand_for(written)).then(|| {
                format!(
                    "{} is taken for {code}; other currencies are written so too.",
                    ticked(written)
                )
            });
            Ok(Unit::Currency(code, why.into_iter().collect()))
        }
        [one, other, ..] => Err(format!(
            "The amounts are in several currencies: {} (line {}), {} (line {}).",
            ticked(&one.first.text),
            one.first.line,
            ticked(&other.first.text),
            other.first.line
        )),
    }
}

fn several_stand_for(sign: &str) -> bool {
    CODES
        .iter()
        .filter(|code| may_stand_for(sign, code))
        .count()
        > 1
}

/// `Amount (EUR)`, `revenue_usd`, `Umsatz in €`, `Share %`
fn named_in_header(column: &Column) -> Unit {
    let header = column.header.as_str();
    let words = words(header);
    let code = CODES
        .iter()
        .find(|code| words.iter().any(|word| word.eq_ignore_ascii_case(code)));
    let sign = [
        ('€', "EUR"),
        ('£', "GBP"),
        ('$', "USD"),
        ('₽', "RUB"),
        ('₹', "INR"),
    ];
    let sign = sign.iter().find(|(sign, _)| header.contains(*sign));
    let percent =
        header.contains('%') || words.iter().any(|word| word == "percent" || word == "pct");
    // `0.12` below such a header may be 12% or 0.12%.
    if percent && !column.values.each().all(|(text, _)| is_fraction(text)) {
        return Unit::Percent;
    }
    match code.copied().or(sign.map(|(_, code)| *code)) {
        Some(code) => Unit::Currency(
            code.to_owned(),
            vec![format!(
                "The currency is taken from the header {}.",
                ticked(header)
            )],
        ),
        None => Unit::None,
    }
}

/// A number from -1 to 1.
fn is_fraction(text: &str) -> bool {
    text.replace(',', ".")
        .parse::<f64>()
        .is_ok_and(|value| (-1.0..=1.0).contains(&value))
}

/// `1..5`, `1..10` or `0..10`, if the header speaks of a rating and every step occurs.
fn rating(column: &Column) -> Option<Kind> {
    const RATINGS: [&str; 8] = [
        "rating",
        "score",
        "stars",
        "nps",
        "satisfaction",
        "csat",
        "grade",
        "note",
    ];
    let speaks = words(&column.header)
        .iter()
        .any(|word| RATINGS.contains(&word.as_str()));
    let steps: Option<Vec<u8>> = column
        .values
        .each()
        .map(|(text, _)| text.parse().ok())
        .collect();
    let steps = steps.filter(|_| speaks && column.values.are_listed())?;
    let (low, high) = (*steps.iter().min()?, *steps.iter().max()?);
    let known = matches!((low, high), (1, 5) | (1, 10) | (0, 10));
    let all = steps.len() == usize::from(high - low) + 1;
    (known && all).then_some(Kind::Rating(low, high))
}

fn date(column: &Column, name: &str) -> Decision {
    let dates = &column.evidence.dates;
    let timed = (dates.timed() > 0).then(|| "The time of day is left out.".to_owned());
    let decision = Decision {
        why: timed.into_iter().collect(),
        ..Decision::plain(Kind::Date)
    };
    match dates.verdict() {
        Verdict::Nothing => Decision::plain(Kind::Text),
        Verdict::Plain { .. } => decision,
        Verdict::Proved { style, by } => {
            let decision = decision.written(quoted(style.text()));
            match by {
                Some(cell) => decision.and(format!(
                    "{} (line {}) proves the order of day and month.",
                    ticked(&cell.text),
                    cell.line
                )),
                None => decision,
            }
        }
        Verdict::Open { example, readings } => {
            Decision::text(open(&example, &readings, name, "date"))
        }
        Verdict::Contradictory { one, other } => {
            Decision::text(contradiction(&one, &other, "dates"))
        }
    }
}

/// The cell that has several readings, and the line to write for each.
fn open(example: &Witness, readings: &[OpenReading], name: &str, ty: &str) -> String {
    let lines = readings.iter().map(|reading| {
        format!(
            "  {name} {ty} as {}: it is {}",
            quoted(&reading.written_as),
            reading.value
        )
    });
    let lines: Vec<String> = lines.collect();
    format!(
        "{} (line {}) has several readings, and no cell settles which is meant. Write one of these lines:\n{}",
        ticked(&example.text),
        example.line,
        lines.join("\n")
    )
}

fn contradiction(one: &Witness, other: &Witness, what: &str) -> String {
    format!(
        "The {what} are not all written alike: {} (line {}), {} (line {}).",
        ticked(&one.text),
        one.line,
        ticked(&other.text),
        other.line
    )
}

/// What keeps a column of numbers or dates from being one: a few cells.
fn nearly_numbers(column: &Column) -> Option<String> {
    let evidence = &column.evidence;
    let cells = evidence.cells;
    let (numbers, other) = (evidence.numbers.numbers(), evidence.numbers.others());
    let (dates, no_date) = (evidence.dates.dates(), evidence.dates.others());
    let few = |count: u64| count > 0 && 5 * count <= cells;
    let (what, count, witness) = if few(other.0) && numbers > 0 {
        ("numbers", other.0, other.1?)
    } else if few(no_date.0) && dates > 0 {
        ("dates", no_date.0, no_date.1?)
    } else {
        return None;
    };
    let are = if count == 1 { "is none" } else { "are none" };
    Some(format!(
        "Most cells are {what}, but {count} {are}, such as {} (line {}).",
        ticked(&witness.text),
        witness.line
    ))
}
