//! What research and `--want` say, held against trying everything out: every filling of the gaps, every change.

use std::collections::BTreeMap;

use crate::support::compiled;
use gtm::data::{CellChange, CellPlace, Dataset, TableFormat, read_table};
use gtm::eval::{Evaluator, Settings, Status};
use gtm::ir::{FieldSource, Program, RuleId, Type, Value};
use gtm::source::SourceFile;
use gtm::study::{Subject, outcomes, research, want, wanted};

const PACK: &str = r#"
record Firm {
  name   text key
  need   1..3
  budget 1..3
  asked  yes/no
  mood   one of angry, neutral, happy
  deals  many Deal by firm
  big    = any(deals where large)
}

record Deal {
  id    text key
  firm  Firm
  large yes/no
}

segment target for Firm {
  need: need >= 2
  mood: mood is not angry
}

score heat for target {
  multiply need, budget
  band hot  from 6
  band warm from 3
  band cold otherwise
  rank
}

strategy step for Firm {
  visit when big and heat.band is hot
  call  when asked or heat.band in [hot, warm]
  odd   when mood is happy and not (mood is happy)
  wait  otherwise
}
"#;

/// A source of numbers that is the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

fn tables(program: &Program, seed: u64) -> Dataset {
    let mut dice = Dice(seed);
    let mut firms = String::from("name,need,budget,asked,mood\n");
    let mut deals = String::from("id,firm,large\n");
    for firm in 0..6 {
        firms += &format!(
            "F{firm},{},{},{},{}\n",
            dice.one(&["1", "2", "3", "", ""]),
            dice.one(&["1", "2", "3", ""]),
            dice.one(&["yes", "no", ""]),
            dice.one(&["angry", "neutral", "happy", ""]),
        );
    }
    for deal in 0..5 {
        deals += &format!(
            "D{deal},F{},{}\n",
            dice.roll(6),
            dice.one(&["yes", "no", ""]),
        );
    }
    let mut data = Dataset::default();
    for (record, text) in [("Firm", firms), ("Deal", deals)] {
        let id = program
            .records
            .iter()
            .find(|(_, one)| one.named.name == record)
            .unwrap()
            .0;
        let (table, _) = read_table(program, id, record, &text, TableFormat::Csv).unwrap();
        data.tables.insert(id, table);
    }
    data
}

fn program() -> Program {
    let compiled = compiled(&SourceFile::new("study.gtm", PACK));
    compiled
        .program
        .unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

/// What a rule comes to on every row.
fn run(subject: Subject<'_>, data: &Dataset, rule: RuleId) -> Vec<(Status, String)> {
    let evaluator = Evaluator::new(subject.program, data, subject.settings);
    let record = subject.program.rules[rule].record;
    let frame = evaluator.frame(record, 0..evaluator.row_count(record));
    outcomes(&evaluator, &frame, rule)
        .into_iter()
        .map(|one| (one.status, one.text))
        .collect()
}

/// Every value of a field, written out by hand for the types of the pack above.
fn every_value(ty: &Type) -> Vec<Value> {
    match ty {
        Type::YesNo => vec![Value::YesNo(true), Value::YesNo(false)],
        Type::Choice(domain) => (0..3).map(|place| Value::Choice(*domain, place)).collect(),
        Type::Number(_) => (1..=3)
            .map(|n| Value::Number(gtm::decimal::Decimal::from_integer(n)))
            .collect(),
        other => panic!("not in the pack: {other:?}"),
    }
}

/// The cells without an answer that can matter to rules for a firm.
fn gaps(subject: Subject<'_>, firm: usize) -> Vec<CellPlace> {
    let (program, data) = (subject.program, subject.data);
    let mut found = Vec::new();
    for (record, declared) in program.records.iter() {
        let table = &data.tables[&record];
        for row in 0..table.rows.num_rows() {
            for &field in &declared.fields {
                let FieldSource::Stored { .. } = program.fields[field].source else {
                    continue;
                };
                let own = match declared.named.name.as_str() {
                    "Firm" => row == firm,
                    _ => {
                        let by = declared.fields[1];
                        table.value(program, row, by)
                            == Some(Value::Text(format!("F{firm}").into()))
                    }
                };
                if own && table.value(program, row, field).is_none() {
                    found.push(CellPlace { record, row, field });
                }
            }
        }
    }
    found
}

/// Every filling of some gaps, and what a rule then comes to on a row.
fn every_filling(
    subject: Subject<'_>,
    rule: RuleId,
    row: usize,
    gaps: &[CellPlace],
) -> BTreeMap<Vec<usize>, String> {
    let mut found = BTreeMap::new();
    let values: Vec<Vec<Value>> = gaps
        .iter()
        .map(|gap| every_value(&subject.program.fields[gap.field].ty))
        .collect();
    let mut places = vec![0; gaps.len()];
    loop {
        let changes: Vec<CellChange> = gaps
            .iter()
            .zip(&places)
            .zip(&values)
            .map(|((gap, &place), values)| CellChange {
                place: *gap,
                value: Some(values[place].clone()),
            })
            .collect();
        let data = subject.data.changed(subject.program, &changes);
        found.insert(places.clone(), run(subject, &data, rule)[row].1.clone());
        let Some(next) = (0..places.len())
            .rev()
            .find(|&at| places[at] + 1 < values[at].len())
        else {
            return found;
        };
        places[next] += 1;
        places[next + 1..].fill(0);
    }
}

#[test]
fn research_names_the_answers_that_matter_and_no_other() {
    let program = program();
    let (mut open, mut answers, mut apparent) = (0, 0, 0);
    for seed in 1..8 {
        let data = tables(&program, seed);
        let subject = Subject {
            program: &program,
            data: &data,
            settings: Settings::default(),
        };
        let rules: Vec<RuleId> = program.rules.ids().collect();
        let findings = research(subject, &rules);
        let mut settled_by_all = 0;
        for &rule in &rules {
            let now = run(subject, &data, rule);
            for (row, (status, _)) in now.iter().enumerate() {
                if *status != Status::Unknown {
                    continue;
                }
                open += 1;
                let gaps = gaps(subject, row);
                let fillings = every_filling(subject, rule, row, &gaps);
                let mut any = false;
                for (at, gap) in gaps.iter().enumerate() {
                    let matters = fillings.iter().any(|(places, outcome)| {
                        fillings.iter().any(|(others, other)| {
                            let same_rest =
                                (0..gaps.len()).all(|one| one == at || places[one] == others[one]);
                            same_rest && outcome != other
                        })
                    });
                    any |= matters;
                    let named = findings.answers.iter().find(|answer| answer.place == *gap);
                    let effect = named.and_then(|answer| {
                        answer
                            .effects
                            .iter()
                            .find(|effect| (effect.rule, effect.row) == (rule, row))
                    });
                    let name = &program.fields[gap.field].named.name;
                    assert_eq!(
                        effect.is_some(),
                        matters,
                        "seed {seed}, row {row}, {name}: {fillings:?}"
                    );
                    let Some(effect) = effect else { continue };
                    answers += 1;
                    assert!(effect.certain);
                    // What it settles is what runs with this answer alone say.
                    let values = every_value(&program.fields[gap.field].ty);
                    let alone: Vec<(Status, String)> = values
                        .iter()
                        .map(|value| {
                            let change = CellChange {
                                place: *gap,
                                value: Some(value.clone()),
                            };
                            let data = data.changed(&program, &[change]);
                            run(subject, &data, rule)[row].clone()
                        })
                        .collect();
                    let settled = |one: &&(Status, String)| {
                        matches!(one.0, Status::Known | Status::NotApplicable)
                    };
                    assert_eq!(effect.tried, values.len());
                    assert_eq!(effect.settling, alone.iter().filter(settled).count());
                    for (_, text) in alone.iter().filter(settled) {
                        assert!(effect.leads_to.contains(text));
                    }
                }
                settled_by_all += usize::from(!any);
            }
        }
        assert_eq!(findings.settled_by_all, settled_by_all, "seed {seed}");
        apparent += settled_by_all;
    }
    assert!(
        open > 30 && answers > 50 && apparent > 0,
        "{open} {answers} {apparent}"
    );
}

#[test]
fn the_ways_to_an_outcome_lead_there_and_none_is_shorter() {
    let program = program();
    let firm = program.records.iter().next().unwrap().0;
    let step = program
        .rules
        .iter()
        .find(|(_, rule)| rule.named.name == "step")
        .unwrap()
        .0;
    let mut lengths = [0; 4];
    for seed in 1..8 {
        let data = tables(&program, seed);
        let subject = Subject {
            program: &program,
            data: &data,
            settings: Settings::default(),
        };
        for row in 0..6 {
            for outcome in ["visit", "call", "wait"] {
                let wanted = wanted(&program, firm, None, outcome).unwrap();
                assert_eq!(wanted.rule, step);
                let ways = want(subject, row, &wanted);
                let shortest = shortest(subject, step, row, outcome);
                let found = match ways.now.text == outcome {
                    true => Some(0),
                    false => ways.ways.first().map(Vec::len),
                };
                assert_eq!(
                    found, shortest,
                    "seed {seed}, row {row}, {outcome}: {ways:?}"
                );
                assert!(ways.exact);
                lengths[found.unwrap_or(3).min(3)] += 1;
            }
        }
    }
    assert!(lengths.iter().all(|count| *count > 2), "{lengths:?}");
}

/// The fewest own answers to change for an outcome, by trying every combination of all of them.
fn shortest(subject: Subject<'_>, rule: RuleId, row: usize, outcome: &str) -> Option<usize> {
    let (program, data) = (subject.program, subject.data);
    let (firm, declared) = program.records.iter().next().unwrap();
    let own: Vec<_> = declared.fields[1..5].to_vec();
    let mut best: Option<usize> = None;
    let options: Vec<Vec<Option<Value>>> = own
        .iter()
        .map(|field| {
            let values = every_value(&program.fields[*field].ty)
                .into_iter()
                .map(Some);
            std::iter::once(None).chain(values).collect()
        })
        .collect();
    let count: usize = options.iter().map(Vec::len).product();
    for mut number in 0..count {
        let mut changes = Vec::new();
        for (field, options) in own.iter().zip(&options) {
            let value = options[number % options.len()].clone();
            number /= options.len();
            // None stands for leaving the answer as it is.
            if value.is_some() && value != data.tables[&firm].value(program, row, *field) {
                let place = CellPlace {
                    record: firm,
                    row,
                    field: *field,
                };
                changes.push(CellChange { place, value });
            }
        }
        if best.is_some_and(|best| best <= changes.len()) {
            continue;
        }
        let changed = data.changed(program, &changes);
        if run(subject, &changed, rule)[row] == (Status::Known, outcome.to_owned()) {
            best = Some(changes.len());
        }
    }
    best
}

#[test]
fn a_threshold_is_found_to_the_last_digit() {
    let pack = "record A {\n  n text key\n  x number 0..\n  y number\n}\nsegment s for A {\n  g: x * 3 - y >= 100\n}\n";
    let program = compiled(&SourceFile::new("a.gtm", pack)).program.unwrap();
    let record = program.records.iter().next().unwrap().0;
    let (table, _) = read_table(
        &program,
        record,
        "a",
        "n,x,y\nA,1,0\nB,50,\n",
        TableFormat::Csv,
    )
    .unwrap();
    let mut data = Dataset::default();
    data.tables.insert(record, table);
    let subject = Subject {
        program: &program,
        data: &data,
        settings: Settings::default(),
    };
    let target = wanted(&program, record, None, "s").unwrap();
    let told = |row: usize| -> Vec<String> {
        let ways = want(subject, row, &target).ways;
        ways.iter()
            .map(|way| {
                way.iter()
                    .map(|one| format!("{} {:?}", one.to, one.or_beyond))
                    .collect::<Vec<_>>()
                    .join(" and ")
            })
            .collect()
    };
    // 3x ≥ 100 from 33.333334 on (33.333333 × 3 = 99.999999); with x 1, y has to be at most −97.
    assert_eq!(told(0), ["33.333334 Some(More)", "-97 Some(Less)"]);
    // x 50: y at most 50.
    assert!(
        told(1).iter().any(|way| way.contains("50")),
        "{:?}",
        told(1)
    );
}

#[test]
fn what_cannot_be_wanted_is_told() {
    let program = program();
    let firm = program.records.iter().next().unwrap().0;
    let told = |text: &str| wanted(&program, firm, None, text).unwrap_err();
    assert!(
        told("hto").contains("did you mean `hot`?"),
        "{}",
        told("hto")
    );
    assert!(told("step=hot").contains("it comes to visit, call, odd, wait"));
    assert!(wanted(&program, firm, None, "not target").is_ok());
    assert!(wanted(&program, firm, None, "step = call").is_ok());
}
