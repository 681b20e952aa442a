//! Laws of evaluation on random packs and tables.
//!
//! - an answered row comes out as the independent reference says;
//! - a gap leaves a set that contains what every filling of the gap gives;
//! - a row evaluated alone comes out as it does among others;
//! - the order of declarations changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Decimal128Array, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{Field as ArrowField, Schema};
use gtm::compile::compile;
use gtm::data::{Dataset, Table, arrow_type};
use gtm::eval::{Column, Evaluator, OPEN_HIGH, OPEN_LOW, RuleOutcome, Settings, flag, truth};
use gtm::ir::{FieldSource, Program, RuleId};
use gtm::source::SourceFile;
use gtm::syntax::ast;
use proptest::prelude::*;

use crate::reference::{NA, NO, Outcome, Reference, Row, YES};

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

const CHOICES: [&str; 3] = ["x", "y", "z"];

fn pack_text(rules: &[String]) -> String {
    let record = "record Row {\n  id text key\n  a 1..3\n  b 1..3\n  n integer -2..2\n  p yes/no\n  q yes/no\n  \
                  c one of x, y, z\n}\n";
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

fn yes_no(depth: u32) -> BoxedStrategy<String> {
    let member = prop_oneof![Just("x"), Just("y"), Just("z")];
    let leaf = prop_oneof![
        Just("p".to_owned()),
        Just("q".to_owned()),
        member.clone().prop_map(|m| format!("c is {m}")),
        member.clone().prop_map(|m| format!("c is not {m}")),
        (member.clone(), member).prop_map(|(m, o)| format!("c in [{m}, {o}]")),
        Just("yes".to_owned()),
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

/// The declarations of a pack, in an order that may be shuffled.
fn rules() -> impl Strategy<Value = Vec<String>> {
    (number(3), yes_no(3), yes_no(2), yes_no(2), yes_no(2), number(2), yes_no(2), number(1)).prop_map(
        |(value, condition, gate, other, when, points, arm, factor)| {
            vec![
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
                format!("segment w for Row {{\n  v: not u\n  x: {condition} or s\n}}\n"),
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

/// Every way to answer what is missing.
fn fillings(cells: Cells) -> Vec<Cells> {
    let mut rows = vec![cells];
    let each = |rows: Vec<Cells>, missing: bool, fill: &dyn Fn(Cells) -> Vec<Cells>| {
        if missing {
            rows.into_iter().flat_map(fill).collect()
        } else {
            rows
        }
    };
    rows = each(rows, cells.a.is_none(), &|row| {
        (1..4).map(|a| Cells { a: Some(a), ..row }).collect()
    });
    rows = each(rows, cells.b.is_none(), &|row| {
        (1..4).map(|b| Cells { b: Some(b), ..row }).collect()
    });
    rows = each(rows, cells.n.is_none(), &|row| {
        (-2..3).map(|n| Cells { n: Some(n), ..row }).collect()
    });
    rows = each(rows, cells.p.is_none(), &|row| {
        [true, false].map(|p| Cells { p: Some(p), ..row }).into()
    });
    rows = each(rows, cells.q.is_none(), &|row| {
        [true, false].map(|q| Cells { q: Some(q), ..row }).into()
    });
    each(rows, cells.c.is_none(), &|row| {
        (0..3).map(|c| Cells { c: Some(c), ..row }).collect()
    })
}

// ---- the program under test ---------------------------------------------------------------------

fn program(text: &str) -> (ast::Pack, Program) {
    let compilation = compile(SourceFile::new("law.gtm", text), &BTreeMap::new());
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

fn dataset(program: &Program, rows: &[Cells]) -> Dataset {
    let (record, declared) = program.records.iter().next().expect("a record");
    let units = |value: Option<i8>| value.map(|value| i128::from(value) * 1_000_000);
    let numbers = |cell: fn(&Cells) -> Option<i8>| -> ArrayRef {
        let values: Decimal128Array = rows.iter().map(|row| units(cell(row))).collect();
        Arc::new(values.with_precision_and_scale(38, 6).expect("fits"))
    };
    let ids: StringArray = (0..rows.len()).map(|row| Some(format!("r{row}"))).collect();
    let stored = declared
        .fields
        .iter()
        .filter(|field| matches!(program.fields[**field].source, FieldSource::Stored { .. }));
    let columns: Vec<(ArrowField, ArrayRef)> = stored
        .map(|field| {
            let declared = &program.fields[*field];
            let array: ArrayRef = match declared.named.name.as_str() {
                "id" => Arc::new(ids.clone()),
                "a" => numbers(|row| row.a),
                "b" => numbers(|row| row.b),
                "n" => numbers(|row| row.n),
                "p" => Arc::new(rows.iter().map(|row| row.p).collect::<BooleanArray>()),
                "q" => Arc::new(rows.iter().map(|row| row.q).collect::<BooleanArray>()),
                "c" => Arc::new(
                    rows.iter()
                        .map(|row| row.c.map(u32::from))
                        .collect::<UInt32Array>(),
                ),
                other => panic!("no field {other}"),
            };
            (
                ArrowField::new(&declared.named.name, arrow_type(&declared.ty), true),
                array,
            )
        })
        .collect();
    let schema = Schema::new(
        columns
            .iter()
            .map(|(field, _)| field.clone())
            .collect::<Vec<_>>(),
    );
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let table = Table {
        record,
        rows: RecordBatch::try_new(Arc::new(schema), arrays).expect("columns fit"),
        lines: (0..rows.len()).map(|row| row as u64 + 2).collect(),
        cell_faults: BTreeMap::new(),
        row_faults: Vec::new(),
        origin: "law".to_owned(),
    };
    Dataset {
        tables: BTreeMap::from([(record, table)]),
        ..Dataset::default()
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
fn outcomes(text: &str, rows: &[Cells], batch: usize) -> Vec<BTreeMap<String, Outcome>> {
    let (_, program) = program(text);
    let data = dataset(&program, rows);
    let evaluator = Evaluator::new(&program, &data, Settings::default());
    let record = program.records.ids().next().expect("a record");
    let mut found = Vec::new();
    for start in (0..rows.len()).step_by(batch) {
        let frame = evaluator.frame(record, start..start + batch);
        for row in 0..frame.len() {
            let mut results = BTreeMap::new();
            for name in ["s", "m", "k", "t", "u", "w"] {
                match &*evaluator.rule(&frame, rule(&program, name)) {
                    RuleOutcome::Segment(outcome) => {
                        let bits = outcome.member.0[row] & !truth::FAULT;
                        results.insert(name.to_owned(), Outcome::YesNo(bits));
                    }
                    RuleOutcome::Score(outcome) => {
                        let value = Column::Number(outcome.value.clone());
                        results.insert(name.to_owned(), as_outcome(&program, &value, row, None));
                        if let (Some(band), "m") = (&outcome.band, name) {
                            let names = Some(vec!["hot", "warm", "cold"]);
                            let band =
                                as_outcome(&program, &Column::Choice(band.clone()), row, names);
                            results.insert(format!("{name}.band"), band);
                        }
                    }
                    RuleOutcome::Strategy(outcome) => {
                        let names = Some(vec!["one", "two", "three", "four"]);
                        let option = Column::Choice(outcome.option.clone());
                        results.insert(name.to_owned(), as_outcome(&program, &option, row, names));
                    }
                }
            }
            found.push(results);
        }
    }
    found
}

fn as_outcome(_: &Program, column: &Column, row: usize, names: Option<Vec<&str>>) -> Outcome {
    match column {
        Column::Number(numbers) => {
            let flags = numbers.flags.get(row);
            let applies = flags & flag::APPLIES != 0;
            let end = |end: i128, open: i128| (applies && end != open).then_some(end);
            Outcome::Number {
                low: end(numbers.low[row], OPEN_LOW),
                high: end(numbers.high[row], OPEN_HIGH),
                applies,
                may_not_apply: flags & flag::NOT_APPLICABLE != 0,
            }
        }
        Column::Choice(choices) => {
            let flags = choices.flags.get(row);
            let names = names.expect("names").into_iter().enumerate();
            let left = names.filter(|(member, _)| {
                flags & flag::APPLIES != 0 && choices.words[row] & (1 << member) != 0
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
fn expected(pack: &ast::Pack, cells: Cells) -> BTreeMap<String, Outcome> {
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
    let reference = Reference { pack, row: &row };
    let mut results: BTreeMap<String, Outcome> = ["s", "m", "k", "t", "u", "w"]
        .map(|name| (name.to_owned(), reference.name(name)))
        .into();
    results.insert("m.band".to_owned(), reference.band("m"));
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
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn an_answered_row_is_as_the_reference_says(rules in rules(), row in cells()) {
        let text = pack_text(&rules);
        let (pack, _) = program(&text);
        let full = fillings(row).swap_remove(0);
        let found = outcomes(&text, &[full], 1).swap_remove(0);
        for (name, wanted) in expected(&pack, full) {
            if is_settled(&wanted) {
                prop_assert_eq!(&found[&name], &wanted, "{} of {:?} in\n{}", name, full, text);
            } else {
                prop_assert!(agrees(&found[&name], &wanted), "{} {:?} {:?} in\n{}", name, found[&name], wanted, text);
            }
        }
    }

    #[test]
    fn a_gap_leaves_every_value_that_filling_it_can_give(rules in rules(), row in cells()) {
        let text = pack_text(&rules);
        let (pack, _) = program(&text);
        let open = outcomes(&text, &[row], 1).swap_remove(0);
        for filled in fillings(row) {
            for (name, wanted) in expected(&pack, filled) {
                prop_assert!(
                    agrees(&open[&name], &wanted),
                    "{}: {:?} does not contain {:?}, which {:?} gives\n{}", name, open[&name], wanted, filled, text
                );
            }
        }
    }

    #[test]
    fn rows_alone_come_out_as_among_others(
        rules in rules(), rows in prop::collection::vec(cells(), 1..20), batch in 1usize..7,
    ) {
        let text = pack_text(&rules);
        let together = outcomes(&text, &rows, rows.len());
        prop_assert_eq!(&outcomes(&text, &rows, 1), &together);
        prop_assert_eq!(&outcomes(&text, &rows, batch), &together);
    }

    #[test]
    fn the_order_of_declarations_changes_nothing(rules in rules(), rows in prop::collection::vec(cells(), 1..4)) {
        let backwards: Vec<String> = rules.iter().rev().cloned().collect();
        prop_assert_eq!(outcomes(&pack_text(&rules), &rows, 4), outcomes(&pack_text(&backwards), &rows, 4));
    }
}
