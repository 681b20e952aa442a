//! `gtm help`: the page of a code, or how a command is used.

use clap::CommandFactory;

use super::console::Console;
use super::{Failure, Verdict};
use crate::diagnostics::{CODES, Code, did_you_mean};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A code such as E101, or a command; `codes` lists every code.
    #[arg(value_name = "CODE")]
    topic: Option<String>,
}

/// Prints the help that is asked for.
pub(super) fn help(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let mut command = super::Arguments::command();
    let Some(topic) = &arguments.topic else {
        console.say(&command.render_long_help().to_string())?;
        return Ok(Verdict::Fine);
    };
    if let Some(code) = Code::from_text(topic) {
        let page = code.info().page.trim_end();
        console.say(&format!("{page}\n"))?;
        return Ok(Verdict::Fine);
    }
    if topic == "codes" {
        let line = |code: &Code| format!("{}  {}\n", code.info().text, code.info().title);
        console.say(&CODES.iter().map(line).collect::<String>())?;
        return Ok(Verdict::Fine);
    }
    command.build();
    if let Some(found) = command.find_subcommand_mut(topic) {
        console.say(&found.render_long_help().to_string())?;
        return Ok(Verdict::Fine);
    }
    let commands = command.get_subcommands().map(clap::Command::get_name);
    let known = commands.chain(CODES.iter().map(|code| code.info().text));
    let question = did_you_mean(topic, known).map(|question| format!("; {question}"));
    Err(Failure::new(format!(
        "there is no code or command `{topic}`{}\n`gtm help codes` lists every code",
        question.unwrap_or_default()
    )))
}
