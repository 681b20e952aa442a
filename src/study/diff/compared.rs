//! Two runs on the same rows, held against each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Side;
use super::shift::{Shift, shift};
use crate::data::Dataset;
use crate::eval::{Evaluator, Interval, RuleOutcome, Settings, Status, because, failing};
use crate::ir::{Program, RecordId, RuleBody, RuleId};
use crate::study::outcome::{Outcome, outcomes};

/// What two packs come to on the same rows.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The rules that both packs have, in the order of the new one.
    pub rules: Vec<RuleComparison>,
    /// The outcomes that are another, rule by rule.
    pub moves: Vec<Move>,
    /// Rules that only the old pack has.
    pub only_old: Vec<String>,
    /// Rules that only the new pack has.
    pub only_new: Vec<String>,
}

/// What a rule comes to in two packs.
#[derive(Clone, Debug)]
pub struct RuleComparison {
    /// The rule.
    pub rule: String,
    /// The record of its rows.
    pub record: String,
    /// How many rows went from one outcome to another, those that stayed included.
    pub matrix: BTreeMap<(String, String), usize>,
    /// How many rows moved.
    pub moved: usize,
    /// Rows that only the old pack has.
    pub only_old: Vec<String>,
    /// Rows that only the new pack has.
    pub only_new: Vec<String>,
    /// Of a score, how its numbers moved.
    pub shift: Option<Shift>,
}

/// An outcome that is another.
#[derive(Clone, Debug)]
pub struct Move {
    /// The rule.
    pub rule: String,
    /// The record.
    pub record: String,
    /// The row's key.
    pub row: String,
    /// What the old pack says.
    pub from: Outcome,
    /// What the new pack says.
    pub to: Outcome,
    /// Why the new pack says so; empty where it gives no reason.
    pub why: String,
}

/// What a rule comes to on every row.
pub(super) struct Outcomes {
    /// The keys of the rows.
    keys: Arc<[String]>,
    outcomes: Vec<Outcome>,
}

impl Outcomes {
    /// The outcomes with the keys of their rows, in the order of the table.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&String, &Outcome)> {
        self.keys.iter().zip(&self.outcomes)
    }

    /// The outcomes by the key of their row.
    pub(super) fn by_key(&self) -> HashMap<&str, &Outcome> {
        let keys = self.keys.iter().map(String::as_str);
        keys.zip(&self.outcomes).collect()
    }
}

/// A run whose rows are found by their keys.
pub(super) struct Run<'a> {
    evaluator: Evaluator<'a>,
    keys: BTreeMap<RecordId, Arc<[String]>>,
}

impl<'a> Run<'a> {
    pub(super) fn new(program: &'a Program, data: &'a Dataset, settings: Settings) -> Run<'a> {
        Run {
            evaluator: Evaluator::new(program, data, settings),
            keys: BTreeMap::new(),
        }
    }

    /// The rule of a name.
    pub(super) fn rule(&self, name: &str) -> Option<RuleId> {
        let mut rules = self.evaluator.program().rules.iter();
        rules
            .find(|(_, rule)| rule.named.name == name)
            .map(|(id, _)| id)
    }

    /// The name of the record of a rule.
    pub(super) fn record(&self, rule: RuleId) -> &'a str {
        let program = self.evaluator.program();
        &program.records[program.rules[rule].record].named.name
    }

    /// What a rule comes to on every row of its record.
    pub(super) fn outcomes(&mut self, rule: RuleId) -> Outcomes {
        let record = self.evaluator.program().rules[rule].record;
        let keys = self.keys(record);
        let frame = self.evaluator.frame(record, 0..keys.len());
        Outcomes {
            keys,
            outcomes: outcomes(&self.evaluator, &frame, rule),
        }
    }

    /// The numbers of a score as intervals, by the key of their row; nothing of another rule.
    pub(super) fn numbers(&mut self, rule: RuleId) -> Option<HashMap<String, Interval>> {
        let record = self.evaluator.program().rules[rule].record;
        let keys = self.keys(record);
        let frame = self.evaluator.frame(record, 0..keys.len());
        let outcome = self.evaluator.rule(&frame, rule);
        let RuleOutcome::Score(outcome) = &*outcome else {
            return None;
        };
        let rows = keys.iter().enumerate();
        let numbers = rows.map(|(row, key)| (key.clone(), outcome.value.interval(row)));
        Some(numbers.collect())
    }

    fn keys(&mut self, record: RecordId) -> Arc<[String]> {
        let evaluator = &self.evaluator;
        let name = |row: usize| {
            let key = evaluator.row_key(record, row);
            let table = evaluator.data().tables.get(&record);
            let line = || table.and_then(|table| table.lines.get(row));
            key.unwrap_or_else(|| match line() {
                Some(line) => format!("line {line}"),
                None if evaluator.program().portfolio == Some(record) => "all rows".to_owned(),
                None => format!("row {}", row + 1),
            })
        };
        let make = || (0..evaluator.row_count(record)).map(name).collect();
        self.keys.entry(record).or_insert_with(make).clone()
    }

    /// Why a rule comes to what it does on a row.
    fn why(&self, rule: RuleId, row: usize) -> String {
        let record = self.evaluator.program().rules[rule].record;
        let frame = self.evaluator.frame(record, row..row + 1);
        let said = because(&self.evaluator, &frame, rule).text(0);
        let said = said.or_else(|| failing(&self.evaluator, &frame, rule).text(0));
        said.map_or_else(String::new, |text| text.to_string())
    }
}

/// Runs two packs and holds their outcomes against each other; of one rule, or of all.
#[must_use]
pub fn compare(old: Side<'_>, new: Side<'_>, settings: Settings, only: Option<&str>) -> Comparison {
    let mut before = Run::new(old.program, old.data, settings);
    let mut after = Run::new(new.program, new.data, settings);
    let wanted = |program: &Program| -> Vec<String> {
        let names = program.rules.values().map(|rule| rule.named.name.clone());
        names
            .filter(|name| only.is_none_or(|only| only == name))
            .collect()
    };
    let mut comparison = Comparison::default();
    for name in wanted(new.program) {
        match (before.rule(&name), after.rule(&name)) {
            (Some(old_rule), Some(new_rule))
                if before.record(old_rule) == after.record(new_rule) =>
            {
                compare_rule(&mut before, old_rule, &mut after, new_rule, &mut comparison);
            }
            (Some(_), _) => {
                comparison.only_old.push(name.clone());
                comparison.only_new.push(name);
            }
            (None, _) => comparison.only_new.push(name),
        }
    }
    let gone = wanted(old.program).into_iter();
    let gone = gone.filter(|name| after.rule(name).is_none());
    comparison.only_old.extend(gone);
    comparison
}

fn compare_rule(
    before: &mut Run<'_>,
    old_rule: RuleId,
    after: &mut Run<'_>,
    new_rule: RuleId,
    comparison: &mut Comparison,
) {
    let (old, new) = (before.outcomes(old_rule), after.outcomes(new_rule));
    let name = after.evaluator.program().rules[new_rule].named.name.clone();
    let record = after.record(new_rule).to_owned();
    let by_numbers = is_a_number(before.evaluator.program(), old_rule)
        && is_a_number(after.evaluator.program(), new_rule);
    let mut matrix: BTreeMap<(String, String), usize> = BTreeMap::new();
    let old_by_key = old.by_key();
    let mut moved = 0;
    let mut only_new = Vec::new();
    for (row, (key, to)) in new.keys.iter().zip(&new.outcomes).enumerate() {
        let Some(from) = old_by_key.get(key.as_str()) else {
            only_new.push(key.clone());
            continue;
        };
        let cell = if by_numbers {
            numbers_cell(from, to)
        } else {
            (from.text.clone(), to.text.clone())
        };
        *matrix.entry(cell).or_default() += 1;
        if *from != to {
            moved += 1;
            comparison.moves.push(Move {
                rule: name.clone(),
                record: record.clone(),
                row: key.clone(),
                from: (*from).clone(),
                to: to.clone(),
                why: after.why(new_rule, row),
            });
        }
    }
    let new_keys: BTreeSet<&str> = new.keys.iter().map(String::as_str).collect();
    let only_old = old
        .keys
        .iter()
        .filter(|key| !new_keys.contains(key.as_str()));
    let old_scores = scores(before, old_rule);
    let new_scores = scores(after, new_rule);
    comparison.rules.push(RuleComparison {
        rule: name,
        record,
        matrix,
        moved,
        only_old: only_old.cloned().collect(),
        only_new,
        shift: old_scores
            .zip(new_scores)
            .map(|(old, new)| shift(&old, &new)),
    });
}

/// True for a score without bands, whose outcomes are numbers.
fn is_a_number(program: &Program, rule: RuleId) -> bool {
    match &program.rules[rule].body {
        RuleBody::Score(score) => score.bands.is_none(),
        RuleBody::Segment(_)
        | RuleBody::Strategy(_)
        | RuleBody::Decision(_)
        | RuleBody::Check(_) => false,
    }
}

/// Numbers are too many for a matrix: it says what became of them.
fn numbers_cell(from: &Outcome, to: &Outcome) -> (String, String) {
    let kind = |outcome: &Outcome| {
        match outcome.status {
            Status::Known => "a number",
            Status::Unknown | Status::Fault => "open",
            Status::NotApplicable => "not applicable",
        }
        .to_owned()
    };
    let moved = if from == to { "the same" } else { "another" };
    match (from.status, to.status) {
        (Status::Known, Status::Known) => (kind(from), format!("{moved} number")),
        (Status::Unknown | Status::Fault, Status::Unknown | Status::Fault) => {
            (kind(from), format!("{moved} range"))
        }
        (Status::Known | Status::Unknown | Status::Fault | Status::NotApplicable, _) => {
            (kind(from), kind(to))
        }
    }
}

/// The settled numbers of a score, and the bands that are settled.
#[derive(Clone, Debug, Default)]
pub(super) struct Scores {
    /// In millionths.
    pub numbers: Vec<i128>,
    /// How many rows are in each band; none if the score has no bands.
    pub bands: Option<BTreeMap<String, usize>>,
}

fn scores(run: &mut Run<'_>, rule: RuleId) -> Option<Scores> {
    let program = run.evaluator.program();
    let RuleBody::Score(score) = &program.rules[rule].body else {
        return None;
    };
    let record = program.rules[rule].record;
    let rows = run.keys(record).len();
    let frame = run.evaluator.frame(record, 0..rows);
    let outcome = run.evaluator.rule(&frame, rule);
    let RuleOutcome::Score(outcome) = &*outcome else {
        return None;
    };
    let settled = (0..rows).filter(|&row| outcome.value.status(row) == Status::Known);
    let numbers = settled.map(|row| outcome.value.interval(row).low).collect();
    let bands = score.bands.as_ref().zip(outcome.band.as_ref());
    let bands = bands.map(|(bands, column)| {
        let members = &program.domains[bands.domain].members;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for member in members {
            counts.insert(member.named.name.clone(), 0);
        }
        for row in (0..rows).filter(|&row| column.status(row) == Status::Known) {
            let member = column.possible(row).next();
            let member = member.and_then(|member| members.get(member as usize));
            if let Some(count) = member.and_then(|member| counts.get_mut(&member.named.name)) {
                *count += 1;
            }
        }
        counts
    });
    Some(Scores { numbers, bands })
}
