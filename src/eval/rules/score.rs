//! Scores: parts, scale, limit, bands, in this order.

use super::{member_count, number_within};
use crate::eval::column::{
    ChoiceColumn, Column, Flags, Interval, NumberColumn, OPEN_HIGH, OPEN_LOW, YesNoColumn, flag,
    narrowed, truth, truth_flags,
};
use crate::eval::evaluator::{Evaluator, Frame};
use crate::eval::expressions::{needed, number};
use crate::eval::kernels::interval::{Limits, add, divide, multiply};
use crate::eval::kernels::numbers::{arithmetic, from_rows, map};
use crate::eval::outcome::{PointsOutcome, ScoreOutcome, ScoreParts};
use crate::ir::{
    ArithmeticOperator, Bands, Cap, Factor, PointsItem, PointsLine, Program, Score, ScoreKind,
};

pub(super) fn evaluate(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    score: &Score,
    members: Option<&YesNoColumn>,
) -> ScoreOutcome {
    let rows = frame.len();
    let (parts, raw) = match &score.kind {
        ScoreKind::Multiply(factors) => {
            let columns: Vec<NumberColumn> = factors
                .iter()
                .map(|&factor| number(evaluator.column(frame, factor), rows))
                .collect();
            let raw = combine(ArithmeticOperator::Multiply, &columns, rows);
            (ScoreParts::Multiply(columns), raw)
        }
        ScoreKind::Weigh { factors, scale } => {
            let parts: Vec<(Column, NumberColumn)> = factors
                .iter()
                .map(|factor| {
                    let column = evaluator.column(frame, factor.factor);
                    let part = contribution(&column, factor, *scale);
                    (column, part)
                })
                .collect();
            let columns: Vec<NumberColumn> = parts.iter().map(|(_, part)| part.clone()).collect();
            let raw = combine(ArithmeticOperator::Add, &columns, rows);
            (ScoreParts::Weigh(parts), raw)
        }
        ScoreKind::WeighEach(weigh) => {
            let mean = number(evaluator.column(frame, weigh.mean), rows);
            (ScoreParts::WeighEach, mean)
        }
        ScoreKind::Points(items) => {
            let parts: Vec<PointsOutcome> = items
                .iter()
                .map(|item| points_item(evaluator, frame, item))
                .collect();
            let columns: Vec<NumberColumn> =
                parts.iter().map(|part| part.points().clone()).collect();
            let raw = combine(ArithmeticOperator::Add, &columns, rows);
            (ScoreParts::Points(parts), raw)
        }
    };
    let raw = number_within(raw, members);
    let value = match score.limit {
        None => raw.clone(),
        Some((low, high)) => map(&raw, Limits::NUMBER, |value| {
            Some(Interval {
                low: value.low.clamp(low, high),
                high: value.high.clamp(low, high),
            })
        }),
    };
    let band = score
        .bands
        .as_ref()
        .map(|bands| band(evaluator.program(), bands, &value));
    ScoreOutcome {
        parts,
        raw,
        value,
        band,
    }
}

/// The sum or product of columns, from left to right, rounded after each.
fn combine(operator: ArithmeticOperator, columns: &[NumberColumn], rows: usize) -> NumberColumn {
    let together = columns
        .iter()
        .cloned()
        .reduce(|left, right| arithmetic(operator, &left, &right, Limits::NUMBER));
    together.unwrap_or_else(|| NumberColumn::constant(Interval::ZERO, flag::APPLIES, rows))
}

/// `weight × (low + (x − from) × (high − low) / (to − from))`, rounded after each operator; yes is
/// the high end, no the low end.
fn contribution(column: &Column, factor: &Factor, (low, high): (i128, i128)) -> NumberColumn {
    let (from, to) = factor.range;
    let weight = factor.weight.units();
    let weighted = |mapped: Interval| multiply(mapped, Interval::point(weight));
    match column {
        Column::YesNo(column) => {
            let rows = column.bits();
            let rows = rows.iter().map(|&bits| {
                let flags = truth_flags(bits);
                let mapped = match bits & truth::UNKNOWN {
                    truth::YES => Interval::point(high),
                    truth::NO => Interval::point(low),
                    0 => return (Interval::ZERO, flags),
                    _ => Interval {
                        low: low.min(high),
                        high: low.max(high),
                    },
                };
                (weighted(mapped), flags)
            });
            from_rows(rows, column.len())
        }
        Column::Number(column) => {
            let (width, reach) = (Interval::point(high - low), to - from);
            map(column, Limits::NUMBER, |value| {
                let distance = Interval {
                    low: ends(value.low, from),
                    high: ends(value.high, from),
                };
                let product = multiply(distance, width);
                let quotient = divide(product, Interval::point(reach))?;
                let mapped = add(Interval::point(low), quotient);
                Some(weighted(mapped))
            })
        }
        // The analysis asks for numbers or yes/no.
        Column::Choice(_) | Column::Text(_) | Column::List(_) => {
            NumberColumn::constant(Interval::OPEN, flag::APPLIES, column.len())
        }
    }
}

/// The distance of an end from the start of a range; an open end stays open.
fn ends(end: i128, from: i128) -> i128 {
    if end == OPEN_HIGH || end == OPEN_LOW {
        end
    } else {
        end - from
    }
}

fn points_item(evaluator: &Evaluator<'_>, frame: &Frame, item: &PointsItem) -> PointsOutcome {
    match item {
        PointsItem::Line(line) => points_line(evaluator, frame, line),
        PointsItem::Group {
            cap,
            lines,
            label: _,
            span: _,
        } => {
            let lines: Vec<PointsOutcome> = lines
                .iter()
                .map(|line| points_line(evaluator, frame, line))
                .collect();
            let columns: Vec<NumberColumn> =
                lines.iter().map(|line| line.points().clone()).collect();
            let sum = combine(ArithmeticOperator::Add, &columns, frame.len());
            PointsOutcome::Group {
                lines,
                points: capped(sum, Some(*cap)),
            }
        }
    }
}

fn points_line(evaluator: &Evaluator<'_>, frame: &Frame, line: &PointsLine) -> PointsOutcome {
    let rows = frame.len();
    let each = line
        .each
        .map(|each| number(evaluator.column(frame, each), rows));
    let when = line.when.map(|when| needed(evaluator, frame, when));
    let points = line.points.units();
    let once = Interval::point(points);
    // A count is never below zero; the points that a row says may be.
    let own_points = line.added.is_some_and(|added| added.points.is_some());
    let counted = (0..rows).map(|row| {
        let (mut value, mut bits) = (once, flag::APPLIES);
        if let Some(each) = &each {
            let flags = each.flags.get(row);
            if flags & flag::APPLIES == 0 {
                value = Interval::ZERO;
            } else {
                let mut times = each.interval(row);
                if !own_points {
                    times = Interval {
                        low: times.low.max(0),
                        high: times.high.max(0),
                    };
                }
                value = multiply(times, once);
                bits |= flags & flag::FAULT;
                if flags & flag::NOT_APPLICABLE != 0 {
                    value = value.hull(Interval::ZERO);
                }
            }
        }
        let fitted = Limits::NUMBER.fit(value);
        if value.is_point() && !fitted.is_point() {
            bits |= flag::FAULT;
        }
        match when.as_ref().map_or(truth::YES, |when| when.get(row)) {
            truth::YES => (fitted, bits),
            truth::NO => (Interval::ZERO, flag::APPLIES),
            // An answer to `when` may leave the points out, whatever is wrong with `each`.
            when if when & truth::FAULT == 0 => (fitted.hull(Interval::ZERO), flag::APPLIES),
            _ => (fitted.hull(Interval::ZERO), bits | flag::FAULT),
        }
    });
    let points = capped(from_rows(counted, rows), line.cap);
    PointsOutcome::Line { each, when, points }
}

/// A cap holds both ends.
fn capped(points: NumberColumn, cap: Option<Cap>) -> NumberColumn {
    let Some(cap) = cap else { return points };
    map(&points, Limits::NUMBER, |value| {
        Some(match cap {
            Cap::AtMost(most) => Interval {
                low: value.low.min(most.units()),
                high: value.high.min(most.units()),
            },
            Cap::AtLeast(least) => Interval {
                low: value.low.max(least.units()),
                high: value.high.max(least.units()),
            },
        })
    })
}

/// Every band that the interval touches: its threshold is included, the one above it is not.
fn band(program: &Program, bands: &Bands, value: &NumberColumn) -> ChoiceColumn {
    let members = member_count(program, bands.domain);
    let width = ChoiceColumn::words_per_row(members);
    let mut words = vec![0u64; value.len() * width];
    let thresholds: Vec<Option<i128>> = bands.bands.iter().map(|band| band.from).collect();
    let narrow: Option<Vec<Option<i64>>> = thresholds
        .iter()
        .map(|from| match from {
            Some(from) => narrowed(*from).map(Some),
            None => Some(None),
        })
        .collect();
    match (narrow, value.as_narrow()) {
        (Some(thresholds), Some(ends)) => {
            let (low, high) = ends.spelled(value.len());
            let ends = low.iter().copied().zip(high.iter().copied());
            reached(&thresholds, ends, width, &mut words);
        }
        (_, _) => {
            let ends = value.intervals().map(|value| (value.low, value.high));
            reached(&thresholds, ends, width, &mut words);
        }
    }
    if value.flags.is_plain() {
        // A row that may lie in several bands is open, and applies all the same.
        return ChoiceColumn::with_flags(members, words, Flags(None));
    }
    let bits: Vec<u8> = (0..value.len()).map(|row| value.flags.get(row)).collect();
    for (set, bits) in words.chunks_exact_mut(width).zip(&bits) {
        if bits & flag::APPLIES == 0 {
            set.fill(0);
        }
    }
    ChoiceColumn::new(members, words, bits)
}

/// Puts the bands that intervals touch into sets of `width` words.
fn reached<T: Ord + Copy>(
    thresholds: &[Option<T>],
    ends: impl Iterator<Item = (T, T)>,
    width: usize,
    words: &mut [u64],
) {
    for (set, (low, high)) in words.chunks_exact_mut(width).zip(ends) {
        let mut above: Option<T> = None;
        for (place, &from) in thresholds.iter().enumerate() {
            let reaches = from.is_none_or(|from| high >= from);
            let below = above.is_none_or(|above| low < above);
            if reaches
                && below
                && let Some(word) = set.get_mut(place / 64)
            {
                *word |= 1 << (place % 64);
            }
            above = from;
        }
    }
}
