//! What the checks of a pack came to, in words: a line for each check, and below it every line that
//! fails or is undecided, with its rows.

use std::fmt::Write;

use super::markdown::escaped;
use super::terminal::sanitize;
use crate::eval::{CheckResult, CheckRow, CheckRows};
use crate::ir::{Program, RuleBody};

/// The report as text; empty where the pack has no checks.
#[must_use]
pub fn checks_text(program: &Program, results: &[CheckResult]) -> String {
    if results.is_empty() {
        return String::new();
    }
    let mut text = String::from("checks\n");
    for result in results {
        let _ = writeln!(
            text,
            "  {}: {}",
            title(program, result),
            summary(program, result)
        );
        for (head, rows) in lines(program, result) {
            text_of_line(&mut text, &head, rows);
        }
    }
    sanitize(&text).into_owned()
}

fn text_of_line(text: &mut String, head: &str, rows: &CheckRows) {
    if let [
        CheckRow {
            row: None,
            text: said,
        },
    ] = rows.first.as_slice()
    {
        let _ = writeln!(text, "    {head}: {said}");
        return;
    }
    let _ = writeln!(text, "    {head}");
    let names = rows.first.iter().filter_map(|row| row.row.as_deref());
    let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
    for row in &rows.first {
        let name = row.row.as_deref().unwrap_or_default();
        let _ = writeln!(text, "      {name:<width$}  {}", row.text);
    }
    let more = rows.count - rows.first.len();
    if more > 0 {
        let _ = writeln!(text, "      and {more} more");
    }
}

/// The report as Markdown; empty where the pack has no checks.
#[must_use]
pub fn checks_markdown(program: &Program, results: &[CheckResult]) -> String {
    if results.is_empty() {
        return String::new();
    }
    let mut text = String::from("### Checks\n\n");
    for result in results {
        let title = escaped(&title(program, result));
        let _ = writeln!(text, "- {title}: {}", summary(program, result));
        for (head, rows) in lines(program, result) {
            let _ = writeln!(text, "  - {}", escaped(&head));
            for row in &rows.first {
                let name = row.row.as_ref().map(|name| format!("{name}: "));
                let said = format!("{}{}", name.unwrap_or_default(), row.text);
                let _ = writeln!(text, "    - {}", escaped(&said));
            }
            let more = rows.count - rows.first.len();
            if more > 0 {
                let _ = writeln!(text, "    - and {more} more");
            }
        }
    }
    text
}

/// `faults  What is wrong with an offer`
fn title(program: &Program, result: &CheckResult) -> String {
    let named = &program.rules[result.rule].named;
    match &named.label {
        Some(label) => format!("{}  {label}", named.name),
        None => named.name.clone(),
    }
}

/// `2 of 14 rows fail, 1 is undecided`
fn summary(program: &Program, result: &CheckResult) -> String {
    let rule = &program.rules[result.rule];
    let warning = matches!(&rule.body, RuleBody::Check(check) if check.warning);
    let mark = if warning && result.failing > 0 {
        "warning: "
    } else {
        ""
    };
    let CheckResult {
        judged,
        failing,
        undecided,
        ..
    } = *result;
    let said = if program.portfolio == Some(rule.record) {
        match (failing, undecided) {
            (0, 0) => "holds".to_owned(),
            (0, _) => "undecided".to_owned(),
            (_, _) => "fails".to_owned(),
        }
    } else {
        match (failing, undecided) {
            (0, 0) if judged == 0 => "there are no rows to judge".to_owned(),
            (0, 0) => format!("holds for {}", rows(judged)),
            (0, _) => format!("{undecided} of {} undecided", rows(judged)),
            (_, 0) => format!("{failing} of {} {}", rows(judged), fail(failing)),
            (_, _) => format!(
                "{failing} of {} {}, {undecided} undecided",
                rows(judged),
                fail(failing)
            ),
        }
    };
    format!("{mark}{said}")
}

fn fail(count: usize) -> &'static str {
    if count == 1 { "fails" } else { "fail" }
}

fn rows(count: usize) -> String {
    format!("{count} {}", if count == 1 { "row" } else { "rows" })
}

/// The lines that fail, then those that are undecided, with their rows.
fn lines<'r>(program: &Program, result: &'r CheckResult) -> Vec<(String, &'r CheckRows)> {
    let Some(gates) = program.rules[result.rule].body.gates() else {
        return Vec::new();
    };
    let gates = gates.gates.iter().zip(&result.lines);
    let names = gates.map(|(gate, line)| {
        let name = gate.named.label.as_ref().unwrap_or(&gate.named.name);
        (name, line)
    });
    let failing = names
        .clone()
        .map(|(name, line)| (name.clone(), &line.failing));
    let undecided = names.map(|(name, line)| (format!("{name}, undecided"), &line.undecided));
    failing
        .chain(undecided)
        .filter(|(_, rows)| rows.count > 0)
        .collect()
}
