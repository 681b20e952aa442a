//! What would change a row, as text and Markdown.

use super::explain::escaped;
use crate::study::{Advice, Step, StepAnswer, WantedAdvice};

/// So many changes of a rule are told; JSON tells all.
const TOLD: usize = 12;
/// So many values of an answer are told.
const VALUES_TOLD: usize = 3;

/// Lines to stand below an explanation.
#[must_use]
pub fn advice_text(advice: &[Advice], wanted: Option<&WantedAdvice>) -> String {
    let mut text = String::new();
    if let Some(wanted) = wanted {
        text.push_str(&format!("\n  To come to {}\n", wanted.outcome));
        for line in wanted_lines(wanted) {
            text.push_str(&format!("    {line}\n"));
        }
    }
    for one in advice {
        text.push_str(&format!("\n  To change {}\n", one.rule));
        for line in change_lines(one) {
            text.push_str(&format!("    {line}\n"));
        }
    }
    text
}

/// The same as Markdown.
#[must_use]
pub fn advice_markdown(advice: &[Advice], wanted: Option<&WantedAdvice>) -> String {
    let mut text = String::new();
    if let Some(wanted) = wanted {
        text.push_str(&format!("\n## To come to {}\n\n", escaped(&wanted.outcome)));
        for line in wanted_lines(wanted) {
            text.push_str(&format!("- {}\n", escaped(&line)));
        }
    }
    for one in advice {
        text.push_str(&format!("\n## To change {}\n\n", escaped(&one.rule)));
        for line in change_lines(one) {
            text.push_str(&format!("- {}\n", escaped(&line)));
        }
    }
    text
}

fn change_lines(advice: &Advice) -> Vec<String> {
    let mut lines: Vec<String> = advice
        .to_change
        .iter()
        .take(TOLD)
        .map(|step| format!("{} → {}", step_in_words(step), step.outcome))
        .collect();
    let more = advice.to_change.len().saturating_sub(TOLD);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}

fn wanted_lines(wanted: &WantedAdvice) -> Vec<String> {
    let WantedAdvice {
        rule,
        outcome,
        now,
        ways,
        tried,
        exact,
    } = wanted;
    if now == outcome {
        return vec![format!("{rule} is {outcome} already")];
    }
    if ways.is_empty() {
        let answers = match tried {
            0 => "its own answers".to_owned(),
            1 => "one of its own answers".to_owned(),
            many => format!("up to {many} of its own answers"),
        };
        let sure = if *exact {
            "every value was tried"
        } else {
            "not every value was tried"
        };
        return vec![format!(
            "no change of {answers} leads there; {rule} is {now} ({sure})"
        )];
    }
    let mut lines: Vec<String> = ways.iter().take(TOLD).map(step_in_words).collect();
    let more = ways.len().saturating_sub(TOLD);
    if more > 0 {
        lines.push(format!("and {more} more ways with as many answers"));
    }
    if *tried > 1 {
        let fewer = if *exact { "" } else { " of the values tried" };
        lines.push(format!("no single answer{fewer} does it"));
    }
    lines
}

fn step_in_words(step: &Step) -> String {
    let answers: Vec<String> = step.answers.iter().map(answer_in_words).collect();
    answers.join(" and ")
}

fn answer_in_words(answer: &StepAnswer) -> String {
    let beyond = match answer.beyond {
        Some("any") => return format!("{} whatever it is (is unknown)", answer.field),
        Some("or_more") => " or more",
        Some(_) => " or less",
        None => "",
    };
    let from = answer
        .from
        .as_ref()
        .map_or_else(|| "unknown".to_owned(), Clone::clone);
    let mut values: Vec<&str> = std::iter::once(answer.to.as_str())
        .chain(answer.or_else.iter().map(String::as_str))
        .take(VALUES_TOLD)
        .collect();
    if answer.or_else.len() >= VALUES_TOLD {
        values.push("…");
    }
    format!(
        "{} {}{beyond} (is {from})",
        answer.field,
        values.join(" or ")
    )
}
