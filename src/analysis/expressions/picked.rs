//! Functions that pick values of rows (`missing`, `lowest`, `highest`) or compare them (`agreement`).

use super::sets::{Query, query};
use super::written;
use crate::analysis::analyser::Analyser;
use crate::analysis::errors::{PickedProblem, TypeProblem};
use crate::decimal::ONE;
use crate::ir::{
    Aggregate, AggregateFunction, Ask, Bounds, ExprId, ExprKind, NumberType, NumberUnit, Pick, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Name};

/// A call of a function that picks values.
struct Picking<'e> {
    pick: Pick,
    function: &'e Name,
    arguments: &'e [Expr],
}

/// `missing(…)`, `lowest(…)`, `highest(…)`, where an expression is one of these.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
fn picking(expr: &Expr) -> Option<Picking<'_>> {
    match &expr.kind {
        ast::ExprKind::Parenthesis(inner) => picking(inner),
        ast::ExprKind::Call {
            function,
            arguments,
        } => Some(Picking {
            pick: picked_by(&function.text)?,
            function,
            arguments,
        }),
        _ => None,
    }
}

/// What a function of this name picks.
pub fn picked_by(name: &str) -> Option<Pick> {
    match name {
        "missing" => Some(Pick::Missing),
        "lowest" => Some(Pick::Lowest),
        "highest" => Some(Pick::Highest),
        _ => None,
    }
}

impl Analyser<'_> {
    /// Lowers `count(missing(…))`, `any(lowest(…))`, `none(…)`; nothing if the argument is no such function.
    pub fn asked_of_picked(
        &mut self,
        function: AggregateFunction,
        argument: &Expr,
        span: Span,
    ) -> Option<Option<ExprId>> {
        let ask = match function {
            AggregateFunction::Count => Ask::Count,
            AggregateFunction::Any => Ask::Any,
            AggregateFunction::None => Ask::None,
            AggregateFunction::Sum
            | AggregateFunction::Mean
            | AggregateFunction::Median
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Stdev
            | AggregateFunction::Names
            | AggregateFunction::Picked(..)
            | AggregateFunction::WeighedMean
            | AggregateFunction::Agreement => return None,
        };
        let picking = picking(argument)?;
        Some(self.picked(
            (picking.pick, ask),
            (&picking.function.text, picking.arguments),
            span,
        ))
    }

    /// Lowers `missing(…)` and its like where the values are printed.
    pub fn picked_values(
        &mut self,
        pick: Pick,
        (name, arguments): (&str, &[Expr]),
        span: Span,
    ) -> Option<ExprId> {
        self.picked((pick, Ask::Names), (name, arguments), span)
    }

    fn picked(
        &mut self,
        (pick, ask): (Pick, Ask),
        (name, arguments): (&str, &[Expr]),
        span: Span,
    ) -> Option<ExprId> {
        let (query, value) = self.values_of(name, arguments, span)?;
        match (pick, query.by) {
            (Pick::Missing, Some(by)) => return self.stray_order("by", Some(name), by),
            (Pick::Lowest | Pick::Highest, None) => {
                let name = name.to_owned();
                self.report(PickedProblem::NoOrder { name, at: span });
                return None;
            }
            (Pick::Missing, None) | (Pick::Lowest | Pick::Highest, Some(_)) => {}
        }
        if let Some(across) = query.across {
            return self.stray_order("for", Some(name), across);
        }
        let aggregate = self.over_set(AggregateFunction::Picked(pick, ask), &query, value)?;
        if pick == Pick::Missing {
            self.check_listed(value, aggregate.value?)?;
        }
        if let (Some(by), Some(id)) = (query.by, aggregate.by) {
            self.check_order(by, id)?;
        }
        let high = aggregate
            .value
            .filter(|_| pick == Pick::Missing)
            .and_then(|value| self.listed_values(value));
        let ty = match ask {
            Ask::Count => Type::integer(Bounds {
                low: Some(0),
                high: high.map(|count| count * ONE),
            }),
            Ask::Any | Ask::None => Type::YesNo,
            Ask::Names => Type::Text,
        };
        Some(self.push(ExprKind::Aggregate(aggregate), ty, span))
    }

    /// Lowers `agreement(answer of rows by rater for question where c)`.
    pub fn agreement(&mut self, arguments: &[Expr], span: Span) -> Option<ExprId> {
        let name = "agreement";
        let (query, value) = self.values_of(name, arguments, span)?;
        if query.by.is_none() || query.across.is_none() {
            let name = name.to_owned();
            self.report(PickedProblem::NoOrder { name, at: span });
            return None;
        }
        let aggregate = self.over_set(AggregateFunction::Agreement, &query, value)?;
        let ty = self.type_of(aggregate.value?).clone();
        if !self.has_order(&ty) {
            let (found, at) = (self.describe(&ty), value.span.0);
            let value = written(value);
            self.report(PickedProblem::NoNumbers { value, found, at });
            return None;
        }
        let ty = Type::Number(NumberType {
            unit: NumberUnit::Plain,
            integer: false,
            bounds: Bounds {
                low: Some(0),
                high: Some(ONE),
            },
        });
        Some(self.push(ExprKind::Aggregate(aggregate), ty, span))
    }

    /// The one argument `value of set …` of such a function.
    fn values_of<'e>(
        &mut self,
        name: &str,
        arguments: &'e [Expr],
        span: Span,
    ) -> Option<(Query<'e>, &'e Expr)> {
        if let [argument] = arguments {
            let query = query(argument);
            if let Some(value) = query.value {
                return Some((query, value));
            }
        }
        let name = name.to_owned();
        self.report(PickedProblem::Form { name, at: span });
        None
    }

    /// The parts of a query, each on the rows of its set.
    fn over_set(
        &mut self,
        function: AggregateFunction,
        query: &Query<'_>,
        value: &Expr,
    ) -> Option<Aggregate> {
        let (set, scope) = self.row_set(query.set)?;
        let filter = self.filter(scope, query.filter);
        let mut part = |part: Option<&Expr>| match part {
            Some(part) => self.inside(scope, |this| this.expression(part)).map(Some),
            None => Some(None),
        };
        let (value, by, across) = (part(Some(value)), part(query.by), part(query.across));
        Some(Aggregate {
            function,
            set,
            value: value?,
            by: by?,
            across: across?,
            filter: filter?,
        })
    }

    fn check_listed(&mut self, value: &Expr, id: ExprId) -> Option<()> {
        let ty = self.type_of(id);
        let of_each = if let Type::List(item) = ty { item } else { ty };
        if matches!(of_each, Type::Choice(_) | Type::YesNo | Type::Reference(_)) {
            return Some(());
        }
        let (found, at) = (self.describe(&ty.clone()), value.span.0);
        let value = written(value);
        self.report(PickedProblem::NotListed { value, found, at });
        None
    }

    fn check_order(&mut self, by: &Expr, id: ExprId) -> Option<()> {
        let ty = self.type_of(id).clone();
        if self.has_order(&ty) {
            return Some(());
        }
        let (found, choice) = (self.describe(&ty), matches!(ty, Type::Choice(_)));
        let (left, at) = (written(by), by.span.0);
        self.report(TypeProblem::NoOrder {
            left,
            found,
            choice,
            at,
        });
        None
    }

    /// How many values a choice or yes/no has.
    fn listed_values(&self, id: ExprId) -> Option<i128> {
        let ty = self.type_of(id);
        match if let Type::List(item) = ty { item } else { ty } {
            Type::Choice(domain) => {
                i128::try_from(self.program.domains[*domain].members.len()).ok()
            }
            Type::YesNo => Some(2),
            Type::Text
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::List(_)
            | Type::Reference(_) => None,
        }
    }

    /// `by` and `for` have no meaning in the other functions of rows.
    pub fn refuse_order(&mut self, name: Option<&str>, query: &Query<'_>) -> Option<()> {
        for (word, part) in [("by", query.by), ("for", query.across)] {
            if let Some(part) = part {
                return self.stray_order(word, name, part);
            }
        }
        Some(())
    }

    fn stray_order<T>(&mut self, word: &'static str, name: Option<&str>, part: &Expr) -> Option<T> {
        self.report(PickedProblem::StrayOrder {
            word,
            name: name.map(str::to_owned),
            at: part.span.0,
        });
        None
    }
}
