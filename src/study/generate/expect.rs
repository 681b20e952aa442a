//! What a case comes to, as expectations of a test and as cells of a case table.

use super::{Case, standing_alone};
use crate::data::given;
use crate::eval::{Evaluator, Settings};
use crate::ir::{Program, RuleBody, RuleId};
use crate::results::{Request, ResultTable, Shape, ViewChoice, tabulate};

/// Of a record with many rows only so many are expected something of.
const ROWS_TOLD: usize = 4;

/// What every rule that the case is for comes to: lines of a test, each with the one to write instead where it cannot
/// be said in a test.
#[must_use]
pub fn expectations(program: &Program, case: &Case, as_of: Option<i32>) -> Vec<(String, String)> {
    let test = standing_alone(&case.given);
    let data = given(program, &test);
    let evaluator = Evaluator::new(program, &data, Settings { as_of });
    let mut lines = Vec::new();
    for (rule, declared) in program.rules.iter() {
        let is_meant = case
            .goals
            .iter()
            .any(|goal| goal.rule == declared.named.name);
        if !is_meant {
            continue;
        }
        let table = of_record(&evaluator, rule);
        for (row, place) in table.places.iter().take(ROWS_TOLD).enumerate() {
            let key = match table.rows {
                1 => String::new(),
                _ => match evaluator.row_key(declared.record, *place) {
                    Some(key) => format!("\"{}\": ", key.replace('"', "\"\"")),
                    None => continue,
                },
            };
            let cell = |suffix: &str| {
                let name = format!("{}{suffix}", declared.named.name);
                let column = table.columns.iter().find(|column| column.name == name);
                let mut text = String::new();
                if let Some(column) = column {
                    column.values.get(row).write(&mut text);
                }
                text
            };
            let status = format!(
                "expect {key}{}.status is {}",
                declared.named.name,
                cell("_status")
            );
            let texts = outcome(&declared.body, &declared.named.name, &cell);
            lines.extend(
                texts
                    .into_iter()
                    .map(|text| (format!("expect {key}{text}"), status.clone())),
            );
        }
    }
    lines
}

fn of_record(evaluator: &Evaluator<'_>, rule: RuleId) -> ResultTable {
    let record = evaluator.program().rules[rule].record;
    let request = Request {
        shape: Shape::Machine,
        top: None,
        keys: false,
    };
    tabulate(evaluator, ViewChoice::Record(record), request, &|_| {})
}

/// What a rule comes to on a row, in the words of an expectation.
fn outcome(body: &RuleBody, name: &str, cell: &dyn Fn(&str) -> String) -> Vec<String> {
    let status = cell("_status");
    match status.as_str() {
        "not_applicable" => return vec![format!("{name} is not applicable")],
        "fault" => return vec![format!("{name}.status is fault")],
        _ => {}
    }
    let is_known = status == "known";
    match body {
        RuleBody::Segment(_) | RuleBody::Check(_) if !is_known => {
            vec![format!("{name} is unknown")]
        }
        RuleBody::Segment(_) | RuleBody::Check(_) if cell("") == "yes" => vec![name.to_owned()],
        RuleBody::Segment(_) => {
            let gate = cell("_stopped_by");
            vec![format!("{name}.stopped_by is {}", member(&gate))]
        }
        RuleBody::Check(_) => vec![format!("not {name}")],
        RuleBody::Score(score) => {
            let value = if is_known {
                cell("")
            } else {
                format!("{}..{}", cell("_low"), cell("_high"))
            };
            let mut lines = vec![format!("{name} is {value}")];
            if score.bands.is_some() {
                lines.push(match cell("_band") {
                    band if band.is_empty() => {
                        possible(&format!("{name}.band"), &cell("_possible"))
                    }
                    band => format!("{name}.band is {}", member(&band)),
                });
            }
            lines
        }
        RuleBody::Strategy(_) | RuleBody::Decision(_) => match cell("") {
            option if option.is_empty() => vec![possible(name, &cell("_possible"))],
            option => vec![format!("{name} is {}", member(&option))],
        },
    }
}

fn possible(value: &str, members: &str) -> String {
    let members: Vec<String> = members.split(", ").map(member).collect();
    format!("{value} possible {}", members.join(", "))
}

/// A value as it is written behind `is`: a name or a number as it stands, a text in quotes.
fn member(text: &str) -> String {
    let is_name = text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_');
    if is_name || text.parse::<crate::decimal::Decimal>().is_ok() {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('"', "\"\""))
    }
}

/// The results of the record whose only row a case gives; nothing if it gives others.
#[must_use]
pub fn case_results(program: &Program, case: &Case, as_of: Option<i32>) -> Option<ResultTable> {
    let [row] = case.given.as_slice() else {
        return None;
    };
    let test = standing_alone(&case.given);
    let data = given(program, &test);
    let evaluator = Evaluator::new(program, &data, Settings { as_of });
    let request = Request {
        shape: Shape::Machine,
        top: None,
        keys: false,
    };
    Some(tabulate(
        &evaluator,
        ViewChoice::Record(row.record),
        request,
        &|_| {},
    ))
}
