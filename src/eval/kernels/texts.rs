//! Tests of texts. Case is ignored by one fixed mapping: the simple lower case of every character.

use super::compare::with_flags;
use super::numbers::{count_units, from_rows};
use crate::eval::column::{
    Interval, ListColumn, NumberColumn, OPEN_HIGH, TextColumn, YesNoColumn, both_flags, flag, truth,
};
use crate::ir::TextOperator;

/// The simple lower case: character by character, whatever stands beside it.
fn lower(text: &str) -> String {
    // The one character with a longer lower case, `İ`, has `i` as its simple one, which comes first.
    text.chars()
        .map(|character| character.to_lowercase().next().unwrap_or(character))
        .collect()
}

/// `title contains "student"`; unknown where either text is.
pub(crate) fn test(operator: TextOperator, text: &TextColumn, part: &TextColumn) -> YesNoColumn {
    // The part is nearly always the same on every row.
    let mut last: Option<(&str, String)> = None;
    let rows = text
        .texts()
        .zip(part.texts())
        .enumerate()
        .map(|(row, (text_, part_))| {
            let bits = both_flags(text.flags.get(row), part.flags.get(row));
            let (Some(text_), Some(part_)) = (text_, part_) else {
                return with_flags(truth::UNKNOWN, bits);
            };
            if last.as_ref().is_none_or(|(original, _)| *original != part_) {
                last = Some((part_, lower(part_)));
            }
            let part_ = last.as_ref().map_or("", |(_, lowered)| lowered);
            let text_ = lower(text_);
            let holds = match operator {
                TextOperator::Contains => text_.contains(part_),
                TextOperator::StartsWith => text_.starts_with(part_),
                TextOperator::EndsWith => text_.ends_with(part_),
            };
            with_flags(if holds { truth::YES } else { truth::NO }, bits)
        });
    rows.collect()
}

/// `length(text)`: its number of characters.
pub(crate) fn length(texts: &TextColumn) -> NumberColumn {
    let rows = texts.texts().enumerate().map(|(row, text)| {
        let count = text.map(|text| text.chars().count());
        count_row(count, texts.flags.get(row))
    });
    from_rows(rows, texts.len())
}

/// `count(list)`: its number of items.
pub(crate) fn size(lists: &ListColumn) -> NumberColumn {
    let rows = lists.values.iter().enumerate().map(|(row, list)| {
        let count = list.as_ref().map(|list| list.len());
        count_row(count, lists.flags.get(row))
    });
    from_rows(rows, lists.values.len())
}

fn count_row(count: Option<usize>, bits: u8) -> (Interval, u8) {
    if bits & flag::APPLIES == 0 {
        return (Interval::ZERO, bits);
    }
    let count = count.map(|count| Interval::point(count_units(count as u64)));
    (
        count.unwrap_or(Interval {
            low: 0,
            high: OPEN_HIGH,
        }),
        bits,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_ignored_character_by_character() {
        assert_eq!(lower("ÉCOLE"), "école");
        assert_eq!(lower("İstanbul"), "istanbul");
        assert_eq!(lower("ΟΔΟΣ"), "οδοσ");
    }
}
