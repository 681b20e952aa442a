//! Laws of evaluation on random packs and tables.
//!
//! - an answered row comes out as the independent reference says;
//! - a gap leaves a set that contains what every filling of the gap gives;
//! - a row evaluated alone comes out as it does among others;
//! - the order of declarations changes nothing;
//! - an answer that changes a result is one of those that the result calls open, and a result that
//!   calls none open is settled or a fault.

use std::collections::BTreeMap;
use std::fmt::Write;

use gtm::data::{Dataset, TableFormat, read_date, read_table};
use gtm::eval::{
    Column, Evaluator, OPEN_HIGH, OPEN_LOW, RuleOutcome, Settings, Status, flag, open, truth,
};
use gtm::ir::{Program, RuleId};
use gtm::source::SourceFile;
use gtm::syntax::ast;
use proptest::prelude::*;

use crate::reference::{NA, NO, Outcome, Reference, Row, YES};
use crate::support::compiled;

/// A cell of the table below: `None` is a missing answer.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cells {
    a: Option<i8>,
    b: Option<i8>,
    n: Option<i8>,
    p: Option<bool>,
    q: Option<bool>,
    c: Option<u8>,
}

/// A row of the related table: which row it names (0 is the row asked about), a number, an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Part {
    owner: Option<u8>,
    v: Option<i8>,
    w: Option<bool>,
    /// How many days before the day of the run.
    d: Option<i8>,
}

/// The day of the run, and days before it (one of them has not come yet).
const TODAY: &str = "2026-07-01";
const DAYS: [(i8, &str); 4] = [
    (-1, "2026-07-02"),
    (0, TODAY),
    (1, "2026-06-30"),
    (3, "2026-06-28"),
];

/// The rules that are compared.
const RULES: [&str; 13] = [
    "s", "m", "k", "t", "u", "w", "f", "e", "g", "h", "early", "only", "hit",
];
const CHOICES: [&str; 3] = ["x", "y", "z"];

fn pack_text(rules: &[String]) -> String {
    let record = "record Row {\n  id text key\n  a 1..3\n  b 1..3\n  n integer -2..2\n  p yes/no\n  q yes/no\n  \
                  c one of x, y, z\n  parts many Part by owner\n}\n\
                  record Part {\n  part_no text key\n  owner Row\n  v -2..3\n  ok yes/no\n  d date\n  v_weight = max(v, 0)\n}\n";
    format!("{record}{}", rules.join(""))
}

// ---- random packs -------------------------------------------------------------------------------

/// A number expression. Nothing that asks whether a value is known: those read the record as it is.
fn number(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("n".to_owned()),
        (-3i32..6).prop_map(|n| if n < 0 {
            format!("(-{})", -n)
        } else {
            n.to_string()
        }),
        Just("0.5".to_owned()),
        Just("2.333333".to_owned()),
        aggregate(),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let operator = prop_oneof![Just("+"), Just("-"), Just("*"), Just("/")];
    let function = prop_oneof![Just("min"), Just("max")];
    prop_oneof![
        2 => leaf,
        4 => (number(depth - 1), operator, number(depth - 1)).prop_map(|(l, o, r)| format!("({l} {o} {r})")),
        1 => (function, number(depth - 1), number(depth - 1)).prop_map(|(f, l, r)| format!("{f}({l}, {r})")),
        1 => number(depth - 1).prop_map(|x| format!("(-{x})")),
        1 => (yes_no(depth - 1), number(depth - 1), number(depth - 1))
            .prop_map(|(c, l, r)| format!("(if {c} then {l} else {r})")),
    ]
    .boxed()
}

/// A number worked out from the rows of the related table.
fn aggregate() -> BoxedStrategy<String> {
    let function = prop_oneof![
        Just("sum"),
        Just("mean"),
        Just("median"),
        Just("min"),
        Just("max")
    ];
    let value = prop_oneof![Just("v"), Just("v * v"), Just("(if ok then v else 2)")];
    let filter = prop_oneof![
        Just(""),
        Just(" where ok"),
        Just(" where v > 0"),
        Just(" where v >= this.a"),
    ];
    prop_oneof![
        filter
            .clone()
            .prop_map(|filter| format!("count(parts{filter})")),
        (function, value, filter)
            .prop_map(|(function, value, filter)| format!("{function}({value} of parts{filter})")),
    ]
    .boxed()
}

fn yes_no(depth: u32) -> BoxedStrategy<String> {
    let member = prop_oneof![Just("x"), Just("y"), Just("z")];
    let leaf = prop_oneof![
        Just("p".to_owned()),
        Just("q".to_owned()),
        member.clone().prop_map(|m| format!("c is {m}")),
        member.clone().prop_map(|m| format!("c is not {m}")),
        (member.clone(), member).prop_map(|(m, o)| format!("c in [{m}, {o}]")),
        Just("yes".to_owned()),
        Just("any(parts where ok)".to_owned()),
        Just("none(parts where v < 2)".to_owned()),
    ];
    if depth == 0 {
        return leaf.prop_map(|leaf| format!("({leaf})")).boxed();
    }
    let compare = prop_oneof![
        Just("<"),
        Just("<="),
        Just(">"),
        Just(">="),
        Just("is"),
        Just("is not")
    ];
    let logic = prop_oneof![Just("and"), Just("or")];
    prop_oneof![
        2 => leaf.prop_map(|leaf| format!("({leaf})")),
        3 => (number(depth - 1), compare, number(depth - 1)).prop_map(|(l, o, r)| format!("({l} {o} {r})")),
        1 => number(depth - 1).prop_map(|x| format!("({x} in 0..3)")),
        1 => number(depth - 1).prop_map(|x| format!("({x} not in -1..2.5)")),
        1 => number(depth - 1).prop_map(|x| format!("({x} in [1, 2, 4.5])")),
        1 => yes_no(depth - 1).prop_map(|c| format!("(not {c})")),
        3 => (yes_no(depth - 1), logic, yes_no(depth - 1)).prop_map(|(l, o, r)| format!("({l} {o} {r})")),
    ]
    .boxed()
}

/// The cells of a line of a decision, below `a`, `c` and a number that is worked out.
fn line() -> BoxedStrategy<String> {
    let a = prop_oneof![
        2 => Just("-"),
        1 => Just("2"),
        1 => Just("1, 3"),
        1 => Just("> 1"),
        1 => Just("not 2"),
        1 => Just("1..2"),
        1 => Just(">= 2 and < 3"),
        1 => Just("not > 1 and < 3, 1"),
    ];
    let c = prop_oneof![
        2 => Just("-"),
        1 => Just("x"),
        1 => Just("y, z"),
        1 => Just("not x"),
    ];
    let worked_out = prop_oneof![
        2 => Just("-"),
        1 => Just("< 0"),
        1 => Just("0..2, 4"),
        1 => Just("not > (a)"),
    ];
    (a, c, worked_out)
        .prop_map(|(a, c, worked_out)| format!("| {a} | {c} | {worked_out} ||"))
        .boxed()
}

/// Decisions: the first line of members of `s` only, perhaps without a line; and the only line.
fn decisions() -> impl Strategy<Value = [String; 2]> {
    (proptest::collection::vec(line(), 5), number(2), number(1)).prop_map(
        |(lines, heading, cost)| {
            let [a, b, c, d, e] = lines.try_into().expect("five lines");
            let head = format!("| a | c | b + {heading} ||");
            [
                format!(
                    "decision early for s first {{\n  {head} early | cost |\n  {a} one | ({cost}) |\n  \
                     {b} two | 2 |\n  {c} one | (a) |\n}}\n"
                ),
                format!(
                    "decision only for Row unique {{\n  {head} only | cost |\n  {d} one | 1 |\n  \
                     {e} three | ({cost}) |\n  | otherwise | | || two | (n) |\n}}\n"
                ),
            ]
        },
    )
}

/// The declarations of a pack, in an order that may be shuffled.
fn rules() -> impl Strategy<Value = Vec<String>> {
    (number(3), yes_no(3), yes_no(2), yes_no(2), yes_no(2), number(2), yes_no(2), number(1), decisions()).prop_map(
        |(value, condition, gate, other, when, points, arm, factor, [first, unique])| {
            vec![
                first,
                unique,
                format!("segment hit for Row {{\n  v: early is one or only.cost > 1\n}}\n"),
                format!("segment s for Row {{\n  g1: {gate}\n  g2: {other}\n}}\n"),
                format!(
                    "score m for s {{\n  multiply a, b, {factor}\n  limit -20..20\n  band hot from 6\n  \
                     band warm from 2.5\n  band cold otherwise\n}}\n"
                ),
                format!(
                    "score k for Row {{\n  l1: +3 when {when}\n  l2: -2 when ({arm} and m.band is hot)\n  \
                     l3: +1.5 when m > {points}\n}}\n"
                ),
                format!(
                    "strategy t for Row {{\n  one when {arm} and not s\n  two when m.band is warm\n  \
                     three when k > 1 or {condition}\n  four otherwise\n}}\n"
                ),
                format!("param spare = 3\nsegment u for s {{\n  v: ({value} > spare)\n}}\n"),
                format!("segment w for Row {{\n  v: not u\n  x: {condition} or s or f\n}}\n"),
                format!(
                    "score e for Row {{\n  l1: +v each parts where ok, at most 4\n  \
                     l2: -2 each parts halving every 1 day since d, at least -3\n  \
                     l3: +v each parts where v < 3 fading over 3 days since d when {other}\n}}\n"
                ),
                format!(
                    "score g for Row {{\n  weigh (v + 2) each v of parts where ok\n  scale 0..10\n}}\n\
                     score h for Row {{\n  weigh v_weight each ok of parts\n  scale -1..3\n}}\n"
                ),
                format!("check f for s warning {{\n  v: {other} or p\n  x: m > {points}\n}}\n"),
            ]
        },
    )
}

fn cells() -> impl Strategy<Value = Cells> {
    let rating = || prop_oneof![3 => (1i8..4).prop_map(Some), 1 => Just(None)];
    let answer = || prop_oneof![3 => any::<bool>().prop_map(Some), 1 => Just(None)];
    let whole = prop_oneof![3 => (-2i8..3).prop_map(Some), 1 => Just(None)];
    let choice = prop_oneof![3 => (0u8..3).prop_map(Some), 1 => Just(None)];
    (rating(), rating(), whole, answer(), answer(), choice).prop_map(|(a, b, n, p, q, c)| Cells {
        a,
        b,
        n,
        p,
        q,
        c,
    })
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let owner = prop_oneof![4 => Just(Some(0)), 1 => Just(Some(1)), 1 => Just(None)];
    let number = prop_oneof![3 => (-2i8..4).prop_map(Some), 1 => Just(None)];
    let answer = prop_oneof![3 => any::<bool>().prop_map(Some), 1 => Just(None)];
    let day =
        prop_oneof![3 => prop::sample::select(&DAYS).prop_map(|(d, _)| Some(d)), 1 => Just(None)];
    let part = (owner, number, answer, day).prop_map(|(owner, v, w, d)| Part { owner, v, w, d });
    prop::collection::vec(part, 0..4)
}

/// Every way to answer one cell, with the name of its field as `open` tells it; nothing where no
/// cell is empty.
fn answers(cells: Cells, parts: &[Part]) -> Vec<(&'static str, Cells, Vec<Part>)> {
    let mut found = Vec::new();
    let empty = |field: &str| match field {
        "a" => cells.a.is_none(),
        "b" => cells.b.is_none(),
        "n" => cells.n.is_none(),
        "p" => cells.p.is_none(),
        "q" => cells.q.is_none(),
        _ => cells.c.is_none(),
    };
    for field in ["a", "b", "n", "p", "q", "c"] {
        if !empty(field) {
            continue;
        }
        for value in -2i8..5 {
            let mut row = cells;
            match field {
                "a" if (1..4).contains(&value) => row.a = Some(value),
                "b" if (1..4).contains(&value) => row.b = Some(value),
                "n" if value < 3 => row.n = Some(value),
                "p" if (0..2).contains(&value) => row.p = Some(value == 1),
                "q" if (0..2).contains(&value) => row.q = Some(value == 1),
                "c" if (0..3).contains(&value) => row.c = Some(value.unsigned_abs()),
                _ => continue,
            }
            found.push((field, row, parts.to_vec()));
        }
    }
    for (place, part) in parts.iter().enumerate() {
        let mut with = |field, part| {
            let mut parts = parts.to_vec();
            parts[place] = part;
            found.push((field, cells, parts));
        };
        if part.owner.is_none() {
            for owner in 0..2 {
                let owner = Some(owner);
                with("parts.owner", Part { owner, ..*part });
            }
        }
        if part.v.is_none() {
            (-2..4).for_each(|v| {
                with(
                    "parts.v",
                    Part {
                        v: Some(v),
                        ..*part
                    },
                )
            });
        }
        if part.w.is_none() {
            for w in [false, true] {
                with(
                    "parts.ok",
                    Part {
                        w: Some(w),
                        ..*part
                    },
                );
            }
        }
        if part.d.is_none() {
            for (d, _) in DAYS {
                let d = Some(d);
                with("parts.d", Part { d, ..*part });
            }
        }
    }
    found
}

/// Some way to answer all that is missing: the number says which.
fn filling(mut cells: Cells, mut parts: Vec<Part>, mut which: usize) -> (Cells, Vec<Part>) {
    loop {
        let mut ways = answers(cells, &parts);
        let Some((field, _, _)) = ways.first() else {
            return (cells, parts);
        };
        let field = *field;
        // The ways to answer the first empty cell.
        let same = ways
            .iter()
            .take_while(|(other, _, _)| *other == field)
            .count();
        let same = if field.starts_with("parts.") {
            2.min(same)
        } else {
            same
        };
        let chosen = ways.swap_remove(which % same);
        which = which / same + 1;
        (cells, parts) = (chosen.1, chosen.2);
    }
}

/// The other row that a row of the related table may name.
const OTHER: Cells = Cells {
    a: Some(2),
    b: Some(2),
    n: Some(0),
    p: Some(true),
    q: Some(false),
    c: Some(1),
};

// ---- the program under test ---------------------------------------------------------------------

fn program(text: &str) -> (ast::Pack, Program) {
    let mut compilation = compiled(&SourceFile::new("law.gtm", text));
    let at_once = |found: &gtm::diagnostics::Diagnostic| found.code.info().text == "E266";
    if compilation.diagnostics.iter().any(at_once) {
        // Lines that are known to hold at once are an error of the pack: then let the first decide.
        let text = text.replace(" unique {", " first {");
        compilation = compiled(&SourceFile::new("law.gtm", text));
    }
    let errors: Vec<_> = compilation
        .diagnostics
        .iter()
        .filter(|found| found.is_error())
        .collect();
    let program = compilation
        .program
        .unwrap_or_else(|| panic!("{errors:#?}\n{text}"));
    (compilation.pack, program)
}

fn dataset(program: &Program, rows: &[Cells], parts: &[Part]) -> Dataset {
    let answer = |value: Option<bool>| value.map_or("", |yes| if yes { "yes" } else { "no" });
    let number = |value: Option<i8>| value.map_or_else(String::new, |value| value.to_string());
    let mut row_text = String::from("id,a,b,n,p,q,c\n");
    for (place, row) in rows.iter().enumerate() {
        let choice = row.c.map_or("", |choice| CHOICES[usize::from(choice)]);
        let (a, b, n) = (number(row.a), number(row.b), number(row.n));
        let (p, q) = (answer(row.p), answer(row.q));
        writeln!(row_text, "r{place},{a},{b},{n},{p},{q},{choice}").expect("a text");
    }
    let mut part_text = String::from("part_no,owner,v,ok,d\n");
    for (place, part) in parts.iter().enumerate() {
        let owner = part
            .owner
            .map_or_else(String::new, |owner| format!("r{owner}"));
        let (v, w) = (number(part.v), answer(part.w));
        let day = |d: i8| DAYS.iter().find(|(other, _)| *other == d).expect("a day").1;
        let d = part.d.map_or("", day);
        writeln!(part_text, "{place},{owner},{v},{w},{d}").expect("a text");
    }
    let tables = program.records.ids().zip([row_text, part_text]);
    Dataset {
        tables: tables
            .map(|(record, text)| {
                let read = read_table(program, record, "law", &text, TableFormat::Csv);
                (record, read.expect("a table").0)
            })
            .collect(),
        ..Dataset::default()
    }
}

fn settings() -> Settings {
    Settings {
        as_of: read_date(TODAY),
    }
}

fn rule(program: &Program, name: &str) -> RuleId {
    let found = program
        .rules
        .iter()
        .find(|(_, rule)| rule.named.name == name);
    found.unwrap_or_else(|| panic!("no rule {name}")).0
}

/// What the program says of every rule of every row: one [`Outcome`] a rule (two for scores).
fn outcomes(
    program: &Program,
    rows: &[Cells],
    parts: &[Part],
    batch: usize,
) -> Vec<BTreeMap<String, Outcome>> {
    let data = dataset(program, rows, parts);
    let evaluator = Evaluator::new(program, &data, settings());
    let record = program.records.ids().next().expect("a record");
    let mut found = Vec::new();
    for start in (0..rows.len()).step_by(batch) {
        let frame = evaluator.frame(record, start..start + batch);
        for row in 0..frame.len() {
            let mut results = BTreeMap::new();
            for name in RULES {
                match &*evaluator.rule(&frame, rule(program, name)) {
                    RuleOutcome::Segment(outcome) => {
                        let bits = outcome.member.get(row) & !truth::FAULT;
                        results.insert(name.to_owned(), Outcome::YesNo(bits));
                    }
                    RuleOutcome::Score(outcome) => {
                        let value = Column::Number(outcome.value.clone());
                        results.insert(name.to_owned(), as_outcome(&value, row, None));
                        if let (Some(band), "m") = (&outcome.band, name) {
                            let names = Some(vec!["hot", "warm", "cold"]);
                            let band = as_outcome(&Column::Choice(band.clone()), row, names);
                            results.insert(format!("{name}.band"), band);
                        }
                    }
                    RuleOutcome::Strategy(outcome) => {
                        let names = Some(vec!["one", "two", "three", "four"]);
                        let option = Column::Choice(outcome.option.clone());
                        results.insert(name.to_owned(), as_outcome(&option, row, names));
                    }
                    RuleOutcome::Decision(outcome) => {
                        let names: Vec<&str> =
                            match program.rules[rule(program, name)].body.decision() {
                                Some(decision) => program.domains[decision.domain]
                                    .members
                                    .iter()
                                    .map(|member| member.named.name.as_str())
                                    .collect(),
                                None => panic!("{name} is a decision"),
                            };
                        let option = as_outcome(&outcome.outputs[0], row, Some(names));
                        results.insert(name.to_owned(), option);
                        let cost = as_outcome(&outcome.outputs[1], row, None);
                        results.insert(format!("{name}.cost"), cost);
                    }
                }
            }
            found.push(results);
        }
    }
    found
}

/// What each rule of the first row calls open, and whether it is settled or a fault.
fn open_answers(
    program: &Program,
    row: Cells,
    parts: &[Part],
) -> BTreeMap<String, (Vec<String>, Status)> {
    let data = dataset(program, &[row, OTHER], parts);
    let evaluator = Evaluator::new(program, &data, settings());
    let frame = evaluator.frame(program.records.ids().next().expect("a record"), 0..1);
    let of_rule = |id: RuleId| {
        let status = match &*evaluator.rule(&frame, id) {
            RuleOutcome::Segment(outcome) => outcome.member.status(0),
            RuleOutcome::Score(outcome) => outcome.value.status(0),
            RuleOutcome::Strategy(outcome) => outcome.option.status(0),
            RuleOutcome::Decision(outcome) => {
                let mut columns = outcome.outputs.iter().map(|column| column.status(0));
                let open = |status: &Status| matches!(status, Status::Unknown | Status::Fault);
                columns
                    .find(open)
                    .unwrap_or_else(|| outcome.outputs[0].status(0))
            }
        };
        let names = open(&evaluator, &frame, id).text(0);
        let names = names.map_or_else(Vec::new, |names| {
            names.split(", ").map(str::to_owned).collect()
        });
        (program.rules[id].named.name.clone(), (names, status))
    };
    program.rules.ids().map(of_rule).collect()
}

fn as_outcome(column: &Column, row: usize, names: Option<Vec<&str>>) -> Outcome {
    match column {
        Column::Number(numbers) => {
            let flags = numbers.flags.get(row);
            let applies = flags & flag::APPLIES != 0;
            let end = |end: i128, open: i128| (applies && end != open).then_some(end);
            Outcome::Number {
                low: end(numbers.interval(row).low, OPEN_LOW),
                high: end(numbers.interval(row).high, OPEN_HIGH),
                applies,
                may_not_apply: flags & flag::NOT_APPLICABLE != 0,
            }
        }
        Column::Choice(choices) => {
            let flags = choices.flags.get(row);
            let names = names.expect("names").into_iter().enumerate();
            let left = names.filter(|(member, _)| {
                flags & flag::APPLIES != 0 && choices.set(row)[0] & (1 << member) != 0
            });
            Outcome::Choice {
                names: left.map(|(_, name)| name.to_owned()).collect(),
                may_not_apply: flags & flag::NOT_APPLICABLE != 0,
            }
        }
        Column::YesNo(_) | Column::Text(_) | Column::List(_) => panic!("not asked for"),
    }
}

/// What the reference says of the same rules for a row without gaps.
fn expected(pack: &ast::Pack, cells: Cells, parts: &[Part]) -> BTreeMap<String, Outcome> {
    let units =
        |value: Option<i8>| Outcome::point(i128::from(value.expect("answered")) * 1_000_000);
    let answer =
        |value: Option<bool>| Outcome::YesNo(if value.expect("answered") { YES } else { NO });
    let choice = CHOICES[usize::from(cells.c.expect("answered"))].to_owned();
    let row: Row = BTreeMap::from([
        ("a".to_owned(), units(cells.a)),
        ("b".to_owned(), units(cells.b)),
        ("n".to_owned(), units(cells.n)),
        ("p".to_owned(), answer(cells.p)),
        ("q".to_owned(), answer(cells.q)),
        (
            "c".to_owned(),
            Outcome::Choice {
                names: vec![choice],
                may_not_apply: false,
            },
        ),
    ]);
    let own = parts.iter().filter(|part| part.owner == Some(0));
    let related: Vec<Row> = own
        .map(|part| {
            BTreeMap::from([
                ("v".to_owned(), units(part.v)),
                ("ok".to_owned(), answer(part.w)),
                ("d".to_owned(), units(part.d)),
            ])
        })
        .collect();
    let reference = Reference {
        pack,
        row: &row,
        related: &related,
        outer: None,
    };
    let mut results: BTreeMap<String, Outcome> = RULES
        .map(|name| (name.to_owned(), reference.name(name)))
        .into();
    results.insert("m.band".to_owned(), reference.band("m"));
    for name in ["early", "only"] {
        results.insert(format!("{name}.cost"), reference.further(name, 1));
    }
    results
}

/// True if every value of `inner` is one of `outer`.
fn contains(outer: &Outcome, inner: &Outcome) -> bool {
    match (outer, inner) {
        (Outcome::YesNo(outer), Outcome::YesNo(inner)) => inner & !outer == 0,
        (
            Outcome::Choice {
                names: outer,
                may_not_apply: outer_not,
            },
            Outcome::Choice {
                names: inner,
                may_not_apply: inner_not,
            },
        ) => inner.iter().all(|name| outer.contains(name)) && (*outer_not || !inner_not),
        (
            Outcome::Number {
                low: a,
                high: b,
                applies: outer_applies,
                may_not_apply: outer_not,
            },
            Outcome::Number {
                low: c,
                high: d,
                applies: inner_applies,
                may_not_apply: inner_not,
            },
        ) => {
            let low = a.is_none_or(|a| c.is_some_and(|c| a <= c));
            let high = b.is_none_or(|b| d.is_some_and(|d| d <= b));
            (!inner_applies || (*outer_applies && low && high)) && (*outer_not || !inner_not)
        }
        other => panic!("different kinds: {other:?}"),
    }
}

/// True if a value is left that both allow.
fn overlaps(left: &Outcome, right: &Outcome) -> bool {
    match (left, right) {
        (Outcome::YesNo(left), Outcome::YesNo(right)) => left & right != 0,
        (
            Outcome::Choice {
                names: left,
                may_not_apply: left_not,
            },
            Outcome::Choice {
                names: right,
                may_not_apply: right_not,
            },
        ) => left.iter().any(|name| right.contains(name)) || (*left_not && *right_not),
        (
            Outcome::Number {
                low: a,
                high: b,
                applies: left_applies,
                may_not_apply: left_not,
            },
            Outcome::Number {
                low: c,
                high: d,
                applies: right_applies,
                may_not_apply: right_not,
            },
        ) => {
            let meet =
                a.zip(*d).is_none_or(|(a, d)| a <= d) && c.zip(*b).is_none_or(|(c, b)| c <= b);
            (*left_applies && *right_applies && meet) || (*left_not && *right_not)
        }
        other => panic!("different kinds: {other:?}"),
    }
}

/// True if the program's set is right beside the reference's for one answered row. After a fault the
/// reference says only "anything", and the program may know more.
fn agrees(found: &Outcome, wanted: &Outcome) -> bool {
    if is_settled(wanted) {
        contains(found, wanted)
    } else {
        overlaps(found, wanted)
    }
}

/// True if nothing is open in a result, so that the reference is exact about it.
fn is_settled(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::YesNo(bits) => matches!(*bits, NO | NA | YES),
        Outcome::Choice {
            names,
            may_not_apply,
        } => names.len() + usize::from(*may_not_apply) <= 1,
        Outcome::Number {
            low,
            high,
            applies,
            may_not_apply,
        } => applies != may_not_apply && (!applies || low.is_some() && low == high),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn an_answered_row_is_as_the_reference_says(
        rules in rules(), row in cells(), parts in parts(), which in any::<usize>(),
    ) {
        let text = pack_text(&rules);
        let (pack, program) = program(&text);
        let (full, parts) = filling(row, parts, which);
        let found = outcomes(&program, &[full, OTHER], &parts, 2).swap_remove(0);
        for (name, wanted) in expected(&pack, full, &parts) {
            if is_settled(&wanted) {
                prop_assert_eq!(&found[&name], &wanted, "{} of {:?} {:?} in\n{}", name, full, parts, text);
            } else {
                prop_assert!(agrees(&found[&name], &wanted), "{} {:?} {:?} in\n{}", name, found[&name], wanted, text);
            }
        }
    }

    #[test]
    fn a_gap_leaves_every_value_that_filling_it_can_give(
        rules in rules(), row in cells(), parts in parts(),
        which in prop::collection::vec(any::<usize>(), 20),
    ) {
        let text = pack_text(&rules);
        let (pack, program) = program(&text);
        let left = outcomes(&program, &[row, OTHER], &parts, 2).swap_remove(0);
        for which in which {
            let (full, full_parts) = filling(row, parts.clone(), which);
            for (name, wanted) in expected(&pack, full, &full_parts) {
                prop_assert!(
                    agrees(&left[&name], &wanted),
                    "{}: {:?} does not contain {:?}, which {:?} {:?} gives for {:?}\n{}",
                    name, left[&name], wanted, full, full_parts, parts, text
                );
            }
        }
    }

    #[test]
    fn an_answer_that_changes_a_result_is_called_open(rules in rules(), row in cells(), parts in parts()) {
        let text = pack_text(&rules);
        let (_, program) = program(&text);
        let left = outcomes(&program, &[row, OTHER], &parts, 2).swap_remove(0);
        let open = open_answers(&program, row, &parts);
        for (name, (answers, status)) in &open {
            prop_assert!(*status != Status::Unknown || !answers.is_empty(), "{}\n{}", name, text);
        }
        for (field, row, parts) in answers(row, &parts) {
            let after = outcomes(&program, &[row, OTHER], &parts, 2).swap_remove(0);
            for (name, (answers, _)) in &open {
                prop_assert!(
                    left[name] == after[name] || answers.iter().any(|answer| answer == field),
                    "{} changes {} but is not among {:?}\n{:?} {:?}\n{}", field, name, answers, row, parts, text
                );
            }
        }
    }

    #[test]
    fn rows_alone_come_out_as_among_others(
        rules in rules(), rows in prop::collection::vec(cells(), 2..20), parts in parts(), batch in 1usize..7,
    ) {
        let text = pack_text(&rules);
        let (_, program) = program(&text);
        let together = outcomes(&program, &rows, &parts, rows.len());
        prop_assert_eq!(&outcomes(&program, &rows, &parts, 1), &together);
        prop_assert_eq!(&outcomes(&program, &rows, &parts, batch), &together);
    }

    #[test]
    fn the_order_of_declarations_changes_nothing(
        rules in rules(), rows in prop::collection::vec(cells(), 2..4), parts in parts(),
    ) {
        let backwards: Vec<String> = rules.iter().rev().cloned().collect();
        let (_, forth) = program(&pack_text(&rules));
        let (_, back) = program(&pack_text(&backwards));
        prop_assert_eq!(outcomes(&forth, &rows, &parts, 4), outcomes(&back, &rows, &parts, 4));
    }
}
