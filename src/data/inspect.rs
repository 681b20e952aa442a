//! Every cell of a table as a run would read it, told one by one: for `gtm data`, which looks on where
//! a run would stop or set a row aside.
//!
//! The same readers, with the same evidence of whole columns, as in [`load`](super::load); but a column may be missing, a
//! key may be bad, and a cell that cannot be read says in which way.

use std::ops::ControlFlow;

use super::arguments::assign_what_can_be;
use super::builder::{StoredField, key_text, other_currency, stored_fields};
use super::cell::{CellReader, CellValue, Decided, Reading};
use super::coerced::Coercion;
use super::columns::{match_columns, missing_column};
use super::doubts::{Doubts, proved_style};
use super::error::DataError;
use super::report::FieldStyle;
use super::source::{FileOptions, FurnitureKind, Hints, Origin, RawCell, RawTable, open};
use super::style::{OpenReading, Verdict, Witness};
use super::styles;
use crate::diagnostics::Code;
use crate::ir::{Bounds, FieldId, NumberType, Program, RecordId, Type};

/// Which files hold which records, as far as that is clear, and what is not.
#[derive(Debug, Default)]
pub struct Sources {
    /// A file a record.
    pub files: Vec<(RecordId, Origin)>,
    /// Records without rows on purpose.
    pub without: Vec<RecordId>,
    /// Files of folders that belong to no record.
    pub unused: Vec<String>,
    /// What is not clear.
    pub errors: Vec<DataError>,
}

/// Which files hold which records.
#[must_use]
pub fn sources(program: &Program, data: &[String], without: &[String]) -> Sources {
    let (assignment, errors) = assign_what_can_be(program, data, without);
    Sources {
        files: assignment.sources.into_iter().collect(),
        without: assignment.without,
        unused: assignment.unused_files,
        errors,
    }
}

/// Opens the file of a record.
///
/// # Errors
/// What keeps it from being read as a table.
pub fn open_for(
    program: &Program,
    record: RecordId,
    origin: &Origin,
    options: FileOptions,
) -> Result<RawTable, DataError> {
    let fields = stored_fields(program, record);
    let names: Vec<Vec<&str>> = fields.iter().map(StoredField::names).collect();
    open(origin, options, Hints { columns: &names })
}

/// A field and the column that it reads.
#[derive(Debug)]
pub struct InspectedField {
    /// The field.
    pub field: FieldId,
    /// The place of its column among the headers; else why there is none.
    pub column: Result<usize, DataError>,
    /// How its cells are written, where the column proves it.
    pub style: Option<FieldStyle>,
    /// The readings that are left, where the column proves none.
    pub open: Option<(Witness, Vec<OpenReading>)>,
}

/// A row, for one look.
#[derive(Debug)]
pub struct InspectedRow<'r> {
    /// Its line.
    pub line: u64,
    /// What it is, if it is no row but a line around or between them.
    pub furniture: Option<FurnitureKind>,
    /// Why it is no row of the table.
    pub problem: Option<&'r str>,
    /// A cell a stored field, in the order of the record. Nothing when it is none.
    pub cells: Vec<InspectedCell>,
}

/// What a run would make of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InspectedCell {
    /// The field has no column.
    Absent,
    /// No answer.
    Unknown,
    /// A value.
    Value {
        /// As keys are compared; of several values, each.
        texts: Vec<String>,
        /// What was changed about the cell.
        coercions: Vec<Coercion>,
        /// The cell.
        text: String,
    },
    /// A fault.
    Fault {
        /// In which way.
        kind: CellFaultKind,
        /// Why.
        problem: String,
        /// The cell.
        text: String,
    },
}

/// In which way a cell cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellFaultKind {
    /// It is no value of the type.
    Unreadable,
    /// It has several readings, or the column is not written in one way.
    Open,
    /// It is beyond the range: this much, in the units of the type.
    OutOfRange(i128),
    /// It is none of the values of the choice.
    NoMember,
}

/// Looks at every row of a table.
///
/// # Errors
/// What keeps the file from being read to its end.
pub fn inspect(
    program: &Program,
    record: RecordId,
    raw: &RawTable,
    visit: &mut dyn FnMut(&InspectedRow<'_>),
) -> Result<Vec<InspectedField>, DataError> {
    let (mut fields, found, places) = matched(program, record, raw);
    let mut table = Columns::new(program, found, places);
    table.decide(raw, &mut fields)?;
    let has_key = !program.records[record].key.is_empty();
    raw.walk(&table.places, &mut |row| {
        // Without a key an empty row may be one of which nothing is known.
        let is_row = row.furniture == Some(FurnitureKind::Empty) && !has_key;
        let furniture = row.furniture.filter(|_| !is_row);
        let cells = match (&row.problem, furniture) {
            (None, None) => table.cells(program, &fields, row.cells),
            (Some(_), _) | (None, Some(_)) => Vec::new(),
        };
        visit(&InspectedRow {
            line: row.line,
            furniture,
            problem: row.problem.as_deref(),
            cells,
        });
        ControlFlow::Continue(())
    })?;
    Ok(fields)
}

/// The fields of a record, those of them that have a column, and where those stand; behind them, in the
/// same order, the columns that name the currency of amounts.
fn matched(
    program: &Program,
    record: RecordId,
    raw: &RawTable,
) -> (Vec<InspectedField>, Vec<StoredField>, Vec<usize>) {
    let headers = raw.headers();
    let stored = stored_fields(program, record);
    let claimed: Vec<(FieldId, String)> = stored
        .iter()
        .flat_map(|one| one.headers.iter().map(|header| (one.field, header.clone())))
        .collect();
    let is_others = |field: &StoredField, place: usize| {
        let name = headers.get(place).map(|header| header.name.as_str());
        let theirs =
            |(other, header): &(FieldId, String)| *other != field.field && name == Some(header);
        !name.is_some_and(|name| field.headers.iter().any(|own| own == name))
            && claimed.iter().any(theirs)
    };
    let mut fields = Vec::new();
    let (mut found, mut places, mut currencies) = (Vec::new(), Vec::new(), Vec::new());
    let mut missing = Vec::new();
    for one in stored {
        let column = match match_columns(std::slice::from_ref(&one), headers) {
            Ok(columns) => match columns.places.as_slice() {
                [place, rest @ ..] if !is_others(&one, *place) => {
                    Ok((*place, rest.first().copied()))
                }
                _ => Err(missing_column(&one.headers, &[])),
            },
            Err(errors) => Err(errors
                .into_iter()
                .next()
                .unwrap_or_else(|| missing_column(&one.headers, &[]))),
        };
        let is_missing = matches!(&column, Err(error) if error.code == Code::E303);
        if is_missing {
            missing.push((fields.len(), one.headers.clone()));
        }
        fields.push(InspectedField {
            field: one.field,
            column: column
                .as_ref()
                .map(|(place, _)| *place)
                .map_err(Clone::clone),
            style: None,
            open: None,
        });
        if let Ok((place, currency)) = column {
            places.push(place);
            currencies.extend(currency);
            found.push(one);
        }
    }
    // What is missing may be one of the columns that nothing uses.
    let unused = unused_headers(raw, &fields);
    for (place, names) in missing {
        if let Some(field) = fields.get_mut(place) {
            field.column = Err(missing_column(&names, &unused));
        }
    }
    places.extend(currencies);
    (fields, found, places)
}

/// The headers that no field reads.
#[must_use]
pub fn unused_headers(raw: &RawTable, fields: &[InspectedField]) -> Vec<String> {
    let used = |place: usize| fields.iter().any(|field| field.column == Ok(place));
    let unused = raw.headers().iter().enumerate();
    let unused = unused.filter(|(place, header)| !header.name.is_empty() && !used(*place));
    unused.map(|(_, header)| header.name.clone()).collect()
}

/// The columns that fields read, with what reads them.
struct Columns {
    stored: Vec<StoredField>,
    /// What reads the same cells without a range.
    rangeless: Vec<CellReader>,
    /// True where the column is not written in one way.
    unsettled: Vec<bool>,
    places: Vec<usize>,
}

impl Columns {
    fn new(program: &Program, stored: Vec<StoredField>, places: Vec<usize>) -> Columns {
        let rangeless = |one: &StoredField| {
            let field = &program.fields[one.field];
            let missing = &program.records[field.record].missing;
            let column = field.column().cloned().unwrap_or_default();
            CellReader::new(program, &without_range(&field.ty), &column, missing, false)
        };
        Columns {
            rangeless: stored.iter().map(rangeless).collect(),
            unsettled: vec![false; stored.len()],
            stored,
            places,
        }
    }

    /// Finds out what the whole columns prove.
    fn decide(&mut self, raw: &RawTable, fields: &mut [InspectedField]) -> Result<(), DataError> {
        if self.doubts(raw)?.need_evidence() {
            let decisions = styles::decide(raw, &self.stored, &self.places)?;
            for (place, decided) in decisions.iter().enumerate() {
                if let Some(decided) = decided {
                    self.decide_one(place, decided);
                    self.note(place, decided, fields);
                }
            }
        }
        let open: Vec<usize> = self.doubts(raw)?.open_percents().collect();
        for place in open {
            self.decide_one(place, &Decided::PercentOpen);
            if let Some(unsettled) = self.unsettled.get_mut(place) {
                *unsettled = true;
            }
        }
        Ok(())
    }

    fn doubts(&self, raw: &RawTable) -> Result<Doubts, DataError> {
        let mut doubts = Doubts::default();
        raw.walk(&self.places, &mut |row| {
            let cells = if row.furniture.is_none() {
                row.cells
            } else {
                &[]
            };
            for (place, (stored, cell)) in self.stored.iter().zip(cells).enumerate() {
                doubts.look(place, stored, cell, &stored.reader.read(cell));
            }
            ControlFlow::Continue(())
        })?;
        Ok(doubts)
    }

    fn decide_one(&mut self, place: usize, decided: &Decided) {
        if let Some(stored) = self.stored.get_mut(place) {
            stored.reader.decide(decided);
        }
        if let Some(reader) = self.rangeless.get_mut(place) {
            reader.decide(decided);
        }
    }

    /// Notes for the report what a column proves or leaves open.
    fn note(&mut self, place: usize, decided: &Decided, fields: &mut [InspectedField]) {
        let Some(stored) = self.stored.get(place) else {
            return;
        };
        let open = match decided {
            Decided::Numbers(Verdict::Open { example, readings })
            | Decided::Dates(Verdict::Open { example, readings }) => {
                Some((example.clone(), readings.clone()))
            }
            Decided::Numbers(_) | Decided::Dates(_) | Decided::YesNo(_) | Decided::PercentOpen => {
                None
            }
        };
        let contradictory = matches!(
            decided,
            Decided::Numbers(Verdict::Contradictory { .. })
                | Decided::Dates(Verdict::Contradictory { .. })
        );
        if let Some(unsettled) = self.unsettled.get_mut(place) {
            *unsettled = open.is_some() || contradictory;
        }
        if let Some(field) = fields.iter_mut().find(|field| field.field == stored.field) {
            field.style = proved_style(&stored.name, decided);
            field.open = open;
        }
    }

    /// A row's cells, one a field.
    fn cells(
        &self,
        program: &Program,
        fields: &[InspectedField],
        cells: &[RawCell<'_>],
    ) -> Vec<InspectedCell> {
        let mut currencies = cells.get(self.stored.len()..).unwrap_or_default().iter();
        let mut read = Vec::with_capacity(self.stored.len());
        for (place, (stored, cell)) in self.stored.iter().zip(cells).enumerate() {
            let currency = (!stored.currency.is_empty())
                .then(|| currencies.next())
                .flatten();
            read.push(self.cell(program, place, stored, cell, currency));
        }
        let mut read = read.into_iter();
        let cell = |field: &InspectedField| match field.column {
            Ok(_) => read.next().unwrap_or(InspectedCell::Absent),
            Err(_) => InspectedCell::Absent,
        };
        fields.iter().map(cell).collect()
    }

    fn cell(
        &self,
        program: &Program,
        place: usize,
        stored: &StoredField,
        cell: &RawCell<'_>,
        currency: Option<&RawCell<'_>>,
    ) -> InspectedCell {
        let ty = &program.fields[stored.field].ty;
        let text = cell.text().into_owned();
        match stored.reader.read(cell) {
            Reading::Unknown => InspectedCell::Unknown,
            Reading::Value(value, coerced) => {
                let other = currency.and_then(|cell| other_currency(ty, stored, cell));
                if let Some(problem) = other {
                    let kind = CellFaultKind::Unreadable;
                    return InspectedCell::Fault {
                        kind,
                        problem,
                        text,
                    };
                }
                let texts = match &value {
                    CellValue::List(items) => items
                        .iter()
                        .map(|item| key_text(program, ty, item))
                        .collect(),
                    CellValue::Text(_)
                    | CellValue::YesNo(_)
                    | CellValue::Number(_)
                    | CellValue::Date(_)
                    | CellValue::Length(_)
                    | CellValue::Member(_) => vec![key_text(program, ty, &value)],
                };
                InspectedCell::Value {
                    texts,
                    coercions: coerced.each().collect(),
                    text,
                }
            }
            Reading::Fault(problem) => InspectedCell::Fault {
                kind: self.fault_kind(ty, place, cell),
                problem,
                text,
            },
        }
    }

    fn fault_kind(&self, ty: &Type, place: usize, cell: &RawCell<'_>) -> CellFaultKind {
        let beyond = self.rangeless.get(place).map(|reader| reader.read(cell));
        if let Some(Reading::Value(value, _)) = beyond
            && ty.bounds() != Bounds::OPEN
            && let Some(units) = units(&value)
        {
            return CellFaultKind::OutOfRange(units);
        }
        let is_choice = match ty {
            Type::Choice(_) => true,
            Type::List(item) => matches!(**item, Type::Choice(_)),
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::Reference(_) => false,
        };
        match self.unsettled.get(place) {
            Some(true) => CellFaultKind::Open,
            Some(false) | None if is_choice => CellFaultKind::NoMember,
            Some(false) | None => CellFaultKind::Unreadable,
        }
    }
}

/// A value in the units of its type.
fn units(value: &CellValue<'_>) -> Option<i128> {
    match value {
        CellValue::Number(units) => Some(*units),
        CellValue::Date(days) => Some(i128::from(*days)),
        CellValue::Length(length) => Some(i128::from(*length)),
        CellValue::Text(_) | CellValue::YesNo(_) | CellValue::Member(_) | CellValue::List(_) => {
            None
        }
    }
}

fn without_range(ty: &Type) -> Type {
    match ty {
        Type::Number(number) => Type::Number(NumberType {
            bounds: Bounds::OPEN,
            ..number.clone()
        }),
        Type::Date(_) => Type::Date(Bounds::OPEN),
        Type::Duration(_) => Type::Duration(Bounds::OPEN),
        Type::Text
        | Type::YesNo
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => ty.clone(),
    }
}
