//! What keeps a result open: the missing answers that could still change it, and the faults that no
//! answer would settle.
//!
//! A walk down from the result along what is open on the row: a settled part hangs on nothing, so
//! nothing below it is named. Each part is visited once a row, and what waits to be visited is kept
//! in a list of our own, so that neither shared rules nor long chains of them cost more than their number.

mod decision;
mod links;
mod rows;

use std::collections::HashSet;
use std::rc::Rc;

use super::super::column::{Column, Status, flag, truth};
use super::super::evaluator::{Evaluator, Frame};
use super::super::outcome::{PointsOutcome, RuleOutcome, ScoreParts};
use super::{faults, member_bits};
use crate::data::CellPlace;
use crate::ir::{
    Check, ExprId, ExprKind, FieldId, FieldSource, Output, PointsItem, PointsLine, RecordId,
    RuleBody, RuleId, ScoreKind,
};

/// What keeps a result open.
#[derive(Clone, Debug, Default)]
pub struct Causes {
    /// The missing answers, as `field` or `relation.field`, in the order in which they are read.
    pub answers: Vec<String>,
    /// The cells where these answers are missing, in the same order; rows that are not listed have none.
    pub cells: Vec<CellPlace>,
    /// What no answer would settle, a sentence each.
    pub faults: Vec<String>,
}

/// What keeps a rule's result on a row open.
pub fn causes(evaluator: &Evaluator<'_>, frame: &Frame, rule: RuleId, row: usize) -> Causes {
    let mut walk = Walk::new(evaluator);
    walk.next(&Place::outermost(frame, row), Node::Rule(rule));
    walk.finish()
}

/// What keeps a line of a check open on a row: whether the row belongs to the segment that the check
/// is for, and the line's condition, if it is given.
pub fn line_causes(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: RuleId,
    condition: Option<ExprId>,
    row: usize,
) -> Causes {
    let mut walk = Walk::new(evaluator);
    let place = Place::outermost(frame, row);
    let within = evaluator.program().rules[rule].within;
    let parts = [within.map(Node::Rule), condition.map(Node::Expr)];
    for part in parts.into_iter().flatten() {
        walk.next(&place, part);
    }
    walk.finish()
}

/// The cells whose missing answers could still change a rule's result on a row.
#[must_use]
pub fn open_cells(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: RuleId,
    row: usize,
) -> Vec<CellPlace> {
    let mut walk = Walk::new(evaluator);
    walk.with_shared_cells = true;
    walk.next(&Place::outermost(frame, row), Node::Rule(rule));
    walk.finish().cells
}

/// What keeps some conditions open on a row.
pub fn causes_of(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    conditions: &[ExprId],
    row: usize,
) -> Causes {
    let mut walk = Walk::new(evaluator);
    for condition in conditions {
        walk.next(&Place::outermost(frame, row), Node::Expr(*condition));
    }
    walk.finish()
}

/// A row, and how its fields are named as seen from the row that is asked about.
#[derive(Clone)]
struct Place<'w> {
    frame: &'w Frame,
    row: usize,
    /// `rivals.` within the rows of a relation; nothing on the row itself.
    prefix: Rc<str>,
    /// True if it is one of the rows of an aggregate, of whose faults one is enough.
    many: bool,
}

impl<'w> Place<'w> {
    fn outermost(frame: &'w Frame, row: usize) -> Self {
        Place {
            frame,
            row,
            prefix: "".into(),
            many: false,
        }
    }

    /// The name of a row or of rows that are read from here.
    fn prefix_of(&self, name: &str) -> Rc<str> {
        format!("{}{name}.", self.prefix).into()
    }
}

/// What is visited.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Rule(RuleId),
    /// A column of what comes out of a decision.
    Outcome(RuleId, u32),
    Expr(ExprId),
    Field(FieldId),
    /// The parts that do not read the outer row, of an expression that does.
    Leaves(ExprId),
}

enum Step<'w> {
    Visit(Place<'w>, Node),
    Answer(String),
}

struct Walk<'w, 'a> {
    evaluator: &'w Evaluator<'a>,
    /// What is to be visited, the next one last.
    waiting: Vec<Step<'w>>,
    /// What the part at hand reads, in order.
    reads: Vec<Step<'w>>,
    seen: HashSet<(Rc<str>, RecordId, usize, Node)>,
    causes: Causes,
    /// The relations and tables that a fault was named of; one is enough of each.
    faulty: HashSet<Rc<str>>,
    known_cells: HashSet<CellPlace>,
    /// True to name also every cell that many rows share; most questions are content with the names.
    with_shared_cells: bool,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn new(evaluator: &'w Evaluator<'a>) -> Self {
        Walk {
            evaluator,
            waiting: Vec::new(),
            reads: Vec::new(),
            seen: HashSet::new(),
            causes: Causes::default(),
            faulty: HashSet::new(),
            known_cells: HashSet::new(),
            with_shared_cells: false,
        }
    }

    /// Visits what was asked for and all that it leads to.
    fn finish(mut self) -> Causes {
        loop {
            let reads = self.reads.drain(..).rev();
            self.waiting.extend(reads);
            match self.waiting.pop() {
                None => return self.causes,
                Some(Step::Answer(answer)) => self.answer(answer),
                Some(Step::Visit(place, node)) => self.visit(&place, node),
            }
        }
    }

    fn next(&mut self, place: &Place<'w>, node: Node) {
        self.reads.push(Step::Visit(place.clone(), node));
    }

    fn next_exprs(&mut self, place: &Place<'w>, exprs: impl IntoIterator<Item = ExprId>) {
        for expr in exprs {
            self.next(place, Node::Expr(expr));
        }
    }

    fn answer(&mut self, answer: String) {
        if !self.causes.answers.contains(&answer) {
            self.causes.answers.push(answer);
        }
    }

    fn cell(&mut self, cell: CellPlace) {
        if self.known_cells.insert(cell) {
            self.causes.cells.push(cell);
        }
    }

    fn fault(&mut self, place: &Place<'w>, cause: String) {
        let first = !place.many || self.faulty.insert(place.prefix.clone());
        if first && !self.causes.faults.contains(&cause) {
            self.causes.faults.push(cause);
        }
    }

    fn visit(&mut self, place: &Place<'w>, node: Node) {
        match node {
            Node::Rule(rule) if self.is_new(place, node) => self.rule(place, rule),
            Node::Outcome(rule, column) if self.is_new(place, node) => {
                self.outcome(place, rule, column);
            }
            Node::Field(field) if self.is_new(place, node) => self.field(place, field),
            Node::Rule(_) | Node::Outcome(..) | Node::Field(_) => {}
            // An expression stands in one place, and is led to from there only.
            Node::Expr(expr) => self.expr(place, expr),
            Node::Leaves(expr) => self.leaves(place, expr),
        }
    }

    fn is_new(&mut self, place: &Place<'w>, node: Node) -> bool {
        let row = place.frame.rows().start + place.row;
        let key = (place.prefix.clone(), place.frame.record(), row, node);
        self.seen.insert(key)
    }

    fn rule(&mut self, place: &Place<'w>, rule: RuleId) {
        let declared = &self.evaluator.program().rules[rule];
        let outcome = self.evaluator.rule(place.frame, rule);
        if let RuleBody::Decision(decision) = &declared.body {
            for column in 0..decision.outputs.len() {
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                self.next(place, Node::Outcome(rule, column));
            }
            return;
        }
        let status = super::result_status(&outcome, place.row);
        if !is_open(status) {
            return;
        }
        if let Some(segment) = declared.within {
            self.next(place, Node::Rule(segment));
        }
        match (&declared.body, &*outcome) {
            (
                RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }),
                RuleOutcome::Segment(outcome),
            ) => {
                for (gate, column) in gates.gates.iter().zip(&outcome.gates) {
                    if is_open(column.status(place.row)) {
                        self.next(place, Node::Expr(gate.condition));
                    }
                }
            }
            (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
                self.score_parts(place, &score.kind, &outcome.parts);
                if status == Status::Fault && faults::is_too_large(&outcome.parts, place.row) {
                    self.fault(place, faults::too_large(&declared.named.name));
                }
            }
            (RuleBody::Strategy(strategy), RuleOutcome::Strategy(outcome)) => {
                let arms = strategy.options.iter().zip(&outcome.arms);
                let arms = arms.flat_map(|(option, columns)| option.arms.iter().zip(columns));
                for (arm, column) in arms {
                    match (member_bits(column, place.row), arm.condition) {
                        (truth::YES, _) => break,
                        (truth::NO, _) | (_, None) => {}
                        (_, Some(condition)) => self.next(place, Node::Expr(condition)),
                    }
                }
            }
            (
                RuleBody::Segment(_)
                | RuleBody::Score(_)
                | RuleBody::Strategy(_)
                | RuleBody::Check(_)
                | RuleBody::Decision(_),
                _,
            ) => {}
        }
    }

    fn score_parts(&mut self, place: &Place<'w>, kind: &ScoreKind, parts: &ScoreParts) {
        match (kind, parts) {
            (ScoreKind::Multiply(factors), _) => self.next_exprs(place, factors.iter().copied()),
            (ScoreKind::Weigh { factors, .. }, _) => {
                self.next_exprs(place, factors.iter().map(|factor| factor.factor));
            }
            (ScoreKind::Points(items), ScoreParts::Points(outcomes)) => {
                for (item, outcome) in items.iter().zip(outcomes) {
                    self.points_item(place, item, outcome);
                }
            }
            (ScoreKind::WeighEach(weigh), _) => self.next(place, Node::Expr(weigh.mean)),
            (
                ScoreKind::Points(_),
                ScoreParts::Multiply(_) | ScoreParts::Weigh(_) | ScoreParts::WeighEach,
            ) => {}
        }
    }

    fn points_item(&mut self, place: &Place<'w>, item: &PointsItem, outcome: &PointsOutcome) {
        if !is_open(outcome.points().status(place.row)) {
            return;
        }
        match (item, outcome) {
            (PointsItem::Line(PointsLine { when, each, .. }), _) => {
                self.next_exprs(place, [*when, *each].into_iter().flatten());
            }
            (
                PointsItem::Group { lines, .. },
                PointsOutcome::Group {
                    lines: outcomes, ..
                },
            ) => {
                for (line, outcome) in lines.iter().zip(outcomes) {
                    if is_open(outcome.points().status(place.row)) {
                        self.next_exprs(place, [line.when, line.each].into_iter().flatten());
                    }
                }
            }
            (PointsItem::Group { .. }, PointsOutcome::Line { .. }) => {}
        }
    }

    fn expr(&mut self, place: &Place<'w>, expr: ExprId) {
        let (program, status) = (self.evaluator.program(), self.status(place, expr));
        if !is_open(status) {
            return;
        }
        match &program.exprs[expr].kind {
            // The outer row is visited where the aggregate stands.
            ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::IsState { .. }
            | ExprKind::Template(_)
            | ExprKind::Outer(_) => {}
            ExprKind::Field(field) => self.next(place, Node::Field(*field)),
            ExprKind::Rule(rule, output) => {
                self.next(place, decision::node(program, *rule, *output));
                if *output == Output::Rank {
                    self.other_rows(place, *rule);
                }
            }
            ExprKind::Through { reference, value } => self.through(place, *reference, *value),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.next(place, Node::Expr(*condition));
                let bits = self.truth(place, *condition);
                if bits & truth::YES != 0 {
                    self.next(place, Node::Expr(*then));
                }
                if bits & (truth::NO | truth::NOT_APPLICABLE) != 0 {
                    self.next(place, Node::Expr(*otherwise));
                }
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(place, expr, aggregate),
            kind @ (ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::InSet { .. }
            | ExprKind::InRange { .. }
            | ExprKind::TextTest(..)
            | ExprKind::Default(..)
            | ExprKind::Function(..)
            | ExprKind::List(_)) => {
                let parts = kind.children();
                let passed_on = || {
                    parts
                        .iter()
                        .any(|part| self.status(place, *part) == Status::Fault)
                };
                let arises_here = status == Status::Fault && !passed_on();
                if arises_here {
                    let (evaluator, prefix) = (self.evaluator, &place.prefix);
                    let cause = faults::of_expr(evaluator, place.frame, expr, place.row, prefix);
                    self.fault(place, cause);
                }
                // Such a fault is one whatever the parts come to, if they apply.
                if !arises_here || self.may_not_apply(place, expr) {
                    self.next_exprs(place, parts);
                }
            }
        }
    }

    fn field(&mut self, place: &Place<'w>, field: FieldId) {
        let declared = &self.evaluator.program().fields[field];
        let status = self.evaluator.field(place.frame, field).status(place.row);
        match declared.source {
            FieldSource::Stored { .. } | FieldSource::Relation(_) => match status {
                Status::Unknown => {
                    self.answer(format!("{}{}", place.prefix, declared.named.name));
                    self.cell(CellPlace {
                        record: place.frame.record(),
                        row: place.frame.rows().start + place.row,
                        field,
                    });
                }
                Status::Fault => {
                    let (evaluator, prefix) = (self.evaluator, &place.prefix);
                    if let Some(cause) =
                        faults::of_cell(evaluator, place.frame, field, place.row, prefix)
                    {
                        self.fault(place, cause);
                    }
                }
                Status::Known | Status::NotApplicable => {}
            },
            FieldSource::Computed(value) => {
                if status == Status::Fault && self.status(place, value) != Status::Fault {
                    let (evaluator, prefix) = (self.evaluator, &place.prefix);
                    let cause = faults::of_range(evaluator, place.frame, field, place.row, prefix);
                    self.fault(place, cause);
                }
                self.next(place, Node::Expr(value));
            }
            // What the rows of a group share is settled.
            FieldSource::Shared(_) => {}
        }
    }

    fn through(&mut self, place: &Place<'w>, reference: ExprId, value: ExprId) {
        let program = self.evaluator.program();
        let name = program.describe(reference);
        match self.evaluator.referenced(place.frame, reference, place.row) {
            Some((record, Some(row))) => {
                let inner = Place {
                    frame: self.evaluator.whole_frame(record),
                    row,
                    prefix: place.prefix_of(&name),
                    many: place.many,
                };
                self.next(&inner, Node::Expr(value));
            }
            Some((_, None)) | None => self.unnamed(place, reference, &program.describe(value)),
        }
    }

    /// What keeps the scores of the other rows open, and so the place of this one.
    fn other_rows(&mut self, place: &Place<'w>, rule: RuleId) {
        let (evaluator, program) = (self.evaluator, self.evaluator.program());
        let record = program.rules[rule].record;
        let shared = evaluator.ranked_causes(rule, || {
            let mut walk = Walk::new(evaluator);
            let here = Place::outermost(place.frame, place.row);
            for row in 0..evaluator.row_count(record) {
                let other = Place {
                    frame: evaluator.whole_frame(record),
                    row,
                    prefix: here.prefix_of(&program.records[record].named.name),
                    many: true,
                };
                walk.next(&other, Node::Rule(rule));
                walk.next_exprs(&other, program.rank_by(rule));
            }
            walk.finish()
        });
        self.shared(place, shared);
    }

    /// What was found once for all rows.
    fn shared(&mut self, place: &Place<'w>, causes: &Causes) {
        for answer in &causes.answers {
            let answer = format!("{}{answer}", place.prefix);
            self.reads.push(Step::Answer(answer));
        }
        if self.with_shared_cells {
            for cell in &causes.cells {
                self.cell(*cell);
            }
        }
        for fault in &causes.faults {
            self.fault(place, fault.clone());
        }
    }

    /// What keeps open to which group of a derived record a row belongs.
    fn grouping(&mut self, place: &Place<'w>, record: RecordId) {
        let Some(derived) = self.evaluator.program().derived(record) else {
            return; // asked of the rows of derived records only
        };
        if let Some(segment) = derived.within {
            self.next(place, Node::Rule(segment));
        }
        self.next_exprs(place, derived.by.iter().copied());
    }

    fn status(&self, place: &Place<'w>, expr: ExprId) -> Status {
        let column = self.evaluator.kept_column(place.frame, expr);
        column.status(place.row)
    }

    fn may_not_apply(&self, place: &Place<'w>, expr: ExprId) -> bool {
        let column = self.evaluator.kept_column(place.frame, expr);
        column.flags(place.row) & flag::NOT_APPLICABLE != 0
    }

    fn truth(&self, place: &Place<'w>, condition: ExprId) -> u8 {
        match self.evaluator.kept_column(place.frame, condition) {
            Column::YesNo(column) => member_bits(&column, place.row),
            Column::Number(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => {
                truth::UNKNOWN
            }
        }
    }
}

fn is_open(status: Status) -> bool {
    matches!(status, Status::Unknown | Status::Fault)
}
