//! How far each number of a pack can move before an outcome changes, and what happens there.
//!
//! [`constants`] finds the numbers and puts others in their place, [`trial`] runs the pack with them, [`crossings`] solves
//! where compared quantities meet, [`search`] finds the first value on each side that changes an outcome,
//! [`swing`] moves each number by a fifth, [`tables`] puts it all into tables.

mod constants;
mod crossings;
mod search;
mod swing;
mod tables;
mod trial;

pub use constants::{Constant, constants};
pub use search::{Margin, Outside, Range, margin};
pub use swing::{Places, Swing, swings};
pub use tables::{constants_table, places_table, tornado_table};
pub use trial::{Flip, Trial};
