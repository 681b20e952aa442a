//! What a whole column proves about how its cells are written.
//!
//! Each evidence takes the cells of a column one by one, as texts, and says which readings remain after all
//! of them: none but the plain style, one that is proved, several, or none. It needs no pack and keeps
//! no cells but a few witnesses, so a column may be as long as it likes. The styles themselves are in
//! [`crate::written`].

mod column;
mod dates;
mod numbers;
#[cfg(test)]
mod tests;
mod verdict;
mod yes_no;

pub use column::ColumnEvidence;
pub use dates::DateEvidence;
pub(super) use dates::date_patterns;
pub use numbers::{NumberEvidence, Seen};
pub use verdict::{OpenReading, Verdict, Witness};
pub use yes_no::YesNoEvidence;
