//! Finding and reading pack files.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::Failure;
use super::console::Console;
use crate::analysis::Overrides;
use crate::compile::{Compilation, compile};
use crate::diagnostics::nearest_file;
use crate::files::{Folder, LARGEST, text_of};
use crate::ir::Program;
use crate::render::{render_text, sanitize};
use crate::source::{SourceFile, SourceMap};

/// The pack files of the paths given: files as they are, folders with all below them.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            walk(path, &mut found)?;
            if found.len() == before {
                let message = format!("there is no .gtm file in `{}`", path.display());
                return Err(Failure::new(message));
            }
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable = |error| {
        Failure::new(format!(
            "the folder `{}` cannot be read: {error}",
            folder.display()
        ))
    };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?
        .iter()
        .map(|e| e.path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // A link to a folder may lead round in a circle.
        let is_folder = path.symlink_metadata().is_ok_and(|entry| entry.is_dir());
        if is_folder && !name.starts_with('.') {
            walk(&path, found)?;
        } else if name.ends_with(".gtm") && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

/// The one pack of a path: the file, or the only pack of a folder.
pub(super) fn single(path: &Path) -> Result<PathBuf, Failure> {
    let found = find(&[path.to_path_buf()])?;
    match found.as_slice() {
        [pack] => Ok(pack.clone()),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|pack| format!("  {}\n", pack.display()))
                .collect();
            let message = format!(
                "`{}` holds several packs; name one:\n{}",
                path.display(),
                names.concat()
            );
            Err(Failure::new(message))
        }
    }
}

/// Reads a pack's text.
pub(super) fn read(path: &Path) -> Result<SourceFile, Failure> {
    let name = path.display().to_string();
    let cannot = |reason: String| Failure::new(format!("`{name}` cannot be read: {reason}"));
    let size = fs::metadata(path)
        .map_err(|error| missing(path, &error))?
        .len();
    if size > LARGEST {
        return Err(cannot("it is too large to be a pack".to_owned()));
    }
    let bytes = fs::read(path).map_err(|error| missing(path, &error))?;
    source_of(&name, bytes).map_err(cannot)
}

/// Reads a pack from standard input.
pub(super) fn read_standard_input() -> Result<SourceFile, Failure> {
    let mut bytes = Vec::new();
    let cannot = |reason: String| Failure::new(format!("standard input cannot be read: {reason}"));
    let mut input = std::io::stdin().lock().take(LARGEST);
    input
        .read_to_end(&mut bytes)
        .map_err(|error| cannot(error.to_string()))?;
    source_of("standard input", bytes).map_err(cannot)
}

fn source_of(name: &str, bytes: Vec<u8>) -> Result<SourceFile, String> {
    text_of(bytes)
        .map(|text| SourceFile::new(name, text))
        .map_err(|line| format!("line {line} is not in UTF-8; save the file in UTF-8"))
}

fn missing(path: &Path, error: &std::io::Error) -> Failure {
    let name = path.display();
    if error.kind() != std::io::ErrorKind::NotFound {
        return Failure::new(format!("`{name}` cannot be read: {error}"));
    }
    let question = nearest_file(path);
    let question = question
        .map(|question| format!("; {question}"))
        .unwrap_or_default();
    Failure::new(format!("there is no file `{name}`{question}"))
}

/// Reads and compiles a pack, with the files beside it that it names.
pub(super) fn compiled(path: &Path, overrides: &Overrides) -> Result<Compilation, Failure> {
    Ok(compile(read(path)?, overrides, &Folder::of(path)))
}

/// Reads and compiles a pack that is to be run. Errors are told and make it nothing.
pub(super) fn runnable(
    path: &Path,
    overrides: &Overrides,
    console: &Console,
) -> Result<Option<(SourceMap, Program)>, Failure> {
    let Compilation {
        sources,
        program,
        diagnostics,
        ..
    } = compiled(path, overrides)?;
    match program {
        Some(program) => {
            let warnings = diagnostics.len();
            if warnings > 0 {
                let noun = if warnings == 1 { "warning" } else { "warnings" };
                console.tell(&format!(
                    "{warnings} {noun}: gtm check {}",
                    sanitize(sources.main().name())
                ));
            }
            Ok(Some((sources, program)))
        }
        None => {
            let errors: Vec<_> = diagnostics.into_iter().filter(|d| d.is_error()).collect();
            console.tell(&render_text(&sources, &errors, console.error_style()));
            Ok(None)
        }
    }
}
