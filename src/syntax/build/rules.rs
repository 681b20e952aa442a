//! Segments, scores, strategies, checks.

use super::{Builder, Children};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{
    Arm, Band, Cap, CapKind, Check, Decay, DecayKind, Expr, ExprKind, Gate, Multiply, NodeSpan,
    PointsGroup, PointsLine, Rank, Score, ScoreItem, Segment, Strategy, StrategyOption, Unit,
    Weigh, WeighEach, WeighedFactor,
};
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    pub(super) fn segment(&mut self, pair: Pair<'_, Rule>) -> Option<Segment> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let target = self.name(&children.take(Rule::target)?);
        let mut gates = Vec::new();
        while let Some(gate) = children.take(Rule::gate) {
            gates.extend(self.gate(gate));
        }
        Some(Segment {
            name,
            label,
            target,
            gates,
            span,
        })
    }

    fn gate(&mut self, pair: Pair<'_, Rule>) -> Option<Gate> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let condition = self.expr(children.take(Rule::expr)?);
        let otherwise = children.take(Rule::expr).map(|text| self.expr(text));
        Some(Gate {
            name,
            label,
            condition,
            otherwise,
            span,
        })
    }

    pub(super) fn check(&mut self, pair: Pair<'_, Rule>) -> Option<Check> {
        let span = self.node(&pair);
        let warning = pair
            .clone()
            .into_inner()
            .any(|part| part.as_rule() == Rule::k_warning);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let target = children.take(Rule::target).map(|name| self.name(&name));
        let mut lines = Vec::new();
        while let Some(line) = children.take(Rule::gate) {
            lines.extend(self.gate(line));
        }
        Some(Check {
            name,
            label,
            target,
            warning,
            lines,
            span,
        })
    }

    pub(super) fn score(&mut self, pair: Pair<'_, Rule>) -> Option<Score> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let target = self.name(&children.take(Rule::target)?);
        let mut items = Vec::new();
        while let Some(item) = children.any() {
            items.extend(self.score_item(item));
        }
        Some(Score {
            name,
            label,
            target,
            items,
            span,
        })
    }

    fn score_item(&mut self, pair: Pair<'_, Rule>) -> Option<ScoreItem> {
        let span = self.node(&pair);
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        match pair.as_rule() {
            Rule::multiply => {
                let mut children = Children::of(pair);
                let mut factors = Vec::new();
                while let Some(factor) = children.take(Rule::expr) {
                    factors.push(self.expr(factor));
                }
                Some(ScoreItem::Multiply(Multiply { factors, span }))
            }
            Rule::weigh => {
                let mut children = Children::of(pair);
                if let Some(each) = children.take(Rule::weigh_each) {
                    return self.weigh_each(each, span);
                }
                let mut factors = Vec::new();
                while let Some(factor) = children.take(Rule::weighed) {
                    factors.extend(self.weighed(factor));
                }
                Some(ScoreItem::Weigh(Weigh { factors, span }))
            }
            Rule::points => self
                .points(pair)
                .map(|line| ScoreItem::Points(Box::new(line))),
            Rule::group => self.group(pair).map(ScoreItem::Group),
            Rule::scale => {
                let range = Children::of(pair).take(Rule::expr)?;
                Some(ScoreItem::Scale(self.range_of(range, "scale 0..100")))
            }
            Rule::limit => {
                let range = Children::of(pair).take(Rule::expr)?;
                Some(ScoreItem::Limit(self.range_of(range, "limit 0..100")))
            }
            Rule::band => self.band(pair).map(ScoreItem::Band),
            Rule::rank => {
                let by = Children::of(pair).take(Rule::name);
                let by = by.map(|name| self.name(&name));
                Some(ScoreItem::Rank(Rank { by, span }))
            }
            _ => None,
        }
    }

    fn weigh_each(&mut self, pair: Pair<'_, Rule>, span: NodeSpan) -> Option<ScoreItem> {
        let mut children = Children::of(pair);
        let weight = self.primary(children.take(Rule::primary)?);
        let each = self.query(children.take(Rule::query)?);
        Some(ScoreItem::WeighEach(WeighEach { weight, each, span }))
    }

    fn weighed(&mut self, pair: Pair<'_, Rule>) -> Option<WeighedFactor> {
        let mut children = pair.into_inner();
        let weight = self.number_or_name(children.next()?.into_inner().next()?);
        let factor = self.expr(children.next()?);
        let percent = |expr: &Expr| matches!(&expr.kind, ExprKind::Number(number) if number.unit == Unit::Percent);
        if percent(&factor) && !matches!(weight.kind, ExprKind::Number(_)) {
            self.mistake(
                Code::E024,
                "the weight stands behind its factor",
                weight.span.0.to(factor.span.0),
                "write the weight first, as in `40% need`",
            );
        } else if let ExprKind::Number(number) = &weight.kind
            && number.unit != Unit::Percent
        {
            let whole = number.value == crate::decimal::Decimal::ONE;
            let better = if whole {
                "100%".to_owned()
            } else {
                format!("{}%", number.digits)
            };
            let finding = Diagnostic::new(Code::E024, "a weight is a percentage", weight.span.0);
            let share = number.value < crate::decimal::Decimal::ONE;
            self.report(if share {
                finding.help("write it as a percentage, as in `40%` for 0.4")
            } else {
                finding
                    .help(format!("write `{better}`"))
                    .fix(weight.span.0, better)
            });
        }
        Some(WeighedFactor { weight, factor })
    }

    /// A number or the name of a param.
    fn number_or_name(&mut self, pair: Pair<'_, Rule>) -> Expr {
        if pair.as_rule() == Rule::name {
            let name = self.name(&pair);
            return Expr {
                kind: ExprKind::Name(name.text),
                span: name.span,
            };
        }
        self.number(pair)
    }

    fn points(&mut self, pair: Pair<'_, Rule>) -> Option<PointsLine> {
        let span = self.node(&pair);
        let (mut each, mut when, mut cap, mut label, mut points) = (None, None, None, None, None);
        let (mut sign, mut decay) = (None, None);
        let mut children = pair.into_inner();
        let name = self.name(&children.next()?);
        for part in children {
            #[allow(clippy::wildcard_enum_match_arm)]
            // Rule has a variant for every rule of the grammar
            match part.as_rule() {
                Rule::text => label = Some(self.text(&part)),
                Rule::plus => sign = Some(false),
                Rule::minus => sign = Some(true),
                Rule::amount => points = Some(self.amount(part.into_inner().next()?)),
                Rule::query => each = Some(self.query(part)),
                Rule::decay => decay = self.decay(part),
                Rule::expr => when = Some(self.expr(part)),
                Rule::cap => cap = self.cap(part),
                _ => {}
            }
        }
        let points = points?;
        if sign.is_none() {
            let start = points.span.0.start;
            let place = crate::source::Span { start, end: start };
            self.report(
                Diagnostic::new(Code::E024, "points need a sign", points.span.0)
                    .help("write `+` for points that are added and `-` for points that are taken away")
                    .fix(place, "+"),
            );
        }
        Some(PointsLine {
            name,
            label,
            negative: sign == Some(true),
            points,
            each,
            decay,
            when,
            cap,
            span,
        })
    }

    /// A number, or the path of what holds one.
    fn amount(&mut self, pair: Pair<'_, Rule>) -> Expr {
        if pair.as_rule() == Rule::path {
            self.primary(pair)
        } else {
            self.number_or_name(pair)
        }
    }

    fn decay(&mut self, pair: Pair<'_, Rule>) -> Option<Decay> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let kind = if children.take(Rule::halving).is_some() {
            DecayKind::Halving
        } else {
            children.take(Rule::fading)?;
            DecayKind::Fading
        };
        let period = self.primary(children.take(Rule::primary)?);
        let since = self.primary(children.take(Rule::primary)?);
        Some(Decay {
            kind,
            period,
            since,
            span,
        })
    }

    fn cap(&mut self, pair: Pair<'_, Rule>) -> Option<Cap> {
        let least = pair
            .clone()
            .into_inner()
            .any(|part| part.as_rule() == Rule::k_least);
        let value = Children::of(pair).take(Rule::cap_value)?;
        let span: NodeSpan = self.node(&value);
        let mut parts = value.into_inner().peekable();
        let negative = parts
            .next_if(|part| part.as_rule() == Rule::minus)
            .is_some();
        let value = self.number_or_name(parts.next()?);
        let value = if negative {
            Expr {
                kind: ExprKind::Negate(Box::new(value)),
                span,
            }
        } else {
            value
        };
        Some(Cap {
            kind: if least {
                CapKind::AtLeast
            } else {
                CapKind::AtMost
            },
            value,
        })
    }

    fn group(&mut self, pair: Pair<'_, Rule>) -> Option<PointsGroup> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let cap = self.cap(children.take(Rule::cap)?)?;
        let label = self.optional_text(&mut children);
        let mut lines = Vec::new();
        while let Some(line) = children.take(Rule::points) {
            lines.extend(self.points(line));
        }
        Some(PointsGroup {
            cap,
            label,
            lines,
            span,
        })
    }

    fn band(&mut self, pair: Pair<'_, Rule>) -> Option<Band> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.member_name(children.take(Rule::band_name)?)?;
        let label = self.optional_text(&mut children);
        let from = children.take(Rule::expr).map(|from| self.expr(from));
        Some(Band {
            name,
            label,
            from,
            span,
        })
    }

    pub(super) fn strategy(&mut self, pair: Pair<'_, Rule>) -> Option<Strategy> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let target = self.name(&children.take(Rule::target)?);
        let gives = children.take(Rule::name).map(|name| self.name(&name));
        let mut options = Vec::new();
        while let Some(option) = children.take(Rule::option) {
            options.extend(self.option(option));
        }
        Some(Strategy {
            name,
            label,
            target,
            gives,
            options,
            span,
        })
    }

    fn option(&mut self, pair: Pair<'_, Rule>) -> Option<StrategyOption> {
        let span = self.node(&pair);
        let mut children = pair.into_inner();
        let name = self.member_name(children.next()?)?;
        let (mut label, mut arms) = (None, Vec::new());
        for part in children {
            #[allow(clippy::wildcard_enum_match_arm)]
            // Rule has a variant for every rule of the grammar
            match part.as_rule() {
                Rule::text => label = Some(self.text(&part)),
                Rule::wrong_colon => {
                    let span = self.span(&part);
                    self.report(
                        Diagnostic::new(Code::E028, "an option takes no `:`", span)
                            .help("remove it; `when` or `otherwise` follows the name and its label")
                            .fix(span, ""),
                    );
                }
                Rule::arm => arms.push(self.arm(part)),
                _ => {}
            }
        }
        Some(StrategyOption {
            name,
            label,
            arms,
            span,
        })
    }

    fn arm(&mut self, pair: Pair<'_, Rule>) -> Arm {
        let span = self.node(&pair);
        let (mut condition, mut because) = (None, None);
        let mut is_reason = false;
        for part in pair.into_inner() {
            if part.as_rule() == Rule::k_because {
                is_reason = true;
            } else if part.as_rule() == Rule::expr {
                let made = Some(self.expr(part));
                if is_reason {
                    because = made
                } else {
                    condition = made
                }
            }
        }
        Arm {
            condition,
            because,
            span,
        }
    }
}
