//! Views and tests.

use super::{Expr, Name, NodeSpan, Text, TextTable};

/// `view NAME "label" for TARGET { items }`
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The view's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// A record or a segment.
    pub target: Name,
    /// What stands between the braces.
    pub items: Vec<ViewItem>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// A line of a view.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewItem {
    /// `show name, bant "Score"`
    Show {
        /// The columns.
        columns: Vec<ShowColumn>,
        /// The whole line.
        span: NodeSpan,
    },
    /// `where employees > 10`
    Where {
        /// What must hold.
        condition: Expr,
        /// The whole line.
        span: NodeSpan,
    },
    /// `sort bant descending, name`
    Sort {
        /// The keys, the first counts most.
        keys: Vec<SortKey>,
        /// The whole line.
        span: NodeSpan,
    },
    /// `top 10`
    Top {
        /// A whole number or a param.
        count: Expr,
        /// The whole line.
        span: NodeSpan,
    },
}

/// `bant.band "Band"`; a set of names (`name of rivals where strong`) is allowed too.
#[derive(Clone, Debug, PartialEq)]
pub struct ShowColumn {
    /// What to show.
    pub value: Expr,
    /// The head of the column.
    pub heading: Option<Text>,
}

/// `bant descending`
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// What to sort by.
    pub value: Expr,
    /// True for `descending`; `ascending` may be written and means the default.
    pub descending: bool,
}

/// `test "…" { items }`
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What is being tested.
    pub label: Text,
    /// What stands between the braces.
    pub items: Vec<TestItem>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// A line of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum TestItem {
    /// `as of 2026-01-31`
    AsOf {
        /// The day that `today` means.
        date: Expr,
        /// The whole line.
        span: NodeSpan,
    },
    /// `param crowded = 5`
    Param {
        /// The param to set for this test.
        name: Name,
        /// Its value here.
        value: Expr,
        /// The whole line.
        span: NodeSpan,
    },
    /// `given Account { name: "Acme", employees: 40 }` or `given Rival { | market | name | … }`
    Given {
        /// The record.
        record: Name,
        /// Its rows.
        rows: GivenRows,
        /// The whole item.
        span: NodeSpan,
    },
    /// `expect bant is 625`, `expect "Acme": bant in 100..200`, `expect bant.band possible hot, warm`
    Expect {
        /// The key of the row, where several are given.
        row: Option<Text>,
        /// What must hold.
        expectation: Expectation,
        /// The whole line.
        span: NodeSpan,
    },
}

/// Rows given to a test.
#[derive(Clone, Debug, PartialEq)]
pub enum GivenRows {
    /// One row, by name of field.
    One(Vec<GivenCell>),
    /// A table of rows.
    Table(TextTable),
}

/// `employees: 40`
#[derive(Clone, Debug, PartialEq)]
pub struct GivenCell {
    /// The field.
    pub name: Name,
    /// Its value.
    pub value: Expr,
}

/// What a test expects.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// A condition that must be yes. Here `x is LOW..HIGH` says that these are the exact ends.
    Holds(Expr),
    /// `bant.band possible hot, warm`: exactly these outcomes are left.
    Possible {
        /// Of what.
        value: Expr,
        /// The outcomes.
        outcomes: Vec<Expr>,
    },
}
