//! Points: lines that count, alone or in groups with a cap.

use std::collections::BTreeMap;

use super::score::Points;
use crate::analysis::analyser::{Analyser, named};
use crate::analysis::errors::{DeclarationProblem, NameProblem, RuleProblem};
use crate::analysis::ranges;
use crate::decimal::{Decimal, ONE};
use crate::ir::{Bounds, Cap, NumberType, NumberUnit, PointsItem, PointsLine, ScoreKind, Type};
use crate::source::Span;
use crate::syntax::ast::{self, CapKind};

/// What a line or group can come to, and whether it is whole.
struct Reach {
    bounds: Bounds,
    integer: bool,
}

impl Analyser<'_> {
    /// Lowers the points lines of a score.
    pub fn lower_points(&mut self, points: &[Points<'_>]) -> Option<(ScoreKind, NumberType)> {
        self.check_line_names(points);
        let mut items = Vec::new();
        let mut total = Reach {
            bounds: Bounds::closed(0, 0),
            integer: true,
        };
        let mut whole = true;
        for &item in points {
            let lowered = match item {
                Points::Line(line) => self
                    .points_line(line)
                    .map(|(line, reach)| (PointsItem::Line(line), reach)),
                Points::Group(group) => self.points_group(group),
            };
            match lowered {
                Some((item, reach)) => {
                    items.push(item);
                    total = sum(&total, &reach);
                }
                None => whole = false,
            }
        }
        let ty = NumberType {
            unit: NumberUnit::Plain,
            integer: total.integer,
            bounds: total.bounds,
        };
        (whole && !items.is_empty()).then_some((ScoreKind::Points(items), ty))
    }

    fn check_line_names(&mut self, points: &[Points<'_>]) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let lines = points.iter().flat_map(|&item| match item {
            Points::Line(line) => vec![line],
            Points::Group(group) => group.lines.iter().collect(),
        });
        for line in lines {
            let (name, at) = (&line.name.text, line.name.span.0);
            if let Some(&before) = seen.get(name) {
                let what = "line".to_owned();
                self.report(NameProblem::Twice {
                    what,
                    name: name.clone(),
                    at,
                    before,
                });
            }
            seen.insert(name.clone(), at);
        }
    }

    fn points_group(&mut self, group: &ast::PointsGroup) -> Option<(PointsItem, Reach)> {
        let cap = self.cap(&group.cap, None);
        if group.lines.is_empty() {
            let what = "this group of lines".to_owned();
            let needs = "a line, as in `demo: +10 when asked_for_demo`";
            self.report(DeclarationProblem::Empty {
                what,
                needs,
                at: group.span.0,
            });
            return None;
        }
        let lowered: Vec<Option<(PointsLine, Reach)>> = group
            .lines
            .iter()
            .map(|line| self.points_line(line))
            .collect();
        let lowered: Vec<(PointsLine, Reach)> = lowered.into_iter().collect::<Option<_>>()?;
        let cap = cap?;
        let mut total = Reach {
            bounds: Bounds::closed(0, 0),
            integer: true,
        };
        let mut lines = Vec::new();
        for (line, reach) in lowered {
            total = sum(&total, &reach);
            lines.push(line);
        }
        let label = group.label.as_ref().map(|text| text.value.clone());
        let reach = capped(total, Some(cap));
        Some((
            PointsItem::Group {
                cap,
                label,
                lines,
                span: group.span.0,
            },
            reach,
        ))
    }

    fn points_line(&mut self, line: &ast::PointsLine) -> Option<(PointsLine, Reach)> {
        let of_row = self.are_of_a_row(&line.points);
        let points = if of_row {
            Some(sign(line.negative))
        } else {
            self.points(line)
        };
        let (each, added) = match &line.each {
            _ if of_row || line.decay.is_some() => self.added(line, of_row).unzip(),
            Some(each) => (self.each(each), None),
            None => (None, None),
        };
        let counts_once = line.each.is_none() && line.decay.is_none() && !of_row;
        let each = if counts_once {
            Some(None)
        } else {
            each.map(Some)
        };
        let when = match &line.when {
            Some(when) => self.condition(when, "`when`").map(Some),
            None => Some(None),
        };
        let cap = match &line.cap {
            Some(cap) => self.cap(cap, Some(line.negative)).map(Some),
            None => Some(None),
        };
        let (points, each, when, cap) = (points?, each?, when?, cap?);
        let own_points = added.is_some_and(|added| added.points.is_some());
        let reach = capped(self.reach(points, each, own_points, when.is_some()), cap);
        let named = named(&line.name, line.label.as_ref());
        Some((
            PointsLine {
                named,
                points,
                each,
                added,
                when,
                cap,
                span: line.span.0,
            },
            reach,
        ))
    }

    /// The points of a line with their sign.
    fn points(&mut self, line: &ast::PointsLine) -> Option<Decimal> {
        let (points, ty) = self.constant_number(&line.points)?;
        let at = line.points.span.0;
        if ty.unit != NumberUnit::Plain {
            let found = self.describe(&crate::ir::Type::Number(ty));
            self.report(RuleProblem::PointsNotPlain { found, at });
            return None;
        }
        if points < Decimal::ZERO {
            self.report(RuleProblem::SignedPoints { at });
            return None;
        }
        if line.negative {
            Decimal::ZERO.checked_sub(points)
        } else {
            Some(points)
        }
    }

    fn cap(&mut self, cap: &ast::Cap, negative_line: Option<bool>) -> Option<Cap> {
        let (value, ty) = self.constant_number(&cap.value)?;
        let at = cap.value.span.0;
        if ty.unit != NumberUnit::Plain {
            let found = self.describe(&crate::ir::Type::Number(ty));
            self.report(RuleProblem::PointsNotPlain { found, at });
            return None;
        }
        let wrong_kind = match (negative_line, cap.kind) {
            (Some(true), CapKind::AtMost) | (Some(false), CapKind::AtLeast) => true,
            (Some(true) | None, CapKind::AtLeast) | (Some(false) | None, CapKind::AtMost) => false,
        };
        let wrong_sign = match cap.kind {
            CapKind::AtMost => value <= Decimal::ZERO,
            CapKind::AtLeast => value >= Decimal::ZERO,
        };
        if wrong_kind || wrong_sign {
            let at_most = cap.kind == CapKind::AtMost;
            let magnitude = Decimal::from_units(value.units().abs())
                .unwrap_or_default()
                .to_string();
            self.report(RuleProblem::WrongCap {
                negative_line,
                at_most,
                magnitude,
                at,
            });
            return None;
        }
        Some(match cap.kind {
            CapKind::AtMost => Cap::AtMost(value),
            CapKind::AtLeast => Cap::AtLeast(value),
        })
    }

    fn reach(
        &self,
        points: Decimal,
        each: Option<crate::ir::ExprId>,
        own_points: bool,
        conditional: bool,
    ) -> Reach {
        let once = Bounds::closed(points.units(), points.units());
        let bounds = match each {
            Some(each) if own_points => {
                let product = ranges::multiply(once, self.type_of(each).bounds(), ONE);
                product.union(Bounds::closed(0, 0))
            }
            Some(each) => {
                let times = ranges::clamp(self.type_of(each).bounds(), Some(0), None);
                // Not applicable adds nothing.
                scaled(points, times).union(Bounds::closed(0, 0))
            }
            None if conditional => once.union(Bounds::closed(0, 0)),
            None => once,
        };
        Reach {
            bounds,
            integer: points.is_integer() && each.is_none_or(|each| self.is_whole(each)),
        }
    }

    fn is_whole(&self, id: crate::ir::ExprId) -> bool {
        matches!(
            self.type_of(id),
            Type::Number(NumberType { integer: true, .. })
        )
    }
}

/// Points of a row are taken once, or taken away once.
fn sign(negative: bool) -> Decimal {
    Decimal::from_integer(if negative { -1 } else { 1 })
}

/// Points times a count that is not below zero.
fn scaled(points: Decimal, times: Bounds) -> Bounds {
    let magnitude = Bounds::closed(points.units().abs(), points.units().abs());
    let product = ranges::multiply(magnitude, times, ONE);
    if points < Decimal::ZERO {
        ranges::negate(product)
    } else {
        product
    }
}

fn sum(a: &Reach, b: &Reach) -> Reach {
    Reach {
        bounds: ranges::add(a.bounds, b.bounds),
        integer: a.integer && b.integer,
    }
}

fn capped(reach: Reach, cap: Option<Cap>) -> Reach {
    let (low, high) = match cap {
        None => return reach,
        Some(Cap::AtMost(most)) => (None, Some(most)),
        Some(Cap::AtLeast(least)) => (Some(least), None),
    };
    let whole = low.or(high).is_none_or(Decimal::is_integer);
    Reach {
        bounds: ranges::clamp(
            reach.bounds,
            low.map(Decimal::units),
            high.map(Decimal::units),
        ),
        integer: reach.integer && whole,
    }
}
