//! Rows that are made up: each cell one of the values at which something turns, or none.

use std::collections::BTreeMap;

use super::Subject;
use crate::data::Dataset;
use crate::eval::Settings;
use crate::ir::{
    ExprKind, FieldId, FieldSource, GivenCell, GivenRow, Program, RecordId, RecordSource, Type,
    Value,
};
use crate::source::Span;
use crate::study;
use crate::study::candidates::{candidates, from_units, units};

/// The names of rows. More rows of a record than this are not made up.
const NAMES: [&str; 3] = ["A", "B", "C"];

/// A case that is made up.
pub(super) type Scene = Vec<GivenRow>;

/// A field and the values to try in it.
#[derive(Clone, Debug)]
struct Column {
    field: FieldId,
    is_key: bool,
    values: Vec<Value>,
    /// The record whose rows it names.
    names: Option<RecordId>,
    /// True if it holds several keys.
    is_list: bool,
}

/// Makes rows up.
pub(super) struct Maker {
    tables: Vec<(RecordId, Vec<Column>)>,
    random: Random,
}

impl Maker {
    /// For all tables of a pack that a test can give rows of.
    pub(super) fn new(subject: Subject<'_>) -> Maker {
        let program = subject.program;
        let can_be_given = |record: &RecordId| {
            let declared = &program.records[*record];
            let is_own = !declared.named.name.contains('.');
            is_own
                && matches!(
                    declared.source,
                    RecordSource::Table | RecordSource::ForEvery
                )
        };
        let tables = program.tables().filter(can_be_given);
        Maker {
            tables: tables
                .map(|record| (record, columns(subject, record)))
                .collect(),
            random: Random(1),
        }
    }

    /// A new case. The first record with rules has a row at least, the others may have some.
    pub(super) fn scene(&mut self) -> Scene {
        let single = self.tables.len() == 1;
        let counts: Vec<usize> = (0..self.tables.len())
            .map(|_| match (single, self.random.below(8)) {
                (true, 0..=5) => 1,
                (true, more) => more - 4, // 2 or 3
                (false, 0..=1) => 0,
                (false, 2..=5) => 1,
                (false, more) => more - 4,
            })
            .collect();
        let with_rows: BTreeMap<RecordId, usize> = self
            .tables
            .iter()
            .map(|(record, _)| *record)
            .zip(counts.iter().copied())
            .collect();
        let mut scene = Vec::new();
        for place in 0..self.tables.len() {
            for row in 0..counts.get(place).copied().unwrap_or(0) {
                scene.extend(self.row(place, row, &with_rows));
            }
        }
        scene
    }

    /// A case like another one, with a few cells changed.
    pub(super) fn like(&mut self, scene: &Scene) -> Scene {
        let mut changed = scene.clone();
        let counts = counts(scene);
        for _ in 0..=self.random.below(3) {
            let at = self.random.below(changed.len());
            let Some(row) = changed.get_mut(at) else {
                return self.scene();
            };
            let table = self.tables.iter().find(|(record, _)| *record == row.record);
            let open: Vec<Column> = table
                .map(|(_, columns)| columns.as_slice())
                .unwrap_or_default()
                .iter()
                .filter(|column| !column.is_key)
                .cloned()
                .collect();
            let Some(column) = open.get(self.random.below(open.len())) else {
                continue;
            };
            let value = self.random.value(column, &counts);
            row.cells.retain(|cell| cell.field != column.field);
            row.cells
                .extend(value.map(|value| cell(column.field, value)));
            let order: Vec<FieldId> = table
                .map(|(_, columns)| columns.iter().map(|column| column.field).collect())
                .unwrap_or_default();
            row.cells
                .sort_by_key(|cell| order.iter().position(|field| *field == cell.field));
        }
        changed
    }

    fn row(
        &mut self,
        table: usize,
        row: usize,
        counts: &BTreeMap<RecordId, usize>,
    ) -> Option<GivenRow> {
        let (record, columns) = self.tables.get(table)?.clone();
        let mut cells = Vec::new();
        for column in &columns {
            let value = if column.is_key && column.values.is_empty() && column.names.is_none() {
                NAMES.get(row).map(|name| Value::Text((*name).into()))
            } else if column.is_key {
                // Every row needs a key of its own.
                self.random.key(column, row, counts)
            } else {
                self.random.value(column, counts)
            };
            match value {
                Some(value) => cells.push(cell(column.field, value)),
                None if column.is_key => return None,
                None => {}
            }
        }
        Some(GivenRow {
            record,
            cells,
            span: Span::default(),
        })
    }
}

fn cell(field: FieldId, value: Value) -> GivenCell {
    GivenCell {
        field,
        value: Some(value),
    }
}

fn counts(scene: &Scene) -> BTreeMap<RecordId, usize> {
    let mut counts = BTreeMap::new();
    for row in scene {
        *counts.entry(row.record).or_insert(0) += 1;
    }
    counts
}

/// The fields of a record that have a column, and what to try in them.
fn columns(subject: Subject<'_>, record: RecordId) -> Vec<Column> {
    let program = subject.program;
    let nothing = Dataset::default();
    let runs = study::Subject {
        program,
        data: &nothing,
        settings: Settings {
            as_of: subject.as_of,
        },
    };
    let declared = &program.records[record];
    let fields = declared.fields.iter().copied();
    let fields = fields.filter(|field| program.fields[*field].column().is_some());
    fields
        .map(|field| {
            let ty = &program.fields[field].ty;
            let is_key = declared.key.contains(&field);
            let (names, is_list) = match ty {
                Type::Reference(record) => (Some(*record), false),
                Type::List(item) => match **item {
                    Type::Reference(record) => (Some(record), true),
                    Type::Text
                    | Type::YesNo
                    | Type::Number(_)
                    | Type::Date(_)
                    | Type::Duration(_)
                    | Type::Months
                    | Type::Choice(_)
                    | Type::List(_) => (None, false),
                },
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::Choice(_) => (None, false),
            };
            let is_relation = matches!(program.fields[field].source, FieldSource::Relation(_));
            let values = match ty {
                _ if names.is_some() || is_relation => Vec::new(),
                Type::Text if is_key => Vec::new(), // a name of its own
                Type::Date(_) => dates(subject, candidates(runs, field).values),
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Duration(_)
                | Type::Months
                | Type::Choice(_)
                | Type::List(_)
                | Type::Reference(_) => candidates(runs, field).values,
            };
            Column {
                field,
                is_key,
                values,
                names,
                is_list,
            }
        })
        .collect()
}

/// Days around `today`, as far from it as the pack looks.
fn dates(subject: Subject<'_>, mut values: Vec<Value>) -> Vec<Value> {
    let Some(today) = subject.as_of.map(i128::from) else {
        return values;
    };
    let program = subject.program;
    let lengths = program
        .exprs
        .values()
        .filter_map(|expr| length(program, &expr.kind));
    let mut days: Vec<i128> = lengths
        .chain([0])
        .flat_map(|length| [length - 1, length, length + 1])
        .flat_map(|length| [today - length, today + length])
        .collect();
    days.sort_unstable();
    days.dedup();
    let ty = Type::Date(crate::ir::Bounds::OPEN);
    // What else is known of dates are days that nobody writes.
    values.retain(|value| units(value).is_some_and(|day| (0..100_000).contains(&day)));
    values.extend(days.into_iter().filter_map(|day| from_units(&ty, day)));
    values
}

/// How many days a constant length of time has, roughly for months.
fn length(program: &Program, kind: &ExprKind) -> Option<i128> {
    let value = if let ExprKind::Literal(value) = kind {
        value
    } else if let ExprKind::Param(param) = kind {
        &program.params[*param].value
    } else {
        return None;
    };
    match value {
        Value::Duration(days) => Some(i128::from(*days)),
        Value::Months(months) => Some(i128::from(*months) * 61 / 2),
        Value::Text(_)
        | Value::YesNo(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Choice(..)
        | Value::List(_) => None,
    }
}

/// Splitmix64: small, seeded, the same everywhere, so that a proposal can be repeated.
pub(super) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    /// A value for a cell, or none.
    fn value(&mut self, column: &Column, counts: &BTreeMap<RecordId, usize>) -> Option<Value> {
        let is_gap = self.below(6) == 0;
        let keys = self.keys(column, counts);
        match column.names {
            _ if is_gap => None,
            Some(_) if column.is_list => {
                let count = self.below(keys.len() + 1);
                Some(Value::List(keys.into_iter().take(count).collect()))
            }
            Some(_) => keys.get(self.below(keys.len())).cloned(),
            None => column.values.get(self.below(column.values.len())).cloned(),
        }
    }

    /// A value for a part of a key: another one for every row.
    fn key(
        &mut self,
        column: &Column,
        row: usize,
        counts: &BTreeMap<RecordId, usize>,
    ) -> Option<Value> {
        let keys = self.keys(column, counts);
        let values = if column.names.is_some() {
            &keys
        } else {
            &column.values
        };
        values.get(row % values.len().max(1)).cloned()
    }

    /// The keys of the rows that a reference may name, in some order.
    fn keys(&mut self, column: &Column, counts: &BTreeMap<RecordId, usize>) -> Vec<Value> {
        let rows = column
            .names
            .and_then(|record| counts.get(&record))
            .copied()
            .unwrap_or(0);
        let mut keys: Vec<Value> = NAMES
            .iter()
            .take(rows)
            .map(|name| Value::Text((*name).into()))
            .collect();
        if !keys.is_empty() {
            let by = self.below(keys.len());
            keys.rotate_left(by);
        }
        keys
    }
}
