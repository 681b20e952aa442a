//! Which column of a file holds which field.

use super::builder::StoredField;
use super::error::DataError;
use super::source::RawHeader;
use crate::diagnostics::{Code, nearest};

/// Where the fields' cells stand in a row.
#[derive(Default)]
pub(super) struct Columns {
    /// A place a stored field, in their order.
    pub(super) places: Vec<usize>,
    /// Headers that are no field's.
    pub(super) unused: Vec<String>,
}

/// Finds the column of every field by its header; every field without one is an error.
pub(super) fn match_columns(
    fields: &[StoredField],
    headers: &[RawHeader],
) -> Result<Columns, Vec<DataError>> {
    let mut places = Vec::new();
    let mut errors = Vec::new();
    let is_wanted = |name: &str| fields.iter().any(|field| field.header == name);
    let unused: Vec<String> = headers
        .iter()
        .filter(|header| !header.name.is_empty() && !is_wanted(&header.name))
        .map(|header| header.name.clone())
        .collect();
    for field in fields {
        let mut found = headers
            .iter()
            .enumerate()
            .filter(|(_, header)| header.name == field.header);
        match (found.next(), found.next()) {
            (Some((place, _)), None) => places.push(place),
            (Some((first, _)), Some((second, _))) => errors.push(
                DataError::new(
                    Code::E304,
                    format!(
                        "columns {} and {} are both named `{}`",
                        first + 1,
                        second + 1,
                        field.header
                    ),
                )
                .help("rename one of them in the file"),
            ),
            (None, _) => errors.push(missing_column(field, &unused)),
        }
    }
    if errors.is_empty() {
        Ok(Columns { places, unused })
    } else {
        Err(errors)
    }
}

/// No column has the field's header; the nearest of the `unused` is offered.
fn missing_column(field: &StoredField, unused: &[String]) -> DataError {
    let error = DataError::new(Code::E303, format!("there is no column `{}`", field.header));
    let known = || unused.iter().map(String::as_str);
    let help = match nearest(&field.header, known()) {
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
