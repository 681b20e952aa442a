//! `gtm watch`: the pack is checked and run again whenever a file of it is saved.
//!
//! The files are asked for their times a few times a second. That needs no library of the system's own, and it works
//! where such notices get lost: on network drives, in containers, and with editors that save by renaming.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::console::Console;
use super::repl::OnDisk;
use super::run::{day, overrides};
use super::{Failure, Verdict, packs};
use crate::repl::{Look, Start, Watch};

/// How often the files are asked.
const PAUSE: Duration = Duration::from_millis(300);
/// A save is over when nothing has changed for so long.
const SETTLED: Duration = Duration::from_millis(60);
/// So many files are asked; whoever has more is told to run the commands by hand.
const MOST_FILES: usize = 5_000;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The pack.
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// Tables: a file, a folder of files named after records, or Record=FILE.
    #[arg(long, value_name = "FILE")]
    data: Vec<String>,
    /// Run as if nothing were known of a record.
    #[arg(long, value_name = "RECORD")]
    without: Vec<String>,
    /// Another value for a param.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// The day that `today` means.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<i32>,
}

/// Watches until the process is ended.
pub(super) fn watch(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let pack = packs::single(&arguments.pack)?;
    let params = overrides(&arguments.params, console)?;
    let look = Look {
        color: console.color,
        width: console.width,
    };
    let start = Start {
        pack: None,
        data: arguments.data.clone(),
        without: arguments.without.clone(),
        params,
        as_of: arguments.as_of,
    };
    let mut watch = Watch::new(Arc::new(OnDisk), look, pack.clone(), start);
    if std::io::stderr().is_terminal() {
        console.tell("watching; Ctrl-C ends");
    }
    loop {
        let seen = times(&pack, &arguments.data);
        console.say(&watch.again())?;
        while times(&pack, &arguments.data) == seen {
            std::thread::sleep(PAUSE);
        }
        settle(&pack, &arguments.data);
    }
}

/// Waits until nobody writes any more.
fn settle(pack: &Path, data: &[String]) {
    let mut before = times(pack, data);
    loop {
        std::thread::sleep(SETTLED);
        let now = times(pack, data);
        if now == before {
            return;
        }
        before = now;
    }
}

type Times = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// When each file was changed: what stands in the folder of the pack, and the tables.
fn times(pack: &Path, data: &[String]) -> Times {
    let mut found = Times::new();
    let folder = pack.parent().filter(|path| !path.as_os_str().is_empty());
    note(folder.unwrap_or(Path::new(".")), 3, &mut found);
    for table in data {
        let path = table
            .split_once('=')
            .map_or(table.as_str(), |(_, path)| path);
        note(Path::new(path), 1, &mut found);
    }
    found
}

/// Notes a file, or what stands in a folder and so many levels below it.
fn note(path: &Path, levels: usize, found: &mut Times) {
    if found.len() >= MOST_FILES {
        return;
    }
    let Ok(entry) = path.metadata() else {
        return;
    };
    if !entry.is_dir() {
        let read = path.extension().and_then(|end| end.to_str());
        if matches!(
            read,
            Some("gtm" | "csv" | "tsv" | "json" | "ndjson" | "jsonl" | "snap")
        ) {
            found.insert(path.to_owned(), (entry.modified().ok(), entry.len()));
        }
        return;
    }
    let is_hidden = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with('.'))
    };
    if levels == 0 {
        return;
    }
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        // A link to a folder may lead round in a circle.
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let leads_away = is_link && path.is_dir();
        if !is_hidden(&path) && !leads_away {
            note(&path, levels - 1, found);
        }
    }
}
