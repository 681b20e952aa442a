//! Rows of cells to a [`Table`]: reads the cells, sets aside what cannot be kept, counts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Field as ArrowField, Schema};

use super::array::ArrayBuilder;
use super::cell::{CellReader, CellValue, Decided, Reading, shortened};
use super::coerced::{Coerced, Coercion};
use super::dates::date_text;
use super::doubts::{Doubts, proved_style};
use super::policy::BadCells;
use super::report::{FieldCoercions, FieldFaults, FieldStyle, TableReport};
use super::source::{RawCell, header_name};
use super::styles::Decisions;
use super::table::{CellFault, RowFault, Table, arrow_type};
use crate::decimal::Decimal;
use crate::ir::{FieldId, NumberType, NumberUnit, Program, RecordId, Type};
use crate::written::{DecimalMark, may_stand_for};

/// A separator that no trimmed cell can be made of keeps `a|b, c` and `a, b|c` apart.
const SEPARATOR: &str = "\u{1f}";

/// A stored field and the column that it comes from.
#[derive(Debug)]
pub(super) struct StoredField {
    /// The field.
    pub(super) field: FieldId,
    /// Its name.
    pub(super) name: String,
    /// The header in the file, under each name that it may have.
    pub(super) headers: Vec<String>,
    /// The header of the column that names the currency of each amount; none where there is no such column.
    pub(super) currency: Vec<String>,
    /// What its cells are read with.
    pub(super) reader: CellReader,
    /// True for a percent that does not state whether its cells are fractions.
    pub(super) percent_unstated: bool,
    /// What the field states to stand before decimals.
    pub(super) decimal_mark: Option<DecimalMark>,
    is_key: bool,
}

impl StoredField {
    /// Every name that its column may have.
    pub(super) fn names(&self) -> Vec<&str> {
        let names = self.headers.iter().chain([&self.name]);
        names.map(String::as_str).collect()
    }
}

/// The stored fields of a record, in the order of its table's columns.
pub(super) fn stored_fields(program: &Program, record: RecordId) -> Vec<StoredField> {
    let record = &program.records[record];
    let stored = record.fields.iter().filter_map(|&field| {
        let declared = &program.fields[field];
        let column = declared.column()?;
        let names = |names: &[String]| names.iter().map(|name| header_name(name)).collect();
        let is_key = record.key.contains(&field);
        let numbers = column.written_as.numbers;
        Some(StoredField {
            field,
            name: declared.named.name.clone(),
            headers: names(&column.headers),
            currency: names(&column.currency),
            reader: CellReader::new(program, &declared.ty, column, &record.missing, is_key),
            percent_unstated: column.written_as.percent.is_none() && is_percent(&declared.ty),
            decimal_mark: numbers.map(|style| style.decimal),
            is_key,
        })
    });
    stored.collect()
}

/// Collects the rows of one table.
pub(super) struct TableBuilder<'p> {
    program: &'p Program,
    record: RecordId,
    origin: String,
    fields: Vec<StoredField>,
    arrays: Vec<ArrayBuilder>,
    lines: Vec<u64>,
    cell_faults: BTreeMap<(usize, FieldId), CellFault>,
    row_faults: Vec<RowFault>,
    keys: HashMap<String, u64>,
    bad: BadCells,
    read: usize,
    coercions: BTreeMap<(FieldId, Coercion), FieldCoercions>,
    styles: Vec<FieldStyle>,
    doubts: Doubts,
}

impl<'p> TableBuilder<'p> {
    /// An empty table of a record.
    pub(super) fn new(program: &'p Program, record: RecordId, origin: impl Into<String>) -> Self {
        let fields = stored_fields(program, record);
        let types = fields.iter().map(|stored| &program.fields[stored.field].ty);
        TableBuilder {
            program,
            record,
            origin: origin.into(),
            arrays: types.map(ArrayBuilder::new).collect(),
            fields,
            lines: Vec::new(),
            cell_faults: BTreeMap::new(),
            row_faults: Vec::new(),
            keys: HashMap::new(),
            bad: BadCells::Keep,
            read: 0,
            coercions: BTreeMap::new(),
            styles: Vec::new(),
            doubts: Doubts::default(),
        }
    }

    /// An empty table of the same record, to read once more with what the columns prove.
    pub(super) fn decided(&self, decisions: &Decisions) -> TableBuilder<'p> {
        let mut builder =
            TableBuilder::new(self.program, self.record, self.origin.clone()).on_bad(self.bad);
        for (stored, decided) in builder.fields.iter_mut().zip(decisions) {
            if let Some(decided) = decided {
                stored.reader.decide(decided);
                builder.styles.extend(proved_style(&stored.name, decided));
            }
        }
        builder
    }

    /// Notes the fields, by their place, whose percents may be fractions or not.
    pub(super) fn open_percents(&mut self, places: &[usize]) {
        for place in places {
            if let Some(stored) = self.fields.get_mut(*place) {
                stored.reader.decide(&Decided::PercentOpen);
            }
        }
    }

    /// The doubts that the rows so far have left.
    pub(super) fn doubts(&self) -> &Doubts {
        &self.doubts
    }

    /// The record whose rows they are.
    pub(super) fn record(&self) -> RecordId {
        self.record
    }

    /// The file's name; empty where no file is read.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The stored fields, in the order in which [`push`](Self::push) wants their cells.
    pub(super) fn fields(&self) -> &[StoredField] {
        &self.fields
    }

    /// What becomes of rows with bad cells.
    pub(super) fn on_bad(mut self, bad: BadCells) -> Self {
        self.bad = bad;
        self
    }

    /// The first row set aside, when it ends the run.
    pub(super) fn stopped_by(&self) -> Option<&RowFault> {
        match self.bad {
            BadCells::Stop => self.row_faults.first(),
            BadCells::Keep | BadCells::SetAside => None,
        }
    }

    /// True if rows are told apart by a key.
    pub(super) fn has_key(&self) -> bool {
        self.fields.iter().any(|field| field.is_key)
    }

    /// Takes a row: a cell a stored field. Whether its key allows it to be kept is decided here;
    /// `raw` is asked for the row as it stands when it is not.
    pub(super) fn push(&mut self, line: u64, cells: &[RawCell<'_>], raw: impl Fn() -> Vec<String>) {
        let mut readings: Vec<Reading<'_>> = self
            .fields
            .iter()
            .zip(cells)
            .map(|(stored, cell)| stored.reader.read(cell))
            .collect();
        self.check_currencies(cells, &mut readings);
        for (place, (reading, cell)) in readings.iter().zip(cells).enumerate() {
            if let Some(stored) = self.fields.get(place) {
                self.doubts.look(place, stored, cell, reading);
            }
        }
        let sound = self.take_key(&readings, line);
        match sound.and_then(|()| self.without_bad_cell(&readings)) {
            Ok(()) => self.keep(line, cells, readings),
            Err(problem) => self.set_aside(RowFault {
                line,
                problem,
                cells: raw(),
            }),
        }
    }

    /// An amount whose row names another currency, or none, is a fault.
    fn check_currencies(&self, cells: &[RawCell<'_>], readings: &mut [Reading<'_>]) {
        let named = cells.get(self.fields.len()..).unwrap_or_default();
        if named.is_empty() {
            return;
        }
        let fields = self.fields.iter().zip(readings);
        let fields = fields.filter(|(stored, _)| !stored.currency.is_empty());
        for ((stored, reading), cell) in fields.zip(named) {
            let ty = &self.program.fields[stored.field].ty;
            if let (Reading::Value(..), Some(problem)) =
                (&*reading, other_currency(ty, stored, cell))
            {
                *reading = Reading::Fault(problem);
            }
        }
    }

    /// The sentence about the first bad cell, where such a row is not kept.
    fn without_bad_cell(&self, readings: &[Reading<'_>]) -> Result<(), String> {
        if self.bad == BadCells::Keep {
            return Ok(());
        }
        for (stored, reading) in self.fields.iter().zip(readings) {
            if let Reading::Fault(problem) = reading {
                let name = &self.program.fields[stored.field].named.name;
                return Err(format!("`{name}`: {problem}"));
            }
        }
        Ok(())
    }

    /// Counts a row that is not kept.
    pub(super) fn set_aside(&mut self, fault: RowFault) {
        self.read += 1;
        self.row_faults.push(fault);
    }

    /// Notes the row's key; the sentence when it has none or one that was used before.
    fn take_key(&mut self, readings: &[Reading<'_>], line: u64) -> Result<(), String> {
        let mut parts: Vec<String> = Vec::new();
        for (stored, reading) in self
            .fields
            .iter()
            .zip(readings)
            .filter(|(stored, _)| stored.is_key)
        {
            let name = &self.program.fields[stored.field].named.name;
            match reading {
                Reading::Value(value, _) => {
                    parts.push(key_text(
                        self.program,
                        &self.program.fields[stored.field].ty,
                        value,
                    ));
                }
                Reading::Unknown => return Err(format!("the key `{name}` is empty")),
                Reading::Fault(problem) => {
                    return Err(format!("the key `{name}` cannot be read: {problem}"));
                }
            }
        }
        if parts.is_empty() {
            return Ok(());
        }
        match self.keys.entry(parts.join(SEPARATOR)) {
            std::collections::hash_map::Entry::Occupied(first) => Err(format!(
                "the key `{}` was already used on line {}",
                shortened(&parts.join(", ")),
                first.get()
            )),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(line);
                Ok(())
            }
        }
    }

    fn keep(&mut self, line: u64, cells: &[RawCell<'_>], readings: Vec<Reading<'_>>) {
        let row = self.lines.len();
        let columns = self
            .arrays
            .iter_mut()
            .zip(&self.fields)
            .zip(cells)
            .zip(readings);
        for (((array, stored), cell), reading) in columns {
            match reading {
                Reading::Unknown => array.push_unknown(),
                Reading::Value(value, coerced) => {
                    array.push(value);
                    if coerced.is_any() {
                        count_coerced(&mut self.coercions, stored, coerced, line, cell);
                    }
                }
                Reading::Fault(problem) => {
                    array.push_unknown();
                    let fault = CellFault {
                        text: cell.text().into_owned(),
                        problem,
                    };
                    self.cell_faults.insert((row, stored.field), fault);
                }
            }
        }
        self.read += 1;
        self.lines.push(line);
    }

    /// Takes a row whose values are known to be of their fields' types (a test's row).
    pub(super) fn push_values(&mut self, line: u64, values: Vec<Option<CellValue<'_>>>) {
        if let Some(key) = self.key_of(&values) {
            self.keys.entry(key).or_insert(line);
        }
        self.push_cells(values);
        self.read += 1;
        self.lines.push(line);
    }

    /// Takes a row that the file does not have: its key, and unknowns. Nothing is added where
    /// it has the key.
    pub(super) fn push_absent(&mut self, key: &[CellValue<'_>]) {
        let fields = &self.program.records[self.record].key;
        let cell = |field: &FieldId| {
            let place = fields.iter().position(|key| key == field)?;
            key.get(place).cloned()
        };
        let values: Vec<Option<CellValue<'_>>> = self
            .fields
            .iter()
            .map(|stored| cell(&stored.field))
            .collect();
        let Some(key) = self.key_of(&values) else {
            return;
        };
        if let std::collections::hash_map::Entry::Vacant(entry) = self.keys.entry(key) {
            entry.insert(0);
            self.push_cells(values);
            self.lines.push(0);
        }
    }

    fn push_cells(&mut self, values: Vec<Option<CellValue<'_>>>) {
        for (array, value) in self.arrays.iter_mut().zip(values) {
            match value {
                Some(value) => array.push(value),
                None => array.push_unknown(),
            }
        }
    }

    /// The key of a row of values, if it has one and all of it is known.
    fn key_of(&self, values: &[Option<CellValue<'_>>]) -> Option<String> {
        let mut parts = Vec::new();
        for (stored, value) in self.fields.iter().zip(values) {
            if stored.is_key {
                let ty = &self.program.fields[stored.field].ty;
                parts.push(key_text(self.program, ty, value.as_ref()?));
            }
        }
        (!parts.is_empty()).then(|| parts.join(SEPARATOR))
    }

    /// The table, and what is to be said about it.
    pub(super) fn finish(self, unused_columns: Vec<String>) -> (Table, TableReport) {
        let schema: Vec<ArrowField> = self
            .fields
            .iter()
            .map(|stored| {
                let field = &self.program.fields[stored.field];
                ArrowField::new(&field.named.name, arrow_type(&field.ty), true)
            })
            .collect();
        let count = self.lines.len();
        let arrays = self.arrays.into_iter().map(ArrayBuilder::finish).collect();
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(count));
        let rows =
            RecordBatch::try_new_with_options(Arc::new(Schema::new(schema)), arrays, &options);
        #[allow(clippy::expect_used)]
        // arrays and schema are made from the same list of fields, and every row fills every array
        let rows = rows.expect("columns of one table");
        let report = TableReport {
            record: self.record,
            name: self.program.records[self.record].named.name.clone(),
            origin: self.origin.clone(),
            read: self.read,
            evaluated: self.read - self.row_faults.len(),
            unanswered: count + self.row_faults.len() - self.read,
            set_aside: self.row_faults.len(),
            rounded: rounded(&self.coercions),
            styles: self.styles,
            coercions: self.coercions.into_values().collect(),
            faults: faults_by_field(self.program, &self.cell_faults, &self.lines),
            unused_columns,
            notes: Vec::new(),
            furniture: Vec::new(),
            headers: Vec::new(),
        };
        let table = Table {
            record: self.record,
            rows,
            lines: self.lines,
            cell_faults: self.cell_faults,
            row_faults: self.row_faults,
            origin: self.origin,
        };
        (table, report)
    }
}

fn is_percent(ty: &Type) -> bool {
    matches!(ty, Type::Number(number) if number.unit == NumberUnit::Percent)
}

/// What is wrong with the currency that a row names for an amount.
pub(super) fn other_currency(
    ty: &Type,
    stored: &StoredField,
    cell: &RawCell<'_>,
) -> Option<String> {
    let Type::Number(NumberType {
        unit: NumberUnit::Money(ours),
        ..
    }) = ty
    else {
        return None;
    };
    let text = cell.text();
    let theirs = text.trim();
    let column = stored.currency.first().map_or("", String::as_str);
    if theirs.is_empty() {
        Some(format!(
            "the column `{column}` does not say in which currency it is; this field is in {ours}"
        ))
    } else if may_stand_for(theirs, ours) {
        None
    } else {
        Some(format!(
            "the column `{column}` says that it is in {}; this field is in {ours}",
            shortened(theirs)
        ))
    }
}

fn count_coerced(
    coercions: &mut BTreeMap<(FieldId, Coercion), FieldCoercions>,
    stored: &StoredField,
    coerced: Coerced,
    line: u64,
    cell: &RawCell<'_>,
) {
    for coercion in coerced.each() {
        coercions
            .entry((stored.field, coercion))
            .or_insert_with(|| FieldCoercions {
                field: stored.name.clone(),
                coercion,
                count: 0,
                first_line: line,
                first_text: shortened(&cell.text()),
            })
            .count += 1;
    }
}

fn rounded(coercions: &BTreeMap<(FieldId, Coercion), FieldCoercions>) -> usize {
    let rounded = coercions
        .values()
        .filter(|cells| cells.coercion == Coercion::Rounded);
    rounded.map(|cells| cells.count).sum()
}

fn faults_by_field(
    program: &Program,
    faults: &BTreeMap<(usize, FieldId), CellFault>,
    lines: &[u64],
) -> Vec<FieldFaults> {
    let mut by_field: BTreeMap<FieldId, FieldFaults> = BTreeMap::new();
    for ((row, field), fault) in faults {
        by_field
            .entry(*field)
            .or_insert_with(|| FieldFaults {
                field: program.fields[*field].named.name.clone(),
                count: 0,
                first_line: lines.get(*row).copied().unwrap_or_default(),
                first_problem: fault.problem.clone(),
            })
            .count += 1;
    }
    by_field.into_values().collect()
}

/// A key's value as it is compared: `7` and `7.0` are one whole number.
pub(super) fn key_text(program: &Program, ty: &Type, value: &CellValue<'_>) -> String {
    match value {
        CellValue::Text(text) => text.clone().into_owned(),
        CellValue::YesNo(value) => if *value { "yes" } else { "no" }.to_owned(),
        CellValue::Number(units) => {
            Decimal::from_units(*units).map_or_else(String::new, |number| number.to_string())
        }
        CellValue::Date(days) => date_text(i128::from(*days)),
        CellValue::Length(length) => length.to_string(),
        CellValue::Member(member) => match ty {
            Type::Choice(domain) => {
                let members = &program.domains[*domain].members;
                members
                    .get(*member as usize)
                    .map_or_else(String::new, |m| m.named.name.clone())
            }
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::List(_)
            | Type::Reference(_) => member.to_string(),
        },
        CellValue::List(items) => items
            .iter()
            .map(|item| key_text(program, ty, item))
            .collect::<Vec<_>>()
            .join(";"),
    }
}
