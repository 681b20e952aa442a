//! Comparison and logic on sets of no < not applicable < yes.

use super::tree::{
    Call, Sql, all, any, at_most, both_bits, either_bits, equal, is_null, less, not, subtract,
};
use super::value::{
    Bits, Choice, Number, Text, Value, answer, both_flags, settle, truth, truth_flags, with_flags,
};
use crate::ir::{CompareOperator, TextOperator};

/// The least (`and`) or greatest (`or`) over every combination; left open it is a fault only if every
/// operand that stays open is one.
pub(super) fn connect(and: bool, operands: &[Bits]) -> Bits {
    let (winner, loser) = if and {
        (truth::NO, truth::YES)
    } else {
        (truth::YES, truth::NO)
    };
    // What decides alone decides; what decides nothing is left out.
    if operands.iter().any(|bits| bits.known() == Some(winner)) {
        return Bits::constant(winner);
    }
    let operands: Vec<&Bits> = operands
        .iter()
        .filter(|bits| bits.known() != Some(loser))
        .collect();
    match operands.as_slice() {
        [] => return Bits::constant(loser),
        [one] => return (*one).clone(),
        _ => {}
    }
    let in_all = |mask: u8| {
        let masked = operands.iter().map(|bits| bits.masked(mask));
        masked.reduce(both_bits).unwrap_or(Sql::Whole(0))
    };
    let in_one = |mask: u8| {
        let masked = operands.iter().map(|bits| bits.sql.clone());
        let together = masked.reduce(either_bits).unwrap_or(Sql::Whole(0));
        both_bits(together, Sql::Whole(i64::from(mask)))
    };
    let may = operands.iter().fold(0, |may, bits| may | bits.may);
    let decided = either_bits(in_all(loser), in_one(winner));
    let middle = if may & truth::NOT_APPLICABLE == 0 {
        Bits::constant(0)
    } else {
        let some = any(operands.iter().map(|bits| bits.has(truth::NOT_APPLICABLE)));
        let reach = operands
            .iter()
            .map(|bits| bits.has(truth::NOT_APPLICABLE | loser));
        let holds = all(std::iter::once(some).chain(reach));
        Bits::case(
            vec![(holds, Bits::constant(truth::NOT_APPLICABLE))],
            Bits::constant(0),
        )
    };
    let set = Bits::new(either_bits(decided, middle.sql), may & truth::SET);
    if may & truth::FAULT == 0 {
        return set;
    }
    // An operand that is open and no fault may be settled by an answer.
    let every = all(operands.iter().map(|bits| {
        any([
            bits.has(truth::FAULT),
            bits.is(truth::SET, truth::NO),
            bits.is(truth::SET, truth::NOT_APPLICABLE),
            bits.is(truth::SET, truth::YES),
        ])
    }));
    let fault = Bits::case(
        vec![(every, Bits::constant(truth::FAULT))],
        Bits::constant(0),
    );
    settle(set.or(&fault))
}

/// `not`: yes and no change places.
pub(super) fn invert(bits: &Bits) -> Bits {
    let turned = |of: u8| {
        let swapped = (of & truth::NO) << 2 | (of & truth::YES) >> 2;
        swapped | of & (truth::NOT_APPLICABLE | truth::FAULT)
    };
    if let Some(known) = bits.known() {
        return Bits::constant(turned(known));
    }
    let arms = (1..16u8).filter(|of| of & !bits.may == 0 && turned(*of) != *of);
    let arms: Vec<(Sql, Bits)> = arms
        .map(|of| (bits.is(0xf, of), Bits::constant(turned(of))))
        .collect();
    let inverted = Bits::case(arms, bits.clone());
    Bits::new(inverted.sql, turned(bits.may))
}

/// Where a yes is needed, not applicable counts as no.
pub(super) fn needed(bits: &Bits) -> Bits {
    if bits.may & truth::NOT_APPLICABLE == 0 {
        return bits.clone();
    }
    let kept = Bits::new(
        bits.masked(truth::UNKNOWN | truth::FAULT),
        bits.may & (truth::UNKNOWN | truth::FAULT),
    );
    let counted = settle(kept.or(&Bits::constant(truth::NO)));
    Bits::case(
        vec![(bits.has(truth::NOT_APPLICABLE), counted)],
        bits.clone(),
    )
}

/// Bits of a yes/no as they come out of `needed`: never not applicable.
pub(super) fn holds(bits: &Bits) -> Sql {
    bits.is(truth::UNKNOWN, truth::YES)
}

/// `a < b`, `a is b`, …; nothing for values that are not compared so.
pub(super) fn compare(operator: CompareOperator, left: &Value, right: &Value) -> Option<Bits> {
    let found = match (left, right) {
        (Value::Number(a), Value::Number(b)) => numbers(operator, a, b),
        (Value::Choice(a), Value::Choice(b)) => choices(operator, a, b),
        (Value::YesNo(a), Value::YesNo(b)) => yes_nos(operator, a, b),
        (Value::Text(a), Value::Text(b)) => texts(operator, a, b),
        (Value::Number(_) | Value::Choice(_) | Value::YesNo(_) | Value::Text(_), _) => return None,
    };
    Some(with_flags(
        found,
        &both_flags(&left.flags(), &right.flags()),
    ))
}

fn numbers(operator: CompareOperator, a: &Number, b: &Number) -> Bits {
    let equal_ends = || {
        let disjoint = any([
            less(a.high.clone(), b.low.clone()),
            less(b.high.clone(), a.low.clone()),
        ]);
        let same = all([
            a.is_point(),
            b.is_point(),
            equal(a.low.clone(), b.low.clone()),
        ]);
        (same, disjoint)
    };
    let before = |a: &Number, b: &Number| {
        (
            less(a.high.clone(), b.low.clone()),
            at_most(b.high.clone(), a.low.clone()),
        )
    };
    let turned = |(always, never): (Sql, Sql)| (never, always);
    let (always, never) = match operator {
        CompareOperator::Is => equal_ends(),
        CompareOperator::IsNot => turned(equal_ends()),
        CompareOperator::Less => before(a, b),
        CompareOperator::LessOrEqual => turned(before(b, a)),
        CompareOperator::Greater => before(b, a),
        CompareOperator::GreaterOrEqual => turned(before(a, b)),
    };
    answer(always, never)
}

fn choices(operator: CompareOperator, a: &Choice, b: &Choice) -> Bits {
    let same = || {
        let disjoint = equal(both_bits(a.set.clone(), b.set.clone()), Sql::Whole(0));
        (
            all([a.is_single(), b.is_single(), not(disjoint.clone())]),
            disjoint,
        )
    };
    // The lowest member of a set is the lowest bit of it, and `set & -set` is that bit alone. Every
    // member of one set comes before every member of another if the set is below that bit.
    let lowest = |choice: &Choice| {
        let worked_out = || {
            let contrary = subtract(Sql::Whole(0), choice.set.clone());
            both_bits(choice.set.clone(), contrary)
        };
        let constant = choice.set.whole().map(|set| set & set.wrapping_neg());
        constant.map_or_else(worked_out, Sql::Whole)
    };
    let twice = |sql: Sql| match sql.whole() {
        Some(bit) => Sql::Whole(bit.saturating_mul(2)),
        None => Sql::Add(Box::new(sql.clone()), Box::new(sql)),
    };
    let before = |a: &Choice, b: &Choice| {
        (
            less(a.set.clone(), lowest(b)),
            less(b.set.clone(), twice(lowest(a))),
        )
    };
    let turned = |(always, never): (Sql, Sql)| (never, always);
    let (always, never) = match operator {
        CompareOperator::Is => same(),
        CompareOperator::IsNot => turned(same()),
        CompareOperator::Less => before(a, b),
        CompareOperator::LessOrEqual => turned(before(b, a)),
        CompareOperator::Greater => before(b, a),
        CompareOperator::GreaterOrEqual => turned(before(a, b)),
    };
    answer(always, never)
}

fn yes_nos(operator: CompareOperator, a: &Bits, b: &Bits) -> Bits {
    let one = |bits: &Bits, of: u8| bits.is(truth::UNKNOWN, of);
    let pair = |x: u8, y: u8| all([one(a, x), one(b, y)]);
    // A value that does not apply is neither; the flags say so.
    let none = [one(a, 0), one(b, 0)];
    let same = any([pair(truth::NO, truth::NO), pair(truth::YES, truth::YES)]);
    let differ = any([
        pair(truth::NO, truth::YES),
        pair(truth::YES, truth::NO),
        any(none),
    ]);
    if operator == CompareOperator::IsNot {
        answer(differ, same)
    } else {
        answer(same, differ)
    }
}

fn texts(operator: CompareOperator, a: &Text, b: &Text) -> Bits {
    let (left, right) = (a.value.clone(), b.value.clone());
    let open = any([is_null(left.clone()), is_null(right.clone())]);
    let holds = match operator {
        CompareOperator::Is => equal(left, right),
        CompareOperator::IsNot => not(equal(left, right)),
        CompareOperator::Less => less(left, right),
        CompareOperator::LessOrEqual => at_most(left, right),
        CompareOperator::Greater => less(right, left),
        CompareOperator::GreaterOrEqual => at_most(right, left),
    };
    where_known(open, holds)
}

/// Unknown where something is open, else yes or no.
fn where_known(open: Sql, holds: Sql) -> Bits {
    Bits::case(
        vec![
            (open, Bits::constant(truth::UNKNOWN)),
            (holds, Bits::constant(truth::YES)),
        ],
        Bits::constant(truth::NO),
    )
}

/// `text contains part`
pub(super) fn text_test(operator: TextOperator, text: &Text, part: &Text) -> Bits {
    let lower = |sql: &Sql| {
        if let Sql::Text(text) = sql {
            let lowered = text
                .chars()
                .map(|letter| letter.to_lowercase().next().unwrap_or(letter));
            Sql::text(&lowered.collect::<String>())
        } else {
            Sql::Call(Call::Lower, vec![sql.clone()])
        }
    };
    let call = match operator {
        TextOperator::Contains => Call::Contains,
        TextOperator::StartsWith => Call::StartsWith,
        TextOperator::EndsWith => Call::EndsWith,
    };
    let open = any([is_null(text.value.clone()), is_null(part.value.clone())]);
    let holds = Sql::Call(call, vec![lower(&text.value), lower(&part.value)]);
    with_flags(
        where_known(open, holds),
        &both_flags(&text.flags, &part.flags),
    )
}

/// `choice in [a, b]`: the members listed, as bits.
pub(super) fn choice_in(choice: &Choice, listed: i64) -> Bits {
    let others = all_members(choice.members) & !listed;
    let found = answer(not(choice.has(others)), not(choice.has(listed)));
    with_flags(found, &choice.flags)
}

/// `yes_no in [yes]`
pub(super) fn yes_no_in(bits: &Bits, listed: u8) -> Bits {
    let found = answer(
        not(bits.has(truth::UNKNOWN & !listed)),
        not(bits.has(listed)),
    );
    with_flags(found, &truth_flags(bits))
}

/// `text in ["a", "b"]`
pub(super) fn text_in(text: &Text, listed: &[Sql]) -> Bits {
    if listed.is_empty() {
        return with_flags(Bits::constant(truth::NO), &text.flags);
    }
    let same = any(listed
        .iter()
        .map(|item| equal(text.value.clone(), item.clone())));
    with_flags(where_known(is_null(text.value.clone()), same), &text.flags)
}

/// `number in [1, 2, 3]`, the values ascending; `step` is the distance of neighbours of a whole type.
pub(super) fn number_in(number: &Number, listed: &[i128], step: Option<i128>) -> Bits {
    let inside = |units: i128| {
        all([
            at_most(number.low.clone(), Sql::Number(units)),
            at_most(Sql::Number(units), number.high.clone()),
        ])
    };
    let never = not(any(listed.iter().map(|units| inside(*units))));
    let point = all([
        number.is_point(),
        any(listed
            .iter()
            .map(|units| equal(number.low.clone(), Sql::Number(*units)))),
    ]);
    // Every whole number between two that are listed is listed: then the list has a run of them.
    let runs = step.map(|step| runs(listed, step)).unwrap_or_default();
    let within = runs.into_iter().map(|(first, last)| {
        all([
            at_most(Sql::Number(first), number.low.clone()),
            at_most(number.high.clone(), Sql::Number(last)),
        ])
    });
    let always = any(within.chain(std::iter::once(point)));
    let found = Bits::case(
        vec![
            (never, Bits::constant(truth::NO)),
            (always, Bits::constant(truth::YES)),
        ],
        Bits::constant(truth::UNKNOWN),
    );
    with_flags(found, &number.flags)
}

/// The stretches of neighbours of a list in ascending order, where there are two or more.
fn runs(listed: &[i128], step: i128) -> Vec<(i128, i128)> {
    let mut runs: Vec<(i128, i128)> = Vec::new();
    for &units in listed {
        match runs.last_mut() {
            Some((_, last)) if *last + step == units => *last = units,
            Some(_) | None => runs.push((units, units)),
        }
    }
    runs.retain(|(first, last)| first < last);
    runs
}

/// The bits of all members.
pub(super) fn all_members(members: u32) -> i64 {
    (1_i64 << members.min(62)) - 1
}

/// The flags of a value for members only, given whether the row is one; they do not apply outside.
pub(super) fn outside_flags(flags: &Bits, member: &Bits) -> Bits {
    use super::value::flag;
    let bit =
        |when: Sql, bits: u8| Bits::case(vec![(when, Bits::constant(bits))], Bits::constant(0));
    let nothing = any([not(member.has(truth::YES)), not(flags.has(flag::APPLIES))]);
    let within = flags
        .or(&bit(
            member.has(truth::NO | truth::NOT_APPLICABLE),
            flag::NOT_APPLICABLE,
        ))
        .or(&bit(member.has(truth::FAULT), flag::FAULT));
    Bits::case(
        vec![(nothing, Bits::constant(flag::NOT_APPLICABLE))],
        within,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(bits: u8) -> Vec<u8> {
        (0..3).filter(|value| bits >> value & 1 == 1).collect()
    }

    /// Every operand that there can be: a fault only where several values are left.
    fn operands() -> Vec<u8> {
        let several = |bits: u8| (bits & truth::SET).count_ones() > 1;
        (1..16)
            .filter(|&bits| bits & truth::SET != 0 && (bits & truth::FAULT == 0 || several(bits)))
            .collect()
    }

    /// The least or greatest over every combination; a fault only if every open operand is one.
    fn by_definition(and: bool, row: &[u8]) -> u8 {
        let mut results: Vec<u8> = vec![if and { 2 } else { 0 }];
        for &bits in row {
            let combined = results.iter().flat_map(|&left| {
                let of = move |right: u8| {
                    if and {
                        left.min(right)
                    } else {
                        left.max(right)
                    }
                };
                values(bits).into_iter().map(of)
            });
            results = combined.collect();
        }
        let set: u8 = results.iter().fold(0, |set, value| set | 1 << value);
        let open = row
            .iter()
            .filter(|bits| (*bits & truth::SET).count_ones() > 1);
        let fault = set.count_ones() > 1 && open.clone().all(|bits| bits & truth::FAULT != 0);
        set | if fault { truth::FAULT } else { 0 }
    }

    #[test]
    fn of_constants_the_text_is_worked_out_as_it_is_defined() {
        for and in [true, false] {
            for a in operands() {
                for b in operands() {
                    for c in operands() {
                        let row = [a, b, c];
                        let bits: Vec<Bits> =
                            row.iter().map(|bits| Bits::constant(*bits)).collect();
                        let found = connect(and, &bits).known();
                        assert_eq!(found, Some(by_definition(and, &row)), "{and} {row:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn not_keeps_not_applicable_and_what_is_needed_counts_it_as_no() {
        let of = |bits: u8| Bits::constant(bits);
        assert_eq!(invert(&of(1 | 2)).known(), Some(4 | 2));
        assert_eq!(invert(&of(1 | 4 | 8)).known(), Some(1 | 4 | 8));
        assert_eq!(needed(&of(2)).known(), Some(1));
        assert_eq!(needed(&of(1 | 2 | 8)).known(), Some(1));
        assert_eq!(needed(&of(2 | 4 | 8)).known(), Some(1 | 4 | 8));
    }

    #[test]
    fn a_choice_of_several_is_before_another_only_if_every_pair_is() {
        let choice = |set: i64| Choice {
            set: Sql::Whole(set),
            members: 4,
            flags: Bits::plain(),
        };
        let places = |set: i64| (0..4).filter(move |place| set >> place & 1 == 1);
        for a in 1..16 {
            for b in 1..16 {
                let pairs = || places(a).flat_map(|x| places(b).map(move |y| x < y));
                let expected = match (pairs().all(|less| less), pairs().any(|less| less)) {
                    (true, _) => truth::YES,
                    (false, true) => truth::UNKNOWN,
                    (false, false) => truth::NO,
                };
                let found = choices(CompareOperator::Less, &choice(a), &choice(b)).known();
                assert_eq!(found, Some(expected), "{a} {b}");
            }
        }
    }
}
