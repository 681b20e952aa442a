//! Fields: cells of a table as columns, nulls as the unknown value of the field's type.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, BooleanArray, PrimitiveArray, UInt32Array};

use crate::data::Table;
use crate::decimal::Decimal;
use crate::eval::column::{
    ChoiceColumn, Column, Flags, Interval, ListColumn, NumberBuilder, NumberColumn, TextColumn,
    YesNoColumn, flag, narrowed, truth,
};
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::kernels::choices::member_count;
use crate::eval::kernels::compare::with_flags;
use crate::eval::kernels::numbers::from_rows;
use crate::eval::kernels::select;
use crate::ir::{FieldId, FieldSource, Program, Type, Value};

/// A field on the rows of a frame of its record.
pub(crate) fn field(evaluator: &Evaluator<'_>, frame: &Frame, id: FieldId) -> Column {
    let program = evaluator.program();
    let field = &program.fields[id];
    let unknown = || select::unknown(program, &field.ty, frame.len(), false);
    // The rows of a relation are read by aggregates; as a value, it is the cell with their keys.
    if field.column().is_some() {
        let table = evaluator.data().tables.get(&frame.record());
        let cells = table.and_then(|table| {
            let column = table.rows.column_by_name(&field.named.name)?;
            stored(program, frame, id, table, column)
        });
        return cells.unwrap_or_else(unknown);
    }
    match &field.source {
        FieldSource::Computed(expr) => {
            let (stated, derived) = (field.ty.bounds(), program.exprs[*expr].ty.bounds());
            match evaluator.column(frame, *expr) {
                Column::Number(column) if stated != derived => {
                    Column::Number(within_range(&column, Interval::from_bounds(stated)))
                }
                column @ (Column::Number(_)
                | Column::YesNo(_)
                | Column::Choice(_)
                | Column::Text(_)
                | Column::List(_)) => column,
            }
        }
        FieldSource::Shared(place) => evaluator.shared(frame, *place).unwrap_or_else(unknown),
        FieldSource::Relation(_) | FieldSource::Stored { .. } => unknown(),
    }
}

/// The cells of a stored field; `None` if the column is not of the field's type.
fn stored(
    program: &Program,
    frame: &Frame,
    id: FieldId,
    table: &Table,
    column: &ArrayRef,
) -> Option<Column> {
    let ty = &program.fields[id].ty;
    let range = frame.rows();
    let array = column.slice(range.start, range.len());
    let faults = fault_rows(program, table, frame, id);
    let bits = (!faults.is_empty()).then(|| flags(frame.len(), &faults));
    let any = Interval::from_bounds(ty.bounds());
    Some(match ty {
        Type::Number(_) => {
            let cells = array.as_primitive_opt::<Decimal128Type>()?;
            Column::Number(numbers(cells, any, bits.as_deref()))
        }
        Type::Date(_) => {
            let cells = array.as_primitive_opt::<Date32Type>()?;
            Column::Number(numbers(cells, any, bits.as_deref()))
        }
        Type::Duration(_) | Type::Months => {
            let cells = array.as_primitive_opt::<Int64Type>()?;
            Column::Number(numbers(cells, any, bits.as_deref()))
        }
        Type::YesNo => Column::YesNo(yes_nos(array.as_boolean_opt()?, bits.as_deref())),
        Type::Choice(_) => {
            let members = member_count(program, ty);
            let cells = array.as_primitive_opt::<UInt32Type>()?;
            Column::Choice(choices(members, cells, bits))
        }
        Type::Text | Type::Reference(_) => {
            let cells = array.as_string_opt::<i32>()?;
            Column::Text(TextColumn::cells(cells.clone(), bits))
        }
        Type::List(item) => {
            let cells = array.as_list_opt::<i32>()?.iter();
            let lists = cells.map(|cell| cell.map(|items| values(item, &items).into()));
            let bits = bits.unwrap_or_else(|| vec![flag::APPLIES; frame.len()]);
            Column::List(ListColumn::new(lists.collect(), bits))
        }
    })
}

/// The values that a stated range leaves. A value certainly outside it is a fault, as in a cell.
fn within_range(column: &NumberColumn, range: Interval) -> NumberColumn {
    let rows = column.intervals().enumerate().map(|(row, value)| {
        let bits = column.flags.get(row);
        let kept = Interval {
            low: value.low.max(range.low),
            high: value.high.min(range.high),
        };
        if bits & flag::APPLIES == 0 {
            (value, bits)
        } else if kept.low > kept.high {
            (range, bits | flag::FAULT)
        } else {
            (kept, bits)
        }
    });
    from_rows(rows, column.len())
}

/// The rows of the frame whose cell could not be read.
fn fault_rows(program: &Program, table: &Table, frame: &Frame, id: FieldId) -> Vec<usize> {
    let rows = frame.rows();
    if table.cell_faults.is_empty() {
        return Vec::new();
    }
    let Some(least) = program.fields.ids().next() else {
        return Vec::new();
    };
    let faults = table
        .cell_faults
        .range((rows.start, least)..(rows.end, least));
    faults
        .filter(|((_, field), _)| *field == id)
        .map(|((row, _), _)| row - rows.start)
        .collect()
}

fn flags(rows: usize, faults: &[usize]) -> Vec<u8> {
    let mut bits = vec![flag::APPLIES; rows];
    for &row in faults {
        if let Some(bits) = bits.get_mut(row) {
            *bits |= flag::FAULT;
        }
    }
    bits
}

/// Cells of numbers, days or months; a null is the range of the field.
fn numbers<T: ArrowPrimitiveType>(
    cells: &PrimitiveArray<T>,
    any: Interval,
    bits: Option<&[u8]>,
) -> NumberColumn
where
    T::Native: Into<i128>,
{
    let values = cells.values().iter().map(|&value| value.into());
    if cells.null_count() == 0 && bits.is_none() {
        return match values.clone().map(narrowed).collect::<Option<Vec<i64>>>() {
            Some(values) => NumberColumn::narrow_points(values),
            None => NumberColumn::points(&values.collect::<Vec<i128>>()),
        };
    }
    let bits_of = |row: usize| {
        bits.and_then(|bits| bits.get(row))
            .copied()
            .unwrap_or(flag::APPLIES)
    };
    let mut built = NumberBuilder::new(cells.len());
    let unknown = narrowed(any.low).zip(narrowed(any.high));
    for (row, value) in values.enumerate() {
        let known = cells.is_valid(row);
        match (known, narrowed(value), unknown) {
            (true, Some(value), _) => built.push_narrow(value, value, bits_of(row)),
            (false, _, Some((low, high))) => built.push_narrow(low, high, bits_of(row)),
            (true, None, _) => built.push(Interval::point(value), bits_of(row)),
            (false, _, None) => built.push(any, bits_of(row)),
        }
    }
    built.finish()
}

/// Cells of yes/no; a null is an unanswered question.
fn yes_nos(cells: &BooleanArray, bits: Option<&[u8]>) -> YesNoColumn {
    let answer = |yes: bool| if yes { truth::YES } else { truth::NO };
    let values = cells.values().iter();
    match (cells.nulls(), bits) {
        (None, None) => values.map(answer).collect(),
        (Some(nulls), None) => {
            let rows = values.zip(nulls.iter());
            rows.map(|(yes, known)| if known { answer(yes) } else { truth::UNKNOWN })
                .collect()
        }
        (_, Some(bits)) => {
            let rows = cells.iter().zip(bits);
            rows.map(|(cell, &bits)| with_flags(cell.map_or(truth::UNKNOWN, answer), bits))
                .collect()
        }
    }
}

/// Cells of a choice; a null may be any member.
fn choices(members: u32, cells: &UInt32Array, bits: Option<Vec<u8>>) -> ChoiceColumn {
    let width = ChoiceColumn::words_per_row(members);
    let all = select::full_choice(members);
    let rows = cells.len();
    let words = if let ([all], 1) = (all.as_slice(), width) {
        let word = |cell: Option<u32>| match cell {
            Some(member) if member < members => 1 << member,
            Some(_) | None => *all,
        };
        if cells.null_count() == 0 {
            cells
                .values()
                .iter()
                .map(|&cell| word(Some(cell)))
                .collect()
        } else {
            cells.iter().map(word).collect()
        }
    } else {
        let mut words = Vec::with_capacity(rows * width);
        for cell in cells {
            match cell {
                Some(member) if member < members => {
                    words.extend(ChoiceColumn::one_member(members, member));
                }
                Some(_) | None => words.extend_from_slice(&all),
            }
        }
        words
    };
    match bits {
        None => ChoiceColumn::with_flags(members, words, Flags(None)),
        Some(bits) => ChoiceColumn::new(members, words, bits),
    }
}

/// The items of a list cell; blank items are left out.
fn values(ty: &Type, items: &ArrayRef) -> Vec<Value> {
    let found: Option<Vec<Value>> = match ty {
        Type::Text | Type::Reference(_) => items.as_string_opt::<i32>().map(|items| {
            items
                .iter()
                .flatten()
                .map(|text| Value::Text(Arc::from(text)))
                .collect()
        }),
        Type::YesNo => items
            .as_boolean_opt()
            .map(|items| items.iter().flatten().map(Value::YesNo).collect()),
        Type::Number(_) => items.as_primitive_opt::<Decimal128Type>().map(|items| {
            let units = items.iter().flatten();
            units
                .filter_map(Decimal::from_units)
                .map(Value::Number)
                .collect()
        }),
        Type::Date(_) => items
            .as_primitive_opt::<Date32Type>()
            .map(|items| items.iter().flatten().map(Value::Date).collect()),
        Type::Duration(_) => items
            .as_primitive_opt::<Int64Type>()
            .map(|items| items.iter().flatten().map(Value::Duration).collect()),
        Type::Choice(domain) => items.as_primitive_opt::<UInt32Type>().map(|items| {
            items
                .iter()
                .flatten()
                .map(|member| Value::Choice(*domain, member))
                .collect()
        }),
        Type::Months | Type::List(_) => None,
    };
    found.unwrap_or_default()
}
