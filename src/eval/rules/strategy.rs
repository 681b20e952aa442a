//! Strategies: the options not certainly out, up to the first that certainly holds.

use super::{choice_within, member_count};
use crate::eval::column::{ChoiceColumn, YesNoColumn, flag, truth};
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::expressions::needed;
use crate::eval::outcome::StrategyOutcome;
use crate::ir::Strategy;

/// How far the cascade has come on a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    /// Every arm so far is certainly no.
    Open,
    /// An arm whose condition an answer could settle as yes.
    Answerable,
    /// Only arms of this option, open for good, so far: an answer may still settle the rest.
    Stuck(u32),
    /// Whatever the answers, two options are left.
    Fault,
    /// An arm held for certain while nothing but faults stayed open.
    Over {
        /// True if no answer settles the row.
        fault: bool,
    },
}

impl Course {
    /// One more arm, of an option, with the truth bits of its condition.
    fn step(self, option: u32, bits: u8) -> Course {
        let fault = bits & truth::FAULT != 0;
        match (self, bits & truth::UNKNOWN) {
            (Course::Over { .. }, _) | (_, truth::NO) => self,
            (Course::Open | Course::Answerable, truth::YES) => Course::Over { fault: false },
            (Course::Stuck(first), truth::YES) => Course::Over {
                fault: first != option,
            },
            (Course::Fault, truth::YES) => Course::Over { fault: true },
            (Course::Open, _) if fault => Course::Stuck(option),
            (Course::Open, _) => Course::Answerable,
            (Course::Stuck(first), _) if first == option => {
                if fault {
                    self
                } else {
                    Course::Answerable
                }
            }
            (Course::Stuck(_), _) if fault => Course::Fault,
            // Another option whose condition an answer may settle as no.
            (Course::Stuck(_) | Course::Answerable | Course::Fault, _) => self,
        }
    }

    fn is_fault(self) -> bool {
        match self {
            Course::Open | Course::Answerable => false,
            Course::Stuck(_) | Course::Fault => true,
            Course::Over { fault } => fault,
        }
    }
}

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
