//! Random decisions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::collection::vec;
use proptest::option::of as maybe;
use proptest::prelude::*;

use super::expressions::{
    at, date, expr, expression, named, number, plain_name, plain_number, range, reference,
    template, text,
};
use crate::syntax::ast::{
    ArithmeticOperator, BECAUSE, CellCondition, CellConditionKind, CellTest, CompareOperator,
    Decision, DecisionTable, Expr, ExprKind, GridLine, GridTable, HitPolicy, InputCell,
    InputCellKind, LineTable, State, Statement, TableLine,
};

fn value() -> BoxedStrategy<Expr> {
    prop_oneof![
        plain_name().prop_map(|name| expr(ExprKind::Name(name.text))),
        number().prop_map(|number| expr(ExprKind::Number(number))),
        plain_number().prop_map(|number| expr(ExprKind::Negate(Box::new(number)))),
        (plain_number(), plain_number()).prop_map(|(left, right)| {
            let (left, right) = (Box::new(left), Box::new(right));
            expr(ExprKind::Arithmetic(
                ArithmeticOperator::Subtract,
                left,
                right,
            ))
        }),
        template(),
        date(),
        any::<bool>().prop_map(|value| expr(ExprKind::YesNo(value))),
    ]
    .boxed()
}

fn condition() -> BoxedStrategy<CellCondition> {
    let operator = proptest::sample::select(vec![
        CompareOperator::Less,
        CompareOperator::LessOrEqual,
        CompareOperator::Greater,
        CompareOperator::GreaterOrEqual,
    ]);
    let state = proptest::sample::select(vec![State::Known, State::Unknown]);
    prop_oneof![
        3 => value().prop_map(CellConditionKind::Value),
        2 => range(true).prop_map(|range| CellConditionKind::Range(expr(ExprKind::Range(range)))),
        3 => (operator, value()).prop_map(|(sign, value)| CellConditionKind::Compare(sign, value)),
        1 => state.prop_map(CellConditionKind::State),
    ]
    .prop_map(|kind| CellCondition { kind, span: at() })
    .boxed()
}

fn test_cell() -> BoxedStrategy<InputCell> {
    (any::<bool>(), vec(vec(condition(), 1..3), 1..4))
        .prop_map(|(negated, alternatives)| InputCell {
            kind: InputCellKind::Test(CellTest {
                negated,
                alternatives,
            }),
            span: at(),
        })
        .boxed()
}

fn input_cell() -> BoxedStrategy<InputCell> {
    let fixed = proptest::sample::select(vec![
        InputCellKind::Blank,
        InputCellKind::Any,
        InputCellKind::Otherwise,
    ]);
    prop_oneof![
        2 => fixed.prop_map(|kind| InputCell { kind, span: at() }),
        5 => test_cell(),
    ]
    .boxed()
}

fn line_table(name: &str) -> BoxedStrategy<DecisionTable> {
    let name = named(name);
    (1..3usize, 0..3usize)
        .prop_flat_map(|(inputs, further)| {
            let line = (
                vec(input_cell(), inputs),
                vec(maybe(expression()), further + 1),
            );
            (
                vec(reference(), inputs),
                vec(plain_name(), further),
                vec(line, 0..4),
            )
        })
        .prop_map(move |(inputs, further, lines)| {
            let mut outputs = vec![name.clone()];
            outputs.extend(further);
            if outputs.len() > 2 {
                outputs[2] = named(BECAUSE);
            }
            let lines = lines.into_iter().map(|(cells, outputs)| TableLine {
                cells,
                outputs,
                span: at(),
            });
            DecisionTable::Lines(LineTable {
                inputs,
                outputs,
                lines: lines.collect(),
                head: at(),
                span: at(),
            })
        })
        .boxed()
}

fn grid_table() -> BoxedStrategy<DecisionTable> {
    let column = plain_number().prop_map(|value| InputCell {
        kind: InputCellKind::Test(CellTest {
            negated: false,
            alternatives: vec![vec![CellCondition {
                kind: CellConditionKind::Value(value),
                span: at(),
            }]],
        }),
        span: at(),
    });
    (1..4usize)
        .prop_flat_map(move |columns| {
            let line = (input_cell(), vec(maybe(value()), columns));
            (
                reference(),
                reference(),
                vec(column.clone(), columns),
                vec(line, 0..4),
            )
        })
        .prop_map(|(down, across, columns, lines)| {
            let lines = lines.into_iter().map(|(cell, values)| GridLine {
                cell,
                values,
                span: at(),
            });
            DecisionTable::Grid(GridTable {
                down,
                across,
                columns,
                lines: lines.collect(),
                head: at(),
                span: at(),
            })
        })
        .boxed()
}

pub fn decision() -> BoxedStrategy<Statement> {
    let policy =
        proptest::sample::select(vec![HitPolicy::First, HitPolicy::Unique, HitPolicy::All]);
    let unread =
        text().prop_map(|path| (Some(path), DecisionTable::Lines(LineTable::unread(at()))));
    let table = prop_oneof![
        3 => line_table("grade").prop_map(|table| (None, table)),
        3 => grid_table().prop_map(|table| (None, table)),
        1 => unread,
    ];
    (
        maybe(text()),
        plain_name(),
        maybe(plain_name()),
        policy,
        table,
    )
        .prop_map(|(label, target, gives, policy, (file, table))| {
            Statement::Decision(Decision {
                name: named("grade"),
                label,
                target,
                gives,
                policy,
                file,
                table,
                span: at(),
            })
        })
        .boxed()
}
