//! What an evidence comes to.

/// A cell that shows something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its text, trimmed, cut to a length that fits a message.
    pub text: String,
    /// The line of the file on which it stands, from 1.
    pub line: u64,
}

impl Witness {
    pub(super) fn new(text: &str, line: u64) -> Witness {
        Witness {
            text: crate::data::cell::shortened(text),
            line,
        }
    }
}

/// How the cells of a column are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<S> {
    /// No cell can be read in any style.
    Nothing,
    /// Every cell that can be read is in the plain style. `perhaps` is the first that could mean something else
    /// in another style, where no cell rules that style out: `1.234` in a column of such.
    Plain {
        /// That cell.
        perhaps: Option<Witness>,
    },
    /// One style is left, not the plain one. `by` is the cell that ruled the others out; none where the
    /// others would read every cell alike.
    Proved {
        /// The style.
        style: S,
        /// The cell that proves it.
        by: Option<Witness>,
    },
    /// More than one style is left, and they read a cell differently.
    Open {
        /// The first such cell.
        example: Witness,
        /// What it can be, and what to write after `as` for each.
        readings: Vec<OpenReading>,
    },
    /// No style is left: these two cells are not written alike.
    Contradictory {
        /// The one.
        one: Witness,
        /// The other.
        other: Witness,
    },
}

/// One thing that a cell can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReading {
    /// What it would be, in the plain style.
    pub value: String,
    /// The text after `as` that says so.
    pub written_as: String,
}
