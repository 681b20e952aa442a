//! The machine columns of a view: their names, and their values on the rows of a frame.

use std::sync::Arc;

use super::shown::{Content, ViewPlan};
use super::table::{ResultColumn, ViewChoice};
use super::values::{Cell, Meaning, Values, end_cell, settled, text_cell, yes_no_cell};
use crate::decimal::ONE;
use crate::eval::{
    Column, DecisionOutcome, Evaluator, Frame, NumberColumn, OPEN_HIGH, OPEN_LOW, RuleOutcome,
    Status, TextColumn, because, failing, further_possible, member_name, open, possible,
    status_name,
};
use crate::ir::{ExprId, ExprKind, FieldId, FieldSource, Program, RuleBody, RuleId, Type};

/// One column of the family of a rule or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The result itself, where it is settled.
    Value,
    /// known, unknown, fault or not_applicable.
    Status,
    /// Of a segment: the first gate that certainly fails.
    StoppedBy,
    /// What the gates that certainly fail have to say.
    Failing,
    /// The guaranteed low end.
    Low,
    /// The guaranteed high end.
    High,
    /// Of a score: its band, where it is settled.
    Band,
    /// The outcomes that are left.
    Possible,
    /// The best place that it may have.
    RankLow,
    /// The worst place that it may have.
    RankHigh,
    /// Why.
    Because,
    /// The missing answers that could still change it.
    Open,
    /// A further column of what comes out of a decision.
    Further(u32),
    /// What is still possible in it.
    FurtherPossible(u32),
}

impl Part {
    /// How the column of a rule's part is called behind the rule's name.
    fn suffix(self, program: &Program, content: &Content) -> String {
        let further = |place: u32| match content {
            Content::Rule(rule) => further_name(program, *rule, place),
            Content::Expr(_) | Content::Field(_) => "",
        };
        let fixed = match self {
            Part::Further(place) => return format!("_{}", further(place)),
            Part::FurtherPossible(place) => return format!("_{}_possible", further(place)),
            Part::Value => "",
            Part::Status => "_status",
            Part::StoppedBy => "_stopped_by",
            Part::Failing => "_failing",
            Part::Low => "_low",
            Part::High => "_high",
            Part::Band => "_band",
            Part::Possible => "_possible",
            Part::RankLow => "_rank_low",
            Part::RankHigh => "_rank_high",
            Part::Because => "_because",
            Part::Open => "_open",
        };
        fixed.to_owned()
    }
}

/// The name of a further column of what comes out of a decision.
fn further_name(program: &Program, rule: RuleId, place: u32) -> &str {
    let decision = program.rules[rule].body.decision();
    let output = decision.and_then(|decision| decision.outputs.get(place as usize));
    output.map_or("", |output| output.named.name.as_str())
}

/// The columns that a rule makes, in order.
fn family(program: &Program, rule: RuleId) -> Vec<Part> {
    match &program.rules[rule].body {
        RuleBody::Segment(_) => {
            vec![
                Part::Value,
                Part::Status,
                Part::StoppedBy,
                Part::Failing,
                Part::Open,
            ]
        }
        RuleBody::Score(score) => {
            let mut parts = vec![Part::Value, Part::Status, Part::Low, Part::High];
            if score.bands.is_some() {
                parts.extend([Part::Band, Part::Possible]);
            }
            if score.rank.is_some() {
                parts.extend([Part::RankLow, Part::RankHigh]);
            }
            parts.extend([Part::Because, Part::Open]);
            parts
        }
        RuleBody::Check(_) => vec![Part::Value, Part::Status, Part::Failing, Part::Open],
        RuleBody::Strategy(_) => {
            vec![
                Part::Value,
                Part::Status,
                Part::Possible,
                Part::Because,
                Part::Open,
            ]
        }
        RuleBody::Decision(decision) => {
            let mut parts = vec![Part::Value, Part::Status, Part::Possible];
            for (place, output) in (0..).zip(&decision.outputs).skip(1) {
                parts.push(Part::Further(place));
                if output.ty != Type::Text {
                    parts.push(Part::FurtherPossible(place));
                }
            }
            parts.extend([Part::Because, Part::Open]);
            parts
        }
    }
}

/// The columns that a worked-out value makes, in order: what it is, and what it could be.
///
/// A result of a rule has its companions in the rule's family, and a value read as it stands (a
/// cell, a text) has none.
fn value_family(program: &Program, expr: ExprId) -> Vec<Part> {
    let node = &program.exprs[expr];
    let worked_out = match node.kind {
        ExprKind::Not(_)
        | ExprKind::Negate(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare(..)
        | ExprKind::InSet { .. }
        | ExprKind::InRange { .. }
        | ExprKind::TextTest(..)
        | ExprKind::If { .. }
        | ExprKind::Default(..)
        | ExprKind::Function(..)
        | ExprKind::Aggregate(_) => true,
        ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Today
        | ExprKind::Field(_)
        | ExprKind::Outer(_)
        | ExprKind::Through { .. }
        | ExprKind::Rule(..)
        | ExprKind::Attribute { .. }
        | ExprKind::LabelOf(_)
        | ExprKind::IsState { .. }
        | ExprKind::List(_)
        | ExprKind::Template(_) => false,
    };
    if worked_out {
        family_of_type(&node.ty)
    } else {
        vec![Part::Value]
    }
}

/// The columns of a field: a cell of the file has no companions.
fn field_family(program: &Program, field: FieldId) -> Vec<Part> {
    match program.fields[field].source {
        FieldSource::Computed(_) => family_of_type(&program.fields[field].ty),
        FieldSource::Stored { .. } | FieldSource::Relation(_) | FieldSource::Shared(_) => {
            vec![Part::Value]
        }
    }
}

fn family_of_type(ty: &Type) -> Vec<Part> {
    match ty {
        Type::Number(_) | Type::Date(_) | Type::Duration(_) | Type::Months => {
            vec![Part::Value, Part::Status, Part::Low, Part::High]
        }
        Type::Choice(_) => vec![Part::Value, Part::Status, Part::Possible],
        Type::YesNo => vec![Part::Value, Part::Status],
        Type::Text | Type::List(_) | Type::Reference(_) => vec![Part::Value],
    }
}

/// A machine column: its name, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineColumn {
    /// Its name.
    pub name: String,
    /// What it is of.
    pub content: Content,
    /// Which part of that it holds.
    pub part: Part,
    place: usize,
}

/// The machine columns of a view, in order. What a rule's family holds already is not repeated.
#[must_use]
pub fn machine_columns(program: &Program, choice: ViewChoice) -> Vec<MachineColumn> {
    planned(program, &ViewPlan::new(program, choice))
}

fn planned(program: &Program, plan: &ViewPlan) -> Vec<MachineColumn> {
    let mut made: Vec<MachineColumn> = Vec::new();
    for (place, column) in plan.columns.iter().enumerate() {
        let parts = match column.content {
            Content::Rule(rule) if !column.heading => family(program, rule),
            Content::Expr(expr) if !column.heading => value_family(program, expr),
            Content::Field(field) if !column.heading => field_family(program, field),
            Content::Rule(_) | Content::Expr(_) | Content::Field(_) => vec![Part::Value],
        };
        for part in parts {
            let name = format!("{}{}", column.name, part.suffix(program, &column.content));
            let is_taken = |name: &str| made.iter().any(|column| column.name == name);
            if is_taken(&name) && !column.heading {
                continue; // `bant.band` beside `bant`: the same column
            }
            let mut free = name.clone();
            let mut count = 1;
            while is_taken(&free) {
                count += 1;
                free = format!("{name}_{count}");
            }
            made.push(MachineColumn {
                name: free,
                content: column.content,
                part,
                place,
            });
        }
    }
    made
}

/// Collects the machine columns of a view.
pub(super) struct MachineColumns {
    columns: Vec<ResultColumn>,
    sources: Vec<Source>,
}

/// Where the values of a machine column come from: a place in the plan, and the part of a rule.
#[derive(Clone, Copy)]
struct Source {
    place: usize,
    part: Part,
}

impl MachineColumns {
    /// The empty columns of a view.
    pub(super) fn new(program: &Program, plan: &ViewPlan) -> MachineColumns {
        let mut made = MachineColumns {
            columns: Vec::new(),
            sources: Vec::new(),
        };
        for column in planned(program, plan) {
            made.columns.push(ResultColumn {
                values: values_of(program, &column.content, column.part),
                meaning: meaning_of(program, &column.content, column.part),
                name: column.name,
            });
            made.sources.push(Source {
                place: column.place,
                part: column.part,
            });
        }
        made
    }

    /// Adds the rows of a frame at some places (from 0 within the frame).
    pub(super) fn fill(
        &mut self,
        evaluator: &Evaluator<'_>,
        frame: &Frame,
        plan: &ViewPlan,
        rows: &[usize],
    ) {
        for (column, source) in self.columns.iter_mut().zip(&self.sources) {
            let Some(content) = plan
                .columns
                .get(source.place)
                .map(|planned| planned.content)
            else {
                continue;
            };
            let cell_of = cells(evaluator, frame, content, source.part);
            for &row in rows {
                column.values.push(cell_of(row));
            }
        }
    }

    /// Adds the values of the rows that follow.
    pub(super) fn append(&mut self, more: MachineColumns) {
        for (column, more) in self.columns.iter_mut().zip(more.columns) {
            column.values.append(more.values);
        }
    }

    /// The columns with their rows in an order.
    pub(super) fn finish(self, order: &[usize]) -> Vec<ResultColumn> {
        let sorted = |column: ResultColumn| ResultColumn {
            values: column.values.take(order),
            ..column
        };
        self.columns.into_iter().map(sorted).collect()
    }
}

fn values_of(program: &Program, content: &Content, part: Part) -> Values {
    match (content, part) {
        (Content::Rule(rule), Part::Value) => match &program.rules[*rule].body {
            RuleBody::Segment(_) | RuleBody::Check(_) => Values::YesNo(Vec::new()),
            RuleBody::Score(_) => Values::Number(Vec::new()),
            RuleBody::Strategy(_) => Values::Text(Vec::new()),
            RuleBody::Decision(_) => output_values(program, *rule, 0),
        },
        (Content::Rule(rule), Part::Further(place)) => output_values(program, *rule, place),
        (Content::Rule(_), Part::Low | Part::High) => Values::Number(Vec::new()),
        (Content::Rule(_), Part::RankLow | Part::RankHigh) => Values::Whole(Vec::new()),
        (Content::Rule(_), _) => Values::Text(Vec::new()),
        (Content::Expr(_), Part::Status | Part::Possible) => Values::Text(Vec::new()),
        (Content::Expr(expr), _) => Values::of_type(&program.exprs[*expr].ty),
        (Content::Field(_), Part::Status | Part::Possible) => Values::Text(Vec::new()),
        (Content::Field(field), _) => Values::of_type(&program.fields[*field].ty),
    }
}

/// What the values of a part count or name.
fn meaning_of(program: &Program, content: &Content, part: Part) -> Meaning {
    let of_output = |rule, place| {
        let ty = output_type(program, rule, place);
        ty.map_or(Meaning::Plain, |ty| Meaning::of_type(&ty))
    };
    match part {
        Part::Status | Part::StoppedBy | Part::Band => Meaning::Member,
        Part::Failing | Part::Possible | Part::Because | Part::Open => Meaning::Plain,
        Part::RankLow | Part::RankHigh | Part::FurtherPossible(_) => Meaning::Plain,
        Part::Further(place) => match content {
            Content::Rule(rule) => of_output(*rule, place),
            Content::Expr(_) | Content::Field(_) => Meaning::Plain,
        },
        Part::Value | Part::Low | Part::High => match content {
            Content::Expr(expr) => Meaning::of_type(&program.exprs[*expr].ty),
            Content::Field(field) => Meaning::of_type(&program.fields[*field].ty),
            Content::Rule(rule) => match &program.rules[*rule].body {
                RuleBody::Segment(_) | RuleBody::Check(_) => Meaning::Plain,
                RuleBody::Score(score) => Meaning::of_type(&Type::Number(score.ty.clone())),
                RuleBody::Strategy(_) => Meaning::Member,
                RuleBody::Decision(_) => of_output(*rule, 0),
            },
        },
    }
}

/// The empty column for a column of what comes out of a decision.
fn output_values(program: &Program, rule: RuleId, place: u32) -> Values {
    output_type(program, rule, place).map_or(Values::Text(Vec::new()), |ty| Values::of_type(&ty))
}

/// The type of a column of what comes out of a decision.
fn output_type(program: &Program, rule: RuleId, place: u32) -> Option<Type> {
    let decision = program.rules[rule].body.decision()?;
    decision.output_type(place as usize)
}

type CellOf<'f> = Box<dyn Fn(usize) -> Cell + 'f>;

/// The values of a machine column on the rows of a frame.
fn cells<'f>(
    evaluator: &'f Evaluator<'_>,
    frame: &'f Frame,
    content: Content,
    part: Part,
) -> CellOf<'f> {
    let program = evaluator.program();
    match content {
        Content::Expr(expr) => {
            let column = evaluator.column(frame, expr);
            let ty = &program.exprs[expr].ty;
            Box::new(move |row| value_cell(program, ty, &column, part, row))
        }
        Content::Field(field) => {
            let column = evaluator.field(frame, field);
            let ty = &program.fields[field].ty;
            Box::new(move |row| value_cell(program, ty, &column, part, row))
        }
        Content::Rule(rule) => rule_cells(evaluator, frame, rule, part),
    }
}

/// A part of a worked-out value on a row.
fn value_cell(program: &Program, ty: &Type, column: &Column, part: Part, row: usize) -> Cell {
    match (part, column) {
        (Part::Status, column) => status_cell(column.status(row)),
        (Part::Low, Column::Number(column)) => {
            whole_days(ty, end_cell(column, row, OPEN_LOW, false))
        }
        (Part::High, Column::Number(column)) => {
            whole_days(ty, end_cell(column, row, OPEN_HIGH, true))
        }
        (Part::Possible, Column::Choice(choices)) => {
            if choices.status(row) == Status::NotApplicable {
                return Cell::Null;
            }
            let Type::Choice(domain) = ty else {
                return Cell::Null;
            };
            let names: Vec<&str> = choices
                .possible(row)
                .map(|member| member_name(program, *domain, member))
                .collect();
            Cell::Text(names.join(", ").into())
        }
        (_, column) => settled(program, ty, column, row),
    }
}

/// An end of an interval in the units in which its type is written.
fn whole_days(ty: &Type, end: Cell) -> Cell {
    match (ty, end) {
        (Type::Date(_), Cell::Number(days)) => i32::try_from(days).map_or(Cell::Null, Cell::Date),
        (Type::Duration(_) | Type::Months, Cell::Number(count)) => {
            i64::try_from(count).map_or(Cell::Null, Cell::Whole)
        }
        (_, end) => end,
    }
}

fn rule_cells<'f>(
    evaluator: &'f Evaluator<'_>,
    frame: &'f Frame,
    rule: RuleId,
    part: Part,
) -> CellOf<'f> {
    let program = evaluator.program();
    let texts = |column: TextColumn| -> CellOf<'f> { Box::new(move |row| text_cell(&column, row)) };
    match part {
        Part::Failing => return texts(failing(evaluator, frame, rule)),
        Part::Possible => return texts(possible(evaluator, frame, rule)),
        Part::Because => return texts(because(evaluator, frame, rule)),
        Part::Open => return texts(open(evaluator, frame, rule)),
        Part::RankLow | Part::RankHigh => {
            let column = evaluator.rank(frame, rule);
            return Box::new(move |row| rank_cell(&column, row, part == Part::RankHigh));
        }
        Part::FurtherPossible(place) => {
            return texts(further_possible(evaluator, frame, rule, place));
        }
        Part::Further(_) => {}
        Part::Value | Part::Status | Part::StoppedBy | Part::Low | Part::High | Part::Band => {}
    }
    let outcome = evaluator.rule(frame, rule);
    Box::new(move |row| outcome_cell(program, rule, &outcome, part, row))
}

fn rank_cell(column: &NumberColumn, row: usize, high: bool) -> Cell {
    let open = if high { OPEN_HIGH } else { OPEN_LOW };
    let Cell::Number(units) = end_cell(column, row, open, high) else {
        return Cell::Null;
    };
    i64::try_from(units / ONE).map_or(Cell::Null, Cell::Whole)
}

fn outcome_cell(
    program: &Program,
    rule: RuleId,
    outcome: &Arc<RuleOutcome>,
    part: Part,
    row: usize,
) -> Cell {
    let choice = |domain, column: &crate::eval::ChoiceColumn| {
        settled(
            program,
            &Type::Choice(domain),
            &Column::Choice(column.clone()),
            row,
        )
    };
    match (&**outcome, &program.rules[rule].body, part) {
        (RuleOutcome::Segment(outcome), _, Part::Value) => yes_no_cell(&outcome.member, row),
        (RuleOutcome::Segment(outcome), _, Part::Status) => status_cell(outcome.member.status(row)),
        (RuleOutcome::Segment(outcome), RuleBody::Segment(segment), Part::StoppedBy) => {
            choice(segment.domain, &outcome.stopped_by)
        }
        (RuleOutcome::Score(outcome), _, Part::Value) => match outcome.value.status(row) {
            Status::Known => Cell::Number(outcome.value.interval(row).low),
            Status::Unknown | Status::Fault | Status::NotApplicable => Cell::Null,
        },
        (RuleOutcome::Score(outcome), _, Part::Status) => status_cell(outcome.value.status(row)),
        (RuleOutcome::Score(outcome), _, Part::Low) => {
            end_cell(&outcome.value, row, OPEN_LOW, false)
        }
        (RuleOutcome::Score(outcome), _, Part::High) => {
            end_cell(&outcome.value, row, OPEN_HIGH, true)
        }
        (RuleOutcome::Score(outcome), RuleBody::Score(score), Part::Band) => {
            match (&score.bands, &outcome.band) {
                (Some(bands), Some(band)) => choice(bands.domain, band),
                (_, _) => Cell::Null,
            }
        }
        (RuleOutcome::Strategy(outcome), RuleBody::Strategy(strategy), Part::Value) => {
            choice(strategy.domain, &outcome.option)
        }
        (RuleOutcome::Decision(outcome), _, Part::Value) => {
            output_cell(program, rule, outcome, (0, row))
        }
        (RuleOutcome::Decision(outcome), _, Part::Further(place)) => {
            output_cell(program, rule, outcome, (place, row))
        }
        (RuleOutcome::Decision(outcome), _, Part::Status) => match outcome.outputs.first() {
            Some(column) => status_cell(column.status(row)),
            None => Cell::Null,
        },
        (RuleOutcome::Strategy(outcome), _, Part::Status) => {
            status_cell(outcome.option.status(row))
        }
        // A family holds no other parts of these rules.
        (_, _, _) => Cell::Null,
    }
}

/// What comes out of a decision in a column, where it is settled.
fn output_cell(
    program: &Program,
    rule: RuleId,
    outcome: &DecisionOutcome,
    (place, row): (u32, usize),
) -> Cell {
    let column = outcome.outputs.get(place as usize);
    match (output_type(program, rule, place), column) {
        (Some(ty), Some(column)) => settled(program, &ty, column, row),
        (_, _) => Cell::Null,
    }
}

fn status_cell(status: Status) -> Cell {
    Cell::Text(status_name(status).into())
}
