//! What runs are compared by: what a rule comes to on a row, in a word or two.

use crate::eval::{Column, Evaluator, Frame, RuleOutcome, Status, display};
use crate::ir::{Program, RuleBody, RuleId, Type};

/// What a rule comes to on a row: membership, band, option, whether a check holds; of a score
/// without bands the number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// Whether it is settled.
    pub status: Status,
    /// As people read it: `yes`, `hot or warm`, `125..625`, `not applicable`.
    pub text: String,
}

/// The outcomes of a rule on the rows of a frame.
#[must_use]
pub fn outcomes(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId) -> Vec<Outcome> {
    let program = evaluator.program();
    let outcome = evaluator.rule(frame, rule);
    let (ty, column) = deciding(program, rule, &outcome);
    (0..frame.len())
        .map(|row| Outcome {
            status: column.status(row),
            text: display(program, &ty, &column, row),
        })
        .collect()
}

/// The column that runs are compared by, with its type.
pub(super) fn deciding(program: &Program, rule: RuleId, outcome: &RuleOutcome) -> (Type, Column) {
    match (&program.rules[rule].body, outcome) {
        (RuleBody::Segment(_) | RuleBody::Check(_), RuleOutcome::Segment(outcome)) => {
            (Type::YesNo, Column::YesNo(outcome.member.clone()))
        }
        (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
            match (&score.bands, &outcome.band) {
                (Some(bands), Some(band)) => {
                    (Type::Choice(bands.domain), Column::Choice(band.clone()))
                }
                (Some(_) | None, _) => (
                    Type::Number(score.ty.clone()),
                    Column::Number(outcome.value.clone()),
                ),
            }
        }
        (RuleBody::Strategy(strategy), RuleOutcome::Strategy(outcome)) => (
            Type::Choice(strategy.domain),
            Column::Choice(outcome.option.clone()),
        ),
        (RuleBody::Decision(decision), RuleOutcome::Decision(outcome)) => {
            match (decision.output_type(0), outcome.outputs.first()) {
                (Some(ty), Some(column)) => (ty, column.clone()),
                (_, _) => nothing(),
            }
        }
        // A rule's outcome is of its own kind.
        (
            RuleBody::Segment(_)
            | RuleBody::Score(_)
            | RuleBody::Strategy(_)
            | RuleBody::Decision(_)
            | RuleBody::Check(_),
            _,
        ) => nothing(),
    }
}

fn nothing() -> (Type, Column) {
    let none = crate::eval::YesNoColumn::new(Vec::new());
    (Type::YesNo, Column::YesNo(none))
}
