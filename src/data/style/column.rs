//! All that the cells of one column show.

use super::{DateEvidence, NumberEvidence, YesNoEvidence};

/// The evidence of a column, whatever it holds.
#[derive(Clone, Debug, Default)]
pub struct ColumnEvidence {
    /// Cells that are not blank.
    pub cells: u64,
    /// What they show of numbers.
    pub numbers: NumberEvidence,
    /// What they show of dates.
    pub dates: DateEvidence,
    /// What they show of yes and no.
    pub yes_no: YesNoEvidence,
}

impl ColumnEvidence {
    /// Takes a cell; a blank one shows nothing.
    pub fn take(&mut self, text: &str, line: u64) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.cells += 1;
        self.numbers.take(text, line);
        self.dates.take(text, line);
        self.yes_no.take(text, line);
    }

    /// True if every cell is a number in some style.
    #[must_use]
    pub fn all_numbers(&self) -> bool {
        self.cells > 0 && self.numbers.others().0 == 0
    }

    /// True if every cell is a date in some style.
    #[must_use]
    pub fn all_dates(&self) -> bool {
        self.cells > 0 && self.dates.others().0 == 0
    }
}
