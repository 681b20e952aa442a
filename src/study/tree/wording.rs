//! What a line means, told from how it is said.

use super::{Head, children, parts};
use crate::decimal::Decimal;
use crate::syntax::ast::{
    Expr, ExprKind, Multiplier, NumberLiteral, RecordItem, ScoreItem, Statement, Unit, ViewItem,
};

/// The line with numbers and brackets in one form: `100k` is `100000`, `2 weeks` is `14 days`.
pub(in crate::study) fn canonical(mut head: Head) -> Head {
    for (_, expr) in parts(&mut head) {
        simplify(expr);
    }
    head
}

/// The line in one form, and without labels and reasons. Lines with the same meaning are equal.
pub(in crate::study) fn meaning(head: Head) -> Head {
    let mut head = canonical(head);
    match &mut head {
        Head::Statement(statement) => unlabel_statement(statement),
        Head::RecordItem(item) => match item {
            RecordItem::Field(field) => field.label = None,
            RecordItem::Computed(field) => field.label = None,
            RecordItem::Relation(relation) => relation.label = None,
            RecordItem::Missing(_) | RecordItem::Written(_) => {}
        },
        Head::Gate(gate) => {
            gate.label = None;
            gate.otherwise = None;
        }
        Head::ScoreItem(item) => match item {
            ScoreItem::Points(line) => line.label = None,
            ScoreItem::Group(group) => group.label = None,
            ScoreItem::Band(band) => band.label = None,
            ScoreItem::Multiply(_)
            | ScoreItem::Weigh(_)
            | ScoreItem::WeighEach(_)
            | ScoreItem::Scale(_)
            | ScoreItem::Limit(_)
            | ScoreItem::Rank(_) => {}
        },
        Head::Points(line) => line.label = None,
        Head::Option(option) => option.label = None,
        Head::Arm(arm) => arm.because = None,
        Head::Line(line, because) => {
            let reason = because.and_then(|place| line.outputs.get_mut(place));
            if let Some(reason) = reason {
                *reason = None;
            }
        }
        Head::ViewItem(ViewItem::Show { columns, .. }) => {
            columns.iter_mut().for_each(|column| column.heading = None);
        }
        Head::GridLine(_)
        | Head::Row(_)
        | Head::ViewItem(ViewItem::Where { .. } | ViewItem::Sort { .. } | ViewItem::Top { .. }) => {
        }
    }
    head
}

fn unlabel_statement(statement: &mut Statement) {
    match statement {
        Statement::Pack(pack) => pack.label = None,
        Statement::Record(record) => record.label = None,
        Statement::List(list) => list.label = None,
        Statement::Param(param) => param.label = None,
        Statement::Segment(segment) => segment.label = None,
        Statement::Score(score) => score.label = None,
        Statement::Strategy(strategy) => strategy.label = None,
        Statement::Check(check) => check.label = None,
        Statement::Decision(decision) => decision.label = None,
        Statement::View(view) => view.label = None,
        Statement::Source(_) | Statement::Use(_) | Statement::Test(_) => {}
    }
}

fn simplify(expr: &mut Expr) {
    children(expr).into_iter().for_each(simplify);
    if let ExprKind::Parenthesis(inner) = &expr.kind {
        *expr = (**inner).clone();
    } else if let ExprKind::Number(number) = &expr.kind {
        expr.kind = ExprKind::Number(simple(number));
    }
}

fn simple(number: &NumberLiteral) -> NumberLiteral {
    let (unit, times) = match &number.unit {
        Unit::Weeks => (Unit::Days, 7),
        Unit::Years => (Unit::Months, 12),
        Unit::None | Unit::Percent | Unit::Currency(_) | Unit::Days | Unit::Months => {
            (number.unit.clone(), 1)
        }
    };
    let value = number.value.checked_mul(Decimal::from_integer(times));
    let value = value.unwrap_or(number.value);
    NumberLiteral {
        digits: value.to_string(),
        multiplier: Multiplier::One,
        unit,
        value,
    }
}
