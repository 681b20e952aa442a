//! Laws of rows that are made, on random tables: of other rows, and of every combination.
//!
//! - without gaps, what is worked out of a group is what a few lines of plain code work out;
//! - a gap leaves a set that contains what every filling of the gap gives, in each group there is;
//! - the order of the rows changes nothing;
//! - a combination that the table does not have is one that it has without an answer.

use std::collections::BTreeMap;
use std::fmt::Write;

use gtm::data::{Dataset, TableFormat, given, read_table};
use gtm::eval::{Column, Evaluator, Settings, flag};
use gtm::ir::{FieldSource, Program, RecordId};
use gtm::source::SourceFile;
use proptest::prelude::*;

use crate::support::compiled;

const DEALS: &str = "\
record Deal {
  name text key
  model one of a, b, c
  region text
  size 1..4
  won yes/no
  spot = among.rank
}
segment large for Deal { size: size > 2 }
score among for Deal { multiply size
  rank by region }
record ByModel from Deal by model { n1 = count(rows)
  t1 = sum(size of rows)
  g1 = max(size of rows)
  p1 = count(rows where size > this.n1) }
record ByRegion from Deal by region { n2 = count(rows)
  t2 = sum(size of rows where won) }
record Both from Deal by region, model { n3 = count(rows) }
record Won from large by won { n4 = count(rows)
  t4 = sum(size of rows) }
record All from Deal { n5 = count(rows)
  t5 = sum(size of rows) }
record Again from ByModel by many = (n1 > 1) { n6 = count(rows)
  t6 = sum(n1 of rows) }
";

const MODELS: [&str; 3] = ["a", "b", "c"];
const REGIONS: [&str; 2] = ["n", "s"];

/// A row; `None` is a missing answer.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Deal {
    name: usize,
    model: Option<usize>,
    region: Option<usize>,
    size: Option<i8>,
    won: Option<bool>,
}

fn deals() -> impl Strategy<Value = Vec<Deal>> {
    let model = prop_oneof![3 => (0usize..3).prop_map(Some), 1 => Just(None)];
    let region = prop_oneof![3 => (0usize..2).prop_map(Some), 1 => Just(None)];
    let size = prop_oneof![3 => (1i8..5).prop_map(Some), 1 => Just(None)];
    let won = prop_oneof![3 => any::<bool>().prop_map(Some), 1 => Just(None)];
    let deal = (model, region, size, won).prop_map(|(model, region, size, won)| Deal {
        name: 0,
        model,
        region,
        size,
        won,
    });
    prop::collection::vec(deal, 0..6).prop_map(|mut deals| {
        for (place, deal) in deals.iter_mut().enumerate() {
            deal.name = place;
        }
        deals
    })
}

/// Some way to answer all that is missing: the number says which.
fn filled(deals: &[Deal], mut which: usize) -> Vec<Deal> {
    let mut next = |ways: usize| {
        let chosen = which % ways;
        which = which / ways + 7 * chosen + 1;
        chosen
    };
    let fill = |deal: &Deal| Deal {
        name: deal.name,
        model: Some(deal.model.unwrap_or_else(|| next(3))),
        region: Some(deal.region.unwrap_or_else(|| next(2))),
        size: Some(deal.size.unwrap_or_else(|| [1, 2, 3, 4][next(4)])),
        won: Some(deal.won.unwrap_or_else(|| next(2) == 1)),
    };
    deals.iter().map(fill).collect()
}

// ---- the program under test ---------------------------------------------------------------------

fn program(text: &str) -> Program {
    let compilation = compiled(&SourceFile::new("law.gtm", text));
    let findings = compilation.diagnostics;
    compilation
        .program
        .unwrap_or_else(|| panic!("{findings:#?}\n{text}"))
}

/// A number: its ends in millionths, whether it may apply and may not.
type Number = (i128, i128, u8);

/// The numbers worked out of every row of every record, by record and key, by field.
type Numbers = BTreeMap<(String, String), BTreeMap<String, Number>>;

fn numbers(program: &Program, data: &Dataset) -> Numbers {
    let evaluator = Evaluator::new(program, data, Settings::default());
    let mut found = Numbers::new();
    for (id, record) in program.records.iter() {
        for row in 0..evaluator.row_count(id) {
            let key = evaluator.row_key(id, row).unwrap();
            let frame = evaluator.frame(id, row..row + 1);
            let mut values = BTreeMap::new();
            for &field in &record.fields {
                let declared = &program.fields[field];
                let FieldSource::Computed(_) = declared.source else {
                    continue;
                };
                if let Column::Number(column) = evaluator.field(&frame, field) {
                    let ends = column.interval(0);
                    let bits = column.flags.get(0) & (flag::APPLIES | flag::NOT_APPLICABLE);
                    values.insert(declared.named.name.clone(), (ends.low, ends.high, bits));
                }
            }
            found.insert((record.named.name.clone(), key), values);
        }
    }
    found
}

fn of_deals(program: &Program, deals: &[Deal]) -> Numbers {
    let mut text = String::from("name,model,region,size,won\n");
    for deal in deals {
        let model = deal.model.map_or("", |model| MODELS[model]);
        let region = deal.region.map_or("", |region| REGIONS[region]);
        let size = deal.size.map_or_else(String::new, |size| size.to_string());
        let won = deal.won.map_or("", |won| if won { "yes" } else { "no" });
        writeln!(text, "{},{model},{region},{size},{won}", deal.name).unwrap();
    }
    let record = program.records.ids().next().unwrap();
    numbers(program, &table(program, record, &text))
}

fn table(program: &Program, record: RecordId, text: &str) -> Dataset {
    let (table, _) = read_table(program, record, "law", text, TableFormat::Csv).unwrap();
    Dataset {
        tables: BTreeMap::from([(record, table)]),
        ..Dataset::default()
    }
}

fn whole(value: usize) -> Number {
    let units = i128::try_from(value).unwrap() * 1_000_000;
    (units, units, flag::APPLIES)
}

const NONE: Number = (0, 0, flag::NOT_APPLICABLE);

/// The same without the ends of what does not apply.
fn plain(numbers: Numbers) -> Numbers {
    let plain = |value: Number| match value {
        (_, _, flag::NOT_APPLICABLE) => NONE,
        value => value,
    };
    numbers
        .into_iter()
        .map(|(row, values)| {
            let values = values.into_iter();
            (
                row,
                values.map(|(name, value)| (name, plain(value))).collect(),
            )
        })
        .collect()
}

/// True if every row of the first is in the second, with numbers that its own contain.
fn contains(general: &Numbers, special: &Numbers) -> Result<(), String> {
    for (row, values) in general {
        let Some(others) = special.get(row) else {
            return Err(format!("{row:?} is gone"));
        };
        for (name, &(low, high, bits)) in values {
            let (other_low, other_high, other_bits) = others[name];
            let applies = other_bits & !bits == 0;
            let within =
                other_bits & flag::APPLIES == 0 || (low <= other_low && other_high <= high);
            if !applies || !within {
                let (general, special) = (values[name], others[name]);
                return Err(format!("{row:?} {name}: {special:?} is not in {general:?}"));
            }
        }
    }
    Ok(())
}

/// What a few lines of plain code work out of answered deals.
fn reference(deals: &[Deal]) -> Numbers {
    let size = |deal: &Deal| usize::try_from(deal.size.unwrap()).unwrap();
    let mut found = Numbers::new();
    let mut put = |record: &str, key: String, values: &[(&str, Number)]| {
        let values = values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value));
        found.insert((record.to_owned(), key), values.collect());
    };
    for deal in deals {
        let better = deals
            .iter()
            .filter(|other| other.region == deal.region && other.size > deal.size);
        let spot = whole(1 + better.count());
        put("Deal", deal.name.to_string(), &[("spot", spot)]);
    }
    let mut counts = Vec::new();
    for (place, name) in MODELS.iter().enumerate() {
        let rows: Vec<&Deal> = deals
            .iter()
            .filter(|deal| deal.model == Some(place))
            .collect();
        let sizes: Vec<usize> = rows.iter().map(|deal| size(deal)).collect();
        let above = sizes.iter().filter(|size| **size > rows.len()).count();
        counts.push(rows.len());
        let values = [
            ("n1", whole(rows.len())),
            ("t1", whole(sizes.iter().sum())),
            ("g1", sizes.iter().max().map_or(NONE, |size| whole(*size))),
            ("p1", whole(above)),
        ];
        put("ByModel", (*name).to_owned(), &values);
    }
    for (place, name) in REGIONS.iter().enumerate() {
        let rows: Vec<&Deal> = deals
            .iter()
            .filter(|deal| deal.region == Some(place))
            .collect();
        if rows.is_empty() {
            continue;
        }
        let won = rows.iter().filter(|deal| deal.won == Some(true));
        let values = [
            ("n2", whole(rows.len())),
            ("t2", whole(won.map(|deal| size(deal)).sum())),
        ];
        put("ByRegion", (*name).to_owned(), &values);
        for (place, model) in MODELS.iter().enumerate() {
            let both = rows.iter().filter(|deal| deal.model == Some(place)).count();
            put("Both", format!("{name}, {model}"), &[("n3", whole(both))]);
        }
    }
    for (won, name) in [(false, "no"), (true, "yes")] {
        let rows = deals
            .iter()
            .filter(|deal| deal.won == Some(won) && size(deal) > 2);
        let sizes: Vec<usize> = rows.map(size).collect();
        let values = [
            ("n4", whole(sizes.len())),
            ("t4", whole(sizes.iter().sum())),
        ];
        put("Won", name.to_owned(), &values);
    }
    let total = deals.iter().map(size).sum();
    put(
        "All",
        "All".to_owned(),
        &[("n5", whole(deals.len())), ("t5", whole(total))],
    );
    for (many, name) in [(false, "no"), (true, "yes")] {
        let rows: Vec<usize> = counts
            .iter()
            .copied()
            .filter(|n| (*n > 1) == many)
            .collect();
        let values = [("n6", whole(rows.len())), ("t6", whole(rows.iter().sum()))];
        put("Again", name.to_owned(), &values);
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn answered_rows_are_in_one_group_each(deals in deals(), which in any::<u32>()) {
        let program = program(DEALS);
        let deals = filled(&deals, which as usize);
        prop_assert_eq!(plain(of_deals(&program, &deals)), reference(&deals));
    }

    #[test]
    fn gaps_contain_every_filling(deals in deals(), which in any::<u32>()) {
        let program = program(DEALS);
        let general = of_deals(&program, &deals);
        let special = of_deals(&program, &filled(&deals, which as usize));
        let found = contains(&general, &special);
        prop_assert!(found.is_ok(), "{}", found.unwrap_err());
    }

    #[test]
    fn the_order_of_rows_changes_nothing(
        (deals, shuffled) in deals().prop_flat_map(|deals| {
            (Just(deals.clone()), Just(deals).prop_shuffle())
        })
    ) {
        let program = program(DEALS);
        prop_assert_eq!(of_deals(&program, &deals), of_deals(&program, &shuffled));
    }
}

// ---- every combination --------------------------------------------------------------------------

/// A cell of a table of two scenarios by two raters: absent, blank or answered.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answer {
    Absent,
    Blank,
    Given(i8),
}

fn panel() -> impl Strategy<Value = Vec<Answer>> {
    let answer = prop_oneof![
        1 => Just(Answer::Absent),
        1 => Just(Answer::Blank),
        3 => (1i8..6).prop_map(Answer::Given),
    ];
    prop::collection::vec(answer, 4)
}

/// What the panel comes to, its rows in an order.
fn of_panel(answers: &[Answer], order: &[usize]) -> Numbers {
    let mut rows = String::new();
    for &place in order {
        let (scenario, rater) = (place / 2, place % 2);
        let answer = match answers[place] {
            Answer::Absent => continue,
            Answer::Blank => String::new(),
            Answer::Given(answer) => answer.to_string(),
        };
        writeln!(rows, "    | \"s{scenario}\" | \"r{rater}\" | {answer} |").unwrap();
    }
    let text = format!(
        "record Scenario {{ name text key\n  ratings many Rating by scenario\n  n = count(ratings)\n  \
         total = sum(answer of ratings)\n  mean = mean(answer of ratings) }}\n\
         record Rater {{ name text key }}\n\
         record Rating for every scenario, rater {{ scenario Scenario\n  rater Rater\n  answer 1..5\n  \
         spot = place.rank }}\n\
         score place for Rating {{ multiply answer\n  rank by rater }}\n\
         test \"panel\" {{\n  given Scenario {{\n    | name |\n    | \"s0\" |\n    | \"s1\" |\n  }}\n  \
         given Rater {{\n    | name |\n    | \"r0\" |\n    | \"r1\" |\n  }}\n  \
         given Rating {{\n    | scenario | rater | answer |\n{rows}  }}\n  expect \"s0\": n is 2\n}}\n"
    );
    let program = program(&text);
    numbers(&program, &given(&program, &program.tests[0]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn every_combination_has_a_row(
        answers in panel(),
        order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
        fills in prop::collection::vec(1i8..6, 4),
    ) {
        let found = of_panel(&answers, &[0, 1, 2, 3]);
        // Four ratings, two scenarios, two raters.
        prop_assert_eq!(found.len(), 8);
        prop_assert_eq!(&found, &of_panel(&answers, &order));
        let or = |other: &dyn Fn(usize) -> Answer| -> Vec<Answer> {
            let each = answers.iter().enumerate();
            each.map(|(place, answer)| match answer {
                Answer::Given(_) => *answer,
                Answer::Absent | Answer::Blank => other(place),
            })
            .collect()
        };
        prop_assert_eq!(&found, &of_panel(&or(&|_| Answer::Blank), &order));
        let full = or(&|place| Answer::Given(fills[place]));
        let special = of_panel(&full, &order);
        let held = contains(&found, &special);
        prop_assert!(held.is_ok(), "{}", held.unwrap_err());
        for scenario in 0..2 {
            let given = |place: usize| match full[place] {
                Answer::Given(answer) => i128::from(answer) * 1_000_000,
                Answer::Absent | Answer::Blank => 0,
            };
            let total = given(2 * scenario) + given(2 * scenario + 1);
            let row = &special[&("Scenario".to_owned(), format!("s{scenario}"))];
            prop_assert_eq!(row["n"], whole(2));
            prop_assert_eq!(row["total"], (total, total, flag::APPLIES));
            prop_assert_eq!(row["mean"], (total / 2, total / 2, flag::APPLIES));
        }
    }
}
