//! Points that are no plain count: what each row says itself, and points that wear off.

use crate::analysis::analyser::{Analyser, Declared, Node};
use crate::analysis::errors::{PointsProblem, RuleProblem};
use crate::analysis::expressions::{path, query};
use crate::analysis::ranges;
use crate::decimal::ONE;
use crate::ir::{
    Added, Aggregate, AggregateFunction, ArithmeticOperator, Bounds, Decay, DecayKind, ExprId,
    ExprKind, Function, NumberType, NumberUnit, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast;

impl Analyser<'_> {
    /// True if the points of a line are what a row says, and not a number or a param.
    pub fn are_of_a_row(&self, points: &ast::Expr) -> bool {
        if let ast::ExprKind::Name(name) = &points.kind {
            return !matches!(self.declared(name), Some(Declared::Param(_)));
        }
        !matches!(points.kind, ast::ExprKind::Number(_))
    }

    /// Adds up the points or weights of the rows of a set, or takes those of the row at hand.
    pub fn added(&mut self, line: &ast::PointsLine, own_points: bool) -> Option<(ExprId, Added)> {
        let span = line.span.0;
        let set = line
            .each
            .as_ref()
            .filter(|each| matches!(each.kind, ast::ExprKind::Query { .. }) || self.is_set(each));
        match (set, &line.each) {
            (Some(each), _) => self.sum_of_rows(line, each, own_points),
            (None, Some(times)) => {
                let times = self.each(times)?;
                let (value, added) = self.of_one_row(line, own_points)?;
                let counted = self.not_below_zero(times, span);
                Some((self.product(counted, value, span), added))
            }
            (None, None) => self.of_one_row(line, own_points),
        }
    }

    /// The sum over the rows of a set.
    fn sum_of_rows(
        &mut self,
        line: &ast::PointsLine,
        each: &ast::Expr,
        own_points: bool,
    ) -> Option<(ExprId, Added)> {
        let at = each.span.0;
        let rows = self.aggregate_rows(AggregateFunction::Count, "each", each, at);
        let (set, scope) = self.row_set(query(each).set)?;
        let value = self.inside(scope, |this| this.of_one_row(line, own_points));
        let (rows, (value, added)) = (rows?, value?);
        let ty = self.aggregate_type(AggregateFunction::Sum, &self.type_of(value).clone())?;
        let ExprKind::Aggregate(Aggregate { filter, .. }) = self.program.exprs[rows].kind else {
            return None;
        };
        let sum = Aggregate {
            function: AggregateFunction::Sum,
            set,
            value: Some(value),
            by: None,
            across: None,
            filter,
        };
        let rows = Some(rows);
        let id = self.push(ExprKind::Aggregate(sum), ty, at);
        Some((id, Added { rows, ..added }))
    }

    /// Points, weight or their product on the row at hand.
    fn of_one_row(&mut self, line: &ast::PointsLine, own_points: bool) -> Option<(ExprId, Added)> {
        if own_points && line.each.is_none() && self.are_of_other_rows(&line.points) {
            return None;
        }
        let points = own_points.then(|| self.points_of_row(&line.points));
        let weight = line.decay.as_ref().map(|decay| self.decayed(decay));
        let points = match points {
            Some(points) => Some(points?),
            None => None,
        };
        let (weight, decay) = match weight {
            Some(weight) => weight.map(|(weight, decay)| (Some(weight), Some(decay)))?,
            None => (None, None),
        };
        let id = match (points, weight) {
            (Some(points), Some(weight)) => self.product(points, weight, line.span.0),
            (one, other) => one.or(other)?,
        };
        let rows = None;
        Some((
            id,
            Added {
                rows,
                decay,
                points,
            },
        ))
    }

    /// Reports points that are no field of the row at hand, but of rows that belong to it.
    fn are_of_other_rows(&mut self, points: &ast::Expr) -> bool {
        let Some(path) = path(points) else {
            return false;
        };
        let name = path.split('.').next().unwrap_or_default().to_owned();
        let Some(record) = self.context.rows.last().map(|scope| scope.record) else {
            return false;
        };
        if self.field_named(record, &name).is_some() || self.declared(&name).is_some() {
            return false;
        }
        let fields = self.program.records[record].fields.clone();
        let found = fields.into_iter().find_map(|field| {
            if !self.is_relation(field) || !self.ensure(Node::Field(field), None) {
                return None;
            }
            let home = self.program.relation(field)?.record;
            self.field_named(home, &name)?;
            Some((self.program.fields[field].named.name.clone(), home))
        });
        let Some((relation, home)) = found else {
            return false;
        };
        let problem = PointsProblem::PointsOfRows {
            name,
            home: self.record_name(home),
            points: path,
            relation,
            at: points.span.0,
        };
        self.report(problem);
        true
    }

    fn points_of_row(&mut self, points: &ast::Expr) -> Option<ExprId> {
        let id = self.expression(points)?;
        let ty = self.type_of(id).clone();
        let plain = matches!(
            &ty,
            Type::Number(NumberType {
                unit: NumberUnit::Plain,
                ..
            })
        );
        if !plain {
            let (found, at) = (self.describe(&ty), points.span.0);
            self.report(RuleProblem::PointsNotPlain { found, at });
            return None;
        }
        Some(id)
    }

    /// What is left of points by the age of the row at hand.
    fn decayed(&mut self, decay: &ast::Decay) -> Option<(ExprId, Decay)> {
        let at = decay.span.0;
        let days = self.period(&decay.period);
        let kind = decay.kind;
        let date = self.expression(&decay.since)?;
        if !matches!(self.type_of(date), Type::Date(_)) {
            let found = self.describe(self.type_of(date));
            let at = decay.since.span.0;
            self.report(PointsProblem::SinceNoDate { found, at });
            return None;
        }
        let length = Type::Duration(Bounds::OPEN);
        let today = self.push(ExprKind::Today, Type::Date(Bounds::OPEN), at);
        let age = ExprKind::Arithmetic(ArithmeticOperator::Subtract, today, date);
        let age = self.push(age, length.clone(), at);
        let days = days?;
        let period = self.push(ExprKind::Literal(Value::Duration(days)), length, at);
        let function = match kind {
            DecayKind::Halving => Function::Halving,
            DecayKind::Fading => Function::Fading,
        };
        let ty = plain(Bounds::closed(0, ONE), false);
        let weight = self.push(ExprKind::Function(function, vec![age, period]), ty, at);
        let since = date;
        Some((weight, Decay { kind, days, since }))
    }

    /// A constant number of days above zero.
    fn period(&mut self, period: &ast::Expr) -> Option<i64> {
        let (id, value) = self.constant(period, None)?;
        let days = match value {
            Value::Duration(days) if days > 0 => return Some(days),
            Value::Months(months) if months > 0 => Some(i64::from(months) * 365 / 12),
            Value::Duration(_)
            | Value::Months(_)
            | Value::Text(_)
            | Value::YesNo(_)
            | Value::Number(_)
            | Value::Date(_)
            | Value::Choice(..)
            | Value::List(_) => None,
        };
        let (found, at) = (self.describe(self.type_of(id)), period.span.0);
        self.report(PointsProblem::NoPeriod { found, days, at });
        None
    }

    fn not_below_zero(&mut self, times: ExprId, at: Span) -> ExprId {
        let bounds = ranges::clamp(self.type_of(times).bounds(), Some(0), None);
        let zero = self.literal(Value::Number(crate::decimal::Decimal::ZERO), at);
        let kind = ExprKind::Function(Function::Max, vec![zero, times]);
        self.push(kind, plain(bounds, true), at)
    }

    fn product(&mut self, left: ExprId, right: ExprId, at: Span) -> ExprId {
        let bounds = ranges::multiply(
            self.type_of(left).bounds(),
            self.type_of(right).bounds(),
            ONE,
        );
        let whole = |id: ExprId| {
            matches!(
                self.type_of(id),
                Type::Number(NumberType { integer: true, .. })
            )
        };
        let ty = plain(bounds, whole(left) && whole(right));
        let kind = ExprKind::Arithmetic(ArithmeticOperator::Multiply, left, right);
        self.push(kind, ty, at)
    }
}

fn plain(bounds: Bounds, integer: bool) -> Type {
    Type::Number(NumberType {
        unit: NumberUnit::Plain,
        integer,
        bounds,
    })
}
