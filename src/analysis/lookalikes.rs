//! Names that look alike: equal but for case, or with letters of another alphabet that are drawn the
//! same. A reader cannot tell them apart, and a typist will not get them right.

use std::collections::BTreeMap;

use super::analyser::Analyser;
use super::errors::NameProblem;
use crate::ir::{DomainKind, Named};
use crate::source::Span;

/// Letters of other alphabets and the Latin letter they are drawn like.
const DRAWN_ALIKE: &[(char, char)] = &[
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('һ', 'h'),
    ('ԁ', 'd'),
    ('ԛ', 'q'),
    ('ԝ', 'w'),
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('Ѕ', 'S'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('ο', 'o'),
    ('ν', 'v'),
    ('α', 'a'),
    ('ρ', 'p'),
    ('υ', 'u'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('τ', 't'),
];

fn as_latin(letter: char) -> char {
    DRAWN_ALIKE
        .iter()
        .find(|(other, _)| *other == letter)
        .map_or(letter, |(_, latin)| *latin)
}

/// What is left of a name when case and alphabet are taken away.
#[must_use]
pub fn skeleton(name: &str) -> String {
    name.chars()
        .map(as_latin)
        .flat_map(char::to_lowercase)
        .collect()
}

/// An alphabet with letters that are drawn like another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// `a`
    Latin,
    /// `а`
    Cyrillic,
    /// `α`
    Greek,
}

impl Alphabet {
    fn name(self) -> &'static str {
        match self {
            Alphabet::Latin => "Latin",
            Alphabet::Cyrillic => "Cyrillic",
            Alphabet::Greek => "Greek",
        }
    }
}

/// The alphabet of a letter, if it has one of those that can be mistaken for another.
#[must_use]
pub fn alphabet(letter: char) -> Option<Alphabet> {
    match letter {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(Alphabet::Latin),
        '\u{370}'..='\u{3ff}' => Some(Alphabet::Greek),
        '\u{400}'..='\u{52f}' => Some(Alphabet::Cyrillic),
        _ => None,
    }
}

/// Reports names that look alike, and words of two alphabets.
pub fn check(analyser: &mut Analyser<'_>) {
    let own = |named: &Named| (named.name.clone(), named.span);
    let program = &analyser.program;
    let mut groups: Vec<Vec<(String, Span)>> = Vec::new();
    groups.push(
        program
            .params
            .values()
            .map(|param| own(&param.named))
            .chain(program.rules.values().map(|rule| own(&rule.named)))
            .collect(),
    );
    groups.push(
        program
            .named_records()
            .map(|record| own(&program.records[record].named))
            .chain(
                analyser
                    .list_declarations
                    .iter()
                    .map(|(_, list)| (list.name.text.clone(), list.name.span.0)),
            )
            .collect(),
    );
    for record in program.records.values() {
        let fields = record.fields.iter();
        groups.push(
            fields
                .map(|&field| own(&program.fields[field].named))
                .collect(),
        );
    }
    for domain in program
        .domains
        .values()
        .filter(|domain| domain.kind != DomainKind::Status)
    {
        groups.push(
            domain
                .members
                .iter()
                .map(|member| own(&member.named))
                .collect(),
        );
    }
    for group in groups {
        check_group(analyser, &group);
    }
}

fn check_group(analyser: &mut Analyser<'_>, group: &[(String, Span)]) {
    let mut seen: BTreeMap<String, &(String, Span)> = BTreeMap::new();
    for entry in group {
        let (name, at) = entry;
        if let Some((other, before)) = seen.get(&skeleton(name)).filter(|(other, _)| other != name)
        {
            let case_only = name.to_lowercase() == other.to_lowercase();
            let (name, other) = (name.clone(), other.clone());
            analyser.report(NameProblem::Alike {
                name,
                other,
                case_only,
                at: *at,
                before: *before,
            });
        } else {
            check_alphabets(analyser, name, *at);
            seen.entry(skeleton(name)).or_insert(entry);
        }
    }
}

/// True if a word of the name is written in two alphabets.
#[must_use]
pub fn has_mixed_alphabets(name: &str) -> bool {
    name.split(|letter: char| !letter.is_alphabetic())
        .any(|word| {
            let mut found: Vec<Alphabet> = word.chars().filter_map(alphabet).collect();
            found.dedup();
            found.len() > 1
        })
}

/// A word is written in one alphabet.
fn check_alphabets(analyser: &mut Analyser<'_>, name: &str, at: Span) {
    for word in name.split(|c: char| !c.is_alphabetic()) {
        let mut found: Vec<Alphabet> = Vec::new();
        for alphabet in word.chars().filter_map(alphabet) {
            if !found.contains(&alphabet) {
                found.push(alphabet);
            }
        }
        let [first, second, ..] = found.as_slice() else {
            continue;
        };
        let latin: String = name.chars().map(as_latin).collect();
        let one_alphabet = latin
            .chars()
            .filter_map(alphabet)
            .all(|found| found == Alphabet::Latin);
        let problem = NameProblem::MixedAlphabets {
            name: name.to_owned(),
            first: first.name(),
            second: second.name(),
            odd: odd_letters(word),
            meant: one_alphabet.then_some(latin),
            at,
        };
        analyser.report(problem);
        return;
    }
}

/// The letters of the alphabet that the word has fewer of.
fn odd_letters(word: &str) -> String {
    let count = |wanted| {
        word.chars()
            .filter(|&letter| alphabet(letter) == Some(wanted))
            .count()
    };
    let present = [Alphabet::Latin, Alphabet::Cyrillic, Alphabet::Greek];
    let rarest = present
        .into_iter()
        .filter(|&a| count(a) > 0)
        .min_by_key(|&a| count(a));
    let mut letters: Vec<char> = word
        .chars()
        .filter(|&letter| alphabet(letter) == rarest)
        .collect();
    letters.dedup();
    letters
        .iter()
        .map(|letter| format!("`{letter}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skeleton_forgets_case_and_alphabet() {
        // The first word begins with a Cyrillic letter.
        assert_eq!(skeleton("сountry"), "country");
        assert_eq!(skeleton("Country"), "country");
        assert_ne!(skeleton("страна"), skeleton("country"));
    }
}
