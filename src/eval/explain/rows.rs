//! The rows that a line adds up or looks at, each with what it brings: their sum is what the line came to.

use super::super::column::{Column, Interval, Status, truth};
use super::super::display::{SPELLED_OUT, display, display_date, display_interval};
use super::super::evaluator::{Evaluator, Frame};
use super::super::kernels::interval::{add, multiply};
use super::super::outcome::RuleOutcome;
use super::super::reasons::member_bits;
use super::{LineExplanation, unlabelled};
use crate::decimal::Decimal;
use crate::ir::{
    Added, Aggregate, AggregateFunction, ArithmeticOperator, Decay, DecayKind, ExprId, ExprKind,
    FieldId, PointsLine, RecordId, RowSet, Type, WeighEach,
};

/// A row of a set, and the truth bits of its counting.
#[derive(Clone, Copy)]
struct Counted {
    row: usize,
    bits: u8,
}

/// The rows that count or may count in an aggregate on the one row of a frame; nothing where that differs from outer row to
/// outer row.
fn counted(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    aggregate: &Aggregate,
) -> Option<(RecordId, Vec<Counted>)> {
    let program = evaluator.program();
    if aggregate.parts().any(|part| program.reads_outer(part)) {
        return None;
    }
    let record = program.record_of(aggregate.set);
    let mut rows = belonging(evaluator, frame, aggregate.set);
    if let Some(filter) = aggregate.filter {
        let Column::YesNo(filter) = evaluator.whole_column(record, filter) else {
            return None;
        };
        for one in &mut rows {
            one.bits = both(one.bits, member_bits(filter, one.row));
        }
    }
    rows.retain(|one| one.bits != truth::NO);
    Some((record, rows))
}

/// The rows of a set, in their order, with the truth bits of their belonging to it.
fn belonging(evaluator: &Evaluator<'_>, frame: &Frame, set: RowSet) -> Vec<Counted> {
    let all = |record: RecordId| {
        let bits = evaluator.presence(record);
        let there = move |row: usize| {
            bits.map_or(truth::YES, |bits| {
                bits.get(row).copied().unwrap_or(truth::NO)
            })
        };
        (0..evaluator.row_count(record)).map(move |row| Counted {
            row,
            bits: there(row),
        })
    };
    match set {
        RowSet::Record(record) => all(record).collect(),
        RowSet::Segment(segment) => {
            let record = evaluator.program().rules[segment].record;
            let outcome = evaluator.rule(evaluator.whole_frame(record), segment);
            let RuleOutcome::Segment(outcome) = &*outcome else {
                return Vec::new();
            };
            let member = |one: Counted| Counted {
                bits: both(one.bits, member_bits(&outcome.member, one.row)),
                ..one
            };
            all(record).map(member).collect()
        }
        RowSet::Relation(field) | RowSet::Referenced(_, field) => {
            let relation = evaluator.relation(field);
            let Some((_, outer)) = evaluator.outer_row(frame, set, 0) else {
                return Vec::new();
            };
            let ours = relation.rows(outer).iter().map(|&row| Counted {
                row: row as usize,
                bits: truth::YES,
            });
            let others = relation.listed_others(outer);
            let others = others.iter().map(|&(row, bits)| Counted {
                row: row as usize,
                bits: bits & !truth::FAULT,
            });
            ours.chain(others).collect()
        }
    }
}

/// Counts for certain only if both say yes, not at all if one says no.
fn both(one: u8, other: u8) -> u8 {
    match (one & !truth::FAULT, other & !truth::FAULT) {
        (truth::YES, truth::YES) => truth::YES,
        (one, other) if one & truth::YES == 0 || other & truth::YES == 0 => truth::NO,
        (_, _) => truth::UNKNOWN,
    }
}

/// What a row is called: its key, else its line in the file.
fn called(evaluator: &Evaluator<'_>, record: RecordId, row: usize) -> String {
    let table = evaluator.data().tables.get(&record);
    let line = || match table.and_then(|table| table.lines.get(row)) {
        Some(line) => format!("line {line}"),
        None => format!("row {}", row + 1),
    };
    evaluator.row_key(record, row).unwrap_or_else(line)
}

/// The rows of a relation by name, those that only may belong to it after the others.
pub(super) fn names(evaluator: &Evaluator<'_>, frame: &Frame, field: FieldId) -> String {
    let program = evaluator.program();
    let Some(relation) = program.relation(field) else {
        return String::new();
    };
    let rows = belonging(evaluator, frame, RowSet::Relation(field));
    let (certain, possible): (Vec<Counted>, Vec<Counted>) =
        rows.into_iter().partition(|one| one.bits == truth::YES);
    let list = |rows: &[Counted]| {
        let mut names: Vec<String> = rows
            .iter()
            .take(SPELLED_OUT)
            .map(|one| called(evaluator, relation.record, one.row))
            .collect();
        if rows.len() > names.len() {
            names.push(format!("{} more", rows.len() - names.len()));
        }
        super::super::display::join_with(&names, "and")
    };
    match (certain.is_empty(), possible.is_empty()) {
        (true, true) => "none".to_owned(),
        (false, true) => list(&certain),
        (true, false) => format!("perhaps {}", list(&possible)),
        (false, false) => format!("{} and perhaps {}", list(&certain), list(&possible)),
    }
}

/// The rows that an aggregate is made of, each with its value.
pub(super) fn values(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    aggregate: &Aggregate,
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    let Some((record, rows)) = counted(evaluator, frame, aggregate) else {
        return Vec::new();
    };
    let value = aggregate.value.map(|value| {
        (
            evaluator.whole_column(record, value),
            &program.exprs[value].ty,
        )
    });
    let adds_up = aggregate.function == AggregateFunction::Sum;
    let told: Vec<Part> = rows
        .iter()
        .map(|one| {
            let shown = value.map(|(column, ty)| display(program, ty, column, one.row));
            Part {
                name: called(evaluator, record, one.row),
                verdict: shown.unwrap_or_default(),
                amount: match value {
                    Some((Column::Number(column), _)) if adds_up => {
                        Some(perhaps(column.interval(one.row), one.bits))
                    }
                    Some(_) | None => None,
                },
                detail: if one.bits == truth::YES {
                    ""
                } else {
                    "perhaps"
                }
                .to_owned(),
            }
        })
        .collect();
    let ty = value.map_or_else(Type::number, |(_, ty)| ty.clone());
    shortened(told, &ty)
}

/// The points of each row that a line adds up: those the row says itself, what age has left of them, or both.
pub(super) fn points(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    line: &PointsLine,
    added: Added,
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    let Some((aggregate, record, rows)) = line.each.and_then(|each| {
        let ExprKind::Aggregate(aggregate) = &program.exprs[each].kind else {
            return None;
        };
        let (record, rows) = counted(evaluator, frame, aggregate)?;
        Some((aggregate, record, rows))
    }) else {
        return Vec::new();
    };
    let Some(Column::Number(amounts)) = aggregate
        .value
        .map(|value| evaluator.whole_column(record, value))
    else {
        return Vec::new();
    };
    let own = added
        .points
        .map(|points| evaluator.whole_column(record, points));
    // The sign of `-kind.points`; other points stand on the line itself.
    let sign = Interval::point(if own.is_some() {
        line.points.units()
    } else {
        crate::decimal::ONE
    });
    let told: Vec<Part> = rows
        .iter()
        .map(|one| {
            let amount = multiply(amounts.interval(one.row), sign);
            let mut details = Vec::new();
            if let (Some(Column::Number(own)), Some(_)) = (own, added.decay) {
                let left = left_of(evaluator, aggregate.value, record, one.row);
                let own = display_interval(&Type::number(), own.interval(one.row));
                details.push(left.map_or_else(|| own.clone(), |left| format!("{own} × {left}")));
            }
            details.extend(added.decay.map(|decay| {
                let since = evaluator.whole_column(record, decay.since);
                age(evaluator, decay, since, one.row)
            }));
            if one.bits != truth::YES {
                details.push("perhaps".to_owned());
            }
            Part {
                name: called(evaluator, record, one.row),
                verdict: if own.is_some() {
                    signed(amount)
                } else {
                    format!("× {}", number(amount))
                },
                amount: Some(perhaps(amount, one.bits)),
                detail: details.join(", "),
            }
        })
        .collect();
    shortened(told, &Type::number())
}

/// What is left of the points of a row, where the row says its points itself: the second factor of their product.
fn left_of(
    evaluator: &Evaluator<'_>,
    value: Option<ExprId>,
    record: RecordId,
    row: usize,
) -> Option<String> {
    let ExprKind::Arithmetic(ArithmeticOperator::Multiply, _, left) =
        evaluator.program().exprs[value?].kind
    else {
        return None;
    };
    match evaluator.whole_column(record, left) {
        Column::Number(column) => Some(number(column.interval(row))),
        Column::YesNo(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => None,
    }
}

/// How old points are, and how far they have worn off.
pub(super) fn age(evaluator: &Evaluator<'_>, decay: Decay, since: &Column, row: usize) -> String {
    let (Column::Number(days), Some(today)) = (since, evaluator.settings().as_of) else {
        return String::new();
    };
    match since.status(row) {
        Status::Known => {}
        Status::NotApplicable => return "it has no date".to_owned(),
        Status::Unknown | Status::Fault => {
            return format!("{} is unknown", evaluator.program().describe(decay.since));
        }
    }
    let day = days.interval(row).low;
    let (date, age) = (display_date(day), i128::from(today) - day);
    let period = i128::from(decay.days);
    match decay.kind {
        _ if age < 0 => format!("{date} is still to come"),
        DecayKind::Halving => {
            let halvings = match age / period.max(1) {
                0 => "not halved yet".to_owned(),
                1 => "halved once".to_owned(),
                many => format!("halved {many} times"),
            };
            format!("{age} days after {date}, {halvings}")
        }
        DecayKind::Fading if age >= period => format!("all {period} days are over since {date}"),
        DecayKind::Fading => format!("{age} of {period} days are over since {date}"),
    }
}

/// The rows of a weighed mean: what each says, and how much it weighs.
pub(super) fn weighed(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    weigh: &WeighEach,
) -> Vec<LineExplanation> {
    let program = evaluator.program();
    let ExprKind::Aggregate(aggregate) = &program.exprs[weigh.mean].kind else {
        return Vec::new();
    };
    let Some((record, rows)) = counted(evaluator, frame, aggregate) else {
        return Vec::new();
    };
    let shown = |expr: ExprId, row: usize| {
        display(
            program,
            &program.exprs[expr].ty,
            evaluator.whole_column(record, expr),
            row,
        )
    };
    let told = rows.iter().map(|one| Part {
        name: called(evaluator, record, one.row),
        verdict: shown(weigh.value, one.row),
        amount: None,
        detail: format!(
            "weighs {}{}",
            shown(weigh.weight, one.row),
            if one.bits == truth::YES {
                ""
            } else {
                ", perhaps"
            }
        ),
    });
    shortened(told.collect(), &Type::number())
}

/// A row on its way into the list.
struct Part {
    name: String,
    verdict: String,
    /// What it adds to the whole, where the parts add up.
    amount: Option<Interval>,
    detail: String,
}

/// The first rows; the rest as one line that adds up what is left.
fn shortened(parts: Vec<Part>, ty: &Type) -> Vec<LineExplanation> {
    let rest = parts.get(SPELLED_OUT..).unwrap_or_default();
    let more = (!rest.is_empty()).then(|| {
        let sum = rest
            .iter()
            .try_fold(Interval::ZERO, |sum, part| Some(add(sum, part.amount?)));
        let sum = sum.map_or_else(String::new, |sum| display_interval(ty, sum));
        unlabelled(format!("{} more", rest.len()), sum, String::new())
    });
    let first = parts.iter().take(SPELLED_OUT);
    first
        .map(|part| unlabelled(part.name.clone(), part.verdict.clone(), part.detail.clone()))
        .chain(more)
        .collect()
}

/// What a row adds that counts or only may count.
fn perhaps(amount: Interval, bits: u8) -> Interval {
    if bits == truth::YES {
        amount
    } else {
        amount.hull(Interval::ZERO)
    }
}

fn number(interval: Interval) -> String {
    display_interval(&Type::number(), interval)
}

fn signed(interval: Interval) -> String {
    let sign = if interval.low > 0 { "+" } else { "" };
    if interval.is_point() {
        let point =
            Decimal::from_units(interval.low).map_or_else(String::new, |number| number.to_string());
        return format!("{sign}{point}");
    }
    format!("{sign}{}", number(interval))
}
