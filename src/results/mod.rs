//! Outcomes to tables: a view (or a record's own) worked out batch by batch, filtered and sorted.
//!
//! A [`ResultTable`] holds the machine columns of `docs/semantics.md` "Results" or what people see,
//! whichever was asked for: reasons are worked out for the columns that show them, and for no others.

mod checks;
mod columns;
mod order;
mod outcomes;
mod provenance;
mod rows;
mod shown;
mod table;
mod values;

#[cfg(test)]
mod tests;

pub use checks::{CHECKS, checks_of, tabulate_checks};
pub use columns::{MachineColumn, Part, machine_columns};
pub use outcomes::outcome_columns;
pub use provenance::{PackProvenance, Provenance, TableProvenance, VERSION};
pub use rows::tabulate;
pub use shown::{Content, hidden_keys};
pub use table::{
    Membership, OpenOutcomes, Request, ResultColumn, ResultTable, Shape, ShownColumn, ViewChoice,
    view_named, view_names, views_of,
};
pub use values::{ListValues, Meaning, ResultValue, Values};
