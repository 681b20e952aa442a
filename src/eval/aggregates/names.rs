//! The values of rows as a text: `a, b and c`, `a and perhaps d`, `none`.

use super::{Gather, Missing, Outcome};
use crate::eval::column::{Column, flag, truth};
use crate::eval::display::{SPELLED_OUT, display, join_with};
use crate::ir::{Program, Type};

/// The first rows, by their place, and how many there are.
#[derive(Clone, Default)]
struct Firsts {
    rows: Vec<usize>,
    count: usize,
}

impl Firsts {
    fn add(&mut self, row: usize) {
        self.count += 1;
        if self.rows.len() < SPELLED_OUT {
            self.rows.push(row);
        }
    }

    fn merge(&mut self, other: &Firsts) {
        self.count += other.count;
        self.rows.extend_from_slice(&other.rows);
        self.rows.sort_unstable();
        self.rows.truncate(SPELLED_OUT);
    }

    fn join(&self, text: impl Fn(usize) -> String) -> String {
        let mut texts: Vec<String> = self.rows.iter().map(|&row| text(row)).collect();
        let more = self.count - texts.len();
        if more > 0 {
            texts.push(format!("{more} more"));
        }
        join_with(&texts, "and")
    }
}

/// Values that certainly and that possibly are among those meant: `a, b and perhaps c`.
pub(super) fn spelled_out(certain: &[String], possible: &[String], others: bool) -> String {
    let join = |texts: &[String]| {
        let mut shown: Vec<String> = texts.iter().take(SPELLED_OUT).cloned().collect();
        if texts.len() > shown.len() {
            shown.push(format!("{} more", texts.len() - shown.len()));
        }
        join_with(&shown, "and")
    };
    let mut parts = Vec::new();
    if !certain.is_empty() {
        parts.push(join(certain));
    }
    if !possible.is_empty() {
        parts.push(format!("perhaps {}", join(possible)));
    }
    if others {
        parts.push("perhaps others".to_owned());
    }
    if parts.is_empty() {
        "none".to_owned()
    } else {
        parts.join(" and ")
    }
}

/// The rows whose values are named.
#[derive(Clone)]
pub(super) struct NamesFold<'c> {
    values: &'c Column,
    certain: Firsts,
    possible: Firsts,
}

impl<'c> NamesFold<'c> {
    pub(super) fn new(values: &'c Column) -> NamesFold<'c> {
        NamesFold {
            values,
            certain: Firsts::default(),
            possible: Firsts::default(),
        }
    }

    pub(super) fn finish(self, program: &Program, ty: &Type, missing: Missing) -> Outcome {
        let text = |row: usize| display(program, ty, self.values, row);
        let mut parts = Vec::new();
        if self.certain.count > 0 {
            parts.push(self.certain.join(text));
        }
        if self.possible.count > 0 {
            parts.push(format!("perhaps {}", self.possible.join(text)));
        }
        if missing.possible() {
            parts.push("perhaps others".to_owned());
        }
        Outcome::Text(if parts.is_empty() {
            "none".into()
        } else {
            parts.join(" and ").into()
        })
    }
}

impl Gather for NamesFold<'_> {
    fn add(&mut self, presence: u8, row: usize) {
        let bits = self.values.flags(row);
        if bits & flag::APPLIES == 0 {
            return;
        }
        if presence == truth::YES && bits & flag::NOT_APPLICABLE == 0 {
            self.certain.add(row);
        } else {
            self.possible.add(row);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.certain.merge(&other.certain);
        self.possible.merge(&other.possible);
    }
}
