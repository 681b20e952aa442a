//! `gtm data`: how files fit a pack, before anything is run.

use std::path::PathBuf;

use clap::ValueEnum;

use super::console::Console;
use super::run::Reading;
use super::{Failure, Verdict, output, packs};
use crate::analysis::Overrides;
use crate::diagnostics::Diagnostic;
use crate::fit::fit;
use crate::render::{fit_json, fit_markdown, fit_text, render_text};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The pack.
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// Tables: a file, a folder of files named after records, or Record=FILE; `-` is standard input.
    #[arg(long, value_name = "FILE", required_unless_present = "without")]
    data: Vec<String>,
    /// Look on as if nothing were known of a record.
    #[arg(long, value_name = "RECORD")]
    without: Vec<String>,
    #[command(flatten)]
    reading: Reading,
    /// How to write what was found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write into a file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For tools.
    Json,
    /// For a page or a message.
    Markdown,
}

/// Says how files fit a pack.
pub(super) fn data(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let path = packs::single(&arguments.pack)?;
    let compilation = packs::compiled(&path, &Overrides::new())?;
    let Some(program) = &compilation.program else {
        let errors = compilation.diagnostics.iter().filter(|one| one.is_error());
        let errors: Vec<Diagnostic> = errors.cloned().collect();
        let style = console.error_style();
        console.tell(&render_text(&compilation.sources, &errors, style));
        return Ok(Verdict::Wanting);
    };
    let read_as = arguments.reading.read_as()?;
    let fit = fit(
        &compilation,
        program,
        &arguments.data,
        &arguments.without,
        &read_as,
    );
    let text = match arguments.format {
        Format::Text => fit_text(&fit),
        Format::Json => fit_json(&fit),
        Format::Markdown => fit_markdown(&fit),
    };
    output::write(arguments.out.as_deref(), |out| {
        out.write_all(text.as_bytes())
    })?;
    Ok(if fit.is_wanting() {
        Verdict::Wanting
    } else {
        Verdict::Fine
    })
}
