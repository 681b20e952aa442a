//! Aggregates on groups with gaps: by example, and against every way to fill the gaps.

use proptest::prelude::{Just, ProptestConfig, prop, prop_oneof, proptest};
use proptest::strategy::Strategy as Values;
use proptest::{prop_assert, prop_assert_eq};

use super::pack::*;
use crate::decimal::{ONE, divide_rounded};
use crate::eval::{Column, Interval, NumberColumn};
use crate::ir::AggregateFunction::{
    Agreement, Any, Count, Max, Mean, Median, Min, Names, None as NoneOf, Picked, Stdev, Sum,
    WeighedMean,
};
use crate::ir::*;

const FUNCTIONS: [AggregateFunction; 9] = [Count, Any, NoneOf, Sum, Mean, Median, Min, Max, Stdev];

struct Grouped {
    pack: Pack,
    outer: RecordId,
    inner: RecordId,
    relation: FieldId,
    value: ExprId,
    filter: ExprId,
}

/// Companies A and B with deals: the company, a value from -2 to 2, a condition.
fn grouped(deals: &[(Cell, Cell, Cell)], complete: Option<Cell>) -> Grouped {
    let mut pack = Pack::new();
    let outer = pack.record("Company");
    let listed = pack.field(outer, "listed", Type::YesNo);
    let inner = pack.record("Deal");
    let company = pack.field(inner, "company", Type::Text);
    let value = pack.field(inner, "value", rating(-2, 2));
    let open = pack.field(inner, "open", Type::YesNo);
    let listed_cell = complete.clone().unwrap_or(b(true));
    let listed = pack.read(listed);
    let relation = pack.relation(outer, (inner, company), complete.map(|_| listed));
    pack.table(
        outer,
        &[vec![t("A"), listed_cell.clone()], vec![t("B"), listed_cell]],
    );
    let rows: Vec<Vec<Cell>> = deals
        .iter()
        .enumerate()
        .map(|(row, (company, value, open))| {
            vec![
                t(&row.to_string()),
                company.clone(),
                value.clone(),
                open.clone(),
            ]
        })
        .collect();
    pack.table(inner, &rows);
    let (value, filter) = (pack.read(value), pack.read(open));
    Grouped {
        pack,
        outer,
        inner,
        relation,
        value,
        filter,
    }
}

impl Grouped {
    fn ask(&mut self, function: AggregateFunction, set: RowSet) -> Column {
        let value = match function {
            Count | Any | NoneOf => None,
            Sum | Mean | Median | Min | Max | Stdev | Names | Picked(..) | Agreement
            | WeighedMean => Some(self.value),
        };
        let asked = self.pack.aggregate(function, set, value, Some(self.filter));
        self.pack.column(self.outer, asked)
    }

    fn of_relation(&mut self, function: AggregateFunction) -> Column {
        let set = RowSet::Relation(self.relation);
        self.ask(function, set)
    }
}

#[test]
fn certain_and_possible_rows() {
    let mut grouped = grouped(
        &[
            (t("A"), n(2), b(true)),
            (t("A"), n(-1), Cell::Gap),
            (Cell::Gap, n(1), b(true)),
        ],
        None,
    );
    let count = grouped.of_relation(Count);
    assert_eq!(ends(&count, 0), (Some(1), Some(3), APPLIES));
    assert_eq!(ends(&count, 1), (Some(0), Some(1), APPLIES));
    assert_eq!(bits(&grouped.of_relation(Any)), [YES, UNKNOWN]);
    assert_eq!(bits(&grouped.of_relation(NoneOf)), [NO, UNKNOWN]);
    let sum = grouped.of_relation(Sum);
    assert_eq!(ends(&sum, 0), (Some(1), Some(3), APPLIES));
    assert_eq!(ends(&sum, 1), (Some(0), Some(1), APPLIES));
    let least = grouped.of_relation(Min);
    assert_eq!(ends(&least, 0), (Some(-1), Some(2), APPLIES));
    // B has a deal only if the third is its own.
    assert_eq!(ends(&least, 1), (Some(1), Some(1), PERHAPS));
    assert_eq!(
        ends(&grouped.of_relation(Mean), 0),
        (Some(-1), Some(2), APPLIES)
    );
}

#[test]
fn of_no_rows() {
    let mut grouped = grouped(&[(t("Z"), n(2), b(true)), (t("A"), n(2), b(false))], None);
    for row in 0..2 {
        assert_eq!(
            ends(&grouped.of_relation(Count), row),
            (Some(0), Some(0), APPLIES)
        );
        assert_eq!(
            ends(&grouped.of_relation(Sum), row),
            (Some(0), Some(0), APPLIES)
        );
        for function in [Mean, Median, Min, Max, Stdev] {
            assert_eq!(ends(&grouped.of_relation(function), row).2, OUTSIDE);
        }
    }
    assert_eq!(bits(&grouped.of_relation(Any)), [NO, NO]);
    assert_eq!(bits(&grouped.of_relation(NoneOf)), [YES, YES]);
    assert_eq!(texts(&grouped.of_relation(Names)), ["none", "none"]);
    // The deal of Z belongs to nobody, and is to be told.
    assert_eq!(grouped.pack.evaluator().orphans(grouped.relation), [0]);
}

#[test]
fn a_list_that_is_not_complete_may_have_more_rows() {
    for complete in [Cell::Gap, b(false)] {
        let mut grouped = grouped(&[(t("A"), n(1), b(true))], Some(complete));
        let count = grouped.of_relation(Count);
        assert_eq!(ends(&count, 0), (Some(1), None, APPLIES));
        assert_eq!(ends(&count, 1), (Some(0), None, APPLIES));
        assert_eq!(bits(&grouped.of_relation(Any)), [YES, UNKNOWN]);
        assert_eq!(bits(&grouped.of_relation(NoneOf)), [NO, UNKNOWN]);
        assert_eq!(ends(&grouped.of_relation(Sum), 0), (None, None, APPLIES));
        assert_eq!(
            ends(&grouped.of_relation(Min), 0),
            (Some(-2), Some(1), APPLIES)
        );
        assert_eq!(
            ends(&grouped.of_relation(Max), 0),
            (Some(1), Some(2), APPLIES)
        );
        assert_eq!(
            ends(&grouped.of_relation(Max), 1),
            (Some(-2), Some(2), PERHAPS)
        );
        assert_eq!(
            ends(&grouped.of_relation(Mean), 0),
            (Some(-2), Some(2), APPLIES)
        );
        assert_eq!(
            ends(&grouped.of_relation(Stdev), 0),
            (Some(0), Some(2), APPLIES)
        );
        assert_eq!(
            texts(&grouped.of_relation(Names)),
            ["1 and perhaps others", "perhaps others"]
        );
    }
    let mut grouped = grouped(&[(t("A"), n(1), b(true))], Some(b(true)));
    assert_eq!(
        ends(&grouped.of_relation(Count), 1),
        (Some(0), Some(0), APPLIES)
    );
}

#[test]
fn a_record_not_given_has_unknown_rows() {
    let mut grouped = grouped(&[], None);
    grouped.pack.data.tables.remove(&grouped.inner);
    grouped.pack.data.without.push(grouped.inner);
    assert_eq!(
        ends(&grouped.of_relation(Count), 0),
        (Some(0), None, APPLIES)
    );
    let set = RowSet::Record(grouped.inner);
    assert_eq!(bits(&grouped.ask(Any, set)), [UNKNOWN, UNKNOWN]);
}

#[test]
fn faults_that_keep_an_aggregate_open() {
    let deals = [
        (t("A"), Cell::Fault, b(true)),
        (t("B"), n(1), Cell::Fault),
        (t("B"), n(1), Cell::Gap),
    ];
    let mut grouped = grouped(&deals, None);
    assert_eq!(
        ends(&grouped.of_relation(Sum), 0),
        (Some(-2), Some(2), FAULT)
    );
    assert_eq!(
        ends(&grouped.of_relation(Count), 0),
        (Some(1), Some(1), APPLIES)
    );
    assert_eq!(
        ends(&grouped.of_relation(Count), 1),
        (Some(0), Some(2), FAULT)
    );
    // The answer yes to the third would settle it.
    assert_eq!(bits(&grouped.of_relation(Any)), [YES, UNKNOWN]);
    let mut alone = self::grouped(&deals[..2], None);
    assert_eq!(bits(&alone.of_relation(Any)), [YES, BROKEN]);
}

#[test]
fn names_of_rows() {
    let mut deals = vec![
        (t("A"), n(1), b(true)),
        (t("A"), n(2), b(true)),
        (Cell::Gap, n(0), b(true)),
    ];
    let mut grouped = grouped(&deals, None);
    assert_eq!(
        texts(&grouped.of_relation(Names)),
        ["1 and 2 and perhaps 0", "perhaps 0"]
    );
    deals.pop();
    deals.extend(std::iter::repeat_n((t("A"), n(0), b(true)), 20));
    let mut many = self::grouped(&deals, None);
    assert_eq!(
        texts(&many.of_relation(Names))[0],
        "1, 2, 0, 0, 0, 0, 0, 0, 0, 0 and 12 more"
    );
}

#[test]
fn the_outer_row_is_this() {
    // Deals of a company that are above the company's own limit.
    let mut pack = Pack::new();
    let outer = pack.record("Company");
    let limit = pack.field(outer, "limit", rating(0, 9));
    let inner = pack.record("Deal");
    let company = pack.field(inner, "company", Type::Text);
    let value = pack.field(inner, "value", rating(0, 9));
    let relation = pack.relation(outer, (inner, company), None);
    pack.table(
        outer,
        &[
            vec![t("A"), n(3)],
            vec![t("B"), Cell::Gap],
            vec![t("C"), n(0)],
        ],
    );
    pack.table(
        inner,
        &[
            vec![t("1"), t("A"), n(5)],
            vec![t("2"), t("A"), n(2)],
            vec![t("3"), t("B"), n(9)],
            vec![t("4"), Cell::Gap, n(4)],
        ],
    );
    let (value, limit) = (pack.read(value), pack.read(limit));
    let this_limit = pack.expr(ExprKind::Outer(limit), rating(0, 9));
    let above = pack.compare(CompareOperator::Greater, value, this_limit);
    let count = pack.aggregate(Count, RowSet::Relation(relation), None, Some(above));
    let found = pack.column(outer, count);
    assert_eq!(ends(&found, 0), (Some(1), Some(2), APPLIES));
    assert_eq!(ends(&found, 1), (Some(0), Some(2), APPLIES));
    assert_eq!(ends(&found, 2), (Some(0), Some(1), APPLIES));
}

#[test]
fn over_a_segment_rows_count_as_members() {
    let mut grouped = grouped(
        &[
            (t("A"), n(2), b(true)),
            (t("A"), n(1), Cell::Gap),
            (t("B"), n(-2), b(false)),
        ],
        None,
    );
    let segment = grouped.pack.segment(grouped.inner, None, &[grouped.filter]);
    let sum = grouped
        .pack
        .aggregate(Sum, RowSet::Segment(segment), Some(grouped.value), None);
    let found = grouped.pack.column(grouped.outer, sum);
    assert_eq!(ends(&found, 0), (Some(2), Some(3), APPLIES));
    assert_eq!(ends(&found, 1), (Some(2), Some(3), APPLIES));
}

/// A settled deal: the company, the value in whole units, the condition.
type Deal = (char, i128, bool);

fn deviation(values: &[i128]) -> i128 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<i128>() as f64 / n;
    let squares: f64 = values
        .iter()
        .map(|&value| (value as f64 - mean).powi(2))
        .sum();
    ((squares / n).sqrt() * 1e6).round() as i128
}

/// What an aggregate of settled deals is, in millionths; `None` if it does not apply.
fn by_definition(function: AggregateFunction, deals: &[Deal], company: char) -> Option<i128> {
    let mut values: Vec<i128> = deals
        .iter()
        .filter(|(of, _, open)| *of == company && *open)
        .map(|(_, value, _)| value * ONE)
        .collect();
    values.sort_unstable();
    let n = values.len() as i128;
    let sum: i128 = values.iter().sum();
    match function {
        Count => return Some(n * ONE),
        Any => return Some(i128::from(n > 0)),
        NoneOf => return Some(i128::from(n == 0)),
        Sum => return Some(sum),
        _ if n == 0 => return None,
        _ => {}
    }
    let half = values.len() / 2;
    Some(match function {
        Mean => divide_rounded(sum, n).unwrap(),
        Median if n % 2 == 1 => values[half],
        Median => divide_rounded(values[half - 1] + values[half], 2).unwrap(),
        Min => values[0],
        Max => *values.last().unwrap(),
        Stdev => deviation(&values.iter().map(|value| value / ONE).collect::<Vec<_>>()),
        Count | Any | NoneOf | Sum | Names | Picked(..) | Agreement | WeighedMean => unreachable!(),
    })
}

fn arbitrary_deal() -> impl Values<Value = (Cell, Cell, Cell)> {
    let company = prop_oneof![3 => Just(t("A")), 1 => Just(t("B")), 2 => Just(Cell::Gap)];
    let value = prop_oneof![3 => (-2i64..=2).prop_map(n), 2 => Just(Cell::Gap)];
    let open = prop_oneof![3 => Just(b(true)), 1 => Just(b(false)), 2 => Just(Cell::Gap)];
    (company, value, open)
}

/// Every way to fill the gaps.
fn completions(deals: &[(Cell, Cell, Cell)]) -> Vec<Vec<Deal>> {
    let mut all: Vec<Vec<Deal>> = vec![vec![]];
    for (company, value, open) in deals {
        let companies: Vec<char> = ['A', 'B']
            .into_iter()
            .filter(|name| *company == Cell::Gap || *company == t(&name.to_string()))
            .collect();
        let values: Vec<i64> = (-2..=2)
            .filter(|&whole| *value == Cell::Gap || *value == n(whole))
            .collect();
        let opens: Vec<bool> = [false, true]
            .into_iter()
            .filter(|&yes| *open == Cell::Gap || *open == b(yes))
            .collect();
        let mut next = Vec::new();
        for done in &all {
            for &company in &companies {
                for &value in &values {
                    for &open in &opens {
                        let mut filled = done.clone();
                        filled.push((company, i128::from(value), open));
                        next.push(filled);
                    }
                }
            }
        }
        all = next;
    }
    all
}

fn as_numbers(column: Column) -> NumberColumn {
    match column {
        Column::Number(column) => column,
        Column::YesNo(column) => {
            let bits = column.bits();
            let low = bits.iter().map(|&bits| i128::from(bits & NO == 0));
            let high = bits.iter().map(|&bits| i128::from(bits & YES != 0));
            let (low, high) = (low.collect(), high.collect());
            NumberColumn::new(low, high, vec![APPLIES; column.len()])
        }
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn contain_every_way_to_fill_the_gaps(
        deals in prop::collection::vec(arbitrary_deal(), 0..4)
    ) {
        let mut grouped = grouped(&deals, None);
        let filled = completions(&deals);
        let settled = deals.iter().all(|(a, b, c)| ![a, b, c].contains(&&Cell::Gap));
        for function in FUNCTIONS {
            let found = as_numbers(grouped.of_relation(function));
            for (row, company) in ['A', 'B'].into_iter().enumerate() {
                let results: Vec<Option<i128>> =
                    filled.iter().map(|deals| by_definition(function, deals, company)).collect();
                let values: Vec<i128> = results.iter().copied().flatten().collect();
                let interval = found.interval(row);
                let flags = found.flags.get(row);
                prop_assert_eq!(flags & OUTSIDE != 0, results.contains(&None), "{:?}", function);
                prop_assert_eq!(flags & APPLIES != 0, !values.is_empty(), "{:?}", function);
                let (Some(&least), Some(&greatest)) = (values.iter().min(), values.iter().max())
                else { continue };
                prop_assert!(interval.low <= least && greatest <= interval.high, "{:?}", function);
                let exact = settled || matches!(function, Count | Any | NoneOf | Sum | Min | Max);
                if exact {
                    let expected = Interval { low: least, high: greatest };
                    prop_assert_eq!(interval, expected, "{:?} of {}", function, company);
                }
            }
        }
    }
}
