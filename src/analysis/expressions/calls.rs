//! Calls of functions.

use super::picked::picked_by;
use super::sets::query;
use crate::analysis::analyser::Analyser;
use crate::analysis::errors::{NameProblem, TypeProblem};
use crate::analysis::ranges;
use crate::analysis::suggestions;
use crate::decimal::{Decimal, ONE};
use crate::diagnostics::nearest;
use crate::ir::{
    AggregateFunction, Bounds, ExprId, ExprKind, Function, NumberType, NumberUnit, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr};

impl Analyser<'_> {
    /// Lowers `function(arguments)`.
    pub fn call(&mut self, function: &ast::Name, arguments: &[Expr], span: Span) -> Option<ExprId> {
        let name = function.text.as_str();
        if let [argument] = arguments
            && let Some(function) = self.over_hits(name, argument)
        {
            return self.hits(function, name, argument, span);
        }
        if let [argument] = arguments
            && let Some(operator) = self.asked_of_hits(name, argument)
        {
            return self.any_hit(operator, name, argument, span);
        }
        let aggregate = match name {
            "count" => AggregateFunction::Count,
            "any" => AggregateFunction::Any,
            "none" => AggregateFunction::None,
            "sum" => AggregateFunction::Sum,
            "mean" => AggregateFunction::Mean,
            "median" => AggregateFunction::Median,
            "stdev" => AggregateFunction::Stdev,
            "min" | "max" => return self.least_or_greatest(name, arguments, span),
            "agreement" => return self.agreement(arguments, span),
            _ => {
                return match picked_by(name) {
                    Some(pick) => self.picked_values(pick, (name, arguments), span),
                    None => self.function(function, arguments, span),
                };
            }
        };
        let [argument] = arguments else {
            let (name, wanted) = (name.to_owned(), "one set of rows");
            let found = arguments.len();
            self.report(TypeProblem::ArgumentCount {
                name,
                wanted,
                found,
                at: span,
            });
            return None;
        };
        match aggregate {
            AggregateFunction::Count => self.count(argument, span),
            AggregateFunction::Any | AggregateFunction::None => {
                match self.asked_of_picked(aggregate, argument, span) {
                    Some(picked) => picked,
                    None => self.aggregate_rows(aggregate, name, argument, span),
                }
            }
            AggregateFunction::Sum
            | AggregateFunction::Mean
            | AggregateFunction::Median
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Stdev
            | AggregateFunction::Names
            | AggregateFunction::Picked(..)
            | AggregateFunction::WeighedMean
            | AggregateFunction::Agreement => {
                self.aggregate_values(aggregate, name, argument, span)
            }
        }
    }

    /// `min(a, b)` of single values, `min(a of set)` of rows.
    fn least_or_greatest(&mut self, name: &str, arguments: &[Expr], span: Span) -> Option<ExprId> {
        let greatest = name == "max";
        if let [argument] = arguments {
            let function = if greatest {
                AggregateFunction::Max
            } else {
                AggregateFunction::Min
            };
            if query(argument).value.is_some() || self.is_set(query(argument).set) {
                return self.aggregate_values(function, name, argument, span);
            }
        }
        if arguments.len() < 2 {
            let wanted = "at least two values, or `x of` a set of rows";
            let (name, found) = (name.to_owned(), arguments.len());
            self.report(TypeProblem::ArgumentCount {
                name,
                wanted,
                found,
                at: span,
            });
            return None;
        }
        let lowered: Vec<Option<ExprId>> = arguments.iter().map(|a| self.expression(a)).collect();
        let ids: Vec<ExprId> = lowered.into_iter().collect::<Option<_>>()?;
        let (&first, rest) = ids.split_first()?;
        let mut ty = self.type_of(first).clone();
        if !self.has_order(&ty) {
            let (found, choice) = (self.describe(&ty), matches!(ty, Type::Choice(_)));
            let (left, at) = (super::written(arguments.first()?), self.span_of(first));
            self.report(TypeProblem::NoOrder {
                left,
                found,
                choice,
                at,
            });
            return None;
        }
        for &id in rest {
            let other = self.type_of(id).clone();
            let Some(both) = self.unified(&ty, &other) else {
                let (first, second) = (self.describe(&ty), self.describe(&other));
                let place = "values that are weighed against each other must be of one kind";
                self.report(TypeProblem::Branches {
                    place,
                    first,
                    second,
                    at: self.span_of(id),
                });
                return None;
            };
            let pick = if greatest {
                ranges::greatest
            } else {
                ranges::least
            };
            ty = with_bounds(both, pick(ty.bounds(), other.bounds()));
        }
        let function = if greatest {
            Function::Max
        } else {
            Function::Min
        };
        Some(self.push(ExprKind::Function(function, ids), ty, span))
    }

    fn function(&mut self, name: &ast::Name, arguments: &[Expr], span: Span) -> Option<ExprId> {
        let (function, wanted, count) = match name.text.as_str() {
            "abs" => (Function::Abs, "one number", 1),
            "round" => (
                Function::Round,
                "a number and the step to round to, as in `round(x, 0.1)`",
                2,
            ),
            "remainder" => (
                Function::Remainder,
                "two numbers, as in `remainder(visits, 10)`",
                2,
            ),
            "year" => (Function::Year, "one date", 1),
            "month" => (Function::Month, "one date", 1),
            "days" => (Function::Days, "one length of time", 1),
            "length" => (Function::Length, "one text", 1),
            _ => {
                let problem = self.unknown_function(name);
                self.report(problem);
                return None;
            }
        };
        if arguments.len() != count {
            let (name, found) = (name.text.clone(), arguments.len());
            self.report(TypeProblem::ArgumentCount {
                name,
                wanted,
                found,
                at: span,
            });
            return None;
        }
        let lowered: Vec<Option<ExprId>> = arguments.iter().map(|a| self.expression(a)).collect();
        let ids: Vec<ExprId> = lowered.into_iter().collect::<Option<_>>()?;
        let types: Vec<Type> = ids.iter().map(|&id| self.type_of(id).clone()).collect();
        let Some(ty) = self.function_type(function, &types, &ids) else {
            let found = types
                .iter()
                .map(|ty| self.describe(ty))
                .collect::<Vec<_>>()
                .join(" and ");
            let name = name.text.clone();
            self.report(TypeProblem::WrongArgument {
                name,
                wanted,
                found,
                at: span,
            });
            return None;
        };
        Some(self.push(ExprKind::Function(function, ids), ty, span))
    }

    fn function_type(&self, function: Function, types: &[Type], ids: &[ExprId]) -> Option<Type> {
        let whole = |low: i128, high: Option<i128>| {
            Type::integer(Bounds {
                low: Some(low * ONE),
                high: high.map(|high| high * ONE),
            })
        };
        Some(match (function, types) {
            (Function::Abs, [Type::Number(number)]) => Type::Number(NumberType {
                bounds: magnitude(number.bounds),
                ..number.clone()
            }),
            (Function::Abs, [Type::Duration(bounds)]) => Type::Duration(magnitude(*bounds)),
            (Function::Round, [Type::Number(number), Type::Number(step)])
                if super::super::types::units_mix(&number.unit, &step.unit)
                    || step.unit == NumberUnit::Plain =>
            {
                let step_value = ids.get(1).and_then(|&id| self.constant_value(id));
                let integer = matches!(step_value, Some(Value::Number(step)) if step.is_integer())
                    && number.unit == NumberUnit::Plain;
                let bounds = match step_value {
                    Some(Value::Number(step)) => widened(number.bounds, step),
                    _ => Bounds::OPEN,
                };
                Type::Number(NumberType {
                    unit: number.unit.clone(),
                    integer,
                    bounds,
                })
            }
            (Function::Remainder, [Type::Number(a), Type::Number(b)])
                if super::super::types::units_mix(&a.unit, &b.unit) =>
            {
                let low = if a.bounds.low.is_some_and(|low| low >= 0) {
                    Some(0)
                } else {
                    None
                };
                let bounds = Bounds {
                    low,
                    high: low.and(a.bounds.high),
                };
                Type::Number(NumberType {
                    unit: a.unit.clone(),
                    integer: a.integer && b.integer,
                    bounds,
                })
            }
            (Function::Year, [Type::Date(_)]) => Type::integer(Bounds::OPEN),
            (Function::Month, [Type::Date(_)]) => whole(1, Some(12)),
            (Function::Days, [Type::Duration(bounds)]) => Type::integer(Bounds {
                low: bounds.low.map(|low| low.saturating_mul(ONE)),
                high: bounds.high.map(|high| high.saturating_mul(ONE)),
            }),
            (Function::Length, [Type::Text]) => whole(0, None),
            _ => return None,
        })
    }

    fn unknown_function(&self, name: &ast::Name) -> NameProblem {
        let known: Vec<&str> = suggestions::AGGREGATES
            .iter()
            .chain(suggestions::FUNCTIONS)
            .copied()
            .collect();
        let instead = suggestions::known_function(&name.text);
        let renamed = suggestions::renamed_function(&name.text);
        let meant = match instead {
            Some(_) => None,
            None => renamed.or_else(|| nearest(&name.text, known.iter().copied())),
        };
        let mut known: Vec<String> = known.into_iter().map(str::to_owned).collect();
        known.sort_unstable();
        known.dedup();
        NameProblem::UnknownFunction {
            name: name.text.clone(),
            instead,
            meant: meant.map(str::to_owned),
            known,
            at: name.span.0,
        }
    }
}

fn magnitude(bounds: Bounds) -> Bounds {
    match (bounds.low, bounds.high) {
        (Some(low), _) if low >= 0 => bounds,
        (_, Some(high)) if high <= 0 => ranges::negate(bounds),
        (low, high) => Bounds {
            low: Some(0),
            high: low.zip(high).map(|(low, high)| high.max(-low)),
        },
    }
}

/// Rounding moves a value by half a step at most.
fn widened(bounds: Bounds, step: Decimal) -> Bounds {
    let step = step.units().abs();
    let multiple = |units: i128| {
        crate::decimal::divide_rounded(units, step).map(|count| count.saturating_mul(step))
    };
    Bounds {
        low: bounds.low.and_then(multiple),
        high: bounds.high.and_then(multiple),
    }
}

fn with_bounds(ty: Type, bounds: Bounds) -> Type {
    match ty {
        Type::Number(number) => Type::Number(NumberType { bounds, ..number }),
        Type::Date(_) => Type::Date(bounds),
        Type::Duration(_) => Type::Duration(bounds),
        ty @ (Type::Text
        | Type::YesNo
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_)) => ty,
    }
}
