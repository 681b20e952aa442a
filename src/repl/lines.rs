//! Statements and their lines, by name: which stretch of the pack says what.

use std::borrow::Cow;

use crate::source::Span;
use crate::syntax::ast::{
    DecisionTable, Gate, ListRows, MemberName, Pack, RecordItem, Score, ScoreItem, Statement,
    StrategyOption, Text,
};

/// The word that opens a statement, and the name it goes by.
pub(super) fn head(statement: &Statement) -> (&'static str, &str) {
    match statement {
        Statement::Pack(pack) => ("pack", &pack.name.text),
        Statement::Source(source) => ("source", &source.text.value),
        Statement::Use(used) => ("use", &used.name.text),
        Statement::Record(record) => ("record", &record.name.text),
        Statement::List(list) => ("list", &list.name.text),
        Statement::Param(param) => ("param", &param.name.text),
        Statement::Segment(segment) => ("segment", &segment.name.text),
        Statement::Score(score) => ("score", &score.name.text),
        Statement::Strategy(strategy) => ("strategy", &strategy.name.text),
        Statement::Check(check) => ("check", &check.name.text),
        Statement::Decision(decision) => ("decision", &decision.name.text),
        Statement::View(view) => ("view", &view.name.text),
        Statement::Test(test) => ("test", &test.label.value),
    }
}

/// True for words whose statements share their names: a rule takes the place of any other of its name.
pub(super) fn shares_names(word: &str) -> bool {
    matches!(
        word,
        "param" | "segment" | "score" | "strategy" | "check" | "decision"
    )
}

/// The statement that a new one of this kind and name takes the place of.
pub(super) fn same<'p>(pack: &'p Pack, word: &str, name: &str) -> Option<&'p Statement> {
    pack.statements.iter().find(|statement| {
        let (other, other_name) = head(statement);
        let alike = other == word || shares_names(other) && shares_names(word);
        alike && (other_name == name || matches!(word, "pack" | "source"))
    })
}

/// The rule, param or record of a name.
pub(super) fn named<'p>(pack: &'p Pack, name: &str) -> Option<&'p Statement> {
    pack.statements.iter().find(|statement| {
        let (word, other) = head(statement);
        (shares_names(word) || matches!(word, "record" | "use" | "list")) && other == name
    })
}

/// A line of a statement that a name leads to.
#[derive(Clone, Copy)]
pub(super) enum Line<'p> {
    /// A gate, or a line of a check.
    Gate(&'p Gate),
    /// A line of points.
    Points(Span, Option<&'p Text>),
    /// A band.
    Band(Span, Option<&'p Text>),
    /// An option of a strategy.
    Option(&'p StrategyOption),
    /// A field.
    Field(Span),
    /// A row of a table.
    Row(Span),
}

impl<'p> Line<'p> {
    /// The stretch of the line.
    pub fn span(self) -> Span {
        match self {
            Line::Gate(gate) => gate.span.0,
            Line::Option(option) => option.span.0,
            Line::Points(span, _) | Line::Band(span, _) | Line::Field(span) | Line::Row(span) => {
                span
            }
        }
    }

    /// Its label.
    pub fn label(self) -> Option<&'p Text> {
        match self {
            Line::Gate(gate) => gate.label.as_ref(),
            Line::Option(option) => option.label.as_ref(),
            Line::Points(_, label) | Line::Band(_, label) => label,
            Line::Field(_) | Line::Row(_) => None,
        }
    }
}

/// A line by what it is called.
type Named<'p> = (Cow<'p, str>, Line<'p>);

/// The lines of a statement with their names; those of a decision are counted from 1.
pub(super) fn lines(statement: &Statement) -> Vec<Named<'_>> {
    match statement {
        Statement::Segment(segment) => gates(&segment.gates),
        Statement::Check(check) => gates(&check.lines),
        Statement::Score(score) => score_lines(score),
        Statement::Strategy(strategy) => strategy
            .options
            .iter()
            .map(|option| (member(&option.name).into(), Line::Option(option)))
            .collect(),
        Statement::Record(record) => record.items.iter().filter_map(field).collect(),
        Statement::Decision(decision) if decision.file.is_none() => {
            let spans: Vec<Span> = match &decision.table {
                DecisionTable::Lines(table) => table.lines.iter().map(|line| line.span.0).collect(),
                DecisionTable::Grid(table) => table.lines.iter().map(|line| line.span.0).collect(),
            };
            let counted = spans.into_iter().enumerate();
            counted
                .map(|(place, span)| ((place + 1).to_string().into(), Line::Row(span)))
                .collect()
        }
        Statement::List(list) => match &list.rows {
            ListRows::Table(table) => table
                .rows
                .iter()
                .filter_map(|row| Some((row.cells.first()?.as_ref()?.as_name()?, row.span.0)))
                .map(|(name, span)| (name.into(), Line::Row(span)))
                .collect(),
            ListRows::File(_) => Vec::new(),
        },
        Statement::Pack(_)
        | Statement::Source(_)
        | Statement::Use(_)
        | Statement::Param(_)
        | Statement::Decision(_)
        | Statement::View(_)
        | Statement::Test(_) => Vec::new(),
    }
}

fn gates(gates: &[Gate]) -> Vec<Named<'_>> {
    gates
        .iter()
        .map(|gate| (gate.name.text.as_str().into(), Line::Gate(gate)))
        .collect()
}

fn score_lines(score: &Score) -> Vec<Named<'_>> {
    let mut found: Vec<Named<'_>> = Vec::new();
    for item in &score.items {
        match item {
            ScoreItem::Points(line) => {
                let points = Line::Points(line.span.0, line.label.as_ref());
                found.push((line.name.text.as_str().into(), points));
            }
            ScoreItem::Group(group) => found.extend(group.lines.iter().map(|line| {
                let points = Line::Points(line.span.0, line.label.as_ref());
                (line.name.text.as_str().into(), points)
            })),
            ScoreItem::Band(band) => {
                let line = Line::Band(band.span.0, band.label.as_ref());
                found.push((member(&band.name).into(), line));
            }
            ScoreItem::Multiply(_)
            | ScoreItem::Weigh(_)
            | ScoreItem::WeighEach(_)
            | ScoreItem::Scale(_)
            | ScoreItem::Limit(_)
            | ScoreItem::Rank(_) => {}
        }
    }
    found
}

fn field(item: &RecordItem) -> Option<Named<'_>> {
    let (name, span) = match item {
        RecordItem::Field(field) => (&field.name, field.span),
        RecordItem::Computed(field) => (&field.name, field.span),
        RecordItem::Relation(field) => (&field.name, field.span),
        RecordItem::Missing(_) | RecordItem::Written(_) => return None,
    };
    Some((name.text.as_str().into(), Line::Field(span.0)))
}

/// The name of an option.
pub(super) fn member(name: &MemberName) -> &str {
    match name {
        MemberName::Name(name) => &name.text,
        MemberName::Text(text) | MemberName::Number(text) => &text.value,
    }
}
