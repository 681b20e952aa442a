//! One outcome as a text for people: templates, reasons and tables all print through here.
//!
//! A settled value prints as it is, an open one as `unknown`, `12 to 40`, `12 or more`, `at most 40`,
//! `hot or warm`.

use chrono::{Days, NaiveDate};

use super::column::{
    Column, Interval, NumberColumn, OPEN_HIGH, OPEN_LOW, Status, flag, members_of, truth,
};
use crate::decimal::Decimal;
use crate::ir::{DomainId, DomainKind, NumberUnit, Program, Type, Value};

/// How many values are spelled out before the rest is only counted.
pub const SPELLED_OUT: usize = 10;

/// What is said of a value that may be anything.
const UNKNOWN: &str = "unknown";
/// What is said of a value that does not apply.
const NOT_APPLICABLE: &str = "not applicable";

/// An outcome as a text.
#[must_use]
pub fn display(program: &Program, ty: &Type, column: &Column, row: usize) -> String {
    if column.status(row) == Status::NotApplicable {
        return NOT_APPLICABLE.to_owned();
    }
    let text = match column {
        Column::Number(column) => display_interval(ty, column.interval(row)),
        Column::YesNo(column) => display_truth(column.get(row)).to_owned(),
        Column::Choice(column) => display_members(program, ty, column.set(row), column.members),
        Column::Text(column) => column.get(row).unwrap_or(UNKNOWN).to_owned(),
        Column::List(column) => match column.get(row) {
            Some(items) => display_items(program, ty, items),
            None => UNKNOWN.to_owned(),
        },
    };
    if column.flags(row) & flag::NOT_APPLICABLE == 0 {
        text
    } else {
        format!("{text} or {NOT_APPLICABLE}")
    }
}

/// A constant as a text.
#[must_use]
pub fn display_value(program: &Program, ty: &Type, value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => display_interval(ty, Interval::point(number.units())),
        Value::Date(days) => display_date(i128::from(*days)),
        Value::Duration(days) => display_days(i128::from(*days)),
        Value::Months(months) => count_of(i128::from(*months), "month"),
        Value::Choice(domain, member) => member_name(program, *domain, *member).to_owned(),
        Value::List(items) => display_items(program, ty, items),
    }
}

/// An interval as a text, in the unit of its type.
#[must_use]
pub fn display_interval(ty: &Type, interval: Interval) -> String {
    let Interval { low, high } = interval;
    let later = matches!(ty, Type::Date(_));
    match (low == OPEN_LOW, high == OPEN_HIGH) {
        (true, true) => UNKNOWN.to_owned(),
        (false, true) if later => format!("{} or later", display_end(ty, low)),
        (true, false) if later => format!("{} or earlier", display_end(ty, high)),
        (false, true) => format!("{} or more", display_end(ty, low)),
        (true, false) => format!("at most {}", display_end(ty, high)),
        (false, false) if low == high => display_end(ty, low),
        (false, false) => format!("{} to {}", display_bare(ty, low), display_end(ty, high)),
    }
}

/// The texts `a`, `b`, `c` as `a, b and c` (or with another last word).
#[must_use]
pub fn join_with<T: AsRef<str>>(texts: &[T], last: &str) -> String {
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    match texts.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// A day as `2026-01-31`.
#[must_use]
pub fn display_date(days: i128) -> String {
    let epoch = NaiveDate::default(); // 1970-01-01
    let date = match u64::try_from(days.unsigned_abs()) {
        Ok(distance) if days < 0 => epoch.checked_sub_days(Days::new(distance)),
        Ok(distance) => epoch.checked_add_days(Days::new(distance)),
        Err(_) => None,
    };
    date.map_or_else(|| UNKNOWN.to_owned(), |date| date.to_string())
}

/// The name of a member of a domain.
#[must_use]
pub fn member_name(program: &Program, domain: DomainId, member: u32) -> &str {
    let members = &program.domains[domain].members;
    members
        .get(member as usize)
        .map_or(UNKNOWN, |member| &member.named.name)
}

/// The label of a member of a domain; its name where it has none.
#[must_use]
pub fn member_label(program: &Program, domain: DomainId, member: u32) -> &str {
    let members = &program.domains[domain].members;
    members.get(member as usize).map_or(UNKNOWN, |member| {
        member.named.label.as_deref().unwrap_or(&member.named.name)
    })
}

/// A point of a number column as plain text without its unit, as a key is written.
pub(super) fn display_key(ty: &Type, column: &NumberColumn, row: usize) -> String {
    display_bare(ty, column.interval(row).low)
}

fn display_truth(bits: u8) -> &'static str {
    match bits & truth::UNKNOWN {
        truth::YES => "yes",
        truth::NO => "no",
        _ => UNKNOWN,
    }
}

/// An end with its unit.
fn display_end(ty: &Type, units: i128) -> String {
    match ty {
        Type::Number(number) => match &number.unit {
            NumberUnit::Plain | NumberUnit::Percent => display_bare(ty, units),
            NumberUnit::Money(currency) => format!("{} {currency}", display_bare(ty, units)),
        },
        Type::Duration(_) => display_days(units),
        Type::Months => count_of(units, "month"),
        Type::List(item) => display_end(item, units),
        Type::Date(_) | Type::Text | Type::YesNo | Type::Choice(_) | Type::Reference(_) => {
            display_bare(ty, units)
        }
    }
}

/// An end without the unit that is said once, after the second end.
fn display_bare(ty: &Type, units: i128) -> String {
    match ty {
        Type::Number(number) => match &number.unit {
            NumberUnit::Plain | NumberUnit::Money(_) => display_decimal(units),
            NumberUnit::Percent => {
                // 26 digits and two more stay far below 128 bits.
                let hundredths = units.saturating_mul(100);
                Decimal::from_units(hundredths)
                    .map_or_else(|| display_decimal(units), |number| format!("{number}%"))
            }
        },
        Type::Date(_) => display_date(units),
        Type::Duration(_) | Type::Months => units.to_string(),
        Type::List(item) => display_bare(item, units),
        Type::Text | Type::YesNo | Type::Choice(_) | Type::Reference(_) => display_decimal(units),
    }
}

fn display_decimal(units: i128) -> String {
    Decimal::from_units(units).map_or_else(|| UNKNOWN.to_owned(), |number| number.to_string())
}

fn display_days(days: i128) -> String {
    count_of(days, "day")
}

fn count_of(count: i128, unit: &str) -> String {
    let plural = if count == 1 || count == -1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

fn display_members(program: &Program, ty: &Type, set: &[u64], members: u32) -> String {
    let domain = match ty {
        Type::Choice(domain) => *domain,
        Type::Text
        | Type::YesNo
        | Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::List(_)
        | Type::Reference(_) => return UNKNOWN.to_owned(),
    };
    let count: u32 = set.iter().map(|word| word.count_ones()).sum();
    // An unanswered question is unknown; what rules leave open is worth spelling out.
    let made_by_rule = match program.domains[domain].kind {
        DomainKind::Bands | DomainKind::Options | DomainKind::Gates | DomainKind::Status => true,
        DomainKind::List | DomainKind::Inline => false,
    };
    if count == 0 || (count == members && members > 1 && !made_by_rule) {
        return UNKNOWN.to_owned();
    }
    let mut names: Vec<String> = members_of(set)
        .take(SPELLED_OUT)
        .map(|member| member_name(program, domain, member).to_owned())
        .collect();
    let more = count as usize - names.len();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    join_with(&names, "or")
}

fn display_items(program: &Program, ty: &Type, items: &[Value]) -> String {
    let item_type = if let Type::List(item) = ty { item } else { ty };
    if items.is_empty() {
        return "none".to_owned();
    }
    let mut texts: Vec<String> = items
        .iter()
        .take(SPELLED_OUT)
        .map(|item| display_value(program, item_type, item))
        .collect();
    let more = items.len() - texts.len();
    if more > 0 {
        texts.push(format!("{more} more"));
    }
    join_with(&texts, "and")
}
