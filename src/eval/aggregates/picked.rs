//! Values that are picked of the rows: those of the least or greatest place in an order.

use std::collections::BTreeSet;

use super::names::spelled_out;
use super::{Gather, Missing, Outcome};
use crate::decimal::ONE;
use crate::eval::column::{Column, Interval, OPEN_HIGH, OPEN_LOW, Status, flag, truth};
use crate::eval::display::display;
use crate::eval::kernels::compare::places;
use crate::ir::{Ask, Program, Type};

/// How many values are picked, and which of them.
pub(super) struct Picked {
    /// The least and the greatest number of them.
    pub(super) count: Interval,
    /// Those that certainly are, in order.
    pub(super) certain: Vec<String>,
    /// Those that possibly are.
    pub(super) possible: Vec<String>,
    /// True if there may be others that cannot be named.
    pub(super) others: bool,
    /// True if a fault keeps it open.
    pub(super) fault: bool,
}

impl Picked {
    /// What is asked of them.
    pub(super) fn answer(self, ask: Ask) -> Outcome {
        let fault = if self.fault { truth::FAULT } else { 0 };
        let any = match self.count {
            Interval { low, .. } if low > 0 => truth::YES,
            Interval { high: 0, .. } => truth::NO,
            Interval { .. } => truth::UNKNOWN | fault,
        };
        match ask {
            Ask::Count => {
                let fault = if self.fault { flag::FAULT } else { 0 };
                Outcome::Number(self.count, flag::APPLIES | fault)
            }
            Ask::Any => Outcome::YesNo(any),
            Ask::None => Outcome::YesNo(crate::eval::kernels::logic::invert(any)),
            Ask::Names => {
                Outcome::Text(spelled_out(&self.certain, &self.possible, self.others).into())
            }
        }
    }
}

/// A number of values in millionths.
pub(super) fn units(count: usize) -> i128 {
    i128::try_from(count).map_or(OPEN_HIGH, |count| count.saturating_mul(ONE))
}

/// A row in the order.
#[derive(Clone, Copy)]
struct Entry {
    /// Its place, the least first.
    place: Interval,
    /// True if it certainly counts.
    certain: bool,
    row: usize,
}

/// The rows, by their places in an order.
#[derive(Clone)]
pub(super) struct ExtremeFold<'c> {
    values: &'c Column,
    by: &'c Column,
    greatest: bool,
    entries: Vec<Entry>,
    fault: bool,
}

impl<'c> ExtremeFold<'c> {
    pub(super) fn new(values: &'c Column, by: &'c Column, greatest: bool) -> ExtremeFold<'c> {
        ExtremeFold {
            values,
            by,
            greatest,
            entries: Vec::new(),
            fault: false,
        }
    }

    /// The values on the rows that come first.
    pub(super) fn finish(
        self,
        program: &Program,
        (ty, by_type): (&Type, &Type),
        missing: Missing,
    ) -> Picked {
        let settled = self.entries.iter().filter(|entry| entry.certain);
        let bound = settled.clone().map(|entry| entry.place.high).min();
        let bound = bound.unwrap_or(OPEN_HIGH);
        let rest = if missing.possible() {
            self.unlisted(by_type)
        } else {
            OPEN_HIGH
        };
        let first = self.first_two();
        let (mut certain, mut possible) = (Vec::new(), Vec::new());
        let (mut known, mut open_values) = (BTreeSet::new(), 0);
        let mut all_apply = true;
        for entry in self.entries.iter().filter(|entry| entry.place.low <= bound) {
            let bits = self.values.flags(entry.row);
            all_apply &= bits & flag::NOT_APPLICABLE == 0;
            if bits & flag::APPLIES == 0 {
                continue;
            }
            let others = if first.0 == Some(entry.row) {
                first.2
            } else {
                first.1
            };
            let sure = entry.certain
                && entry.place.high <= others.min(rest)
                && bits & flag::NOT_APPLICABLE == 0;
            let text = display(program, ty, self.values, entry.row);
            let is_known = self.values.status(entry.row) == Status::Known;
            let listed = if sure { &mut certain } else { &mut possible };
            if !is_known {
                open_values += 1;
                listed.push(text);
            } else if !listed.contains(&text) {
                known.insert(text.clone());
                listed.push(text);
            }
        }
        possible.retain(|text| !certain.contains(text));
        let settled_values = known.iter().filter(|text| certain.contains(text)).count();
        let there_is_one = settled.clone().next().is_some() && all_apply && !missing.possible();
        Picked {
            count: Interval {
                low: units(settled_values.max(usize::from(there_is_one))),
                high: if missing.possible() {
                    OPEN_HIGH
                } else {
                    units(known.len() + open_values)
                },
            },
            certain,
            possible,
            others: missing.possible(),
            fault: self.fault || missing.fault(),
        }
    }

    /// The least place of all, the row that has it, and the least place of the other rows.
    fn first_two(&self) -> (Option<usize>, i128, i128) {
        let mut found = (None, OPEN_HIGH, OPEN_HIGH);
        for entry in &self.entries {
            if found.0.is_none() || entry.place.low < found.1 {
                found = (Some(entry.row), entry.place.low, found.1);
            } else if entry.place.low < found.2 {
                found.2 = entry.place.low;
            }
        }
        found
    }

    /// The least place that a row which is not listed may have.
    fn unlisted(&self, by_type: &Type) -> i128 {
        let bounds = by_type.bounds();
        self.in_order(Interval::from_bounds(bounds)).low
    }

    /// An interval of the order, turned round for the greatest.
    fn in_order(&self, interval: Interval) -> Interval {
        if self.greatest {
            // The complement turns the order round and never overflows.
            Interval {
                low: !interval.high,
                high: !interval.low,
            }
        } else {
            interval
        }
    }
}

impl Gather for ExtremeFold<'_> {
    fn add(&mut self, presence: u8, row: usize) {
        let bits = self.by.flags(row);
        if bits & flag::APPLIES == 0 {
            return;
        }
        let place = match self.by {
            Column::Number(numbers) => numbers.interval(row),
            Column::Choice(choices) => places(choices.set(row)),
            // The analysis asks for an order.
            Column::YesNo(_) | Column::Text(_) | Column::List(_) => Interval {
                low: OPEN_LOW,
                high: OPEN_HIGH,
            },
        };
        self.fault |=
            (presence & truth::FAULT) != 0 || (bits | self.values.flags(row)) & flag::FAULT != 0;
        self.entries.push(Entry {
            place: self.in_order(place),
            certain: presence == truth::YES && bits & flag::NOT_APPLICABLE == 0,
            row,
        });
    }

    fn merge(&mut self, other: &Self) {
        self.entries.extend_from_slice(&other.entries);
        self.fault |= other.fault;
    }
}
