//! Gates that decide nothing: no row passes, every row passes, or the gates above have stopped
//! everybody that they could stop. Lines of checks are gates too; each that fails is told, whatever
//! the others say.

use super::{contains, members, reads_param};
use crate::analysis::analyser::Analyser;
use crate::analysis::boxes::{Answer, Cover, Reader, Region, Search, Side, Space, both, row};
use crate::analysis::errors::{Gates, Lint};
use crate::ir::{Gate, RuleBody, RuleId, Segment};
use crate::source::Span;

/// Every segment. `told` are the places of which it has been said that they always or never hold.
pub fn check(analyser: &Analyser<'_>, told: &[Span]) -> Vec<Lint> {
    let rules = analyser.program.rules.iter();
    rules
        .flat_map(|(id, rule)| match &rule.body {
            RuleBody::Segment(segment) => gates(analyser, id, segment, told),
            RuleBody::Check(check) => gates(analyser, id, &check.gates, told),
            RuleBody::Strategy(_) | RuleBody::Score(_) | RuleBody::Decision(_) => Vec::new(),
        })
        .collect()
}

/// A gate with its boxes: who may pass it, and who passes for certain.
struct Read<'p> {
    gate: &'p Gate,
    may_pass: Region,
    passes: Vec<Cover>,
}

fn gates(analyser: &Analyser<'_>, id: RuleId, segment: &Segment, told: &[Span]) -> Vec<Lint> {
    let mut reader = Reader::new(analyser, Some(id));
    let rows = reader.rows(Side::Possible);
    let read: Vec<(&Gate, Region, Region)> = segment
        .gates
        .iter()
        .map(|gate| {
            let may_pass = reader.holds(gate.condition, Side::Possible);
            let may_pass = both(&may_pass, &rows).unwrap_or(may_pass);
            (gate, may_pass, reader.holds(gate.condition, Side::Certain))
        })
        .collect();
    let space = reader.space();
    let rows = space.settle(&rows);
    if rows.is_empty() {
        return Vec::new();
    }
    let read: Vec<Read<'_>> = read
        .into_iter()
        .map(|(gate, may_pass, passes)| Read {
            gate,
            may_pass: space.settle(&may_pass),
            passes: covers(space.settle(&passes)),
        })
        .collect();
    let mut row_of_gates = RowOfGates {
        analyser,
        of: of(analyser, id),
        members: members(analyser, id),
        space: &space,
        search: Search::new(&space),
        rows,
        told,
    };
    row_of_gates.check(&read)
}

fn of(analyser: &Analyser<'_>, id: RuleId) -> Gates {
    let rule = &analyser.program.rules[id];
    let name = rule.named.name.clone();
    match &rule.body {
        RuleBody::Check(_) => Gates::Check(name),
        RuleBody::Segment(_)
        | RuleBody::Strategy(_)
        | RuleBody::Score(_)
        | RuleBody::Decision(_) => Gates::Segment(name),
    }
}

fn covers(region: Region) -> Vec<Cover> {
    let cover = |cuboid| Cover { line: 0, cuboid };
    region.into_iter().map(cover).collect()
}

struct RowOfGates<'a, 's> {
    analyser: &'a Analyser<'a>,
    of: Gates,
    members: Option<String>,
    space: &'s Space,
    search: Search<'s>,
    rows: Region,
    told: &'a [Span],
}

impl RowOfGates<'_, '_> {
    fn check(&mut self, read: &[Read<'_>]) -> Vec<Lint> {
        let mut found = Vec::new();
        let mut inside = self.rows.clone();
        for (place, gate) in read.iter().enumerate() {
            if gate.may_pass.is_empty() {
                found.extend(self.by_itself(gate).then(|| Lint::NobodyPasses {
                    of: self.of.clone(),
                    members: self.members.clone(),
                    at: self.analyser.span_of(gate.gate.condition),
                }));
                return found;
            }
            let before = read.get(..place).unwrap_or_default();
            if self.all_pass(&self.rows.clone(), gate) {
                found.extend(self.by_itself(gate).then(|| Lint::EverybodyPasses {
                    of: self.of.clone(),
                    members: self.members.clone(),
                    at: self.analyser.span_of(gate.gate.condition),
                }));
            } else if matches!(self.of, Gates::Segment(_)) && self.all_pass(&inside, gate) {
                found.push(self.implied(before, gate));
            }
            let Some(left) = both(&inside, &gate.may_pass) else {
                continue;
            };
            if left.is_empty() {
                found.push(self.excluded(before, gate));
                return found;
            }
            inside = left;
        }
        found
    }

    /// True if the finding is the gate's own: nothing has been said of a part of it, and no param
    /// was set so that it is switched off.
    fn by_itself(&self, gate: &Read<'_>) -> bool {
        let at = self.analyser.span_of(gate.gate.condition);
        !self.told.iter().any(|told| contains(at, *told))
            && !reads_param(self.analyser, gate.gate.condition)
    }

    fn all_pass(&mut self, rows: &Region, gate: &Read<'_>) -> bool {
        matches!(
            self.search.uncovered(rows, &gate.passes),
            Answer::Covered(_)
        )
    }

    fn implied(&mut self, before: &[Read<'_>], gate: &Read<'_>) -> Lint {
        let by = before
            .iter()
            .find(|other| self.all_pass(&other.may_pass, gate))
            .map(|other| (other.gate.named.name.clone(), other.gate.span));
        // Somebody whom the gate would stop: a gate above stops them first.
        let stopped = match self.search.uncovered(&self.rows, &gate.passes) {
            Answer::Left(stopped) => row(self.analyser, self.space, &stopped),
            Answer::Covered(_) | Answer::GivenUp => None,
        };
        Lint::Implied {
            name: gate.gate.named.name.clone(),
            by,
            row: stopped,
            at: gate.gate.span,
        }
    }

    fn excluded(&self, before: &[Read<'_>], gate: &Read<'_>) -> Lint {
        let none = |other: &&Read<'_>| {
            both(&other.may_pass, &gate.may_pass).is_some_and(|left| left.is_empty())
        };
        let by = before.iter().find(none);
        let asked = before
            .iter()
            .filter(|other| by.is_none_or(|by| by.gate.span == other.gate.span));
        let asked = asked.map(|other| &other.may_pass);
        let passes = gate
            .may_pass
            .first()
            .map(|passes| self.space.filled(passes, asked));
        Lint::NobodyIn {
            of: self.of.clone(),
            name: gate.gate.named.name.clone(),
            by: by.map(|other| (other.gate.named.name.clone(), other.gate.span)),
            row: passes.and_then(|passes| row(self.analyser, self.space, &passes)),
            at: gate.gate.span,
        }
    }
}
