//! The arithmetic of a score in words: parts that add up to (or multiply to) the printed number.

use super::super::column::{Interval, NumberColumn, Status};
use super::super::display::{display, display_interval};
use super::super::evaluator::{Evaluator, Frame};
use super::super::outcome::{PointsOutcome, ScoreOutcome, ScoreParts};
use super::{name_or_label, template_text};
use crate::decimal::Decimal;
use crate::ir::{
    Added, Cap, DecayKind, ExprId, ExprKind, Factor, PointsItem, PointsLine, Score, ScoreKind, Type,
};

/// How a score came about on a row.
pub fn arithmetic(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    score: &Score,
    outcome: &ScoreOutcome,
    row: usize,
) -> String {
    let parts = match (&score.kind, &outcome.parts) {
        (ScoreKind::Multiply(factors), _) => {
            let factors: Vec<_> = factors
                .iter()
                .map(|factor| named_value(evaluator, frame, *factor, row))
                .collect();
            factors.join(" × ")
        }
        (ScoreKind::Weigh { factors, scale }, ScoreParts::Weigh(columns)) => {
            let parts: Vec<_> = factors
                .iter()
                .zip(columns)
                .map(|(factor, (_, part))| weighed(evaluator, frame, factor, *scale, part, row))
                .collect();
            parts.join(", ")
        }
        (ScoreKind::WeighEach(weigh), _) => template_text(evaluator, frame, weigh.parts, row),
        (ScoreKind::Points(items), ScoreParts::Points(columns)) => {
            points((evaluator, frame), items, columns, row)
        }
        (ScoreKind::Weigh { .. } | ScoreKind::Points(_), _) => String::new(),
    };
    match score.limit {
        Some((low, high)) if was_limited(outcome, row) => {
            format!("{parts}; limited to {}..{}", number(low), number(high))
        }
        Some(_) | None => parts,
    }
}

/// True if `limit` changed an end.
fn was_limited(outcome: &ScoreOutcome, row: usize) -> bool {
    outcome.raw.interval(row) != outcome.value.interval(row)
}

/// `budget 5`, `time unknown (1 to 5)`, `(6 - price_level) 4`
fn named_value(evaluator: &Evaluator<'_>, frame: &Frame, expr: ExprId, row: usize) -> String {
    let program = evaluator.program();
    let column = evaluator.column(frame, expr);
    let ty = &program.exprs[expr].ty;
    let name = program.describe(expr);
    let name = if name.contains(' ') {
        format!("({name})")
    } else {
        name
    };
    let value = display(program, ty, &column, row);
    if matches!(program.exprs[expr].kind, ExprKind::Literal(_)) {
        return value;
    }
    match column.status(row) {
        Status::Known | Status::NotApplicable => format!("{name} {value}"),
        Status::Unknown if value == "unknown" => format!("{name} unknown"),
        Status::Unknown => format!("{name} unknown ({value})"),
        Status::Fault => format!("{name} not readable"),
    }
}

/// `need 4 gives 30 of 40`
fn weighed(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    factor: &Factor,
    scale: (i128, i128),
    part: &NumberColumn,
    row: usize,
) -> String {
    let most = Decimal::from_units(scale.1).and_then(|high| high.checked_mul(factor.weight));
    let most = most.map_or_else(String::new, |most| format!(" of {most}"));
    let value = named_value(evaluator, frame, factor.factor, row);
    format!("{value} gives {}{most}", interval(part, row))
}

/// The lines that count: `Asked for a demo +10, Visits +8 (4 × 2)`
fn points(
    on: (&Evaluator<'_>, &Frame),
    items: &[PointsItem],
    outcomes: &[PointsOutcome],
    row: usize,
) -> String {
    let mut told = Vec::new();
    for (item, outcome) in items.iter().zip(outcomes) {
        match (item, outcome) {
            (PointsItem::Line(line), _) => told.extend(points_line(on, line, outcome, row)),
            (
                PointsItem::Group {
                    cap, label, lines, ..
                },
                PointsOutcome::Group {
                    lines: inner,
                    points,
                },
            ) => {
                let inner: Vec<_> = lines
                    .iter()
                    .zip(inner)
                    .filter_map(|(line, outcome)| points_line(on, line, outcome, row))
                    .collect();
                if !inner.is_empty() {
                    let label = label
                        .as_deref()
                        .map_or_else(String::new, |label| format!("{label} "));
                    let inner = inner.join(", ");
                    told.push(format!(
                        "{label}{} ({inner}; {})",
                        signed(points, row),
                        cap_words(*cap)
                    ));
                }
            }
            (PointsItem::Group { .. }, PointsOutcome::Line { .. }) => {}
        }
    }
    if told.is_empty() {
        "no points".to_owned()
    } else {
        told.join(", ")
    }
}

/// A line that counts or may count; nothing for one that adds 0 for certain.
fn points_line(
    on: (&Evaluator<'_>, &Frame),
    line: &PointsLine,
    outcome: &PointsOutcome,
    row: usize,
) -> Option<String> {
    let PointsOutcome::Line { each, points, .. } = outcome else {
        return None;
    };
    if points.interval(row) == Interval::point(0) {
        return None;
    }
    let mut details = Vec::new();
    let own_points = line.added.is_some_and(|added| added.points.is_some());
    if let Some(each) = each.as_ref().filter(|_| !own_points) {
        details.push(format!("{} × {}", interval(each, row), line.points));
    }
    details.extend(line.added.and_then(|added| added_words(on, added, row)));
    if points.status(row) != Status::Known {
        details.push("not certain".to_owned());
    }
    details.extend(line.cap.map(cap_words));
    let details = if details.is_empty() {
        String::new()
    } else {
        format!(" ({})", details.join(", "))
    };
    Some(format!(
        "{} {}{details}",
        name_or_label(&line.named),
        signed(points, row)
    ))
}

/// `3 papers halving`: what was added up, and how it wears off.
pub fn added_words(
    (evaluator, frame): (&Evaluator<'_>, &Frame),
    added: Added,
    row: usize,
) -> Option<String> {
    let program = evaluator.program();
    let rows = added.rows.and_then(|rows| {
        let ExprKind::Aggregate(aggregate) = &program.exprs[rows].kind else {
            return None;
        };
        let count = display(
            program,
            &Type::number(),
            &evaluator.column(frame, rows),
            row,
        );
        Some(format!("{count} {}", program.row_set_name(aggregate.set)))
    });
    let decay = added.decay.map(|decay| match decay.kind {
        DecayKind::Halving => "halving".to_owned(),
        DecayKind::Fading => "fading".to_owned(),
    });
    let words: Vec<String> = rows.into_iter().chain(decay).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn cap_words(cap: Cap) -> String {
    match cap {
        Cap::AtMost(most) => format!("at most {most}"),
        Cap::AtLeast(least) => format!("at least {least}"),
    }
}

fn signed(column: &NumberColumn, row: usize) -> String {
    let text = interval(column, row);
    if column.interval(row).low > 0 {
        format!("+{text}")
    } else {
        text
    }
}

/// `40`, `30 to 40`, `30 or more`
fn interval(column: &NumberColumn, row: usize) -> String {
    display_interval(&Type::number(), column.interval(row))
}

fn number(units: i128) -> String {
    Decimal::from_units(units).map_or_else(|| "?".to_owned(), |number| number.to_string())
}
