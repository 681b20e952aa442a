//! The value of an expression: several SQL columns that together say what is still possible.
//!
//! A number is its two ends, a yes/no the bits of no, not applicable and yes, a choice the bits of its
//! members, a text a text or null for anything; beside them the bits of applicability and fault. The
//! numbers of the bits are those of the evaluation.

use super::tree::{
    Call, Sql, all, any, both_bits, case, choose, either_bits, equal, is_null, not, subtract,
};
use crate::decimal::{MAX_UNITS, ONE};
use crate::ir::Bounds;

/// Stands for an end that is not there, in millionths: far beyond every number and every day.
pub(super) const BEYOND: i128 = 1_000_000_000_000_000_000_000_000_000_000 * ONE;

/// Bits of what is known beside a set.
pub(super) mod flag {
    pub(in crate::sql) const APPLIES: u8 = 1;
    pub(in crate::sql) const NOT_APPLICABLE: u8 = 2;
    pub(in crate::sql) const FAULT: u8 = 4;
}

/// Bits of a yes/no.
pub(super) mod truth {
    pub(in crate::sql) const NO: u8 = 1;
    pub(in crate::sql) const NOT_APPLICABLE: u8 = 2;
    pub(in crate::sql) const YES: u8 = 4;
    pub(in crate::sql) const FAULT: u8 = 8;
    pub(in crate::sql) const UNKNOWN: u8 = NO | YES;
    pub(in crate::sql) const SET: u8 = NO | NOT_APPLICABLE | YES;
}

/// A few bits, and which of them may be set at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    pub(super) sql: Sql,
    pub(super) may: u8,
}

impl Bits {
    /// The same bits on every row.
    pub(super) fn constant(bits: u8) -> Bits {
        Bits {
            sql: Sql::Whole(i64::from(bits)),
            may: bits,
        }
    }

    /// The value that simply applies.
    pub(super) fn plain() -> Bits {
        Bits::constant(flag::APPLIES)
    }

    /// Bits worked out, of which only some may be set.
    pub(super) fn new(sql: Sql, may: u8) -> Bits {
        match sql.whole() {
            Some(bits) => Bits::constant(u8::try_from(bits).unwrap_or(0)),
            None => Bits { sql, may },
        }
    }

    /// True if one of some bits is set.
    pub(super) fn has(&self, mask: u8) -> Sql {
        match (self.known(), self.may & mask) {
            (Some(bits), _) => Sql::YesNo(bits & mask != 0),
            (None, 0) => Sql::YesNo(false),
            (None, within) if within == self.may => not(equal(self.sql.clone(), Sql::Whole(0))),
            (None, within) => not(equal(
                both_bits(self.sql.clone(), Sql::Whole(i64::from(within))),
                Sql::Whole(0),
            )),
        }
    }

    /// True if, of some bits, just these are set.
    pub(super) fn is(&self, mask: u8, bits: u8) -> Sql {
        let within = self.may & mask;
        match self.known() {
            Some(known) => Sql::YesNo(known & mask == bits),
            None if bits & !within != 0 => Sql::YesNo(false),
            None if within == 0 => Sql::YesNo(bits == 0),
            None => equal(self.masked(mask), Sql::Whole(i64::from(bits))),
        }
    }

    /// Only some of the bits.
    pub(super) fn masked(&self, mask: u8) -> Sql {
        if self.may & !mask == 0 {
            self.sql.clone()
        } else {
            both_bits(self.sql.clone(), Sql::Whole(i64::from(mask & self.may)))
        }
    }

    /// The bits that never change.
    pub(super) fn known(&self) -> Option<u8> {
        self.sql.whole().and_then(|bits| u8::try_from(bits).ok())
    }

    /// One of several bits by conditions; every bit may be set that one of them may set.
    pub(super) fn case(arms: Vec<(Sql, Bits)>, otherwise: Bits) -> Bits {
        let mut may = otherwise.may;
        let mut written = Vec::with_capacity(arms.len());
        for (when, bits) in arms {
            if when != Sql::YesNo(false) {
                may |= bits.may;
            }
            written.push((when, bits.sql));
        }
        Bits::new(case(written, otherwise.sql), may)
    }

    /// With further bits.
    pub(super) fn or(&self, other: &Bits) -> Bits {
        Bits::new(
            either_bits(self.sql.clone(), other.sql.clone()),
            self.may | other.may,
        )
    }
}

/// A number, date or duration: the ends of an interval, [`BEYOND`] where there is none.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) low: Sql,
    pub(super) high: Sql,
    /// What holds on every row to which the value may apply, in millionths.
    pub(super) within: Bounds,
    pub(super) flags: Bits,
}

impl Number {
    pub(super) fn point(units: i128) -> Number {
        Number {
            low: Sql::Number(units),
            high: Sql::Number(units),
            within: Bounds::closed(units, units),
            flags: Bits::plain(),
        }
    }

    /// True where one value is left.
    pub(super) fn is_point(&self) -> Sql {
        if self.low == self.high {
            Sql::YesNo(true)
        } else {
            equal(self.low.clone(), self.high.clone())
        }
    }

    /// Both ends, if neither can be missing.
    pub(super) fn held(&self) -> Option<(i128, i128)> {
        self.within.low.zip(self.within.high)
    }
}

/// A choice: a bit a member.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) set: Sql,
    pub(super) members: u32,
    pub(super) flags: Bits,
}

impl Choice {
    /// True where one member is left.
    pub(super) fn is_single(&self) -> Sql {
        match self.set.whole() {
            Some(set) => Sql::YesNo(set.count_ones() == 1),
            None if self.members <= 1 => Sql::YesNo(true),
            None => all([
                not(equal(self.set.clone(), Sql::Whole(0))),
                equal(
                    both_bits(self.set.clone(), less_one(self.set.clone())),
                    Sql::Whole(0),
                ),
            ]),
        }
    }

    /// True where one of some members is left.
    pub(super) fn has(&self, mask: i64) -> Sql {
        not(equal(
            both_bits(self.set.clone(), Sql::Whole(mask)),
            Sql::Whole(0),
        ))
    }
}

fn less_one(set: Sql) -> Sql {
    subtract(set, Sql::Whole(1))
}

/// A text, or a key: null is anything.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) value: Sql,
    pub(super) flags: Bits,
}

/// The value of an expression.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Number(Number),
    YesNo(Bits),
    Choice(Choice),
    Text(Text),
}

impl Value {
    /// The bits of applicability and fault.
    pub(super) fn flags(&self) -> Bits {
        match self {
            Value::Number(number) => number.flags.clone(),
            Value::YesNo(bits) => truth_flags(bits),
            Value::Choice(choice) => choice.flags.clone(),
            Value::Text(text) => text.flags.clone(),
        }
    }

    /// True where one value is left, whether or not it applies.
    fn is_single(&self) -> Sql {
        match self {
            Value::Number(number) => number.is_point(),
            Value::YesNo(bits) => any([
                bits.is(truth::UNKNOWN, truth::NO),
                bits.is(truth::UNKNOWN, truth::YES),
            ]),
            Value::Choice(choice) => choice.is_single(),
            Value::Text(text) => not(is_null(text.value.clone())),
        }
    }

    /// True where it is settled and applies.
    pub(super) fn is_known(&self) -> Sql {
        match self {
            Value::YesNo(bits) => any([
                bits.is(truth::SET, truth::NO),
                bits.is(truth::SET, truth::YES),
            ]),
            Value::Number(_) | Value::Choice(_) | Value::Text(_) => all([
                self.flags()
                    .is(flag::APPLIES | flag::NOT_APPLICABLE, flag::APPLIES),
                self.is_single(),
            ]),
        }
    }

    /// True where it does not apply.
    pub(super) fn is_not_applicable(&self) -> Sql {
        match self {
            Value::YesNo(bits) => bits.is(truth::SET, truth::NOT_APPLICABLE),
            Value::Number(_) | Value::Choice(_) | Value::Text(_) => self
                .flags()
                .is(flag::APPLIES | flag::NOT_APPLICABLE, flag::NOT_APPLICABLE),
        }
    }

    /// True where it is open for good.
    pub(super) fn is_fault(&self) -> Sql {
        all([self.flags().has(flag::FAULT), self.is_open()])
    }

    /// True where several values are left, or it may not apply.
    pub(super) fn is_open(&self) -> Sql {
        not(any([self.is_known(), self.is_not_applicable()]))
    }

    /// known, unknown, fault or not_applicable, as what is given for each.
    pub(super) fn by_status(&self, given: [Sql; 4]) -> Sql {
        let [known, unknown, fault, not_applicable] = given;
        case(
            vec![
                (self.is_not_applicable(), not_applicable),
                (self.is_known(), known),
                (self.flags().has(flag::FAULT), fault),
            ],
            unknown,
        )
    }
}

/// The bits of applicability and fault of a yes/no.
pub(super) fn truth_flags(bits: &Bits) -> Bits {
    let bit = |mask: u8, flag: u8| {
        Bits::case(
            vec![(bits.has(mask), Bits::constant(flag))],
            Bits::constant(0),
        )
    };
    if bits.may & (truth::NOT_APPLICABLE | truth::FAULT) == 0 {
        return Bits::plain();
    }
    let applies = bit(truth::UNKNOWN, flag::APPLIES);
    applies
        .or(&bit(truth::NOT_APPLICABLE, flag::NOT_APPLICABLE))
        .or(&bit(truth::FAULT, flag::FAULT))
}

/// Bits without a fault that keeps nothing open.
pub(super) fn settle_flags(bits: Bits, single: Sql) -> Bits {
    if bits.may & flag::FAULT == 0 {
        return bits;
    }
    let both = flag::APPLIES | flag::NOT_APPLICABLE;
    Bits::case(
        vec![
            (
                bits.is(both, flag::NOT_APPLICABLE),
                Bits::constant(flag::NOT_APPLICABLE),
            ),
            (all([bits.is(both, flag::APPLIES), single]), Bits::plain()),
        ],
        bits,
    )
}

/// The bits of a result that needs both operands.
pub(super) fn both_flags(left: &Bits, right: &Bits) -> Bits {
    let plain = |bits: &Bits| bits.known() == Some(flag::APPLIES);
    if plain(left) {
        return right.clone();
    }
    if plain(right) || left == right {
        return left.clone();
    }
    let either = left.or(right);
    let applies = all([left.has(flag::APPLIES), right.has(flag::APPLIES)]);
    Bits::case(
        vec![(applies, either)],
        Bits::constant(flag::NOT_APPLICABLE),
    )
}

/// Truth bits without a fault that keeps nothing open.
pub(super) fn settle(bits: Bits) -> Bits {
    if bits.may & truth::FAULT == 0 {
        return bits;
    }
    let single = any([
        bits.is(truth::SET, truth::NO),
        bits.is(truth::SET, truth::NOT_APPLICABLE),
        bits.is(truth::SET, truth::YES),
    ]);
    let set = Bits::new(bits.masked(truth::SET), bits.may & truth::SET);
    Bits::case(vec![(single, set)], bits)
}

/// The truth bits of an answer worked out on rows with the given flags.
pub(super) fn with_flags(answer: Bits, flags: &Bits) -> Bits {
    if flags.known() == Some(flag::APPLIES) {
        return answer;
    }
    let bit = |flag: u8, truth: u8| {
        Bits::case(
            vec![(flags.has(flag), Bits::constant(truth))],
            Bits::constant(0),
        )
    };
    let all_bits = answer
        .or(&bit(flag::NOT_APPLICABLE, truth::NOT_APPLICABLE))
        .or(&bit(flag::FAULT, truth::FAULT));
    Bits::case(
        vec![(
            not(flags.has(flag::APPLIES)),
            Bits::constant(truth::NOT_APPLICABLE),
        )],
        settle(all_bits),
    )
}

/// Yes, no, or unknown.
pub(super) fn answer(always: Sql, never: Sql) -> Bits {
    Bits::case(
        vec![
            (always, Bits::constant(truth::YES)),
            (never, Bits::constant(truth::NO)),
        ],
        Bits::constant(truth::UNKNOWN),
    )
}

/// An interval with its ends within the numbers (or days) that can be held, open beyond.
pub(super) fn fitted(low: Sql, high: Sql, limit: Limit) -> (Sql, Sql) {
    let held = |end: &Sql| {
        all([
            super::tree::at_most(Sql::Number(limit.low), end.clone()),
            super::tree::at_most(end.clone(), Sql::Number(limit.high)),
        ])
    };
    (
        choose(held(&low), low, Sql::Number(-BEYOND)),
        choose(held(&high), high, Sql::Number(BEYOND)),
    )
}

/// The values that a type can hold at all, in millionths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) low: i128,
    pub(super) high: i128,
}

impl Limit {
    /// 20 digits before the point and 6 after.
    pub(super) const NUMBER: Limit = Limit {
        low: -MAX_UNITS,
        high: MAX_UNITS,
    };
    /// What stands between two steps of one calculation: 25 digits before the point.
    pub(super) const BETWEEN: Limit = Limit {
        low: -10_000_000_000_000_000_000_000_000 * ONE,
        high: 10_000_000_000_000_000_000_000_000 * ONE,
    };
    /// 20 digits, for days.
    pub(super) const DAYS: Limit = Limit {
        low: -(MAX_UNITS / ONE) * ONE,
        high: (MAX_UNITS / ONE) * ONE,
    };
    /// 0000-01-01 to 9999-12-31.
    pub(super) const DATE: Limit = Limit {
        low: -719_528 * ONE,
        high: 2_932_896 * ONE,
    };

    pub(super) fn holds(self, units: i128) -> bool {
        self.low <= units && units <= self.high
    }
}

/// A number as a text.
pub(super) fn number_text(number: Sql) -> Sql {
    Sql::Call(Call::NumberText, vec![number])
}
