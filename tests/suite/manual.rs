//! Every word of the language can be asked for: `gtm help WORD` has an entry, examples and a section.

use gtm::manual::{contents, page, sections, words};

use crate::support::{each, path, snapshot};

/// The words of the grammar: what stands in quotes in its rules called `k_…`.
fn keywords() -> Vec<String> {
    let grammar = std::fs::read_to_string(path("grammar/gtm.pest")).unwrap();
    let rules = grammar.lines().filter(|line| line.starts_with("k_"));
    let words: Vec<String> = rules
        .map(|rule| rule.split('"').nth(1).unwrap().to_owned())
        .collect();
    assert!(words.len() > 60, "the words of the grammar are found");
    words
}

/// What a list in the source says, such as `FUNCTIONS`.
fn listed(file: &str, from: &str, to: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path(file)).unwrap();
    let (_, list) = text.split_once(from).unwrap();
    let (list, _) = list.split_once(to).unwrap();
    let names: Vec<String> = list
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert!(names.len() > 2, "{file}: {from}");
    names
}

fn has_a_page(word: &str) -> Result<(), String> {
    let found = page(word).ok_or_else(|| format!("`{word}` has no line in docs/words.md"))?;
    if found.contains("more: gtm help \"") {
        Ok(())
    } else {
        Err(format!("`{word}` leads to no section"))
    }
}

#[test]
fn every_word_of_the_grammar_can_be_asked_for() {
    each(keywords(), |word| has_a_page(&word));
}

#[test]
fn every_function_can_be_asked_for() {
    let file = "src/analysis/suggestions.rs";
    let mut names = listed(file, "pub const FUNCTIONS: ", "];");
    names.extend(listed(file, "pub const AGGREGATES: ", "];"));
    each(names, |name| {
        let called = words().any(|entry| entry.word == name && entry.group.contains("Functions"));
        match called {
            true => has_a_page(&name),
            false => Err(format!("`{name}` has no line among the functions")),
        }
    });
}

#[test]
fn every_type_operator_hit_policy_and_reserved_word_can_be_asked_for() {
    let asked = [
        "yes/no",
        "one of",
        "list of",
        "is",
        "is not",
        "<",
        "<=",
        ">",
        ">=",
        "in",
        "not in",
        "contains",
        "starts with",
        "ends with",
        "+",
        "-",
        "*",
        "/",
        "..",
        "=",
        "first",
        "unique",
        "all",
        "when",
        "because",
        "else",
        "then",
        "and",
        "or",
        "where",
        "otherwise",
        "not",
        "if",
        "yes",
        "no",
        "today",
        "this",
        "rows",
        "stopped_by",
        "failing",
        "open",
        "status",
        "low",
        "high",
        "label",
        "at",
        "|",
        "||",
        "unknown",
        "fault",
        "not applicable",
    ];
    each(asked, has_a_page);
}

#[test]
fn every_line_leads_to_a_section_and_to_its_own_page() {
    each(words(), |entry| {
        if !sections().any(|title| title == entry.section) {
            return Err(format!(
                "`{}`: there is no section {:?}",
                entry.word, entry.section
            ));
        }
        has_a_page(&entry.word.replace("\\|", "|"))
    });
}

#[test]
fn every_link_of_the_page_is_an_anchor_of_the_reference() {
    let text = std::fs::read_to_string(path("docs/words.md")).unwrap();
    let links = text.lines().filter(|line| line.starts_with("| `"));
    each(links, |line| {
        let (_, link) = line.rsplit_once("[").unwrap();
        let (title, rest) = link.split_once("](reference.md#").unwrap();
        let anchor: String = title
            .to_lowercase()
            .chars()
            .filter_map(|sign| match sign {
                ' ' => Some('-'),
                ',' | ':' => None,
                sign => Some(sign),
            })
            .collect();
        match rest.strip_suffix(") |") == Some(anchor.as_str()) {
            true => Ok(()),
            false => Err(format!("{line}: the anchor of {title:?} is {anchor:?}")),
        }
    });
}

#[test]
fn a_section_and_a_habit_can_be_asked_for() {
    assert!(page("segments").unwrap().starts_with("## Segments\n"));
    assert!(page("VLOOKUP").unwrap().contains("account.sector"));
    assert!(page("==").unwrap().contains("x is 3"));
    assert_eq!(page("nothing of the kind"), None);
}

#[test]
fn the_pages_of_some_words() {
    let asked = [
        "segment", "missing", "one of", "unknown", "count", "starts", "unique", "||", "halving",
    ];
    let pages: Vec<String> = asked
        .iter()
        .map(|word| format!("$ gtm help {word}\n{}", page(word).unwrap()))
        .collect();
    snapshot("manual", &format!("{}\n{}", pages.join("\n"), contents(80)));
}
