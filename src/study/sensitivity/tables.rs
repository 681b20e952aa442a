//! How far numbers can move, as tables like any other result.

use std::collections::BTreeMap;

use super::constants::Constant;
use super::search::{Margin, Outside, Range};
use super::swing::{Places, Swing};
use super::trial::{Flip, Trial};
use crate::ir::RuleId;
use crate::results::ResultTable;
use crate::study::list::{Column, table};

/// The longest bar of a side.
const LONGEST: usize = 12;

/// Each number with the values between which no outcome changes, and what changes beyond them.
#[must_use]
pub fn constants_table(trial: &Trial<'_>, constants: &[Constant], ranges: &[Range]) -> ResultTable {
    let rows: Vec<(&Constant, &Range)> = constants.iter().zip(ranges).collect();
    let text = |of: &dyn Fn(&Constant, &Range) -> String| {
        rows.iter()
            .map(|(constant, range)| of(constant, range))
            .collect()
    };
    let columns = vec![
        Column::Text("kind", "kind", text(&|one, _| one.kind.to_owned())),
        Column::Text("constant", "number", text(&|one, _| one.path.clone())),
        Column::Count(
            "line",
            "line",
            rows.iter().map(|(one, _)| one.line).collect(),
        ),
        Column::Text("value", "is", text(&|one, _| one.shown(one.value))),
        Column::Text(
            "from",
            "nothing changes from",
            text(&|one, range| last(one, &range.below)),
        ),
        Column::Text("to", "to", text(&|one, range| last(one, &range.above))),
        Column::Text(
            "below",
            "below that",
            text(&|one, range| beyond(trial, one, &range.below)),
        ),
        Column::Text(
            "above",
            "above that",
            text(&|one, range| beyond(trial, one, &range.above)),
        ),
        Column::Text(
            "found",
            "found by",
            text(&|_, range| found(range).to_owned()),
        ),
    ];
    let total = rows.len();
    table(
        "numbers",
        "How far each number can move before an outcome changes",
        columns,
        total,
    )
}

fn last(constant: &Constant, margin: &Margin) -> String {
    match &margin.outside {
        Outside::Flips(..) | Outside::Impossible(_) => constant.shown(margin.last),
        Outside::Nothing => "any".to_owned(),
    }
}

fn beyond(trial: &Trial<'_>, constant: &Constant, margin: &Margin) -> String {
    match &margin.outside {
        Outside::Flips(value, flips) => {
            let Some(Flip {
                rule,
                row,
                from,
                to,
            }) = flips.first()
            else {
                return String::new();
            };
            let name = &trial.program.rules[*rule].named.name;
            let row = trial.row_name(*rule, *row);
            let more = match flips.len() - 1 {
                0 => String::new(),
                more => format!(", {more} more"),
            };
            format!(
                "{}: {row} {name} {from} → {to}{more}",
                constant.shown(*value)
            )
        }
        Outside::Impossible(message) => format!("not possible: {message}"),
        Outside::Nothing => "nothing changes".to_owned(),
    }
}

fn found(range: &Range) -> &'static str {
    let solved = |margin: &Margin| margin.solved || margin.outside == Outside::Nothing;
    if solved(&range.below) && solved(&range.above) {
        "solving"
    } else {
        "halving"
    }
}

/// Each number moved by a fifth: how many outcomes change, those that change most first.
#[must_use]
pub fn tornado_table(constants: &[Constant], swings: &[Swing]) -> ResultTable {
    let mut rows: Vec<(&Constant, &Swing, i128)> = constants
        .iter()
        .zip(swings)
        .map(|(constant, swing)| (constant, swing, spread(&swing.places)))
        .collect();
    rows.sort_by_key(|(_, swing, spread)| {
        std::cmp::Reverse((swing.moved_low + swing.moved_high, *spread))
    });
    let counts = rows
        .iter()
        .map(|(_, swing, _)| swing.moved_low.max(swing.moved_high));
    let most = counts.max().unwrap_or(0).max(1);
    let bar = |swing: &Swing| {
        let left = "█".repeat((swing.moved_low * LONGEST).div_ceil(most));
        let right = "█".repeat((swing.moved_high * LONGEST).div_ceil(most));
        format!("{left:>LONGEST$}│{right}")
    };
    let text = |of: &dyn Fn(&Constant, &Swing) -> String| {
        rows.iter()
            .map(|(constant, swing, _)| of(constant, swing))
            .collect()
    };
    let count = |of: &dyn Fn(&Swing) -> usize| rows.iter().map(|(_, swing, _)| of(swing)).collect();
    let spreads = rows
        .iter()
        .map(|(.., spread)| usize::try_from(*spread).unwrap_or(0));
    let columns = vec![
        Column::Text("constant", "number", text(&|one, _| one.path.clone())),
        Column::Text("value", "is", text(&|one, _| one.shown(one.value))),
        Column::Text(
            "low",
            "lowered to",
            text(&|one, swing| one.shown(swing.low)),
        ),
        Column::Count("moved_low", "moves", count(&|swing| swing.moved_low)),
        Column::Text("bar", "", text(&|_, swing| bar(swing))),
        Column::Count("moved_high", "moves", count(&|swing| swing.moved_high)),
        Column::Text(
            "high",
            "raised to",
            text(&|one, swing| one.shown(swing.high)),
        ),
        Column::Count("places", "places", spreads.collect()),
    ];
    let total = rows.len();
    table(
        "tornado",
        "What moving each number by a fifth changes",
        columns,
        total,
    )
}

/// How many places further than now a row of the first ones may move, at most.
fn spread(places: &[Places]) -> i128 {
    let spreads = places
        .iter()
        .map(|one| (one.worst - one.best) - (one.now.1 - one.now.0));
    spreads.max().unwrap_or(0)
}

/// The first rows of each ranking, with the places they may take when one number moves by a fifth.
#[must_use]
pub fn places_table(trial: &Trial<'_>, constants: &[Constant], swings: &[Swing]) -> ResultTable {
    let mut found: BTreeMap<(RuleId, (i128, i128), usize), Widest> = BTreeMap::new();
    for (constant, swing) in constants.iter().zip(swings) {
        for one in &swing.places {
            let widest = found
                .entry((one.rule, one.now, one.row))
                .or_insert_with(|| Widest {
                    best: one.best,
                    worst: one.worst,
                    by: String::new(),
                    reach: 0,
                    exact: true,
                });
            widest.best = widest.best.min(one.best);
            widest.worst = widest.worst.max(one.worst);
            widest.exact &= one.exact;
            let reach = (one.worst - one.best) - (one.now.1 - one.now.0);
            if reach > widest.reach {
                widest.reach = reach;
                widest.by.clone_from(&constant.path);
            }
        }
    }
    let rows: Vec<_> = found.into_iter().collect();
    let count = |of: &dyn Fn(&Widest) -> i128| {
        rows.iter()
            .map(|(_, one)| usize::try_from(of(one)).unwrap_or(0))
            .collect()
    };
    let place = |(low, high): (i128, i128)| match low == high {
        true => low.to_string(),
        false => format!("{low} to {high}"),
    };
    let columns = vec![
        Column::Text(
            "score",
            "score",
            rows.iter()
                .map(|((rule, ..), _)| trial.program.rules[*rule].named.name.clone())
                .collect(),
        ),
        Column::Text(
            "row",
            "row",
            rows.iter()
                .map(|((rule, _, row), _)| trial.row_name(*rule, *row))
                .collect(),
        ),
        Column::Text(
            "place",
            "place",
            rows.iter().map(|((_, now, _), _)| place(*now)).collect(),
        ),
        Column::Count("best", "best", count(&|one| one.best)),
        Column::Count("worst", "worst", count(&|one| one.worst)),
        Column::Text(
            "by",
            "moved most by",
            rows.iter().map(|(_, one)| one.by.clone()).collect(),
        ),
        Column::YesNo(
            "exact",
            "exact",
            rows.iter().map(|(_, one)| one.exact).collect(),
        ),
    ];
    let total = rows.len();
    table(
        "places",
        "The places of the first rows when one number moves by a fifth",
        columns,
        total,
    )
}

struct Widest {
    best: i128,
    worst: i128,
    by: String,
    reach: i128,
    exact: bool,
}
