//! The keys of rows as texts: how people and other tables name a row.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef};

use super::dates::date_text;
use super::table::Table;
use crate::decimal::Decimal;
use crate::ir::{FieldId, Program, Type};

/// The key of a row as a text; parts of a key of several fields are joined by `, `. None if the
/// record has no key, or the row none (as in a test).
#[must_use]
pub fn row_key(program: &Program, table: &Table, row: usize) -> Option<String> {
    let key = &program.records[table.record].key;
    let parts: Option<Vec<Cow<'_, str>>> = key
        .iter()
        .map(|&field| cell_text(program, field, column(program, table, field)?, row))
        .collect();
    parts
        .filter(|parts| !parts.is_empty())
        .map(|parts| parts.join(", "))
}

/// The column of a stored field.
pub(super) fn column<'t>(
    program: &Program,
    table: &'t Table,
    field: FieldId,
) -> Option<&'t ArrayRef> {
    table.rows.column_by_name(&program.fields[field].named.name)
}

/// A cell as the text under which keys are compared; none for an unknown one.
pub(super) fn cell_text<'t>(
    program: &'t Program,
    field: FieldId,
    array: &'t ArrayRef,
    row: usize,
) -> Option<Cow<'t, str>> {
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    Some(match &program.fields[field].ty {
        Type::Text | Type::Reference(_) => Cow::Borrowed(array.as_string_opt::<i32>()?.value(row)),
        Type::Number(_) => {
            let units = array.as_primitive_opt::<Decimal128Type>()?.value(row);
            Cow::Owned(Decimal::from_units(units)?.to_string())
        }
        Type::YesNo => Cow::Borrowed(if array.as_boolean_opt()?.value(row) {
            "yes"
        } else {
            "no"
        }),
        Type::Date(_) => {
            let days = array.as_primitive_opt::<Date32Type>()?.value(row);
            Cow::Owned(date_text(i128::from(days)))
        }
        Type::Duration(_) | Type::Months => Cow::Owned(
            array
                .as_primitive_opt::<Int64Type>()?
                .value(row)
                .to_string(),
        ),
        Type::Choice(domain) => {
            let member = array.as_primitive_opt::<UInt32Type>()?.value(row) as usize;
            Cow::Borrowed(
                program.domains[*domain]
                    .members
                    .get(member)?
                    .named
                    .name
                    .as_str(),
            )
        }
        Type::List(_) => return None,
    })
}

/// The keys that a cell names: its one, or those of a list.
pub(super) fn cell_texts<'t>(
    program: &'t Program,
    field: FieldId,
    array: &'t ArrayRef,
    row: usize,
) -> Vec<Cow<'t, str>> {
    let Some(lists) = array.as_list_opt::<i32>() else {
        return cell_text(program, field, array, row).into_iter().collect();
    };
    if row >= lists.len() || lists.is_null(row) {
        return Vec::new();
    }
    let items = lists.value(row);
    let Some(items) = items.as_string_opt::<i32>() else {
        return Vec::new(); // a list of keys is one of texts
    };
    let keys = items.iter().flatten();
    keys.map(|key| Cow::Owned(key.to_owned())).collect()
}
