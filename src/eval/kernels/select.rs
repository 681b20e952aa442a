//! Columns made from nothing (constants, unknowns) and from rows of other columns.

use std::sync::Arc;

use super::choices::member_count;
use super::compare::with_flags;
use super::logic::settle;
use super::membership::units;
use super::numbers::from_rows;
use crate::eval::column::{
    ChoiceColumn, Column, Flags, Interval, ListColumn, Narrow, NumberColumn, Status, TextColumn,
    YesNoColumn, flag, settle_flags, truth, truth_flags,
};
use crate::ir::{Program, Type, Value};

/// The set of all members.
pub(crate) fn full_choice(members: u32) -> Vec<u64> {
    ChoiceColumn::all_members(members)
}

/// The unknown value of a type on every row: its range, every member, anything.
pub(crate) fn unknown(program: &Program, ty: &Type, rows: usize, fault: bool) -> Column {
    let bits = flag::APPLIES | if fault { flag::FAULT } else { 0 };
    match ty {
        Type::Text | Type::Reference(_) => Column::Text(TextColumn::constant(None, bits, rows)),
        Type::YesNo => Column::YesNo(YesNoColumn::constant(
            with_flags(truth::UNKNOWN, bits),
            rows,
        )),
        Type::Number(_) | Type::Date(_) | Type::Duration(_) | Type::Months => {
            let interval = Interval::from_bounds(ty.bounds());
            Column::Number(NumberColumn::constant(interval, bits, rows))
        }
        Type::Choice(_) => {
            let members = member_count(program, ty);
            Column::Choice(ChoiceColumn::constant(
                members,
                &full_choice(members),
                bits,
                rows,
            ))
        }
        Type::List(_) => Column::List(ListColumn::new(vec![None; rows], vec![bits; rows])),
    }
}

/// A constant on every row.
pub(crate) fn constant(program: &Program, value: &Value, rows: usize) -> Column {
    match value {
        Value::Text(text) => Column::Text(TextColumn::constant(
            Some(text.clone()),
            flag::APPLIES,
            rows,
        )),
        Value::YesNo(yes) => {
            let bits = if *yes { truth::YES } else { truth::NO };
            Column::YesNo(YesNoColumn::constant(bits, rows))
        }
        Value::Number(_) | Value::Date(_) | Value::Duration(_) | Value::Months(_) => {
            let point = units(value).map_or(Interval::OPEN, Interval::point);
            Column::Number(NumberColumn::constant(point, flag::APPLIES, rows))
        }
        Value::Choice(domain, member) => {
            let members = member_count(program, &Type::Choice(*domain));
            let set = ChoiceColumn::one_member(members, *member);
            Column::Choice(ChoiceColumn::constant(members, &set, flag::APPLIES, rows))
        }
        Value::List(items) => {
            let items: Arc<[Value]> = items.as_slice().into();
            Column::List(ListColumn {
                values: vec![Some(items); rows].into(),
                flags: Flags(None),
            })
        }
    }
}

/// Some rows of a column, in the order asked for. A row may be asked for many times.
pub(crate) fn gather(column: &Column, rows: &[u32]) -> Column {
    match column {
        Column::Number(column) => Column::Number(gather_numbers(column, rows)),
        Column::YesNo(column) => {
            let bits = rows.iter().map(|&row| column.get(row as usize));
            Column::YesNo(bits.collect())
        }
        Column::Choice(column) => {
            let words = rows
                .iter()
                .flat_map(|&row| column.set(row as usize).iter().copied());
            let flags = gather_flags(&column.flags, rows);
            Column::Choice(ChoiceColumn::with_flags(
                column.members,
                words.collect(),
                flags,
            ))
        }
        Column::Text(column) => {
            let values = rows.iter().map(|&row| column.text(row as usize));
            let flags = gather_flags(&column.flags, rows);
            Column::Text(TextColumn::with_flags(values.collect(), flags))
        }
        Column::List(column) => {
            let values = rows.iter().map(|&row| column.get(row as usize).cloned());
            let flags = gather_flags(&column.flags, rows);
            Column::List(ListColumn {
                values: values.collect(),
                flags,
            })
        }
    }
}

fn gather_flags(flags: &Flags, rows: &[u32]) -> Flags {
    if flags.is_plain() {
        return Flags(None);
    }
    Flags::from_bits(rows.iter().map(|&row| flags.get(row as usize)).collect())
}

fn gather_numbers(column: &NumberColumn, rows: &[u32]) -> NumberColumn {
    let flags = gather_flags(&column.flags, rows);
    if let Some(Narrow::Rows(low, high)) = column.as_narrow() {
        let pick = |ends: &[i64]| -> Vec<i64> {
            rows.iter()
                .map(|&row| ends.get(row as usize).copied().unwrap_or_default())
                .collect()
        };
        let low_ends = pick(low);
        let high_ends = if column.is_points() {
            low_ends.clone()
        } else {
            pick(high)
        };
        return NumberColumn::narrow(low_ends, high_ends, flags);
    }
    let ends = |row: &u32| {
        let interval = column.interval(*row as usize);
        (interval.low, interval.high)
    };
    let (low, high) = rows.iter().map(ends).unzip();
    NumberColumn::with_flags(low, high, flags)
}

/// Where the rows of a [`merge`] come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Take {
    /// The first column's row.
    First,
    /// The second column's row.
    Second,
    /// Either: the union of the two, with these further flags (only [`flag::FAULT`] counts).
    Either {
        /// True if no answer settles which of the two it is.
        fault: bool,
    },
}

/// For each row the first, the second or the union of two columns of one type.
pub(crate) fn merge(first: &Column, second: &Column, takes: &[Take]) -> Column {
    let flags_of = |first: &Flags, second: &Flags| -> Vec<u8> {
        let rows = takes.iter().enumerate();
        rows.map(|(row, take)| merged_flags(first.get(row), second.get(row), *take))
            .collect()
    };
    match (first, second) {
        (Column::Number(a), Column::Number(b)) => {
            let flags = flags_of(&a.flags, &b.flags);
            let rows = takes.iter().enumerate().map(|(row, take)| {
                let (x, y) = (a.interval(row), b.interval(row));
                match applying(*take, a.flags.get(row), b.flags.get(row)) {
                    Take::First => x,
                    Take::Second => y,
                    Take::Either { .. } => x.hull(y),
                }
            });
            Column::Number(from_rows(rows.zip(flags), takes.len()))
        }
        (Column::YesNo(a), Column::YesNo(b)) => {
            let rows = takes.iter().enumerate().map(|(row, take)| {
                let (x, y) = (a.get(row), b.get(row));
                match take {
                    Take::First => x,
                    Take::Second => y,
                    Take::Either { fault } => {
                        let fault = *fault || x & y & truth::FAULT != 0;
                        settle((x | y) & !truth::FAULT | if fault { truth::FAULT } else { 0 })
                    }
                }
            });
            Column::YesNo(rows.collect())
        }
        (Column::Choice(a), Column::Choice(b)) => {
            let flags = flags_of(&a.flags, &b.flags);
            let mut words = Vec::with_capacity(a.len() * ChoiceColumn::words_per_row(a.members));
            for (row, take) in takes.iter().enumerate() {
                let (x, y) = (a.set(row), b.set(row));
                match applying(*take, a.flags.get(row), b.flags.get(row)) {
                    Take::First => words.extend_from_slice(x),
                    Take::Second => words.extend_from_slice(y),
                    Take::Either { .. } => words.extend(x.iter().zip(y).map(|(x, y)| x | y)),
                }
            }
            Column::Choice(ChoiceColumn::new(a.members, words, flags))
        }
        (Column::Text(a), Column::Text(b)) => {
            let flags = flags_of(&a.flags, &b.flags);
            let rows = takes.iter().enumerate().map(|(row, take)| {
                match applying(*take, a.flags.get(row), b.flags.get(row)) {
                    Take::First => a.text(row),
                    Take::Second => b.text(row),
                    Take::Either { .. } if a.get(row) == b.get(row) => a.text(row),
                    Take::Either { .. } => None,
                }
            });
            Column::Text(TextColumn::new(rows.collect(), flags))
        }
        (Column::List(a), Column::List(b)) => {
            let flags = flags_of(&a.flags, &b.flags);
            let take = |row| applying(takes_at(takes, row), a.flags.get(row), b.flags.get(row));
            Column::List(ListColumn::new(
                merge_values(&a.values, &b.values, take),
                flags,
            ))
        }
        // The analysis gives both branches one type.
        (
            Column::Number(_)
            | Column::YesNo(_)
            | Column::Choice(_)
            | Column::Text(_)
            | Column::List(_),
            _,
        ) => first.clone(),
    }
}

fn takes_at(takes: &[Take], row: usize) -> Take {
    takes.get(row).copied().unwrap_or(Take::First)
}

fn merge_values<T: Clone + PartialEq>(
    first: &[Option<T>],
    second: &[Option<T>],
    take: impl Fn(usize) -> Take,
) -> Vec<Option<T>> {
    let rows = first.iter().zip(second).enumerate();
    rows.map(|(row, (x, y))| match take(row) {
        Take::First => x.clone(),
        Take::Second => y.clone(),
        Take::Either { .. } => {
            if x == y {
                x.clone()
            } else {
                None
            }
        }
    })
    .collect()
}

/// A side that does not apply adds nothing to the union of values.
fn applying(take: Take, first: u8, second: u8) -> Take {
    match take {
        Take::Either { .. } if first & flag::APPLIES == 0 => Take::Second,
        Take::Either { .. } if second & flag::APPLIES == 0 => Take::First,
        Take::First | Take::Second | Take::Either { .. } => take,
    }
}

fn merged_flags(first: u8, second: u8, take: Take) -> u8 {
    match take {
        Take::First => first,
        Take::Second => second,
        Take::Either { fault } => {
            let fault = fault || first & second & flag::FAULT != 0;
            (first | second) & !flag::FAULT | if fault { flag::FAULT } else { 0 }
        }
    }
}

/// `if`: the branches that the condition leaves. Open for good when the condition is a fault, or
/// when both branches are.
pub(crate) fn choose(condition: &YesNoColumn, then: &Column, otherwise: &Column) -> Column {
    match condition.same().map(|bits| bits & truth::UNKNOWN) {
        Some(truth::YES) => return then.clone(),
        Some(truth::NO) => return otherwise.clone(),
        Some(_) | None => {}
    }
    let takes: Vec<Take> = condition
        .bits()
        .iter()
        .map(|bits| match bits & truth::UNKNOWN {
            truth::YES => Take::First,
            truth::NO => Take::Second,
            _ => Take::Either {
                fault: bits & truth::FAULT != 0,
            },
        })
        .collect();
    merge(then, otherwise, &takes)
}

/// `x default y`: the second where the first is unknown or a fault.
pub(crate) fn default(first: &Column, second: &Column) -> Column {
    let takes: Vec<Take> = (0..first.len())
        .map(|row| match first.status(row) {
            Status::Known | Status::NotApplicable => Take::First,
            Status::Unknown | Status::Fault => Take::Second,
        })
        .collect();
    if takes.iter().all(|take| *take == Take::First) {
        return first.clone();
    }
    merge(first, second, &takes)
}

/// A column that applies only where a segment has a row as a member: not applicable on rows
/// certainly outside, possibly so on rows possibly outside.
pub(crate) fn within(column: &Column, member: &YesNoColumn) -> Column {
    if member.same() == Some(truth::YES) {
        return column.clone();
    }
    let members = member.bits();
    let flags_of = |flags: &Flags| -> Vec<u8> {
        let rows = members.iter().enumerate();
        rows.map(|(row, &bits)| outside_flags(flags.get(row), bits))
            .collect()
    };
    match column {
        Column::Number(column) => {
            let flags = flags_of(&column.flags);
            Column::Number(numbers_within(column, &flags))
        }
        Column::YesNo(column) => {
            let rows = column.bits();
            let rows = rows.iter().zip(members.iter()).map(|(&bits, &member)| {
                let flags = outside_flags(truth_flags(bits), member);
                with_flags(bits & truth::UNKNOWN, flags)
            });
            Column::YesNo(rows.collect())
        }
        Column::Choice(column) => {
            let flags = flags_of(&column.flags);
            Column::Choice(column.flagged(flags))
        }
        Column::Text(column) => {
            let flags = flags_of(&column.flags);
            Column::Text(column.flagged(flags))
        }
        Column::List(column) => {
            let flags = flags_of(&column.flags);
            Column::List(ListColumn::new(column.values.to_vec(), flags))
        }
    }
}

/// Numbers with the flags of a value for members only; zero where they do not apply.
fn numbers_within(column: &NumberColumn, flags: &[u8]) -> NumberColumn {
    let applies = |bits: u8| bits & flag::APPLIES != 0;
    if let Some(narrow) = column.as_narrow() {
        let (low, high) = narrow.spelled(flags.len());
        let keep = |ends: &[i64]| -> Vec<i64> {
            let rows = ends.iter().zip(flags);
            rows.map(|(&end, &bits)| if applies(bits) { end } else { 0 })
                .collect()
        };
        let low = keep(&low);
        let high = if column.is_points() {
            low.clone()
        } else {
            keep(&high)
        };
        let settled = low.iter().zip(&high).zip(flags);
        let settled = settled.map(|((low, high), &bits)| settle_flags(bits, low == high));
        let settled = Flags::from_bits(settled.collect());
        return NumberColumn::narrow(low, high, settled);
    }
    let rows = column.intervals().zip(flags).map(|(value, &bits)| {
        let kept = if applies(bits) { value } else { Interval::ZERO };
        (kept, bits)
    });
    from_rows(rows, flags.len())
}

/// The flags of a value for members only, given whether the row is one.
fn outside_flags(flags: u8, member: u8) -> u8 {
    if member & truth::YES == 0 || flags & flag::APPLIES == 0 {
        return flag::NOT_APPLICABLE;
    }
    let outside = member & (truth::NO | truth::NOT_APPLICABLE) != 0;
    let fault = member & truth::FAULT != 0;
    flags | if outside { flag::NOT_APPLICABLE } else { 0 } | if fault { flag::FAULT } else { 0 }
}

/// The status of every row, as members of the built-in domain.
pub(crate) fn status(program: &Program, column: &Column) -> Column {
    let members = member_count(program, &Type::Choice(program.status)).max(4);
    let width = ChoiceColumn::words_per_row(members);
    let mut words = vec![0u64; column.len() * width];
    for (row, set) in words.chunks_exact_mut(width).enumerate() {
        if let Some(word) = set.first_mut() {
            *word = match column.status(row) {
                Status::Known => 1,
                Status::Unknown => 2,
                Status::Fault => 4,
                Status::NotApplicable => 8,
            };
        }
    }
    Column::Choice(ChoiceColumn::with_flags(members, words, Flags(None)))
}
