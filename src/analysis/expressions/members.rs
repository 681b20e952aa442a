//! `x.y`: results of rules, columns of lists, the row that a reference names, the outer row.

use super::path;
use crate::analysis::analyser::{Analyser, Declared, Node, RowScope, RuleDeclaration};
use crate::analysis::errors::{NameProblem, TypeProblem};
use crate::diagnostics::nearest;
use crate::ir::{
    Bounds, DomainId, DomainKind, ExprId, ExprKind, NumberType, NumberUnit, Output, RecordId,
    RuleId, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ScoreItem};

impl Analyser<'_> {
    /// Lowers `base.name`.
    pub fn member_access(&mut self, base: &Expr, name: &ast::Name, span: Span) -> Option<ExprId> {
        if let ast::ExprKind::Name(first) = &base.kind {
            if first == "this" && !self.names_a_field("this") {
                return self.outer(name, span);
            }
            if self.is_set_name(first) {
                let (set, name, at) = (first.clone(), name.text.clone(), span);
                self.report(TypeProblem::FieldOfSet { set, name, at });
                return None;
            }
        }
        if let Some(through) = self.used_by_row(base, name) {
            return self.member_access(through.0, &through.1, span);
        }
        let inner = match self.rule_base(base) {
            Some(read) => read,
            None => self.expression(base)?,
        };
        let base_path = path(base).unwrap_or_else(|| "this".to_owned());
        if let Some(rule) = self.rule_read(inner)
            && let Some(output) = self.output(rule, name)
        {
            return self.read_output(inner, rule, output, &base_path, name, span);
        }
        match self.type_of(inner).clone() {
            Type::Choice(domain) => self.choice_column(inner, domain, &base_path, name, span),
            Type::Reference(record) => self.through(inner, record, name, span),
            ty @ (Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::List(_)) => {
                let problem = match self.rule_read(inner) {
                    Some(rule) => self.no_such_output(rule, name),
                    None => {
                        let (name, found) = (name.text.clone(), self.describe(&ty));
                        NameProblem::NoParts {
                            base: base_path,
                            name,
                            found,
                            at: span,
                        }
                    }
                };
                self.report(problem);
                None
            }
        }
    }

    /// `niche.beachhead.size` and `this.beachhead.size`: the row, and the name of a pack that is used.
    fn used_by_row<'e>(&self, base: &'e Expr, name: &ast::Name) -> Option<(&'e Expr, ast::Name)> {
        let ast::ExprKind::Member(row, used) = &base.kind else {
            return None;
        };
        let is_use = matches!(self.declared(&used.text), Some(Declared::Use(_)));
        let name = ast::Name {
            text: format!("{}.{}", used.text, name.text),
            span: name.span,
        };
        (is_use && self.qualified(base).is_none()).then_some((row.as_ref(), name))
    }

    /// A rule in error still has its bands, options or gates: what is asked of it is checked.
    fn rule_base(&mut self, base: &Expr) -> Option<ExprId> {
        let name = if let ast::ExprKind::Name(name) = &base.kind {
            name.clone()
        } else {
            self.qualified(base)?
        };
        let name = name.as_str();
        let record = self.context.rows.last()?.record;
        let Some(Declared::Rule(rule)) = self.declared(name) else {
            return None;
        };
        let here = !self.homeless.contains(&rule) && self.program.rules[rule].record == record;
        if !here || self.field_named(record, name).is_some() {
            return None;
        }
        if self.ensure(Node::Rule(rule), Some(base.span.0)) || self.rule_kind(rule) != "score" {
            return None;
        }
        let kind = ExprKind::Rule(rule, Output::Value);
        Some(self.push(kind, Type::number(), base.span.0))
    }

    fn names_a_field(&self, name: &str) -> bool {
        self.context
            .rows
            .last()
            .is_some_and(|scope| self.field_named(scope.record, name).is_some())
    }

    /// True for the name of a relation of the row at hand, or of a record.
    fn is_set_name(&self, name: &str) -> bool {
        let field = self
            .context
            .rows
            .last()
            .and_then(|scope| self.field_named(scope.record, name));
        field.map_or_else(
            || matches!(self.declared(name), Some(Declared::Record(_))),
            |field| self.is_relation(field),
        )
    }

    /// `this.x` inside an aggregate.
    fn outer(&mut self, name: &ast::Name, span: Span) -> Option<ExprId> {
        let Some((inner, outer)) = self
            .context
            .rows
            .split_last()
            .map(|(last, rest)| (*last, rest.to_vec()))
        else {
            self.report(TypeProblem::NotConstant { at: span });
            return None;
        };
        if outer.is_empty() {
            self.report(NameProblem::ThisOutside {
                name: name.text.clone(),
                at: span,
            });
            return None;
        }
        if inner.whole_table {
            let problem = NameProblem::ThisOverAll {
                name: name.text.clone(),
                record: self.record_name(inner.record),
                at: span,
            };
            self.report(problem);
            return None;
        }
        let inside = std::mem::replace(&mut self.context.rows, outer);
        let read = self.name(&name.text, name.span.0);
        self.context.rows = inside;
        let read = read?;
        let ty = self.type_of(read).clone();
        Some(self.push(ExprKind::Outer(read), ty, span))
    }

    /// `contact.name`: a name on the row that a reference names.
    fn through(
        &mut self,
        reference: ExprId,
        record: RecordId,
        name: &ast::Name,
        span: Span,
    ) -> Option<ExprId> {
        if !self.ensure_rows(record, span) {
            return None;
        }
        let field = self.field_named(record, &name.text);
        let rule = match self.declared(&name.text) {
            Some(Declared::Rule(rule)) => Some(rule),
            Some(
                Declared::Param(_) | Declared::Record(_) | Declared::List(_) | Declared::Use(_),
            )
            | None => None,
        };
        let there = vec![RowScope {
            record,
            whole_table: false,
        }];
        let here = std::mem::replace(&mut self.context.rows, there);
        let read = match (field, rule) {
            (Some(field), _) => self.read_field(field, name.span.0),
            (None, Some(rule)) => self.read_rule(rule, name.span.0),
            (None, None) => {
                let problem = self.no_such_field(record, name);
                self.report(problem);
                None
            }
        };
        self.context.rows = here;
        let value = read?;
        let ty = self.type_of(value).clone();
        Some(self.push(ExprKind::Through { reference, value }, ty, span))
    }

    fn no_such_field(&self, record: RecordId, name: &ast::Name) -> NameProblem {
        let fields = self.program.records[record].fields.iter();
        let rules = self
            .program
            .rules
            .iter()
            .filter(|(id, rule)| rule.record == record && !self.homeless.contains(id));
        let known: Vec<String> = fields
            .map(|&field| self.program.fields[field].named.name.clone())
            .chain(rules.map(|(_, rule)| rule.named.name.clone()))
            .collect();
        NameProblem::UnknownField {
            name: name.text.clone(),
            record: self.record_name(record),
            meant: nearest(&name.text, known.iter().map(String::as_str)).map(str::to_owned),
            known,
            at: name.span.0,
        }
    }

    /// `positioning.label` and the further columns of a list.
    fn choice_column(
        &mut self,
        choice: ExprId,
        domain: DomainId,
        base: &str,
        name: &ast::Name,
        span: Span,
    ) -> Option<ExprId> {
        if name.text == "label" {
            return Some(self.push(ExprKind::LabelOf(choice), Type::Text, span));
        }
        let columns = &self.program.domains[domain].attributes;
        if let Some(attribute) = columns.iter().position(|column| column.name == name.text) {
            let ty = columns
                .get(attribute)
                .map_or(Type::Text, |column| column.ty.clone());
            return Some(self.push(ExprKind::Attribute { choice, attribute }, ty, span));
        }
        if self.program.domains[domain].members.is_empty() {
            // A list or rule in error, which has been said.
            return None;
        }
        let mut known: Vec<String> = vec!["label".to_owned()];
        known.extend(columns.iter().map(|column| column.name.clone()));
        if let Some(rule) = self.rule_read(choice) {
            known.extend(
                self.outputs(rule)
                    .into_iter()
                    .map(|(name, _)| name.to_owned()),
            );
        }
        let is_member = self.program.domains[domain]
            .members
            .iter()
            .any(|member| member.named.name == name.text);
        let problem = NameProblem::UnknownPart {
            base: base.to_owned(),
            name: name.text.clone(),
            list: (self.program.domains[domain].kind == DomainKind::List)
                .then(|| self.program.domains[domain].name.clone()),
            meant: nearest(&name.text, known.iter().map(String::as_str)).map(str::to_owned),
            known,
            is_member,
            at: name.span.0,
        };
        self.report(problem);
        None
    }

    /// The rule whose result an expression reads, also on another row.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    pub fn rule_read(&self, id: ExprId) -> Option<RuleId> {
        match &self.program.exprs[id].kind {
            ExprKind::Rule(rule, Output::Value) => Some(*rule),
            ExprKind::Through { value, .. } => self.rule_read(*value),
            ExprKind::Outer(inner) => self.rule_read(*inner),
            _ => None,
        }
    }

    /// What can be asked of a rule, by name.
    pub fn outputs(&self, rule: RuleId) -> Vec<(&str, Output)> {
        let mut outputs: Vec<(&str, Output)> = Vec::new();
        match self.rule_declarations.get(rule.index()) {
            Some(RuleDeclaration::Segment(_)) => {
                outputs.extend([
                    ("stopped_by", Output::StoppedBy),
                    ("failing", Output::Failing),
                ]);
            }
            Some(RuleDeclaration::Check(_)) => outputs.push(("failing", Output::Failing)),
            Some(RuleDeclaration::Score(score)) => {
                if score
                    .items
                    .iter()
                    .any(|item| matches!(item, ScoreItem::Band(_)))
                {
                    outputs.extend([("band", Output::Band), ("possible", Output::Possible)]);
                }
                outputs.extend([("low", Output::Low), ("high", Output::High)]);
                if score
                    .items
                    .iter()
                    .any(|item| matches!(item, ScoreItem::Rank(_)))
                {
                    outputs.push(("rank", Output::Rank));
                }
                outputs.push(("because", Output::Because));
            }
            Some(RuleDeclaration::Strategy(_)) => {
                outputs.extend([("possible", Output::Possible), ("because", Output::Because)]);
            }
            Some(RuleDeclaration::Decision(decision)) => {
                let further = decision.further_outputs().into_iter().zip(1..);
                outputs.extend(further.map(|(name, place)| (name, Output::Further(place))));
                outputs.extend([("possible", Output::Possible), ("because", Output::Because)]);
            }
            None => {}
        }
        outputs.extend([("open", Output::Open), ("status", Output::Status)]);
        outputs
    }

    fn output(&self, rule: RuleId, name: &ast::Name) -> Option<Output> {
        self.outputs(rule)
            .into_iter()
            .find(|(known, _)| *known == name.text)
            .map(|(_, output)| output)
    }

    fn no_such_output(&self, rule: RuleId, name: &ast::Name) -> NameProblem {
        let known: Vec<String> = self
            .outputs(rule)
            .into_iter()
            .map(|(name, _)| name.to_owned())
            .collect();
        NameProblem::UnknownOutput {
            rule: self.program.rules[rule].named.name.clone(),
            what: self.rule_kind(rule),
            name: name.text.clone(),
            meant: nearest(&name.text, known.iter().map(String::as_str)).map(str::to_owned),
            known,
            at: name.span.0,
        }
    }

    fn read_output(
        &mut self,
        read: ExprId,
        rule: RuleId,
        output: Output,
        base: &str,
        name: &ast::Name,
        span: Span,
    ) -> Option<ExprId> {
        let number = |bounds, integer| {
            Type::Number(NumberType {
                unit: NumberUnit::Plain,
                integer,
                bounds,
            })
        };
        let ty = match output {
            Output::Value | Output::Low | Output::High => self.type_of(read).clone(),
            Output::Status => Type::Choice(self.program.status),
            Output::StoppedBy | Output::Band => {
                self.ensure(Node::Rule(rule), Some(span));
                Type::Choice(self.outcomes(rule))
            }
            Output::Further(place) => {
                self.ensure(Node::Rule(rule), Some(span));
                self.decision_output(rule, place as usize)?
            }
            // Read by `sum(x)` and its like only.
            Output::Hits(..) => return None,
            Output::Rank => number(
                Bounds {
                    low: Some(crate::decimal::ONE),
                    high: None,
                },
                true,
            ),
            Output::Failing | Output::Open | Output::Possible | Output::Because => {
                if !self.context.result_texts {
                    let (base, name) = (base.to_owned(), name.text.clone());
                    let what = self.rule_kind(rule);
                    self.report(TypeProblem::ResultText {
                        base,
                        name,
                        what,
                        at: span,
                    });
                    return None;
                }
                Type::Text
            }
        };
        Some(self.reread(read, rule, output, &ty, span))
    }

    /// The same path to a rule, with another of its results at the end.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    pub fn reread(
        &mut self,
        read: ExprId,
        rule: RuleId,
        output: Output,
        ty: &Type,
        span: Span,
    ) -> ExprId {
        let kind = match self.program.exprs[read].kind.clone() {
            ExprKind::Through { reference, value } => {
                let value = self.reread(value, rule, output, ty, span);
                ExprKind::Through { reference, value }
            }
            ExprKind::Outer(inner) => ExprKind::Outer(self.reread(inner, rule, output, ty, span)),
            _ => ExprKind::Rule(rule, output),
        };
        self.push(kind, ty.clone(), span)
    }
}
