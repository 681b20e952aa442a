//! What happens to half-written files when the program is told to end.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Files that are being written.
static PARTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn parts() -> MutexGuard<'static, Vec<PathBuf>> {
    PARTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on a file goes when the program is told to end.
pub(super) fn removes(part: &Path) {
    parts().push(part.to_path_buf());
}

/// From now on it stays.
pub(super) fn leaves(part: &Path) {
    parts().retain(|other| other != part);
}

/// Has files that are being written removed when Ctrl-C or another program ends this one; and has a file that
/// grows too large told as an error, where it would end the program without a word. For commands that
/// end when their result is written, not for those that have their own use for Ctrl-C.
#[cfg(unix)]
pub(super) fn guard() {
    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;

    // Without it everything works but the tidying up.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGXFSZ]) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if signal == SIGXFSZ {
                continue; // the write fails, and that is told
            }
            for part in parts().iter() {
                let _ = std::fs::remove_file(part);
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

/// Files are only removed where the system tells a program that it is to end.
#[cfg(not(unix))]
pub(super) fn guard() {}
