//! The cells of a decision's table: what is tested, and what comes out.

use super::super::Builder;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    ArithmeticOperator, CellCondition, CellConditionKind, CellTest, CompareOperator, Expr,
    ExprKind, InputCell, InputCellKind, NodeSpan, State,
};
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    /// A cell of what comes out: a value, blank or not.
    pub(super) fn output_cell(&mut self, cell: Pair<'_, Rule>) -> Option<Expr> {
        let content = cell.into_inner().next()?;
        let span = self.span(&content);
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        match content.as_rule() {
            Rule::expr => Some(self.expr(content)),
            Rule::cell_test => {
                let test = self.cell_test(content);
                let value = value_of(test);
                if value.is_none() {
                    self.no_value(span);
                }
                value
            }
            _ => {
                self.no_value(span);
                None
            }
        }
    }

    fn no_value(&mut self, at: Span) {
        self.mistake(
            Code::E030,
            "what comes out is a value, not a test",
            at,
            "write a value, or a calculation in parentheses; tests stand before `||`",
        );
    }

    /// A cell that is tested.
    pub(super) fn input_cell(&mut self, cell: Pair<'_, Rule>) -> InputCell {
        let span = self.node(&cell);
        let content = cell.into_inner().next();
        let span = content.as_ref().map_or(span, |content| self.node(content));
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        let kind = match content {
            None => InputCellKind::Blank,
            Some(content) => match content.as_rule() {
                Rule::k_otherwise => InputCellKind::Otherwise,
                Rule::cell_test => InputCellKind::Test(self.cell_test(content)),
                Rule::expr => {
                    self.not_about_the_heading(content);
                    InputCellKind::Any
                }
                _ => InputCellKind::Any,
            },
        };
        InputCell { kind, span }
    }

    /// `amount >= 100` below the heading `amount`.
    fn not_about_the_heading(&mut self, pair: Pair<'_, Rule>) {
        let span = self.span(&pair);
        let made = self.expr(pair);
        let test = if let ExprKind::Compare(operator, _, value) = &made.kind {
            self.written(value.span.0).map(|value| match operator {
                CompareOperator::Is => value,
                CompareOperator::IsNot => format!("not {value}"),
                CompareOperator::Less
                | CompareOperator::LessOrEqual
                | CompareOperator::Greater
                | CompareOperator::GreaterOrEqual => format!("{} {value}", operator.spelling()),
            })
        } else {
            self.alternatives(&made)
        };
        let finding = Diagnostic::new(
            Code::E030,
            "a cell says only what the value of its heading must be",
            span,
        );
        self.report(match test {
            Some(test) => finding.help(format!("write `{test}`")).fix(span, test),
            None => finding.help("write values such as `a, b`, `>= 20` or `5..20`; other conditions are fields of their own: `large yes/no = amount > 2 * limit`"),
        });
    }

    /// `executive or engineer` as it is written in a cell.
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn alternatives(&self, made: &Expr) -> Option<String> {
        let ExprKind::Or(values) = &made.kind else {
            return None;
        };
        let mut written = Vec::new();
        for value in values {
            match &value.kind {
                ExprKind::Name(_) | ExprKind::Text(_) | ExprKind::Number(_) => {
                    written.push(self.written(value.span.0)?);
                }
                _ => return None,
            }
        }
        Some(written.join(", "))
    }

    /// `100k-200k EUR`, a range with a dash.
    fn dash_for_dots(&mut self, value: &Expr) {
        let ExprKind::Arithmetic(ArithmeticOperator::Subtract, low, high) = &value.kind else {
            return;
        };
        let numbers = [low, high].map(|end| matches!(end.kind, ExprKind::Number(_)));
        // With blanks around it the dash is a minus.
        let meant = self
            .written(value.span.0)
            .is_some_and(|text| !text.contains(" - "));
        if meant
            && numbers == [true, true]
            && let (Some(low), Some(high)) = (self.written(low.span.0), self.written(high.span.0))
        {
            let (at, range) = (value.span.0, format!("{low}..{high}"));
            self.report(
                Diagnostic::new(Code::E018, "a range is written with two dots", at)
                    .help(format!("write `{range}`"))
                    .fix(at, range),
            );
        }
    }

    fn cell_test(&mut self, pair: Pair<'_, Rule>) -> CellTest {
        let (mut negated, mut alternatives) = (false, Vec::new());
        for part in pair.into_inner() {
            if part.as_rule() == Rule::k_not {
                negated = true;
            } else if part.as_rule() == Rule::cell_part {
                let conditions = part
                    .into_inner()
                    .filter(|part| part.as_rule() == Rule::cell_condition)
                    .filter_map(|condition| self.cell_condition(condition))
                    .collect();
                alternatives.push(conditions);
            }
        }
        CellTest {
            negated,
            alternatives,
        }
    }

    fn cell_condition(&mut self, pair: Pair<'_, Rule>) -> Option<CellCondition> {
        let span = self.node(&pair);
        let mut parts = pair.into_inner();
        let first = parts.next()?;
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        let kind = match first.as_rule() {
            Rule::cell_state => {
                let known = first.as_str() == "known";
                CellConditionKind::State(if known { State::Known } else { State::Unknown })
            }
            Rule::cell_compare => {
                let operator = self.cell_operator(first);
                let value = self.expr(parts.next()?);
                match operator {
                    Some(operator) => CellConditionKind::Compare(operator, value),
                    None => CellConditionKind::Value(value),
                }
            }
            _ => {
                let value = self.expr_or_range(first);
                if matches!(value.kind, ExprKind::Range(_)) {
                    CellConditionKind::Range(value)
                } else {
                    self.dash_for_dots(&value);
                    CellConditionKind::Value(value)
                }
            }
        };
        Some(CellCondition { kind, span })
    }

    /// The sign before a value; none where the value alone says it.
    fn cell_operator(&mut self, pair: Pair<'_, Rule>) -> Option<CompareOperator> {
        let sign = pair.into_inner().next()?;
        let (span, written) = (self.span(&sign), sign.as_str().to_owned());
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        let (operator, better) = match sign.as_rule() {
            Rule::less => return Some(CompareOperator::Less),
            Rule::less_or_equal => return Some(CompareOperator::LessOrEqual),
            Rule::greater => return Some(CompareOperator::Greater),
            Rule::greater_or_equal => return Some(CompareOperator::GreaterOrEqual),
            Rule::wrong_at_least => (Some(CompareOperator::GreaterOrEqual), ">="),
            Rule::wrong_at_most => (Some(CompareOperator::LessOrEqual), "<="),
            Rule::is_not | Rule::wrong_not_equal => (None, "not"),
            _ => (None, ""),
        };
        let help = match better {
            "" => "write the value alone: a cell holds when the value of its heading is this",
            "not" => "write `not` before the value; `not a, b` is neither of the two",
            ">=" => "write `>=`",
            _ => "write `<=`",
        };
        self.report(
            Diagnostic::new(
                Code::E030,
                format!("`{}` does not stand in a cell", written.trim()),
                span,
            )
            .help(help)
            .fix(span, better),
        );
        operator
    }
}

/// The value that a test of one value alone names, or a conjunction of such.
fn value_of(test: CellTest) -> Option<Expr> {
    let mut alternatives = test.alternatives.into_iter();
    let (Some(conditions), None, false) = (alternatives.next(), alternatives.next(), test.negated)
    else {
        return None;
    };
    let mut values: Vec<Expr> = conditions
        .into_iter()
        .map(|condition| match condition.kind {
            CellConditionKind::Value(value) => Some(value),
            CellConditionKind::Range(_)
            | CellConditionKind::Compare(..)
            | CellConditionKind::State(_) => None,
        })
        .collect::<Option<_>>()?;
    match (values.len(), values.first().map(|value| value.span.0)) {
        (1, _) => values.pop(),
        (_, Some(first)) => {
            let span = values.last().map_or(first, |last| first.to(last.span.0));
            Some(Expr {
                kind: ExprKind::And(values),
                span: NodeSpan(span),
            })
        }
        (_, None) => None,
    }
}
