//! Writing a result: to standard output, or whole into a file, or several into a folder. A file is written
//! beside its place and then renamed: nobody ever sees half of it, and what cannot be written leaves what
//! was there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::console::unwritable;
use super::{Failure, interrupt};
use crate::data::DataError;
use crate::diagnostics::Code;
use crate::render::data_errors;

/// What a result is written into.
pub(super) type Sink<'s> = dyn Write + Send + 's;

/// Writes to a file, or to standard output if there is none.
pub(super) fn write(
    path: Option<&Path>,
    write: impl Fn(&mut Sink<'_>) -> io::Result<()>,
) -> Result<(), Failure> {
    let Some(path) = path else {
        let mut out = BufWriter::new(io::stdout());
        return write(&mut out)
            .and_then(|()| out.flush())
            .map_err(|error| unwritable(&error));
    };
    if path.file_name().is_none() || path.is_dir() {
        return Err(is_a_folder(path));
    }
    // Devices, pipes and the like are written to, never replaced.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        let file = OpenOptions::new().write(true).open(path);
        let written = file.and_then(|file| {
            let mut out = BufWriter::new(file);
            write(&mut out)?;
            out.flush()
        });
        return written.map_err(|error| {
            if error.kind() == ErrorKind::BrokenPipe {
                Failure::ClosedPipe
            } else {
                unwritten(path, &error)
            }
        });
    }
    Staged::write(path, write)
        .and_then(Staged::keep)
        .map_err(|error| unwritten(path, &error))
}

/// What writes a file.
pub(super) type Writer<'w> = Box<dyn Fn(&mut Sink<'_>) -> io::Result<()> + 'w>;

/// A file of a folder, and what writes it.
pub(super) struct Entry<'w> {
    pub(super) name: String,
    pub(super) write: Writer<'w>,
}

/// Writes files into a folder, which is made if it is not there. All are written before the first takes
/// its place, so that one that cannot be written leaves the folder as it was.
pub(super) fn write_folder(folder: &Path, entries: &[Entry<'_>]) -> Result<(), Failure> {
    let is_new = match fs::create_dir(folder) {
        Ok(()) => true,
        Err(_) if folder.is_dir() => false,
        Err(error) => return Err(unwritten(folder, &error)),
    };
    let written = stage_and_keep(folder, entries);
    if written.is_err() && is_new {
        // Only if it is empty still.
        let _ = fs::remove_dir(folder);
    }
    written
}

fn stage_and_keep(folder: &Path, entries: &[Entry<'_>]) -> Result<(), Failure> {
    let mut staged = Vec::new();
    for entry in entries {
        let path = folder.join(&entry.name);
        if path.is_dir() {
            return Err(is_a_folder(&path));
        }
        let file = Staged::write(&path, &entry.write);
        staged.push(file.map_err(|error| unwritten(&path, &error))?);
    }
    for (file, entry) in staged.into_iter().zip(entries) {
        let path = folder.join(&entry.name);
        file.keep().map_err(|error| unwritten(&path, &error))?;
    }
    Ok(())
}

/// A file that is written beside its place. Unless it is put there, it is removed.
struct Staged {
    part: PathBuf,
    target: PathBuf,
}

impl Staged {
    fn write(path: &Path, write: impl Fn(&mut Sink<'_>) -> io::Result<()>) -> io::Result<Staged> {
        // A link keeps pointing where it points.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let (file, part) = create_beside(&target)?;
        let staged = Staged { part, target };
        interrupt::removes(&staged.part);
        if let Ok(old) = staged.target.metadata() {
            // Who may read a file does not change by writing it again.
            file.set_permissions(old.permissions())?;
        }
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(staged)
    }

    fn keep(self) -> io::Result<()> {
        fs::rename(&self.part, &self.target)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // There is nothing to remove once it has its place.
        let _ = fs::remove_file(&self.part);
        interrupt::leaves(&self.part);
    }
}

/// A new file in the folder of another, that no other run writes.
fn create_beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let process = std::process::id();
    let mut count: u32 = 0;
    loop {
        let part = target.with_file_name(format!(".gtm-{process}-{count}.part"));
        match OpenOptions::new().write(true).create_new(true).open(&part) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && count < u32::MAX => {
                count += 1
            }
            made => return made.map(|file| (file, part)),
        }
    }
}

fn is_a_folder(path: &Path) -> Failure {
    let shown = path.display();
    let error = DataError::new(Code::E384, format!("`{shown}` is a folder, not a file")).help(
        format!("name a file in it; or write `{shown}/` to have a file a view in it"),
    );
    Failure::new(data_errors(&[error]))
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    let message = format!(
        "`{}` cannot be written: {}",
        path.display(),
        reason(path, error)
    );
    Failure::new(data_errors(&[DataError::new(Code::E384, message)]))
}

/// Why a file cannot be written, in words.
fn reason(path: &Path, error: &io::Error) -> String {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match (error.kind(), folder) {
        (ErrorKind::StorageFull, _) => "the disk is full".to_owned(),
        (ErrorKind::QuotaExceeded, _) => "your share of the disk is used up".to_owned(),
        (ErrorKind::FileTooLarge, _) => "it grows larger than a file may be here".to_owned(),
        (ErrorKind::PermissionDenied, _) => "you have no permission to write there".to_owned(),
        (ErrorKind::ReadOnlyFilesystem, _) => "the disk can only be read".to_owned(),
        (ErrorKind::NotFound, Some(folder)) if !folder.exists() => {
            format!("there is no folder `{}`", folder.display())
        }
        (ErrorKind::NotADirectory, Some(folder)) => format!("`{}` is no folder", folder.display()),
        // What a library says of itself, and everything else that the system may say.
        (_, _) => {
            let text = error.to_string();
            text.split(" (os error")
                .next()
                .unwrap_or_default()
                .to_lowercase()
        }
    }
}
