//! What a view shows: its columns, and the texts people see in them.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef};

use super::table::{OpenOutcomes, ShownColumn, ViewChoice};
use super::values::take;
use crate::eval::{
    ChoiceColumn, Column, Evaluator, Flags, Frame, Interval, ListColumn, NumberColumn, RuleOutcome,
    Status, TextColumn, YesNoColumn, display, flag, open, truth,
};
use crate::ir::{
    ExprId, ExprKind, FieldId, FieldSource, Program, RecordId, RuleBody, RuleId, Type, Value,
    ViewColumn, ViewValue,
};

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A rule.
    Rule(RuleId),
    /// An expression.
    Expr(ExprId),
    /// A stored field, read from the table (a record's own view has no expressions for them).
    Stored(FieldId),
}

/// A column to show.
#[derive(Clone, Debug)]
pub(super) struct PlannedColumn {
    pub(super) content: Content,
    /// Its name in files.
    pub(super) name: String,
    /// True if the analyst wrote a heading.
    pub(super) heading: bool,
}

/// What a view shows, in order.
#[derive(Clone, Debug)]
pub(super) struct ViewPlan {
    pub(super) columns: Vec<PlannedColumn>,
}

impl ViewPlan {
    /// The columns of a view, or a record's key, other fields and rules.
    pub(super) fn new(program: &Program, choice: ViewChoice) -> ViewPlan {
        let columns = match choice {
            ViewChoice::View(view) => program.views[view].columns.iter().map(declared).collect(),
            ViewChoice::Record(record) => implicit(program, record),
        };
        ViewPlan { columns }
    }
}

fn declared(column: &ViewColumn) -> PlannedColumn {
    let content = match column.value {
        ViewValue::Rule(rule) => Content::Rule(rule),
        ViewValue::Expr(expr) => Content::Expr(expr),
    };
    PlannedColumn {
        content,
        name: column.name.clone(),
        heading: column.heading,
    }
}

fn implicit(program: &Program, id: RecordId) -> Vec<PlannedColumn> {
    let record = &program.records[id];
    let others = record
        .fields
        .iter()
        .filter(|field| !record.key.contains(field));
    let fields = record.key.iter().chain(others).filter_map(|&field| {
        let content = match &program.fields[field].source {
            FieldSource::Stored { .. } => Content::Stored(field),
            FieldSource::Computed(expr) => Content::Expr(*expr),
            FieldSource::Relation(_) => return None,
        };
        let name = program.fields[field].named.name.clone();
        Some(PlannedColumn {
            content,
            name,
            heading: false,
        })
    });
    let rules = program
        .rules
        .iter()
        .filter(|(_, rule)| rule.record == id)
        .map(|(rule, it)| PlannedColumn {
            content: Content::Rule(rule),
            name: it.named.name.clone(),
            heading: false,
        });
    fields.chain(rules).collect()
}

/// Collects what people see.
pub(super) struct ShownColumns {
    columns: Vec<ShownColumn>,
    open: Vec<OpenOutcomes>,
}

impl ShownColumns {
    /// The empty columns of a view.
    pub(super) fn new(program: &Program, plan: &ViewPlan) -> ShownColumns {
        let shown = |column: &PlannedColumn| ShownColumn {
            title: title(program, column),
            numeric: is_numeric(program, column.content),
            cells: Vec::new(),
        };
        ShownColumns {
            columns: plan.columns.iter().map(shown).collect(),
            open: Vec::new(),
        }
    }

    /// Adds the rows of a frame at some places (from 0 within the frame).
    pub(super) fn fill(
        &mut self,
        evaluator: &Evaluator<'_>,
        frame: &Frame,
        plan: &ViewPlan,
        rows: &[usize],
    ) {
        let program = evaluator.program();
        for (shown, planned) in self.columns.iter_mut().zip(&plan.columns) {
            let (ty, column) = content_column(evaluator, frame, planned.content);
            shown.cells.extend(
                rows.iter()
                    .map(|&row| cell_text(program, &ty, &column, row)),
            );
        }
        self.open
            .extend(open_outcomes(evaluator, frame, plan, rows));
    }

    /// The columns with their rows in an order, and what is open in those rows.
    pub(super) fn finish(self, order: &[usize]) -> (Vec<ShownColumn>, OpenOutcomes) {
        let sorted = |column: ShownColumn| ShownColumn {
            cells: take(&column.cells, order),
            ..column
        };
        let open = take(&self.open, order)
            .into_iter()
            .fold(OpenOutcomes::default(), |sum, row| OpenOutcomes {
                outcomes: sum.outcomes + row.outcomes,
                answers: sum.answers + row.answers,
            });
        (self.columns.into_iter().map(sorted).collect(), open)
    }
}

/// The heading, or the value as it is written in the pack.
fn title(program: &Program, column: &PlannedColumn) -> String {
    if let Content::Expr(expr) = column.content
        && let ExprKind::Rule(rule, _) = program.exprs[expr].kind
        && !column.heading
    {
        let rule = &program.rules[rule].named.name;
        let part = column
            .name
            .strip_prefix(rule.as_str())
            .and_then(|rest| rest.strip_prefix('_'));
        if let Some(part) = part {
            return format!("{rule}.{part}");
        }
    }
    column.name.clone()
}

fn is_numeric(program: &Program, content: Content) -> bool {
    let ty = match content {
        Content::Rule(rule) => return matches!(program.rules[rule].body, RuleBody::Score(_)),
        Content::Expr(expr) => &program.exprs[expr].ty,
        Content::Stored(field) => &program.fields[field].ty,
    };
    matches!(ty, Type::Number(_) | Type::Duration(_) | Type::Months)
}

/// The outcomes of what a column shows, and their type.
fn content_column(evaluator: &Evaluator<'_>, frame: &Frame, content: Content) -> (Type, Column) {
    let program = evaluator.program();
    match content {
        Content::Expr(expr) => (
            program.exprs[expr].ty.clone(),
            evaluator.column(frame, expr),
        ),
        Content::Stored(field) => (
            program.fields[field].ty.clone(),
            stored_column(evaluator, frame, field),
        ),
        Content::Rule(rule) => match (&*evaluator.rule(frame, rule), &program.rules[rule].body) {
            (RuleOutcome::Segment(outcome), _) => {
                (Type::YesNo, Column::YesNo(outcome.member.clone()))
            }
            (RuleOutcome::Score(outcome), RuleBody::Score(score)) => (
                Type::Number(score.ty.clone()),
                Column::Number(outcome.value.clone()),
            ),
            (RuleOutcome::Score(outcome), _) => {
                (Type::number(), Column::Number(outcome.value.clone()))
            }
            (RuleOutcome::Strategy(outcome), RuleBody::Strategy(strategy)) => (
                Type::Choice(strategy.domain),
                Column::Choice(outcome.option.clone()),
            ),
            (RuleOutcome::Strategy(outcome), _) => (
                Type::Choice(program.status),
                Column::Choice(outcome.option.clone()),
            ),
        },
    }
}

/// How sentences say that a value does not apply; a table is briefer.
const NOT_APPLICABLE: &str = "not applicable";

/// An outcome as a table shows it: shorter than in a sentence.
fn cell_text(program: &Program, ty: &Type, column: &Column, row: usize) -> String {
    let status = column.status(row);
    if status == Status::NotApplicable {
        let is_text = matches!(column, Column::Text(_));
        return if is_text {
            String::new()
        } else {
            "n.a.".to_owned()
        };
    }
    let text = display(program, ty, column, row);
    let text = match column {
        Column::Number(_) => text.replace(" to ", "..").replace(NOT_APPLICABLE, "n.a."),
        Column::YesNo(_) | Column::Choice(_) => text.replace(NOT_APPLICABLE, "n.a."),
        Column::Text(_) | Column::List(_) => text,
    };
    match status {
        Status::Fault if text == "unknown" => "fault".to_owned(),
        Status::Fault => format!("{text} (fault)"),
        Status::Known | Status::Unknown | Status::NotApplicable => text,
    }
}

/// For each row: how many of the rules shown are unknown, and how many different missing answers
/// could change them.
fn open_outcomes(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    plan: &ViewPlan,
    rows: &[usize],
) -> Vec<OpenOutcomes> {
    let program = evaluator.program();
    let shown = plan
        .columns
        .iter()
        .filter_map(|column| match column.content {
            Content::Rule(rule) => Some(rule),
            Content::Expr(expr) => match program.exprs[expr].kind {
                ExprKind::Rule(rule, _) => Some(rule),
                #[allow(clippy::wildcard_enum_match_arm)] // every other expression shows no rule
                _ => None,
            },
            Content::Stored(_) => None,
        });
    let rules: BTreeSet<RuleId> = shown.collect();
    let columns: Vec<(Column, TextColumn)> = rules
        .into_iter()
        .map(|rule| {
            let (_, column) = content_column(evaluator, frame, Content::Rule(rule));
            (column, open(evaluator, frame, rule))
        })
        .collect();
    let of_row = |&row: &usize| {
        let unknown = columns
            .iter()
            .filter(|(column, _)| column.status(row) == Status::Unknown);
        let mut answers: BTreeSet<&str> = BTreeSet::new();
        let mut outcomes = 0;
        for (_, open) in unknown {
            outcomes += 1;
            let names = open
                .values
                .get(row)
                .and_then(Option::as_deref)
                .unwrap_or_default();
            answers.extend(names.split(", ").filter(|name| !name.is_empty()));
        }
        OpenOutcomes {
            outcomes,
            answers: answers.len(),
        }
    };
    rows.iter().map(of_row).collect()
}

/// The column of a stored field, read from the table.
pub(super) fn stored_column(evaluator: &Evaluator<'_>, frame: &Frame, field: FieldId) -> Column {
    let program = evaluator.program();
    let ty = &program.fields[field].ty;
    let count = frame.len();
    let table = evaluator.data().tables.get(&frame.record());
    let array = table.and_then(|table| {
        let place = stored_place(program, frame.record(), field)?;
        let array = table.rows.columns().get(place)?;
        Some(array.slice(frame.rows().start, count))
    });
    let is_fault = |row: usize| {
        table.is_some_and(|table| {
            table
                .cell_faults
                .contains_key(&(frame.rows().start + row, field))
        })
    };
    let bits: Vec<u8> = (0..count)
        .map(|row| flag::APPLIES | if is_fault(row) { flag::FAULT } else { 0 })
        .collect();
    let values = (0..count).map(|row| array.as_ref().and_then(|array| value(ty, array, row)));
    build(program, ty, values.collect(), bits)
}

fn stored_place(program: &Program, record: RecordId, field: FieldId) -> Option<usize> {
    let stored = program.records[record]
        .fields
        .iter()
        .filter(|&&field| matches!(program.fields[field].source, FieldSource::Stored { .. }));
    stored.into_iter().position(|&other| other == field)
}

/// A cell of a stored column; none where there is no answer.
fn value(ty: &Type, array: &ArrayRef, row: usize) -> Option<Value> {
    if array.is_null(row) {
        return None;
    }
    Some(match ty {
        Type::Text | Type::Reference(_) => {
            Value::Text(array.as_string_opt::<i32>()?.value(row).into())
        }
        Type::YesNo => Value::YesNo(array.as_boolean_opt()?.value(row)),
        Type::Number(_) => {
            let units = array.as_primitive_opt::<Decimal128Type>()?.value(row);
            Value::Number(crate::decimal::Decimal::from_units(units)?)
        }
        Type::Date(_) => Value::Date(array.as_primitive_opt::<Date32Type>()?.value(row)),
        Type::Duration(_) => Value::Duration(array.as_primitive_opt::<Int64Type>()?.value(row)),
        Type::Months => {
            let months = array.as_primitive_opt::<Int64Type>()?.value(row);
            Value::Months(i32::try_from(months).ok()?)
        }
        Type::Choice(domain) => {
            Value::Choice(*domain, array.as_primitive_opt::<UInt32Type>()?.value(row))
        }
        Type::List(item) => {
            let items = array.as_list_opt::<i32>()?.value(row);
            Value::List(
                (0..items.len())
                    .filter_map(|place| value(item, &items, place))
                    .collect(),
            )
        }
    })
}

/// A column of stored values; an absent one is anything within the type.
fn build(program: &Program, ty: &Type, values: Vec<Option<Value>>, bits: Vec<u8>) -> Column {
    match ty {
        Type::Number(_) | Type::Date(_) | Type::Duration(_) | Type::Months => {
            let interval = |value: &Option<Value>| match value {
                Some(Value::Number(number)) => Interval::point(number.units()),
                Some(Value::Date(days)) => Interval::point(i128::from(*days)),
                Some(Value::Duration(days)) => Interval::point(i128::from(*days)),
                Some(Value::Months(months)) => Interval::point(i128::from(*months)),
                Some(Value::Text(_) | Value::YesNo(_) | Value::Choice(..) | Value::List(_))
                | None => Interval::from_bounds(ty.bounds()),
            };
            let (low, high) = values.iter().map(interval).map(|i| (i.low, i.high)).unzip();
            Column::Number(NumberColumn::new(low, high, bits))
        }
        Type::YesNo => {
            let byte = |(value, bits): (&Option<Value>, &u8)| match value {
                Some(Value::YesNo(true)) => truth::YES,
                Some(Value::YesNo(false)) => truth::NO,
                _ if bits & flag::FAULT != 0 => truth::UNKNOWN | truth::FAULT,
                _ => truth::UNKNOWN,
            };
            Column::YesNo(YesNoColumn(values.iter().zip(&bits).map(byte).collect()))
        }
        Type::Choice(domain) => {
            let members = u32::try_from(program.domains[*domain].members.len()).unwrap_or(u32::MAX);
            let words = values.iter().flat_map(|value| match value {
                Some(Value::Choice(_, member)) => ChoiceColumn::one_member(members, *member),
                _ => ChoiceColumn::all_members(members),
            });
            Column::Choice(ChoiceColumn::new(members, words.collect(), bits))
        }
        Type::Text | Type::Reference(_) => {
            let text = |value: Option<Value>| match value {
                Some(Value::Text(text)) => Some(text),
                _ => None,
            };
            let values = values.into_iter().map(text).collect();
            Column::Text(TextColumn {
                values,
                flags: Flags(Some(bits.into())),
            })
        }
        Type::List(_) => {
            let items = |value: Option<Value>| match value {
                Some(Value::List(items)) => Some(Arc::from(items)),
                _ => None,
            };
            let values = values.into_iter().map(items).collect();
            Column::List(ListColumn {
                values,
                flags: Flags(Some(bits.into())),
            })
        }
    }
}
