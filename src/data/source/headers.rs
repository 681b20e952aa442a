//! The names of columns.

use crate::data::cell::normal;

/// A column as the file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawHeader {
    /// Its name as columns are compared by; empty where the file gives none.
    pub name: String,
    /// Its place in the file's rows, from 0.
    pub place: usize,
}

/// The headers of a row of names.
pub(super) fn headers<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Vec<RawHeader> {
    let header = |(place, name): (usize, T)| RawHeader {
        name: header_name(name.as_ref()),
        place,
    };
    names.into_iter().enumerate().map(header).collect()
}

/// A header as columns are compared by: NFC, without blanks around it.
#[must_use]
pub fn header_name(text: &str) -> String {
    normal(text.trim()).into_owned()
}
