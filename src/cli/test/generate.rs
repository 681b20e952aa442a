//! `gtm test --generate`: cases that decide what no test decides, as tests to paste or as a case table.

use std::path::Path;

use super::{Arguments, PackResult, cases, judge, settle::Settler};
use crate::analysis::Overrides;
use crate::cli::console::Console;
use crate::cli::{Failure, Verdict, output, packs};
use crate::compile::{Compilation, compile, place_of_today};
use crate::data::{DataError, date_text};
use crate::diagnostics::Code;
use crate::files::Folder;
use crate::ir::{Program, StoredColumn, Type};
use crate::render::{RowFormat, data_errors, sanitize, write_rows};
use crate::results::ResultTable;
use crate::source::SourceFile;
use crate::study::{
    Case, Coverage, Goal, Proposal, case_cells, case_results, expectations, generate as propose,
    goal_text, test_text,
};

/// So many lines that nothing reached are named.
const NAMED: usize = 20;
/// What stands beside a proposed case.
const MARK: &str = "proposed, to be read";

/// Proposes cases for a pack.
pub(super) fn generate(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let [path] = arguments.paths.as_slice() else {
        return Err(Failure::new("--generate is for one pack; name it"));
    };
    let path = packs::single(path)?;
    let compilation = packs::compiled(&path, &Overrides::new())?;
    let mut coverage = Coverage::default();
    let mut settler = Settler::new(arguments, false, console);
    let PackResult { broken, .. } =
        super::run_pack(&compilation, &path, &mut settler, &mut coverage, console)?;
    let Some(program) = &compilation.program else {
        console.tell(&broken.unwrap_or_default());
        return Ok(Verdict::Wanting);
    };
    let as_of = day(arguments, &compilation, program)?;
    let proposal = propose(program, &coverage, as_of);
    let writer = Writer {
        compilation: &compilation,
        program,
        path: &path,
        as_of,
    };
    let written = match &arguments.out {
        None => writer.tests(&proposal, &mut coverage.clone()),
        Some(file) => writer.table(&proposal, file, &mut coverage.clone())?,
    };
    if arguments.out.is_none() {
        console.say(&written.text)?;
    }
    console.tell(&sanitize(&told(&coverage, &written, &proposal)));
    Ok(Verdict::Fine)
}

/// The day that the cases stand on: as said, else that of a test of the pack; none if it makes no difference.
fn day(
    arguments: &Arguments,
    compilation: &Compilation,
    program: &Program,
) -> Result<Option<i32>, Failure> {
    if place_of_today(&compilation.sources, program).is_none() {
        return Ok(None);
    }
    let of_tests = || program.tests.iter().find_map(|test| test.as_of);
    let day = arguments.as_of.or_else(of_tests);
    day.map(Some).ok_or_else(|| {
        let error = DataError::new(Code::E309, "the pack reads `today`, and no day is given");
        let error = error.help("add the day to count from: --as-of 2026-01-31");
        Failure::new(data_errors(&[error]))
    })
}

/// What was written, and what it comes to.
struct Written {
    text: String,
    /// What the lines come to with the cases.
    coverage: Coverage,
    count: usize,
    /// What a case decides that could not be written so.
    left_out: Vec<Goal>,
}

struct Writer<'a> {
    compilation: &'a Compilation,
    program: &'a Program,
    path: &'a Path,
    as_of: Option<i32>,
}

impl Writer<'_> {
    /// The cases as tests. Each was put into the pack and passed there.
    fn tests(&self, proposal: &Proposal, coverage: &mut Coverage) -> Written {
        let mut texts = Vec::new();
        let mut left_out = Vec::new();
        for case in &proposal.cases {
            let number = texts.len() + 1;
            match self.test(case, number, coverage) {
                Some(text) => texts.push(text),
                None => left_out.extend(case.goals.iter().cloned()),
            }
        }
        Written {
            count: texts.len(),
            text: texts.join("\n"),
            coverage: coverage.clone(),
            left_out,
        }
    }

    /// A case as a test that passes; nothing if it cannot be said in a test.
    fn test(&self, case: &Case, number: usize, coverage: &mut Coverage) -> Option<String> {
        let lines = expectations(self.program, case, self.as_of);
        let text = |lines: &[String]| test_text(self.program, case, number, self.as_of, lines);
        let all: Vec<String> = lines.iter().map(|(line, _)| line.clone()).collect();
        let whole = text(&all);
        if let Some(after) = self.passes(&whole, coverage) {
            *coverage = after;
            return Some(whole);
        }
        // Something in it cannot be written, such as an amount of money: then its status must do.
        let mut kept: Vec<String> = Vec::new();
        for (line, instead) in lines {
            let fine = [line, instead].into_iter().find(|line| {
                let alone = text(std::slice::from_ref(line));
                self.passes(&alone, coverage).is_some()
            });
            kept.extend(fine.filter(|line| !kept.contains(line)));
        }
        let text = text(&kept);
        let after = self.passes(&text, coverage).filter(|_| !kept.is_empty())?;
        *coverage = after;
        Some(text)
    }

    /// What the lines come to with a test; nothing if it does not pass.
    fn passes(&self, test: &str, coverage: &Coverage) -> Option<Coverage> {
        let source = self.compilation.source();
        let text = format!("{}\n\n{test}", source.text());
        let source = SourceFile::new(source.name(), text);
        let with = compile(source, &Overrides::new(), &Folder::of(self.path));
        let program = with.program.as_ref()?;
        let mut coverage = coverage.clone();
        let place = program.tests.len().checked_sub(1)?;
        let problem = judge::run_test(&with, program, place, &mut coverage);
        problem.is_none().then_some(coverage)
    }

    /// The cases that give one row of one record, as a case table.
    fn table(
        &self,
        proposal: &Proposal,
        file: &Path,
        coverage: &mut Coverage,
    ) -> Result<Written, Failure> {
        self.check_name(file)?;
        let record_of = |case: &Case| case.given.first().map(|row| row.record);
        let alone: Vec<&Case> = proposal
            .cases
            .iter()
            .filter(|case| case.given.len() == 1)
            .collect();
        let count = |case: &Case| {
            let same = alone
                .iter()
                .filter(|other| record_of(other) == record_of(case));
            same.count()
        };
        let record = alone.iter().rev().max_by_key(|case| count(case));
        let record = record.and_then(|case| record_of(case));
        let (fits, others): (Vec<&Case>, Vec<&Case>) = proposal
            .cases
            .iter()
            .partition(|case| case.given.len() == 1 && record_of(case) == record);
        let rows = (1..)
            .zip(&fits)
            .map(|(number, case)| self.row(case, number));
        let rows: Vec<Vec<(String, String)>> = rows.collect();
        let table = of_rows(&rows);
        let mut bytes = Vec::new();
        write_rows(&mut bytes, &table, RowFormat::Csv, false)
            .map_err(|error| Failure::new(error.to_string()))?;
        let text = String::from_utf8(bytes).unwrap_or_default();
        output::write(Some(file), |out| out.write_all(text.as_bytes()))?;
        let found = cases::run(self.compilation, self.program, file, coverage);
        let wrong = found.iter().filter_map(|test| test.problem.as_deref());
        let wrong: Vec<&str> = wrong.collect();
        if !wrong.is_empty() {
            return Err(Failure::new(format!(
                "`{}` was written, but some of it is to be mended:\n{}",
                file.display(),
                wrong.concat()
            )));
        }
        Ok(Written {
            count: fits.len(),
            text,
            coverage: coverage.clone(),
            left_out: others
                .into_iter()
                .flat_map(|case| case.goals.clone())
                .collect(),
        })
    }

    fn check_name(&self, file: &Path) -> Result<(), Failure> {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let stem = self
            .path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let ours = name
            .strip_prefix(&stem)
            .and_then(|rest| rest.strip_suffix(".cases.csv"));
        if !ours.is_some_and(|between| between.is_empty() || between.starts_with('.')) {
            let message = format!(
                "`{name}` would not be found again; a case table of this pack is called `{stem}.NAME.cases.csv`"
            );
            return Err(Failure::new(message));
        }
        if file.exists() {
            let message = format!("`{}` is there already; name another", file.display());
            return Err(Failure::new(message));
        }
        Ok(())
    }

    /// The cells of a case: what is given, what comes out, and what it is for. In a table no two rows have one key.
    fn row(&self, case: &Case, number: usize) -> Vec<(String, String)> {
        let mut row: Vec<(String, String)> = Vec::new();
        for given in &case.given {
            row.extend(case_cells(self.program, given));
            for key in &self.program.records[given.record].key {
                let field = &self.program.fields[*key];
                let column = field.column().filter(|_| field.ty == Type::Text);
                let cell = row
                    .iter_mut()
                    .find(|(name, _)| Some(name.as_str()) == column.map(StoredColumn::header));
                if let Some((_, cell)) = cell {
                    *cell = format!("case {number}");
                }
            }
        }
        let rules: std::collections::BTreeSet<&str> =
            case.goals.iter().map(|goal| goal.rule.as_str()).collect();
        if let Some(results) = case_results(self.program, case, self.as_of) {
            for rule in rules {
                row.extend(cases::told(&results, rule));
            }
        }
        if let Some(day) = self.as_of {
            row.push(("as_of".to_owned(), date_text(i128::from(day))));
        }
        let goals: Vec<String> = case.goals.iter().map(goal_text).collect();
        row.push(("note".to_owned(), format!("{MARK}: {}", goals.join("; "))));
        row
    }
}

/// Rows as a table of texts; the columns in the order in which they are first told, the note last.
fn of_rows(rows: &[Vec<(String, String)>]) -> ResultTable {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    // Fields first, then what is expected, then the rest.
    let place = |name: &str| match name {
        "note" => 3,
        "as_of" => 2,
        name if name.starts_with("expect_") => 1,
        _ => 0,
    };
    names.sort_by_key(|name| place(name));
    let column = |name: &&str| {
        let cell = |row: &Vec<(String, String)>| {
            let cell = row.iter().find(|(other, _)| other == name);
            cell.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        ((*name).to_owned(), rows.iter().map(cell).collect())
    };
    ResultTable::of_texts("cases", names.iter().map(column).collect())
}

/// What is proposed, what it reaches, and what it does not.
fn told(before: &Coverage, written: &Written, proposal: &Proposal) -> String {
    let (all, seen) = {
        let (_, seen) = before.outcomes();
        (written.coverage.outcomes().0, seen)
    };
    let (_, with) = written.coverage.outcomes();
    let cases = match written.count {
        1 => "1 case".to_owned(),
        count => format!("{count} cases"),
    };
    let mut text = format!(
        "{cases} proposed; outcomes of its lines seen: {seen} of {all} now, {with} of {all} with them\n"
    );
    for (goals, why) in [
        (
            &proposal.missed,
            format!("not reached by {} made-up cases", proposal.tried),
        ),
        (
            &written.left_out,
            "reached only by rows of other tables, so it stands in no case table".to_owned(),
        ),
    ] {
        if goals.is_empty() {
            continue;
        }
        let mut named: Vec<String> = goals.iter().take(NAMED).map(goal_text).collect();
        if let Some(more) = goals.len().checked_sub(NAMED).filter(|more| *more > 0) {
            named.push(format!("{more} more"));
        }
        text += &format!("{why}: {}\n", named.join("; "));
    }
    text
}
