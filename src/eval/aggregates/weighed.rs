//! The mean of the rows' values by weights that the rows have, exact: rounded once, at the end.

use super::{Gather, Missing, Outcome};
use crate::decimal::divide_rounded;
use crate::eval::column::{Interval, NumberColumn, OPEN_HIGH, flag, truth};
use crate::ir::Type;

/// A row that counts: its value, and between which ends its weight lies (the low one is 0 where it
/// may not count).
#[derive(Clone, Copy)]
struct Weighed {
    value: Interval,
    weight: Interval,
}

/// The rows of a weighed mean.
#[derive(Clone)]
pub(super) struct WeighedFold<'c> {
    values: &'c NumberColumn,
    weights: &'c NumberColumn,
    rows: Vec<Weighed>,
    fault: bool,
}

impl<'c> WeighedFold<'c> {
    pub(super) fn new(values: &'c NumberColumn, weights: &'c NumberColumn) -> WeighedFold<'c> {
        WeighedFold {
            values,
            weights,
            rows: Vec::new(),
            fault: false,
        }
    }

    /// What the rows come to; `ty` is the type of the values, for the range of rows not listed. Of
    /// no weight at all: not applicable.
    pub(super) fn finish(self, ty: &Type, missing: Missing) -> Outcome {
        let values = self.rows.iter().map(|row| row.value);
        let unlisted = missing
            .possible()
            .then(|| Interval::from_bounds(ty.bounds()));
        let Some(around) = values.chain(unlisted).reduce(Interval::hull) else {
            return Outcome::Number(Interval::ZERO, flag::NOT_APPLICABLE);
        };
        let certain = self.rows.iter().any(|row| row.weight.low > 0);
        let fault = self.fault || missing.fault();
        let bits = flag::APPLIES
            | if fault { flag::FAULT } else { 0 }
            | if certain { 0 } else { flag::NOT_APPLICABLE };
        if missing.possible() {
            return Outcome::Number(around, bits);
        }
        let low = self.least(|row| row.value.low);
        let high = self.least(|row| -row.value.high).map(|high| -high);
        // Beyond what can be worked out exactly, the mean still lies between the values.
        let interval = Interval {
            low: low.unwrap_or(around.low),
            high: high.unwrap_or(around.high),
        };
        Outcome::Number(interval, bits)
    }

    /// The least mean that the weights allow: the least values have all of their weight, the
    /// others as little as they may. Nothing where an end is open or too large.
    fn least(&self, value: impl Fn(&Weighed) -> i128) -> Option<i128> {
        if self.rows.iter().any(|row| row.weight.high == OPEN_HIGH) {
            return None;
        }
        let mut rows: Vec<(i128, Interval)> = self
            .rows
            .iter()
            .map(|row| (value(row), row.weight))
            .collect();
        rows.sort_unstable_by_key(|(value, _)| *value);
        let (mut sum, mut total) = (0_i128, 0_i128);
        for (value, weight) in &rows {
            sum = sum.checked_add(value.checked_mul(weight.low)?)?;
            total = total.checked_add(weight.low)?;
        }
        for (value, weight) in rows {
            if total > 0 && value.checked_mul(total)? >= sum {
                break;
            }
            let more = weight.high - weight.low;
            sum = sum.checked_add(value.checked_mul(more)?)?;
            total = total.checked_add(more)?;
        }
        divide_rounded(sum, total)
    }
}

impl Gather for WeighedFold<'_> {
    fn add(&mut self, presence: u8, row: usize) {
        let (of_value, of_weight) = (self.values.flags.get(row), self.weights.flags.get(row));
        if of_value & flag::APPLIES == 0 || of_weight & flag::APPLIES == 0 {
            return;
        }
        let flags = of_value | of_weight;
        let mut weight = self.weights.interval(row);
        weight.low = weight.low.max(0);
        if presence != truth::YES || flags & flag::NOT_APPLICABLE != 0 {
            weight.low = 0;
        }
        if weight.high <= 0 {
            return;
        }
        let value = self.values.interval(row);
        self.fault |= presence & truth::FAULT != 0 || flags & flag::FAULT != 0;
        self.rows.push(Weighed { value, weight });
    }

    fn merge(&mut self, other: &Self) {
        self.rows.extend_from_slice(&other.rows);
        self.fault |= other.fault;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(rows: &[(i128, i128, i128, i128)]) -> Option<(i128, i128)> {
        let empty = NumberColumn::points(&[]);
        let mut fold = WeighedFold::new(&empty, &empty);
        fold.rows = rows
            .iter()
            .map(|&(low, high, least, most)| Weighed {
                value: Interval { low, high },
                weight: Interval {
                    low: least,
                    high: most,
                },
            })
            .collect();
        let low = fold.least(|row| row.value.low)?;
        Some((low, -fold.least(|row| -row.value.high)?))
    }

    #[test]
    fn settled_weights_give_the_mean_of_both_ends() {
        // (3 × 10 + 1 × 50) / 4 and (3 × 20 + 1 × 50) / 4
        assert_eq!(mean(&[(10, 20, 3, 3), (50, 50, 1, 1)]), Some((20, 28)));
    }

    #[test]
    fn a_row_that_may_not_count_pulls_one_way_only() {
        // 90 alone, or with 30 beside it: (90 + 30) / 2
        assert_eq!(mean(&[(90, 90, 1, 1), (30, 30, 0, 1)]), Some((60, 90)));
        // Neither need count; then the least and the greatest are those of one alone.
        assert_eq!(mean(&[(90, 90, 0, 1), (30, 30, 0, 2)]), Some((30, 90)));
    }

    #[test]
    fn an_open_weight_is_left_to_the_values() {
        assert_eq!(mean(&[(90, 90, 1, OPEN_HIGH), (30, 30, 1, 1)]), None);
    }
}
