//! Findings for people (a sentence, the place in the file, what to do) and for tools (JSON). The
//! only user of miette, which paints the place; head and foot are ours.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as MietteSeverity};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::excerpt::{Excerpt, MOST_PLACES};
use super::terminal::{sanitize, wrap};
use crate::diagnostics::{Diagnostic, Fix, Label, Severity};
use crate::source::{SourceFile, Sources, Span};

/// At most so many findings are shown; the others are counted.
const MOST_SHOWN: usize = 20;
/// At most so many lines of a sentence, and of the help, so that a finding fits a screen.
const MOST_LINES: usize = 4;
/// At most so many lines to copy.
const MOST_COPIED: usize = 30;
/// Nothing is laid out narrower than this.
const NARROWEST: usize = 40;
/// Where `more:` ends, on a wide screen.
const FOOT_WIDTH: usize = 80;
/// Columns that line number and frame take.
const FRAME: usize = 8;

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// True to use colours.
    pub color: bool,
    /// Columns of the screen.
    pub width: usize,
}

/// The findings as a person reads them, each with its lines of the file.
#[must_use]
pub fn render_text(sources: &impl Sources, diagnostics: &[Diagnostic], style: Style) -> String {
    let style = Style {
        width: style.width.max(NARROWEST),
        ..style
    };
    let shown = diagnostics.iter().take(MOST_SHOWN);
    let mut parts: Vec<String> = shown.map(|one| finding(sources, one, style)).collect();
    let left = diagnostics.len().saturating_sub(MOST_SHOWN);
    if left > 0 {
        parts.push(format!("and {left} more\n"));
    }
    parts.join("\n")
}

fn finding(sources: &impl Sources, diagnostic: &Diagnostic, style: Style) -> String {
    let mut text = head(diagnostic, style);
    text.push_str(&places(sources, diagnostic, style));
    text.push_str(&foot(sources, diagnostic, style));
    text
}

/// `E210  the sentence`
fn head(diagnostic: &Diagnostic, style: Style) -> String {
    let code = diagnostic.code.info().text;
    let indent = code.len() + 2;
    let mut text = if style.color {
        let paint = match diagnostic.severity() {
            Severity::Error => "31;1",
            Severity::Warning => "33;1",
        };
        format!("\u{1b}[{paint}m{code}\u{1b}[0m  ")
    } else {
        format!("{code}  ")
    };
    let lines = cut(wrap(&sanitize(&diagnostic.message), style.width - indent));
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            text.extend(std::iter::repeat_n(' ', indent));
        }
        text.push_str(line);
        text.push('\n');
    }
    if lines.is_empty() {
        text.push('\n');
    }
    text
}

/// The first lines, with a mark where more were.
fn cut(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            last.push_str(" …");
        }
    }
    lines
}

/// The help in lines: its sentence is wrapped, the lines to copy below it stay as they are.
fn help_lines(help: &str, width: usize) -> Vec<String> {
    let (sentence, to_copy) = help.split_once('\n').unwrap_or((help, ""));
    let mut lines = cut(wrap(sentence, width));
    lines.extend(to_copy.lines().take(MOST_COPIED).map(str::to_owned));
    lines
}

/// What to do, and where to read more.
fn foot(sources: &impl Sources, diagnostic: &Diagnostic, style: Style) -> String {
    let more = format!("more: gtm help {}", diagnostic.code.info().text);
    let by_fix = diagnostic
        .fix
        .as_ref()
        .map(|fix| fix_in_words(sources, fix));
    let help = diagnostic.help.clone().or(by_fix).unwrap_or_default();
    let lines = help_lines(&sanitize(&help), style.width - 3);
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        let _ = write!(text, "   {line}");
        let free = style
            .width
            .min(FOOT_WIDTH)
            .saturating_sub(3 + line.width() + more.len());
        if at + 1 == lines.len() && free >= 4 {
            let _ = writeln!(text, "{:free$}{more}", "");
            return text;
        }
        text.push('\n');
    }
    let _ = writeln!(text, "   {more}");
    text
}

fn fix_in_words(sources: &impl Sources, fix: &Fix) -> String {
    let old = sources.file_at(fix.span.start).slice(fix.span).trim();
    let new = fix.replacement.trim();
    match (old.is_empty(), new.is_empty()) {
        (_, true) => format!("remove `{old}`"),
        (true, false) => format!("add `{new}` here"),
        (false, false) => format!("write `{new}`"),
    }
}

// ---- the place ----------------------------------------------------------------------------------

/// What the painter is given: the excerpt and its labels, no words of its own.
struct Painted(Excerpt, Severity);

impl std::fmt::Debug for Painted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Painted")
    }
}

impl std::fmt::Display for Painted {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Painted {}

impl miette::Diagnostic for Painted {
    fn severity(&self) -> Option<MietteSeverity> {
        Some(match self.1 {
            Severity::Error => MietteSeverity::Error,
            Severity::Warning => MietteSeverity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.labels()))
    }
}

/// The places, file by file, the file of the first place first.
fn places(sources: &impl Sources, diagnostic: &Diagnostic, style: Style) -> String {
    let mut files: Vec<(&SourceFile, Vec<&Label>)> = Vec::new();
    for label in diagnostic.labels.iter().take(MOST_PLACES) {
        let file = sources.file_at(label.span.start);
        match files.iter_mut().find(|(at, _)| at.base() == file.base()) {
            Some((_, labels)) => labels.push(label),
            None => files.push((file, vec![label])),
        }
    }
    let severity = diagnostic.severity();
    files
        .iter()
        .enumerate()
        .map(|(place, (file, labels))| {
            let excerpt = Excerpt::new(file, labels, place == 0, style.width - FRAME);
            snippet(Painted(excerpt, severity), style)
        })
        .collect()
}

fn snippet(painted: Painted, style: Style) -> String {
    let theme = if style.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let painter = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_context_lines(0)
        .with_width(style.width)
        .without_syntax_highlighting();
    let mut text = String::new();
    if painter.render_report(&mut text, &painted).is_err() {
        return String::new();
    }
    // The painter's first line is for the sentence, which the head has said already.
    let place = text.split_once('\n').map_or("", |(_, place)| place);
    place
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

// ---- for tools ----------------------------------------------------------------------------------

/// The findings for a tool: an array of flat objects, places in bytes and in lines and columns.
#[must_use]
pub fn render_json(sources: &impl Sources, diagnostics: &[Diagnostic]) -> Value {
    diagnostics
        .iter()
        .map(|diagnostic| finding_json(sources, diagnostic))
        .collect()
}

fn finding_json(sources: &impl Sources, diagnostic: &Diagnostic) -> Value {
    let info = diagnostic.code.info();
    let main = sources.file_at(diagnostic.span().start);
    let label = |label: &Label| {
        let file = sources.file_at(label.span.start);
        let mut value = place_json(file, label.span);
        if let Value::Object(fields) = &mut value {
            fields.insert("text".to_owned(), json!(label.text));
            if file.base() != main.base() {
                fields.insert("file".to_owned(), json!(file.name()));
            }
        }
        value
    };
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let file = sources.file_at(fix.span.start);
        let (at, within) = (file.line_column(fix.span.start), file.within(fix.span));
        json!({
            "start": within.start,
            "end": within.end,
            "replacement": fix.replacement,
            "line": at.line,
            "column": at.column,
        })
    });
    json!({
        "code": info.text,
        "severity": info.severity,
        "title": info.title,
        "message": diagnostic.message,
        "file": main.name(),
        "labels": diagnostic.labels.iter().map(label).collect::<Vec<_>>(),
        "help": diagnostic.help,
        "fix": fix,
    })
}

fn place_json(source: &SourceFile, span: Span) -> Value {
    let start = source.line_column(span.start);
    let end = source.line_column(span.end);
    let within = source.within(span);
    json!({
        "start": within.start,
        "end": within.end,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}

#[cfg(test)]
#[path = "diagnostic_tests.rs"]
mod tests;
