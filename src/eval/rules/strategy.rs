//! Strategies: the options not certainly out, up to the first that certainly holds.

use std::borrow::Cow;

use super::course::Course;
use super::{choice_within, member_count};
use crate::eval::column::{ChoiceColumn, YesNoColumn, flag, truth};
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::expressions::needed;
use crate::eval::outcome::StrategyOutcome;
use crate::ir::Strategy;

pub(super) fn evaluate(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    strategy: &Strategy,
    members: Option<&YesNoColumn>,
) -> StrategyOutcome {
    let rows = frame.len();
    let arms: Vec<Vec<YesNoColumn>> = strategy
        .options
        .iter()
        .map(|option| {
            let arms = option.arms.iter().map(|arm| match arm.condition {
                Some(condition) => needed(evaluator, frame, condition),
                None => YesNoColumn::constant(truth::YES, rows),
            });
            arms.collect()
        })
        .collect();
    let count = member_count(evaluator.program(), strategy.domain);
    let width = ChoiceColumn::words_per_row(count);
    let mut words = vec![0u64; rows * width];
    let mut bits = vec![flag::APPLIES; rows];
    let courses: Vec<(u32, Cow<'_, [u8]>)> = strategy
        .options
        .iter()
        .zip(&arms)
        .flat_map(|(option, arms)| arms.iter().map(|arm| (option.member, arm.bits())))
        .collect();
    let sets = words.chunks_exact_mut(width).zip(&mut bits);
    for (row, (set, bits)) in sets.enumerate() {
        let mut course = Course::Open;
        for (member, arm) in &courses {
            let answer = arm.get(row).copied().unwrap_or(truth::NO);
            if answer == truth::NO {
                continue;
            }
            if answer & truth::YES != 0
                && let Some(word) = set.get_mut(*member as usize / 64)
            {
                *word |= 1 << (*member % 64);
            }
            course = course.step(*member, answer);
            if matches!(course, Course::Over { .. }) {
                break; // what comes after makes no difference
            }
        }
        if course.is_fault() {
            *bits |= flag::FAULT;
        }
    }
    let option = choice_within(ChoiceColumn::new(count, words, bits), members);
    StrategyOutcome { arms, option }
}
