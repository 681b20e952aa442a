//! One sheet: names in the first row, a row a result, as wide as what stands in it.

use std::ops::Range;

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::cells::{Content, content, number_format};
use super::names::cut;
use crate::render::formula::looks_like_formula;
use crate::results::{Meaning, ResultColumn, ResultTable, ResultValue, Values};

/// What a sheet of Excel holds: rows (one is taken by the names), columns, and UTF-16 units in a cell.
const ROWS: usize = 1_048_576 - 1;
const COLUMNS: usize = 16_384;
const LONGEST: usize = 32_767;
/// Rows that are looked at for the width of a column.
const LOOKED_AT: usize = 1000;
const NARROWEST: usize = 6;
const WIDEST: usize = 60;

/// Says so if there are more columns than Excel holds.
pub(super) fn fits(result: &ResultTable) -> Result<(), String> {
    let columns = result.columns.len();
    if columns <= COLUMNS {
        return Ok(());
    }
    Err(format!(
        "`{}` has {columns} columns, and Excel holds {COLUMNS}; CSV and Parquet hold them all",
        result.name
    ))
}

/// The rows of each sheet that a result needs: one sheet, unless there are more rows than Excel holds.
pub(super) fn parts(result: &ResultTable) -> impl Iterator<Item = Range<usize>> + use<> {
    let rows = result.rows;
    (0..rows.max(1))
        .step_by(ROWS)
        .map(move |start| start..rows.min(start + ROWS))
}

/// The looks of cells.
struct Formats {
    header: Format,
    date: Format,
    /// A text that is shown as it stands, even after somebody has typed in the cell.
    quoted: Format,
    /// Digits that no number of Excel holds.
    digits: Format,
}

impl Formats {
    fn new() -> Formats {
        Formats {
            header: Format::new().set_bold(),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            quoted: Format::new().set_quote_prefix(),
            digits: Format::new().set_align(FormatAlign::Right),
        }
    }
}

/// Fills a sheet with some rows of a result.
pub(super) fn fill(
    sheet: &mut Worksheet,
    result: &ResultTable,
    rows: Range<usize>,
) -> Result<(), XlsxError> {
    let formats = Formats::new();
    for (place, column) in (0..).zip(&result.columns) {
        let name = &cut_to_fit(&column.name);
        let header = if looks_like_formula(name) {
            &formats.header.clone().set_quote_prefix()
        } else {
            &formats.header
        };
        sheet.write_string_with_format(0, place, name, header)?;
        #[allow(clippy::cast_precision_loss)] // at most WIDEST
        sheet.set_column_width(place, width(column, rows.clone()) as f64)?;
        fill_column(sheet, place, column, rows.clone(), &formats)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Ok(last) = u16::try_from(result.columns.len().saturating_sub(1)) {
        sheet.autofilter(0, 0, row_at(rows.len()), last)?;
    }
    Ok(())
}

fn fill_column(
    sheet: &mut Worksheet,
    place: u16,
    column: &ResultColumn,
    rows: Range<usize>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let number = number_format(column).map(|format| Format::new().set_num_format(format));
    let is_text = matches!(column.values, Values::Text(_) | Values::List(_));
    for (line, row) in (1..).zip(rows) {
        match content(&column.values.get(row)) {
            Content::Empty => {}
            Content::Number(value) => match &number {
                Some(format) => drop(sheet.write_number_with_format(line, place, value, format)?),
                None => drop(sheet.write_number(line, place, value)?),
            },
            Content::Date(value) => {
                sheet.write_number_with_format(line, place, value, &formats.date)?;
            }
            Content::YesNo(value) => drop(sheet.write_boolean(line, place, value)?),
            Content::Text(text) => {
                let text = &cut_to_fit(&text);
                if !is_text {
                    sheet.write_string_with_format(line, place, text, &formats.digits)?;
                } else if looks_like_formula(text) {
                    sheet.write_string_with_format(line, place, text, &formats.quoted)?;
                } else {
                    sheet.write_string(line, place, text)?;
                }
            }
        }
    }
    Ok(())
}

/// The row of a sheet; Excel's limit keeps it small.
fn row_at(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

/// The text, or as much of it as a cell holds and a sign that there was more.
fn cut_to_fit(text: &str) -> String {
    // A text has at least as many bytes as UTF-16 units.
    if text.len() <= LONGEST || cut(text, LONGEST).len() == text.len() {
        return text.to_owned();
    }
    format!("{}…", cut(text, LONGEST - 1))
}

/// How wide a column is, in letters.
fn width(column: &ResultColumn, rows: Range<usize>) -> usize {
    let extra = match &column.meaning {
        // `1,234.00 EUR`, `12.0%`
        Meaning::Money(_) => 8,
        Meaning::Percent => 1,
        Meaning::Plain | Meaning::Integer | Meaning::Member | Meaning::Days | Meaning::Months => 0,
    };
    let mut text = String::new();
    let mut widest = column.name.width() + 3; // the button of the filter
    for row in rows.take(LOOKED_AT) {
        text.clear();
        column.values.get(row).write(&mut text);
        let longest = text.lines().map(UnicodeWidthStr::width).max();
        widest = widest.max(longest.unwrap_or(0) + extra + 1);
    }
    widest.clamp(NARROWEST, WIDEST)
}

/// What a workbook of these results does not hold as it is: texts that are too long for a cell, results
/// that need several sheets. Empty if there is nothing to tell.
#[must_use]
pub fn workbook_notes(results: &[ResultTable]) -> String {
    let mut notes = String::new();
    for result in results {
        let sheets = parts(result).count();
        if sheets > 1 {
            notes += &format!("{}: {} rows on {sheets} sheets\n", result.name, result.rows);
        }
        for column in &result.columns {
            let long = (0..result.rows).filter(|&row| match column.values.get(row) {
                ResultValue::Text(text) => is_too_long(text),
                list @ ResultValue::List(..) => {
                    let mut text = String::new();
                    list.write(&mut text);
                    is_too_long(&text)
                }
                ResultValue::Null
                | ResultValue::YesNo(_)
                | ResultValue::Number(_)
                | ResultValue::Date(_)
                | ResultValue::Whole(_) => false,
            });
            let count = long.count();
            if count > 0 {
                let cells = if count == 1 { "text" } else { "texts" };
                notes += &format!(
                    "{}: {count} {cells} in `{}` cut to {LONGEST} signs, which is what a cell of Excel holds; \
                     other formats hold all\n",
                    result.name, column.name
                );
            }
        }
    }
    notes
}

fn is_too_long(text: &str) -> bool {
    text.len() > LONGEST && cut(text, LONGEST).len() < text.len()
}
