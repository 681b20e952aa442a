//! What is allowed but probably not meant. A file a lint; none runs on a pack that has errors, so
//! that an unfinished pack is not scolded for what is still to come.

use super::analyser::Analyser;

/// Runs every lint.
pub fn check(analyser: &mut Analyser<'_>) {
    if analyser.has_errors() {
        return;
    }
}
