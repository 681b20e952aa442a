//! What the checks of a pack come to, as a table: a row for each row of the data that a line fails on
//! or is undecided on, and one for each line that holds everywhere.

use super::table::{OpenOutcomes, Request, ResultColumn, ResultTable, Shape, ShownColumn};
use super::values::{Meaning, Values};
use crate::eval::{CheckResult, CheckRows, Evaluator, judge};
use crate::ir::{Program, RuleBody, RuleId};

/// The name under which this table is asked for.
pub const CHECKS: &str = "checks";

/// The checks of a pack, in the order written.
pub fn checks_of(program: &Program) -> impl Iterator<Item = RuleId> {
    let rules = program.rules.iter();
    rules
        .filter(|(_, rule)| matches!(rule.body, RuleBody::Check(_)))
        .map(|(id, _)| id)
}

/// A line of the table.
struct Row<'p> {
    check: &'p str,
    line: &'p str,
    row: Option<String>,
    outcome: &'static str,
    text: Option<String>,
}

/// The table of the checks.
#[must_use]
pub fn tabulate_checks(evaluator: &Evaluator<'_>, request: Request) -> ResultTable {
    let program = evaluator.program();
    let mut rows = Vec::new();
    for rule in checks_of(program) {
        add_rows(program, &judge(evaluator, rule, usize::MAX), &mut rows);
    }
    let passing = rows.len();
    if let Some(top) = request.top {
        rows.truncate(usize::try_from(top).unwrap_or(usize::MAX));
    }
    let columns = columns(&rows);
    let (columns, shown) = match request.shape {
        Shape::Machine => (columns.into_iter().map(machine).collect(), Vec::new()),
        Shape::Human => (Vec::new(), columns.into_iter().map(human).collect()),
    };
    ResultTable {
        name: CHECKS.to_owned(),
        label: Some("Checks of the pack".to_owned()),
        record: "line".to_owned(),
        total: passing,
        passing,
        rows: rows.len(),
        membership: None,
        places: Vec::new(),
        uncertain: vec![false; rows.len()],
        columns,
        shown,
        open: OpenOutcomes::default(),
        as_of: evaluator.settings().as_of,
    }
}

fn add_rows<'p>(program: &'p Program, result: &CheckResult, rows: &mut Vec<Row<'p>>) {
    let rule = &program.rules[result.rule];
    let Some(gates) = rule.body.gates() else {
        return;
    };
    for (gate, line) in gates.gates.iter().zip(&result.lines) {
        let (check, line_name) = (rule.named.name.as_str(), gate.named.name.as_str());
        let mut add = |found: &CheckRows, outcome| {
            rows.extend(found.first.iter().map(|row| Row {
                check,
                line: line_name,
                row: row.row.clone(),
                outcome,
                text: Some(row.text.clone()),
            }));
        };
        add(&line.failing, "fails");
        add(&line.undecided, "undecided");
        if line.failing.count + line.undecided.count == 0 {
            rows.push(Row {
                check,
                line: line_name,
                row: None,
                outcome: "holds",
                text: None,
            });
        }
    }
}

type Texts = (&'static str, Vec<Option<String>>);

fn columns(rows: &[Row<'_>]) -> [Texts; 5] {
    let texts = |text: &dyn Fn(&Row<'_>) -> Option<String>| rows.iter().map(text).collect();
    [
        ("check", texts(&|row| Some(row.check.to_owned()))),
        ("line", texts(&|row| Some(row.line.to_owned()))),
        ("row", texts(&|row| row.row.clone())),
        ("outcome", texts(&|row| Some(row.outcome.to_owned()))),
        ("text", texts(&|row| row.text.clone())),
    ]
}

fn machine((name, texts): Texts) -> ResultColumn {
    let texts = texts.into_iter().map(|text| text.map(Into::into));
    ResultColumn {
        name: name.to_owned(),
        values: Values::Text(texts.collect()),
        meaning: Meaning::Plain,
    }
}

fn human((name, texts): Texts) -> ShownColumn {
    ShownColumn {
        title: name.to_owned(),
        numeric: false,
        cells: texts.into_iter().map(Option::unwrap_or_default).collect(),
    }
}
