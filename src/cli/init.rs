//! `gtm init`: a first pack, from data files.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::run::{Reading, could_not_read};
use super::{Failure, Verdict, output};
use crate::data::source::{Hints, Origin, open};
use crate::data::{DataError, ReadAs};
use crate::draft::{Sample, draft};
use crate::render::sanitize;
use crate::syntax::is_name;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Tables, a record each.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The pack to write; standard output if it is left out.
    #[arg(long, value_name = "PACK")]
    out: Option<PathBuf>,
    /// Write over a pack that is there already.
    #[arg(long)]
    force: bool,
}

/// Writes a first pack.
pub(super) fn init(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    if let Some(out) = &arguments.out
        && !arguments.force
        && out.exists()
    {
        let message = format!(
            "`{}` is there already; name another file, or add --force to write over it",
            out.display()
        );
        return Err(Failure::new(sanitize(&message).into_owned()));
    }
    let read_as = arguments.reading.read_as()?;
    let mut samples = Vec::new();
    let mut errors = Vec::new();
    for file in &arguments.files {
        match sample(file, &read_as) {
            Ok(sample) => samples.push(sample),
            Err(error) => errors.push(error),
        }
    }
    if !errors.is_empty() {
        return Err(could_not_read(&errors));
    }
    let text = draft(&samples, &pack_name(arguments)).map_err(|errors| could_not_read(&errors))?;
    output::write(arguments.out.as_deref(), |out| {
        out.write_all(text.as_bytes())
    })?;
    if let Some(out) = &arguments.out {
        let name = out.display().to_string();
        console.tell(&format!("{} written\n", sanitize(&name)));
    }
    Ok(Verdict::Fine)
}

fn sample(file: &Path, read_as: &ReadAs) -> Result<Sample, DataError> {
    let options = read_as.of(&stem(file));
    let raw = open(&Origin::File(file.to_path_buf()), options, Hints::default())?;
    Ok(Sample {
        name: stem(file),
        title: file_name(file),
        argument: file.display().to_string(),
        raw,
    })
}

fn file_name(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// `deals` of `deals.csv` and of `deals.csv.gz`.
fn stem(file: &Path) -> String {
    let name = file_name(file);
    name.split('.')
        .find(|part| !part.is_empty())
        .unwrap_or_default()
        .to_owned()
}

/// The pack is called as its file is, if that can be a name.
fn pack_name(arguments: &Arguments) -> String {
    let stem = arguments.out.as_deref().map(stem);
    stem.filter(|stem| is_name(stem))
        .unwrap_or_else(|| "first".to_owned())
}
