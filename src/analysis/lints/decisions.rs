//! Tables of decisions: rows that no line fits, lines that can hold at once, lines that never decide.

use super::cascade::{self, Line, Setting};
use super::members;
use crate::analysis::analyser::Analyser;
use crate::analysis::boxes::{
    Answer, Cover, Cuboid, Reader, Region, Search, Side, Space, VariableId, both, cell, freed, row,
    untangled,
};
use crate::analysis::errors::{DecisionProblem, Lines, Lint, Missing};
use crate::ir::{Decision, DecisionLine, ExprId, HitPolicy, Program, RuleBody, RuleId};
use crate::source::Span;

/// What is found in the tables of a pack.
#[derive(Default)]
pub struct Found {
    /// What is probably not meant.
    pub lints: Vec<Lint>,
    /// Lines that can hold at once where they may not.
    pub overlaps: Vec<DecisionProblem>,
    /// What is known of each table.
    pub proofs: Vec<Proof>,
}

/// What was proved of a table.
pub struct Proof {
    rule: RuleId,
    complete: bool,
    unique: bool,
}

impl Proof {
    /// Notes it in the program.
    pub fn note(&self, program: &mut Program) {
        match &mut program.rules[self.rule].body {
            RuleBody::Decision(decision) => {
                decision.proved_complete |= self.complete;
                decision.proved_unique |= self.unique;
            }
            RuleBody::Segment(_)
            | RuleBody::Check(_)
            | RuleBody::Score(_)
            | RuleBody::Strategy(_) => {}
        }
    }
}

/// Every decision. `told` are the places of which it has been said that they always or never hold.
pub fn check(analyser: &Analyser<'_>, told: &[Span]) -> Found {
    let mut found = Found::default();
    for (id, rule) in analyser.program.rules.iter() {
        match &rule.body {
            RuleBody::Decision(decision) => {
                let mut complete = true;
                let mut unique = true;
                for table in tables(analyser, decision) {
                    let checked = Checked::of(analyser, id, decision.policy, &table, told);
                    complete &= checked.complete;
                    unique &= checked.unique;
                    found.lints.extend(checked.lints);
                    found.overlaps.extend(checked.overlaps);
                }
                found.lints.extend(doubles(analyser, decision));
                found.proofs.push(Proof {
                    rule: id,
                    complete,
                    unique,
                });
            }
            RuleBody::Segment(_)
            | RuleBody::Check(_)
            | RuleBody::Score(_)
            | RuleBody::Strategy(_) => {}
        }
    }
    found
}

// ---- what is looked at --------------------------------------------------------------------------

/// Lines that are looked at together: those of a table, or the heads along one edge of a grid.
struct Table {
    /// Condition and place of each line.
    lines: Vec<(Option<ExprId>, Span)>,
    inputs: Vec<ExprId>,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    /// With so many cells behind `||`.
    Lines(usize),
    Rows,
    Columns,
}

fn tables(analyser: &Analyser<'_>, decision: &Decision) -> Vec<Table> {
    let Some(columns) = decision.columns else {
        let reasons = decision.lines.iter().any(|line| line.because.is_some());
        let lines = decision.lines.iter();
        return vec![Table {
            lines: lines.map(|line| (line.condition, line.span)).collect(),
            inputs: decision.inputs.clone(),
            kind: Kind::Lines(decision.outputs.len() + usize::from(reasons)),
        }];
    };
    // Lines of a grid are all combinations of its heads: it is as complete as its two edges.
    let head = |line: &DecisionLine, edge: usize| {
        let cell = line.cells.get(edge).copied().flatten();
        let at = cell.map_or(line.span, |cell| analyser.span_of(cell));
        (cell, at)
    };
    let input = |edge: usize| decision.inputs.get(edge).copied().into_iter().collect();
    let rows = decision.lines.iter().step_by(columns.max(1));
    let across = decision.lines.iter().take(columns);
    vec![
        Table {
            lines: rows.map(|line| head(line, 0)).collect(),
            inputs: input(0),
            kind: Kind::Rows,
        },
        Table {
            lines: across.map(|line| head(line, 1)).collect(),
            inputs: input(1),
            kind: Kind::Columns,
        },
    ]
}

/// With `all`, lines that ask the same and say the same.
fn doubles(analyser: &Analyser<'_>, decision: &Decision) -> Vec<Lint> {
    match decision.policy {
        HitPolicy::First | HitPolicy::Unique => return Vec::new(),
        HitPolicy::All => {}
    }
    let mut seen = std::collections::BTreeMap::new();
    let mut found = Vec::new();
    for line in &decision.lines {
        let program = &analyser.program;
        let words = |expr: &ExprId| program.describe(*expr);
        let cells: Vec<Option<String>> = line
            .cells
            .iter()
            .map(|cell| cell.as_ref().map(words))
            .collect();
        let outputs: Vec<String> = line.outputs.iter().map(words).collect();
        match seen.get(&(cells.clone(), outputs.clone())) {
            Some(before) => found.push(Lint::LineTwice {
                at: line.span,
                before: *before,
            }),
            None => {
                seen.insert((cells, outputs), line.span);
            }
        }
    }
    found
}

// ---- looking at it ------------------------------------------------------------------------------

/// What is found in a table, and what is known of it.
struct Checked {
    lints: Vec<Lint>,
    overlaps: Vec<DecisionProblem>,
    complete: bool,
    unique: bool,
}

/// A table as boxes.
struct Boxes<'a> {
    analyser: &'a Analyser<'a>,
    table: &'a Table,
    name: String,
    at: Span,
    space: &'a Space,
    inputs: Vec<Option<VariableId>>,
    /// The rows that certainly are the decision's.
    certain_rows: Region,
    setting: Setting<'a>,
    lines: Vec<Line>,
    tangled: std::collections::BTreeSet<VariableId>,
}

impl Checked {
    fn of(
        analyser: &Analyser<'_>,
        id: RuleId,
        policy: HitPolicy,
        table: &Table,
        told: &[Span],
    ) -> Checked {
        let mut reader = Reader::new(analyser, Some(id));
        // First of all, so that rows are shown in the order of the columns.
        let inputs = table.inputs.iter().map(|input| reader.variable(*input));
        let inputs = inputs.collect();
        let possible_rows = reader.rows(Side::Possible);
        let certain_rows = reader.rows(Side::Certain);
        let read: Vec<(Region, Region)> = table
            .lines
            .iter()
            .map(|(condition, _)| match condition {
                Some(condition) => {
                    let fits = reader.holds(*condition, Side::Possible);
                    let fits = both(&fits, &possible_rows).unwrap_or(fits);
                    (fits, reader.holds(*condition, Side::Certain))
                }
                None => (possible_rows.clone(), possible_rows.clone()),
            })
            .collect();
        let space = reader.space();
        let lines: Vec<Line> = read
            .iter()
            .zip(&table.lines)
            .map(|((fits, takes), (condition, span))| Line {
                condition: *condition,
                span: *span,
                fits: space.settle(fits),
                takes: space.settle(takes),
            })
            .collect();
        let rule = &analyser.program.rules[id].named;
        let boxes = Boxes {
            analyser,
            table,
            name: rule.name.clone(),
            at: rule.span,
            space: &space,
            inputs,
            certain_rows: space.settle(&certain_rows),
            setting: Setting {
                analyser,
                members: members(analyser, id),
                lines: Lines::Decision,
                space: &space,
                rows: space.settle(&possible_rows),
                told,
            },
            tangled: space.tangled(lines.iter().map(|line| &line.fits)),
            lines,
        };
        boxes.check(policy)
    }
}

impl Boxes<'_> {
    fn check(&self, policy: HitPolicy) -> Checked {
        let mut search = Search::new(self.space);
        let mut checked = Checked {
            lints: Vec::new(),
            overlaps: Vec::new(),
            complete: self.lines.iter().any(|line| line.condition.is_none()),
            unique: false,
        };
        match policy {
            HitPolicy::First => {
                let dead = cascade::check(&self.setting, &mut search, &self.lines);
                checked.lints.extend(dead);
            }
            HitPolicy::Unique => {
                checked.lints.extend(self.idle(&mut search));
                self.overlaps(&mut checked);
            }
            HitPolicy::All => checked.lints.extend(self.idle(&mut search)),
        }
        if !checked.complete {
            self.gaps(&mut search, &mut checked);
        }
        checked
    }

    /// Lines that never hold, and an `otherwise` that has nothing left, where all lines count.
    fn idle(&self, search: &mut Search<'_>) -> Vec<Lint> {
        let mut found = Vec::new();
        for line in &self.lines {
            match line.condition {
                Some(condition) if line.fits.is_empty() => {
                    found.extend(self.setting.never_holds(Some(condition)));
                }
                Some(_) => {}
                None => {
                    let others = self.covers(|line| line.takes.clone());
                    if let Answer::Covered(by) = search.uncovered(&self.setting.rows, &others) {
                        let by = search.fewest(&self.setting.rows, &others, by);
                        let by = by.iter().filter_map(|line| self.lines.get(*line));
                        found.push(Lint::NothingLeft {
                            of: Lines::Decision,
                            otherwise: true,
                            members: self.setting.members.clone(),
                            at: line.span,
                            by: by.map(|line| line.span).collect(),
                        });
                    }
                }
            }
        }
        found
    }

    /// The boxes of every line with a condition.
    fn covers(&self, of: impl Fn(&Line) -> Region) -> Vec<Cover> {
        let lines = self.lines.iter().enumerate();
        lines
            .filter(|(_, line)| line.condition.is_some())
            .flat_map(|(place, line)| {
                let boxes = of(line).into_iter();
                boxes.map(move |cuboid| Cover {
                    line: place,
                    cuboid,
                })
            })
            .collect()
    }

    /// Pairs of lines that can hold at once.
    fn overlaps(&self, checked: &mut Checked) {
        /// So many are told.
        const MOST: usize = 3;
        let mut proved = true;
        let mut open = false;
        let certain: Vec<Region> = self
            .lines
            .iter()
            .map(|line| untangled(&line.takes, &self.tangled))
            .collect();
        let rows = untangled(&self.certain_rows, &self.tangled);
        let tested = |line: &&Line| line.condition.is_some();
        for (place, line) in self.lines.iter().enumerate() {
            for (before, other) in self.lines.iter().enumerate().take(place) {
                if !tested(&line) || !tested(&other) || !meet(&line.fits, &other.fits) {
                    continue;
                }
                let Some(at_once) = both(&line.fits, &other.fits) else {
                    (proved, open) = (false, true);
                    continue;
                };
                if at_once.is_empty() {
                    continue;
                }
                proved = false;
                let sure = certain.get(place).zip(certain.get(before));
                let sure = sure.and_then(|(a, b)| both(&both(a, b)?, &rows));
                let sure = sure.unwrap_or_default();
                match sure.first() {
                    Some(first) if checked.overlaps.len() < MOST => {
                        checked.overlaps.push(DecisionProblem::Overlap {
                            row: row(self.analyser, self.space, first),
                            at: line.span,
                            before: other.span,
                        });
                    }
                    Some(_) => {}
                    None => open |= untangled(&at_once, &self.tangled).len() < at_once.len(),
                }
            }
        }
        checked.unique = proved;
        if open && checked.overlaps.is_empty() {
            checked.lints.push(self.not_checked(true));
        }
    }

    /// Rows that no line fits.
    fn gaps(&self, search: &mut Search<'_>, checked: &mut Checked) {
        let inputs: Vec<VariableId> = self.inputs.iter().copied().flatten().collect();
        let rows = self.space.applying(&self.setting.rows, &inputs);
        let covers = self.covers(|line| line.takes.clone());
        let proved = search.uncovered(&rows, &covers);
        if let Answer::Covered(_) = proved {
            checked.complete = true;
            return;
        }
        let rows = untangled(&self.certain_rows, &self.tangled);
        let rows = self.space.applying(&rows, &inputs);
        let covers = self.covers(|line| freed(&line.fits, &self.tangled));
        let gaps = search.gaps(&rows, covers);
        for (gap, within) in &gaps.boxes {
            checked.lints.push(Lint::Gap {
                row: row(self.analyser, self.space, &self.shown(gap)),
                line: self.missing(gap, within),
                given_up: self.given_up(),
                at: self.at,
            });
        }
        if gaps.boxes.is_empty() && (gaps.given_up || !self.tangled.is_empty()) {
            checked.lints.push(self.not_checked(false));
        }
    }

    /// A row of a gap says something of every column of the file that is tested.
    fn shown(&self, gap: &Cuboid) -> Cuboid {
        let fits = self.lines.iter().map(|line| &line.fits);
        let shown = self.space.filled(gap, fits);
        let added = shown.sides().iter().map(|(variable, _)| *variable);
        let worked_out = added.filter(|variable| {
            let stored = self.space.variable(*variable).is_some_and(|one| one.stored);
            !stored && gap.side(*variable).is_none()
        });
        worked_out.fold(shown.clone(), |shown, variable| shown.freed(variable))
    }

    /// The line that the gap lacks, where its cells say all that there is to say.
    fn missing(&self, gap: &Cuboid, within: &Cuboid) -> Option<Missing> {
        let whole = |variable: VariableId| {
            let side = within.side(variable);
            side.unwrap_or_else(|| self.space.domain(variable))
        };
        let mut sides = gap.sides().iter();
        let said = sides.all(|(variable, set)| {
            self.inputs.contains(&Some(*variable)) || set == whole(*variable)
        });
        if !said {
            return None;
        }
        let cells = self.inputs.iter().map(|input| {
            let side = input.and_then(|variable| Some((variable, gap.side(variable)?)));
            match side {
                Some((variable, set)) => {
                    cell(self.analyser, self.space, variable, set, whole(variable))
                }
                None => Some("-".to_owned()),
            }
        });
        let cells: Vec<String> = cells.collect::<Option<_>>()?;
        Some(match self.table.kind {
            Kind::Rows => Missing::Row(cells.join("")),
            Kind::Columns => Missing::Column(cells.join("")),
            Kind::Lines(outputs) => {
                let blanks = vec!["?"; outputs];
                Missing::Line(format!(
                    "| {} || {} |",
                    cells.join(" | "),
                    blanks.join(" | ")
                ))
            }
        })
    }

    fn given_up(&self) -> Vec<String> {
        let names = self
            .tangled
            .iter()
            .filter_map(|one| self.space.variable(*one));
        names.map(|variable| variable.name.clone()).collect()
    }

    fn not_checked(&self, unique: bool) -> Lint {
        Lint::NotChecked {
            decision: self.name.clone(),
            unique,
            given_up: self.given_up(),
            at: self.at,
        }
    }
}

/// True if two regions share a point.
fn meet(a: &[Cuboid], b: &[Cuboid]) -> bool {
    a.iter().any(|one| b.iter().any(|other| one.meets(other)))
}
