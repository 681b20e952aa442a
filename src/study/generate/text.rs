//! A case as a test of the pack.

use super::Case;
use crate::data::date_text;
use crate::eval::{display_value, member_name};
use crate::format::format;
use crate::ir::{FieldId, GivenRow, Program, RecordId, Type, Value, WrittenAs};
use crate::source::SourceFile;
use crate::study::coverage::{Goal, LineAnswer, LineKind};
use crate::syntax::parse;
use crate::written::DatePattern;

/// What stands above a proposed test.
const MARK: &str = "proposed, to be read: the pack says so; is it right?";

/// What a case decides, in a few words.
#[must_use]
pub fn goal_text(goal: &Goal) -> String {
    let words = match (goal.kind, goal.answer) {
        (LineKind::Gate, LineAnswer::Yes) => "lets pass",
        (LineKind::Gate, LineAnswer::No) => "stops",
        (LineKind::Gate, LineAnswer::Unknown) => "is open",
        (LineKind::Option, LineAnswer::Yes) => "decides",
        (LineKind::Option, LineAnswer::No) => "does not decide",
        (LineKind::Option, LineAnswer::Unknown) => "may decide",
        (LineKind::Band, LineAnswer::Yes) => "is reached",
        (LineKind::Band, LineAnswer::No) => "is not reached",
        (LineKind::Band, LineAnswer::Unknown) => "may be reached",
        (LineKind::Points, LineAnswer::Yes) => "counts",
        (LineKind::Points, LineAnswer::No) => "does not count",
        (LineKind::Points, LineAnswer::Unknown) => "may count",
    };
    format!("{}.{} {words}", goal.rule, goal.line)
}

/// The test of a case in canonical form, with the lines that it expects.
#[must_use]
pub fn test_text(
    program: &Program,
    case: &Case,
    number: usize,
    as_of: Option<i32>,
    expected: &[String],
) -> String {
    let goals: Vec<String> = case.goals.iter().map(goal_text).collect();
    let first = goals.first().map_or("", String::as_str);
    let mut text = format!("# {MARK}\n# {}\n", goals.join("; "));
    text += &format!(
        "test {} {{\n",
        quoted(&format!("proposed {number}: {first}"))
    );
    if let Some(day) = as_of {
        text += &format!("as of {}\n", date_text(i128::from(day)));
    }
    let mut told: Vec<RecordId> = Vec::new();
    for row in &case.given {
        if !told.contains(&row.record) {
            told.push(row.record);
            let rows = case.given.iter().filter(|other| other.record == row.record);
            text += &given(program, row.record, &rows.collect::<Vec<_>>());
        }
    }
    for line in expected {
        text += &format!("{line}\n");
    }
    text += "}\n";
    let source = SourceFile::new("proposed", text);
    format(&source, &parse(&source).pack)
}

/// One row by name of field, several as a table.
fn given(program: &Program, record: RecordId, rows: &[&GivenRow]) -> String {
    let name = &program.records[record].named.name;
    let has = |field: &FieldId| {
        let mut cells = rows.iter().flat_map(|row| &row.cells);
        cells.any(|cell| cell.field == *field)
    };
    let fields = program.records[record].fields.iter().copied();
    let fields: Vec<FieldId> = fields.filter(has).collect();
    let names: Vec<&str> = fields
        .iter()
        .map(|field| program.fields[*field].named.name.as_str())
        .collect();
    let cell = |row: &GivenRow, field: &FieldId| {
        let cell = row.cells.iter().find(|cell| cell.field == *field)?;
        let ty = &program.fields[*field].ty;
        cell.value.as_ref().map(|value| written(program, ty, value))
    };
    if let [row] = rows {
        let cells: Vec<String> = fields
            .iter()
            .zip(&names)
            .filter_map(|(field, name)| Some(format!("{name}: {}", cell(row, field)?)))
            .collect();
        return format!("given {name} {{ {} }}\n", cells.join(", "));
    }
    let mut text = format!("given {name} {{\n| {} |\n", names.join(" | "));
    for row in rows {
        let cells: Vec<String> = fields
            .iter()
            .map(|field| cell(row, field).unwrap_or_default())
            .collect();
        text += &format!("| {} |\n", cells.join(" | "));
    }
    text + "}\n"
}

/// A value as a pack writes it.
fn written(program: &Program, ty: &Type, value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Choice(domain, member) => {
            let name = member_name(program, *domain, *member);
            let is_name = name.starts_with(|first: char| first.is_alphabetic() || first == '_')
                && name
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_');
            if is_name {
                name.to_owned()
            } else {
                quoted(name)
            }
        }
        Value::List(items) => {
            let item_type = if let Type::List(item) = ty { item } else { ty };
            let items: Vec<String> = items
                .iter()
                .map(|item| written(program, item_type, item))
                .collect();
            format!("[{}]", items.join(", "))
        }
        Value::YesNo(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::Months(_) => display_value(program, ty, value),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The cells of a row as data files hold them, each under its header.
#[must_use]
pub fn case_cells(program: &Program, row: &GivenRow) -> Vec<(String, String)> {
    let cells = row.cells.iter().filter_map(|cell| {
        let column = program.fields[cell.field].column()?;
        let ty = &program.fields[cell.field].ty;
        let text = cell
            .value
            .as_ref()
            .map(|value| in_a_file(program, ty, &column.written_as, value))?;
        Some((column.header().to_owned(), text))
    });
    cells.collect()
}

fn in_a_file(program: &Program, ty: &Type, written_as: &WrittenAs, value: &Value) -> String {
    let usual = || display_value(program, ty, value);
    match value {
        Value::YesNo(yes) => {
            let words = written_as.yes_no.as_ref();
            let words = words.map(|words| if *yes { &words.yes } else { &words.no });
            let first = words.and_then(|words| words.first());
            first.map_or_else(usual, Clone::clone)
        }
        Value::Date(day) => {
            let pattern = written_as.dates.as_ref();
            let written = pattern.and_then(|pattern| in_pattern(pattern, *day, &usual()));
            written.unwrap_or_else(usual)
        }
        Value::Number(_) => match written_as.numbers {
            // A number is displayed without marks between its thousands.
            Some(style) => usual().replace('.', &style.decimal.letter().to_string()),
            None => usual(),
        },
        Value::Duration(days) => days.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => {
            let item_type = if let Type::List(item) = ty { item } else { ty };
            let items: Vec<String> = items
                .iter()
                .map(|item| in_a_file(program, item_type, written_as, item))
                .collect();
            items.join(written_as.between.as_deref().unwrap_or("; "))
        }
        Value::Months(_) | Value::Choice(..) => usual(),
    }
}

/// A day (`2026-01-31`) in a pattern of numbers; nothing where the pattern wants more than those.
fn in_pattern(pattern: &DatePattern, day: i32, iso: &str) -> Option<String> {
    let mut parts = iso.splitn(3, '-');
    let mut filled = pattern.text().to_owned();
    for part in ["YYYY", "MM", "DD"] {
        filled = filled.replace(part, parts.next().unwrap_or_default());
    }
    let (read, _) = pattern.read(&filled)?;
    (read == day).then_some(filled)
}
