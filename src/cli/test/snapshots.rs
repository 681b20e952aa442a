//! Snapshots: `snapshots/PACK.snap` beside a pack keeps what it came to on some tables. Where it lies, on what it is
//! run again, and how it is written.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use crate::cli::{Failure, output};
use crate::compile::{Compilation, place_of_today};
use crate::data::{DataError, Loaded, date_text, load, read_date};
use crate::diagnostics::Code;
use crate::eval::{Evaluator, Settings};
use crate::files::text_of;
use crate::ir::Program;
use crate::study::{
    Coverage, Difference, Head, Snapshot, compare_runs, read_snapshot, take_snapshot,
    write_snapshot,
};

/// The folder beside a pack.
const FOLDER: &str = "snapshots";
/// How the files end.
const ENDING: &str = ".snap";
/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// On what a snapshot is to be taken, as the command line says it.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// `--data`
    pub(super) data: Vec<String>,
    /// `--without`
    pub(super) without: Vec<String>,
    /// `--as-of`
    pub(super) as_of: Option<i32>,
}

/// A snapshot and what its pack comes to now.
pub(super) struct Trial {
    /// The file.
    pub(super) file: PathBuf,
    /// What is kept there; nothing if there is no such file yet, or none that can be read.
    pub(super) kept: Option<Snapshot>,
    /// What keeps the file from being read.
    pub(super) unreadable: Option<DataError>,
    /// What the pack comes to, or why that cannot be told.
    pub(super) now: Result<Snapshot, Vec<DataError>>,
    /// What differs.
    pub(super) differences: Vec<Difference>,
    /// True if it is wanted on other tables, or another day, than it was taken on.
    pub(super) is_moved: bool,
}

impl Trial {
    /// On what it was run, for people.
    pub(super) fn label(&self) -> String {
        let head = match (&self.now, &self.kept) {
            (Ok(snapshot), _) | (Err(_), Some(snapshot)) => &snapshot.head,
            (Err(_), None) => return "the snapshot".to_owned(),
        };
        let day = head.as_of.as_deref();
        let day = day.map_or_else(String::new, |day| format!(" as of {day}"));
        let tables = head.data.iter().map(|table| match table.as_str() {
            "." => "the tables beside the pack",
            table => table,
        });
        let tables: Vec<&str> = tables.collect();
        if tables.is_empty() {
            format!("a run without {}{day}", head.without.join(", "))
        } else {
            format!("a run on {}{day}", tables.join(", "))
        }
    }

    /// True if the run is another than what is kept, or wanted on something else.
    pub(super) fn is_pending(&self) -> bool {
        match (&self.kept, &self.now) {
            (Some(_), Ok(_)) => !self.differences.is_empty() || self.is_moved,
            (None, Ok(_)) => true,
            (_, Err(_)) => false,
        }
    }
}

/// The folder of a pack.
pub(super) fn folder_of(pack: &Path) -> &Path {
    match pack.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

fn stem(pack: &Path) -> String {
    pack.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The file of a pack's snapshot, or of the one of a name.
pub(super) fn file_of(pack: &Path, name: Option<&str>) -> PathBuf {
    let name = name.map_or_else(String::new, |name| format!(".{name}"));
    let file = format!("{}{name}{ENDING}", stem(pack));
    let folder = pack.parent().unwrap_or(Path::new(""));
    folder.join(FOLDER).join(file)
}

/// The snapshots that a pack has, by name.
pub(super) fn files(pack: &Path) -> Result<Vec<PathBuf>, Failure> {
    let folder = pack.parent().unwrap_or(Path::new("")).join(FOLDER);
    let names = names_in(&folder)?;
    let ours = names
        .into_iter()
        .filter(|name| owner(folder_of(pack), name).as_deref() == Some(stem(pack).as_str()));
    Ok(ours.map(|name| folder.join(name)).collect())
}

/// The names of the snapshots in a folder; none if there is no such folder.
fn names_in(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    if !folder.is_dir() {
        return Ok(BTreeSet::new());
    }
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("`{}` cannot be read: {error}", folder.display()))
    };
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        let name = name.to_string_lossy().into_owned();
        if name.ends_with(ENDING) && !name.starts_with('.') {
            names.insert(name);
        }
    }
    Ok(names)
}

/// The pack that a snapshot is of: of `abm.june.snap` it is `abm.june`, if there is such a pack, else `abm`.
fn owner(packs: &Path, snapshot: &str) -> Option<String> {
    let mut name = snapshot.strip_suffix(ENDING)?;
    loop {
        if packs.join(format!("{name}.gtm")).is_file() {
            return Some(name.to_owned());
        }
        (name, _) = name.rsplit_once('.')?;
    }
}

/// The snapshots below a folder that no pack belongs to. Snapshots of other programs are left alone.
pub(super) fn orphans(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A link to a folder may lead round in a circle.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if !is_folder || name.starts_with('.') {
                continue;
            }
            if name == FOLDER {
                let nobodys = names_in(&entry.path())?;
                let nobodys = nobodys
                    .into_iter()
                    .filter(|name| owner(&folder, name).is_none());
                let paths = nobodys.map(|name| entry.path().join(name));
                found.extend(paths.filter(|path| matches!(read(path), Ok(Some(_)))));
            } else {
                open.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What a file keeps; nothing if it is not there.
fn read(file: &Path) -> Result<Option<Snapshot>, DataError> {
    let error =
        |problem: String| DataError::new(Code::E340, problem).file(file.display().to_string());
    let found = match std::fs::File::open(file) {
        Ok(found) => found,
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(problem) => return Err(error(format!("it cannot be read: {problem}"))),
    };
    if !found.metadata().is_ok_and(|about| about.is_file()) {
        return Err(error("it is no file".to_owned()));
    }
    let mut bytes = Vec::new();
    let read = found.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|problem| error(format!("it cannot be read: {problem}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(error("it is too large to be a snapshot".to_owned()));
    }
    let text =
        text_of(bytes).map_err(|line| error("it is not in UTF-8".to_owned()).line(line as u64))?;
    let snapshot =
        read_snapshot(&text).map_err(|corrupt| error(corrupt.problem).line(corrupt.line as u64))?;
    Ok(Some(snapshot))
}

/// Runs a pack as its snapshot says, or as is wanted, and holds the two against each other.
pub(super) fn trial(
    compilation: &Compilation,
    program: &Program,
    pack: &Path,
    file: PathBuf,
    wanted: Option<&Wanted>,
    coverage: &mut Coverage,
) -> Trial {
    let (kept, unreadable) = match read(&file) {
        Ok(kept) => (kept, None),
        Err(error) => (None, Some(error)),
    };
    let head = head(compilation, program, pack, kept.as_ref(), wanted);
    let now = head.and_then(|head| run(program, pack, head, coverage));
    let differences = match (&kept, &now) {
        (Some(kept), Ok(now)) => compare_runs(&kept.parts, &now.parts),
        (_, _) => Vec::new(),
    };
    let of = |head: &Head| (head.data.clone(), head.without.clone(), head.as_of.clone());
    let is_moved = match (&kept, &now) {
        (Some(kept), Ok(now)) => wanted.is_some() && of(&kept.head) != of(&now.head),
        (_, _) => false,
    };
    Trial {
        file,
        kept,
        unreadable,
        now,
        differences,
        is_moved,
    }
}

/// On what to run: as wanted, else as kept, else on what lies where tables are looked for.
fn head(
    compilation: &Compilation,
    program: &Program,
    pack: &Path,
    kept: Option<&Snapshot>,
    wanted: Option<&Wanted>,
) -> Result<Head, Vec<DataError>> {
    let names_tables = |wanted: &&Wanted| !wanted.data.is_empty() || !wanted.without.is_empty();
    let (data, without) = match (wanted.filter(names_tables), kept) {
        (Some(wanted), _) => {
            let data = wanted.data.iter().map(|table| from_pack(pack, table));
            (data.collect::<Result<_, _>>()?, wanted.without.clone())
        }
        (None, Some(kept)) => (kept.head.data.clone(), kept.head.without.clone()),
        (None, None) => (usual_tables(program, pack)?, Vec::new()),
    };
    let wanted_day = wanted.and_then(|wanted| wanted.as_of);
    let wanted_day = wanted_day.map(|day| date_text(i128::from(day)));
    let kept_day = kept.and_then(|kept| kept.head.as_of.clone());
    // A day that the pack does not read would only stand in the way.
    let reads_today = place_of_today(&compilation.sources, program).is_some();
    let as_of = wanted_day.or(kept_day).filter(|_| reads_today);
    if reads_today && as_of.is_none() {
        let error = DataError::new(Code::E309, "the pack reads `today`, and no day is given");
        let help = "add the day to count from: --as-of 2026-01-31; the snapshot remembers it";
        return Err(vec![error.file(pack.display().to_string()).help(help)]);
    }
    Ok(Head {
        pack: pack
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        data,
        without,
        as_of,
    })
}

/// An argument of `--data` with its path from the folder of the pack.
fn from_pack(pack: &Path, table: &str) -> Result<String, Vec<DataError>> {
    if table == "-" || table.ends_with("=-") {
        let message = "standard input is gone once it is read";
        let error = DataError::new(Code::E343, message);
        return Err(vec![error.help("name a file: --data accounts.csv")]);
    }
    let (record, path) = split(table);
    let missing = |path: &Path| {
        let error = DataError::new(Code::E302, "there is no such file");
        vec![error.file(path.display().to_string())]
    };
    let path = Path::new(path);
    // The way to the file is followed, not the file: a link stays a link.
    let name = path.file_name().filter(|_| path.exists());
    let found = match name {
        Some(name) => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            folder
                .unwrap_or(Path::new("."))
                .canonicalize()
                .map(|folder| folder.join(name))
        }
        None => path.canonicalize(),
    };
    let found = found.map_err(|_| missing(path))?;
    let base = folder_of(pack).canonicalize().map_err(|_| missing(pack))?;
    Ok(format!("{record}{}", relative(&base, &found)))
}

/// `Account=` and the path, of a table that is given with its record.
fn split(table: &str) -> (&str, &str) {
    match table.split_once('=') {
        Some((record, path)) if !Path::new(table).exists() => {
            let (record, _) = table.split_at(record.len() + 1);
            (record, path)
        }
        Some(_) | None => ("", table),
    }
}

/// The way from a folder to a file, with `/` between the steps.
fn relative(from: &Path, to: &Path) -> String {
    let steps = |path: &Path| -> Vec<String> {
        let step = |one: Component<'_>| one.as_os_str().to_string_lossy().into_owned();
        path.components().map(step).collect()
    };
    let (from, target) = (steps(from), steps(to));
    let shared = from.iter().zip(&target).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return to.display().to_string(); // another disk
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let way: Vec<String> = up.chain(target.into_iter().skip(shared)).collect();
    if way.is_empty() {
        ".".to_owned()
    } else {
        way.join("/")
    }
}

/// Where tables are looked for: `examples/PACK` beside the pack or beside its folder, or the folder itself.
fn usual_tables(program: &Program, pack: &Path) -> Result<Vec<String>, Vec<DataError>> {
    let stem = stem(pack);
    let examples = [format!("examples/{stem}"), format!("../examples/{stem}")];
    let is_there = |place: &&String| Path::new(&at_pack(pack, place)).is_dir();
    let here = || Some(".".to_owned()).filter(|_| load(program, &[at_pack(pack, "")], &[]).is_ok());
    let found = examples.iter().find(is_there).cloned().or_else(here);
    found.map(|place| vec![place]).ok_or_else(|| {
        let error = DataError::new(Code::E343, "there are no tables to take a snapshot on");
        let help = "name them: --data accounts.csv; the snapshot remembers them";
        vec![error.file(pack.display().to_string()).help(help)]
    })
}

/// A path that is written from the folder of the pack, from here.
pub(super) fn at_pack(pack: &Path, table: &str) -> String {
    let (record, path) = match table.split_once('=') {
        Some((record, path)) if !folder_of(pack).join(table).exists() => {
            (format!("{record}="), path)
        }
        Some(_) | None => (String::new(), table),
    };
    let folder = pack.parent().unwrap_or(Path::new(""));
    let path = match (folder.as_os_str().is_empty(), path) {
        (true, "" | ".") => PathBuf::from("."),
        (false, "" | ".") => folder.to_owned(),
        (_, path) => folder.join(path),
    };
    format!("{record}{}", path.display())
}

/// What the pack comes to on the tables of a head. The lines that this decides are counted.
fn run(
    program: &Program,
    pack: &Path,
    head: Head,
    coverage: &mut Coverage,
) -> Result<Snapshot, Vec<DataError>> {
    let data: Vec<String> = head.data.iter().map(|table| at_pack(pack, table)).collect();
    let gone = |mut errors: Vec<DataError>| {
        let error = DataError::new(Code::E341, "the tables of this snapshot cannot be read");
        errors.insert(
            0,
            error.help("say where they are now: --review --data FILE"),
        );
        errors
    };
    for table in &data {
        let path = Path::new(split(table).1);
        // What a snapshot names may be anything; a pipe or a device would never end.
        if path
            .metadata()
            .is_ok_and(|about| !about.is_file() && !about.is_dir())
        {
            let error = DataError::new(Code::E302, "it is no file");
            return Err(gone(vec![error.file(path.display().to_string())]));
        }
    }
    let Loaded { dataset, report } = load(program, &data, &head.without).map_err(gone)?;
    let as_of = match head.as_of.as_deref() {
        None => None,
        Some(day) => match read_date(day) {
            Some(day) => Some(day),
            None => {
                let problem = format!("its `as_of` is `{day}`, which is no day");
                return Err(vec![DataError::new(Code::E340, problem)]);
            }
        },
    };
    let evaluator = Evaluator::new(program, &dataset, Settings { as_of });
    coverage.count(&evaluator);
    Ok(Snapshot {
        parts: take_snapshot(&evaluator, &report),
        head,
    })
}

/// Writes a snapshot beside its place and renames it.
pub(super) fn keep(file: &Path, snapshot: &Snapshot) -> Result<(), Failure> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::new(format!("`{}` cannot be made: {error}", folder.display()))
        })?;
    }
    let text = write_snapshot(snapshot);
    if text.len() as u64 > LARGEST {
        let problem = "the run is too large for a snapshot; take one on fewer rows";
        return Err(Failure::new(format!("`{}`: {problem}", file.display())));
    }
    output::write(Some(file), |out| out.write_all(text.as_bytes()))
}

/// Removes a snapshot.
pub(super) fn remove(file: &Path) -> Result<(), Failure> {
    std::fs::remove_file(file)
        .map_err(|error| Failure::new(format!("`{}` cannot be removed: {error}", file.display())))
}
