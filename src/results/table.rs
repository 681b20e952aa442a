//! What a view comes to, and which views there are.

use std::sync::Arc;

use super::values::{Meaning, Values};
use crate::ir::{Program, RecordId, ViewId};

/// A view, or a record's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewChoice {
    /// A view that the pack declares.
    View(ViewId),
    /// Key, fields and rules of a record.
    Record(RecordId),
}

impl ViewChoice {
    /// The view's or the record's name.
    #[must_use]
    pub fn name(self, program: &Program) -> &str {
        match self {
            ViewChoice::View(view) => &program.views[view].named.name,
            ViewChoice::Record(record) => &program.records[record].named.name,
        }
    }

    /// The record whose rows it shows.
    #[must_use]
    pub fn record(self, program: &Program) -> RecordId {
        match self {
            ViewChoice::View(view) => program.views[view].record,
            ViewChoice::Record(record) => record,
        }
    }
}

/// The view of a name: a declared one first, else a record's own.
#[must_use]
pub fn view_named(program: &Program, name: &str) -> Option<ViewChoice> {
    let view = program
        .views
        .iter()
        .find(|(_, view)| view.named.name == name);
    let record = || {
        program
            .named_records()
            .find(|&record| program.records[record].named.name == name)
    };
    view.map(|(id, _)| ViewChoice::View(id))
        .or_else(|| record().map(ViewChoice::Record))
}

/// The views to show when none is named: those declared, else one a record.
#[must_use]
pub fn views_of(program: &Program) -> Vec<ViewChoice> {
    if program.views.is_empty() {
        program.named_records().map(ViewChoice::Record).collect()
    } else {
        program.views.ids().map(ViewChoice::View).collect()
    }
}

/// Every name that [`view_named`] knows.
#[must_use]
pub fn view_names(program: &Program) -> Vec<&str> {
    let views = program.views.values().map(|view| view.named.name.as_str());
    views
        .chain(
            program
                .named_records()
                .map(|record| program.records[record].named.name.as_str()),
        )
        .collect()
}

/// Whether tools or people will read the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Every column of "Results", typed.
    Machine,
    /// One text a column shown.
    Human,
}

/// What is asked of a view.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Who reads it.
    pub shape: Shape,
    /// At most so many rows, beside what the view says itself.
    pub top: Option<u64>,
    /// True to have the key of each row in front, where the view does not show it; for machines only.
    pub keys: bool,
}

/// What a view comes to.
#[derive(Clone, Debug)]
pub struct ResultTable {
    /// The view's name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// The record's name.
    pub record: String,
    /// How many rows its table has.
    pub total: usize,
    /// How many rows pass the view's segment and condition, before `top` cuts.
    pub passing: usize,
    /// How many rows the result has.
    pub rows: usize,
    /// Of the view's segment, if it is for one.
    pub membership: Option<Membership>,
    /// For each row: its place in the table of the record, from 0; nothing where rows are of no one record.
    pub places: Vec<usize>,
    /// For each row: true if it may not belong here (a possible member, or the condition is open).
    pub uncertain: Vec<bool>,
    /// The machine columns; none for people.
    pub columns: Vec<ResultColumn>,
    /// What people see; nothing for machines.
    pub shown: Vec<ShownColumn>,
    /// Outcomes shown that missing answers keep open; zero for machines.
    pub open: OpenOutcomes,
    /// The day that `today` means, if one was given.
    pub as_of: Option<i32>,
}

/// How many rows of a record belong to a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The segment's name.
    pub segment: String,
    /// Rows certainly in it.
    pub members: usize,
    /// Rows that may be in it.
    pub possible: usize,
}

/// How much is open in what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenOutcomes {
    /// Outcomes of rules that are unknown.
    pub outcomes: usize,
    /// Missing answers that could change them.
    pub answers: usize,
}

/// A machine column.
#[derive(Clone, Debug)]
pub struct ResultColumn {
    /// Its name in files.
    pub name: String,
    /// A value a row.
    pub values: Values,
    /// What the values count or name.
    pub meaning: Meaning,
}

/// A column as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownColumn {
    /// What stands above it.
    pub title: String,
    /// True for numbers, which are set to the right.
    pub numeric: bool,
    /// A text a row.
    pub cells: Vec<String>,
}

impl ResultTable {
    /// A table of texts, a column a name; empty texts are nulls.
    #[must_use]
    pub fn of_texts(name: &str, columns: Vec<(String, Vec<String>)>) -> ResultTable {
        let rows = columns.first().map_or(0, |(_, cells)| cells.len());
        let value = |text: String| (!text.is_empty()).then(|| Arc::from(text));
        let columns = columns.into_iter().map(|(name, cells)| ResultColumn {
            name,
            values: Values::Text(cells.into_iter().map(value).collect()),
            meaning: Meaning::Plain,
        });
        ResultTable {
            name: name.to_owned(),
            label: None,
            record: String::new(),
            total: rows,
            passing: rows,
            rows,
            membership: None,
            places: Vec::new(),
            uncertain: vec![false; rows],
            columns: columns.collect(),
            shown: Vec::new(),
            open: OpenOutcomes::default(),
            as_of: None,
        }
    }
}
