//! The command line: one file a command. Nothing is decided here; the stages are called in order and
//! what they say is written where it belongs.
//!
//! Exit status: 0 fine, 1 the pack or the data was found wanting, 2 it could not run.

mod check;
mod console;
mod data;
mod diff;
mod doc;
mod effort;
mod explain;
mod export;
mod fmt;
mod git;
mod help;
mod init;
mod interrupt;
mod output;
mod packs;
mod progress;
mod provenance;
mod repl;
mod research;
mod run;
mod sensitivity;
mod shell;
mod sql;
mod test;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::render::sanitize;
use console::{Color, Console};

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let status = if error.use_stderr() { 2 } else { 0 };
            // A closed pipe is no failure of ours.
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    let console = Console::new(arguments.color);
    let ended = match &arguments.command {
        Command::Check(command) => check::check(command, &console),
        Command::Run(command) => run::run(command, &console),
        Command::Explain(command) => explain::explain(command, &console),
        Command::Research(command) => research::research_command(command, &console),
        Command::Diff(command) => diff::diff(command, &console),
        Command::Repl(command) => repl::repl(command, &console),
        Command::Sensitivity(command) => sensitivity::sensitivity(command, &console),
        Command::Sql(command) => sql::sql(command, &console),
        Command::Watch(command) => watch::watch(command, &console),
        Command::Test(command) => test::test(command, &console),
        Command::Data(command) => data::data(command, &console),
        Command::Init(command) => init::init(command, &console),
        Command::Fmt(command) => fmt::fmt(command, &console),
        Command::Doc(command) => doc::doc(command, &console),
        Command::Completions(command) => shell::completions(command, &console),
        Command::Man => shell::man(&console),
        Command::Help(command) => help::help(command, &console),
    };
    match ended {
        Ok(Verdict::Fine) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Ok(Verdict::Wanting) => ExitCode::from(1),
        Err(Failure::Wanting(message)) => {
            console.tell(&message);
            ExitCode::from(1)
        }
        Err(Failure::CouldNotRun(message)) => {
            console.tell(&message);
            ExitCode::from(2)
        }
    }
}

/// How a command ended that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Nothing to complain of.
    Fine,
    /// The pack or the data was found wanting; what is wrong has been said.
    Wanting,
}

/// Why a command could not run.
#[derive(Debug)]
enum Failure {
    /// The message to end with.
    CouldNotRun(String),
    /// The data was found wanting before anything could be shown.
    Wanting(String),
    /// Whoever read our output has had enough.
    ClosedPipe,
}

impl Failure {
    /// A message; what it quotes must not steer the terminal.
    fn new(message: impl Into<String>) -> Failure {
        Failure::CouldNotRun(sanitize(&message.into()).into_owned())
    }

    /// Findings that are drawn already, perhaps in colours.
    fn drawn(findings: String) -> Failure {
        Failure::CouldNotRun(findings)
    }
}

/// Rules for deciding whom to sell to and how: checked, run on your tables, explained row by row.
#[derive(Debug, Parser)]
#[command(
    name = "gtm",
    version,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
struct Arguments {
    /// Colours in the output.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find what is wrong in packs, all at once.
    Check(check::Arguments),
    /// Run a pack on tables and show its views.
    Run(run::Arguments),
    /// Say why a row came out as it did.
    Explain(explain::Arguments),
    /// Say which missing answers to get first.
    Research(research::Arguments),
    /// Say what differs between two packs, whom that moves, and which line moves them.
    Diff(diff::Arguments),
    /// Try things out: ask a pack and its tables, change a line, see who moves.
    Repl(repl::Arguments),
    /// Say how far each number of a pack can move before an outcome changes.
    Sensitivity(sensitivity::Arguments),
    /// Write the views of a pack as SQL, for the engine that holds the tables.
    Sql(sql::Arguments),
    /// Check and run again on every save, and show only what changed.
    Watch(watch::Arguments),
    /// Run the tests of packs.
    Test(test::Arguments),
    /// Say how files fit a pack, before anything is run.
    Data(data::Arguments),
    /// Write a first pack from data files.
    Init(init::Arguments),
    /// Write packs in the one canonical form.
    Fmt(fmt::Arguments),
    /// Write a page about a pack: what it asks for, what it answers, its rules in words.
    Doc(doc::Arguments),
    /// Write the completions for a shell.
    Completions(shell::Completions),
    /// Write the page for `man`.
    Man,
    /// Explain a word of the language, a code such as E101, or a command.
    Help(help::Arguments),
}
