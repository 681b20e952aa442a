//! What several tests need: files, stages, snapshots.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gtm::analysis::Overrides;
use gtm::compile::{Compilation, compile};
use gtm::diagnostics::Diagnostic;
use gtm::files::{Folder, Memory};
use gtm::render::{Style, render_text};
use gtm::source::{SourceFile, Sources};

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

/// A file through every stage up to the program. A file of the repository may name others there; a
/// text may hold others, see [`parts`].
pub fn compiled(source: &SourceFile) -> Compilation {
    let place = path(source.name());
    if place.is_file() {
        return compile(source.clone(), &Overrides::new(), &Folder::of(&place));
    }
    let (main, beside) = parts(source);
    compile(main, &Overrides::new(), &beside)
}

/// A text that holds several files: a line `# ---- NAME` begins each but the first.
pub fn parts(source: &SourceFile) -> (SourceFile, Memory) {
    let mut files = source.text().split("\n# ---- ");
    let main = SourceFile::new(
        source.name(),
        format!("{}\n", files.next().unwrap().trim_end()),
    );
    let beside = files.map(|file| {
        let (name, text) = file.split_once('\n').unwrap_or((file, ""));
        (name.to_owned(), format!("{text}\n"))
    });
    let beside: BTreeMap<String, String> = beside.collect();
    if beside.is_empty() {
        return (source.clone(), Memory::default());
    }
    (main, Memory(beside))
}

/// The findings as a person reads them.
pub fn rendered(sources: &impl Sources, diagnostics: &[Diagnostic]) -> String {
    render_text(sources, diagnostics, STYLE)
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

/// Splitmix64: small, seeded, the same everywhere.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below an end.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    /// One of some things.
    pub fn of<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }
}
