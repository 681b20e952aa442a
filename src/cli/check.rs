//! `gtm check`: everything that is wrong in packs, all at once.

use std::path::PathBuf;

use clap::ValueEnum;

use super::console::Console;
use super::{Failure, Verdict, packs};
use crate::analysis::Overrides;
use crate::render::{render_json, render_text, sanitize};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Packs, or folders of packs.
    #[arg(required = true, value_name = "PACK")]
    packs: Vec<PathBuf>,
    /// For people or for tools.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences with the lines they are about.
    Text,
    /// An array of objects, one a finding.
    Json,
}

/// Checks packs.
pub(super) fn check(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let (mut packs, mut errors, mut warnings) = (0, 0, 0);
    let mut findings = Vec::new();
    for path in packs::find(&arguments.packs)? {
        let compilation = packs::compiled(&path, &Overrides::new())?;
        packs += 1;
        let wrong = compilation
            .diagnostics
            .iter()
            .filter(|finding| finding.is_error())
            .count();
        errors += wrong;
        warnings += compilation.diagnostics.len() - wrong;
        match arguments.format {
            Format::Text if compilation.diagnostics.is_empty() => {}
            Format::Text => {
                let text = render_text(
                    &compilation.sources,
                    &compilation.diagnostics,
                    console.style(),
                );
                console.say(&format!("{text}\n"))?;
            }
            Format::Json => {
                let found = render_json(&compilation.sources, &compilation.diagnostics);
                findings.extend(found.as_array().into_iter().flatten().cloned());
            }
        }
    }
    match arguments.format {
        Format::Text => console.say(&summary(arguments, packs, errors, warnings))?,
        Format::Json => {
            let all = serde_json::Value::Array(findings);
            console.say(&format!("{all:#}\n"))?;
        }
    }
    Ok(if errors == 0 {
        Verdict::Fine
    } else {
        Verdict::Wanting
    })
}

/// `rules/abm.gtm: no errors, 1 warning`
fn summary(arguments: &Arguments, packs: usize, errors: usize, warnings: usize) -> String {
    let subject = match arguments.packs.as_slice() {
        [only] if packs == 1 => sanitize(&only.display().to_string()).into_owned(),
        _ => counted(packs, "pack"),
    };
    if errors == 0 && warnings == 0 {
        return format!("{subject}: fine\n");
    }
    let errors = if errors == 0 {
        "no errors".to_owned()
    } else {
        counted(errors, "error")
    };
    let warnings = match warnings {
        0 => String::new(),
        count => format!(", {}", counted(count, "warning")),
    };
    format!("{subject}: {errors}{warnings}\n")
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
