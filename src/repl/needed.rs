//! Which records an expression may be about, told by the names that it reads of its row. So that a question is compiled
//! for the records that it fits, and not for all of them.

use std::collections::BTreeSet;

use crate::ir::{Program, RecordId};
use crate::source::SourceFile;
use crate::syntax::ast::{Expr, ExprKind, TemplatePart};
use crate::syntax::parse_expression;

/// Of some records those that lack the fewest of the names that are read, in their order.
pub(super) fn most_fitting(
    program: &Program,
    records: &[RecordId],
    columns: &str,
) -> Vec<RecordId> {
    // Columns of a view may be sets; so may what a function is given.
    let source = SourceFile::new("input", format!("f({columns})"));
    let Ok(read) = parse_expression(&source) else {
        return records.to_vec();
    };
    let mut names = BTreeSet::new();
    collect(&read, &mut names);
    let lacking: Vec<usize> = records
        .iter()
        .map(|record| {
            let known = names_of(program, *record);
            names.iter().filter(|name| !known.contains(*name)).count()
        })
        .collect();
    let fewest = lacking.iter().min().copied().unwrap_or_default();
    let found = records.iter().zip(lacking);
    found
        .filter(|(_, lacking)| *lacking == fewest)
        .map(|(record, _)| *record)
        .collect()
}

/// The fields of a record and the rules for it.
fn names_of(program: &Program, record: RecordId) -> BTreeSet<&str> {
    let fields = program.records[record].fields.iter();
    let fields = fields.map(|field| program.fields[*field].named.name.as_str());
    let rules = program.rules.values().filter(|rule| rule.record == record);
    fields
        .chain(rules.map(|rule| rule.named.name.as_str()))
        .collect()
}

/// The names that an expression reads of its row. What stands inside a function of rows is read of other rows, and what
/// stands on the right of a comparison may be a value.
fn collect<'e>(expr: &'e Expr, found: &mut BTreeSet<&'e str>) {
    match &expr.kind {
        ExprKind::Name(name) => {
            found.insert(name);
        }
        ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Date(_) => {}
        ExprKind::Text(template) => {
            for part in &template.parts {
                if let TemplatePart::Hole(hole) = part {
                    collect(hole, found);
                }
            }
        }
        ExprKind::List(items) | ExprKind::And(items) | ExprKind::Or(items) => {
            items.iter().for_each(|item| collect(item, found));
        }
        ExprKind::Call { arguments, .. } => {
            arguments.iter().for_each(|item| collect(item, found));
        }
        ExprKind::Range(range) => {
            let ends = range.low.iter().chain(&range.high);
            ends.for_each(|end| collect(end, found));
        }
        ExprKind::Member(inner, _)
        | ExprKind::Parenthesis(inner)
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner)
        | ExprKind::Is { value: inner, .. }
        | ExprKind::Compare(_, inner, _)
        | ExprKind::Default(inner, _)
        | ExprKind::In { item: inner, .. } => collect(inner, found),
        ExprKind::Arithmetic(_, left, right) | ExprKind::TextTest(_, left, right) => {
            collect(left, found);
            collect(right, found);
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => [condition, then, otherwise]
            .iter()
            .for_each(|part| collect(part, found)),
        ExprKind::Query { value, of, .. } => collect(of.as_ref().unwrap_or(value), found),
    }
}
