//! Questions that are answered by running a pack again with something changed: which missing answers matter, what
//! would change an outcome. Nothing is worked out here that a run would not say by itself.
//!
//! The way through: [`candidates`] says which values a cell could take, [`probe`] runs the pack with them,
//! [`outcome`] is what is compared; [`research`] and [`want`] ask the questions,
//! [`worklist`] puts what was found into a table. [`diff`] changes the pack instead of the cells: it runs packs made of
//! some of the lines of two packs, which [`tree`] takes apart; [`sensitivity`] runs a
//! pack with other numbers in it; [`snapshot`] holds a run against one that was kept;
//! [`generate`] makes rows up that decide what no test decides.

mod advice;
mod candidates;
mod coverage;
mod diff;
mod generate;
mod list;
mod outcome;
mod probe;
mod research;
mod sensitivity;
mod settle;
mod snapshot;
mod tree;
mod want;
mod worklist;

use crate::data::Dataset;
use crate::eval::Settings;
use crate::ir::Program;

pub use advice::{
    Advice, MissingAnswer, SettleAdvice, SettleWay, Step, StepAnswer, WantedAdvice, advice,
    settle_advice, wanted_advice,
};
pub use coverage::{Counts, Coverage, CoveredLine, Goal, LineAnswer, LineKind};
pub use diff::{
    Bins, Cause, Change, Comparison, Edit, Edits, FLOOR, Move, Moved, Renamed, RuleComparison,
    RuleMoves, Shift, Side, Significance, attribute, compare, edits, edits_table, matrix_table,
    moves, moves_table, renamed, same_tables, shifts_table, stability,
};
pub use generate::{
    Case, Proposal, case_cells, case_results, expectations, generate, goal_text, test_text,
};
pub use outcome::{Outcome, outcomes};
pub use research::{Answer, Effect, Findings, research};
pub use sensitivity::{
    Constant, Flip, Margin, Outside, Places, Range, Swing, Trial, constants, constants_table,
    margin, places_table, swings, tornado_table,
};
pub use settle::{Settling, SettlingSet, settling};
pub use snapshot::{
    CellDifference, Corrupt, Difference, Head, Listing, Part, PartKind, Row, Snapshot, What, apply,
    compare as compare_runs, read as read_snapshot, take as take_snapshot, write as write_snapshot,
};
pub use want::{Beyond, ChangedAnswer, Wanted, Ways, single_changes, want, wanted};
pub use worklist::{by_answer, by_field, row_name};

/// What is run again and again: a pack and its tables.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The pack.
    pub program: &'a Program,
    /// The tables as they are.
    pub data: &'a Dataset,
    /// The settings of every run.
    pub settings: Settings,
}
