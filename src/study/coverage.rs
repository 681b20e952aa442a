//! Which lines of a pack some rows decided: every gate, option, table row, band and points line, counted by what it came to.
//!
//! A line is *covered* when it came to everything that it can decide by: a gate that let somebody in and
//! kept somebody out, an option that was chosen, a band that was reached, points that were and were not given.
//! A row that is only possible covers nothing; it is counted as unknown.

use std::collections::{BTreeMap, BTreeSet};

use crate::eval::{
    ChoiceColumn, DecisionOutcome, Evaluator, Frame, PointsOutcome, RuleOutcome, ScoreParts,
    Status, StrategyOutcome, YesNoColumn, truth,
};
use crate::ir::{
    Bands, Decision, Named, PointsItem, PointsLine, Program, RuleBody, RuleId, Score, ScoreKind,
    Strategy,
};
use crate::source::Span;

/// What a kind of line decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A gate of a segment or a line of a check: by yes and by no.
    Gate,
    /// A way to an option, or a row of a table: by yes.
    Option,
    /// A band: by yes.
    Band,
    /// A line of points with a condition: by yes and by no.
    Points,
}

/// What a line can come to on a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineAnswer {
    /// It held, was chosen, was reached.
    Yes,
    /// It certainly did not.
    No,
    /// It may have.
    Unknown,
}

/// A line and something that it can come to: what a test can be made for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Goal {
    /// Where the line stands.
    pub span: Span,
    /// What it decides by.
    pub kind: LineKind,
    /// Its name.
    pub line: String,
    /// The rule's name.
    pub rule: String,
    /// What it comes to.
    pub answer: LineAnswer,
}

/// How often a line came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// It held, was chosen, was reached.
    pub yes: usize,
    /// It did not, and that was certain.
    pub no: usize,
    /// It may have.
    pub unknown: usize,
}

/// A line and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CoveredLine {
    /// The rule's name.
    pub rule: String,
    /// The line's name: of a gate, option, band; of a table row its number.
    pub line: String,
    /// What it decides by.
    pub kind: LineKind,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
    /// What it came to.
    pub counts: Counts,
}

impl CoveredLine {
    /// How many outcomes it needs, and how many of them were seen.
    #[must_use]
    pub fn outcomes(&self) -> (usize, usize) {
        let Counts { yes, no, .. } = self.counts;
        match self.kind {
            LineKind::Gate | LineKind::Points => (2, usize::from(yes > 0) + usize::from(no > 0)),
            LineKind::Option | LineKind::Band => (1, usize::from(yes > 0)),
        }
    }

    /// What tests can be made for: the outcomes that are counted, and that the line stays open.
    fn goals(&self) -> impl Iterator<Item = (Goal, usize)> {
        let Counts { yes, no, unknown } = self.counts;
        let by_no = matches!(self.kind, LineKind::Gate | LineKind::Points);
        let answers = [
            (LineAnswer::Yes, yes, true),
            (LineAnswer::No, no, by_no),
            (LineAnswer::Unknown, unknown, true),
        ];
        let counted = answers.into_iter().filter(|(_, _, is_counted)| *is_counted);
        counted.map(|(answer, count, _)| {
            let goal = Goal {
                span: self.span,
                kind: self.kind,
                line: self.line.clone(),
                rule: self.rule.clone(),
                answer,
            };
            (goal, count)
        })
    }

    /// The outcomes that were never seen, in words.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let Counts { yes, no, .. } = self.counts;
        let words = match self.kind {
            LineKind::Gate => ("never let anybody pass", "never stopped anybody"),
            LineKind::Points => ("never counted", "always counted"),
            LineKind::Option => ("never decided", ""),
            LineKind::Band => ("never reached", ""),
        };
        let mut missing = Vec::new();
        if yes == 0 {
            missing.push(words.0);
        }
        if no == 0 && !words.1.is_empty() {
            missing.push(words.1);
        }
        missing
    }
}

/// The lines of a pack, and what they came to so far.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    lines: BTreeMap<(Span, LineKind, String), CoveredLine>,
}

impl Coverage {
    /// The lines, in the order of the file.
    pub fn lines(&self) -> impl Iterator<Item = &CoveredLine> {
        self.lines.values()
    }

    /// How many outcomes the lines have, and how many of them were seen.
    #[must_use]
    pub fn outcomes(&self) -> (usize, usize) {
        self.lines()
            .map(CoveredLine::outcomes)
            .fold((0, 0), |(all, seen), (more, more_seen)| {
                (all + more, seen + more_seen)
            })
    }

    /// What tests can be made for, of all lines.
    #[must_use]
    pub fn goals(&self) -> BTreeSet<Goal> {
        let goals = self.lines().flat_map(CoveredLine::goals);
        goals.map(|(goal, _)| goal).collect()
    }

    /// Those of [`goals`](Self::goals) that were seen.
    #[must_use]
    pub fn reached(&self) -> BTreeSet<Goal> {
        let goals = self.lines().flat_map(CoveredLine::goals);
        goals
            .filter(|(_, count)| *count > 0)
            .map(|(goal, _)| goal)
            .collect()
    }

    /// Counts what every rule of the pack itself comes to on all rows. Packs that are used have tests of their own.
    pub fn count(&mut self, evaluator: &Evaluator<'_>) {
        let program = evaluator.program();
        for (rule, declared) in program.rules.iter() {
            if declared.named.name.contains('.') {
                continue;
            }
            let rows = evaluator.row_count(declared.record);
            let frame = evaluator.frame(declared.record, 0..rows);
            self.count_rule(evaluator, &frame, rule);
        }
    }

    fn count_rule(&mut self, evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) {
        let program = evaluator.program();
        let declared = &program.rules[rule];
        let name = &declared.named.name;
        let outcome = evaluator.rule(frame, rule);
        match (&declared.body, &*outcome) {
            (RuleBody::Segment(gates), RuleOutcome::Segment(outcome)) => {
                for (gate, column) in gates.gates.iter().zip(&outcome.gates) {
                    let line = self.line(name, &gate.named.name, LineKind::Gate, gate.span);
                    line.add_all(column, &outcome.member);
                }
            }
            (RuleBody::Check(check), RuleOutcome::Segment(outcome)) => {
                for (gate, column) in check.gates.gates.iter().zip(&outcome.gates) {
                    let line = self.line(name, &gate.named.name, LineKind::Gate, gate.span);
                    line.add_all(column, &outcome.member);
                }
            }
            (RuleBody::Strategy(strategy), RuleOutcome::Strategy(outcome)) => {
                self.count_strategy(name, strategy, outcome);
            }
            (RuleBody::Decision(decision), RuleOutcome::Decision(outcome)) => {
                self.count_decision(name, decision, outcome);
            }
            (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
                self.count_points(name, score, &outcome.parts);
                if let (Some(bands), Some(column)) = (&score.bands, &outcome.band) {
                    self.count_bands(program, name, bands, column);
                }
            }
            // A rule's outcome is of its own kind.
            (
                RuleBody::Segment(_)
                | RuleBody::Check(_)
                | RuleBody::Strategy(_)
                | RuleBody::Decision(_)
                | RuleBody::Score(_),
                _,
            ) => {}
        }
    }

    fn count_strategy(&mut self, rule: &str, strategy: &Strategy, outcome: &StrategyOutcome) {
        let rows = outcome.option.len();
        let applies = |row: usize| outcome.option.status(row) != Status::NotApplicable;
        let mut open: Vec<Course> = vec![Course::Certain; rows];
        for (option, columns) in strategy.options.iter().zip(&outcome.arms) {
            for (arm, column) in option.arms.iter().zip(columns) {
                let line = self.line(rule, &option.named.name, LineKind::Option, arm.span);
                for (row, course) in open.iter_mut().enumerate().filter(|(row, _)| applies(*row)) {
                    course.step(column.get(row), &mut line.counts);
                }
            }
        }
    }

    fn count_decision(&mut self, rule: &str, decision: &Decision, outcome: &DecisionOutcome) {
        let rows = outcome.lines.first().map_or(0, |line| line.len());
        let number = |place: usize| match decision.columns {
            Some(columns) if columns > 0 => {
                format!(
                    "row {}, column {}",
                    place / columns + 1,
                    place % columns + 1
                )
            }
            Some(_) | None => format!("row {}", place + 1),
        };
        for (place, line) in decision.lines.iter().enumerate() {
            self.line(rule, &number(place), LineKind::Option, line.span);
        }
        for row in 0..rows {
            let standing = outcome.standing(decision, row);
            for (place, line) in decision.lines.iter().enumerate() {
                let counted = self.line(rule, &number(place), LineKind::Option, line.span);
                let alone = standing == [place];
                if alone
                    || (standing.contains(&place)
                        && outcome.holds(place, row)
                        && decides_with_others(decision))
                {
                    counted.counts.yes += 1;
                } else if standing.contains(&place) {
                    counted.counts.unknown += 1;
                } else {
                    counted.counts.no += 1;
                }
            }
        }
    }

    fn count_points(&mut self, rule: &str, score: &Score, parts: &ScoreParts) {
        let (ScoreKind::Points(items), ScoreParts::Points(outcomes)) = (&score.kind, parts) else {
            return;
        };
        for (item, outcome) in items.iter().zip(outcomes) {
            match (item, outcome) {
                (PointsItem::Line(line), outcome) => self.count_points_line(rule, line, outcome),
                (
                    PointsItem::Group { lines, .. },
                    PointsOutcome::Group {
                        lines: outcomes, ..
                    },
                ) => {
                    for (line, outcome) in lines.iter().zip(outcomes) {
                        self.count_points_line(rule, line, outcome);
                    }
                }
                (PointsItem::Group { .. }, PointsOutcome::Line { .. }) => {}
            }
        }
    }

    fn count_points_line(&mut self, rule: &str, line: &PointsLine, outcome: &PointsOutcome) {
        let PointsOutcome::Line {
            each, when, points, ..
        } = outcome
        else {
            return;
        };
        if each.is_none() && when.is_none() {
            return; // it always counts, and decides nothing
        }
        let counted = self.line(rule, &line.named.name, LineKind::Points, line.span);
        for row in 0..points.len() {
            let interval = points.interval(row);
            match points.status(row) {
                Status::NotApplicable => {}
                Status::Known if interval.low == 0 => counted.counts.no += 1,
                Status::Known => counted.counts.yes += 1,
                Status::Unknown | Status::Fault if interval.contains(0) => {
                    counted.counts.unknown += 1;
                }
                Status::Unknown | Status::Fault => counted.counts.yes += 1,
            }
        }
    }

    fn count_bands(&mut self, program: &Program, rule: &str, bands: &Bands, column: &ChoiceColumn) {
        let members = &program.domains[bands.domain].members;
        for ((member, band), place) in members.iter().zip(&bands.bands).zip(0..) {
            let Named { name, .. } = &member.named;
            let line = self.line(rule, name, LineKind::Band, band.span);
            for row in 0..column.len() {
                match column.status(row) {
                    Status::NotApplicable => {}
                    Status::Known if column.possible(row).any(|one| one == place) => {
                        line.counts.yes += 1;
                    }
                    Status::Known => line.counts.no += 1,
                    Status::Unknown | Status::Fault => {
                        if column.possible(row).any(|one| one == place) {
                            line.counts.unknown += 1;
                        } else {
                            line.counts.no += 1;
                        }
                    }
                }
            }
        }
    }

    fn line(&mut self, rule: &str, line: &str, kind: LineKind, span: Span) -> &mut CoveredLine {
        self.lines
            .entry((span, kind, line.to_owned()))
            .or_insert_with(|| CoveredLine {
                rule: rule.to_owned(),
                line: line.to_owned(),
                kind,
                span,
                counts: Counts::default(),
            })
    }
}

/// With `all` every line that holds decides; else one alone does.
fn decides_with_others(decision: &Decision) -> bool {
    match decision.policy {
        crate::ir::HitPolicy::All => true,
        crate::ir::HitPolicy::First | crate::ir::HitPolicy::Unique => false,
    }
}

impl CoveredLine {
    /// Counts a gate on every row to which its rule applies.
    fn add_all(&mut self, column: &YesNoColumn, applies: &YesNoColumn) {
        for row in 0..column.len() {
            if applies.status(row) == Status::NotApplicable {
                continue;
            }
            match column.get(row) & truth::UNKNOWN {
                truth::YES => self.counts.yes += 1,
                truth::NO => self.counts.no += 1,
                _ => self.counts.unknown += 1,
            }
        }
    }
}

/// How a cascade stands before a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Every line before is certainly out.
    Certain,
    /// A line before may have decided.
    Open,
    /// A line before has decided.
    Over,
}

impl Course {
    fn step(&mut self, bits: u8, counts: &mut Counts) {
        let bits = bits & truth::UNKNOWN;
        match (*self, bits) {
            (Course::Over, _) => {}
            (_, truth::NO) => counts.no += 1,
            (Course::Certain, truth::YES) => {
                counts.yes += 1;
                *self = Course::Over;
            }
            (Course::Open, truth::YES) => {
                counts.unknown += 1;
                *self = Course::Over;
            }
            (Course::Certain | Course::Open, _) => {
                counts.unknown += 1;
                *self = Course::Open;
            }
        }
    }
}
