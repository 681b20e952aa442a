//! Views and tests.

use super::columns::Columns;
use super::expressions::{expression, flat, quoted};
use super::lines::Item;
use super::pieces::{Pieces, width};
use super::rules::listed;
use super::statements::{Context, filled, labelled, table};
use super::{INDENT, WIDTH};
use crate::source::Span;
use crate::syntax::ast::{
    Expectation, Expr, GivenCell, GivenRows, Name, Test, TestItem, View, ViewItem,
};

/// Words that open a line of a view: a list is not broken before an element that begins so.
const VIEW_LINES: [&str; 4] = ["show", "where", "sort", "top"];
/// Words that open a line of a test.
const TEST_LINES: [&str; 4] = ["as", "param", "given", "expect"];

/// `view NAME "label" for TARGET { items }`
pub fn view(view: &View) -> Item {
    let head = labelled(&format!("view {}", view.name.text), view.label.as_ref());
    let head = format!("{head} for {}", view.target.text);
    Item::block(
        view.span.0,
        vec![head],
        view.items.iter().map(view_item).collect(),
    )
}

fn view_item(item: &ViewItem) -> Item {
    let mut out = Pieces::default();
    match item {
        ViewItem::Show { columns, span } => {
            listed(
                &mut out,
                "show",
                columns.iter(),
                &VIEW_LINES,
                |out, column| {
                    expression(out, &column.value);
                    if let Some(heading) = &column.heading {
                        out.word(&quoted(heading));
                    }
                },
            );
            Item::new(span.0, filled(&out, INDENT, width("show ")))
        }
        ViewItem::Where { condition, span } => {
            out.glue("where ");
            expression(&mut out, condition);
            Item::new(span.0, filled(&out, INDENT, width("where ")))
        }
        ViewItem::Sort { keys, span } => {
            listed(&mut out, "sort", keys.iter(), &VIEW_LINES, |out, key| {
                expression(out, &key.value);
                if key.descending {
                    out.word("descending");
                }
            });
            Item::new(span.0, filled(&out, INDENT, width("sort ")))
        }
        ViewItem::Top { count, span } => Item::new(span.0, vec![format!("top {}", flat(count))]),
    }
}

/// `test "…" { items }`
pub fn test(context: &Context, test: &Test) -> Item {
    let head = format!("test {}", quoted(&test.label));
    let items = test
        .items
        .iter()
        .map(|item| test_item(context, item))
        .collect();
    Item::block(test.span.0, vec![head], items)
}

fn test_item(context: &Context, item: &TestItem) -> Item {
    match item {
        TestItem::AsOf { date, span } => Item::new(span.0, vec![format!("as of {}", flat(date))]),
        TestItem::Param { name, value, span } => {
            let mut out = Pieces::default();
            out.glue(&format!("param {} = ", name.text));
            expression(&mut out, value);
            Item::new(span.0, filled(&out, INDENT, 2 * INDENT))
        }
        TestItem::Given { record, rows, span } => given(context, record, rows, span.0),
        TestItem::Expect {
            row,
            expectation,
            span,
        } => {
            let mut out = Pieces::default();
            out.glue("expect ");
            if let Some(row) = row {
                out.glue(&format!("{}: ", quoted(row)));
            }
            expected(&mut out, expectation);
            Item::new(span.0, filled(&out, INDENT, 2 * INDENT))
        }
    }
}

fn expected(out: &mut Pieces, expectation: &Expectation) {
    match expectation {
        Expectation::Holds(condition) => expression(out, condition),
        Expectation::Possible { value, outcomes } => {
            let print = |out: &mut Pieces, outcome: &Expr| expression(out, outcome);
            expression(out, value);
            out.word("");
            listed(out, "possible", outcomes.iter(), &TEST_LINES, print);
        }
    }
}

/// One row on one line if it fits and no comment stands inside, else a cell a line.
fn given(context: &Context, record: &Name, rows: &GivenRows, span: Span) -> Item {
    let head = format!("given {}", record.text);
    let cells = match rows {
        GivenRows::Table(rows) => return Item::block(span, vec![head], table(rows)),
        GivenRows::One(cells) => cells,
    };
    let parts: Vec<[String; 2]> = cells
        .iter()
        .map(|cell| [format!("{}:", cell.name.text), flat(&cell.value)])
        .collect();
    let texts: Vec<String> = parts.iter().map(|parts| parts.join(" ")).collect();
    let line = format!("{head} {{ {} }}", texts.join(", "));
    if !context.has_comment(span) && INDENT + width(&line) <= WIDTH {
        return Item::new(span, vec![line]);
    }
    let columns = Columns::of(parts.iter().map(<[String; 2]>::as_slice));
    let last = parts.len().saturating_sub(1);
    let items = cells
        .iter()
        .zip(&parts)
        .enumerate()
        .map(|(at, (cell, parts))| {
            let comma = if at < last { "," } else { "" };
            Item::new(
                cell_span(cell),
                vec![format!("{}{comma}", columns.line(parts))],
            )
        });
    Item::block(span, vec![head], items.collect())
}

fn cell_span(cell: &GivenCell) -> Span {
    cell.name.span.0.to(cell.value.span.0)
}
