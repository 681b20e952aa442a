//! Values looked up: on the row that a reference names, in the columns of a list, labels.

use std::sync::Arc;

use crate::eval::column::{Column, TextColumn, flag, truth};
use crate::eval::display::member_label;
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::kernels::choices;
use crate::eval::kernels::select::{self, Take};
use crate::ir::{DomainId, ExprId, RecordId, Type};

/// `contact.name`: the value on the row that the reference names. An unknown reference may name any
/// row; one that names none is a fault.
pub(super) fn through(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    reference: ExprId,
    value: ExprId,
) -> Column {
    let program = evaluator.program();
    let ty = &program.exprs[value].ty;
    let rows = frame.len();
    let (Column::Text(keys), Type::Reference(record)) = (
        evaluator.column(frame, reference),
        &program.exprs[reference].ty,
    ) else {
        return select::unknown(program, ty, rows, false); // the analysis asks for a reference
    };
    let places = named_rows(evaluator, &keys, *record);
    let found = if places.iter().any(Option::is_some) {
        let sources: Vec<u32> = places.iter().map(|place| place.unwrap_or(0)).collect();
        select::gather(evaluator.whole_column(*record, value), &sources)
    } else {
        select::unknown(program, ty, rows, false)
    };
    let values = || evaluator.whole_column(*record, value);
    on_named_rows(evaluator, (ty, *record), &keys, (&places, found), values)
}

/// The rows that references name, where they are known and the rows are there.
pub(in crate::eval) fn named_rows(
    evaluator: &Evaluator<'_>,
    keys: &TextColumn,
    record: RecordId,
) -> Vec<Option<u32>> {
    let index = evaluator.keys(record);
    (0..keys.len())
        .map(|row| keys.get(row).and_then(|key| index.row(key)))
        .collect()
}

/// What was found on the rows that references name; open where they name none that is there.
/// `values` are those of all rows that may be named, for whether a value may not apply.
pub(in crate::eval) fn on_named_rows<'v>(
    evaluator: &Evaluator<'_>,
    (ty, record): (&Type, RecordId),
    keys: &TextColumn,
    (places, found): (&[Option<u32>], Column),
    values: impl FnOnce() -> &'v Column,
) -> Column {
    let program = evaluator.program();
    let rows = places.len();
    let without = evaluator.is_without(record);
    let dangling = |row: usize| keys.get(row).is_some() && !without;
    let faults: Vec<bool> = places
        .iter()
        .enumerate()
        .map(|(row, place)| {
            place.is_none() && (dangling(row) || keys.flags.get(row) & flag::FAULT != 0)
        })
        .collect();
    let takes: Vec<Take> = places
        .iter()
        .map(|place| {
            if place.is_some() {
                Take::First
            } else {
                Take::Second
            }
        })
        .collect();
    let missing = with_faults(program, ty, &faults);
    let unnamed: Vec<bool> = (0..rows).map(|row| keys.get(row).is_none()).collect();
    let missing = if unnamed.contains(&true) {
        perhaps_not(&missing, values(), &unnamed)
    } else {
        missing
    };
    let found = if places.iter().any(Option::is_some) {
        select::merge(&found, &missing, &takes)
    } else {
        missing
    };
    where_applicable(&found, keys)
}

/// The unknown value of a type, with a fault on some rows.
fn with_faults(program: &crate::ir::Program, ty: &Type, faults: &[bool]) -> Column {
    let unknown = select::unknown(program, ty, faults.len(), false);
    if !faults.contains(&true) {
        return unknown;
    }
    let takes: Vec<Take> = faults
        .iter()
        .map(|&fault| if fault { Take::Second } else { Take::First })
        .collect();
    select::merge(
        &unknown,
        &select::unknown(program, ty, faults.len(), true),
        &takes,
    )
}

/// An unknown reference may name a row on which the value does not apply, where there is one.
fn perhaps_not(missing: &Column, values: &Column, unnamed: &[bool]) -> Column {
    if (0..values.len()).all(|row| values.flags(row) & flag::NOT_APPLICABLE == 0) {
        return missing.clone();
    }
    let applies = unnamed.iter().map(|unnamed| match unnamed {
        true => truth::UNKNOWN,
        false => truth::YES,
    });
    select::within(missing, &applies.collect())
}

/// The value does not apply where the reference does not.
fn where_applicable(found: &Column, keys: &TextColumn) -> Column {
    if keys.flags.is_plain() {
        return found.clone();
    }
    let applies = (0..keys.len()).map(|row| match keys.flags.get(row) {
        bits if bits & flag::APPLIES == 0 => truth::NO,
        bits if bits & flag::NOT_APPLICABLE != 0 => truth::UNKNOWN,
        _ => truth::YES,
    });
    select::within(found, &applies.collect())
}

fn domain_of(evaluator: &Evaluator<'_>, choice: ExprId) -> Option<DomainId> {
    match &evaluator.program().exprs[choice].ty {
        Type::Choice(domain) => Some(*domain),
        Type::Text
        | Type::YesNo
        | Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::List(_)
        | Type::Reference(_) => None,
    }
}

/// `positioning.price`: a column of the list for the members left.
pub(super) fn attribute(
    evaluator: &Evaluator<'_>,
    ty: &Type,
    choice: ExprId,
    column: &Column,
    attribute: usize,
) -> Column {
    let program = evaluator.program();
    let found = domain_of(evaluator, choice)
        .and_then(|domain| program.domains[domain].attributes.get(attribute));
    match (column, found) {
        (Column::Choice(column), Some(attribute)) => choices::attribute(program, column, attribute),
        // The analysis asks for a choice and one of its columns.
        _ => select::unknown(program, ty, column.len(), false),
    }
}

/// `x.label`
pub(super) fn label(evaluator: &Evaluator<'_>, choice: ExprId, column: &Column) -> Column {
    let program = evaluator.program();
    match (column, domain_of(evaluator, choice)) {
        (Column::Choice(column), Some(domain)) => choices::texts(column, |member| {
            Some(Arc::from(member_label(program, domain, member)))
        }),
        // The analysis asks for a choice.
        _ => select::unknown(program, &Type::Text, column.len(), false),
    }
}
