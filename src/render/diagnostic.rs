//! Findings for people (a sentence, the place in the file, what to do) and for tools (JSON). The
//! only user of miette, which paints the place; head and foot are ours.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as MietteSeverity};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::excerpt::Excerpt;
use super::terminal::{sanitize, wrap};
use crate::diagnostics::{Diagnostic, Fix, Severity};
use crate::source::{SourceFile, Span};

/// At most so many findings are shown; the others are counted.
const MOST_SHOWN: usize = 20;
/// At most so many lines of a sentence, and of the help, so that a finding fits a screen.
const MOST_LINES: usize = 4;
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
pub fn render_text(source: &SourceFile, diagnostics: &[Diagnostic], style: Style) -> String {
    let style = Style {
        width: style.width.max(NARROWEST),
        ..style
    };
    let shown = diagnostics.iter().take(MOST_SHOWN);
    let mut parts: Vec<String> = shown.map(|one| finding(source, one, style)).collect();
    let left = diagnostics.len().saturating_sub(MOST_SHOWN);
    if left > 0 {
        parts.push(format!("and {left} more\n"));
    }
    parts.join("\n")
}

fn finding(source: &SourceFile, diagnostic: &Diagnostic, style: Style) -> String {
    let mut text = head(diagnostic, style);
    text.push_str(&snippet(source, diagnostic, style));
    text.push_str(&foot(source, diagnostic, style));
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

/// What to do, and where to read more.
fn foot(source: &SourceFile, diagnostic: &Diagnostic, style: Style) -> String {
    let more = format!("more: gtm help {}", diagnostic.code.info().text);
    let by_fix = diagnostic.fix.as_ref().map(|fix| fix_in_words(source, fix));
    let help = diagnostic.help.clone().or(by_fix).unwrap_or_default();
    let lines = cut(wrap(&sanitize(&help), style.width - 3));
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

fn fix_in_words(source: &SourceFile, fix: &Fix) -> String {
    let old = source.slice(fix.span).trim();
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

fn snippet(source: &SourceFile, diagnostic: &Diagnostic, style: Style) -> String {
    if diagnostic.labels.is_empty() {
        return String::new();
    }
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
    let excerpt = Excerpt::new(source, &diagnostic.labels, style.width - FRAME);
    let mut text = String::new();
    if painter
        .render_report(&mut text, &Painted(excerpt, diagnostic.severity()))
        .is_err()
    {
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
pub fn render_json(source: &SourceFile, diagnostics: &[Diagnostic]) -> Value {
    diagnostics
        .iter()
        .map(|diagnostic| finding_json(source, diagnostic))
        .collect()
}

fn finding_json(source: &SourceFile, diagnostic: &Diagnostic) -> Value {
    let info = diagnostic.code.info();
    let label = |label: &crate::diagnostics::Label| {
        let mut value = place_json(source, label.span);
        if let Value::Object(fields) = &mut value {
            fields.insert("text".to_owned(), json!(label.text));
        }
        value
    };
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let at = source.line_column(fix.span.start);
        json!({
            "start": fix.span.start,
            "end": fix.span.end,
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
        "file": source.name(),
        "labels": diagnostic.labels.iter().map(label).collect::<Vec<_>>(),
        "help": diagnostic.help,
        "fix": fix,
    })
}

fn place_json(source: &SourceFile, span: Span) -> Value {
    let start = source.line_column(span.start);
    let end = source.line_column(span.end);
    json!({
        "start": span.start,
        "end": span.end,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}

#[cfg(test)]
#[path = "diagnostic_tests.rs"]
mod tests;
