//! The built-in functions of single values.

use super::number;
use crate::decimal::ONE;
use crate::eval::column::{Column, Interval, NumberColumn, flag};
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::kernels::interval::{self, Limits};
use crate::eval::kernels::numbers::{map, zip};
use crate::eval::kernels::{calendar, choices, decay, select, texts};
use crate::ir::{ExprId, Function, Type};

pub(super) fn evaluate(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    function: Function,
    arguments: &[ExprId],
) -> Column {
    let columns: Vec<Column> = arguments
        .iter()
        .map(|&argument| evaluator.column(frame, argument))
        .collect();
    let types: Vec<&Type> = arguments
        .iter()
        .map(|&argument| &evaluator.program().exprs[argument].ty)
        .collect();
    let rows = frame.len();
    let argument = |place: usize| columns.get(place).cloned();
    let numbers = |place: usize| match argument(place) {
        Some(column) => number(column, rows),
        None => NumberColumn::constant(Interval::OPEN, flag::APPLIES, rows),
    };
    let limits = types.first().map_or(Limits::NUMBER, |ty| Limits::of(ty));
    Column::Number(match function {
        Function::Min => return extreme(columns, rows, false),
        Function::Max => return extreme(columns, rows, true),
        Function::Abs => map(&numbers(0), limits, |value| Some(interval::absolute(value))),
        Function::Round => zip(
            (&numbers(0), &numbers(1)),
            limits,
            |_, _| None,
            interval::round,
        ),
        Function::Remainder => {
            let whole = |ty: &&Type| match ty {
                Type::Number(number) => number.integer,
                Type::Date(_) | Type::Duration(_) | Type::Months => false,
                Type::Text | Type::YesNo | Type::Choice(_) | Type::List(_) | Type::Reference(_) => {
                    false
                }
            };
            let unit = if types.iter().all(whole) { ONE } else { 1 };
            zip(
                (&numbers(0), &numbers(1)),
                limits,
                |value, divisor| value.checked_rem(divisor),
                |value, divisor| interval::remainder(value, divisor, unit),
            )
        }
        Function::Year => calendar::year(&numbers(0)),
        Function::Month => calendar::month(&numbers(0)),
        Function::Days => {
            let days = |value| Some(interval::multiply(value, Interval::point(ONE * ONE)));
            map(&numbers(0), Limits::NUMBER, days)
        }
        Function::Halving => decay::left(&numbers(0), &numbers(1), decay::halving),
        Function::Fading => decay::left(&numbers(0), &numbers(1), decay::fading),
        Function::Length => match argument(0) {
            Some(Column::Text(column)) => texts::length(&column),
            // The analysis asks for a text.
            _ => return select::unknown(evaluator.program(), &Type::number(), rows, false),
        },
        Function::Size => match argument(0) {
            Some(Column::List(column)) => texts::size(&column),
            // The analysis asks for a list.
            _ => return select::unknown(evaluator.program(), &Type::number(), rows, false),
        },
    })
}

/// The least or greatest of several columns of one type.
fn extreme(columns: Vec<Column>, rows: usize, greatest: bool) -> Column {
    let pick = |left: Column, right: Column| match (left, right) {
        (Column::Choice(left), Column::Choice(right)) => {
            Column::Choice(choices::extreme(&left, &right, greatest))
        }
        (left, right) => {
            let (left, right) = (number(left, rows), number(right, rows));
            let sides = (&left, &right);
            // An end of one of the arguments: whatever they can hold, it can.
            Column::Number(if greatest {
                zip(
                    sides,
                    Limits::NUMBER,
                    |a, b| Some(a.max(b)),
                    |a, b| Some(interval::greatest(a, b)),
                )
            } else {
                zip(
                    sides,
                    Limits::NUMBER,
                    |a, b| Some(a.min(b)),
                    |a, b| Some(interval::least(a, b)),
                )
            })
        }
    };
    columns.into_iter().reduce(pick).unwrap_or_else(|| {
        Column::Number(NumberColumn::constant(Interval::OPEN, flag::APPLIES, rows))
    })
}
