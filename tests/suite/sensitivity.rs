//! How far numbers can move: held against hand arithmetic, and against runs on random tables.

use crate::support::compiled;
use gtm::analysis::Overrides;
use gtm::compile::Compilation;
use gtm::data::{Dataset, TableFormat, read_table};
use gtm::eval::{Evaluator, Settings};
use gtm::ir::{Program, RuleId};
use gtm::source::SourceFile;
use gtm::study::{Constant, Outcome, Outside, Range, Trial, constants, margin, outcomes, swings};

const PACK: &str = r#"
param least = 20

record Firm {
  name text key
  size 0..100
  need 0..10
  time 0..10
}

segment target for Firm {
  size: size >= least
}

score heat for Firm {
  weigh 60% need, 40% time
  scale 0..100
  band hot  from 50
  band cold otherwise
  rank
}

score visits for Firm {
  need: +10 when need > 4
  time: -2 each time, at least -12
  band good from 0
  band poor otherwise
}
"#;

/// heat: Acme 48 + 24 = 72, Beta 12 + 32 = 44, Gamma 60 + 0 = 60.
const FIRMS: &str = "name,size,need,time\nAcme,40,8,6\nBeta,25,2,8\nGamma,10,10,0\n";

fn tables(program: &Program, firms: &str) -> Dataset {
    let mut data = Dataset::default();
    let record = program.named_records().next().unwrap();
    let (table, _) = read_table(program, record, "firms.csv", firms, TableFormat::Csv).unwrap();
    data.tables.insert(record, table);
    data
}

fn pack(text: &str) -> (Compilation, Program) {
    let found = compiled(&SourceFile::new("pack.gtm", text));
    let program = found.program.clone().unwrap_or_else(|| panic!("{text}"));
    (found, program)
}

/// The ends of each number, with what flips there.
fn told(text: &str, firms: &str) -> Vec<String> {
    let (compilation, program) = pack(text);
    let data = tables(&program, firms);
    let overrides = Overrides::new();
    let rules: Vec<RuleId> = program.rules.ids().collect();
    let trial = Trial::new(
        &compilation,
        &program,
        &data,
        Settings::default(),
        &overrides,
        &rules,
    );
    let side = |constant: &Constant, outside: &Outside| match outside {
        Outside::Flips(at, flips) => {
            let flip = &flips[0];
            format!(
                "{} {} {} > {}",
                constant.shown(*at),
                flip.row,
                flip.from,
                flip.to
            )
        }
        Outside::Impossible(_) => "impossible".to_owned(),
        Outside::Nothing => "nothing".to_owned(),
    };
    let all = constants(&compilation, &program, &overrides);
    let told = all.iter().map(|constant| {
        let Range { below, above } = margin(&trial, constant);
        format!(
            "{}: {} | {} .. {} | {}",
            constant.path,
            side(constant, &below.outside),
            constant.shown(below.last),
            constant.shown(above.last),
            side(constant, &above.outside)
        )
    });
    told.collect()
}

#[test]
fn breakpoints_by_hand() {
    let told = told(PACK, FIRMS);
    // Sizes 40, 25, 10: least takes in Gamma at 10 and loses Beta above 25.
    assert_eq!(
        told[0],
        "param least: 10 2 no > yes | 10.000001 .. 25 | 25.000001 1 yes > no"
    );
    // With the share w of need: Acme 60 + 20w, Beta 80 - 60w, Gamma 100w (all with w as a fraction). Below, Gamma goes under 50
    // at w < 0.5, and Beta reaches 50 at w = 0.5 too; above nothing crosses 50 until Beta, which only falls. A row that nobody
    // passes changes no band: Acme stays above, and both weights stay above 0%.
    assert!(
        told[1].starts_with("score heat, weigh need: "),
        "{}",
        told[1]
    );
    assert!(
        told[1].contains("50% 1 cold > hot | 50.0001% .. "),
        "{}",
        told[1]
    );
    // The band hot: Gamma has 60, Beta 44.
    let band = told
        .iter()
        .find(|line| line.starts_with("score heat, band hot"))
        .unwrap();
    assert_eq!(
        band,
        "score heat, band hot: 44 1 cold > hot | 44.000001 .. 60 | 60.000001 2 hot > cold"
    );
    // visits: Acme 10 - 12 = -2 (the cap of -12 is its very sum), Beta 0 - 12, Gamma 10.
    let cap = told
        .iter()
        .find(|line| line.starts_with("score visits, time, number 2"))
        .unwrap();
    assert!(
        cap.starts_with("score visits, time, number 2: nothing | "),
        "{cap}"
    );
    assert!(cap.ends_with(" .. -10.000001 | -10 0 poor > good"), "{cap}");
    let points = told
        .iter()
        .find(|line| line.starts_with("score visits, need, number 1"))
        .unwrap();
    // Below nothing points would change their sign; Acme is good from 12 points on.
    assert_eq!(
        points,
        "score visits, need, number 1: impossible | 0 .. 11.999999 | 12 0 poor > good"
    );
}

#[test]
fn places_in_a_ranking_by_hand() {
    let (compilation, program) = pack(PACK);
    let data = tables(&program, FIRMS);
    let overrides = Overrides::new();
    let rules: Vec<RuleId> = program.rules.ids().collect();
    let trial = Trial::new(
        &compilation,
        &program,
        &data,
        Settings::default(),
        &overrides,
        &rules,
    );
    let all = constants(&compilation, &program, &overrides);
    let found = swings(&trial, &all, 2);
    let weight = all
        .iter()
        .position(|one| one.path == "score heat, weigh need")
        .unwrap();
    // Need from 48% to 72%: Acme 69.6 to 74.4, Gamma 48 to 72, Beta 51.2 to 36.8: Gamma is third at first.
    let places: Vec<_> = found[weight]
        .places
        .iter()
        .map(|one| (one.row, one.best, one.worst, one.exact))
        .collect();
    assert_eq!(places, [(0, 1, 1, true), (2, 2, 3, true)]);
    assert_eq!(
        (
            all[weight].shown(found[weight].low),
            all[weight].shown(found[weight].high)
        ),
        ("48%".to_owned(), "72%".to_owned())
    );
}

/// A source of numbers that is the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn run(text: &str, firms: &str) -> Option<Vec<Vec<Outcome>>> {
    let found = compiled(&SourceFile::new("pack.gtm", text));
    let program = found.program?;
    let data = tables(&program, firms);
    let evaluator = Evaluator::new(&program, &data, Settings::default());
    let of = |rule: RuleId| {
        let record = program.rules[rule].record;
        let frame = evaluator.frame(record, 0..evaluator.row_count(record));
        outcomes(&evaluator, &frame, rule)
    };
    Some(program.rules.ids().map(of).collect())
}

#[test]
fn just_inside_nothing_changes_and_just_outside_something_does() {
    // Each number by the text that holds it, with the text for another number in its place.
    let places: [(&str, &str, &str); 4] = [
        ("param least", "least = 20", "least = {}"),
        ("score heat, band hot", "hot  from 50", "hot  from {}"),
        ("score visits, need, number 1", "+10 when", "+{} when"),
        ("score visits, need, number 2", "need > 4", "need > {}"),
    ];
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut firms = String::from("name,size,need,time\n");
        for firm in 0..7 {
            let mut cell = |sides: u64| match dice.roll(sides + 2) {
                number if number <= sides => number.to_string(),
                _ => String::new(),
            };
            let (size, need, time) = (cell(60), cell(10), cell(10));
            firms += &format!("F{firm},{size},{need},{time}\n");
        }
        let (compilation, program) = pack(PACK);
        let data = tables(&program, &firms);
        let overrides = Overrides::new();
        let rules: Vec<RuleId> = program.rules.ids().collect();
        let trial = Trial::new(
            &compilation,
            &program,
            &data,
            Settings::default(),
            &overrides,
            &rules,
        );
        let all = constants(&compilation, &program, &overrides);
        let base = run(PACK, &firms).unwrap();
        for (path, from, to) in places {
            let constant = all.iter().find(|one| one.path == path).unwrap();
            let range = margin(&trial, constant);
            let at = |value: i128| {
                run(
                    &PACK.replace(from, &to.replace("{}", &constant.shown(value))),
                    &firms,
                )
            };
            let told = || format!("{path} {range:?}\n{firms}");
            for side in [&range.below, &range.above] {
                assert_eq!(at(side.last).as_ref(), Some(&base), "{}", told());
                if let Outside::Flips(value, _) = &side.outside {
                    assert_eq!((value - side.last).abs(), constant.step, "{}", told());
                    assert_ne!(at(*value).as_ref(), Some(&base), "{}", told());
                }
            }
            // Between the ends nothing flips and flips back.
            let far = |margin: i128| {
                margin.clamp(constant.value - 200_000_000, constant.value + 200_000_000)
            };
            let (low, high) = (far(range.below.last), far(range.above.last));
            for _ in 0..12 {
                let share = i128::from(dice.roll(1_001));
                let value = low + (high - low) * share / 1_000;
                assert_eq!(at(value).as_ref(), Some(&base), "{value} {}", told());
            }
        }
    }
}
