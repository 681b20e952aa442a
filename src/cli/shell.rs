//! `gtm completions` and `gtm man`: what a shell and a manual need, from the definitions of the commands.

use clap::CommandFactory;
use clap_complete::Shell;

use super::console::Console;
use super::{Failure, Verdict};

#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// For which shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Writes the completions of a shell.
pub(super) fn completions(arguments: &Completions, console: &Console) -> Result<Verdict, Failure> {
    let mut bytes = Vec::new();
    let mut command = super::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "gtm", &mut bytes);
    console.say(&String::from_utf8_lossy(&bytes))?;
    Ok(Verdict::Fine)
}

/// Writes the page for `man`, every command with its options.
pub(super) fn man(console: &Console) -> Result<Verdict, Failure> {
    let unwritten = |error: std::io::Error| Failure::new(format!("no page can be made: {error}"));
    let mut bytes = Vec::new();
    let command = super::Arguments::command();
    clap_mangen::Man::new(command.clone())
        .render(&mut bytes)
        .map_err(unwritten)?;
    for sub in command.get_subcommands() {
        let name = format!("gtm-{}", sub.get_name());
        let page = clap_mangen::Man::new(sub.clone().display_name(name));
        page.render_name_section(&mut bytes).map_err(unwritten)?;
        page.render_synopsis_section(&mut bytes)
            .map_err(unwritten)?;
        page.render_options_section(&mut bytes).map_err(unwritten)?;
    }
    console.say(&String::from_utf8_lossy(&bytes))?;
    Ok(Verdict::Fine)
}
