//! What a pack holds, listed at the prompt.

use super::redefine::wrong;
use crate::eval::{Interval, display_interval, display_value};
use crate::ir::{Bounds, FieldSource, Named, NumberUnit, Program, RuleBody, Type};
use crate::render::sanitize;

/// What values of a type are: `a whole number, 0..`, `one of hot, warm, cold`.
pub(super) fn type_text(program: &Program, ty: &Type) -> String {
    let range = |bounds: Bounds| {
        let end = |end: Option<i128>| {
            end.map(|units| display_interval(ty, Interval::point(units)))
                .unwrap_or_default()
        };
        match (bounds.low, bounds.high) {
            (None, None) => String::new(),
            (low, high) => format!(", {}..{}", end(low), end(high)),
        }
    };
    match ty {
        Type::Text => "a text".to_owned(),
        Type::YesNo => "yes or no".to_owned(),
        Type::Number(number) => {
            let what = match (&number.unit, number.integer) {
                (NumberUnit::Plain, true) => "a whole number".to_owned(),
                (NumberUnit::Plain, false) => "a number".to_owned(),
                (NumberUnit::Percent, _) => "a percentage".to_owned(),
                (NumberUnit::Money(currency), _) => format!("an amount in {currency}"),
            };
            what + &range(number.bounds)
        }
        Type::Date(bounds) => "a date".to_owned() + &range(*bounds),
        Type::Duration(bounds) => "a length of time in days".to_owned() + &range(*bounds),
        Type::Months => "a number of months".to_owned(),
        Type::Choice(domain) => {
            let members = program.domains[*domain].members.iter();
            let names: Vec<&str> = members.map(|member| member.named.name.as_str()).collect();
            format!("one of {}", names.join(", "))
        }
        Type::List(item) => format!("a list, each {}", type_text(program, item)),
        Type::Reference(record) => format!("a row of {}", program.records[*record].named.name),
    }
}

/// The rules with what they are for.
pub(super) fn rules(program: &Program) -> String {
    let rows = program.rules.values().map(|rule| {
        let target = match rule.within {
            Some(segment) => program.rules[segment].named.name.clone(),
            None if program.portfolio == Some(rule.record) => "all rows".to_owned(),
            None => program.records[rule.record].named.name.clone(),
        };
        let kind = match &rule.body {
            RuleBody::Segment(_) => "segment",
            RuleBody::Score(_) => "score",
            RuleBody::Strategy(_) => "strategy",
            RuleBody::Decision(_) => "decision",
            RuleBody::Check(_) => "check",
        };
        [
            rule.named.name.clone(),
            format!("{kind} for {target}"),
            label(&rule.named),
        ]
    });
    aligned(rows.collect(), "the pack has no rules")
}

/// The params with their values.
pub(super) fn params(program: &Program) -> String {
    let rows = program.params.values().map(|param| {
        [
            param.named.name.clone(),
            display_value(program, &param.ty, &param.value),
            label(&param.named),
        ]
    });
    aligned(rows.collect(), "the pack has no params")
}

/// The fields of every record, or of one.
pub(super) fn fields(program: &Program, only: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut names = Vec::new();
    for record in program.named_records() {
        let declared = &program.records[record];
        names.push(declared.named.name.as_str());
        if !only.is_empty() && declared.named.name != only {
            continue;
        }
        text.push_str(&format!("{}\n", declared.named.name));
        let rows = declared.fields.iter().map(|&field| {
            let declared = &program.fields[field];
            let kind = match &declared.source {
                FieldSource::Stored { .. } | FieldSource::Shared(_) => {
                    type_text(program, &declared.ty)
                }
                FieldSource::Computed(value) => {
                    format!("= {}", program.describe(*value))
                }
                FieldSource::Relation(relation) => {
                    let other = &program.records[relation.record].named.name;
                    format!("rows of {other}")
                }
            };
            [declared.named.name.clone(), kind, label(&declared.named)]
        });
        text.push_str(&aligned(rows.collect(), "it has no fields"));
    }
    match (text.is_empty(), only) {
        (true, "") => Ok("the pack has no records\n".to_owned()),
        (true, only) => {
            let problem = format!("there is no record `{}`", sanitize(only));
            Err(wrong(&problem, only, &names, "there are"))
        }
        (false, _) => Ok(text),
    }
}

fn label(named: &Named) -> String {
    named.label.clone().unwrap_or_default()
}

/// A column wider than this does not push the others away.
const WIDEST: usize = 40;

/// Rows of three columns, one under the other.
pub(super) fn aligned(rows: Vec<[String; 3]>, nothing: &str) -> String {
    if rows.is_empty() {
        return format!("  {nothing}\n");
    }
    let width = |pick: fn(&[String; 3]) -> &String| {
        let widths = rows.iter().map(|row| pick(row).chars().count());
        widths
            .filter(|width| *width <= WIDEST)
            .max()
            .unwrap_or(WIDEST)
    };
    let (first, second) = (width(|[first, _, _]| first), width(|[_, second, _]| second));
    rows.iter()
        .map(|[one, two, three]| {
            let line = format!("  {one:<first$}  {two:<second$}  {three}");
            format!("{}\n", sanitize(line.trim_end()).replace('\n', " "))
        })
        .collect()
}
