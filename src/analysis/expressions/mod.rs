//! Expressions: checked and lowered in one walk, a file a family.

mod calls;
mod compare;
mod failing;
mod hits;
mod logic;
mod members;
mod names;
mod operators;
mod picked;
mod referenced;
mod sets;

pub use sets::query;

use super::analyser::Analyser;
use super::constants::exactly;
use super::errors::{Need, TypeProblem};
use super::lists::{plain_text, text_value};
use crate::decimal::Decimal;
use crate::ir::{
    DomainId, ExprId, ExprKind as Lowered, NumberType, NumberUnit, Output, TemplatePart, Type,
    Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, NumberLiteral, Unit};

impl Analyser<'_> {
    /// Lowers an expression. Beside a choice (`domain`), bare names and texts are its members, and
    /// numbers where it has members that are called by numbers.
    pub fn value(&mut self, expr: &Expr, domain: Option<DomainId>) -> Option<ExprId> {
        let Some(domain) = domain else {
            return self.expression(expr);
        };
        match &expr.kind {
            ExprKind::Name(name) => self.member(domain, name, expr.span.0),
            ExprKind::Text(_) => match plain_text(expr) {
                Some(text) => self.member(domain, &text, expr.span.0),
                None => self.expression(expr),
            },
            ExprKind::List(items) => self.list(items, Some(domain), expr.span.0),
            ExprKind::Number(_) => match expr.as_name() {
                Some(number) if self.has_numbers(domain) => {
                    self.member(domain, &number, expr.span.0)
                }
                _ => self.expression(expr),
            },
            ExprKind::YesNo(_)
            | ExprKind::Date(_)
            | ExprKind::Range(_)
            | ExprKind::Member(..)
            | ExprKind::Parenthesis(_)
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::In { .. }
            | ExprKind::Is { .. }
            | ExprKind::TextTest(..)
            | ExprKind::If { .. }
            | ExprKind::Default(..)
            | ExprKind::Call { .. }
            | ExprKind::Query { .. } => self.expression(expr),
        }
    }

    /// Lowers an expression in which a bare name is a field, param or rule.
    pub fn expression(&mut self, expr: &Expr) -> Option<ExprId> {
        let span = expr.span.0;
        match &expr.kind {
            ExprKind::Number(number) => self.number(number, span),
            ExprKind::Text(template) => self.template(template, span),
            ExprKind::YesNo(yes) => {
                Some(self.push(Lowered::Literal(Value::YesNo(*yes)), Type::YesNo, span))
            }
            ExprKind::Date(date) => Some(self.literal(Value::Date(date.days), span)),
            ExprKind::List(items) => self.list(items, None, span),
            ExprKind::Range(_) => {
                self.report(TypeProblem::RangeAlone { at: span });
                None
            }
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Member(base, name) => match self.qualified(expr) {
                Some(name) => self.name(&name, span),
                None => self.member_access(base, name, span),
            },
            ExprKind::Parenthesis(inner) => self.expression(inner),
            ExprKind::Not(inner) => {
                let inner = self.condition(inner, "`not`")?;
                Some(self.push(Lowered::Not(inner), Type::YesNo, span))
            }
            ExprKind::Negate(inner) => self.negate(inner, span),
            ExprKind::Arithmetic(operator, left, right) => {
                self.arithmetic(*operator, left, right, span)
            }
            ExprKind::And(operands) => self.logic(operands, Lowered::And, "`and`", span),
            ExprKind::Or(operands) => self.logic(operands, Lowered::Or, "`or`", span),
            ExprKind::Compare(operator, left, right) => self.compare(*operator, left, right, span),
            ExprKind::In { item, set, negated } => self.is_in(item, set, *negated, span),
            ExprKind::Is {
                value,
                state,
                negated,
            } => self.is_state(value, *state, *negated, span),
            ExprKind::TextTest(operator, left, right) => {
                self.text_test(*operator, left, right, span)
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.if_else(condition, then, otherwise, span),
            ExprKind::Default(value, fallback) => self.default(value, fallback, span),
            ExprKind::Call {
                function,
                arguments,
            } => self.call(function, arguments, span),
            ExprKind::Query {
                value, of, filter, ..
            } => {
                self.stray_query(value, of.as_deref(), filter.is_some(), span);
                None
            }
        }
    }

    /// A literal with the type that holds just it.
    pub fn literal(&mut self, value: Value, span: Span) -> ExprId {
        let bounds = exactly(&value);
        let ty = match &value {
            Value::Text(_) => Type::Text,
            Value::YesNo(_) => Type::YesNo,
            Value::Number(number) => Type::Number(NumberType {
                unit: NumberUnit::Plain,
                integer: number.is_integer(),
                bounds,
            }),
            Value::Date(_) => Type::Date(bounds),
            Value::Duration(_) => Type::Duration(bounds),
            Value::Months(_) => Type::Months,
            Value::Choice(domain, _) => Type::Choice(*domain),
            Value::List(_) => Type::List(Box::new(Type::Text)),
        };
        self.push(Lowered::Literal(value), ty, span)
    }

    fn number(&mut self, number: &NumberLiteral, span: Span) -> Option<ExprId> {
        let unit = match &number.unit {
            Unit::None => NumberUnit::Plain,
            Unit::Percent => NumberUnit::Percent,
            Unit::Currency(currency) => NumberUnit::Money(currency.clone()),
            Unit::Days => return self.whole(number.value, 1, span, Value::Duration),
            Unit::Weeks => return self.whole(number.value, 7, span, Value::Duration),
            Unit::Months => return self.months(number.value, 1, span),
            Unit::Years => return self.months(number.value, 12, span),
        };
        let value = Value::Number(number.value);
        let integer = unit == NumberUnit::Plain && number.value.is_integer();
        let ty = Type::Number(NumberType {
            unit,
            integer,
            bounds: exactly(&value),
        });
        Some(self.push(Lowered::Literal(value), ty, span))
    }

    fn months(&mut self, value: Decimal, each: i64, span: Span) -> Option<ExprId> {
        self.whole(value, each, span, |months| {
            Value::Months(i32::try_from(months).unwrap_or(i32::MAX))
        })
    }

    /// Lengths of time are whole days or whole months.
    fn whole(
        &mut self,
        value: Decimal,
        each: i64,
        span: Span,
        make: impl Fn(i64) -> Value,
    ) -> Option<ExprId> {
        let total = i64::try_from(value.trunc())
            .ok()
            .and_then(|count| count.checked_mul(each));
        match total {
            Some(total) if value.is_integer() => Some(self.literal(make(total), span)),
            _ => {
                self.report(TypeProblem::BrokenLength { at: span });
                None
            }
        }
    }

    /// A text, with or without holes.
    fn template(&mut self, template: &ast::Template, span: Span) -> Option<ExprId> {
        let holes = template
            .parts
            .iter()
            .any(|part| matches!(part, ast::TemplatePart::Hole(_)));
        if !holes {
            let text: String = template
                .parts
                .iter()
                .map(|part| match part {
                    ast::TemplatePart::Literal(text) => text.as_str(),
                    ast::TemplatePart::Hole(_) => "",
                })
                .collect();
            return Some(self.literal(text_value(&text), span));
        }
        let mut parts = Vec::new();
        let mut whole = true;
        for part in &template.parts {
            match part {
                ast::TemplatePart::Literal(text) => {
                    parts.push(TemplatePart::Literal(text.as_str().into()));
                }
                ast::TemplatePart::Hole(hole) => {
                    match self.with_result_texts(true, |this| this.printed(hole)) {
                        Some(id) => parts.push(TemplatePart::Hole(id)),
                        None => whole = false,
                    }
                }
            }
        }
        whole.then(|| self.push(Lowered::Template(parts), Type::Text, span))
    }

    /// What may stand in a hole and in `show`: a value, or values of a set of rows.
    pub fn printed(&mut self, expr: &Expr) -> Option<ExprId> {
        if let ExprKind::Query {
            value, of: Some(_), ..
        } = &expr.kind
        {
            return self.names_of(value, &sets::query(expr), expr.span.0);
        }
        self.expression(expr)
    }

    /// A list literal; its items agree on a type.
    fn list(&mut self, items: &[Expr], domain: Option<DomainId>, span: Span) -> Option<ExprId> {
        let lowered: Vec<Option<ExprId>> =
            items.iter().map(|item| self.value(item, domain)).collect();
        let ids: Vec<ExprId> = lowered.into_iter().collect::<Option<_>>()?;
        let Some((&first, rest)) = ids.split_first() else {
            self.report(TypeProblem::EmptyList { at: span });
            return None;
        };
        let mut ty = self.type_of(first).clone();
        for &id in rest {
            let other = self.type_of(id).clone();
            let Some(both) = self.unified(&ty, &other) else {
                let (before, found) = (self.describe(&ty), self.describe(&other));
                let at = self.span_of(id);
                self.report(TypeProblem::MixedList { before, found, at });
                return None;
            };
            ty = both;
        }
        if matches!(ty, Type::List(_)) {
            self.report(TypeProblem::ListOfLists { at: span });
            return None;
        }
        let ty = Type::List(Box::new(ty));
        let constants: Option<Vec<Value>> = ids.iter().map(|&id| self.literal_value(id)).collect();
        let kind = constants.map_or(Lowered::List(ids), |items| {
            Lowered::Literal(Value::List(items))
        });
        Some(self.push(kind, ty, span))
    }

    /// The value of a literal (a param is not one: what it is compared with may change).
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    pub fn literal_value(&self, id: ExprId) -> Option<Value> {
        match &self.program.exprs[id].kind {
            Lowered::Literal(value) => Some(value.clone()),
            Lowered::Negate(inner) => match self.literal_value(*inner)? {
                Value::Number(number) => Decimal::ZERO.checked_sub(number).map(Value::Number),
                Value::Text(_)
                | Value::YesNo(_)
                | Value::Date(_)
                | Value::Duration(_)
                | Value::Months(_)
                | Value::Choice(..)
                | Value::List(_) => None,
            },
            _ => None,
        }
    }

    /// Lowers what must be yes or no.
    pub fn condition(&mut self, expr: &Expr, place: &str) -> Option<ExprId> {
        let id = self
            .with_result_texts(self.context.result_texts && self.context.in_test, |this| {
                this.expression(expr)
            })?;
        match self.type_of(id).clone() {
            Type::YesNo => Some(id),
            ty @ (Type::Text
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_)) => {
                let need = self.need_of(expr, &ty);
                let (found, place) = (self.describe(&ty), place.to_owned());
                self.report(TypeProblem::YesNoNeeded {
                    place,
                    found,
                    need,
                    at: expr.span.0,
                });
                None
            }
        }
    }

    /// Lowers what must be a text, such as a reason.
    pub fn text(&mut self, expr: &Expr, place: &str) -> Option<ExprId> {
        let id = self.expression(expr)?;
        match self.type_of(id).clone() {
            Type::Text => Some(id),
            ty @ (Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_)) => {
                let name = if let ExprKind::Name(name) = &expr.kind {
                    Some(name.clone())
                } else {
                    None
                };
                let (found, place) = (self.describe(&ty), place.to_owned());
                self.report(TypeProblem::TextNeeded {
                    place,
                    found,
                    name,
                    at: expr.span.0,
                });
                None
            }
        }
    }

    /// What to do about a value that is not yes or no.
    fn need_of(&self, expr: &Expr, ty: &Type) -> Need {
        if let ExprKind::Call { function, .. } = &expr.kind
            && matches!(function.text.as_str(), "missing" | "lowest" | "highest")
        {
            return Need::Ask(function.text.clone());
        }
        let name = written(expr);
        match ty {
            Type::Number(_) | Type::Date(_) | Type::Duration(_) | Type::Months => {
                Need::Compare(name)
            }
            Type::Choice(domain) => {
                let members = self.program.domains[*domain].members.first();
                Need::Choose(
                    name,
                    members
                        .map(|member| member.named.name.clone())
                        .unwrap_or_default(),
                )
            }
            Type::Text | Type::Reference(_) => Need::Match(name),
            Type::List(_) | Type::YesNo => Need::Look(name),
        }
    }
}

/// The word that stands after the dot for a result of a rule; none for the result itself.
pub fn written_result(output: Output) -> Option<&'static str> {
    match output {
        Output::Value => None,
        Output::Status => Some("status"),
        Output::StoppedBy => Some("stopped_by"),
        Output::Failing => Some("failing"),
        Output::Open => Some("open"),
        Output::Low => Some("low"),
        Output::High => Some("high"),
        Output::Band => Some("band"),
        Output::Possible => Some("possible"),
        Output::Rank => Some("rank"),
        Output::Because => Some("because"),
        // Read like a rule of its own.
        Output::Further(_) | Output::Hits(..) => None,
    }
}

/// A name or a chain of names as written; something in its place for other expressions.
pub fn written(expr: &Expr) -> String {
    path(expr).unwrap_or_else(|| "x".to_owned())
}

/// A name or a chain of names as written.
pub fn path(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Member(base, name) => Some(format!("{}.{}", path(base)?, name.text)),
        ExprKind::Parenthesis(inner) => path(inner),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::YesNo(_)
        | ExprKind::Date(_)
        | ExprKind::List(_)
        | ExprKind::Range(_)
        | ExprKind::Not(_)
        | ExprKind::Negate(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare(..)
        | ExprKind::In { .. }
        | ExprKind::Is { .. }
        | ExprKind::TextTest(..)
        | ExprKind::If { .. }
        | ExprKind::Default(..)
        | ExprKind::Call { .. }
        | ExprKind::Query { .. } => None,
    }
}
