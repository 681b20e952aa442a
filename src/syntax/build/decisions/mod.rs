//! Decisions: rows of cells to a table of lines or to a grid.

mod cells;
mod file;

use super::statements::cells as count_of_cells;
use super::{Builder, Children};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    ArithmeticOperator, BECAUSE, Decision, DecisionTable, Expr, ExprKind, GridLine, GridTable,
    HitPolicy, InputCell, LineTable, Name, NodeSpan, TableLine,
};
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

pub use file::FileRow;

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
        let file = children
            .take(Rule::decision_file)
            .and_then(|file| Children::of(file).take(Rule::text))
            .map(|path| self.text(&path));
        let table = match &file {
            Some(path) => DecisionTable::Lines(LineTable::unread(path.span)),
            None => self.decision_table(children.take(Rule::decision_table)?, &name)?,
        };
        Some(Decision {
            name,
            label,
            target,
            gives,
            policy,
            file,
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
        let found = outcome_column(&headings, name);
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
        let inputs = self.whole_headings(inputs, head.span)?;
        let mut outputs = Vec::new();
        for heading in headings.iter().skip(split) {
            outputs.push(self.output_name(heading.as_ref(), head.span)?);
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
        // The first row that has what the head lacks: said once.
        let mut lacking: Option<Span> = None;
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
            } else if head.split.is_none() && row.split.is_some() {
                whole = false;
                if lacking.replace(row.span).is_none() {
                    self.report(
                        Diagnostic::new(Code::E032, "`||` is missing in the head", head.span)
                            .and(row.span, "here it stands")
                            .help("write `||` in the head too, between what is tested and what comes out"),
                    );
                }
            } else if row.split != head.split {
                whole = false;
                let help = match head.split.unwrap_or_default() {
                    1 => "write `||` after the first cell, as in the head".to_owned(),
                    count => {
                        format!(
                            "write `||` after the {count} cells that are tested, as in the head"
                        )
                    }
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
        head: Span,
    ) -> Option<Vec<Expr>> {
        let found: Option<Vec<Expr>> = headings.cloned().collect();
        if found.is_none() {
            self.mistake(
                Code::E033,
                "a column has no heading",
                head,
                "write what is tested over every column: a field, `bant.band`, `amount / 2`",
            );
        }
        found
    }

    fn output_name(&mut self, heading: Option<&Expr>, head: Span) -> Option<Name> {
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
        let at = heading.map_or(head, |heading| heading.span.0);
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
        let (down, across) = self.corner(headings, head.span, name)?;
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
            down,
            across,
            columns,
            lines,
            head: NodeSpan(head.span),
            span: NodeSpan(head.span.to(last)),
        }))
    }

    /// The two headings of a grid, which stand in the first cell of its head.
    fn corner(
        &mut self,
        headings: &[Option<Expr>],
        head: Span,
        name: &Name,
    ) -> Option<(Expr, Expr)> {
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
                    head,
                )
                .and(name.span.0, "the decision")
                .help(format!(
                    "call the column of what comes out `{}` and write `||` before it; a table of two headings begins with `| a / b |`",
                    name.text
                )),
            );
            return None;
        };
        Some((*down, *across))
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
}

/// The place of the first column of what comes out, which is called like the decision.
fn outcome_column(headings: &[Option<Expr>], name: &Name) -> Option<usize> {
    headings.iter().position(|heading| {
        matches!(heading, Some(Expr { kind: ExprKind::Name(text), .. }) if *text == name.text)
    })
}
