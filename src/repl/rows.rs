//! Rows by their keys.

use super::redefine::wrong;
use crate::eval::Evaluator;
use crate::ir::RecordId;

/// So many keys are named where one is not found.
const KEYS_NAMED: usize = 8;

/// The row that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// The name of its record.
    pub record: String,
    /// Its key.
    pub key: String,
}

/// The rows of a key among some records.
pub(super) fn find(
    evaluator: &Evaluator<'_>,
    records: &[RecordId],
    key: &str,
) -> Vec<(RecordId, usize)> {
    let is_it =
        |&(record, row): &(RecordId, usize)| evaluator.row_key(record, row).as_deref() == Some(key);
    let rows = records
        .iter()
        .flat_map(|&record| (0..evaluator.row_count(record)).map(move |row| (record, row)));
    rows.filter(is_it).collect()
}

/// The keys of the rows of some records.
pub(super) fn keys(evaluator: &Evaluator<'_>, records: &[RecordId], most: usize) -> Vec<String> {
    records
        .iter()
        .flat_map(|&record| {
            (0..evaluator.row_count(record)).filter_map(move |row| evaluator.row_key(record, row))
        })
        .take(most)
        .collect()
}

/// What is said of a key that is not there.
pub(super) fn no_row(evaluator: &Evaluator<'_>, records: &[RecordId], key: &str) -> String {
    let all = keys(evaluator, records, usize::MAX);
    if all.is_empty() {
        return "there are no rows: read some with `:data FILE`".to_owned();
    }
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let problem = format!("there is no row `{key}`");
    if all.len() <= KEYS_NAMED {
        return wrong(&problem, key, &all, "the rows are");
    }
    let first = all
        .first()
        .map(|first| format!("keys are written as in the data, such as `{first}`"));
    let question = crate::diagnostics::did_you_mean(key, all.iter().copied());
    let question = question.map(|text| format!("; {text}")).unwrap_or_default();
    format!("{problem}{question}\n{}", first.unwrap_or_default())
}
