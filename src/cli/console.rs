//! Where output goes: whether there is a screen, how wide it is, whether it has colours.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;

use super::Failure;
use crate::render::Style;

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How wide messages are where there is no screen to ask.
const USUAL_WIDTH: usize = 100;

/// The two outputs of the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console {
    /// True to colour what is written to standard output.
    pub(super) color: bool,
    /// Columns of the screen that standard output goes to; none if it goes elsewhere.
    pub(super) width: Option<usize>,
    /// True if standard output is a terminal, which what is written there must not steer.
    pub(super) is_screen: bool,
    error_color: bool,
    error_width: Option<usize>,
}

impl Console {
    /// Looks at the two outputs.
    pub(super) fn new(color: Color) -> Console {
        let wanted = |is_screen: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                is_screen && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
            }
        };
        let (out, error) = (io::stdout(), io::stderr());
        let columns = |size: Option<(terminal_size::Width, terminal_size::Height)>| {
            size.map(|(width, _)| usize::from(width.0))
        };
        Console {
            color: wanted(out.is_terminal()),
            width: columns(terminal_size::terminal_size_of(&out)),
            is_screen: out.is_terminal(),
            error_color: wanted(error.is_terminal()),
            error_width: columns(terminal_size::terminal_size_of(&error)),
        }
    }

    /// How to print findings on standard output.
    pub(super) fn style(&self) -> Style {
        Style {
            color: self.color,
            width: self.width.unwrap_or(USUAL_WIDTH),
        }
    }

    /// How to print findings on standard error.
    pub(super) fn error_style(&self) -> Style {
        Style {
            color: self.error_color,
            width: self.error_width.unwrap_or(USUAL_WIDTH),
        }
    }

    /// Writes to standard output.
    pub(super) fn say(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| unwritable(&error))
    }

    /// Writes to standard error. There is nowhere to tell it if that fails.
    pub(super) fn tell(&self, text: &str) {
        let mut out = io::stderr().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.is_empty() && !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
    }
}

/// What a failed write to standard output means.
pub(super) fn unwritable(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Failure::ClosedPipe
    } else {
        Failure::new(format!("the output cannot be written: {error}"))
    }
}
