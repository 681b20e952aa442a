//! Which missing answers could still change a result: the unanswered fields that its open parts read.
//!
//! A walk down from the result along what is open on the row: a settled part hangs on nothing, so
//! nothing below it is named. Faults are left out, since no answer would settle them.

use super::super::column::{Column, Status, truth};
use super::super::evaluator::{Evaluator, Frame};
use super::super::outcome::{PointsOutcome, RuleOutcome, ScoreParts};
use super::member_bits;
use crate::ir::{
    Aggregate, ExprId, ExprKind, FieldId, FieldSource, PointsItem, PointsLine, RowSet, RuleBody,
    RuleId, ScoreKind,
};

/// The missing answers that a rule's result on a row hangs on, as `field` or `relation.field`, in
/// the order in which they are read.
pub fn open_answers(
    evaluator: &Evaluator<'_>,
    frame: &Frame,
    rule: RuleId,
    row: usize,
) -> Vec<String> {
    let mut open = Open::new(evaluator);
    open.rule(frame, rule, row);
    open.answers
}

/// The walk.
pub struct Open<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    /// `rivals.` while inside the rows of a relation.
    prefix: String,
    /// What was found.
    pub answers: Vec<String>,
}

impl<'e, 'a> Open<'e, 'a> {
    /// A walk that has found nothing yet.
    pub fn new(evaluator: &'e Evaluator<'a>) -> Self {
        Open {
            evaluator,
            prefix: String::new(),
            answers: Vec::new(),
        }
    }

    fn found(&mut self, name: &str) {
        let answer = format!("{}{name}", self.prefix);
        if !self.answers.contains(&answer) {
            self.answers.push(answer);
        }
    }

    /// Walks within the rows of a set or a referenced row, whose fields are named `prefix.field`.
    fn within(&mut self, prefix: &str, walk: impl FnOnce(&mut Self)) {
        let outer = self.prefix.len();
        self.prefix.push_str(prefix);
        self.prefix.push('.');
        walk(self);
        self.prefix.truncate(outer);
    }

    /// What keeps a rule's result open on a row.
    pub fn rule(&mut self, frame: &Frame, rule: RuleId, row: usize) {
        let program = self.evaluator.program();
        let declared = &program.rules[rule];
        let outcome = self.evaluator.rule(frame, rule);
        let status = super::result_status(&outcome, row);
        if matches!(status, Status::Known | Status::NotApplicable) {
            return;
        }
        if let Some(segment) = declared.within {
            self.rule(frame, segment, row);
        }
        match (&declared.body, &*outcome) {
            (RuleBody::Segment(segment), RuleOutcome::Segment(outcome)) => {
                for (gate, column) in segment.gates.iter().zip(&outcome.gates) {
                    if member_bits(column, row).count_ones() > 1 {
                        self.expr(frame, gate.condition, row);
                    }
                }
            }
            (RuleBody::Score(score), RuleOutcome::Score(outcome)) => {
                self.score_parts(frame, &score.kind, &outcome.parts, row);
            }
            (RuleBody::Strategy(strategy), RuleOutcome::Strategy(outcome)) => {
                let arms = strategy.options.iter().zip(&outcome.arms);
                for (arm, column) in
                    arms.flat_map(|(option, columns)| option.arms.iter().zip(columns))
                {
                    match (member_bits(column, row), arm.condition) {
                        (truth::YES, _) => break,
                        (truth::NO, _) | (_, None) => {}
                        (_, Some(condition)) => self.expr(frame, condition, row),
                    }
                }
            }
            (RuleBody::Segment(_) | RuleBody::Score(_) | RuleBody::Strategy(_), _) => {}
        }
    }

    fn score_parts(&mut self, frame: &Frame, kind: &ScoreKind, parts: &ScoreParts, row: usize) {
        match (kind, parts) {
            (ScoreKind::Multiply(factors), _) => {
                for factor in factors {
                    self.expr(frame, *factor, row);
                }
            }
            (ScoreKind::Weigh { factors, .. }, _) => {
                for factor in factors {
                    self.expr(frame, factor.factor, row);
                }
            }
            (ScoreKind::Points(items), ScoreParts::Points(outcomes)) => {
                self.points(frame, items, outcomes, row);
            }
            (ScoreKind::Points(_), ScoreParts::Multiply(_) | ScoreParts::Weigh(_)) => {}
        }
    }

    fn points(
        &mut self,
        frame: &Frame,
        items: &[PointsItem],
        outcomes: &[PointsOutcome],
        row: usize,
    ) {
        for (item, outcome) in items.iter().zip(outcomes) {
            match (item, outcome) {
                (PointsItem::Line(line), PointsOutcome::Line { points, .. }) => {
                    if is_open(points.status(row)) {
                        self.points_line(frame, line, row);
                    }
                }
                (
                    PointsItem::Group { lines, .. },
                    PointsOutcome::Group {
                        points,
                        lines: outcomes,
                    },
                ) => {
                    if !is_open(points.status(row)) {
                        continue;
                    }
                    for (line, outcome) in lines.iter().zip(outcomes) {
                        if let PointsOutcome::Line { points, .. } = outcome
                            && is_open(points.status(row))
                        {
                            self.points_line(frame, line, row);
                        }
                    }
                }
                (PointsItem::Line(_), PointsOutcome::Group { .. })
                | (PointsItem::Group { .. }, PointsOutcome::Line { .. }) => {}
            }
        }
    }

    fn points_line(&mut self, frame: &Frame, line: &PointsLine, row: usize) {
        for part in [line.when, line.each].into_iter().flatten() {
            self.expr(frame, part, row);
        }
    }

    /// What keeps an expression open on a row.
    pub fn expr(&mut self, frame: &Frame, expr: ExprId, row: usize) {
        if is_open(self.evaluator.kept_column(frame, expr).status(row)) {
            self.parts(frame, expr, row);
        }
    }

    /// What keeps the parts of an open expression open.
    fn parts(&mut self, frame: &Frame, expr: ExprId, row: usize) {
        let program = self.evaluator.program();
        match &program.exprs[expr].kind {
            ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::IsState { .. } => {}
            ExprKind::Field(field) => self.field(frame, *field, row),
            ExprKind::Rule(rule, _) => self.rule(frame, *rule, row),
            // Worked out per pair of rows; the fields of the outer row are named by the outer walk.
            ExprKind::Outer(_) => {}
            ExprKind::Through { reference, value } => {
                match self.evaluator.referenced(frame, *reference, row) {
                    Some((record, Some(inner))) => {
                        let whole = self.evaluator.whole_frame(record);
                        let prefix = program.describe(*reference);
                        self.within(&prefix, |walk| walk.expr(whole, *value, inner));
                    }
                    Some((_, None)) | None => self.expr(frame, *reference, row),
                }
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.expr(frame, *condition, row);
                let bits = self.truth(frame, *condition, row);
                if bits & truth::YES != 0 {
                    self.expr(frame, *then, row);
                }
                if bits & (truth::NO | truth::NOT_APPLICABLE) != 0 {
                    self.expr(frame, *otherwise, row);
                }
            }
            ExprKind::Default(value, fallback) => {
                self.expr(frame, *value, row);
                self.expr(frame, *fallback, row);
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(frame, expr, aggregate, row),
            ExprKind::Attribute { choice: value, .. }
            | ExprKind::LabelOf(value)
            | ExprKind::Not(value)
            | ExprKind::Negate(value) => self.expr(frame, *value, row),
            ExprKind::Arithmetic(_, left, right)
            | ExprKind::Compare(_, left, right)
            | ExprKind::TextTest(_, left, right)
            | ExprKind::InSet {
                item: left,
                set: right,
                ..
            } => {
                self.expr(frame, *left, row);
                self.expr(frame, *right, row);
            }
            ExprKind::InRange {
                item, low, high, ..
            } => {
                for part in [Some(*item), *low, *high].into_iter().flatten() {
                    self.expr(frame, part, row);
                }
            }
            ExprKind::And(parts)
            | ExprKind::Or(parts)
            | ExprKind::Function(_, parts)
            | ExprKind::List(parts) => {
                for part in parts {
                    self.expr(frame, *part, row);
                }
            }
            ExprKind::Template(_) => {}
        }
    }

    fn field(&mut self, frame: &Frame, field: FieldId, row: usize) {
        let program = self.evaluator.program();
        let declared = &program.fields[field];
        match &declared.source {
            FieldSource::Stored { .. } => {
                if self.evaluator.field(frame, field).status(row) == Status::Unknown {
                    self.found(&declared.named.name);
                }
            }
            FieldSource::Computed(value) => self.expr(frame, *value, row),
            FieldSource::Relation(_) => {}
        }
    }

    fn aggregate(&mut self, frame: &Frame, expr: ExprId, aggregate: &Aggregate, row: usize) {
        let program = self.evaluator.program();
        let relation = match aggregate.set {
            RowSet::Relation(field) => program.relation(field),
            RowSet::Record(_) | RowSet::Segment(_) => None,
        };
        let complete = relation.and_then(|relation| relation.complete_when);
        let listed = complete.is_none_or(|complete| self.truth(frame, complete, row) == truth::YES);
        let related = self.evaluator.related(frame, aggregate.set, row);
        if let Some(complete) = complete {
            self.expr(frame, complete, row);
        }
        if !listed || self.evaluator.is_without(related.record) {
            self.found(&format!("{} rows", program.row_set_name(aggregate.set)));
        }
        let whole = self.evaluator.whole_frame(related.record);
        for inner in related.own {
            self.related_row(whole, aggregate, inner);
        }
        // The same for every row, so it is walked once.
        let shared = self.evaluator.shared_open(expr, || {
            let mut walk = Open::new(self.evaluator);
            for inner in related.shared {
                walk.related_row(whole, aggregate, inner);
            }
            walk.answers
        });
        for answer in shared {
            self.found(answer);
        }
    }

    /// What keeps a row of an aggregate's set open: its belonging, its condition, its value.
    fn related_row(&mut self, whole: &Frame, aggregate: &Aggregate, inner: usize) {
        let program = self.evaluator.program();
        let parts = [aggregate.filter, aggregate.value];
        self.within(program.row_set_name(aggregate.set), |walk| {
            match aggregate.set {
                RowSet::Relation(field) => {
                    if let Some(relation) = program.relation(field) {
                        walk.field(whole, relation.by, inner);
                    }
                }
                RowSet::Segment(segment) => walk.rule(whole, segment, inner),
                RowSet::Record(_) => {}
            }
            if walk.certainly_left_out(whole, aggregate, inner) {
                return;
            }
            for part in parts.into_iter().flatten() {
                if program.reads_outer(part) {
                    walk.leaves(whole, part, inner);
                } else {
                    walk.expr(whole, part, inner);
                }
            }
        });
    }

    /// True if a row does not count whatever else is answered, so that its value does not matter.
    fn certainly_left_out(&self, whole: &Frame, aggregate: &Aggregate, inner: usize) -> bool {
        let filter = aggregate
            .filter
            .filter(|filter| !self.evaluator.program().reads_outer(*filter));
        let is_no = |bits: u8| bits & truth::YES == 0;
        let outside = match aggregate.set {
            RowSet::Segment(segment) => match &*self.evaluator.rule(whole, segment) {
                RuleOutcome::Segment(outcome) => is_no(member_bits(&outcome.member, inner)),
                RuleOutcome::Score(_) | RuleOutcome::Strategy(_) => false,
            },
            RowSet::Relation(_) | RowSet::Record(_) => false,
        };
        outside || filter.is_some_and(|filter| is_no(self.truth(whole, filter, inner)))
    }

    fn truth(&self, frame: &Frame, condition: ExprId, row: usize) -> u8 {
        match self.evaluator.kept_column(frame, condition) {
            Column::YesNo(column) => member_bits(&column, row),
            Column::Number(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => {
                truth::UNKNOWN
            }
        }
    }

    /// The open parts of an expression that reads the outer row: those that do not.
    fn leaves(&mut self, frame: &Frame, expr: ExprId, row: usize) {
        let program = self.evaluator.program();
        for child in program.exprs[expr].kind.children() {
            if program.reads_outer(child) {
                self.leaves(frame, child, row);
            } else {
                self.expr(frame, child, row);
            }
        }
    }
}

pub(super) fn is_open(status: Status) -> bool {
    matches!(status, Status::Unknown | Status::Fault)
}
