//! Making text safe to print: what a file or a cell holds must not steer the terminal, nor show
//! words in another order than they stand in.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use crate::source::is_unseen;

/// The text with every character that would steer the terminal replaced by one that shows: control
/// characters by their pictures (`␛`), direction overrides and other unseen marks by `�`. A tab
/// becomes a blank. Line ends stay.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if text.chars().all(|letter| visible(letter) == letter) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(visible).collect())
}

/// What to print for a character.
pub(super) fn visible(letter: char) -> char {
    match letter {
        '\n' => '\n',
        '\t' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        other if is_unseen(other) => '\u{fffd}',
        other => other,
    }
}

/// The text in lines of at most `width` columns, broken at blanks; a longer word stays whole.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    #[test]
    fn what_steers_the_terminal_is_shown_instead() {
        assert_eq!(sanitize("a\u{1b}[31mred\r\n"), "a␛[31mred␍\n");
        assert_eq!(sanitize("x\u{9b}31m\u{7}\u{0}\u{7f}"), "x\u{fffd}31m␇␀␡");
        assert_eq!(
            sanitize("user\u{202e}nimda\u{2066}"),
            "user\u{fffd}nimda\u{fffd}"
        );
        assert_eq!(sanitize("a\tb"), "a b");
    }

    #[test]
    fn letters_of_every_language_stay() {
        // The joiners belong to Persian, Hindi and emoji writing.
        for text in [
            "Кафе",
            "東京",
            "é",
            "می\u{200c}خواهم",
            "👩\u{200d}💻",
            "1\u{a0}000",
        ] {
            assert!(
                matches!(sanitize(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }
}
