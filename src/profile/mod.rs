//! What the columns of a file show before there is a pack: how many answers, which values, in which
//! style, which columns name rows of their own table or of another.
//!
//! Reads the raw tables of `data::source` with the evidence of `data::style`, so that it cannot
//! disagree with a run about what a file holds. Read by `draft`, which writes a first pack, and by
//! `fit`, which holds a file against a pack. The flow inside: [`table`] gives each cell to its [`column`], which counts
//! [`values`] and words for [`missing`] answers; [`keys`] and [`links`] look at whole columns.

mod column;
mod headers;
mod items;
mod keys;
mod links;
mod missing;
mod personal;
mod table;
mod values;

pub use column::Column;
pub use headers::{is_identifier, words};
pub use items::Items;
pub use links::{Link, links};
pub use missing::says_missing;
pub use table::{TableProfile, profile};
pub use values::{Occurrence, Values};
