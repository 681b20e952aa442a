//! The table of a list or a decision from its file: the same tree as of a table in the pack.

use super::errors::BesideProblem;
use super::sheet::{Cell, Row, Sheet};
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{
    Expr, ExprKind, Name, NodeSpan, TableRow, Template, TemplatePart, Text, TextTable, Unit,
};
use crate::syntax::{FileRow, is_name, nfc, parse_expression};

/// What the cells of a column have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Date,
    YesNo,
}

/// The sheet as the table of a list. The type of a column is that of all its cells: numbers (also
/// percents, money, days), dates, yes/no; any other column holds texts.
pub fn table(sheet: &Sheet, path: &Text) -> Result<TextTable, Vec<BesideProblem>> {
    let Some((head, rows)) = sheet.rows.split_first() else {
        let (path, at) = (path.value.clone(), path.span.0);
        return Err(vec![BesideProblem::EmptyTable { path, at }]);
    };
    let mut problems: Vec<BesideProblem> = head.cells.iter().filter_map(wrong_heading).collect();
    problems.extend(rows.iter().filter_map(|row| ragged(row, head)));
    if !problems.is_empty() {
        return Err(problems);
    }
    let columns = head.cells.iter().enumerate().map(|(place, heading)| {
        let cells = rows.iter().map(|row| row.cells.get(place));
        let is_text = matches!(heading.text.as_str(), "name" | "label");
        column(cells, is_text).into_iter()
    });
    let mut columns: Vec<_> = columns.collect();
    let row = |row: &Row| TableRow {
        cells: columns
            .iter_mut()
            .map(|column| column.next().flatten())
            .collect(),
        span: NodeSpan(row.span),
    };
    let rows = rows.iter().map(row).collect();
    let heading = |cell: &Cell| Name {
        text: nfc(&cell.text),
        span: NodeSpan(cell.span),
    };
    Ok(TextTable {
        header: head.cells.iter().map(heading).collect(),
        rows,
        span: NodeSpan(head.span),
    })
}

/// The rows of a sheet, all with as many cells as its head.
pub fn rows(sheet: &Sheet, path: &Text) -> Result<Vec<FileRow>, Vec<BesideProblem>> {
    let Some((head, rows)) = sheet.rows.split_first() else {
        let (path, at) = (path.value.clone(), path.span.0);
        return Err(vec![BesideProblem::EmptyTable { path, at }]);
    };
    let problems: Vec<BesideProblem> = rows.iter().filter_map(|row| ragged(row, head)).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let row = |row: &Row| FileRow {
        cells: row
            .cells
            .iter()
            .map(|cell| (cell.text.clone(), cell.span))
            .collect(),
        span: row.span,
    };
    Ok(sheet.rows.iter().map(row).collect())
}

fn wrong_heading(cell: &Cell) -> Option<BesideProblem> {
    let heading = nfc(&cell.text);
    if is_name(&heading) {
        return None;
    }
    let words: Vec<&str> = heading
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let proposal = words.join("_").to_lowercase();
    Some(BesideProblem::WrongHeading {
        proposal: is_name(&proposal).then_some(proposal),
        heading,
        at: cell.span,
    })
}

fn ragged(row: &Row, head: &Row) -> Option<BesideProblem> {
    let (found, wanted) = (row.cells.len(), head.cells.len());
    (found != wanted).then_some(BesideProblem::Ragged {
        found,
        wanted,
        head: head.span,
        at: row.span,
    })
}

fn column<'c>(cells: impl Iterator<Item = Option<&'c Cell>>, is_text: bool) -> Vec<Option<Expr>> {
    let cells: Vec<Option<&Cell>> = cells
        .map(|cell| cell.filter(|cell| !cell.text.is_empty()))
        .collect();
    if !is_text && let Some(values) = values(&cells) {
        return values;
    }
    let text = |cell: &Cell| Expr {
        kind: ExprKind::Text(Template {
            parts: vec![TemplatePart::Literal(nfc(&cell.text))],
        }),
        span: NodeSpan(cell.span),
    };
    cells.into_iter().map(|cell| cell.map(text)).collect()
}

/// The cells as values, if all of them are of one kind.
fn values(cells: &[Option<&Cell>]) -> Option<Vec<Option<Expr>>> {
    let mut kind = None;
    let mut values = Vec::new();
    for cell in cells {
        let Some(cell) = cell else {
            values.push(None);
            continue;
        };
        let (found, value) = value(cell)?;
        if kind.is_some_and(|kind| kind != found) {
            return None;
        }
        kind = Some(found);
        values.push(Some(value));
    }
    Some(values)
}

/// A cell as a number, a date or yes/no.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions are values
fn value(cell: &Cell) -> Option<(Kind, Expr)> {
    let span = NodeSpan(cell.span);
    let yes_no = |yes| (Kind::YesNo, ExprKind::YesNo(yes));
    let (kind, value) = match cell.text.to_lowercase().as_str() {
        "yes" => yes_no(true),
        "no" => yes_no(false),
        text if text.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit()) => {
            let written = SourceFile::new("cell", cell.text.as_str());
            match parse_expression(&written).ok()?.kind {
                kind @ ExprKind::Number(_) => (Kind::Number, kind),
                kind @ ExprKind::Date(_) => (Kind::Date, kind),
                ExprKind::Negate(inner) => (Kind::Number, negated(*inner, cell.span)?),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some((kind, Expr { kind: value, span }))
}

fn negated(inner: Expr, at: Span) -> Option<ExprKind> {
    let is_number = matches!(&inner.kind, ExprKind::Number(number)
        if !matches!(number.unit, Unit::Months | Unit::Years));
    let span = NodeSpan(at);
    is_number.then(|| ExprKind::Negate(Box::new(Expr { span, ..inner })))
}
