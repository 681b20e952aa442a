//! Sets of members: the lesser of two, and what a list's columns say of the members left.

use std::sync::Arc;

use super::compare::{places, with_flags};
use super::membership::units;
use super::select::{full_choice, unknown};
use crate::eval::column::{
    ChoiceColumn, Column, Interval, ListColumn, NumberColumn, TextColumn, both_flags, flag,
    members_of, truth,
};
use crate::ir::{Attribute, Program, Type, Value};

/// The lesser (or greater) of two ordered choices, for every pair of possible members.
pub(crate) fn extreme(left: &ChoiceColumn, right: &ChoiceColumn, greatest: bool) -> ChoiceColumn {
    let mut words = Vec::with_capacity(left.len() * ChoiceColumn::words_per_row(left.members));
    let mut bits = Vec::with_capacity(left.len());
    for (row, (a, b)) in left.sets().zip(right.sets()).enumerate() {
        // A member of one set is taken when the other set has one that does not come before it.
        let (a_places, b_places) = (places(a), places(b));
        let bound = if greatest {
            Interval {
                low: a_places.low.max(b_places.low),
                high: i128::MAX,
            }
        } else {
            Interval {
                low: 0,
                high: a_places.high.min(b_places.high),
            }
        };
        words.extend(
            a.iter()
                .zip(b)
                .enumerate()
                .map(|(word, (a, b))| (a | b) & within(word, bound)),
        );
        bits.push(both_flags(left.flags.get(row), right.flags.get(row)));
    }
    ChoiceColumn::new(left.members, words, bits)
}

/// The bits of a word whose places lie within bounds.
pub(crate) fn within(word: usize, bounds: Interval) -> u64 {
    let start = (word * 64) as i128;
    let from = (bounds.low - start).clamp(0, 64);
    let to = bounds
        .high
        .saturating_sub(start)
        .saturating_add(1)
        .clamp(from, 64);
    let below = |place: i128| {
        if place >= 64 {
            u64::MAX
        } else {
            (1u64 << place) - 1
        }
    };
    below(to) & !below(from)
}

/// A column of a list for the members left of a choice: the union of what they have there. A blank
/// cell may be anything.
pub(crate) fn attribute(program: &Program, choice: &ChoiceColumn, attribute: &Attribute) -> Column {
    let of = |member: u32| {
        attribute
            .values
            .get(member as usize)
            .and_then(Option::as_ref)
    };
    let rows = choice.len();
    let flags: Vec<u8> = (0..rows).map(|row| choice.flags.get(row)).collect();
    let applies = |row: usize| choice.flags.get(row) & flag::APPLIES != 0;
    match unknown(program, &attribute.ty, 1, false) {
        Column::Number(any) => {
            let any = any.interval(0);
            let interval = |row: usize| {
                let values = choice
                    .possible(row)
                    .map(|member| of(member).and_then(units).map_or(any, Interval::point));
                if applies(row) {
                    values.reduce(Interval::hull).unwrap_or(any)
                } else {
                    Interval::ZERO
                }
            };
            let (low, high) = (0..rows)
                .map(|row| (interval(row).low, interval(row).high))
                .unzip();
            Column::Number(NumberColumn::new(low, high, flags))
        }
        Column::YesNo(_) => {
            let bits = (0..rows).map(|row| {
                let answer = choice.possible(row).fold(0, |all, member| {
                    all | match of(member) {
                        Some(Value::YesNo(true)) => truth::YES,
                        Some(Value::YesNo(false)) => truth::NO,
                        _ => truth::UNKNOWN,
                    }
                });
                with_flags(answer, choice.flags.get(row))
            });
            Column::YesNo(bits.collect())
        }
        Column::Choice(any) => {
            let mut words = Vec::new();
            for row in 0..rows {
                let mut set = vec![0; ChoiceColumn::words_per_row(any.members)];
                for member in choice.possible(row).take_while(|_| applies(row)) {
                    let found = match of(member) {
                        Some(Value::Choice(_, found)) => {
                            ChoiceColumn::one_member(any.members, *found)
                        }
                        _ => full_choice(any.members),
                    };
                    set.iter_mut()
                        .zip(found)
                        .for_each(|(set, found)| *set |= found);
                }
                words.extend(set);
            }
            Column::Choice(ChoiceColumn::new(any.members, words, flags))
        }
        Column::Text(_) => {
            let text = |member| match of(member) {
                Some(Value::Text(text)) => Some(text.clone()),
                _ => None,
            };
            texts(choice, text)
        }
        Column::List(_) => {
            let list = |member| match of(member) {
                Some(Value::List(items)) => Some(Arc::from(items.as_slice())),
                _ => None,
            };
            let values = (0..rows)
                .map(|row| agreed(choice.possible(row).map(list)))
                .collect();
            Column::List(ListColumn::new(values, flags))
        }
    }
}

/// A text for the members left: settled where all have the same.
pub(crate) fn texts(choice: &ChoiceColumn, text: impl Fn(u32) -> Option<Arc<str>>) -> Column {
    let (values, bits) = choice
        .sets()
        .enumerate()
        .map(|(row, set)| (agreed(members_of(set).map(&text)), choice.flags.get(row)))
        .unzip();
    Column::Text(TextColumn::new(values, bits))
}

/// The value that all agree on.
fn agreed<T: PartialEq>(mut values: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = values.next()??;
    values
        .all(|value| value.as_ref() == Some(&first))
        .then_some(first)
}

/// The type's domain as a number of members.
pub(crate) fn member_count(program: &Program, ty: &Type) -> u32 {
    match ty {
        Type::Choice(domain) => {
            u32::try_from(program.domains[*domain].members.len()).unwrap_or(u32::MAX)
        }
        Type::Text
        | Type::YesNo
        | Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::List(_)
        | Type::Reference(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_lesser_of_two_sets_is_every_lesser_of_a_pair() {
        for a in 1u64..32 {
            for b in 1u64..32 {
                let column = |set: u64| {
                    // Placed across the border of two words.
                    let wide = u128::from(set) << 62;
                    let words = vec![wide as u64, (wide >> 64) as u64];
                    ChoiceColumn::new(100, words, vec![flag::APPLIES])
                };
                let (a, b) = (column(a), column(b));
                for greatest in [false, true] {
                    let expected: BTreeSet<u32> = a
                        .possible(0)
                        .flat_map(|x| b.possible(0).map(move |y| (x, y)))
                        .map(|(x, y)| if greatest { x.max(y) } else { x.min(y) })
                        .collect();
                    let found: BTreeSet<u32> = extreme(&a, &b, greatest).possible(0).collect();
                    assert_eq!(found, expected);
                }
            }
        }
    }
}
