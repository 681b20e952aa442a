//! The tables of a test: the rows that it gives.

use std::borrow::Cow;

use super::builder::TableBuilder;
use super::cell::CellValue;
use super::combinations;
use super::table::Dataset;
use crate::ir::{Program, Test, Value};

/// The tables of a test. Every record has one; records of which nothing is given have no rows.
#[must_use]
pub fn given(program: &Program, test: &Test) -> Dataset {
    let mut dataset = Dataset::default();
    let mut incomplete = Vec::new();
    for record in program.tables() {
        let mut builder = TableBuilder::new(program, record, &test.label);
        let rows = test.given.iter().filter(|row| row.record == record);
        for (line, row) in (1..).zip(rows) {
            let value_of = |field| {
                let cell = row.cells.iter().find(|cell| cell.field == field)?;
                cell.value.as_ref().map(cell_value)
            };
            let values = builder
                .fields()
                .iter()
                .map(|stored| value_of(stored.field))
                .collect();
            builder.push_values(line, values);
        }
        if combinations::is_for_every(program, record) {
            incomplete.push(builder);
        } else {
            dataset.tables.insert(record, builder.finish(Vec::new()).0);
        }
    }
    for mut builder in incomplete {
        let record = builder.record();
        // Every table is there, and a test gives no rows by the million.
        let (Ok(_) | Err(_)) = combinations::complete(program, &dataset, &mut builder, record);
        dataset.tables.insert(record, builder.finish(Vec::new()).0);
    }
    dataset
}

pub(super) fn cell_value(value: &Value) -> CellValue<'_> {
    match value {
        Value::Text(text) => CellValue::Text(Cow::Borrowed(text)),
        Value::YesNo(value) => CellValue::YesNo(*value),
        Value::Number(number) => CellValue::Number(number.units()),
        Value::Date(days) => CellValue::Date(*days),
        Value::Duration(days) => CellValue::Length(*days),
        Value::Months(months) => CellValue::Length(i64::from(*months)),
        Value::Choice(_, member) => CellValue::Member(*member),
        Value::List(items) => CellValue::List(items.iter().map(cell_value).collect()),
    }
}
