//! What the values of columns come to, once a run's own reader has read them; and what it could not
//! read, which the plan then takes back.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type};

use super::plan::{Kind, Measure, Plan, RecordPlan};
use super::text::ticked;
use crate::data::{FieldFaults, Loaded, Table};
use crate::ir::Program;

/// Notes the range of every column.
pub(super) fn measure(plan: &mut Plan, program: &Program, loaded: &Loaded) {
    for (record, id) in plan.records.iter_mut().zip(program.records.ids()) {
        let Some(table) = loaded.dataset.tables.get(&id) else {
            continue;
        };
        for field in &mut record.fields {
            field.measure = of_column(table, &field.name, &field.kind);
        }
    }
}

fn of_column(table: &Table, name: &str, kind: &Kind) -> Measure {
    let Some(array) = table.rows.column_by_name(name) else {
        return Measure::None;
    };
    let measure = match kind {
        Kind::Integer | Kind::Number | Kind::Percent | Kind::Money(_) | Kind::Rating(..) => {
            let numbers = array.as_primitive_opt::<Decimal128Type>();
            let ends = numbers.and_then(|numbers| ends(numbers.iter().flatten()));
            ends.map(|(low, high)| Measure::Numbers(low, high))
        }
        Kind::Date => {
            let days = array.as_primitive_opt::<Date32Type>();
            let ends = days.and_then(|days| ends(days.iter().flatten()));
            ends.map(|(first, last)| Measure::Days(first, last))
        }
        Kind::YesNo => array
            .as_boolean_opt()
            .map(|answers| Measure::Yes(answers.true_count())),
        Kind::Text | Kind::Items | Kind::OneOf(_) | Kind::Listed(_) | Kind::Reference(_) => None,
    };
    measure.unwrap_or_default()
}

/// The least and the greatest.
fn ends<T: Copy + Ord>(mut values: impl Iterator<Item = T>) -> Option<(T, T)> {
    let first = values.next()?;
    Some(values.fold((first, first), |(low, high), value| {
        (low.min(value), high.max(value))
    }))
}

/// Takes back what a run would find fault with: types that do not read every cell, references that
/// do not find every row, keys that do not name every row. False if there was nothing to take back.
pub(super) fn take_back(plan: &mut Plan, program: &Program, loaded: &Loaded) -> bool {
    let mut changed = false;
    let mut keyless = Vec::new();
    for (place, (record, id)) in plan
        .records
        .iter_mut()
        .zip(program.records.ids())
        .enumerate()
    {
        let Some(report) = loaded
            .report
            .tables
            .iter()
            .find(|report| report.record == id)
        else {
            continue;
        };
        for fault in &report.faults {
            changed |= take_back_type(record, fault);
        }
        for orphan in &loaded.report.orphans {
            changed |= orphan.record == record.name && take_back_reference(record, &orphan.field);
        }
        if report.set_aside > record.bad_rows && record.key().next().is_some() {
            changed = true;
            keyless.push(place);
            for field in &mut record.fields {
                field.is_key = false;
            }
            let note = "Some rows have no key, or one that was there already, so there is no key.";
            record.notes.insert(0, note.to_owned());
        }
    }
    for field in plan
        .records
        .iter_mut()
        .flat_map(|record| &mut record.fields)
    {
        if matches!(field.kind, Kind::Reference(target) if keyless.contains(&target)) {
            field.kind = Kind::Text;
        }
    }
    changed
}

/// A column that its type cannot read is text; one that cannot be read as text either is left out.
fn take_back_type(record: &mut RecordPlan, fault: &FieldFaults) -> bool {
    let Some(place) = record
        .fields
        .iter()
        .position(|field| field.name == fault.field)
    else {
        return false;
    };
    let problem = format!("{} (line {})", fault.first_problem, fault.first_line);
    match record.fields.get_mut(place) {
        Some(field) if field.kind != Kind::Text => {
            let ty = words(&field.kind);
            // What was said of the type is no longer of use.
            field.why = vec![format!("It would be {ty}, but {problem}.")];
            field.kind = Kind::Text;
            field.written_as = None;
        }
        Some(_) | None => {
            let field = record.fields.remove(place);
            let header = field.column.unwrap_or(field.name);
            record
                .notes
                .push(format!("{} is not read: {problem}.", ticked(&header)));
        }
    }
    true
}

fn take_back_reference(record: &mut RecordPlan, name: &str) -> bool {
    let field = record.fields.iter_mut().find(|field| field.name == name);
    match field {
        Some(field) if matches!(field.kind, Kind::Reference(_)) => {
            field.kind = Kind::Text;
            true
        }
        Some(_) | None => false,
    }
}

fn words(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::YesNo => "yes or no",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Percent => "a percent",
        Kind::Money(_) => "an amount of money",
        Kind::Date => "a date",
        Kind::Items => "a list",
        Kind::OneOf(_) | Kind::Listed(_) => "a choice",
        Kind::Reference(_) => "a reference",
        Kind::Rating(..) => "a rating",
    }
}
