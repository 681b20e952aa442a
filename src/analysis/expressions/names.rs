//! Bare names: a field of the row at hand, a rule for its record, a param or `today`.

use crate::analysis::analyser::{Analyser, Declared, FieldDeclaration, Node};
use crate::analysis::constants::exactly;
use crate::analysis::errors::{CheckProblem, Elsewhere, NameProblem, TypeProblem};
use crate::analysis::lookalikes::skeleton;
use crate::decimal::Decimal;
use crate::diagnostics::nearest;
use crate::ir::{
    Bounds, Check, DomainId, ExprId, ExprKind, FieldId, NumberType, Output, ParamId, RecordId,
    RuleBody, RuleId, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a bare name.
    pub fn name(&mut self, name: &str, span: Span) -> Option<ExprId> {
        let record = self.context.rows.last().map(|scope| scope.record);
        if let Some(field) = record.and_then(|record| self.field_named(record, name)) {
            return self.read_field(field, span);
        }
        if self.is_of_unread_pack(name) {
            return None;
        }
        match self.declared(name) {
            Some(Declared::Param(param)) => self.read_param(param, span),
            Some(Declared::Rule(rule)) => self.read_rule(rule, span),
            Some(declared @ (Declared::Record(_) | Declared::List(_) | Declared::Use(_))) => {
                let (name, what) = (name.to_owned(), self.kind_of(declared));
                self.report(NameProblem::NotAValue {
                    name,
                    what,
                    at: span,
                });
                None
            }
            None if name == "failing" => self.failing(span),
            None if name == "today" => {
                if record.is_none() && !self.context.in_test {
                    self.report(TypeProblem::NotConstant { at: span });
                    return None;
                }
                Some(self.push(ExprKind::Today, Type::Date(Bounds::OPEN), span))
            }
            None if record.is_some() && record == self.program.portfolio => {
                let problem = self.no_row_to_read(name, span);
                self.report(problem);
                None
            }
            None => {
                let problem = self.unknown_name(name, record, span);
                self.report(problem);
                None
            }
        }
    }

    /// Reads a field of the row at hand.
    pub fn read_field(&mut self, field: FieldId, span: Span) -> Option<ExprId> {
        if self.is_relation(field) {
            let relation = match self.field_declarations.get(field.index()).copied() {
                Some(FieldDeclaration::Relation(relation)) => {
                    Some((&relation.name.text, &relation.record.text))
                }
                Some(FieldDeclaration::Rows(derived)) => {
                    Some((&self.program.fields[field].named.name, &derived.of.text))
                }
                Some(
                    FieldDeclaration::Stored(_)
                    | FieldDeclaration::Computed(_)
                    | FieldDeclaration::Shared(..),
                )
                | None => None,
            };
            if let Some((name, record)) = relation {
                let (name, record) = (name.clone(), record.clone());
                self.report(TypeProblem::SetAsValue {
                    name,
                    record,
                    at: span,
                });
            }
            return None;
        }
        self.mark_field(field);
        if !self.ensure(Node::Field(field), Some(span)) {
            return None;
        }
        let ty = self.program.fields[field].ty.clone();
        Some(self.push(ExprKind::Field(field), ty, span))
    }

    /// Notes that a field is in use.
    pub fn mark_field(&mut self, field: FieldId) {
        if !self.context.in_test {
            self.uses.fields.insert(field);
        }
    }

    fn read_param(&mut self, param: ParamId, span: Span) -> Option<ExprId> {
        if !self.context.in_test {
            self.uses.params.insert(param);
        }
        if !self.ensure(Node::Param(param), Some(span)) {
            return None;
        }
        // The value at hand is all it can be: ranges derived from it hold for this run.
        let ty = with_value(
            &self.program.params[param].ty,
            &self.program.params[param].value,
        );
        Some(self.push(ExprKind::Param(param), ty, span))
    }

    /// Reads the result of a rule for the row at hand.
    pub fn read_rule(&mut self, rule: RuleId, span: Span) -> Option<ExprId> {
        if self.homeless.contains(&rule) {
            return None;
        }
        let home = self.program.rules[rule].record;
        let Some(record) = self.context.rows.last().map(|scope| scope.record) else {
            self.report(TypeProblem::NotConstant { at: span });
            return None;
        };
        if record != home && Some(record) == self.program.portfolio {
            let problem = CheckProblem::NoRow {
                name: self.program.rules[rule].named.name.clone(),
                home: Some(self.record_name(home)),
                meant: None,
                known: Vec::new(),
                at: span,
            };
            self.report(problem);
            return None;
        }
        if record != home && Some(home) == self.program.portfolio {
            let problem = NameProblem::AllRows {
                name: self.program.rules[rule].named.name.clone(),
                here: self.record_name(record),
                at: span,
            };
            self.report(problem);
            return None;
        }
        if record != home {
            let problem = NameProblem::OtherRecord {
                name: self.program.rules[rule].named.name.clone(),
                what: self.rule_kind(rule),
                home: self.record_name(home),
                here: self.record_name(record),
                way: self.way_to(record, home, &self.program.rules[rule].named.name),
                at: span,
            };
            self.report(problem);
            return None;
        }
        let lowered = self.ensure(Node::Rule(rule), Some(span));
        let ty = self.rule_type(rule, lowered)?;
        Some(self.push(ExprKind::Rule(rule, Output::Value), ty, span))
    }

    /// The type of a rule's result; of a score in error it is not known.
    fn rule_type(&self, rule: RuleId, lowered: bool) -> Option<Type> {
        match self.rule_declarations.get(rule.index())? {
            crate::analysis::analyser::RuleDeclaration::Segment(_)
            | crate::analysis::analyser::RuleDeclaration::Check(_) => Some(Type::YesNo),
            crate::analysis::analyser::RuleDeclaration::Strategy(_) => {
                Some(Type::Choice(self.outcomes(rule)))
            }
            crate::analysis::analyser::RuleDeclaration::Score(_) => {
                match &self.program.rules[rule].body {
                    RuleBody::Score(score) if lowered => Some(Type::Number(score.ty.clone())),
                    RuleBody::Score(_)
                    | RuleBody::Segment(_)
                    | RuleBody::Strategy(_)
                    | RuleBody::Check(_)
                    | RuleBody::Decision(_) => None,
                }
            }
            crate::analysis::analyser::RuleDeclaration::Decision(_) => {
                self.decision_output(rule, 0).filter(|_| lowered)
            }
        }
    }

    /// The type of a column of what comes out of a decision.
    pub fn decision_output(&self, rule: RuleId, place: usize) -> Option<Type> {
        let decision = self.program.rules[rule].body.decision()?;
        decision.output_type(place)
    }

    /// The gates, bands, options or outcomes of a rule.
    pub fn outcomes(&self, rule: RuleId) -> DomainId {
        match &self.program.rules[rule].body {
            // Before it is lowered, every rule keeps its domain here.
            RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }) => gates.domain,
            RuleBody::Strategy(strategy) => strategy.domain,
            RuleBody::Decision(decision) => decision.domain,
            RuleBody::Score(score) => score
                .bands
                .as_ref()
                .map_or(self.program.status, |bands| bands.domain),
        }
    }

    /// A member of a choice.
    pub fn member(&mut self, domain: DomainId, name: &str, span: Span) -> Option<ExprId> {
        let members = &self.program.domains[domain].members;
        if let Some(place) = members.iter().position(|member| member.named.name == name) {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            return Some(self.literal(Value::Choice(domain, place), span));
        }
        if members.is_empty() {
            // A list or rule in error, which has been said.
            return None;
        }
        let by_label = members.iter().find(|member| {
            member
                .named
                .label
                .as_deref()
                .is_some_and(|label| label.eq_ignore_ascii_case(name))
        });
        let names = || members.iter().map(|member| member.named.name.as_str());
        let meant = by_label
            .map(|member| member.named.name.as_str())
            .or_else(|| names().find(|known| skeleton(known) == skeleton(name)))
            .or_else(|| nearest(name, names()))
            .map(str::to_owned);
        let problem = NameProblem::UnknownMember {
            name: name.to_owned(),
            choice: self.describe(&Type::Choice(domain)),
            also: self.is_readable(name).then(|| name.to_owned()),
            meant,
            known: self.member_names(domain),
            at: span,
        };
        self.report(problem);
        None
    }

    /// True if a choice has members that are called by numbers.
    pub fn has_numbers(&self, domain: DomainId) -> bool {
        let begins = |name: &str| name.starts_with(|sign: char| sign.is_ascii_digit());
        let is_number = |name: &str| begins(name) && name.parse::<Decimal>().is_ok();
        let members = &self.program.domains[domain].members;
        members.iter().any(|member| is_number(&member.named.name))
    }

    /// True if a bare name could be read here.
    fn is_readable(&self, name: &str) -> bool {
        let record = self.context.rows.last().map(|scope| scope.record);
        record.is_some_and(|record| self.field_named(record, name).is_some())
            || matches!(
                self.declared(name),
                Some(Declared::Param(_) | Declared::Rule(_))
            )
    }

    /// What is wrong with a name that stands for nothing here.
    fn unknown_name(&self, name: &str, record: Option<RecordId>, at: Span) -> NameProblem {
        let Some(record) = record else {
            let params = self
                .program
                .params
                .values()
                .map(|param| param.named.name.clone());
            return NameProblem::UnknownConstant {
                name: name.to_owned(),
                known: params.collect(),
                at,
            };
        };
        let known = self.readable_names(record);
        let twin = known
            .iter()
            .find(|known| skeleton(known) == skeleton(name))
            .cloned();
        let lookalike = twin.is_some();
        let meant =
            twin.or_else(|| nearest(name, known.iter().map(String::as_str)).map(str::to_owned));
        let elsewhere = if meant.is_some() {
            None
        } else {
            self.found_elsewhere(name, record)
        };
        NameProblem::Unknown {
            name: name.to_owned(),
            record: self.record_name(record),
            meant,
            lookalike,
            elsewhere,
            known,
            at,
        }
    }

    /// The names that can be read on a row of a record.
    pub fn readable_names(&self, record: RecordId) -> Vec<String> {
        let fields = self.program.records[record].fields.iter();
        let fields = fields.map(|&field| self.program.fields[field].named.name.clone());
        let rules = self
            .program
            .rules
            .iter()
            .filter(|(id, rule)| rule.record == record && !self.homeless.contains(id));
        let params = self
            .program
            .params
            .values()
            .map(|param| param.named.name.clone());
        fields
            .chain(rules.map(|(_, rule)| rule.named.name.clone()))
            .chain(params)
            .collect()
    }

    /// Where a name that is unknown here would be known.
    fn found_elsewhere(&self, name: &str, here: RecordId) -> Option<Elsewhere> {
        let outer = self
            .context
            .rows
            .iter()
            .rev()
            .nth(1)
            .map(|scope| scope.record);
        if outer.is_some_and(|outer| self.field_named(outer, name).is_some()) {
            return Some(Elsewhere::Outer {
                whole: self.context.rows.last().is_some_and(|s| s.whole_table),
            });
        }
        for home in self.program.records.ids() {
            // What a derived record shares is read from its rows, where it would be unknown as well.
            let field = self.field_named(home, name);
            if field.is_some_and(|field| !self.decides_rows(field)) {
                let way = self.way_to(here, home, name);
                return Some(Elsewhere::Field {
                    home: self.record_name(home),
                    way,
                });
            }
        }
        self.program.domains.iter().find_map(|(id, domain)| {
            domain
                .members
                .iter()
                .any(|member| member.named.name == name)
                .then(|| Elsewhere::Member {
                    choice: self.describe(&Type::Choice(id)),
                    reader: self.reader_of(id, here),
                })
        })
    }

    /// A name on this record whose values are of a choice.
    fn reader_of(&self, domain: DomainId, record: RecordId) -> Option<String> {
        let field = self.program.records[record]
            .fields
            .iter()
            .find(|&&field| self.program.fields[field].ty == Type::Choice(domain));
        let rule = self
            .program
            .rules
            .iter()
            .find(|(id, rule)| rule.record == record && self.outcomes(*id) == domain);
        field
            .map(|&field| self.program.fields[field].named.name.clone())
            .or_else(|| {
                rule.map(|(id, rule)| match self.rule_kind(id) {
                    "score" => format!("{}.band", rule.named.name),
                    "segment" => format!("{}.stopped_by", rule.named.name),
                    _ => rule.named.name.clone(),
                })
            })
    }

    /// How a name on the rows of a relation is asked for, by its type.
    fn over_rows(&self, there: RecordId, name: &str, relation: &str) -> String {
        let field = self.field_named(there, name);
        let declared = field.and_then(|field| self.field_declarations.get(field.index()));
        let ty = match declared {
            Some(FieldDeclaration::Stored(field)) => Some(&field.ty.kind),
            Some(
                FieldDeclaration::Computed(_)
                | FieldDeclaration::Relation(_)
                | FieldDeclaration::Shared(..)
                | FieldDeclaration::Rows(_),
            )
            | None => None,
        };
        match ty {
            Some(ast::TypeKind::YesNo) => format!("any({relation} where {name})"),
            Some(
                ast::TypeKind::Text
                | ast::TypeKind::OneOf { .. }
                | ast::TypeKind::Named(_)
                | ast::TypeKind::ListOf(_),
            ) => format!("any({relation} where {name} is …)"),
            Some(
                ast::TypeKind::Integer(_)
                | ast::TypeKind::Number(_)
                | ast::TypeKind::Percent(_)
                | ast::TypeKind::Money(..)
                | ast::TypeKind::Duration(_)
                | ast::TypeKind::Rating(_),
            ) => {
                format!("sum({name} of {relation})")
            }
            Some(ast::TypeKind::Date(_)) => format!("max({name} of {relation})"),
            None if matches!(self.declared(name), Some(Declared::Rule(rule)) if self.rule_kind(rule) == "segment") =>
            {
                format!("any({relation} where {name})")
            }
            None => format!("sum({name} of {relation})"),
        }
    }

    /// How to get from a row of one record to a name on another: through a reference or a relation.
    pub fn way_to(&self, here: RecordId, there: RecordId, name: &str) -> Option<String> {
        self.program.records[here].fields.iter().find_map(|&field| {
            let declaration = self.field_declarations.get(field.index())?;
            let target = &self.record_name(there);
            match declaration {
                FieldDeclaration::Stored(ast::Field {
                    ty:
                        ast::TypeExpr {
                            kind: ast::TypeKind::Named(named),
                            ..
                        },
                    name: reference,
                    ..
                }) if named.text == *target => Some(format!("{}.{name}", reference.text)),
                FieldDeclaration::Relation(relation) if relation.record.text == *target => {
                    Some(self.over_rows(there, name, &relation.name.text))
                }
                FieldDeclaration::Rows(derived) if derived.of.text == *target => {
                    Some(self.over_rows(there, name, "rows"))
                }
                FieldDeclaration::Stored(_)
                | FieldDeclaration::Computed(_)
                | FieldDeclaration::Relation(_)
                | FieldDeclaration::Shared(..)
                | FieldDeclaration::Rows(_) => None,
            }
        })
    }
}

/// The type of a value, narrowed to just that value.
fn with_value(ty: &Type, value: &Value) -> Type {
    let bounds = exactly(value);
    match ty {
        Type::Number(number) => {
            let integer = matches!(value, Value::Number(value) if value.is_integer())
                && number.unit == crate::ir::NumberUnit::Plain;
            Type::Number(NumberType {
                bounds,
                integer,
                ..number.clone()
            })
        }
        Type::Date(_) => Type::Date(bounds),
        Type::Duration(_) => Type::Duration(bounds),
        Type::Text
        | Type::YesNo
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => ty.clone(),
    }
}
