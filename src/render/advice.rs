//! What would settle or change a row, as text and Markdown.

use super::explain::escaped;
use crate::study::{Advice, MissingAnswer, SettleAdvice, Step, StepAnswer, WantedAdvice};

/// So many changes of a rule are told; JSON tells all.
const TOLD: usize = 12;
/// More outcomes of a way than this are only counted.
const OUTCOMES_TOLD: usize = 6;
/// So many values of an answer are told.
const VALUES_TOLD: usize = 3;

/// What is told below an explanation.
#[derive(Clone, Copy, Debug)]
pub struct Advised<'a> {
    /// What would settle what is open.
    pub to_settle: &'a [SettleAdvice],
    /// What single answers would change.
    pub to_change: &'a [Advice],
    /// The ways to the outcome asked for.
    pub wanted: Option<&'a WantedAdvice>,
}

impl Advised<'_> {
    /// A heading for each thing told, and its lines.
    fn parts(self) -> Vec<(String, Vec<String>)> {
        let wanted = self.wanted.into_iter().map(|wanted| {
            let heading = format!("To come to {}", wanted.outcome);
            (heading, wanted_lines(wanted))
        });
        let settle = self.to_settle.iter().map(|one| {
            let heading = format!("To settle {}", one.rule);
            (heading, settle_lines(one))
        });
        let change = self.to_change.iter().map(|one| {
            let heading = format!("To change {}", one.rule);
            (heading, change_lines(one))
        });
        wanted.chain(settle).chain(change).collect()
    }
}

/// Lines to stand below an explanation.
#[must_use]
pub fn advice_text(advised: Advised<'_>) -> String {
    let mut text = String::new();
    for (heading, lines) in advised.parts() {
        text.push_str(&format!("\n  {heading}\n"));
        for line in lines {
            text.push_str(&format!("    {line}\n"));
        }
    }
    text
}

/// The same as Markdown.
#[must_use]
pub fn advice_markdown(advised: Advised<'_>) -> String {
    let mut text = String::new();
    for (heading, lines) in advised.parts() {
        text.push_str(&format!("\n## {}\n\n", escaped(&heading)));
        for line in lines {
            text.push_str(&format!("- {}\n", escaped(&line)));
        }
    }
    text
}

fn settle_lines(advice: &SettleAdvice) -> Vec<String> {
    let SettleAdvice {
        ways,
        tried,
        hangs_on,
        exact,
        ..
    } = advice;
    let mut lines: Vec<String> = ways
        .iter()
        .take(TOLD)
        .map(|way| {
            let answers: Vec<String> = way.answers.iter().map(missing_in_words).collect();
            format!(
                "{} → {}",
                answers.join(" and "),
                outcomes_in_words(&way.leads_to)
            )
        })
        .collect();
    let more = ways.len().saturating_sub(TOLD);
    if more > 0 {
        lines.push(format!("and {more} more ways with as many answers"));
    }
    if !lines.is_empty() {
        if !exact {
            lines.push("not every value could be tried".to_owned());
        }
        return lines;
    }
    vec![match (hangs_on, tried) {
        (0, _) => "no missing answer would do".to_owned(),
        (all, tried) if all == tried => {
            format!("not even all {all} missing answers together would")
        }
        (all, 0) => format!("it hangs on {all} missing answers; they are too many to try"),
        (all, 1) => {
            format!("no single answer of the {all} that it hangs on does; more are too many to try")
        }
        (all, tried) => {
            format!("no {tried} of the {all} answers that it hangs on do; more are too many to try")
        }
    }]
}

/// `time`, `stage of D3`
fn missing_in_words(answer: &MissingAnswer) -> String {
    match &answer.row {
        Some(row) => format!("{} of {row}", answer.field),
        None => answer.field.clone(),
    }
}

/// `hot or warm`; of many numbers only that they are.
fn outcomes_in_words(outcomes: &[String]) -> String {
    if outcomes.len() > OUTCOMES_TOLD {
        return format!("one of {} outcomes", outcomes.len());
    }
    outcomes.join(" or ")
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
    let (before, behind) = match answer.beyond {
        Some("any") => return format!("{} whatever it is (is unknown)", answer.field),
        Some("or_more") => ("", " or more"),
        Some("or_less") => ("", " or less"),
        Some("below") => ("below ", ""),
        Some("above") => ("above ", ""),
        Some("just_below") => ("just below ", ""),
        Some(_) => ("just above ", ""),
        None => ("", ""),
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
        "{} {before}{}{behind} (is {from})",
        answer.field,
        values.join(" or ")
    )
}
