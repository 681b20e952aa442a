//! Params: named constants, and the values given for them from outside.

use super::analyser::{Analyser, Declared, Node};
use super::errors::{NameProblem, TypeProblem};
use crate::ir::{DomainId, NumberType, ParamId, Type, Value};
use crate::source::Span;
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a param: its value is a constant of its type. An override takes the value's place.
    pub fn lower_param(&mut self, id: ParamId) -> Option<()> {
        let declaration = *self.param_declarations.get(id.index())?;
        let stated = match &declaration.ty {
            Some(ty) => Some(self.resolve_type(ty, &declaration.name.text)?),
            None => None,
        };
        let (ty, mut value) =
            self.param_value(&declaration.value, stated.as_ref(), &declaration.name)?;
        let ty = stated.clone().unwrap_or_else(|| without_range(ty));
        // A name declared twice keeps its first declaration, and what is given goes with the name.
        if self.declared(&declaration.name.text) == Some(Declared::Param(id)) {
            let name = ast::Name {
                text: self.program.params[id].named.name.clone(),
                span: declaration.name.span,
            };
            if let Some(given) = self.overrides().get(&name.text) {
                value = self.overriding_value(given, &ty, &name)?;
            } else if let Some((user, given)) = self.binding(&declaration.name.text) {
                let name = &declaration.name;
                let given =
                    self.in_instance(user, |this| this.param_value(given, Some(&ty), name))?;
                value = given.1;
            }
        }
        let param = &mut self.program.params[id];
        param.ty = ty;
        param.value = value;
        Some(())
    }

    /// The type and value of an expression given for a param.
    pub fn param_value(
        &mut self,
        expr: &ast::Expr,
        stated: Option<&Type>,
        name: &ast::Name,
    ) -> Option<(Type, Value)> {
        let (id, value) = self.constant(expr, stated.and_then(choice_within))?;
        let found = self.type_of(id).clone();
        let Some(wanted) = stated else {
            return Some((found, value));
        };
        if !self.fits(wanted, &found) && !is_empty_list(&value, wanted) {
            let (wanted, found) = (self.describe(wanted), self.describe(&found));
            let name = name.text.clone();
            self.report(TypeProblem::WrongValue {
                name,
                wanted,
                found,
                at: expr.span.0,
            });
            return None;
        }
        self.check_range(&value, wanted, &name.text, expr.span.0)
            .then_some((found, value))
    }

    /// The value given from outside. Its places are not in this file, so what is wrong with it is
    /// told at the param.
    fn overriding_value(
        &mut self,
        given: &ast::Expr,
        ty: &Type,
        name: &ast::Name,
    ) -> Option<Value> {
        let before = self.finding_count();
        let value = self.param_value(given, Some(ty), name);
        let problems = self.take_findings_after(before);
        if let Some(first) = problems.into_iter().next() {
            self.report(NameProblem::BadOverride {
                name: name.text.clone(),
                message: first.message,
                help: first.help,
                at: name.span.0,
            });
            return None;
        }
        value.map(|(_, value)| value)
    }

    /// Reports values given for params that do not exist.
    pub fn check_overrides(&mut self) {
        let overrides = self.overrides();
        for name in overrides.keys() {
            let mut params = self.program.params.values();
            if !params.any(|param| param.named.name == *name) {
                let problem = self.unknown_param(name, Span::default());
                self.report(problem);
            }
        }
    }

    /// A param set in a test: checked here, used when the test is run.
    pub fn check_test_param(&mut self, name: &ast::Name, value: &ast::Expr) -> Option<()> {
        let Some(Declared::Param(id)) = self.declared(&name.text) else {
            let problem = self.unknown_param(&name.text, name.span.0);
            self.report(problem);
            return None;
        };
        if !self.ensure(Node::Param(id), Some(name.span.0)) {
            return None;
        }
        let ty = self.program.params[id].ty.clone();
        self.param_value(value, Some(&ty), name).map(|_| ())
    }

    fn unknown_param(&self, name: &str, at: Span) -> NameProblem {
        let params = self
            .program
            .params
            .values()
            .map(|param| param.named.name.clone());
        NameProblem::UnknownParam {
            name: name.to_owned(),
            known: params.collect(),
            at,
        }
    }
}

/// The choice that bare names in a value of this type belong to.
pub fn choice_within(ty: &Type) -> Option<DomainId> {
    match ty {
        Type::Choice(domain) => Some(*domain),
        Type::List(item) => choice_within(item),
        Type::Text
        | Type::YesNo
        | Type::Number(_)
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::Reference(_) => None,
    }
}

/// True if a value is a list of nothing, which is a list of anything.
fn is_empty_list(value: &Value, wanted: &Type) -> bool {
    matches!(wanted, Type::List(_)) && matches!(value, Value::List(items) if items.is_empty())
}

/// A literal's type holds just its value; a param may be given any other of its kind. A whole number
/// written without a type may become any number.
fn without_range(ty: Type) -> Type {
    use crate::ir::Bounds;
    match ty {
        Type::Number(number) => Type::Number(NumberType {
            bounds: Bounds::OPEN,
            integer: false,
            ..number
        }),
        Type::Date(_) => Type::Date(Bounds::OPEN),
        Type::Duration(_) => Type::Duration(Bounds::OPEN),
        Type::List(item) => Type::List(Box::new(without_range(*item))),
        ty @ (Type::Text | Type::YesNo | Type::Months | Type::Choice(_) | Type::Reference(_)) => ty,
    }
}
