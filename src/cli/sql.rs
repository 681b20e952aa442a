//! `gtm sql`: the views of a pack as SQL.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;

use super::console::Console;
use super::run::{day, missing_day, overrides};
use super::{Failure, Verdict, output, packs};
use crate::diagnostics::{Diagnostic, did_you_mean};
use crate::ir::{Program, RecordId};
use crate::render::render_text;
use crate::results::{ViewChoice, view_named, views_of};
use crate::sql::{self, Dialect};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The pack.
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// The engine that the text is for.
    #[arg(long, value_enum, value_name = "ENGINE")]
    dialect: Engine,
    /// The view to write as a query; without it every view is written as a `CREATE VIEW`.
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    /// The table that holds the rows of a record; else it is called like the record.
    #[arg(long = "table", value_name = "RECORD=TABLE")]
    tables: Vec<String>,
    /// Another value for a param.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// The day that `today` means.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<i32>,
    /// Leave out the columns that say why: `_because`, `_open`, `_failing`.
    #[arg(long)]
    without_reasons: bool,
    /// Write into a file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// DuckDB, from 1.3 on.
    Duckdb,
    /// PostgreSQL, from 13 on.
    Postgres,
}

impl Engine {
    fn dialect(self) -> Dialect {
        match self {
            Engine::Duckdb => Dialect::DuckDb,
            Engine::Postgres => Dialect::Postgres,
        }
    }
}

/// Writes the views of a pack as SQL.
pub(super) fn sql(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let path = packs::single(&arguments.pack)?;
    let overrides = overrides(&arguments.params, console)?;
    let Some((sources, program)) = packs::runnable(&path, &overrides, console)? else {
        return Ok(Verdict::Wanting);
    };
    missing_day(&sources, &program, arguments.as_of)?;
    let request = sql::Request {
        dialect: arguments.dialect.dialect(),
        as_of: arguments.as_of,
        tables: tables(&program, &arguments.tables)?,
        without_reasons: arguments.without_reasons,
    };
    let mut text = String::new();
    let mut refused: Vec<Diagnostic> = Vec::new();
    for view in views(&program, arguments)? {
        match sql::emit(&program, view, &request) {
            Ok(query) if arguments.view.is_some() => text.push_str(&query),
            Ok(query) => {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&sql::as_view(&program, view, &query));
            }
            Err(findings) => {
                let new = findings.into_iter().filter(|one| !refused.contains(one));
                let new: Vec<Diagnostic> = new.collect();
                refused.extend(new);
            }
        }
    }
    if !refused.is_empty() {
        let told = render_text(&sources, &refused, console.error_style());
        console.tell(&format!("{told}\n"));
        return Ok(Verdict::Wanting);
    }
    output::write(arguments.out.as_deref(), |out| {
        out.write_all(text.as_bytes())
    })?;
    Ok(Verdict::Fine)
}

fn views(program: &Program, arguments: &Arguments) -> Result<Vec<ViewChoice>, Failure> {
    match arguments.view.as_deref() {
        None => Ok(views_of(program)),
        Some(name) => match view_named(program, name) {
            Some(view) => Ok(vec![view]),
            None => Err(super::run::no_such_view(program, name)),
        },
    }
}

/// The tables by record, their names quoted part by part.
fn tables(program: &Program, given: &[String]) -> Result<BTreeMap<RecordId, String>, Failure> {
    let mut tables = BTreeMap::new();
    for text in given {
        let Some((name, table)) = text.split_once('=') else {
            let message = format!("`--table {text}` names no table; write --table RECORD=TABLE");
            return Err(Failure::new(message));
        };
        let record = program
            .named_records()
            .find(|record| program.records[*record].named.name == name);
        let Some(record) = record else {
            let known: Vec<&str> = program
                .named_records()
                .map(|record| program.records[record].named.name.as_str())
                .collect();
            let question = did_you_mean(name, known.iter().copied());
            let question = question.map_or_else(String::new, |question| format!("; {question}"));
            return Err(Failure::new(format!(
                "there is no record `{name}`{question}"
            )));
        };
        let Some(quoted) = sql::quoted_table(table) else {
            let message = format!(
                "`{table}` is no name of a table; write it as `name`, `schema.name` or, where dots are part of a name, in double quotes"
            );
            return Err(Failure::new(message));
        };
        tables.insert(record, quoted);
    }
    Ok(tables)
}
