//! The sentences of `docs/semantics.md`, each worked out by hand in the tests of a pack; and reasons
//! of packs that are long or closely knit.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;

use gtm::data::{Dataset, TableFormat, read_table};
use gtm::eval::{Evaluator, Explanation, Settings, because, explain, open};
use gtm::ir::Program;
use gtm::source::SourceFile;

use crate::support::{compiled, path};

#[test]
fn every_expectation_worked_out_by_hand_is_met() {
    let done = Command::new(env!("CARGO_BIN_EXE_gtm"))
        .arg("test")
        .arg(path("tests/cases/semantics"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}");
    assert!(said.contains(" passed, 0 failed\n"), "{said}");
}

/// Sixty rules and sixty computed fields, each reading the two before it: walked naively, some
/// 2^40 steps.
#[test]
fn reasons_of_closely_knit_rules_visit_each_once() {
    let mut fields = String::from("  c0 = a\n  c1 = b\n");
    let mut rules =
        String::from("segment s0 for Row { g: c0 > 2 }\nsegment s1 for Row { g: c59 > 2 }\n");
    for place in 2..60 {
        let (last, before) = (place - 1, place - 2);
        writeln!(fields, "  c{place} = if p then c{last} else c{before}").unwrap();
        writeln!(
            rules,
            "segment s{place} for Row {{ g: s{last} or s{before}\n  h: q }}"
        )
        .unwrap();
    }
    let text = format!(
        "record Row {{\n  id text key\n  a 1..5\n  b 1..5\n  p yes/no\n  q yes/no\n{fields}}}\n{rules}"
    );
    let explained = explained(&text, "s59");
    let last = explained.rules.last().unwrap();
    assert_eq!(last.open, ["p", "b", "a", "q"]);
    let because = last.because.as_deref();
    assert_eq!(because, Some("`p`, `b`, `a` and `q` are unknown"));
}

/// A thousand rules in a row, each of which reads the last, do not need a deep stack.
#[test]
fn reasons_of_long_chains_fit_the_stack() {
    let mut rules = String::from("segment s0 for Row { g: a > 2 }\n");
    for place in 1..1000 {
        let last = place - 1;
        writeln!(rules, "segment s{place} for Row {{ g: s{last} }}").unwrap();
    }
    let text = format!("record Row {{\n  id text key\n  a 1..5\n}}\n{rules}");
    let explained = explained(&text, "s999");
    assert_eq!(explained.rules.len(), 1000);
    assert_eq!(explained.rules.last().unwrap().open, ["a"]);

    let mut rules = String::from("segment s0 for Row { g: a > 5 }\n");
    for place in 1..1000 {
        let last = place - 1;
        writeln!(rules, "segment s{place} for s{last} {{ g: a > 1 }}").unwrap();
    }
    let text = format!("record Row {{\n  id text key\n  a 1..6\n}}\n{rules}");
    let program = program(&text);
    let data = one_row(&program, "5");
    let evaluator = Evaluator::new(&program, &data, Settings::default());
    let frame = evaluator.frame(program.records.ids().next().unwrap(), 0..1);
    let last = program.rules.ids().last().unwrap();
    let why = because(&evaluator, &frame, last);
    assert_eq!(why.get(0).map(AsRef::as_ref), Some("not in s0: g: a is 5"));
    assert_eq!(open(&evaluator, &frame, last).get(0), None);
}

fn program(text: &str) -> Program {
    let compilation = compiled(&SourceFile::new("knit.gtm", text));
    compilation
        .program
        .unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics))
}

/// A table of one row whose every cell is empty, but for `a` where a value is given.
fn one_row(program: &Program, a: &str) -> Dataset {
    let text = format!("id,a,b,p,q\n1,{a},,,\n");
    let record = program.records.ids().next().unwrap();
    let (table, _) = read_table(program, record, "rows.csv", &text, TableFormat::Csv).unwrap();
    Dataset {
        tables: BTreeMap::from([(record, table)]),
        ..Dataset::default()
    }
}

fn explained(text: &str, rule: &str) -> Explanation {
    let program = program(text);
    let data = one_row(&program, "");
    let evaluator = Evaluator::new(&program, &data, Settings::default());
    let record = program.records.ids().next().unwrap();
    let found = program
        .rules
        .iter()
        .find(|(_, declared)| declared.named.name == rule);
    explain(
        &evaluator,
        record,
        "1".to_owned(),
        0,
        Some(found.unwrap().0),
    )
}
