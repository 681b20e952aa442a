//! Source text to syntax tree.
//!
//! ```text
//! text → scan (lines, comments, foreign notation) → grammar/gtm.pest → build → ast
//!                                                   └ on failure: recover, piece by piece
//! ```

pub mod ast;

mod build;
mod declared;
mod errors;
mod grammar;
mod hints;
mod precedence;
mod recover;
mod scan;
mod suspects;
mod tokens;

#[cfg(test)]
mod tests;

pub use build::FileRow;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{SourceFile, Span};

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 16 * 1024 * 1024;

/// What parsing a file gives: every statement that could be read, and every finding.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The statements that could be read.
    pub pack: ast::Pack,
    /// What is wrong, in the order of the file. With an error among them the tree is not whole.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file. Never fails: what cannot be read is reported and left out.
#[must_use]
pub fn parse(source: &SourceFile) -> Parsed {
    match source.base() {
        0 => parse_alone(source),
        base => parse_at(base, &source.clone().at(0)),
    }
}

/// Parses a file that stands behind others. Repairs and hints work with offsets of the file alone, so
/// the places are moved afterwards; a tree that is not whole is of no use there and left out.
fn parse_at(base: u32, source: &SourceFile) -> Parsed {
    let alone = parse_alone(source);
    let whole = !alone.diagnostics.iter().any(Diagnostic::is_error);
    let mut pack = alone.pack;
    pack.statements = if whole {
        recover::statements_at(base, &scan::scan(source.text()).copy)
    } else {
        Vec::new()
    };
    for comment in &mut pack.comments {
        comment.span.0 = comment.span.0.moved(base);
    }
    let moved = |finding: Diagnostic| finding.moved(base);
    Parsed {
        pack,
        diagnostics: alone.diagnostics.into_iter().map(moved).collect(),
    }
}

fn parse_alone(source: &SourceFile) -> Parsed {
    let mut pack = ast::Pack {
        statements: Vec::new(),
        comments: Vec::new(),
    };
    if let Some(finding) = too_large(source) {
        return Parsed {
            pack,
            diagnostics: vec![finding],
        };
    }
    let scan = scan::scan(source.text());
    pack.comments = scan.comments;
    if let Some(span) = scan.too_deep {
        return Parsed {
            pack,
            diagnostics: vec![too_deep(span)],
        };
    }
    let read = recover::read(source, &scan.copy, scan.findings);
    pack.statements = read.statements;
    let declared = declared::names(&pack);
    let mut diagnostics = read.findings;
    diagnostics.extend(
        read.suspects
            .into_iter()
            .filter_map(|suspect| suspect.resolve(&declared, read.whole)),
    );
    diagnostics.sort_by_key(|finding| (finding.span().start, finding.code));
    diagnostics.dedup();
    Parsed { pack, diagnostics }
}

/// Parses one expression on its own, as for `--param served='["FR"]'`.
///
/// # Errors
/// The findings, when the text is no expression.
pub fn parse_expression(source: &SourceFile) -> Result<ast::Expr, Vec<Diagnostic>> {
    if let Some(finding) = too_large(source) {
        return Err(vec![finding]);
    }
    let scan = scan::scan(source.text());
    if let Some(span) = scan.too_deep {
        return Err(vec![too_deep(span)]);
    }
    let (made, mut findings) = recover::read_expression(source, &scan.copy, scan.findings);
    findings.sort_by_key(|finding| finding.span().start);
    match made {
        Some(made) if findings.is_empty() => Ok(made),
        _ => Err(findings),
    }
}

/// The table of a decision from the rows of a file, the headings first; each has as many cells.
///
/// # Errors
/// What is wrong with the headings or the cells.
pub fn decision_table(
    name: &ast::Name,
    rows: &[FileRow],
) -> Result<ast::DecisionTable, Vec<Diagnostic>> {
    let mut builder = build::Builder::new(0);
    match builder.table_of_file(name, rows) {
        Some(table) if builder.findings.is_empty() => Ok(table),
        _ => Err(builder.findings),
    }
}

/// True if a text is the beginning of more: a brace or a bracket is open, or its last word or sign calls
/// for what comes next.
#[must_use]
pub fn wants_more(text: &str) -> bool {
    scan::wants_more(text)
}

/// The words that open a statement.
#[must_use]
pub fn statement_words() -> &'static [&'static str] {
    &recover::STATEMENTS
}

/// True if a text begins a statement, such as `score bant` and unlike `score >= 3`.
#[must_use]
pub fn is_statement(text: &str) -> bool {
    scan::is_statement(text)
}

/// True if a text can be a name.
#[must_use]
pub fn is_name(text: &str) -> bool {
    grammar::is_name(text)
}

/// A text in NFC, as names and texts of a pack are kept.
#[must_use]
pub fn nfc(text: &str) -> String {
    build::nfc(text)
}

fn too_large(source: &SourceFile) -> Option<Diagnostic> {
    (source.text().len() > MAX_FILE).then(|| {
        Diagnostic::new(
            Code::E022,
            "this file is larger than 16 MB",
            Span::new(0, 0),
        )
        .help("is it a pack? data is given with `--data`")
    })
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::E021,
        format!("this is nested more than {} levels deep", scan::MAX_DEPTH),
        span,
    )
    .help("split the expression into computed fields")
}
