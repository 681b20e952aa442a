//! From a condition to the boxes where it holds, or where it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::Space;
use super::region::{Cuboid, Region, VariableId};
use super::set::Set;
use super::variable::{Variable, nodes_read};
use crate::analysis::analyser::{Analyser, Node};
use crate::analysis::walk::children;
use crate::ir::{
    Check, CompareOperator, ExprId, ExprKind, FieldSource, Output, RuleBody, RuleId, Type, Value,
};

/// From which side the boxes are drawn, where they cannot be exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Only where the answer is certain: what these boxes cover is covered.
    Certain,
    /// Wherever the answer is possible: where these boxes are not, it never is.
    Possible,
}

/// So many boxes at most for one condition.
const MOST_BOXES: usize = 2_000;
/// So many pairs of boxes at most are held against each other for one `and`.
const MOST_PAIRS: usize = 200_000;
/// So deep are computed fields and segments looked into, each by way of another.
const DEEPEST: usize = 20;

/// Reads the conditions of one rule into boxes over common variables.
pub struct Reader<'a> {
    pub(super) analyser: &'a Analyser<'a>,
    /// The segments that surround the conditions, the innermost first.
    pub(super) within: Vec<RuleId>,
    pub(super) variables: Vec<Variable>,
    pub(super) by_name: BTreeMap<String, VariableId>,
    /// Fields and rules whose gaps are asked for, so that a gap is an answer of its own.
    gaps: BTreeSet<Node>,
    /// What has been found inside of computed fields and segments.
    inside: BTreeMap<(Node, bool, Side), Region>,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// A reader of conditions that stand in a rule (or elsewhere, on any row).
    pub fn new(analyser: &'a Analyser<'a>, rule: Option<RuleId>) -> Self {
        let outer = |rule: RuleId| analyser.program.rules[rule].within;
        let within = std::iter::successors(rule.and_then(outer), |&segment| outer(segment));
        Reader {
            analyser,
            within: within.collect(),
            variables: Vec::new(),
            by_name: BTreeMap::new(),
            gaps: BTreeSet::new(),
            inside: BTreeMap::new(),
            depth: 0,
        }
    }

    /// The rows that the rule is for: those whose segments can hold, or certainly do.
    pub fn rows(&mut self, side: Side) -> Region {
        let segments: Vec<RuleId> = self.within.iter().copied().take(DEEPEST).collect();
        if segments.len() < self.within.len() && side == Side::Certain {
            return Region::new();
        }
        let mut rows = vec![Cuboid::everything()];
        for segment in segments {
            let members = self.gates(segment, side);
            rows = match both(&rows, &members) {
                Some(both) => both,
                None if side == Side::Certain => return Region::new(),
                None => rows,
            };
        }
        rows
    }

    /// The boxes where a condition is yes.
    pub fn holds(&mut self, condition: ExprId, side: Side) -> Region {
        self.region(condition, true, side)
    }

    /// The boxes where a condition is no.
    pub fn fails(&mut self, condition: ExprId, side: Side) -> Region {
        self.region(condition, false, side)
    }

    /// The variables, once every condition has been read.
    pub fn space(self) -> Space {
        let domains = self.variables.iter().map(|variable| {
            let mut domain = variable.domain.clone();
            domain.gap = !variable.reads.is_disjoint(&self.gaps);
            domain
        });
        let domains = domains.collect();
        Space::new(self.variables, domains)
    }

    pub(super) fn kind(&self, expr: ExprId) -> &'a ExprKind {
        &self.analyser.program.exprs[expr].kind
    }

    pub(super) fn constant(&self, expr: ExprId) -> Option<Value> {
        self.analyser.constant_value(expr)
    }

    pub(super) fn values(&self, variable: VariableId) -> &Set {
        const NONE: &Set = &Set::EMPTY;
        self.variables
            .get(variable)
            .map_or(NONE, |known| &known.domain)
    }

    /// Something asks whether there is an answer: then no answer is a case of its own, for all that
    /// is worked out from the same fields.
    pub(super) fn asks_for_gap(&mut self, expr: ExprId) {
        nodes_read(self.analyser, expr, &mut self.gaps);
    }

    /// The gaps that an expression which is not looked into asks for.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn asks_inside(&mut self, expr: ExprId) {
        let kind = self.kind(expr);
        match kind {
            ExprKind::IsState { value, .. } | ExprKind::Default(value, _) => {
                self.asks_for_gap(*value);
            }
            _ => {}
        }
        for child in children(kind) {
            self.asks_inside(child);
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn region(&mut self, expr: ExprId, answer: bool, side: Side) -> Region {
        match self.kind(expr) {
            ExprKind::Not(inner) => self.region(*inner, !answer, side),
            ExprKind::And(parts) if answer => self.all(parts, answer, side),
            ExprKind::Or(parts) if !answer => self.all(parts, answer, side),
            ExprKind::And(parts) | ExprKind::Or(parts) => self.either(parts, answer, side),
            ExprKind::Compare(CompareOperator::Is, left, right) if self.is_truth(*left, *right) => {
                self.as_stated(*left, *right, answer, side)
            }
            ExprKind::Compare(CompareOperator::IsNot, left, right)
                if self.is_truth(*left, *right) =>
            {
                self.as_stated(*left, *right, !answer, side)
            }
            ExprKind::Field(field) => {
                let within = match self.analyser.program.fields[*field].source {
                    FieldSource::Computed(value) => {
                        self.looked_into(Node::Field(*field), answer, side, |reader| {
                            reader.region(value, answer, side)
                        })
                    }
                    FieldSource::Stored { .. }
                    | FieldSource::Relation(_)
                    | FieldSource::Shared(_) => None,
                };
                within.unwrap_or_else(|| self.single(expr, answer, side))
            }
            ExprKind::Rule(rule, Output::Value) => self.membership_of(*rule, expr, answer, side),
            _ => match self.constant(expr) {
                Some(Value::YesNo(yes)) => constant(yes == answer),
                Some(_) | None => self.single(expr, answer, side),
            },
        }
    }

    /// The boxes of what a name stands for, worked out once; nothing where that is too deep.
    fn looked_into(
        &mut self,
        node: Node,
        answer: bool,
        side: Side,
        read: impl FnOnce(&mut Self) -> Region,
    ) -> Option<Region> {
        let key = (node, answer, side);
        if let Some(known) = self.inside.get(&key) {
            return Some(known.clone());
        }
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let region = read(self);
        self.depth -= 1;
        self.inside.insert(key, region.clone());
        Some(region)
    }

    /// True for `x is yes`.
    fn is_truth(&self, left: ExprId, right: ExprId) -> bool {
        *self.analyser.type_of(left) == Type::YesNo
            && matches!(self.constant(right), Some(Value::YesNo(_)))
    }

    fn as_stated(&mut self, left: ExprId, right: ExprId, answer: bool, side: Side) -> Region {
        let wanted = self.constant(right) == Some(Value::YesNo(true));
        self.region(left, wanted == answer, side)
    }

    fn all(&mut self, parts: &[ExprId], answer: bool, side: Side) -> Region {
        let mut all = vec![Cuboid::everything()];
        for part in parts {
            let part = self.region(*part, answer, side);
            match both(&all, &part) {
                Some(within) => all = within,
                // Leaving a part out is on the safe side of "possible" only.
                None if side == Side::Certain => return Region::new(),
                None => {}
            }
        }
        all
    }

    fn either(&mut self, parts: &[ExprId], answer: bool, side: Side) -> Region {
        let mut either = Region::new();
        for part in parts {
            either.extend(self.region(*part, answer, side));
            if either.len() > MOST_BOXES {
                return given_up(side);
            }
        }
        either
    }

    /// What is about one variable: a comparison with a constant, or else the whole expression.
    fn single(&mut self, expr: ExprId, answer: bool, side: Side) -> Region {
        let atom = self.atom(expr);
        let (variable, mut set, contrary) = match atom {
            Some(atom) if answer => (atom.variable, atom.yes, atom.no),
            Some(atom) => (atom.variable, atom.no, atom.yes),
            None => {
                self.asks_inside(expr);
                let (name, turned) = self.statement(expr);
                let Some(variable) = self.named_variable(expr, name) else {
                    return given_up(side);
                };
                let at = |yes: bool| Set::range(i128::from(yes), i128::from(yes));
                (variable, at(answer != turned), at(answer == turned))
            }
        };
        if side == Side::Possible && !contrary.gap {
            set.gap = true;
        }
        vec![Cuboid::of(variable, set)]
    }

    /// A yes/no expression under the name that its contrary has too, and whether it is the contrary.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn statement(&mut self, expr: ExprId) -> (String, bool) {
        let program = &self.analyser.program;
        let pair = |a: ExprId, sign: &str, b: ExprId| {
            format!("{} {sign} {}", program.describe(a), program.describe(b))
        };
        match self.kind(expr) {
            ExprKind::Compare(operator, left, right) => match operator {
                CompareOperator::Is => (pair(*left, "is", *right), false),
                CompareOperator::IsNot => (pair(*left, "is", *right), true),
                CompareOperator::Less => (pair(*left, "<", *right), false),
                CompareOperator::GreaterOrEqual => (pair(*left, "<", *right), true),
                CompareOperator::Greater => (pair(*right, "<", *left), false),
                CompareOperator::LessOrEqual => (pair(*right, "<", *left), true),
            },
            ExprKind::InSet { item, set, negated } => (pair(*item, "in", *set), *negated),
            _ => (program.describe(expr), false),
        }
    }

    /// Membership of a segment is a variable of its own; what its gates ask is known besides.
    fn membership_of(&mut self, rule: RuleId, expr: ExprId, answer: bool, side: Side) -> Region {
        let member = self.single(expr, answer, side);
        if !answer {
            return member;
        }
        let gates = self.looked_into(Node::Rule(rule), answer, side, |reader| {
            let outer = |rule: RuleId| reader.analyser.program.rules[rule].within;
            let segments: Vec<RuleId> =
                std::iter::successors(Some(rule), |&segment| outer(segment))
                    .take(DEEPEST)
                    .collect();
            let complete = segments.last().is_none_or(|last| outer(*last).is_none());
            let mut gates = vec![Cuboid::everything()];
            for segment in segments {
                let inner = reader.gates(segment, side);
                gates = both(&gates, &inner).unwrap_or_else(|| given_up(side));
            }
            if complete { gates } else { given_up(side) }
        });
        let Some(gates) = gates else { return member };
        match side {
            Side::Certain => member.into_iter().chain(gates).collect(),
            Side::Possible => both(&member, &gates).unwrap_or(member),
        }
    }

    /// Where every gate of a segment holds, whatever surrounds it; everything for another rule.
    fn gates(&mut self, rule: RuleId, side: Side) -> Region {
        match &self.analyser.program.rules[rule].body {
            RuleBody::Segment(segment) | RuleBody::Check(Check { gates: segment, .. }) => {
                let gates: Vec<ExprId> = segment.gates.iter().map(|gate| gate.condition).collect();
                self.all(&gates, true, side)
            }
            RuleBody::Score(_) | RuleBody::Strategy(_) | RuleBody::Decision(_) => given_up(side),
        }
    }
}

/// What is in both; nothing if it would be too many boxes.
pub fn both(a: &[Cuboid], b: &[Cuboid]) -> Option<Region> {
    if a.len().saturating_mul(b.len()) > MOST_PAIRS {
        return None;
    }
    let mut region = Region::new();
    for one in a {
        for other in b {
            region.extend(one.intersection(other));
            if region.len() > MOST_BOXES {
                return None;
            }
        }
    }
    Some(region)
}

fn constant(all: bool) -> Region {
    if all {
        vec![Cuboid::everything()]
    } else {
        Region::new()
    }
}

/// What is known of a condition that is not looked into: it may hold anywhere, for certain nowhere.
fn given_up(side: Side) -> Region {
    constant(side == Side::Possible)
}
