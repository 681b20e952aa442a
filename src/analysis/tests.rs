//! Tests of the analysis on source text: which codes on which lines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::{Analysis, Overrides, analyse};
use crate::beside::Beside;
use crate::diagnostics::CODES;
use crate::source::SourceFile;
use crate::syntax::{parse, parse_expression};

fn analysed(text: &str) -> (SourceFile, Analysis) {
    let source = SourceFile::new("test.gtm", text);
    let parsed = parse(&source);
    assert!(
        parsed.diagnostics.is_empty(),
        "{text}\n{:#?}",
        parsed.diagnostics
    );
    let analysis = analyse(
        &parsed.pack,
        &Beside::default(),
        "test.gtm",
        &Overrides::new(),
    );
    (source, analysis)
}

/// Every finding as `CODE:LINE`.
fn findings(text: &str) -> Vec<String> {
    let (source, analysis) = analysed(text);
    let findings = analysis.diagnostics.iter();
    findings
        .map(|finding| {
            format!(
                "{}:{}",
                finding.code,
                source.line_column(finding.span().start).line
            )
        })
        .collect()
}

/// The findings as a person would read them.
fn printed(text: &str) -> String {
    let (source, analysis) = analysed(text);
    let mut out = String::new();
    for finding in &analysis.diagnostics {
        let at = source.line_column(finding.span().start);
        out.push_str(&format!(
            "{} {}:{} [{}] {}\n",
            finding.code,
            at.line,
            at.column,
            source.slice(finding.span()),
            finding.message
        ));
        for label in &finding.labels {
            out.push_str(&format!(
                "      [{}] {}\n",
                source.slice(label.span),
                label.text
            ));
        }
        if let Some(help) = &finding.help {
            out.push_str(&format!("    = {help}\n"));
        }
    }
    out
}

fn block(page: &str, heading: &str) -> Option<String> {
    let rest = page.split_once(&format!("## {heading}\n```gtm\n"))?.1;
    rest.split_once("```").map(|(text, _)| text.to_owned())
}

#[test]
fn the_examples_of_every_page_do_what_they_say() {
    let mut wrong = Vec::new();
    for code in CODES {
        let text = code.info().text;
        if !(text.starts_with("E1") || text.starts_with("E2") || text.starts_with('L')) {
            continue;
        }
        let (Some(bad), Some(good)) = (
            block(code.info().page, "Wrong"),
            block(code.info().page, "Right"),
        ) else {
            wrong.push(format!("{text}: a block is missing"));
            continue;
        };
        // Pages about files beside a pack hold several; the suite runs them.
        if good.contains("\n# ---- ") {
            continue;
        }
        let given: Vec<String> = findings(&bad).iter().map(|f| f[..4].to_owned()).collect();
        let own = given.iter().any(|code| code == text);
        let strange = given
            .iter()
            .any(|code| code != text && (code.starts_with('E') || text.starts_with('L')));
        if !own || strange {
            wrong.push(format!("{text}: the wrong block gives\n{}", printed(&bad)));
        }
        if !findings(&good).is_empty() {
            wrong.push(format!("{text}: the right block gives\n{}", printed(&good)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_packs_of_the_corpus_have_no_errors() {
    for name in ["abm", "engagement", "french", "positioning"] {
        let text = std::fs::read_to_string(format!("tests/cases/packs/{name}.gtm")).unwrap();
        let (_, analysis) = analysed(&text);
        assert!(analysis.program.is_some(), "{name}\n{}", printed(&text));
    }
}

/// Declarations that the cases below stand on; their own lines begin at 1 after these.
const GROUND: &str = "\
list Holds ordered {
  | name | label    | weight |
  | low  | \"Low\"    | 1      |
  | mid  | \"Middle\" | 2      |
  | high | \"High\"   | 3.5    |
}
record Account {
  name text key
  country text
  employees integer
  budget 1..5
  need 1..5
  revenue money EUR
  costs money USD
  since date
  size one of small, \"200-499\", large
  other one of small, large
  level Holds
  tags list of text
  share percent 0%..100%
  ok yes/no
  boss Account
  rivals many Rival by account complete when ok
}
record Rival { account text   name text   strong yes/no   holds Holds   amount money EUR }
";

/// The findings on a text that stands after [`GROUND`], errors only, as `CODE:LINE` of the text.
fn on_ground(text: &str) -> String {
    let ground = GROUND.lines().count();
    let found = findings(&format!("{GROUND}{text}\n"))
        .into_iter()
        .filter_map(|finding| {
            let (code, line) = finding.split_once(':')?;
            let line: usize = line.parse().ok()?;
            Some(format!("{code}:{}", line as i64 - ground as i64))
        });
    found.collect::<Vec<_>>().join(" ")
}

/// A condition of a gate for an account, and what is said of it.
const CONDITIONS: &[(&str, &str)] = &[
    // Values of choices stand beside what they are values of, and nowhere else.
    ("size is small", ""),
    ("size is \"200-499\" or size is large", ""),
    ("size in [small, \"200-499\"]", ""),
    ("size is medium", "E103"),
    ("size is \"200\"", "E103"),
    ("size in [small, medium]", "E103"),
    ("size is other", "E103"),
    ("size is (other)", "E201"),
    ("not small", "E110"),
    ("level is small", "E103"),
    ("level >= mid", ""),
    ("level in mid..high", ""),
    ("level in high..mid", "E209"),
    ("size < large", "E205"),
    ("level.weight > 2", ""),
    ("level.label contains \"l\"", ""),
    ("level.wieght > 2", "E102"),
    // Types.
    ("employees is \"5\"", "E201"),
    ("employees >= 5", ""),
    ("revenue > 5", "E201"),
    ("revenue > 5 EUR", ""),
    ("revenue > 5 USD", "E201"),
    ("revenue > costs", "E201"),
    ("revenue + costs > 5 EUR", "E201"),
    ("revenue * 2 / 3 > 5 EUR", ""),
    ("revenue / revenue > 5", ""),
    ("revenue * revenue > 5 EUR", "E202"),
    ("since > 2020", "E201"),
    ("since > 2020-01-31", ""),
    ("since >= today - 3 months", ""),
    ("today - since < 30 days", ""),
    ("today - since < 30", "E201"),
    ("today - since < 3 months", "E201"),
    ("since + 3 > today", "E202"),
    ("share + 1 > 120%", ""),
    ("budget", "E203"),
    ("size", "E203"),
    ("ok is \"yes\"", "E201"),
    ("ok is yes", ""),
    ("if ok then budget > 3 else ok", ""),
    ("if ok then budget else country", "E201"),
    ("(country default \"FR\") is \"FR\"", ""),
    ("(budget default \"FR\") is 3", "E201"),
    ("country is FR", "E101"),
    ("country in [FR, BE]", "E101 E101"),
    ("country in \"FR\"", "E224"),
    ("country is [\"FR\"]", "E224"),
    ("country contains \"r\"", ""),
    ("employees contains \"5\"", "E205"),
    ("tags contains \"x\"", ""),
    ("tags is \"x\"", "E201"),
    ("count(tags) > 2", ""),
    ("budget in 2..3", ""),
    ("budget in 3..2", "E209"),
    ("country is known and budget is not unknown", ""),
    // Functions.
    ("average(amount of rivals) > 3 EUR", "E104"),
    ("round(budget) is 2", "E204"),
    ("round(budget, 2) is 2", ""),
    ("min(budget, need) > 2", ""),
    ("min(budget, country) > 2", "E201"),
    ("year(since) is 2026", ""),
    ("days(today - since) > 3", ""),
    ("length(country) is 2", ""),
    // Rows.
    ("any(rivals where strong)", ""),
    ("any(rivals where holds is this.level)", ""),
    ("any(rivals where name is country)", "E101"),
    ("any(Rival where holds is this.level)", "E113"),
    ("this.ok", "E113"),
    ("count(rivals) > 2 and none(Rival where strong)", ""),
    ("count(name of rivals) > 2", "E204"),
    ("sum(rivals) > 2", "E204"),
    ("sum(amount of rivals where strong) > 2 EUR", ""),
    ("sum(strong of rivals) > 2", "E204"),
    ("max(amount of rivals) > 2 EUR", ""),
    ("rivals", "E207"),
    ("rivals.name is \"x\"", "E207"),
    ("count(boss.rivals) > 2", ""),
    ("count(boss.country where ok) > 2", "E207"),
    ("count(country) > 2", "E207"),
    ("count(rivales) > 2", "E101"),
    ("strong", "E101"),
    ("boss.country is \"FR\"", ""),
    ("boss.boss.budget > 3", ""),
    ("boss.contry is \"FR\"", "E101"),
    ("boss is \"Acme\"", ""),
    ("name in Rival", "E207"),
    ("Rival", "E109"),
    ("unheard_of", "E101"),
    // An error is told once, however much stands around it.
    (
        "not (unheard_of and (employees + unheard_of) * 2 > 3)",
        "E101 E101",
    ),
];

#[test]
fn conditions() {
    let mut wrong = Vec::new();
    for (condition, expected) in CONDITIONS {
        let found = on_ground(&format!("segment s for Account {{ gate: {condition} }}"));
        let errors: Vec<&str> = found
            .split_whitespace()
            .filter(|finding| finding.starts_with('E'))
            .map(|finding| finding.split_once(':').unwrap().0)
            .collect();
        if errors.join(" ") != *expected {
            wrong.push(format!(
                "{condition}: expected {expected}, found {}",
                errors.join(" ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Declarations and what is said of them, as `CODE:LINE`.
const DECLARATIONS: &[(&str, &str)] = &[
    // Names.
    (
        "param x = 1\nparam x = 2\nview v for Account { show x }",
        "E106:2",
    ),
    ("record R {\n  a text\n  a text }", "E106:3"),
    ("param country = 1", "E107:-16"),
    ("param x = 1\nrecord R { x text }", "E107:2"),
    (
        "record R {\n  fit_band text\n  need 1..5 }\nscore fit for R { multiply need }",
        "E107:2",
    ),
    ("record R {\n  land text\n  Land text }", "E108:3"),
    ("record R {\n  l\u{430}nd text }", "E108:2"),
    ("segment s for Nowhere { g: ok }", "E101:1"),
    (
        "segment s for t { g: ok }\nsegment t for s { g: ok }",
        "E112:2",
    ),
    ("record R { a = b + 1\n  b = c * 2\n  c = a }", "E112:3"),
    ("param p = q + 1\nparam q = p", "E112:2"),
    (
        "segment s for Account { g: not t }\nsegment t for Account { g: s }",
        "E112:2",
    ),
    ("record R {\n  x strng\n}", "E105:2"),
    // Params.
    ("param p = today", "E208:1"),
    ("param p = 1 / 0", "E208:1"),
    ("param p 1..5 = 9", "E209:1"),
    ("param p text = 9", "E215:1"),
    ("param p integer = 2.5", "E215:1"),
    ("param p Holds = hgh", "E103:1"),
    ("param p 5..1 = 3", "E209:1"),
    ("param p percent 0..100 = 3%", "E209:1"),
    ("param p 0%..100% = 3%", "E209:1"),
    // Scores.
    ("score f for Account { multiply budget, country }", "E211:1"),
    (
        "score f for Account { weigh 50% need, 40% budget\n  scale 0..100 }",
        "E210:1",
    ),
    (
        "score f for Account { weigh 33.3% need, 33.3% budget, 33.4% ok\n  scale 0..100 }",
        "",
    ),
    (
        "score f for Account { weigh 50% need, 50% employees\n  scale 0..100 }",
        "E211:1",
    ),
    (
        "score f for Account { weigh 50% need, 50% budget }",
        "E212:1",
    ),
    (
        "score f for Account { multiply need\n  scale 0..100 }",
        "E212:2",
    ),
    (
        "score f for Account { multiply need\n  a: +3 when ok }",
        "E212:2",
    ),
    ("score f for Account { rank }", "E212:1"),
    (
        "score f for Account { multiply need\n  limit 9..2 }",
        "E209:2",
    ),
    (
        "score f for Account { multiply need\n  band a from 2 }",
        "E213:2",
    ),
    ("score f for Account { multiply need\n  band a from 1 }", ""),
    (
        "score f for Account { multiply need\n  band a from 2\n  band b from 3\n  band c otherwise }",
        "E213:3",
    ),
    (
        "score f for Account { multiply need\n  band a from 2\n  band b from 2\n  band c otherwise }",
        "E213:3",
    ),
    (
        "score f for Account { multiply need\n  band c otherwise\n  band a from 2 }",
        "E213:2",
    ),
    (
        "score f for Account { multiply need, budget\n  band a from 26\n  band b otherwise }",
        "L005:2",
    ),
    (
        "score f for Account { a: +10 when ok, at least -5 }",
        "E214:1",
    ),
    ("score f for Account { a: -10 when ok, at least -5 }", ""),
    (
        "score f for Account { a: +10 each rivals where strong, at most 30 }",
        "",
    ),
    ("score f for Account { a: +10 each share }", "E204:1"),
    (
        "score f for Account { at most -4 { a: +10 when ok } }",
        "E214:1",
    ),
    (
        "score f for Account { a: +10 when ok\n  a: +10 when ok }",
        "E106:2",
    ),
    // Strategies.
    ("strategy s for Account { a when ok }", "E216:1"),
    (
        "strategy s for Account {\n  a otherwise\n  b when ok\n}",
        "E216:3",
    ),
    (
        "strategy s for Account {\n  a otherwise\n  b otherwise\n}",
        "E216:3",
    ),
    (
        "strategy s for Account {\n  a when ok\n  b when ok\n  c otherwise\n}",
        "L004:3",
    ),
    (
        "strategy s for Account {\n  a when yes\n  c otherwise\n}",
        "L004:3",
    ),
    (
        "strategy s for Account {\n  a when ok because 3\n  c otherwise\n}",
        "E215:2",
    ),
    (
        "strategy s for Account gives Holds {\n  low when ok\n  hihg otherwise\n}",
        "E103:3",
    ),
    (
        "strategy s for Account gives Holds {\n  low when ok\n  high otherwise\n}",
        "L006:1",
    ),
    (
        "decision d for Account gives Holds first {\n  | ok || d |\n  | yes || low |\n  | otherwise || high |\n}",
        "L006:1",
    ),
    (
        "strategy s for Account {\n  a when ok because \"{s.because}\"\n  c otherwise\n}",
        "E112:2",
    ),
    // Views.
    ("view v for Account { show employees * 2 }", "E220:1"),
    ("view v for Account { show name\n  sort tags }", "E220:2"),
    ("view v for Account { show name\n  top 2.5 }", "E220:2"),
    ("view v for Account { show name, name }", "E106:1"),
    ("view Account for Account { show name }", "E106:1"),
    ("view v for Account { show nmae }", "E101:1"),
    // Tests.
    (
        "test \"t\" { given Account { budget: 7 }\n  expect budget is 7 }",
        "E209:1",
    ),
    (
        "test \"t\" { given Account { name: Acme }\n  expect budget is 7 }",
        "E221:1",
    ),
    (
        "test \"t\" { given Account { rivals: 3 }\n  expect budget is 3 }",
        "E221:1",
    ),
    (
        "test \"t\" { given Account { size: small }\n  expect size possible small, medium }",
        "E103:2",
    ),
    (
        "test \"t\" { given Account { size: small }\n  expect budget is 1..5 }",
        "",
    ),
    (
        "test \"t\" { given Account { size: small }\n  expect size is 1..5 }",
        "E222:2",
    ),
    (
        "test \"t\" { given Rival { strong: yes }\n  expect budget is 5 }",
        "E222:2",
    ),
    (
        "test \"t\" { given Account { since: 2026-01-01 }\n  expect since < today }",
        "E223:1",
    ),
    (
        "test \"t\" { as of 2026-01-02\n  given Account { ok: yes }\n  expect ok }",
        "L012:1",
    ),
    (
        // What does not fit may be what reads the day.
        "test \"t\" { as of 2026-01-02\n  given Account { ok: yes }\n  expect nope }",
        "E101:3",
    ),
    ("test \"t\" { given Account { ok: yes } }", "L010:1"),
    (
        "check c for Account { a: nope else \"{failing}\" }",
        "E101:1",
    ),
    (
        "check c { a: count(Account) <= 3 }\nsegment s for Account { a: c }",
        "E111:2",
    ),
    (
        "test \"t\" { param nope = 3\n  given Account { ok: yes }\n  expect ok }",
        "E114:1",
    ),
];

#[test]
fn declarations() {
    let mut wrong = Vec::new();
    for (text, expected) in DECLARATIONS {
        // What is never used or read is another matter.
        let found = on_ground(text);
        let found: Vec<&str> = found
            .split_whitespace()
            .filter(|f| !f.starts_with("L001") && !f.starts_with("L002"))
            .collect();
        if found.join(" ") != *expected {
            wrong.push(format!(
                "{text}\n  expected {expected}, found {}",
                found.join(" ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const ABM: &str = "\
record Account { name text key   country text   budget 1..5   need 1..5   responded yes/no }
param served = [\"FR\"]
param floor = 10
strategy step for Account {
  meet when responded and fit.band is hot
  wait otherwise
}
score fit for near {
  multiply budget, need
  band hot from floor
  band cold otherwise
}
segment near for Account { place: country in served }
test \"t\" {
  given Account { name: \"Acme\", country: \"FR\", budget: 5 }
  expect fit is 5..25
  expect fit.band possible cold, hot
  expect near
}
";

#[test]
fn a_pack_lowers_to_its_program() {
    use crate::decimal::ONE;
    use crate::ir::{Bounds, Expectation, RuleBody};
    let (_, analysis) = analysed(ABM);
    let program = analysis.program.unwrap();
    let name = |id| program.rules[id].named.name.as_str();
    // Each rule comes after all that it reads, whatever the order written.
    let order: Vec<&str> = program.rule_order.iter().map(|&id| name(id)).collect();
    assert_eq!(order, ["near", "fit", "step"]);
    let fit = program
        .rules
        .values()
        .find(|rule| rule.named.name == "fit")
        .unwrap();
    assert_eq!(fit.within.map(name), Some("near"));
    let RuleBody::Score(score) = &fit.body else {
        panic!("a score")
    };
    assert_eq!(score.ty.bounds, Bounds::closed(ONE, 25 * ONE));
    assert!(score.ty.integer);
    let froms: Vec<_> = score
        .bands
        .as_ref()
        .unwrap()
        .bands
        .iter()
        .map(|band| band.from)
        .collect();
    assert_eq!(froms, [Some(10 * ONE), None]);
    let expected = &program.tests[0].expectations;
    assert!(matches!(&expected[0].expectation,
        Expectation::Interval { low: Some(low), high: Some(high), .. }
            if *low == 5 * ONE && *high == 25 * ONE));
    // The members in the order of the bands, however they are listed.
    assert!(matches!(&expected[1].expectation,
        Expectation::Possible { members, .. } if *members == [0, 1]));
    assert!(matches!(&expected[2].expectation, Expectation::Holds(_)));
}

/// What comes of the pack above with a param given from outside.
fn overridden(name: &str, value: &str) -> Analysis {
    let source = SourceFile::new("test.gtm", ABM);
    let value = parse_expression(&SourceFile::new("--param", value)).unwrap();
    analyse(
        &parse(&source).pack,
        &Beside::default(),
        "test.gtm",
        &Overrides::from([(name.to_owned(), value)]),
    )
}

#[test]
fn params_are_overridden_by_values_of_their_type() {
    use crate::decimal::Decimal;
    use crate::ir::Value;
    let program = overridden("floor", "20 + 1").program.unwrap();
    let floor = program
        .params
        .values()
        .find(|param| param.named.name == "floor")
        .unwrap();
    assert_eq!(floor.value, Value::Number(Decimal::from_integer(21)));
    assert!(overridden("served", "[\"FR\", \"BE\"]").program.is_some());
    for (name, value) in [
        ("floor", "\"x\""),
        ("floor", "nope"),
        ("flor", "3"),
        ("served", "3"),
    ] {
        let analysis = overridden(name, value);
        let codes: Vec<String> = analysis
            .diagnostics
            .iter()
            .map(|finding| finding.code.to_string())
            .collect();
        assert_eq!(codes, ["E114"], "{name} = {value}");
        assert!(analysis.program.is_none());
    }
}
