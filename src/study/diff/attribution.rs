//! Which edits moved a row: found by running packs of some of the edits.
//!
//! An edit moves a row *alone* when the old pack with this edit, and no other, already gives the new outcome. Where
//! no edit does, the edits are named that are *needed*: the new pack without one of them leaves the row where it was.
//! Where there are none of these either, the edits move it *together*. An edit that cannot stand alone, because it
//! reads a name that another edit declares, is taken together with all new declarations; they change no outcome
//! by themselves. In the same way a name that others still read is kept when a removal is taken back, and an edit that
//! cannot stand without the one taken away goes with it.

use std::collections::HashMap;

use super::compared::{Comparison, Run};
use super::files::Mixed;
use super::merged::{Change, Edits, Significance};
use super::{Side, same_tables};
use crate::analysis::Overrides;
use crate::compile::compile;
use crate::data::Dataset;
use crate::eval::Settings;
use crate::format::format;
use crate::ir::Program;
use crate::source::SourceFile;
use crate::study::outcome::Outcome;

/// What moved a row, as places among the edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Each of these edits alone gives the new outcome.
    Alone(Vec<usize>),
    /// No edit alone does; without any one of these the row stays where it was.
    Needed(Vec<usize>),
    /// The edits together, none of them more than another.
    Together,
}

/// What is run again and again.
struct Trial<'a> {
    old: Side<'a>,
    new: Side<'a>,
    edits: &'a Edits,
    comparison: &'a Comparison,
    overrides: &'a Overrides,
    settings: Settings,
    load: &'a dyn Fn(&Program) -> Option<Dataset>,
}

/// What moved each row of a comparison. `load` reads the tables for a pack that reads them in its own way.
#[must_use]
pub fn attribute(
    old: Side<'_>,
    new: Side<'_>,
    edits: &Edits,
    comparison: &Comparison,
    overrides: &Overrides,
    settings: Settings,
    load: &dyn Fn(&Program) -> Option<Dataset>,
) -> Vec<Cause> {
    let trial = Trial {
        old,
        new,
        edits,
        comparison,
        overrides,
        settings,
        load,
    };
    let moves = comparison.moves.len();
    let mut alone: Vec<Vec<usize>> = vec![Vec::new(); moves];
    if moves == 0 {
        return Vec::new();
    }
    for edit in trial.meant() {
        let outcomes = trial.alone(edit);
        trial.note(edit, outcomes, &mut alone, |made, one| *made == one.to);
    }
    let mut needed: Vec<Vec<usize>> = vec![Vec::new(); moves];
    if alone.iter().any(Vec::is_empty) {
        for edit in trial.meant() {
            let outcomes = trial.without(edit);
            trial.note(edit, outcomes, &mut needed, |made, one| *made == one.from);
        }
    }
    alone
        .into_iter()
        .zip(needed)
        .map(
            |(alone, needed)| match (alone.is_empty(), needed.is_empty()) {
                (false, _) => Cause::Alone(alone),
                (true, false) => Cause::Needed(needed),
                (true, true) => Cause::Together,
            },
        )
        .collect()
}

impl Trial<'_> {
    /// The edits that can move a row.
    fn meant(&self) -> Vec<usize> {
        let edits = self.edits.all.iter().enumerate();
        let meant = edits.filter(|(_, edit)| edit.significance == Significance::Meaning);
        meant.map(|(place, _)| place).collect()
    }

    /// Notes an edit for the moves of which a run agrees with what is asked.
    fn note(
        &self,
        edit: usize,
        outcomes: Option<Vec<Option<Outcome>>>,
        noted: &mut [Vec<usize>],
        agrees: impl Fn(&Outcome, &super::Move) -> bool,
    ) {
        let outcomes = outcomes.unwrap_or_default();
        let moves = self.comparison.moves.iter().zip(outcomes);
        for ((one, outcome), noted) in moves.zip(noted) {
            if outcome.is_some_and(|outcome| agrees(&outcome, one)) {
                noted.push(edit);
            }
        }
    }

    /// What the moved rows come to with one edit.
    fn alone(&self, edit: usize) -> Option<Vec<Option<Outcome>>> {
        let declared = |place: usize| self.declares(place, Change::Added);
        self.run(&|place| place == edit)
            .or_else(|| self.run(&|place| place == edit || declared(place)))
    }

    /// What the moved rows come to with all edits but one.
    fn without(&self, edit: usize) -> Option<Vec<Option<Outcome>>> {
        let declared = |place: usize| self.declares(place, Change::Removed);
        // What cannot be read without the edit goes with it.
        let with_another = || {
            let mut others = self.meant().into_iter().filter(|other| *other != edit);
            others.find_map(|other| self.run(&|place| place != edit && place != other))
        };
        self.run(&|place| place != edit)
            .or_else(|| self.run(&|place| place != edit && !declared(place)))
            .or_else(with_another)
    }

    fn declares(&self, place: usize, change: Change) -> bool {
        let edit = self.edits.all.get(place);
        edit.is_some_and(|edit| edit.declares && edit.change == change)
    }

    /// What the moved rows come to with some edits; nothing if such a pack cannot be run.
    fn run(&self, applied: &dyn Fn(usize) -> bool) -> Option<Vec<Option<Outcome>>> {
        let pack = self.edits.pack(applied);
        let text = format(&SourceFile::new("", ""), &pack);
        let edits = self.edits.all.iter().enumerate();
        let files = edits.filter(|(place, _)| applied(*place));
        let files = Mixed {
            old: self.old.files,
            new: self.new.files,
            renewed: files.filter_map(|(_, edit)| edit.file.as_deref()).collect(),
        };
        let name = self.new.compilation.source().name();
        let made = compile(SourceFile::new(name, text), self.overrides, &files);
        let program = made.program?;
        let renewed = self.edits.all.iter().enumerate();
        let mut tables_touched = renewed.filter(|(_, edit)| edit.touches_tables);
        let (mut all_old, mut all_new) = (true, true);
        for (place, _) in &mut tables_touched {
            if applied(place) {
                all_old = false;
            } else {
                all_new = false;
            }
        }
        let loaded;
        let data = if all_old && same_tables(&program, self.old.program) {
            self.old.data
        } else if all_new && same_tables(&program, self.new.program) {
            self.new.data
        } else {
            loaded = (self.load)(&program)?;
            &loaded
        };
        Some(self.outcomes(&program, data))
    }

    /// The outcomes of the moved rows, in the order of the moves.
    fn outcomes(&self, program: &Program, data: &Dataset) -> Vec<Option<Outcome>> {
        let mut run = Run::new(program, data, self.settings);
        let moves = &self.comparison.moves;
        let mut found = Vec::with_capacity(moves.len());
        for moves in moves.chunk_by(|one, next| one.rule == next.rule) {
            let rule = moves.first().and_then(|one| run.rule(&one.rule));
            let outcomes = rule.map(|rule| run.outcomes(rule));
            let by_key: HashMap<&str, &Outcome> = outcomes
                .as_ref()
                .map(super::compared::Outcomes::by_key)
                .unwrap_or_default();
            let of_moves = moves.iter().map(|one| by_key.get(one.row.as_str()));
            found.extend(of_moves.map(|outcome| outcome.map(|outcome| (*outcome).clone())));
        }
        found
    }
}
