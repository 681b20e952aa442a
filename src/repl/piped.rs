//! A session whose inputs come from a file or a pipe: no prompt, the answers alone.

use std::io::{self, BufRead, Write};

use super::session::Session;
use crate::syntax::wants_more;

/// Answers every input. True if all could be answered.
///
/// # Errors
/// When the inputs cannot be read or the answers cannot be written.
pub fn piped(
    mut session: Session,
    inputs: &mut dyn BufRead,
    answers: &mut dyn Write,
    failures: &mut dyn Write,
) -> io::Result<bool> {
    let mut fine = true;
    let mut input = String::new();
    loop {
        let mut line = Vec::new();
        let ended = inputs.read_until(b'\n', &mut line)? == 0;
        input.push_str(&String::from_utf8_lossy(&line));
        let goes_on = !ended && !is_command(&input) && wants_more(&input);
        if goes_on {
            continue;
        }
        let answer = session.answer(&input);
        input.clear();
        fine &= !answer.failed;
        let out: &mut dyn Write = if answer.failed { failures } else { answers };
        out.write_all(answer.text.as_bytes())?;
        out.flush()?;
        if ended || answer.ends {
            return Ok(fine);
        }
    }
}

/// Commands have one line.
pub(super) fn is_command(input: &str) -> bool {
    input.trim_start().starts_with(':')
}
