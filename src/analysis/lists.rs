//! Lists: values with labels and further columns.

use std::collections::BTreeMap;

use super::analyser::Analyser;
use super::errors::{DeclarationProblem, NameProblem};
use crate::ir::{Attribute, DomainId, Member, Named, Type, Value};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, ListRows, TextTable};

/// Results of rules that a list's column would hide.
const TAKEN: &[&str] = &["possible", "because", "open", "status"];

impl Analyser<'_> {
    /// Lowers the lists. They read no other declaration but params.
    pub fn lower_lists(&mut self) {
        for (id, list) in self.instances[self.here].lists.clone() {
            self.lower_list(id, list);
            self.share_list(id, list);
        }
    }

    fn lower_list(&mut self, id: DomainId, list: &ast::List) {
        let beside = self.beside;
        let table = match &list.rows {
            ListRows::Table(table) => table,
            ListRows::File(path) => match beside.table(path) {
                Some(table) => table,
                // What is wrong with the file has been said.
                None => return,
            },
        };
        let header = &table.header;
        self.check_header(table);
        let Some(name_column) = header.iter().position(|name| name.text == "name") else {
            let found = header.iter().map(|name| name.text.clone()).collect();
            self.report(DeclarationProblem::ListWithoutNames {
                found,
                at: table.span.0,
            });
            return;
        };
        if table.rows.is_empty() {
            let what = format!("the list `{}`", list.name.text);
            self.report(DeclarationProblem::Empty {
                what,
                needs: "a row",
                at: list.span.0,
            });
            return;
        }
        let label_column = header.iter().position(|name| name.text == "label");
        let mut members = Vec::new();
        for row in &table.rows {
            let name = row.cells.get(name_column).and_then(Option::as_ref);
            let Some((name, span)) = name.and_then(member_cell) else {
                let at = name.map_or(row.span.0, |cell| cell.span.0);
                self.report(DeclarationProblem::NamelessValue {
                    list: list.name.text.clone(),
                    at,
                });
                continue;
            };
            let label = label_column
                .and_then(|column| row.cells.get(column))
                .and_then(Option::as_ref);
            let label = label.and_then(|cell| self.text_cell(cell));
            members.push(Member {
                named: Named { name, label, span },
                written_as: None,
            });
        }
        self.check_members("value", &members);
        let whole = members.len() == table.rows.len();
        self.program.domains[id].members = members;
        for (column, name) in header.iter().enumerate() {
            let own = column == name_column || Some(column) == label_column;
            if !own && whole {
                self.lower_attribute(id, table, column, name);
            }
        }
    }

    fn check_header(&mut self, table: &TextTable) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for name in &table.header {
            let at = name.span.0;
            if let Some(before) = seen.insert(&name.text, at) {
                let what = "column".to_owned();
                self.report(NameProblem::Twice {
                    what,
                    name: name.text.clone(),
                    at,
                    before,
                });
            }
            if TAKEN.contains(&name.text.as_str()) {
                self.report(NameProblem::ColumnTaken {
                    name: name.text.clone(),
                    at,
                });
            }
        }
    }

    fn text_cell(&mut self, cell: &Expr) -> Option<String> {
        match plain_text(cell) {
            Some(text) => Some(text),
            None => {
                self.report(DeclarationProblem::UnquotedCell {
                    name: bare(cell),
                    at: cell.span.0,
                });
                None
            }
        }
    }

    /// A further column: all its cells are of one type, blanks aside.
    fn lower_attribute(
        &mut self,
        id: DomainId,
        table: &TextTable,
        column: usize,
        name: &ast::Name,
    ) {
        let mut column_type: Option<Type> = None;
        let mut values = Vec::new();
        for row in &table.rows {
            let Some(cell) = row.cells.get(column).and_then(Option::as_ref) else {
                values.push(None);
                continue;
            };
            if let Some(name) = bare(cell) {
                let is_param = self.declared(&name).is_some();
                if !is_param {
                    let name = Some(name);
                    self.report(DeclarationProblem::UnquotedCell {
                        name,
                        at: cell.span.0,
                    });
                    return;
                }
            }
            let Some((expr, value)) = self.constant(cell, None) else {
                return;
            };
            let ty = self.type_of(expr).clone();
            column_type = match column_type {
                None => Some(ty),
                Some(before) => {
                    let Some(both) = self.unified(&before, &ty) else {
                        let problem = DeclarationProblem::MixedColumn {
                            column: name.text.clone(),
                            before: self.describe(&before),
                            found: self.describe(&ty),
                            at: cell.span.0,
                        };
                        self.report(problem);
                        return;
                    };
                    Some(both)
                }
            };
            values.push(Some(value));
        }
        let (name, ty) = (name.text.clone(), column_type.unwrap_or(Type::Text));
        self.program.domains[id]
            .attributes
            .push(Attribute { name, ty, values });
    }
}

/// The name in a cell of the name column, bare or quoted.
fn member_cell(cell: &Expr) -> Option<(String, Span)> {
    bare(cell)
        .or_else(|| plain_text(cell))
        .map(|name| (name, cell.span.0))
}

fn bare(cell: &Expr) -> Option<String> {
    if let ExprKind::Name(name) = &cell.kind {
        Some(name.clone())
    } else {
        None
    }
}

/// The text of a quoted cell without holes.
pub fn plain_text(cell: &Expr) -> Option<String> {
    let ExprKind::Text(template) = &cell.kind else {
        return None;
    };
    match template.parts.as_slice() {
        [] => Some(String::new()),
        [ast::TemplatePart::Literal(text)] => Some(text.clone()),
        _ => None,
    }
}

/// A value as it is kept for a text.
pub fn text_value(text: &str) -> Value {
    Value::Text(text.into())
}
