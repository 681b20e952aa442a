//! Strategies: the options not certainly out, up to the first that certainly holds.

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
    let mut courses = vec![Course::Open; rows];
    for (option, arms) in strategy.options.iter().zip(&arms) {
        for arm in arms {
            let sets = words.chunks_exact_mut(width);
            for ((&bits, course), set) in arm.0.iter().zip(&mut courses).zip(sets) {
                let over = matches!(course, Course::Over { .. });
                if !over
                    && bits & truth::YES != 0
                    && let Some(word) = set.get_mut(option.member as usize / 64)
                {
                    *word |= 1 << (option.member % 64);
                }
                *course = course.step(option.member, bits);
            }
        }
    }
    let bits = courses
        .into_iter()
        .map(|course| flag::APPLIES | if course.is_fault() { flag::FAULT } else { 0 })
        .collect();
    let option = choice_within(ChoiceColumn::new(count, words, bits), members);
    StrategyOutcome { arms, option }
}
