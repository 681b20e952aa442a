//! Scores: exactly one of `multiply`, `weigh` or points; then scale, limit, bands.

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::{RuleProblem, ScorePart, TypeProblem};
use crate::analysis::expressions::written;
use crate::analysis::ranges;
use crate::decimal::{Decimal, ONE};
use crate::ir::{
    Bounds, DomainId, ExprId, Factor, NumberType, NumberUnit, Rank, Score, ScoreKind, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, PointsGroup, PointsLine, ScoreItem};

/// The lines of a score, sorted by kind.
#[derive(Default)]
struct Items<'s> {
    multiply: Vec<&'s ast::Multiply>,
    weigh: Vec<&'s ast::Weigh>,
    weigh_each: Vec<&'s ast::WeighEach>,
    points: Vec<Points<'s>>,
    scale: Vec<&'s ast::Range>,
    limit: Vec<&'s ast::Range>,
    bands: Vec<&'s ast::Band>,
    rank: Vec<&'s ast::Rank>,
}

/// A part of a sum of points.
#[derive(Clone, Copy)]
pub enum Points<'s> {
    /// A line.
    Line(&'s PointsLine),
    /// Lines with a common cap.
    Group(&'s PointsGroup),
}

impl Points<'_> {
    fn span(self) -> Span {
        match self {
            Points::Line(line) => line.span.0,
            Points::Group(group) => group.span.0,
        }
    }
}

impl<'s> Items<'s> {
    fn of(score: &'s ast::Score) -> Self {
        let mut items = Items::default();
        for item in &score.items {
            match item {
                ScoreItem::Multiply(multiply) => items.multiply.push(multiply),
                ScoreItem::Weigh(weigh) => items.weigh.push(weigh),
                ScoreItem::WeighEach(weigh) => items.weigh_each.push(weigh),
                ScoreItem::Points(line) => items.points.push(Points::Line(line)),
                ScoreItem::Group(group) => items.points.push(Points::Group(group)),
                ScoreItem::Scale(range) => items.scale.push(range),
                ScoreItem::Limit(range) => items.limit.push(range),
                ScoreItem::Band(band) => items.bands.push(band),
                ScoreItem::Rank(rank) => items.rank.push(rank),
            }
        }
        items
    }

    /// The lines that begin with `weigh`.
    fn weigh_lines(&self) -> Vec<Span> {
        let factors = self.weigh.iter().map(|part| part.span.0);
        let rows = self.weigh_each.iter().map(|part| part.span.0);
        factors.chain(rows).collect()
    }
}

impl Analyser<'_> {
    /// Lowers a score.
    pub fn lower_score(&mut self, score: &ast::Score, domain: DomainId) -> Option<Score> {
        let items = Items::of(score);
        let before = self.finding_count();
        self.check_items(score, &items);
        let sound = self.finding_count() == before;
        let parts = self.score_parts(&items);
        let limit = match items.limit.first() {
            Some(range) => self.closed_range(range, "limit").map(Some),
            None => Some(None),
        };
        let rank = match items.rank.first() {
            Some(rank) => Some(self.lower_rank(rank)?),
            None => None,
        };
        let (kind, raw) = parts.filter(|_| sound)?;
        let limit = limit?;
        let (low, high) = limit.unzip();
        let ty = NumberType {
            bounds: ranges::clamp(raw.bounds, low, high),
            ..raw
        };
        let ty = NumberType {
            integer: ty.integer && whole_ends(limit),
            ..ty
        };
        let bands = if items.bands.is_empty() {
            None
        } else {
            Some(self.lower_bands(score, &items.bands, &ty, domain)?)
        };
        Some(Score {
            kind,
            limit,
            bands,
            rank,
            ty,
        })
    }

    /// `rank`, `rank by rater`
    fn lower_rank(&mut self, rank: &ast::Rank) -> Option<Rank> {
        let by = match &rank.by {
            Some(by) => {
                let value = self.name(&by.text, by.span.0)?;
                self.check_groups(value, &by.text)?;
                Some(value)
            }
            None => None,
        };
        Some(Rank { by })
    }

    fn check_items(&mut self, score: &ast::Score, items: &Items<'_>) {
        let name = &score.name.text;
        let mut kinds: Vec<(ScorePart, Span)> = Vec::new();
        kinds.extend(
            items
                .multiply
                .first()
                .map(|part| (ScorePart::Multiply, part.span.0)),
        );
        kinds.extend(
            items
                .weigh_lines()
                .first()
                .map(|at| (ScorePart::Weigh, *at)),
        );
        kinds.extend(
            items
                .points
                .first()
                .map(|part| (ScorePart::Points, part.span())),
        );
        match kinds.as_slice() {
            [] => self.report(RuleProblem::ScoreWithoutParts {
                name: name.clone(),
                at: score.span.0,
            }),
            [_] => {}
            [(first, before), (second, at), ..] => {
                let (first, second) = (*first, *second);
                self.report(RuleProblem::MixedParts {
                    first,
                    second,
                    at: *at,
                    before: *before,
                });
            }
        }
        let twice = |places: Vec<Span>| places.first().copied().zip(places.get(1).copied());
        let lines: [(&'static str, Vec<Span>); 5] = [
            (
                "multiply",
                items.multiply.iter().map(|part| part.span.0).collect(),
            ),
            ("weigh", items.weigh_lines()),
            (
                "scale",
                items.scale.iter().map(|part| part.span.0).collect(),
            ),
            (
                "limit",
                items.limit.iter().map(|part| part.span.0).collect(),
            ),
            ("rank", items.rank.iter().map(|part| part.span.0).collect()),
        ];
        for (line, places) in lines {
            if let Some((before, at)) = twice(places) {
                self.report(RuleProblem::LineTwice { line, at, before });
            }
        }
        match (items.weigh_lines().first(), items.scale.first()) {
            (Some(weigh), None) => self.report(RuleProblem::NoScale { at: *weigh }),
            (None, Some(scale)) if !kinds.is_empty() => {
                self.report(RuleProblem::StrayScale { at: scale.span.0 });
            }
            (Some(_), Some(_)) | (None, _) => {}
        }
    }

    fn score_parts(&mut self, items: &Items<'_>) -> Option<(ScoreKind, NumberType)> {
        if let Some(multiply) = items.multiply.first() {
            return self.lower_multiply(multiply);
        }
        if let Some(weigh) = items.weigh.first() {
            return self.lower_weigh(weigh, items.scale.first().copied());
        }
        if let Some(weigh) = items.weigh_each.first() {
            return self.lower_weigh_each(weigh, items.scale.first().copied());
        }
        self.lower_points(&items.points)
    }

    fn lower_multiply(&mut self, multiply: &ast::Multiply) -> Option<(ScoreKind, NumberType)> {
        let lowered: Vec<Option<(ExprId, NumberType)>> = multiply
            .factors
            .iter()
            .map(|factor| self.factor(factor, "multiply"))
            .collect();
        let factors: Vec<(ExprId, NumberType)> = lowered.into_iter().collect::<Option<_>>()?;
        let mut total: Option<NumberType> = None;
        for (id, ty) in &factors {
            total = match total {
                None => Some(ty.clone()),
                Some(before) => {
                    if matches!(
                        (&before.unit, &ty.unit),
                        (NumberUnit::Money(_), NumberUnit::Money(_))
                    ) {
                        let at = self.span_of(*id);
                        self.report(RuleProblem::MoneyTimesMoney { at });
                        return None;
                    }
                    Some(product(&before, ty))
                }
            };
        }
        Some((
            ScoreKind::Multiply(factors.into_iter().map(|(id, _)| id).collect()),
            total?,
        ))
    }

    fn factor(&mut self, factor: &ast::Expr, part: &'static str) -> Option<(ExprId, NumberType)> {
        let id = self.expression(factor)?;
        match self.type_of(id).clone() {
            Type::Number(number) => Some((id, number)),
            ty @ (Type::Text
            | Type::YesNo
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_)) => {
                let (name, found) = (written(factor), self.describe(&ty));
                let yes_no = ty == Type::YesNo;
                self.report(RuleProblem::FactorNotNumber {
                    part,
                    name,
                    found,
                    yes_no,
                    at: factor.span.0,
                });
                None
            }
        }
    }

    fn lower_weigh(
        &mut self,
        weigh: &ast::Weigh,
        scale: Option<&ast::Range>,
    ) -> Option<(ScoreKind, NumberType)> {
        let scale = match scale {
            Some(range) => self.closed_range(range, "scale"),
            None => None,
        };
        let weights: Vec<Option<Decimal>> = weigh
            .factors
            .iter()
            .map(|factor| self.weight(&factor.weight))
            .collect();
        let known: Option<Vec<Decimal>> = weights.iter().copied().collect();
        let sums_up = known.is_none_or(|weights| self.check_weights(&weights, weigh.span.0));
        let factors: Vec<Option<Factor>> = weigh
            .factors
            .iter()
            .zip(weights)
            .map(|(factor, weight)| self.weighed(factor, weight))
            .collect();
        let factors: Vec<Factor> = factors.into_iter().collect::<Option<_>>()?;
        let scale = scale.filter(|_| sums_up)?;
        let bounds = Bounds::closed(scale.0, scale.1);
        let ty = NumberType {
            unit: NumberUnit::Plain,
            integer: false,
            bounds,
        };
        Some((ScoreKind::Weigh { factors, scale }, ty))
    }

    /// The weights make exactly 100%.
    fn check_weights(&mut self, weights: &[Decimal], at: Span) -> bool {
        let sum = weights
            .iter()
            .try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight));
        if sum == Some(Decimal::ONE) {
            return true;
        }
        let percent = |units: i128| {
            Decimal::from_units(units.saturating_mul(100))
                .map_or_else(String::new, |value| format!("{value}%"))
        };
        let units = sum.map_or(0, Decimal::units);
        let missing = ONE - units;
        let problem = RuleProblem::Weights {
            weights: weights
                .iter()
                .map(|weight| percent(weight.units()))
                .collect(),
            sum: percent(units),
            difference: percent(missing.abs()),
            too_much: missing < 0,
            at,
        };
        self.report(problem);
        false
    }

    fn weighed(&mut self, weighed: &ast::WeighedFactor, weight: Option<Decimal>) -> Option<Factor> {
        let (factor, range) = self.weighed_value(&weighed.factor)?;
        let span = weighed.weight.span.0.to(weighed.factor.span.0);
        Some(Factor {
            weight: weight?,
            factor,
            range,
            span,
        })
    }

    /// What is weighed, with its range: a number with two ends, or yes/no.
    pub fn weighed_value(&mut self, value: &ast::Expr) -> Option<(ExprId, (i128, i128))> {
        let factor = self.expression(value)?;
        let at = value.span.0;
        let name = written(value);
        let range = match self.type_of(factor).clone() {
            Type::YesNo => (0, ONE),
            Type::Number(NumberType {
                bounds:
                    Bounds {
                        low: Some(low),
                        high: Some(high),
                    },
                ..
            }) => {
                if low == high {
                    self.report(RuleProblem::FactorConstant { name, at });
                    return None;
                }
                (low, high)
            }
            Type::Number(_) => {
                self.report(RuleProblem::FactorWithoutRange { name, at });
                return None;
            }
            ty @ (Type::Text
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_)) => {
                let found = self.describe(&ty);
                let part = "weigh";
                self.report(RuleProblem::FactorNotNumber {
                    part,
                    name,
                    found,
                    yes_no: false,
                    at,
                });
                return None;
            }
        };
        Some((factor, range))
    }

    fn weight(&mut self, expr: &ast::Expr) -> Option<Decimal> {
        let (weight, ty) = self.constant_number(expr)?;
        let at = expr.span.0;
        let literal = matches!(expr.kind, ast::ExprKind::Number(_));
        if ty.unit != NumberUnit::Percent && literal {
            self.report(RuleProblem::WeightNotPercent {
                number: weight.to_string(),
                at,
            });
            return None;
        }
        if matches!(ty.unit, NumberUnit::Money(_)) {
            let found = self.describe(&Type::Number(ty));
            self.report(TypeProblem::NumberNeeded { found, at });
            return None;
        }
        if weight <= Decimal::ZERO {
            self.report(RuleProblem::WeightNotPositive { at });
            return None;
        }
        Some(weight)
    }

    /// `scale` and `limit` have two ends, plain numbers.
    pub fn closed_range(&mut self, range: &ast::Range, line: &'static str) -> Option<(i128, i128)> {
        let kind = Type::Number(NumberType {
            unit: NumberUnit::Plain,
            integer: false,
            bounds: Bounds::OPEN,
        });
        let bounds = self.range(Some(range), &kind)?;
        match (bounds.low, bounds.high) {
            (Some(low), Some(high)) if low < high => Some((low, high)),
            (low, high) => {
                let open = low.is_none() || high.is_none();
                self.report(RuleProblem::OpenRange {
                    line,
                    open,
                    at: range.span.0,
                });
                None
            }
        }
    }
}

fn whole_ends(limit: Option<(i128, i128)>) -> bool {
    limit.is_none_or(|(low, high)| low % ONE == 0 && high % ONE == 0)
}

fn product(a: &NumberType, b: &NumberType) -> NumberType {
    let unit = match (&a.unit, &b.unit) {
        (NumberUnit::Money(currency), _) | (_, NumberUnit::Money(currency)) => {
            NumberUnit::Money(currency.clone())
        }
        (NumberUnit::Percent, NumberUnit::Percent) => NumberUnit::Percent,
        (NumberUnit::Plain | NumberUnit::Percent, NumberUnit::Plain | NumberUnit::Percent) => {
            NumberUnit::Plain
        }
    };
    let bounds = ranges::multiply(a.bounds, b.bounds, ONE);
    NumberType {
        unit,
        integer: a.integer && b.integer,
        bounds,
    }
}
