//! The statements of a pack, and those that are neither records nor rules.

use super::{Builder, Children};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{
    Binding, Expectation, ExprKind, GivenCell, GivenRows, List, ListRows, PackHead, Param,
    ShowColumn, SortKey, Source, Statement, TableRow, Test, TestItem, TextTable, Use, View,
    ViewItem,
};
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    /// The statements of a parsed `pack`.
    pub(super) fn statements_of(&mut self, pair: Pair<'_, Rule>) -> Vec<Statement> {
        let mut made = Vec::new();
        for statement in pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::statement)
        {
            if let Some(inner) = statement.into_inner().next() {
                made.extend(self.statement(inner));
            }
        }
        made
    }

    fn statement(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        match pair.as_rule() {
            Rule::pack_head => {
                let span = self.node(&pair);
                let mut children = Children::of(pair);
                let name = self.name(&children.take(Rule::name)?);
                let label = self.optional_text(&mut children);
                Some(Statement::Pack(PackHead { name, label, span }))
            }
            Rule::source => {
                let span = self.node(&pair);
                let text = Children::of(pair).take(Rule::text)?;
                Some(Statement::Source(Source {
                    text: self.text(&text),
                    span,
                }))
            }
            Rule::use_statement => self.use_of(pair).map(Statement::Use),
            Rule::record => self.record(pair).map(Statement::Record),
            Rule::list_statement => self.list(pair).map(Statement::List),
            Rule::param => self.param(pair).map(Statement::Param),
            Rule::segment => self.segment(pair).map(Statement::Segment),
            Rule::score => self.score(pair).map(Statement::Score),
            Rule::strategy => self.strategy(pair).map(Statement::Strategy),
            Rule::check => self.check(pair).map(Statement::Check),
            Rule::decision => self.decision(pair).map(Statement::Decision),
            Rule::view => self.view(pair).map(Statement::View),
            Rule::test => self.test(pair).map(Statement::Test),
            _ => None,
        }
    }

    fn use_of(&mut self, pair: Pair<'_, Rule>) -> Option<Use> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let path = self.text(&children.take(Rule::text)?);
        let name = self.name(&children.take(Rule::name)?);
        let mut bindings = Vec::new();
        while let Some(binding) = children.take(Rule::binding) {
            bindings.push(self.binding(binding)?);
        }
        Some(Use {
            path,
            name,
            bindings,
            span,
        })
    }

    fn binding(&mut self, pair: Pair<'_, Rule>) -> Option<Binding> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let value = self.expr(children.take(Rule::expr)?);
        Some(Binding { name, value, span })
    }

    fn list(&mut self, pair: Pair<'_, Rule>) -> Option<List> {
        let span = self.node(&pair);
        let ordered = pair
            .clone()
            .into_inner()
            .any(|part| part.as_rule() == Rule::k_ordered);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let rows = match children.take(Rule::list_file) {
            Some(file) => ListRows::File(self.text(&Children::of(file).take(Rule::text)?)),
            None => ListRows::Table(self.table(children.take(Rule::table)?)?),
        };
        Some(List {
            name,
            ordered,
            label,
            rows,
            span,
        })
    }

    fn table(&mut self, pair: Pair<'_, Rule>) -> Option<TextTable> {
        let (mut header, mut rows, mut span) = (None, Vec::new(), None);
        for part in pair.into_inner() {
            let place = self.span(&part);
            if part.as_rule() == Rule::header {
                let names: Vec<_> = part
                    .into_inner()
                    .filter(|cell| cell.as_rule() == Rule::name)
                    .collect();
                header = Some((
                    names.iter().map(|name| self.name(name)).collect::<Vec<_>>(),
                    place,
                ));
                span = Some(place);
            } else if part.as_rule() == Rule::row {
                span = span.map(|span: crate::source::Span| span.to(place));
                let row = self.row(part);
                if let Some((names, head)) = &header
                    && names.len() != row.cells.len()
                {
                    self.report(
                        Diagnostic::new(
                            Code::E019,
                            format!(
                                "this row has {}, the head has {}",
                                cells(row.cells.len()),
                                cells(names.len())
                            ),
                            place,
                        )
                        .and(*head, "the head")
                        .help("give every row a cell a column; a blank cell is `| |`"),
                    );
                }
                rows.push(row);
            }
        }
        let (header, place) = header?;
        let span = crate::syntax::ast::NodeSpan(span.unwrap_or(place));
        Some(TextTable { header, rows, span })
    }

    fn row(&mut self, pair: Pair<'_, Rule>) -> TableRow {
        let span = self.node(&pair);
        let cells = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::cell)
            .map(|cell| cell.into_inner().next().map(|value| self.expr(value)))
            .collect();
        TableRow { cells, span }
    }

    fn param(&mut self, pair: Pair<'_, Rule>) -> Option<Param> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let (ty, early) = self.type_and_label(&mut children);
        let value = self.expr(children.take(Rule::expr)?);
        let label = self.optional_text(&mut children).or(early);
        Some(Param {
            name,
            ty,
            value,
            label,
            span,
        })
    }

    // ---- views --------------------------------------------------------------------------------

    fn view(&mut self, pair: Pair<'_, Rule>) -> Option<View> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = self.name(&children.take(Rule::name)?);
        let label = self.optional_text(&mut children);
        let target = self.name(&children.take(Rule::target)?);
        let mut items = Vec::new();
        while let Some(item) = children.any() {
            items.extend(self.view_item(item));
        }
        Some(View {
            name,
            label,
            target,
            items,
            span,
        })
    }

    fn view_item(&mut self, pair: Pair<'_, Rule>) -> Option<ViewItem> {
        let span = self.node(&pair);
        let rule = pair.as_rule();
        let mut children = Children::of(pair);
        if rule == Rule::show {
            let mut columns = Vec::new();
            while let Some(shown) = children.take(Rule::shown) {
                let mut parts = Children::of(shown);
                let value = self.query(parts.take(Rule::query)?);
                columns.push(ShowColumn {
                    value,
                    heading: self.optional_text(&mut parts),
                });
            }
            return Some(ViewItem::Show { columns, span });
        }
        if rule == Rule::sort {
            let mut keys = Vec::new();
            while let Some(key) = children.take(Rule::sort_key) {
                keys.push(self.sort_key(key)?);
            }
            return Some(ViewItem::Sort { keys, span });
        }
        let value = self.expr(children.take(Rule::expr)?);
        Some(if rule == Rule::filter {
            ViewItem::Where {
                condition: value,
                span,
            }
        } else {
            ViewItem::Top { count: value, span }
        })
    }

    fn sort_key(&mut self, pair: Pair<'_, Rule>) -> Option<SortKey> {
        let mut children = pair.into_inner();
        let value = self.expr(children.next()?);
        let mut descending = false;
        if let Some(order) = children.next() {
            let written = order.as_str().to_lowercase();
            descending = written.starts_with("desc") || written == "down";
            if order.as_rule() == Rule::wrong_order {
                let span = self.span(&order);
                let better = if descending {
                    "descending"
                } else {
                    "ascending"
                };
                self.report(
                    Diagnostic::new(
                        Code::E001,
                        format!("`{}` is no order", order.as_str()),
                        span,
                    )
                    .help(format!("write `{better}`"))
                    .fix(span, better),
                );
            }
        }
        Some(SortKey { value, descending })
    }

    // ---- tests --------------------------------------------------------------------------------

    fn test(&mut self, pair: Pair<'_, Rule>) -> Option<Test> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let label = self.text(&children.take(Rule::text)?);
        let mut items = Vec::new();
        while let Some(item) = children.any() {
            items.extend(self.test_item(item));
        }
        Some(Test { label, items, span })
    }

    fn test_item(&mut self, pair: Pair<'_, Rule>) -> Option<TestItem> {
        let span = self.node(&pair);
        let rule = pair.as_rule();
        let mut children = Children::of(pair);
        if rule == Rule::as_of {
            let date = self.expr(children.any()?);
            return Some(TestItem::AsOf { date, span });
        }
        if rule == Rule::test_param {
            let name = self.name(&children.take(Rule::target)?);
            let value = self.expr(children.take(Rule::expr)?);
            return Some(TestItem::Param { name, value, span });
        }
        if rule == Rule::given {
            let record = self.name(&children.take(Rule::name)?);
            let rows = children.any()?;
            let rows = if rows.as_rule() == Rule::table {
                GivenRows::Table(self.table(rows)?)
            } else {
                GivenRows::One(self.given_cells(rows))
            };
            return Some(TestItem::Given { record, rows, span });
        }
        let row = children
            .take(Rule::row_key)
            .and_then(|key| key.into_inner().next())
            .map(|text| self.text(&text));
        self.in_expect = true;
        let value = self.expr(children.take(Rule::expr)?);
        self.in_expect = false;
        let mut outcomes = Vec::new();
        while let Some(outcome) = children.take(Rule::expr) {
            outcomes.push(self.expr(outcome));
        }
        let expectation = if outcomes.is_empty() {
            Expectation::Holds(value)
        } else {
            Expectation::Possible {
                value,
                outcomes: self.plain_outcomes(outcomes),
            }
        };
        Some(TestItem::Expect {
            row,
            expectation,
            span,
        })
    }

    /// `possible [a, b]` is written without brackets.
    fn plain_outcomes(
        &mut self,
        outcomes: Vec<crate::syntax::ast::Expr>,
    ) -> Vec<crate::syntax::ast::Expr> {
        if let Some(only) = outcomes.first()
            && matches!(only.kind, ExprKind::List(_))
        {
            self.mistake(
                Code::E017,
                "the outcomes after `possible` stand without brackets",
                only.span.0,
                "write them one after another, as in `possible hot, warm`",
            );
        }
        outcomes
    }

    fn given_cells(&mut self, pair: Pair<'_, Rule>) -> Vec<GivenCell> {
        let mut cells = Vec::new();
        for part in pair.into_inner() {
            if part.as_rule() == Rule::missing_comma {
                let span = self.span(&part);
                let span = crate::source::Span {
                    start: span.start,
                    end: span.start,
                };
                self.report(
                    Diagnostic::new(Code::E028, "a comma is missing between two fields", span)
                        .help("write `,` after every value but the last")
                        .fix(span, ","),
                );
            } else if part.as_rule() == Rule::given_cell {
                cells.extend(self.given_cell(part));
            }
        }
        cells
    }

    fn given_cell(&mut self, pair: Pair<'_, Rule>) -> Option<GivenCell> {
        let mut children = pair.into_inner();
        let name = self.name(&children.next()?);
        let sign = children.next()?;
        if sign.as_rule() == Rule::equals {
            let span = self.span(&sign);
            self.report(
                Diagnostic::new(Code::E028, "a given value is not set with `=`", span)
                    .help(format!("write `{}: …`", name.text))
                    .fix(span, ":"),
            );
        }
        let value = self.expr(children.next()?);
        Some(GivenCell { name, value })
    }
}

pub(super) fn cells(count: usize) -> String {
    if count == 1 {
        "1 cell".to_owned()
    } else {
        format!("{count} cells")
    }
}
