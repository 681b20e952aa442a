//! A session on a terminal: lines that can be edited, completed and found again. The only user of rustyline.
//!
//! An input is worked on beside the terminal, on a copy of the session that takes its place when it is done. So
//! Ctrl-C can let go of work that takes too long, and a fault in it costs no more than the answer.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{ColorMode, CompletionType, Config, Context, Editor, Helper};

use super::paint::painted;
use super::piped::is_command;
use super::session::{Answer, Session};
use crate::syntax::wants_more;

/// So many inputs are kept between runs.
const KEPT: usize = 2000;
/// How often work is asked whether it is done, and the keyboard whether it shall stop.
const PATIENCE: Duration = Duration::from_millis(30);
/// Room for the deepest expressions.
const STACK: usize = 32 << 20;

/// Talks until the end of the input or `:quit`. `history` is the file that inputs are kept in.
///
/// # Errors
/// When the terminal cannot be read or written.
pub fn terminal(session: Session, color: bool, history: Option<&Path>) -> io::Result<()> {
    let mut editor = editor(session.clone(), color).map_err(into_io)?;
    let history = history.and_then(kept_in);
    if let Some(file) = &history {
        // A history that cannot be read is a new one.
        let _ = editor.load_history(file);
    }
    let interrupted = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&interrupted);
    // Without a handler Ctrl-C would end the session; there is one per process, ours.
    let _ = ctrlc::set_handler(move || told.store(true, Ordering::SeqCst));
    let mut session = session;
    loop {
        let input = match editor.readline(&session.prompt()) {
            Ok(input) => input,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(into_io(error)),
        };
        if input.trim().is_empty() {
            continue;
        }
        let _ = editor.add_history_entry(input.as_str());
        if let Some(file) = &history {
            let _ = editor.append_history(file);
        }
        interrupted.store(false, Ordering::SeqCst);
        let answer = work(&mut session, input, &interrupted);
        let mut out = io::stdout().lock();
        out.write_all(answer.text.as_bytes())?;
        out.flush()?;
        if answer.ends {
            return Ok(());
        }
        if let Some(guide) = editor.helper_mut() {
            guide.session = session.clone();
        }
    }
}

/// Works on an input until it is done or Ctrl-C is pressed.
fn work(session: &mut Session, input: String, interrupted: &AtomicBool) -> Answer {
    let stop = Arc::new(AtomicBool::new(false));
    let mut copy = session.stopped_by(Arc::clone(&stop));
    let (done, waiting) = channel();
    let worker = std::thread::Builder::new().stack_size(STACK);
    let started = worker.spawn(move || {
        let answer = copy.answer(&input);
        // Nobody waits any more after Ctrl-C.
        let _ = done.send((copy, answer));
    });
    if let Err(error) = started {
        return Answer::failure(format!("this cannot be worked out now: {error}"));
    }
    loop {
        match waiting.recv_timeout(PATIENCE) {
            Ok((worked, answer)) => {
                *session = worked;
                return answer;
            }
            Err(RecvTimeoutError::Timeout) => {
                if interrupted.swap(false, Ordering::SeqCst) {
                    stop.store(true, Ordering::SeqCst);
                    return Answer::failure("stopped; nothing is changed".to_owned());
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                let text =
                    "this could not be worked out: a fault in gtm itself; nothing is changed";
                return Answer::failure(text.to_owned());
            }
        }
    }
}

fn editor(session: Session, color: bool) -> rustyline::Result<Editor<Guide, DefaultHistory>> {
    let config = Config::builder()
        .max_history_size(KEPT)?
        .history_ignore_dups(true)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .color_mode(if color {
            ColorMode::Enabled
        } else {
            ColorMode::Disabled
        })
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Guide { session, color }));
    Ok(editor)
}

/// The file of a history in a folder that only its owner may look into.
fn kept_in(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    fs::create_dir_all(folder).ok()?;
    if !file.exists() {
        let mut options = fs::OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        options.open(file).ok()?;
    }
    Some(file.to_owned())
}

fn into_io(error: ReadlineError) -> io::Error {
    io::Error::other(error.to_string())
}

/// What helps while a line is typed.
struct Guide {
    session: Session,
    color: bool,
}

impl Helper for Guide {}

impl Completer for Guide {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let completion = self.session.complete(line.get(..pos).unwrap_or(line));
        Ok((completion.start, completion.words))
    }
}

impl Hinter for Guide {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<String> {
        if pos < line.len() {
            return None;
        }
        self.session.hint(line)
    }
}

impl Highlighter for Guide {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.color {
            painted(line)
        } else {
            Cow::Borrowed(line)
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color {
            Cow::Owned(format!("\u{1b}[2m{hint}\u{1b}[0m"))
        } else {
            Cow::Borrowed(hint)
        }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.color
    }
}

impl Validator for Guide {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let input = context.input();
        Ok(if !is_command(input) && wants_more(input) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}
