//! Evaluation as a whole, on programs made by hand: the meaning of each construct on rows with gaps,
//! and the laws that hold for all of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(clippy::wildcard_enum_match_arm)] // a test fails on what it does not expect

mod aggregates;
mod expressions;
mod forms;
mod laws;
mod pack;
mod rules;
mod sets;
