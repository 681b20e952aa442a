//! Typed program and tables to outcomes: one columnar interpreter for any number of rows.
//!
//! [`Evaluator`] holds a program and its tables and works out columns of possible outcomes
//! ([`Column`]) for a [`Frame`]: some rows of one record. Every column worked out for a frame is kept
//! with it, so reasons are read from the very evaluation they explain.

mod aggregates;
mod checks;
mod column;
mod display;
mod evaluator;
mod explain;
mod expressions;
mod flags;
mod groups;
mod kernels;
mod keys;
mod order;
mod outcome;
mod profile;
mod reasons;
mod related;
mod rules;
#[cfg(test)]
mod tests;

pub use checks::{CheckLine, CheckResult, CheckRow, CheckRows, judge};
pub use column::{
    ChoiceColumn, Column, Flags, Interval, ListColumn, NumberColumn, OPEN_HIGH, OPEN_LOW, Status,
    TextColumn, YesNoColumn, flag, is_single, members_of, truth, truth_flags,
};
pub use display::{
    SPELLED_OUT, display, display_date, display_interval, display_value, join_with, member_label,
    member_name,
};
pub use evaluator::{Evaluator, Frame, Settings};
pub use explain::{Explanation, LineExplanation, RuleExplanation, explain, status_name};
pub use outcome::{
    DecisionOutcome, PointsOutcome, RuleOutcome, ScoreOutcome, ScoreParts, SegmentOutcome,
    StrategyOutcome,
};
pub use profile::Task;
pub use reasons::{because, failing, further_possible, open, open_cells, possible};
