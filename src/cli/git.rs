//! A pack as it was in a revision of git. Git itself is asked; nothing is checked out.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::Failure;
use super::run::could_not_read;
use crate::data::DataError;
use crate::diagnostics::Code;
use crate::files::{FileProblem, Files, LARGEST, text_of};
use crate::source::SourceFile;

/// A folder as it was in a revision.
pub(super) struct Revision {
    folder: PathBuf,
    /// As it was asked for.
    name: String,
    /// The hash of its commit, so that nothing of the name can act on git.
    commit: String,
}

impl Revision {
    /// The folder of a pack in a revision.
    pub(super) fn open(pack: &Path, name: &str) -> Result<Revision, Failure> {
        let folder = pack.parent().filter(|path| !path.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        let inside = git(&folder, &["rev-parse", "--is-inside-work-tree"])?;
        if !inside.status.success() {
            let message = format!(
                "`{}` is in no repository of git that can be read",
                folder.display()
            );
            let said = String::from_utf8_lossy(&inside.stderr).trim().to_owned();
            let error = DataError::new(Code::E330, message).help(format!("git says: {said}"));
            return Err(could_not_read(&[error]));
        }
        let commit = format!("{name}^{{commit}}");
        // A name that begins with a dash would be an option.
        let found = (!name.starts_with('-'))
            .then(|| git(&folder, &["rev-parse", "--verify", "--quiet", &commit]))
            .transpose()?
            .filter(|found| found.status.success());
        let Some(found) = found else {
            let message = format!("git knows no revision `{name}`");
            let error = DataError::new(Code::E331, message)
                .help("name a commit, a branch or a tag: --base HEAD, --base main, --base HEAD~3");
            return Err(could_not_read(&[error]));
        };
        Ok(Revision {
            folder,
            name: name.to_owned(),
            commit: String::from_utf8_lossy(&found.stdout).trim().to_owned(),
        })
    }

    /// The text of the pack.
    pub(super) fn pack(&self, path: &Path) -> Result<SourceFile, Failure> {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let shown = format!("{}:{}", self.name, path.display());
        match self.read(&file) {
            Ok(text) => Ok(SourceFile::new(shown, text)),
            Err(problem) => {
                let message = match problem {
                    FileProblem::NotUtf8(line) => {
                        format!("`{shown}` is not in UTF-8, from line {line} on")
                    }
                    FileProblem::TooLarge => format!("`{shown}` is too large to be a pack"),
                    FileProblem::Refused(reason) => format!("`{shown}` cannot be read: {reason}"),
                    FileProblem::Missing(_)
                    | FileProblem::Absolute
                    | FileProblem::NotAPath
                    | FileProblem::Outside
                    | FileProblem::NotAFile => {
                        format!(
                            "there is no `{}` in the revision `{}`",
                            path.display(),
                            self.name
                        )
                    }
                };
                let error = DataError::new(Code::E332, message)
                    .help("name a revision that has the file, or two files: gtm diff OLD NEW");
                Err(could_not_read(&[error]))
            }
        }
    }
}

impl Files for Revision {
    fn read(&self, path: &str) -> Result<String, FileProblem> {
        let object = format!("{}:./{path}", self.commit);
        let read = git(&self.folder, &["cat-file", "blob", &object])
            .map_err(|_| FileProblem::Refused("git cannot be run".to_owned()))?;
        if !read.status.success() {
            return Err(FileProblem::Missing(None));
        }
        if read.stdout.len() as u64 > LARGEST {
            return Err(FileProblem::TooLarge);
        }
        text_of(read.stdout).map_err(FileProblem::NotUtf8)
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    let ran = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output();
    ran.map_err(|error| {
        let message = format!("git cannot be run: {error}");
        let error = DataError::new(Code::E330, message)
            .help("install git, or name two files: gtm diff OLD NEW");
        could_not_read(&[error])
    })
}
