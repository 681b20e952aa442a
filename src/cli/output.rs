//! Writing a result: to standard output, or whole into a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Failure;
use super::console::unwritable;

/// Writes to a file, or to standard output if there is none.
///
/// A file is written beside its place and then renamed, so that nobody ever sees half of it.
pub(super) fn write(
    path: Option<&Path>,
    write: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let Some(path) = path else {
        let mut out = BufWriter::new(io::stdout().lock());
        return write(&mut out)
            .and_then(|()| out.flush())
            .map_err(|error| unwritable(&error));
    };
    if path.file_name().is_none() || path.is_dir() {
        return Err(Failure::new(format!(
            "`{}` is a folder, not a file",
            path.display()
        )));
    }
    // Devices, pipes and the like are written to, never replaced.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        let mut out = BufWriter::new(
            OpenOptions::new()
                .write(true)
                .open(path)
                .map_err(|error| unwritten(path, &error))?,
        );
        return write(&mut out)
            .and_then(|()| out.flush())
            .map_err(|error| unwritten(path, &error));
    }
    // A link keeps pointing where it points.
    let target = path.canonicalize();
    let path = target.as_deref().unwrap_or(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = File::create(&beside).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()
    });
    written
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| {
            let _ = fs::remove_file(&beside);
            unwritten(path, &error)
        })
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be written: {error}", path.display()))
}
