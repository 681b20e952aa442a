//! What a rule reads: the walk over its expressions. What a record's rows are made of.

use std::collections::HashSet;

use super::arena::{ExprId, FieldId, RecordId, RuleId};
use super::expr::{Aggregate, ExprKind, RowSet, TemplatePart};
use super::program::{
    Check, Derived, FieldSource, Link, PointsItem, Program, RecordSource, Relation, RuleBody,
    ScoreKind,
};

impl Program {
    /// The rules that a rule reads on the same row, directly or through computed fields.
    #[must_use]
    pub fn rules_read(&self, rule: RuleId) -> Vec<RuleId> {
        let mut found = Vec::from_iter(self.rules[rule].within);
        let mut seen = HashSet::new();
        let mut waiting = self.rule_exprs(rule);
        while let Some(expr) = waiting.pop() {
            if !seen.insert(expr) {
                continue;
            }
            let kind = &self.exprs[expr].kind;
            waiting.extend(kind.children());
            if let ExprKind::Rule(rule, _) = kind {
                found.push(*rule);
            } else if let ExprKind::Field(field) = kind
                && let FieldSource::Computed(value) = self.fields[*field].source
            {
                waiting.push(value);
            } else if let ExprKind::Aggregate(aggregate) = kind {
                waiting.extend(self.read_by_aggregate(aggregate));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What an aggregate reads of the row at hand: whether its relation is complete, and `this.x`.
    #[must_use]
    pub fn read_by_aggregate(&self, aggregate: &Aggregate) -> Vec<ExprId> {
        let relation = match aggregate.set {
            RowSet::Relation(field) => self.relation(field),
            // Whether the other row has all its rows is read over there.
            RowSet::Referenced(..) | RowSet::Record(_) | RowSet::Segment(_) => None,
        };
        let reference = match aggregate.set {
            RowSet::Referenced(reference, _) => Some(reference),
            RowSet::Relation(_) | RowSet::Record(_) | RowSet::Segment(_) => None,
        };
        let complete = relation.and_then(|relation| relation.complete_when);
        complete
            .into_iter()
            .chain(reference)
            .chain(self.outer_reads(aggregate))
            .collect()
    }

    /// Every `this.x` of an aggregate: the expressions to work out on the outer row.
    #[must_use]
    pub fn outer_reads(&self, aggregate: &Aggregate) -> Vec<ExprId> {
        let mut found = Vec::new();
        let mut waiting: Vec<ExprId> = aggregate.parts().collect();
        while let Some(expr) = waiting.pop() {
            let kind = &self.exprs[expr].kind;
            if let ExprKind::Outer(outer) = kind {
                found.push(*outer);
            }
            // Those within a further aggregate speak of another outer row; they are no children.
            waiting.extend(kind.children());
        }
        found
    }

    /// The conditions and factors of a rule, in the order written; texts are left out.
    #[must_use]
    pub fn rule_exprs(&self, rule: RuleId) -> Vec<ExprId> {
        match &self.rules[rule].body {
            RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }) => {
                gates.gates.iter().map(|gate| gate.condition).collect()
            }
            RuleBody::Score(score) => match &score.kind {
                ScoreKind::Multiply(factors) => factors.clone(),
                ScoreKind::WeighEach(weigh) => vec![weigh.mean],
                ScoreKind::Weigh { factors, .. } => {
                    factors.iter().map(|factor| factor.factor).collect()
                }
                ScoreKind::Points(items) => {
                    let lines = items.iter().flat_map(|item| match item {
                        PointsItem::Line(line) => std::slice::from_ref(line),
                        PointsItem::Group { lines, .. } => lines.as_slice(),
                    });
                    lines
                        .flat_map(|line| [line.when, line.each])
                        .flatten()
                        .collect()
                }
            },
            RuleBody::Strategy(strategy) => {
                let arms = strategy.options.iter().flat_map(|option| &option.arms);
                arms.filter_map(|arm| arm.condition).collect()
            }
            RuleBody::Decision(decision) => decision
                .lines
                .iter()
                .flat_map(|line| line.condition.iter().chain(&line.outputs))
                .copied()
                .collect(),
        }
    }
}

impl Aggregate {
    /// Its condition, its value and what it goes by: what is worked out on the rows of the set.
    pub fn parts(&self) -> impl Iterator<Item = ExprId> {
        [self.filter, self.by, self.across, self.value]
            .into_iter()
            .flatten()
    }
}

impl ExprKind {
    /// The expressions worked out on the same row as this one, in the order written.
    #[must_use]
    pub fn children(&self) -> Vec<ExprId> {
        match self {
            ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::Field(_)
            | ExprKind::Outer(_)
            | ExprKind::Rule(..)
            | ExprKind::Aggregate(_) => Vec::new(),
            ExprKind::Through {
                reference: value, ..
            }
            | ExprKind::Attribute { choice: value, .. }
            | ExprKind::LabelOf(value)
            | ExprKind::Not(value)
            | ExprKind::Negate(value)
            | ExprKind::IsState { value, .. } => vec![*value],
            ExprKind::Arithmetic(_, left, right)
            | ExprKind::Compare(_, left, right)
            | ExprKind::TextTest(_, left, right)
            | ExprKind::InSet {
                item: left,
                set: right,
                ..
            }
            | ExprKind::Default(left, right) => vec![*left, *right],
            ExprKind::InRange {
                item, low, high, ..
            } => [Some(*item), *low, *high].into_iter().flatten().collect(),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => vec![*condition, *then, *otherwise],
            ExprKind::And(parts)
            | ExprKind::Or(parts)
            | ExprKind::Function(_, parts)
            | ExprKind::List(parts) => parts.clone(),
            ExprKind::Template(parts) => parts
                .iter()
                .filter_map(|part| match part {
                    TemplatePart::Literal(_) => None,
                    TemplatePart::Hole(hole) => Some(*hole),
                })
                .collect(),
        }
    }

    /// True if the expression reads the outer row of an aggregate, so that it has no column of its own.
    #[must_use]
    pub fn is_outer(&self) -> bool {
        matches!(self, ExprKind::Outer(_))
    }
}

impl Program {
    /// The record that the rows of a set are of.
    #[must_use]
    pub fn record_of(&self, set: RowSet) -> RecordId {
        match set {
            RowSet::Record(record) => record,
            RowSet::Segment(rule) => self.rules[rule].record,
            RowSet::Relation(field) | RowSet::Referenced(_, field) => match self.relation(field) {
                Some(relation) => relation.record,
                None => self.fields[field].record,
            },
        }
    }

    /// The records that have names in the pack: all but the portfolio.
    pub fn named_records(&self) -> impl Iterator<Item = RecordId> {
        let ids = self.records.ids();
        ids.filter(|&record| self.portfolio != Some(record))
    }

    /// The records whose rows are kept in tables, be it in one that is not read.
    pub fn tables(&self) -> impl Iterator<Item = RecordId> {
        let ids = self.records.ids();
        ids.filter(|&record| match self.records[record].source {
            RecordSource::Table | RecordSource::ForEvery => true,
            RecordSource::Derived(_) | RecordSource::Single => false,
        })
    }

    /// The relation of a field that is one.
    #[must_use]
    pub fn relation(&self, field: FieldId) -> Option<&Relation> {
        match &self.fields[field].source {
            FieldSource::Relation(relation) => Some(relation),
            FieldSource::Stored { .. } | FieldSource::Computed(_) | FieldSource::Shared(_) => None,
        }
    }

    /// True for the rows of a group, which a derived record has without being told.
    #[must_use]
    pub fn is_group(&self, field: FieldId) -> bool {
        self.relation(field)
            .is_some_and(|relation| matches!(relation.link, Link::Group))
    }

    /// What a derived record is made of.
    #[must_use]
    pub fn derived(&self, record: RecordId) -> Option<&Derived> {
        match &self.records[record].source {
            RecordSource::Derived(derived) => Some(derived),
            RecordSource::Table | RecordSource::ForEvery | RecordSource::Single => None,
        }
    }

    /// What the rows share among which a score has its places, if that is stated.
    #[must_use]
    pub fn rank_by(&self, rule: RuleId) -> Option<ExprId> {
        match &self.rules[rule].body {
            RuleBody::Score(score) => score.rank.and_then(|rank| rank.by),
            RuleBody::Segment(_)
            | RuleBody::Strategy(_)
            | RuleBody::Decision(_)
            | RuleBody::Check(_) => None,
        }
    }

    /// True if a table must be given for the rows of a record. A record of every combination whose other
    /// fields are all worked out needs none.
    #[must_use]
    pub fn needs_table(&self, record: RecordId) -> bool {
        let declared = &self.records[record];
        match &declared.source {
            RecordSource::Table => true,
            RecordSource::Derived(_) | RecordSource::Single => false,
            RecordSource::ForEvery => declared.fields.iter().any(|field| {
                let stored = matches!(self.fields[*field].source, FieldSource::Stored { .. });
                stored && !declared.key.contains(field)
            }),
        }
    }

    /// True if an expression inside an aggregate reads the outer row (`this.x`).
    #[must_use]
    pub fn reads_outer(&self, expr: ExprId) -> bool {
        let kind = &self.exprs[expr].kind;
        kind.is_outer() || kind.children().iter().any(|child| self.reads_outer(*child))
    }
}
