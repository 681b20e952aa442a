//! `gtm help`: a word of the language, a section of the reference, the page of a code, or how a command is used.

use clap::CommandFactory;

use super::console::Console;
use super::{Failure, Verdict};
use crate::diagnostics::{CODES, Code, did_you_mean};
use crate::manual;

/// The width of the list of words where there is no screen.
const WIDTH: usize = 100;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A word of the language such as `segment` or `one of`, a section of the reference, a code such as E101, or a
    /// command; `codes` lists every code. Nothing lists all that can be asked.
    #[arg(value_name = "TOPIC", allow_hyphen_values = true)]
    topic: Vec<String>,
}

/// Prints the help that is asked for.
pub(super) fn help(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let topic = arguments.topic.join(" ");
    let text = match topic.trim() {
        "" => contents(console.width.unwrap_or(WIDTH)),
        topic => page(topic).ok_or_else(|| no_such(topic))?,
    };
    console.say(&text)?;
    Ok(Verdict::Fine)
}

/// The commands, and the words that can be asked for.
fn contents(width: usize) -> String {
    let commands = super::Arguments::command().render_long_help();
    format!(
        "{commands}\n`gtm help TOPIC` explains a command, a code such as E101 (`gtm help codes` lists them), or one of these:\n\n{}",
        manual::contents(width)
    )
}

/// The page of a topic. A word of the language may be a command too; both are told.
fn page(topic: &str) -> Option<String> {
    if let Some(code) = Code::from_text(topic) {
        return Some(format!("{}\n", code.info().page.trim_end()));
    }
    if topic == "codes" {
        let line = |code: &Code| format!("{}  {}\n", code.info().text, code.info().title);
        return Some(CODES.iter().map(line).collect());
    }
    match (manual::page(topic), command_page(topic)) {
        (Some(word), Some(command)) => Some(format!(
            "{word}\n`gtm {topic}` is a command too:\n\n{command}"
        )),
        (word, command) => word.or(command),
    }
}

fn command_page(topic: &str) -> Option<String> {
    let mut command = super::Arguments::command();
    command.build();
    let found = command.find_subcommand_mut(topic)?;
    Some(found.render_long_help().to_string())
}

fn no_such(topic: &str) -> Failure {
    let command = super::Arguments::command();
    let mut known: Vec<&str> = manual::topics().collect();
    known.extend(command.get_subcommands().map(clap::Command::get_name));
    known.extend(CODES.iter().map(|code| code.info().text));
    let question = did_you_mean(topic, known).map(|question| format!("; {question}"));
    Failure::new(format!(
        "there is no word, code or command `{topic}`{}\n`gtm help` lists all that can be asked",
        question.unwrap_or_default()
    ))
}
