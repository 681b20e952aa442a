//! The cells of a decision that are tested, as ordinary conditions about what their heading says:
//! nothing that comes after the analysis knows of cells.

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::DecisionProblem;
use crate::ir::{ExprId, ExprKind, Type};
use crate::source::Span;
use crate::syntax::ast::{
    self, CellCondition, CellConditionKind, CellTest, Expr, InputCell, InputCellKind, Unit,
};

/// What the cells of a column test: lowered, and as written.
pub type Heading<'e> = (ExprId, &'e Expr);

impl Analyser<'_> {
    /// The condition of a cell. Outside: in error or not; inside: none where any value will do.
    #[allow(clippy::option_option)]
    pub fn input_cell(
        &mut self,
        cell: &InputCell,
        heading: Option<Heading<'_>>,
    ) -> Option<Option<ExprId>> {
        let at = cell.span.0;
        match &cell.kind {
            InputCellKind::Any => Some(None),
            InputCellKind::Blank => {
                self.report(DecisionProblem::BlankInput { at });
                None
            }
            InputCellKind::Otherwise => {
                self.report(DecisionProblem::OtherwisePlace { at });
                None
            }
            InputCellKind::Test(test) => {
                let heading = heading?;
                let is_text = matches!(self.type_of(heading.0), Type::Text | Type::Reference(_));
                if self.context.in_file && is_text {
                    return self.cell_test(&with_texts(test), heading, at).map(Some);
                }
                self.cell_test(test, heading, at).map(Some)
            }
        }
    }

    fn cell_test(&mut self, test: &CellTest, heading: Heading<'_>, span: Span) -> Option<ExprId> {
        let negated = test.negated;
        if let Some(values) = several_values(test)
            && !matches!(self.type_of(heading.0), Type::List(_))
        {
            let list = Expr {
                kind: ast::ExprKind::List(values),
                span: ast::NodeSpan(span),
            };
            return self.is_in_with(heading, &list, negated, span);
        }
        let alone = match test.alternatives.as_slice() {
            [conditions] => match conditions.as_slice() {
                [condition] => Some(condition),
                _ => None,
            },
            _ => None,
        };
        if let Some(condition) = alone {
            return self.cell_condition(condition, heading, negated, span);
        }
        let mut alternatives = Vec::new();
        for conditions in &test.alternatives {
            let lowered: Vec<Option<ExprId>> = conditions
                .iter()
                .map(|condition| self.cell_condition(condition, heading, false, condition.span.0))
                .collect();
            let lowered: Vec<ExprId> = lowered.into_iter().collect::<Option<_>>()?;
            alternatives.push(self.all_of(lowered, span));
        }
        let any = match alternatives.as_slice() {
            [only] => *only,
            _ => self.push(ExprKind::Or(alternatives), Type::YesNo, span),
        };
        Some(if negated {
            self.push(ExprKind::Not(any), Type::YesNo, span)
        } else {
            any
        })
    }

    /// Conditions that must all hold.
    pub fn all_of(&mut self, conditions: Vec<ExprId>, span: Span) -> ExprId {
        match conditions.as_slice() {
            [only] => *only,
            [] => self.literal(crate::ir::Value::YesNo(true), span),
            _ => self.push(ExprKind::And(conditions), Type::YesNo, span),
        }
    }

    fn cell_condition(
        &mut self,
        condition: &CellCondition,
        heading: Heading<'_>,
        negated: bool,
        span: Span,
    ) -> Option<ExprId> {
        match &condition.kind {
            CellConditionKind::Value(value) => {
                if let Type::List(item) = self.type_of(heading.0).clone() {
                    return self.holds_item(value, heading, &item, negated, span);
                }
                self.is_or_among(heading, value, negated, span)
            }
            CellConditionKind::Range(range) => {
                self.is_in_with(heading, &with_common_unit(range), negated, span)
            }
            CellConditionKind::Compare(operator, value) => {
                let made = self.compare_with(*operator, heading, value, span)?;
                Some(if negated {
                    self.push(ExprKind::Not(made), Type::YesNo, span)
                } else {
                    made
                })
            }
            CellConditionKind::State(state) => {
                let kind = ExprKind::IsState {
                    value: heading.0,
                    state: *state,
                    negated,
                };
                Some(self.push(kind, Type::YesNo, span))
            }
        }
    }

    /// A value below a heading that holds several: it must be among them.
    fn holds_item(
        &mut self,
        value: &Expr,
        heading: Heading<'_>,
        item: &Type,
        negated: bool,
        span: Span,
    ) -> Option<ExprId> {
        let contains = self.list_contains(heading, item, value, span)?;
        Some(if negated {
            self.push(ExprKind::Not(contains), Type::YesNo, span)
        } else {
            contains
        })
    }
}

/// Two or more alternatives that are nothing but values.
fn several_values(test: &CellTest) -> Option<Vec<Expr>> {
    if test.alternatives.len() < 2 {
        return None;
    }
    let value = |conditions: &Vec<CellCondition>| match conditions.as_slice() {
        [
            CellCondition {
                kind: CellConditionKind::Value(value),
                ..
            },
        ] => Some(value.clone()),
        _ => None,
    };
    test.alternatives.iter().map(value).collect()
}

/// The same with texts for words: `Paris` in a file, below a heading that is a text.
fn with_texts(test: &CellTest) -> CellTest {
    let mut made = test.clone();
    for condition in made.alternatives.iter_mut().flatten() {
        if let CellConditionKind::Value(value) = &mut condition.kind
            && let ast::ExprKind::Name(name) = &value.kind
        {
            let parts = vec![ast::TemplatePart::Literal(name.clone())];
            value.kind = ast::ExprKind::Text(ast::Template { parts });
        }
    }
    made
}

/// `5k..20k EUR`: the unit behind the range is that of both ends.
fn with_common_unit(range: &Expr) -> Expr {
    let mut made = range.clone();
    if let ast::ExprKind::Range(ends) = &mut made.kind
        && let (Some(low), Some(high)) = (&mut ends.low, &ends.high)
        && let (ast::ExprKind::Number(low), ast::ExprKind::Number(high)) =
            (&mut low.kind, &high.kind)
        && low.unit == Unit::None
        && high.unit != Unit::Percent
    {
        low.unit = high.unit.clone();
    }
    made
}
