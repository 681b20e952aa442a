//! The command as its users meet it: exit status, formats, files, pipes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(missing_docs)]

mod checks;
mod diff;
mod effort;
mod export;
mod files;
mod generate;
mod made;
mod run;
mod sensitivity;
mod snapshots;
mod support;
mod tables;
mod terminal;
mod verbs;
