//! A file's bytes, all of them, of a file that keeps still while it is read.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;

use super::table::Origin;
use crate::data::error::DataError;
use crate::diagnostics::{Code, nearest_file};

/// Reads a file or standard input to its end.
pub(super) fn read(origin: &Origin) -> Result<Vec<u8>, DataError> {
    match origin {
        Origin::File(path) | Origin::Part(path, _) => read_file(path),
        Origin::StandardInput => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| {
                DataError::new(Code::E302, format!("it cannot be read: {error}"))
            })?;
            Ok(bytes)
        }
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, DataError> {
    let cannot = |error| cannot_read(path, &error);
    let mut file = File::open(path).map_err(cannot)?;
    let before = file.metadata().map_err(cannot)?;
    if before.is_dir() {
        return Err(DataError::new(Code::E302, "this is a folder, not a file"));
    }
    let length = usize::try_from(before.len()).unwrap_or(0);
    let mut bytes = Vec::with_capacity(if before.is_file() { length } else { 0 });
    file.read_to_end(&mut bytes).map_err(cannot)?;
    if before.is_file() {
        let after = std::fs::metadata(path).map_err(cannot)?;
        unchanged(&before, &after, bytes.len() as u64)?;
    }
    Ok(bytes)
}

/// A file that is written while it is read may lack its end, or have two halves that do not belong together.
fn unchanged(before: &Metadata, after: &Metadata, read: u64) -> Result<(), DataError> {
    let same_day = before.modified().ok() == after.modified().ok();
    if before.len() == read && after.len() == read && same_day {
        return Ok(());
    }
    Err(
        DataError::new(Code::E363, "the file changed while it was read")
            .help("run it again when the program that writes the file is done"),
    )
}

fn cannot_read(path: &Path, error: &std::io::Error) -> DataError {
    if error.kind() != std::io::ErrorKind::NotFound {
        return DataError::new(Code::E302, format!("the file cannot be read: {error}"));
    }
    DataError::new(Code::E302, "there is no such file").help_if(nearest_file(path))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_grows_or_shrinks_is_refused() {
        let path = std::env::temp_dir().join(format!("gtm-bytes-{}", std::process::id()));
        std::fs::write(&path, "name\nAcme\n").unwrap();
        let before = std::fs::metadata(&path).unwrap();
        assert_eq!(read_file(&path).unwrap(), b"name\nAcme\n");
        assert_eq!(unchanged(&before, &before, 10), Ok(()));
        assert_eq!(unchanged(&before, &before, 9).unwrap_err().code, Code::E363);
        let mut file = File::options().append(true).open(&path).unwrap();
        file.write_all(b"Beta\n").unwrap();
        let after = std::fs::metadata(&path).unwrap();
        assert_eq!(unchanged(&before, &after, 10).unwrap_err().code, Code::E363);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(
            read_file(&path).unwrap_err().message,
            "there is no such file"
        );
        assert_eq!(
            read_file(&std::env::temp_dir()).unwrap_err().code,
            Code::E302
        );
    }
}
