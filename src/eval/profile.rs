//! Where the time of an evaluation goes, for who asks (`gtm run --profile`).
//!
//! A task that starts another, as a rule that reads cells does, is not charged for it: every stretch of
//! time counts for one task only. Tasks on several threads add up.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::ir::{FieldId, RuleId};

/// Something that takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Cells of tables made into columns.
    Cells,
    /// A computed field.
    Field(FieldId),
    /// A rule.
    Rule(RuleId),
    /// Why a rule came out as it did, and what keeps it open.
    Reasons(RuleId),
    /// Putting rows in order.
    Sort,
    /// Values of a view collected, row by row.
    Collect,
}

/// The time that tasks took so far.
#[derive(Debug, Default)]
pub(super) struct Profile(Mutex<BTreeMap<Task, Duration>>);

thread_local! {
    /// What the tasks inside the one at hand took.
    static INSIDE: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

impl Profile {
    /// Does a task and notes what it took by itself.
    pub(super) fn timed<T>(&self, task: Task, work: impl FnOnce() -> T) -> T {
        let before = INSIDE.replace(Duration::ZERO);
        let started = Instant::now();
        let done = work();
        let taken = started.elapsed();
        let inside = INSIDE.replace(before + taken);
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tasks.entry(task).or_default() += taken.saturating_sub(inside);
        done
    }

    /// What each task took, in the order of the tasks.
    pub(super) fn spent(&self) -> Vec<(Task, Duration)> {
        let tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.iter().map(|(task, taken)| (*task, *taken)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_not_charged_for_those_inside_it() {
        let profile = Profile::default();
        let pause = || std::thread::sleep(Duration::from_millis(20));
        profile.timed(Task::Sort, || {
            profile.timed(Task::Cells, pause);
            profile.timed(Task::Cells, pause);
        });
        let spent: BTreeMap<Task, Duration> = profile.spent().into_iter().collect();
        assert!(spent.get(&Task::Cells) >= Some(&Duration::from_millis(40)));
        assert!(spent.get(&Task::Sort) < Some(&Duration::from_millis(20)));
    }
}
