//! Expressions to columns: each kind is worked out from the columns of its parts by a kernel.

mod fields;
mod functions;
pub(super) mod lookup;

use std::sync::Arc;

use super::aggregates;
use super::column::{
    Column, Flags, Interval, ListColumn, Narrow, NumberColumn, Status, TextColumn, YesNoColumn,
    flag, truth,
};
use super::display::display;
use super::evaluator::{Evaluator, Frame};
use super::kernels::compare::compare;
use super::kernels::interval::Limits;
use super::kernels::logic::{self, Connective};
use super::kernels::memo::Memo;
use super::kernels::{calendar, membership, numbers, select, texts};
use super::rules;
use crate::decimal::Decimal;
use crate::ir::{
    ArithmeticOperator, CompareOperator, ExprId, ExprKind, Program, State, TemplatePart, Type,
    Value,
};

pub(super) use fields::field;

/// Works out an expression on the rows of a frame. Its parts are asked of the evaluator, which keeps
/// them.
pub(super) fn evaluate(evaluator: &Evaluator<'_>, frame: &Frame, id: ExprId) -> Column {
    let program = evaluator.program();
    let expr = &program.exprs[id];
    let rows = frame.len();
    let column = |part: ExprId| evaluator.column(frame, part);
    match &expr.kind {
        ExprKind::Literal(value) => select::constant(program, value, rows),
        ExprKind::Param(param) => select::constant(program, &program.params[*param].value, rows),
        ExprKind::Today => match evaluator.settings().as_of {
            Some(day) => select::constant(program, &Value::Date(day), rows),
            None => select::unknown(program, &Type::Date(crate::ir::Bounds::OPEN), rows, false),
        },
        ExprKind::Field(field) => evaluator.field(frame, *field),
        ExprKind::Outer(outer) => evaluator
            .outer_column(frame, *outer)
            .unwrap_or_else(|| select::unknown(program, &expr.ty, rows, false)),
        ExprKind::Through { reference, value } => {
            lookup::through(evaluator, frame, *reference, *value)
        }
        ExprKind::Rule(rule, output) => rules::output(evaluator, frame, *rule, *output),
        ExprKind::Attribute { choice, attribute } => {
            lookup::attribute(evaluator, &expr.ty, *choice, &column(*choice), *attribute)
        }
        ExprKind::LabelOf(choice) => lookup::label(evaluator, *choice, &column(*choice)),
        ExprKind::Not(operand) => Column::YesNo(logic::not(&truths(column(*operand), rows))),
        ExprKind::Negate(operand) => Column::Number(numbers::negate(
            &number(column(*operand), rows),
            Limits::of(&expr.ty),
        )),
        ExprKind::Arithmetic(operator, left, right) => {
            Column::Number(arithmetic(evaluator, frame, id, (*operator, *left, *right)))
        }
        ExprKind::And(operands) => connect(evaluator, frame, Connective::And, operands),
        ExprKind::Or(operands) => connect(evaluator, frame, Connective::Or, operands),
        ExprKind::Compare(operator, left, right) => {
            Column::YesNo(compare(*operator, &column(*left), &column(*right)))
        }
        ExprKind::InSet { item, set, negated } => {
            let found = in_set(evaluator, frame, *item, *set);
            Column::YesNo(if *negated { logic::not(&found) } else { found })
        }
        ExprKind::InRange {
            item,
            low,
            high,
            negated,
        } => {
            let item = column(*item);
            let end = |operator, end: &Option<ExprId>| {
                end.map(|end| compare(operator, &item, &column(end)))
            };
            let ends = [
                end(CompareOperator::GreaterOrEqual, low),
                end(CompareOperator::LessOrEqual, high),
            ];
            let ends: Vec<YesNoColumn> = ends.into_iter().flatten().collect();
            let found = logic::connect(Connective::And, &ends, rows);
            Column::YesNo(if *negated { logic::not(&found) } else { found })
        }
        ExprKind::IsState {
            value,
            state,
            negated,
        } => Column::YesNo(is_state(&column(*value), *state, *negated)),
        ExprKind::TextTest(operator, text, part) => {
            match (column(*text), column(*part)) {
                (Column::Text(text), Column::Text(part)) => {
                    Column::YesNo(texts::test(*operator, &text, &part))
                }
                // The analysis asks for texts.
                _ => Column::YesNo(YesNoColumn::constant(truth::UNKNOWN, rows)),
            }
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            let condition = logic::as_needed(&truths(column(*condition), rows));
            select::choose(&condition, &column(*then), &column(*otherwise))
        }
        ExprKind::Default(value, otherwise) => {
            select::default(&column(*value), &column(*otherwise))
        }
        ExprKind::Function(function, arguments) => {
            functions::evaluate(evaluator, frame, *function, arguments)
        }
        ExprKind::List(items) => list(evaluator, frame, items),
        ExprKind::Aggregate(aggregate) => aggregates::evaluate(evaluator, frame, id, aggregate),
        ExprKind::Template(parts) => template(evaluator, frame, parts),
    }
}

/// A column that the analysis has seen to be of numbers.
pub(super) fn number(column: Column, rows: usize) -> NumberColumn {
    match column {
        Column::Number(column) => column,
        Column::YesNo(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => {
            NumberColumn::constant(Interval::OPEN, flag::APPLIES, rows)
        }
    }
}

/// A column that the analysis has seen to be of yes/no.
pub(super) fn truths(column: Column, rows: usize) -> YesNoColumn {
    match column {
        Column::YesNo(column) => column,
        Column::Number(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => {
            YesNoColumn::constant(truth::UNKNOWN, rows)
        }
    }
}

/// A condition where a yes is needed: not applicable counts as no.
pub(super) fn needed(evaluator: &Evaluator<'_>, frame: &Frame, condition: ExprId) -> YesNoColumn {
    logic::as_needed(&truths(evaluator.column(frame, condition), frame.len()))
}

fn connect(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    connective: Connective,
    operands: &[ExprId],
) -> Column {
    let rows = frame.len();
    let operands: Vec<YesNoColumn> = operands
        .iter()
        .map(|&operand| truths(evaluator.column(frame, operand), rows))
        .collect();
    Column::YesNo(logic::connect(connective, &operands, rows))
}

fn arithmetic(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    id: ExprId,
    (operator, left, right): (ArithmeticOperator, ExprId, ExprId),
) -> NumberColumn {
    let exprs = &evaluator.program().exprs;
    let rows = frame.len();
    let [left_column, right_column] =
        [left, right].map(|side| number(evaluator.column(frame, side), rows));
    let is_date = |side: ExprId| matches!(exprs[side].ty, Type::Date(_));
    let is_months = |side: ExprId| matches!(exprs[side].ty, Type::Months);
    let back = operator == ArithmeticOperator::Subtract;
    if is_date(left) && is_months(right) {
        calendar::add_months(&left_column, &right_column, back)
    } else if is_months(left) && is_date(right) {
        calendar::add_months(&right_column, &left_column, back)
    } else {
        numbers::arithmetic(
            operator,
            &left_column,
            &right_column,
            Limits::of(&exprs[id].ty),
        )
    }
}

fn in_set(evaluator: &Evaluator<'_>, frame: &Frame, item: ExprId, set: ExprId) -> YesNoColumn {
    let program = evaluator.program();
    let ty = &program.exprs[item].ty;
    let item_column = evaluator.column(frame, item);
    let kind = &program.exprs[set].kind;
    if let ExprKind::List(items) = kind {
        let operands: Vec<YesNoColumn> = items
            .iter()
            .map(|&listed| evaluator.column(frame, listed))
            .map(|listed| compare(CompareOperator::Is, &item_column, &listed))
            .collect();
        return logic::connect(Connective::Or, &operands, frame.len());
    }
    // The same list on every row is looked up once.
    let constant = if let ExprKind::Literal(value) = kind {
        Some(value)
    } else if let ExprKind::Param(param) = kind {
        Some(&program.params[*param].value)
    } else {
        None
    };
    if let Some(Value::List(items)) = constant {
        return membership::in_constant(ty, &item_column, items);
    }
    if let Column::List(lists) = evaluator.column(frame, set) {
        let hit = rules::among_hits(evaluator, frame, set, &item_column);
        membership::in_lists(ty, &item_column, &lists, hit.as_ref())
    } else {
        YesNoColumn::constant(truth::UNKNOWN, frame.len()) // the analysis asks for a list
    }
}

fn is_state(column: &Column, state: State, negated: bool) -> YesNoColumn {
    let answer = |status: Status| {
        let found = match status {
            Status::Known => State::Known,
            Status::Unknown | Status::Fault => State::Unknown,
            Status::NotApplicable => State::NotApplicable,
        };
        if (found == state) == negated {
            truth::NO
        } else {
            truth::YES
        }
    };
    match column {
        Column::Number(numbers) if numbers.flags.is_plain() => {
            let [known, open] = [answer(Status::Known), answer(Status::Unknown)];
            match numbers.as_narrow() {
                Some(Narrow::Rows(low, high)) if !numbers.is_points() => {
                    let rows = low.iter().zip(high);
                    rows.map(|(low, high)| if low == high { known } else { open })
                        .collect()
                }
                Some(_) if numbers.is_points() => YesNoColumn::constant(known, numbers.len()),
                Some(_) | None => (0..numbers.len())
                    .map(|row| answer(numbers.status(row)))
                    .collect(),
            }
        }
        Column::YesNo(answers) => {
            answers.map(|bits| answer(YesNoColumn::constant(bits, 1).status(0)))
        }
        Column::Number(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => (0..column
            .len())
            .map(|row| answer(column.status(row)))
            .collect(),
    }
}

/// A list of settled items; anything where an item is open. Items that do not apply are left out.
fn list(evaluator: &Evaluator<'_>, frame: &Frame, items: &[ExprId]) -> Column {
    let program = evaluator.program();
    let columns: Vec<(Column, &Type)> = items
        .iter()
        .map(|&item| (evaluator.column(frame, item), &program.exprs[item].ty))
        .collect();
    let (values, bits) = (0..frame.len())
        .map(|row| {
            let mut found = Some(Vec::with_capacity(columns.len()));
            let mut bits = flag::APPLIES;
            for (column, ty) in &columns {
                match column.status(row) {
                    Status::NotApplicable => continue,
                    Status::Fault => bits |= flag::FAULT,
                    Status::Known | Status::Unknown => {}
                }
                match (settled_value(ty, column, row), &mut found) {
                    (Some(value), Some(values)) => values.push(value),
                    _ => found = None,
                }
            }
            (found.map(Arc::from), bits)
        })
        .unzip();
    Column::List(ListColumn::new(values, bits))
}

/// A settled row as a constant.
pub(super) fn settled_value(ty: &Type, column: &Column, row: usize) -> Option<Value> {
    if column.status(row) != Status::Known {
        return None;
    }
    match column {
        Column::Number(column) => {
            let units = column.interval(row).low;
            match ty {
                Type::Date(_) => i32::try_from(units).ok().map(Value::Date),
                Type::Duration(_) => i64::try_from(units).ok().map(Value::Duration),
                Type::Months => i32::try_from(units).ok().map(Value::Months),
                Type::Number(_)
                | Type::Text
                | Type::YesNo
                | Type::Choice(_)
                | Type::List(_)
                | Type::Reference(_) => Decimal::from_units(units).map(Value::Number),
            }
        }
        Column::YesNo(column) => Some(Value::YesNo(column.get(row) == truth::YES)),
        Column::Choice(column) => match (ty, column.possible(row).next()) {
            (Type::Choice(domain), Some(member)) => Some(Value::Choice(*domain, member)),
            _ => None,
        },
        Column::Text(column) => column.text(row).map(Value::Text),
        Column::List(column) => column.get(row).map(|items| Value::List(items.to_vec())),
    }
}

/// A part of a text with holes: what stands there, or what is printed there.
enum Piece<'a> {
    Literal(&'a str),
    Hole(&'a Type, Column),
}

fn pieces<'a>(
    evaluator: &Evaluator<'a>,
    frame: &Frame,
    parts: &'a [TemplatePart],
) -> Vec<Piece<'a>> {
    let program = evaluator.program();
    let piece = |part: &'a TemplatePart| match part {
        TemplatePart::Literal(text) => Piece::Literal(text),
        TemplatePart::Hole(hole) => {
            Piece::Hole(&program.exprs[*hole].ty, evaluator.column(frame, *hole))
        }
    };
    parts.iter().map(piece).collect()
}

fn filled(program: &Program, pieces: &[Piece<'_>], row: usize) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Hole(ty, column) => text.push_str(&display(program, ty, column, row)),
        }
    }
    text
}

/// A text with holes: always settled, for it says what is not.
fn template(evaluator: &Evaluator<'_>, frame: &Frame, parts: &[TemplatePart]) -> Column {
    let program = evaluator.program();
    let pieces = pieces(evaluator, frame, parts);
    let text = |row| -> Arc<str> { filled(program, &pieces, row).into() };
    let mut holes = pieces.iter().filter_map(|piece| match piece {
        Piece::Hole(_, column) => Some(column),
        Piece::Literal(_) => None,
    });
    let values = match (holes.next(), holes.next()) {
        (None, _) => {
            return Column::Text(TextColumn::constant(
                Some(text(0)),
                flag::APPLIES,
                frame.len(),
            ));
        }
        (Some(Column::Number(numbers)), None) => match numbers.as_narrow() {
            Some(ends) => {
                let (low, high) = ends.spelled(frame.len());
                let mut memo = Memo::new();
                let rows = low.iter().zip(high.iter()).enumerate();
                rows.map(|(row, (&low, &high))| {
                    Some(memo.get((low, high, numbers.flags.get(row)), || text(row)))
                })
                .collect()
            }
            None => (0..frame.len()).map(|row| Some(text(row))).collect(),
        },
        (Some(_), _) => (0..frame.len()).map(|row| Some(text(row))).collect(),
    };
    Column::Text(TextColumn::with_flags(values, Flags(None)))
}

/// A text with holes on one row; nothing if the expression is none.
pub(super) fn template_at(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    id: ExprId,
    row: usize,
) -> Option<String> {
    let program = evaluator.program();
    let ExprKind::Template(parts) = &program.exprs[id].kind else {
        return None;
    };
    Some(filled(program, &pieces(evaluator, frame, parts), row))
}
