//! Evaluation alone, in memory: `cargo bench --bench evaluation [-- FILTER]`.
//!
//! The rules of the standard job on rows that are read already, without and with reasons; one decision;
//! the check of packs. Each figure is the median of several rounds, on one thread. A table of 200,000
//! rows is drawn here, in the shape of `generate.py`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use gtm::analysis::Overrides;
use gtm::compile::{Compilation, compile};
use gtm::data::{Dataset, TableFormat, read_table};
use gtm::eval::{Evaluator, Settings, because, failing, open};
use gtm::files::Memory;
use gtm::ir::{Program, RecordId, RuleBody};
use gtm::source::SourceFile;

const ROWS: usize = 200_000;
/// How many rows are worked out at a time, as `gtm run` does.
const BATCH: usize = 4096;
const ROUNDS: usize = 9;

fn main() {
    let wanted = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let wants = |name: &str| {
        wanted
            .as_ref()
            .is_none_or(|wanted| name.contains(wanted.as_str()))
    };
    let text = include_str!("standard_job.gtm");
    if wants("rows") || wants("decision") {
        let program = compiled("standard_job.gtm", text)
            .program
            .expect("a program");
        let record = program.records.ids().next().expect("a record");
        let dataset = dataset(&program, record);
        let evaluator = Evaluator::new(&program, &dataset, Settings::default());
        if wants("rows") {
            rows(&evaluator, record);
        }
        if wants("decision") {
            decision(&evaluator, record);
        }
    }
    if wants("check") {
        check();
    }
}

fn compiled(name: &str, text: &str) -> Compilation {
    compile(
        SourceFile::new(name, text),
        &Overrides::new(),
        &Memory::default(),
    )
}

/// The median time of some rounds, after one that does not count.
fn median(mut work: impl FnMut()) -> Duration {
    work();
    let mut taken: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    taken.sort_unstable();
    taken[ROUNDS / 2]
}

fn rows(evaluator: &Evaluator<'_>, record: RecordId) {
    let program = evaluator.program();
    let whole = |reasons: bool| {
        for start in (0..ROWS).step_by(BATCH) {
            let frame = evaluator.frame(record, start..start + BATCH);
            for (rule, declared) in program.rules.iter() {
                black_box(evaluator.rule(&frame, rule));
                if reasons {
                    black_box(open(evaluator, &frame, rule));
                    black_box(match declared.body {
                        RuleBody::Segment(_) | RuleBody::Check(_) => {
                            failing(evaluator, &frame, rule)
                        }
                        RuleBody::Score(_) | RuleBody::Strategy(_) | RuleBody::Decision(_) => {
                            because(evaluator, &frame, rule)
                        }
                    });
                }
            }
        }
    };
    for (name, reasons) in [("rows, no reasons", false), ("rows, every reason", true)] {
        let taken = median(|| whole(reasons));
        let rate = ROWS as f64 / taken.as_secs_f64() / 1e6;
        println!("{name:24} {rate:8.2} M rows/s");
    }
    let profiled = Evaluator::new(program, evaluator.data(), Settings::default()).profiled();
    for start in (0..ROWS).step_by(BATCH) {
        let frame = profiled.frame(record, start..start + BATCH);
        for rule in program.rules.ids() {
            black_box(profiled.rule(&frame, rule));
        }
    }
    for (task, taken) in profiled.spent() {
        println!(
            "  {:?} {:.1} ns a row",
            task,
            taken.as_secs_f64() * 1e9 / ROWS as f64
        );
    }
}

fn decision(evaluator: &Evaluator<'_>, record: RecordId) {
    const DECISIONS: usize = 20_000;
    let program = evaluator.program();
    let mut taken: Vec<Duration> = (0..DECISIONS)
        .map(|row| {
            let started = Instant::now();
            let frame = evaluator.frame(record, row..row + 1);
            for rule in program.rules.ids() {
                black_box(evaluator.rule(&frame, rule));
            }
            drop(frame);
            started.elapsed()
        })
        .collect();
    taken.sort_unstable();
    let at = |share: usize| taken[DECISIONS * share / 100].as_secs_f64() * 1e6;
    println!(
        "{:24} {:8.2} us median, {:.2} us of the 99th",
        "one decision",
        at(50),
        at(99)
    );
}

/// The check of a pack of a number of rules that read one another by threes.
fn check() {
    for rules in [100, 1_000, 10_000] {
        let mut text =
            "pack many\n\nrecord Row {\n  id text key\n  a  1..5\n  b  1..5\n}\n".to_owned();
        for rule in 0..rules {
            let _ = write!(
                text,
                "\nstrategy s{rule} for Row {{\n  one when a >= {} and b < {}\n  two when {}\n  three otherwise\n}}\n",
                rule % 4 + 2,
                rule % 4 + 2,
                if rule % 3 == 0 {
                    "b is 2".to_owned()
                } else {
                    format!("s{} is two", rule - 1)
                },
            );
        }
        let taken = median(|| {
            let compilation = compiled("many.gtm", &text);
            assert!(
                compilation.program.is_some(),
                "{:?}",
                compilation.diagnostics.first()
            );
            black_box(compilation);
        });
        let rate = text.len() as f64 / taken.as_secs_f64() / 1e6;
        println!(
            "{:24} {rate:8.2} MB/s ({:.1} ms)",
            format!("check, {rules} rules"),
            taken.as_secs_f64() * 1e3
        );
    }
}

/// Rows of the standard job, drawn by a generator of our own.
fn dataset(program: &Program, record: RecordId) -> Dataset {
    const INDUSTRIES: [&str; 5] = ["banking", "energy", "retail", "software", "food"];
    const OUTCOMES: [&str; 4] = ["none", "growth", "open_doors", "relieve_pain"];
    const FREQUENCIES: [&str; 4] = ["daily", "weekly", "quarterly", "once"];
    let mut state = 1_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut text = "account_id,name,industry,employees,demand_now,demand_in_10y,outcome,reachable,use_frequency,budget,\
                    authority,need,time,rivals,advantage_claimed,standard_claimed,feature_claimed\n"
        .to_owned();
    for row in 0..ROWS {
        let gap = |cell: u64, draw: &mut dyn FnMut(u64) -> u64| match draw(100) {
            0..3 => String::new(),
            _ => cell.to_string(),
        };
        let now = draw(2_000);
        let later = now * draw(25);
        let _ = write!(
            text,
            "A{row:08},Company {row},{},{},{now},{},{},{},{}",
            INDUSTRIES[draw(5) as usize],
            draw(3_000),
            gap(later, &mut draw),
            OUTCOMES[draw(4) as usize],
            ["yes", "yes", "yes", "no", ""][draw(5) as usize],
            FREQUENCIES[draw(4) as usize],
        );
        for _ in 0..4 {
            let rating = draw(5) + 1;
            let _ = write!(text, ",{}", gap(rating, &mut draw));
        }
        let _ = write!(text, ",{}", draw(13));
        for _ in 0..3 {
            let _ = write!(text, ",{}", ["yes", "no"][draw(2) as usize]);
        }
        text.push('\n');
    }
    let (table, _) =
        read_table(program, record, "drawn", &text, TableFormat::Csv).expect("a table");
    Dataset {
        tables: [(record, table)].into(),
        ..Dataset::default()
    }
}
