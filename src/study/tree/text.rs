//! A line in the canonical form, and what it is called.

use super::{Head, Node, pack, unite};
use crate::format::format;
use crate::source::SourceFile;
use crate::syntax::ast::{ListRows, MemberName, RecordItem, ScoreItem, Statement, ViewItem};

/// A line of a pack in the canonical form, on one line; of one that holds others, its head.
/// `parents` are the lines that it stands in, the outermost first.
pub(in crate::study) fn line_text(parents: &[&Head], node: &Node) -> String {
    let outer = match parents.split_first() {
        None => unite(node),
        Some((first, rest)) => {
            let inner = rest
                .iter()
                .rev()
                .fold(unite(node), |inner, parent| (*parent).clone().with([inner]));
            (*first).clone().with([inner])
        }
    };
    let text = format(&SourceFile::new("", ""), &pack([outer]));
    let lines: Vec<&str> = text.lines().collect();
    let before = heading_lines(parents);
    let closing = lines.len().saturating_sub(parents_with_braces(parents));
    let lines = lines.get(before..closing).unwrap_or_default();
    let shown = if holds_lines(&node.head) {
        lines.get(..1).unwrap_or_default()
    } else {
        lines
    };
    let shown: Vec<String> = shown.iter().map(|line| spaced(line)).collect();
    let text = shown.join(" ");
    let text = text.strip_suffix(" {").unwrap_or(&text);
    if text.is_empty() {
        described(&node.head)
    } else {
        text.to_owned()
    }
}

/// True for lines that hold others between braces.
fn holds_lines(head: &Head) -> bool {
    match head {
        Head::Statement(statement) => match statement {
            Statement::Pack(_) | Statement::Source(_) | Statement::Use(_) | Statement::Param(_) => {
                false
            }
            Statement::Record(_)
            | Statement::List(_)
            | Statement::Segment(_)
            | Statement::Score(_)
            | Statement::Strategy(_)
            | Statement::Check(_)
            | Statement::Decision(_)
            | Statement::View(_)
            | Statement::Test(_) => true,
        },
        Head::ScoreItem(item) => matches!(item, ScoreItem::Group(_)),
        Head::RecordItem(_)
        | Head::Gate(_)
        | Head::Points(_)
        | Head::Option(_)
        | Head::Arm(_)
        | Head::Line(..)
        | Head::GridLine(_)
        | Head::Row(_)
        | Head::ViewItem(_) => false,
    }
}

fn parents_with_braces(parents: &[&Head]) -> usize {
    parents.iter().filter(|parent| holds_lines(parent)).count()
}

/// How many lines stand above a line: an opening brace a block, and the headings of a table.
fn heading_lines(parents: &[&Head]) -> usize {
    let headings = parents.iter().filter(|parent| {
        matches!(parent, Head::Statement(Statement::Decision(_)))
            || matches!(parent, Head::Statement(Statement::List(list))
                if matches!(list.rows, ListRows::Table(_)))
    });
    parents_with_braces(parents) + headings.count()
}

/// A text with single blanks between its words; what stands in quotes is left as it is.
fn spaced(line: &str) -> String {
    let mut text = String::new();
    let mut quoted = false;
    for sign in line.trim().chars() {
        quoted ^= sign == '"';
        if sign != ' ' || quoted || !text.ends_with(' ') {
            text.push(sign);
        }
    }
    text
}

/// What a line is called: `param crowded`, `band hot`, `weigh`.
pub(in crate::study) fn described(head: &Head) -> String {
    match head {
        Head::Statement(statement) => described_statement(statement),
        Head::RecordItem(item) => match item {
            RecordItem::Field(field) => format!("field {}", field.name.text),
            RecordItem::Computed(field) => format!("field {}", field.name.text),
            RecordItem::Relation(relation) => format!("field {}", relation.name.text),
            RecordItem::Missing(_) => "missing".to_owned(),
            RecordItem::Written(_) => "written".to_owned(),
        },
        Head::Gate(gate) => gate.name.text.clone(),
        Head::ScoreItem(item) => match item {
            ScoreItem::Multiply(_) => "multiply".to_owned(),
            ScoreItem::Weigh(_) | ScoreItem::WeighEach(_) => "weigh".to_owned(),
            ScoreItem::Points(line) => line.name.text.clone(),
            ScoreItem::Group(_) => "group".to_owned(),
            ScoreItem::Scale(_) => "scale".to_owned(),
            ScoreItem::Limit(_) => "limit".to_owned(),
            ScoreItem::Band(band) => format!("band {}", member(&band.name)),
            ScoreItem::Rank(_) => "rank".to_owned(),
        },
        Head::Points(line) => line.name.text.clone(),
        Head::Option(option) => member(&option.name).to_owned(),
        Head::Arm(_) => "when".to_owned(),
        Head::Line(..) | Head::GridLine(_) => "line".to_owned(),
        Head::Row(row) => {
            let first = row.cells.first().and_then(Option::as_ref);
            let name = first.and_then(|cell| cell.as_name());
            name.unwrap_or_else(|| "row".to_owned())
        }
        Head::ViewItem(item) => match item {
            ViewItem::Show { .. } => "show".to_owned(),
            ViewItem::Where { .. } => "where".to_owned(),
            ViewItem::Sort { .. } => "sort".to_owned(),
            ViewItem::Top { .. } => "top".to_owned(),
        },
    }
}

/// The name of a member, quoted or not.
pub(in crate::study) fn member(name: &MemberName) -> &str {
    match name {
        MemberName::Name(name) => &name.text,
        MemberName::Text(text) | MemberName::Number(text) => &text.value,
    }
}

fn described_statement(statement: &Statement) -> String {
    match statement {
        Statement::Pack(_) => "pack".to_owned(),
        Statement::Source(_) => "source".to_owned(),
        Statement::Use(used) => format!("use {}", used.name.text),
        Statement::Record(record) => format!("record {}", record.name.text),
        Statement::List(list) => format!("list {}", list.name.text),
        Statement::Param(param) => format!("param {}", param.name.text),
        Statement::Segment(segment) => format!("segment {}", segment.name.text),
        Statement::Score(score) => format!("score {}", score.name.text),
        Statement::Strategy(strategy) => format!("strategy {}", strategy.name.text),
        Statement::Check(check) => format!("check {}", check.name.text),
        Statement::Decision(decision) => format!("decision {}", decision.name.text),
        Statement::View(view) => format!("view {}", view.name.text),
        Statement::Test(test) => format!("test \"{}\"", test.label.value),
    }
}
