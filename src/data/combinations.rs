//! `record R for every a, b`: the combinations that no row of the table has.

use std::borrow::Cow;

use super::builder::TableBuilder;
use super::cell::CellValue;
use super::error::DataError;
use super::keys::{cell_text, column};
use super::table::Dataset;
use crate::diagnostics::Code;
use crate::ir::{FieldId, Program, RecordId, RecordSource, Type};

/// The most combinations that are made rows.
const MOST: usize = 10_000_000;

/// True if a record has a row for every combination of its key.
pub(super) fn is_for_every(program: &Program, record: RecordId) -> bool {
    program.records[record].source == RecordSource::ForEvery
}

/// What kept the combinations of a record from being made.
pub(super) enum Impossible {
    /// Nothing is known of the rows of a record, so its combinations are not known either.
    Unknown,
    /// There are too many.
    TooMany(DataError),
}

/// Adds a row of unknowns, once the tables of the records combined are read, for each
/// combination that has none.
pub(super) fn complete(
    program: &Program,
    dataset: &Dataset,
    builder: &mut TableBuilder<'_>,
    record: RecordId,
) -> Result<(), Impossible> {
    let key = &program.records[record].key;
    let values: Vec<Vec<CellValue<'_>>> = key
        .iter()
        .map(|&field| values(program, dataset, field))
        .collect::<Result<_, _>>()?;
    let count = values
        .iter()
        .fold(1_usize, |count, values| count.saturating_mul(values.len()));
    if count > MOST {
        return Err(Impossible::TooMany(too_many(program, record, count)));
    }
    for place in 0..count {
        builder.push_absent(&combination(&values, place));
    }
    Ok(())
}

/// The combination at a place of the order in which the last field changes fastest.
fn combination<'v>(values: &[Vec<CellValue<'v>>], mut place: usize) -> Vec<CellValue<'v>> {
    let mut found = Vec::with_capacity(values.len());
    for values in values.iter().rev() {
        found.extend(values.get(place % values.len().max(1)).cloned());
        place /= values.len().max(1);
    }
    found.reverse();
    found
}

/// Every value of a field of the key.
fn values<'d>(
    program: &'d Program,
    dataset: &'d Dataset,
    field: FieldId,
) -> Result<Vec<CellValue<'d>>, Impossible> {
    match &program.fields[field].ty {
        Type::Choice(domain) => {
            let members = program.domains[*domain].members.iter();
            Ok((0..)
                .zip(members)
                .map(|(place, _)| CellValue::Member(place))
                .collect())
        }
        Type::Reference(record) => {
            if dataset.without.contains(record) {
                return Err(Impossible::Unknown);
            }
            let table = dataset.tables.get(record).ok_or(Impossible::Unknown)?;
            let [key] = program.records[*record].key.as_slice() else {
                return Ok(Vec::new()); // the analysis asks for a key of one field
            };
            let Some(cells) = column(program, table, *key) else {
                return Ok(Vec::new());
            };
            let texts = (0..cells.len()).filter_map(|row| cell_text(program, *key, cells, row));
            Ok(texts
                .map(|text| CellValue::Text(Cow::Owned(text.into_owned())))
                .collect())
        }
        // The analysis asks for one of the two.
        Type::Text
        | Type::YesNo
        | Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::List(_) => Ok(Vec::new()),
    }
}

fn too_many(program: &Program, record: RecordId, count: usize) -> DataError {
    let record = &program.records[record];
    let key = record
        .key
        .iter()
        .map(|&field| format!("`{}`", program.fields[field].named.name));
    let message = format!(
        "`{}` would have {count} rows, one for every {}",
        record.named.name,
        key.collect::<Vec<_>>().join(" and ")
    );
    DataError::new(Code::E321, message).help(format!(
        "at most {MOST} are worked out; run it on fewer rows, or leave out `for every`"
    ))
}
