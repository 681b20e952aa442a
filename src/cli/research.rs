//! `gtm research`: which missing answers to get first.

use clap::ValueEnum;

use super::console::Console;
use super::explain::rule_named;
use super::export::Target;
use super::run::{Input, prepare};
use super::{Failure, Verdict};
use crate::eval::Settings;
use crate::ir::RuleId;
use crate::render::sanitize;
use crate::study::{Findings, Subject, by_answer, by_field, research};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Only the outcomes of this rule; may be given several times.
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<String>,
    /// An answer a row, or a question a row.
    #[arg(long, value_enum, default_value_t = By::Row)]
    by: By,
    /// Show at most so many.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// Each missing answer.
    Row,
    /// Each question, over all rows.
    Field,
}

/// Lists the missing answers that could change an outcome.
pub(super) fn research_command(
    arguments: &Arguments,
    console: &Console,
) -> Result<Verdict, Failure> {
    let mut destination = arguments.target.settle(console)?;
    let Some(prepared) = prepare(&arguments.input, console)? else {
        return Ok(Verdict::Wanting);
    };
    let program = &prepared.program;
    let named: Vec<RuleId> = arguments
        .rules
        .iter()
        .map(|name| rule_named(program, name))
        .collect::<Result<_, _>>()?;
    let rules = if named.is_empty() {
        program.rules.ids().collect()
    } else {
        named
    };
    let loaded = prepared.load(&arguments.input, console)?;
    prepared.spares(&mut destination, &loaded)?;
    let subject = Subject {
        program,
        data: &loaded.dataset,
        settings: Settings {
            as_of: arguments.input.as_of,
        },
    };
    let findings = research(subject, &rules);
    let list = match arguments.by {
        By::Row => by_answer(subject, &findings, arguments.top),
        By::Field => by_field(subject, &findings, arguments.top),
    };
    let provenance = prepared.provenance(&arguments.input, &loaded);
    destination.write(&[list], &provenance, "", console)?;
    console.tell(&sanitize(&summary(&findings)));
    Ok(Verdict::Fine)
}

fn summary(findings: &Findings) -> String {
    if findings.open == 0 {
        return "no outcome is open: there is nothing to find out\n".to_owned();
    }
    let outcomes = match findings.open {
        1 => "1 outcome is open".to_owned(),
        many => format!("{many} outcomes are open"),
    };
    let looks = match findings.settled_by_all {
        0 => String::new(),
        1 => "; 1 of them only looks open: it comes to the same whatever the answers".to_owned(),
        many => {
            format!("; {many} of them only look open: they come to the same whatever the answers")
        }
    };
    let bounds = findings
        .answers
        .iter()
        .flat_map(|answer| &answer.effects)
        .filter(|effect| !effect.certain)
        .count();
    let perhaps = match bounds {
        0 => String::new(),
        _ => "\n`perhaps`: too many ways to fill the gaps to try them all".to_owned(),
    };
    format!("{outcomes}{looks}{perhaps}\n")
}
