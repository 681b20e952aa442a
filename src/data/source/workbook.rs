//! Bytes of a workbook to the cells of one of its sheets.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{
    CellErrorType, Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Sheets, Xlsx,
};

use super::guard;
use super::layout::{self, hits};
use super::number::{fifteen_digits, percentage};
use super::sheet_address::{Area, SheetAddress};
use super::table::Hints;
use crate::data::dates::read_date;
use crate::data::error::DataError;
use crate::diagnostics::{Code, did_you_mean};

/// A row that holds something.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetRow {
    /// Its row in the sheet, from 1.
    pub(super) line: u64,
    /// Its cells by column, from 0.
    pub(super) cells: BTreeMap<u32, SheetCell>,
}

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SheetCell {
    Text(String),
    Number(String),
    YesNo(bool),
    Date(i32),
    Moment { day: i32, second: u32 },
    Error(&'static str),
}

/// A sheet's name and cells.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) rows: Vec<SheetRow>,
    /// What is to be said beside it.
    pub(super) notes: Vec<String>,
}

/// Every cell with its row and column, from 0.
type Cells = Vec<((u32, u32), SheetCell)>;

/// Reads the sheet that `address` names, or the only one with a table.
pub(super) fn read(
    bytes: Vec<u8>,
    address: Option<&str>,
    hints: Hints<'_>,
) -> Result<Opened, DataError> {
    unpacked_size(&bytes)?;
    let mut workbook = guarded(|| calamine::open_workbook_auto_from_rs(Cursor::new(bytes)))?;
    let sheets = visible_sheets(&workbook);
    let address = address.map(|text| SheetAddress::read(text, &all_sheets(&workbook)));
    let (name, area) = match address {
        Some(SheetAddress {
            sheet: Some(name),
            area,
        }) => {
            if !all_sheets(&workbook).contains(&name) {
                return Err(no_such_sheet(&name, &sheets));
            }
            (Some(name), area)
        }
        Some(SheetAddress { sheet: None, area }) => (None, area),
        None => (None, Area::default()),
    };
    let (name, rows) = match name {
        Some(name) => {
            let rows = rows_of(&mut workbook, &name, area)?;
            (name, rows)
        }
        None => only_table(&mut workbook, sheets, area, hints)?,
    };
    let notes = notes(&rows);
    Ok(Opened { name, rows, notes })
}

type Book = Sheets<Cursor<Vec<u8>>>;

fn all_sheets(workbook: &Book) -> Vec<String> {
    workbook.sheet_names()
}

/// The sheets that people see; charts and macros are none.
fn visible_sheets(workbook: &Book) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect()
}

/// The only sheet with a table; of several the one whose headers are those hoped for.
fn only_table(
    workbook: &mut Book,
    sheets: Vec<String>,
    area: Area,
    hints: Hints<'_>,
) -> Result<(String, Vec<SheetRow>), DataError> {
    let mut tables = Vec::new();
    for name in sheets {
        let rows = rows_of(workbook, &name, area)?;
        if !rows.is_empty() {
            tables.push((name, rows));
        }
    }
    let names: Vec<String> = tables.iter().map(|(name, _)| name.clone()).collect();
    if tables.len() > 1 {
        let found: Vec<usize> = tables.iter().map(|(_, rows)| named(rows, hints)).collect();
        let most = found.iter().copied().max().unwrap_or(0);
        let mut best = found
            .iter()
            .enumerate()
            .filter(|(_, count)| **count == most);
        match (best.next(), best.next()) {
            (Some((place, _)), None) if most > 0 => return Ok(tables.swap_remove(place)),
            _ => return Err(several_sheets(&names)),
        }
    }
    tables
        .pop()
        .ok_or_else(|| DataError::new(Code::E308, "no sheet of the workbook holds a table"))
}

/// How many of the columns hoped for a row among the first names.
fn named(rows: &[SheetRow], hints: Hints<'_>) -> usize {
    let texts = |row: &SheetRow| -> Vec<String> {
        let cells = row.cells.values();
        cells
            .filter_map(|cell| match cell {
                SheetCell::Text(text) => Some(text.clone()),
                SheetCell::Number(_)
                | SheetCell::YesNo(_)
                | SheetCell::Date(_)
                | SheetCell::Moment { .. }
                | SheetCell::Error(_) => None,
            })
            .collect()
    };
    let first = rows.iter().take(layout::LOOKED_AT);
    first.map(|row| hits(&texts(row), hints)).max().unwrap_or(0)
}

/// The rows of a sheet that hold something within an area.
fn rows_of(workbook: &mut Book, name: &str, area: Area) -> Result<Vec<SheetRow>, DataError> {
    let cells = guarded(|| match workbook {
        Sheets::Xlsx(book) => xlsx_cells(book, name).map_err(calamine::Error::Xlsx),
        Sheets::Xls(_) | Sheets::Xlsb(_) | Sheets::Ods(_) => {
            let range = workbook.worksheet_range(name)?;
            let (row, column) = range.start().unwrap_or_default();
            let place = |(down, right, cell): (usize, usize, &Data)| {
                let row = row.checked_add(u32::try_from(down).ok()?)?;
                let column = column.checked_add(u32::try_from(right).ok()?)?;
                Some(((row, column), of_data(cell)?))
            };
            Ok(range.used_cells().filter_map(place).collect())
        }
    })?;
    let mut rows: BTreeMap<u32, SheetRow> = BTreeMap::new();
    for ((row, column), cell) in cells {
        if area.contains(row, column) {
            let line = u64::from(row) + 1;
            let kept = rows.entry(row).or_insert_with(|| SheetRow {
                line,
                ..SheetRow::default()
            });
            kept.cells.insert(column, cell);
        }
    }
    Ok(rows.into_values().collect())
}

/// The cells of a sheet with their formats, which tell percentages.
fn xlsx_cells(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Cells, calamine::XlsxError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let is_share: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| {
            style
                .number_format
                .as_ref()
                .is_some_and(|format| shows_share(&format.format_code))
        })
        .collect();
    let mut cells = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let is_share = is_share.get(style).copied().unwrap_or(false);
        let (place, value) = (cell.get_position(), cell.get_value());
        let kept = match value {
            DataRef::SharedString(text) => text_cell(text),
            DataRef::Float(number) if is_share => percentage(*number).map(SheetCell::Text),
            DataRef::Int(number) if is_share => Some(SheetCell::Text(format!("{number}00%"))),
            DataRef::Int(_)
            | DataRef::Float(_)
            | DataRef::String(_)
            | DataRef::Bool(_)
            | DataRef::DateTime(_)
            | DataRef::DateTimeIso(_)
            | DataRef::DurationIso(_)
            | DataRef::Error(_)
            | DataRef::Empty => of_data(&Data::from(value.clone())),
        };
        cells.extend(kept.map(|kept| (place, kept)));
    }
    Ok(cells)
}

/// `0%`, `0.00%`; not a `%` in a text within the format.
fn shows_share(format: &str) -> bool {
    let mut is_quoted = false;
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => is_quoted = !is_quoted,
            '\\' => {
                signs.next();
            }
            '%' if !is_quoted => return true,
            _ => {}
        }
    }
    false
}

/// A cell as it is kept; nothing where nothing stands.
fn of_data(cell: &Data) -> Option<SheetCell> {
    match cell {
        Data::Empty => None,
        Data::Int(number) => Some(SheetCell::Number(number.to_string())),
        Data::Float(number) => Some(number_cell(*number)),
        Data::String(text) | Data::DurationIso(text) => text_cell(text),
        Data::Bool(value) => Some(SheetCell::YesNo(*value)),
        Data::DateTime(moment) => Some(of_moment(moment)),
        Data::DateTimeIso(text) => Some(of_iso(text)),
        Data::Error(error) => Some(SheetCell::Error(sign_of(error))),
    }
}

fn text_cell(text: &str) -> Option<SheetCell> {
    (!text.trim().is_empty()).then(|| SheetCell::Text(text.to_owned()))
}

fn number_cell(number: f64) -> SheetCell {
    fifteen_digits(number).map_or(SheetCell::Error("#NUM!"), SheetCell::Number)
}

/// A day, or a day and a time. A time alone is a text; a length of time is a number of days.
fn of_moment(moment: &ExcelDateTime) -> SheetCell {
    let serial = moment.as_f64();
    if moment.is_duration() || !serial.is_finite() {
        return number_cell(serial);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let second = u32::from(hour) * 3600
        + u32::from(minute) * 60
        + u32::from(second)
        + u32::from(milli >= 500);
    if (0.0..1.0).contains(&serial) {
        return SheetCell::Text(format!(
            "{:02}:{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60
        ));
    }
    // The 29th of February 1900, which Excel has and no calendar, stays a text.
    let text = format!("{year:04}-{month:02}-{day:02}");
    match read_date(&text) {
        Some(day) => dated(day, second),
        None => SheetCell::Text(text),
    }
}

fn dated(day: i32, second: u32) -> SheetCell {
    const DAY: u32 = 86_400;
    if second.is_multiple_of(DAY) {
        SheetCell::Date(day.saturating_add(i32::from(second == DAY)))
    } else {
        SheetCell::Moment { day, second }
    }
}

/// `2026-01-31` or `2026-01-31T10:30:00`.
fn of_iso(text: &str) -> SheetCell {
    let moment = || {
        let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
        let mut parts = time.split([':', '.']);
        let mut part = || parts.next().unwrap_or("0").parse::<u32>().ok();
        let (hour, minute, second) = (part()?, part()?, part()?);
        let is_time = hour < 24 && minute < 60 && second < 60;
        is_time.then_some(())?;
        Some(dated(read_date(day)?, hour * 3600 + minute * 60 + second))
    };
    moment().unwrap_or_else(|| SheetCell::Text(text.to_owned()))
}

fn sign_of(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// What cannot be seen in the cells any more.
fn notes(rows: &[SheetRow]) -> Vec<String> {
    let is_long = |cell: &&SheetCell| match cell {
        SheetCell::Number(text) => {
            text.bytes().filter(u8::is_ascii_digit).count() > 15 && !text.contains('.')
        }
        SheetCell::Text(_)
        | SheetCell::YesNo(_)
        | SheetCell::Date(_)
        | SheetCell::Moment { .. }
        | SheetCell::Error(_) => false,
    };
    let count = rows
        .iter()
        .flat_map(|row| row.cells.values())
        .filter(is_long)
        .count();
    let note = match count {
        0 => None,
        1 => Some("1 number of more than 15 digits, of which a spreadsheet keeps 15".to_owned()),
        _ => Some(format!(
            "{count} numbers of more than 15 digits, of which a spreadsheet keeps 15"
        )),
    };
    note.into_iter().collect()
}

/// What an archive says that its parts grow to; a workbook may be large, but not without end.
fn unpacked_size(bytes: &[u8]) -> Result<(), DataError> {
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let damaged = |error| {
        DataError::new(
            Code::E364,
            format!("the workbook is cut off or damaged: {error}"),
        )
        .help("fetch the file again, or open it in a spreadsheet and save it anew")
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut size = 0_u64;
    for place in 0..archive.len() {
        let part = archive.by_index_raw(place).map_err(damaged)?;
        size = size.saturating_add(part.size());
    }
    super::packed::within_limit(bytes.len() as u64, size)
}

fn guarded<T>(read: impl FnOnce() -> Result<T, calamine::Error>) -> Result<T, DataError> {
    guard::guarded(read).map_err(|why| {
        if why.to_lowercase().contains("password") {
            return DataError::new(Code::E308, "the workbook is protected by a password")
                .help("save it without one and give that file");
        }
        DataError::new(Code::E364, format!("the workbook cannot be read: {why}"))
            .help("fetch the file again, or open it in a spreadsheet and save it anew")
    })
}

fn no_such_sheet(name: &str, sheets: &[String]) -> DataError {
    let near = did_you_mean(name, sheets.iter().map(String::as_str));
    let near = near
        .map(|question| format!("{question} "))
        .unwrap_or_default();
    DataError::new(Code::E366, format!("the workbook has no sheet `{name}`"))
        .help(format!("{near}the sheets are {}", backticked(sheets)))
}

fn several_sheets(names: &[String]) -> DataError {
    let message = format!(
        "the workbook has {} sheets; which of them holds the rows?",
        names.len()
    );
    let first = names.first().map(String::as_str).unwrap_or_default();
    DataError::new(Code::E365, message).help(format!(
        "write the sheet behind the file, such as \"….xlsx#{first}\"; the sheets are {}",
        backticked(names)
    ))
}

fn backticked(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
