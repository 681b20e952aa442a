//! A cascade on a row: what keeps it open, and whether an answer could settle it.

use crate::eval::column::truth;

/// How far the cascade has come on a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
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
    pub(super) fn step(self, option: u32, bits: u8) -> Course {
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

    /// True if no answer settles the row.
    pub(super) fn is_fault(self) -> bool {
        match self {
            Course::Open | Course::Answerable => false,
            Course::Stuck(_) | Course::Fault => true,
            Course::Over { fault } => fault,
        }
    }
}
