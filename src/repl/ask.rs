//! An expression as a question: put into the pack as a view of its own, compiled with the rest, worked out by
//! a run. So it is checked and answered like a column of any view.

use std::path::Path;

use super::desk::Desk;
use super::edition::{Edition, no_day};
use crate::compile::compile;
use crate::diagnostics::Diagnostic;
use crate::ir::{ExprId, ExprKind, ParamId, Program, RowSet, View, ViewColumn, ViewId, ViewValue};
use crate::render::{Style, render_text};
use crate::source::{SourceFile, Sources};
use crate::syntax::parse_expression;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'q> {
    /// The expression, or the columns as a view shows them.
    pub columns: &'q str,
    /// Of which rows.
    pub condition: Option<&'q str>,
    /// The name of the record, or of a segment, whose rows are asked.
    pub target: &'q str,
    /// True if the key of each row is shown too.
    pub keyed: bool,
}

/// A pack with a question in it.
#[derive(Debug)]
pub(super) struct Asked {
    /// The program.
    pub program: Program,
    /// The question: its last view.
    pub view: ViewId,
    /// How many of its first columns are the key of the row.
    keys: usize,
}

impl Asked {
    /// The question.
    pub fn view(&self) -> &View {
        &self.program.views[self.view]
    }

    /// The columns that were asked for, without the key.
    pub fn columns(&self) -> &[ViewColumn] {
        let columns = self.view().columns.as_slice();
        columns.get(self.keys..).unwrap_or(columns)
    }

    /// True if the answer hangs on a row; false for what is the same for all of them.
    pub fn reads_its_row(&self) -> bool {
        self.columns().iter().any(|column| match column.value {
            ViewValue::Rule(_) => true,
            ViewValue::Expr(expr) => reads_its_row(&self.program, expr),
        })
    }
}

fn reads_its_row(program: &Program, expr: ExprId) -> bool {
    let kind = &program.exprs[expr].kind;
    if matches!(kind, ExprKind::Field(_) | ExprKind::Rule(..)) {
        return true;
    }
    if let ExprKind::Aggregate(aggregate) = kind {
        let whole = match aggregate.set {
            RowSet::Record(_) | RowSet::Segment(_) => true,
            RowSet::Relation(_) | RowSet::Referenced(..) => false,
        };
        return !whole || !program.outer_reads(aggregate).is_empty();
    }
    let children = kind.children();
    children
        .into_iter()
        .any(|child| reads_its_row(program, child))
}

/// Why a question has no answer.
#[derive(Debug)]
pub(super) struct Refused {
    /// The findings, as they are shown.
    pub text: String,
    /// How many errors there are; a question is best understood where there are fewest.
    pub errors: usize,
    /// True if it cannot be read at all, whatever the rows.
    pub is_syntax: bool,
}

/// Puts a question to an edition.
pub(super) fn ask(
    desk: &dyn Desk,
    path: &Path,
    edition: &Edition,
    question: Question<'_>,
    as_of: Option<i32>,
    style: Style,
) -> Result<Asked, Refused> {
    let columns = question.columns;
    let readable = parse_expression(&SourceFile::new("input", columns));
    let inserted = Inserted::view(edition, question, readable.is_ok());
    let program = match (inserted.compile(desk, path, edition), readable) {
        (Ok(program), _) => program,
        (Err(findings), Ok(_)) => return Err(inserted.refused(&findings, false, style)),
        (Err(findings), Err(own)) => {
            // Not one expression: perhaps columns, as a view shows them.
            if is_columns(&findings) {
                return Err(inserted.refused(&findings, false, style));
            }
            let source = SourceFile::new("input", columns);
            return Err(Refused {
                text: render_text(&source, &own, style),
                errors: own.len(),
                is_syntax: true,
            });
        }
    };
    let Some(view) = program.views.ids().last() else {
        return Err(plain("there is nothing to show".to_owned()));
    };
    let asked = Asked {
        program,
        view,
        keys: inserted.keys,
    };
    if as_of.is_none() && reads_today(&asked) {
        return Err(plain(no_day(&format!("`{columns}` reads"))));
    }
    Ok(asked)
}

/// A value that hangs on no table at all: `2 * 21`, `min_staff + 5`.
pub(super) fn constant(
    desk: &dyn Desk,
    path: &Path,
    edition: &Edition,
    expression: &str,
) -> Option<(Program, ParamId)> {
    let inserted = Inserted::param(edition, expression);
    let program = inserted.compile(desk, path, edition).ok()?;
    let param = program.params.ids().last()?;
    Some((program, param))
}

fn plain(text: String) -> Refused {
    Refused {
        text,
        errors: 1,
        is_syntax: true,
    }
}

/// True if all findings are of what was read: names and types, not of the grammar.
fn is_columns(findings: &[Diagnostic]) -> bool {
    findings
        .iter()
        .all(|finding| !finding.code.info().text.starts_with("E0"))
}

fn reads_today(asked: &Asked) -> bool {
    let span = asked.view().span;
    asked.program.exprs.values().any(|expr| {
        matches!(expr.kind, ExprKind::Today) && (span.start..span.end).contains(&expr.span.start)
    })
}

/// A text behind the pack, and the stretches of it that somebody typed.
struct Inserted {
    source: SourceFile,
    typed: Vec<SourceFile>,
    /// How many columns show the key.
    keys: usize,
}

impl Inserted {
    fn view(edition: &Edition, question: Question<'_>, titled: bool) -> Inserted {
        let mut name = "asked".to_owned();
        let taken = |name: &str| {
            let views = edition.program.views.values();
            let mut names = views.map(|view| &view.named.name);
            names.any(|other| other == name)
        };
        while taken(&name) {
            name.push('_');
        }
        let mut inserted = Inserted::after(edition);
        inserted.add(&format!("view {name} for {} {{\n", question.target));
        if question.keyed {
            let keys = keys_of(edition, question.target);
            let keys: Vec<&str> = keys
                .into_iter()
                .filter(|key| *key != question.columns.trim())
                .collect();
            inserted.keys = keys.len();
            if !keys.is_empty() {
                inserted.add(&format!("  show {}\n", keys.join(", ")));
            }
        }
        inserted.add("  show ");
        inserted.typed(question.columns);
        if titled {
            let heading = question.columns.split_whitespace().collect::<Vec<_>>();
            inserted.add(&format!(" \"{}\"", heading.join(" ").replace('"', "\"\"")));
        }
        inserted.add("\n");
        if let Some(condition) = question.condition {
            inserted.add("  where ");
            inserted.typed(condition);
            inserted.add("\n");
        }
        inserted.add("}\n");
        inserted
    }

    fn param(edition: &Edition, expression: &str) -> Inserted {
        let mut name = "asked".to_owned();
        let words = edition.text();
        while words.contains(&name) {
            name.push('_');
        }
        let mut inserted = Inserted::after(edition);
        inserted.add(&format!("param {name} = "));
        inserted.typed(expression);
        inserted.add("\n");
        inserted
    }

    fn after(edition: &Edition) -> Inserted {
        let text = format!("{}\n\n", edition.text());
        Inserted {
            source: SourceFile::new(edition.compilation.source().name(), text),
            typed: Vec::new(),
            keys: 0,
        }
    }

    fn add(&mut self, text: &str) {
        let whole = format!("{}{text}", self.source.text());
        self.source = SourceFile::new(self.source.name(), whole);
    }

    fn typed(&mut self, text: &str) {
        let base = u32::try_from(self.source.text().len()).unwrap_or(u32::MAX);
        self.typed.push(SourceFile::new("input", text).at(base));
        self.add(text);
    }

    fn compile(
        &self,
        desk: &dyn Desk,
        path: &Path,
        edition: &Edition,
    ) -> Result<Program, Vec<Diagnostic>> {
        let compilation = compile(self.source.clone(), &edition.overrides, &*desk.beside(path));
        let errors = compilation
            .diagnostics
            .into_iter()
            .filter(Diagnostic::is_error);
        compilation.program.ok_or_else(|| errors.collect())
    }

    fn refused(&self, findings: &[Diagnostic], is_syntax: bool, style: Style) -> Refused {
        Refused {
            text: render_text(self, findings, style),
            errors: findings.len(),
            is_syntax,
        }
    }
}

impl Sources for Inserted {
    fn file_at(&self, offset: u32) -> &SourceFile {
        let length = |file: &SourceFile| u32::try_from(file.text().len()).unwrap_or(u32::MAX);
        let typed = self.typed.iter().find(|file| {
            (file.base()..=file.base().saturating_add(length(file))).contains(&offset)
        });
        typed.unwrap_or(&self.source)
    }
}

/// The fields that make the key of a record, or of a segment's record.
fn keys_of<'e>(edition: &'e Edition, target: &str) -> Vec<&'e str> {
    let program = &edition.program;
    let record = program
        .named_records()
        .find(|&record| program.records[record].named.name == target)
        .or_else(|| {
            let rule = program
                .rules
                .values()
                .find(|rule| rule.named.name == target)?;
            Some(rule.record)
        });
    let keys = record.map(|record| program.records[record].key.iter());
    keys.into_iter()
        .flatten()
        .map(|&field| program.fields[field].named.name.as_str())
        .collect()
}
