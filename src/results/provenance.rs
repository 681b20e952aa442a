//! What a result was made of. Formats that have a place for it carry it.

use crate::data::date_text;

/// What a result was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The pack; of a comparison both, the old one first.
    pub packs: Vec<PackProvenance>,
    /// The day that `today` meant, if one was given.
    pub as_of: Option<i32>,
    /// Params that were given other values, as they were given: `NAME=VALUE`.
    pub params: Vec<String>,
    /// The tables, in the order of the records.
    pub tables: Vec<TableProvenance>,
}

/// A pack as it was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackProvenance {
    /// How it is called among several: `pack`, `old pack`, `new pack`.
    pub role: &'static str,
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// The SHA-256 of its text; of one with files beside it, of the list of all their SHA-256.
    pub sha256: String,
    /// The files that it is made of, itself first: the name from its folder, and the SHA-256 of the text.
    pub files: Vec<(String, String)>,
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableProvenance {
    /// The record.
    pub record: String,
    /// The file, without the folder that it lies in.
    pub file: String,
    /// The SHA-256 of the file; nothing for standard input.
    pub sha256: Option<String>,
    /// Rows found.
    pub read: usize,
    /// Rows kept.
    pub evaluated: usize,
    /// Rows not kept.
    pub set_aside: usize,
}

/// The version of the program.
pub const VERSION: &str = concat!("gtm ", env!("CARGO_PKG_VERSION"));

impl Provenance {
    /// The facts that hold for every table of the result, each with its name, such as `as of`.
    #[must_use]
    pub fn facts(&self) -> Vec<(String, String)> {
        let mut facts = Vec::new();
        for pack in &self.packs {
            let role = pack.role;
            facts.push((role.to_owned(), pack.name.clone()));
            facts.extend(
                pack.label
                    .clone()
                    .map(|label| (format!("{role} label"), label)),
            );
            facts.push((format!("{role} sha256"), pack.sha256.clone()));
        }
        if let Some(day) = self.as_of {
            facts.push(("as of".to_owned(), date_text(i128::from(day))));
        }
        if !self.params.is_empty() {
            facts.push(("params".to_owned(), self.params.join(", ")));
        }
        facts.push(("version".to_owned(), VERSION.to_owned()));
        facts
    }
}
