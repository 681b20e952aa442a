//! What a session asks of the world around it.

use std::path::{Path, PathBuf};

use crate::compile::Compilation;
use crate::files::Files;
use crate::ir::Program;
use crate::source::SourceFile;

/// Files of packs, and the tests of packs: what a session does not do itself, so that it can be tested with
/// packs that are on no disk.
pub trait Desk: Send + Sync {
    /// The pack file of a path: the file itself, or the only pack of a folder.
    ///
    /// # Errors
    /// A sentence that says why there is none.
    fn pack(&self, path: &Path) -> Result<PathBuf, String>;

    /// The text of a pack.
    ///
    /// # Errors
    /// A sentence that says why it cannot be read.
    fn read(&self, path: &Path) -> Result<SourceFile, String>;

    /// The files that a pack may name.
    fn beside(&self, path: &Path) -> Box<dyn Files>;

    /// True if there is something at a path.
    fn exists(&self, path: &Path) -> bool;

    /// The names of what is in a folder, those of folders with `/` behind them.
    fn names(&self, folder: &Path) -> Vec<String>;

    /// Writes a pack, whole or not at all.
    ///
    /// # Errors
    /// A sentence that says why it cannot be written.
    fn write(&self, path: &Path, text: &str) -> Result<(), String>;

    /// Runs the tests of a pack, and holds it against what lies beside its file: case tables, snapshots.
    fn test(&self, compilation: &Compilation, program: &Program, path: &Path) -> Tested;
}

/// What came of the tests of a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tested {
    /// What is to be said.
    pub text: String,
    /// True if all passed.
    pub passed: bool,
    /// How many there are.
    pub count: usize,
}
