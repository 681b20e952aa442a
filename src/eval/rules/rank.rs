//! Places of a score over the whole table, or among the rows that share a value: an interval a row, in
//! n log n.

use std::collections::HashSet;

use crate::eval::column::{Column, Interval, NumberColumn, OPEN_HIGH, flag, truth};
use crate::eval::evaluator::Evaluator;
use crate::eval::groups::{Codes, Shared, bits_at};
use crate::eval::kernels::numbers::{count_units, from_rows};
use crate::eval::outcome::RuleOutcome;
use crate::ir::{ExprId, RuleId};

/// One more than the rows certainly better, to one more than the rows possibly better. Ties share a
/// place; rows to which the score does not apply have none.
pub(crate) fn rank(evaluator: &Evaluator<'_>, rule: RuleId, by: Option<ExprId>) -> NumberColumn {
    let record = evaluator.program().rules[rule].record;
    let frame = evaluator.whole_frame(record);
    let presence = evaluator.presence(record);
    let places = match (&*evaluator.rule(frame, rule), by) {
        (RuleOutcome::Score(outcome), None) => rank_values(&outcome.value, presence),
        (RuleOutcome::Score(outcome), Some(by)) => {
            rank_shared(&outcome.value, presence, evaluator.whole_column(record, by))
        }
        // The analysis lets only scores have ranks.
        (RuleOutcome::Segment(_) | RuleOutcome::Strategy(_) | RuleOutcome::Decision(_), _) => {
            NumberColumn::constant(Interval::OPEN, flag::APPLIES, frame.len())
        }
    };
    if !evaluator.is_without(record) {
        return places;
    }
    // Rows that are not known yet may all be better.
    let open = places.intervals().enumerate().map(|(row, place)| {
        let high = OPEN_HIGH;
        (Interval { high, ..place }, places.flags.get(row))
    });
    from_rows(open, places.len())
}

/// The flags of a row's value, for the other rows: it is no rival where it is not there.
fn rival_flags(values: &NumberColumn, presence: Option<&[u8]>, row: usize) -> u8 {
    let there = presence.map_or(truth::YES, |bits| bits_at(bits, row));
    let absent = if there == truth::YES {
        0
    } else {
        flag::NOT_APPLICABLE
    };
    values.flags.get(row) | absent
}

/// Places among the rows that share a value. Where it is open what a row shares, its place is the
/// first at best, and at worst behind every row that may be better.
fn rank_shared(values: &NumberColumn, presence: Option<&[u8]>, by: &Column) -> NumberColumn {
    let shared = Shared::new(by, |_| true);
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); shared.count() as usize];
    let (mut open, mut anywhere) = (Vec::new(), Vec::new());
    for row in 0..values.len() {
        let (codes, having) = shared.row(row);
        let group = match (codes, having) {
            (_, having) if having & truth::YES == 0 => continue,
            (Codes::One(code), truth::YES) => groups.get_mut(*code as usize),
            (Codes::One(_) | Codes::Span(..) | Codes::Set(_) | Codes::Any, _) => None,
        };
        match group {
            Some(group) => group.push(row),
            None => open.push(row),
        }
        anywhere.push(row);
    }
    let certain = |row: &usize| (values.interval(*row), rival_flags(values, presence, *row));
    let possible = |row: &usize| {
        let bits = values.flags.get(*row);
        (values.interval(*row), bits | flag::NOT_APPLICABLE)
    };
    // A row that shares nothing with any has no place.
    let mut places = vec![(Interval::ZERO, flag::NOT_APPLICABLE); values.len()];
    let mut put = |row: usize, place: Interval| {
        let by = by.flags(row) & (flag::NOT_APPLICABLE | flag::FAULT);
        if let Some(found) = places.get_mut(row) {
            *found = (place, values.flags.get(row) | by);
        }
    };
    for group in &groups {
        let rows = group.iter().map(certain);
        let rows: Vec<(Interval, u8)> = rows.chain(open.iter().map(possible)).collect();
        for (row, (place, _)) in group.iter().zip(places_among(&rows)) {
            put(*row, place);
        }
    }
    if !open.is_empty() {
        let rows: Vec<(Interval, u8)> = anywhere.iter().map(possible).collect();
        let is_open: HashSet<usize> = open.into_iter().collect();
        for (row, (place, _)) in anywhere.iter().zip(places_among(&rows)) {
            if is_open.contains(row) {
                put(*row, place);
            }
        }
    }
    from_rows(places.into_iter(), values.len())
}

fn rank_values(values: &NumberColumn, presence: Option<&[u8]>) -> NumberColumn {
    let rows = values.intervals().enumerate();
    let rows: Vec<(Interval, u8)> = rows
        .map(|(row, value)| (value, rival_flags(values, presence, row)))
        .collect();
    let places = places_among(&rows).into_iter().enumerate();
    let own = places.map(|(row, (place, _))| (place, values.flags.get(row)));
    from_rows(own, values.len())
}

/// The place of each row among all of them.
fn places_among(rows: &[(Interval, u8)]) -> Vec<(Interval, u8)> {
    let rows = || rows.iter().copied();
    let mut certain_lows: Vec<i128> = rows()
        .filter(|(_, bits)| bits & (flag::APPLIES | flag::NOT_APPLICABLE) == flag::APPLIES)
        .map(|(value, _)| value.low)
        .collect();
    let mut possible_highs: Vec<i128> = rows()
        .filter(|(_, bits)| bits & flag::APPLIES != 0)
        .map(|(value, _)| value.high)
        .collect();
    certain_lows.sort_unstable();
    possible_highs.sort_unstable();
    let above = |sorted: &[i128], bound: i128| -> u64 {
        (sorted.len() - sorted.partition_point(|&end| end <= bound)) as u64
    };
    let ranks = rows().map(|(value, bits)| {
        if bits & flag::APPLIES == 0 {
            return (Interval::ZERO, bits);
        }
        let better = above(&certain_lows, value.high);
        // A row that is no point has its own high end above its own low end.
        let itself = u64::from(!value.is_point());
        let perhaps = above(&possible_highs, value.low) - itself;
        (
            Interval {
                low: count_units(1 + better),
                high: count_units(1 + perhaps),
            },
            bits,
        )
    });
    ranks.collect()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;
    use crate::decimal::ONE;
    use proptest::prelude::*;

    fn places(rows: &[(i128, i128)]) -> Vec<(i128, i128)> {
        let (low, high): (Vec<i128>, Vec<i128>) = rows.iter().copied().unzip();
        let bits = vec![flag::APPLIES; low.len()];
        let ranks = rank_values(&NumberColumn::new(low, high, bits), None);
        ranks
            .intervals()
            .map(|place| (place.low / ONE, place.high / ONE))
            .collect()
    }

    #[test]
    fn ties_share_and_open_scores_span() {
        assert_eq!(places(&[(9, 9), (9, 9), (3, 3)]), [(1, 1), (1, 1), (3, 3)]);
        assert_eq!(places(&[(1, 5), (3, 3), (9, 9)]), [(2, 3), (2, 3), (1, 1)]);
        assert_eq!(places(&[(4, 4)]), [(1, 1)]);
        assert_eq!(places(&[]), []);
    }

    #[test]
    fn rows_that_do_not_apply_have_no_place_and_take_none() {
        let bits = vec![
            flag::APPLIES,
            flag::NOT_APPLICABLE,
            flag::APPLIES | flag::NOT_APPLICABLE,
        ];
        let ranks = rank_values(&NumberColumn::new(vec![1, 0, 9], vec![1, 0, 9], bits), None);
        assert_eq!(ranks.flags.get(1), flag::NOT_APPLICABLE);
        // The third may apply, and then it is better.
        assert_eq!(
            ranks.interval(0),
            Interval {
                low: ONE,
                high: 2 * ONE
            }
        );
        assert_eq!(ranks.interval(2), Interval::point(ONE));
    }

    proptest! {
        #[test]
        fn are_the_least_and_greatest_over_every_completion(
            rows in prop::collection::vec((0i128..4, 0i128..3), 1..5)
        ) {
            let rows: Vec<(i128, i128)> =
                rows.into_iter().map(|(low, width)| (low, low + width)).collect();
            let mut completions: Vec<Vec<i128>> = vec![vec![]];
            for &(low, high) in &rows {
                completions = completions
                    .iter()
                    .flat_map(|done| (low..=high).map(|value| {
                        let mut next = done.clone();
                        next.push(value);
                        next
                    }))
                    .collect();
            }
            for (row, &found) in places(&rows).iter().enumerate() {
                let place = |values: &Vec<i128>| {
                    1 + values.iter().filter(|&&value| value > values[row]).count() as i128
                };
                let least = completions.iter().map(place).min().unwrap();
                let greatest = completions.iter().map(place).max().unwrap();
                prop_assert_eq!(found, (least, greatest));
            }
        }
    }
}
