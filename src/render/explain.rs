//! The ledger of a row as text, Markdown and JSON.

use unicode_width::UnicodeWidthStr;

use super::terminal::wrap;
use crate::eval::{Explanation, LineExplanation, RuleExplanation};

/// A result is not padded beyond this, so that one long result does not push every label away.
const WIDEST_RESULT: usize = 24;
/// Nor a name beyond this.
const WIDEST_NAME: usize = 40;
/// Details are not squeezed into less than this, however narrow the screen.
const NARROWEST_DETAIL: usize = 20;

/// Indented, aligned text for a terminal or a mail. `width` is that of the screen; without one no
/// line is broken.
#[must_use]
pub fn explanation_text(explanation: &Explanation, width: Option<usize>) -> String {
    let rules = &explanation.rules;
    let widest = |part: fn(&RuleExplanation) -> &str| {
        let widths = rules.iter().map(|rule| part(rule).width());
        widths.max().unwrap_or(0)
    };
    let names = widest(|rule| &rule.name);
    let results = widest(|rule| &rule.result).min(WIDEST_RESULT);
    let mut text = format!("{}\n", explanation.key);
    if !explanation.fields.is_empty() {
        text.push('\n');
        let fields: Vec<&LineExplanation> = explanation.fields.iter().collect();
        push_all(&mut text, &fields, 2, width);
    }
    for rule in rules {
        let name = padded(&rule.name, names);
        let result = padded(&rule.result, results);
        let label = rule.label.as_deref().unwrap_or("");
        let head = format!("  {name}  {result}  ");
        text.push('\n');
        push_hanging(&mut text, &head, label, width);
        push_lines(&mut text, rule, width);
        for (head, body) in footers(rule) {
            push_hanging(&mut text, &format!("    {head}: "), &body, width);
        }
    }
    text
}

/// The lines of a rule, aligned. What was not reached stands together in one line at the end.
fn push_lines(text: &mut String, rule: &RuleExplanation, width: Option<usize>) {
    let reached = |line: &&LineExplanation| line.verdict != NOT_REACHED;
    let lines: Vec<&LineExplanation> = rule.lines.iter().filter(reached).collect();
    push_all(text, &lines, 4, width);
    let last = lines.last().map(|line| &line.name);
    let mut missed: Vec<&str> = Vec::new();
    for line in rule.lines.iter().filter(|line| !reached(line)) {
        if !missed.contains(&line.name.as_str()) && last != Some(&line.name) {
            missed.push(&line.name);
        }
    }
    if !missed.is_empty() {
        push_hanging(text, "    not reached: ", &missed.join(", "), width);
    }
}

/// Lines in aligned columns, and below each what it is made of.
fn push_all(text: &mut String, lines: &[&LineExplanation], indent: usize, width: Option<usize>) {
    let widest = |part: fn(&LineExplanation) -> &str| {
        let lines = lines.iter();
        lines.map(|line| part(line).width()).max().unwrap_or(0)
    };
    let names = widest(|line| &line.name).min(WIDEST_NAME);
    let verdicts = widest(|line| &line.verdict).min(WIDEST_RESULT);
    let mut before = None;
    for line in lines {
        // A further `when` of the same option.
        let again = before == Some(&line.name);
        let name = padded(if again { "" } else { &line.name }, names);
        let verdict = padded(&line.verdict, verdicts);
        let head = format!("{}{name}  {verdict}  ", " ".repeat(indent));
        push_hanging(text, &head, &line.detail, width);
        let parts: Vec<&LineExplanation> = line.parts.iter().collect();
        push_all(text, &parts, indent + 4, width);
        before = Some(&line.name);
    }
}

/// The verdict on a line behind the one that decided.
const NOT_REACHED: &str = "not reached";

/// A head and behind it a body, whose further lines stand below its first.
fn push_hanging(text: &mut String, head: &str, body: &str, width: Option<usize>) {
    let indent = head.width();
    let room = width.map(|width| width.saturating_sub(indent).max(NARROWEST_DETAIL));
    let lines = match room {
        Some(room) if body.width() > room => wrap(body, room),
        Some(_) | None => vec![body.to_owned()],
    };
    for (place, line) in lines.iter().enumerate() {
        let line = match place {
            0 => format!("{head}{line}"),
            _ => format!("{}{line}", " ".repeat(indent)),
        };
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// What stands below the lines: the reason where the lines do not give it, and what is open.
fn footers(rule: &RuleExplanation) -> Vec<(&'static str, String)> {
    let mut footers = Vec::new();
    let told_by_lines = !matches!(rule.kind, "strategy" | "decision") && !rule.lines.is_empty();
    if let Some(because) = rule.because.as_ref().filter(|_| !told_by_lines) {
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
    if !explanation.fields.is_empty() {
        text.push_str("\n| field | value | seen |\n|---|---|---|\n");
    }
    for line in &explanation.fields {
        push_row(&mut text, line, "");
    }
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
            push_row(&mut text, line, "");
        }
        for (head, body) in footers(rule) {
            text.push_str(&format!("\n{head}: {}\n", escaped(&body)));
        }
    }
    text
}

/// A line as a row of a table, and below it what it is made of.
fn push_row(text: &mut String, line: &LineExplanation, before: &str) {
    let name = line.label.as_deref().unwrap_or(&line.name);
    let cells = [name, &line.verdict, &line.detail].map(escaped);
    text.push_str(&format!("| {before}{} |\n", cells.join(" | ")));
    for part in &line.parts {
        push_row(text, part, &format!("{before}– "));
    }
}

/// Cells and labels are data: nothing in them may act as Markdown or HTML.
pub(super) fn escaped(text: &str) -> String {
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
