//! gtm
pub mod source;
pub mod decimal;
pub mod diagnostics;
pub mod syntax;
pub mod ir;
pub mod data;
pub mod eval;
