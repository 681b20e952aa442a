//! Views: which columns, which rows, in what order.

use std::collections::BTreeMap;

use super::analyser::{Analyser, Declared, Node, named};
use super::errors::{DeclarationProblem, NameProblem, RuleProblem};
use super::expressions::path;
use crate::ir::{NumberType, NumberUnit, SortKey, Type, View, ViewColumn, ViewValue};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, Statement, ViewItem};

impl<'a> Analyser<'a> {
    /// Lowers the views.
    pub fn lower_views(&mut self) {
        let mut seen: BTreeMap<&'a str, Span> = BTreeMap::new();
        let pack = self.pack();
        for statement in &pack.statements {
            let Statement::View(view) = statement else {
                continue;
            };
            let at = view.name.span.0;
            let record = match self.declared(&view.name.text) {
                Some(declared @ Declared::Record(_)) => Some(self.place_of(declared)),
                Some(_) | None => None,
            };
            if let Some(before) = seen.insert(&view.name.text, at).or(record) {
                let (what, name) = ("view".to_owned(), view.name.text.clone());
                self.report(NameProblem::Twice {
                    what,
                    name,
                    at,
                    before,
                });
            }
            if let Some(view) = self.lower_view(view) {
                self.program.views.push(view);
            }
        }
    }

    fn lower_view(&mut self, view: &ast::View) -> Option<View> {
        let (record, within) = self.target(&view.target, &mut Vec::new())?;
        if let Some(segment) = within {
            self.ensure(Node::Rule(segment), Some(view.target.span.0));
        }
        let mut lowered = View {
            named: named(&view.name, view.label.as_ref()),
            record,
            within,
            columns: Vec::new(),
            filter: None,
            sort: Vec::new(),
            top: None,
            span: view.span.0,
        };
        let before = self.finding_count();
        self.check_view_lines(view);
        for item in &view.items {
            self.on_rows(record, |this| this.view_item(item, &mut lowered));
        }
        self.check_column_names(&lowered);
        (self.finding_count() == before).then_some(lowered)
    }

    fn check_view_lines(&mut self, view: &ast::View) {
        let mut seen: BTreeMap<&'static str, Span> = BTreeMap::new();
        let mut shows = false;
        for item in &view.items {
            let (line, at) = match item {
                ViewItem::Show { .. } => {
                    shows = true;
                    continue;
                }
                ViewItem::Where { span, .. } => ("where", span.0),
                ViewItem::Sort { span, .. } => ("sort", span.0),
                ViewItem::Top { span, .. } => ("top", span.0),
            };
            if let Some(before) = seen.insert(line, at) {
                self.report(RuleProblem::LineTwice { line, at, before });
            }
        }
        if !shows {
            let what = format!("the view `{}`", view.name.text);
            let needs = "a line that says what to show, as in `show name`";
            self.report(DeclarationProblem::Empty {
                what,
                needs,
                at: view.span.0,
            });
        }
    }

    fn view_item(&mut self, item: &ViewItem, view: &mut View) {
        match item {
            ViewItem::Show { columns, .. } => {
                for column in columns {
                    view.columns.extend(self.view_column(column));
                }
            }
            ViewItem::Where { condition, .. } => {
                view.filter = self.condition(condition, "`where`");
            }
            ViewItem::Sort { keys, .. } => {
                for key in keys {
                    view.sort.extend(self.sort_key(key));
                }
            }
            ViewItem::Top { count, .. } => view.top = self.top(count),
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    fn view_column(&mut self, column: &ast::ShowColumn) -> Option<ViewColumn> {
        let span = column.value.span.0;
        let id = self.with_result_texts(true, |this| this.printed(&column.value))?;
        let heading = column.heading.as_ref().map(|heading| heading.value.clone());
        let Some(name) = heading.clone().or_else(|| column_name(&column.value)) else {
            self.report(RuleProblem::NoHeading { at: span });
            return None;
        };
        let bare = matches!(column.value.kind, ExprKind::Name(_))
            || self.qualified(&column.value).is_some();
        let value = match self.program.exprs[id].kind {
            crate::ir::ExprKind::Rule(rule, crate::ir::Output::Value) if bare => {
                ViewValue::Rule(rule)
            }
            _ => ViewValue::Expr(id),
        };
        Some(ViewColumn {
            value,
            name,
            heading: heading.is_some(),
            span,
        })
    }

    fn check_column_names(&mut self, view: &View) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for column in &view.columns {
            if let Some(&before) = seen.get(column.name.as_str()) {
                let (what, name) = ("column".to_owned(), column.name.clone());
                self.report(NameProblem::Twice {
                    what,
                    name,
                    at: column.span,
                    before,
                });
            }
            seen.insert(&column.name, column.span);
        }
    }

    fn sort_key(&mut self, key: &ast::SortKey) -> Option<SortKey> {
        let value = self.with_result_texts(true, |this| this.expression(&key.value))?;
        let ty = self.type_of(value).clone();
        if matches!(ty, Type::List(_) | Type::Months) {
            let found = self.describe(&ty);
            self.report(RuleProblem::SortBy {
                found,
                at: key.value.span.0,
            });
            return None;
        }
        Some(SortKey {
            value,
            descending: key.descending,
        })
    }

    fn top(&mut self, count: &ast::Expr) -> Option<u64> {
        let (value, ty) = self.constant_number(count)?;
        let plain = matches!(
            ty,
            NumberType {
                unit: NumberUnit::Plain,
                ..
            }
        );
        let rows = u64::try_from(value.trunc()).ok().filter(|&rows| rows > 0);
        match rows {
            Some(rows) if plain && value.is_integer() => Some(rows),
            _ => {
                self.report(RuleProblem::Top { at: count.span.0 });
                None
            }
        }
    }
}

/// The name of a column without a heading: `bant_band` for `bant.band`.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
fn column_name(value: &ast::Expr) -> Option<String> {
    match &value.kind {
        ExprKind::Query {
            value,
            of: Some(set),
            ..
        } => Some(format!("{}_{}", path(set)?, path(value)?).replace('.', "_")),
        _ => path(value).map(|path| path.replace('.', "_")),
    }
}
