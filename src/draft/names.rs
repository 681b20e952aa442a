//! Names for records, fields and lists from the names of files and columns, whatever their script.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::analysis::{alphabet, has_mixed_alphabets, skeleton};
use crate::syntax::is_name;

/// Words that mean something at a place where a field's name stands too, so that a column called so
/// gets another name.
const TAKEN: [&str; 4] = ["known", "unknown", "today", "this"];

/// Signs that say something in a header, and the word for each.
const SIGNS: [(char, &str); 3] = [('%', "percent"), ('#', "number"), ('&', "and")];

/// The names given so far in one space of names: no two of them are equal or look alike.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    exact: BTreeSet<String>,
    skeletons: BTreeSet<String>,
}

impl Names {
    /// Takes the wanted name, or the first of `name_2`, `name_3` … that is free.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        self.take_unless(&[wanted], |_| false)
    }

    /// Takes the first of the wanted names that is free here and not refused, or the first of them
    /// with a number that is.
    pub(super) fn take_unless(
        &mut self,
        wanted: &[&str],
        is_refused: impl Fn(&str) -> bool,
    ) -> String {
        let last = wanted.last().copied().unwrap_or_default();
        let numbered = (2_u32..).map(|count| format!("{last}_{count}"));
        let name = wanted
            .iter()
            .map(|name| (*name).to_owned())
            .chain(numbered)
            .find(|name| !self.has_alike(name) && !is_refused(name))
            .unwrap_or_default(); // there is no end of numbers
        self.skeletons.insert(skeleton(&name));
        self.exact.insert(name.clone());
        name
    }

    /// True if this very name is taken.
    pub(super) fn has(&self, name: &str) -> bool {
        self.exact.contains(name)
    }

    /// True if a name is taken that is equal to it or looks alike.
    pub(super) fn has_alike(&self, name: &str) -> bool {
        self.skeletons.contains(&skeleton(name))
    }
}

/// `sales_teams` → `SalesTeam`: what a row of the table is. A name that begins with a digit gets a
/// `_` before it, so that the file is still found by the record's name.
pub(super) fn record_name(table: &str) -> String {
    let mut words = words(table);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    let name: String = words.iter().map(|word| capitalised(word)).collect();
    let starts_well = is_name(&name);
    if starts_well {
        name
    } else if words.is_empty() {
        "Row".to_owned()
    } else {
        format!("_{}", words.join("_"))
    }
}

/// The header itself where it is a name, else its words in small letters with `_` between them.
/// `column_3` where nothing is left of it.
pub(super) fn field_name(header: &str, place: usize) -> String {
    let header: String = header.trim().nfc().collect();
    if is_name(&header) && !has_mixed_alphabets(&header) {
        return if TAKEN.contains(&header.as_str()) {
            format!("{header}_")
        } else {
            header
        };
    }
    let mut words = words(&header);
    // `52 Week Low` is called `week_low_52`.
    let is_number = |word: &String| word.chars().all(|letter| letter.is_ascii_digit());
    let numbers = words.iter().take_while(|word| is_number(word)).count();
    words.rotate_left(numbers);
    let name = words.join("_").to_lowercase();
    let name: String = name.nfc().collect();
    // Words part where alphabets change, but not at a letter of an alphabet that is not told apart.
    if has_mixed_alphabets(&name) {
        return format!("column_{}", place + 1);
    }
    if is_name(&name) && !TAKEN.contains(&name.as_str()) {
        return name;
    }
    // A reserved word, or something that begins with no letter.
    let marked = format!("{name}_");
    if !name.is_empty() && is_name(&marked) {
        marked
    } else {
        format!("column_{}", place + 1)
    }
}

/// `sales_team` → `SalesTeam` and `SalesTeams`, for the list of a field's values.
pub(super) fn list_names(field: &str) -> [String; 2] {
    let mut words = words(field);
    let name = |words: &[String]| -> String {
        let name: String = words.iter().map(|word| capitalised(word)).collect();
        if is_name(&name) {
            name
        } else {
            "Values".to_owned()
        }
    };
    let single = name(&words);
    if let Some(last) = words.last_mut() {
        *last = plural(last);
    }
    [single, name(&words)]
}

/// `SalesTeam` → `sales_teams`: the rows of the record that belong to another row.
pub(super) fn plural_name(record: &str) -> String {
    let mut words = words(record);
    for word in &mut words {
        *word = word.to_lowercase();
    }
    if let Some(last) = words.last_mut() {
        *last = plural(last);
    }
    let name: String = words.join("_").nfc().collect();
    if is_name(&name) {
        name
    } else {
        format!("rows_{name}")
    }
}

/// `SalesTeam` → `sales_team`.
pub(super) fn snake(record: &str) -> String {
    let words: Vec<String> = words(record)
        .iter()
        .map(|word| word.to_lowercase())
        .collect();
    words.join("_").nfc().collect()
}

/// The words of a text: parted by what cannot stand in a name, by `_`, by a capital after a small
/// letter, and where one alphabet gives way to another.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    let end = |word: &mut String, words: &mut Vec<String>| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for letter in text.nfc() {
        if let Some((_, sign)) = SIGNS.iter().find(|(sign, _)| *sign == letter) {
            end(&mut word, &mut words);
            words.push((*sign).to_owned());
            before = None;
            continue;
        }
        if letter == '_' || !unicode_ident::is_xid_continue(letter) {
            // An apostrophe inside of a word does not part it: `l'école` is two words, `don’t` too;
            // both read well.
            end(&mut word, &mut words);
            before = None;
            continue;
        }
        if before.is_some_and(|before| parts(before, letter)) {
            end(&mut word, &mut words);
        }
        word.push(letter);
        before = Some(letter);
    }
    end(&mut word, &mut words);
    words
}

/// True if a word ends between two letters.
fn parts(before: char, letter: char) -> bool {
    let camel = before.is_lowercase() && letter.is_uppercase();
    let other = match (alphabet(before), alphabet(letter)) {
        (Some(one), Some(other)) => one != other,
        (Some(_) | None, _) => false,
    };
    camel || other
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).nfc().collect()
}

/// Words that end in `s` and are no plural.
const NO_PLURALS: [&str; 5] = ["series", "news", "species", "campus", "bonus"];

/// `companies` → `company`. English only: other words stay as they are.
fn singular(word: &str) -> String {
    let small = word.to_lowercase();
    let no_plural = NO_PLURALS.contains(&small.as_str())
        || ["ss", "us", "is"].iter().any(|end| small.ends_with(end))
        || small.chars().count() < 4;
    if no_plural || !small.is_ascii() {
        return word.to_owned();
    }
    let without = |end: usize| word.get(..word.len() - end).unwrap_or(word).to_owned();
    let doubled = ["sses", "xes", "ches", "shes", "zes"];
    if small.ends_with("ies") && small.len() > 4 {
        // A word in capitals keeps them.
        let y = if small == word { "y" } else { "Y" };
        let y = if word.ends_with("ies") { "y" } else { y };
        format!("{}{y}", without(3))
    } else if doubled.iter().any(|end| small.ends_with(end)) {
        without(2)
    } else if small.ends_with('s') {
        without(1)
    } else {
        word.to_owned()
    }
}

/// `company` → `companies`.
fn plural(word: &str) -> String {
    let ends = |end: &str| word.ends_with(end);
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|end| ends(end));
    if !word.is_ascii() || word.ends_with(|letter: char| letter.is_ascii_digit()) {
        word.to_owned()
    } else if ends("y") && !vowel_before_y {
        format!("{}ies", word.trim_end_matches('y'))
    } else if ["s", "x", "ch", "sh", "z"].iter().any(|end| ends(end)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn records_are_called_after_their_files() {
        let cases = [
            ("accounts", "Account"),
            ("sales_teams", "SalesTeam"),
            ("Unicorn_Companies", "UnicornCompany"),
            ("sales pipeline", "SalesPipeline"),
            ("hubspot-crm-exports-all-deals", "HubspotCrmExportsAllDeal"),
            ("addresses", "Address"),
            ("status", "Status"),
            ("series", "Series"),
            ("клиенты", "Клиенты"),
            ("客户", "客户"),
            ("2010-12-01", "_2010_12_01"),
            ("--", "Row"),
            ("", "Row"),
        ];
        for (table, expected) in cases {
            assert_eq!(record_name(table), expected, "{table}");
        }
    }

    #[test]
    fn fields_keep_their_headers_or_their_words() {
        let cases = [
            ("account", "account"),
            ("InvoiceNo", "InvoiceNo"),
            ("Year Founded", "year_founded"),
            ("GICS Sub-Industry", "gics_sub_industry"),
            ("Price/Earnings", "price_earnings"),
            ("52 Week Low", "week_low_52"),
            ("emp.var.rate", "emp_var_rate"),
            ("Growth %", "growth_percent"),
            ("when", "when_"),
            ("known", "known_"),
            ("Nom de l'école", "nom_de_l_école"),
            ("Отрасль (осн.)", "отрасль_осн"),
            ("業種", "業種"),
            // The first letter is a Cyrillic one.
            ("Сountry", "с_ountry"),
            ("2024", "column_4"),
            ("€", "column_4"),
            ("", "column_4"),
        ];
        for (header, expected) in cases {
            assert_eq!(field_name(header, 3), expected, "{header}");
        }
    }

    #[test]
    fn rows_of_others_are_called_in_the_plural() {
        for (record, expected) in [
            ("Account", "accounts"),
            ("SalesTeam", "sales_teams"),
            ("UnicornCompany", "unicorn_companies"),
            ("Address", "addresses"),
            ("Survey", "surveys"),
            ("Клиенты", "клиенты"),
            ("_2010_12_01", "rows_2010_12_01"),
        ] {
            assert_eq!(plural_name(record), expected, "{record}");
        }
        assert_eq!(snake("SalesTeam"), "sales_team");
        assert_eq!(list_names("deal_stage"), ["DealStage", "DealStages"]);
        assert_eq!(list_names("Industry"), ["Industry", "Industries"]);
    }

    #[test]
    fn names_that_look_alike_are_told_apart() {
        let mut names = Names::default();
        assert_eq!(names.take("country"), "country");
        assert_eq!(names.take("Country"), "Country_2");
        assert_eq!(names.take("country"), "country_3");
        let mut others = Names::default();
        let refused = |name: &str| names.has(name);
        assert_eq!(
            others.take_unless(&["Country_2", "nation"], refused),
            "nation"
        );
        assert_eq!(others.take_unless(&["COUNTRY"], refused), "COUNTRY");
    }

    proptest! {
        #[test]
        fn every_name_is_a_name(text in "\\PC{0,12}", place in 0..30_usize) {
            prop_assert!(is_name(&field_name(&text, place)), "{}", field_name(&text, place));
            prop_assert!(is_name(&record_name(&text)), "{}", record_name(&text));
            prop_assert!(is_name(&plural_name(&record_name(&text))));
            prop_assert!(list_names(&field_name(&text, place)).iter().all(|name| is_name(name)));
        }
    }
}
