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

/// A header as columns are compared by: NFC, without blanks around it; a blank or a line break within it is one blank.
#[must_use]
pub fn header_name(text: &str) -> String {
    let text = normal(text.trim_start_matches('\u{feff}'));
    let mut words = text.split_whitespace();
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        name.push(' ');
        name.push_str(word);
    }
    name
}

/// True if a cell is a header; most cells are told from it by their first letter.
pub(super) fn is_header(cell: &str, name: &str) -> bool {
    let cell = cell.trim();
    cell == name || cell.chars().next() == name.chars().next() && header_name(cell) == name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_line_breaks_within_a_header_are_one_blank() {
        for (text, name) in [
            (" Annual\r\nRevenue ", "Annual Revenue"),
            ("Annual  Revenue", "Annual Revenue"),
            ("\u{feff}Name", "Name"),
            ("Cafe\u{301}\u{a0}Noir", "Café Noir"),
            (" ", ""),
        ] {
            assert_eq!(header_name(text), name);
            assert!(is_header(text, name) || name.is_empty() || text.starts_with('\u{feff}'));
        }
        assert!(!is_header("Acme", "Account"));
    }
}
