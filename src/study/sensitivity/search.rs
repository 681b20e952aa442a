//! The first value on each side of a number that changes an outcome.

use super::constants::Constant;
use super::crossings::{Crossing, crossings};
use super::trial::{Flip, State, Trial};
use crate::decimal::ONE;

/// More crossings than this are not tried one by one on a side.
const MANY_CROSSINGS: usize = 24;
/// Nothing is looked for farther away than this.
const FARTHEST: i128 = 1_000_000_000 * ONE;

/// What lies beyond the values that change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// The first value that changes outcomes, and those outcomes.
    Flips(i128, Vec<Flip>),
    /// The pack can take no more, and why.
    Impossible(String),
    /// Nothing was found as far as was looked.
    Nothing,
}

/// How far a number can move to one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Margin {
    /// The last value that changes nothing.
    pub last: i128,
    /// What comes then.
    pub outside: Outside,
    /// True if it was solved from straight lines; else it was found by halving, and between the values that were tried an
    /// outcome might flip and flip back.
    pub solved: bool,
}

/// The values of a number between which no outcome changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Downwards.
    pub below: Margin,
    /// Upwards.
    pub above: Margin,
}

/// How far a number can move before an outcome changes. Both ends are tried by runs, one step inside and one outside.
#[must_use]
pub fn margin(trial: &Trial<'_>, constant: &Constant) -> Range {
    Range {
        below: one_side(trial, constant, -1),
        above: one_side(trial, constant, 1),
    }
}

fn one_side(trial: &Trial<'_>, constant: &Constant, side: i128) -> Margin {
    let step = constant.step;
    let crossings = crossings(trial, constant, side);
    let mut search = Search {
        trial,
        constant,
        side,
        inside: constant.value,
    };
    for crossing in crossings.iter().take(MANY_CROSSINGS) {
        let Crossing {
            distance,
            tolerance,
        } = *crossing;
        let off = tolerance - tolerance.rem_euclid(step);
        for near in [-off, -step, 0, step, off] {
            if search.changes_at(distance + near) {
                return search.halved(distance + near, &crossings);
            }
        }
    }
    let mut away = (constant.value.abs() / 8).max(step);
    away -= away.rem_euclid(step);
    while away <= FARTHEST {
        if search.changes_at(away) {
            return search.halved(away, &crossings);
        }
        away *= 2;
    }
    Margin {
        last: search.inside,
        outside: Outside::Nothing,
        solved: false,
    }
}

/// The search on one side of a number.
struct Search<'s> {
    trial: &'s Trial<'s>,
    constant: &'s Constant,
    side: i128,
    /// The farthest value that is known to change nothing.
    inside: i128,
}

impl Search<'_> {
    fn at(&self, distance: i128) -> i128 {
        self.constant.value + self.side * distance
    }

    /// True if something changes at a distance; what changes nothing is noted. What lies before a value already noted is
    /// not tried.
    fn changes_at(&mut self, distance: i128) -> bool {
        let value = self.at(distance);
        if (value - self.inside) * self.side <= 0 {
            return false;
        }
        let same = self.trial.state(self.constant, value) == State::Same;
        if same {
            self.inside = value;
        }
        !same
    }

    /// Between the value that changes nothing and one that does: the last that does not, and the first that does.
    fn halved(&self, distance: i128, crossings: &[Crossing]) -> Margin {
        let step = self.constant.step;
        let (mut inside, mut outside) = (self.inside, self.at(distance));
        let steps = |inside: i128, outside: i128| ((outside - inside) * self.side) / step;
        while steps(inside, outside) > 1 {
            let middle = inside + self.side * (steps(inside, outside) / 2) * step;
            if self.trial.state(self.constant, middle) == State::Same {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        let found = (outside - self.constant.value) * self.side;
        let is_there =
            |crossing: &Crossing| (crossing.distance - found).abs() <= crossing.tolerance + step;
        let solved = crossings.iter().any(is_there);
        let outside = match self.trial.state(self.constant, outside) {
            State::Flipped(flips) => Outside::Flips(outside, flips),
            State::Impossible(message) => Outside::Impossible(message),
            State::Same => Outside::Nothing, // a run gives the same each time, so this is not reached
        };
        Margin {
            last: inside,
            solved: solved || matches!(outside, Outside::Impossible(_)),
            outside,
        }
    }
}
