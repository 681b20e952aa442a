//! The plan as text: records with their evidence in comments, and lists. What stands in columns is put
//! there by the formatter.

use std::fmt::Write;

use super::choices::{Choice, Member};
use super::plan::{FieldPlan, Kind, ListPlan, Measure, Plan, RecordPlan};
use super::text::{comment, counted, number, one_line, quoted, quoted_value, thousands, ticked};
use crate::data::date_text;
use crate::syntax::is_name;

/// The lists and records of a plan.
pub(super) fn declarations(plan: &Plan) -> String {
    let mut text = String::new();
    for list in &plan.lists {
        text.push_str(&list_text(list));
    }
    for record in &plan.records {
        text.push_str(&record_text(plan, record));
    }
    text
}

fn list_text(list: &ListPlan) -> String {
    let mut text = String::new();
    for (kept, other) in &list.choice.spellings {
        let note = format!(
            "{} stands in the file too; it is read as {}.",
            ticked(other),
            ticked(kept)
        );
        text.push_str(&comment(&note, ""));
    }
    let ordered = if list.choice.ordered { " ordered" } else { "" };
    let label = quoted(&list.label);
    let _ = writeln!(text, "list {}{ordered} {label} {{", list.name);
    if list.choice.is_all_names() {
        text.push_str("  | name |\n");
    } else {
        text.push_str("  | name | label |\n");
    }
    for member in &list.choice.members {
        let label = if list.choice.is_all_names() {
            String::new()
        } else {
            format!(" {} |", quoted_value(&member.text))
        };
        let _ = writeln!(text, "  | {} |{label}", member.name);
    }
    text.push_str("}\n\n");
    text
}

fn record_text(plan: &Plan, record: &RecordPlan) -> String {
    let mut text = format!(
        "record {} {} {{\n",
        record.name,
        quoted(&one_line(&record.title))
    );
    for note in &record.notes {
        text.push_str(&comment(note, "  "));
    }
    if !record.missing.is_empty() {
        text.push_str(&comment("Cells with these texts count as empty.", "  "));
        let words: Vec<String> = record.missing.iter().map(|word| quoted(word)).collect();
        let _ = writeln!(text, "  missing {}", words.join(", "));
    }
    for field in &record.fields {
        text.push_str(&field_text(plan, field));
    }
    for relation in &record.relations {
        let _ = writeln!(
            text,
            "  {} many {} by {}",
            relation.name, relation.record, relation.by
        );
    }
    text.push_str("}\n\n");
    text
}

fn field_text(plan: &Plan, field: &FieldPlan) -> String {
    let mut text = String::new();
    for why in &field.why {
        text.push_str(&comment(why, "  "));
    }
    if let Kind::OneOf(choice) = &field.kind {
        for (kept, other) in &choice.spellings {
            let note = format!("{} is read as {}.", ticked(other), ticked(kept));
            text.push_str(&comment(&note, "  "));
        }
    }
    let _ = write!(text, "  {} {}", field.name, field_type(plan, field));
    if field.is_key {
        text.push_str(" key");
    }
    if let Some(written) = &field.written_as {
        let _ = write!(text, " as {written}");
    }
    if let Some(header) = &field.column {
        let _ = write!(text, " column {}", quoted(header));
    }
    let evidence = evidence(field);
    if !evidence.is_empty() {
        let _ = write!(text, " # {}", one_line(&evidence));
    }
    text.push('\n');
    text
}

/// The type with the range that its values show.
pub(super) fn field_type(plan: &Plan, field: &FieldPlan) -> String {
    let range = match (&field.kind, &field.measure) {
        (Kind::Percent, Measure::Numbers(low, high)) if *low >= 0 && *high <= 1_000_000 => {
            " 0%..100%"
        }
        (Kind::Percent, Measure::Numbers(low, _)) if *low >= 0 => " 0%..",
        (Kind::Integer | Kind::Number | Kind::Money(_), Measure::Numbers(low, _)) if *low >= 0 => {
            " 0.."
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
            | Kind::OneOf(_)
            | Kind::Listed(_)
            | Kind::Reference(_)
            | Kind::Rating(..),
            _,
        ) => "",
    };
    format!("{}{range}", type_text(&field.kind, plan))
}

/// The type without a range.
pub(super) fn type_text(kind: &Kind, plan: &Plan) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::YesNo => "yes/no".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Percent => "percent".to_owned(),
        Kind::Money(currency) => format!("money {currency}"),
        Kind::Date => "date".to_owned(),
        Kind::Items => "list of text".to_owned(),
        Kind::OneOf(choice) => one_of(choice),
        Kind::Listed(place) => {
            let list = plan.lists.get(*place);
            list.map_or_else(String::new, |list| list.name.clone())
        }
        Kind::Reference(place) => {
            let record = plan.records.get(*place);
            record.map_or_else(String::new, |record| record.name.clone())
        }
        Kind::Rating(low, high) => format!("{low}..{high}"),
    }
}

fn one_of(choice: &Choice) -> String {
    let member = |member: &Member| {
        if is_name(&member.text) {
            member.text.clone()
        } else {
            quoted(&member.text)
        }
    };
    let members: Vec<String> = choice.members.iter().map(member).collect();
    let between = if choice.ordered { " < " } else { ", " };
    format!("one of {}", members.join(between))
}

/// A member that stands behind a field's name, in an expression: in quotes where it is no name.
pub(super) fn member_value(member: &Member) -> String {
    if is_name(&member.text) {
        member.text.clone()
    } else {
        quoted_value(&member.text)
    }
}

/// What the column shows: `12 empty; 0 to 8,420`.
fn evidence(field: &FieldPlan) -> String {
    let mut parts = Vec::new();
    if field.empty > 0 && field.distinct > 0 {
        parts.push(format!("{} empty", thousands(&field.empty.to_string())));
    }
    match &field.measure {
        Measure::Numbers(low, high) => {
            let hundred = if field.kind == Kind::Percent { 100 } else { 1 };
            let sign = if field.kind == Kind::Percent { "%" } else { "" };
            // Years are written without a mark between thousands.
            let years = 1_000_000_000..2_200_000_000;
            let are_years =
                field.kind == Kind::Integer && years.contains(low) && years.contains(high);
            let end = |units: i128| {
                let text = number(units.saturating_mul(hundred));
                let text = if are_years {
                    text.replace(',', "")
                } else {
                    text
                };
                format!("{text}{sign}")
            };
            parts.push(span(&end(*low), &end(*high)));
        }
        Measure::Days(first, last) => {
            let day = |day: i32| date_text(i128::from(day));
            parts.push(span(&day(*first), &day(*last)));
        }
        Measure::Yes(count) => parts.push(format!("{} yes", thousands(&count.to_string()))),
        Measure::None => parts.extend(values(field)),
    }
    parts.join("; ")
}

/// How many different values there are, and the commonest of them.
fn values(field: &FieldPlan) -> Option<String> {
    match (&field.kind, field.distinct) {
        (_, 0) => None,
        (Kind::Items, distinct) => Some(format!("{} in all", counted(distinct, "item"))),
        (Kind::OneOf(_) | Kind::Listed(_), distinct) => {
            let count = counted(distinct, "value");
            Some(match &field.commonest {
                Some((text, often)) if text.chars().count() <= 30 => {
                    let often = thousands(&often.to_string());
                    format!("{count}, most often {} ({often})", ticked(text))
                }
                Some(_) | None => count,
            })
        }
        (
            Kind::Text
            | Kind::YesNo
            | Kind::Integer
            | Kind::Number
            | Kind::Percent
            | Kind::Money(_)
            | Kind::Date
            | Kind::Reference(_)
            | Kind::Rating(..),
            distinct,
        ) => Some(counted(distinct, "value")),
    }
}

fn span(low: &str, high: &str) -> String {
    if low == high {
        format!("always {low}")
    } else {
        format!("{low} to {high}")
    }
}
