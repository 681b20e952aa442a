//! The pieces that a page is made of: headings, paragraphs, tables, blocks.

use crate::ir::{Named, Program};

pub(super) use crate::render::markdown::escaped;

/// A page being written. Its parts are kept apart by blank lines.
pub(super) struct Page<'a> {
    /// The pack it is about.
    pub program: &'a Program,
    text: String,
}

impl<'a> Page<'a> {
    /// An empty page.
    pub fn new(program: &'a Program) -> Page<'a> {
        Page {
            program,
            text: String::new(),
        }
    }

    /// A part, which is Markdown already.
    pub fn raw(&mut self, part: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(part.trim_end());
        self.text.push('\n');
    }

    /// A heading of plain text.
    pub fn heading(&mut self, level: usize, text: &str) {
        self.raw(&format!("{} {}", "#".repeat(level), escaped(text)));
    }

    /// A paragraph of Markdown.
    pub fn paragraph(&mut self, text: &str) {
        self.raw(text);
    }

    /// Items of Markdown, one a line.
    pub fn list(&mut self, items: &[String]) {
        if !items.is_empty() {
            let lines: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
            self.raw(&lines.join("\n"));
        }
    }

    /// A table of Markdown cells; nothing when it has no rows.
    pub fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        // A column in which nothing stands is left out.
        let kept: Vec<usize> = (0..header.len())
            .filter(|&column| {
                rows.iter()
                    .any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
            })
            .collect();
        let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
        let pick = |row: &[String]| -> Vec<String> {
            kept.iter()
                .map(|&column| row.get(column).cloned().unwrap_or_default())
                .collect()
        };
        let heads: Vec<&str> = kept
            .iter()
            .filter_map(|&column| header.get(column).copied())
            .collect();
        let mut text = line(heads.clone());
        text.push_str(&format!("|{}\n", "---|".repeat(heads.len())));
        for row in rows {
            let cells = pick(row);
            text.push_str(&line(cells.iter().map(String::as_str).collect()));
        }
        self.raw(&text);
    }

    /// A fenced block. The fence is longer than any run of backticks inside.
    pub fn block(&mut self, language: &str, text: &str) {
        let longest = text
            .split(|letter| letter != '`')
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let text = crate::render::sanitize(text);
        self.raw(&format!("{fence}{language}\n{}\n{fence}", text.trim_end()));
    }

    /// The whole page.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A name or a formula, set as code.
pub(super) fn code(text: &str) -> String {
    let safe = crate::render::sanitize(text).replace(['\n', '\r'], " ");
    // A bar ends a cell also inside code.
    let safe = safe.replace('|', "\\|");
    if safe.contains('`') {
        format!("`` {safe} ``")
    } else {
        format!("`{safe}`")
    }
}

/// The label for reading, with the name for finding: `**Big enough** (`size`)`.
pub(super) fn titled(named: &Named) -> String {
    match &named.label {
        Some(label) => format!("**{}** ({})", escaped(label), code(&named.name)),
        None => code(&named.name),
    }
}

/// The label, or else the name.
pub(super) fn label_of(named: &Named) -> String {
    named
        .label
        .as_deref()
        .map_or_else(|| code(&named.name), escaped)
}

/// `a, b or c`
pub(super) fn alternatives(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
