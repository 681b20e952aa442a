//! Walking through what differs from the snapshots: one difference at a time, taken, refused or left for later.

use std::io::BufRead;
use std::path::Path;

use super::snapshots::{self, Trial, at_pack};
use crate::cli::Failure;
use crate::cli::console::Console;
use crate::render::{difference_text, sanitize};
use crate::study::{Difference, Head, PartKind, Snapshot, What, apply};

/// What is asked below each difference.
const QUESTION: &str = "[a]ccept, [r]eject, [s]kip, [q]uit, or [A]ccept all that follow here? ";
/// What is said when the answer is none of these.
const AGAIN: &str = "type a, r, s, q or A, and Enter\n";

/// Somebody who decides.
pub(super) struct Reviewer<'c> {
    input: Box<dyn BufRead>,
    console: &'c Console,
    /// True once nobody answers any more.
    over: bool,
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    Accept,
    AcceptAll,
    Reject,
    Skip,
}

/// How many were decided how.
#[derive(Default)]
struct Tally {
    accepted: usize,
    rejected: Vec<String>,
    skipped: usize,
}

impl<'c> Reviewer<'c> {
    /// One who answers through an input, a line a decision.
    pub(super) fn new(input: Box<dyn BufRead>, console: &'c Console) -> Reviewer<'c> {
        Reviewer {
            input,
            console,
            over: false,
        }
    }

    /// Asks about a trial; what is accepted is written at once. Returns what is left undecided or was refused, and
    /// whether the file is as the run.
    pub(super) fn settle(&mut self, pack: &Path, trial: &mut Trial) -> Result<bool, Failure> {
        let Ok(now) = &trial.now else {
            return Ok(false);
        };
        if self.over {
            return Ok(!trial.is_pending());
        }
        let Some(mut kept) = trial.kept.clone() else {
            let file = trial.file.display().to_string();
            let what = match &trial.unreadable {
                Some(error) => format!("{}, and can be written anew", error.message),
                None => "it is the first of this pack".to_owned(),
            };
            let head = format!("{}: {}\n{what}\n", file, trial.label());
            self.console.say(&sanitize(&head))?;
            return match self.decide()? {
                Some(Decision::Accept | Decision::AcceptAll) => {
                    snapshots::keep(&trial.file, now)?;
                    Ok(true)
                }
                Some(Decision::Reject | Decision::Skip) | None => Ok(false),
            };
        };
        if trial.is_moved {
            let head = format!("{}: now on {}\n", trial.file.display(), words(&now.head));
            self.console.say(&sanitize(&head))?;
        }
        let tally = self.walk(trial, &mut kept, now)?;
        let remaining = tally.rejected.len() + tally.skipped;
        if remaining == 0 && !self.over && kept != *now {
            // Only the head is another, or the order of rows that are in no order.
            snapshots::keep(&trial.file, now)?;
            kept.clone_from(now);
            trial.is_moved = false;
        }
        self.console.say(&told(pack, &now.head, &tally))?;
        trial.differences = crate::study::compare_runs(&kept.parts, &now.parts);
        trial.kept = Some(kept);
        Ok(!trial.is_pending())
    }

    fn walk(
        &mut self,
        trial: &Trial,
        kept: &mut Snapshot,
        now: &Snapshot,
    ) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let count = trial.differences.len();
        let mut all = false;
        for (place, difference) in (1..).zip(&trial.differences) {
            let decision = if all {
                Some(Decision::Accept)
            } else {
                let head = format!("\n{}: {place} of {count}\n", trial.file.display());
                self.console.say(&sanitize(&head))?;
                self.console
                    .say(&difference_text(difference, self.console.color))?;
                self.decide()?
            };
            match decision {
                Some(Decision::Accept | Decision::AcceptAll) => {
                    all |= decision == Some(Decision::AcceptAll);
                    tally.accepted += 1;
                    apply(&mut kept.parts, &now.parts, difference);
                    if !all {
                        snapshots::keep(&trial.file, kept)?;
                    }
                }
                Some(Decision::Reject) => tally.rejected.push(row_of(difference)),
                Some(Decision::Skip) => tally.skipped += 1,
                None => {
                    tally.skipped += count + 1 - place;
                    break;
                }
            }
        }
        if all {
            snapshots::keep(&trial.file, kept)?;
        }
        Ok(tally)
    }

    /// Asks whether a snapshot without a pack may go.
    pub(super) fn may_remove(&mut self, file: &Path) -> Result<bool, Failure> {
        if self.over {
            return Ok(false);
        }
        let head = format!(
            "\n{}: there is no pack of this name; to accept removes it\n",
            file.display()
        );
        self.console.say(&sanitize(&head))?;
        let decision = self.decide()?;
        Ok(matches!(
            decision,
            Some(Decision::Accept | Decision::AcceptAll)
        ))
    }

    /// The next decision; nothing once nobody answers any more.
    fn decide(&mut self) -> Result<Option<Decision>, Failure> {
        loop {
            self.console.say(QUESTION)?;
            let mut line = String::new();
            let read = self.input.read_line(&mut line);
            let read =
                read.map_err(|error| Failure::new(format!("the answer cannot be read: {error}")))?;
            let decision = match line.trim() {
                _ if read == 0 => None,
                "q" | "Q" => None,
                "a" => Some(Decision::Accept),
                "A" => Some(Decision::AcceptAll),
                "r" | "R" => Some(Decision::Reject),
                "s" | "S" => Some(Decision::Skip),
                _ => {
                    self.console.say(AGAIN)?;
                    continue;
                }
            };
            self.over |= decision.is_none();
            return Ok(decision);
        }
    }
}

fn words(head: &Head) -> String {
    let tables = head.data.iter().cloned();
    let without = head
        .without
        .iter()
        .map(|record| format!("without {record}"));
    let words: Vec<String> = tables.chain(without).collect();
    let day = head.as_of.as_deref();
    words.join(", ") + &day.map_or_else(String::new, |day| format!(" as of {day}"))
}

/// The row that a difference is about, where it is one that can be explained.
fn row_of(difference: &Difference) -> String {
    match (&difference.what, difference.kind) {
        (What::Row { key, .. }, PartKind::Record) => key.clone(),
        (What::Added(row), PartKind::Record) => row.key.clone(),
        (_, _) => String::new(),
    }
}

/// What came of a walk, and where to look for what was refused.
fn told(pack: &Path, head: &Head, tally: &Tally) -> String {
    let Tally {
        accepted,
        rejected,
        skipped,
    } = tally;
    let mut text = format!(
        "\n{accepted} accepted, {} rejected, {skipped} skipped\n",
        rejected.len()
    );
    if let Some(row) = rejected.iter().find(|row| !row.is_empty()) {
        let data = head
            .data
            .iter()
            .map(|table| format!(" --data {}", at_pack(pack, table)));
        let without = head
            .without
            .iter()
            .map(|record| format!(" --without {record}"));
        let day = head.as_of.iter().map(|day| format!(" --as-of {day}"));
        let arguments: String = data.chain(without).chain(day).collect();
        text += &format!(
            "see why: gtm explain {}{arguments} --row \"{row}\"\n",
            pack.display()
        );
    }
    sanitize(&text).into_owned()
}
