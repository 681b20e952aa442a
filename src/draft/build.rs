//! From what the columns show to the plan of a pack: names, types, keys, relations, lists.

use std::collections::BTreeMap;

use super::choices::Choice;
use super::kinds::{Decision, decide};
use super::names::{Names, field_name, list_names, plural_name, record_name, snake};
use super::plan::{FieldPlan, Kind, ListPlan, Measure, Plan, RecordPlan, RelationPlan};
use super::text::{counted, is_unwritable, quoted, ticked};
use crate::profile::{Column, Link, TableProfile, links};

/// The plan for tables, each with the name of its file for people.
pub(super) fn plan(tables: &[TableProfile], titles: &[String]) -> Plan {
    let mut records = Names::default();
    let names: Vec<String> = tables
        .iter()
        .map(|table| records.take(&record_name(&table.name)))
        .collect();
    let links = links(tables);
    let mut plan = Plan::default();
    for (place, (table, title)) in tables.iter().zip(titles).enumerate() {
        let own = |link: &&Link| link.table == place;
        let links: Vec<&Link> = links.iter().filter(own).collect();
        let name = names.get(place).cloned().unwrap_or_default();
        let fields = fields(table, &records, &links, &names);
        plan.records.push(RecordPlan {
            notes: notes(table, &fields),
            name,
            title: title.clone(),
            bad_rows: table.bad_rows,
            missing: table.missing().into_iter().map(str::to_owned).collect(),
            fields,
            relations: Vec::new(),
        });
    }
    list_choices(&mut plan, records);
    plan
}

/// A field for every column that can be read.
fn fields(
    table: &TableProfile,
    records: &Names,
    links: &[&Link],
    targets: &[String],
) -> Vec<FieldPlan> {
    let mut names = Names::default();
    let readable = table
        .columns
        .iter()
        .filter(|column| problem(column, table).is_none());
    readable
        .map(|column| {
            let wanted = field_name(&column.header, column.place);
            let refused = |name: &str| records.has(name);
            let name = names.take_unless(&[&wanted, &snake(&wanted)], refused);
            let is_key = table.key.contains(&column.place);
            let link = links.iter().find(|link| link.column == column.place);
            let decision = match link {
                _ if table.key == [column.place] => Decision::plain(Kind::Text),
                Some(link) if link.is_whole() => Decision::plain(Kind::Reference(link.target)),
                // It will be a reference once it is mended.
                Some(_) => Decision::plain(Kind::Text),
                None => match decide(column, &name) {
                    // Neither several values in a cell nor a yes or no may name a row.
                    decision if is_key && matches!(decision.kind, Kind::Items | Kind::YesNo) => {
                        Decision::plain(Kind::Text)
                    }
                    decision => decision,
                },
            };
            let mut field = field(column, name, is_key, decision);
            if let Some(link) = link.filter(|link| !link.is_whole()) {
                let target = targets
                    .get(link.target)
                    .map(String::as_str)
                    .unwrap_or_default();
                field.why.push(broken_link(link, &field, target));
            }
            field
        })
        .collect()
}

fn field(column: &Column, name: String, is_key: bool, decision: Decision) -> FieldPlan {
    let commonest = column.values.commonest();
    let quiet = column.is_personal();
    let is_items = decision.kind == Kind::Items;
    FieldPlan {
        column: (name != column.header).then(|| column.header.clone()),
        name,
        is_key,
        kind: decision.kind,
        written_as: decision.written_as,
        why: decision.why,
        empty: column.empty(),
        distinct: match column.items() {
            Some(items) if is_items => items.distinct,
            Some(_) | None => column.values.distinct(),
        },
        commonest: commonest
            .first()
            .filter(|_| !quiet)
            .map(|(text, seen)| ((*text).to_owned(), seen.count)),
        measure: Measure::None,
    }
}

/// Why a column cannot be read, if it cannot.
fn problem(column: &Column, table: &TableProfile) -> Option<String> {
    let place = column.place + 1;
    let header = &column.header;
    let twins = table.columns.iter().filter(|other| other.header == *header);
    if header.is_empty() {
        Some(format!("Column {place} has no header, so it is not read."))
    } else if header.chars().any(is_unwritable) {
        Some(format!(
            "The header of column {place} holds line ends or marks that cannot be written here, so it is not read."
        ))
    } else if twins.count() > 1 {
        Some(format!(
            "Several columns are called {}, so column {place} is not read; rename it in the file.",
            ticked(header)
        ))
    } else if column.nested > 0 {
        Some(format!(
            "{} holds objects, so it is not read.",
            ticked(header)
        ))
    } else {
        None
    }
}

/// Several values name rows of another table, and some name none.
fn broken_link(link: &Link, field: &FieldPlan, target: &str) -> String {
    let strays = link.strays.iter().map(|(text, meant)| match meant {
        Some(meant) => format!("{} (is {} meant?)", ticked(text), ticked(meant)),
        None => ticked(text),
    });
    let strays: Vec<String> = strays.collect();
    let column = field.column.as_ref();
    let column = column.map_or_else(String::new, |header| format!(" column {}", quoted(header)));
    format!(
        "{} of {} values are keys of {target}; {} names no row. Once that is mended, write:\n  {} {target}{column}",
        link.found,
        field.distinct,
        strays.join(", "),
        field.name
    )
}

/// What is to be said of the table as a whole.
fn notes(table: &TableProfile, fields: &[FieldPlan]) -> Vec<String> {
    let key: Vec<String> = fields
        .iter()
        .filter(|field| field.is_key)
        .map(|field| ticked(&field.name))
        .collect();
    let rows = counted(table.rows, "row");
    let key = match key.as_slice() {
        _ if table.rows == 0 => "There is no row, so nothing is known of the columns.".to_owned(),
        [] => format!(
            "{rows}. No column names each row, nor do two or three together: there is no key."
        ),
        [only] => format!("{rows}; {only} names each of them."),
        several => format!(
            "{rows}; {} together name each of them.",
            several.join(" and ")
        ),
    };
    let mut notes = vec![key];
    if let Some((line, problem)) = &table.first_bad {
        notes.push(format!(
            "{} cannot be read and will be set aside, the first on line {line}: {problem}.",
            counted(table.bad_rows, "row")
        ));
    }
    notes.extend(
        table
            .columns
            .iter()
            .filter_map(|column| problem(column, table)),
    );
    notes
}

/// Moves the longer choices into lists. Fields with the same values share one.
fn list_choices(plan: &mut Plan, mut taken: Names) {
    let every = plan.records.iter().flat_map(|record| &record.fields);
    let exact: Vec<String> = every.map(|field| field.name.clone()).collect();
    let is_field = |name: &str| exact.iter().any(|field| field == name);
    for record in &mut plan.records {
        let named = record.name.clone();
        for field in &mut record.fields {
            let Kind::OneOf(choice) = &field.kind else {
                continue;
            };
            if choice.is_short() {
                continue;
            }
            let same = plan
                .lists
                .iter()
                .position(|list| list.choice.members == choice.members);
            let place = same.unwrap_or_else(|| {
                let [single, plural] = list_names(&field.name);
                let longer = format!("{named}{single}");
                let name = taken.take_unless(&[&single, &plural, &longer], is_field);
                plan.lists.push(list(name, field, choice.clone()));
                plan.lists.len() - 1
            });
            field.kind = Kind::Listed(place);
        }
    }
}

fn list(name: String, field: &FieldPlan, choice: Choice) -> ListPlan {
    let label = field.column.clone().unwrap_or_else(|| field.name.clone());
    ListPlan {
        name,
        label,
        choice,
    }
}

/// Gives each record the relations to the rows that refer to it.
pub(super) fn relate(plan: &mut Plan) {
    let mut relations: BTreeMap<usize, Vec<(String, String, bool)>> = BTreeMap::new();
    for record in &plan.records {
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        for field in &record.fields {
            if let Kind::Reference(target) = field.kind {
                *seen.entry(target).or_default() += 1;
            }
        }
        for field in &record.fields {
            if let Kind::Reference(target) = field.kind {
                let several = seen.get(&target).is_some_and(|count| *count > 1);
                let own = plan
                    .records
                    .get(target)
                    .is_some_and(|other| other.name == record.name);
                relations.entry(target).or_default().push((
                    record.name.clone(),
                    field.name.clone(),
                    several || own,
                ));
            }
        }
    }
    let records: Vec<String> = plan
        .records
        .iter()
        .map(|record| record.name.clone())
        .collect();
    let lists: Vec<String> = plan.lists.iter().map(|list| list.name.clone()).collect();
    for (place, record) in plan.records.iter_mut().enumerate() {
        let mut names = Names::default();
        for field in &record.fields {
            names.take(&field.name);
        }
        let refused = |name: &str| records.iter().chain(&lists).any(|other| other == name);
        for (other, by, says_by) in relations.remove(&place).unwrap_or_default() {
            let plural = plural_name(&other);
            let longer = format!("{plural}_by_{by}");
            let wanted = if says_by {
                [&longer, &longer]
            } else {
                [&plural, &longer]
            };
            let name = names.take_unless(&wanted.map(String::as_str), refused);
            record.relations.push(RelationPlan {
                name,
                record: other,
                by,
            });
        }
    }
}
