//! Lines of which the first that holds decides: those that never do, because their condition never
//! holds, or because the lines above take every row that fits.

use std::collections::BTreeSet;

use super::{contains, reads_param};
use crate::analysis::analyser::Analyser;
use crate::analysis::boxes::{Answer, Cover, Region, Search, Space, row};
use crate::analysis::errors::{Lines, Lint};
use crate::ir::ExprId;
use crate::source::Span;

/// A line with the boxes of its condition.
pub struct Line {
    /// The condition; none for `otherwise`.
    pub condition: Option<ExprId>,
    /// Where the line is shown.
    pub span: Span,
    /// Where it may hold.
    pub fits: Region,
    /// Where it certainly holds.
    pub takes: Region,
}

/// What lines are looked at with.
pub struct Setting<'a> {
    /// For names and places.
    pub analyser: &'a Analyser<'a>,
    /// The segment whose members the rule is for.
    pub members: Option<String>,
    /// What the lines are lines of.
    pub lines: Lines,
    /// The variables.
    pub space: &'a Space,
    /// The rows that the rule is for.
    pub rows: Region,
    /// The places of which it has been said that they always or never hold.
    pub told: &'a [Span],
}

impl Setting<'_> {
    /// A condition that no row meets, unless that has been said, or a param switches it off.
    pub fn never_holds(&self, condition: Option<ExprId>) -> Option<Lint> {
        let condition = condition?;
        let at = self.analyser.span_of(condition);
        let said = self.told.iter().any(|told| contains(at, *told));
        let own = !said && !reads_param(self.analyser, condition);
        own.then(|| Lint::NeverMet {
            members: self.members.clone(),
            at,
        })
    }
}

/// Looks at lines in their order, all of them settled.
pub fn check(setting: &Setting<'_>, search: &mut Search<'_>, lines: &[Line]) -> Vec<Lint> {
    let mut cascade = Cascade {
        setting,
        search,
        lines,
        covers: Vec::new(),
    };
    let mut found = Vec::new();
    if setting.rows.is_empty() {
        return found;
    }
    for (place, line) in lines.iter().enumerate() {
        let (lint, goes_on) = cascade.step(place, line);
        found.extend(lint);
        if !goes_on {
            break;
        }
    }
    found
}

/// The lines looked at so far.
struct Cascade<'a, 's, 'v> {
    setting: &'a Setting<'a>,
    search: &'s mut Search<'v>,
    lines: &'a [Line],
    covers: Vec<Cover>,
}

impl Cascade<'_, '_, '_> {
    /// Looks at one more line; false if nothing after it needs to be looked at.
    fn step(&mut self, place: usize, line: &Line) -> (Option<Lint>, bool) {
        if line.fits.is_empty() {
            return (self.setting.never_holds(line.condition), true);
        }
        if let Answer::Covered(by) = self.search.uncovered(&line.fits, &self.covers) {
            let rows = &self.setting.rows;
            if let Answer::Covered(by) = self.search.uncovered(rows, &self.covers) {
                return (Some(self.nothing_left(line, by)), false);
            }
            return (Some(self.covered(line, by)), true);
        }
        let covers = line.takes.iter().map(|cuboid| Cover {
            line: place,
            cuboid: cuboid.clone(),
        });
        self.covers.extend(covers);
        (None, true)
    }

    fn covered(&mut self, line: &Line, by: BTreeSet<usize>) -> Lint {
        let by = self.search.fewest(&line.fits, &self.covers, by);
        // A row that a line above takes for certain: it says all that this line asks.
        let taken = self.covers.iter().filter(|cover| by.contains(&cover.line));
        let mut taken = taken.filter_map(|cover| line.fits.first()?.intersection(&cover.cuboid));
        let row = taken
            .next()
            .and_then(|taken| row(self.setting.analyser, self.setting.space, &taken));
        Lint::Covered {
            at: line.span,
            by: self.places(&by),
            row,
        }
    }

    fn nothing_left(&mut self, line: &Line, by: BTreeSet<usize>) -> Lint {
        let by = self.search.fewest(&self.setting.rows, &self.covers, by);
        Lint::NothingLeft {
            of: self.setting.lines,
            otherwise: line.condition.is_none(),
            members: self.setting.members.clone(),
            at: line.span,
            by: self.places(&by),
        }
    }

    fn places(&self, lines: &BTreeSet<usize>) -> Vec<Span> {
        let lines = lines.iter().filter_map(|line| self.lines.get(*line));
        lines.map(|line| line.span).collect()
    }
}
