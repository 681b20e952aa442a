//! What to find out to settle an open outcome: the smallest sets of missing answers that settle it whatever they are.
//!
//! A set settles an outcome if every way to fill it in does, with everything else left open. Sets of one answer are
//! tried first, then of two, and so on, as long as there are few enough fillings; the first size at which a set settles
//! it is the smallest there is. Values are those of [`candidates`](super::candidates): where they only stand for all, or where there
//! were too many fillings, it says so.

use std::collections::HashMap;

use super::Subject;
use super::candidates::{Candidates, candidates, product};
use super::outcome::{Outcome, outcomes};
use super::probe::{self, Probe};
use super::want::possible_outcomes;
use crate::data::CellPlace;
use crate::eval::{Evaluator, Status, open_cells};
use crate::ir::{FieldId, RuleId};

/// More fillings than this are not tried for sets of one size.
const MANY_FILLINGS: usize = 50_000;
/// The same for a rule that looks at other rows, where each filling is a run of its own.
const MANY_RUNS: usize = 4_000;

/// What settles an open outcome.
#[derive(Clone, Debug)]
pub struct Settling {
    /// What it comes to now.
    pub now: Outcome,
    /// The missing answers that it hangs on.
    pub cells: Vec<CellPlace>,
    /// The smallest sets that settle it, all of one size; none if there is none, or none was found.
    pub sets: Vec<SettlingSet>,
    /// Every set of so many answers was tried.
    pub tried: usize,
    /// True if nothing was left out of what was tried.
    pub exact: bool,
}

/// A set of missing answers that settles an outcome.
#[derive(Clone, Debug)]
pub struct SettlingSet {
    /// The answers.
    pub cells: Vec<CellPlace>,
    /// What it may come to then, each once, in the order of the pack.
    pub leads_to: Vec<String>,
}

/// The smallest sets of answers that settle what a rule comes to on a row; nothing where it is settled, or no answer
/// would settle it.
#[must_use]
pub fn settling(subject: Subject<'_>, row: usize, rule: RuleId) -> Option<Settling> {
    let record = subject.program.rules[rule].record;
    let evaluator = Evaluator::new(subject.program, subject.data, subject.settings);
    let frame = evaluator.frame(record, row..row + 1);
    let now = outcomes(&evaluator, &frame, rule).pop()?;
    if now.status != Status::Unknown {
        return None;
    }
    let cells = open_cells(&evaluator, &frame, rule, 0);
    let mut values: HashMap<FieldId, Candidates> = HashMap::new();
    for cell in &cells {
        let make = || candidates(subject, cell.field);
        values.entry(cell.field).or_insert_with(make);
    }
    let most = if probe::reads_its_row_alone(subject.program, rule) {
        MANY_FILLINGS
    } else {
        MANY_RUNS
    };
    let mut found = Settling {
        now,
        sets: Vec::new(),
        tried: 0,
        exact: values.values().all(|one| one.complete),
        cells,
    };
    let order = possible_outcomes(subject.program, rule);
    for size in 1..=found.cells.len() {
        let Some(sets) = sets_of(&found.cells, size, &values, most) else {
            found.exact = false;
            break;
        };
        let probes: Vec<Probe> = sets
            .into_iter()
            .map(|cells| Probe {
                rule,
                row,
                fillings: product(&cells, &values),
                reads: found.cells.clone(),
                cells,
            })
            .collect();
        found.tried = size;
        let results = probe::run(subject, &probes);
        let pairs = probes.into_iter().zip(results);
        found.sets = pairs
            .filter_map(|(probe, came)| settled(probe, &came, &order))
            .collect();
        if !found.sets.is_empty() {
            break;
        }
    }
    Some(found)
}

/// The set of a probe, if each of its fillings settled the outcome.
fn settled(probe: Probe, came: &[Outcome], order: &[String]) -> Option<SettlingSet> {
    let is_settled =
        |outcome: &Outcome| matches!(outcome.status, Status::Known | Status::NotApplicable);
    if came.is_empty() || !came.iter().all(is_settled) {
        return None;
    }
    let mut leads_to: Vec<String> = Vec::new();
    for outcome in came {
        if !leads_to.contains(&outcome.text) {
            leads_to.push(outcome.text.clone());
        }
    }
    leads_to.sort_by_key(|text| order.iter().position(|known| known == text));
    Some(SettlingSet {
        cells: probe.cells,
        leads_to,
    })
}

/// Every set of so many cells; nothing if their fillings are more than `most`.
fn sets_of(
    cells: &[CellPlace],
    size: usize,
    values: &HashMap<FieldId, Candidates>,
    most: usize,
) -> Option<Vec<Vec<CellPlace>>> {
    let count = |cell: &CellPlace| values.get(&cell.field).map_or(0, |one| one.values.len());
    let mut sets: Vec<Vec<CellPlace>> = Vec::new();
    let mut fillings = 0usize;
    let mut places: Vec<usize> = (0..size).collect();
    loop {
        let set: Vec<CellPlace> = places
            .iter()
            .filter_map(|place| cells.get(*place).copied())
            .collect();
        let of_set = set.iter().map(count).fold(1, usize::saturating_mul);
        fillings = fillings.saturating_add(of_set.max(1));
        if fillings > most {
            return None;
        }
        sets.push(set);
        if !next_places(&mut places, cells.len()) {
            return Some(sets);
        }
    }
}

/// The next way to choose places among so many; false after the last.
fn next_places(places: &mut [usize], among: usize) -> bool {
    let size = places.len();
    let Some(moved) = (0..size).rev().find(|&at| {
        places
            .get(at)
            .is_some_and(|place| place + size - at < among)
    }) else {
        return false;
    };
    let start = places.get(moved).map_or(0, |place| place + 1);
    for (step, place) in places.iter_mut().skip(moved).enumerate() {
        *place = start + step;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_places_comes_once() {
        let mut places = vec![0, 1];
        let mut all = vec![places.clone()];
        while next_places(&mut places, 4) {
            all.push(places.clone());
        }
        let expected = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];
        assert_eq!(all, expected.map(Vec::from));
        assert!(!next_places(&mut [0, 1, 2], 3));
    }
}
