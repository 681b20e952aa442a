//! What is wrong with points that wear off, and with weights of rows.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What is wrong with points that wear off, or with the weights of rows.
pub enum PointsProblem {
    /// What follows `since` is no date.
    SinceNoDate { found: String, at: Span },
    /// The length of time is none, or one of months.
    NoPeriod {
        found: String,
        /// About as many days, of a number of months.
        days: Option<i64>,
        at: Span,
    },
    /// `weigh importance each answers`, where no value is named.
    WeighsNoValue { set: String, at: Span },
    /// Points that rows of a set say, where the set is not named.
    PointsOfRows {
        /// The name that is read.
        name: String,
        /// The record that has it.
        home: String,
        /// The points as written.
        points: String,
        /// A relation that leads to the rows.
        relation: String,
        at: Span,
    },
    /// A weight that is no number.
    WeightNoNumber { found: String, at: Span },
    /// A weight that may be below zero.
    WeightBelowZero { name: String, at: Span },
}

impl From<PointsProblem> for Diagnostic {
    fn from(problem: PointsProblem) -> Diagnostic {
        match problem {
            PointsProblem::PointsOfRows {
                name,
                home,
                points,
                relation,
                at,
            } => Diagnostic::new(
                Code::E101,
                format!("`{name}` is a field of `{home}`, and which rows are meant is not said"),
                at,
            )
            .help(format!(
                "write `each` and the rows whose points are added up: `+{points} each {relation}`"
            )),
            PointsProblem::SinceNoDate { found, at } => Diagnostic::new(
                Code::E258,
                format!("points wear off from a date on, and this is {found}"),
                at,
            )
            .help("write a field that holds a date, as in `halving every 30 days since read_on`"),
            PointsProblem::NoPeriod {
                days: Some(days),
                at,
                ..
            } => Diagnostic::new(
                Code::E259,
                "points wear off by a number of days: months are not all of one length",
                at,
            )
            .help(format!(
                "write it in days or weeks, here about `{days} days`"
            )),
            PointsProblem::NoPeriod {
                found,
                days: None,
                at,
            } => Diagnostic::new(
                Code::E259,
                format!("points wear off by a number of days above zero, and this is {found}"),
                at,
            )
            .help(
                "write a length of time, as in `halving every 30 days` or `fading over 12 weeks`",
            ),
            PointsProblem::WeighsNoValue { set, at } => Diagnostic::new(
                Code::E260,
                format!("this does not say what of `{set}` is weighed"),
                at,
            )
            .help(format!(
                "write the value before the rows, as in `weigh importance each answer of {set}`"
            )),
            PointsProblem::WeightNoNumber { found, at } => Diagnostic::new(
                Code::E261,
                format!("a weight is a number or a percent, and this is {found}"),
                at,
            ),
            PointsProblem::WeightBelowZero { name, at } => Diagnostic::new(
                Code::E261,
                format!("the weight `{name}` may be below zero"),
                at,
            )
            .help("declare the range of its field, as in `importance number 0..10`"),
        }
    }
}
