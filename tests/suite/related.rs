//! Laws of relations on random tables: keys in a cell, tables of pairs.
//!
//! - without gaps, what is worked out over the rows of a relation is what a few lines of plain code
//!   work out;
//! - a gap leaves a set that contains what every filling of the gap gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use gtm::data::{Dataset, TableFormat, read_table};
use gtm::eval::{Column, Evaluator, Settings, flag, truth};
use gtm::ir::Program;
use gtm::source::SourceFile;
use proptest::prelude::*;

use crate::support::compiled;

const KINDS: [&str; 3] = ["x", "y", "z"];

/// How many rows the table has.
const ROWS: usize = 4;

const PACK: &str = "\
record Step {
  name text key
  done yes/no
  v    -3..3
  kind one of x, y, z
  after many Step
  near many Step through Pair
  n_after = count(after)
  u_after = count(after where not done)
  a_after = any(after where done)
  o_after = none(after where v > 0)
  s_after = sum(v of after where done)
  l_after = min(v of after)
  m_after = mean(v of after)
  t_after = count(after where v > this.v)
  x_after = count(missing(kind of after))
  y_after = any(missing(done of after where v > 0))
  z_after = none(missing(kind of after where done))
  p_after = count(lowest(name of after by v))
  q_after = count(highest(kind of after by v where done))
  r_after = any(lowest(kind of after by v where v > this.v))
  n_near = count(near)
  u_near = count(near where not done)
  a_near = any(near where done)
  o_near = none(near where v > 0)
  s_near = sum(v of near where done)
  l_near = min(v of near)
  m_near = mean(v of near)
  t_near = count(near where v > this.v)
  x_near = count(missing(kind of near))
  y_near = any(missing(done of near where v > 0))
  z_near = none(missing(kind of near where done))
  p_near = count(lowest(name of near by v))
  q_near = count(highest(kind of near by v where done))
  r_near = any(lowest(kind of near by v where v > this.v))
}
record Pair {
  one Step
  other Step
}
";

/// A row; `None` is a missing answer.
#[derive(Clone, Debug)]
struct Step {
    done: Option<bool>,
    v: Option<i8>,
    kind: Option<usize>,
    after: Option<BTreeSet<usize>>,
}

type Pair = (Option<usize>, Option<usize>);

#[derive(Clone, Debug)]
struct Tables {
    steps: Vec<Step>,
    pairs: Vec<Pair>,
}

fn gap<T: std::fmt::Debug + Clone + 'static>(
    strategy: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    prop_oneof![4 => strategy.prop_map(Some), 1 => Just(None)].boxed()
}

fn tables() -> impl Strategy<Value = Tables> {
    let keys = prop::collection::btree_set(0..ROWS, 0..ROWS);
    let kind = gap(0..KINDS.len());
    let step =
        (gap(any::<bool>()), gap(-3i8..=3), kind, gap(keys)).prop_map(|(done, v, kind, after)| {
            Step {
                done,
                v,
                kind,
                after,
            }
        });
    let pair = (gap(0..ROWS), gap(0..ROWS));
    (
        prop::collection::vec(step, ROWS),
        prop::collection::vec(pair, 0..5),
    )
        .prop_map(|(steps, pairs)| Tables { steps, pairs })
}

/// The same tables with every gap filled, by the digits of a number.
fn filled(tables: &Tables, mut which: u64) -> Tables {
    let mut digit = |base: usize| {
        let base = base as u64;
        let found = which % base;
        which = (which / base) ^ which.rotate_left(17);
        found as usize
    };
    let steps = tables.steps.iter().map(|step| {
        let done = step.done.unwrap_or_else(|| digit(2) == 1);
        let v = step.v.unwrap_or_else(|| digit(7) as i8 - 3);
        let kind = step.kind.unwrap_or_else(|| digit(KINDS.len()));
        let any = || {
            let bits = digit(1 << ROWS);
            (0..ROWS).filter(|row| bits & (1 << row) != 0).collect()
        };
        let after = step.after.clone().unwrap_or_else(any);
        Step {
            done: Some(done),
            v: Some(v),
            kind: Some(kind),
            after: Some(after),
        }
    });
    let steps = steps.collect();
    let mut end = |end: Option<usize>| Some(end.unwrap_or_else(|| digit(ROWS)));
    let pairs = tables.pairs.iter().map(|pair| (end(pair.0), end(pair.1)));
    Tables {
        steps,
        pairs: pairs.collect(),
    }
}

fn program() -> Program {
    let compilation = compiled(&SourceFile::new("related.gtm", PACK));
    compilation
        .program
        .unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics))
}

fn dataset(program: &Program, tables: &Tables) -> Dataset {
    let key = |row: usize| format!("r{row}");
    let mut steps = String::from("name,done,v,kind,after\n");
    for (row, step) in tables.steps.iter().enumerate() {
        let done = step.done.map_or("", |done| if done { "yes" } else { "no" });
        let v = step.v.map_or_else(String::new, |v| v.to_string());
        let after: Vec<String> = step.after.iter().flatten().map(|&row| key(row)).collect();
        // A cell of nothing but a `;` is a list of no keys; a blank one is unknown.
        let after = match &step.after {
            Some(keys) if keys.is_empty() => ";".to_owned(),
            Some(_) | None => after.join(";"),
        };
        let kind = step.kind.map_or("", |kind| KINDS[kind]);
        writeln!(steps, "{},{done},{v},{kind},{after}", key(row)).unwrap();
    }
    let mut pairs = String::from("one,other\n");
    for (one, other) in &tables.pairs {
        let end = |end: &Option<usize>| end.map_or_else(String::new, key);
        writeln!(pairs, "{},{}", end(one), end(other)).unwrap();
    }
    let records = program.records.ids().zip([steps, pairs]);
    Dataset {
        tables: records
            .map(|(record, text)| {
                let read = read_table(program, record, "law", &text, TableFormat::Csv);
                (record, read.expect("a table").0)
            })
            .collect(),
        ..Dataset::default()
    }
}

/// A set of outcomes: the ends of a number (or 0 and 1 for no and yes), and whether it may not apply.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Left {
    ends: Option<(i128, i128)>,
    may_not_apply: bool,
}

impl Left {
    fn contains(self, other: Left) -> bool {
        let within = match (self.ends, other.ends) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some((a, b)), Some((c, d))) => a <= c && d <= b,
        };
        within && (self.may_not_apply || !other.may_not_apply)
    }
}

/// What the program says of every computed field of every row.
fn found(program: &Program, tables: &Tables) -> BTreeMap<(String, usize), Left> {
    let data = dataset(program, tables);
    let evaluator = Evaluator::new(program, &data, Settings::default());
    let record = program.records.ids().next().expect("a record");
    let frame = evaluator.frame(record, 0..ROWS);
    let mut all = BTreeMap::new();
    for &field in &program.records[record].fields {
        let name = &program.fields[field].named.name;
        if !name.contains('_') {
            continue;
        }
        let column = evaluator.field(&frame, field);
        for row in 0..ROWS {
            let left = match &column {
                Column::Number(numbers) => {
                    let bits = numbers.flags.get(row);
                    let ends = (numbers.interval(row).low, numbers.interval(row).high);
                    Left {
                        ends: (bits & flag::APPLIES != 0).then_some(ends),
                        may_not_apply: bits & flag::NOT_APPLICABLE != 0,
                    }
                }
                Column::YesNo(answers) => {
                    let bits = answers.get(row);
                    let (no, yes) = (bits & truth::NO != 0, bits & truth::YES != 0);
                    Left {
                        ends: Some((i128::from(!no), i128::from(yes))),
                        may_not_apply: bits & truth::NOT_APPLICABLE != 0,
                    }
                }
                Column::Choice(_) | Column::Text(_) | Column::List(_) => panic!("not asked for"),
            };
            all.insert((name.clone(), row), left);
        }
    }
    all
}

/// The same of tables without gaps, in plain code.
fn wanted(tables: &Tables) -> BTreeMap<(String, usize), Left> {
    let done = |row: usize| tables.steps[row].done.expect("answered");
    let v = |row: usize| i128::from(tables.steps[row].v.expect("answered"));
    let point = |value: i128| Left {
        ends: Some((value, value)),
        may_not_apply: false,
    };
    let units = |value: i128| point(value * 1_000_000);
    let count = |rows: usize| units(rows as i128);
    let none = Left {
        ends: None,
        may_not_apply: true,
    };
    let mut all = BTreeMap::new();
    for row in 0..ROWS {
        let after: BTreeSet<usize> = tables.steps[row].after.clone().expect("answered");
        let ends = tables
            .pairs
            .iter()
            .map(|pair| (pair.0.unwrap(), pair.1.unwrap()));
        let near: BTreeSet<usize> = ends
            .flat_map(|(one, other)| [(one, other), (other, one)])
            .filter(|(one, _)| *one == row)
            .map(|(_, other)| other)
            .collect();
        for (name, rows) in [("after", after), ("near", near)] {
            let values = || rows.iter().map(|&row| v(row));
            let done_sum: i128 = rows
                .iter()
                .filter(|&&row| done(row))
                .map(|&row| v(row))
                .sum();
            let mean = || {
                let (sum, rows) = (values().sum::<i128>() * 1_000_000, rows.len() as i128);
                // Half away from zero.
                (2 * sum.abs() + rows) / (2 * rows) * sum.signum()
            };
            let kind = |row: usize| tables.steps[row].kind.expect("answered");
            let some = |met: &dyn Fn(usize) -> bool| -> Vec<usize> {
                rows.iter().copied().filter(|&row| met(row)).collect()
            };
            let kinds = |rows: &[usize]| rows.iter().map(|&row| kind(row)).collect::<BTreeSet<_>>();
            let (ready, above) = (some(&done), some(&|row| v(row) > 0));
            let answers: BTreeSet<bool> = above.iter().map(|&row| done(row)).collect();
            let first = |rows: &[usize], sign: i128| -> Vec<usize> {
                let least = rows.iter().map(|&row| sign * v(row)).min();
                let meets = |row: &usize| Some(sign * v(*row)) == least;
                rows.iter().copied().filter(meets).collect()
            };
            let results = [
                ("x", count(KINDS.len() - kinds(&some(&|_| true)).len())),
                ("y", point(i128::from(answers.len() < 2))),
                ("z", point(i128::from(kinds(&ready).len() == KINDS.len()))),
                ("p", count(first(&some(&|_| true), 1).len())),
                ("q", count(kinds(&first(&ready, -1)).len())),
                (
                    "r",
                    point(i128::from(!some(&|other| v(other) > v(row)).is_empty())),
                ),
                ("n", count(rows.len())),
                ("u", count(rows.iter().filter(|&&row| !done(row)).count())),
                ("a", point(i128::from(rows.iter().any(|&row| done(row))))),
                ("o", point(i128::from(values().all(|v| v <= 0)))),
                ("s", units(done_sum)),
                ("l", values().min().map_or(none, units)),
                ("m", if rows.is_empty() { none } else { point(mean()) }),
                ("t", count(values().filter(|&other| other > v(row)).count())),
            ];
            for (function, left) in results {
                all.insert((format!("{function}_{name}"), row), left);
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn relations_without_gaps_come_out_as_plain_code_says(tables in tables(), which in any::<u64>()) {
        let full = filled(&tables, which);
        let (found, wanted) = (found(&program(), &full), wanted(&full));
        for (place, wanted) in wanted {
            prop_assert_eq!(found[&place], wanted, "{:?} of {:?}", place, full);
        }
    }

    #[test]
    fn a_gap_of_a_relation_leaves_every_value_that_filling_it_can_give(
        tables in tables(), which in prop::collection::vec(any::<u64>(), 30),
    ) {
        let left = found(&program(), &tables);
        for which in which {
            let full = filled(&tables, which);
            for (place, wanted) in wanted(&full) {
                prop_assert!(
                    left[&place].contains(wanted),
                    "{:?}: {:?} does not contain {:?} of {:?}, for {:?}", place, left[&place], wanted, full, tables
                );
            }
        }
    }
}
