//! Texts that a spreadsheet would run. Every format that spreadsheets open asks here.

/// True if a spreadsheet might take the text for a formula: it begins with `=`, `+`, `-`, `@` (of half or full
/// width), perhaps behind blanks, quotes or unseen signs, or with a tab or a carriage return; and it is no
/// number or phone number. A `'` in front of such a text makes another, so that the mark can be taken off
/// again.
#[must_use]
pub(super) fn looks_like_formula(text: &str) -> bool {
    if text.trim_start_matches('\'').starts_with(['\t', '\r']) {
        return true;
    }
    let rest = text.trim_start_matches(is_skipped);
    let mut letters = rest.chars();
    match letters.next() {
        Some('=' | '＝' | '@' | '＠') => true,
        Some('+' | '-') => !is_number(letters.as_str()),
        Some('＋' | '－' | '−') => true,
        Some(_) | None => false,
    }
}

/// What programs leave out, or take for a mark of text, when they look for a formula.
fn is_skipped(letter: char) -> bool {
    let is_quote = matches!(letter, '"' | '\'' | '“' | '”' | '‘' | '’' | '`');
    let is_unseen = matches!(
        letter,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    );
    letter.is_whitespace() || letter.is_control() || is_quote || is_unseen
}

/// What may follow a sign and still be no more than a number: digits with single separators between them,
/// perhaps a `%`. Nothing can be worked out from it.
fn is_number(text: &str) -> bool {
    let digits = text.strip_suffix('%').unwrap_or(text);
    let separators = [',', '.', ' ', '\u{a0}', '\u{202f}', '\''];
    digits
        .split(separators)
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::looks_like_formula;

    #[test]
    fn what_a_spreadsheet_would_run_is_found() {
        for text in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "-x",
            "-",
            "+",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "'\r",
            " =1",
            "\u{a0}=1",
            "\"=1",
            "' =1",
            "\n=1",
            "\u{feff}=1",
            "\u{200b}@x",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "−1",
            "-1-2",
            "+1+1",
            "-5 EUR",
            "-1,,5",
        ] {
            assert!(looks_like_formula(text), "{text:?}");
        }
    }

    #[test]
    fn numbers_and_other_texts_are_left_alone() {
        for text in [
            "",
            "-5",
            "+5",
            "-5.25",
            "-1,234.50",
            "-1.234,50",
            "-1 234",
            "-1'234",
            "-12%",
            "+33 1 23 45 67 89",
            "x=1",
            "a-b",
            "'x",
            "\"x\"",
            " x",
            "1+1",
        ] {
            assert!(!looks_like_formula(text), "{text:?}");
        }
    }
}
