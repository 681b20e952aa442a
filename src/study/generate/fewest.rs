//! The fewest cases that do, those of few rows first: a greedy choice, each case cut down to what it needs, and what is not needed then left out.

use std::collections::BTreeSet;

use super::scene::Scene;
use super::{Case, Subject};
use crate::ir::Program;
use crate::study::coverage::Goal;

/// Chooses among cases until all is decided that any of them decides. None that is chosen could be left out.
pub(super) fn fewest(
    subject: Subject<'_>,
    wanted: &BTreeSet<Goal>,
    mut scenes: Vec<(Scene, BTreeSet<Goal>)>,
) -> Vec<Case> {
    let mut open = wanted.clone();
    let mut chosen: Vec<(Scene, BTreeSet<Goal>)> = Vec::new();
    loop {
        let gain = |reached: &BTreeSet<Goal>| reached.intersection(&open).count();
        let cells = |scene: &Scene| scene.iter().map(|row| row.cells.len()).sum::<usize>();
        // As few rows as will do: a case of one row is read at a glance, and a case table can hold it.
        let useful = scenes.iter().enumerate();
        let useful = useful.filter(|(_, (_, reached))| gain(reached) > 0);
        let best = useful.min_by_key(|(_, (scene, reached))| {
            (scene.len(), std::cmp::Reverse(gain(reached)), cells(scene))
        });
        let Some(place) = best.map(|(place, _)| place) else {
            break;
        };
        let (scene, reached) = scenes.swap_remove(place);
        let due: BTreeSet<Goal> = reached.intersection(&open).cloned().collect();
        let scene = cut_down(subject, scene, &due);
        let reached = subject.reached(&scene);
        open.retain(|goal| !reached.contains(goal));
        chosen.push((scene, reached));
    }
    leave_out(wanted, &mut chosen);
    in_turn(wanted, chosen)
}

/// The case with all rows and answers left out that it can do without.
fn cut_down(subject: Subject<'_>, mut scene: Scene, due: &BTreeSet<Goal>) -> Scene {
    let still = |scene: &Scene| subject.reached(scene).is_superset(due);
    for row in (0..scene.len()).rev() {
        let mut smaller = scene.clone();
        smaller.remove(row);
        if still(&smaller) {
            scene = smaller;
        }
    }
    for row in 0..scene.len() {
        let cells = scene.get(row).map_or(0, |row| row.cells.len());
        for cell in (0..cells).rev() {
            let mut smaller = scene.clone();
            let Some(changed) = smaller.get_mut(row) else {
                continue;
            };
            let is_needed = changed
                .cells
                .get(cell)
                .is_none_or(|cell| is_key(subject.program, cell.field));
            if is_needed || changed.cells.len() == 1 {
                continue;
            }
            changed.cells.remove(cell);
            if still(&smaller) {
                scene = smaller;
            }
        }
    }
    scene
}

fn is_key(program: &Program, field: crate::ir::FieldId) -> bool {
    let record = program.fields[field].record;
    program.records[record].key.contains(&field)
}

/// Leaves out every case without which the others still decide the same.
fn leave_out(wanted: &BTreeSet<Goal>, chosen: &mut Vec<(Scene, BTreeSet<Goal>)>) {
    for place in (0..chosen.len()).rev() {
        let needs = chosen
            .get(place)
            .map(|(_, reached)| reached)
            .cloned()
            .unwrap_or_default();
        let others: BTreeSet<&Goal> = chosen
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place)
            .flat_map(|(_, (_, reached))| reached)
            .collect();
        let mut needs = needs.iter().filter(|goal| wanted.contains(goal));
        if needs.all(|goal| others.contains(goal)) {
            chosen.remove(place);
        }
    }
}

/// Each case with what it decides that no case before it did.
fn in_turn(wanted: &BTreeSet<Goal>, chosen: Vec<(Scene, BTreeSet<Goal>)>) -> Vec<Case> {
    let mut open = wanted.clone();
    let cases = chosen.into_iter().map(|(given, reached)| {
        let goals: Vec<Goal> = open.intersection(&reached).cloned().collect();
        open.retain(|goal| !reached.contains(goal));
        Case { given, goals }
    });
    cases.collect()
}
