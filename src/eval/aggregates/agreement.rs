//! Kendall's W: how far those who judged agree about the order of what they judged.

use std::collections::{BTreeMap, BTreeSet};

use super::{Gather, Missing, Outcome};
use crate::decimal::{ONE, divide_rounded};
use crate::eval::column::{Column, Interval, Status, flag, truth};
use crate::eval::display::display;
use crate::eval::kernels::compare::places;
use crate::ir::{Program, Type};

/// The answers of all rows, by who judged and what was judged.
#[derive(Clone)]
pub(super) struct AgreementFold<'c> {
    values: &'c Column,
    raters: (&'c Column, &'c Type),
    items: (&'c Column, &'c Type),
    program: &'c Program,
    answers: BTreeMap<String, BTreeMap<String, Vec<Interval>>>,
    /// True if it is open who judged what.
    open: bool,
    fault: bool,
}

impl<'c> AgreementFold<'c> {
    pub(super) fn new(
        program: &'c Program,
        values: &'c Column,
        raters: (&'c Column, &'c Type),
        items: (&'c Column, &'c Type),
    ) -> AgreementFold<'c> {
        AgreementFold {
            values,
            raters,
            items,
            program,
            answers: BTreeMap::new(),
            open: false,
            fault: false,
        }
    }

    /// What the answers come to.
    pub(super) fn finish(self, missing: Missing) -> Outcome {
        let fault = if self.fault || missing.fault() {
            flag::FAULT
        } else {
            0
        };
        let between = Interval { low: 0, high: ONE };
        if self.open || missing.possible() {
            return Outcome::Number(between, flag::APPLIES | flag::NOT_APPLICABLE | fault);
        }
        let items: BTreeSet<&String> = self.answers.values().flat_map(BTreeMap::keys).collect();
        // Only those count who judged everything.
        let whole = self
            .answers
            .values()
            .filter(|answers| answers.len() == items.len());
        let panel: Vec<Vec<Interval>> = whole
            .map(|answers| answers.values().map(|given| middle(given)).collect())
            .collect();
        if panel.len() < 2 || items.len() < 2 {
            return Outcome::Number(Interval::ZERO, flag::NOT_APPLICABLE);
        }
        let points: Option<Vec<Vec<i128>>> = panel
            .iter()
            .map(|answers| {
                let points = answers.iter().map(|one| one.is_point().then_some(one.low));
                points.collect()
            })
            .collect();
        match points {
            Some(points) => match concordance(&points) {
                Some(agreement) => Outcome::Number(Interval::point(agreement), flag::APPLIES),
                None => Outcome::Number(Interval::ZERO, flag::NOT_APPLICABLE),
            },
            None => {
                let apart = |answers: &Vec<Interval>| {
                    let least = answers.iter().map(|one| one.high).min();
                    let greatest = answers.iter().map(|one| one.low).max();
                    least < greatest
                };
                let not = if panel.iter().any(apart) {
                    0
                } else {
                    flag::NOT_APPLICABLE
                };
                Outcome::Number(between, flag::APPLIES | not | fault)
            }
        }
    }
}

/// The mean of several answers of one rater about one item; nearly always there is one.
fn middle(given: &[Interval]) -> Interval {
    if let [one] = given {
        return *one;
    }
    let rows = i128::try_from(given.len()).unwrap_or(i128::MAX);
    let mean = |end: fn(&Interval) -> i128| {
        let sum = given.iter().map(end).fold(0_i128, i128::saturating_add);
        divide_rounded(sum, rows).unwrap_or_default()
    };
    Interval {
        low: mean(|one| one.low),
        high: mean(|one| one.high),
    }
}

/// Kendall's W with mid-ranks and the correction for ties, in millionths; none if every rater ties
/// everything. The ranks are doubled, so that all is whole until the one division:
/// W = 12 S / (m² (n³ − n) − m ΣT) with S = Σ (R − mean R)², and of doubled ranks S is a quarter.
fn concordance(panel: &[Vec<i128>]) -> Option<i128> {
    let raters = i128::try_from(panel.len()).ok()?;
    let items = i128::try_from(panel.first()?.len()).ok()?;
    let mut sums: Vec<i128> = vec![0; panel.first()?.len()];
    let mut ties = 0;
    for answers in panel {
        for (sum, answer) in sums.iter_mut().zip(answers) {
            let count = |met: fn(&i128, &i128) -> bool| {
                let rows = answers.iter().filter(|other| met(other, answer)).count();
                i128::try_from(rows).unwrap_or(i128::MAX)
            };
            let (less, equal) = (count(|a, b| a < b), count(|a, b| a == b));
            *sum += 2 * less + equal + 1;
            // Σ (t³ − t) over the groups of ties is Σ (t² − 1) over their members.
            ties += equal * equal - 1;
        }
    }
    let mean = raters * (items + 1);
    let spread: i128 = sums.iter().map(|sum| (sum - mean) * (sum - mean)).sum();
    let most = raters * raters * (items * items * items - items) - raters * ties;
    divide_rounded(3 * spread * ONE, most)
}

impl Gather for AgreementFold<'_> {
    fn add(&mut self, presence: u8, row: usize) {
        let parts = [self.values, self.raters.0, self.items.0];
        let bits = parts.map(|part| part.flags(row));
        if bits.iter().any(|bits| bits & flag::APPLIES == 0) {
            return;
        }
        self.fault |=
            presence & truth::FAULT != 0 || bits.iter().any(|bits| bits & flag::FAULT != 0);
        let settled = |part: &Column| part.status(row) == Status::Known;
        let may_not_apply = bits.iter().any(|bits| bits & flag::NOT_APPLICABLE != 0);
        if presence != truth::YES
            || may_not_apply
            || !settled(self.raters.0)
            || !settled(self.items.0)
        {
            self.open = true;
            return;
        }
        let answer = match self.values {
            Column::Number(numbers) => numbers.interval(row),
            Column::Choice(choices) => places(choices.set(row)),
            // The analysis asks for an order.
            Column::YesNo(_) | Column::Text(_) | Column::List(_) => Interval::OPEN,
        };
        let name = |(column, ty): (&Column, &Type)| display(self.program, ty, column, row);
        let (rater, item) = (name(self.raters), name(self.items));
        let answers = self.answers.entry(rater).or_default();
        answers.entry(item).or_default().push(answer);
    }

    fn merge(&mut self, other: &Self) {
        for (rater, answers) in &other.answers {
            let own = self.answers.entry(rater.clone()).or_default();
            for (item, given) in answers {
                own.entry(item.clone()).or_default().extend(given);
            }
        }
        self.open |= other.open;
        self.fault |= other.fault;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(rows: &[&[i128]]) -> Vec<Vec<i128>> {
        rows.iter().map(|row| row.to_vec()).collect()
    }

    #[test]
    fn full_agreement_is_one_and_none_is_zero() {
        assert_eq!(concordance(&panel(&[&[1, 2, 3], &[10, 20, 30]])), Some(ONE));
        assert_eq!(concordance(&panel(&[&[1, 2, 3], &[3, 2, 1]])), Some(0));
        assert_eq!(concordance(&panel(&[&[4, 4, 4], &[1, 1, 1]])), None);
    }

    /// The example with ties of M. Kendall, Rank Correlation Methods, where W is 0.828. The answers here
    /// are its ranks, doubled.
    ///
    /// Sums of ranks: 5.5 6.5 9 13.5 12 20 23 23.5 25.5 26.5, their mean 16.5;
    /// S = 121 + 100 + 56.25 + 9 + 20.25 + 12.25 + 42.25 + 49 + 81 + 100 = 591.
    /// T: two pairs 12, three pairs 18, a four and a three 60 + 24 = 84; together 114.
    /// W = 12 × 591 / (9 × 990 − 3 × 114) = 7092 / 8568 = 0.827731.
    #[test]
    fn ties_share_their_places() {
        let judges = panel(&[
            &[2, 9, 4, 9, 6, 15, 12, 18, 15, 20],
            &[5, 2, 5, 9, 9, 16, 18, 13, 20, 13],
            &[4, 2, 9, 9, 9, 9, 16, 16, 16, 20],
        ]);
        assert_eq!(concordance(&judges), Some(827_731));
    }
}
