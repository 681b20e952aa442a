//! `gtm doc`: pages about packs, made from the packs.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::run::{could_not_read, day, judged, missing_day};
use super::{Failure, Verdict, output, packs};
use crate::analysis::Overrides;
use crate::compile::place_of_today;
use crate::data::load;
use crate::eval::{Evaluator, Explanation, Settings, explain};
use crate::ir::Program;
use crate::render::{ShownRun, checks_text, document, sanitize};
use crate::results::{Request, Shape, tabulate, views_of};

/// A page shows so many rows of a view.
const MOST_ROWS: u64 = 30;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Packs, or folders of packs.
    #[arg(required = true, value_name = "PACK")]
    paths: Vec<PathBuf>,
    /// Tables to show a run on; for a folder of packs a folder that holds one for each, of its name.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The day that `today` means.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<i32>,
    /// Write the page into a file; the pages of a folder of packs into a folder.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Change nothing; name the pages that would change, and fail if there are any.
    #[arg(long, requires = "out")]
    check: bool,
}

/// Writes the pages of packs.
pub(super) fn doc(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let several = arguments.paths.len() > 1 || arguments.paths.iter().any(|path| path.is_dir());
    let mut verdict = Verdict::Fine;
    for pack in packs::find(&arguments.paths)? {
        let stem = PathBuf::from(pack.file_stem().unwrap_or_default());
        let data = match &arguments.data {
            Some(folder) if several => Some(folder.join(&stem)).filter(|folder| folder.is_dir()),
            data => data.clone(),
        };
        let Some(page) = page(&pack, data.as_deref(), arguments.as_of, console)? else {
            verdict = Verdict::Wanting;
            continue;
        };
        let out = match &arguments.out {
            Some(folder) if several => Some(folder.join(stem.with_extension("md"))),
            out => out.clone(),
        };
        match out {
            None => console.say(&page)?,
            Some(out) if arguments.check => {
                if std::fs::read_to_string(&out).ok().as_deref() != Some(page.as_str()) {
                    verdict = Verdict::Wanting;
                    let name = out.display().to_string();
                    console.say(&format!("{} is not up to date\n", sanitize(&name)))?;
                }
            }
            Some(out) => output::write(Some(&out), |file| file.write_all(page.as_bytes()))?,
        }
    }
    Ok(verdict)
}

/// The page of a pack; nothing when the pack has errors, which have been told.
fn page(
    pack: &Path,
    data: Option<&Path>,
    as_of: Option<i32>,
    console: &Console,
) -> Result<Option<String>, Failure> {
    let Some((source, program)) = packs::runnable(pack, &Overrides::new(), console)? else {
        return Ok(None);
    };
    let run = match data {
        None => None,
        Some(data) => {
            missing_day(&source, &program, as_of)?;
            // A day that the pack does not read would only stand in the way.
            let as_of = place_of_today(&source, &program).and(as_of);
            Some(run(&program, pack, data, as_of)?)
        }
    };
    Ok(Some(document(&program, run.as_ref())))
}

fn run(
    program: &Program,
    pack: &Path,
    data: &Path,
    as_of: Option<i32>,
) -> Result<ShownRun, Failure> {
    let shown = data.display().to_string();
    let loaded = load(program, std::slice::from_ref(&shown), &[])
        .map_err(|errors| could_not_read(&errors))?;
    let evaluator = Evaluator::new(program, &loaded.dataset, Settings { as_of });
    let request = Request {
        shape: Shape::Human,
        top: Some(MOST_ROWS),
        keys: false,
    };
    let results = views_of(program)
        .into_iter()
        .map(|view| tabulate(&evaluator, view, request, &|_| {}))
        .collect();
    let day = as_of.map_or_else(String::new, |day| {
        format!(" --as-of {}", crate::eval::display_date(i128::from(day)))
    });
    Ok(ShownRun {
        command: format!("gtm run {} --data {shown}{day}", pack.display()),
        results,
        checks: checks_text(program, &judged(&evaluator)),
        explanation: first_row(&evaluator, program),
    })
}

/// The first row of the record that the first view (or rule) is about, explained.
fn first_row(evaluator: &Evaluator<'_>, program: &Program) -> Option<Explanation> {
    let has_rules = |record| program.rules.values().any(|rule| rule.record == record);
    let record = views_of(program)
        .into_iter()
        .map(|view| view.record(program))
        .find(|record| has_rules(*record))?;
    let key = (evaluator.row_count(record) > 0).then(|| evaluator.row_key(record, 0))??;
    Some(explain(evaluator, record, key, 0, None))
}
