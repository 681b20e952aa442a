//! Each number moved by a fifth of itself, one at a time: how many outcomes change, and how far the first of a ranking
//! may move.

use super::constants::Constant;
use super::trial::{State, Trial};
use crate::eval::{Evaluator, RuleOutcome, Status};
use crate::ir::{Program, RuleBody, RuleId};

/// A number is moved by this part of itself.
const PART: i128 = 5;
/// A line may bend by so many millionths before it counts as bent: what rounding does.
const ROUNDING: i128 = 8;

/// What moving a number by a fifth does.
#[derive(Clone, Debug)]
pub struct Swing {
    /// The number lowered by a fifth, or as far as the pack can take it.
    pub low: i128,
    /// The number raised by a fifth, or as far as the pack can take it.
    pub high: i128,
    /// How many outcomes change at the low end.
    pub moved_low: usize,
    /// How many outcomes change at the high end.
    pub moved_high: usize,
    /// The places of the first rows of each ranking.
    pub places: Vec<Places>,
}

/// The places that a row may take while a number moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The score.
    pub rule: RuleId,
    /// The row.
    pub row: usize,
    /// Its place now: from, to.
    pub now: (i128, i128),
    /// The best place.
    pub best: i128,
    /// The worst place.
    pub worst: i128,
    /// True if every value between the ends was looked at, by solving where rows change places; false if only the ends
    /// and the number itself were.
    pub exact: bool,
}

/// The scores and the places of one run.
struct Ranking {
    scores: Vec<Option<i128>>,
    places: Vec<Option<(i128, i128)>>,
    /// True if every row has a settled score or none.
    settled: bool,
}

/// What moving each number by a fifth does; places of the first `top` rows.
#[must_use]
pub fn swings(trial: &Trial<'_>, constants: &[Constant], top: usize) -> Vec<Swing> {
    let ranked: Vec<RuleId> = trial
        .rules
        .iter()
        .copied()
        .filter(|rule| is_ranked(trial.program, *rule).is_some())
        .collect();
    let base: Vec<Ranking> = ranked
        .iter()
        .map(|rule| ranking(trial, trial.program, *rule))
        .collect();
    let of = |constant: &Constant| {
        let (low, moved_low) = end(trial, constant, -1);
        let (high, moved_high) = end(trial, constant, 1);
        let programs = (
            trial.program_with(constant, low),
            trial.program_with(constant, high),
        );
        let mut places = Vec::new();
        if let (Ok(lower), Ok(higher)) = programs {
            for (rule, base) in ranked.iter().zip(&base) {
                let ends = (
                    ranking(trial, &lower, *rule),
                    ranking(trial, &higher, *rule),
                );
                let middle = low + high == 2 * constant.value;
                let alone = is_ranked(trial.program, *rule) == Some(false);
                places.extend(of_ranking(*rule, base, &ends, middle && alone, top));
            }
        }
        Swing {
            low,
            high,
            moved_low,
            moved_high,
            places,
        }
    };
    constants.iter().map(of).collect()
}

/// Whether a rule has places, and if so, whether only among rows that share something.
fn is_ranked(program: &Program, rule: RuleId) -> Option<bool> {
    match &program.rules[rule].body {
        RuleBody::Score(score) => score.rank.as_ref().map(|rank| rank.by.is_some()),
        RuleBody::Segment(_)
        | RuleBody::Strategy(_)
        | RuleBody::Decision(_)
        | RuleBody::Check(_) => None,
    }
}

/// A fifth away, or as much of it as the pack can take, and how many outcomes change there.
fn end(trial: &Trial<'_>, constant: &Constant, side: i128) -> (i128, usize) {
    let mut away = constant.value.abs() / PART;
    loop {
        away -= away.rem_euclid(constant.step);
        if away == 0 {
            return (constant.value, 0);
        }
        let value = constant.value + side * away;
        match trial.state(constant, value) {
            State::Same => return (value, 0),
            State::Flipped(flips) => return (value, flips.len()),
            State::Impossible(_) => away /= 2,
        }
    }
}

fn ranking(trial: &Trial<'_>, program: &Program, rule: RuleId) -> Ranking {
    let evaluator = Evaluator::new(program, trial.data, trial.settings);
    let record = program.rules[rule].record;
    let frame = evaluator.frame(record, 0..evaluator.row_count(record));
    let outcome = evaluator.rule(&frame, rule);
    let places = evaluator.rank(&frame, rule);
    let mut ranking = Ranking {
        scores: Vec::new(),
        places: Vec::new(),
        settled: true,
    };
    let RuleOutcome::Score(outcome) = &*outcome else {
        return ranking;
    };
    for row in 0..frame.len() {
        let status = outcome.value.status(row);
        let applies = status != Status::NotApplicable;
        let interval = outcome.value.interval(row);
        ranking.settled &= !applies || status == Status::Known && interval.is_point();
        ranking
            .scores
            .push((status == Status::Known).then_some(interval.low));
        let place = places.interval(row);
        ranking
            .places
            .push(applies.then_some((place.low, place.high)));
    }
    ranking
}

/// The places of the first rows of a ranking while a number moves between two ends.
fn of_ranking(
    rule: RuleId,
    base: &Ranking,
    (low, high): &(Ranking, Ranking),
    straight: bool,
    top: usize,
) -> Vec<Places> {
    let mut rows: Vec<(usize, (i128, i128))> = base
        .places
        .iter()
        .enumerate()
        .filter_map(|(row, place)| Some((row, (*place)?)))
        .collect();
    rows.sort_by_key(|(row, place)| (*place, *row));
    rows.truncate(top);
    let lines = straight.then(|| lines(base, low, high)).flatten();
    let places = rows.into_iter().map(|(row, now)| {
        let one = crate::decimal::ONE;
        let at = |ranking: &Ranking| ranking.places.get(row).copied().flatten();
        let seen = [Some(now), at(low), at(high)].into_iter().flatten();
        let (mut best, mut worst) = seen.fold(now, |(best, worst), (low, high)| {
            (best.min(low), worst.max(high))
        });
        let swept = lines.as_ref().and_then(|lines| sweep(lines, row));
        if let Some((first, last)) = swept {
            best = best.min(first * one);
            worst = worst.max(last * one);
        }
        Places {
            rule,
            row,
            now: (now.0 / one, now.1 / one),
            best: best / one,
            worst: worst / one,
            exact: swept.is_some(),
        }
    });
    places.collect()
}

/// Each row's score at both ends, where all scores are settled and move on straight lines.
fn lines(base: &Ranking, low: &Ranking, high: &Ranking) -> Option<Vec<Option<(i128, i128)>>> {
    if !(base.settled && low.settled && high.settled) {
        return None;
    }
    let mut lines = Vec::new();
    for ((base, low), high) in base.scores.iter().zip(&low.scores).zip(&high.scores) {
        match (base, low, high) {
            (None, None, None) => lines.push(None),
            (Some(base), Some(low), Some(high)) if (low + high - 2 * base).abs() <= ROUNDING => {
                lines.push(Some((*low, *high)));
            }
            (_, _, _) => return None,
        }
    }
    Some(lines)
}

/// The best and the worst place of a row between the ends: rows come before it and fall behind it where their lines cross
/// its own.
#[allow(clippy::cast_precision_loss)] // where two lines cross need only be put in order
fn sweep(lines: &[Option<(i128, i128)>], row: usize) -> Option<(i128, i128)> {
    let (start, end) = lines.get(row).copied().flatten()?;
    let mut before = 0;
    let mut events: Vec<(f64, i128)> = Vec::new();
    for (other, line) in lines.iter().enumerate() {
        let Some((low, high)) = line else { continue };
        if other == row {
            continue;
        }
        let (first, last) = (low - start, high - end);
        before += i128::from(first > 0);
        if (first > 0) != (last > 0) {
            let at = first as f64 / (first - last) as f64;
            events.push((at, if last > 0 { 1 } else { -1 }));
        }
    }
    // Where lines meet the rows share a place, so who falls behind does so before others pass.
    events.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let (mut best, mut worst) = (before, before);
    for (_, change) in events {
        before += change;
        best = best.min(before);
        worst = worst.max(before);
    }
    Some((best + 1, worst + 1))
}
