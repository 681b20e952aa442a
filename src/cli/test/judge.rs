//! One test: its rows, its expectations, and what came out instead.

use std::fmt::Write;

use crate::analysis::Overrides;
use crate::compile::Compilation;
use crate::data::given;
use crate::eval::{
    Column, Evaluator, Frame, Interval, OPEN_HIGH, OPEN_LOW, Settings, Status, TextColumn, because,
    display, display_interval, failing, join_with, member_name, truth,
};
use crate::ir::{
    Expectation, ExprId, ExprKind, Program, RuleBody, RuleId, Test, TestExpectation, Type,
};
use crate::source::{SourceFile, Span};
use crate::study::Coverage;

/// Runs a test; says what is wrong if it fails. What the rules come to on the test's rows is counted.
pub(super) fn run_test(
    compilation: &Compilation,
    program: &Program,
    place: usize,
    coverage: &mut Coverage,
) -> Option<String> {
    let test = program.tests.get(place)?;
    if test.params.is_empty() {
        return judge_all(compilation.source(), program, test, coverage);
    }
    let overrides: Overrides = test.params.iter().cloned().collect();
    let analysis = compilation.with(&overrides);
    match &analysis.program {
        Some(program) => {
            let test = program.tests.get(place)?;
            judge_all(compilation.source(), program, test, coverage)
        }
        None => {
            let errors = analysis
                .diagnostics
                .iter()
                .filter(|finding| finding.is_error());
            let problems: Vec<&str> = errors.map(|error| error.message.as_str()).collect();
            let problem = format!("its params do not fit the pack: {}", problems.join("; "));
            Some(line("", &problem))
        }
    }
}

fn judge_all(
    source: &SourceFile,
    program: &Program,
    test: &Test,
    coverage: &mut Coverage,
) -> Option<String> {
    // A test whose expectations read `today` has an `as of`: the analysis sees to it.
    let data = given(program, test);
    let evaluator = Evaluator::new(program, &data, Settings { as_of: test.as_of });
    coverage.count(&evaluator);
    let judge = Judge {
        source,
        evaluator: &evaluator,
    };
    let failures: Vec<String> = test
        .expectations
        .iter()
        .filter_map(|expectation| judge.judge(expectation))
        .collect();
    (!failures.is_empty()).then(|| failures.concat())
}

/// A line below the head of a failure.
pub(super) fn line(word: &str, text: &str) -> String {
    format!("      {word:<9} {text}\n")
}

struct Judge<'t> {
    source: &'t SourceFile,
    evaluator: &'t Evaluator<'t>,
}

impl Judge<'_> {
    /// What is wrong, if the expectation does not hold.
    fn judge(&self, expectation: &TestExpectation) -> Option<String> {
        let row = match self.row(expectation) {
            Ok(row) => row,
            Err(problem) => return Some(self.expected(expectation.span) + &line("", &problem)),
        };
        let frame = self.evaluator.frame(expectation.record, row..row + 1);
        let (subject, holds) = match &expectation.expectation {
            Expectation::Holds(expr) => (*expr, self.is_yes(&frame, *expr)),
            Expectation::Interval { value, low, high } => {
                let wanted = Interval {
                    low: low.unwrap_or(OPEN_LOW),
                    high: high.unwrap_or(OPEN_HIGH),
                };
                (*value, self.has_ends(&frame, *value, wanted))
            }
            Expectation::Possible { value, members } => (
                *value,
                self.possible(&frame, *value).as_ref() == Some(members),
            ),
        };
        if holds {
            return None;
        }
        let mut text = self.expected(expectation.span);
        for (name, got) in self.got(&frame, subject) {
            text.push_str(&line("got", &format!("{name} {got}")));
        }
        for rule in self.rules_of(subject) {
            if let Some(reason) = self.reason(&frame, rule) {
                text.push_str(&line("because", &reason));
            }
        }
        Some(text)
    }

    fn expected(&self, span: Span) -> String {
        let place = self.source.line_column(span.start).line;
        let text = self.source.slice(span).trim();
        let text = text.strip_prefix("expect").unwrap_or(text).trim();
        line("expected", &format!("{text}   (line {place})"))
    }

    /// The row that an expectation is about.
    fn row(&self, expectation: &TestExpectation) -> Result<usize, String> {
        let program = self.evaluator.program();
        let record = &program.records[expectation.record].named.name;
        let count = self.evaluator.row_count(expectation.record);
        let Some(key) = &expectation.row else {
            return match count {
                1 => Ok(0),
                0 => Err(format!("no row of {record} is given")),
                _ if !program.needs_table(expectation.record) => {
                    Err(format!("{record} has {count} rows; name one by its key"))
                }
                _ => Err(format!(
                    "{count} rows of {record} are given; name one by its key"
                )),
            };
        };
        let is_it = |row: &usize| {
            let found = self.evaluator.row_key(expectation.record, *row);
            found.as_ref() == Some(key)
        };
        (0..count)
            .find(is_it)
            .ok_or_else(|| format!("no row of {record} has the key \"{key}\""))
    }

    fn is_yes(&self, frame: &Frame, expr: ExprId) -> bool {
        match self.evaluator.column(frame, expr) {
            Column::YesNo(column) => {
                column.get(0) & (truth::YES | truth::NO | truth::NOT_APPLICABLE) == truth::YES
            }
            Column::Number(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => false,
        }
    }

    fn has_ends(&self, frame: &Frame, expr: ExprId, wanted: Interval) -> bool {
        match self.evaluator.column(frame, expr) {
            Column::Number(column) => {
                column.status(0) != Status::NotApplicable && column.interval(0) == wanted
            }
            Column::YesNo(_) | Column::Choice(_) | Column::Text(_) | Column::List(_) => false,
        }
    }

    /// The members that are left; of a yes/no, 0 is no and 1 is yes.
    fn possible(&self, frame: &Frame, expr: ExprId) -> Option<Vec<u32>> {
        match self.evaluator.column(frame, expr) {
            Column::Choice(column) if column.status(0) != Status::NotApplicable => {
                Some(column.possible(0).collect())
            }
            Column::YesNo(column) => {
                let bits = column.get(0);
                let answers = [(0, truth::NO), (1, truth::YES)];
                Some(
                    answers
                        .iter()
                        .filter(|(_, bit)| bits & bit != 0)
                        .map(|(at, _)| *at)
                        .collect(),
                )
            }
            Column::Choice(_) | Column::Number(_) | Column::Text(_) | Column::List(_) => None,
        }
    }

    /// What stands in place of the expected: the sides of a comparison that are no constants, or the
    /// value itself.
    fn got(&self, frame: &Frame, expr: ExprId) -> Vec<(String, String)> {
        let exprs = &self.evaluator.program().exprs;
        let mut subjects = Vec::new();
        #[allow(clippy::wildcard_enum_match_arm)] // only what has a subject of its own is opened
        match &exprs[expr].kind {
            ExprKind::Compare(_, left, right) | ExprKind::TextTest(_, left, right) => {
                subjects.push(*left);
                subjects.push(*right);
            }
            ExprKind::InSet { item, .. } | ExprKind::InRange { item, .. } => subjects.push(*item),
            ExprKind::IsState { value, .. } => subjects.push(*value),
            ExprKind::And(parts) | ExprKind::Or(parts) => subjects.extend(parts),
            ExprKind::Not(inner) => subjects.push(*inner),
            _ => subjects.push(expr),
        }
        subjects.retain(|&subject| !matches!(exprs[subject].kind, ExprKind::Literal(_)));
        if subjects.is_empty() {
            subjects.push(expr);
        }
        subjects
            .into_iter()
            .map(|subject| (self.text_of(subject), self.shown(frame, subject)))
            .collect()
    }

    fn text_of(&self, expr: ExprId) -> String {
        let expr = &self.evaluator.program().exprs[expr];
        format!("{} is", self.source.slice(expr.span).trim())
    }

    /// An outcome as expectations are written: `125..625`, `hot, warm`.
    fn shown(&self, frame: &Frame, expr: ExprId) -> String {
        let program = self.evaluator.program();
        let ty = &program.exprs[expr].ty;
        let column = self.evaluator.column(frame, expr);
        if column.status(0) == Status::NotApplicable {
            return "not applicable".to_owned();
        }
        match (&column, ty) {
            (Column::Number(column), _) => {
                let interval = column.interval(0);
                if interval.low == OPEN_LOW || interval.high == OPEN_HIGH || interval.is_point() {
                    return display_interval(ty, interval);
                }
                let end = |end| display_interval(ty, Interval::point(end));
                format!("{}..{}", end(interval.low), end(interval.high))
            }
            (Column::Choice(column), Type::Choice(domain)) => {
                let members = column
                    .possible(0)
                    .map(|member| member_name(program, *domain, member));
                let members: Vec<String> = members.map(str::to_owned).collect();
                join_with(&members, "or")
            }
            (_, _) => display(program, ty, &column, 0),
        }
    }

    /// The rules that an expectation asks about.
    fn rules_of(&self, expr: ExprId) -> Vec<RuleId> {
        let exprs = &self.evaluator.program().exprs;
        let mut rules = Vec::new();
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            #[allow(clippy::wildcard_enum_match_arm)]
            // deeper lies nothing that a reader would miss
            match &exprs[expr].kind {
                ExprKind::Rule(rule, _) => rules.push(*rule),
                ExprKind::Compare(_, left, right) => open.extend([*right, *left]),
                ExprKind::InSet { item, .. } | ExprKind::InRange { item, .. } => open.push(*item),
                ExprKind::IsState { value, .. } => open.push(*value),
                ExprKind::Attribute { choice, .. } => open.push(*choice),
                ExprKind::LabelOf(choice) => open.push(*choice),
                ExprKind::And(parts) | ExprKind::Or(parts) => open.extend(parts.iter().rev()),
                ExprKind::Not(inner) => open.push(*inner),
                _ => {}
            }
        }
        rules.dedup();
        rules
    }

    /// The rule's own reason on the row.
    fn reason(&self, frame: &Frame, rule: RuleId) -> Option<String> {
        let text = |column: TextColumn| column.text(0);
        let reason = match &self.evaluator.program().rules[rule].body {
            RuleBody::Segment(_) | RuleBody::Check(_) => text(failing(self.evaluator, frame, rule)),
            RuleBody::Score(_) | RuleBody::Strategy(_) | RuleBody::Decision(_) => {
                text(because(self.evaluator, frame, rule))
            }
        };
        let name = &self.evaluator.program().rules[rule].named.name;
        let mut line = String::new();
        let _ = write!(
            line,
            "{name}: {}",
            reason.filter(|reason| !reason.is_empty())?
        );
        Some(line)
    }
}
