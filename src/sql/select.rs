//! One of two values, or both: `if`, `default`, what is for members only.

use super::chain::Chain;
use super::logic::outside_flags;
use super::numbers::settled_number;
use super::tree::{Sql, all, any, choose, either_bits, equal, greatest, is_null, least, not};
use super::value::{
    BEYOND, Bits, Choice, Number, Text, Value, flag, settle, settle_flags, truth, truth_flags,
    with_flags,
};
use crate::ir::{Bounds, Program, Type};

/// Which of two values is taken on a row.
pub(super) struct Take {
    /// The first alone.
    pub(super) first: Sql,
    /// The second alone; where neither is alone, both are possible.
    pub(super) second: Sql,
    /// No answer settles which of the two it is.
    pub(super) fault: Sql,
}

/// The unknown value of a type: its range, every member, anything.
pub(super) fn unknown(program: &Program, ty: &Type) -> Option<Value> {
    let flags = Bits::plain();
    Some(match ty {
        Type::Text | Type::Reference(_) => Value::Text(Text {
            value: Sql::Null(super::tree::Kind::Text),
            flags,
        }),
        Type::YesNo => Value::YesNo(Bits::constant(truth::UNKNOWN)),
        Type::Number(_) | Type::Date(_) | Type::Duration(_) | Type::Months => {
            let within = natural_bounds(ty);
            Value::Number(Number {
                low: Sql::Number(within.low.unwrap_or(-BEYOND)),
                high: Sql::Number(within.high.unwrap_or(BEYOND)),
                within,
                flags,
            })
        }
        Type::Choice(domain) => {
            let members = u32::try_from(program.domains[*domain].members.len()).ok()?;
            Value::Choice(Choice {
                set: Sql::Whole(super::logic::all_members(members)),
                members,
                flags,
            })
        }
        Type::List(_) => return None,
    })
}

/// The range of a type in millionths, days too.
pub(super) fn natural_bounds(ty: &Type) -> Bounds {
    let bounds = ty.bounds();
    match ty {
        Type::Date(_) | Type::Duration(_) => {
            let days = |end: Option<i128>| end.and_then(|end| end.checked_mul(crate::decimal::ONE));
            Bounds {
                low: days(bounds.low),
                high: days(bounds.high),
            }
        }
        Type::Number(_)
        | Type::Text
        | Type::YesNo
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => bounds,
    }
}

/// For each row the first, the second or the union of two values of one type.
pub(super) fn merge(
    chain: &mut Chain,
    hint: &str,
    (first, second): (&Value, &Value),
    take: Take,
) -> Option<Value> {
    let first_alone = chain.keep(&format!("{hint}_first"), take.first);
    let second_alone = chain.keep(&format!("{hint}_second"), take.second);
    let fault = chain.keep(&format!("{hint}_stuck"), take.fault);
    let bit =
        |when: Sql, bits: u8| Bits::case(vec![(when, Bits::constant(bits))], Bits::constant(0));
    if let (Value::YesNo(a), Value::YesNo(b)) = (first, second) {
        let both = any([fault, all([a.has(truth::FAULT), b.has(truth::FAULT)])]);
        let set = |bits: &Bits| Bits::new(bits.masked(truth::SET), bits.may & truth::SET);
        let union = set(a).or(&set(b)).or(&bit(both, truth::FAULT));
        return Some(Value::YesNo(Bits::case(
            vec![(first_alone, a.clone()), (second_alone, b.clone())],
            settle(union),
        )));
    }
    // The flags first: those of one alone, else of either, a fault of both.
    let (a, b) = (first.flags(), second.flags());
    let both = any([fault, all([a.has(flag::FAULT), b.has(flag::FAULT)])]);
    let set = |bits: &Bits| {
        let mask = flag::APPLIES | flag::NOT_APPLICABLE;
        Bits::new(bits.masked(mask), bits.may & mask)
    };
    let union = set(&a).or(&set(&b)).or(&bit(both, flag::FAULT));
    let flags = Bits::case(
        vec![
            (first_alone.clone(), a.clone()),
            (second_alone.clone(), b.clone()),
        ],
        union,
    );
    // A side that does not apply adds nothing to the union of values.
    let second_alone = chain.keep(
        &format!("{hint}_second"),
        any([
            second_alone,
            all([not(first_alone.clone()), not(a.has(flag::APPLIES))]),
        ]),
    );
    let first_alone = chain.keep(
        &format!("{hint}_first"),
        any([
            first_alone,
            all([not(second_alone.clone()), not(b.has(flag::APPLIES))]),
        ]),
    );
    let pick = |x: &Sql, y: &Sql, both: Sql| {
        if x == y {
            return x.clone();
        }
        super::tree::case(
            vec![
                (first_alone.clone(), x.clone()),
                (second_alone.clone(), y.clone()),
            ],
            both,
        )
    };
    Some(match (first, second) {
        (Value::Number(a), Value::Number(b)) => {
            let low = pick(&a.low, &b.low, least([a.low.clone(), b.low.clone()]));
            let high = pick(&a.high, &b.high, greatest([a.high.clone(), b.high.clone()]));
            let within = a.within.union(b.within);
            let low = chain.keep(&format!("{hint}_low"), low);
            let high = chain.keep(&format!("{hint}_high"), high);
            let nothing = flags.is(flag::APPLIES | flag::NOT_APPLICABLE, flag::NOT_APPLICABLE);
            let number = settled_number(chain, hint, (low, high), within, (flags, &nothing));
            Value::Number(number)
        }
        (Value::Choice(a), Value::Choice(b)) => {
            let set = pick(&a.set, &b.set, either_bits(a.set.clone(), b.set.clone()));
            let choice = Choice {
                set: chain.keep(hint, set),
                members: a.members,
                flags,
            };
            Value::Choice(settled_choice(choice))
        }
        (Value::Text(a), Value::Text(b)) => {
            let null = Sql::Null(super::tree::Kind::Text);
            let same = equal(a.value.clone(), b.value.clone());
            let value = pick(&a.value, &b.value, choose(same, a.value.clone(), null));
            let value = chain.keep(hint, value);
            let flags = settle_flags(flags, not(is_null(value.clone())));
            Value::Text(Text { value, flags })
        }
        (Value::Number(_) | Value::YesNo(_) | Value::Choice(_) | Value::Text(_), _) => return None,
    })
}

/// A choice without a fault that keeps nothing open.
pub(super) fn settled_choice(choice: Choice) -> Choice {
    let single = choice.is_single();
    Choice {
        flags: settle_flags(choice.flags, single),
        ..choice
    }
}

/// `if`: the branches that the condition leaves.
pub(super) fn branch(
    chain: &mut Chain,
    hint: &str,
    condition: &Bits,
    then: &Value,
    otherwise: &Value,
) -> Option<Value> {
    let take = Take {
        first: condition.is(truth::UNKNOWN, truth::YES),
        second: condition.is(truth::UNKNOWN, truth::NO),
        fault: condition.has(truth::FAULT),
    };
    merge(chain, hint, (then, otherwise), take)
}

/// `x default y`
pub(super) fn default(
    chain: &mut Chain,
    hint: &str,
    value: &Value,
    otherwise: &Value,
) -> Option<Value> {
    let kept = any([value.is_known(), value.is_not_applicable()]);
    let take = Take {
        second: not(kept.clone()),
        first: kept,
        fault: Sql::YesNo(false),
    };
    merge(chain, hint, (value, otherwise), take)
}

/// A value that applies only to the members of a segment.
pub(super) fn within(chain: &mut Chain, hint: &str, value: &Value, member: &Bits) -> Value {
    match value {
        Value::YesNo(bits) => {
            let flags = outside_flags(&truth_flags(bits), member);
            let flags = chain.keep_bits(&format!("{hint}_flags"), flags);
            let answer = Bits::new(bits.masked(truth::UNKNOWN), bits.may & truth::UNKNOWN);
            Value::YesNo(with_flags(answer, &flags))
        }
        Value::Number(number) => {
            let flags = outside_flags(&number.flags, member);
            let flags = chain.keep_bits(&format!("{hint}_flags"), flags);
            let nothing = not(flags.has(flag::APPLIES));
            let end = |end: &Sql| choose(nothing.clone(), Sql::Number(0), end.clone());
            let ends = if number.low == number.high {
                let end = chain.keep(hint, end(&number.low));
                (end.clone(), end)
            } else {
                (
                    chain.keep(&format!("{hint}_low"), end(&number.low)),
                    chain.keep(&format!("{hint}_high"), end(&number.high)),
                )
            };
            let kept = settled_number(chain, hint, ends, number.within, (flags, &nothing));
            Value::Number(kept)
        }
        Value::Choice(choice) => Value::Choice(settled_choice(Choice {
            set: choice.set.clone(),
            members: choice.members,
            flags: chain.keep_bits(
                &format!("{hint}_flags"),
                outside_flags(&choice.flags, member),
            ),
        })),
        Value::Text(text) => {
            let flags = outside_flags(&text.flags, member);
            let flags = chain.keep_bits(&format!("{hint}_flags"), flags);
            Value::Text(Text {
                value: text.value.clone(),
                flags: settle_flags(flags, not(is_null(text.value.clone()))),
            })
        }
    }
}
