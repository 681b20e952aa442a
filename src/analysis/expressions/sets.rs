//! Aggregates: sets of rows and what is worked out over them.

use super::{path, written};
use crate::analysis::analyser::{
    Analyser, Declared, FieldDeclaration, Node, RowScope, RuleDeclaration,
};
use crate::analysis::errors::{SetUse, TypeProblem};
use crate::ir::{
    Aggregate, AggregateFunction, Bounds, ExprId, ExprKind, FieldId, Function, NumberType,
    RecordId, RowSet, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr};

/// The argument of an aggregate, taken apart.
pub struct Query<'e> {
    /// What is taken of each row.
    pub value: Option<&'e Expr>,
    /// The set of rows.
    pub set: &'e Expr,
    /// What they are ordered by, or whose they are.
    pub by: Option<&'e Expr>,
    /// What they are about.
    pub across: Option<&'e Expr>,
    /// Which rows.
    pub filter: Option<&'e Expr>,
}

/// Takes `value of set where condition` apart.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
pub fn query(argument: &Expr) -> Query<'_> {
    match &argument.kind {
        ast::ExprKind::Query {
            value,
            of,
            by,
            across,
            filter,
        } => Query {
            value: of.as_ref().map(|_| &**value),
            set: of.as_deref().unwrap_or(value),
            by: by.as_deref(),
            across: across.as_deref(),
            filter: filter.as_deref(),
        },
        ast::ExprKind::Parenthesis(inner) => query(inner),
        _ => Query {
            value: None,
            set: argument,
            by: None,
            across: None,
            filter: None,
        },
    }
}

impl Analyser<'_> {
    /// True if the expression names a set of rows: a relation of this row, a record, a segment.
    pub fn is_set(&self, expr: &Expr) -> bool {
        if let ast::ExprKind::Parenthesis(inner) = &expr.kind {
            return self.is_set(inner);
        }
        let qualified = self.qualified(expr);
        let name = match (&expr.kind, &qualified) {
            (ast::ExprKind::Name(name), _) | (_, Some(name)) => name,
            (ast::ExprKind::Member(base, name), None) => {
                return self
                    .named_record(base)
                    .and_then(|record| self.field_named(record, &name.text))
                    .is_some_and(|field| self.is_relation(field));
            }
            (_, None) => return false,
        };
        let scope = self.context.rows.last();
        match scope.and_then(|scope| self.field_named(scope.record, name)) {
            Some(field) => self.is_relation(field),
            None => match self.declared(name) {
                Some(Declared::Record(_)) => true,
                Some(Declared::Rule(rule)) => self.rule_kind(rule) == "segment",
                Some(Declared::List(_) | Declared::Param(_) | Declared::Use(_)) | None => false,
            },
        }
    }

    /// Resolves a set of rows.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    pub fn row_set(&mut self, expr: &Expr) -> Option<(RowSet, RowScope)> {
        let at = expr.span.0;
        if self.context.rows.is_empty() {
            self.report(TypeProblem::NotConstant { at });
            return None;
        }
        let qualified = self.qualified(expr);
        let name = match (&expr.kind, &qualified) {
            (ast::ExprKind::Parenthesis(inner), _) => return self.row_set(inner),
            (ast::ExprKind::Name(name), _) | (_, Some(name)) => name,
            (ast::ExprKind::Member(base, name), None) if !self.is_this(base) => {
                return self.referenced_set(base, name, at);
            }
            _ => {
                let problem = match path(expr) {
                    Some(path) => TypeProblem::FarSet { path, at },
                    None => TypeProblem::NotASet { found: None, at },
                };
                self.report(problem);
                return None;
            }
        };
        let record = self.context.rows.last().map(|scope| scope.record);
        if let Some(field) = record.and_then(|record| self.field_named(record, name)) {
            if !self.is_relation(field) {
                let problem = match self.keys_of(field) {
                    Some(record) => TypeProblem::KeysNotRows {
                        field: name.clone(),
                        record: self.record_name(record),
                        at,
                    },
                    None => TypeProblem::NotASet {
                        found: Some(format!("the field `{name}`")),
                        at,
                    },
                };
                self.report(problem);
                return None;
            };
            self.mark_field(field);
            if !self.ensure(Node::Field(field), Some(at)) {
                return None;
            }
            let scope = RowScope {
                record: self.program.relation(field)?.record,
                whole_table: false,
            };
            return Some((RowSet::Relation(field), scope));
        }
        match self.declared(name) {
            Some(Declared::Record(record)) => {
                let scope = RowScope {
                    record,
                    whole_table: true,
                };
                let ready = self.ensure_rows(record, at);
                ready.then_some((RowSet::Record(record), scope))
            }
            Some(Declared::Rule(rule)) => match self.rule_declarations.get(rule.index()) {
                Some(RuleDeclaration::Segment(_)) => {
                    self.ensure(Node::Rule(rule), Some(at));
                    if self.homeless.contains(&rule) {
                        return None;
                    }
                    let record = self.program.rules[rule].record;
                    let scope = RowScope {
                        record,
                        whole_table: true,
                    };
                    let ready = self.ensure_rows(record, at);
                    ready.then_some((RowSet::Segment(rule), scope))
                }
                Some(
                    RuleDeclaration::Score(_)
                    | RuleDeclaration::Strategy(_)
                    | RuleDeclaration::Check(_)
                    | RuleDeclaration::Decision(_),
                )
                | None => {
                    let found = format!("the {} `{name}`", self.rule_kind(rule));
                    self.report(TypeProblem::NotASet {
                        found: Some(found),
                        at,
                    });
                    None
                }
            },
            Some(declared @ (Declared::List(_) | Declared::Param(_) | Declared::Use(_))) => {
                let found = format!("the {} `{name}`", self.kind_of(declared));
                self.report(TypeProblem::NotASet {
                    found: Some(found),
                    at,
                });
                None
            }
            None => {
                let problem = self.unknown_set(name, record, at);
                self.report(problem);
                None
            }
        }
    }

    /// The record whose keys a list field holds.
    fn keys_of(&self, field: FieldId) -> Option<RecordId> {
        match &self.program.fields[field].ty {
            Type::List(item) => match **item {
                Type::Reference(record) => Some(record),
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::Choice(_)
                | Type::List(_) => None,
            },
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::Reference(_) => None,
        }
    }

    /// Works on the rows of a set for a while.
    pub fn inside<T>(&mut self, scope: RowScope, work: impl FnOnce(&mut Self) -> T) -> T {
        self.context.rows.push(scope);
        let result = work(self);
        self.context.rows.pop();
        result
    }

    pub fn filter(&mut self, scope: RowScope, filter: Option<&Expr>) -> Option<Option<ExprId>> {
        match filter {
            None => Some(None),
            Some(filter) => self
                .inside(scope, |this| this.condition(filter, "`where`"))
                .map(Some),
        }
    }

    /// Lowers `count(set where c)`, `any(…)`, `none(…)`.
    pub fn aggregate_rows(
        &mut self,
        function: AggregateFunction,
        name: &str,
        argument: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let query = query(argument);
        if let Some(value) = query.value {
            let (function, set, value) = (name.to_owned(), written(query.set), written(value));
            self.report(TypeProblem::CountOf {
                function,
                set,
                value,
                at: span,
            });
            return None;
        }
        self.refuse_order(Some(name), &query)?;
        let (set, scope) = self.row_set(query.set)?;
        let filter = self.filter(scope, query.filter)?;
        let ty = match function {
            AggregateFunction::Count => Type::integer(Bounds {
                low: Some(0),
                high: None,
            }),
            AggregateFunction::Any
            | AggregateFunction::None
            | AggregateFunction::Sum
            | AggregateFunction::Mean
            | AggregateFunction::Median
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Stdev
            | AggregateFunction::Names
            | AggregateFunction::Picked(..)
            | AggregateFunction::WeighedMean
            | AggregateFunction::Agreement => Type::YesNo,
        };
        let aggregate = Aggregate {
            function,
            set,
            value: None,
            by: None,
            across: None,
            filter,
        };
        Some(self.push(ExprKind::Aggregate(aggregate), ty, span))
    }

    /// Lowers `count(…)`: rows of a set, or items of a list.
    pub fn count(&mut self, argument: &Expr, span: Span) -> Option<ExprId> {
        if let Some(picked) = self.asked_of_picked(AggregateFunction::Count, argument, span) {
            return picked;
        }
        let plain = query(argument);
        let of_list = plain.value.is_none() && plain.filter.is_none() && !self.is_set(plain.set);
        if !of_list {
            return self.aggregate_rows(AggregateFunction::Count, "count", argument, span);
        }
        if let ast::ExprKind::Name(name) = &plain.set.kind {
            let field = self
                .context
                .rows
                .last()
                .and_then(|s| self.field_named(s.record, name));
            if field.is_none() && self.declared(name).is_none() {
                // Reported as a set, which is what `count` is mostly for.
                return self.aggregate_rows(AggregateFunction::Count, "count", argument, span);
            }
        }
        let id = self.expression(plain.set)?;
        match self.type_of(id).clone() {
            Type::List(_) => {
                let ty = Type::integer(Bounds {
                    low: Some(0),
                    high: None,
                });
                Some(self.push(ExprKind::Function(Function::Size, vec![id]), ty, span))
            }
            ty @ (Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::Reference(_)) => {
                let found = Some(self.describe(&ty));
                self.report(TypeProblem::NotASet {
                    found,
                    at: plain.set.span.0,
                });
                None
            }
        }
    }

    /// Lowers `sum(expr of set where c)` and its like.
    pub fn aggregate_values(
        &mut self,
        function: AggregateFunction,
        name: &str,
        argument: &Expr,
        span: Span,
    ) -> Option<ExprId> {
        let query = query(argument);
        let Some(value) = query.value else {
            if let Some(right) = self.meant_sum(name, query.set) {
                self.report(TypeProblem::SumOfValue {
                    function: name.to_owned(),
                    right,
                    at: span,
                });
                return None;
            }
            let set = if self.is_set(query.set) {
                written(query.set)
            } else {
                "deals".to_owned()
            };
            let use_ = SetUse {
                function: name.to_owned(),
                set,
            };
            self.report(TypeProblem::SumOfRows { use_, at: span });
            return None;
        };
        self.refuse_order(Some(name), &query)?;
        let (set, scope) = self.row_set(query.set)?;
        let filter = self.filter(scope, query.filter);
        let value_id = self.inside(scope, |this| this.expression(value))?;
        let filter = filter?;
        let found = self.type_of(value_id).clone();
        let Some(ty) = self.aggregate_type(function, &found) else {
            let (found, function) = (self.describe(&found), name.to_owned());
            let yes_no = *self.type_of(value_id) == Type::YesNo;
            let set = written(query.set);
            let problem = TypeProblem::NoAggregate {
                function,
                found,
                yes_no,
                set,
                value: written(value),
                at: value.span.0,
            };
            self.report(problem);
            return None;
        };
        let aggregate = Aggregate {
            function,
            set,
            value: Some(value_id),
            by: None,
            across: None,
            filter,
        };
        Some(self.push(ExprKind::Aggregate(aggregate), ty, span))
    }

    /// `sum(amount)`, where rows of this one have an amount.
    fn meant_sum(&self, function: &str, value: &Expr) -> Option<String> {
        let ast::ExprKind::Name(name) = &value.kind else {
            return None;
        };
        let here = self.context.rows.last()?.record;
        if self.is_set(value) {
            return None;
        }
        if self.field_named(here, name).is_some() {
            return Some(format!("{function}({name} of {})", self.record_name(here)));
        }
        self.program.records[here].fields.iter().find_map(|&field| {
            let Some(FieldDeclaration::Relation(relation)) =
                self.field_declarations.get(field.index())
            else {
                return None;
            };
            let Some(Declared::Record(record)) = self.declared(&relation.record.text) else {
                return None;
            };
            let relation = &relation.name.text;
            self.field_named(record, name)
                .map(|_| format!("{function}({name} of {relation})"))
        })
    }

    pub fn aggregate_type(&self, function: AggregateFunction, value: &Type) -> Option<Type> {
        match (function, value) {
            (AggregateFunction::Sum, Type::Number(number)) => Some(Type::Number(NumberType {
                bounds: summed(number.bounds),
                ..number.clone()
            })),
            (AggregateFunction::Sum, Type::Duration(bounds)) => {
                Some(Type::Duration(summed(*bounds)))
            }
            (AggregateFunction::Mean | AggregateFunction::Median, Type::Number(number)) => {
                Some(Type::Number(NumberType {
                    integer: false,
                    ..number.clone()
                }))
            }
            (AggregateFunction::Stdev, Type::Number(number)) => {
                let bounds = Bounds {
                    low: Some(0),
                    high: number
                        .bounds
                        .low
                        .zip(number.bounds.high)
                        .map(|(low, high)| (high - low) / 2 + 1),
                };
                Some(Type::Number(NumberType {
                    integer: false,
                    bounds,
                    ..number.clone()
                }))
            }
            (AggregateFunction::Min | AggregateFunction::Max, ty) if self.has_order(ty) => {
                Some(ty.clone())
            }
            (AggregateFunction::Names, _) => Some(Type::Text),
            _ => None,
        }
    }

    /// Lowers `{name of rivals where strong}`.
    pub fn names_of(&mut self, value: &Expr, query: &Query<'_>, span: Span) -> Option<ExprId> {
        self.refuse_order(None, query)?;
        let (set, scope) = self.row_set(query.set)?;
        let filter = self.with_result_texts(false, |this| this.filter(scope, query.filter));
        let value = self.inside(scope, |this| this.expression(value))?;
        let aggregate = Aggregate {
            function: AggregateFunction::Names,
            set,
            value: Some(value),
            by: None,
            across: None,
            filter: filter?,
        };
        Some(self.push(ExprKind::Aggregate(aggregate), Type::Text, span))
    }

    /// What is counted after `each`: rows of a set, or a whole number.
    pub fn each(&mut self, expr: &Expr) -> Option<ExprId> {
        let is_query = matches!(expr.kind, ast::ExprKind::Query { .. });
        if is_query || self.is_set(expr) {
            return self.aggregate_rows(AggregateFunction::Count, "each", expr, expr.span.0);
        }
        let id = self.expression(expr)?;
        match self.type_of(id) {
            Type::Number(NumberType {
                integer: true,
                unit: crate::ir::NumberUnit::Plain,
                ..
            }) => Some(id),
            ty @ (Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_)) => {
                let found = self.describe(ty);
                self.report(TypeProblem::EachOther {
                    found,
                    at: expr.span.0,
                });
                None
            }
        }
    }

    /// A set of rows where a value is wanted.
    pub fn stray_query(&mut self, value: &Expr, of: Option<&Expr>, filtered: bool, at: Span) {
        let set = written(of.unwrap_or(value));
        let value = of.map(|_| written(value));
        self.report(TypeProblem::StrayQuery {
            set,
            value,
            filtered,
            at,
        });
    }
}

/// A sum of any number of values, none included.
fn summed(each: Bounds) -> Bounds {
    let low = each.low.filter(|&low| low >= 0).map(|_| 0);
    let high = each.high.filter(|&high| high <= 0).map(|_| 0);
    Bounds { low, high }
}
