//! The names that a pack declares, as far as the syntax tells.

use super::ast::{ExprKind, ListRows, TextTable};
use super::ast::{
    MemberName, Pack, RecordItem, RecordSource, ScoreItem, Statement, TypeExpr, TypeKind,
};
use super::suspects::Declared;

/// Every name that a pack declares.
pub(super) fn names(pack: &Pack) -> Declared {
    let mut declared = Declared::default();
    for statement in &pack.statements {
        declared.statement(statement);
    }
    declared
}

impl Declared {
    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Use(used) => {
                self.values.insert(used.name.text.clone());
            }
            Statement::Pack(_) | Statement::Source(_) | Statement::Test(_) => {}
            Statement::Record(record) => {
                self.values.insert(record.name.text.clone());
                self.record_source(&record.source);
                for item in &record.items {
                    self.record_item(item);
                }
            }
            Statement::List(list) => {
                self.values.insert(list.name.text.clone());
                if let ListRows::Table(table) = &list.rows {
                    self.first_column(table);
                }
            }
            Statement::Param(param) => {
                self.values.insert(param.name.text.clone());
                self.type_members(param.ty.as_ref());
            }
            Statement::Segment(segment) => {
                self.values.insert(segment.name.text.clone());
            }
            Statement::Score(score) => {
                self.values.insert(score.name.text.clone());
                for item in &score.items {
                    if let ScoreItem::Band(band) = item {
                        self.member(&band.name);
                    }
                }
            }
            Statement::Strategy(strategy) => {
                self.values.insert(strategy.name.text.clone());
                for option in &strategy.options {
                    self.member(&option.name);
                }
            }
            Statement::Check(check) => {
                self.values.insert(check.name.text.clone());
            }
            Statement::Decision(decision) => {
                self.values.insert(decision.name.text.clone());
                for cell in decision.output_cells() {
                    if let ExprKind::Name(name) = &cell.kind {
                        self.members.insert(name.clone());
                    }
                }
            }
            Statement::View(view) => {
                self.values.insert(view.name.text.clone());
            }
        }
    }

    fn record_source(&mut self, source: &RecordSource) {
        match source {
            RecordSource::Derived(derived) => {
                let names = derived.by.iter().map(|shared| shared.name.text.clone());
                self.values.extend(names);
                self.values.insert("rows".to_owned());
            }
            RecordSource::Table | RecordSource::ForEvery(_) => {}
        }
    }

    fn record_item(&mut self, item: &RecordItem) {
        match item {
            RecordItem::Field(field) => {
                self.values.insert(field.name.text.clone());
                self.type_members(Some(&field.ty));
            }
            RecordItem::Computed(computed) => {
                self.values.insert(computed.name.text.clone());
                self.type_members(computed.ty.as_ref());
            }
            RecordItem::Relation(relation) => {
                self.values.insert(relation.name.text.clone());
            }
            RecordItem::Missing(_) | RecordItem::Written(_) => {}
        }
    }

    fn type_members(&mut self, ty: Option<&TypeExpr>) {
        let mut kind = ty.map(|ty| &ty.kind);
        while let Some(TypeKind::ListOf(inner)) = kind {
            kind = Some(&inner.kind);
        }
        if let Some(TypeKind::OneOf { members, .. }) = kind {
            for member in members {
                self.member(&member.name);
            }
        }
    }

    fn member(&mut self, name: &MemberName) {
        self.members.insert(match name {
            MemberName::Name(name) => name.text.clone(),
            MemberName::Text(text) | MemberName::Number(text) => text.value.clone(),
        });
    }

    fn first_column(&mut self, table: &TextTable) {
        for row in &table.rows {
            if let Some(Some(cell)) = row.cells.first()
                && let ExprKind::Name(name) = &cell.kind
            {
                self.members.insert(name.clone());
            }
        }
    }
}
