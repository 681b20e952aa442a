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
        let record = self.judged_record(given, judged, row, span)?;
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

    /// The record that the names of an expectation belong to: the one that has them all; where several do, one of which
    /// rows are given, and of these the one with a row of that key.
    fn judged_record(
        &mut self,
        given: &[GivenRow],
        expr: &ast::Expr,
        row: Option<&ast::Text>,
        at: Span,
    ) -> Option<RecordId> {
        let mut names = Vec::new();
        leading_names(expr, &|member| self.qualified(member), &mut names);
        let mut left: Vec<RecordId> = Vec::new();
        for name in &names {
            let holders = self.holders(name)?;
            let both: Vec<RecordId> = left
                .iter()
                .copied()
                .filter(|record| holders.contains(record))
                .collect();
            if left.is_empty() {
                left = holders;
            } else if !both.is_empty() {
                left = both;
            }
        }
        if let [record] = left.as_slice() {
            return Some(*record);
        }
        let records: BTreeSet<RecordId> = given.iter().map(|row| row.record).collect();
        let wanted = |record: &RecordId| left.is_empty() || left.contains(record);
        let with_key = row.and_then(|key| {
            let rows = given.iter().filter(|row| wanted(&row.record));
            let mut rows = rows.filter(|row| {
                let found = self.key_texts(row);
                found.is_some_and(|found| found.join(", ") == key.value)
            });
            rows.next().map(|row| row.record)
        });
        let fallback = with_key
            .or_else(|| records.iter().copied().find(wanted))
            .or_else(|| records.first().copied());
        if fallback.is_none() {
            self.report(TestProblem::NothingGiven { record: None, at });
        }
        fallback
    }

    /// The records that a name may belong to; none at all when it is of a rule whose record is in error.
    fn holders(&self, name: &str) -> Option<Vec<RecordId>> {
        if let Some(Declared::Rule(rule)) = self.declared(name) {
            let homeless = self.homeless.contains(&rule);
            return (!homeless).then(|| vec![self.program.rules[rule].record]);
        }
        let records = self.program.records.ids();
        Some(
            records
                .filter(|&record| self.field_named(record, name).is_some())
                .collect(),
        )
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
/// dots, which belong to other rows, are left out, but for those of packs that are used.
fn leading_names(
    expr: &ast::Expr,
    qualified: &dyn Fn(&ast::Expr) -> Option<String>,
    names: &mut Vec<String>,
) {
    let mut inside = |part: &ast::Expr| leading_names(part, qualified, names);
    match &expr.kind {
        ExprKind::Name(name) => names.push(name.clone()),
        ExprKind::Member(inner, _) => match qualified(expr) {
            Some(name) => names.push(name),
            None => inside(inner),
        },
        ExprKind::Parenthesis(inner) | ExprKind::Not(inner) | ExprKind::Negate(inner) => {
            inside(inner)
        }
        ExprKind::Arithmetic(_, a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::TextTest(_, a, b)
        | ExprKind::Default(a, b) => {
            inside(a);
            inside(b);
        }
        ExprKind::And(items) | ExprKind::Or(items) | ExprKind::List(items) => {
            items.iter().for_each(inside);
        }
        ExprKind::Call { arguments, .. } => {
            arguments.iter().for_each(inside);
        }
        ExprKind::In { item, set, .. } => {
            inside(item);
            inside(set);
        }
        ExprKind::Is { value, .. } => inside(value),
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            [condition, then, otherwise]
                .into_iter()
                .for_each(|part| inside(part));
        }
        ExprKind::Query { value, of, .. } => inside(of.as_deref().unwrap_or(value)),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::YesNo(_)
        | ExprKind::Date(_)
        | ExprKind::Range(_) => {}
    }
}
