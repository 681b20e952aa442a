//! Segments: the least of the gates, and the first that certainly fails.

use super::{choice_within, member_count};
use crate::eval::column::{ChoiceColumn, Column, YesNoColumn, flag, truth};
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::expressions::needed;
use crate::eval::kernels::logic::{Connective, connect};
use crate::eval::kernels::select;
use crate::eval::outcome::SegmentOutcome;
use crate::ir::Segment;

pub(super) fn evaluate(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    segment: &Segment,
    members: Option<&YesNoColumn>,
) -> SegmentOutcome {
    let rows = frame.len();
    let gates: Vec<YesNoColumn> = segment
        .gates
        .iter()
        .map(|gate| needed(evaluator, frame, gate.condition))
        .collect();
    let member = connect(Connective::And, &gates, rows);
    let member =
        match members.map(|members| select::within(&Column::YesNo(member.clone()), members)) {
            Some(Column::YesNo(kept)) => kept,
            Some(Column::Number(_) | Column::Choice(_) | Column::Text(_) | Column::List(_))
            | None => member,
        };
    let count = member_count(evaluator.program(), segment.domain);
    let stopped_by = choice_within(stopped_by(&gates, count, rows), members);
    SegmentOutcome {
        gates,
        member,
        stopped_by,
    }
}

/// The first gate in order that is certainly no, even if an earlier one is open.
fn stopped_by(gates: &[YesNoColumn], members: u32, rows: usize) -> ChoiceColumn {
    let width = ChoiceColumn::words_per_row(members);
    let mut words = vec![0u64; rows * width];
    let mut bits = vec![flag::NOT_APPLICABLE; rows];
    for (place, gate) in gates.iter().enumerate() {
        let sets = words.chunks_exact_mut(width);
        for ((&answer, bits), set) in gate.bits().iter().zip(&mut bits).zip(sets) {
            if answer == truth::NO && *bits == flag::NOT_APPLICABLE {
                *bits = flag::APPLIES;
                if let Some(word) = set.get_mut(place / 64) {
                    *word |= 1 << (place % 64);
                }
            }
        }
    }
    ChoiceColumn::new(members, words, bits)
}
