//! One comparison as sets of one variable: where it is yes, and where it is no.

use super::normalise::Reader;
use super::region::VariableId;
use super::set::Set;
use super::variable::{Places, Variable};
use crate::ir::{CompareOperator, ExprId, ExprKind, FieldSource, State, Value};

/// A condition on one variable.
pub struct Atom {
    /// What it is about.
    pub variable: VariableId,
    /// Where the answer is yes.
    pub yes: Set,
    /// Where the answer is no. Where it is neither it is open, or does not apply.
    pub no: Set,
}

/// What a comparison asks about: a variable, perhaps with a constant that stands in for a gap.
struct Operand {
    variable: VariableId,
    fallback: Option<Value>,
}

impl Reader<'_> {
    /// A comparison of a variable with constants; nothing if it is something else.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    pub fn atom(&mut self, expr: ExprId) -> Option<Atom> {
        let kind = self.kind(expr).clone();
        match kind {
            ExprKind::Compare(operator, left, right) => self.comparison(operator, left, right),
            ExprKind::InSet { item, set, negated } => self.membership(item, set, negated),
            ExprKind::InRange {
                item,
                low,
                high,
                negated,
            } => self.range(item, low, high, negated),
            ExprKind::IsState {
                value,
                state,
                negated,
            } => self.state(value, state, negated),
            _ => None,
        }
    }

    fn comparison(
        &mut self,
        operator: CompareOperator,
        left: ExprId,
        right: ExprId,
    ) -> Option<Atom> {
        let (of, operator, constant) = match (self.constant(left), self.constant(right)) {
            (None, Some(constant)) => (left, operator, constant),
            (Some(constant), None) => (right, turned(operator), constant),
            (None, None) | (Some(_), Some(_)) => return None,
        };
        let operand = self.operand(of)?;
        let (below, above) = self.place(operand.variable, &constant)?;
        let at = Set::range(above, below);
        let yes = match operator {
            CompareOperator::Is => at,
            CompareOperator::IsNot => Places::between(None, None).without(&at),
            CompareOperator::Less => Places::between(None, Some(above - 1)),
            CompareOperator::LessOrEqual => Places::between(None, Some(below)),
            CompareOperator::Greater => Places::between(Some(below + 1), None),
            CompareOperator::GreaterOrEqual => Places::between(Some(above), None),
        };
        self.about(&operand, &yes, false)
    }

    fn membership(&mut self, item: ExprId, set: ExprId, negated: bool) -> Option<Atom> {
        let Some(Value::List(values)) = self.constant(set) else {
            return None;
        };
        let operand = self.operand(item)?;
        let mut yes = Set::default();
        for value in &values {
            let (below, above) = self.place(operand.variable, value)?;
            yes = yes.union(&Set::range(above, below));
        }
        self.about(&operand, &yes, negated)
    }

    fn range(
        &mut self,
        item: ExprId,
        low: Option<ExprId>,
        high: Option<ExprId>,
        negated: bool,
    ) -> Option<Atom> {
        let operand = self.operand(item)?;
        let mut end = |end: Option<ExprId>| match end {
            None => Some(None),
            Some(end) => {
                let constant = self.constant(end)?;
                self.place(operand.variable, &constant).map(Some)
            }
        };
        let (low, high) = (end(low)?, end(high)?);
        let yes = Places::between(low.map(|(_, above)| above), high.map(|(below, _)| below));
        self.about(&operand, &yes, negated)
    }

    fn state(&mut self, value: ExprId, state: State, negated: bool) -> Option<Atom> {
        let variable = self.variable(value)?;
        match state {
            State::Known | State::Unknown => self.asks_for_gap(value),
            State::NotApplicable => {}
        }
        let mut answered = self.values(variable).clone();
        answered.not_applicable = false;
        let gap = Set::unanswered();
        let outside = Set::inapplicable();
        let (yes, no) = match state {
            State::Known => (answered, gap.union(&outside)),
            State::Unknown => (gap, answered.union(&outside)),
            State::NotApplicable => (outside, answered.union(&gap)),
        };
        let (yes, no) = if negated { (no, yes) } else { (yes, no) };
        Some(Atom { variable, yes, no })
    }

    /// The atom that is yes on these places, cut to what the variable can be.
    fn about(&self, operand: &Operand, yes: &Set, negated: bool) -> Option<Atom> {
        let values = self.values(operand.variable);
        let (mut holds, mut fails) = (values.intersection(yes), values.without(yes));
        holds.not_applicable = false;
        fails.not_applicable = false;
        if let Some(fallback) = &operand.fallback {
            // The stand-in may lie between two places or outside of the range.
            let (below, above) = self.place_met(operand.variable, fallback)?;
            let met = Set::range(above, below);
            if met.is_empty() {
                return None;
            }
            if met.is_within(yes) {
                holds.gap = true;
            } else {
                fails.gap = true;
            }
        }
        let (yes, no) = if negated {
            (fails, holds)
        } else {
            (holds, fails)
        };
        Some(Atom {
            variable: operand.variable,
            yes,
            no,
        })
    }

    fn operand(&mut self, expr: ExprId) -> Option<Operand> {
        if let ExprKind::Default(value, fallback) = *self.kind(expr) {
            let fallback = self.constant(fallback)?;
            let variable = self.variable(value)?;
            self.asks_for_gap(value);
            self.place(variable, &fallback)?;
            return Some(Operand {
                variable,
                fallback: Some(fallback),
            });
        }
        Some(Operand {
            variable: self.variable(expr)?,
            fallback: None,
        })
    }

    /// The variable that an expression is, under the name that it has first: a computed field that
    /// only repeats another is that other.
    pub fn variable(&mut self, expr: ExprId) -> Option<VariableId> {
        let expr = self.source_of(expr);
        let name = self.analyser.program.describe(expr);
        self.named_variable(expr, name)
    }

    /// The variable of a name, which an expression is.
    pub fn named_variable(&mut self, expr: ExprId, name: String) -> Option<VariableId> {
        if let Some(known) = self.by_name.get(&name) {
            return Some(*known);
        }
        let variable = Variable::of(self.analyser, expr, name.clone(), &self.within)?;
        let id = self.variables.len();
        self.variables.push(variable);
        self.by_name.insert(name, id);
        Some(id)
    }

    fn source_of(&self, expr: ExprId) -> ExprId {
        let program = &self.analyser.program;
        let ExprKind::Field(field) = program.exprs[expr].kind else {
            return expr;
        };
        let FieldSource::Computed(value) = program.fields[field].source else {
            return expr;
        };
        let repeats = matches!(
            program.exprs[value].kind,
            ExprKind::Field(_) | ExprKind::Through { .. } | ExprKind::Rule(..)
        );
        if repeats && program.exprs[value].ty == program.fields[field].ty {
            self.source_of(value)
        } else {
            expr
        }
    }

    fn place(&mut self, variable: VariableId, value: &Value) -> Option<(i128, i128)> {
        self.variables.get_mut(variable)?.places.around(value)
    }

    fn place_met(&self, variable: VariableId, value: &Value) -> Option<(i128, i128)> {
        self.variables.get(variable)?.places.clone().around(value)
    }
}

/// `5 < x` read from the right.
fn turned(operator: CompareOperator) -> CompareOperator {
    match operator {
        CompareOperator::Is => CompareOperator::Is,
        CompareOperator::IsNot => CompareOperator::IsNot,
        CompareOperator::Less => CompareOperator::Greater,
        CompareOperator::LessOrEqual => CompareOperator::GreaterOrEqual,
        CompareOperator::Greater => CompareOperator::Less,
        CompareOperator::GreaterOrEqual => CompareOperator::LessOrEqual,
    }
}
