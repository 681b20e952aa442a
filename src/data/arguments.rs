//! Which file holds which record: `--data FILE`, `--data FOLDER`, `--data Record=FILE`, `--data -`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::cell::normal;
use super::error::DataError;
use super::source::{Origin, PACKED_ENDINGS, ending};
use crate::diagnostics::{Code, did_you_mean};
use crate::ir::{Program, RecordId};

/// What the arguments come to.
#[derive(Debug, Default)]
pub(super) struct Assignment {
    /// A source a record.
    pub(super) sources: BTreeMap<RecordId, Origin>,
    /// Records without rows on purpose.
    pub(super) without: Vec<RecordId>,
    /// Files of folders that belong to no record.
    pub(super) unused_files: Vec<String>,
}

/// Endings of files that are looked at in a folder.
const ENDINGS: [&str; 15] = [
    "csv", "tsv", "tab", "txt", "json", "ndjson", "jsonl", "xlsx", "xlsm", "xlsb", "xls", "ods",
    "parquet", "arrow", "feather",
];

/// Decides which source holds which record.
pub(super) fn assign(
    program: &Program,
    data: &[String],
    without: &[String],
) -> Result<Assignment, Vec<DataError>> {
    let (assignment, errors) = assign_what_can_be(program, data, without);
    if errors.is_empty() {
        Ok(assignment)
    } else {
        Err(errors)
    }
}

/// Decides it as far as it is clear, and says what is not.
pub(super) fn assign_what_can_be(
    program: &Program,
    data: &[String],
    without: &[String],
) -> (Assignment, Vec<DataError>) {
    let mut assigner = Assigner {
        program,
        assignment: Assignment::default(),
        errors: Vec::new(),
    };
    for name in without {
        assigner.leave_out(name);
    }
    for argument in data {
        assigner.take(argument);
    }
    assigner.finish()
}

struct Assigner<'p> {
    program: &'p Program,
    assignment: Assignment,
    errors: Vec<DataError>,
}

impl Assigner<'_> {
    fn leave_out(&mut self, name: &str) {
        match self.record_named(name) {
            Some(record) if !self.program.needs_table(record) => {
                self.errors.push(self.made_of_others(record));
            }
            Some(record) => self.assignment.without.push(record),
            None => self
                .errors
                .push(self.no_such_record(&format!("--without {name}"), name)),
        }
    }

    fn take(&mut self, argument: &str) {
        if let Some((name, file)) = argument.split_once('=') {
            if let Some(record) = self.record_named(name) {
                return self.take_for(record, file);
            }
            if !Path::new(argument).exists() {
                let error = self.no_such_record(&format!("--data {argument}"), name);
                return self.errors.push(error);
            }
        }
        if argument == "-" {
            return self.take_single(Origin::StandardInput);
        }
        let path = Path::new(argument);
        if path.is_dir() {
            self.take_folder(path);
        } else {
            self.take_single(file_or_part(argument));
        }
    }

    /// `Record=FILE`
    fn take_for(&mut self, record: RecordId, file: &str) {
        if file == "-" {
            return self.put(record, Origin::StandardInput);
        }
        if Path::new(file).is_dir() {
            let name = self.name(record);
            self.errors.push(
                DataError::new(Code::E302, format!("`{file}` is a folder, not a file"))
                    .file(file)
                    .help(format!("name the file: --data {name}={file}/….csv")),
            );
            return;
        }
        self.put(record, file_or_part(file));
    }

    /// A file on its own: the only record's, or the record's that it is named after.
    fn take_single(&mut self, source: Origin) {
        let records: Vec<RecordId> = self.given_records().collect();
        if let [record] = records.as_slice() {
            return self.put(*record, source);
        }
        let named_after: Vec<RecordId> = match &source {
            Origin::File(path) => records
                .iter()
                .copied()
                .filter(|&record| is_named_after(path, self.name(record)))
                .collect(),
            Origin::Part(path, part) => {
                let sheet = part.split('!').next().unwrap_or_default();
                records
                    .iter()
                    .copied()
                    .filter(|&record| {
                        let name = self.name(record);
                        is_same_or_plural(&plain(sheet), &plain(name)) || is_named_after(path, name)
                    })
                    .collect()
            }
            Origin::StandardInput => Vec::new(),
        };
        if let [record] = named_after.as_slice() {
            return self.put(*record, source);
        }
        let file = match &source {
            Origin::File(_) | Origin::Part(_, _) => source.name(),
            Origin::StandardInput => "-".to_owned(),
        };
        let names = self.record_names();
        let first = names.first().cloned().unwrap_or_default();
        self.errors.push(
            DataError::new(
                Code::E307,
                format!(
                    "the pack has {} records; of which are these the rows?",
                    names.len()
                ),
            )
            .file(source.name())
            .help(format!(
                "write --data {first}={file}; the records are {}",
                backticked(&names)
            )),
        );
    }

    fn take_folder(&mut self, folder: &Path) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let message = format!("the folder cannot be read: {error}");
                let error = DataError::new(Code::E302, message).file(folder.display().to_string());
                return self.errors.push(error);
            }
        };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.is_file() && has_known_ending(path))
            .collect();
        files.sort();
        let mut used = vec![false; files.len()];
        for record in self.given_records().collect::<Vec<_>>() {
            if self.assignment.without.contains(&record) {
                continue;
            }
            let name = self.name(record).to_owned();
            let matching = |test: &dyn Fn(&Path) -> bool| -> Vec<usize> {
                files
                    .iter()
                    .enumerate()
                    .filter(|(_, f)| test(f))
                    .map(|(at, _)| at)
                    .collect()
            };
            let exact = matching(&|file| is_named_exactly(file, &name));
            let found = if exact.is_empty() {
                matching(&|file| is_named_after(file, &name))
            } else {
                exact
            };
            for &at in &found {
                if let Some(used) = used.get_mut(at) {
                    *used = true;
                }
            }
            match found.as_slice() {
                [] => {}
                [at] => {
                    if let Some(file) = files.get(*at) {
                        self.put(record, Origin::File(file.clone()));
                    }
                }
                several => {
                    let names: Vec<String> = several
                        .iter()
                        .filter_map(|&at| files.get(at))
                        .map(|f| file_name(f))
                        .collect();
                    let first = names.first().cloned().unwrap_or_default();
                    self.errors.push(
                        DataError::new(
                            Code::E307,
                            format!(
                                "several files may hold the rows of `{name}`: {}",
                                backticked(&names)
                            ),
                        )
                        .file(folder.display().to_string())
                        .help(format!(
                            "say which: --data {name}={}",
                            folder.join(first).display()
                        )),
                    );
                }
            }
        }
        let unused = files
            .iter()
            .zip(used)
            .filter(|(_, used)| !used)
            .map(|(file, _)| file_name(file));
        self.assignment.unused_files.extend(unused);
    }

    fn put(&mut self, record: RecordId, source: Origin) {
        let name = self.name(record).to_owned();
        if !self.program.needs_table(record) {
            return self.errors.push(self.made_of_others(record));
        }
        if self.assignment.without.contains(&record) {
            let message = format!("`{name}` is left out by --without and given by --data");
            self.errors
                .push(DataError::new(Code::E307, message).help("keep one of the two"));
        } else if source == Origin::StandardInput
            && self
                .assignment
                .sources
                .values()
                .any(|other| *other == source)
        {
            let message = "standard input can hold the rows of one record only";
            self.errors
                .push(DataError::new(Code::E307, message).help("name a file for the other"));
        } else if let Some(first) = self.assignment.sources.get(&record) {
            if *first != source {
                let message = format!(
                    "the rows of `{name}` are given twice: {} and {}",
                    first.name(),
                    source.name()
                );
                let help = "give one file a record; put the rows into one file to use both";
                self.errors
                    .push(DataError::new(Code::E307, message).help(help));
            }
        } else {
            self.assignment.sources.insert(record, source);
        }
    }

    fn finish(mut self) -> (Assignment, Vec<DataError>) {
        if self.errors.is_empty() {
            for record in self.given_records().collect::<Vec<_>>() {
                if !self.assignment.sources.contains_key(&record)
                    && !self.assignment.without.contains(&record)
                {
                    self.errors.push(self.missing_table(record));
                }
            }
        }
        (self.assignment, self.errors)
    }

    fn missing_table(&self, record: RecordId) -> DataError {
        let name = self.name(record);
        let error = DataError::new(Code::E301, format!("no rows are given for `{name}`"));
        let files = self.assignment.unused_files.iter();
        let near = did_you_mean(
            name,
            files
                .clone()
                .map(|file| file.split('.').next().unwrap_or(file)),
        );
        let near = near
            .map(|question| format!("; {question}"))
            .unwrap_or_default();
        error.help(format!(
            "add --data {name}=FILE, or --without {name} to run as if nothing were known of it{near}"
        ))
    }

    fn made_of_others(&self, record: RecordId) -> DataError {
        let name = self.name(record);
        let message = format!("the rows of `{name}` are made of other rows, so no table is read");
        DataError::new(Code::E320, message).help(format!(
            "leave `{name}` out; tables are given for {}",
            backticked(&self.record_names())
        ))
    }

    fn no_such_record(&self, argument: &str, name: &str) -> DataError {
        let names = self.record_names();
        let known = names.iter().map(String::as_str);
        let question = did_you_mean(name, known)
            .map(|q| format!("{q} "))
            .unwrap_or_default();
        DataError::new(
            Code::E306,
            format!("the pack has no record `{name}` (in {argument})"),
        )
        .help(format!("{question}the records are {}", backticked(&names)))
    }

    /// The records that tables are given for.
    fn given_records(&self) -> impl Iterator<Item = RecordId> {
        let records = self.program.records.ids();
        records.filter(|record| self.program.needs_table(*record))
    }

    fn record_named(&self, name: &str) -> Option<RecordId> {
        let name = normal(name.trim());
        self.program
            .named_records()
            .find(|&record| self.name(record) == name)
    }

    fn name(&self, record: RecordId) -> &str {
        &self.program.records[record].named.name
    }

    fn record_names(&self) -> Vec<String> {
        let names = self.given_records().map(|record| self.name(record));
        names.map(str::to_owned).collect()
    }
}

fn backticked(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// `book.xlsx#Sheet` is a part of a workbook, unless a file is called so.
fn file_or_part(argument: &str) -> Origin {
    match argument.split_once('#') {
        Some((file, part)) if !Path::new(argument).exists() && !part.is_empty() => {
            Origin::Part(PathBuf::from(file), part.to_owned())
        }
        Some(_) | None => Origin::File(PathBuf::from(argument)),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn has_known_ending(path: &Path) -> bool {
    ENDINGS.contains(&ending(path).as_str())
}

/// Letters and digits in lower case: `Sales_Team` and `SalesTeam` are the same.
fn plain(name: &str) -> String {
    normal(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The name without its ending; of a packed file without both.
fn plain_stem(path: &Path) -> String {
    let stem = Path::new(path.file_stem().unwrap_or_default());
    let last = path.extension().unwrap_or_default().to_string_lossy();
    let is_packed = PACKED_ENDINGS.contains(&last.to_lowercase().as_str());
    let stem = if is_packed {
        stem.file_stem().unwrap_or_default()
    } else {
        stem.as_os_str()
    };
    plain(&stem.to_string_lossy())
}

fn is_named_exactly(path: &Path, record: &str) -> bool {
    plain_stem(path) == plain(record)
}

/// True if the file is named like the record, in the singular or the plural.
fn is_named_after(path: &Path, record: &str) -> bool {
    is_same_or_plural(&plain_stem(path), &plain(record))
}

fn is_same_or_plural(one: &str, other: &str) -> bool {
    one == other || is_plural_of(one, other) || is_plural_of(other, one)
}

fn is_plural_of(plural: &str, singular: &str) -> bool {
    let singular_of = |ending: &str| plural.strip_suffix(ending);
    singular_of("s") == Some(singular)
        || singular_of("es") == Some(singular)
        || singular
            .strip_suffix('y')
            .is_some_and(|stem| singular_of("ies") == Some(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_records_in_singular_and_plural() {
        let cases = [
            ("accounts.csv", "Account", true),
            ("ACCOUNT.json", "Account", true),
            ("accounts.csv.GZ", "Account", true),
            ("accounts.ndjson.zst", "Account", true),
            ("account.csv", "Accounts", true),
            ("opportunities.csv", "Opportunity", true),
            ("sales_team.csv", "SalesTeam", true),
            ("Sales-Teams.csv", "SalesTeam", true),
            ("boxes.csv", "Box", true),
            ("Маркетологи.csv", "маркетологи", true),
            ("accounting.csv", "Account", false),
            ("products.csv", "Account", false),
        ];
        for (file, record, expected) in cases {
            assert_eq!(
                is_named_after(Path::new(file), record),
                expected,
                "{file} {record}"
            );
        }
    }
}
