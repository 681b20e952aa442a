//! Values as texts: what templates, reasons and lists of outcomes print.

use super::emitter::Emitter;
use super::errors::{Refused, no_construct};
use super::tree::{Call, Kind, Sql, all, any, case, choose, equal, is_null, join, not, subtract};
use super::value::{BEYOND, Bits, Choice, Number, Text, Value, flag, number_text, truth};
use crate::decimal::ONE;
use crate::ir::{DomainId, DomainKind, NumberUnit, Program, RecordId, TemplatePart, Type};

/// What is said of a value that may be anything.
const UNKNOWN: &str = "unknown";
/// What is said of a value that does not apply.
const NOT_APPLICABLE: &str = "not applicable";
/// How many values are spelled out before the rest is only counted.
const SPELLED_OUT: usize = 10;

/// A part of a list: when it is in it, and what it says.
pub(super) type Item = (Sql, Sql);

impl Emitter<'_> {
    /// A text with holes: always settled, for it says what is not.
    pub(super) fn template(
        &mut self,
        record: RecordId,
        parts: &[TemplatePart],
    ) -> Result<Value, Refused> {
        let mut pieces = Vec::with_capacity(parts.len());
        for part in parts {
            pieces.push(match part {
                TemplatePart::Literal(text) => Sql::text(text),
                TemplatePart::Hole(hole) => {
                    let value = self.value(record, *hole)?;
                    let ty = &self.program.exprs[*hole].ty;
                    display(self.program, ty, &value)
                        .ok_or_else(|| no_construct("this hole", self.program.exprs[*hole].span))?
                }
            });
        }
        let chain = self.rows(record)?;
        Ok(Value::Text(Text {
            value: chain.keep("text", join(pieces)),
            flags: Bits::plain(),
        }))
    }
}

/// An outcome as a text.
pub(super) fn display(program: &Program, ty: &Type, value: &Value) -> Option<Sql> {
    let text = match value {
        Value::Number(number) => interval(ty, number),
        Value::YesNo(bits) => case(
            vec![
                (bits.is(truth::UNKNOWN, truth::YES), Sql::text("yes")),
                (bits.is(truth::UNKNOWN, truth::NO), Sql::text("no")),
            ],
            Sql::text(UNKNOWN),
        ),
        Value::Choice(choice) => members(program, domain_of(ty)?, choice),
        Value::Text(text) => choose(
            is_null(text.value.clone()),
            Sql::text(UNKNOWN),
            text.value.clone(),
        ),
    };
    let flags = value.flags();
    let perhaps = choose(
        flags.has(flag::NOT_APPLICABLE),
        Sql::text(&format!(" or {NOT_APPLICABLE}")),
        Sql::text(""),
    );
    Some(choose(
        value.is_not_applicable(),
        Sql::text(NOT_APPLICABLE),
        join([text, perhaps]),
    ))
}

/// The members of a choice.
pub(super) fn domain_of(ty: &Type) -> Option<DomainId> {
    match ty {
        Type::Choice(domain) => Some(*domain),
        Type::Text
        | Type::YesNo
        | Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::List(_)
        | Type::Reference(_) => None,
    }
}

/// An interval as a text, in the unit of its type.
pub(super) fn interval(ty: &Type, number: &Number) -> Sql {
    let (low, high) = (&number.low, &number.high);
    if low == high && number.held().is_some() {
        return end(ty, low);
    }
    let (no_low, no_high) = (
        match number.within.low {
            Some(_) => Sql::YesNo(false),
            None => equal(low.clone(), Sql::Number(-BEYOND)),
        },
        match number.within.high {
            Some(_) => Sql::YesNo(false),
            None => equal(high.clone(), Sql::Number(BEYOND)),
        },
    );
    let later = matches!(ty, Type::Date(_));
    let (or_more, at_most) = if later {
        (
            join([end(ty, low), Sql::text(" or later")]),
            join([end(ty, high), Sql::text(" or earlier")]),
        )
    } else {
        (
            join([end(ty, low), Sql::text(" or more")]),
            join([Sql::text("at most "), end(ty, high)]),
        )
    };
    case(
        vec![
            (all([no_low.clone(), no_high.clone()]), Sql::text(UNKNOWN)),
            (no_high, or_more),
            (no_low, at_most),
            (equal(low.clone(), high.clone()), end(ty, low)),
        ],
        join([bare(ty, low), Sql::text(" to "), end(ty, high)]),
    )
}

/// An end with its unit.
fn end(ty: &Type, sql: &Sql) -> Sql {
    match ty {
        Type::Number(number) => match &number.unit {
            NumberUnit::Plain | NumberUnit::Percent => bare(ty, sql),
            NumberUnit::Money(currency) => {
                join([bare(ty, sql), Sql::text(&format!(" {currency}"))])
            }
        },
        Type::Duration(_) => counted(sql, "day"),
        Type::Months => counted(sql, "month"),
        Type::Date(_)
        | Type::Text
        | Type::YesNo
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => bare(ty, sql),
    }
}

fn counted(sql: &Sql, unit: &str) -> Sql {
    let one = any([
        equal(sql.clone(), Sql::Number(ONE)),
        equal(sql.clone(), Sql::Number(-ONE)),
    ]);
    let plural = choose(
        one,
        Sql::text(&format!(" {unit}")),
        Sql::text(&format!(" {unit}s")),
    );
    join([number_text(sql.clone()), plural])
}

/// An end without its unit.
fn bare(ty: &Type, sql: &Sql) -> Sql {
    match ty {
        Type::Number(number) => match &number.unit {
            NumberUnit::Plain | NumberUnit::Money(_) => number_text(sql.clone()),
            NumberUnit::Percent => {
                let times = || Sql::Times {
                    factors: Box::new((sql.clone(), Sql::Number(100 * ONE))),
                    whole: false,
                    held: true,
                };
                let constant = sql.number().map(|units| units.saturating_mul(100));
                let hundredths = constant.map_or_else(times, Sql::Number);
                join([number_text(hundredths), Sql::text("%")])
            }
        },
        Type::Date(_) => Sql::Call(Call::DateText, vec![sql.clone()]),
        Type::Duration(_)
        | Type::Months
        | Type::Text
        | Type::YesNo
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => number_text(sql.clone()),
    }
}

/// The members left, as `hot or warm`.
fn members(program: &Program, domain: DomainId, choice: &Choice) -> Sql {
    let domain = &program.domains[domain];
    // An unanswered question is unknown; what rules leave open is worth spelling out.
    let made_by_rule = match domain.kind {
        DomainKind::Bands | DomainKind::Options | DomainKind::Gates | DomainKind::Status => true,
        DomainKind::List | DomainKind::Inline => false,
    };
    let everything = super::logic::all_members(choice.members);
    let unknown = if choice.members > 1 && !made_by_rule {
        any([
            equal(choice.set.clone(), Sql::Whole(everything)),
            equal(choice.set.clone(), Sql::Whole(0)),
        ])
    } else {
        equal(choice.set.clone(), Sql::Whole(0))
    };
    let names: Vec<&str> = domain
        .members
        .iter()
        .map(|member| member.named.name.as_str())
        .collect();
    let items: Vec<Item> = names
        .iter()
        .enumerate()
        .map(|(place, name)| (choice.has(1 << place.min(62)), Sql::text(name)))
        .collect();
    choose(unknown, Sql::text(UNKNOWN), series(items, "or"))
}

/// `a, b and c`, of those that are in the list; no more than ten, then how many more.
fn series(items: Vec<Item>, last: &str) -> Sql {
    let items = if items.len() > SPELLED_OUT {
        shortened(items)
    } else {
        items
    };
    whole_series(items, last)
}

/// `a, b and c`, of those that are in the list.
pub(super) fn whole_series(items: Vec<Item>, last: &str) -> Sql {
    let items: Vec<Item> = items
        .into_iter()
        .filter(|(when, _)| *when != Sql::YesNo(false))
        .collect();
    // Each is preceded by what parts it from the one before it: nothing, a comma, the last word.
    let mut parts = Vec::with_capacity(items.len());
    for (at, (when, text)) in items.iter().enumerate() {
        let before = any(items.iter().take(at).map(|(when, _)| when.clone()));
        let after = any(items.iter().skip(at + 1).map(|(when, _)| when.clone()));
        let parting = case(
            vec![(not(before), Sql::text("")), (after, Sql::text(", "))],
            Sql::text(&format!(" {last} ")),
        );
        parts.push(choose(
            when.clone(),
            join([parting, text.clone()]),
            Sql::text(""),
        ));
    }
    join(parts)
}

/// The first ten of a list, and how many more there are.
fn shortened(items: Vec<Item>) -> Vec<Item> {
    let one = |when: &Sql| choose(when.clone(), Sql::Number(ONE), Sql::Number(0));
    let count = |items: &[Item]| {
        let ones = items.iter().map(|(when, _)| one(when));
        ones.reduce(super::tree::add).unwrap_or(Sql::Number(0))
    };
    let limit = Sql::Number(i128::try_from(SPELLED_OUT).unwrap_or(10) * ONE);
    let all_of_them = count(&items);
    let mut kept: Vec<Item> = Vec::with_capacity(items.len() + 1);
    for (at, (when, text)) in items.iter().enumerate() {
        let early = if at < SPELLED_OUT {
            Sql::YesNo(true)
        } else {
            super::tree::less(count(items.get(..at).unwrap_or_default()), limit.clone())
        };
        kept.push((all([when.clone(), early]), text.clone()));
    }
    let more = super::tree::less(limit.clone(), all_of_them.clone());
    let rest = join([
        number_text(subtract(all_of_them, limit)),
        Sql::text(" more"),
    ]);
    kept.push((more, rest));
    kept
}

/// `a, b, c`, of those that are in the list; null where none is.
pub(super) fn listed(items: &[Item], between: &str) -> Sql {
    let parts = items.iter().map(|(when, text)| {
        choose(
            when.clone(),
            join([Sql::text(between), text.clone()]),
            Sql::text(""),
        )
    });
    let after = i64::try_from(between.chars().count()).unwrap_or(0) + 1;
    let text = Sql::Call(Call::From, vec![join(parts), Sql::Whole(after)]);
    let some = any(items.iter().map(|(when, _)| when.clone()));
    choose(some, text, Sql::Null(Kind::Text))
}

/// The same without what has been said already.
pub(super) fn without_repeats(items: Vec<Item>) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for (when, text) in &items {
        let said = items
            .iter()
            .take(kept.len())
            .map(|(before, other)| all([before.clone(), equal(other.clone(), text.clone())]));
        let said = any(said);
        kept.push((all([when.clone(), not(said)]), text.clone()));
    }
    kept
}
