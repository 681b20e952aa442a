//! Which column of a file holds which field.

use std::collections::BTreeSet;

use super::builder::StoredField;
use super::error::DataError;
use super::source::RawHeader;
use crate::diagnostics::{Code, nearest};

/// Where the fields' cells stand in a row.
#[derive(Default)]
pub(super) struct Columns {
    /// A place a stored field, in their order; behind them, in the same order, the columns that name the currency of
    /// amounts.
    pub(super) places: Vec<usize>,
    /// Headers that are no field's.
    pub(super) unused: Vec<String>,
}

/// Finds the column of every field by one of its names; every field without one is an error. Where none
/// of its names is there, the field's own will do, as results have it, unless it is the column of another field.
pub(super) fn match_columns(
    fields: &[StoredField],
    headers: &[RawHeader],
) -> Result<Columns, Vec<DataError>> {
    let mut places = Vec::new();
    let mut errors = Vec::new();
    let claimed: BTreeSet<&str> = fields
        .iter()
        .flat_map(|field| &field.headers)
        .map(String::as_str)
        .collect();
    let wanted = fields.iter().map(|field| (field, &field.headers, "field"));
    let currencies = fields
        .iter()
        .filter(|field| !field.currency.is_empty())
        .map(|field| (field, &field.currency, "currency of"));
    let mut missing = Vec::new();
    for (field, names, what) in wanted.chain(currencies) {
        let own =
            (what == "field" && !claimed.contains(field.name.as_str())).then_some(&field.name);
        match one_column(names, headers).or_else(|error| match own {
            Some(own) if error.is_none() => one_column(std::slice::from_ref(own), headers),
            Some(_) | None => Err(error),
        }) {
            Ok(place) => places.push(place),
            Err(Some((first, second))) => errors.push(two_columns(field, what, first, second)),
            Err(None) => missing.push(names),
        }
    }
    let used: BTreeSet<usize> = places.iter().copied().collect();
    let unused: Vec<String> = headers
        .iter()
        .enumerate()
        .filter(|(place, header)| !header.name.is_empty() && !used.contains(place))
        .map(|(_, header)| header.name.clone())
        .collect();
    errors.extend(
        missing
            .into_iter()
            .map(|names| missing_column(names, &unused)),
    );
    if errors.is_empty() {
        Ok(Columns { places, unused })
    } else {
        Err(errors)
    }
}

/// The one column that has one of the names; the first two where there are several.
fn one_column<'h>(
    names: &[String],
    headers: &'h [RawHeader],
) -> Result<usize, Option<(&'h RawHeader, &'h RawHeader)>> {
    let mut found = headers
        .iter()
        .enumerate()
        .filter(|(_, header)| names.contains(&header.name));
    match (found.next(), found.next()) {
        (Some((place, _)), None) => Ok(place),
        (Some((_, first)), Some((_, second))) => Err(Some((first, second))),
        (None, _) => Err(None),
    }
}

fn two_columns(
    field: &StoredField,
    what: &str,
    first: &RawHeader,
    second: &RawHeader,
) -> DataError {
    let (one, other) = (first.place + 1, second.place + 1);
    if first.name == second.name {
        let problem = format!("columns {one} and {other} are both named `{}`", first.name);
        return DataError::new(Code::E304, problem).help("rename one of them in the file");
    }
    let problem = format!(
        "columns `{}` and `{}` are both the {what} `{}`",
        first.name, second.name, field.name
    );
    DataError::new(Code::E370, problem)
        .help("name only one of them in the pack, or leave one of them out of the file")
}

/// No column has one of the names; the nearest of the `unused` is offered.
pub(super) fn missing_column(names: &[String], unused: &[String]) -> DataError {
    let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let problem = format!("there is no column {}", listed.join(" or "));
    let error = DataError::new(Code::E303, problem);
    let known = || unused.iter().map(String::as_str);
    let help = match names.iter().find_map(|name| nearest(name, known())) {
        Some(near) => format!(
            "did you mean the column `{near}`? Then write `column \"{near}\"` behind the field's type"
        ),
        None if unused.is_empty() => "the file has no column that is not used already".to_owned(),
        None => format!(
            "columns not used so far: {}",
            known()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    error.help(help)
}
