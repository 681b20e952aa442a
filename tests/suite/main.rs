//! The integration tests, in one binary: each stage on the cases, the catalogue of findings, the
//! laws, the layers of the code. Outputs that a person should read are in `tests/snapshots`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(clippy::wildcard_enum_match_arm, missing_docs)]

mod beside;
mod boxes;
mod broken;
mod catalogue;
mod consoles;
mod corpus;
mod diff;
mod documents;
mod draft;
mod explain;
mod fillings;
mod generate;
mod groups;
mod laws;
mod layers;
mod manual;
mod mutations;
mod pages;
mod prompt;
mod reference;
mod related;
mod semantics;
mod sensitivity;
mod sql;
mod stages;
mod study;
mod support;
mod uses;
mod written;
