//! What a view shows: its columns, and the texts people see in them.

use super::table::{OpenOutcomes, ShownColumn, ViewChoice};
use super::values::{extend, take};
use crate::eval::{
    ChoiceColumn, Column, Evaluator, Frame, RuleOutcome, Status, TextColumn, display, flag,
    join_with, member_label, open,
};
use crate::ir::{
    DomainId, ExprId, ExprKind, FieldId, FieldSource, Program, RecordId, RuleBody, RuleId, Type,
    ViewColumn, ViewValue,
};
use std::collections::BTreeSet;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A rule.
    Rule(RuleId),
    /// An expression.
    Expr(ExprId),
    /// A field.
    Field(FieldId),
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
            ViewChoice::View(view) => program.views[view]
                .columns
                .iter()
                .map(|column| declared(program, column))
                .collect(),
            ViewChoice::Record(record) => implicit(program, record),
        };
        ViewPlan { columns }
    }

    /// Puts the key in front, where it is not shown.
    pub(super) fn show_keys(&mut self, program: &Program, choice: ViewChoice) {
        let keys = self
            .hidden_keys(program, choice)
            .map(|field| PlannedColumn {
                content: Content::Field(field),
                name: program.fields[field].named.name.replace('.', "_"),
                heading: false,
            });
        let keys: Vec<PlannedColumn> = keys.collect();
        self.columns.splice(0..0, keys);
    }

    /// The fields of the key that no column shows.
    fn hidden_keys(&self, program: &Program, choice: ViewChoice) -> impl Iterator<Item = FieldId> {
        let key = program.records[choice.record(program)].key.iter().copied();
        key.filter(|&field| {
            let shows = |column: &PlannedColumn| column.content == Content::Field(field);
            !self.columns.iter().any(shows)
        })
    }
}

/// The names of the fields of a key that a view does not show.
#[must_use]
pub fn hidden_keys(program: &Program, choice: ViewChoice) -> Vec<&str> {
    let fields = ViewPlan::new(program, choice);
    let fields = fields.hidden_keys(program, choice);
    fields
        .map(|field| program.fields[field].named.name.as_str())
        .collect()
}

/// The field that an expression names and does no more with.
fn field_of(program: &Program, expr: ExprId) -> Option<FieldId> {
    if let ExprKind::Field(field) = program.exprs[expr].kind {
        Some(field)
    } else {
        None
    }
}

fn declared(program: &Program, column: &ViewColumn) -> PlannedColumn {
    let content = match column.value {
        ViewValue::Rule(rule) => Content::Rule(rule),
        ViewValue::Expr(expr) => match field_of(program, expr) {
            Some(field) => Content::Field(field),
            None => Content::Expr(expr),
        },
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
            FieldSource::Stored { .. } | FieldSource::Computed(_) | FieldSource::Shared(_) => {
                Content::Field(field)
            }
            FieldSource::Relation(_) => return None,
        };
        let name = program.fields[field].named.name.replace('.', "_");
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
            name: it.named.name.replace('.', "_"),
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
            let labelled = labelled_choice(evaluator, frame, planned.content);
            shown.cells.extend(rows.iter().map(|&row| match &labelled {
                Some((domain, choice)) if choice.status(row) == Status::Unknown => {
                    labels_left(program, *domain, choice, row)
                }
                Some(_) | None => cell_text(program, &ty, &column, row),
            }));
        }
        self.open
            .extend(open_outcomes(evaluator, frame, plan, rows));
    }

    /// Adds the rows that follow.
    pub(super) fn append(&mut self, more: ShownColumns) {
        for (column, more) in self.columns.iter_mut().zip(more.columns) {
            extend(&mut column.cells, more.cells);
        }
        extend(&mut self.open, more.open);
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

/// The choice under a `.label`: where it is open, the labels left say more than "unknown".
fn labelled_choice(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    content: Content,
) -> Option<(DomainId, ChoiceColumn)> {
    let program = evaluator.program();
    let Content::Expr(expr) = content else {
        return None;
    };
    let ExprKind::LabelOf(choice) = program.exprs[expr].kind else {
        return None;
    };
    match (&program.exprs[choice].ty, evaluator.column(frame, choice)) {
        (Type::Choice(domain), Column::Choice(column)) => Some((*domain, column)),
        (_, _) => None,
    }
}

fn labels_left(program: &Program, domain: DomainId, choice: &ChoiceColumn, row: usize) -> String {
    let labels: Vec<String> = choice
        .possible(row)
        .map(|member| member_label(program, domain, member).to_owned())
        .collect();
    let labels = join_with(&labels, "or");
    match choice.flags.get(row) & flag::NOT_APPLICABLE {
        0 => labels,
        _ => format!("{labels} or n.a."),
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
        Content::Rule(rule) => match &program.rules[rule].body {
            RuleBody::Score(_) => return true,
            RuleBody::Segment(_) | RuleBody::Strategy(_) | RuleBody::Check(_) => return false,
            RuleBody::Decision(decision) => match decision.outputs.first() {
                Some(output) => &output.ty,
                None => return false,
            },
        },
        Content::Expr(expr) => &program.exprs[expr].ty,
        Content::Field(field) => &program.fields[field].ty,
    };
    matches!(ty, Type::Number(_) | Type::Duration(_) | Type::Months)
}

/// The outcomes of what a column shows, and their type.
pub(super) fn content_column(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    content: Content,
) -> (Type, Column) {
    let program = evaluator.program();
    match content {
        Content::Expr(expr) => (
            program.exprs[expr].ty.clone(),
            evaluator.column(frame, expr),
        ),
        Content::Field(field) => (
            program.fields[field].ty.clone(),
            evaluator.field(frame, field),
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
            (RuleOutcome::Decision(outcome), body) => {
                let ty = body.decision().and_then(|decision| decision.output_type(0));
                let column = outcome.outputs.first().cloned();
                (
                    ty.unwrap_or(Type::Text),
                    column.unwrap_or_else(|| {
                        Column::Text(TextColumn::new(vec![None; frame.len()], Vec::new()))
                    }),
                )
            }
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
pub(super) fn cell_text(program: &Program, ty: &Type, column: &Column, row: usize) -> String {
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
    let rule_of = |expr: ExprId| {
        let ExprKind::Rule(rule, _) = program.exprs[expr].kind else {
            return None;
        };
        Some(rule)
    };
    let shown = plan
        .columns
        .iter()
        .filter_map(|column| match column.content {
            Content::Rule(rule) => Some(rule),
            Content::Expr(expr) => rule_of(expr),
            Content::Field(_) => None,
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
            let names = open.get(row).unwrap_or_default();
            answers.extend(names.split(", ").filter(|name| !name.is_empty()));
        }
        OpenOutcomes {
            outcomes,
            answers: answers.len(),
        }
    };
    rows.iter().map(of_row).collect()
}
