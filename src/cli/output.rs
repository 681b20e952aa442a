//! Writing a result: to standard output, or whole into a file.

use std::fs::{self, File};
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
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let Some(name) = name.filter(|_| !path.is_dir()) else {
        return Err(Failure::new(format!(
            "`{}` is a folder, not a file",
            path.display()
        )));
    };
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
            Failure::new(format!("`{}` cannot be written: {error}", path.display()))
        })
}
