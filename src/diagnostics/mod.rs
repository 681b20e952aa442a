//! Findings about a pack or its data, as plain data. Every stage makes them; only `render` shows them.

mod codes;
mod diagnostic;
mod suggest;

pub use codes::{CODES, Code, CodeInfo, Severity};
pub use diagnostic::{Diagnostic, Fix, Label};
pub use suggest::{did_you_mean, nearest, nearest_file};
