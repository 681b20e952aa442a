//! Who belongs to whom: by a field of theirs, by keys in a cell of ours, by a record of pairs.

use super::relation::{Belonging, HalfOpen};
use crate::eval::column::{Column, Status, flag, truth};
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::groups::bits_at;
use crate::eval::keys::key_text;
use crate::ir::{FieldId, Pairing, RecordId, Value};

/// What a cell says that names a row.
#[derive(Clone, Copy)]
enum Named {
    /// This row.
    Row(u32),
    /// Any row, with the truth bits of its being one.
    Any(u8),
    /// A row that is not there.
    Stray,
    /// No row: the cell does not apply.
    Nobody,
}

fn place(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

/// The truth bits of what hangs on an open cell.
fn open_bits(column: &Column, row: usize) -> u8 {
    let fault = column.flags(row) & flag::FAULT != 0;
    truth::UNKNOWN | if fault { truth::FAULT } else { 0 }
}

/// The row of a record that a field names.
fn named(
    evaluator: &Evaluator<'_>,
    (field, column): (FieldId, &Column),
    target: RecordId,
    row: usize,
) -> Named {
    match column.status(row) {
        Status::NotApplicable => Named::Nobody,
        Status::Unknown | Status::Fault => Named::Any(open_bits(column, row)),
        Status::Known => {
            let program = evaluator.program();
            let key = key_text(program, &program.fields[field].ty, column, row);
            match key.and_then(|key| evaluator.keys(target).row(&key)) {
                Some(found) => Named::Row(found),
                None => Named::Stray,
            }
        }
    }
}

/// The inner rows name the outer ones.
pub(super) fn by_field(
    evaluator: &Evaluator<'_>,
    (outer, inner): (RecordId, RecordId),
    by: FieldId,
    found: &mut Belonging,
) {
    let frame = evaluator.whole_frame(inner);
    let column = evaluator.field(frame, by);
    let presence = evaluator.presence(inner);
    for row in 0..frame.len() {
        let there = presence.map_or(truth::YES, |bits| bits_at(bits, row));
        match named(evaluator, (by, &column), outer, row) {
            Named::Row(outer) if there == truth::YES => found.named.push((outer, place(row))),
            // A group that may not be there is a possible row, and of no other row the less.
            Named::Row(_) => found.share(place(row), there),
            Named::Any(bits) => found.share(place(row), bits),
            Named::Stray => found.orphans.push(place(row)),
            Named::Nobody => {}
        }
    }
}

/// The cells of the outer rows hold the keys of the inner ones.
pub(super) fn by_keys(
    evaluator: &Evaluator<'_>,
    field: FieldId,
    inner: RecordId,
    default_none: bool,
    found: &mut Belonging,
) {
    let frame = evaluator.whole_frame(evaluator.program().fields[field].record);
    let without = evaluator.is_without(inner);
    let cells = evaluator.field(frame, field);
    let Column::List(lists) = &cells else {
        return; // keys make a list
    };
    let keys = evaluator.keys(inner);
    for row in 0..frame.len() {
        match lists.get(row) {
            Some(items) => {
                for item in items.iter() {
                    match key_of(item).and_then(|key| keys.row(key)) {
                        Some(inner) => found.named.push((place(row), inner)),
                        None => found.stray(place(row), !without),
                    }
                }
            }
            None if default_none && cells.status(row) == Status::Unknown => {}
            None if without => found.stray(place(row), false),
            None => found.everyone(place(row), open_bits(&cells, row)),
        }
    }
}

/// The key that an item of a list of keys is.
pub(in crate::eval) fn key_of(item: &Value) -> Option<&str> {
    match item {
        Value::Text(key) => Some(key),
        Value::YesNo(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::Months(_)
        | Value::Choice(..)
        | Value::List(_) => None,
    }
}

/// The rows of a third record name one outer and one inner row each.
pub(super) fn by_pairs(
    evaluator: &Evaluator<'_>,
    (outer, inner): (RecordId, RecordId),
    pairing: Pairing,
    found: &mut Belonging,
) {
    if evaluator.is_without(pairing.record) {
        for row in found.outer_rows() {
            found.everyone(row, truth::UNKNOWN);
        }
        return;
    }
    let frame: &Frame = evaluator.whole_frame(pairing.record);
    let ours = evaluator.field(frame, pairing.ours);
    let theirs = evaluator.field(frame, pairing.theirs);
    let stray = !evaluator.is_without(inner);
    for row in 0..frame.len() {
        let first = named(evaluator, (pairing.ours, &ours), outer, row);
        let second = named(evaluator, (pairing.theirs, &theirs), inner, row);
        pair(found, place(row), (first, second), stray);
        if pairing.either_end {
            pair(found, place(row), (second, first), stray);
        }
    }
}

/// What one row of pairs says, read from one end.
fn pair(found: &mut Belonging, row: u32, ends: (Named, Named), stray: bool) {
    let mut half_open = |outer, inner| found.half_open.push(HalfOpen { row, outer, inner });
    match ends {
        (Named::Row(outer), Named::Row(inner)) => found.named.push((outer, inner)),
        (Named::Row(outer), Named::Any(bits)) => {
            half_open(Some(outer), None);
            found.everyone(outer, bits);
        }
        (Named::Row(outer), Named::Stray) => found.stray(outer, stray),
        (Named::Any(bits), Named::Row(inner)) => {
            half_open(None, Some(inner));
            found.share(inner, bits);
        }
        (Named::Any(ours), Named::Any(theirs)) => {
            half_open(None, None);
            // Open until both are settled: a fault only if both are.
            for outer in found.outer_rows() {
                found.everyone(outer, ours & theirs);
            }
        }
        (Named::Any(_), Named::Stray) => {
            half_open(None, None);
            for outer in found.outer_rows() {
                found.stray(outer, stray);
            }
        }
        (Named::Stray | Named::Nobody, _) | (_, Named::Nobody) => {}
    }
}
