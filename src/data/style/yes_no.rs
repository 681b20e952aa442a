//! Yes and no: which words a column uses.

use super::verdict::{Verdict, Witness};
use crate::data::cell::folded;
use crate::written::{PAIRS, Pair, USUAL};

/// What the cells of a column show of its words for yes and no.
#[derive(Clone, Debug)]
pub struct YesNoEvidence {
    cells: u64,
    not_usual: Option<Witness>,
    /// The pairs that have a word for every cell.
    left: Vec<&'static Pair>,
    yes: u64,
}

impl Default for YesNoEvidence {
    fn default() -> Self {
        YesNoEvidence {
            cells: 0,
            not_usual: None,
            left: PAIRS.iter().collect(),
            yes: 0,
        }
    }
}

impl YesNoEvidence {
    /// Takes a cell that is not blank.
    pub fn take(&mut self, text: &str, line: u64) {
        self.cells += 1;
        if self.not_usual.is_some() && self.left.is_empty() {
            return;
        }
        let word = folded(text.trim());
        let mut meaning = USUAL.read(&word);
        if meaning.is_none() {
            self.not_usual
                .get_or_insert_with(|| Witness::new(text.trim(), line));
        }
        self.left.retain(|pair| {
            let read = pair.read(&word);
            meaning = meaning.or(read);
            read.is_some()
        });
        self.yes += u64::from(meaning == Some(true));
    }

    /// Cells that are yes, if all of them are yes or no.
    #[must_use]
    pub fn yes(&self) -> u64 {
        self.yes
    }

    /// Which words the column uses: the plain ones, those of one pair, or others (nothing).
    #[must_use]
    pub fn verdict(&self) -> Verdict<&'static Pair> {
        match (self.cells, &self.not_usual, self.left.first()) {
            (0, _, _) | (_, Some(_), None) => Verdict::Nothing,
            (_, None, _) => Verdict::Plain { perhaps: None },
            (_, by @ Some(_), Some(pair)) => Verdict::Proved {
                style: *pair,
                by: by.clone(),
            },
        }
    }
}
