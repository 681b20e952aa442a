//! Lines of strategies that never decide: their condition never holds, or the lines above take every
//! row that fits.

use std::collections::BTreeSet;

use super::{contains, members, reads_param};
use crate::analysis::analyser::Analyser;
use crate::analysis::boxes::{Answer, Cover, Reader, Region, Search, Side, Space, both, row};
use crate::analysis::errors::Lint;
use crate::ir::{Arm, ExprId, RuleBody, RuleId, Strategy};
use crate::source::Span;

/// Every strategy. `told` are the places of which it has been said that they never hold.
pub fn check(analyser: &Analyser<'_>, told: &[Span]) -> Vec<Lint> {
    let rules = analyser.program.rules.iter();
    rules
        .flat_map(|(id, rule)| match &rule.body {
            RuleBody::Strategy(strategy) => lines(analyser, id, strategy, told),
            RuleBody::Segment(_)
            | RuleBody::Check(_)
            | RuleBody::Score(_)
            | RuleBody::Decision(_) => Vec::new(),
        })
        .collect()
}

/// An arm with the boxes of its condition.
struct Line<'p> {
    arm: &'p Arm,
    fits: Region,
    takes: Region,
}

fn lines(analyser: &Analyser<'_>, id: RuleId, strategy: &Strategy, told: &[Span]) -> Vec<Lint> {
    let mut reader = Reader::new(analyser, Some(id));
    let rows = reader.rows();
    let arms = strategy.options.iter().flat_map(|option| &option.arms);
    let lines: Vec<Line<'_>> = arms.map(|arm| read(&mut reader, arm, &rows)).collect();
    let space = reader.space();
    let rows = space.settle(&rows);
    if rows.is_empty() {
        return Vec::new();
    }
    let mut cascade = Cascade {
        analyser,
        members: members(analyser, id),
        space: &space,
        search: Search::new(&space),
        rows,
        covers: Vec::new(),
        spans: Vec::new(),
        told,
        found: Vec::new(),
    };
    for line in &lines {
        if !cascade.step(line) {
            break;
        }
    }
    cascade.found
}

fn read<'p>(reader: &mut Reader<'_>, arm: &'p Arm, rows: &Region) -> Line<'p> {
    let (fits, takes) = match arm.condition {
        Some(condition) => {
            let fits = reader.holds(condition, Side::Possible);
            let fits = both(&fits, rows).unwrap_or(fits);
            (fits, reader.holds(condition, Side::Certain))
        }
        None => (rows.clone(), rows.clone()),
    };
    Line { arm, fits, takes }
}

/// The lines looked at so far.
struct Cascade<'a, 's> {
    analyser: &'a Analyser<'a>,
    members: Option<String>,
    space: &'s Space,
    search: Search<'s>,
    rows: Region,
    covers: Vec<Cover>,
    spans: Vec<Span>,
    told: &'a [Span],
    found: Vec<Lint>,
}

impl Cascade<'_, '_> {
    /// Looks at one more line; false if nothing after it needs to be looked at.
    fn step(&mut self, line: &Line<'_>) -> bool {
        let place = self.spans.len();
        self.spans.push(line.arm.span);
        let fits = self.space.settle(&line.fits);
        if fits.is_empty() {
            self.never_holds(line.arm.condition);
            return true;
        }
        if let Answer::Covered(by) = self.search.uncovered(&fits, &self.covers) {
            if let Answer::Covered(by) = self.search.uncovered(&self.rows, &self.covers) {
                self.nothing_left(line, by);
                return false;
            }
            self.covered(line, &fits, by);
            return true;
        }
        let takes = self.space.settle(&line.takes);
        let covers = takes.into_iter().map(|cuboid| Cover {
            line: place,
            cuboid,
        });
        self.covers.extend(covers);
        true
    }

    fn never_holds(&mut self, condition: Option<ExprId>) {
        let Some(condition) = condition else { return };
        let at = self.analyser.span_of(condition);
        let said = self.told.iter().any(|told| contains(at, *told));
        if !said && !reads_param(self.analyser, condition) {
            self.found.push(Lint::NeverMet {
                members: self.members.clone(),
                at,
            });
        }
    }

    fn covered(&mut self, line: &Line<'_>, fits: &Region, by: BTreeSet<usize>) {
        let by = self.search.fewest(fits, &self.covers, by);
        // A row that a line above takes for certain: it says all that this line asks.
        let taken = self.covers.iter().filter(|cover| by.contains(&cover.line));
        let mut taken = taken.filter_map(|cover| fits.first()?.intersection(&cover.cuboid));
        let row = taken
            .next()
            .and_then(|taken| row(self.analyser, self.space, &taken));
        self.found.push(Lint::Covered {
            at: line.arm.span,
            by: self.places(&by),
            row,
        });
    }

    fn nothing_left(&mut self, line: &Line<'_>, by: BTreeSet<usize>) {
        let rows = self.rows.clone();
        let by = self.search.fewest(&rows, &self.covers, by);
        self.found.push(Lint::NothingLeft {
            otherwise: line.arm.condition.is_none(),
            members: self.members.clone(),
            at: line.arm.span,
            by: self.places(&by),
        });
    }

    fn places(&self, lines: &BTreeSet<usize>) -> Vec<Span> {
        lines
            .iter()
            .filter_map(|line| self.spans.get(*line).copied())
            .collect()
    }
}
