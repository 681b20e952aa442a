//! Case tables: `PACK.cases.csv` and `PACK.NAME.cases.csv` beside a pack, a case a row.

use std::path::{Path, PathBuf};

use super::judge::line;
use super::{Kind, TestResult};
use crate::cli::Failure;
use crate::compile::Compilation;
use crate::compile::place_of_today;
use crate::data::{Case, Cases, Dataset, cases, read_date};
use crate::decimal::Decimal;
use crate::eval::{Evaluator, Settings};
use crate::ir::Program;
use crate::results::{Request, ResultTable, Shape, ViewChoice, tabulate};
use crate::study::Coverage;

/// The case tables beside a pack, by name.
pub(super) fn files(pack: &Path) -> Result<Vec<PathBuf>, Failure> {
    let stem = pack.file_stem().unwrap_or_default().to_string_lossy();
    let folder = match pack.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("`{}` cannot be read: {error}", folder.display()))
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let ours = name
            .strip_prefix(stem.as_ref())
            .and_then(|rest| rest.strip_suffix(".cases.csv"));
        // `abm.cases.csv` or `abm.gates.cases.csv`, but not `abm_old.cases.csv`.
        if ours.is_some_and(|between| between.is_empty() || between.starts_with('.')) {
            found.push(folder.join(name));
        }
    }
    found.sort();
    Ok(found)
}

/// Runs the cases of a file; one result a case, or one that says why there are none.
pub(super) fn run(
    compilation: &Compilation,
    program: &Program,
    path: &Path,
    coverage: &mut Coverage,
) -> Vec<TestResult> {
    let file = path.display().to_string();
    let broken = |problem: String, place: usize| TestResult {
        kind: Kind::Case,
        label: "the case table".to_owned(),
        file: Some(file.clone()),
        line: place,
        problem: Some(line("", &problem)),
        differences: Vec::new(),
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return vec![broken(format!("it cannot be read: {error}"), 1)],
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let Cases {
        record,
        table,
        cases,
    } = match cases(program, &file, text) {
        Ok(found) => found,
        Err(errors) => {
            let tell = |error: &crate::data::DataError| {
                let help = error
                    .help
                    .as_deref()
                    .map_or_else(String::new, |help| format!("; {help}"));
                let place = error.line.unwrap_or(1);
                broken(
                    format!("{}{help}", error.message),
                    usize::try_from(place).unwrap_or(1),
                )
            };
            return errors.iter().map(tell).collect();
        }
    };
    let mut data = Dataset::default();
    data.tables.insert(record, table);
    let needs_day = place_of_today(&compilation.sources, program).is_some();
    let judged = cases.iter().enumerate().map(|(row, case)| {
        let alone = data.with_copies(program, record, &[(row, Vec::new())]);
        let problem = match day(case, needs_day) {
            Err(problem) => Some(line("", &problem)),
            Ok(as_of) => {
                let evaluator = Evaluator::new(program, &alone, Settings { as_of });
                coverage.count(&evaluator);
                let request = Request {
                    shape: Shape::Machine,
                    top: None,
                    keys: false,
                };
                let result = tabulate(&evaluator, ViewChoice::Record(record), request, &|_| {});
                judge(&result, case)
            }
        };
        let key = crate::data::row_key(program, alone.tables.get(&record)?, 0);
        Some(TestResult {
            kind: Kind::Case,
            label: key.unwrap_or_else(|| format!("case {}", row + 1)),
            file: Some(file.clone()),
            line: usize::try_from(case.line).unwrap_or(0),
            problem,
            differences: Vec::new(),
        })
    });
    judged.flatten().collect()
}

fn day(case: &Case, needed: bool) -> Result<Option<i32>, String> {
    match &case.as_of {
        Some(text) => match read_date(text) {
            Some(day) => Ok(Some(day)),
            None => Err(format!(
                "`as_of`: {text} is no day; write one such as 2026-01-31"
            )),
        },
        None if needed => Err("the pack reads `today`: add a column `as_of`".to_owned()),
        None => Ok(None),
    }
}

/// What is wrong with a case, if something is.
fn judge(result: &ResultTable, case: &Case) -> Option<String> {
    let mut problems = String::new();
    for (name, wanted) in &case.expected {
        let Some(found) = value(result, name) else {
            problems.push_str(&line("", &format!("there is no result `{name}`")));
            continue;
        };
        if !is_met(result, name, &found, wanted) {
            problems.push_str(&line("expected", &format!("{name} is {wanted}")));
            problems.push_str(&line(
                "got",
                &format!("{name} is {}", shown(result, name, &found)),
            ));
            let because = ["because", "failing"]
                .iter()
                .filter_map(|part| value(result, &format!("{name}_{part}")));
            for because in because.filter(|text| !text.is_empty()) {
                problems.push_str(&line("because", &because));
            }
        }
    }
    (!problems.is_empty()).then_some(problems)
}

fn is_met(result: &ResultTable, name: &str, found: &str, wanted: &str) -> bool {
    let part = |suffix: &str| value(result, &format!("{name}_{suffix}"));
    let folded = wanted.to_lowercase();
    let status = part("status").or_else(|| status_of_part(result, name));
    match folded.as_str() {
        "unknown" => return status.as_deref() == Some("unknown"),
        "fault" => return status.as_deref() == Some("fault"),
        "not applicable" | "n.a." => return status.as_deref() == Some("not_applicable"),
        _ => {}
    }
    // Of a score that is open the band may be settled; what is not settled is empty.
    if same(found, wanted) {
        return true;
    }
    if let Some((low, high)) = wanted.split_once("..") {
        let ends = part("low").zip(part("high"));
        return ends.is_some_and(|(a, b)| same(&a, low.trim()) && same(&b, high.trim()));
    }
    // `hot or warm`: exactly these are left.
    let mut left: Vec<String> = possible(result, name)
        .unwrap_or_default()
        .split(", ")
        .map(str::to_owned)
        .collect();
    let mut asked: Vec<String> = wanted
        .split(" or ")
        .flat_map(|part| part.split(", "))
        .map(|part| part.trim().to_owned())
        .collect();
    left.sort();
    asked.sort();
    asked.len() > 1 && left == asked
}

/// Of `bant_band` the status is that of `bant`.
fn status_of_part(result: &ResultTable, name: &str) -> Option<String> {
    let (rule, _) = name.rsplit_once('_')?;
    value(result, &format!("{rule}_status"))
}

/// The outcomes left; of `bant_band` those of `bant`.
fn possible(result: &ResultTable, name: &str) -> Option<String> {
    let rule = name.strip_suffix("_band").unwrap_or(name);
    value(result, &format!("{rule}_possible")).filter(|text| !text.is_empty())
}

/// What stands in a column, with what is left where it is open.
fn shown(result: &ResultTable, name: &str, found: &str) -> String {
    let part =
        |suffix: &str| value(result, &format!("{name}_{suffix}")).filter(|text| !text.is_empty());
    if !found.is_empty() {
        return found.to_owned();
    }
    let ends = part("low")
        .zip(part("high"))
        .map(|(low, high)| format!("{low}..{high}"));
    let left = possible(result, name).map(|text| text.replace(", ", " or "));
    ends.or(left)
        .or_else(|| part("status"))
        .unwrap_or_else(|| "empty".to_owned())
}

/// Texts are the same as they are; numbers by their value.
fn same(found: &str, wanted: &str) -> bool {
    let number = |text: &str| text.parse::<Decimal>().ok();
    found == wanted
        || number(found)
            .zip(number(wanted))
            .is_some_and(|(a, b)| a == b)
}

/// The only row of a column, as files write it; none if there is no such column.
fn value(result: &ResultTable, name: &str) -> Option<String> {
    let column = result.columns.iter().find(|column| column.name == name)?;
    if column.values.is_empty() {
        return None;
    }
    let mut text = String::new();
    column.values.get(0).write(&mut text);
    Some(text)
}

/// What a rule comes to on the only row of a result, as the columns of a case table that expect it.
pub(super) fn told(result: &ResultTable, rule: &str) -> Vec<(String, String)> {
    let part = |suffix: &str| value(result, &format!("{rule}{suffix}"));
    let filled = |suffix: &str| part(suffix).filter(|text| !text.is_empty());
    let Some(status) = part("_status") else {
        return Vec::new();
    };
    let ends = || Some(format!("{}..{}", filled("_low")?, filled("_high")?));
    let left = || filled("_possible").filter(|left| left.contains(", "));
    let left = || left().map(|left| left.replace(", ", " or "));
    let settled = filled("").filter(|_| status == "known");
    let is_score = part("_band").is_some();
    let outcome = match status.as_str() {
        "not_applicable" => "not applicable".to_owned(),
        "fault" => "fault".to_owned(),
        _ => settled
            .or_else(ends)
            .or_else(|| left().filter(|_| !is_score))
            .unwrap_or_else(|| "unknown".to_owned()),
    };
    let mut columns = vec![(format!("expect_{rule}"), outcome)];
    if let Some(band) = filled("_band").or_else(|| left().filter(|_| is_score)) {
        columns.push((format!("expect_{rule}_band"), band));
    }
    columns
}
