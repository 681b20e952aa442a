//! Constants: literals, params and simple arithmetic of those, worked out while the pack is checked.

use chrono::{Days, Months, NaiveDate};

use super::analyser::Analyser;
use super::errors::TypeProblem;
use crate::decimal::Decimal;
use crate::ir::{ArithmeticOperator, Bounds, DomainId, ExprId, ExprKind, NumberType, Type, Value};
use crate::source::Span;
use crate::syntax::ast;

/// Why an expression has no constant value.
enum NotConstant {
    /// It reads something that differs from row to row.
    Reads(Span),
    /// Division by zero, or a number too large.
    Fault(Span),
}

impl Analyser<'_> {
    /// The value of an expression in which only constants may stand; bare names are members of
    /// `domain` where one is given.
    pub fn constant(
        &mut self,
        expr: &ast::Expr,
        domain: Option<DomainId>,
    ) -> Option<(ExprId, Value)> {
        let id = self.without_rows(|this| this.value(expr, domain))?;
        let value = self.folded(id)?;
        Some((id, value))
    }

    /// The number that an expression of constants comes to.
    pub fn constant_number(&mut self, expr: &ast::Expr) -> Option<(Decimal, NumberType)> {
        let (id, value) = self.constant(expr, None)?;
        match (value, self.type_of(id).clone()) {
            (Value::Number(number), Type::Number(ty)) => Some((number, ty)),
            (_, ty) => {
                let found = self.describe(&ty);
                self.report(TypeProblem::NumberNeeded {
                    found,
                    at: expr.span.0,
                });
                None
            }
        }
    }

    /// The value of a lowered expression, or a finding why it has none.
    pub fn folded(&mut self, id: ExprId) -> Option<Value> {
        match self.fold(id) {
            Ok(value) => Some(value),
            Err(NotConstant::Reads(at)) => {
                self.report(TypeProblem::NotConstant { at });
                None
            }
            Err(NotConstant::Fault(at)) => {
                self.report(TypeProblem::ConstantFault { at });
                None
            }
        }
    }

    /// The value of a lowered expression if it is constant; silent.
    pub fn constant_value(&self, id: ExprId) -> Option<Value> {
        self.fold(id).ok()
    }

    fn fold(&self, id: ExprId) -> Result<Value, NotConstant> {
        let expr = &self.program.exprs[id];
        match &expr.kind {
            ExprKind::Literal(value) => Ok(value.clone()),
            ExprKind::Param(param) => Ok(self.program.params[*param].value.clone()),
            ExprKind::Negate(inner) => match self.fold(*inner)? {
                Value::Number(number) => Ok(Value::Number(
                    Decimal::ZERO
                        .checked_sub(number)
                        .ok_or(NotConstant::Fault(expr.span))?,
                )),
                Value::Duration(days) => Ok(Value::Duration(-days)),
                Value::Months(months) => Ok(Value::Months(-months)),
                Value::Text(_)
                | Value::YesNo(_)
                | Value::Date(_)
                | Value::Choice(..)
                | Value::List(_) => Err(NotConstant::Reads(expr.span)),
            },
            ExprKind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.fold(*left)?, self.fold(*right)?);
                arithmetic(*operator, &left, &right).ok_or(NotConstant::Fault(expr.span))
            }
            ExprKind::List(items) => items
                .iter()
                .map(|item| self.fold(*item))
                .collect::<Result<_, _>>()
                .map(Value::List),
            ExprKind::Today
            | ExprKind::Field(_)
            | ExprKind::Outer(_)
            | ExprKind::Through { .. }
            | ExprKind::Rule(..)
            | ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::InSet { .. }
            | ExprKind::InRange { .. }
            | ExprKind::IsState { .. }
            | ExprKind::TextTest(..)
            | ExprKind::If { .. }
            | ExprKind::Default(..)
            | ExprKind::Function(..)
            | ExprKind::Aggregate(_)
            | ExprKind::Template(_) => Err(NotConstant::Reads(expr.span)),
        }
    }
}

fn arithmetic(operator: ArithmeticOperator, left: &Value, right: &Value) -> Option<Value> {
    use ArithmeticOperator::{Add, Divide, Multiply, Subtract};
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => match operator {
            Add => a.checked_add(*b),
            Subtract => a.checked_sub(*b),
            Multiply => a.checked_mul(*b),
            Divide => a.checked_div(*b),
        }
        .map(Value::Number),
        (Value::Duration(a), Value::Duration(b)) => match operator {
            Add => a.checked_add(*b).map(Value::Duration),
            Subtract => a.checked_sub(*b).map(Value::Duration),
            Divide => Decimal::from_integer(*a)
                .checked_div(Decimal::from_integer(*b))
                .map(Value::Number),
            Multiply => None,
        },
        (Value::Duration(days), Value::Number(times))
        | (Value::Number(times), Value::Duration(days)) => {
            let product = Decimal::from_integer(*days).checked_mul(*times)?;
            let whole = crate::decimal::divide_rounded(product.units(), crate::decimal::ONE)?;
            i64::try_from(whole).ok().map(Value::Duration)
        }
        (Value::Date(a), Value::Date(b)) => Some(Value::Duration(i64::from(*a) - i64::from(*b))),
        (Value::Date(date), Value::Duration(days)) => {
            let days = if operator == Subtract { -days } else { *days };
            i32::try_from(i64::from(*date).checked_add(days)?)
                .ok()
                .map(Value::Date)
        }
        (Value::Duration(days), Value::Date(date)) => {
            i32::try_from(i64::from(*date).checked_add(*days)?)
                .ok()
                .map(Value::Date)
        }
        (Value::Date(date), Value::Months(months)) => {
            let months = if operator == Subtract {
                -months
            } else {
                *months
            };
            add_months(*date, months).map(Value::Date)
        }
        (Value::Months(months), Value::Date(date)) => add_months(*date, *months).map(Value::Date),
        _ => None,
    }
}

/// The same day some months on; the last day of the month where it has no such day.
fn add_months(date: i32, months: i32) -> Option<i32> {
    let epoch = NaiveDate::default();
    let day = if date < 0 {
        epoch.checked_sub_days(Days::new(u64::from(date.unsigned_abs())))?
    } else {
        epoch.checked_add_days(Days::new(u64::from(date.unsigned_abs())))?
    };
    let moved = if months < 0 {
        day.checked_sub_months(Months::new(months.unsigned_abs()))?
    } else {
        day.checked_add_months(Months::new(months.unsigned_abs()))?
    };
    i32::try_from(moved.signed_duration_since(epoch).num_days()).ok()
}

/// The place of a value on its type's scale; none for what has no range.
pub fn units(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => Some(number.units()),
        Value::Date(days) => Some(i128::from(*days)),
        Value::Duration(days) => Some(i128::from(*days)),
        Value::Months(months) => Some(i128::from(*months)),
        Value::Text(_) | Value::YesNo(_) | Value::Choice(..) | Value::List(_) => None,
    }
}

/// The range that holds just this value.
pub fn exactly(value: &Value) -> Bounds {
    units(value).map_or(Bounds::OPEN, |units| Bounds::closed(units, units))
}
