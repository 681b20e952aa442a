//! Rules to begin with: for each record a segment of the rows whose gaps are filled and a view of
//! all rows, and a test. Comments say what to edit next.

use std::fmt::Write;

use super::names::{Names, snake};
use super::plan::{FieldPlan, Kind, Measure, Plan, RecordPlan};
use super::text::{comment, number, quoted};
use super::write::member_value;
use crate::data::date_text;

/// More gates than this are not read any more.
const GATES: usize = 12;

/// The rules, views and tests of a plan.
pub(super) fn rules(plan: &Plan) -> String {
    let mut names = Names::default();
    let taken = |name: &str| {
        let declared = plan.records.iter().map(|record| &record.name);
        let lists = plan.lists.iter().map(|list| &list.name);
        let fields = plan.records.iter().flat_map(|record| {
            let relations = record.relations.iter().map(|relation| &relation.name);
            record
                .fields
                .iter()
                .map(|field| &field.name)
                .chain(relations)
        });
        declared
            .chain(lists)
            .chain(fields)
            .any(|other| other == name)
    };
    let mut text = String::new();
    for (place, record) in plan.records.iter().enumerate() {
        let name = snake(&record.name);
        let single = plan.records.len() == 1;
        let wanted = if single {
            "complete".to_owned()
        } else {
            format!("complete_{name}")
        };
        let complete = names.take_unless(&[&wanted, &format!("{wanted}_rows")], taken);
        let wanted = if single {
            "all_rows".to_owned()
        } else {
            format!("all_{name}")
        };
        let all = names.take_unless(&[&wanted, &format!("{wanted}_rows")], taken);
        let gates = gates(record);
        if !gates.is_empty() {
            text.push_str(&segment(record, &complete, &gates, place == 0));
            if place == 0 {
                text.push_str(&score_example(record, &complete));
            }
        }
        text.push_str(&view(
            plan,
            record,
            &all,
            (!gates.is_empty()).then_some(complete.as_str()),
        ));
        text.push_str(&test(plan, record, &complete, &gates));
    }
    text
}

/// The fields that the first segment asks for: those with gaps, and if there are none, the first
/// ones.
fn gates(record: &RecordPlan) -> Vec<&FieldPlan> {
    let asked = |field: &&FieldPlan| !field.is_key && field.distinct > 0;
    let with_gaps = record
        .fields
        .iter()
        .filter(asked)
        .filter(|field| field.empty > 0);
    let with_gaps: Vec<&FieldPlan> = with_gaps.take(GATES).collect();
    if with_gaps.is_empty() {
        record.fields.iter().filter(asked).take(3).collect()
    } else {
        with_gaps
    }
}

fn segment(record: &RecordPlan, name: &str, gates: &[&FieldPlan], is_first: bool) -> String {
    let mut text = String::new();
    if is_first {
        text.push_str(&comment(
            "Next: say which rows you look for. A segment holds the rows that pass every line; behind \
             `else` stands what keeps the others out. These lines only ask whether there is an answer.",
            "",
        ));
        if let Some(example) = example(record) {
            let compare = format!(
                "A line may compare, too:\n  fits: {} else \"{{{}}}\"",
                example.condition, example.field
            );
            text.push_str(&comment(&compare, ""));
        }
    }
    let _ = writeln!(
        text,
        "segment {name} \"Nothing is missing\" for {} {{",
        record.name
    );
    for field in gates {
        let label = field.column.as_deref().unwrap_or(&field.name);
        let label = quoted(&format!("{label} is known"));
        let _ = writeln!(
            text,
            "  {} {label}: {} is known else \"{} is missing\"",
            field.name, field.name, field.name
        );
    }
    text.push_str("}\n\n");
    text
}

/// A condition that a line may hold.
struct Example {
    field: String,
    condition: String,
}

/// A threshold of the first number, or a value of the first choice.
fn example(record: &RecordPlan) -> Option<Example> {
    record.fields.iter().find_map(|field| {
        let name = &field.name;
        let condition = match (&field.kind, &field.measure) {
            (Kind::Money(currency), Measure::Numbers(low, high)) => {
                format!("{name} >= {} {currency}", plain(middle(*low, *high)))
            }
            (Kind::Integer | Kind::Number, Measure::Numbers(low, high)) => {
                format!("{name} >= {}", plain(middle(*low, *high)))
            }
            (Kind::OneOf(choice), _) => {
                format!("{name} is {}", choice.members.first().map(member_value)?)
            }
            (
                Kind::Text
                | Kind::YesNo
                | Kind::Integer
                | Kind::Number
                | Kind::Percent
                | Kind::Money(_)
                | Kind::Date
                | Kind::Items
                | Kind::Listed(_)
                | Kind::Reference(_)
                | Kind::Rating(..),
                _,
            ) => return None,
        };
        Some(Example {
            field: name.clone(),
            condition,
        })
    })
}

/// How to go on: a score with a line of the example.
fn score_example(record: &RecordPlan, complete: &str) -> String {
    let Some(example) = example(record) else {
        return String::new();
    };
    let text = comment(
        &format!(
            "Next: give points for what speaks for a row, and add the score to a view:\n  score fit \
             \"How well it fits\" for {complete} {{\n    good: +30 when {}\n    band high from 30\n    \
             band low  otherwise\n  }}",
            example.condition
        ),
        "",
    );
    // It belongs to no statement.
    format!("{text}\n")
}

/// Millionths as a number of a pack.
fn plain(units: i128) -> String {
    number(units).replace(',', "")
}

/// A round number between two, in millionths.
fn middle(low: i128, high: i128) -> i128 {
    let half = low + (high - low) / 2;
    let mut step = 1_000_000;
    while half / step >= 100 {
        step *= 10;
    }
    half / step * step
}

fn view(plan: &Plan, record: &RecordPlan, name: &str, complete: Option<&str>) -> String {
    let mut text = String::new();
    if record.fields.is_empty() && record.relations.is_empty() {
        return text;
    }
    let label = format!("All rows of {}", super::text::one_line(&record.title));
    let _ = writeln!(
        text,
        "view {name} {} for {} {{",
        quoted(&label),
        record.name
    );
    let fields = record.fields.iter().map(|field| shown(plan, field));
    let relations = record.relations.iter().map(|relation| {
        let label = relation.name.replace('_', " ");
        format!("count({}) {}", relation.name, quoted(&label))
    });
    let shown: Vec<String> = fields
        .chain(relations)
        .chain(complete.map(str::to_owned))
        .collect();
    let _ = writeln!(text, "  show {}", shown.join(", "));
    text.push_str("}\n\n");
    text
}

/// A field in a view: of a choice with labels, the label, which is what the file holds.
fn shown(plan: &Plan, field: &FieldPlan) -> String {
    match field.kind {
        Kind::Listed(place)
            if plan
                .lists
                .get(place)
                .is_some_and(|list| !list.choice.is_all_names()) =>
        {
            let heading = field.column.as_deref().unwrap_or(&field.name);
            format!("{}.label {}", field.name, quoted(heading))
        }
        Kind::Text
        | Kind::YesNo
        | Kind::Integer
        | Kind::Number
        | Kind::Percent
        | Kind::Money(_)
        | Kind::Date
        | Kind::Items
        | Kind::OneOf(_)
        | Kind::Listed(_)
        | Kind::Reference(_)
        | Kind::Rating(..) => field.name.clone(),
    }
}

/// A row with nothing but its key is not complete; without gates, the row keeps its key.
fn test(plan: &Plan, record: &RecordPlan, complete: &str, gates: &[&FieldPlan]) -> String {
    if gates.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let title = format!(
        "a row of {} with gaps is not complete",
        super::text::one_line(&record.title)
    );
    let _ = writeln!(text, "test {} {{", quoted(&title));
    let is_gate = |field: &FieldPlan| gates.iter().any(|gate| gate.name == field.name);
    let mut cells: Vec<&FieldPlan> = record.key().collect();
    if cells.is_empty() {
        cells.extend(record.fields.iter().find(|field| !is_gate(field)));
    }
    let cells: Vec<String> = cells
        .into_iter()
        .map(|field| format!("{}: {}", field.name, value(plan, field)))
        .collect();
    let _ = writeln!(text, "  given {} {{ {} }}", record.name, cells.join(", "));
    let _ = writeln!(text, "  expect not {complete}");
    text.push_str("}\n\n");
    text
}

/// A value that a field may have, for a test.
fn value(plan: &Plan, field: &FieldPlan) -> String {
    match (&field.kind, &field.measure) {
        (Kind::Text | Kind::Reference(_), _) => "\"A\"".to_owned(),
        (Kind::YesNo, _) => "yes".to_owned(),
        (Kind::Integer | Kind::Number, Measure::Numbers(low, _)) => plain(*low),
        (Kind::Money(currency), Measure::Numbers(low, _)) => {
            format!("{} {currency}", plain(*low))
        }
        (Kind::Date, Measure::Days(first, _)) => date_text(i128::from(*first)),
        (Kind::Integer | Kind::Number, _) => "1".to_owned(),
        (Kind::Money(currency), _) => format!("1 {currency}"),
        (Kind::Percent, _) => "10%".to_owned(),
        (Kind::Date, _) => "2026-01-31".to_owned(),
        (Kind::Items, _) => "[\"A\"]".to_owned(),
        (Kind::OneOf(choice), _) => choice.members.first().map(member_value).unwrap_or_default(),
        (Kind::Listed(place), _) => {
            let member = plan
                .lists
                .get(*place)
                .and_then(|list| list.choice.members.first());
            member.map(|member| member.name.clone()).unwrap_or_default()
        }
        (Kind::Rating(low, _), _) => low.to_string(),
    }
}
