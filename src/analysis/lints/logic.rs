//! Parts of one `and` that no row meets together, or parts of one `or` of which every row meets one:
//! `x > 5 and x < 3`, `x < 5 or x > 3`.

use super::{exprs, reads_param};
use crate::analysis::analyser::Analyser;
use crate::analysis::boxes::{Cuboid, Reader, Region, Side, Space, both};
use crate::analysis::errors::Lint;
use crate::ir::{ExprId, ExprKind};

/// Parts that decide everything between them. Params are left alone: they may be set so that a
/// condition is switched off.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    exprs(analyser)
        .filter_map(|(_, kind)| {
            let (parts, always) = match kind {
                ExprKind::And(parts) => (parts, false),
                ExprKind::Or(parts) => (parts, true),
                _ => return None,
            };
            let with_param = parts.iter().any(|part| reads_param(analyser, *part));
            if with_param {
                return None;
            }
            contradiction(analyser, parts, always)
        })
        .collect()
}

/// The first part that excludes what the parts before it leave, with the part that does it.
fn contradiction(analyser: &Analyser<'_>, parts: &[ExprId], always: bool) -> Option<Lint> {
    let mut reader = Reader::new(analyser, None);
    let read: Vec<Region> = parts
        .iter()
        .map(|part| {
            if always {
                reader.fails(*part, Side::Possible)
            } else {
                reader.holds(*part, Side::Possible)
            }
        })
        .collect();
    let space = reader.space();
    let regions: Vec<Region> = read.iter().map(|region| space.settle(region)).collect();
    if regions.iter().any(Vec::is_empty) {
        return None;
    }
    let mut left = vec![Cuboid::everything()];
    for (place, (region, part)) in regions.iter().zip(parts).enumerate() {
        left = both(&left, region)?;
        if !left.is_empty() {
            continue;
        }
        let before = regions.iter().zip(parts).take(place);
        let pair = before
            .into_iter()
            .find(|(other, _)| none_in_both(other, region));
        let (first, what) = match pair {
            Some((other, first)) => (*first, common(&space, other, region)),
            None => (*parts.first()?, None),
        };
        return Some(Lint::Contradiction {
            what,
            always,
            at: analyser.span_of(first).to(analyser.span_of(*part)),
        });
    }
    None
}

fn none_in_both(a: &[Cuboid], b: &[Cuboid]) -> bool {
    both(a, b).is_some_and(|region| region.is_empty())
}

/// The variable that two regions are about, if it is one.
fn common(space: &Space, a: &[Cuboid], b: &[Cuboid]) -> Option<String> {
    let mut sides = a.iter().chain(b).flat_map(Cuboid::sides);
    let (first, _) = sides.next()?;
    let only = sides.all(|(variable, _)| variable == first);
    let name = space.variable(*first).map(|variable| variable.name.clone());
    name.filter(|_| only)
}
