//! How a run spends its time: on how many threads, and where it goes if somebody asks.

use std::time::{Duration, Instant};

use super::console::Console;
use crate::eval::Evaluator;
use crate::render;

#[derive(Debug, clap::Args)]
pub(super) struct Effort {
    /// Work on so many threads; the result is the same for any number [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Tell at the end where the time went.
    #[arg(long)]
    profile: bool,
}

impl Effort {
    /// The evaluator for this run.
    pub(super) fn apply<'a>(&self, evaluator: Evaluator<'a>) -> Evaluator<'a> {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.map_or_else(cores, usize::from);
        let evaluator = evaluator.on_threads(threads);
        if self.profile {
            evaluator.profiled()
        } else {
            evaluator
        }
    }

    /// Starts to measure.
    pub(super) fn clock(&self) -> Clock {
        Clock {
            started: Instant::now(),
            stages: Vec::new(),
            wanted: self.profile,
        }
    }
}

/// Measures the stages of a run.
pub(super) struct Clock {
    started: Instant,
    stages: Vec<(&'static str, Duration)>,
    wanted: bool,
}

impl Clock {
    /// A stage ends here.
    pub(super) fn lap(&mut self, stage: &'static str) {
        self.stages.push((stage, self.started.elapsed()));
        self.started = Instant::now();
    }

    /// Tells where the time went, if that is wanted.
    pub(super) fn tell(&self, evaluator: &Evaluator<'_>, console: &Console) {
        if self.wanted {
            console.tell(&render::profile(
                evaluator.program(),
                &self.stages,
                &evaluator.spent(),
            ));
        }
    }
}
