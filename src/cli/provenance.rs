//! What a result is made of: the pack and the tables, each with the SHA-256 of what it holds.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::run::Input;
use crate::data::{DataReport, TableReport};
use crate::ir::Program;
use crate::results::{PackProvenance, Provenance, TableProvenance};
use crate::source::{SourceFile, SourceMap};

/// What a run of one pack is made of.
pub(super) fn of_run(
    sources: &SourceMap,
    program: &Program,
    input: &Input,
    report: &DataReport,
) -> Provenance {
    Provenance {
        packs: vec![of_pack("pack", sources, program)],
        as_of: input.as_of,
        params: input.params.clone(),
        tables: of_tables(report),
    }
}

/// A pack, by the texts that it is made of.
pub(super) fn of_pack(
    role: &'static str,
    sources: &SourceMap,
    program: &Program,
) -> PackProvenance {
    let main = sources.main();
    // The files beside it are called as it is called: by the way from where the command was given.
    let (folder, name) = main.name().rsplit_once('/').unwrap_or(("", main.name()));
    let within = |name: &str| {
        let name = name.strip_prefix(folder).unwrap_or(name);
        name.trim_start_matches('/').to_owned()
    };
    let mut files = vec![(name.to_owned(), hash(main))];
    // By name: the order in which they are read says nothing about them.
    let mut others: Vec<(String, String)> = sources
        .others()
        .iter()
        .map(|file| (within(file.name()), hash(file)))
        .collect();
    others.sort();
    files.extend(others);
    PackProvenance {
        role,
        name: program.name.clone(),
        label: program.label.clone(),
        sha256: hash_of_all(&files),
        files,
    }
}

fn hash(file: &SourceFile) -> String {
    hex(Sha256::digest(file.text()))
}

/// Of one file its own; of several that of their hashes, a line each. The name of the pack itself does not
/// count: it is the same pack when it is called otherwise.
fn hash_of_all(files: &[(String, String)]) -> String {
    match files {
        [(_, only)] => only.clone(),
        [(_, main), others @ ..] => {
            let mut list = format!("{main}\n");
            for (name, hash) in others {
                list += &format!("{hash}  {name}\n");
            }
            hex(Sha256::digest(list))
        }
        [] => String::new(),
    }
}

fn hex(digest: impl AsRef<[u8]>) -> String {
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The tables of a run.
pub(super) fn of_tables(report: &DataReport) -> Vec<TableProvenance> {
    let table = |table: &TableReport| TableProvenance {
        record: table.name.clone(),
        file: match path_of(table) {
            Some(path) => path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            None => table.origin.clone(),
        },
        sha256: path_of(table).and_then(|path| hash_of_file(&path).ok()),
        read: table.read,
        evaluated: table.evaluated,
        set_aside: table.set_aside,
    };
    report.tables.iter().map(table).collect()
}

/// The files that a run reads.
pub(super) fn paths<'r>(
    sources: &'r SourceMap,
    report: &'r DataReport,
) -> impl Iterator<Item = PathBuf> + 'r {
    let packs = std::iter::once(sources.main()).chain(sources.others());
    let packs = packs.map(|file| PathBuf::from(file.name()));
    packs.chain(table_paths(report))
}

/// The files that hold the tables of a run.
pub(super) fn table_paths(report: &DataReport) -> impl Iterator<Item = PathBuf> + '_ {
    report.tables.iter().filter_map(path_of)
}

/// The file of a table: its origin, perhaps without the part of a book (`#Sheet`). None for standard input.
fn path_of(table: &TableReport) -> Option<PathBuf> {
    let whole = Path::new(&table.origin);
    let book = table
        .origin
        .split_once('#')
        .map(|(book, _)| Path::new(book));
    [Some(whole), book]
        .into_iter()
        .flatten()
        .find(|path| path.is_file())
        .map(Path::to_path_buf)
}

fn hash_of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        let count = file.read(&mut block)?;
        match block.get(..count) {
            Some([]) | None => return Ok(hex(hash.finalize())),
            Some(bytes) => hash.update(bytes),
        }
    }
}
