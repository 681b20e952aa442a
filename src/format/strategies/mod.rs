//! Random trees that a parser could have made: every node, parentheses where they are needed.

mod decisions;
mod expressions;
mod statements;

pub use statements::pack;
