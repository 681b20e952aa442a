//! What a word, a sign or a section of the language means: read from the pages in `docs`, which are part of the
//! program. `gtm help WORD` and `:help WORD` print it.
//!
//! Stands beside the flow: it knows the pages and no pack.

use std::fmt::Write as _;

const WORDS: &str = include_str!("../docs/words.md");
const REFERENCE: &str = include_str!("../docs/reference.md");

/// So many lines of examples are shown, where no whole statement is.
const EXAMPLES: usize = 3;

/// A line of `docs/words.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The words or signs, as in the first cell.
    pub word: &'a str,
    /// The title of the table that it stands in.
    pub group: &'a str,
    /// How it is written.
    write: &'a str,
    /// What it means.
    means: &'a str,
    /// The section of the reference that tells more.
    pub section: &'a str,
}

/// Every line about a word, in the order of the page.
pub fn words() -> impl Iterator<Item = Word<'static>> {
    let mut group = "";
    WORDS.lines().filter_map(move |line| {
        group = line.strip_prefix("## ").unwrap_or(group);
        let [word, write, means, more] = cells(line)?;
        let word = word.strip_prefix('`')?.strip_suffix('`')?;
        let section = more.strip_prefix('[')?.split(']').next()?;
        Some(Word {
            word,
            group,
            write,
            means,
            section,
        })
    })
}

/// The titles of the sections of the reference, in its order.
pub fn sections() -> impl Iterator<Item = &'static str> {
    REFERENCE
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
}

/// The page about a word, a sign or a section; nothing if there is none.
#[must_use]
pub fn page(topic: &str) -> Option<String> {
    let topic = topic.split_whitespace().collect::<Vec<_>>().join(" ");
    about_word(&topic)
        .or_else(|| about_habit(&topic))
        .or_else(|| section(&topic).map(|text| format!("{text}\n")))
}

/// Everything that can be asked for, by group, each line at most `width` wide.
#[must_use]
pub fn contents(width: usize) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for entry in words() {
        let word = plain(entry.word);
        match groups.last_mut().filter(|(group, _)| *group == entry.group) {
            Some((_, found)) if found.contains(&word) => {}
            Some((_, found)) => found.push(word),
            None => groups.push((entry.group, vec![word])),
        }
    }
    groups.push((
        "Sections of the reference",
        sections().map(|title| format!("\"{title}\"")).collect(),
    ));
    let mut text = String::new();
    for (group, found) in groups {
        text.push_str(group);
        text.push('\n');
        let mut line = String::new();
        for word in found {
            if !line.is_empty() && line.chars().count() + word.chars().count() + 4 > width {
                let _ = writeln!(text, "  {}", line.trim_end());
                line.clear();
            }
            line.push_str(&word);
            line.push_str("  ");
        }
        let _ = writeln!(text, "  {}\n", line.trim_end());
    }
    text
}

/// Names that a wrong topic may have meant.
pub fn topics() -> impl Iterator<Item = &'static str> {
    words().map(|entry| entry.word).chain(sections())
}

/// A line of a table, taken apart; a bar behind a backslash is a bar in a cell.
fn cells<const N: usize>(line: &str) -> Option<[&str; N]> {
    let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
    inner.split(" | ").collect::<Vec<_>>().try_into().ok()
}

/// A cell without the signs of Markdown.
fn plain(cell: &str) -> String {
    cell.replace("\\|", "|").replace('`', "")
}

/// The lines about a word: those of exactly this word, else those it is a part of.
fn about_word(topic: &str) -> Option<String> {
    let topic = topic.to_lowercase();
    let is_it = |entry: &Word<'_>| {
        let word = plain(entry.word);
        word == topic || word.strip_prefix('.') == Some(&topic)
    };
    let has_it = |entry: &Word<'_>| plain(entry.word).split(' ').any(|part| part == topic);
    let mut found: Vec<Word<'_>> = words().filter(is_it).collect();
    let others: Vec<Word<'_>> = words()
        .filter(|entry| has_it(entry) && !is_it(entry))
        .collect();
    let also = if found.is_empty() {
        found.clone_from(&others);
        Vec::new()
    } else {
        others
    };
    if found.is_empty() {
        return None;
    }
    let entries: Vec<String> = found.iter().map(entry_text).collect();
    let mut text = entries.join("\n");
    let mut also: Vec<String> = also.iter().map(|entry| plain(entry.word)).collect();
    also.dedup();
    if !also.is_empty() {
        let _ = writeln!(text, "\nsee also: {}", also.join(", "));
    }
    let mut sections: Vec<&str> = found.iter().map(|entry| entry.section).collect();
    sections.dedup();
    text.push('\n');
    for section in sections {
        let _ = writeln!(text, "more: gtm help \"{section}\"");
    }
    Some(text)
}

fn entry_text(entry: &Word<'_>) -> String {
    let forms: Vec<String> = entry.write.split("`, `").map(plain).collect();
    let mut text = format!("{}\n  {}\n", forms.join("\n"), plain(entry.means));
    let examples = examples(entry);
    if !examples.is_empty() {
        text.push('\n');
    }
    for line in examples {
        let _ = writeln!(text, "    {line}");
    }
    text
}

/// Where the examples of the section have the word: the whole statement that it opens or whose head has it, else some
/// lines.
fn examples(entry: &Word<'_>) -> Vec<&'static str> {
    let lines: Vec<&str> = example_lines(section(entry.section).unwrap_or_default()).collect();
    let word = plain(entry.word);
    let opens = entry.group == "Statements" && !entry.write.starts_with("`param NAME =");
    let has_it = |line: &str| match opens {
        true => line.starts_with(&format!("{word} ")),
        false => holds(line, &word) && written_so(line, entry),
    };
    let mut found: Vec<&str> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        if !has_it(line) || found.contains(&line.trim()) {
            continue;
        }
        if found.is_empty() && line.ends_with('{') && !line.starts_with(' ') {
            let statement = lines.iter().skip(place).copied();
            let inside = statement.clone().take_while(|line| !line.starts_with('}'));
            return inside.chain(["}"]).collect();
        }
        found.push(line.trim());
    }
    found.truncate(if opens { 1 } else { EXAMPLES });
    found
}

/// True if a word of several meanings is used in a line as this entry says: before a bracket or not.
fn written_so(line: &str, entry: &Word<'_>) -> bool {
    let word = plain(entry.word);
    let called = format!("{word}(");
    plain(entry.write).contains(&called) == line.contains(&called)
}

/// The lines of the packs in a section, without comments.
fn example_lines(section: &'static str) -> impl Iterator<Item = &'static str> {
    let mut inside = false;
    section.lines().filter(move |line| {
        let fence = line.starts_with("```");
        inside = if fence { *line == "```gtm" } else { inside };
        inside && !fence && !line.trim_start().starts_with('#')
    })
}

/// True if a line has a word, or signs with a blank around them, outside its texts.
fn holds(line: &str, word: &str) -> bool {
    let code: String = line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
    let is_word = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '.';
    if !word.contains(char::is_alphanumeric) {
        return code.contains(&format!(" {word} "));
    }
    code.match_indices(word).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        let free = before.is_none_or(|sign| !is_word(sign)) || word.starts_with('.');
        free && after.is_none_or(|sign| !is_word(sign) && sign != ':')
    })
}

/// The line of the table of habits whose first cell shows this word, sign or function from elsewhere.
fn about_habit(topic: &str) -> Option<String> {
    let habits = section("Habits from elsewhere")?;
    let wanted = topic.to_lowercase();
    let line = habits.lines().find(|line| {
        let Some([elsewhere, _]) = cells(line) else {
            return false;
        };
        let quoted = elsewhere.split('`').skip(1).step_by(2);
        quoted.map(str::to_lowercase).any(|code| {
            let mut words = code.split(|sign: char| sign.is_whitespace() || sign == '(');
            words.any(|word| word == wanted)
        })
    })?;
    let [elsewhere, here] = cells(line)?;
    Some(format!(
        "{}\n  is written here: {}\n\nmore: gtm help \"Habits from elsewhere\"\n",
        plain(elsewhere),
        plain(here)
    ))
}

/// The text of a section of the reference, by its title in any case.
fn section(title: &str) -> Option<&'static str> {
    let found = sections().find(|found| found.to_lowercase() == title.to_lowercase())?;
    let start = REFERENCE.find(&format!("\n## {found}\n"))? + 1;
    let text = REFERENCE.get(start..)?;
    let end = text.find("\n## ").unwrap_or(text.len());
    text.get(..end).map(str::trim_end)
}
