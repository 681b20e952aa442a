//! A pack as a tree of lines, so that a line can be found again in another pack, taken from it, or
//! changed in one number, and the pack be put together again.
//!
//! [`split`] takes a pack apart and puts it together, [`parts`] finds the expressions of a line,
//! [`wording`] tells what a line means from how it is said, [`text`] writes it in the canonical form.

mod parts;
mod split;
mod text;
mod wording;

pub(super) use parts::{Role, children, parts};
pub(super) use split::{Head, Node, nodes, pack, unite};
pub(super) use text::{described, line_text, member};
pub(super) use wording::{canonical, meaning};
