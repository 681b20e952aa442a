//! The files beside a pack: tables of lists, packs that are used. The only way in which a pack makes
//! the program read a file.
//!
//! What a pack names is a text that somebody wrote, perhaps somebody else: a path leads to a regular
//! file in the folder of the pack that is run, or below it, and nowhere else.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::diagnostics::nearest_file;

/// The largest file that is read, in bytes.
pub const LARGEST: u64 = 16 << 20;

/// Why a file is not read. Nothing in it tells what the file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// The path begins at the root of the disk, or with the name of one.
    Absolute,
    /// The path is written with `\`, or holds signs that no path needs.
    NotAPath,
    /// The path leads out of the folder of the pack, by itself or through a link.
    Outside,
    /// There is no such file; perhaps the question whether another was meant.
    Missing(Option<String>),
    /// A folder, or something else that is no file.
    NotAFile,
    /// Larger than [`LARGEST`].
    TooLarge,
    /// Not in UTF-8, from this line on.
    NotUtf8(usize),
    /// The system refuses.
    Refused(String),
}

/// Reads files beside a pack.
pub trait Files {
    /// The text of a file, without a byte order mark. The path is one that [`resolve`] made.
    ///
    /// # Errors
    /// When the file may not or cannot be read.
    fn read(&self, path: &str) -> Result<String, FileProblem>;
}

/// The path of a file from the folder of the pack that is run, its parts joined with `/`. `from` is
/// the path of the file that names it, `written` what it says.
///
/// # Errors
/// When the path leads out of the folder.
pub fn resolve(from: &str, written: &str) -> Result<String, FileProblem> {
    if written
        .chars()
        .any(|sign| sign == '\\' || sign.is_control())
    {
        return Err(FileProblem::NotAPath);
    }
    // `C:` names a disk, and `:` has no place in the names of files that are to be passed on.
    if written.starts_with('/') || written.contains(':') {
        return Err(FileProblem::Absolute);
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(FileProblem::Outside)?;
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() || written.ends_with('/') {
        return Err(FileProblem::NotAFile);
    }
    Ok(parts.join("/"))
}

/// The bytes of a file as a text.
///
/// # Errors
/// The line of the first that is not in UTF-8.
pub fn text_of(bytes: Vec<u8>) -> Result<String, usize> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to());
        let lines = valid.unwrap_or_default().iter();
        lines.filter(|&&byte| byte == b'\n').count() + 1
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Files held in memory, by their paths; none for a pack that stands alone.
#[derive(Clone, Debug, Default)]
pub struct Memory(pub BTreeMap<String, String>);

impl Files for Memory {
    fn read(&self, path: &str) -> Result<String, FileProblem> {
        let text = self.0.get(path).cloned();
        text.ok_or(FileProblem::Missing(None))
    }
}

/// A folder of the disk and all below it.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder in which a pack stands.
    #[must_use]
    pub fn of(pack: &Path) -> Self {
        let folder = pack.parent().filter(|path| !path.as_os_str().is_empty());
        Folder(folder.unwrap_or(Path::new(".")).to_owned())
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<String, FileProblem> {
        let asked = self.0.join(path);
        let problem = |error: std::io::Error| {
            if error.kind() == ErrorKind::NotFound {
                FileProblem::Missing(nearest_file(&asked))
            } else {
                FileProblem::Refused(error.kind().to_string())
            }
        };
        let root = self.0.canonicalize().map_err(problem)?;
        // Without links, so that a link cannot lead out of the folder.
        let real = asked.canonicalize().map_err(problem)?;
        if !real.starts_with(&root) {
            return Err(FileProblem::Outside);
        }
        // Asked before it is opened: a pipe would wait for a writer.
        if !real.metadata().map_err(problem)?.is_file() {
            return Err(FileProblem::NotAFile);
        }
        let mut bytes = Vec::new();
        let file = File::open(&real).map_err(problem)?;
        file.take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(problem)?;
        if bytes.len() as u64 > LARGEST {
            return Err(FileProblem::TooLarge);
        }
        text_of(bytes).map_err(FileProblem::NotUtf8)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_folder() {
        let fine = |from, written| resolve(from, written).unwrap();
        assert_eq!(fine("", "a.gtm"), "a.gtm");
        assert_eq!(fine("", "./sub//a.gtm"), "sub/a.gtm");
        assert_eq!(fine("sub/b.gtm", "a.gtm"), "sub/a.gtm");
        assert_eq!(fine("sub/b.gtm", "../a.gtm"), "a.gtm");
        assert_eq!(fine("", "sub/../a.gtm"), "a.gtm");
        let wrong = |from, written| resolve(from, written).unwrap_err();
        assert_eq!(wrong("", "../a.gtm"), FileProblem::Outside);
        assert_eq!(wrong("", "sub/../../a.gtm"), FileProblem::Outside);
        assert_eq!(wrong("sub/b.gtm", "../../a.gtm"), FileProblem::Outside);
        assert_eq!(wrong("", "/etc/passwd"), FileProblem::Absolute);
        assert_eq!(wrong("", "C:/a.gtm"), FileProblem::Absolute);
        assert_eq!(wrong("", "..\\a.gtm"), FileProblem::NotAPath);
        assert_eq!(wrong("", "a\u{0}.gtm"), FileProblem::NotAPath);
        assert_eq!(wrong("", ""), FileProblem::NotAFile);
        assert_eq!(wrong("", "sub/"), FileProblem::NotAFile);
        assert_eq!(wrong("sub/b.gtm", ".."), FileProblem::NotAFile);
    }

    #[test]
    fn what_is_not_utf8_tells_its_line() {
        assert_eq!(text_of(b"\xef\xbb\xbfa\n".to_vec()), Ok("a\n".to_owned()));
        assert_eq!(text_of(b"a\nb\xff".to_vec()), Err(2));
    }
}
