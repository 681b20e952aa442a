//! Tables with some cells changed: what runs that ask "what if" work on.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef};

use super::array::ArrayBuilder;
use super::cell::CellValue;
use super::given::cell_value;
use super::keys::column;
use super::table::{Dataset, Table};
use crate::ir::{FieldId, FieldSource, Program, RecordId, Type, Value};

/// A cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellPlace {
    /// The record.
    pub record: RecordId,
    /// The row of its table, from 0.
    pub row: usize,
    /// A stored field of the record.
    pub field: FieldId,
}

/// A cell and what stands in it instead; none for no answer.
#[derive(Clone, Debug, PartialEq)]
pub struct CellChange {
    /// Which.
    pub place: CellPlace,
    /// Its value, of the field's type.
    pub value: Option<Value>,
}

impl Dataset {
    /// The tables with some cells changed. A changed cell is no fault any more. Of two changes of one cell the
    /// last counts. Tables without a change are shared, not copied.
    #[must_use]
    pub fn changed(&self, program: &Program, changes: &[CellChange]) -> Dataset {
        let mut by_record: BTreeMap<RecordId, HashMap<(usize, FieldId), Option<&Value>>> =
            BTreeMap::new();
        for change in changes {
            let CellPlace { record, row, field } = change.place;
            by_record
                .entry(record)
                .or_default()
                .insert((row, field), change.value.as_ref());
        }
        let mut changed = self.clone();
        for (record, cells) in by_record {
            if let Some(table) = changed.tables.get_mut(&record) {
                table.change(program, &cells);
            }
        }
        changed
    }

    /// The tables with one of them replaced by copies of some of its rows, each with its own changes (the rows
    /// that the changes name do not matter, only their fields).
    #[must_use]
    pub fn with_copies(
        &self,
        program: &Program,
        record: RecordId,
        copies: &[(usize, Vec<CellChange>)],
    ) -> Dataset {
        let mut changed = self.clone();
        if let Some(table) = changed.tables.get_mut(&record) {
            *table = table.copies(program, copies);
        }
        changed
    }
}

impl Table {
    fn change(&mut self, program: &Program, cells: &HashMap<(usize, FieldId), Option<&Value>>) {
        let mut columns: Vec<ArrayRef> = self.rows.columns().to_vec();
        let fields = stored(program, self.record);
        for (place, field) in fields.iter().enumerate() {
            let touched = cells.keys().any(|(_, changed)| changed == field);
            let (true, Some(column)) = (touched, columns.get_mut(place)) else {
                continue;
            };
            let ty = &program.fields[*field].ty;
            let mut builder = ArrayBuilder::new(ty);
            for row in 0..column.len() {
                match cells.get(&(row, *field)) {
                    Some(Some(value)) => builder.push(cell_value(value)),
                    Some(None) => builder.push_unknown(),
                    None => copy(&mut builder, ty, column, row),
                }
            }
            *column = builder.finish();
        }
        for changed in cells.keys() {
            self.cell_faults.remove(changed);
        }
        self.replace_columns(columns, self.rows.num_rows());
    }

    fn copies(&self, program: &Program, copies: &[(usize, Vec<CellChange>)]) -> Table {
        let mut table = Table {
            lines: Vec::new(),
            cell_faults: BTreeMap::new(),
            ..self.clone()
        };
        let mut columns = Vec::new();
        for field in stored(program, self.record) {
            let ty = &program.fields[field].ty;
            let mut builder = ArrayBuilder::new(ty);
            for (place, (row, changes)) in copies.iter().enumerate() {
                let change = changes.iter().rev().find(|one| one.place.field == field);
                match change {
                    Some(CellChange {
                        value: Some(value), ..
                    }) => builder.push(cell_value(value)),
                    Some(CellChange { value: None, .. }) => builder.push_unknown(),
                    None => {
                        if let Some(fault) = self.cell_faults.get(&(*row, field)) {
                            table.cell_faults.insert((place, field), fault.clone());
                        }
                        match column(program, self, field) {
                            Some(array) => copy(&mut builder, ty, array, *row),
                            None => builder.push_unknown(),
                        }
                    }
                }
            }
            columns.push(builder.finish());
        }
        table.lines = copies
            .iter()
            .map(|(row, _)| self.lines.get(*row).copied().unwrap_or_default())
            .collect();
        table.replace_columns(columns, copies.len());
        table
    }

    /// What stands in a cell; none for no answer and for a fault.
    #[must_use]
    pub fn value(&self, program: &Program, row: usize, field: FieldId) -> Option<Value> {
        let array = column(program, self, field)?;
        let ty = &program.fields[field].ty;
        read(ty, array, row).map(|value| owned(ty, value))
    }

    fn replace_columns(&mut self, columns: Vec<ArrayRef>, rows: usize) {
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows));
        let batch =
            arrow_array::RecordBatch::try_new_with_options(self.rows.schema(), columns, &options);
        #[allow(clippy::expect_used)] // made by the builders of the same fields, a value a row each
        let batch = batch.expect("columns of one table");
        self.rows = batch;
    }
}

/// The stored fields of a record, in the order of its table's columns.
fn stored(program: &Program, record: RecordId) -> Vec<FieldId> {
    let fields = program.records[record].fields.iter().copied();
    fields
        .filter(|field| matches!(program.fields[*field].source, FieldSource::Stored { .. }))
        .collect()
}

fn copy(builder: &mut ArrayBuilder, ty: &Type, array: &ArrayRef, row: usize) {
    match read(ty, array, row) {
        Some(value) => builder.push(value),
        None => builder.push_unknown(),
    }
}

/// A cell of a column of a type.
fn read<'a>(ty: &Type, array: &'a ArrayRef, row: usize) -> Option<CellValue<'a>> {
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    Some(match ty {
        Type::Text | Type::Reference(_) => {
            CellValue::Text(Cow::Borrowed(array.as_string_opt::<i32>()?.value(row)))
        }
        Type::YesNo => CellValue::YesNo(array.as_boolean_opt()?.value(row)),
        Type::Number(_) => {
            CellValue::Number(array.as_primitive_opt::<Decimal128Type>()?.value(row))
        }
        Type::Date(_) => CellValue::Date(array.as_primitive_opt::<Date32Type>()?.value(row)),
        Type::Duration(_) | Type::Months => {
            CellValue::Length(array.as_primitive_opt::<Int64Type>()?.value(row))
        }
        Type::Choice(_) => CellValue::Member(array.as_primitive_opt::<UInt32Type>()?.value(row)),
        Type::List(item) => {
            let items = array.as_list_opt::<i32>()?.value(row);
            let items = (0..items.len())
                .filter_map(|place| read(item, &items, place).map(|value| detached(item, value)));
            CellValue::List(items.collect())
        }
    })
}

/// A value that does not borrow from its column.
fn detached(ty: &Type, value: CellValue<'_>) -> CellValue<'static> {
    match value {
        CellValue::Text(text) => CellValue::Text(Cow::Owned(text.into_owned())),
        CellValue::YesNo(value) => CellValue::YesNo(value),
        CellValue::Number(units) => CellValue::Number(units),
        CellValue::Date(days) => CellValue::Date(days),
        CellValue::Length(length) => CellValue::Length(length),
        CellValue::Member(member) => CellValue::Member(member),
        CellValue::List(items) => {
            let ty = item_type(ty);
            CellValue::List(items.into_iter().map(|item| detached(ty, item)).collect())
        }
    }
}

fn item_type(ty: &Type) -> &Type {
    if let Type::List(item) = ty { item } else { ty }
}

/// A cell's value as a constant of its type.
fn owned(ty: &Type, value: CellValue<'_>) -> Value {
    match value {
        CellValue::Text(text) => Value::Text(text.as_ref().into()),
        CellValue::YesNo(value) => Value::YesNo(value),
        CellValue::Number(units) => {
            Value::Number(crate::decimal::Decimal::from_units(units).unwrap_or_default())
        }
        CellValue::Date(days) => Value::Date(days),
        CellValue::Length(length) => match ty {
            Type::Months => Value::Months(i32::try_from(length).unwrap_or(i32::MAX)),
            Type::Duration(_)
            | Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_) => Value::Duration(length),
        },
        CellValue::Member(member) => match ty {
            Type::Choice(domain) => Value::Choice(*domain, member),
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::List(_)
            | Type::Reference(_) => {
                Value::Number(crate::decimal::Decimal::from_integer(i64::from(member)))
            }
        },
        CellValue::List(items) => {
            let ty = item_type(ty);
            Value::List(items.into_iter().map(|item| owned(ty, item)).collect())
        }
    }
}
