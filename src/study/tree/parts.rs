//! The expressions of a line, each with what it is there for.

use super::Head;
use crate::syntax::ast::{
    Binding, CellConditionKind, CellTest, Decay, DecisionTable, Expr, ExprKind, Gate, InputCell,
    InputCellKind, PointsLine, Range, Record, RecordItem, RecordSource, ScoreItem, Statement,
    TemplatePart, TypeExpr, TypeKind, ViewItem,
};

/// What an expression is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::study) enum Role {
    /// The value of a param.
    Param,
    /// What a field, a factor or a table works out.
    Value,
    /// What must hold.
    Condition,
    /// A text that is said.
    Reason,
    /// A share of a score.
    Weight,
    /// Points of a line.
    Points,
    /// How points wear off.
    Decay,
    /// The most or least of points.
    Cap,
    /// Where a band begins.
    Band,
    /// An end of what a score can come to.
    Limit,
    /// An end of the scale that factors are mapped to.
    Scale,
    /// A cell of a table that is tested.
    Cell,
    /// An end of the range of a type.
    Type,
    /// What a view shows.
    Shown,
}

/// The expressions of a line, without those in other lines.
pub(in crate::study) fn parts(head: &mut Head) -> Vec<(Role, &mut Expr)> {
    let mut found = Vec::new();
    match head {
        Head::Statement(statement) => of_statement(statement, &mut found),
        Head::RecordItem(item) => of_record_item(item, &mut found),
        Head::Gate(gate) => of_gate(gate, &mut found),
        Head::ScoreItem(item) => of_score_item(item, &mut found),
        Head::Points(line) => of_points(line, &mut found),
        Head::Option(_) => {}
        Head::Arm(arm) => {
            found.extend(arm.condition.iter_mut().map(|one| (Role::Condition, one)));
            found.extend(arm.because.iter_mut().map(|one| (Role::Reason, one)));
        }
        Head::Line(line, because) => {
            line.cells
                .iter_mut()
                .for_each(|cell| of_cell(cell, &mut found));
            for (place, output) in line.outputs.iter_mut().enumerate() {
                let role = if *because == Some(place) {
                    Role::Reason
                } else {
                    Role::Value
                };
                found.extend(output.iter_mut().map(|one| (role, one)));
            }
        }
        Head::GridLine(line) => {
            of_cell(&mut line.cell, &mut found);
            let values = line.values.iter_mut().flatten();
            found.extend(values.map(|one| (Role::Value, one)));
        }
        Head::Row(row) => {
            let cells = row.cells.iter_mut().flatten();
            found.extend(cells.map(|one| (Role::Value, one)));
        }
        Head::ViewItem(item) => match item {
            ViewItem::Show { columns, .. } => {
                let values = columns.iter_mut().map(|column| &mut column.value);
                found.extend(values.map(|one| (Role::Shown, one)));
            }
            ViewItem::Where { condition, .. } => found.push((Role::Shown, condition)),
            ViewItem::Sort { keys, .. } => {
                found.extend(keys.iter_mut().map(|key| (Role::Shown, &mut key.value)));
            }
            ViewItem::Top { count, .. } => found.push((Role::Shown, count)),
        },
    }
    found
}

type Found<'h> = Vec<(Role, &'h mut Expr)>;

fn of_statement<'h>(statement: &'h mut Statement, found: &mut Found<'h>) {
    match statement {
        Statement::Param(param) => {
            found.push((Role::Param, &mut param.value));
            if let Some(ty) = &mut param.ty {
                of_type(ty, found);
            }
        }
        Statement::Use(used) => {
            let values = used.bindings.iter_mut().map(|Binding { value, .. }| value);
            found.extend(values.map(|one| (Role::Param, one)));
        }
        Statement::Record(Record {
            source: RecordSource::Derived(derived),
            ..
        }) => {
            let values = derived.by.iter_mut().map(|shared| &mut shared.value);
            found.extend(values.map(|one| (Role::Value, one)));
        }
        Statement::Decision(decision) => match &mut decision.table {
            DecisionTable::Lines(table) => {
                found.extend(table.inputs.iter_mut().map(|one| (Role::Value, one)));
            }
            DecisionTable::Grid(table) => {
                found.push((Role::Value, &mut table.down));
                found.push((Role::Value, &mut table.across));
                table
                    .columns
                    .iter_mut()
                    .for_each(|cell| of_cell(cell, found));
            }
        },
        Statement::Pack(_)
        | Statement::Source(_)
        | Statement::Record(_)
        | Statement::List(_)
        | Statement::Segment(_)
        | Statement::Score(_)
        | Statement::Strategy(_)
        | Statement::Check(_)
        | Statement::View(_)
        | Statement::Test(_) => {}
    }
}

fn of_record_item<'h>(item: &'h mut RecordItem, found: &mut Found<'h>) {
    match item {
        RecordItem::Field(field) => of_type(&mut field.ty, found),
        RecordItem::Computed(field) => {
            found.push((Role::Value, &mut field.value));
            if let Some(ty) = &mut field.ty {
                of_type(ty, found);
            }
        }
        RecordItem::Relation(relation) => {
            let condition = relation.complete_when.iter_mut();
            found.extend(condition.map(|one| (Role::Condition, one)));
        }
        RecordItem::Missing(_) | RecordItem::Written(_) => {}
    }
}

fn of_gate<'h>(gate: &'h mut Gate, found: &mut Found<'h>) {
    found.push((Role::Condition, &mut gate.condition));
    found.extend(gate.otherwise.iter_mut().map(|one| (Role::Reason, one)));
}

fn of_score_item<'h>(item: &'h mut ScoreItem, found: &mut Found<'h>) {
    match item {
        ScoreItem::Multiply(line) => {
            found.extend(line.factors.iter_mut().map(|one| (Role::Value, one)));
        }
        ScoreItem::Weigh(line) => {
            for factor in &mut line.factors {
                found.push((Role::Weight, &mut factor.weight));
                found.push((Role::Value, &mut factor.factor));
            }
        }
        ScoreItem::WeighEach(line) => {
            found.push((Role::Value, &mut line.weight));
            found.push((Role::Value, &mut line.each));
        }
        ScoreItem::Points(line) => of_points(line, found),
        ScoreItem::Group(group) => found.push((Role::Cap, &mut group.cap.value)),
        ScoreItem::Scale(range) => of_range(Role::Scale, range, found),
        ScoreItem::Limit(range) => of_range(Role::Limit, range, found),
        ScoreItem::Band(band) => found.extend(band.from.iter_mut().map(|one| (Role::Band, one))),
        ScoreItem::Rank(_) => {}
    }
}

fn of_points<'h>(line: &'h mut PointsLine, found: &mut Found<'h>) {
    found.push((Role::Points, &mut line.points));
    found.extend(line.each.iter_mut().map(|one| (Role::Value, one)));
    if let Some(Decay { period, since, .. }) = &mut line.decay {
        found.push((Role::Decay, period));
        found.push((Role::Value, since));
    }
    found.extend(line.when.iter_mut().map(|one| (Role::Condition, one)));
    found.extend(line.cap.iter_mut().map(|cap| (Role::Cap, &mut cap.value)));
}

fn of_range<'h>(role: Role, range: &'h mut Range, found: &mut Found<'h>) {
    let ends = range.low.iter_mut().chain(range.high.iter_mut());
    found.extend(ends.map(|end| (role, &mut **end)));
}

fn of_type<'h>(ty: &'h mut TypeExpr, found: &mut Found<'h>) {
    match &mut ty.kind {
        TypeKind::Integer(range)
        | TypeKind::Number(range)
        | TypeKind::Percent(range)
        | TypeKind::Money(_, range)
        | TypeKind::Date(range)
        | TypeKind::Duration(range) => {
            if let Some(range) = range {
                of_range(Role::Type, range, found);
            }
        }
        TypeKind::Rating(range) => of_range(Role::Type, range, found),
        TypeKind::ListOf(item) => of_type(item, found),
        TypeKind::Text | TypeKind::YesNo | TypeKind::OneOf { .. } | TypeKind::Named(_) => {}
    }
}

fn of_cell<'h>(cell: &'h mut InputCell, found: &mut Found<'h>) {
    if let InputCellKind::Test(CellTest { alternatives, .. }) = &mut cell.kind {
        for condition in alternatives.iter_mut().flatten() {
            match &mut condition.kind {
                CellConditionKind::Value(value)
                | CellConditionKind::Range(value)
                | CellConditionKind::Compare(_, value) => found.push((Role::Cell, value)),
                CellConditionKind::State(_) => {}
            }
        }
    }
}

/// The expressions right inside an expression.
pub(in crate::study) fn children(expr: &mut Expr) -> Vec<&mut Expr> {
    match &mut expr.kind {
        ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Date(_) | ExprKind::Name(_) => {
            Vec::new()
        }
        ExprKind::Text(template) => {
            let holes = template.parts.iter_mut().filter_map(|part| match part {
                TemplatePart::Hole(hole) => Some(&mut **hole),
                TemplatePart::Literal(_) => None,
            });
            holes.collect()
        }
        ExprKind::List(items) | ExprKind::And(items) | ExprKind::Or(items) => {
            items.iter_mut().collect()
        }
        ExprKind::Range(range) => {
            let ends = range.low.iter_mut().chain(range.high.iter_mut());
            ends.map(|end| &mut **end).collect()
        }
        ExprKind::Member(inner, _)
        | ExprKind::Parenthesis(inner)
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner)
        | ExprKind::Is { value: inner, .. } => vec![inner],
        ExprKind::Arithmetic(_, left, right)
        | ExprKind::Compare(_, left, right)
        | ExprKind::TextTest(_, left, right)
        | ExprKind::Default(left, right)
        | ExprKind::In {
            item: left,
            set: right,
            ..
        } => vec![left, right],
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => vec![condition, then, otherwise],
        ExprKind::Call { arguments, .. } => arguments.iter_mut().collect(),
        ExprKind::Query {
            value,
            of,
            by,
            across,
            filter,
        } => {
            let further = [of, by, across, filter];
            let further = further.into_iter().flatten().map(|one| &mut **one);
            std::iter::once(&mut **value).chain(further).collect()
        }
    }
}
