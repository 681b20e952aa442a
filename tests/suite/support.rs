//! What several tests need: files, stages, snapshots.

use std::path::{Path, PathBuf};

use gtm::analysis::Overrides;
use gtm::compile::{Compilation, compile};
use gtm::diagnostics::Diagnostic;
use gtm::render::{Style, render_text};
use gtm::source::SourceFile;

/// The look of messages in snapshots.
pub const STYLE: Style = Style {
    color: false,
    width: 100,
};

/// A path in the repository.
pub fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// The `.gtm` files of a folder, by name, with their paths in the repository; none when there is
/// no such folder.
pub fn packs(folder: &str) -> Vec<SourceFile> {
    let Ok(entries) = std::fs::read_dir(path(folder)) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".gtm"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let name = format!("{folder}/{name}");
            let text = std::fs::read_to_string(path(&name)).unwrap();
            SourceFile::new(name, text)
        })
        .collect()
}

/// A file through every stage up to the program.
pub fn compiled(source: &SourceFile) -> Compilation {
    compile(source.clone(), &Overrides::new())
}

/// The findings as a person reads them.
pub fn rendered(source: &SourceFile, diagnostics: &[Diagnostic]) -> String {
    render_text(source, diagnostics, STYLE)
}

/// Compares with `tests/snapshots/NAME.snap`.
pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Runs `check` on every value and reports all that fail, not only the first.
pub fn each<T>(values: impl IntoIterator<Item = T>, check: impl Fn(T) -> Result<(), String>) {
    let failures: Vec<String> = values
        .into_iter()
        .filter_map(|value| check(value).err())
        .collect();
    assert!(
        failures.is_empty(),
        "{} failed:\n\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
