//! A first pack, written from data files: `gtm init`.
//!
//! The flow inside: [`build`] makes a plan of what the columns show (`profile`), with the type of each by
//! [`kinds`] and [`choices`] and names by [`names`]; [`write`] makes text of it, the pack is compiled and the files are
//! read with it by the reader of every run, and [`measures`] takes back what that reader finds fault with, until nothing is
//! left; [`skeleton`] adds rules to begin with, and the formatter lays the whole out.

mod build;
mod choices;
mod kinds;
mod measures;
mod names;
mod plan;
mod skeleton;
mod text;
mod write;

use std::collections::BTreeMap;

use plan::Plan;
use text::{comment, quoted};

use crate::analysis::Overrides;
use crate::compile::{Compilation, compile};
use crate::data::source::RawTable;
use crate::data::{DataError, Loaded, load_raw};
use crate::files::Memory;
use crate::format::format;
use crate::ir::Program;
use crate::profile::{TableProfile, profile};
use crate::source::SourceFile;
use crate::syntax::parse;

/// A table to write a record for.
#[derive(Debug)]
pub struct Sample {
    /// Its name: that of the file without its ending, or of the sheet.
    pub name: String,
    /// The file for people, without its folder.
    pub title: String,
    /// What is given to `--data` to run on it.
    pub argument: String,
    /// Its rows.
    pub raw: RawTable,
}

/// A first pack for tables.
///
/// # Errors
/// What keeps a file from being read to its end.
pub fn draft(samples: &[Sample], pack: &str) -> Result<String, Vec<DataError>> {
    let profiles: Result<Vec<TableProfile>, DataError> = samples
        .iter()
        .map(|sample| profile(&sample.raw, &sample.name))
        .collect();
    let profiles = profiles.map_err(|error| vec![error])?;
    let titles: Vec<String> = samples.iter().map(|sample| sample.title.clone()).collect();
    let mut plan = build::plan(&profiles, &titles);
    // Every time something is taken back, and there is only so much of it.
    while let Some((program, loaded)) = read(&plan, samples) {
        if !measures::take_back(&mut plan, &program, &loaded) {
            measures::measure(&mut plan, &program, &loaded);
            break;
        }
    }
    build::relate(&mut plan);
    let mut text = head(&plan, samples, pack);
    text.push_str(&write::declarations(&plan));
    text.push_str(&skeleton::rules(&plan));
    let source = SourceFile::new(pack, text);
    Ok(format(&source, &parse(&source).pack))
}

/// The files, read with the plan as it stands; nothing if that cannot be done.
fn read(plan: &Plan, samples: &[Sample]) -> Option<(Program, Loaded)> {
    let source = SourceFile::new("draft", write::declarations(plan));
    let Compilation { program, .. } = compile(source, &Overrides::new(), &Memory(BTreeMap::new()));
    let program = program?;
    let tables: Vec<_> = program
        .records
        .ids()
        .zip(samples.iter().map(|one| &one.raw))
        .collect();
    let loaded = load_raw(&program, &tables).ok()?;
    Some((program, loaded))
}

/// What the pack is, and how to run it.
fn head(plan: &Plan, samples: &[Sample], pack: &str) -> String {
    let titles: Vec<&str> = samples.iter().map(|sample| sample.title.as_str()).collect();
    let mut text = comment(
        &format!(
            "A first pack, made from {}. Behind each field stands what its column shows. Nothing here \
             is settled: change it, then check and run it:",
            titles.join(", ")
        ),
        "",
    );
    let several = samples.len() > 1;
    let data = plan.records.iter().zip(samples).map(|(record, sample)| {
        let argument = shell_word(&sample.argument);
        if several {
            format!("--data {}={argument}", record.name)
        } else {
            format!("--data {argument}")
        }
    });
    let data: Vec<String> = data.collect();
    text.push_str(&comment(
        &format!("  gtm run {pack}.gtm {}", data.join(" ")),
        "",
    ));
    let label = text::one_line(&format!("First rules for {}", titles.join(", ")));
    text.push_str(&format!("pack {pack} {}\n\n", quoted(&label)));
    text
}

/// A word of a command line, in quotes where it needs them.
fn shell_word(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "._-/\\:+".contains(letter);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
