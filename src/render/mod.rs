//! Presentation: findings and results as people and tools see them. The last stage before the
//! command line; nothing here decides anything.

mod diagnostic;
mod excerpt;
mod terminal;

pub use diagnostic::{Style, render_json, render_text};
pub use terminal::sanitize;
