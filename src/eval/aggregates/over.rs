//! Aggregates over the rows that belong to a row: its own, or those of a row that it names.

use std::borrow::Cow;
use std::collections::HashMap;

use super::relation::{Others, RelationIndex};
use super::{Group, GroupRows, Groups, Missing, Outcome, Reading, assemble, gather, whole_reading};
use crate::eval::column::{Column, truth};
use crate::eval::evaluator::{Evaluator, Frame, Pairs};
use crate::eval::expressions::{lookup, needed};
use crate::eval::kernels::select;
use crate::ir::{Aggregate, ExprId, FieldId, Link, RecordId, Relation, RowSet};

/// How many pairs of rows are worked out at a time.
const PAIRS_AT_A_TIME: usize = 65_536;

/// A value for each row of the frame, of the relation of the row that a reference names.
pub(super) fn over_referenced(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    (id, aggregate): (ExprId, &Aggregate),
    (reference, field): (ExprId, FieldId),
) -> Column {
    let program = evaluator.program();
    let ty = &program.exprs[id].ty;
    let record = program.fields[field].record;
    let Column::Text(keys) = evaluator.column(frame, reference) else {
        return select::unknown(program, ty, frame.len(), false); // the analysis asks for a reference
    };
    let places = lookup::named_rows(evaluator, &keys, record);
    let rows: Vec<Option<usize>> = places
        .iter()
        .map(|place| place.map(|row| row as usize))
        .collect();
    let found = over_relation(evaluator, (frame, &rows), (id, aggregate), field);
    // Of a row that is not known, the rows may be none, so that the value does not apply.
    let of_none = assemble(evaluator, id, of_no_rows(evaluator, id, aggregate, field));
    lookup::on_named_rows(evaluator, (ty, record), &keys, (&places, found), || {
        &of_none
    })
}

/// What an aggregate comes to where there are no rows.
pub(super) fn of_no_rows(
    evaluator: &Evaluator<'_>,
    id: ExprId,
    aggregate: &Aggregate,
    field: FieldId,
) -> Vec<Outcome> {
    let record = evaluator.program().record_of(RowSet::Relation(field));
    let rows = evaluator.frame(record, 0..0);
    let column = |expr: ExprId| evaluator.column(&rows, expr);
    let reading = Reading {
        member: None,
        filter: None,
        value: aggregate.value.map(column),
        by: aggregate.by.map(column),
        across: aggregate.across.map(column),
    };
    let group = Group {
        rows: GroupRows::Stretch(0..0),
        others: Others::Shared,
        missing: Missing::No,
    };
    let groups = Groups {
        groups: vec![group],
        shared: &[],
        pools: &[],
        whole: 0,
    };
    gather(evaluator, id, aggregate, &reading, &groups)
}

/// A value for each row of the frame, of the rows that belong to the row of the relation's record that
/// is given for it; of no rows where none is.
pub(super) fn over_relation(
    evaluator: &Evaluator<'_>,
    (frame, outer_rows): (&Frame, &[Option<usize>]),
    (id, aggregate): (ExprId, &Aggregate),
    field: FieldId,
) -> Column {
    let program = evaluator.program();
    let Some(relation) = program.relation(field) else {
        // The analysis lets only relations stand for sets of rows.
        return select::unknown(program, &program.exprs[id].ty, frame.len(), false);
    };
    let index = evaluator.relation(field);
    let missing = match aggregate.set {
        RowSet::Referenced(..) => {
            let there = evaluator.whole_frame(program.fields[field].record);
            let missing = may_have_more(evaluator, there, relation, index);
            let of_row = |row: &Option<usize>| row.and_then(|row| missing.get(row).copied());
            let of_rows = outer_rows.iter().map(of_row);
            of_rows
                .map(|missing| missing.unwrap_or(Missing::No))
                .collect()
        }
        RowSet::Relation(_) | RowSet::Record(_) | RowSet::Segment(_) => {
            may_have_more(evaluator, frame, relation, index)
        }
    };
    let outer = program.outer_reads(aggregate);
    if !outer.is_empty() {
        let outer: HashMap<ExprId, Column> = outer
            .into_iter()
            .map(|expr| (expr, evaluator.column(frame, expr)))
            .collect();
        let outcomes = over_pairs(
            evaluator,
            outer_rows,
            (id, aggregate),
            (relation.record, index),
            (&outer, &missing),
        );
        return assemble(evaluator, id, outcomes);
    }
    let reading = whole_reading(evaluator, relation.record, aggregate, None);
    let groups = outer_rows.iter().zip(missing).map(|(row, missing)| Group {
        rows: GroupRows::Listed(row.map_or(&[], |row| index.rows(row))),
        others: row.map_or(Others::Listed((&[]).into()), |row| index.others(row)),
        missing,
    });
    let groups = Groups {
        groups: groups.collect(),
        shared: index.shared(),
        pools: index.pools(),
        whole: evaluator.row_count(relation.record),
    };
    assemble(
        evaluator,
        id,
        gather(evaluator, id, aggregate, &reading, &groups),
    )
}

/// Whether a relation may have rows that no table lists, for each row of the frame.
pub(super) fn may_have_more(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    relation: &Relation,
    index: &RelationIndex,
) -> Vec<Missing> {
    let keys = matches!(relation.link, Link::Keys { .. });
    // Keys in a cell say which rows there are, even of a table that is not there.
    if evaluator.is_without(relation.record) && !keys {
        return vec![Missing::Perhaps { fault: false }; frame.len()];
    }
    let stray = frame.rows().map(|row| index.doubt(row).missing);
    match relation.complete_when {
        None => stray.collect(),
        Some(condition) => {
            let complete = needed(evaluator, frame, condition);
            let complete = complete.bits().to_vec().into_iter().map(Missing::unless);
            complete.zip(stray).map(|(one, two)| one.or(two)).collect()
        }
    }
}

/// Where `this` is read, every pair of an outer row and a row of its group is worked out.
pub(super) fn over_pairs(
    evaluator: &Evaluator<'_>,
    outer_rows: &[Option<usize>],
    (id, aggregate): (ExprId, &Aggregate),
    (record, index): (RecordId, &RelationIndex),
    (outer, missing): (&HashMap<ExprId, Column>, &[Missing]),
) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(outer_rows.len());
    let mut start = 0;
    while start < outer_rows.len() {
        let (mut inner, mut places, mut base, mut rows) = (vec![], vec![], vec![], vec![]);
        let mut end = start;
        while end < outer_rows.len() && (end == start || inner.len() < PAIRS_AT_A_TIME) {
            let here = outer_rows.get(end).copied().flatten();
            let listed = here.map_or(&[][..], |row| index.rows(row));
            let first = inner.len();
            let certain = listed.iter().map(|&row| (row, truth::YES));
            let others = here.map_or_else(Cow::default, |row| index.listed_others(row));
            for (row, bits) in certain.chain(others.iter().copied()) {
                inner.push(row);
                base.push(bits);
                places.push(u32::try_from(end).unwrap_or(u32::MAX));
            }
            rows.push(first..inner.len());
            end += 1;
        }
        let outer = outer
            .iter()
            .map(|(&expr, column)| (expr, select::gather(column, &places)))
            .collect();
        let pairs = evaluator.pair_frame(record, Pairs { inner, outer });
        let reading = Reading {
            member: None,
            filter: aggregate
                .filter
                .map(|filter| needed(evaluator, &pairs, filter)),
            value: aggregate.value.map(|value| evaluator.column(&pairs, value)),
            by: aggregate.by.map(|by| evaluator.column(&pairs, by)),
            across: aggregate
                .across
                .map(|across| evaluator.column(&pairs, across)),
        };
        let missing = missing.get(start..end).unwrap_or_default();
        let groups = rows.into_iter().zip(missing).map(|(rows, missing)| Group {
            rows: GroupRows::Pairs(rows, &base),
            others: Others::Shared, // among the pairs
            missing: *missing,
        });
        let groups = Groups {
            groups: groups.collect(),
            shared: &[],
            pools: &[],
            whole: 0,
        };
        outcomes.extend(gather(evaluator, id, aggregate, &reading, &groups));
        start = end;
    }
    outcomes
}
