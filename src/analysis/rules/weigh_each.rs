//! `weigh question.weight each mean of means`: the mean of the rows of a set by weights of their own.

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::PointsProblem;
use crate::analysis::expressions::{query, written};
use crate::decimal::Decimal;
use crate::ir::{
    Aggregate, AggregateFunction, ArithmeticOperator, Bounds, ExprId, ExprKind, NumberType,
    NumberUnit, ScoreKind, TemplatePart, Type, Value, WeighEach,
};
use crate::source::Span;
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers the line.
    pub fn lower_weigh_each(
        &mut self,
        weigh: &ast::WeighEach,
        scale: Option<&ast::Range>,
    ) -> Option<(ScoreKind, NumberType)> {
        let at = weigh.span.0;
        let scale = scale.and_then(|range| self.closed_range(range, "scale"));
        let query = query(&weigh.each);
        self.refuse_order(Some("weigh"), &query)?;
        let Some(value) = query.value else {
            let set = written(query.set);
            let at = weigh.each.span.0;
            self.report(PointsProblem::WeighsNoValue { set, at });
            return None;
        };
        let (set, scope) = self.row_set(query.set)?;
        let filter = self.filter(scope, query.filter);
        let weight = self.inside(scope, |this| this.row_weight(&weigh.weight));
        let factor = self.inside(scope, |this| this.weighed_value(value));
        let (filter, weight, (factor, range), scale) = (filter?, weight?, factor?, scale?);
        let mapped = self.on_scale(factor, range, scale, at);
        let ty = plain(Bounds::closed(scale.0, scale.1));
        let mean = Aggregate {
            function: AggregateFunction::WeighedMean,
            set,
            value: Some(mapped),
            filter,
            by: Some(weight),
            across: None,
        };
        let mean = self.push(
            ExprKind::Aggregate(mean.clone()),
            Type::Number(ty.clone()),
            at,
        );
        let part = self.part_of_row(set, factor, weight, at)?;
        let parts = Aggregate {
            function: AggregateFunction::Names,
            set,
            value: Some(part),
            filter,
            by: None,
            across: None,
        };
        let parts = self.push(ExprKind::Aggregate(parts), Type::Text, at);
        let kind = ScoreKind::WeighEach(WeighEach {
            mean,
            parts,
            weight,
            value: factor,
        });
        Some((kind, ty))
    }

    /// A plain number or percent that is not below zero.
    fn row_weight(&mut self, weight: &ast::Expr) -> Option<ExprId> {
        let id = self.expression(weight)?;
        let ty = self.type_of(id).clone();
        let at = weight.span.0;
        let is_number = matches!(
            &ty,
            Type::Number(NumberType {
                unit: NumberUnit::Plain | NumberUnit::Percent,
                ..
            })
        );
        if !is_number {
            let found = self.describe(&ty);
            self.report(PointsProblem::WeightNoNumber { found, at });
            return None;
        }
        if ty.bounds().low.is_none_or(|low| low < 0) {
            let name = written(weight);
            self.report(PointsProblem::WeightBelowZero { name, at });
            return None;
        }
        Some(id)
    }

    /// The value laid from its range onto the scale, as one factor of `weigh` is; yes is the high
    /// end, no the low end.
    fn on_scale(
        &mut self,
        value: ExprId,
        (from, to): (i128, i128),
        (low, high): (i128, i128),
        at: Span,
    ) -> ExprId {
        let on_scale = Type::Number(plain(Bounds::closed(low, high)));
        let anywhere = Type::Number(plain(Bounds::OPEN));
        let mut number = |units: i128| {
            let number = Decimal::from_units(units).unwrap_or_default();
            self.literal(Value::Number(number), at)
        };
        let (first, last) = (number(low), number(high));
        if *self.type_of(value) == Type::YesNo {
            let kind = ExprKind::If {
                condition: value,
                then: last,
                otherwise: first,
            };
            return self.push(kind, on_scale, at);
        }
        let mut number = |units: i128| {
            let number = Decimal::from_units(units).unwrap_or_default();
            self.literal(Value::Number(number), at)
        };
        let (from_, width, reach) = (number(from), number(high - low), number(to - from));
        let steps = [
            (ArithmeticOperator::Subtract, from_),
            (ArithmeticOperator::Multiply, width),
            (ArithmeticOperator::Divide, reach),
        ];
        let distance = steps.into_iter().fold(value, |before, (operator, by)| {
            let kind = ExprKind::Arithmetic(operator, before, by);
            self.push(kind, anywhere.clone(), at)
        });
        let kind = ExprKind::Arithmetic(ArithmeticOperator::Add, first, distance);
        self.push(kind, on_scale, at)
    }

    /// `Speed 4 × 3`: the key of a row, its value and its weight.
    fn part_of_row(
        &mut self,
        set: crate::ir::RowSet,
        value: ExprId,
        weight: ExprId,
        at: Span,
    ) -> Option<ExprId> {
        let record = self.program.record_of(set);
        let mut parts = self.key_parts(record, at)?;
        if !parts.is_empty() {
            parts.push(TemplatePart::Literal(" ".into()));
        }
        parts.extend([
            TemplatePart::Hole(value),
            TemplatePart::Literal(" × ".into()),
            TemplatePart::Hole(weight),
        ]);
        Some(self.push(ExprKind::Template(parts), Type::Text, at))
    }
}

fn plain(bounds: Bounds) -> NumberType {
    NumberType {
        unit: NumberUnit::Plain,
        integer: false,
        bounds,
    }
}
