//! Bands: from the highest down, without a gap below.

use crate::analysis::analyser::Analyser;
use crate::analysis::collect::member_text;
use crate::analysis::errors::{Lint, RuleProblem};
use crate::ir::{Band, Bands, DomainId, NumberType, NumberUnit, Type};
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers the bands of a score whose result is of a type.
    pub fn lower_bands(
        &mut self,
        score: &ast::Score,
        bands: &[&ast::Band],
        ty: &NumberType,
        domain: DomainId,
    ) -> Option<Bands> {
        let before = self.finding_count();
        let lowered: Vec<Option<Band>> =
            bands.iter().map(|band| self.lower_band(band, ty)).collect();
        let lowered: Vec<Band> = lowered.into_iter().collect::<Option<_>>()?;
        self.check_otherwise_band(bands);
        self.check_band_order(bands, &lowered, ty);
        if self.finding_count() > before {
            return None;
        }
        self.check_gap(score, bands, &lowered, ty)?;
        self.check_reach(bands, &lowered, ty);
        Some(Bands {
            domain,
            bands: lowered,
        })
    }

    fn lower_band(&mut self, band: &ast::Band, ty: &NumberType) -> Option<Band> {
        let span = band.span.0;
        let Some(from) = &band.from else {
            return Some(Band { from: None, span });
        };
        let (value, found) = self.constant_number(from)?;
        let fits = match (&ty.unit, &found.unit) {
            (NumberUnit::Money(_), NumberUnit::Plain) => true,
            (wanted, given) => crate::analysis::types::units_mix(wanted, given),
        };
        if !fits {
            let wanted = self.describe(&Type::Number(ty.clone()));
            let found = self.describe(&Type::Number(found));
            self.report(RuleProblem::BandUnit {
                wanted,
                found,
                at: from.span.0,
            });
            return None;
        }
        Some(Band {
            from: Some(value.units()),
            span,
        })
    }

    fn check_otherwise_band(&mut self, bands: &[&ast::Band]) {
        let mut others = bands.iter().filter(|band| band.from.is_none());
        let (Some(first), second) = (others.next(), others.next()) else {
            return;
        };
        if let Some(second) = second {
            let (at, before) = (second.span.0, first.span.0);
            self.report(RuleProblem::BandOtherwiseTwice { at, before });
        } else if bands.last().is_some_and(|last| last.from.is_some()) {
            let name = band_name(first);
            self.report(RuleProblem::BandOtherwiseNotLast {
                name,
                at: first.span.0,
            });
        }
    }

    fn check_band_order(&mut self, bands: &[&ast::Band], lowered: &[Band], ty: &NumberType) {
        let ty = Type::Number(ty.clone());
        let thresholds: Vec<(&ast::Band, i128)> = bands
            .iter()
            .zip(lowered)
            .filter_map(|(band, lowered)| lowered.from.map(|from| (*band, from)))
            .collect();
        for (higher, lower) in thresholds.iter().zip(thresholds.iter().skip(1)) {
            if lower.1 >= higher.1 {
                let mut sorted = thresholds.clone();
                sorted.sort_by_key(|(_, from)| std::cmp::Reverse(*from));
                let right = sorted.iter().map(|(band, from)| {
                    format!(
                        "`{}` from {}",
                        band_name(band),
                        self.print_end(Some(*from), &ty)
                    )
                });
                let problem = RuleProblem::BandOrder {
                    higher: band_name(higher.0),
                    lower: band_name(lower.0),
                    same: lower.1 == higher.1,
                    from: self.print_end(Some(lower.1), &ty),
                    right: right.collect::<Vec<_>>().join(", "),
                    at: lower.0.span.0,
                    before: higher.0.span.0,
                };
                self.report(problem);
                return;
            }
        }
    }

    fn check_gap(
        &mut self,
        score: &ast::Score,
        bands: &[&ast::Band],
        lowered: &[Band],
        ty: &NumberType,
    ) -> Option<()> {
        let lowest = lowered.last()?.from;
        let Some(lowest) = lowest else {
            return Some(());
        };
        if ty.bounds.low.is_some_and(|low| low >= lowest) {
            return Some(());
        }
        let number = Type::Number(ty.clone());
        let problem = RuleProblem::BandGap {
            score: score.name.text.clone(),
            below: self.print_end(Some(lowest), &number),
            low: ty.bounds.low.map(|low| self.print_end(Some(low), &number)),
            at: bands.last()?.span.0,
        };
        self.report(problem);
        None
    }

    /// Bands that no score can reach are probably slips.
    fn check_reach(&mut self, bands: &[&ast::Band], lowered: &[Band], ty: &NumberType) {
        let number = Type::Number(ty.clone());
        let range = self.print_range(ty.bounds, &number);
        let mut above: Option<i128> = None;
        for (band, lowered) in bands.iter().zip(lowered) {
            let too_high = lowered
                .from
                .zip(ty.bounds.high)
                .is_some_and(|(from, high)| from > high);
            let none_left = above
                .zip(ty.bounds.low)
                .is_some_and(|(above, low)| above <= low);
            if too_high || none_left {
                let (name, range) = (band_name(band), range.clone());
                self.report(Lint::BandUnreachable {
                    name,
                    range,
                    too_high,
                    at: band.span.0,
                });
            }
            above = lowered.from;
        }
    }
}

fn band_name(band: &ast::Band) -> String {
    member_text(&band.name).0.to_owned()
}
