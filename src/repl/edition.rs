//! A pack in memory that has been found fit to run, with the tables it runs on.

use std::path::Path;
use std::sync::Arc;

use super::desk::Desk;
use crate::analysis::Overrides;
use crate::compile::{Compilation, compile, place_of_today};
use crate::data::{Dataset, Loaded, load};
use crate::diagnostics::Diagnostic;
use crate::ir::Program;
use crate::render::{Style, data_errors, render_text};
use crate::source::SourceFile;
use crate::syntax::ast::{Pack, Statement};

/// A pack as it stood at one time.
#[derive(Clone, Debug)]
pub(super) struct Edition {
    /// Text, tree and findings.
    pub compilation: Compilation,
    /// The program.
    pub program: Program,
    /// Values of params from the command line.
    pub overrides: Overrides,
    /// The tables.
    pub data: Arc<Loaded>,
}

/// What tables an edition is to have.
pub(super) enum Tables<'a> {
    /// Those that stand in files.
    Read(&'a [String], &'a [String]),
    /// Those of an edition before, where the records are still the same; else read again.
    Keep(&'a Edition, &'a [String], &'a [String]),
}

impl Edition {
    /// Compiles a text and reads its tables.
    pub fn new(
        desk: &dyn Desk,
        path: &Path,
        source: SourceFile,
        overrides: Overrides,
        tables: &Tables<'_>,
        style: Style,
    ) -> Result<Edition, String> {
        let mut compilation = compile(source, &overrides, &*desk.beside(path));
        let Some(program) = compilation.program.take() else {
            let errors: Vec<Diagnostic> = compilation
                .diagnostics
                .iter()
                .filter(|finding| finding.is_error())
                .cloned()
                .collect();
            return Err(render_text(&compilation.sources, &errors, style));
        };
        let data = match tables {
            Tables::Keep(before, ..)
                if same_tables(&before.compilation.pack, &compilation.pack) =>
            {
                Arc::clone(&before.data)
            }
            Tables::Keep(_, data, without) | Tables::Read(data, without) => {
                Arc::new(read(&program, data, without)?)
            }
        };
        Ok(Edition {
            compilation,
            program,
            overrides,
            data,
        })
    }

    /// The text of the pack.
    pub fn text(&self) -> &str {
        self.compilation.source().text()
    }

    /// The tables.
    pub fn dataset(&self) -> &Dataset {
        &self.data.dataset
    }

    /// Where `today` is read though no day is given; nothing where all is well.
    pub fn lacks_day(&self, as_of: Option<i32>) -> Option<String> {
        if as_of.is_some() {
            return None;
        }
        let (file, line) = place_of_today(&self.compilation.sources, &self.program)?;
        Some(no_day(&format!("{file}:{line} reads")))
    }
}

/// What to do where `today` is read and no day is given.
pub(super) fn no_day(reader: &str) -> String {
    format!(
        "{reader} `today`, and no day is given; say which day that is, such as `:today 2026-01-31`"
    )
}

/// Reads the tables; none where no file is named.
pub(super) fn read(
    program: &Program,
    data: &[String],
    without: &[String],
) -> Result<Loaded, String> {
    if data.is_empty() {
        return Ok(Loaded {
            dataset: Dataset::default(),
            report: crate::data::DataReport::default(),
        });
    }
    load(program, data, without).map_err(|errors| data_errors(&errors))
}

/// True if two packs read the same tables in the same way: all that tells how is the same.
fn same_tables(before: &Pack, after: &Pack) -> bool {
    let declares = |pack: &Pack| -> Vec<Statement> {
        let statements = pack.statements.iter();
        statements
            .filter(|one| is_of_tables(one))
            .cloned()
            .collect()
    };
    declares(before) == declares(after)
}

fn is_of_tables(statement: &Statement) -> bool {
    match statement {
        Statement::Use(_) | Statement::Record(_) | Statement::List(_) => true,
        Statement::Pack(_)
        | Statement::Source(_)
        | Statement::Param(_)
        | Statement::Segment(_)
        | Statement::Score(_)
        | Statement::Strategy(_)
        | Statement::Check(_)
        | Statement::Decision(_)
        | Statement::View(_)
        | Statement::Test(_) => false,
    }
}
