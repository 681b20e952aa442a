//! The ledger of a row: on random packs and tables its points add up to the printed score, and what it proposes to find
//! out settles the outcome whatever comes of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gtm::data::{CellChange, Dataset, TableFormat, read_table};
use gtm::eval::{Evaluator, Explanation, LineExplanation, Settings, Status, explain};
use gtm::ir::{Program, RecordId, Value};
use gtm::source::SourceFile;
use gtm::study::{Subject, outcomes, settling};

use crate::support::{Random, compiled, rendered};

fn program(text: &str) -> Program {
    let source = SourceFile::new("ledger.gtm", text);
    let found = compiled(&source);
    let findings = found.diagnostics;
    found
        .program
        .unwrap_or_else(|| panic!("{text}\n{}", rendered(&source, &findings)))
}

fn dataset(program: &Program, tables: &[&str]) -> Dataset {
    let records: Vec<RecordId> = program.records.ids().collect();
    let mut data = Dataset::default();
    for (record, text) in records.into_iter().zip(tables) {
        let (table, _) = read_table(program, record, "rows.csv", text, TableFormat::Csv).unwrap();
        data.tables.insert(record, table);
    }
    data
}

/// A number in millionths, as a line shows it.
fn units(text: &str) -> i128 {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.trim_start_matches('+')),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part: i128 = format!("{part:0<6}").parse().unwrap();
    sign * (whole.parse::<i128>().unwrap() * 1_000_000 + part)
}

/// The ends of `+10`, `-5..15`, `0 to 10`.
fn ends(text: &str) -> (i128, i128) {
    let text = text.split("  ").next().unwrap().trim();
    let ends = text.split_once("..").or_else(|| text.split_once(" to "));
    let (low, high) = ends.unwrap_or((text, text));
    (units(low), units(high))
}

fn plus(left: (i128, i128), right: (i128, i128)) -> (i128, i128) {
    (left.0 + right.0, left.1 + right.1)
}

/// What a line is capped at.
fn capped((low, high): (i128, i128), detail: &str) -> (i128, i128) {
    let cap = |word: &str| detail.split(word).nth(1).map(units);
    match (cap("at most "), cap("at least ")) {
        (Some(most), _) => (low.min(most), high.min(most)),
        (None, Some(least)) => (low.max(least), high.max(least)),
        (None, None) => (low, high),
    }
}

/// The sum of lines, each of which is the sum of its own parts.
fn sum(lines: &[LineExplanation]) -> (i128, i128) {
    let whole = lines.iter().map(|line| {
        let value = ends(&line.verdict);
        let is_share = |part: &&LineExplanation| part.verdict.starts_with('×');
        if line.parts.is_empty() || line.parts.iter().any(|part| is_share(&part)) {
            return value;
        }
        let parts = line
            .parts
            .iter()
            .map(|part| match part.detail.contains("perhaps") {
                true => {
                    let (low, high) = ends(&part.verdict);
                    (low.min(0), high.max(0))
                }
                false => ends(&part.verdict),
            });
        let parts = capped(parts.fold((0, 0), plus), &line.detail);
        assert_eq!(parts, value, "the parts of {line:#?}");
        value
    });
    whole.fold((0, 0), plus)
}

/// A pack of random points, and its tables.
fn points(random: &mut Random) -> (String, [String; 2]) {
    let mut text = String::from(
        "list Kind {\n  | name | points |\n  | big  | 12     |\n  | mid  | 2.5    |\n  | bad  | -7     |\n}\n\
record Contact {\n  email text key\n  seen date\n  visits integer 0..9\n  fits yes/no\n  events many Event by contact\n}\n\
record Event {\n  contact Contact\n  kind Kind\n  day date\n  paid yes/no\n}\n\
score heat for Contact {\n",
    );
    let forms = [
        "+6 when fits",
        "-4 when visits > 3",
        "+2 each visits",
        "+3 each events where paid",
        "+1.5 each events where kind is big, at most 4",
        "+kind.points each events",
        "-kind.points each events where paid",
        "+kind.points each events halving every 20 days since day",
        "-6 each events where paid fading over 90 days since day, at least -5",
        "+8 fading over 50 days since seen",
        "+10 halving every 7 days since seen when fits, at most 6",
    ];
    for line in 0..2 + random.below(4) {
        writeln!(text, "  line{line}: {}", random.of(&forms)).unwrap();
    }
    if random.below(2) == 0 {
        writeln!(
            text,
            "  at most {} {{\n    in1: {}\n    in2: {}\n  }}",
            1 + random.below(20),
            random.of(&forms),
            random.of(&forms)
        )
        .unwrap();
    }
    text.push_str("}\n");
    let contacts = format!(
        "email,seen,visits,fits\nann,2026-06-2{},{},{}\nbob,,{},{}\n",
        random.below(9),
        random.below(10),
        random.of(&["yes", "no"]),
        random.of(&["", "5"]),
        random.of(&["", "yes"]),
    );
    let mut events = String::from("contact,kind,day,paid\n");
    for _ in 0..random.below(16) {
        let row = [
            random.of(&["ann", "ann", "bob", ""]).to_owned(),
            random.of(&["big", "mid", "bad", ""]).to_owned(),
            random
                .of(&["2026-06-01", "2026-05-12", "2026-07-20", ""])
                .to_owned(),
            random.of(&["yes", "no", ""]).to_owned(),
        ];
        writeln!(events, "{}", row.join(",")).unwrap();
    }
    (text, [contacts, events])
}

#[test]
fn points_add_up_to_the_printed_score() {
    let mut random = Random(7);
    let mut with_parts = 0;
    for _ in 0..300 {
        let (text, [contacts, events]) = points(&mut random);
        let program = program(&text);
        let data = dataset(&program, &[&contacts, &events]);
        let settings = Settings {
            as_of: Some(20_635),
        }; // 2026-07-01
        let evaluator = Evaluator::new(&program, &data, settings);
        let record = program.records.ids().next().unwrap();
        for row in 0..2 {
            let Explanation { rules, .. } =
                explain(&evaluator, record, "row".to_owned(), row, None);
            let rule = &rules[0];
            with_parts += rule
                .lines
                .iter()
                .filter(|line| !line.parts.is_empty())
                .count();
            assert_eq!(
                sum(&rule.lines),
                ends(&rule.result),
                "{text}\n{contacts}\n{events}\n{rule:#?}"
            );
        }
    }
    assert!(with_parts > 300, "{with_parts} lines have parts");
}

/// A pack whose outcome hangs on several answers in a random way.
fn open_pack(random: &mut Random) -> String {
    let conditions = [
        "a > 1",
        "a is 2",
        "b",
        "not b",
        "c is x",
        "c in [x, y]",
        "a > 1 and b",
        "b or c is z",
        "a >= 2 or (b and c is x)",
    ];
    let mut text = String::from(
        "record R {\n  id text key\n  a 1..3\n  b yes/no\n  c one of x, y, z\n}\nstrategy s for R {\n",
    );
    for option in 0..1 + random.below(3) {
        writeln!(text, "  o{option} when {}", random.of(&conditions)).unwrap();
    }
    text.push_str("  rest otherwise\n}\n");
    text
}

/// The smallest sets of gaps that settle the outcome of the first row, by trying every subset and every filling.
fn by_force(subject: Subject<'_>, gaps: &[usize]) -> Vec<Vec<usize>> {
    let program = subject.program;
    let record = program.records.ids().next().unwrap();
    let rule = program.rules.ids().next().unwrap();
    let fields = &program.records[record].fields;
    let values = |gap: usize| -> Vec<Value> {
        match gap {
            1 => (1..=3)
                .map(|n: i64| Value::Number(gtm::decimal::Decimal::from_integer(n)))
                .collect(),
            2 => vec![Value::YesNo(true), Value::YesNo(false)],
            _ => {
                let gtm::ir::Type::Choice(domain) = program.fields[fields[gap]].ty else {
                    panic!()
                };
                (0..3).map(|place| Value::Choice(domain, place)).collect()
            }
        }
    };
    let mut found: BTreeMap<usize, Vec<Vec<usize>>> = BTreeMap::new();
    for bits in 1..1_u32 << gaps.len() {
        let set: Vec<usize> = (0..gaps.len())
            .filter(|at| bits >> at & 1 == 1)
            .map(|at| gaps[at])
            .collect();
        let mut fillings: Vec<Vec<CellChange>> = vec![Vec::new()];
        for &gap in &set {
            fillings = fillings
                .into_iter()
                .flat_map(|filling| {
                    values(gap).into_iter().map(move |value| {
                        let place = gtm::data::CellPlace {
                            record,
                            row: 0,
                            field: fields[gap],
                        };
                        [
                            filling.as_slice(),
                            &[CellChange {
                                place,
                                value: Some(value),
                            }],
                        ]
                        .concat()
                    })
                })
                .collect();
        }
        let settles = fillings.iter().all(|filling| {
            let data = subject.data.changed(program, filling);
            let evaluator = Evaluator::new(program, &data, subject.settings);
            let frame = evaluator.frame(record, 0..1);
            outcomes(&evaluator, &frame, rule)[0].status == Status::Known
        });
        if settles {
            found.entry(set.len()).or_default().push(set);
        }
    }
    let mut smallest = found.into_values().next().unwrap_or_default();
    smallest.sort();
    smallest
}

#[test]
fn what_is_to_be_found_out_settles_it_and_nothing_smaller_does() {
    let mut random = Random(11);
    let mut sizes = [0; 4];
    for _ in 0..200 {
        let text = open_pack(&mut random);
        let program = program(&text);
        let cells: Vec<&str> = vec![
            random.of(&["", "2"]),
            random.of(&["", "", "yes"]),
            random.of(&["", "", "x"]),
        ];
        let data = dataset(&program, &[&format!("id,a,b,c\n1,{}\n", cells.join(","))]);
        let settings = Settings::default();
        let subject = Subject {
            program: &program,
            data: &data,
            settings,
        };
        let rule = program.rules.ids().next().unwrap();
        let gaps: Vec<usize> = (0..3)
            .filter(|at| cells[*at].is_empty())
            .map(|at| at + 1)
            .collect();
        let Some(found) = settling(subject, 0, rule) else {
            continue;
        };
        let record = program.records.ids().next().unwrap();
        let place = |field| {
            program.records[record]
                .fields
                .iter()
                .position(|other| *other == field)
                .unwrap()
        };
        let mut sets: Vec<Vec<usize>> = found
            .sets
            .iter()
            .map(|set| {
                let mut places: Vec<usize> =
                    set.cells.iter().map(|cell| place(cell.field)).collect();
                places.sort();
                places
            })
            .collect();
        sets.sort();
        assert!(found.exact);
        assert_eq!(
            sets,
            by_force(subject, &gaps),
            "{text}\n{cells:?}\n{found:#?}"
        );
        sizes[sets.first().map_or(0, Vec::len)] += 1;
    }
    assert!(sizes[1] > 20 && sizes[2] > 5, "{sizes:?}");
}
