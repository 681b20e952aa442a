//! Evaluation.
pub mod column;
