//! Expectations of tests: on which row each is judged, and what must hold.

use std::collections::BTreeSet;

use super::analyser::{Analyser, Declared};
use super::errors::{CheckProblem, TestProblem};
use super::expressions::written;
use super::walk::children;
use crate::ir::{
    Expectation, ExprId, ExprKind as Lowered, GivenRow, RecordId, RecordSource, RowSet,
    TestExpectation, Type, Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind};

impl Analyser<'_> {
    /// Lowers an expectation.
    pub fn expect(
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
        let expectation = self.on_rows(record, |this| {
            this.with_result_texts(true, |this| match expectation {
                ast::Expectation::Holds(expr) => this.expect_holds(expr),
                ast::Expectation::Possible { value, outcomes } => {
                    this.expect_possible(value, outcomes)
                }
            })
        })?;
        let about = match expectation {
            Expectation::Holds(value)
            | Expectation::Interval { value, .. }
            | Expectation::Possible { value, .. } => value,
        };
        // What is asked of whole records is the same on every row: the first will do.
        let first = given.iter().find(|row| row.record == record);
        let first = first
            .and_then(|row| self.key_texts(row))
            .map(|key| key.join(", "));
        let row = match (row, first) {
            (None, Some(first)) if self.is_same_on_all_rows(about) => Some(first),
            (row, _) => {
                self.check_row(given, record, &written(judged), row, span);
                row.map(|text| text.value.clone())
            }
        };
        Some(TestExpectation {
            record,
            row,
            expectation,
            span,
        })
    }

    /// True if nothing of the row at hand is read.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn is_same_on_all_rows(&self, id: ExprId) -> bool {
        let kind = &self.program.exprs[id].kind;
        let reads_row = matches!(
            kind,
            Lowered::Field(_) | Lowered::Rule(..) | Lowered::Through { .. } | Lowered::Outer(_)
        );
        match kind {
            Lowered::Aggregate(aggregate) => !matches!(aggregate.set, RowSet::Relation(_)),
            _ => {
                !reads_row
                    && children(kind)
                        .into_iter()
                        .all(|child| self.is_same_on_all_rows(child))
            }
        }
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
            if let Some(Declared::Rule(rule)) = self.declared(name) {
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
        judged: &str,
        row: Option<&ast::Text>,
        at: Span,
    ) {
        if self.program.portfolio == Some(record) {
            if let Some(key) = row {
                let (name, at) = (judged.to_owned(), key.span.0);
                self.report(CheckProblem::RowNamed { name, at });
            }
            return;
        }
        if self.program.records[record].source != RecordSource::Table {
            return; // which rows there are is told when the test is run
        }
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
