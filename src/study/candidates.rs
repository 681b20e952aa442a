//! The values that an answer could take, or enough of them to stand for all.

use std::collections::{BTreeSet, HashMap};

use super::Subject;
use crate::data::{CellPlace, row_key};
use crate::decimal::{Decimal, ONE};
use crate::ir::{
    Bounds, ExprId, ExprKind, FieldId, Function, PointsItem, Program, RecordId, RuleBody,
    ScoreKind, Type, Value,
};

/// More values than this are not tried one by one.
pub(super) const MANY_VALUES: usize = 64;

/// How many steps away to look where a range has no end; what lies between is found by halving.
const MAGNITUDES: [i128; 6] = [
    1_000,
    1_000_000,
    100_000_000,
    10_000_000_000,
    1_000_000_000_000,
    1_000_000_000_000_000,
];

/// Values to try for a field.
#[derive(Clone, Debug)]
pub(super) struct Candidates {
    /// The values; of numbers, dates and durations ascending.
    pub values: Vec<Value>,
    /// True if these are all values there are, or stand for all.
    pub complete: bool,
}

/// The values to try in the cells of a stored field.
pub(super) fn candidates(subject: Subject<'_>, field: FieldId) -> Candidates {
    of_type(subject, field, &subject.program.fields[field].ty)
}

/// Every way to fill in some cells; the last cell's value changes fastest.
pub(super) fn product(
    cells: &[CellPlace],
    values: &HashMap<FieldId, Candidates>,
) -> Vec<Vec<Option<Value>>> {
    let mut fillings: Vec<Vec<Option<Value>>> = vec![Vec::new()];
    for cell in cells {
        let Some(found) = values.get(&cell.field) else {
            continue;
        };
        fillings = fillings
            .iter()
            .flat_map(|filling| {
                found.values.iter().map(move |value| {
                    let mut longer = filling.clone();
                    longer.push(Some(value.clone()));
                    longer
                })
            })
            .collect();
    }
    fillings
}

fn of_type(subject: Subject<'_>, field: FieldId, ty: &Type) -> Candidates {
    let program = subject.program;
    match ty {
        Type::YesNo => Candidates {
            values: vec![Value::YesNo(true), Value::YesNo(false)],
            complete: true,
        },
        Type::Choice(domain) => {
            let members = program.domains[*domain].members.len();
            let places = 0..u32::try_from(members).unwrap_or(u32::MAX);
            Candidates {
                values: places.map(|place| Value::Choice(*domain, place)).collect(),
                complete: true,
            }
        }
        Type::Number(_) | Type::Date(_) | Type::Duration(_) | Type::Months => {
            measured(program, field, ty)
        }
        Type::Text => texts(program, field),
        Type::Reference(record) => keys(subject, *record),
        Type::List(item) => {
            let items = of_type(subject, field, item);
            let alone = items
                .values
                .into_iter()
                .map(|value| Value::List(vec![value]));
            Candidates {
                values: std::iter::once(Value::List(Vec::new()))
                    .chain(alone)
                    .collect(),
                complete: false,
            }
        }
    }
}

/// The least step between two values of a type, in its units.
pub(super) fn step(ty: &Type) -> i128 {
    match ty {
        Type::Number(number) if number.integer => ONE,
        Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::Text
        | Type::YesNo
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => 1,
    }
}

/// A value of a measured type in its units: millionths of numbers, days, months.
pub(super) fn units(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => Some(number.units()),
        Value::Date(days) => Some(i128::from(*days)),
        Value::Duration(days) => Some(i128::from(*days)),
        Value::Months(months) => Some(i128::from(*months)),
        Value::Text(_) | Value::YesNo(_) | Value::Choice(..) | Value::List(_) => None,
    }
}

/// The value of a measured type from its units; none where the type cannot hold it.
pub(super) fn from_units(ty: &Type, units: i128) -> Option<Value> {
    match ty {
        Type::Number(_) => Decimal::from_units(units).map(Value::Number),
        Type::Date(_) => i32::try_from(units).ok().map(Value::Date),
        Type::Duration(_) => i64::try_from(units).ok().map(Value::Duration),
        Type::Months => i32::try_from(units).ok().map(Value::Months),
        Type::Text | Type::YesNo | Type::Choice(_) | Type::List(_) | Type::Reference(_) => None,
    }
}

/// Every value of a short range; of a long one its ends, and both sides of each constant that the field meets.
fn measured(program: &Program, field: FieldId, ty: &Type) -> Candidates {
    let (bounds, step) = (ty.bounds(), step(ty));
    if let Bounds {
        low: Some(low),
        high: Some(high),
    } = bounds
        && (high - low) / step < MANY_VALUES as i128
    {
        let count = (high - low) / step;
        let values = (0..=count).filter_map(|place| from_units(ty, low + place * step));
        return Candidates {
            values: values.collect(),
            complete: true,
        };
    }
    let mut points: BTreeSet<i128> = [bounds.low, bounds.high].into_iter().flatten().collect();
    let (mut met, only_compared) = compared_with(program, field);
    if !only_compared {
        met.extend(constants(program, ty));
    }
    for constant in met {
        points.extend([constant - step, constant, constant + step]);
    }
    if !only_compared || points.is_empty() {
        points.insert(0);
        let far = MAGNITUDES.map(|magnitude| magnitude * step);
        points.extend(far.into_iter().flat_map(|point| [-point, point]));
    }
    let whole = |units: &i128| units % step == 0;
    let values = points
        .into_iter()
        .filter(|units| bounds.contains(*units) && whole(units))
        .filter_map(|units| from_units(ty, units));
    Candidates {
        values: values.collect(),
        complete: only_compared,
    }
}

/// The constants that a measured field is compared with, and whether that is all that is done with it: then the values
/// between two neighbouring constants are all alike.
fn compared_with(program: &Program, field: FieldId) -> (Vec<i128>, bool) {
    let is_field =
        |expr: ExprId| matches!(program.exprs[expr].kind, ExprKind::Field(read) if read == field);
    let constant = |expr: ExprId| {
        if let ExprKind::Literal(value) = &program.exprs[expr].kind {
            units(value)
        } else if let ExprKind::Param(param) = program.exprs[expr].kind {
            units(&program.params[param].value)
        } else {
            None
        }
    };
    let mut found = Vec::new();
    let mut only_compared = true;
    for expr in program.exprs.values() {
        if let ExprKind::Aggregate(aggregate) = &expr.kind {
            only_compared &= !aggregate.parts().any(is_field);
        } else if let ExprKind::Through { value, .. } = expr.kind {
            only_compared &= !is_field(value);
        }
        let parts = expr.kind.children();
        if !parts.iter().copied().any(is_field) {
            continue;
        }
        if matches!(expr.kind, ExprKind::Compare(..) | ExprKind::InRange { .. }) {
            let others = parts.into_iter().filter(|part| !is_field(*part));
            let others: Vec<Option<i128>> = others.map(constant).collect();
            only_compared &= others.iter().all(Option::is_some);
            found.extend(others.into_iter().flatten());
        } else {
            only_compared &= matches!(expr.kind, ExprKind::IsState { .. } | ExprKind::Template(_));
        }
    }
    let in_a_rule = program.rules.ids().any(|rule| {
        let exprs = program.rule_exprs(rule);
        exprs.into_iter().any(is_field)
    });
    (found, only_compared && !in_a_rule)
}

/// The constants of the pack that a value of a type may be held against.
fn constants(program: &Program, ty: &Type) -> Vec<i128> {
    let same_kind = |other: &Type| {
        matches!(
            (ty, other),
            (Type::Number(_), Type::Number(_))
                | (Type::Date(_), Type::Date(_))
                | (Type::Duration(_), Type::Duration(_))
                | (Type::Months, Type::Months)
        )
    };
    let mut found = Vec::new();
    for expr in program.exprs.values() {
        if let ExprKind::Literal(value) = &expr.kind
            && same_kind(&expr.ty)
        {
            found.extend(units(value));
        } else if let ExprKind::Param(param) = &expr.kind
            && same_kind(&expr.ty)
        {
            found.extend(units(&program.params[*param].value));
        }
    }
    if matches!(ty, Type::Number(_)) {
        found.extend(
            program
                .rules
                .values()
                .flat_map(|rule| thresholds(&rule.body)),
        );
    }
    found
}

/// Where a score changes its band or meets its limits.
fn thresholds(body: &RuleBody) -> Vec<i128> {
    match body {
        RuleBody::Score(score) => {
            let limits = score.limit.into_iter().flat_map(|(low, high)| [low, high]);
            let bands = score.bands.iter().flat_map(|bands| &bands.bands);
            let points: Vec<i128> = match &score.kind {
                ScoreKind::Points(items) => items.iter().map(points_of).collect(),
                ScoreKind::Multiply(_) | ScoreKind::Weigh { .. } | ScoreKind::WeighEach(_) => {
                    Vec::new()
                }
            };
            limits
                .chain(bands.filter_map(|band| band.from))
                .chain(points)
                .collect()
        }
        RuleBody::Segment(_)
        | RuleBody::Strategy(_)
        | RuleBody::Check(_)
        | RuleBody::Decision(_) => Vec::new(),
    }
}

fn points_of(item: &PointsItem) -> i128 {
    match item {
        PointsItem::Line(line) => line.points.units(),
        PointsItem::Group { cap, .. } => match cap {
            crate::ir::Cap::AtMost(cap) | crate::ir::Cap::AtLeast(cap) => cap.units(),
        },
    }
}

/// What a text is called that is none of those the pack speaks of.
pub(super) const ANOTHER: &str = "something else";

/// The texts that a field is compared with, and one that is none of them.
fn texts(program: &Program, field: FieldId) -> Candidates {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut only_compared = true;
    let is_field =
        |expr: &ExprId| matches!(program.exprs[*expr].kind, ExprKind::Field(read) if read == field);
    for expr in program.exprs.values() {
        let parts = expr.kind.children();
        if !parts.iter().any(is_field) {
            continue;
        }
        if matches!(
            expr.kind,
            ExprKind::TextTest(..) | ExprKind::Function(Function::Length, _)
        ) {
            only_compared = false;
        }
        let compared = matches!(
            expr.kind,
            ExprKind::Compare(..) | ExprKind::InSet { .. } | ExprKind::TextTest(..)
        );
        for part in parts.iter().filter(|_| compared) {
            if let ExprKind::Literal(value) = &program.exprs[*part].kind {
                collect_texts(value, &mut found);
            } else if let ExprKind::Param(param) = program.exprs[*part].kind {
                collect_texts(&program.params[param].value, &mut found);
            } else if !is_field(part) {
                // Compared with what is worked out: its texts are not known.
                only_compared = false;
            }
        }
    }
    let complete = only_compared && found.len() < MANY_VALUES && !found.contains(ANOTHER);
    let texts = found.into_iter().take(MANY_VALUES);
    Candidates {
        values: texts
            .chain([ANOTHER])
            .map(|text| Value::Text(text.into()))
            .collect(),
        complete,
    }
}

fn collect_texts<'p>(value: &'p Value, found: &mut BTreeSet<&'p str>) {
    match value {
        Value::Text(text) => {
            found.insert(text);
        }
        Value::List(items) => items.iter().for_each(|item| collect_texts(item, found)),
        Value::YesNo(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::Months(_)
        | Value::Choice(..) => {}
    }
}

/// The rows that a reference may name.
fn keys(subject: Subject<'_>, record: RecordId) -> Candidates {
    let Some(table) = subject.data.tables.get(&record) else {
        return Candidates {
            values: Vec::new(),
            complete: false,
        };
    };
    let rows = table.rows.num_rows();
    let keys = (0..rows.min(MANY_VALUES)).filter_map(|row| row_key(subject.program, table, row));
    Candidates {
        values: keys.map(|key| Value::Text(key.into())).collect(),
        complete: rows <= MANY_VALUES,
    }
}
