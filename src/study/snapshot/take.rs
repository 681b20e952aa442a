//! The parts of a run: what was read, what every record comes to, what the checks say, what the views show.

use std::collections::HashMap;

use super::{Part, PartKind, Row};
use crate::data::DataReport;
use crate::eval::{Evaluator, failing};
use crate::ir::RecordId;
use crate::results::{
    Request, Shape, ShownColumn, ViewChoice, checks_of, outcome_columns, tabulate,
};

/// The mark of a row that a view shows although it may not belong there.
const PERHAPS: &str = "may belong here";

/// What a run comes to, `report` being what was said about its tables.
#[must_use]
pub fn take(evaluator: &Evaluator<'_>, report: &DataReport) -> Vec<Part> {
    let program = evaluator.program();
    let records: Vec<(RecordId, Part)> = program
        .named_records()
        .map(|record| (record, of_record(evaluator, record)))
        .collect();
    let views: Vec<Part> = program
        .views
        .ids()
        .map(|view| {
            let choice = ViewChoice::View(view);
            let record = choice.record(program);
            let known = records.iter().find(|(id, _)| *id == record);
            of_view(evaluator, choice, known.map(|(_, part)| part))
        })
        .collect();
    let says_something = |part: &Part| part.rows.iter().any(|row| !row.cells.is_empty());
    let mut parts = vec![tables(evaluator, report)];
    let records = records.into_iter().map(|(_, part)| part);
    parts.extend(records.filter(says_something));
    parts.extend(checks(evaluator));
    parts.extend(views);
    parts
}

/// What was read, a row a table.
fn tables(evaluator: &Evaluator<'_>, report: &DataReport) -> Part {
    let program = evaluator.program();
    let mut rows: Vec<Row> = Vec::new();
    for table in &report.tables {
        let mut cells = vec![("rows".to_owned(), table.evaluated.to_string())];
        let unread: usize = table.faults.iter().map(|faults| faults.count).sum();
        for (name, count) in [
            ("rows set aside", table.set_aside),
            ("combinations not answered", table.unanswered),
            ("cells not read", unread),
        ] {
            if count > 0 {
                cells.push((name.to_owned(), count.to_string()));
            }
        }
        for orphans in report.orphans.iter().filter(|one| one.record == table.name) {
            let name = format!("{} that name no {}", orphans.field, orphans.target);
            cells.push((name, orphans.count.to_string()));
        }
        rows.push(Row {
            key: table.name.clone(),
            cells,
        });
    }
    for record in &evaluator.data().without {
        rows.push(Row {
            key: program.records[*record].named.name.clone(),
            cells: vec![("rows".to_owned(), "unknown".to_owned())],
        });
    }
    Part {
        kind: PartKind::Tables,
        name: String::new(),
        rows,
    }
}

fn of_record(evaluator: &Evaluator<'_>, record: RecordId) -> Part {
    let columns = outcome_columns(evaluator, record);
    let keys = keys(evaluator, record).into_iter().enumerate();
    let rows = keys.map(|(row, key)| Row {
        key,
        cells: cells(&columns, row),
    });
    Part {
        kind: PartKind::Record,
        name: evaluator.program().records[record].named.name.clone(),
        rows: rows.collect(),
    }
}

/// What the rows of a record are called: by their key, else by their place. Keys of several parts may read the same;
/// then the second is told as `key (2)`.
fn keys(evaluator: &Evaluator<'_>, record: RecordId) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let rows = 0..evaluator.row_count(record);
    let keys = rows.map(|row| {
        let key = evaluator.row_key(record, row);
        let key = key.unwrap_or_else(|| format!("row {}", row + 1));
        let count = seen.entry(key.clone()).or_insert(0);
        *count += 1;
        match count {
            1 => key,
            count => format!("{key} ({count})"),
        }
    });
    keys.collect()
}

/// The cells of a row that hold something. Of columns with one heading the second is told as `heading (2)`.
fn cells(columns: &[ShownColumn], row: usize) -> Vec<(String, String)> {
    let mut cells: Vec<(String, String)> = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let Some(text) = column.cells.get(row).filter(|text| !text.is_empty()) else {
            continue;
        };
        let before = columns.iter().take(place);
        let same = before.filter(|other| other.title == column.title).count();
        let title = match same {
            0 => column.title.clone(),
            same => format!("{} ({})", column.title, same + 1),
        };
        cells.push((title, text.clone()));
    }
    cells
}

/// The checks of all rows: whether each holds, and what its failing lines say.
fn checks(evaluator: &Evaluator<'_>) -> Option<Part> {
    let program = evaluator.program();
    let portfolio = program.portfolio?;
    let frame = evaluator.frame(portfolio, 0..1);
    let outcomes = cells(&outcome_columns(evaluator, portfolio), 0);
    let of_all = checks_of(program).filter(|rule| program.rules[*rule].record == portfolio);
    let rows = of_all.map(|rule| {
        let name = &program.rules[rule].named.name;
        let outcome = outcomes.iter().find(|(check, _)| check == name);
        let mut cells: Vec<(String, String)> = outcome
            .map(|(_, text)| ("holds".to_owned(), text.clone()))
            .into_iter()
            .collect();
        let texts = failing(evaluator, &frame, rule);
        if let Some(text) = texts.get(0).filter(|text| !text.is_empty()) {
            cells.push(("failing".to_owned(), text.to_owned()));
        }
        Row {
            key: name.clone(),
            cells,
        }
    });
    Some(Part {
        kind: PartKind::Checks,
        name: String::new(),
        rows: rows.collect(),
    })
}

/// The rows that a view shows. A cell that the record's part has already is not said again.
fn of_view(evaluator: &Evaluator<'_>, choice: ViewChoice, known: Option<&Part>) -> Part {
    let program = evaluator.program();
    let record = choice.record(program);
    let request = Request {
        shape: Shape::Human,
        top: None,
        keys: false,
    };
    let shown = tabulate(evaluator, choice, request, &|_| {});
    let known: HashMap<&str, &Row> = known
        .map(|part| part.rows.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|row| (row.key.as_str(), row))
        .collect();
    let names = keys(evaluator, record);
    let places = shown.places.iter();
    let keys: Vec<String> = places
        .filter_map(|place| names.get(*place).cloned())
        .collect();
    let is_known = |column: &ShownColumn| {
        let cells = || column.cells.iter().zip(&keys);
        let of_record = |key: &str| known.get(key).and_then(|row| row.cell(&column.title));
        cells().all(|(text, key)| text == key)
            || cells().all(|(text, key)| text == of_record(key).unwrap_or_default())
    };
    let columns: Vec<ShownColumn> = shown
        .shown
        .iter()
        .filter(|column| !is_known(column))
        .cloned()
        .collect();
    let rows = keys.iter().zip(&shown.uncertain).enumerate();
    let rows = rows.map(|(row, (key, uncertain))| {
        let mut cells = cells(&columns, row);
        if *uncertain {
            cells.insert(0, ("?".to_owned(), PERHAPS.to_owned()));
        }
        Row {
            key: key.clone(),
            cells,
        }
    });
    let rows = rows.collect();
    Part {
        kind: PartKind::View,
        name: choice.name(program).to_owned(),
        rows,
    }
}
