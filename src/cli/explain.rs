//! `gtm explain`: why a row came out as it did.

use clap::ValueEnum;

use super::console::Console;
use super::run::{Input, could_not_read, prepare};
use super::{Failure, Verdict};
use crate::data::DataError;
use crate::diagnostics::{Code, did_you_mean};
use crate::eval::{self, Evaluator, Explanation, Settings};
use crate::ir::{Program, RecordId, RuleId};
use crate::render::{
    Advised, advice_markdown, advice_text, explanation_markdown, explanation_text, sanitize,
};
use crate::study::{
    Advice, SettleAdvice, Subject, WantedAdvice, advice, settle_advice, wanted, wanted_advice,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The key of the row; needed unless `--rule` is a check of all rows.
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    row: Option<String>,
    /// Only this rule, and what it reads.
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// The outcome to come to, and the fewest answers to change for it: `hot`, `next_step=meet`, `not target`.
    #[arg(long, value_name = "OUTCOME")]
    want: Option<String>,
    /// For people, for tools or for a page.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Aligned lines.
    Text,
    /// An array of objects, one a row.
    Json,
    /// Markdown.
    Markdown,
}

/// Explains a row.
pub(super) fn explain(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let Some(prepared) = prepare(&arguments.input, console)? else {
        return Ok(Verdict::Wanting);
    };
    let program = &prepared.program;
    let rule = arguments
        .rule
        .as_deref()
        .map(|name| rule_named(program, name))
        .transpose()?;
    let loaded = prepared.load(&arguments.input, console)?;
    let settings = Settings {
        as_of: arguments.input.as_of,
    };
    let evaluator = Evaluator::new(program, &loaded.dataset, settings);
    let (key, rows) = explained_rows(&evaluator, arguments.row.as_deref(), rule)?;
    let subject = Subject {
        program,
        data: &loaded.dataset,
        settings,
    };
    let told: Vec<Told> = rows
        .into_iter()
        .map(|(record, row)| {
            let wanted = arguments.want.as_deref().map(|text| {
                let wanted = wanted(program, record, rule, text).map_err(Failure::new)?;
                Ok::<_, Failure>(wanted_advice(subject, row, &wanted))
            });
            let wanted = wanted.transpose()?;
            let (to_settle, to_change) = match wanted {
                Some(_) => (Vec::new(), Vec::new()),
                None => (
                    settle_advice(subject, record, row, rule),
                    advice(subject, record, row, rule),
                ),
            };
            Ok(Told {
                explanation: eval::explain(&evaluator, record, key.clone(), row, rule),
                to_settle,
                to_change,
                wanted,
            })
        })
        .collect::<Result<_, Failure>>()?;
    let text = text_of(&told, arguments.format, console.width)?;
    console.say(&sanitize(&text))?;
    Ok(Verdict::Fine)
}

/// All that is told of a row.
#[derive(serde::Serialize)]
struct Told {
    #[serde(flatten)]
    explanation: Explanation,
    /// What would settle what is open.
    to_settle: Vec<SettleAdvice>,
    /// What single answers would change.
    to_change: Vec<Advice>,
    /// The ways to the outcome asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<WantedAdvice>,
}

impl Told {
    fn advised(&self) -> Advised<'_> {
        Advised {
            to_settle: &self.to_settle,
            to_change: &self.to_change,
            wanted: self.wanted.as_ref(),
        }
    }
}

fn text_of(told: &[Told], format: Format, width: Option<usize>) -> Result<String, Failure> {
    let one: &dyn Fn(&Told) -> String = match format {
        Format::Text => {
            &|told| explanation_text(&told.explanation, width) + &advice_text(told.advised())
        }
        Format::Markdown => {
            &|told| explanation_markdown(&told.explanation) + &advice_markdown(told.advised())
        }
        Format::Json => {
            let json = serde_json::to_string_pretty(told);
            let json =
                json.map_err(|error| Failure::new(format!("no JSON can be made: {error}")))?;
            return Ok(json + "\n");
        }
    };
    Ok(told.iter().map(one).collect::<Vec<_>>().join("\n"))
}

/// The rule of a name.
pub(super) fn rule_named(program: &Program, name: &str) -> Result<RuleId, Failure> {
    let found = program
        .rules
        .iter()
        .find(|(_, rule)| rule.named.name == name);
    found.map(|(id, _)| id).ok_or_else(|| {
        let names: Vec<&str> = program
            .rules
            .values()
            .map(|rule| rule.named.name.as_str())
            .collect();
        let question = did_you_mean(name, names.iter().copied());
        let question = question
            .map(|question| format!("; {question}"))
            .unwrap_or_default();
        Failure::new(format!(
            "there is no rule `{name}`{question}\nthe rules are {}",
            names
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ))
    })
}

/// The rows to explain, and what they are called. A check of all rows has no row of its own.
fn explained_rows(
    evaluator: &Evaluator<'_>,
    row: Option<&str>,
    rule: Option<RuleId>,
) -> Result<(String, Vec<(RecordId, usize)>), Failure> {
    let program = evaluator.program();
    let of_all = rule
        .map(|rule| program.rules[rule].record)
        .filter(|&record| program.portfolio == Some(record));
    match (of_all, row) {
        (Some(portfolio), None) => Ok(("all rows".to_owned(), vec![(portfolio, 0)])),
        (Some(_), Some(_)) => Err(Failure::new(
            "this check is about all rows together; leave `--row` out",
        )),
        (None, Some(key)) => {
            let rows = find_rows(evaluator, key, rule)?;
            Ok((key.trim().to_owned(), rows))
        }
        (None, None) => Err(Failure::new(
            "say which row to explain: --row KEY, with the key as in the data",
        )),
    }
}

/// The rows of a key: of the rule's record, else of every record that has rules, else of every other. `Record: KEY` says
/// of which.
fn find_rows(
    evaluator: &Evaluator<'_>,
    key: &str,
    rule: Option<RuleId>,
) -> Result<Vec<(RecordId, usize)>, Failure> {
    let program = evaluator.program();
    let has_rules = |record: &RecordId| program.rules.values().any(|rule| rule.record == *record);
    let (judged, others): (Vec<RecordId>, Vec<RecordId>) = match rule {
        Some(rule) => (vec![program.rules[rule].record], Vec::new()),
        None => program.named_records().partition(has_rules),
    };
    let mut keys = Vec::new();
    for records in [&judged, &others] {
        let found = with_key(evaluator, records, key.trim(), &mut keys);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    if let Some((name, key)) = key.split_once(':') {
        let records = judged.iter().chain(&others).copied();
        let named = |record: &RecordId| program.records[*record].named.name == name.trim();
        let records: Vec<RecordId> = records.filter(named).collect();
        let found = with_key(evaluator, &records, key.trim(), &mut keys);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let question = did_you_mean(key, keys.iter().map(String::as_str));
    let error = DataError::new(Code::E311, format!("there is no row `{key}`"));
    let error = match keys.first() {
        Some(first) => error.help(format!(
            "keys are written as in the data, such as `{first}`"
        )),
        None => error.help("the tables have no rows with a key"),
    };
    Err(could_not_read(&[error.help_if(question)]))
}

/// The rows of some records that have a key; the keys of the others are kept, to be asked about.
fn with_key(
    evaluator: &Evaluator<'_>,
    records: &[RecordId],
    key: &str,
    others: &mut Vec<String>,
) -> Vec<(RecordId, usize)> {
    let mut found = Vec::new();
    for &record in records {
        for row in 0..evaluator.row_count(record) {
            match evaluator.row_key(record, row) {
                Some(text) if text == key => found.push((record, row)),
                Some(text) => others.push(text),
                None => {}
            }
        }
    }
    found
}
