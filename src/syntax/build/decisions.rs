//! Decisions: rows of cells to a table of lines or to a grid.

use super::statements::cells as count_of_cells;
use super::{Builder, Children};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    ArithmeticOperator, BECAUSE, CellCondition, CellConditionKind, CellTest, CompareOperator,
    Decision, DecisionTable, Expr, ExprKind, GridLine, GridTable, HitPolicy, InputCell,
    InputCellKind, LineTable, Name, NodeSpan, State, TableLine,
};
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

/// A row as it stands between its bars.
struct Row<'i> {
    cells: Vec<Pair<'i, Rule>>,
    /// How many cells stand before the `||`.
    split: Option<usize>,
    span: Span,
}

impl Builder {
    pub(super) fn decision(&mut self, pair: Pair<'_, Rule>) -> Option<Decision> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let target = self.name(&children.take(Rule::target)?);
        let gives = children.take(Rule::name).map(|name| self.name(&name));
        let policy = match children.take(Rule::policy) {
            Some(policy) => self.policy(&policy),
            None => {
                let before = gives.as_ref().unwrap_or(&target).span.0;
                self.no_policy(before, &name.text);
                HitPolicy::First
            }
        };
        let table = self.decision_table(children.take(Rule::decision_table)?, &name)?;
        Some(Decision {
            name,
            label,
            target,
            gives,
            policy,
            table,
            span,
        })
    }

    // ---- the policy ---------------------------------------------------------------------------

    fn no_policy(&mut self, before: Span, name: &str) {
        let end = Span {
            start: before.end,
            end: before.end,
        };
        self.report(
            Diagnostic::new(
                Code::E031,
                format!("how `{name}` decides between lines that hold is not said"),
                before,
            )
            .help("write `first` before `{` (the first line that holds), `unique` (no two lines ever hold at once) or `all` (every line that holds)")
            .fix(end, " first"),
        );
    }

    fn policy(&mut self, pair: &Pair<'_, Rule>) -> HitPolicy {
        let written = pair.as_str();
        let (policy, help) = match written.to_lowercase().as_str() {
            "first" => (HitPolicy::First, "write `first`"),
            "unique" => (HitPolicy::Unique, "write `unique`"),
            "all" => (HitPolicy::All, "write `all`"),
            "any" | "a" => (
                HitPolicy::First,
                "lines that hold at once say the same: write `first`",
            ),
            "priority" | "p" => (
                HitPolicy::First,
                "order the lines by their priority and write `first`",
            ),
            "rule order" | "collect" | "c" | "r" => (
                HitPolicy::All,
                "write `all`; `sum(x)`, `min(x)`, `max(x)` and `count(x)` work on what comes out",
            ),
            "output order" | "o" => (
                HitPolicy::All,
                "order the lines as the outcomes should stand and write `all`",
            ),
            _ => (
                HitPolicy::First,
                "write `first`, `unique` or `all` before `{`; `gives LIST` stands before that word",
            ),
        };
        if written != policy.spelling() {
            let span = self.span(pair);
            self.report(
                Diagnostic::new(
                    Code::E031,
                    format!("a table does not decide by `{written}`"),
                    span,
                )
                .help(help)
                .fix(span, policy.spelling()),
            );
        }
        policy
    }

    // ---- the table ----------------------------------------------------------------------------

    /// The table of a decision, whose head says which cells are tested and which come out.
    pub(super) fn decision_table(
        &mut self,
        pair: Pair<'_, Rule>,
        name: &Name,
    ) -> Option<DecisionTable> {
        let rows: Vec<Row<'_>> = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::decision_row)
            .map(|row| self.decision_row(row))
            .collect();
        let mut rows = rows.into_iter();
        let head = rows.next()?;
        let lines: Vec<Row<'_>> = rows.collect();
        let whole = self.same_cells(&head, &lines);
        let found_before = self.findings.len();
        let headings: Vec<Option<Expr>> = head
            .cells
            .iter()
            .map(|cell| self.heading(cell.clone()))
            .collect();
        let in_headings = self.findings.split_off(found_before);
        let bears_name = |heading: &Option<Expr>| matches!(heading, Some(Expr { kind: ExprKind::Name(text), .. }) if *text == name.text);
        let found = headings.iter().position(bears_name);
        let split = match (head.split, found) {
            (Some(split), _) => split,
            // Pasted from elsewhere: what stands before the outcome is tested.
            (None, Some(place)) => place,
            (None, None) => return self.grid(&head, &headings, lines, name, whole),
        };
        self.findings.extend(in_headings);
        if !self.is_named_like_its_outcome(&headings, split, &head, name) || !whole {
            return None;
        }
        let inputs = headings.iter().take(split);
        let inputs = self.whole_headings(inputs, &head)?;
        let mut outputs = Vec::new();
        for heading in headings.iter().skip(split) {
            outputs.push(self.output_name(heading.as_ref(), &head)?);
        }
        let last = lines.last().map_or(head.span, |row| row.span);
        let lines = lines
            .into_iter()
            .map(|row| self.table_line(row, split))
            .collect();
        Some(DecisionTable::Lines(LineTable {
            inputs,
            outputs,
            lines,
            head: NodeSpan(head.span),
            span: NodeSpan(head.span.to(last)),
        }))
    }

    fn decision_row<'i>(&mut self, pair: Pair<'i, Rule>) -> Row<'i> {
        let span = self.span(&pair);
        let (mut cells, mut split) = (Vec::new(), None);
        for part in pair.into_inner() {
            let rule = part.as_rule();
            if rule == Rule::decision_cell || rule == Rule::output_cell {
                cells.push(part);
            } else if rule == Rule::double_bar && split.replace(cells.len()).is_some() {
                let at = self.span(&part);
                self.report(
                    Diagnostic::new(Code::E032, "a second `||` in this row", at)
                        .help("`||` stands once, between what is tested and what comes out; a blank cell is `| |`"),
                );
            }
        }
        Row { cells, split, span }
    }

    /// Reports rows with another number of cells than the head, or with their `||` elsewhere.
    fn same_cells(&mut self, head: &Row<'_>, lines: &[Row<'_>]) -> bool {
        let mut whole = true;
        for row in lines {
            if row.cells.len() != head.cells.len() {
                whole = false;
                self.report(
                    Diagnostic::new(
                        Code::E019,
                        format!(
                            "this row has {}, the head has {}",
                            count_of_cells(row.cells.len()),
                            count_of_cells(head.cells.len())
                        ),
                        row.span,
                    )
                    .and(head.span, "the head")
                    .help("give every row a cell a column; a cell that does not matter is `-`"),
                );
            } else if row.split != head.split {
                whole = false;
                let help = match head.split {
                    Some(1) => "write `||` after the first cell, as in the head".to_owned(),
                    Some(count) => {
                        format!(
                            "write `||` after the {count} cells that are tested, as in the head"
                        )
                    }
                    None => "write `||` in the head too, between what is tested and what comes out"
                        .to_owned(),
                };
                self.report(
                    Diagnostic::new(
                        Code::E032,
                        "`||` does not stand here where it stands in the head",
                        row.span,
                    )
                    .and(head.span, "the head")
                    .help(help),
                );
            }
        }
        whole
    }

    fn is_named_like_its_outcome(
        &mut self,
        headings: &[Option<Expr>],
        split: usize,
        head: &Row<'_>,
        name: &Name,
    ) -> bool {
        let Some(outcome) = headings.get(split) else {
            self.mistake(
                Code::E032,
                "nothing stands behind `||`",
                head.span,
                format!(
                    "the columns behind `||` are what comes out; the first is `{}`",
                    name.text
                ),
            );
            return false;
        };
        let is_named =
            matches!(outcome, Some(Expr { kind: ExprKind::Name(text), .. }) if *text == name.text);
        if !is_named {
            let at = outcome.as_ref().map_or(head.span, |heading| heading.span.0);
            let finding = Diagnostic::new(
                Code::E033,
                format!("the first column behind `||` is not called `{}`", name.text),
                at,
            )
            .and(name.span.0, "the decision")
            .help(format!("call it `{}`, like the decision", name.text));
            self.report(match outcome {
                Some(_) => finding.fix(at, name.text.clone()),
                None => finding,
            });
        }
        is_named
    }

    fn whole_headings<'h>(
        &mut self,
        headings: impl Iterator<Item = &'h Option<Expr>>,
        head: &Row<'_>,
    ) -> Option<Vec<Expr>> {
        let found: Option<Vec<Expr>> = headings.cloned().collect();
        if found.is_none() {
            self.mistake(
                Code::E033,
                "a column has no heading",
                head.span,
                "write what is tested over every column: a field, `bant.band`, `amount / 2`",
            );
        }
        found
    }

    fn output_name(&mut self, heading: Option<&Expr>, head: &Row<'_>) -> Option<Name> {
        if let Some(Expr {
            kind: ExprKind::Name(text),
            span,
        }) = heading
        {
            return Some(Name {
                text: text.clone(),
                span: *span,
            });
        }
        let at = heading.map_or(head.span, |heading| heading.span.0);
        self.mistake(
            Code::E033,
            "a column behind `||` needs a name of its own",
            at,
            "write a name such as `approach`, or `because` for the reasons",
        );
        None
    }

    fn table_line(&mut self, row: Row<'_>, split: usize) -> TableLine {
        let mut cells = row.cells.into_iter();
        let inputs: Vec<InputCell> = cells
            .by_ref()
            .take(split)
            .map(|cell| self.input_cell(cell))
            .collect();
        let outputs = cells.map(|cell| self.output_cell(cell)).collect();
        TableLine {
            cells: inputs,
            outputs,
            span: NodeSpan(row.span),
        }
    }

    // ---- grids --------------------------------------------------------------------------------

    fn grid(
        &mut self,
        head: &Row<'_>,
        headings: &[Option<Expr>],
        lines: Vec<Row<'_>>,
        name: &Name,
        whole: bool,
    ) -> Option<DecisionTable> {
        let corner = headings.first().cloned().flatten();
        let Some(Expr {
            kind: ExprKind::Arithmetic(ArithmeticOperator::Divide, down, across),
            ..
        }) = corner
        else {
            self.report(
                Diagnostic::new(
                    Code::E033,
                    format!("no column of this table is called `{}`", name.text),
                    head.span,
                )
                .and(name.span.0, "the decision")
                .help(format!(
                    "call the column of what comes out `{}` and write `||` before it; a table of two headings begins with `| a / b |`",
                    name.text
                )),
            );
            return None;
        };
        if !whole {
            return None;
        }
        let columns = head.cells.iter().skip(1);
        let columns = columns.map(|cell| self.input_cell(cell.clone())).collect();
        let last = lines.last().map_or(head.span, |row| row.span);
        let lines = lines
            .into_iter()
            .filter_map(|row| {
                let mut cells = row.cells.into_iter();
                let cell = self.input_cell(cells.next()?);
                let values = cells.map(|cell| self.output_cell(cell)).collect();
                Some(GridLine {
                    cell,
                    values,
                    span: NodeSpan(row.span),
                })
            })
            .collect();
        Some(DecisionTable::Grid(GridTable {
            down: *down,
            across: *across,
            columns,
            lines,
            head: NodeSpan(head.span),
            span: NodeSpan(head.span.to(last)),
        }))
    }

    /// A cell of the head.
    fn heading(&mut self, cell: Pair<'_, Rule>) -> Option<Expr> {
        let reasons = cell.clone().into_inner().next();
        if let Some(word) = reasons.filter(|content| content.as_rule() == Rule::k_because) {
            return Some(Expr {
                kind: ExprKind::Name(BECAUSE.to_owned()),
                span: self.node(&word),
            });
        }
        self.output_cell(cell)
    }

    // ---- cells --------------------------------------------------------------------------------

    /// A cell of what comes out: a value, blank or not.
    fn output_cell(&mut self, cell: Pair<'_, Rule>) -> Option<Expr> {
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
    fn input_cell(&mut self, cell: Pair<'_, Rule>) -> InputCell {
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
            None
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
