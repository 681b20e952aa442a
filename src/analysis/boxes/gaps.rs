//! Rows that no line fits. Here a row must be there for certain, so what is not known to be independent of
//! the rest is given up: conditions about it may hold on any row.

use std::collections::BTreeSet;

use super::cover::{Answer, Cover, Search, Space};
use super::region::{Cuboid, Region, VariableId};

/// So many gaps are told of one table.
const MOST_GAPS: usize = 3;

/// What a search for gaps found.
pub struct Gaps {
    /// A box each, as large as can be, with the box of rows in which it was looked for.
    pub boxes: Vec<(Cuboid, Cuboid)>,
    /// True if the search became too long.
    pub given_up: bool,
}

impl Space {
    /// Of the variables that regions name, those that are worked out from what another one is worked
    /// out from too: not every combination of their values needs to exist.
    pub fn tangled<'r>(&self, regions: impl Iterator<Item = &'r Region>) -> BTreeSet<VariableId> {
        let named: BTreeSet<VariableId> = regions
            .flatten()
            .flat_map(Cuboid::sides)
            .map(|(variable, _)| *variable)
            .collect();
        let shares = |one: VariableId, other: VariableId| {
            let pair = self.variable(one).zip(self.variable(other));
            one != other && pair.is_some_and(|(a, b)| !a.reads.is_disjoint(&b.reads))
        };
        let is_tangled = |one: &VariableId| {
            let stored = self.variable(*one).is_some_and(|variable| variable.stored);
            !stored && named.iter().any(|other| shares(*one, *other))
        };
        named.iter().copied().filter(is_tangled).collect()
    }

    /// The part of a region in which every one of these variables applies.
    pub fn applying(&self, region: &[Cuboid], variables: &[VariableId]) -> Region {
        let applies = |cuboid: &Cuboid| {
            variables
                .iter()
                .try_fold(cuboid.clone(), |cuboid, variable| {
                    let domain = self.domain(*variable);
                    if !domain.not_applicable {
                        return Some(cuboid);
                    }
                    let mut side = domain.clone();
                    side.not_applicable = false;
                    cuboid.intersection(&Cuboid::of(*variable, side))
                })
        };
        region.iter().filter_map(applies).collect()
    }
}

/// A region without what it asks of some variables: it may be larger.
pub fn freed(region: &[Cuboid], given_up: &BTreeSet<VariableId>) -> Region {
    let free = |cuboid: &Cuboid| {
        given_up
            .iter()
            .fold(cuboid.clone(), |cuboid, variable| cuboid.freed(*variable))
    };
    region.iter().map(free).collect()
}

/// The boxes of a region that ask nothing of some variables: it may be smaller.
pub fn untangled(region: &[Cuboid], given_up: &BTreeSet<VariableId>) -> Region {
    let asks = |cuboid: &&Cuboid| {
        let mut sides = cuboid.sides().iter();
        sides.all(|(variable, _)| !given_up.contains(variable))
    };
    region.iter().filter(asks).cloned().collect()
}

impl Search<'_> {
    /// The first few parts of a region that no cover holds.
    pub fn gaps(&mut self, region: &[Cuboid], mut covers: Vec<Cover>) -> Gaps {
        let mut boxes = Vec::new();
        for part in region {
            while boxes.len() < MOST_GAPS {
                match self.uncovered(std::slice::from_ref(part), &covers) {
                    Answer::Left(gap) => {
                        let gap = self.widened(gap, part, &covers);
                        covers.push(Cover {
                            line: usize::MAX,
                            cuboid: gap.clone(),
                        });
                        boxes.push((gap, part.clone()));
                    }
                    Answer::Covered(_) => break,
                    Answer::GivenUp => {
                        return Gaps {
                            boxes,
                            given_up: true,
                        };
                    }
                }
            }
        }
        Gaps {
            boxes,
            given_up: false,
        }
    }

    /// A box that meets no cover, made as large as it can be within another, one variable after the
    /// other.
    fn widened(&self, gap: Cuboid, within: &Cuboid, covers: &[Cover]) -> Cuboid {
        let variables: Vec<VariableId> = gap.sides().iter().map(|(name, _)| *name).collect();
        variables.into_iter().fold(gap, |gap, variable| {
            let whole = within
                .side(variable)
                .unwrap_or_else(|| self.space().domain(variable));
            let wide = gap.with(variable, whole.clone());
            let blocking = covers.iter().filter(|cover| wide.meets(&cover.cuboid));
            let side = blocking.fold(whole.clone(), |side, cover| {
                match cover.cuboid.side(variable) {
                    Some(taken) => side.without(taken),
                    None => super::set::Set::EMPTY,
                }
            });
            if side.is_empty() {
                return gap;
            }
            gap.with(variable, side)
        })
    }
}
