//! A view of a pack as SQL: the same rows, columns and values as `gtm run`, worked out by the engine that
//! holds the tables.
//!
//! Reads the typed program and the plan of a view's columns. Each value becomes several SQL columns
//! that together say what is still possible ([`value`]); what is worked out is kept as columns of steps
//! (CTEs), one or more a rule ([`chain`]); a dialect only spells ([`dialect`]). What has no
//! translation is refused with its place.

mod aggregates;
mod causes;
mod cells;
mod chain;
mod decisions;
mod dialect;
mod display;
mod duckdb;
mod emitter;
mod errors;
mod expressions;
mod logic;
mod numbers;
mod output;
mod postgres;
mod reasons;
mod rules;
mod select;
mod tree;
mod value;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::rc::Rc;

pub use dialect::Dialect;

use chain::{Join, Names, Source, Step};
use dialect::{Spelling, comment, quoted_name, write};
use emitter::{Emitter, Settings};
use errors::Refused;
use output::{Order, last_where, passing, span_of};

use crate::diagnostics::Diagnostic;
use crate::ir::{Program, RecordId};
use crate::results::{MachineColumn, Part, ViewChoice, machine_columns};
use crate::source::Span;

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Request {
    /// For which engine.
    pub dialect: Dialect,
    /// The day that `today` means, in days since 1970-01-01.
    pub as_of: Option<i32>,
    /// The tables by the records whose rows they hold, quoted as they stand in the text; a record
    /// without one is read from the table of its name.
    pub tables: BTreeMap<RecordId, String>,
    /// True to leave out the columns that say why: `_because`, `_open`, `_failing`.
    pub without_reasons: bool,
}

/// The query that a view comes to, or all that has no translation.
///
/// # Errors
/// A finding for each column of the view, and each condition, that cannot be said.
pub fn emit(
    program: &Program,
    choice: ViewChoice,
    request: &Request,
) -> Result<String, Vec<Diagnostic>> {
    let settings = Settings {
        as_of: request.as_of,
        tables: &request.tables,
    };
    let spelling = request.dialect.spelling();
    let mut emitter = Emitter::new(program, spelling, settings);
    let record = choice.record(program);
    let columns: Vec<MachineColumn> = machine_columns(program, choice)
        .into_iter()
        .filter(|column| !request.without_reasons || !is_reason(column.part))
        .collect();
    let mut refused: Vec<Diagnostic> = Vec::new();
    let mut note = |found: Refused| {
        if !refused.contains(&found) {
            refused.push(*found);
        }
    };
    names_fit(&emitter, request.dialect, &columns, &mut note);
    // Rules and fields first, so that each has steps of its own.
    for column in &columns {
        if let Err(found) = emitter.ready(record, column) {
            note(found);
        }
    }
    let mut cells = Vec::with_capacity(columns.len());
    for column in &columns {
        match emitter.cell(record, column) {
            Ok(cell) => cells.push((column.name.as_str(), cell)),
            Err(found) => note(found),
        }
    }
    let last = last_step(&mut emitter, choice, cells);
    match last {
        Err(found) => {
            note(found);
            Err(refused)
        }
        Ok(_) if !refused.is_empty() => Err(refused),
        Ok(last) => {
            let text = text(program, choice, request, &emitter, &last);
            if text.len() > LONGEST {
                return Err(vec![*errors::long_query(&text, view_span(program, choice))]);
            }
            Ok(text)
        }
    }
}

/// How many bytes a query may have: an engine takes far longer to read one than to run it.
const LONGEST: usize = 1_000_000;

fn view_span(program: &Program, choice: ViewChoice) -> Span {
    match choice {
        ViewChoice::View(view) => program.views[view].named.span,
        ViewChoice::Record(record) => program.records[record].named.span,
    }
}

fn is_reason(part: Part) -> bool {
    match part {
        Part::Because | Part::Open | Part::Failing => true,
        Part::Value
        | Part::Status
        | Part::StoppedBy
        | Part::Low
        | Part::High
        | Part::Band
        | Part::Possible
        | Part::RankLow
        | Part::RankHigh
        | Part::Further(_)
        | Part::FurtherPossible(_) => false,
    }
}

/// Refuses names that the engine would cut off or mix up.
fn names_fit(
    emitter: &Emitter<'_>,
    dialect: Dialect,
    columns: &[MachineColumn],
    note: &mut impl FnMut(Refused),
) {
    let longest = emitter.spelling.longest_name();
    for (at, column) in columns.iter().enumerate() {
        let span = span_of(emitter, column);
        if column.name.len() > longest {
            note(errors::long_name(
                &column.name,
                longest,
                dialect.name(),
                span,
            ));
        }
        let lower = column.name.to_lowercase();
        let other = columns
            .iter()
            .take(at)
            .find(|other| other.name.to_lowercase() == lower);
        if let Some(other) = other.filter(|_| dialect == Dialect::DuckDb) {
            note(errors::same_name(
                &column.name,
                &other.name,
                dialect.name(),
                span,
            ));
        }
    }
}

/// What the last step selects.
struct Last {
    from: String,
    cells: Vec<(String, Sql)>,
    filter: Sql,
    order: Vec<Order>,
    top: Option<u64>,
}

use tree::Sql;

fn last_step(
    emitter: &mut Emitter<'_>,
    choice: ViewChoice,
    cells: Vec<(&str, Sql)>,
) -> Result<Last, Refused> {
    let program = emitter.program;
    let record = choice.record(program);
    let view = match choice {
        ViewChoice::View(view) => Some(&program.views[view]),
        ViewChoice::Record(_) => None,
    };
    let mut conditions = Vec::new();
    let mut order = Vec::new();
    if let Some(view) = view {
        if let Some(within) = view.within
            && let value::Value::YesNo(member) = emitter.rule(record, within)?.value()
        {
            conditions.push(member);
        }
        let asked: Vec<_> = view
            .filter
            .into_iter()
            .chain(view.sort.iter().map(|key| key.value))
            .collect();
        emitter.prepare(record, &asked)?;
        if let Some(filter) = view.filter {
            conditions.push(emitter.truth(record, filter)?);
        }
        for key in &view.sort {
            order.extend(emitter.order(record, key)?);
        }
    }
    order.extend(emitter.key_order(record)?);
    let passing = passing(&conditions);
    order.insert(0, last_where(passing.perhaps));
    order.retain(|order| !order.sql.is_atom() || matches!(order.sql, Sql::Column(_)));
    let name = choice.name(program).to_owned();
    emitter.flush(record, &format!("{name} values"), Vec::new())?;
    Ok(Last {
        from: emitter.rows(record)?.head.clone(),
        cells: cells
            .into_iter()
            .map(|(name, cell)| (name.to_owned(), cell))
            .collect(),
        filter: passing.may,
        order,
        top: view.and_then(|view| view.top),
    })
}

/// The steps as one query.
fn text(
    program: &Program,
    choice: ViewChoice,
    request: &Request,
    emitter: &Emitter<'_>,
    last: &Last,
) -> String {
    let spelling = emitter.spelling;
    let mut text = String::new();
    let label = match choice {
        ViewChoice::View(view) => program.views[view].named.label.as_deref(),
        ViewChoice::Record(record) => program.records[record].named.label.as_deref(),
    };
    let said = label.map_or_else(String::new, |label| format!(": {label}"));
    let _ = writeln!(
        text,
        "-- {} of the pack {}{}, for {}",
        comment(choice.name(program)),
        comment(&program.name),
        comment(&said),
        request.dialect.name()
    );
    for source in &program.sources {
        let _ = writeln!(text, "-- source: {}", comment(source));
    }
    if let Some(day) = request.as_of {
        let _ = writeln!(
            text,
            "-- today is {}",
            crate::data::date_text(i128::from(day))
        );
    }
    text.push_str(LEGEND);
    let mut names = Names::new(usize::MAX);
    let kept = kept_columns(&emitter.steps, last);
    for (at, (step, kept)) in emitter.steps.iter().zip(&kept).enumerate() {
        names.give(&step.name);
        for said in &step.comments {
            text.push_str(if at == 0 { "" } else { "\n" });
            let _ = write!(text, "-- {}", comment(said));
        }
        text.push_str(if at == 0 { "\nWITH " } else { "\n" });
        step_text(&mut text, spelling, step, kept);
    }
    let result = names.give("result");
    let mut columns = Names::new(usize::MAX);
    for (name, _) in &last.cells {
        columns.give(name);
    }
    let order: Vec<(String, &Order)> = last
        .order
        .iter()
        .map(|order| (columns.give("order"), order))
        .collect();
    let written =
        |name: &str, sql: &Sql| format!("    {} AS {}", write(spelling, sql), quoted_name(name));
    let mut selected: Vec<String> = last
        .cells
        .iter()
        .map(|(name, sql)| written(name, sql))
        .collect();
    selected.extend(order.iter().map(|(name, order)| written(name, &order.sql)));
    let _ = write!(
        text,
        "\n{} AS (\n  SELECT\n{}\n  FROM {}",
        quoted_name(&result),
        selected.join(",\n"),
        quoted_name(&last.from)
    );
    if last.filter != Sql::YesNo(true) {
        let _ = write!(text, "\n  WHERE {}", write(spelling, &last.filter));
    }
    text.push_str("\n)\nSELECT ");
    let shown: Vec<String> = last
        .cells
        .iter()
        .map(|(name, _)| quoted_name(name))
        .collect();
    let _ = write!(text, "{}\nFROM {}", shown.join(", "), quoted_name(&result));
    if !order.is_empty() {
        let keys: Vec<String> = order
            .iter()
            .map(|(name, order)| {
                let name = quoted_name(name);
                let name = if order.is_text {
                    spelling.by_code_point(&name)
                } else {
                    name
                };
                let way = if order.descending { " DESC" } else { "" };
                format!("{name}{way} NULLS LAST")
            })
            .collect();
        let _ = write!(text, "\nORDER BY {}", keys.join(", "));
    }
    if let Some(top) = last.top {
        let _ = write!(text, "\nLIMIT {top}");
    }
    text.push('\n');
    text
}

/// What the numbers in the columns stand for.
const LEGEND: &str = "-- x_low, x_high: the least and the greatest that x can be, 1000000000000000000000000000000 beyond all numbers
-- yes/no: 1 no + 2 not applicable + 4 yes + 8 a fault; x_flags: 1 applies + 2 may not apply + 4 a fault
-- a choice: the sum of 1, 2, 4, ... of the values that are left
";

/// The columns of a step that a later one reads: of the step before it, and of its own.
type Kept = (Vec<Rc<str>>, Vec<Rc<str>>);

/// For each step what is read of it.
fn kept_columns(steps: &[Step], last: &Last) -> Vec<Kept> {
    let mut needed: HashMap<&str, BTreeSet<Rc<str>>> = HashMap::new();
    let read = last
        .cells
        .iter()
        .map(|(_, sql)| sql)
        .chain(last.order.iter().map(|order| &order.sql))
        .chain([&last.filter]);
    let read: BTreeSet<Rc<str>> = read.flat_map(Sql::columns).collect();
    needed.insert(last.from.as_str(), read);
    let mut kept = Vec::with_capacity(steps.len());
    for step in steps.iter().rev() {
        let mut before = needed.remove(step.name.as_str()).unwrap_or_default();
        let mut own = Vec::new();
        for (name, sql) in step.columns.iter().rev() {
            if before.remove(name) {
                own.push(name.clone());
                // No column reads another of its own step.
                needed
                    .entry(step.name.as_str())
                    .or_default()
                    .extend(sql.columns());
            }
        }
        own.reverse();
        let through: Vec<Rc<str>> = before.iter().cloned().collect();
        let mut read = needed.remove(step.name.as_str()).unwrap_or_default();
        read.extend(before);
        match &step.from {
            Source::Table(_) => {}
            Source::Step(name) => needed.entry(name).or_default().extend(read),
            Source::Filtered(name, filter) => {
                read.extend(filter.columns());
                needed.entry(name).or_default().extend(read);
            }
            Source::Grouped { from, by, filter } => {
                read.extend(filter.columns());
                read.extend(by.clone());
                needed.entry(from).or_default().extend(read);
            }
            Source::Joined { from, joins } => {
                for join in joins {
                    let theirs = steps.iter().find(|other| other.name == join.step);
                    let theirs = theirs.into_iter().flat_map(|other| &other.columns);
                    let wanted = needed.entry(join.step.as_str()).or_default();
                    for (name, _) in theirs {
                        if read.remove(name) {
                            wanted.insert(name.clone());
                        }
                    }
                    if let Some((ours, own)) = &join.on {
                        wanted.insert(own.clone());
                        read.insert(ours.clone());
                    }
                }
                needed.entry(from).or_default().extend(read);
            }
        }
        kept.push((through, own));
    }
    kept.reverse();
    kept
}

/// A step with the rows of others beside its own.
fn joined(from: &str, joins: &[Join]) -> String {
    let mut text = quoted_name(from);
    for join in joins {
        let step = quoted_name(&join.step);
        let _ = match &join.on {
            Some((ours, theirs)) => write!(
                text,
                "\n  LEFT JOIN {step} ON {} = {}",
                quoted_name(ours),
                quoted_name(theirs)
            ),
            None => write!(text, "\n  CROSS JOIN {step}"),
        };
    }
    text
}

fn step_text(text: &mut String, spelling: &dyn Spelling, step: &Step, (through, own): &Kept) {
    // Engines that put a step into the next would work it out once for each time that it is read.
    let _ = write!(
        text,
        "{} AS MATERIALIZED (\n  SELECT",
        quoted_name(&step.name)
    );
    let mut columns: Vec<String> = Vec::new();
    if !through.is_empty() {
        let names: Vec<String> = through.iter().map(|name| quoted_name(name)).collect();
        columns.push(format!("    {}", names.join(", ")));
    }
    let written = step.columns.iter().filter(|(name, _)| own.contains(name));
    columns.extend(
        written.map(|(name, sql)| format!("    {} AS {}", write(spelling, sql), quoted_name(name))),
    );
    if columns.is_empty() {
        columns.push("    1 AS \"nothing\"".to_owned());
    }
    let mut by = None;
    let (from, filter) = match &step.from {
        Source::Table(table) => (format!("{table} AS t"), None),
        Source::Step(before) => (quoted_name(before), None),
        Source::Filtered(before, filter) => (quoted_name(before), Some(filter)),
        Source::Grouped {
            from,
            by: column,
            filter,
        } => {
            by.clone_from(column);
            let filter = Some(filter).filter(|filter| **filter != Sql::YesNo(true));
            (quoted_name(from), filter)
        }
        Source::Joined { from, joins } => (joined(from, joins), None),
    };
    let _ = write!(text, "\n{}\n  FROM {from}", columns.join(",\n"));
    if let Some(filter) = filter {
        let _ = write!(text, "\n  WHERE {}", write(spelling, filter));
    }
    if let Some(column) = by {
        let _ = write!(text, "\n  GROUP BY {}", quoted_name(&column));
    }
    text.push_str("\n),");
}

/// The query as a view of the engine that bears the view's name.
#[must_use]
pub fn as_view(program: &Program, choice: ViewChoice, query: &str) -> String {
    let name = quoted_name(choice.name(program));
    format!("CREATE OR REPLACE VIEW {name} AS\n{};\n", query.trim_end())
}

/// A table's name as it stands in the text: parted by dots, each part quoted, those in double quotes as
/// they are. Nothing for what is no name.
#[must_use]
pub fn quoted_table(name: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = name;
    loop {
        let (part, after) = match rest.strip_prefix('"') {
            Some(inner) => quoted_part(inner)?,
            None => {
                let end = rest.find('.').unwrap_or(rest.len());
                let (part, after) = rest.split_at(end);
                (part.to_owned(), after)
            }
        };
        if part.is_empty() {
            return None;
        }
        parts.push(quoted_name(&part));
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None if after.is_empty() => return Some(parts.join(".")),
            None => return None,
        }
    }
}

/// What stands before the closing quote, doubled quotes read as one, and what comes after.
fn quoted_part(inner: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut letters = inner.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != '"' {
            part.push(letter);
            continue;
        }
        if letters.peek().is_some_and(|(_, next)| *next == '"') {
            letters.next();
            part.push('"');
        } else {
            return Some((part, inner.get(at + 1..)?));
        }
    }
    None
}
