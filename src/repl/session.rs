//! A conversation: text in, text out. It knows no terminal and decides nothing about rules: what is typed goes
//! through the same stages as any pack.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::change;
use super::commands::{self, Command};
use super::desk::Desk;
use super::difference::difference;
use super::edition::{Edition, Tables};
use super::lists;
use super::redefine::{self, Edit};
use super::rows::Chosen;
use crate::analysis::Overrides;
use crate::data::{Dataset, Loaded, read_date};
use crate::diagnostics::{Code, Diagnostic, did_you_mean};
use crate::eval::Settings;
use crate::format::format;
use crate::ir::Program;
use crate::manual;
use crate::render::{Style, data_report, render_text, sanitize};
use crate::source::SourceFile;
use crate::study::{Subject, moves};
use crate::syntax::ast::Pack;

/// What is typed is answered with this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What to show; ends with a line end unless there is nothing.
    pub text: String,
    /// True if the input could not be answered.
    pub failed: bool,
    /// True if the session is over.
    pub ends: bool,
}

impl Answer {
    /// An input that could not be answered.
    #[must_use]
    pub fn failure(text: String) -> Answer {
        Answer {
            text: closed(text),
            failed: true,
            ends: false,
        }
    }
}

/// How answers look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With colours.
    pub color: bool,
    /// Columns of the screen; nothing where there is none.
    pub width: Option<usize>,
}

/// What a session begins with.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The pack; none for an empty one.
    pub pack: Option<PathBuf>,
    /// Tables, as after `--data`.
    pub data: Vec<String>,
    /// Records of which nothing is known.
    pub without: Vec<String>,
    /// Other values for params.
    pub params: Overrides,
    /// The day that `today` means.
    pub as_of: Option<i32>,
}

/// What an input comes to, or why it cannot be answered.
pub(super) type Told = Result<String, String>;

/// A conversation about a pack and its tables. A copy costs little: what is large is shared.
#[derive(Clone)]
pub struct Session {
    desk: Arc<dyn Desk>,
    pub(super) look: Look,
    start: Start,
    /// The file of the pack; empty for one that has none.
    pub(super) path: PathBuf,
    /// The pack in memory.
    pub(super) now: Arc<Edition>,
    /// The pack as it was read.
    on_disk: Arc<Edition>,
    /// What was there before each redefinition, with its name.
    past: Vec<(String, Arc<Edition>)>,
    /// What was taken back.
    future: Vec<(String, Arc<Edition>)>,
    pub(super) row: Option<Chosen>,
    stop: Arc<AtomicBool>,
}

impl Session {
    /// A session with an empty pack.
    ///
    /// # Errors
    /// Never with a desk that reads nothing for an empty pack.
    pub fn new(desk: Arc<dyn Desk>, look: Look) -> Result<Session, String> {
        let empty = Edition::new(
            &*desk,
            Path::new(""),
            SourceFile::new("prompt", ""),
            Overrides::new(),
            &Tables::Read(&[], &[]),
            style(look),
        )?;
        let empty = Arc::new(empty);
        Ok(Session {
            desk,
            look,
            start: Start::default(),
            path: PathBuf::new(),
            now: Arc::clone(&empty),
            on_disk: empty,
            past: Vec::new(),
            future: Vec::new(),
            row: None,
            stop: Arc::new(AtomicBool::new(false)),
        })
    }

    /// Reads what the session begins with.
    pub fn open(&mut self, start: Start) -> Answer {
        let pack = start.pack.clone();
        self.start = start;
        let told = match pack {
            Some(pack) => self.load(&pack),
            None if self.start.data.is_empty() => Ok(String::new()),
            None => Err("tables are read for a pack; name one first".to_owned()),
        };
        answer_of(told)
    }

    /// The same session, that leaves its work when the flag is set.
    #[must_use]
    pub fn stopped_by(&self, stop: Arc<AtomicBool>) -> Session {
        Session {
            stop,
            ..self.clone()
        }
    }

    /// What stands before the next input: the pack, and the row that was chosen.
    #[must_use]
    pub fn prompt(&self) -> String {
        let pack = if self.path.as_os_str().is_empty() {
            "gtm"
        } else {
            &self.now.program.name
        };
        let changed = if Arc::ptr_eq(&self.now, &self.on_disk) {
            ""
        } else {
            "*"
        };
        let row = self.row.as_ref().map(|row| format!(" {}", row.key));
        let text = format!("{pack}{changed}{}> ", row.unwrap_or_default());
        sanitize(&text).replace('\n', " ")
    }

    /// Answers an input.
    pub fn answer(&mut self, input: &str) -> Answer {
        let input = without_comments(input);
        let input = input.trim();
        if input.is_empty() {
            return answer_of(Ok(String::new()));
        }
        let ends = matches!(input, "quit" | "exit") && !self.declares(input);
        if input.starts_with(':') || ends || matches!(input, "help" | "?") && !self.declares(input)
        {
            return match commands::read(input) {
                Ok((Command::Quit, _, _)) => Answer {
                    text: String::new(),
                    failed: false,
                    ends: true,
                },
                Ok((command, force, rest)) => answer_of(self.command(command, force, rest)),
                Err(problem) => Answer::failure(sanitize(&problem).into_owned()),
            };
        }
        let edit = redefine::read(self.now.compilation.source(), self.pack(), input);
        answer_of(match edit {
            Ok(Some(edit)) => self.redefine(edit),
            Ok(None) => self.value(input),
            Err(problem) => Err(sanitize(&problem).into_owned()),
        })
    }

    fn command(&mut self, command: Command, force: bool, rest: &str) -> Told {
        let program = &self.now.program;
        match command {
            Command::Row => self.choose(rest),
            Command::Rows => self.column(rest),
            Command::Why => self.why(rest),
            Command::Want => self.want(rest),
            Command::Type => self.kind(rest),
            Command::View => self.view(rest),
            Command::Rules => Ok(lists::rules(program)),
            Command::Params => Ok(lists::params(program)),
            Command::Fields => lists::fields(program, rest),
            Command::Drop => {
                let source = self.now.compilation.source();
                let edit = redefine::drop(source, self.pack(), rest)
                    .map_err(|problem| sanitize(&problem).into_owned())?;
                self.redefine(edit)
            }
            Command::Diff => self.difference(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Save => self.save(rest, force),
            Command::Test => self.test(),
            Command::Load if rest.is_empty() => Err("say which pack: `:load PACK`".to_owned()),
            Command::Load => self.load(Path::new(&unquoted(rest))),
            Command::Data => self.read_data(rest),
            Command::Reload => self.reload(),
            Command::Today => self.today(rest),
            Command::Help => help(rest),
            Command::Quit => Ok(String::new()),
        }
    }

    // ---- packs and tables -----------------------------------------------------------------------

    fn load(&mut self, path: &Path) -> Told {
        let path = self.desk.pack(path)?;
        let is_first = self.path.as_os_str().is_empty() && self.past.is_empty();
        if is_first {
            // Also where it has errors: they are mended in the file, and `:reload` reads it.
            self.path.clone_from(&path);
        }
        let source = self.desk.read(&path)?;
        let params = if is_first {
            self.start.params.clone()
        } else {
            Overrides::new()
        };
        let data = self.start.data.clone();
        let read = self.edition(&path, source.clone(), params.clone(), &data);
        let (edition, note) = match read {
            Ok(edition) => (edition, String::new()),
            // The pack alone is worth having; if it is at fault, that is what is told.
            Err(problem) if !data.is_empty() => {
                let alone = self.edition(&path, source, params.clone(), &[])?;
                self.start.data.clear();
                (alone, format!("{problem}\nthe tables are left out\n"))
            }
            Err(problem) => return Err(problem),
        };
        self.path = path;
        self.start.params = params;
        self.on_disk = Arc::new(edition);
        self.now = Arc::clone(&self.on_disk);
        self.past.clear();
        self.future.clear();
        self.row = None;
        let said = format!("{}{note}", self.opened());
        if note.is_empty() { Ok(said) } else { Err(said) }
    }

    fn edition(
        &self,
        path: &Path,
        source: SourceFile,
        params: Overrides,
        data: &[String],
    ) -> Result<Edition, String> {
        let tables = Tables::Read(data, &self.start.without);
        Edition::new(&*self.desk, path, source, params, &tables, self.style())
    }

    /// `abm: 4 rules`, and what is to be said of the tables.
    fn opened(&self) -> String {
        let program = &self.now.program;
        let none = if self.dataset().tables.is_empty() {
            ", no tables; read some with `:data FILE`"
        } else {
            ""
        };
        let rules = counted(program.rules.len(), "rule", "rules");
        let mut text = format!("{}: {rules}{none}\n", sanitize(&program.name));
        let warnings = self.now.compilation.diagnostics.len();
        if warnings > 0 {
            let warnings = counted(warnings, "warning", "warnings");
            text.push_str(&format!(
                "{warnings}: gtm check {}\n",
                sanitize(&self.path.display().to_string())
            ));
        }
        text + &reported(&self.now.data)
    }

    fn read_data(&mut self, rest: &str) -> Told {
        if rest.is_empty() {
            return Ok(self.opened());
        }
        let before = Arc::clone(&self.now);
        let data = files(rest);
        let mut edition = Edition::clone(&before);
        edition.data = Arc::new(super::edition::read(&edition.program, &data, &[])?);
        self.start.data = data;
        self.start.without.clear();
        self.set_tables(edition);
        let said = change::told(&self.moves(&before, &self.now)?);
        let said = said.replace("nobody moves\n", "");
        Ok(format!("{}{}", self.opened(), sanitize(&said)))
    }

    /// Puts an edition with other tables in place of the pack in memory. What was before keeps its own tables
    /// only as long as nobody goes back: who moves is asked of the same tables.
    fn set_tables(&mut self, edition: Edition) {
        let data = Arc::clone(&edition.data);
        let renewed = |old: &Arc<Edition>| {
            let mut edition = Edition::clone(old);
            edition.data = Arc::clone(&data);
            Arc::new(edition)
        };
        self.on_disk = renewed(&self.on_disk);
        for (_, edition) in self.past.iter_mut().chain(&mut self.future) {
            *edition = renewed(edition);
        }
        self.now = Arc::new(edition);
    }

    fn reload(&mut self) -> Told {
        if self.path.as_os_str().is_empty() {
            return Err("there is no file to read again; `:load PACK`".to_owned());
        }
        let source = self.desk.read(&self.path)?;
        let params = self.start.params.clone();
        let edition = self.edition(&self.path, source, params, &self.start.data)?;
        let before = Arc::clone(&self.now);
        let after = Arc::new(edition);
        let said = change::told(&self.moves(&before, &after)?);
        self.on_disk = Arc::clone(&after);
        self.now = after;
        if before.text() != self.now.text() {
            self.past
                .push(("the pack as it was read again".to_owned(), before));
        }
        self.future.clear();
        Ok(format!("{}{}", self.opened(), sanitize(&said)))
    }

    fn today(&mut self, rest: &str) -> Told {
        let day = read_date(rest)
            .ok_or_else(|| "write a day of the calendar, such as `:today 2026-01-31`".to_owned())?;
        self.start.as_of = Some(day);
        Ok(String::new())
    }

    // ---- redefinitions --------------------------------------------------------------------------

    fn redefine(&mut self, edit: Edit) -> Told {
        let before = Arc::clone(&self.now);
        let mut params = before.overrides.clone();
        let overridden = edit.param.as_ref().and_then(|param| params.remove(param));
        if edit.text == before.text() && overridden.is_none() {
            return Ok(format!("{} says that already\n", sanitize(&edit.what)));
        }
        let name = before.compilation.source().name();
        let tables = Tables::Keep(&before, &self.start.data, &self.start.without);
        let edition = Edition::new(
            &*self.desk,
            &self.path,
            SourceFile::new(name, edit.text),
            params,
            &tables,
            self.style(),
        )
        .map_err(|errors| format!("{}\nnothing is changed\n", errors.trim_end()))?;
        let after = Arc::new(edition);
        let said = self.moves(&before, &after)?;
        let mut text = format!("{} {}\n{}", edit.what, edit.verb, change::told(&said));
        text = sanitize(&text).into_owned();
        text.push_str(&self.new_warnings(&before, &after));
        if !Arc::ptr_eq(&before.data, &after.data) {
            text.push_str(&reported(&after.data));
        }
        self.past.push((edit.what, before));
        self.future.clear();
        self.now = after;
        Ok(text)
    }

    /// The warnings that were not there before.
    fn new_warnings(&self, before: &Edition, after: &Edition) -> String {
        let known = |finding: &Diagnostic| {
            let old = before.compilation.diagnostics.iter();
            old.into_iter()
                .any(|other| (other.code, &other.message) == (finding.code, &finding.message))
        };
        let all = after.compilation.diagnostics.iter();
        let new: Vec<Diagnostic> = all.filter(|finding| !known(finding)).cloned().collect();
        if new.is_empty() {
            return String::new();
        }
        render_text(&after.compilation.sources, &new, self.style())
    }

    /// Who moves between two editions; nobody where a day is missing to know.
    fn moves(
        &self,
        before: &Edition,
        after: &Edition,
    ) -> Result<Vec<crate::study::RuleMoves>, String> {
        let as_of = self.start.as_of;
        if let Some(problem) = before.lacks_day(as_of).or(after.lacks_day(as_of)) {
            // A redefinition is no reason to ask for the day; a question is.
            let no_rows = after.dataset().tables.is_empty();
            return if no_rows {
                Ok(Vec::new())
            } else {
                Err(problem)
            };
        }
        let goes_on = || !self.stop.load(Ordering::SeqCst);
        let found = moves(self.subject(before), self.subject(after), &goes_on);
        found.ok_or_else(|| "stopped; nothing is changed".to_owned())
    }

    fn undo(&mut self) -> Told {
        let Some((what, before)) = self.past.last().cloned() else {
            return Err("there is nothing to take back".to_owned());
        };
        let said = change::told(&self.moves(&self.now, &before)?);
        self.past.pop();
        self.future.push((what.clone(), Arc::clone(&self.now)));
        self.now = before;
        Ok(sanitize(&format!("{what} is as it was\n{said}")).into_owned())
    }

    fn redo(&mut self) -> Told {
        let Some((what, after)) = self.future.last().cloned() else {
            return Err("nothing was taken back".to_owned());
        };
        let said = change::told(&self.moves(&self.now, &after)?);
        self.future.pop();
        self.past.push((what.clone(), Arc::clone(&self.now)));
        self.now = after;
        Ok(sanitize(&format!("{what} is redefined again\n{said}")).into_owned())
    }

    fn difference(&self) -> Told {
        let (disk, now) = (&self.on_disk.compilation, &self.now.compilation);
        let lines = difference((disk.source(), &disk.pack), (now.source(), &now.pack));
        if lines.is_empty() && self.on_disk.overrides.len() == self.now.overrides.len() {
            return Ok("nothing is redefined\n".to_owned());
        }
        let said = change::told(&self.moves(&self.on_disk, &self.now)?);
        Ok(sanitize(&format!("{lines}{said}")).into_owned())
    }

    fn save(&mut self, rest: &str, force: bool) -> Told {
        let own = rest.is_empty();
        let path = if own {
            self.path.clone()
        } else {
            PathBuf::from(unquoted(rest))
        };
        if path.as_os_str().is_empty() {
            return Err("this pack has no file yet: `:save FILE`".to_owned());
        }
        let name = sanitize(&path.display().to_string()).into_owned();
        if path != self.path && self.desk.exists(&path) && !force {
            return Err(format!(
                "`{name}` is there already; `:save! {name}` writes over it"
            ));
        }
        if path == self.path && !force {
            let there = self
                .desk
                .exists(&path)
                .then(|| self.desk.read(&path))
                .transpose()?;
            if there.is_some_and(|there| there.text() != self.on_disk.text()) {
                return Err(format!(
                    "`{name}` has been changed since it was read; `:reload` reads it, `:save!` writes over it"
                ));
            }
        }
        let source = self.now.compilation.source();
        let text = format(source, self.pack());
        self.desk.write(&path, &text)?;
        if path == self.path || self.path.as_os_str().is_empty() {
            self.path = path;
            let source = SourceFile::new(name.clone(), text);
            let tables = Tables::Keep(&self.now, &self.start.data, &self.start.without);
            let params = self.now.overrides.clone();
            let saved = Edition::new(
                &*self.desk,
                &self.path,
                source,
                params,
                &tables,
                self.style(),
            )?;
            self.on_disk = Arc::new(saved);
            self.now = Arc::clone(&self.on_disk);
        }
        Ok(format!("{name} is written\n"))
    }

    fn test(&self) -> Told {
        let edition = &self.now;
        let tested = self
            .desk
            .test(&edition.compilation, &edition.program, &self.path);
        if tested.passed {
            Ok(tested.text)
        } else {
            Err(tested.text)
        }
    }

    // ---- what the other files of the prompt read -----------------------------------------------------

    pub(super) fn desk(&self) -> &dyn Desk {
        &*self.desk
    }

    pub(super) fn program(&self) -> &Program {
        &self.now.program
    }

    pub(super) fn pack(&self) -> &Pack {
        &self.now.compilation.pack
    }

    pub(super) fn dataset(&self) -> &Dataset {
        self.now.dataset()
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            as_of: self.start.as_of,
        }
    }

    pub(super) fn style(&self) -> Style {
        style(self.look)
    }

    pub(super) fn subject<'e>(&self, edition: &'e Edition) -> Subject<'e> {
        Subject {
            program: &edition.program,
            data: edition.dataset(),
            settings: self.settings(),
        }
    }

    fn declares(&self, name: &str) -> bool {
        let fields = self
            .program()
            .fields
            .values()
            .map(|field| &field.named.name);
        let rules = self.program().rules.values().map(|rule| &rule.named.name);
        let params = self
            .program()
            .params
            .values()
            .map(|param| &param.named.name);
        fields.chain(rules).chain(params).any(|other| other == name)
    }
}

/// How wide messages are where there is no screen to ask.
const USUAL_WIDTH: usize = 100;

pub(super) fn style(look: Look) -> Style {
    Style {
        color: look.color,
        width: look.width.unwrap_or(USUAL_WIDTH),
    }
}

fn answer_of(told: Told) -> Answer {
    match told {
        Ok(text) => Answer {
            text: closed(text),
            failed: false,
            ends: false,
        },
        Err(text) => Answer::failure(text),
    }
}

/// The text with a line end behind it, unless there is nothing.
fn closed(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

pub(super) fn reported(loaded: &Loaded) -> String {
    data_report(&loaded.report, |table| {
        let table = loaded.dataset.tables.get(&table.record);
        table
            .map(|table| table.row_faults.as_slice())
            .unwrap_or_default()
    })
}

fn help(topic: &str) -> Told {
    if topic.is_empty() {
        return Ok(commands::help());
    }
    if let Some(code) = Code::from_text(topic) {
        return Ok(code.info().page.to_owned());
    }
    let topic = topic.trim_matches('"');
    let word = manual::page(topic).map(|page| page.replace("more: gtm help", "more: :help"));
    match (commands::page(topic), word) {
        (Some(command), Some(word)) if !topic.starts_with(':') => {
            return Ok(format!("{command}\nand in a pack:\n\n{word}"));
        }
        (Some(page), _) | (None, Some(page)) => return Ok(page),
        (None, None) => {}
    }
    let commands = commands::COMMANDS.iter().map(|info| info.name);
    let known = commands.chain(manual::topics());
    let question = did_you_mean(topic, known).map(|question| format!("; {question}"));
    Err(format!(
        "there is no help on `{}`{}\nthere is help on commands, on `redefine`, on codes such as `E101` and on every word of the language",
        sanitize(topic),
        question.unwrap_or_default()
    ))
}

pub(super) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// The words of a text; what stands in quotes is one.
fn files(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for sign in text.chars() {
        match sign {
            '"' => quoted = !quoted,
            sign if sign.is_whitespace() && !quoted => found.push(String::new()),
            sign => found
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|word| word.push(sign)),
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches('"').to_owned()
}

/// A single line without the comment at its end; a text of several lines keeps its comments.
fn without_comments(input: &str) -> String {
    if input.trim().contains('\n') {
        return input.to_owned();
    }
    let mut quoted = false;
    let end = input.find(|sign: char| {
        quoted ^= sign == '"';
        sign == '#' && !quoted
    });
    input
        .get(..end.unwrap_or(input.len()))
        .unwrap_or(input)
        .to_owned()
}
