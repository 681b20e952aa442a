//! Loops over columns: each takes columns of the same length and gives one.

pub(crate) mod calendar;
pub(crate) mod choices;
pub(crate) mod compare;
pub(crate) mod decay;
pub(crate) mod interval;
pub(crate) mod logic;
pub(crate) mod membership;
pub(crate) mod memo;
pub(crate) mod numbers;
pub(crate) mod select;
pub(crate) mod texts;
