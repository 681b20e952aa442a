//! Arithmetic, `if` and `default`.

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::TypeProblem;
use crate::analysis::ranges;
use crate::analysis::types::units_mix;
use crate::decimal::ONE;
use crate::ir::{
    ArithmeticOperator, Bounds, ExprId, ExprKind, NumberType, NumberUnit, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast::Expr;

impl Analyser<'_> {
    /// Lowers `-x`.
    pub fn negate(&mut self, inner: &Expr, span: Span) -> Option<ExprId> {
        let id = self.expression(inner)?;
        let ty = match self.type_of(id).clone() {
            Type::Number(number) => Type::Number(NumberType {
                bounds: ranges::negate(number.bounds),
                ..number
            }),
            Type::Duration(bounds) => Type::Duration(ranges::negate(bounds)),
            Type::Months => Type::Months,
            ty @ (Type::Text
            | Type::YesNo
            | Type::Date(_)
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_)) => {
                let found = self.describe(&ty);
                self.report(TypeProblem::NumberNeeded {
                    found,
                    at: inner.span.0,
                });
                return None;
            }
        };
        // A negative literal is a literal.
        if let ExprKind::Literal(Value::Number(number)) = self.program.exprs[id].kind
            && let Some(value) = crate::decimal::Decimal::ZERO.checked_sub(number)
        {
            return Some(self.push(ExprKind::Literal(Value::Number(value)), ty, span));
        }
        Some(self.push(ExprKind::Negate(id), ty, span))
    }

    /// Lowers `a + b` and its like.
    pub fn arithmetic(
        &mut self,
        operator: ArithmeticOperator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let (left_id, right_id) = (self.expression(left), self.expression(right));
        let (left_id, right_id) = (left_id?, right_id?);
        let (a, b) = (
            self.type_of(left_id).clone(),
            self.type_of(right_id).clone(),
        );
        let Some(ty) = arithmetic_type(operator, &a, &b) else {
            let problem = self.arithmetic_problem(operator, &a, &b, (left, right), span);
            self.report(problem);
            return None;
        };
        let kind = ExprKind::Arithmetic(operator, left_id, right_id);
        Some(self.push(kind, ty, span))
    }

    fn arithmetic_problem(
        &self,
        operator: ArithmeticOperator,
        a: &Type,
        b: &Type,
        operands: (&Expr, &Expr),
        at: Span,
    ) -> TypeProblem {
        let currency = |ty: &Type| match ty {
            Type::Number(NumberType {
                unit: NumberUnit::Money(currency),
                ..
            }) => Some(currency.clone()),
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_) => None,
        };
        if let (Some(left), Some(right)) = (currency(a), currency(b))
            && left != right
        {
            return TypeProblem::TwoCurrencies { left, right, at };
        }
        TypeProblem::NoArithmetic {
            operator,
            left: self.describe(a),
            right: self.describe(b),
            texts: *a == Type::Text && *b == Type::Text,
            money: currency(a).or_else(|| currency(b)),
            dates: matches!(a, Type::Date(_)) || matches!(b, Type::Date(_)),
            left_at: operands.0.span.0,
            right_at: operands.1.span.0,
            at,
        }
    }

    /// Lowers `if c then a else b`.
    pub fn if_else(
        &mut self,
        condition: &Expr,
        then: &Expr,
        otherwise: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let condition = self.condition(condition, "`if`");
        let (then_id, otherwise_id) = (self.expression(then), self.expression(otherwise));
        let (condition, then_id, otherwise_id) = (condition?, then_id?, otherwise_id?);
        let (a, b) = (
            self.type_of(then_id).clone(),
            self.type_of(otherwise_id).clone(),
        );
        let Some(ty) = self.unified(&a, &b) else {
            let (first, second) = (self.describe(&a), self.describe(&b));
            let place = "`if` gives one kind of value: `then` and `else` must be of one kind";
            self.report(TypeProblem::Branches {
                place,
                first,
                second,
                at: span,
            });
            return None;
        };
        let kind = ExprKind::If {
            condition,
            then: then_id,
            otherwise: otherwise_id,
        };
        Some(self.push(kind, ty, span))
    }

    /// Lowers `x default y`.
    pub fn default(&mut self, value: &Expr, fallback: &Expr, span: Span) -> Option<ExprId> {
        let value_id = self.expression(value)?;
        let a = self.type_of(value_id).clone();
        let domain = if let Type::Choice(domain) = a {
            Some(domain)
        } else {
            None
        };
        let fallback_id = self.value(fallback, domain)?;
        let b = self.type_of(fallback_id).clone();
        let Some(ty) = self.unified(&a, &b) else {
            let (first, second) = (self.describe(&a), self.describe(&b));
            let place = "what stands after `default` must be of the kind of what stands before it";
            self.report(TypeProblem::Branches {
                place,
                first,
                second,
                at: span,
            });
            return None;
        };
        Some(self.push(ExprKind::Default(value_id, fallback_id), ty, span))
    }

    /// The type that holds the values of both, if they are of one kind.
    pub fn unified(&self, a: &Type, b: &Type) -> Option<Type> {
        Some(match (a, b) {
            (Type::Number(a), Type::Number(b)) if units_mix(&a.unit, &b.unit) => {
                Type::Number(NumberType {
                    unit: if a.unit == b.unit {
                        a.unit.clone()
                    } else {
                        NumberUnit::Plain
                    },
                    integer: a.integer && b.integer,
                    bounds: a.bounds.union(b.bounds),
                })
            }
            (Type::Date(a), Type::Date(b)) => Type::Date(a.union(*b)),
            (Type::Duration(a), Type::Duration(b)) => Type::Duration(a.union(*b)),
            (Type::List(a), Type::List(b)) => Type::List(Box::new(self.unified(a, b)?)),
            (a, b) if a == b => a.clone(),
            _ => return None,
        })
    }
}

/// The type of `a operator b`, if there is one.
pub fn arithmetic_type(operator: ArithmeticOperator, a: &Type, b: &Type) -> Option<Type> {
    use ArithmeticOperator::{Add, Divide, Multiply, Subtract};
    Some(match (operator, a, b) {
        (_, Type::Number(a), Type::Number(b)) => Type::Number(NumberType {
            unit: unit_of(operator, &a.unit, &b.unit)?,
            integer: a.integer && b.integer && operator != Divide,
            bounds: ranges::arithmetic(operator, a.bounds, b.bounds),
        }),
        (Add, Type::Date(a), Type::Duration(b)) | (Add, Type::Duration(a), Type::Date(b)) => {
            Type::Date(ranges::add(*a, *b))
        }
        (Subtract, Type::Date(a), Type::Duration(b)) => Type::Date(ranges::subtract(*a, *b)),
        (Subtract, Type::Date(a), Type::Date(b)) => Type::Duration(ranges::subtract(*a, *b)),
        // Months differ in length; the range is not followed through them.
        (Add | Subtract, Type::Date(_), Type::Months) | (Add, Type::Months, Type::Date(_)) => {
            Type::Date(Bounds::OPEN)
        }
        (Add, Type::Duration(a), Type::Duration(b)) => Type::Duration(ranges::add(*a, *b)),
        (Subtract, Type::Duration(a), Type::Duration(b)) => {
            Type::Duration(ranges::subtract(*a, *b))
        }
        (Multiply, Type::Duration(days), Type::Number(times))
        | (Multiply, Type::Number(times), Type::Duration(days))
            if times.unit == NumberUnit::Plain || times.unit == NumberUnit::Percent =>
        {
            Type::Duration(ranges::multiply(*days, times.bounds, ONE))
        }
        (Divide, Type::Duration(a), Type::Duration(b)) => Type::Number(NumberType {
            unit: NumberUnit::Plain,
            integer: false,
            bounds: ranges::divide(*a, *b, ONE),
        }),
        _ => return None,
    })
}

fn unit_of(operator: ArithmeticOperator, a: &NumberUnit, b: &NumberUnit) -> Option<NumberUnit> {
    use NumberUnit::{Money, Percent, Plain};
    let adding = matches!(
        operator,
        ArithmeticOperator::Add | ArithmeticOperator::Subtract
    );
    let dividing = operator == ArithmeticOperator::Divide;
    match (a, b) {
        (Money(a), Money(b)) if a == b && adding => Some(Money(a.clone())),
        (Money(a), Money(b)) if a == b && dividing => Some(Plain),
        (Money(currency), Plain | Percent) if !adding => Some(Money(currency.clone())),
        (Plain | Percent, Money(currency)) if !adding && !dividing => Some(Money(currency.clone())),
        (Percent, Percent) => Some(if dividing { Plain } else { Percent }),
        (Plain | Percent, Plain | Percent) => Some(Plain),
        (Money(_), _) | (_, Money(_)) => None,
    }
}
