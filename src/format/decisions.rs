//! Decisions: tables whose cells stand below one another, `||` below `||`.

use super::columns::Columns;
use super::expressions::{flat, quoted};
use super::lines::Item;
use super::statements::labelled;
use crate::source::Span;
use crate::syntax::ast::{
    ArithmeticOperator, CellCondition, CellConditionKind, CellTest, Decision, DecisionTable, Expr,
    ExprKind, GridTable, InputCell, InputCellKind, LineTable,
};

/// `decision NAME "label" for TARGET gives LIST first { table }`
pub fn decision(decision: &Decision) -> Item {
    let head = labelled(
        &format!("decision {}", decision.name.text),
        decision.label.as_ref(),
    );
    let gives = decision
        .gives
        .as_ref()
        .map(|list| format!(" gives {}", list.text));
    let head = format!(
        "{head} for {}{} {}",
        decision.target.text,
        gives.unwrap_or_default(),
        decision.policy.spelling()
    );
    if let Some(path) = &decision.file {
        return Item::new(
            decision.span.0,
            vec![format!("{head} from {}", quoted(path))],
        );
    }
    let rows = match &decision.table {
        DecisionTable::Lines(table) => lines(table),
        DecisionTable::Grid(table) => grid(table),
    };
    Item::block(decision.span.0, vec![head], rows)
}

fn lines(table: &LineTable) -> Vec<Item> {
    let outputs = table.outputs.iter().map(|name| name.text.clone());
    let mut rows: Vec<Vec<String>> = vec![table.inputs.iter().map(flat).chain(outputs).collect()];
    rows.extend(table.lines.iter().map(|line| {
        let cells = line.cells.iter().map(input_cell);
        cells.chain(line.outputs.iter().map(output_cell)).collect()
    }));
    let spans = table.lines.iter().map(|line| line.span.0);
    items(&rows, Some(table.inputs.len()), table.head.0, spans)
}

fn grid(table: &GridTable) -> Vec<Item> {
    let corner = Expr {
        kind: ExprKind::Arithmetic(
            ArithmeticOperator::Divide,
            Box::new(table.down.clone()),
            Box::new(table.across.clone()),
        ),
        span: table.head,
    };
    let columns = table.columns.iter().map(input_cell);
    let mut rows: Vec<Vec<String>> = vec![std::iter::once(flat(&corner)).chain(columns).collect()];
    rows.extend(table.lines.iter().map(|line| {
        let values = line.values.iter().map(output_cell);
        std::iter::once(input_cell(&line.cell))
            .chain(values)
            .collect()
    }));
    let spans = table.lines.iter().map(|line| line.span.0);
    items(&rows, None, table.head.0, spans)
}

/// An item a row.
fn items(
    rows: &[Vec<String>],
    split: Option<usize>,
    head: Span,
    spans: impl Iterator<Item = Span>,
) -> Vec<Item> {
    Columns::table_parted(rows, split)
        .into_iter()
        .zip(std::iter::once(head).chain(spans))
        .map(|(line, span)| Item::new(span, vec![line]))
        .collect()
}

fn output_cell(cell: &Option<Expr>) -> String {
    cell.as_ref().map(flat).unwrap_or_default()
}

fn input_cell(cell: &InputCell) -> String {
    match &cell.kind {
        InputCellKind::Blank => String::new(),
        InputCellKind::Any => "-".to_owned(),
        InputCellKind::Otherwise => "otherwise".to_owned(),
        InputCellKind::Test(test) => cell_test(test),
    }
}

fn cell_test(test: &CellTest) -> String {
    let alternatives: Vec<String> = test
        .alternatives
        .iter()
        .map(|conditions| {
            let conditions: Vec<String> = conditions.iter().map(condition).collect();
            conditions.join(" and ")
        })
        .collect();
    let not = if test.negated { "not " } else { "" };
    format!("{not}{}", alternatives.join(", "))
}

fn condition(condition: &CellCondition) -> String {
    match &condition.kind {
        CellConditionKind::Value(value) | CellConditionKind::Range(value) => flat(value),
        CellConditionKind::Compare(operator, value) => {
            format!("{} {}", operator.spelling(), flat(value))
        }
        CellConditionKind::State(state) => state.spelling().to_owned(),
    }
}
