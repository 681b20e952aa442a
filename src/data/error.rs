//! What keeps a table from being read at all. A single bad cell or row is no such thing: see
//! [`CellFault`](super::CellFault) and [`RowFault`](super::RowFault).

use crate::diagnostics::Code;

/// Why a table cannot be read, or which table is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    /// Which kind; its page is `gtm help CODE`.
    pub code: Code,
    /// The file, as the user wrote it.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The character in the line, from 1.
    pub column: Option<u64>,
    /// One plain sentence, lowercase.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl DataError {
    /// An error with its sentence.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        DataError {
            code,
            file: None,
            line: None,
            column: None,
            message: message.into(),
            help: None,
        }
    }

    /// The file it is about.
    #[must_use]
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// The line of the file.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The character of the line.
    #[must_use]
    pub fn column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What to do about it, when there is something to say.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}
