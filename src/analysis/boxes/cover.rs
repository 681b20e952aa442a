//! Is there a point that nothing covers? Boxes are taken away one after the other; the first piece
//! that is left at the end is the answer.

use std::collections::BTreeSet;

use super::region::{Cuboid, Region, VariableId};
use super::set::Set;
use super::variable::Variable;

/// The variables of a rule, with everything that each can be.
#[derive(Clone, Debug)]
pub struct Space {
    variables: Vec<Variable>,
    domains: Vec<Set>,
}

impl Space {
    /// Variables with what each can be, in the same order.
    pub fn new(variables: Vec<Variable>, domains: Vec<Set>) -> Space {
        Space { variables, domains }
    }

    /// Everything that a variable can be.
    pub fn domain(&self, variable: VariableId) -> &Set {
        const NONE: &Set = &Set::EMPTY;
        self.domains.get(variable).unwrap_or(NONE)
    }

    /// A variable.
    pub fn variable(&self, variable: VariableId) -> Option<&Variable> {
        self.variables.get(variable)
    }

    /// Boxes cut to what the variables can be; empty boxes and conditions that ask nothing are left out.
    pub fn settle(&self, region: &[Cuboid]) -> Region {
        region
            .iter()
            .filter_map(|cuboid| self.settled(cuboid))
            .collect()
    }

    /// The box with a side for each variable that the regions name, so that a row of it answers
    /// whatever they ask.
    pub fn filled<'r>(&self, cuboid: &Cuboid, regions: impl Iterator<Item = &'r Region>) -> Cuboid {
        let sides = regions.flatten().flat_map(Cuboid::sides);
        sides.fold(cuboid.clone(), |filled, (variable, _)| {
            match filled.side(*variable) {
                Some(_) => filled,
                None => filled.with(*variable, self.domain(*variable).clone()),
            }
        })
    }

    fn settled(&self, cuboid: &Cuboid) -> Option<Cuboid> {
        let mut settled = Cuboid::everything();
        for (variable, set) in cuboid.sides() {
            let domain = self.domain(*variable);
            let cut = set.intersection(domain);
            if cut.is_empty() {
                return None;
            }
            if cut != *domain {
                settled = settled.with(*variable, cut);
            }
        }
        Some(settled)
    }
}

/// A box that belongs to a line of a rule, by the line's place.
#[derive(Clone, Debug)]
pub struct Cover {
    /// The line.
    pub line: usize,
    /// Where it holds.
    pub cuboid: Cuboid,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Everything is covered, by these lines.
    Covered(BTreeSet<usize>),
    /// This is not.
    Left(Cuboid),
    /// The search became too long; nothing is known.
    GivenUp,
}

/// Searches over one space, with a bound on their common cost.
pub struct Search<'s> {
    space: &'s Space,
    left: usize,
}

/// So many comparisons of two boxes for all the lines of one rule.
const MOST_COMPARISONS: usize = 4_000_000;
/// So many of them for one question.
const MOST_FOR_ONE: usize = 400_000;
/// So many lines are named as those that cover another.
const MOST_NAMED: usize = 12;

impl<'s> Search<'s> {
    /// Over a space.
    pub fn new(space: &'s Space) -> Self {
        Search {
            space,
            left: MOST_COMPARISONS,
        }
    }

    /// The space.
    pub fn space(&self) -> &'s Space {
        self.space
    }

    /// A part of a region that no cover holds, if there is one. All boxes are settled.
    pub fn uncovered(&mut self, region: &[Cuboid], covers: &[Cover]) -> Answer {
        let mut used = BTreeSet::new();
        let mut open: Vec<(Cuboid, usize)> = region
            .iter()
            .rev()
            .map(|cuboid| (cuboid.clone(), 0))
            .collect();
        let mut budget = self.left.min(MOST_FOR_ONE);
        while let Some((cuboid, from)) = open.pop() {
            let mut hit = None;
            for (place, cover) in covers.iter().enumerate().skip(from) {
                if budget == 0 {
                    return Answer::GivenUp;
                }
                budget -= 1;
                self.left = self.left.saturating_sub(1);
                if cuboid.meets(&cover.cuboid) {
                    hit = Some((place, cover));
                    break;
                }
            }
            let Some((place, cover)) = hit else {
                return Answer::Left(cuboid);
            };
            used.insert(cover.line);
            let pieces = cuboid.without(&cover.cuboid, |variable| self.space.domain(variable));
            open.extend(pieces.into_iter().rev().map(|piece| (piece, place + 1)));
        }
        Answer::Covered(used)
    }

    /// Of lines that cover a region, as few as still do.
    pub fn fewest(
        &mut self,
        region: &[Cuboid],
        covers: &[Cover],
        lines: BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        let of = |lines: &BTreeSet<usize>| -> Vec<Cover> {
            let kept = covers.iter().filter(|cover| lines.contains(&cover.line));
            kept.cloned().collect()
        };
        for line in &lines {
            let alone = BTreeSet::from([*line]);
            if let Answer::Covered(_) = self.uncovered(region, &of(&alone)) {
                return alone;
            }
        }
        if lines.len() > MOST_NAMED {
            return lines;
        }
        let mut kept = lines.clone();
        for line in lines {
            let mut fewer = kept.clone();
            fewer.remove(&line);
            if let Answer::Covered(_) = self.uncovered(region, &of(&fewer)) {
                kept = fewer;
            }
        }
        kept
    }
}
