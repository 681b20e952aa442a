//! Cases that decide what no test has decided yet: rows made up of the values at which the pack's lines turn, and of
//! gaps; of those that reach something the fewest are kept, each with as few answers as will do.
//!
//! The way through: [`scene`] makes rows up, [`search`] looks for rows that reach something new, [`fewest`] keeps what
//! is needed, [`text`] writes a case as a test, [`expect`] what it comes to.
//!
//! Nothing is solved for. A line that hangs on many answers at once may be missed, and is then named.

mod expect;
mod fewest;
mod scene;
mod search;
mod text;

use std::collections::BTreeSet;

use super::coverage::{Coverage, Goal};
use crate::data::given;
use crate::eval::{Evaluator, Settings};
use crate::ir::{GivenRow, Program, Test};
use crate::source::Span;

pub use expect::{case_results, expectations};
pub use text::{case_cells, goal_text, test_text};

/// A case: rows, and what they decide that no case before it and no test did.
#[derive(Clone, Debug)]
pub struct Case {
    /// The rows, of one or of several records.
    pub given: Vec<GivenRow>,
    /// What they decide.
    pub goals: Vec<Goal>,
}

/// Cases to add, and what they leave.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The cases.
    pub cases: Vec<Case>,
    /// What neither a test nor any row that was tried decides.
    pub missed: Vec<Goal>,
    /// How many made-up cases were tried.
    pub tried: usize,
}

/// What the cases are made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub program: &'a Program,
    /// The day that `today` means, if the pack reads it.
    pub as_of: Option<i32>,
}

/// Proposes the cases that decide what `covered` does not.
#[must_use]
pub fn generate(program: &Program, covered: &Coverage, as_of: Option<i32>) -> Proposal {
    let subject = Subject { program, as_of };
    let mut every = covered.clone();
    // With no rows at all nothing is decided, but every line is told.
    subject.count(&[], &mut every);
    let seen = covered.reached();
    let wanted: BTreeSet<Goal> = every.goals().difference(&seen).cloned().collect();
    let found = search::search(subject, &wanted);
    let cases = fewest::fewest(subject, &wanted, found.scenes);
    let reached: BTreeSet<&Goal> = cases.iter().flat_map(|case| &case.goals).collect();
    let missed = wanted.iter().filter(|goal| !reached.contains(goal));
    Proposal {
        missed: missed.cloned().collect(),
        cases,
        tried: found.tried,
    }
}

impl Subject<'_> {
    /// What some rows decide, standing alone as those of a test do.
    pub(super) fn reached(self, rows: &[GivenRow]) -> BTreeSet<Goal> {
        let mut coverage = Coverage::default();
        self.count(rows, &mut coverage);
        coverage.reached()
    }

    fn count(self, rows: &[GivenRow], coverage: &mut Coverage) {
        let test = standing_alone(rows);
        let data = given(self.program, &test);
        let settings = Settings { as_of: self.as_of };
        coverage.count(&Evaluator::new(self.program, &data, settings));
    }
}

/// Rows as a test that expects nothing.
pub(super) fn standing_alone(rows: &[GivenRow]) -> Test {
    Test {
        label: String::new(),
        span: Span::default(),
        as_of: None,
        params: Vec::new(),
        given: rows.to_vec(),
        expectations: Vec::new(),
    }
}
