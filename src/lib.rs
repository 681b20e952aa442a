//! The `gtm` rule language: packs of go-to-market rules, checked before they run, run on tables with
//! gaps, with a reason for every row.
//!
//! The flow, imports one way only:
//!
//! ```text
//! source text → syntax → analysis → typed IR → evaluation → presentation
//! ```
//!
//! Each module is public because a stage can be used by itself: the tests do, and so may an editor
//! or a service. From text to a table of results: [`compile::compile`], [`data::load`],
//! [`eval::Evaluator`], [`results`], [`render`]; `cli` only strings these together.
//! `docs/architecture.md` tells more.

// Foundations, used by every stage.
pub mod decimal;
pub mod diagnostics;
pub mod source;
pub mod written;

// The pages about the language, to be asked for word by word.
pub mod manual;

// What a pack may read beside itself.
pub mod files;

// Text to tree.
pub mod syntax;

pub mod beside;

// Tree to typed program.
pub mod ir;

pub mod analysis;

pub mod compile;

// Program and tables to outcomes.
pub mod data;

pub mod eval;

pub mod results;

// Program to the text of a query.
pub mod sql;

// Tree to text.
pub mod format;

// What files show before there is a pack, and a first pack of it.
pub mod profile;

pub mod draft;

// How files fit a pack.
pub mod fit;

// Runs again with something changed, and what that changes.
pub mod study;

// Everything to what people and tools read.
pub mod render;

// A conversation about a pack.
pub mod repl;

pub mod cli;
