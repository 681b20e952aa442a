//! Presentation: findings and results as people and tools see them. The last stage before the
//! command line; nothing here decides anything.

mod advice;
mod checks;
mod columnar;
mod csv;
mod diagnostic;
mod differences;
mod document;
mod excerpt;
mod explain;
mod fit;
mod formula;
mod json;
mod markdown;
mod profile;
mod rejects;
mod report;
mod rows;
mod table;
mod terminal;
mod typed;
mod workbook;

#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod result_tests;

pub use advice::{Advised, advice_markdown, advice_text};
pub use checks::{checks_markdown, checks_text};
pub use diagnostic::{Style, render_json, render_text};
pub use differences::{DifferenceItem, difference_items, difference_text};
pub use document::{ShownRun, document};
pub use explain::{explanation_markdown, explanation_text};
pub use fit::{fit_json, fit_markdown, fit_text};
pub use markdown::markdown;
pub use profile::profile;
pub use rejects::rejects;
pub use report::{data_errors, data_report, ungrouped};
pub use rows::{RowFormat, write_rows};
pub use table::{counts, table};
pub use terminal::sanitize;
pub use typed::{arrow, parquet};
pub use workbook::{workbook, workbook_notes};
