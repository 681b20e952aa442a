//! Columns with a few values that come again and again: the values as members of a choice.

use super::names::{Names, field_name};
use super::text::is_unwritable;
use crate::analysis::{has_mixed_alphabets, skeleton};
use crate::profile::Values;
use crate::syntax::is_name;
use crate::written::NumberText;

/// More different values are no choice.
const MOST: usize = 40;
/// A value with more characters is no choice.
const LONGEST: usize = 60;
/// Choices that take more characters in all stand in a list of their own.
const LONGEST_INLINE: usize = 40;

/// The values of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) members: Vec<Member>,
    /// True if they stand from low to high.
    pub(super) ordered: bool,
    /// Values written in several ways that differ in capitals only.
    pub(super) spellings: Vec<(String, String)>,
}

/// A value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// Its text in the file.
    pub(super) text: String,
    /// Its name: the text itself if that can be one.
    pub(super) name: String,
}

/// What keeps a column from being a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoChoice {
    /// Its values do not recur, or are too many or too long.
    Free,
    /// They recur, but many of them stand in one row only: more of the kind will come.
    Open,
}

/// The choice that a column's values make.
pub(super) fn choice(values: &Values) -> Result<Choice, NoChoice> {
    let (total, distinct) = (values.total(), values.distinct());
    let few = values.are_listed() && (2..=MOST).contains(&distinct) && total >= 2 * distinct;
    if !few || (distinct > 12 && total < 5 * distinct) {
        return Err(NoChoice::Free);
    }
    let commonest = values.commonest();
    let can_be_written =
        |text: &str| text.chars().count() <= LONGEST && !text.chars().any(is_unwritable);
    if !commonest.iter().all(|(text, _)| can_be_written(text)) {
        return Err(NoChoice::Free);
    }
    let once = commonest.iter().filter(|(_, seen)| seen.count == 1).count();
    if 3 * once > distinct {
        return Err(NoChoice::Open);
    }
    let mut spellings = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    for (text, _) in commonest {
        match texts
            .iter()
            .find(|one| one.to_lowercase() == text.to_lowercase())
        {
            Some(one) => spellings.push(((*one).to_owned(), text.to_owned())),
            None => texts.push(text),
        }
    }
    let mut skeletons: Vec<String> = texts.iter().map(|text| skeleton(text)).collect();
    skeletons.sort();
    skeletons.dedup();
    let refused = |text: &&str| {
        matches!(text.to_lowercase().as_str(), "known" | "unknown") || has_mixed_alphabets(text)
    };
    if texts.len() < 2 || skeletons.len() < texts.len() || texts.iter().any(refused) {
        return Err(NoChoice::Free);
    }
    let ordered = put_in_order(&mut texts);
    Ok(Choice {
        members: members(&texts),
        ordered,
        spellings,
    })
}

/// Names for values. Those that are names keep them; no other's name is a value's text.
fn members(texts: &[&str]) -> Vec<Member> {
    let mut names = Names::default();
    let is_own = |text: &str| is_name(text);
    for text in texts.iter().filter(|text| is_own(text)) {
        names.take(text);
    }
    let mut values = Names::default();
    for text in texts {
        values.take(text);
    }
    let member = |(place, text): (usize, &&str)| Member {
        text: (*text).to_owned(),
        name: if is_own(text) {
            (*text).to_owned()
        } else {
            let wanted = field_name(text, place).to_lowercase();
            names.take_unless(&[&wanted], |name| values.has_alike(name))
        },
    };
    texts.iter().enumerate().map(member).collect()
}

impl Choice {
    /// True if the members may stand behind the field's name.
    pub(super) fn is_short(&self) -> bool {
        let lengths = self
            .members
            .iter()
            .map(|member| member.text.chars().count() + 2);
        self.members.len() <= 6 && lengths.sum::<usize>() <= LONGEST_INLINE
    }

    /// True if every text is a name.
    pub(super) fn is_all_names(&self) -> bool {
        self.members.iter().all(|member| member.text == member.name)
    }
}

/// Words that stand in an order, each from low to high.
const SCALES: &[&[&str]] = &[
    &["very low", "low", "medium", "high", "very high"],
    &["low", "moderate", "high"],
    &["low", "mid", "high"],
    &["small", "medium", "large", "enterprise"],
    &["small", "mid-market", "enterprise"],
    &["smb", "mid-market", "enterprise"],
    &["xs", "s", "m", "l", "xl", "xxl"],
    &["cold", "warm", "hot"],
    &["never", "rarely", "sometimes", "often", "always"],
    &["bronze", "silver", "gold", "platinum", "diamond"],
    &["poor", "fair", "good", "very good", "excellent"],
    &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ],
    &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ],
    &["niedrig", "mittel", "hoch"],
    &["klein", "mittel", "groß"],
    &["faible", "moyen", "élevé"],
    &["низкий", "средний", "высокий"],
    &["q1", "q2", "q3", "q4"],
];

/// Puts bands (`200-499`, `2000+`) and words of a scale in their order; false if they have none.
fn put_in_order(texts: &mut [&str]) -> bool {
    let small: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let scale = SCALES
        .iter()
        .find(|scale| small.iter().all(|text| scale.contains(&text.as_str())));
    if let Some(scale) = scale {
        texts.sort_by_key(|text| {
            let small = text.to_lowercase();
            scale.iter().position(|word| *word == small)
        });
        return true;
    }
    let bands: Option<Vec<Band>> = texts.iter().map(|text| Band::of(text)).collect();
    let mut bands = bands.unwrap_or_default();
    bands.sort();
    let apart = bands.windows(2).all(|pair| pair.first() != pair.last());
    if bands.is_empty() || !apart || !bands.iter().any(|band| band.is_range) {
        return false;
    }
    texts.sort_by_cached_key(|text| Band::of(text));
    true
}

/// A stretch of numbers, compared by where it begins.
#[derive(Clone, Debug)]
struct Band {
    /// In thousandths; `<50` begins just below 50.
    from: i128,
    /// True if it is more than a single number.
    is_range: bool,
}

impl PartialEq for Band {
    fn eq(&self, other: &Band) -> bool {
        self.from == other.from
    }
}

impl Eq for Band {}

impl PartialOrd for Band {
    fn partial_cmp(&self, other: &Band) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Band {
    fn cmp(&self, other: &Band) -> std::cmp::Ordering {
        self.from.cmp(&other.from)
    }
}

impl Band {
    /// `200-499`, `$1M-$10M`, `2000+`, `<50`, `1 to 9 people`
    fn of(text: &str) -> Option<Band> {
        let below = text.strip_prefix(['<', '≤']);
        let above = text.strip_prefix(['>', '≥']);
        let rest = below.or(above).unwrap_or(text).trim();
        let digits = rest.find(|letter: char| letter.is_ascii_digit())?;
        let sign = ['-', '–', '—', '+'];
        let end = rest
            .char_indices()
            .skip_while(|(at, _)| *at <= digits)
            .find(|(at, letter)| {
                sign.contains(letter) || rest.get(*at..).is_some_and(|end| end.starts_with(" to "))
            })
            .map(|(at, _)| at);
        let first = rest.get(..end.unwrap_or(rest.len()))?.trim();
        let from = thousandths(first)?;
        Some(Band {
            from: from * 2 - i128::from(below.is_some()) + i128::from(above.is_some()),
            is_range: end.is_some() || below.is_some() || above.is_some(),
        })
    }
}

/// A number with a comma or not, a currency and `k`, `M` or `B`.
fn thousandths(text: &str) -> Option<i128> {
    let number = NumberText::split(text)?;
    let plain = number.body.replace(',', "");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let fraction: String = format!("{fraction}000").chars().take(3).collect();
    let value: i128 = format!("{whole}{fraction}").parse().ok()?;
    value.checked_mul(10_i128.pow(u32::from(number.zeros)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn values(texts: &[(&str, usize)]) -> Values {
        let mut values = Values::default();
        let mut line = 1;
        for (text, count) in texts {
            for _ in 0..*count {
                line += 1;
                values.push(text, line);
            }
        }
        values
    }

    fn texts(choice: &Choice) -> Vec<&str> {
        choice
            .members
            .iter()
            .map(|member| member.text.as_str())
            .collect()
    }

    #[test]
    fn few_values_that_recur_are_a_choice() {
        let found = choice(&values(&[("Won", 5), ("Lost", 3), ("in play", 2)])).unwrap();
        assert_eq!(texts(&found), ["Won", "Lost", "in play"]);
        assert!(!found.ordered && !found.is_all_names());
        let names: Vec<&str> = found.members.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Won", "Lost", "in_play"]);
        assert_eq!(choice(&values(&[("a", 1), ("b", 1)])), Err(NoChoice::Free));
        assert_eq!(choice(&values(&[("a", 9)])), Err(NoChoice::Free));
        let open = [("a", 9), ("b", 1), ("c", 1)];
        assert_eq!(choice(&values(&open)), Err(NoChoice::Open));
    }

    #[test]
    fn bands_and_scales_have_their_order() {
        let bands = [("2000+", 4), ("200-499", 4), ("1,000-1,999", 4), ("<50", 4)];
        let found = choice(&values(&bands)).unwrap();
        assert!(found.ordered);
        assert_eq!(texts(&found), ["<50", "200-499", "1,000-1,999", "2000+"]);
        let money = [
            ("$10M-$50M", 4),
            ("$200M+", 4),
            ("$1M-$10M", 4),
            ("$0.5B", 4),
        ];
        let found = choice(&values(&money)).unwrap();
        assert_eq!(texts(&found), ["$1M-$10M", "$10M-$50M", "$200M+", "$0.5B"]);
        let found = choice(&values(&[("high", 3), ("Low", 3)])).unwrap();
        assert!(found.ordered);
        assert_eq!(texts(&found), ["Low", "high"]);
    }

    #[test]
    fn spellings_that_differ_in_capitals_are_one_value() {
        let found = choice(&values(&[("Web", 4), ("web", 2), ("Shop", 3)])).unwrap();
        assert_eq!(texts(&found), ["Web", "Shop"]);
        assert_eq!(found.spellings, [("Web".to_owned(), "web".to_owned())]);
    }

    #[test]
    fn a_made_name_is_never_another_value() {
        let found = choice(&values(&[("a_b", 4), ("A B", 3)])).unwrap();
        let names: Vec<&str> = found.members.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["a_b", "a_b_2"]);
    }
}
