//! The cells of a table: columns that have types already, read as the cells of a file would be.
//!
//! Null and a blank text are unknown; what is outside the range of its field, or none of the values of
//! its choice, is a fault. A row without its key, and all but one of the rows with one key, are set
//! aside.

use std::rc::Rc;

use super::chain::{Chain, Names, Source, Step};
use super::dialect::Spelling;
use super::errors::{Refused, many_members, no_construct};
use super::logic::all_members;
use super::select::natural_bounds;
use super::tree::{Call, Kind, Sql, all, any, at_most, case, choose, equal, is_null, not};
use super::value::{BEYOND, Bits, Choice, Limit, Number, Text, Value, flag, truth};
use crate::ir::{Domain, DomainId, Field, FieldId, Program, RecordId, Type};

/// The rows of a record as they come from its table.
pub(super) struct Read {
    pub(super) steps: Vec<Step>,
    pub(super) chain: Chain,
}

/// The members of a choice that fit into one column of bits.
pub(super) const MOST_MEMBERS: usize = 62;

/// Reads the table of a record.
pub(super) fn read(
    program: &Program,
    record: RecordId,
    table: String,
    spelling: &dyn Spelling,
    names: &mut Names,
) -> Result<Read, Refused> {
    let declared = &program.records[record];
    let mut columns = Names::new(spelling.longest_name());
    let mut chain_names = Names::new(spelling.longest_name());
    let mut cells: Vec<(FieldId, Sql, Sql)> = Vec::new();
    let mut read: Vec<(Rc<str>, Sql)> = Vec::new();
    for &id in &declared.fields {
        let field = &program.fields[id];
        let Some(column) = field.column() else {
            continue;
        };
        if !column.currency.is_empty() {
            let what = format!("a currency in a column of its own (`{}`)", field.named.name);
            return Err(no_construct(what, field.named.span));
        }
        let raw = Sql::Cell(Rc::from(column.header().trim()));
        let cell = cell(program, field, raw.clone())?;
        let name: Rc<str> = Rc::from(columns.give(&field.named.name));
        chain_names.give(&name);
        let value = Sql::Column(name.clone());
        read.push((name, cell));
        let given = if may_be_wrong(&field.ty) && !declared.key.contains(&id) {
            let name: Rc<str> = Rc::from(columns.give(&format!("{}_given", field.named.name)));
            chain_names.give(&name);
            read.push((name.clone(), not(is_null(raw))));
            Sql::Column(name)
        } else {
            Sql::YesNo(false)
        };
        cells.push((id, value, given));
    }
    let label = declared.named.label.as_deref();
    let said = label.map_or_else(String::new, |label| format!(": {label}"));
    let first = Step {
        name: names.give(&format!("{} cells", declared.named.name)),
        comments: vec![format!("record {}{said}", declared.named.name)],
        from: Source::Table(table),
        columns: read,
    };
    let mut steps = vec![first];
    let mut head = steps
        .first()
        .map(|step| step.name.clone())
        .unwrap_or_default();
    let keys: Vec<&(FieldId, Sql, Sql)> = cells
        .iter()
        .filter(|(id, ..)| declared.key.contains(id))
        .collect();
    if !keys.is_empty() {
        let good = all(keys.iter().map(|(id, cell, _)| {
            let field = &program.fields[*id];
            all([
                not(is_null(cell.clone())),
                is_good(program, field, cell.clone()),
            ])
        }));
        let step = Step {
            name: names.give(&format!("{} rows", declared.named.name)),
            comments: vec!["a row without its key is set aside".to_owned()],
            from: Source::Filtered(head, good),
            columns: Vec::new(),
        };
        head = step.name.clone();
        steps.push(step);
    }
    let mut chain = Chain::new(head, chain_names);
    for (id, cell, given) in cells {
        let field = &program.fields[id];
        let is_key = declared.key.contains(&id);
        let value = value(program, &mut chain, field, (cell, given), is_key)?;
        chain.fields.insert(id, value);
    }
    Ok(Read { steps, chain })
}

/// True if a cell that is there may be no value of its type.
fn may_be_wrong(ty: &Type) -> bool {
    match ty {
        Type::Number(_) | Type::Duration(_) | Type::Date(_) | Type::Choice(_) => true,
        Type::Text | Type::YesNo | Type::Reference(_) | Type::Months | Type::List(_) => false,
    }
}

/// A cell, read into a column; null where there is none, or none of the type.
fn cell(program: &Program, field: &Field, raw: Sql) -> Result<Sql, Refused> {
    let call = match &field.ty {
        Type::Text | Type::Reference(_) => Call::ReadText,
        Type::YesNo => Call::ReadYesNo,
        Type::Number(_) | Type::Duration(_) => Call::ReadNumber,
        Type::Date(_) => Call::ReadDate,
        Type::Choice(domain) => {
            if program.domains[*domain].members.len() > MOST_MEMBERS {
                return Err(many_members(&program.domains[*domain], field.named.span));
            }
            Call::ReadText
        }
        Type::Months | Type::List(_) => {
            let what = format!("a cell with several values (`{}`)", field.named.name);
            return Err(no_construct(what, field.named.span));
        }
    };
    let read = Sql::Call(call, vec![raw]);
    let of_record = program.records[field.record].missing.iter();
    let of_field = field.column().map(|column| column.missing.as_slice());
    let missing: Vec<&String> = of_record.chain(of_field.unwrap_or_default()).collect();
    Ok(if call == Call::ReadText && !missing.is_empty() {
        let is_missing = any(missing
            .iter()
            .map(|text| equal(read.clone(), Sql::text(text.trim()))));
        choose(is_missing, Sql::Null(Kind::Text), read)
    } else {
        read
    })
}

/// True if a cell that is not null is a value of its field.
fn is_good(program: &Program, field: &Field, cell: Sql) -> Sql {
    match &field.ty {
        Type::Number(number) => all([
            is_within(&cell, field, Limit::NUMBER),
            if number.integer {
                is_whole(&cell)
            } else {
                Sql::YesNo(true)
            },
        ]),
        // A length of time is a whole number of 64 bits.
        Type::Duration(_) => all([is_within(&cell, field, Limit::DAYS), is_whole(&cell)]),
        Type::Date(_) => is_within(&cell, field, Limit::DATE),
        Type::Choice(domain) => not(equal(
            members(&program.domains[*domain], &cell, Sql::Whole(0)),
            Sql::Whole(0),
        )),
        Type::Text | Type::YesNo | Type::Reference(_) | Type::Months | Type::List(_) => {
            Sql::YesNo(true)
        }
    }
}

fn is_whole(cell: &Sql) -> Sql {
    equal(cell.clone(), Sql::Call(Call::Truncate, vec![cell.clone()]))
}

fn is_within(cell: &Sql, field: &Field, limit: Limit) -> Sql {
    let bounds = natural_bounds(&field.ty);
    all([
        at_most(Sql::Number(bounds.low.unwrap_or(limit.low)), cell.clone()),
        at_most(cell.clone(), Sql::Number(bounds.high.unwrap_or(limit.high))),
    ])
}

/// The member that a text stands for, as a bit: by name, by `as` text, by label, in any case.
fn members(domain: &Domain, cell: &Sql, otherwise: Sql) -> Sql {
    let names = domain
        .members
        .iter()
        .map(|member| Some(member.named.name.as_str()));
    let written = domain
        .members
        .iter()
        .map(|member| member.written_as.as_deref());
    let labels = domain
        .members
        .iter()
        .map(|member| member.named.label.as_deref());
    let texts = names
        .enumerate()
        .chain(written.enumerate())
        .chain(labels.enumerate());
    let texts: Vec<(usize, &str)> = texts
        .filter_map(|(place, text)| Some((place, text?.trim())))
        .collect();
    let lower = |text: &str| -> String {
        let letters = text.chars();
        letters
            .map(|letter| letter.to_lowercase().next().unwrap_or(letter))
            .collect()
    };
    let mut arms: Vec<(Sql, Sql)> = Vec::new();
    let mut add = |cell: Sql, text: &str, place: usize| {
        let when = equal(cell, Sql::text(text));
        if arms.iter().all(|(other, _)| *other != when) {
            arms.push((when, Sql::Whole(1_i64 << place.min(MOST_MEMBERS))));
        }
    };
    for (place, text) in &texts {
        add(cell.clone(), text, *place);
    }
    let lowered = Sql::Call(Call::Lower, vec![cell.clone()]);
    for (place, text) in &texts {
        add(lowered.clone(), &lower(text), *place);
    }
    case(arms, otherwise)
}

/// The value of a cell: what it says, else all that it may be.
fn value(
    program: &Program,
    chain: &mut Chain,
    field: &Field,
    (cell, given): (Sql, Sql),
    is_key: bool,
) -> Result<Value, Refused> {
    let name = field.named.name.as_str();
    Ok(match &field.ty {
        Type::Number(_) | Type::Date(_) | Type::Duration(_) => {
            let within = natural_bounds(&field.ty);
            if is_key {
                return Ok(Value::Number(Number {
                    low: cell.clone(),
                    high: cell,
                    within,
                    flags: Bits::plain(),
                }));
            }
            let good = all([
                not(is_null(cell.clone())),
                is_good(program, field, cell.clone()),
            ]);
            let good = chain.keep(&format!("{name}_good"), good);
            let fault = all([given, not(good.clone())]);
            let number = Number {
                low: choose(
                    good.clone(),
                    cell.clone(),
                    Sql::Number(within.low.unwrap_or(-BEYOND)),
                ),
                high: choose(good, cell, Sql::Number(within.high.unwrap_or(BEYOND))),
                within,
                flags: faulty(fault),
            };
            let number = chain.keep_number(name, number);
            let single = number.is_point();
            Value::Number(Number {
                flags: super::value::settle_flags(number.flags.clone(), single),
                ..number
            })
        }
        Type::YesNo => {
            let bits = case(
                vec![
                    (is_null(cell.clone()), Sql::Whole(i64::from(truth::UNKNOWN))),
                    (cell, Sql::Whole(i64::from(truth::YES))),
                ],
                Sql::Whole(i64::from(truth::NO)),
            );
            let may = truth::UNKNOWN;
            Value::YesNo(chain.keep_bits(&format!("{name}_bits"), Bits::new(bits, may)))
        }
        Type::Choice(domain) => choice(program, chain, *domain, (name, cell, given)),
        Type::Text | Type::Reference(_) => Value::Text(Text {
            value: cell,
            flags: Bits::plain(),
        }),
        Type::Months | Type::List(_) => {
            let what = format!("a cell with several values (`{name}`)");
            return Err(no_construct(what, field.named.span));
        }
    })
}

fn choice(
    program: &Program,
    chain: &mut Chain,
    domain: DomainId,
    (name, cell, given): (&str, Sql, Sql),
) -> Value {
    let domain = &program.domains[domain];
    let count = u32::try_from(domain.members.len()).unwrap_or(u32::MAX);
    let everything = Sql::Whole(all_members(count));
    let found = members(domain, &cell, Sql::Whole(0));
    let found = chain.keep(&format!("{name}_member"), found);
    let none = equal(found.clone(), Sql::Whole(0));
    let fault = all([given, not(is_null(cell)), none.clone()]);
    let choice = Choice {
        set: chain.keep(&format!("{name}_set"), choose(none, everything, found)),
        members: count,
        flags: chain.keep_bits(&format!("{name}_flags"), faulty(fault)),
    };
    Value::Choice(super::select::settled_choice(choice))
}

fn faulty(fault: Sql) -> Bits {
    Bits::case(
        vec![(fault, Bits::constant(flag::APPLIES | flag::FAULT))],
        Bits::plain(),
    )
}
