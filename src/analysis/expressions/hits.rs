//! `count(tags)`, `sum(tags.cost)`: the lines of a decision with `all` that hold, put together.

use crate::analysis::analyser::{Analyser, Declared, RuleDeclaration};
use crate::analysis::errors::TypeProblem;
use crate::decimal::Decimal;
use crate::ir::{
    AggregateFunction, Bounds, CompareOperator, ExprId, ExprKind, HitPolicy, NumberType,
    NumberUnit, Output, RuleId, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr};

impl Analyser<'_> {
    /// What a function works out of the lines that hold, if that is what is asked for.
    pub fn over_hits(&self, name: &str, argument: &Expr) -> Option<AggregateFunction> {
        let function = match name {
            "count" => AggregateFunction::Count,
            "sum" => AggregateFunction::Sum,
            "mean" => AggregateFunction::Mean,
            "median" => AggregateFunction::Median,
            "min" => AggregateFunction::Min,
            "max" => AggregateFunction::Max,
            _ => return None,
        };
        self.names_hits(argument).then_some(function)
    }

    /// How the number of lines that hold compares with zero, if that is what is asked for.
    pub fn asked_of_hits(&self, name: &str, argument: &Expr) -> Option<CompareOperator> {
        let operator = match name {
            "any" => CompareOperator::Greater,
            "none" => CompareOperator::Is,
            _ => return None,
        };
        self.names_hits(argument).then_some(operator)
    }

    /// Lowers `any(tags)` and `none(tags)`.
    pub fn any_hit(
        &mut self,
        operator: CompareOperator,
        name: &str,
        argument: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let count = self.hits(AggregateFunction::Count, name, argument, span)?;
        let zero = self.literal(Value::Number(Decimal::ZERO), span);
        Some(self.push(ExprKind::Compare(operator, count, zero), Type::YesNo, span))
    }

    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn names_hits(&self, argument: &Expr) -> bool {
        let named = |name: &str| {
            let Some(Declared::Rule(rule)) = self.declared(name) else {
                return false;
            };
            matches!(
                self.rule_declarations.get(rule.index()),
                Some(RuleDeclaration::Decision(ast::Decision {
                    policy: HitPolicy::All,
                    ..
                }))
            )
        };
        match &argument.kind {
            ast::ExprKind::Name(name) => named(name),
            ast::ExprKind::Member(base, name) => named(&name.text) || self.names_hits(base),
            _ => false,
        }
    }

    /// Lowers `sum(tags.cost)`.
    pub fn hits(
        &mut self,
        function: AggregateFunction,
        name: &str,
        argument: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let read = self.expression(argument)?;
        let ty = self.type_of(read).clone();
        let (Some((rule, place)), Type::List(item)) = (self.hits_read(read), &ty) else {
            let found = self.describe(&ty);
            let (name, wanted) = (name.to_owned(), "what comes out of a decision with `all`");
            self.report(TypeProblem::WrongArgument {
                name,
                wanted,
                found,
                at: span,
            });
            return None;
        };
        let ty = match (function, &**item) {
            (AggregateFunction::Count, _) => Type::Number(NumberType {
                unit: NumberUnit::Plain,
                integer: true,
                bounds: Bounds {
                    low: Some(0),
                    high: None,
                },
            }),
            (AggregateFunction::Sum, Type::Number(number)) => Type::Number(NumberType {
                bounds: Bounds::OPEN,
                ..number.clone()
            }),
            (AggregateFunction::Min | AggregateFunction::Max, Type::Number(_)) => (**item).clone(),
            (_, Type::Number(number)) => Type::Number(NumberType {
                integer: false,
                ..number.clone()
            }),
            (_, other) => {
                let found = self.describe(other);
                let (name, wanted) = (name.to_owned(), "lines that say a number");
                self.report(TypeProblem::WrongArgument {
                    name,
                    wanted,
                    found,
                    at: span,
                });
                return None;
            }
        };
        Some(self.reread(read, rule, Output::Hits(place, function), &ty, span))
    }

    /// The decision whose lines an expression reads, also on another row, and in which column.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn hits_read(&self, id: ExprId) -> Option<(RuleId, u32)> {
        match &self.program.exprs[id].kind {
            ExprKind::Rule(rule, Output::Value) => Some((*rule, 0)),
            ExprKind::Rule(rule, Output::Further(place)) => Some((*rule, *place)),
            ExprKind::Through { value, .. } => self.hits_read(*value),
            ExprKind::Outer(inner) => self.hits_read(*inner),
            _ => None,
        }
    }
}
