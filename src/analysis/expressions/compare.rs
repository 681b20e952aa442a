//! Comparisons, membership, questions about presence, tests of texts.

use super::{path, written};
use crate::analysis::analyser::{Analyser, Declared};
use crate::analysis::constants::units;
use crate::analysis::errors::{Mismatch, TypeProblem};
use crate::analysis::types::units_mix;
use crate::ir::{
    CompareOperator, DomainId, ExprId, ExprKind, NumberType, NumberUnit, State, TextOperator, Type,
    Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr};

impl Analyser<'_> {
    /// Lowers `a < b`, `a is b`.
    pub fn compare(
        &mut self,
        operator: CompareOperator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let Some(left_id) = self.expression(left) else {
            // A bare name on the right may be a value of what is in error on the left.
            if path(right).is_none() && !holds_names(right) {
                self.expression(right);
            }
            return None;
        };
        self.compare_with(operator, (left_id, left), right, span)
    }

    /// The same, with a left side that is lowered already.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    pub fn compare_with(
        &mut self,
        operator: CompareOperator,
        (left_id, left): (ExprId, &Expr),
        right: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        match &right.kind {
            ast::ExprKind::Range(_) | ast::ExprKind::List(_) => {
                let range = matches!(right.kind, ast::ExprKind::Range(_));
                let negated = operator == CompareOperator::IsNot;
                self.report(TypeProblem::IsSeveral {
                    left: written(left),
                    range,
                    negated,
                    at: span,
                });
                return None;
            }
            _ => {}
        }
        let right_id = self.held_against(left_id, right)?;
        self.compare_lowered(operator, (left_id, left), (right_id, right), span)
    }

    /// Lowers `heading is cell`, or `heading in cell` where the cell names a list.
    pub fn is_or_among(
        &mut self,
        (left_id, left): (ExprId, &Expr),
        right: &Expr,
        negated: bool,
        span: Span,
    ) -> Option<ExprId> {
        let right_id = self.held_against(left_id, right)?;
        if let Type::List(inner) = self.type_of(right_id).clone()
            && self.comparable(self.type_of(left_id), &inner)
        {
            let kind = ExprKind::InSet {
                item: left_id,
                set: right_id,
                negated,
            };
            return Some(self.push(kind, Type::YesNo, span));
        }
        let operator = if negated {
            CompareOperator::IsNot
        } else {
            CompareOperator::Is
        };
        self.compare_lowered(operator, (left_id, left), (right_id, right), span)
    }

    /// Lowers what a value is held against: a bare name may be a member of its choice.
    fn held_against(&mut self, left_id: ExprId, right: &Expr) -> Option<ExprId> {
        let ty = self.type_of(left_id).clone();
        if self.bare_texts(&ty, right) {
            return None;
        }
        let domain = if let Type::Choice(domain) = ty {
            Some(domain)
        } else {
            None
        };
        self.value(right, domain)
    }

    fn compare_lowered(
        &mut self,
        operator: CompareOperator,
        (left_id, left): (ExprId, &Expr),
        (right_id, right): (ExprId, &Expr),
        span: Span,
    ) -> Option<ExprId> {
        let a = self.type_of(left_id).clone();
        let b = self.type_of(right_id).clone();
        if !self.comparable(&a, &b) {
            let problem = self.mismatch(&a, &b, left, right, right_id, span);
            self.report(problem);
            return None;
        }
        let ordering = !matches!(operator, CompareOperator::Is | CompareOperator::IsNot);
        if ordering && !self.has_order(&a) {
            let (found, left) = (self.describe(&a), written(left));
            let choice = matches!(a, Type::Choice(_));
            self.report(TypeProblem::NoOrder {
                left,
                found,
                choice,
                at: span,
            });
            return None;
        }
        if matches!(a, Type::List(_)) {
            let (found, left) = (self.describe(&a), written(left));
            self.report(TypeProblem::SeveralCompared {
                left,
                found,
                at: left_place(left_id, self),
            });
            return None;
        }
        let kind = ExprKind::Compare(operator, left_id, right_id);
        Some(self.push(kind, Type::YesNo, span))
    }

    /// Reports a bare word held against a text, which was meant as a text.
    fn bare_texts(&mut self, left: &Type, right: &Expr) -> bool {
        let (Type::Text | Type::Reference(_), ast::ExprKind::Name(name)) = (left, &right.kind)
        else {
            return false;
        };
        let record = self.context.rows.last().map(|scope| scope.record);
        let Some(record) = record.filter(|_| name != "today") else {
            return false;
        };
        if self.field_named(record, name).is_some() || self.declared(name).is_some() {
            return false;
        }
        let outer = self.context.rows.iter().rev().skip(1);
        if outer
            .into_iter()
            .any(|scope| self.field_named(scope.record, name).is_some())
        {
            return false;
        }
        let known = self.readable_names(record);
        let meant = crate::diagnostics::nearest(name, known.iter().map(String::as_str));
        let (name, meant) = (name.clone(), meant.map(str::to_owned));
        self.report(TypeProblem::BareText {
            name,
            meant,
            at: right.span.0,
        });
        true
    }

    /// True if values of these types can be equal.
    pub fn comparable(&self, a: &Type, b: &Type) -> bool {
        match (a, b) {
            (Type::Number(a), Type::Number(b)) => units_mix(&a.unit, &b.unit),
            (Type::Text, Type::Text)
            | (Type::YesNo, Type::YesNo)
            | (Type::Date(_), Type::Date(_))
            | (Type::Duration(_), Type::Duration(_))
            | (Type::Reference(_), Type::Text)
            | (Type::Text, Type::Reference(_)) => true,
            (Type::Choice(a), Type::Choice(b)) => a == b,
            (Type::Reference(a), Type::Reference(b)) => a == b,
            (Type::List(a), Type::List(b)) => self.comparable(a, b),
            _ => false,
        }
    }

    /// True if values of a type are less or greater than others.
    pub fn has_order(&self, ty: &Type) -> bool {
        match ty {
            Type::Number(_) | Type::Date(_) | Type::Duration(_) => true,
            Type::Choice(domain) => self.program.domains[*domain].ordered,
            Type::Text | Type::YesNo | Type::Months | Type::List(_) | Type::Reference(_) => false,
        }
    }

    fn mismatch(
        &self,
        a: &Type,
        b: &Type,
        left: &Expr,
        right: &Expr,
        right_id: ExprId,
        at: Span,
    ) -> TypeProblem {
        let money = |ty: &Type| match ty {
            Type::Number(NumberType {
                unit: NumberUnit::Money(currency),
                ..
            }) => Some(currency.clone()),
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_) => None,
        };
        if let (Some(left), Some(right)) = (money(a), money(b)) {
            return TypeProblem::TwoCurrencies { left, right, at };
        }
        let literal = self.literal_value(right_id);
        let hint = match (a, b, &literal) {
            (Type::Number(_), Type::Number(_), Some(Value::Number(number)))
                if money(a).is_some() =>
            {
                Some(Mismatch::Currency {
                    number: number.to_string(),
                    currency: money(a).unwrap_or_default(),
                })
            }
            (Type::Number(_) | Type::Date(_), Type::Text, Some(Value::Text(text))) => {
                Some(Mismatch::Unquote(text.to_string()))
            }
            (Type::YesNo, Type::Text, Some(Value::Text(_))) => Some(Mismatch::YesNo(written(left))),
            (Type::Text, Type::Number(_), Some(Value::Number(number))) => {
                Some(Mismatch::Quote(number.to_string()))
            }
            (Type::Number(_), Type::Date(_), _) | (Type::Date(_), Type::Number(_), _) => {
                Some(Mismatch::Year)
            }
            (Type::Duration(_), Type::Number(_), Some(Value::Number(number))) => {
                Some(Mismatch::Days(number.to_string()))
            }
            (Type::Choice(_), Type::Choice(_), _) => Some(Mismatch::OneList),
            (Type::Text, Type::Choice(_), _) | (Type::Choice(_), Type::Text, _) => {
                Some(Mismatch::Label)
            }
            (_, Type::Months, _) | (Type::Months, _, _) => Some(Mismatch::Months),
            (Type::List(_), _, _) => Some(Mismatch::Contains(written(left))),
            (_, Type::List(_), _) => Some(Mismatch::In(written(left))),
            _ => None,
        };
        TypeProblem::Mismatch {
            left: self.describe(a),
            right: self.describe(b),
            hint,
            left_at: left.span.0,
            right_at: right.span.0,
            at,
        }
    }

    /// Lowers `a in set`.
    pub fn is_in(&mut self, item: &Expr, set: &Expr, negated: bool, span: Span) -> Option<ExprId> {
        let mut set = set;
        while let ast::ExprKind::Parenthesis(inner) = &set.kind {
            set = inner;
        }
        let item_id = self.expression(item)?;
        self.is_in_with((item_id, item), set, negated, span)
    }

    /// The same, with an item that is lowered already.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    pub fn is_in_with(
        &mut self,
        (item_id, item): (ExprId, &Expr),
        set: &Expr,
        negated: bool,
        span: Span,
    ) -> Option<ExprId> {
        let a = self.type_of(item_id).clone();
        if matches!(a, Type::List(_)) {
            let (left, found) = (written(item), self.describe(&a));
            self.report(TypeProblem::SeveralCompared {
                left,
                found,
                at: item.span.0,
            });
            return None;
        }
        let domain = if let Type::Choice(domain) = a {
            Some(domain)
        } else {
            None
        };
        match &set.kind {
            ast::ExprKind::Range(range) => self.is_in_range(item_id, range, domain, negated, span),
            ast::ExprKind::Name(name) if self.is_rows(name) => {
                let name = name.clone();
                self.report(TypeProblem::InRows {
                    left: written(item),
                    name,
                    at: set.span.0,
                });
                None
            }
            ast::ExprKind::Name(name)
                if domain.is_some_and(|domain| self.has_member(domain, name)) =>
            {
                self.report(TypeProblem::InOne {
                    left: written(item),
                    right: name.clone(),
                    negated,
                    at: span,
                });
                None
            }
            _ => {
                if let ast::ExprKind::List(items) = &set.kind {
                    let bare = items
                        .iter()
                        .filter(|item| self.bare_texts(&a, item))
                        .count();
                    if bare > 0 {
                        return None;
                    }
                }
                let set_id = self.value(set, domain)?;
                let b = self.type_of(set_id).clone();
                let Type::List(inner) = &b else {
                    let (left, found) = (written(item), self.describe(&b));
                    self.report(TypeProblem::InNoList {
                        left,
                        found,
                        at: set.span.0,
                    });
                    return None;
                };
                if !self.comparable(&a, inner) {
                    let problem = self.mismatch(&a, inner, item, set, set_id, span);
                    self.report(problem);
                    return None;
                }
                let kind = ExprKind::InSet {
                    item: item_id,
                    set: set_id,
                    negated,
                };
                Some(self.push(kind, Type::YesNo, span))
            }
        }
    }

    /// True for the name of a record, a list or a relation.
    fn is_rows(&self, name: &str) -> bool {
        let scope = self.context.rows.last();
        match scope.and_then(|scope| self.field_named(scope.record, name)) {
            Some(field) => self.is_relation(field),
            None => matches!(
                self.declared(name),
                Some(Declared::Record(_) | Declared::List(_))
            ),
        }
    }

    fn has_member(&self, domain: DomainId, name: &str) -> bool {
        self.program.domains[domain]
            .members
            .iter()
            .any(|member| member.named.name == name)
    }

    fn is_in_range(
        &mut self,
        item: ExprId,
        range: &ast::Range,
        domain: Option<DomainId>,
        negated: bool,
        span: Span,
    ) -> Option<ExprId> {
        let a = self.type_of(item).clone();
        if !self.has_order(&a) {
            let found = self.describe(&a);
            let choice = matches!(a, Type::Choice(_));
            self.report(TypeProblem::NoOrder {
                left: "x".to_owned(),
                found,
                choice,
                at: span,
            });
            return None;
        }
        let mut ends = [None, None];
        for (end, lowered) in [&range.low, &range.high].into_iter().zip(&mut ends) {
            let Some(end) = end else { continue };
            let id = self.value(end, domain)?;
            let b = self.type_of(id).clone();
            if !self.comparable(&a, &b) {
                let (left_at, right_at) = (self.span_of(item), end.span.0);
                let (left, right) = (self.describe(&a), self.describe(&b));
                let hint = None;
                self.report(TypeProblem::Mismatch {
                    left,
                    right,
                    hint,
                    left_at,
                    right_at,
                    at: span,
                });
                return None;
            }
            *lowered = Some(id);
        }
        let [low, high] = ends;
        let literal = |this: &Self, id: Option<ExprId>| id.and_then(|id| this.literal_value(id));
        let (low_value, high_value) = (literal(self, low), literal(self, high));
        let place = |value: Option<&Value>| match value {
            Some(Value::Choice(_, place)) => Some(i128::from(*place)),
            Some(value) => units(value),
            None => None,
        };
        let swapped = place(low_value.as_ref()).zip(place(high_value.as_ref()));
        if swapped.is_some_and(|(low, high)| low > high) {
            let print = |this: &Self, value: Option<&Value>| match value {
                Some(Value::Choice(domain, place)) => this.program.domains[*domain]
                    .members
                    .get(*place as usize)
                    .map_or_else(String::new, |member| member.named.name.clone()),
                value => this.print_end(value.and_then(units), &a),
            };
            let low = print(self, low_value.as_ref());
            let high = print(self, high_value.as_ref());
            let at = range.span.0;
            self.report(TypeProblem::EndsSwapped { low, high, at });
            return None;
        }
        let kind = match domain {
            // A range of an ordered choice is the list of its members.
            Some(domain) => {
                let place = |value: &Option<Value>, open: u32| match value {
                    Some(Value::Choice(_, place)) => *place,
                    _ => open,
                };
                let last = self.program.domains[domain].members.len().saturating_sub(1);
                let last = u32::try_from(last).unwrap_or(u32::MAX);
                let (from, to) = (place(&low_value, 0), place(&high_value, last));
                let members = (from..=to)
                    .map(|place| Value::Choice(domain, place))
                    .collect();
                let list = Type::List(Box::new(Type::Choice(domain)));
                let set = self.push(ExprKind::Literal(Value::List(members)), list, range.span.0);
                ExprKind::InSet { item, set, negated }
            }
            None => ExprKind::InRange {
                item,
                low,
                high,
                negated,
            },
        };
        Some(self.push(kind, Type::YesNo, span))
    }

    /// Lowers `x is known` and its like.
    pub fn is_state(
        &mut self,
        value: &Expr,
        state: State,
        negated: bool,
        span: Span,
    ) -> Option<ExprId> {
        let id = self.expression(value)?;
        // The status of a result is a choice whose members bear these names.
        if *self.type_of(id) == Type::Choice(self.program.status) {
            let place = match state {
                State::Known => 0,
                State::Unknown => 1,
                State::NotApplicable => 3,
            };
            let member = self.literal(Value::Choice(self.program.status, place), span);
            let operator = if negated {
                CompareOperator::IsNot
            } else {
                CompareOperator::Is
            };
            return Some(self.push(ExprKind::Compare(operator, id, member), Type::YesNo, span));
        }
        Some(self.push(
            ExprKind::IsState {
                value: id,
                state,
                negated,
            },
            Type::YesNo,
            span,
        ))
    }

    /// Lowers `products contains "suite"`, where the list is lowered already.
    pub fn list_contains(
        &mut self,
        (left_id, left): (ExprId, &Expr),
        item: &Type,
        right: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let domain = if let Type::Choice(domain) = *item {
            Some(domain)
        } else {
            None
        };
        let right_id = self.value(right, domain)?;
        let b = self.type_of(right_id).clone();
        if !self.comparable(item, &b) {
            let problem = self.mismatch(item, &b, left, right, right_id, span);
            self.report(problem);
            return None;
        }
        let kind = ExprKind::InSet {
            item: right_id,
            set: left_id,
            negated: false,
        };
        Some(self.push(kind, Type::YesNo, span))
    }

    /// Lowers `title contains "student"`.
    pub fn text_test(
        &mut self,
        operator: TextOperator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let left_id = self.expression(left)?;
        let a = self.type_of(left_id).clone();
        if let (Type::List(item), TextOperator::Contains) = (&a, operator) {
            return self.list_contains((left_id, left), item, right, span);
        }
        let right_id = self.expression(right)?;
        let b = self.type_of(right_id).clone();
        for (ty, at) in [(&a, left.span.0), (&b, right.span.0)] {
            if *ty != Type::Text {
                let (found, left) = (self.describe(ty), written(left));
                let choice = matches!(ty, Type::Choice(_));
                self.report(TypeProblem::NoTextTest {
                    left,
                    found,
                    choice,
                    at,
                });
                return None;
            }
        }
        Some(self.push(
            ExprKind::TextTest(operator, left_id, right_id),
            Type::YesNo,
            span,
        ))
    }
}

fn left_place(id: ExprId, analyser: &Analyser<'_>) -> Span {
    analyser.span_of(id)
}

/// True for a list of bare names, which may be values.
fn holds_names(expr: &Expr) -> bool {
    matches!(&expr.kind, ast::ExprKind::List(items) if items.iter().any(|item| path(item).is_some()))
}
