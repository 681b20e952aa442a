//! `gtm fmt`: packs in the one canonical form.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::{Failure, Verdict, output, packs};
use crate::diagnostics::Diagnostic;
use crate::format::format;
use crate::render::{render_text, sanitize};
use crate::source::SourceFile;
use crate::syntax::parse;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Packs, or folders of packs; `-` reads standard input and writes standard output.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; name the packs that would change, and fail if there are any.
    #[arg(long)]
    check: bool,
}

/// Formats packs.
pub(super) fn fmt(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        if arguments.paths.len() > 1 {
            return Err(Failure::new("`-` stands alone: standard input is one pack"));
        }
        return standard_input(arguments, console);
    }
    let mut verdict = Verdict::Fine;
    for path in packs::find(&arguments.paths)? {
        let source = packs::read(&path)?;
        let Some(text) = formatted(&source, console) else {
            verdict = Verdict::Wanting;
            continue;
        };
        if text == source.text() {
            continue;
        }
        if arguments.check {
            verdict = Verdict::Wanting;
            let name = path.display().to_string();
            console.say(&format!("{} is not formatted\n", sanitize(&name)))?;
        } else {
            write_back(&path, &text)?;
            let name = path.display().to_string();
            console.say(&format!("{} formatted\n", sanitize(&name)))?;
        }
    }
    Ok(verdict)
}

fn standard_input(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let source = packs::read_standard_input()?;
    let Some(text) = formatted(&source, console) else {
        return Ok(Verdict::Wanting);
    };
    if !arguments.check {
        console.say(&text)?;
        return Ok(Verdict::Fine);
    }
    if text == source.text() {
        return Ok(Verdict::Fine);
    }
    console.say("standard input is not formatted\n")?;
    Ok(Verdict::Wanting)
}

/// The canonical text; nothing (and the errors told) when the pack does not parse.
fn formatted(source: &SourceFile, console: &Console) -> Option<String> {
    let parsed = parse(source);
    let errors: Vec<Diagnostic> = parsed
        .diagnostics
        .into_iter()
        .filter(Diagnostic::is_error)
        .collect();
    if errors.is_empty() {
        return Some(format(source, &parsed.pack));
    }
    console.tell(&render_text(source, &errors, console.error_style()));
    None
}

fn write_back(path: &Path, text: &str) -> Result<(), Failure> {
    // Through a link, the file it leads to is what changes.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    output::write(Some(&target), |out| out.write_all(text.as_bytes()))
}
