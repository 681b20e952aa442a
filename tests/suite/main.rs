//! One binary for every test that runs packs through the stages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(clippy::wildcard_enum_match_arm, missing_docs)]

mod laws;
mod reference;
