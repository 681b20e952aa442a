//! The ledger of a row as text, Markdown and JSON.

use unicode_width::UnicodeWidthStr;

use crate::eval::{Explanation, LineExplanation, RuleExplanation};

/// Indented, aligned text for a terminal or a mail.
#[must_use]
pub fn explanation_text(explanation: &Explanation) -> String {
    let mut text = format!("{}\n", explanation.key);
    let name_width = explanation
        .rules
        .iter()
        .map(|rule| rule.name.width())
        .max()
        .unwrap_or(0);
    for rule in &explanation.rules {
        text.push_str(&rule_text(rule, name_width));
    }
    text
}

fn rule_text(rule: &RuleExplanation, name_width: usize) -> String {
    let label = rule.label.as_deref().unwrap_or("");
    let head = format!(
        "  {}  {}  {label}",
        padded(&rule.name, name_width),
        rule.result
    );
    let mut text = format!("{}\n", head.trim_end());
    let width_of = |part: fn(&LineExplanation) -> &str| {
        rule.lines
            .iter()
            .map(|line| part(line).width())
            .max()
            .unwrap_or(0)
    };
    let (names, verdicts) = (width_of(|line| &line.name), width_of(|line| &line.verdict));
    for line in &rule.lines {
        let name = padded(&line.name, names);
        let verdict = padded(&line.verdict, verdicts);
        let row = format!("      {name}  {verdict}  {}", line.detail);
        text.push_str(row.trim_end());
        text.push('\n');
    }
    for (head, body) in footers(rule) {
        text.push_str(&format!("      {head}: {body}\n"));
    }
    text
}

/// What stands below the lines: the reason and what is open.
fn footers(rule: &RuleExplanation) -> Vec<(&'static str, String)> {
    let mut footers = Vec::new();
    if let Some(because) = &rule.because {
        footers.push(("because", because.clone()));
    }
    if !rule.open.is_empty() {
        footers.push(("hangs on", rule.open.join(", ")));
    }
    if !rule.faults.is_empty() {
        footers.push(("no answer would settle", rule.faults.join("; ")));
    }
    footers
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Markdown with a table a rule.
#[must_use]
pub fn explanation_markdown(explanation: &Explanation) -> String {
    let mut text = format!("# {}\n", escaped(&explanation.key));
    for rule in &explanation.rules {
        let label = rule
            .label
            .as_ref()
            .map_or_else(String::new, |label| format!(" ({})", escaped(label)));
        text.push_str(&format!(
            "\n## {}{label}: {}\n",
            escaped(&rule.name),
            escaped(&rule.result)
        ));
        if !rule.lines.is_empty() {
            text.push_str("\n| line | came to | seen |\n|---|---|---|\n");
        }
        for line in &rule.lines {
            let name = line.label.as_deref().unwrap_or(&line.name);
            let cells = [name, &line.verdict, &line.detail].map(escaped);
            text.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        for (head, body) in footers(rule) {
            text.push_str(&format!("\n{head}: {}\n", escaped(&body)));
        }
    }
    text
}

/// Cells and labels are data: nothing in them may act as Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' => {
                safe.push('\\');
                safe.push(character);
            }
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\n' | '\r' => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}
