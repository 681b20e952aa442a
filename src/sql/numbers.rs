//! Arithmetic on intervals, as `docs/semantics.md` "Expressions" has it.

use super::chain::Chain;
use super::tree::{
    Call, Sql, add, all, any, at_most, case, choose, equal, greatest, least, less, negate, not,
    subtract,
};
use super::value::{BEYOND, Bits, Limit, Number, both_flags, fitted, flag, settle_flags};
use crate::decimal::{ONE, divide_rounded};
use crate::ir::Bounds;

/// An interval not yet held to what can be held; nothing where it is a fault.
struct Raw {
    low: Sql,
    high: Sql,
    within: Bounds,
    /// True where there is no result whatever the values.
    fault: Sql,
}

/// What a raw result comes to, with the flags of its operands: a fault where settled operands give
/// what cannot be held.
fn finish(
    chain: &mut Chain,
    hint: &str,
    raw: Raw,
    (flags, settled): (Bits, Sql),
    limit: Limit,
) -> Number {
    let within = raw.within.low.zip(raw.within.high);
    let is_held = within.is_some_and(|(low, high)| limit.holds(low) && limit.holds(high));
    let (low, high, fault) = if is_held {
        (raw.low, raw.high, raw.fault.clone())
    } else {
        let (raw_low, raw_high) = (
            chain.keep(&format!("{hint}_raw_low"), raw.low),
            chain.keep(&format!("{hint}_raw_high"), raw.high),
        );
        let (low, high) = fitted(raw_low.clone(), raw_high.clone(), limit);
        let beyond = not(all([
            at_most(Sql::Number(limit.low), raw_low),
            at_most(raw_high, Sql::Number(limit.high)),
        ]));
        (low, high, any([raw.fault.clone(), all([settled, beyond])]))
    };
    let (low, high) = (
        choose(raw.fault.clone(), Sql::Number(-BEYOND), low),
        choose(raw.fault.clone(), Sql::Number(BEYOND), high),
    );
    let is_safe = is_held && raw.fault == Sql::YesNo(false);
    let fault = chain.keep(&format!("{hint}_fault"), fault);
    let fault = Bits::case(
        vec![(fault, Bits::constant(flag::FAULT))],
        Bits::constant(0),
    );
    let number = Number {
        within: if is_safe { raw.within } else { Bounds::OPEN },
        low,
        high,
        flags: flags.or(&fault),
    };
    where_applicable(chain, hint, number, &flags)
}

/// Zero where a value does not apply, and no fault that keeps nothing open.
fn where_applicable(chain: &mut Chain, hint: &str, number: Number, flags: &Bits) -> Number {
    let nothing = not(flags.has(flag::APPLIES));
    let end = |end: Sql| choose(nothing.clone(), Sql::Number(0), end);
    let ends = if number.low == number.high {
        let both = chain.keep(hint, end(number.low));
        (both.clone(), both)
    } else {
        (
            chain.keep(&format!("{hint}_low"), end(number.low)),
            chain.keep(&format!("{hint}_high"), end(number.high)),
        )
    };
    settled_number(chain, hint, ends, number.within, (number.flags, &nothing))
}

/// A number from its ends and its flags, which do not apply where nothing does.
pub(super) fn settled_number(
    chain: &mut Chain,
    hint: &str,
    (low, high): (Sql, Sql),
    within: Bounds,
    (flags, nothing): (Bits, &Sql),
) -> Number {
    let number = Number {
        low,
        high,
        within,
        flags: Bits::case(
            vec![(nothing.clone(), Bits::constant(flag::NOT_APPLICABLE))],
            flags,
        ),
    };
    let point = number.is_point();
    let flags = settle_flags(
        chain.keep_bits(&format!("{hint}_flags_raw"), number.flags),
        point,
    );
    Number {
        flags: chain.keep_bits(&format!("{hint}_flags"), flags),
        ..number
    }
}

fn both_points(left: &Number, right: &Number) -> Sql {
    all([left.is_point(), right.is_point()])
}

/// `a + b`
pub(super) fn sum(
    chain: &mut Chain,
    hint: &str,
    left: &Number,
    right: &Number,
    limit: Limit,
) -> Number {
    let of = |a: Option<i128>, b: Option<i128>| a.zip(b).and_then(|(a, b)| a.checked_add(b));
    let raw = Raw {
        low: add(left.low.clone(), right.low.clone()),
        high: add(left.high.clone(), right.high.clone()),
        within: Bounds {
            low: of(left.within.low, right.within.low),
            high: of(left.within.high, right.within.high),
        },
        fault: Sql::YesNo(false),
    };
    let settled = both_points(left, right);
    finish(
        chain,
        hint,
        raw,
        (both_flags(&left.flags, &right.flags), settled),
        limit,
    )
}

/// The contrary of an interval, its flags untouched.
fn opposite(value: &Number) -> Number {
    let end = |end: &Option<i128>| end.map(|end| -end);
    Number {
        low: negate(value.high.clone()),
        high: negate(value.low.clone()),
        within: Bounds {
            low: end(&value.within.high),
            high: end(&value.within.low),
        },
        flags: value.flags.clone(),
    }
}

/// `a - b`
pub(super) fn difference(
    chain: &mut Chain,
    hint: &str,
    left: &Number,
    right: &Number,
    limit: Limit,
) -> Number {
    let contrary = opposite(right);
    let raw = Raw {
        low: subtract(left.low.clone(), right.high.clone()),
        high: subtract(left.high.clone(), right.low.clone()),
        within: Bounds {
            low: left.within.low.zip(contrary.within.low).map(|(a, b)| a + b),
            high: left
                .within
                .high
                .zip(contrary.within.high)
                .map(|(a, b)| a + b),
        },
        fault: Sql::YesNo(false),
    };
    let settled = both_points(left, right);
    finish(
        chain,
        hint,
        raw,
        (both_flags(&left.flags, &right.flags), settled),
        limit,
    )
}

/// `-a`
pub(super) fn contrary(chain: &mut Chain, hint: &str, value: &Number, limit: Limit) -> Number {
    let turned = opposite(value);
    let raw = Raw {
        low: turned.low,
        high: turned.high,
        within: turned.within,
        fault: Sql::YesNo(false),
    };
    let settled = value.is_point();
    finish(chain, hint, raw, (value.flags.clone(), settled), limit)
}

fn is_positive(value: &Number) -> bool {
    value.within.low.is_some_and(|low| low >= 0)
}

/// What a product of two ends comes to, in millionths.
fn product_units(a: i128, b: i128, whole: bool) -> Option<i128> {
    let product = a.checked_mul(b)?;
    if whole {
        divide_rounded(product, ONE * ONE)?.checked_mul(ONE)
    } else {
        divide_rounded(product, ONE)
    }
}

/// What a quotient of two ends comes to, in millionths.
fn quotient_units(a: i128, b: i128, whole: bool) -> Option<i128> {
    if whole {
        divide_rounded(a, b)?.checked_mul(ONE)
    } else {
        divide_rounded(a.checked_mul(ONE)?, b)
    }
}

fn corner_bounds(left: &Number, right: &Number, of: impl Fn(i128, i128) -> Option<i128>) -> Bounds {
    let (Some((a, b)), Some((c, d))) = (left.held(), right.held()) else {
        return Bounds::OPEN;
    };
    let corners = [of(a, c), of(a, d), of(b, c), of(b, d)];
    let corners: Option<Vec<i128>> = corners.into_iter().collect();
    match corners {
        Some(corners) => Bounds {
            low: corners.iter().copied().min(),
            high: corners.iter().copied().max(),
        },
        None => Bounds::OPEN,
    }
}

/// `a * b`
pub(super) fn product(
    chain: &mut Chain,
    hint: &str,
    (left, right): (&Number, &Number),
    (limit, whole): (Limit, bool),
) -> Number {
    let within = corner_bounds(left, right, |a, b| product_units(a, b, whole));
    let held = within
        .low
        .zip(within.high)
        .is_some_and(|(low, high)| limit.holds(low) && limit.holds(high));
    let times = |a: &Sql, b: &Sql| match (a, b) {
        (Sql::Number(0), _) | (_, Sql::Number(0)) => Sql::Number(0),
        (Sql::Number(ONE), other) | (other, Sql::Number(ONE)) if held && !whole => other.clone(),
        (a, b) => Sql::Times {
            factors: Box::new((a.clone(), b.clone())),
            whole,
            held,
        },
    };
    let (low, high) = if left.low == left.high && right.low == right.high {
        let only = chain.keep(hint, times(&left.low, &right.low));
        (only.clone(), only)
    } else if is_positive(left) && is_positive(right) {
        (times(&left.low, &right.low), times(&left.high, &right.high))
    } else {
        let corners = [
            (&left.low, &right.low),
            (&left.low, &right.high),
            (&left.high, &right.low),
            (&left.high, &right.high),
        ];
        let corners: Vec<Sql> = corners
            .into_iter()
            .zip(1..)
            .map(|((a, b), at)| chain.keep(&format!("{hint}_corner_{at}"), times(a, b)))
            .collect();
        (least(corners.clone()), greatest(corners))
    };
    let raw = Raw {
        low,
        high,
        within,
        fault: Sql::YesNo(false),
    };
    let settled = both_points(left, right);
    finish(
        chain,
        hint,
        raw,
        (both_flags(&left.flags, &right.flags), settled),
        limit,
    )
}

/// `a / b`
pub(super) fn quotient(
    chain: &mut Chain,
    hint: &str,
    (left, right): (&Number, &Number),
    (limit, whole): (Limit, bool),
) -> Number {
    // Where a value does not apply its ends are zero.
    let may_be_zero = right.flags.may & flag::NOT_APPLICABLE != 0
        || right.within.low.is_none_or(|low| low <= 0)
            && right.within.high.is_none_or(|high| high >= 0);
    let (has_zero, is_zero) = if may_be_zero {
        (
            all([
                at_most(right.low.clone(), Sql::Number(0)),
                at_most(Sql::Number(0), right.high.clone()),
            ]),
            all([
                equal(right.low.clone(), Sql::Number(0)),
                equal(right.high.clone(), Sql::Number(0)),
            ]),
        )
    } else {
        (Sql::YesNo(false), Sql::YesNo(false))
    };
    let has_zero = chain.keep(&format!("{hint}_zero"), has_zero);
    let open = |number: &Number, end: &Sql| {
        if number.held().is_some() {
            return Sql::YesNo(false);
        }
        any([
            equal(end.clone(), Sql::Number(BEYOND)),
            equal(end.clone(), Sql::Number(-BEYOND)),
        ])
    };
    let over = |a: &Sql, b: &Sql| {
        let divided = Sql::Over {
            sides: Box::new((a.clone(), b.clone())),
            whole,
        };
        let sign = choose(equal_signs(a, b), Sql::Number(BEYOND), Sql::Number(-BEYOND));
        case(
            vec![
                // What is open whatever the ends is not divided: an end may be zero.
                (has_zero.clone(), Sql::Number(0)),
                (equal(a.clone(), Sql::Number(0)), Sql::Number(0)),
                (open(right, b), Sql::Number(0)),
                (open(left, a), sign),
            ],
            divided,
        )
    };
    let corners = [
        (&left.low, &right.low),
        (&left.low, &right.high),
        (&left.high, &right.low),
        (&left.high, &right.high),
    ];
    let mut kept: Vec<Sql> = Vec::new();
    for ((a, b), at) in corners.into_iter().zip(1..) {
        let corner = chain.keep(&format!("{hint}_corner_{at}"), over(a, b));
        if !kept.contains(&corner) {
            kept.push(corner);
        }
    }
    let open_where_zero = |end: Sql, open: i128| choose(has_zero.clone(), Sql::Number(open), end);
    let within = if may_be_zero {
        Bounds::OPEN
    } else {
        corner_bounds(left, right, |a, b| quotient_units(a, b, whole))
    };
    let raw = Raw {
        low: open_where_zero(least(kept.clone()), -BEYOND),
        high: open_where_zero(greatest(kept), BEYOND),
        within,
        fault: is_zero,
    };
    let settled = both_points(left, right);
    finish(
        chain,
        hint,
        raw,
        (both_flags(&left.flags, &right.flags), settled),
        limit,
    )
}

fn equal_signs(a: &Sql, b: &Sql) -> Sql {
    let below = |end: &Sql| less(end.clone(), Sql::Number(0));
    any([
        all([below(a), below(b)]),
        all([not(below(a)), not(below(b))]),
    ])
}

/// `min(a, b)`, `max(a, b)`
pub(super) fn extreme(
    chain: &mut Chain,
    hint: &str,
    left: &Number,
    right: &Number,
    most: bool,
) -> Number {
    let of = |a: &Sql, b: &Sql| {
        let both = [a.clone(), b.clone()];
        if most { greatest(both) } else { least(both) }
    };
    let (low, high) = (of(&left.low, &right.low), of(&left.high, &right.high));
    let bound = |a: Option<i128>, b: Option<i128>| {
        a.zip(b)
            .map(|(a, b)| if most { a.max(b) } else { a.min(b) })
    };
    let flags = both_flags(&left.flags, &right.flags);
    let number = Number {
        low,
        high,
        within: Bounds {
            low: bound(left.within.low, right.within.low),
            high: bound(left.within.high, right.within.high),
        },
        flags: flags.clone(),
    };
    where_applicable(chain, hint, number, &flags)
}

/// `abs(a)`
pub(super) fn absolute(chain: &mut Chain, hint: &str, value: &Number) -> Number {
    let magnitude = |end: &Sql| Sql::Call(Call::Absolute, vec![end.clone()]);
    let (low, high) = (magnitude(&value.low), magnitude(&value.high));
    let has_zero = all([
        at_most(value.low.clone(), Sql::Number(0)),
        at_most(Sql::Number(0), value.high.clone()),
    ]);
    let within = match value.held() {
        Some((a, b)) => Bounds::closed(0, a.abs().max(b.abs())),
        None => Bounds {
            low: Some(0),
            high: None,
        },
    };
    let number = Number {
        low: choose(has_zero, Sql::Number(0), least([low.clone(), high.clone()])),
        high: greatest([low, high]),
        within,
        flags: value.flags.clone(),
    };
    where_applicable(chain, hint, number, &value.flags)
}

/// `round(a, step)`, the step a constant above or below zero.
pub(super) fn rounded(
    chain: &mut Chain,
    hint: &str,
    value: &Number,
    (step, limit): (i128, Limit),
) -> Number {
    let step = step.abs();
    let nearest = |end: &Sql, open: i128| {
        let count = Sql::Over {
            sides: Box::new((end.clone(), Sql::Number(step))),
            whole: true,
        };
        let multiple = Sql::Times {
            factors: Box::new((count, Sql::Number(step))),
            whole: false,
            held: true,
        };
        let is_open = if value.held().is_some() {
            Sql::YesNo(false)
        } else {
            equal(end.clone(), Sql::Number(open))
        };
        choose(is_open, Sql::Number(open), multiple)
    };
    let (low, high) = if value.low == value.high && value.held().is_some() {
        let end = nearest(&value.low, BEYOND);
        (end.clone(), end)
    } else {
        (nearest(&value.low, -BEYOND), nearest(&value.high, BEYOND))
    };
    let bound = |end: i128| divide_rounded(end, step).and_then(|count| count.checked_mul(step));
    let raw = Raw {
        low,
        high,
        within: Bounds {
            low: value.within.low.and_then(bound),
            high: value.within.high.and_then(bound),
        },
        fault: Sql::YesNo(false),
    };
    let settled = value.is_point();
    finish(chain, hint, raw, (value.flags.clone(), settled), limit)
}

/// Both ends held by a function that grows, such as a cap.
pub(super) fn mapped(
    chain: &mut Chain,
    hint: &str,
    value: &Number,
    of: impl Fn(Sql) -> Sql,
    of_bound: impl Fn(Option<i128>, bool) -> Option<i128>,
) -> Number {
    let number = Number {
        low: of(value.low.clone()),
        high: of(value.high.clone()),
        within: Bounds {
            low: of_bound(value.within.low, false),
            high: of_bound(value.within.high, true),
        },
        flags: value.flags.clone(),
    };
    where_applicable(chain, hint, number, &value.flags)
}
