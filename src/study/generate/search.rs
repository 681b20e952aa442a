//! Looking for rows that reach something new: some made up afresh, some like those that reached something before.

use std::collections::BTreeSet;

use super::Subject;
use super::scene::{Maker, Scene};
use crate::study::coverage::Goal;

/// At most so many cases are tried.
const MOST_TRIES: usize = 6_000;
/// After so many that reached nothing new the search is over.
const IN_VAIN: usize = 1_500;
/// So many that reached something are kept.
const MOST_KEPT: usize = 600;

/// What was found.
pub(super) struct Found {
    /// Cases, each with what it decides.
    pub(super) scenes: Vec<(Scene, BTreeSet<Goal>)>,
    /// How many were tried.
    pub(super) tried: usize,
}

/// Cases that together decide as much of what is wanted as could be found.
pub(super) fn search(subject: Subject<'_>, wanted: &BTreeSet<Goal>) -> Found {
    let mut maker = Maker::new(subject);
    let mut found = Found {
        scenes: Vec::new(),
        tried: 0,
    };
    let mut open = wanted.clone();
    let mut seen: BTreeSet<BTreeSet<Goal>> = BTreeSet::new();
    let mut in_vain = 0;
    while found.tried < MOST_TRIES && in_vain < IN_VAIN && !open.is_empty() {
        found.tried += 1;
        // Like the last that were kept, every other time: what lies near a new find is likely to be new.
        let kept = found.scenes.len();
        let near = kept.checked_sub(1 + found.tried / 2 % kept.clamp(1, 40));
        let scene = match near.and_then(|place| found.scenes.get(place)) {
            Some((scene, _)) if found.tried.is_multiple_of(2) => maker.like(scene),
            Some(_) | None => maker.scene(),
        };
        let reached = subject.reached(&scene);
        let fresh = open.len();
        open.retain(|goal| !reached.contains(goal));
        let is_fresh = open.len() < fresh;
        in_vain = if is_fresh { 0 } else { in_vain + 1 };
        if seen.insert(reached.clone()) && (is_fresh || kept < MOST_KEPT) {
            found.scenes.push((scene, reached));
        }
    }
    found
}
