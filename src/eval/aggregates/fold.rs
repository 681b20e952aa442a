//! What is gathered of the rows of a group, and what it comes to.

use super::spread::deviation;
use super::{Gather, Missing, Outcome};
use crate::decimal::divide_rounded;
use crate::eval::column::{ChoiceColumn, Interval, NumberColumn, OPEN_HIGH, OPEN_LOW, flag, truth};
use crate::eval::kernels::choices::within;
use crate::eval::kernels::compare::places;
use crate::eval::kernels::interval::Limits;
use crate::eval::kernels::logic::invert;
use crate::eval::kernels::numbers::count_units;
use crate::ir::{AggregateFunction, Type};

/// How many rows count.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    /// Certainly.
    certain: u64,
    /// Merely possibly.
    possible: u64,
    /// Of those: because of a fault.
    faults: u64,
}

impl Gather for Tally {
    fn add(&mut self, presence: u8, _row: usize) {
        if presence == truth::YES {
            self.certain += 1;
        } else {
            self.possible += 1;
            self.faults += u64::from(presence & truth::FAULT != 0);
        }
    }

    fn merge(&mut self, other: &Tally) {
        self.certain += other.certain;
        self.possible += other.possible;
        self.faults += other.faults;
    }
}

impl Tally {
    /// Certain to possible rows; open if there may be more.
    pub(super) fn count(self, missing: Missing) -> Outcome {
        let low = count_units(self.certain);
        let high = match missing {
            Missing::Perhaps { .. } => OPEN_HIGH,
            Missing::No => count_units(self.certain + self.possible),
        };
        let bits = fault_bits(self.faults > 0 || missing.fault());
        Outcome::Number(Interval { low, high }, bits)
    }

    /// An `or` over the rows: a fault only if every open row is one.
    fn any_bits(self, missing: Missing) -> u8 {
        if self.certain > 0 {
            truth::YES
        } else if self.possible == 0 && !missing.possible() {
            truth::NO
        } else if self.faults == self.possible && (!missing.possible() || missing.fault()) {
            truth::UNKNOWN | truth::FAULT
        } else {
            truth::UNKNOWN
        }
    }

    /// Yes if there is a row.
    pub(super) fn any(self, missing: Missing) -> Outcome {
        Outcome::YesNo(self.any_bits(missing))
    }

    /// Yes if there is no row.
    pub(super) fn none(self, missing: Missing) -> Outcome {
        Outcome::YesNo(invert(self.any_bits(missing)))
    }
}

fn fault_bits(fault: bool) -> u8 {
    flag::APPLIES | if fault { flag::FAULT } else { 0 }
}

/// Numbers, dates or durations.
#[derive(Clone)]
pub(super) struct NumberFold<'c> {
    function: AggregateFunction,
    values: &'c NumberColumn,
    certain: u64,
    possible: u64,
    fault: bool,
    /// Over certain rows of low..high, over possible rows of min(0, low)..max(0, high).
    sum: Interval,
    /// Around the values of all rows.
    all: Option<Interval>,
    /// The least high end of a certain row.
    least_high: i128,
    /// The greatest low end of a certain row.
    greatest_low: i128,
    /// The values of the certain rows, for what needs them all.
    kept: Vec<Interval>,
}

impl<'c> NumberFold<'c> {
    pub(super) fn new(function: AggregateFunction, values: &'c NumberColumn) -> NumberFold<'c> {
        NumberFold {
            function,
            values,
            certain: 0,
            possible: 0,
            fault: false,
            sum: Interval::ZERO,
            all: None,
            least_high: OPEN_HIGH,
            greatest_low: OPEN_LOW,
            kept: Vec::new(),
        }
    }
}

/// A sum of ends: 26 digits each, so that as many rows as there can be do not overflow.
fn plus(left: i128, right: i128, open: i128) -> i128 {
    if left == open || right == open {
        open
    } else {
        left.saturating_add(right)
    }
}

impl Gather for NumberFold<'_> {
    fn add(&mut self, presence: u8, row: usize) {
        let bits = self.values.flags.get(row);
        if bits & flag::APPLIES == 0 {
            return;
        }
        let value = self.values.interval(row);
        let certain = presence == truth::YES && bits & flag::NOT_APPLICABLE == 0;
        let mut added = value;
        if certain {
            self.certain += 1;
            self.least_high = self.least_high.min(value.high);
            self.greatest_low = self.greatest_low.max(value.low);
            let needed = matches!(
                self.function,
                AggregateFunction::Median | AggregateFunction::Stdev
            );
            if needed {
                self.kept.push(value);
            }
        } else {
            self.possible += 1;
            added = value.hull(Interval::ZERO);
        }
        self.sum.low = plus(self.sum.low, added.low, OPEN_LOW);
        self.sum.high = plus(self.sum.high, added.high, OPEN_HIGH);
        self.all = Some(self.all.map_or(value, |all| all.hull(value)));
        self.fault |= presence & truth::FAULT != 0 || bits & flag::FAULT != 0;
    }

    fn merge(&mut self, other: &Self) {
        self.certain += other.certain;
        self.possible += other.possible;
        self.fault |= other.fault;
        self.sum.low = plus(self.sum.low, other.sum.low, OPEN_LOW);
        self.sum.high = plus(self.sum.high, other.sum.high, OPEN_HIGH);
        self.all = match (self.all, other.all) {
            (Some(all), Some(other)) => Some(all.hull(other)),
            (all, None) => all,
            (None, other) => other,
        };
        self.least_high = self.least_high.min(other.least_high);
        self.greatest_low = self.greatest_low.max(other.greatest_low);
        self.kept.extend_from_slice(&other.kept);
    }
}

impl NumberFold<'_> {
    /// What the rows come to; `ty` is the type of the values, for the range of rows not listed.
    pub(super) fn finish(mut self, ty: &Type, missing: Missing) -> Outcome {
        let limits = Limits::of(ty);
        let range = limits.fit(Interval::from_bounds(ty.bounds()));
        let fault = fault_bits(self.fault || missing.fault());
        if self.function == AggregateFunction::Sum {
            return self.finish_sum(limits, range, missing);
        }
        let all = match (self.all, missing.possible()) {
            (None, false) => return Outcome::Number(Interval::ZERO, flag::NOT_APPLICABLE),
            (Some(all), false) => all,
            (None, true) => range,
            (Some(all), true) => all.hull(range),
        };
        let not = if self.certain == 0 {
            flag::NOT_APPLICABLE
        } else {
            0
        };
        let settled_rows = self.possible == 0 && !missing.possible();
        let some = self.certain > 0;
        let interval = match self.function {
            AggregateFunction::Min => Interval {
                low: all.low,
                high: if some { self.least_high } else { all.high },
            },
            AggregateFunction::Max => Interval {
                low: if some { self.greatest_low } else { all.low },
                high: all.high,
            },
            AggregateFunction::Mean if settled_rows => {
                let share = |sum: i128, open: i128| match i128::from(self.certain) {
                    _ if sum == open => open,
                    rows => divide_rounded(sum, rows).unwrap_or(open),
                };
                let low = share(self.sum.low, OPEN_LOW);
                Interval {
                    low,
                    high: share(self.sum.high, OPEN_HIGH),
                }
            }
            AggregateFunction::Median if settled_rows => self.median(),
            AggregateFunction::Stdev => self.spread(all, settled_rows),
            AggregateFunction::Mean
            | AggregateFunction::Median
            | AggregateFunction::Sum
            | AggregateFunction::Count
            | AggregateFunction::Any
            | AggregateFunction::None
            | AggregateFunction::Names
            | AggregateFunction::Picked(..)
            | AggregateFunction::WeighedMean
            | AggregateFunction::Agreement => all,
        };
        Outcome::Number(interval, fault | not)
    }

    fn finish_sum(&self, limits: Limits, range: Interval, missing: Missing) -> Outcome {
        let mut sum = self.sum;
        if missing.possible() {
            sum.low = if range.low < 0 { OPEN_LOW } else { sum.low };
            sum.high = if range.high > 0 { OPEN_HIGH } else { sum.high };
        }
        let fitted = limits.fit(sum);
        let overflow = sum.is_point() && !fitted.is_point();
        Outcome::Number(
            fitted,
            fault_bits(self.fault || missing.fault() || overflow),
        )
    }

    /// The medians of the low ends and of the high ends.
    fn median(&mut self) -> Interval {
        let mut lows: Vec<i128> = self.kept.iter().map(|value| value.low).collect();
        let low = middle(&mut lows);
        let mut highs: Vec<i128> = self.kept.iter().map(|value| value.high).collect();
        Interval {
            low,
            high: middle(&mut highs),
        }
    }

    /// Exact of settled rows; else from nothing to half the widest distance.
    fn spread(&self, all: Interval, settled_rows: bool) -> Interval {
        let exact = || -> Option<i128> {
            let points = self
                .kept
                .iter()
                .map(|value| value.is_point().then_some(value.low));
            deviation(&points.collect::<Option<Vec<i128>>>()?)
        };
        if let Some(deviation) = settled_rows.then(exact).flatten() {
            return Interval::point(deviation);
        }
        let open = all.low == OPEN_LOW || all.high == OPEN_HIGH;
        let widest = if open {
            None
        } else {
            divide_rounded(all.high - all.low, 2)
        };
        Interval {
            low: 0,
            high: widest.unwrap_or(OPEN_HIGH),
        }
    }
}

/// The middle value; of an even number the mean of the middle two.
fn middle(values: &mut [i128]) -> i128 {
    let half = values.len() / 2;
    if values.is_empty() {
        return 0;
    }
    let odd = values.len() % 2 == 1;
    let (below, &mut upper, _) = values.select_nth_unstable(half);
    if odd {
        return upper;
    }
    let lower = below.iter().copied().max().unwrap_or(upper);
    if lower == OPEN_LOW {
        OPEN_LOW
    } else if upper == OPEN_HIGH {
        OPEN_HIGH
    } else {
        divide_rounded(lower + upper, 2).unwrap_or(upper)
    }
}

/// Ordered choices, for the least or the greatest.
#[derive(Clone)]
pub(super) struct ChoiceFold<'c> {
    values: &'c ChoiceColumn,
    greatest: bool,
    certain: u64,
    any_row: bool,
    fault: bool,
    /// Every member of a row that counts or may count.
    union: Vec<u64>,
    /// What the certain rows leave: no member beyond the first of the last places of theirs.
    bound: Interval,
}

impl<'c> ChoiceFold<'c> {
    pub(super) fn new(values: &'c ChoiceColumn, greatest: bool) -> ChoiceFold<'c> {
        ChoiceFold {
            values,
            greatest,
            certain: 0,
            any_row: false,
            fault: false,
            union: vec![0; ChoiceColumn::words_per_row(values.members)],
            bound: Interval {
                low: 0,
                high: OPEN_HIGH,
            },
        }
    }

    pub(super) fn finish(self, missing: Missing) -> Outcome {
        if !self.any_row && !missing.possible() {
            return Outcome::Choice(self.union, flag::NOT_APPLICABLE);
        }
        let union = if missing.possible() {
            ChoiceColumn::all_members(self.values.members)
        } else {
            self.union
        };
        let words = union
            .iter()
            .enumerate()
            .map(|(word, bits)| bits & within(word, self.bound));
        let not = if self.certain == 0 {
            flag::NOT_APPLICABLE
        } else {
            0
        };
        Outcome::Choice(
            words.collect(),
            not | fault_bits(self.fault || missing.fault()),
        )
    }
}

impl Gather for ChoiceFold<'_> {
    fn add(&mut self, presence: u8, row: usize) {
        let bits = self.values.flags.get(row);
        if bits & flag::APPLIES == 0 {
            return;
        }
        let set = self.values.set(row);
        self.any_row = true;
        self.fault |= presence & truth::FAULT != 0 || bits & flag::FAULT != 0;
        self.union
            .iter_mut()
            .zip(set)
            .for_each(|(all, word)| *all |= word);
        if presence == truth::YES && bits & flag::NOT_APPLICABLE == 0 {
            self.certain += 1;
            let places = places(set);
            if self.greatest {
                self.bound.low = self.bound.low.max(places.low);
            } else {
                self.bound.high = self.bound.high.min(places.high);
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.certain += other.certain;
        self.any_row |= other.any_row;
        self.fault |= other.fault;
        self.union
            .iter_mut()
            .zip(&other.union)
            .for_each(|(all, word)| *all |= word);
        self.bound.low = self.bound.low.max(other.bound.low);
        self.bound.high = self.bound.high.min(other.bound.high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_odd_and_even_numbers() {
        assert_eq!(middle(&mut [9, 1, 5]), 5);
        assert_eq!(middle(&mut [9, 1, 5, 2]), 4); // (2 + 5) / 2 = 3.5, away from zero
        assert_eq!(middle(&mut [-9, -1, -5, -2]), -4);
        assert_eq!(middle(&mut [7]), 7);
        assert_eq!(middle(&mut [OPEN_LOW, OPEN_LOW, 3, 4]), OPEN_LOW);
        assert_eq!(middle(&mut [1, 3, OPEN_HIGH]), 3);
    }
}
