//! Tests: rows given, a day, and what is expected of them.

use std::collections::{BTreeMap, BTreeSet};

use super::analyser::{Analyser, Declared, FieldDeclaration, Node};
use super::errors::{Lint, NameProblem, TestProblem, TypeProblem};
use crate::diagnostics::nearest;
use crate::ir::{Expectation, FieldId, GivenCell, GivenRow, RecordId, Test, Type, Value};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, GivenRows, Statement, TestItem};

impl<'a> Analyser<'a> {
    /// Lowers the tests.
    pub fn lower_tests(&mut self) {
        let mut seen: BTreeMap<&'a str, Span> = BTreeMap::new();
        let pack = self.pack();
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
            // What does not fit may be what reads the day.
            (false, Some(at)) if !test.expectations.is_empty() && !self.has_errors() => {
                self.report(Lint::UnusedAsOf { at });
            }
            (true, Some(_)) | (false, _) => {}
        }
    }

    fn given(&mut self, name: &ast::Name, rows: &GivenRows, span: Span) -> Vec<GivenRow> {
        let Some(Declared::Record(record)) = self.declared(&name.text) else {
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
        if self.program.derived(record).is_some() {
            let (name, at) = (name.text.clone(), name.span.0);
            self.report(TestProblem::GivenDerived { name, at });
            return Vec::new();
        }
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
            Some(FieldDeclaration::Relation(ast::Relation {
                link: ast::Link::Keys { .. },
                ..
            })) => self.ensure(Node::Field(field), Some(at)).then_some(field),
            Some(FieldDeclaration::Relation(relation)) => {
                let record = relation.record.text.clone();
                self.report(TestProblem::GivenRelation { name, record, at });
                None
            }
            Some(
                FieldDeclaration::Computed(_)
                | FieldDeclaration::Shared(..)
                | FieldDeclaration::Rows(_),
            )
            | None => {
                self.report(TestProblem::GivenComputed { name, at });
                None
            }
        }
    }

    fn given_value(&mut self, field: FieldId, cell: &ast::Expr) -> Option<Value> {
        let ty = self.program.fields[field].ty.clone();
        let name = self.program.fields[field].named.name.clone();
        // A row may have none, while a condition over no values is a slip.
        if let (Type::List(_), ExprKind::List(items)) = (&ty, &cell.kind)
            && items.is_empty()
        {
            return Some(Value::List(Vec::new()));
        }
        let domain = super::params::choice_within(&ty);
        if let (ExprKind::Name(word), None) = (&cell.kind, domain)
            && !matches!(self.declared(word), Some(Declared::Param(_)))
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
    pub fn key_texts(&self, row: &GivenRow) -> Option<Vec<String>> {
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
}
