//! How a word that is begun may go on.

use std::path::Path;

use super::commands::{COMMANDS, Command, named};
use super::lines;
use super::session::Session;
use crate::eval::Evaluator;
use crate::ir::{Program, RecordId, RuleBody, Type};
use crate::syntax::statement_words;

/// Words that may follow, and where the word begins that they take the place of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// In bytes from the beginning of the line.
    pub start: usize,
    /// The words, sorted.
    pub words: Vec<String>,
}

/// So many keys of rows are offered.
const MOST_KEYS: usize = 500;
/// Words of expressions that are offered among the names.
const WORDS: &[&str] = &[
    "and",
    "because",
    "contains",
    "default",
    "else",
    "known",
    "not",
    "otherwise",
    "then",
    "today",
    "unknown",
    "when",
    "where",
];

impl Session {
    /// What the last word of a line can become.
    #[must_use]
    pub fn complete(&self, line: &str) -> Completion {
        if let Some(command) = line.trim_start().strip_prefix(':') {
            let indent = line.len() - line.trim_start().len();
            return match command.split_once(char::is_whitespace) {
                None => fitting(
                    indent,
                    line.get(indent..).unwrap_or_default(),
                    command_names(),
                ),
                Some((word, rest)) => self.complete_command(line, word, rest),
            };
        }
        self.complete_expression(line)
    }

    /// What is shown dimly behind a line: the rest of the only word that fits, or how a command goes on.
    #[must_use]
    pub fn hint(&self, line: &str) -> Option<String> {
        if let Some(info) = line
            .trim()
            .strip_prefix(':')
            .and_then(named)
            .filter(|info| !info.usage.is_empty())
        {
            let gap = if line.ends_with(' ') { "" } else { " " };
            return Some(format!("{gap}{}", info.usage));
        }
        let completion = self.complete(line);
        let begun = line.get(completion.start..)?;
        let [only] = completion.words.as_slice() else {
            return None;
        };
        let rest = only.strip_prefix(begun)?;
        (begun.chars().count() >= 2 && !rest.is_empty()).then(|| rest.to_owned())
    }

    fn complete_command(&self, line: &str, word: &str, rest: &str) -> Completion {
        let word = word.trim_end_matches('!');
        let Some(info) = named(word) else {
            return Completion::default();
        };
        let start = line.len() - rest.trim_start().len();
        let begun = line.get(start..).unwrap_or_default();
        let program = self.program();
        match info.command {
            Command::Load | Command::Data | Command::Save => self.files(line),
            Command::Row => fitting(start, begun, self.keys()),
            Command::Why => {
                let keys = fitting(start, begun, self.keys());
                if keys.words.is_empty() {
                    self.last_word(line, rule_names(program))
                } else {
                    keys
                }
            }
            Command::Want => self.last_word(line, outcomes(program)),
            Command::View => fitting(start, begun, owned(crate::results::view_names(program))),
            Command::Fields => fitting(start, begun, record_names(program)),
            Command::Help => {
                let names = COMMANDS.iter().map(|info| info.name).chain(["redefine"]);
                fitting(start, begun, owned(names))
            }
            Command::Type | Command::Rows | Command::Drop => self.complete_expression(line),
            Command::Rules
            | Command::Params
            | Command::Diff
            | Command::Undo
            | Command::Redo
            | Command::Test
            | Command::Reload
            | Command::Today
            | Command::Quit => Completion::default(),
        }
    }

    fn complete_expression(&self, line: &str) -> Completion {
        let start = word_start(line);
        let (before, begun) = line.split_at_checked(start).unwrap_or((line, ""));
        let program = self.program();
        if let Some(before) = before.strip_suffix('.') {
            let owner = before.get(word_start(before)..).unwrap_or_default();
            return fitting(start, begun, self.after_dot(owner));
        }
        if let Some(members) = compared_with(program, before) {
            return fitting(start, begun, members);
        }
        if begun.is_empty() {
            return Completion::default();
        }
        let mut words = names(program);
        words.extend(owned(WORDS.iter().copied()));
        if before.trim().is_empty() {
            words.extend(owned(statement_words().iter().copied()));
        }
        fitting(start, begun, words)
    }

    /// Lines and results of a rule, fields of the row that a name stands for.
    fn after_dot(&self, owner: &str) -> Vec<String> {
        let program = self.program();
        let mut found: Vec<String> = Vec::new();
        if let Some(statement) = lines::named(self.pack(), owner) {
            let lines = lines::lines(statement);
            found.extend(owned(lines.iter().map(|(name, _)| name.as_ref())));
        }
        for rule in program
            .rules
            .values()
            .filter(|rule| rule.named.name == owner)
        {
            let results: &[&str] = match &rule.body {
                RuleBody::Segment(_) | RuleBody::Check(_) => &["failing", "stopped_by"],
                RuleBody::Score(_) => &["band", "high", "low", "rank"],
                RuleBody::Strategy(_) | RuleBody::Decision(_) => &["label"],
            };
            found.extend(owned(results.iter().copied()));
            found.extend(owned(["because", "open", "possible", "status"]));
        }
        for field in program
            .fields
            .values()
            .filter(|field| field.named.name == owner)
        {
            let mut ty = &field.ty;
            while let Type::List(item) = ty {
                ty = item;
            }
            match ty {
                Type::Reference(record) => found.extend(field_names(program, *record)),
                Type::Choice(domain) => {
                    let further = program.domains[*domain].attributes.iter();
                    found.extend(further.map(|attribute| attribute.name.clone()));
                    found.push("label".to_owned());
                }
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::List(_) => {}
            }
        }
        found
    }

    fn last_word(&self, line: &str, words: Vec<String>) -> Completion {
        let start = word_start(line);
        fitting(start, line.get(start..).unwrap_or_default(), words)
    }

    fn keys(&self) -> Vec<String> {
        let program = self.program();
        let evaluator = Evaluator::new(program, self.dataset(), self.settings());
        let records: Vec<RecordId> = program.named_records().collect();
        super::rows::keys(&evaluator, &records, MOST_KEYS)
    }

    fn files(&self, line: &str) -> Completion {
        let start = line.rfind([' ', '=']).map_or(0, |at| at + 1);
        let begun = line.get(start..).unwrap_or_default();
        let folder = begun
            .rfind('/')
            .map_or("", |at| begun.get(..=at).unwrap_or_default());
        let names = self
            .desk()
            .names(Path::new(if folder.is_empty() { "." } else { folder }));
        let paths = names.into_iter().map(|name| format!("{folder}{name}"));
        fitting(start, begun, paths.collect())
    }
}

/// Where the last word of a text begins.
fn word_start(text: &str) -> usize {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
    text.char_indices()
        .rev()
        .take_while(|(_, sign)| is_part(*sign))
        .last()
        .map_or(text.len(), |(at, _)| at)
}

fn fitting(start: usize, begun: &str, words: Vec<String>) -> Completion {
    let mut words: Vec<String> = words
        .into_iter()
        .filter(|word| word.starts_with(begun) && !word.contains(char::is_control))
        .collect();
    words.sort();
    words.dedup();
    Completion { start, words }
}

fn owned<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

fn command_names() -> Vec<String> {
    COMMANDS
        .iter()
        .map(|info| format!(":{}", info.name))
        .collect()
}

fn names(program: &Program) -> Vec<String> {
    let fields = program.fields.values().map(|field| &field.named.name);
    let params = program.params.values().map(|param| &param.named.name);
    let mut words: Vec<String> = fields.chain(params).cloned().collect();
    words.extend(rule_names(program));
    words.extend(record_names(program));
    words
}

fn rule_names(program: &Program) -> Vec<String> {
    let rules = program.rules.values();
    rules.map(|rule| rule.named.name.clone()).collect()
}

fn record_names(program: &Program) -> Vec<String> {
    let records = program.named_records();
    records
        .map(|record| program.records[record].named.name.clone())
        .collect()
}

fn field_names(program: &Program, record: RecordId) -> Vec<String> {
    let fields = program.records[record].fields.iter();
    fields
        .map(|&field| program.fields[field].named.name.clone())
        .collect()
}

/// Bands, options and the names of segments: what a row can be wanted to come to.
fn outcomes(program: &Program) -> Vec<String> {
    let mut words = rule_names(program);
    for rule in program.rules.values() {
        let domain = match &rule.body {
            RuleBody::Score(score) => score.bands.as_ref().map(|bands| bands.domain),
            RuleBody::Strategy(strategy) => Some(strategy.domain),
            RuleBody::Decision(decision) => Some(decision.domain),
            RuleBody::Segment(_) | RuleBody::Check(_) => None,
        };
        let members = domain.map(|domain| program.domains[domain].members.iter());
        words.extend(
            members
                .into_iter()
                .flatten()
                .map(|member| member.named.name.clone()),
        );
    }
    words
}

/// The members of the choice that stands before `is`, `is not`, `in [`: what it can be compared with.
fn compared_with(program: &Program, before: &str) -> Option<Vec<String>> {
    let before = before.trim_end();
    let before = match before.rfind('[') {
        Some(at) if !before.get(at..)?.contains(']') => before.get(..at)?.trim_end(),
        Some(_) | None => before,
    };
    let before = before.strip_suffix(" not").map_or(before, str::trim_end);
    let before = before
        .strip_suffix(" is")
        .or_else(|| before.strip_suffix(" in"))?;
    let before = before.trim_end();
    let before = before.strip_suffix(" not").unwrap_or(before);
    let last = before.get(word_start(before)..)?;
    let owner = before
        .get(..word_start(before))
        .and_then(|before| before.strip_suffix('.'))
        .map(|before| before.get(word_start(before)..).unwrap_or_default());
    let name = match (owner, last) {
        (Some(owner), "band") => owner,
        (_, last) => last,
    };
    let fields = program
        .fields
        .values()
        .filter(|field| field.named.name == name);
    let of_field = fields.filter_map(|field| match &field.ty {
        Type::Choice(domain) => Some(*domain),
        Type::List(item) => match **item {
            Type::Choice(domain) => Some(domain),
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::List(_)
            | Type::Reference(_) => None,
        },
        Type::Text
        | Type::YesNo
        | Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::Reference(_) => None,
    });
    let rules = program
        .rules
        .values()
        .filter(|rule| rule.named.name == name);
    let of_rule = rules.filter_map(|rule| match &rule.body {
        RuleBody::Score(score) => score.bands.as_ref().map(|bands| bands.domain),
        RuleBody::Strategy(strategy) => Some(strategy.domain),
        RuleBody::Decision(decision) => Some(decision.domain),
        RuleBody::Segment(_) | RuleBody::Check(_) => None,
    });
    let domains: Vec<_> = of_field.chain(of_rule).collect();
    let members = domains
        .into_iter()
        .flat_map(|domain| &program.domains[domain].members);
    let words: Vec<String> = members.map(|member| member.named.name.clone()).collect();
    (!words.is_empty()).then_some(words)
}
