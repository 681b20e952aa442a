//! The lines of a score: what each came to, and what it is made of. They add up (or multiply) to the printed number.

use super::super::column::NumberColumn;
use super::super::display::join_with;
use super::super::evaluator::{Evaluator, Frame};
use super::super::outcome::{PointsOutcome, RuleOutcome, ScoreOutcome, ScoreParts};
use super::super::reasons::{added_words, facts, possible_at, template_text};
use super::{LineExplanation, line, percent, plain, rows, span, unlabelled, value_of};
use crate::decimal::Decimal;
use crate::ir::{Bands, Cap, PointsItem, PointsLine, Program, Rule, Score, ScoreKind, Value};

/// Every line of a score, its limit and its band.
pub(super) fn lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    (rule, score): (&Rule, &Score),
    outcome: &ScoreOutcome,
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    let mut lines = score_lines(evaluator, frame, score, outcome);
    lines.extend(limit_line(program, score, outcome));
    let possible = possible_at(program, rule, &RuleOutcome::Score(outcome.clone()), 0);
    let bands = score.bands.as_ref();
    lines.extend(bands.and_then(|bands| band_line(program, bands, &possible)));
    lines
}

fn score_lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    score: &Score,
    outcome: &ScoreOutcome,
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    match (&score.kind, &outcome.parts) {
        (ScoreKind::Multiply(factors), _) => factors
            .iter()
            .enumerate()
            .map(|(place, factor)| {
                let sign = if place == 0 { "" } else { "× " };
                let value = value_of(evaluator, frame, *factor);
                unlabelled(
                    program.describe(*factor),
                    format!("{sign}{value}"),
                    String::new(),
                )
            })
            .collect(),
        (ScoreKind::Weigh { factors, .. }, ScoreParts::Weigh(columns)) => factors
            .iter()
            .zip(columns)
            .map(|(factor, (_, part))| {
                let weight = program.literal(&percent(), &Value::Number(factor.weight));
                let value = value_of(evaluator, frame, factor.factor);
                let detail = format!("{weight} of {value}");
                unlabelled(
                    program.describe(factor.factor),
                    span(program, &score.ty, part),
                    detail,
                )
            })
            .collect(),
        (ScoreKind::WeighEach(weigh), _) => {
            let name = format!(
                "{} by {}",
                program.describe(weigh.value),
                program.describe(weigh.weight)
            );
            let parts = template_text(evaluator, frame, weigh.parts, 0);
            let whole = span(program, &score.ty, &outcome.raw);
            vec![LineExplanation {
                parts: rows::weighed(evaluator, frame, weigh),
                ..unlabelled(name, whole, parts)
            }]
        }
        (ScoreKind::Points(items), ScoreParts::Points(outcomes)) => {
            points_lines(evaluator, frame, items, outcomes)
        }
        (ScoreKind::Weigh { .. } | ScoreKind::Points(_), _) => Vec::new(),
    }
}

fn points_lines(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    items: &[PointsItem],
    outcomes: &[PointsOutcome],
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    let mut lines = Vec::new();
    for (item, outcome) in items.iter().zip(outcomes) {
        match (item, outcome) {
            (PointsItem::Line(declared), PointsOutcome::Line { .. }) => {
                lines.push(points_line(evaluator, frame, declared, outcome));
            }
            (
                PointsItem::Group {
                    label,
                    lines: declared,
                    cap,
                    ..
                },
                PointsOutcome::Group {
                    lines: inner,
                    points,
                },
            ) => {
                let parts = declared.iter().zip(inner);
                let parts =
                    parts.map(|(line, outcome)| points_line(evaluator, frame, line, outcome));
                let name = label.clone().unwrap_or_else(|| "together".to_owned());
                let value = span(program, &plain(), points);
                lines.push(LineExplanation {
                    parts: parts.collect(),
                    ..unlabelled(name, signed(points, &value), cap_words(*cap))
                });
            }
            (PointsItem::Line(_), PointsOutcome::Group { .. })
            | (PointsItem::Group { .. }, PointsOutcome::Line { .. }) => {}
        }
    }
    lines
}

fn points_line(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    declared: &PointsLine,
    outcome: &PointsOutcome,
) -> LineExplanation {
    let program = evaluator.program();
    let PointsOutcome::Line { each, points, .. } = outcome else {
        return line(&declared.named, "", String::new());
    };
    let value = span(program, &plain(), points);
    let mut details = Vec::new();
    let own_points = declared.added.is_some_and(|added| added.points.is_some());
    if let Some(each) = each.as_ref().filter(|_| !own_points) {
        details.push(format!(
            "{} × {}",
            span(program, &plain(), each),
            declared.points
        ));
    }
    if let Some(added) = declared.added {
        details.extend(added_words((evaluator, frame), added, 0).filter(|_| added.rows.is_some()));
        if let (None, Some(decay)) = (added.rows, added.decay) {
            details.push(program.decay_words(decay));
            let since = evaluator.column(frame, decay.since);
            details.push(rows::age(evaluator, decay, &since, 0));
        }
    }
    if let Some(when) = declared.when {
        details.push(facts(evaluator, frame, when, 0));
    }
    details.extend(declared.cap.map(cap_words));
    let added = declared.added;
    LineExplanation {
        parts: added.map_or_else(Vec::new, |added| {
            rows::points(evaluator, frame, declared, added)
        }),
        ..line(&declared.named, &signed(points, &value), details.join(", "))
    }
}

fn cap_words(cap: Cap) -> String {
    match cap {
        Cap::AtMost(most) => format!("at most {most}"),
        Cap::AtLeast(least) => format!("at least {least}"),
    }
}

/// A number of points with its sign.
fn signed(points: &NumberColumn, shown: &str) -> String {
    let sign = if points.interval(0).low > 0 { "+" } else { "" };
    format!("{sign}{shown}")
}

fn limit_line(program: &Program, score: &Score, outcome: &ScoreOutcome) -> Option<LineExplanation> {
    let (low, high) = score.limit?;
    let text =
        |units| Decimal::from_units(units).map_or_else(String::new, |number| number.to_string());
    let detail = format!("limit {}..{}", text(low), text(high));
    let before = span(program, &score.ty, &outcome.raw);
    let after = span(program, &score.ty, &outcome.value);
    (before != after).then(|| {
        unlabelled(
            "limit".to_owned(),
            after,
            format!("{before} before; {detail}"),
        )
    })
}

fn band_line(program: &Program, bands: &Bands, possible: &[&str]) -> Option<LineExplanation> {
    if possible.is_empty() {
        return None;
    }
    let members = program.domains[bands.domain]
        .members
        .iter()
        .zip(&bands.bands);
    let steps: Vec<_> = members
        .map(
            |(member, band)| match band.from.and_then(Decimal::from_units) {
                Some(from) => format!("{} from {from}", member.named.name),
                None => format!("{} otherwise", member.named.name),
            },
        )
        .collect();
    Some(unlabelled(
        "band".to_owned(),
        join_with(possible, "or"),
        steps.join(", "),
    ))
}
