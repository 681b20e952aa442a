//! Two packs held against each other: which lines mean something else, and whom that moves.
//!
//! [`renamed`] reads the old pack under the new names, [`matching`] finds the lines of one pack again in the other, [`merged`] makes edits of what differs and packs of
//! any choice of the edits, [`compared`] holds two runs against each other, [`attribution`] says which
//! edits moved a row by running packs of some of the edits, [`shift`] measures how scores moved, [`moves`] says
//! no more than who moved,
//! [`tables`] puts it all into tables.

mod attribution;
mod compared;
mod files;
mod matching;
mod merged;
mod moves;
mod renamed;
mod shift;
mod tables;

pub use attribution::{Cause, attribute};
pub use compared::{Comparison, Move, RuleComparison, compare};
pub use merged::{Change, Edit, Edits, Significance, edits};
pub use moves::{Moved, RuleMoves, moves};
pub use renamed::{Renamed, renamed};
pub use shift::{Bins, FLOOR, Shift, stability};
pub use tables::{edits_table, matrix_table, moves_table, shifts_table};

use crate::compile::Compilation;
use crate::data::Dataset;
use crate::files::Files;
use crate::ir::Program;

/// A pack with the tables it is run on.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The pack.
    pub compilation: &'a Compilation,
    /// The files beside it.
    pub files: &'a dyn Files,
    /// The pack, compiled.
    pub program: &'a Program,
    /// The tables, read for this pack.
    pub data: &'a Dataset,
}

/// True if tables that were read for one pack can be read by the other: records and fields have the same places.
#[must_use]
pub fn same_tables(one: &Program, other: &Program) -> bool {
    let records = one.records.values().zip(other.records.values());
    let mut fields = one.fields.values().zip(other.fields.values());
    one.records.len() == other.records.len()
        && one.fields.len() == other.fields.len()
        && records.clone().count() == one.records.len()
        && records
            .into_iter()
            .all(|(one, other)| one.named.name == other.named.name)
        && fields
            .all(|(one, other)| (one.record, &one.named.name) == (other.record, &other.named.name))
}
