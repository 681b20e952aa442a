//! Rows that name a row of another table that is not there.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::keys::{cell_text, cell_texts, column};
use super::report::OrphanReport;
use super::table::Dataset;
use crate::diagnostics::nearest;
use crate::ir::{FieldId, FieldSource, Link, Program, RecordId, Type};

/// How many examples a report gives.
const EXAMPLES: usize = 3;

/// Every field that names rows of another record, checked against that record's keys.
pub(super) fn find(program: &Program, dataset: &Dataset) -> Vec<OrphanReport> {
    let mut pairs: BTreeSet<(FieldId, RecordId)> = BTreeSet::new();
    for (id, field) in program.fields.iter() {
        match &field.source {
            FieldSource::Stored { .. } => {
                if let Type::Reference(target) = field.ty {
                    pairs.insert((id, target));
                }
            }
            FieldSource::Relation(relation) => match relation.link {
                Link::By(by) => {
                    pairs.insert((by, field.record));
                }
                Link::Keys { .. } => {
                    pairs.insert((id, relation.record));
                }
                // The ends of its rows are references, and so looked at already; groups have what they have.
                Link::Through(_) | Link::Group => {}
            },
            FieldSource::Computed(_) | FieldSource::Shared(_) => {}
        }
    }
    pairs
        .into_iter()
        .filter_map(|(field, target)| check(program, dataset, field, target))
        .collect()
}

fn check(
    program: &Program,
    dataset: &Dataset,
    field: FieldId,
    target: RecordId,
) -> Option<OrphanReport> {
    let record = program.fields[field].record;
    let table = dataset.tables.get(&record)?;
    let [key] = program.records[target].key.as_slice() else {
        return None;
    };
    let key_column = column(program, dataset.tables.get(&target)?, *key)?;
    let keys: HashSet<Cow<'_, str>> = (0..key_column.len())
        .filter_map(|row| cell_text(program, *key, key_column, row))
        .collect();
    let named = column(program, table, field)?;
    let mut count = 0;
    let mut values: BTreeMap<Cow<'_, str>, u64> = BTreeMap::new();
    for (row, line) in table.lines.iter().enumerate() {
        let strays: Vec<_> = cell_texts(program, field, named, row)
            .into_iter()
            .filter(|value| !keys.contains(value))
            .collect();
        count += usize::from(!strays.is_empty());
        for value in strays {
            values.entry(value).or_insert(*line);
        }
    }
    if count == 0 {
        return None;
    }
    let mut examples: Vec<_> = values
        .into_iter()
        .map(|(value, line)| (line, value))
        .collect();
    examples.sort();
    let meant = |value: &str| nearest(value, keys.iter().map(AsRef::as_ref)).map(str::to_owned);
    Some(OrphanReport {
        record: program.records[record].named.name.clone(),
        field: program.fields[field].named.name.clone(),
        target: program.records[target].named.name.clone(),
        count,
        examples: examples
            .into_iter()
            .take(EXAMPLES)
            .map(|(line, value)| (line, value.clone().into_owned(), meant(&value)))
            .collect(),
    })
}
