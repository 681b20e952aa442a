//! What came of tests, for people and for tools: text, JSON, JUnit, LCOV.

use std::fmt::Write;

use super::{Failure, Kind, PackResult, TestResult, settle};
use crate::render::{DifferenceItem, difference_items, sanitize};
use crate::study::CoveredLine;

/// The failures, a line that sums up, and the lines that no test decides.
pub(super) fn text(results: &[PackResult], with_coverage: bool, color: bool) -> String {
    let mut text = String::new();
    for pack in results {
        if let Some(broken) = &pack.broken {
            text.push_str(broken);
        }
        for test in &pack.tests {
            text.push_str(&test_text(pack, test, color));
        }
    }
    if with_coverage {
        text.push_str(&coverage_text(results));
    }
    text.push_str(&summary(results));
    text
}

/// A test that did not pass: what is wrong, or what differs.
fn test_text(pack: &PackResult, test: &TestResult, color: bool) -> String {
    let TestResult {
        label,
        file,
        line,
        problem: Some(problem),
        differences,
        ..
    } = test
    else {
        return String::new();
    };
    let label = sanitize(label);
    let name = sanitize(file.as_ref().unwrap_or(&pack.name));
    if differences.is_empty() {
        return format!("FAIL  {label}   {name}:{line}\n{}\n", sanitize(problem));
    }
    let differences = settle::coloured(&pack.name, differences, color);
    format!("DIFF  {label}   {name}\n{differences}\n")
}

fn summary(results: &[PackResult]) -> String {
    let tests = || results.iter().flat_map(|pack| &pack.tests);
    let count = |is_it: &dyn Fn(&TestResult) -> bool| tests().filter(|test| is_it(test)).count();
    let passed = count(&|test| test.problem.is_none());
    let is_snapshot = |test: &TestResult| test.kind == Kind::Snapshot;
    let failed = count(&|test| test.problem.is_some() && !is_snapshot(test));
    let snapshots = count(&|test| test.problem.is_some() && is_snapshot(test));
    let broken = results.iter().filter(|pack| pack.broken.is_some()).count();
    if passed + failed + broken + snapshots == 0 {
        return "there are no tests; a pack has them in `test` statements, and `gtm test PACK --accept --data FILE` \
                keeps what it comes to\n"
            .to_owned();
    }
    let broken = match broken {
        0 => String::new(),
        1 => ", 1 pack with errors".to_owned(),
        count => format!(", {count} packs with errors"),
    };
    let snapshots = match snapshots {
        0 => String::new(),
        1 => ", 1 snapshot to settle".to_owned(),
        count => format!(", {count} snapshots to settle"),
    };
    format!("{passed} passed, {failed} failed{snapshots}{broken}\n")
}

/// Percent of what the lines can come to that was seen; all of it if there are no lines.
pub(super) fn share(results: &[PackResult]) -> f64 {
    let lines = results.iter().flat_map(|pack| &pack.coverage);
    percent(lines.map(|(_, line)| line))
}

fn percent<'a>(lines: impl Iterator<Item = &'a CoveredLine>) -> f64 {
    let (all, seen) = lines
        .map(CoveredLine::outcomes)
        .fold((0, 0), |(all, seen), (more, more_seen)| {
            (all + more, seen + more_seen)
        });
    #[allow(clippy::cast_precision_loss)] // a pack has far fewer lines
    match all {
        0 => 100.0,
        all => 100.0 * seen as f64 / all as f64,
    }
}

fn coverage_text(results: &[PackResult]) -> String {
    let mut text = String::new();
    for pack in results.iter().filter(|pack| pack.broken.is_none()) {
        let lines = || pack.coverage.iter().map(|(_, line)| line);
        let (all, seen) = lines()
            .map(CoveredLine::outcomes)
            .fold((0, 0), |(a, s), (b, t)| (a + b, s + t));
        let name = sanitize(&pack.name);
        let _ = writeln!(
            text,
            "{name}: {seen} of {all} outcomes of its lines seen, {:.1}%",
            percent(lines())
        );
        let missing: Vec<(String, String)> = pack
            .coverage
            .iter()
            .filter(|(_, line)| !line.missing().is_empty())
            .map(|(place, line)| {
                let head = format!("{}.{}", line.rule, line.line);
                let unknown = match line.counts.unknown {
                    0 => String::new(),
                    1 => ", once open".to_owned(),
                    count => format!(", {count} times open"),
                };
                let what = format!("{}{unknown}   line {place}", line.missing().join(", "));
                (head, what)
            })
            .collect();
        let widest = missing.iter().map(|(head, _)| head.chars().count()).max();
        for (head, what) in &missing {
            let gap = " ".repeat(widest.unwrap_or(0) - head.chars().count());
            let _ = writeln!(text, "  {}{gap}  {}", sanitize(head), sanitize(what));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

#[derive(serde::Serialize)]
struct JsonPack<'a> {
    pack: &'a str,
    tests: Vec<JsonTest<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Vec<JsonLine<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a str>,
}

#[derive(serde::Serialize)]
struct JsonTest<'a> {
    test: &'a str,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    line: usize,
    passed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<DifferenceItem>,
}

#[derive(serde::Serialize)]
struct JsonLine<'a> {
    line_number: usize,
    #[serde(flatten)]
    line: &'a CoveredLine,
    missing: Vec<&'static str>,
}

/// An array of packs.
pub(super) fn json(results: &[PackResult], with_coverage: bool) -> Result<String, Failure> {
    let packs: Vec<JsonPack<'_>> = results
        .iter()
        .map(|pack| JsonPack {
            pack: &pack.name,
            tests: pack
                .tests
                .iter()
                .map(|test| JsonTest {
                    test: &test.label,
                    kind: test.kind,
                    file: test.file.as_deref(),
                    line: test.line,
                    passed: test.problem.is_none(),
                    problem: test.problem.as_deref(),
                    differences: test.differences.iter().flat_map(difference_items).collect(),
                })
                .collect(),
            coverage: with_coverage.then(|| {
                pack.coverage
                    .iter()
                    .map(|(line_number, line)| JsonLine {
                        line_number: *line_number,
                        line,
                        missing: line.missing(),
                    })
                    .collect()
            }),
            errors: pack.broken.as_deref(),
        })
        .collect();
    serde_json::to_string_pretty(&packs)
        .map(|text| text + "\n")
        .map_err(|error| Failure::new(format!("no JSON can be made: {error}")))
}

/// JUnit: a suite a pack, a case a test.
pub(super) fn junit(results: &[PackResult]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for pack in results {
        let failed = pack
            .tests
            .iter()
            .filter(|test| test.problem.is_some())
            .count();
        let errors = usize::from(pack.broken.is_some());
        let _ = writeln!(
            text,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"{errors}\">",
            xml(&pack.name),
            pack.tests.len() + errors
        );
        if let Some(broken) = &pack.broken {
            let _ = writeln!(
                text,
                "    <testcase name=\"the pack\" classname=\"{0}\"><error message=\"the pack has errors\">{1}</error></testcase>",
                xml(&pack.name),
                xml(broken)
            );
        }
        for test in &pack.tests {
            let head = format!(
                "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\"",
                xml(&test.label),
                xml(&pack.name),
                xml(test.file.as_ref().unwrap_or(&pack.name)),
                test.line
            );
            let _ = match &test.problem {
                None => writeln!(text, "{head}/>"),
                Some(problem) => {
                    let message = match test.kind {
                        Kind::Test | Kind::Case => "an expectation is not met",
                        Kind::Snapshot => "the run is another than the one that is kept",
                    };
                    writeln!(
                        text,
                        "{head}><failure message=\"{message}\">{}</failure></testcase>",
                        xml(problem)
                    )
                }
            };
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // XML has no place for other control characters.
            letter if letter.is_control() && letter != '\n' && letter != '\t' => {
                safe.push('\u{fffd}')
            }
            letter => safe.push(letter),
        }
    }
    safe
}

/// LCOV: a record a pack, a line a line, a branch an outcome.
pub(super) fn lcov(results: &[PackResult]) -> String {
    let mut text = String::new();
    for pack in results.iter().filter(|pack| pack.broken.is_none()) {
        let _ = writeln!(text, "TN:\nSF:{}", pack.name);
        let (mut found, mut hit) = (0, 0);
        for (block, (place, line)) in pack.coverage.iter().enumerate() {
            let counts = line.counts;
            let (all, _) = line.outcomes();
            for (branch, taken) in [counts.yes, counts.no].into_iter().take(all).enumerate() {
                let _ = writeln!(text, "BRDA:{place},{block},{branch},{taken}");
                found += 1;
                hit += usize::from(taken > 0);
            }
        }
        let _ = writeln!(text, "BRF:{found}\nBRH:{hit}");
        let mut lines: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
        for (place, line) in &pack.coverage {
            *lines.entry(*place).or_default() += line.counts.yes + line.counts.no;
        }
        for (place, times) in &lines {
            let _ = writeln!(text, "DA:{place},{times}");
        }
        let lines_hit = lines.values().filter(|times| **times > 0).count();
        let _ = writeln!(text, "LF:{}\nLH:{lines_hit}\nend_of_record", lines.len());
    }
    text
}
