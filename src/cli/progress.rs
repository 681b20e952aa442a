//! A bar for work that takes long: only on a terminal, only after a second.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long work may take before a bar is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts rows, and shows them when it takes long.
pub(super) struct Progress {
    started: Instant,
    total: usize,
    done: AtomicUsize,
    bar: OnceLock<ProgressBar>,
    on_screen: bool,
}

impl Progress {
    /// Starts to count towards a number of rows.
    pub(super) fn new(total: usize) -> Progress {
        Progress {
            started: Instant::now(),
            total,
            done: AtomicUsize::new(0),
            bar: OnceLock::new(),
            on_screen: std::io::stderr().is_terminal(),
        }
    }

    /// Some more rows are done.
    pub(super) fn add(&self, rows: usize) {
        let done = self.done.fetch_add(rows, Ordering::Relaxed) + rows;
        if !self.on_screen || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let target = ProgressDrawTarget::stderr();
            let bar = ProgressBar::with_draw_target(Some(self.total as u64), target);
            match ProgressStyle::with_template(" {pos} of {len} rows  {wide_bar}") {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        bar.set_position(done as u64);
    }

    /// Takes the bar away.
    pub(super) fn end(self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
