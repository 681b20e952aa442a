//! Where quantities that are compared meet, solved from two runs: each is taken as a straight line in the number that
//! is moved. Nothing is believed here; every crossing is tried by a run.

use std::collections::BTreeSet;

use super::constants::Constant;
use super::trial::Trial;
use crate::eval::{Column, Evaluator, Interval, OPEN_HIGH, OPEN_LOW, RuleOutcome};
use crate::ir::{ExprId, ExprKind, FieldSource, Program, RuleBody, RuleId};

/// The second run is this part of the number away from the first.
const NEAR: i128 = 64;
/// Two runs may differ by so many millionths from a straight line: what rounding does.
const ROUNDING: i128 = 8;

/// Where something that is compared meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Crossing {
    /// How far from the number.
    pub distance: i128,
    /// How far off rounding may have put it.
    pub tolerance: i128,
}

/// The distances to one side of a number at which something that is compared may meet, the nearest first. `side` is 1
/// or -1.
pub(super) fn crossings(trial: &Trial<'_>, constant: &Constant, side: i128) -> Vec<Crossing> {
    let start = constant.value;
    let mut away = whole(start.abs() / NEAR, constant.step).max(constant.step);
    let moved = loop {
        if let Ok(program) = trial.program_with(constant, start + side * away) {
            break program;
        }
        if away == constant.step {
            return Vec::new();
        }
        away = whole(away / 8, constant.step).max(constant.step);
    };
    let (here, there) = (gaps(trial, trial.program), gaps(trial, &moved));
    let mut found: BTreeSet<Crossing> = BTreeSet::new();
    for (here, there) in here.into_iter().zip(there) {
        let (Some(here), Some(there)) = (here, there) else {
            continue;
        };
        // gap(start + side × x) = here + (there − here) × x / away, which is nothing at:
        let run = here - there;
        let Some(product) = here.checked_mul(away).filter(|_| run != 0) else {
            continue;
        };
        let distance = product.div_euclid(run);
        if distance >= 0 {
            let off = ROUNDING * (distance / run.abs() + 1);
            found.insert(Crossing {
                distance: whole(distance, constant.step),
                tolerance: off.max(constant.step),
            });
        }
    }
    found.into_iter().collect()
}

/// A distance cut to whole steps.
fn whole(distance: i128, step: i128) -> i128 {
    distance - distance.rem_euclid(step)
}

/// The differences between all quantities that are compared, row by row, always in the same order.
fn gaps(trial: &Trial<'_>, program: &Program) -> Vec<Option<i128>> {
    let evaluator = Evaluator::new(program, trial.data, trial.settings);
    let mut found = Vec::new();
    for rule in program.rules.ids() {
        let record = program.rules[rule].record;
        let frame = evaluator.frame(record, 0..evaluator.row_count(record));
        for (left, right) in compared(program, rule) {
            let left = evaluator.column(&frame, left);
            let right = evaluator.column(&frame, right);
            if let (Column::Number(left), Column::Number(right)) = (left, right) {
                for row in 0..frame.len() {
                    between(left.interval(row), right.interval(row), &mut found);
                }
            }
        }
        if let (RuleBody::Score(score), RuleOutcome::Score(outcome)) =
            (&program.rules[rule].body, &*evaluator.rule(&frame, rule))
        {
            let bands = score.bands.iter().flat_map(|bands| &bands.bands);
            let ends = score.limit.into_iter().flat_map(|(low, high)| [low, high]);
            let thresholds: Vec<i128> = bands.filter_map(|band| band.from).chain(ends).collect();
            for row in 0..frame.len() {
                for threshold in &thresholds {
                    between(
                        outcome.raw.interval(row),
                        Interval::point(*threshold),
                        &mut found,
                    );
                }
            }
            if score.rank.is_some() {
                neighbours(trial, rule, &outcome.value, &mut found);
            }
        }
    }
    found
}

/// The gaps between rows that are next to each other in the ranking of the pack as it is: two rows that change places
/// are neighbours when they do.
fn neighbours(
    trial: &Trial<'_>,
    rule: RuleId,
    values: &crate::eval::NumberColumn,
    found: &mut Vec<Option<i128>>,
) {
    let evaluator = Evaluator::new(trial.program, trial.data, trial.settings);
    let record = trial.program.rules[rule].record;
    let frame = evaluator.frame(record, 0..evaluator.row_count(record));
    let outcome = evaluator.rule(&frame, rule);
    let RuleOutcome::Score(outcome) = &*outcome else {
        return;
    };
    let mut rows: Vec<usize> = (0..frame.len()).collect();
    rows.sort_by_key(|row| outcome.value.interval(*row).low);
    for pair in rows.windows(2) {
        if let [one, other] = pair {
            between(values.interval(*one), values.interval(*other), found);
        }
    }
}

fn between(left: Interval, right: Interval, found: &mut Vec<Option<i128>>) {
    let is_open = |end: i128| end == OPEN_LOW || end == OPEN_HIGH;
    for (left, right) in [
        (left.low, right.low),
        (left.low, right.high),
        (left.high, right.low),
        (left.high, right.high),
    ] {
        found.push((!is_open(left) && !is_open(right)).then(|| left - right));
    }
}

/// The pairs of expressions that a rule compares on its own row.
fn compared(program: &Program, rule: RuleId) -> Vec<(ExprId, ExprId)> {
    let mut seen: BTreeSet<ExprId> = BTreeSet::new();
    let mut waiting = program.rule_exprs(rule);
    let mut pairs = Vec::new();
    while let Some(expr) = waiting.pop() {
        if !seen.insert(expr) {
            continue;
        }
        let kind = &program.exprs[expr].kind;
        if let ExprKind::Field(field) = kind
            && let FieldSource::Computed(value) = program.fields[*field].source
        {
            waiting.push(value);
        }
        // What stands in an aggregate is worked out on other rows.
        if matches!(kind, ExprKind::Aggregate(_) | ExprKind::Through { .. }) {
            continue;
        }
        let parts = kind.children();
        if matches!(kind, ExprKind::Compare(..) | ExprKind::InRange { .. })
            && let Some((first, others)) = parts.split_first()
        {
            pairs.extend(others.iter().map(|other| (*first, *other)));
        }
        waiting.extend(parts);
    }
    pairs
}
