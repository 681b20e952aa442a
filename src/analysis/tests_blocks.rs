//! Tests: rows given, a day, and what is expected of them.

use std::collections::{BTreeMap, BTreeSet};

use super::analyser::{Analyser, Declared, FieldDeclaration, Node};
use super::errors::{Lint, NameProblem, TestProblem, TypeProblem};
use super::expressions::written;
use crate::diagnostics::nearest;
use crate::ir::{
    Expectation, ExprId, FieldId, GivenCell, GivenRow, RecordId, Test, TestExpectation, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, GivenRows, Statement, TestItem};

impl<'a> Analyser<'a> {
    /// Lowers the tests.
    pub fn lower_tests(&mut self) {
        let mut seen: BTreeMap<&'a str, Span> = BTreeMap::new();
        let pack = self.pack;
        for statement in &pack.statements {
            let Statement::Test(test) = statement else {
                continue;
            };
            if let Some(before) = seen.insert(&test.label.value, test.label.span.0) {
                let (label, at) = (test.label.value.clone(), test.label.span.0);
                self.report(Lint::TestTwice { label, at, before });
            }
            self.context.in_test = true;
            let lowered = self.lower_test(test);
            self.context.in_test = false;
            self.program.tests.extend(lowered);
        }
    }

    fn lower_test(&mut self, test: &ast::Test) -> Option<Test> {
        let before = self.finding_count();
        let mut lowered = Test {
            label: test.label.value.clone(),
            span: test.label.span.0,
            as_of: None,
            params: Vec::new(),
            given: Vec::new(),
            expectations: Vec::new(),
        };
        let mut as_of_at = None;
        for item in &test.items {
            match item {
                TestItem::AsOf { date, span } => {
                    if let Some(before) = as_of_at.replace(span.0) {
                        self.report(TestProblem::AsOfTwice { at: span.0, before });
                    }
                    lowered.as_of = self.as_of(date);
                }
                TestItem::Param { name, value, .. } => {
                    if self.check_test_param(name, value).is_some() {
                        lowered.params.push((name.text.clone(), value.clone()));
                    }
                }
                TestItem::Given { record, rows, span } => {
                    lowered.given.extend(self.given(record, rows, span.0));
                }
                TestItem::Expect { .. } => {}
            }
        }
        self.check_given_keys(&lowered.given);
        for item in &test.items {
            if let TestItem::Expect {
                row,
                expectation,
                span,
            } = item
            {
                let expected = self.expect(&lowered.given, row.as_ref(), expectation, span.0);
                lowered.expectations.extend(expected);
            }
        }
        if !test
            .items
            .iter()
            .any(|item| matches!(item, TestItem::Expect { .. }))
        {
            self.report(Lint::TestWithoutExpect {
                at: test.label.span.0,
            });
        }
        self.check_today(&lowered, as_of_at, before);
        Some(lowered)
    }

    fn as_of(&mut self, date: &ast::Expr) -> Option<i32> {
        let (id, value) = self.constant(date, None)?;
        if let Value::Date(days) = value {
            return Some(days);
        }
        let found = self.describe(&self.type_of(id).clone());
        self.report(TestProblem::AsOfNoDate {
            found,
            at: date.span.0,
        });
        None
    }

    /// `today` needs a day, and a day needs `today`.
    fn check_today(&mut self, test: &Test, as_of_at: Option<Span>, before: usize) {
        if self.finding_count() > before {
            return;
        }
        let expected = test
            .expectations
            .iter()
            .map(|expected| match expected.expectation {
                Expectation::Holds(value)
                | Expectation::Interval { value, .. }
                | Expectation::Possible { value, .. } => value,
            });
        let mut seen = BTreeSet::new();
        let reads = expected
            .collect::<Vec<_>>()
            .into_iter()
            .any(|value| self.reads_today(value, &mut seen));
        match (reads, as_of_at) {
            (true, None) => self.report(TestProblem::NoAsOf { at: test.span }),
            (false, Some(at)) if !test.expectations.is_empty() => {
                self.report(Lint::UnusedAsOf { at });
            }
            (true, Some(_)) | (false, _) => {}
        }
    }

    // ---- given ------------------------------------------------------------------------------

    fn given(&mut self, name: &ast::Name, rows: &GivenRows, span: Span) -> Vec<GivenRow> {
        let Some(&Declared::Record(record)) = self.names.get(name.text.as_str()) else {
            let known = self
                .program
                .records
                .values()
                .map(|record| record.named.name.clone());
            let known = known.collect();
            self.report(NameProblem::UnknownRecord {
                name: name.text.clone(),
                known,
                at: name.span.0,
            });
            return Vec::new();
        };
        match rows {
            GivenRows::One(cells) => {
                let names: Vec<&ast::Name> = cells.iter().map(|cell| &cell.name).collect();
                let fields = self.given_fields(record, &names);
                let cells = cells.iter().zip(fields).filter_map(|(cell, field)| {
                    let field = field?;
                    let value = self.given_value(field, &cell.value)?;
                    Some(GivenCell {
                        field,
                        value: Some(value),
                    })
                });
                vec![GivenRow {
                    record,
                    cells: cells.collect(),
                    span,
                }]
            }
            GivenRows::Table(table) => {
                let names: Vec<&ast::Name> = table.header.iter().collect();
                let fields = self.given_fields(record, &names);
                table
                    .rows
                    .iter()
                    .map(|row| {
                        let cells = row.cells.iter().zip(&fields).filter_map(|(cell, field)| {
                            let field = (*field)?;
                            let value = match cell {
                                Some(cell) => Some(self.given_value(field, cell)?),
                                None => None,
                            };
                            Some(GivenCell { field, value })
                        });
                        GivenRow {
                            record,
                            cells: cells.collect(),
                            span: row.span.0,
                        }
                    })
                    .collect()
            }
        }
    }

    fn given_fields(&mut self, record: RecordId, names: &[&ast::Name]) -> Vec<Option<FieldId>> {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        names
            .iter()
            .map(|name| {
                if let Some(before) = seen.insert(&name.text, name.span.0) {
                    let (what, name, at) = ("field".to_owned(), name.text.clone(), name.span.0);
                    self.report(NameProblem::Twice {
                        what,
                        name,
                        at,
                        before,
                    });
                    return None;
                }
                self.given_field(record, name)
            })
            .collect()
    }

    fn given_field(&mut self, record: RecordId, name: &ast::Name) -> Option<FieldId> {
        let at = name.span.0;
        let Some(field) = self.field_named(record, &name.text) else {
            let fields = self.program.records[record].fields.iter();
            let known: Vec<String> = fields
                .map(|&field| self.program.fields[field].named.name.clone())
                .collect();
            let problem = NameProblem::UnknownField {
                name: name.text.clone(),
                record: self.record_name(record),
                meant: nearest(&name.text, known.iter().map(String::as_str)).map(str::to_owned),
                known,
                at,
            };
            self.report(problem);
            return None;
        };
        let name = name.text.clone();
        match self.field_declarations.get(field.index()).copied() {
            Some(FieldDeclaration::Stored(_)) => {
                self.ensure(Node::Field(field), Some(at)).then_some(field)
            }
            Some(FieldDeclaration::Relation(relation)) => {
                let record = relation.record.text.clone();
                self.report(TestProblem::GivenRelation { name, record, at });
                None
            }
            Some(FieldDeclaration::Computed(_)) | None => {
                self.report(TestProblem::GivenComputed { name, at });
                None
            }
        }
    }

    fn given_value(&mut self, field: FieldId, cell: &ast::Expr) -> Option<Value> {
        let ty = self.program.fields[field].ty.clone();
        let name = self.program.fields[field].named.name.clone();
        let domain = super::params::choice_within(&ty);
        if let (ExprKind::Name(word), None) = (&cell.kind, domain)
            && !matches!(self.names.get(word.as_str()), Some(Declared::Param(_)))
        {
            let wanted = self.describe(&ty);
            let text = matches!(ty, Type::Text | Type::Reference(_));
            let word = word.clone();
            self.report(TestProblem::BareCell {
                word,
                name,
                wanted,
                text,
                at: cell.span.0,
            });
            return None;
        }
        let (id, value) = self.constant(cell, domain)?;
        let found = self.type_of(id).clone();
        if !self.fits(&ty, &found) {
            let (wanted, found) = (self.describe(&ty), self.describe(&found));
            self.report(TypeProblem::WrongValue {
                name,
                wanted,
                found,
                at: cell.span.0,
            });
            return None;
        }
        self.check_range(&value, &ty, &name, cell.span.0)
            .then_some(value)
    }

    /// Two rows of a record cannot have the same key.
    fn check_given_keys(&mut self, given: &[GivenRow]) {
        let mut seen: BTreeMap<(RecordId, Vec<String>), Span> = BTreeMap::new();
        for row in given {
            let Some(key) = self.key_texts(row) else {
                continue;
            };
            if let Some(before) = seen.insert((row.record, key.clone()), row.span) {
                let (key, record) = (key.join(", "), self.record_name(row.record));
                self.report(TestProblem::KeyTwice {
                    key,
                    record,
                    at: row.span,
                    before,
                });
            }
        }
    }

    /// The key of a given row as text, if it is given whole.
    fn key_texts(&self, row: &GivenRow) -> Option<Vec<String>> {
        let key = &self.program.records[row.record].key;
        if key.is_empty() {
            return None;
        }
        key.iter()
            .map(|&field| {
                let cell = row.cells.iter().find(|cell| cell.field == field)?;
                cell.value
                    .as_ref()
                    .and_then(|value| self.print_value(value, field))
            })
            .collect()
    }

    fn print_value(&self, value: &Value, field: FieldId) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.to_string()),
            Value::Choice(domain, place) => {
                let members = &self.program.domains[*domain].members;
                members
                    .get(*place as usize)
                    .map(|member| member.named.name.clone())
            }
            Value::Number(number) => Some(number.to_string()),
            Value::Date(_) | Value::Duration(_) | Value::Months(_) => Some(self.print_end(
                super::constants::units(value),
                &self.program.fields[field].ty,
            )),
            Value::YesNo(_) | Value::List(_) => None,
        }
    }

    // ---- expect -----------------------------------------------------------------------------

    fn expect(
        &mut self,
        given: &[GivenRow],
        row: Option<&ast::Text>,
        expectation: &ast::Expectation,
        span: Span,
    ) -> Option<TestExpectation> {
        let judged = match expectation {
            ast::Expectation::Holds(expr) => expr,
            ast::Expectation::Possible { value, .. } => value,
        };
        let record = self.judged_record(given, judged, span)?;
        self.check_row(given, record, row, span);
        let expectation = self.on_rows(record, |this| {
            this.with_result_texts(true, |this| match expectation {
                ast::Expectation::Holds(expr) => this.expect_holds(expr),
                ast::Expectation::Possible { value, outcomes } => {
                    this.expect_possible(value, outcomes)
                }
            })
        })?;
        let row = row.map(|text| text.value.clone());
        Some(TestExpectation {
            record,
            row,
            expectation,
            span,
        })
    }

    /// The record that the names of an expectation belong to.
    fn judged_record(
        &mut self,
        given: &[GivenRow],
        expr: &ast::Expr,
        at: Span,
    ) -> Option<RecordId> {
        let records: BTreeSet<RecordId> = given.iter().map(|row| row.record).collect();
        let mut names = Vec::new();
        leading_names(expr, &mut names);
        for name in &names {
            if let Some(&Declared::Rule(rule)) = self.names.get(name.as_str()) {
                if self.homeless.contains(&rule) {
                    return None;
                }
                return Some(self.program.rules[rule].record);
            }
            let holders: Vec<RecordId> = self
                .program
                .records
                .ids()
                .filter(|&record| self.field_named(record, name).is_some())
                .collect();
            let given_holders: Vec<RecordId> = holders
                .iter()
                .copied()
                .filter(|record| records.contains(record))
                .collect();
            match (given_holders.as_slice(), holders.as_slice()) {
                ([record], _) | ([], [record]) => return Some(*record),
                _ => {}
            }
        }
        let fallback = records.first().copied();
        if fallback.is_none() {
            self.report(TestProblem::NothingGiven { record: None, at });
        }
        fallback
    }

    fn check_row(
        &mut self,
        given: &[GivenRow],
        record: RecordId,
        row: Option<&ast::Text>,
        at: Span,
    ) {
        let rows: Vec<&GivenRow> = given.iter().filter(|row| row.record == record).collect();
        let name = self.record_name(record);
        let keys: Vec<String> = rows
            .iter()
            .filter_map(|row| self.key_texts(row))
            .map(|key| key.join(", "))
            .collect();
        match (rows.len(), row) {
            (0, _) => self.report(TestProblem::NothingGiven {
                record: Some(name),
                at,
            }),
            (1, None) => {}
            (_, None) => self.report(TestProblem::WhichRow {
                record: name,
                keys,
                at,
            }),
            (_, Some(key)) => {
                if !keys.contains(&key.value) {
                    let (key, at) = (key.value.clone(), key.span.0);
                    self.report(TestProblem::NoSuchRow {
                        key,
                        record: name,
                        keys,
                        at,
                    });
                }
            }
        }
    }

    fn expect_holds(&mut self, expr: &ast::Expr) -> Option<Expectation> {
        if let ExprKind::Compare(ast::CompareOperator::Is, value, ends) = &expr.kind
            && let ExprKind::Range(range) = &ends.kind
        {
            return self.expect_interval(value, range);
        }
        self.condition(expr, "`expect`").map(Expectation::Holds)
    }

    fn expect_interval(&mut self, value: &ast::Expr, range: &ast::Range) -> Option<Expectation> {
        let id = self.expression(value)?;
        let kind = match self.type_of(id).clone() {
            kind @ (Type::Number(_) | Type::Date(_) | Type::Duration(_)) => kind,
            ty @ (Type::Text
            | Type::YesNo
            | Type::Months
            | Type::Choice(_)
            | Type::List(_)
            | Type::Reference(_)) => {
                let (left, found) = (written(value), self.describe(&ty));
                self.report(TestProblem::NoInterval {
                    left,
                    found,
                    at: value.span.0,
                });
                return None;
            }
        };
        let bounds = self.range(Some(range), &kind)?;
        Some(Expectation::Interval {
            value: id,
            low: bounds.low,
            high: bounds.high,
        })
    }

    fn expect_possible(
        &mut self,
        value: &ast::Expr,
        outcomes: &[ast::Expr],
    ) -> Option<Expectation> {
        let id: ExprId = self.expression(value)?;
        let domain = match self.type_of(id).clone() {
            Type::Choice(domain) => Some(domain),
            Type::YesNo => None,
            ty @ (Type::Text
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::List(_)
            | Type::Reference(_)) => {
                let (left, found) = (written(value), self.describe(&ty));
                self.report(TestProblem::NoPossible {
                    left,
                    found,
                    at: value.span.0,
                });
                return None;
            }
        };
        let mut members: BTreeSet<u32> = BTreeSet::new();
        let mut whole = true;
        for outcome in outcomes {
            let place = match (&outcome.kind, domain) {
                (ExprKind::YesNo(yes), None) => Some(u32::from(*yes)),
                (_, Some(_)) => self
                    .constant(outcome, domain)
                    .and_then(|(_, value)| match value {
                        Value::Choice(_, place) => Some(place),
                        Value::Text(_)
                        | Value::YesNo(_)
                        | Value::Number(_)
                        | Value::Date(_)
                        | Value::Duration(_)
                        | Value::Months(_)
                        | Value::List(_) => None,
                    }),
                (_, None) => {
                    self.report(TestProblem::YesOrNo { at: outcome.span.0 });
                    None
                }
            };
            match place {
                Some(place) if !members.insert(place) => {
                    self.report(TestProblem::OutcomeTwice { at: outcome.span.0 });
                    whole = false;
                }
                Some(_) => {}
                None => whole = false,
            }
        }
        let members = members.into_iter().collect();
        whole.then_some(Expectation::Possible { value: id, members })
    }
}

/// The names that an expectation is about, in the order written; names inside aggregates and after
/// dots, which belong to other rows, are left out.
fn leading_names(expr: &ast::Expr, names: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Name(name) => names.push(name.clone()),
        ExprKind::Member(inner, _)
        | ExprKind::Parenthesis(inner)
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner) => leading_names(inner, names),
        ExprKind::Arithmetic(_, a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::TextTest(_, a, b)
        | ExprKind::Default(a, b) => {
            leading_names(a, names);
            leading_names(b, names);
        }
        ExprKind::And(items) | ExprKind::Or(items) | ExprKind::List(items) => {
            items.iter().for_each(|item| leading_names(item, names));
        }
        ExprKind::Call { arguments, .. } => {
            arguments
                .iter()
                .for_each(|argument| leading_names(argument, names));
        }
        ExprKind::In { item, set, .. } => {
            leading_names(item, names);
            leading_names(set, names);
        }
        ExprKind::Is { value, .. } => leading_names(value, names),
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            [condition, then, otherwise]
                .into_iter()
                .for_each(|part| leading_names(part, names));
        }
        ExprKind::Query { value, of, .. } => leading_names(of.as_deref().unwrap_or(value), names),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::YesNo(_)
        | ExprKind::Date(_)
        | ExprKind::Range(_) => {}
    }
}
