//! Names of sheets that Excel takes.

use std::collections::BTreeSet;

/// Excel's limit, in UTF-16 units.
const LONGEST: usize = 31;

/// Names that were given, in lower case: Excel sees no difference.
#[derive(Default)]
pub(super) struct SheetNames(BTreeSet<String>);

impl SheetNames {
    /// A name like the one wished for that Excel takes and no other sheet has.
    pub(super) fn give(&mut self, wished: &str) -> String {
        let legal: String = wished.chars().map(legal_letter).collect();
        let legal = legal.trim_matches(['\'', ' ']);
        let legal = if legal.is_empty() { "sheet" } else { legal };
        let mut name = cut(legal, LONGEST).to_owned();
        let mut count = 1;
        while !self.is_free(&name) {
            count += 1;
            let end = format!(" ({count})");
            name = format!("{}{end}", cut(legal, LONGEST - end.len()));
        }
        self.0.insert(name.to_lowercase());
        name
    }

    /// `History` belongs to Excel.
    fn is_free(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        name != "history" && !self.0.contains(&name)
    }
}

fn legal_letter(letter: char) -> char {
    match letter {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '_',
        other if other.is_control() => '_',
        other => other,
    }
}

/// The beginning of a text, at most so many UTF-16 units long.
pub(super) fn cut(text: &str, longest: usize) -> &str {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > longest {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{SheetNames, cut};

    #[test]
    fn names_are_legal_and_different() {
        let mut names = SheetNames::default();
        for (wished, given) in [
            ("calls", "calls"),
            ("Calls", "Calls (2)"),
            ("CALLS", "CALLS (3)"),
            ("a/b:c*d?[e]\\", "a_b_c_d__e__"),
            ("'x'", "x"),
            ("", "sheet"),
            ("''", "sheet (2)"),
            ("history", "history (2)"),
            (
                "a_name_of_more_than_31_characters",
                "a_name_of_more_than_31_characte",
            ),
            (
                "a_name_of_more_than_31_charactersX",
                "a_name_of_more_than_31_char (2)",
            ),
        ] {
            assert_eq!(names.give(wished), given, "{wished:?}");
        }
    }

    #[test]
    fn a_letter_of_two_units_is_not_cut_in_two() {
        assert_eq!(cut("ab🙂c", 3), "ab");
        assert_eq!(cut("ab🙂c", 4), "ab🙂");
        assert_eq!(cut("ab", 2), "ab");
    }
}
