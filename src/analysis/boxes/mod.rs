//! Conditions as boxes: what a rule covers, what it leaves out, what it says twice, without a solver.
//!
//! A condition over fields that are compared with constants is a union of boxes: for each variable a
//! set of the values that it may have. From boxes, boxes are taken away; what is left is a row that
//! nothing covers, and where nothing is left, everything is covered.
//!
//! - [`set`]: the values of one variable, as ranges of whole places, with two more points: not
//!   answered and not applicable;
//! - [`variable`]: what is a variable, its places, and how its values are written;
//! - [`region`]: boxes and their unions;
//! - [`normalise`] with [`atoms`]: from a condition to the boxes where it holds, or where it does not;
//! - [`cover`]: the search for a point that nothing covers, with a bound on its cost;
//! - [`gaps`]: rows that no line of a table fits; [`cells`]: the line that is missing;
//! - [`witness`]: such a point as a row that an analyst can read.
//!
//! What cannot be read as a box is a variable of its own, which is yes or no. Variables are taken to be
//! independent of each other. Both make the space larger than what can happen, never smaller: what is
//! found empty is empty.

mod atoms;
mod cells;
mod cover;
mod gaps;
mod normalise;
mod region;
mod set;
mod variable;
mod witness;

#[cfg(test)]
mod tests;

pub use cells::cell;
pub use cover::{Answer, Cover, Search, Space};
pub use gaps::{freed, untangled};
pub use normalise::{Reader, Side, both};
pub use region::{Cuboid, Region, VariableId};
pub use witness::row;
