//! The prompt: ask a pack and its tables, change a line in memory, see at once who moves.
//!
//! [`Session`] is a conversation without a terminal: text in, text out. [`terminal`] puts one on a screen,
//! with lines that can be edited; [`piped`] reads its inputs from a file or a pipe. An input is one of three things:
//! a command (`commands`), a redefinition (`redefine`: which stretch of the pack it replaces), or an
//! expression (`ask`). [`Watch`] looks at a pack again and again.

mod ask;
mod change;
mod commands;
mod complete;
mod desk;
mod difference;
mod edition;
mod lines;
mod lists;
mod needed;
mod paint;
mod piped;
mod questions;
mod redefine;
mod rows;
mod session;
mod terminal;
mod watch;

pub use complete::Completion;
pub use desk::{Desk, Tested};
pub use piped::piped;
pub use session::{Answer, Look, Session, Start};
pub use terminal::terminal;
pub use watch::Watch;
