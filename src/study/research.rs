//! Which missing answers are worth getting: for each, the outcomes that hang on it, and whether it settles them.
//!
//! An answer *matters* to an outcome if there are two ways to fill all gaps that differ in this answer alone and lead to
//! different outcomes. That is found by trying every filling of the gaps that the outcome is open for, as long as
//! there are few enough of them ([`MANY_FILLINGS`]) and each gap has a known number of values; then it is exact.
//! Beyond that each answer is tried alone: what then moves the outcome matters, what does not may matter.
//! An answer *settles* an outcome when a run with it, and with nothing else filled in, says so.

use std::collections::{BTreeMap, HashMap};

use super::Subject;
use super::candidates::{Candidates, candidates, product};
use super::outcome::{Outcome, outcomes};
use super::probe::{self, Probe};
use crate::data::CellPlace;
use crate::eval::{Evaluator, Status, open_cells};
use crate::ir::{FieldId, RuleId};

/// More fillings than this are not all tried for one outcome.
const MANY_FILLINGS: usize = 4096;
/// How many rows are looked at together.
const BATCH: usize = 4096;

/// What was found out.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The missing answers that could change an outcome, those that settle most first.
    pub answers: Vec<Answer>,
    /// How many outcomes are open.
    pub open: usize,
    /// How many of them only look open: every filling of the gaps leads to the same.
    pub settled_by_all: usize,
}

/// A missing answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it is missing.
    pub place: CellPlace,
    /// What hangs on it.
    pub effects: Vec<Effect>,
}

/// An outcome that hangs on an answer.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The rule.
    pub rule: RuleId,
    /// The row of the rule's record.
    pub row: usize,
    /// What it comes to now.
    pub now: String,
    /// True if the answer certainly can change it; false if it may, and that was too much to find out.
    pub certain: bool,
    /// How many of the values tried settle it, when nothing else is filled in.
    pub settling: usize,
    /// How many values were tried.
    pub tried: usize,
    /// What a settling value makes of it, each once, in the order of the values.
    pub leads_to: Vec<String>,
    /// For a score with `rank`: the places it may still take.
    pub places: Option<(usize, usize)>,
}

impl Answer {
    /// How many outcomes this answer settles whatever it is.
    #[must_use]
    pub fn settled(&self) -> usize {
        let settled = |effect: &&Effect| effect.tried > 0 && effect.settling == effect.tried;
        self.effects.iter().filter(settled).count()
    }

    /// How far the place of a row may move that hangs on it.
    #[must_use]
    pub fn reach(&self) -> usize {
        let places = self.effects.iter().filter_map(|effect| effect.places);
        places.map(|(low, high)| high - low).max().unwrap_or(0)
    }
}

/// An open outcome and the cells it is open for.
struct Open {
    rule: RuleId,
    row: usize,
    now: Outcome,
    cells: Vec<CellPlace>,
    places: Option<(usize, usize)>,
}

/// Finds the missing answers on which the outcomes of some rules hang.
#[must_use]
pub fn research(subject: Subject<'_>, rules: &[RuleId]) -> Findings {
    let open = open_outcomes(subject, rules);
    let mut values: HashMap<FieldId, Candidates> = HashMap::new();
    for cell in open.iter().flat_map(|one| &one.cells) {
        values
            .entry(cell.field)
            .or_insert_with(|| candidates(subject, cell.field));
    }
    let mut findings = Findings {
        open: open.len(),
        ..Findings::default()
    };
    let mut answers: BTreeMap<CellPlace, Vec<Effect>> = BTreeMap::new();
    let all = fillings_of_all(subject, &open, &values);
    let alone = fillings_alone(subject, &open, &values);
    for ((one, all), alone) in open.iter().zip(all).zip(alone) {
        let mut matters_at_all = all.is_none();
        for (place, (cell, settling)) in one.cells.iter().zip(alone).enumerate() {
            let certain = match &all {
                Some(fillings) => {
                    if !fillings.matters(place) {
                        continue;
                    }
                    matters_at_all = true;
                    true
                }
                None => settling.moves(&one.now),
            };
            answers
                .entry(*cell)
                .or_default()
                .push(settling.effect(one, certain));
        }
        findings.settled_by_all += usize::from(!matters_at_all);
    }
    findings.answers = answers
        .into_iter()
        .map(|(place, effects)| Answer { place, effects })
        .collect();
    findings.answers.sort_by_key(|answer| {
        (
            std::cmp::Reverse(answer.settled()),
            std::cmp::Reverse(answer.effects.len()),
            std::cmp::Reverse(answer.reach()),
            answer.place,
        )
    });
    findings
}

fn open_outcomes(subject: Subject<'_>, rules: &[RuleId]) -> Vec<Open> {
    let program = subject.program;
    let evaluator = Evaluator::new(program, subject.data, subject.settings);
    let mut open = Vec::new();
    for &rule in rules {
        let record = program.rules[rule].record;
        for start in (0..evaluator.row_count(record)).step_by(BATCH) {
            let frame = evaluator.frame(record, start..start + BATCH);
            let ranked = is_ranked(subject, rule).then(|| evaluator.rank(&frame, rule));
            for (row, now) in outcomes(&evaluator, &frame, rule).into_iter().enumerate() {
                if now.status != Status::Unknown {
                    continue;
                }
                let places = ranked.as_ref().and_then(|ranks| {
                    let place = |units: i128| usize::try_from(units / crate::decimal::ONE).ok();
                    let interval = ranks.interval(row);
                    place(interval.low).zip(place(interval.high))
                });
                open.push(Open {
                    rule,
                    row: start + row,
                    now,
                    cells: open_cells(&evaluator, &frame, rule, row),
                    places,
                });
            }
        }
    }
    open
}

fn is_ranked(subject: Subject<'_>, rule: RuleId) -> bool {
    match &subject.program.rules[rule].body {
        crate::ir::RuleBody::Score(score) => score.rank.is_some(),
        crate::ir::RuleBody::Segment(_)
        | crate::ir::RuleBody::Strategy(_)
        | crate::ir::RuleBody::Decision(_)
        | crate::ir::RuleBody::Check(_) => false,
    }
}

/// Every filling of an outcome's gaps, and what each leads to.
struct Fillings {
    /// How many values each gap has.
    sizes: Vec<usize>,
    /// An outcome a filling; the last gap's value changes fastest.
    outcomes: Vec<Outcome>,
}

impl Fillings {
    /// True if two fillings that differ in this gap alone lead to different outcomes.
    fn matters(&self, gap: usize) -> bool {
        let after: usize = self.sizes.iter().skip(gap + 1).product();
        let size = self.sizes.get(gap).copied().unwrap_or(1);
        let period = after * size;
        if period == 0 {
            return false;
        }
        self.outcomes.chunks(period).any(|block| {
            (0..after).any(|offset| {
                let mut same_rest = block.iter().skip(offset).step_by(after);
                let first = same_rest.next();
                same_rest.any(|other| Some(other) != first)
            })
        })
    }
}

/// For each open outcome all fillings of its gaps; none where there are too many.
fn fillings_of_all(
    subject: Subject<'_>,
    open: &[Open],
    values: &HashMap<FieldId, Candidates>,
) -> Vec<Option<Fillings>> {
    let sizes: Vec<Option<Vec<usize>>> = open.iter().map(|one| sizes(one, values)).collect();
    let probes: Vec<Probe> = open
        .iter()
        .zip(&sizes)
        .map(|(one, sizes)| Probe {
            rule: one.rule,
            row: one.row,
            cells: one.cells.clone(),
            reads: one.cells.clone(),
            fillings: match sizes {
                Some(_) => product(&one.cells, values),
                None => Vec::new(),
            },
        })
        .collect();
    let found = probe::run(subject, &probes);
    sizes
        .into_iter()
        .zip(found)
        .map(|(sizes, outcomes)| sizes.map(|sizes| Fillings { sizes, outcomes }))
        .collect()
}

/// How many values each gap has, if every one is known and their product is not too large.
fn sizes(one: &Open, values: &HashMap<FieldId, Candidates>) -> Option<Vec<usize>> {
    let mut product = 1usize;
    one.cells
        .iter()
        .map(|cell| {
            let found = values.get(&cell.field).filter(|found| found.complete)?;
            product = product.checked_mul(found.values.len())?;
            (product <= MANY_FILLINGS).then_some(found.values.len())
        })
        .collect()
}

/// What the values of one gap lead to, with the other gaps left open.
struct Alone(Vec<Outcome>);

impl Alone {
    fn moves(&self, now: &Outcome) -> bool {
        self.0.iter().any(|outcome| outcome != now)
    }

    fn effect(&self, one: &Open, certain: bool) -> Effect {
        let settled = self
            .0
            .iter()
            .filter(|found| matches!(found.status, Status::Known | Status::NotApplicable));
        let mut leads_to: Vec<String> = Vec::new();
        for outcome in settled.clone() {
            if !leads_to.contains(&outcome.text) {
                leads_to.push(outcome.text.clone());
            }
        }
        Effect {
            rule: one.rule,
            row: one.row,
            now: one.now.text.clone(),
            certain,
            settling: settled.count(),
            tried: self.0.len(),
            leads_to,
            places: one.places,
        }
    }
}

/// For each open outcome and each of its gaps, what its values lead to alone.
fn fillings_alone(
    subject: Subject<'_>,
    open: &[Open],
    values: &HashMap<FieldId, Candidates>,
) -> Vec<Vec<Alone>> {
    let mut probes = Vec::new();
    for one in open {
        for cell in &one.cells {
            let found = values.get(&cell.field).map(|found| found.values.as_slice());
            let fillings = found.unwrap_or_default().iter();
            probes.push(Probe {
                rule: one.rule,
                row: one.row,
                cells: vec![*cell],
                reads: one.cells.clone(),
                fillings: fillings.map(|value| vec![Some(value.clone())]).collect(),
            });
        }
    }
    let mut found = probe::run(subject, &probes).into_iter().map(Alone);
    open.iter()
        .map(|one| found.by_ref().take(one.cells.len()).collect())
        .collect()
}
