//! How numbers, dates and yes/no may be written in a file: the styles, and how each reads a text.
//!
//! Knows of nothing but texts. The typed program holds a style where a field states one, the analysis
//! makes it of the text after `as`, and `data` reads cells with it. Which style a column is in, where
//! none is stated, is for the evidence in `data/style`.

mod currency;
mod date;
mod number;
mod number_text;
mod time;
mod yes_no;

#[cfg(test)]
mod tests;

pub use currency::{is_iso_currency, may_stand_for};
pub use date::{DatePattern, PatternProblem, YearForm, day_of_serial, english_month};
pub use number::{DecimalMark, ExampleProblem, GroupMark, NumberStyle};
pub use number_text::NumberText;
pub use time::split_time;
pub use yes_no::{PAIRS, Pair, USUAL, YesNoWords};
