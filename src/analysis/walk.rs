//! Walking over lowered expressions: what one is made of, and what it reads in the end.

use std::collections::BTreeSet;

use super::analyser::{Analyser, Node};
use crate::ir::{
    Check, ExprId, ExprKind, FieldSource, PointsItem, PointsLine, RecordId, RowSet, RuleBody,
    Score, ScoreKind, TemplatePart,
};

/// The expressions that an expression is directly made of.
pub fn children(kind: &ExprKind) -> Vec<ExprId> {
    match kind {
        ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Today
        | ExprKind::Field(_)
        | ExprKind::Rule(..) => Vec::new(),
        ExprKind::Outer(inner)
        | ExprKind::LabelOf(inner)
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner) => vec![*inner],
        ExprKind::Through { reference, value } => vec![*reference, *value],
        ExprKind::Attribute { choice, .. } => vec![*choice],
        ExprKind::Arithmetic(_, a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::TextTest(_, a, b)
        | ExprKind::Default(a, b) => vec![*a, *b],
        ExprKind::And(items)
        | ExprKind::Or(items)
        | ExprKind::List(items)
        | ExprKind::Function(_, items) => items.clone(),
        ExprKind::InSet { item, set, .. } => vec![*item, *set],
        ExprKind::InRange {
            item, low, high, ..
        } => [Some(*item), *low, *high].into_iter().flatten().collect(),
        ExprKind::IsState { value, .. } => vec![*value],
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => vec![*condition, *then, *otherwise],
        ExprKind::Aggregate(aggregate) => aggregate.parts().collect(),
        ExprKind::Template(parts) => parts
            .iter()
            .filter_map(|part| match part {
                TemplatePart::Hole(hole) => Some(*hole),
                TemplatePart::Literal(_) => None,
            })
            .collect(),
    }
}

/// The expressions that a rule is directly made of.
pub fn rule_exprs(body: &RuleBody) -> Vec<ExprId> {
    match body {
        RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }) => gates
            .gates
            .iter()
            .flat_map(|gate| [Some(gate.condition), gate.otherwise])
            .flatten()
            .collect(),
        RuleBody::Score(score) => score_exprs(score),
        RuleBody::Strategy(strategy) => strategy
            .options
            .iter()
            .flat_map(|option| &option.arms)
            .flat_map(|arm| [arm.condition, arm.because])
            .flatten()
            .collect(),
        RuleBody::Decision(decision) => decision
            .lines
            .iter()
            .flat_map(|line| {
                let read = line.condition.iter().chain(&line.outputs);
                read.chain(&line.because).copied()
            })
            .collect(),
    }
}

fn score_exprs(score: &Score) -> Vec<ExprId> {
    let line = |line: &PointsLine| [line.each, line.when];
    let mut found: Vec<ExprId> = match &score.kind {
        ScoreKind::Multiply(factors) => factors.clone(),
        ScoreKind::WeighEach(weigh) => vec![weigh.mean],
        ScoreKind::Weigh { factors, .. } => factors.iter().map(|factor| factor.factor).collect(),
        ScoreKind::Points(items) => items
            .iter()
            .flat_map(|item| match item {
                PointsItem::Line(one) => line(one).to_vec(),
                PointsItem::Group { lines, .. } => lines.iter().flat_map(line).collect(),
            })
            .flatten()
            .collect(),
    };
    found.extend(score.rank.and_then(|rank| rank.by));
    found
}

impl Analyser<'_> {
    /// True if working out an expression reads `today`, itself or through fields and rules.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    pub fn reads_today(&self, id: ExprId, seen: &mut BTreeSet<Node>) -> bool {
        let kind = &self.program.exprs[id].kind;
        let through = match kind {
            ExprKind::Today => return true,
            ExprKind::Field(field) => self.node_reads_today(Node::Field(*field), seen),
            ExprKind::Rule(rule, _) => self.node_reads_today(Node::Rule(*rule), seen),
            ExprKind::Aggregate(aggregate) => match aggregate.set {
                RowSet::Referenced(reference, field) => {
                    self.reads_today(reference, seen)
                        || self.node_reads_today(Node::Field(field), seen)
                }
                RowSet::Relation(field) => self.node_reads_today(Node::Field(field), seen),
                RowSet::Segment(rule) => self.node_reads_today(Node::Rule(rule), seen),
                RowSet::Record(record) => self.rows_read_today(record, seen),
            },
            _ => false,
        };
        through
            || children(kind)
                .into_iter()
                .any(|child| self.reads_today(child, seen))
    }

    /// True if `today` decides which rows a derived record has.
    fn rows_read_today(&self, record: RecordId, seen: &mut BTreeSet<Node>) -> bool {
        self.program.derived(record).is_some_and(|derived| {
            derived
                .within
                .is_some_and(|segment| self.node_reads_today(Node::Rule(segment), seen))
                || derived
                    .by
                    .iter()
                    .any(|value| self.reads_today(*value, seen))
        })
    }

    fn node_reads_today(&self, node: Node, seen: &mut BTreeSet<Node>) -> bool {
        if !seen.insert(node) {
            return false;
        }
        match node {
            Node::Field(field) => match &self.program.fields[field].source {
                FieldSource::Stored { .. } => false,
                FieldSource::Computed(value) => self.reads_today(*value, seen),
                FieldSource::Relation(_) if self.program.is_group(field) => {
                    self.rows_read_today(self.program.fields[field].record, seen)
                }
                FieldSource::Relation(relation) => relation
                    .complete_when
                    .is_some_and(|when| self.reads_today(when, seen)),
                FieldSource::Shared(_) => {
                    self.rows_read_today(self.program.fields[field].record, seen)
                }
            },
            Node::Rule(rule) => {
                let rule = &self.program.rules[rule];
                rule.within
                    .is_some_and(|segment| self.node_reads_today(Node::Rule(segment), seen))
                    || rule_exprs(&rule.body)
                        .into_iter()
                        .any(|expr| self.reads_today(expr, seen))
            }
            Node::Param(_) => false,
        }
    }
}
