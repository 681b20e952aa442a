//! What is wrong with points that wear off.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

/// What is wrong with points that wear off.
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
}

impl From<PointsProblem> for Diagnostic {
    fn from(problem: PointsProblem) -> Diagnostic {
        match problem {
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
        }
    }
}
