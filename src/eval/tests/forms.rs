//! A row comes out the same whatever form its column has: alone (the same on every row), among others
//! in 64 bits, or beside a row that needs 128.

use proptest::prelude::*;

use crate::decimal::{MAX_UNITS, ONE};
use crate::eval::column::{
    ChoiceColumn, Column, Interval, LIMIT, NumberColumn, OPEN_HIGH, OPEN_LOW, YesNoColumn, flag,
    truth,
};
use crate::eval::kernels::compare::compare;
use crate::eval::kernels::interval::{self, Limits};
use crate::eval::kernels::logic::{Connective, as_needed, connect, not};
use crate::eval::kernels::numbers::{arithmetic, map, negate, zip};
use crate::eval::kernels::select::{Take, gather, merge, within};
use crate::ir::ArithmeticOperator::{Add, Divide, Multiply, Subtract};
use crate::ir::CompareOperator::{Greater, GreaterOrEqual, Is, IsNot, Less, LessOrEqual};

/// An interval and its flags.
type Row = (i128, i128, u8);

/// Ends near everything that could go wrong: zero, halves, the limit of 64 bits, that of numbers.
fn end() -> impl Strategy<Value = i128> {
    let limit = i128::from(LIMIT);
    prop_oneof![
        4 => (-3i128..4).prop_map(|value| value * ONE),
        2 => -3i128..4,
        1 => Just(ONE / 2),
        1 => (-2i128..3).prop_map(move |near| limit + near),
        1 => (-2i128..3).prop_map(move |near| -limit + near),
        1 => Just(limit / 2),
        1 => Just(3_100_000_000 * ONE),
        1 => Just(MAX_UNITS),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let bits = prop_oneof![
        6 => Just(flag::APPLIES),
        1 => Just(flag::NOT_APPLICABLE),
        1 => Just(flag::APPLIES | flag::NOT_APPLICABLE),
        1 => Just(flag::APPLIES | flag::FAULT),
    ];
    let ends = prop_oneof![
        4 => end().prop_map(|end| (end, end)),
        2 => (end(), end()).prop_map(|(a, b)| (a.min(b), a.max(b))),
        1 => end().prop_map(|end| (OPEN_LOW, end)),
        1 => end().prop_map(|end| (end, OPEN_HIGH)),
        1 => Just((OPEN_LOW, OPEN_HIGH)),
    ];
    (ends, bits).prop_map(|((low, high), bits)| (low, high, bits))
}

fn column(rows: &[Row]) -> NumberColumn {
    let low = rows.iter().map(|row| row.0).collect();
    let high = rows.iter().map(|row| row.1).collect();
    NumberColumn::new(low, high, rows.iter().map(|row| row.2).collect())
}

fn read(column: &NumberColumn) -> Vec<Row> {
    let rows = column.intervals().enumerate();
    rows.map(|(row, value)| {
        // What does not apply has no value.
        let bits = column.flags.get(row);
        let value = if bits & flag::APPLIES == 0 {
            Interval::ZERO
        } else {
            value
        };
        (value.low, value.high, bits)
    })
    .collect()
}

/// A row that 64 bits do not hold.
const WIDE: Row = (MAX_UNITS - 1, MAX_UNITS, flag::APPLIES);

/// What comes out row by row, of the rows together and with a wide row behind them.
fn agree<T: PartialEq + std::fmt::Debug>(
    rows: &[(Row, Row)],
    work: impl Fn(&NumberColumn, &NumberColumn) -> Vec<T>,
) -> Result<(), TestCaseError> {
    let sides = |rows: &[(Row, Row)]| {
        let (left, right): (Vec<Row>, Vec<Row>) = rows.iter().copied().unzip();
        work(&column(&left), &column(&right))
    };
    let alone: Vec<T> = rows.iter().flat_map(|row| sides(&[*row])).collect();
    prop_assert_eq!(&sides(rows), &alone);
    let mut more = rows.to_vec();
    more.push((WIDE, WIDE));
    let mut wide = sides(&more);
    wide.pop();
    prop_assert_eq!(&wide, &alone);
    // One side the same on every row.
    if let Some((_, right)) = rows.first() {
        let same: Vec<(Row, Row)> = rows.iter().map(|(left, _)| (*left, *right)).collect();
        let (left, _): (Vec<Row>, Vec<Row>) = same.iter().copied().unzip();
        let interval = Interval {
            low: right.0,
            high: right.1,
        };
        let constant = NumberColumn::constant(interval, right.2, rows.len());
        let alone: Vec<T> = same.iter().flat_map(|row| sides(&[*row])).collect();
        prop_assert_eq!(&work(&column(&left), &constant), &alone);
    }
    Ok(())
}

fn bits(column: &YesNoColumn) -> Vec<u8> {
    column.bits().into_owned()
}

proptest! {
    #[test]
    fn arithmetic_of_rows(rows in prop::collection::vec((row(), row()), 0..9)) {
        for operator in [Add, Subtract, Multiply, Divide] {
            agree(&rows, |a, b| read(&arithmetic(operator, a, b, Limits::NUMBER)))?;
        }
        agree(&rows, |a, _| read(&negate(a, Limits::NUMBER)))?;
        agree(&rows, |a, b| read(&zip((a, b), Limits::NUMBER, |a, b| a.checked_rem(b), |a, b| {
            interval::remainder(a, b, 1)
        })))?;
        agree(&rows, |a, _| read(&map(a, Limits::NUMBER, |value| {
            interval::divide(value, Interval::point(3 * ONE))
        })))?;
    }

    #[test]
    fn comparison_of_rows(rows in prop::collection::vec((row(), row()), 0..9)) {
        for operator in [Is, IsNot, Less, LessOrEqual, Greater, GreaterOrEqual] {
            agree(&rows, |a, b| {
                bits(&compare(operator, &Column::Number(a.clone()), &Column::Number(b.clone())))
            })?;
        }
    }

    #[test]
    fn rows_picked_and_merged(
        rows in prop::collection::vec((row(), row()), 1..9),
        members in prop::collection::vec(0usize..5, 9),
    ) {
        const ANSWERS: [u8; 5] =
            [truth::YES, truth::NO, truth::UNKNOWN, truth::UNKNOWN | truth::FAULT, truth::NOT_APPLICABLE];
        // Each row is treated by its own values, so that it is the same in every form.
        let of = |row: Row| members[(row.0.unsigned_abs() % 9) as usize];
        let takes = |column: &NumberColumn| -> Vec<Take> {
            let takes = read(column).into_iter().map(|row| match of(row) {
                0 | 3 => Take::First,
                1 => Take::Second,
                _ => Take::Either { fault: false },
            });
            takes.collect()
        };
        let number = |column: Column| match column {
            Column::Number(column) => read(&column),
            other => panic!("{other:?}"),
        };
        agree(&rows, |a, b| {
            number(merge(&Column::Number(a.clone()), &Column::Number(b.clone()), &takes(a)))
        })?;
        agree(&rows, |a, _| {
            let members: YesNoColumn = read(a).into_iter().map(|row| ANSWERS[of(row)]).collect();
            number(within(&Column::Number(a.clone()), &members))
        })?;
        agree(&rows, |a, _| {
            let all: Vec<u32> = (0..a.len() as u32).collect();
            number(gather(&Column::Number(a.clone()), &all))
        })?;
    }

    #[test]
    fn logic_of_rows(rows in prop::collection::vec(prop::collection::vec(0usize..6, 3), 1..9)) {
        const BITS: [u8; 6] = [
            truth::YES,
            truth::NO,
            truth::NOT_APPLICABLE,
            truth::UNKNOWN,
            truth::UNKNOWN | truth::FAULT,
            truth::UNKNOWN | truth::NOT_APPLICABLE,
        ];
        let operand = |rows: &[Vec<usize>], place: usize| -> YesNoColumn {
            rows.iter().map(|row| BITS[row[place]]).collect()
        };
        let operands = |rows: &[Vec<usize>]| [0, 1, 2].map(|place| operand(rows, place));
        for connective in [Connective::And, Connective::Or] {
            let together = bits(&connect(connective, &operands(&rows), rows.len()));
            let alone: Vec<u8> = rows
                .iter()
                .flat_map(|row| bits(&connect(connective, &operands(std::slice::from_ref(row)), 1)))
                .collect();
            prop_assert_eq!(together, alone);
        }
        let column = operand(&rows, 0);
        for (row, answer) in bits(&column).into_iter().enumerate() {
            let one = YesNoColumn::constant(answer, 1);
            prop_assert_eq!(not(&column).get(row), not(&one).get(0));
            prop_assert_eq!(as_needed(&column).get(row), as_needed(&one).get(0));
        }
    }

    /// A domain of 100 members takes two words a row; the same members in one word compare alike.
    #[test]
    fn choices_of_rows(rows in prop::collection::vec((1u64..32, 1u64..32), 1..9)) {
        let sets = |pick: fn(&(u64, u64)) -> u64, members: u32| {
            let width = ChoiceColumn::words_per_row(members);
            let words = rows.iter().flat_map(|row| {
                let mut words = vec![0; width];
                words[0] = pick(row);
                words
            });
            let bits = vec![flag::APPLIES; rows.len()];
            Column::Choice(ChoiceColumn::new(members, words.collect(), bits))
        };
        for operator in [Is, IsNot, Less, LessOrEqual, Greater, GreaterOrEqual] {
            let [small, large] = [5, 100].map(|members| {
                bits(&compare(operator, &sets(|row| row.0, members), &sets(|row| row.1, members)))
            });
            let alone: Vec<u8> = rows.iter().flat_map(|(a, b)| {
                let one = |set: u64| Column::Choice(ChoiceColumn::constant(5, &[set], flag::APPLIES, 1));
                bits(&compare(operator, &one(*a), &one(*b)))
            }).collect();
            prop_assert_eq!(&small, &large);
            prop_assert_eq!(&small, &alone);
        }
    }
}
