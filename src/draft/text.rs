//! Pieces of text that a pack is made of: quoted texts, comments, counts.

use crate::decimal::Decimal;

/// Comments are broken before this column.
const WIDTH: usize = 96;

/// A text in quotes, as a pack writes it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A text as an expression: braces are doubled, because single ones hold values.
pub(super) fn quoted_value(text: &str) -> String {
    quoted(&text.replace('{', "{{").replace('}', "}}"))
}

/// A text in a comment.
pub(super) fn ticked(text: &str) -> String {
    format!("`{}`", one_line(text))
}

/// A text without line ends and other control characters.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .map(|letter| if is_unwritable(letter) { ' ' } else { letter })
        .collect()
}

/// True for what cannot stand in a line of a pack.
pub(super) fn is_unwritable(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// `1 row`, `8,800 rows`
pub(super) fn counted(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} {what}{s}", thousands(&count.to_string()))
}

/// `8420` → `8,420`, with a sign and decimals or not.
pub(super) fn thousands(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (digits, String::new()),
    };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{fraction}")
}

/// Millionths as a number for people.
pub(super) fn number(units: i128) -> String {
    Decimal::from_units(units).map_or_else(String::new, |number| thousands(&number.to_string()))
}

/// A paragraph as lines of comments, broken between words; what begins with blanks stays as it is.
pub(super) fn comment(paragraph: &str, indent: &str) -> String {
    let mut lines = String::new();
    for line in paragraph.split('\n').map(one_line) {
        let mut written = String::new();
        let rest = line.trim_start();
        let lead = line.get(..line.len() - rest.len()).unwrap_or_default();
        for word in rest.split(' ') {
            let fits = indent.len() + written.chars().count() + word.chars().count() + 3 <= WIDTH;
            if !written.is_empty() && !fits && lead.is_empty() {
                lines.push_str(&format!("{indent}# {written}\n"));
                written.clear();
            }
            if !written.is_empty() {
                written.push(' ');
            }
            written.push_str(word);
        }
        lines.push_str(&format!("{indent}# {lead}{written}\n"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, expected) in [
            ("8420", "8,420"),
            ("-1234567.25", "-1,234,567.25"),
            ("999", "999"),
            ("0.5", "0.5"),
        ] {
            assert_eq!(thousands(number), expected);
        }
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(8800, "row"), "8,800 rows");
        assert_eq!(number(11_698_000_000), "11,698");
    }

    #[test]
    fn comments_are_broken_between_words() {
        let text = comment(&"word ".repeat(30), "  ");
        assert!(
            text.lines()
                .all(|line| line.starts_with("  # ") && line.len() <= WIDTH)
        );
        assert_eq!(text.lines().count(), 2);
        assert_eq!(comment("a\nb\u{7}c\n  x y", ""), "# a\n# b c\n#   x y\n");
    }

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(quoted_value("{x} \"y\""), "\"{{x}} \"\"y\"\"\"");
        assert_eq!(quoted("the \"best\""), "\"the \"\"best\"\"\"");
    }
}
