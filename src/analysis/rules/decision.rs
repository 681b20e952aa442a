//! Decisions: the lines of a table, or of a grid cell by cell.

use std::collections::BTreeMap;

use super::cells::Heading;
use crate::analysis::analyser::{Analyser, named};
use crate::analysis::collect::outcomes_of;
use crate::analysis::errors::{DecisionProblem, DeclarationProblem, NameProblem};
use crate::ir::{
    Decision, DecisionLine, DecisionOutput, Domain, DomainId, DomainKind, ExprId, HitPolicy, Named,
    Type, Value,
};
use crate::source::Span;
use crate::syntax::ast::{
    self, AT, BECAUSE, DecisionTable, Expr, ExprKind, GridTable, InputCell, InputCellKind,
    LineTable, TableLine,
};

/// Results that a further column would hide.
const TAKEN: &[&str] = &["possible", "open", "status", "label"];

/// What the lines of a table come to.
struct Lowered {
    inputs: Vec<ExprId>,
    lines: Vec<DecisionLine>,
    outputs: Vec<DecisionOutput>,
}

impl Analyser<'_> {
    /// Lowers a decision.
    pub fn lower_decision(
        &mut self,
        decision: &ast::Decision,
        domain: DomainId,
    ) -> Option<Decision> {
        let is_empty = match &decision.table {
            // What is wrong with its file has been said.
            DecisionTable::Lines(table) if table.inputs.is_empty() => return None,
            DecisionTable::Lines(table) => table.lines.is_empty(),
            DecisionTable::Grid(table) => table.lines.is_empty() || table.columns.is_empty(),
        };
        if is_empty {
            let what = format!("the table of `{}`", decision.name.text);
            let needs = "a line below its head";
            let at = decision.table.span().0;
            self.report(DeclarationProblem::Empty { what, needs, at });
            return None;
        }
        self.check_gives(decision.gives.as_ref());
        self.context.in_file = decision.file.is_some();
        let lowered = match &decision.table {
            DecisionTable::Lines(table) => self.lower_lines(decision, table, domain),
            DecisionTable::Grid(table) => self.lower_grid(decision, table, domain),
        };
        self.context.in_file = false;
        let Lowered {
            inputs,
            lines,
            outputs,
        } = lowered?;
        self.check_lines_give(decision, domain, &lines);
        let columns = match &decision.table {
            DecisionTable::Lines(_) => None,
            DecisionTable::Grid(table) => Some(table.columns.len()),
        };
        Some(Decision {
            policy: decision.policy,
            columns,
            inputs,
            proved_complete: lines.iter().any(|line| line.condition.is_none()),
            proved_unique: false,
            lines,
            outputs,
            domain,
        })
    }

    /// A value of the list that no line gives; where a line works its value out, any may come.
    fn check_lines_give(
        &mut self,
        decision: &ast::Decision,
        domain: DomainId,
        lines: &[DecisionLine],
    ) {
        let given = lines.iter().map(|line| {
            if let Value::Choice(_, place) = self.literal_value(*line.outputs.first()?)? {
                Some(place)
            } else {
                None
            }
        });
        if let Some(given) = given.collect::<Option<Vec<u32>>>() {
            self.check_given(decision.gives.as_ref(), domain, &given, "a line");
        }
    }

    // ---- tables of lines ----------------------------------------------------------------------

    fn lower_lines(
        &mut self,
        decision: &ast::Decision,
        table: &LineTable,
        domain: DomainId,
    ) -> Option<Lowered> {
        let before = self.finding_count();
        self.check_headings(table);
        self.check_otherwise_lines(table);
        let inputs: Vec<Option<ExprId>> = table
            .inputs
            .iter()
            .map(|heading| self.expression(heading))
            .collect();
        let conditions: Vec<_> = table
            .lines
            .iter()
            .map(|line| self.line_condition(line, table, &inputs))
            .collect();
        let mut outputs = Vec::new();
        let mut columns: Vec<Vec<ExprId>> = Vec::new();
        let mut reasons = Vec::new();
        let mut whole = true;
        for (place, name) in table.outputs.iter().enumerate() {
            let cells = table.lines.iter().map(|line| line.outputs.get(place));
            let cells: Vec<Option<&Expr>> =
                cells.map(|cell| cell.and_then(Option::as_ref)).collect();
            let spans = table.lines.iter().map(|line| line.span.0);
            if place > 0 && name.text == BECAUSE {
                reasons = cells
                    .iter()
                    .map(|cell| cell.map(|cell| self.text(cell, "`because`")))
                    .collect();
                continue;
            }
            let column = OutputColumn {
                name: &name.text,
                domain: (place == 0).then_some(domain),
                gives: place == 0 && decision.gives.is_some(),
            };
            match self.output_column(decision, &column, &cells, &spans.collect::<Vec<_>>()) {
                Some((ty, values)) => {
                    outputs.push(DecisionOutput {
                        named: named(name, None),
                        ty,
                    });
                    columns.push(values);
                }
                None => whole = false,
            }
        }
        let inputs: Vec<ExprId> = inputs.into_iter().collect::<Option<_>>()?;
        let conditions: Vec<_> = conditions.into_iter().collect::<Option<_>>()?;
        let mut lines = Vec::new();
        for (place, (line, (cells, condition))) in table.lines.iter().zip(conditions).enumerate() {
            let because = match reasons.get(place) {
                Some(Some(reason)) => Some((*reason)?),
                Some(None) | None => None,
            };
            lines.push(DecisionLine {
                cells,
                condition,
                outputs: columns
                    .iter()
                    .filter_map(|column| column.get(place).copied())
                    .collect(),
                because,
                span: line.span.0,
            });
        }
        (whole && self.finding_count() == before).then_some(Lowered {
            inputs,
            lines,
            outputs,
        })
    }

    /// Headings that stand twice, and names of results.
    fn check_headings(&mut self, table: &LineTable) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for name in &table.outputs {
            let at = name.span.0;
            if let Some(before) = seen.insert(&name.text, at) {
                let (what, name) = ("column".to_owned(), name.text.clone());
                self.report(NameProblem::Twice {
                    what,
                    name,
                    at,
                    before,
                });
            }
            if TAKEN.contains(&name.text.as_str()) {
                let name = name.text.clone();
                self.report(DecisionProblem::ColumnTaken { name, at });
            }
        }
        for (place, heading) in table.inputs.iter().enumerate() {
            let twin = table
                .inputs
                .iter()
                .take(place)
                .find(|other| *other == heading);
            if let Some(twin) = twin {
                let (at, before) = (heading.span.0, twin.span.0);
                self.report(DecisionProblem::HeadingTwice { at, before });
            }
        }
    }

    /// `otherwise` stands once, in the first cell of the last line, and the line tests nothing else.
    fn check_otherwise_lines(&mut self, table: &LineTable) {
        let mut before: Option<Span> = None;
        for line in &table.lines {
            match (otherwise(line), before) {
                (Some(at), Some(before)) => {
                    self.report(DecisionProblem::OtherwiseTwice { at, before });
                }
                (Some(at), None) => {
                    before = Some(at);
                    let tests = line.cells.iter().skip(1).find(|cell| tests(cell));
                    if let Some(cell) = tests {
                        let (at, otherwise) = (cell.span.0, at);
                        self.report(DecisionProblem::OtherwiseAlone { at, otherwise });
                    }
                }
                (None, Some(otherwise)) => {
                    let at = line.span.0;
                    self.report(DecisionProblem::AfterOtherwise { at, otherwise });
                }
                (None, None) => {}
            }
        }
    }

    /// The conditions of a line's cells, and all of them together.
    #[allow(clippy::type_complexity)]
    fn line_condition(
        &mut self,
        line: &TableLine,
        table: &LineTable,
        inputs: &[Option<ExprId>],
    ) -> Option<(Vec<Option<ExprId>>, Option<ExprId>)> {
        if otherwise(line).is_some() {
            return Some((vec![None; inputs.len()], None));
        }
        let cells: Vec<Option<Option<ExprId>>> = line
            .cells
            .iter()
            .zip(inputs.iter().zip(&table.inputs))
            .map(|(cell, (id, heading))| self.input_cell(cell, id.map(|id| (id, heading))))
            .collect();
        let cells: Vec<Option<ExprId>> = cells.into_iter().collect::<Option<_>>()?;
        let span = line.span.0;
        let condition = self.all_of(cells.iter().copied().flatten().collect(), span);
        Some((cells, Some(condition)))
    }

    // ---- what comes out -----------------------------------------------------------------------

    /// The values of a column, and the type of all of them.
    fn output_column(
        &mut self,
        decision: &ast::Decision,
        column: &OutputColumn<'_>,
        cells: &[Option<&Expr>],
        spans: &[Span],
    ) -> Option<(Type, Vec<ExprId>)> {
        let mut blank = false;
        for (_, at) in cells.iter().zip(spans).filter(|(cell, _)| cell.is_none()) {
            blank = true;
            let column = column.name.to_owned();
            self.report(DecisionProblem::BlankOutput { column, at: *at });
        }
        let cells: Vec<&Expr> = cells.iter().copied().flatten().collect();
        if blank || cells.is_empty() {
            return None;
        }
        if let Some(domain) = self.choice_of(decision, column, &cells)? {
            let values: Vec<Option<ExprId>> = cells
                .iter()
                .map(|cell| self.value(cell, Some(domain)))
                .collect();
            let values = values.into_iter().collect::<Option<_>>()?;
            return Some((Type::Choice(domain), values));
        }
        let values: Vec<Option<ExprId>> = cells.iter().map(|cell| self.expression(cell)).collect();
        let values: Vec<ExprId> = values.into_iter().collect::<Option<_>>()?;
        let ty = self.column_type(column.name, &values)?;
        Some((ty, values))
    }

    /// The choice of a column of bare names; none where it holds values. Outside: in error or not.
    #[allow(clippy::option_option)]
    fn choice_of(
        &mut self,
        decision: &ast::Decision,
        column: &OutputColumn<'_>,
        cells: &[&Expr],
    ) -> Option<Option<DomainId>> {
        let is_name = |cell: &&&Expr| matches!(cell.kind, ExprKind::Name(_));
        if column.gives {
            // An unknown list has been reported; its values are not missed one by one.
            let domain = column.domain?;
            return (!self.program.domains[domain].members.is_empty()).then_some(Some(domain));
        }
        let names = cells.iter().filter(is_name).count();
        if names == 0 {
            return Some(None);
        }
        if names < cells.len() {
            let at_first = cells.first().is_some_and(|cell| is_name(&cell));
            let odd = cells.iter().find(|cell| is_name(cell) != at_first);
            if let Some(cell) = odd {
                self.report(mixed(column.name, cell));
            }
            return None;
        }
        if let Some(domain) = column.domain {
            return Some(Some(domain));
        }
        let members = outcomes_of(cells);
        self.check_members("outcome", &members);
        let name = format!("{}.{}", decision.name.text, column.name);
        Some(Some(self.program.domains.push(Domain {
            name,
            kind: DomainKind::Options,
            ordered: false,
            members,
            attributes: Vec::new(),
        })))
    }

    fn column_type(&mut self, column: &str, values: &[ExprId]) -> Option<Type> {
        let (&first, rest) = values.split_first()?;
        let mut ty = self.type_of(first).clone();
        for &id in rest {
            let other = self.type_of(id).clone();
            let Some(both) = self.unified(&ty, &other) else {
                let problem = DeclarationProblem::MixedColumn {
                    column: column.to_owned(),
                    before: self.describe(&ty),
                    found: self.describe(&other),
                    at: self.span_of(id),
                };
                self.report(problem);
                return None;
            };
            ty = both;
        }
        Some(ty)
    }

    // ---- grids --------------------------------------------------------------------------------

    /// A grid is the table with a line for each of its values.
    fn lower_grid(
        &mut self,
        decision: &ast::Decision,
        table: &GridTable,
        domain: DomainId,
    ) -> Option<Lowered> {
        let before = self.finding_count();
        let (down, across) = (self.expression(&table.down), self.expression(&table.across));
        let down_heading = down.map(|id| (id, &table.down));
        let across_heading = across.map(|id| (id, &table.across));
        let policy = decision.policy;
        let columns: Vec<_> = table
            .columns
            .iter()
            .map(|cell| self.grid_cell(cell, across_heading, policy))
            .collect();
        let rows: Vec<_> = table
            .lines
            .iter()
            .map(|line| self.grid_cell(&line.cell, down_heading, policy))
            .collect();
        let cells: Vec<Option<&Expr>> = table
            .lines
            .iter()
            .flat_map(|line| line.values.iter().map(Option::as_ref))
            .collect();
        let spans: Vec<Span> = table
            .lines
            .iter()
            .flat_map(|line| {
                let place = |value: &Option<Expr>| value.as_ref().map(|value| value.span.0);
                line.values
                    .iter()
                    .map(move |value| place(value).unwrap_or(line.span.0))
            })
            .collect();
        let column = OutputColumn {
            name: &decision.name.text,
            domain: Some(domain),
            gives: decision.gives.is_some(),
        };
        let (ty, values) = self.output_column(decision, &column, &cells, &spans)?;
        let inputs = vec![down?, across?];
        let columns: Vec<Option<ExprId>> = columns.into_iter().collect::<Option<_>>()?;
        let rows: Vec<Option<ExprId>> = rows.into_iter().collect::<Option<_>>()?;
        let mut lines = Vec::new();
        let mut values = values.into_iter().zip(spans);
        for (line, row) in table.lines.iter().zip(rows) {
            for (place, (head, column)) in table.columns.iter().zip(&columns).enumerate() {
                let (value, span) = values.next()?;
                let cells = vec![row, *column];
                let condition = self.all_of(cells.iter().copied().flatten().collect(), span);
                let at = format!(
                    "{}{}",
                    cell_name(&line.cell, lines.len()),
                    cell_name(head, place)
                );
                let at = self.literal(Value::Text(at.into()), span);
                lines.push(DecisionLine {
                    cells,
                    condition: Some(condition),
                    outputs: vec![value, at],
                    because: None,
                    span,
                });
            }
        }
        let at = Named {
            name: AT.to_owned(),
            label: None,
            span: table.head.0,
        };
        let outputs = vec![
            DecisionOutput {
                named: named(&decision.name, None),
                ty,
            },
            DecisionOutput {
                named: at,
                ty: Type::Text,
            },
        ];
        (self.finding_count() == before).then_some(Lowered {
            inputs,
            lines,
            outputs,
        })
    }

    /// A cell at an edge of a grid. Where the first that holds decides, `otherwise` is any value.
    #[allow(clippy::option_option)]
    fn grid_cell(
        &mut self,
        cell: &InputCell,
        heading: Option<Heading<'_>>,
        policy: HitPolicy,
    ) -> Option<Option<ExprId>> {
        if cell.kind != InputCellKind::Otherwise {
            return self.input_cell(cell, heading);
        }
        match policy {
            HitPolicy::First => Some(None),
            HitPolicy::Unique | HitPolicy::All => {
                self.report(DecisionProblem::OtherwiseInGrid { at: cell.span.0 });
                None
            }
        }
    }
}

/// A column of what comes out.
struct OutputColumn<'n> {
    name: &'n str,
    /// The outcomes that the decision was declared with, for its first column.
    domain: Option<DomainId>,
    /// True if these are the values of a list.
    gives: bool,
}

/// Where `otherwise` stands in a line.
fn otherwise(line: &TableLine) -> Option<Span> {
    let first = line.cells.first()?;
    (first.kind == InputCellKind::Otherwise).then_some(first.span.0)
}

fn tests(cell: &InputCell) -> bool {
    match &cell.kind {
        InputCellKind::Blank | InputCellKind::Any => false,
        InputCellKind::Otherwise | InputCellKind::Test(_) => true,
    }
}

/// A name among values, or a value among names.
fn mixed(column: &str, cell: &Expr) -> DecisionProblem {
    let (column, at) = (column.to_owned(), cell.span.0);
    if let ExprKind::Name(name) = &cell.kind {
        let name = name.clone();
        return DecisionProblem::NameAmongValues { column, name, at };
    }
    DecisionProblem::ValueAmongNames { column, at }
}

/// How a row or column of a grid is called where two of them meet; by its number where it asks for
/// more than one value.
fn cell_name(cell: &InputCell, place: usize) -> String {
    cell.name().unwrap_or_else(|| format!("{}", place + 1))
}
