//! The table of a decision from a file: each of its cells is read as a cell of a table in a pack.
//!
//! There is no `||` in a file: what stands before the column that is called like the decision is
//! tested. What is no value is a text, so that texts need no quotes of their own.

use super::super::Builder;
use super::outcome_column;
use crate::diagnostics::Code;
use crate::source::Span;
use crate::syntax::ast::{
    ArithmeticOperator, BECAUSE, CellCondition, CellConditionKind, CellTest, DecisionTable, Expr,
    ExprKind, GridLine, GridTable, InputCell, InputCellKind, LineTable, Name, NodeSpan, TableLine,
    Template, TemplatePart,
};
use crate::syntax::build::nfc;
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::scan;
use pest::Parser as _;

/// A row of a file: what its cells hold, and where they stand.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// The text of each cell, its quotes undone, and its place with them.
    pub cells: Vec<(String, Span)>,
    /// The whole row.
    pub span: Span,
}

type FileCell = (String, Span);

impl Builder {
    /// The table of a decision, the headings in the first row. All rows have as many cells.
    pub(in crate::syntax) fn table_of_file(
        &mut self,
        name: &Name,
        rows: &[FileRow],
    ) -> Option<DecisionTable> {
        let (head, lines) = rows.split_first()?;
        let headings: Vec<Option<Expr>> = head
            .cells
            .iter()
            .map(|cell| self.file_heading(cell))
            .collect();
        let span = NodeSpan(lines.last().map_or(head.span, |row| head.span.to(row.span)));
        match outcome_column(&headings, name) {
            Some(0) => {
                self.mistake(
                    Code::E032,
                    format!("nothing stands before the column `{}`", name.text),
                    head.span,
                    "the columns before it are tested, and it and those behind it are what comes out",
                );
                None
            }
            Some(split) => self.lines_of_file(&headings, split, head.span, lines, span),
            None if !is_grid(&headings) => {
                self.mistake(
                    Code::E033,
                    format!("no column of this table is called `{}`", name.text),
                    head.span,
                    format!(
                        "call the column of what comes out `{}`; a table of two headings begins with `a / b`",
                        name.text
                    ),
                );
                None
            }
            None => self.grid_of_file(&headings, name, head, lines, span),
        }
    }

    fn lines_of_file(
        &mut self,
        headings: &[Option<Expr>],
        split: usize,
        head: Span,
        rows: &[FileRow],
        span: NodeSpan,
    ) -> Option<DecisionTable> {
        let inputs = self.whole_headings(headings.iter().take(split), head)?;
        let outputs: Vec<Name> = headings
            .iter()
            .skip(split)
            .map(|heading| self.output_name(heading.as_ref(), head))
            .collect::<Option<_>>()?;
        let columns = outputs.iter().zip(split..).map(|(name, place)| {
            let cells: Vec<&FileCell> =
                rows.iter().filter_map(|row| row.cells.get(place)).collect();
            self.outputs_of_file(&cells, name.text == BECAUSE)
        });
        let mut columns: Vec<_> = columns.map(Vec::into_iter).collect();
        let lines = rows.iter().map(|row| TableLine {
            cells: row
                .cells
                .iter()
                .take(split)
                .map(|cell| self.input_of_file(cell))
                .collect(),
            outputs: columns
                .iter_mut()
                .map(|column| column.next().flatten())
                .collect(),
            span: NodeSpan(row.span),
        });
        let lines = lines.collect();
        Some(DecisionTable::Lines(LineTable {
            inputs,
            outputs,
            lines,
            head: NodeSpan(head),
            span,
        }))
    }

    fn grid_of_file(
        &mut self,
        headings: &[Option<Expr>],
        name: &Name,
        head: &FileRow,
        rows: &[FileRow],
        span: NodeSpan,
    ) -> Option<DecisionTable> {
        let (down, across) = self.corner(headings, head.span, name)?;
        // The headings are cells that are tested, whatever they would be as values.
        self.findings.clear();
        let columns = head.cells.iter().skip(1);
        let columns = columns.map(|cell| self.input_of_file(cell)).collect();
        let cells: Vec<&FileCell> = rows
            .iter()
            .flat_map(|row| row.cells.iter().skip(1))
            .collect();
        let mut values = self.outputs_of_file(&cells, false).into_iter();
        let lines = rows
            .iter()
            .filter_map(|row| {
                let (first, rest) = row.cells.split_first()?;
                Some(GridLine {
                    cell: self.input_of_file(first),
                    values: values.by_ref().take(rest.len()).collect(),
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
            span,
        }))
    }

    // ---- cells --------------------------------------------------------------------------------

    fn file_heading(&mut self, cell: &FileCell) -> Option<Expr> {
        self.cell_of_file(Rule::output_cell, cell, |builder, pair| {
            builder.heading(pair)
        })
        .flatten()
    }

    fn input_of_file(&mut self, cell: &FileCell) -> InputCell {
        if let Some(made) = self.cell_of_file(Rule::decision_cell, cell, Builder::input_cell) {
            return InputCell {
                span: NodeSpan(cell.1),
                ..made
            };
        }
        let (negated, written) = match cell.0.strip_prefix("not ") {
            Some(rest) => (true, rest),
            None => (false, cell.0.as_str()),
        };
        let text = |written: &str| CellCondition {
            kind: CellConditionKind::Value(literal(written.trim().trim_matches('"'), cell.1)),
            span: NodeSpan(cell.1),
        };
        InputCell {
            kind: InputCellKind::Test(CellTest {
                negated,
                alternatives: written.split(',').map(|part| vec![text(part)]).collect(),
            }),
            span: NodeSpan(cell.1),
        }
    }

    /// What comes out in a column. Texts, where the cells do not all hold values or names.
    fn outputs_of_file(&mut self, cells: &[&FileCell], is_text: bool) -> Vec<Option<Expr>> {
        let found_before = self.findings.len();
        let values: Vec<Option<Option<Expr>>> = cells
            .iter()
            .map(|cell| self.cell_of_file(Rule::output_cell, cell, Builder::output_cell))
            .collect();
        if !is_text && values.iter().all(Option::is_some) {
            return values.into_iter().flatten().collect();
        }
        self.findings.truncate(found_before);
        let texts = cells.iter().zip(values).map(|(cell, value)| {
            let value = value.flatten();
            let quoted = value.filter(|value| matches!(value.kind, ExprKind::Text(_)));
            quoted.or_else(|| self.text_of_file(cell))
        });
        texts.collect()
    }

    /// A cell as a text, with its holes; nothing for a blank one.
    fn text_of_file(&mut self, cell: &FileCell) -> Option<Expr> {
        if cell.0.is_empty() {
            return None;
        }
        let quoted = format!("\"{}\"", cell.0.replace('"', "\"\""));
        let place = Span {
            start: cell.1.start.saturating_sub(1),
            ..cell.1
        };
        self.cell_of_file(Rule::output_cell, &(quoted, place), Builder::output_cell)
            .flatten()
            .or_else(|| Some(literal(&cell.0, cell.1)))
    }

    /// Builds a cell, if the whole of it is one by a rule of the grammar.
    fn cell_of_file<T>(
        &mut self,
        rule: Rule,
        (text, place): &FileCell,
        build: impl FnOnce(&mut Builder, pest::iterators::Pair<'_, Rule>) -> T,
    ) -> Option<T> {
        let scanned = scan::scan(&format!("{text}|"));
        if scanned.too_deep.is_some() {
            return None;
        }
        let pair = Grammar::parse(rule, &scanned.copy).ok()?.next()?;
        let is_whole = scanned.copy.get(pair.as_span().end()..)?.trim() == "|";
        if !is_whole {
            return None;
        }
        // A quote of the file stands before what it quotes.
        let quote = usize::from(place.len() > text.len());
        let start = (place.start as usize).saturating_add(quote);
        self.base = isize::try_from(start).unwrap_or(isize::MAX);
        self.text.clone_from(&scanned.copy);
        let moved = u32::try_from(start).unwrap_or(u32::MAX);
        let findings = scanned.findings.into_iter();
        self.findings
            .extend(findings.map(|finding| finding.moved(moved)));
        Some(build(self, pair))
    }
}

/// True if the first heading is two.
fn is_grid(headings: &[Option<Expr>]) -> bool {
    let divide = |heading: &Expr| {
        matches!(
            heading.kind,
            ExprKind::Arithmetic(ArithmeticOperator::Divide, ..)
        )
    };
    headings
        .first()
        .and_then(Option::as_ref)
        .is_some_and(divide)
}

fn literal(text: &str, at: Span) -> Expr {
    Expr {
        kind: ExprKind::Text(Template {
            parts: vec![TemplatePart::Literal(nfc(text))],
        }),
        span: NodeSpan(at),
    }
}
