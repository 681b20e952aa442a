//! Runs with answers filled in: many at once where they cannot disturb one another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Subject;
use super::outcome::{Outcome, outcomes};
use crate::data::{CellChange, CellPlace, Dataset};
use crate::eval::Evaluator;
use crate::ir::{ExprId, ExprKind, FieldSource, Output, Program, RecordId, RuleId, Value};

/// How many copies of rows are run at a time.
const COPIES_AT_A_TIME: usize = 16_384;
/// From this many rows on a whole table is worked out instead of single rows.
const MANY_ROWS: usize = 64;

/// Answers to try in some cells, and whose outcome to look at.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    /// The rule.
    pub rule: RuleId,
    /// The row of the rule's record.
    pub row: usize,
    /// The cells that are filled in.
    pub cells: Vec<CellPlace>,
    /// The cells that the outcome is open for: nobody else may fill these in the same run.
    pub reads: Vec<CellPlace>,
    /// What to fill in, a value a cell.
    pub fillings: Vec<Vec<Option<Value>>>,
}

impl Probe {
    fn changes(&self, filling: &[Option<Value>]) -> Vec<CellChange> {
        let pairs = self.cells.iter().zip(filling);
        pairs
            .map(|(place, value)| CellChange {
                place: *place,
                value: value.clone(),
            })
            .collect()
    }
}

/// What each filling of each probe comes to.
pub(super) fn run(subject: Subject<'_>, probes: &[Probe]) -> Vec<Vec<Outcome>> {
    let mut results: Vec<Vec<Option<Outcome>>> = probes
        .iter()
        .map(|probe| vec![None; probe.fillings.len()])
        .collect();
    let mut alone: HashMap<RuleId, bool> = HashMap::new();
    let mut copied: BTreeMap<RecordId, Vec<(usize, usize)>> = BTreeMap::new();
    let mut in_place = Vec::new();
    for (place, probe) in probes.iter().enumerate() {
        let record = subject.program.rules[probe.rule].record;
        let own_cells = probe
            .cells
            .iter()
            .all(|cell| (cell.record, cell.row) == (record, probe.row));
        let alone = *alone
            .entry(probe.rule)
            .or_insert_with(|| reads_its_row_alone(subject.program, probe.rule));
        if alone && own_cells {
            let fillings = 0..probe.fillings.len();
            copied
                .entry(record)
                .or_default()
                .extend(fillings.map(|filling| (place, filling)));
        } else {
            in_place.push(place);
        }
    }
    for (record, pairs) in copied {
        for pairs in pairs.chunks(COPIES_AT_A_TIME) {
            run_copies(subject, probes, record, pairs, &mut results);
        }
    }
    run_in_place(subject, probes, &in_place, &mut results);
    results
        .into_iter()
        .map(|filled| filled.into_iter().flatten().collect())
        .collect()
}

/// Rules that look at their own row only: every filling is a copy of the row, all in one table.
fn run_copies(
    subject: Subject<'_>,
    probes: &[Probe],
    record: RecordId,
    pairs: &[(usize, usize)],
    results: &mut [Vec<Option<Outcome>>],
) {
    let copies: Vec<(usize, Vec<CellChange>)> = pairs
        .iter()
        .filter_map(|&(probe, filling)| {
            let probe = probes.get(probe)?;
            Some((probe.row, probe.changes(probe.fillings.get(filling)?)))
        })
        .collect();
    let data = subject.data.with_copies(subject.program, record, &copies);
    let evaluator = Evaluator::new(subject.program, &data, subject.settings);
    let frame = evaluator.frame(record, 0..copies.len());
    let mut by_rule: BTreeMap<RuleId, Vec<Outcome>> = BTreeMap::new();
    for (copy, &(probe, filling)) in pairs.iter().enumerate() {
        let Some(rule) = probes.get(probe).map(|probe| probe.rule) else {
            continue;
        };
        let column = by_rule
            .entry(rule)
            .or_insert_with(|| outcomes(&evaluator, &frame, rule));
        set(results, probe, filling, column.get(copy).cloned());
    }
}

/// Rules that look at other rows too: the tables as they are, with cells changed. Probes share a run when none
/// fills a cell that another reads: an answer that is not among a result's open ones cannot change it.
fn run_in_place(
    subject: Subject<'_>,
    probes: &[Probe],
    waiting: &[usize],
    results: &mut [Vec<Option<Outcome>>],
) {
    let mut next: Vec<(usize, usize)> = waiting.iter().map(|&probe| (probe, 0)).collect();
    while !next.is_empty() {
        let mut filled: BTreeSet<CellPlace> = BTreeSet::new();
        let mut read: BTreeSet<CellPlace> = BTreeSet::new();
        let mut changes = Vec::new();
        let mut round = Vec::new();
        let mut later = Vec::new();
        for (place, filling) in next {
            let Some(probe) = probes.get(place) else {
                continue;
            };
            let Some(values) = probe.fillings.get(filling) else {
                continue; // all done
            };
            let disturbed = probe.reads.iter().any(|cell| filled.contains(cell))
                || probe
                    .cells
                    .iter()
                    .any(|cell| read.contains(cell) || filled.contains(cell));
            if disturbed {
                later.push((place, filling));
                continue;
            }
            filled.extend(probe.cells.iter().copied());
            read.extend(probe.reads.iter().copied());
            changes.extend(probe.changes(values));
            round.push((place, filling));
            later.push((place, filling + 1));
        }
        next = later;
        if round.is_empty() {
            return;
        }
        let data = subject.data.changed(subject.program, &changes);
        read_round(subject, &data, probes, &round, results);
    }
}

fn read_round(
    subject: Subject<'_>,
    data: &Dataset,
    probes: &[Probe],
    round: &[(usize, usize)],
    results: &mut [Vec<Option<Outcome>>],
) {
    let evaluator = Evaluator::new(subject.program, data, subject.settings);
    let mut by_rule: BTreeMap<RuleId, Vec<(usize, usize)>> = BTreeMap::new();
    for &(place, filling) in round {
        if let Some(probe) = probes.get(place) {
            by_rule
                .entry(probe.rule)
                .or_default()
                .push((place, filling));
        }
    }
    for (rule, pairs) in by_rule {
        let record = subject.program.rules[rule].record;
        let whole = (pairs.len() >= MANY_ROWS).then(|| {
            let frame = evaluator.frame(record, 0..evaluator.row_count(record));
            outcomes(&evaluator, &frame, rule)
        });
        for (place, filling) in pairs {
            let Some(probe) = probes.get(place) else {
                continue;
            };
            let outcome = match &whole {
                Some(whole) => whole.get(probe.row).cloned(),
                None => {
                    let frame = evaluator.frame(record, probe.row..probe.row + 1);
                    outcomes(&evaluator, &frame, rule).pop()
                }
            };
            set(results, place, filling, outcome);
        }
    }
}

fn set(
    results: &mut [Vec<Option<Outcome>>],
    probe: usize,
    filling: usize,
    outcome: Option<Outcome>,
) {
    if let Some(slot) = results
        .get_mut(probe)
        .and_then(|fillings| fillings.get_mut(filling))
    {
        *slot = outcome;
    }
}

/// True if a rule's outcome on a row depends on that row alone (and on cells that a reference leads to): then
/// copies of the row in one table do not disturb one another.
pub(super) fn reads_its_row_alone(program: &Program, rule: RuleId) -> bool {
    let mut rules = BTreeSet::from([rule]);
    let mut waiting_rules = vec![rule];
    let mut seen: BTreeSet<ExprId> = BTreeSet::new();
    while let Some(rule) = waiting_rules.pop() {
        waiting_rules.extend(
            program.rules[rule]
                .within
                .filter(|outer| rules.insert(*outer)),
        );
        let mut waiting = program.rule_exprs(rule);
        while let Some(expr) = waiting.pop() {
            if !seen.insert(expr) {
                continue;
            }
            let kind = &program.exprs[expr].kind;
            waiting.extend(kind.children());
            if matches!(
                kind,
                ExprKind::Aggregate(_) | ExprKind::Rule(_, Output::Rank)
            ) {
                return false;
            }
            if let ExprKind::Rule(read, _) = kind {
                waiting_rules.extend(rules.insert(*read).then_some(*read));
            }
            if let ExprKind::Through { value, .. } = kind
                && !is_stored(program, *value)
            {
                return false;
            }
            if let ExprKind::Field(field) = kind
                && let FieldSource::Computed(value) = program.fields[*field].source
            {
                waiting.push(value);
            }
        }
    }
    true
}

fn is_stored(program: &Program, expr: ExprId) -> bool {
    let ExprKind::Field(field) = program.exprs[expr].kind else {
        return false;
    };
    matches!(program.fields[field].source, FieldSource::Stored { .. })
}
