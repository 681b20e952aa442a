//! Types: from what is written to what is meant, what fits where, and how they are called in
//! messages.

use super::analyser::{Analyser, Declared, FieldDeclaration};
use super::constants::units;
use super::errors::{NameProblem, TypeProblem};
use super::suggestions;
use crate::ir::{
    Bounds, Domain, DomainId, DomainKind, Member, NumberType, NumberUnit, RecordId, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, TypeExpr, TypeKind, Unit};

use super::collect::member_named;

impl Analyser<'_> {
    /// The type that is written. `owner` names the choice that `one of …` makes.
    pub fn resolve_type(&mut self, ty: &TypeExpr, owner: &str) -> Option<Type> {
        let number = |unit, integer, bounds| {
            Type::Number(NumberType {
                unit,
                integer,
                bounds,
            })
        };
        Some(match &ty.kind {
            TypeKind::Text => Type::Text,
            TypeKind::YesNo => Type::YesNo,
            TypeKind::Integer(range) => {
                let kind = number(NumberUnit::Plain, true, Bounds::OPEN);
                number(NumberUnit::Plain, true, self.range(range.as_ref(), &kind)?)
            }
            TypeKind::Number(range) => {
                let kind = number(NumberUnit::Plain, false, Bounds::OPEN);
                number(NumberUnit::Plain, false, self.range(range.as_ref(), &kind)?)
            }
            TypeKind::Percent(range) => {
                let kind = number(NumberUnit::Percent, false, Bounds::OPEN);
                number(
                    NumberUnit::Percent,
                    false,
                    self.range(range.as_ref(), &kind)?,
                )
            }
            TypeKind::Money(currency, range) => {
                let unit = NumberUnit::Money(currency.text.clone());
                let kind = number(unit.clone(), false, Bounds::OPEN);
                number(unit, false, self.range(range.as_ref(), &kind)?)
            }
            TypeKind::Date(range) => {
                Type::Date(self.range(range.as_ref(), &Type::Date(Bounds::OPEN))?)
            }
            TypeKind::Duration(range) => {
                Type::Duration(self.range(range.as_ref(), &Type::Duration(Bounds::OPEN))?)
            }
            TypeKind::Rating(range) => {
                if let Some(range) = percents(range) {
                    let at = ty.span.0;
                    self.report(TypeProblem::RatingOfPercents { range, at });
                    return None;
                }
                let kind = number(NumberUnit::Plain, false, Bounds::OPEN);
                let bounds = self.range(Some(range), &kind)?;
                number(NumberUnit::Plain, !has_point(range), bounds)
            }
            TypeKind::OneOf { ordered, members } => {
                Type::Choice(self.inline_choice(owner, *ordered, members))
            }
            TypeKind::ListOf(item) => {
                let inner = self.resolve_type(item, owner)?;
                if matches!(inner, Type::List(_)) {
                    self.report(TypeProblem::ListOfLists { at: ty.span.0 });
                    return None;
                }
                Type::List(Box::new(inner))
            }
            TypeKind::Named(name) => self.named_type(name)?,
        })
    }

    fn inline_choice(&mut self, owner: &str, ordered: bool, members: &[ast::Member]) -> DomainId {
        let members: Vec<Member> = members
            .iter()
            .map(|member| Member {
                named: member_named(&member.name, member.label.as_ref()),
                written_as: member.written_as.as_ref().map(|text| text.value.clone()),
            })
            .collect();
        self.check_members("value", &members);
        let (name, kind, attributes) = (owner.to_owned(), DomainKind::Inline, Vec::new());
        self.program.domains.push(Domain {
            name,
            kind,
            ordered,
            members,
            attributes,
        })
    }

    fn named_type(&mut self, name: &ast::Name) -> Option<Type> {
        match self.declared(&name.text) {
            Some(Declared::List(list)) => {
                self.uses.lists.insert(list);
                Some(Type::Choice(list))
            }
            Some(Declared::Record(record)) => {
                let keys = self.program.records[record].key.len();
                if keys != 1 {
                    let problem = TypeProblem::ReferenceWithoutKey {
                        record: name.text.clone(),
                        keys,
                        at: name.span.0,
                        record_at: self.program.records[record].named.span,
                    };
                    self.report(problem);
                    return None;
                }
                Some(Type::Reference(record))
            }
            Some(declared @ (Declared::Param(_) | Declared::Rule(_) | Declared::Use(_))) => {
                let problem = NameProblem::NotAType {
                    name: name.text.clone(),
                    what: Some(self.kind_of(declared)),
                    meant: None,
                    known: self.type_names(),
                    at: name.span.0,
                };
                self.report(problem);
                None
            }
            None => {
                let known = self.type_names();
                let meant = suggestions::known_type(&name.text)
                    .map(str::to_owned)
                    .or_else(|| {
                        crate::diagnostics::nearest(&name.text, known.iter().map(String::as_str))
                            .map(str::to_owned)
                    });
                let (name, at) = (name.text.clone(), name.span.0);
                self.report(NameProblem::NotAType {
                    name,
                    what: None,
                    meant,
                    known,
                    at,
                });
                None
            }
        }
    }

    fn type_names(&self) -> Vec<String> {
        let own = self.instances[self.here]
            .names
            .iter()
            .filter(|(_, declared)| matches!(declared, Declared::List(_) | Declared::Record(_)));
        suggestions::TYPES
            .iter()
            .map(|&name| name.to_owned())
            .chain(own.map(|(name, _)| (*name).to_owned()))
            .collect()
    }

    /// The ends of a range whose values are of a kind, in the units of the kind.
    pub fn range(&mut self, range: Option<&ast::Range>, kind: &Type) -> Option<Bounds> {
        let Some(range) = range else {
            return Some(Bounds::OPEN);
        };
        let low = self.range_end(range.low.as_deref(), kind);
        let high = self.range_end(range.high.as_deref(), kind);
        let bounds = Bounds {
            low: low?,
            high: high?,
        };
        if bounds
            .low
            .zip(bounds.high)
            .is_some_and(|(low, high)| low > high)
        {
            let (low, high) = (
                self.print_end(bounds.low, kind),
                self.print_end(bounds.high, kind),
            );
            self.report(TypeProblem::EndsSwapped {
                low,
                high,
                at: range.span.0,
            });
            return None;
        }
        Some(bounds)
    }

    #[allow(clippy::option_option)] // outside: in error or not; inside: open or not
    fn range_end(&mut self, end: Option<&ast::Expr>, kind: &Type) -> Option<Option<i128>> {
        let Some(end) = end else { return Some(None) };
        let (id, value) = self.constant(end, None)?;
        let found = self.type_of(id).clone();
        let fits = match (kind, &found) {
            (Type::Number(wanted), Type::Number(given)) => match (&wanted.unit, &given.unit) {
                // `percent 0..100` would be 0% to 10000%.
                (NumberUnit::Percent, NumberUnit::Plain) => {
                    units(&value).is_some_and(|units| units == 0)
                }
                (NumberUnit::Money(_), NumberUnit::Plain) => true,
                (NumberUnit::Plain, NumberUnit::Percent) => true,
                (wanted, given) => wanted == given,
            },
            (wanted, given) => self.fits(wanted, given),
        };
        if !fits {
            let (wanted, found) = (self.describe(kind), self.describe(&found));
            let percent =
                matches!(kind, Type::Number(number) if number.unit == NumberUnit::Percent);
            self.report(TypeProblem::WrongRangeEnd {
                wanted,
                found,
                percent,
                at: end.span.0,
            });
            return None;
        }
        Some(units(&value))
    }

    /// True if a value of a type can stand where another is wanted. Ranges are not looked at.
    pub fn fits(&self, wanted: &Type, given: &Type) -> bool {
        match (wanted, given) {
            (Type::Number(wanted), Type::Number(given)) => {
                (given.integer || !wanted.integer) && units_mix(&wanted.unit, &given.unit)
            }
            (Type::List(wanted), Type::List(given)) => self.fits(wanted, given),
            (Type::Text, Type::Text)
            | (Type::YesNo, Type::YesNo)
            | (Type::Date(_), Type::Date(_))
            | (Type::Duration(_), Type::Duration(_))
            | (Type::Months, Type::Months)
            | (Type::Reference(_), Type::Text) => true,
            (Type::Choice(wanted), Type::Choice(given)) => wanted == given,
            (Type::Reference(wanted), Type::Reference(given)) => wanted == given,
            (
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::Choice(_)
                | Type::List(_)
                | Type::Reference(_),
                _,
            ) => false,
        }
    }

    /// Reports a value outside the range of its type; a list is looked at item by item.
    pub fn check_range(&mut self, value: &Value, ty: &Type, name: &str, at: Span) -> bool {
        if let (Value::List(items), Type::List(item)) = (value, ty) {
            return items
                .iter()
                .all(|value| self.check_range(value, item, name, at));
        }
        let bounds = ty.bounds();
        if units(value).is_none_or(|units| bounds.contains(units)) {
            return true;
        }
        let problem = TypeProblem::OutsideRange {
            value: self.print_end(units(value), ty),
            range: self.print_range(bounds, ty),
            name: name.to_owned(),
            at,
        };
        self.report(problem);
        false
    }

    /// What values of a type are called.
    pub fn describe(&self, ty: &Type) -> String {
        match ty {
            Type::Text => "a text".to_owned(),
            Type::YesNo => "yes or no".to_owned(),
            Type::Number(number) => match &number.unit {
                NumberUnit::Plain if number.integer => "a whole number".to_owned(),
                NumberUnit::Plain => "a number".to_owned(),
                NumberUnit::Percent => "a percentage".to_owned(),
                NumberUnit::Money(currency) => format!("an amount in {currency}"),
            },
            Type::Date(_) => "a date".to_owned(),
            Type::Duration(_) => "a length of time in days".to_owned(),
            Type::Months => "a number of months".to_owned(),
            Type::Choice(domain) => self.describe_choice(*domain),
            Type::List(item) => format!("a list ({} each)", self.describe(item)),
            Type::Reference(record) => {
                format!("a row of `{}`", self.program.records[*record].named.name)
            }
        }
    }

    fn describe_choice(&self, id: DomainId) -> String {
        let domain = &self.program.domains[id];
        match domain.kind {
            DomainKind::List => format!("a value of the list `{}`", domain.name),
            DomainKind::Inline => format!("one of {}", self.member_names(id)),
            DomainKind::Bands => format!("a band of `{}`", domain.name),
            DomainKind::Options => format!("an option of `{}`", domain.name),
            DomainKind::Gates => format!("a gate of `{}`", domain.name),
            DomainKind::Status => "a status (known, unknown, fault, not_applicable)".to_owned(),
        }
    }

    /// The members of a choice, the first few of many.
    pub fn member_names(&self, id: DomainId) -> String {
        let names = self.program.domains[id].members.iter();
        suggestions::some_of(names.map(|member| member.named.name.as_str()))
    }

    /// An end of a range as an analyst would write it.
    pub fn print_end(&self, end: Option<i128>, ty: &Type) -> String {
        end.map_or_else(String::new, |end| print_units(end, ty))
    }

    /// A range as an analyst would write it.
    pub fn print_range(&self, bounds: Bounds, ty: &Type) -> String {
        match (bounds.low, bounds.high) {
            (Some(low), Some(high)) if low == high => print_units(low, ty),
            (low, high) => format!("{}..{}", self.print_end(low, ty), self.print_end(high, ty)),
        }
    }

    /// The record that a field's declaration belongs to is known by name only.
    pub fn record_name(&self, id: RecordId) -> String {
        self.program.records[id].named.name.clone()
    }

    /// True if the field is a set of rows.
    pub fn is_relation(&self, id: crate::ir::FieldId) -> bool {
        matches!(
            self.field_declarations.get(id.index()),
            Some(FieldDeclaration::Relation(_) | FieldDeclaration::Rows(_))
        )
    }
}

/// True if numbers of these units can be compared and stand for each other.
pub fn units_mix(a: &NumberUnit, b: &NumberUnit) -> bool {
    match (a, b) {
        (NumberUnit::Money(a), NumberUnit::Money(b)) => a == b,
        (NumberUnit::Plain | NumberUnit::Percent, NumberUnit::Plain | NumberUnit::Percent) => true,
        (NumberUnit::Money(_), NumberUnit::Plain | NumberUnit::Percent)
        | (NumberUnit::Plain | NumberUnit::Percent, NumberUnit::Money(_)) => false,
    }
}

/// A value of a type with a range as an analyst would write it.
fn print_units(units: i128, ty: &Type) -> String {
    use crate::decimal::Decimal;
    match ty {
        Type::Number(number) => {
            let decimal = |units: i128| {
                Decimal::from_units(units)
                    .map_or_else(|| units.to_string(), |value| value.to_string())
            };
            match &number.unit {
                NumberUnit::Plain => decimal(units),
                NumberUnit::Percent => format!("{}%", decimal(units.saturating_mul(100))),
                NumberUnit::Money(currency) => format!("{} {currency}", decimal(units)),
            }
        }
        Type::Date(_) => print_date(units),
        Type::Duration(_) => format!("{units} days"),
        Type::Months => format!("{units} months"),
        Type::Text | Type::YesNo | Type::Choice(_) | Type::List(_) | Type::Reference(_) => {
            units.to_string()
        }
    }
}

fn print_date(days: i128) -> String {
    u64::try_from(days.unsigned_abs())
        .ok()
        .map(chrono::Days::new)
        .and_then(|distance| {
            let epoch = chrono::NaiveDate::default();
            if days < 0 {
                epoch.checked_sub_days(distance)
            } else {
                epoch.checked_add_days(distance)
            }
        })
        .map_or_else(
            || days.to_string(),
            |date| date.format("%Y-%m-%d").to_string(),
        )
}

/// The range as written, where an end is a percentage.
fn percents(range: &ast::Range) -> Option<String> {
    let written = |end: &Option<Box<ast::Expr>>| match end.as_ref().map(|end| &end.kind) {
        Some(ExprKind::Number(number)) => match number.unit {
            Unit::Percent => Some(format!("{}%", number.digits)),
            Unit::None
            | Unit::Currency(_)
            | Unit::Days
            | Unit::Weeks
            | Unit::Months
            | Unit::Years => None,
        },
        Some(_) | None => None,
    };
    match (written(&range.low), written(&range.high)) {
        (None, None) => None,
        (low, high) => Some(format!(
            "{}..{}",
            low.unwrap_or_default(),
            high.unwrap_or_default()
        )),
    }
}

/// `1.0..5.0` takes any step, `1..5` whole ones.
fn has_point(range: &ast::Range) -> bool {
    fn pointed(expr: &ast::Expr) -> bool {
        match &expr.kind {
            ExprKind::Number(number) => number.digits.contains('.'),
            ExprKind::Negate(inner) | ExprKind::Parenthesis(inner) => pointed(inner),
            ExprKind::Text(_)
            | ExprKind::YesNo(_)
            | ExprKind::Date(_)
            | ExprKind::List(_)
            | ExprKind::Range(_)
            | ExprKind::Name(_)
            | ExprKind::Member(..)
            | ExprKind::Not(_)
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
            | ExprKind::Query { .. } => false,
        }
    }
    [&range.low, &range.high]
        .into_iter()
        .flatten()
        .any(|end| pointed(end))
}
