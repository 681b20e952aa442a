//! Results as an Excel workbook: a sheet a table with typed cells, and one that tells what they were made
//! of. The same results give the same bytes.

mod about;
mod cells;
mod names;
mod sheet;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::results::{Provenance, ResultTable};
use names::SheetNames;
pub use sheet::workbook_notes;

/// The name of the sheet that tells what the others were made of.
const ABOUT: &str = "about";
const SECONDS_A_DAY: i64 = 86_400;

/// Writes results as a workbook.
///
/// # Errors
/// Those of the writer, and that Excel does not hold so many columns.
pub fn workbook(
    out: &mut dyn Write,
    results: &[ResultTable],
    provenance: &Provenance,
) -> io::Result<()> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(provenance).map_err(of_excel)?);
    let mut names = SheetNames::default();
    let mut contents = Vec::new();
    for result in results {
        sheet::fits(result).map_err(io::Error::other)?;
        for rows in sheet::parts(result) {
            let name = names.give(&result.name);
            let sheet = workbook.add_worksheet();
            sheet.set_name(&name).map_err(of_excel)?;
            sheet::fill(sheet, result, rows).map_err(of_excel)?;
            contents.push((name, result));
        }
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(names.give(ABOUT)).map_err(of_excel)?;
    about::fill(sheet, &contents, provenance).map_err(of_excel)?;
    // Whole in memory first: the library takes no writer that may fail.
    let bytes = workbook.save_to_buffer().map_err(of_excel)?;
    out.write_all(&bytes)
}

/// The day of the run stands for the time at which the file was made, so that it hangs on no clock.
fn properties(provenance: &Provenance) -> Result<DocProperties, XlsxError> {
    let day = i64::from(provenance.as_of.unwrap_or(0));
    let made = ExcelDateTime::from_timestamp(day * SECONDS_A_DAY)
        .or_else(|_| ExcelDateTime::from_timestamp(0))?;
    let titles: Vec<&str> = provenance
        .packs
        .iter()
        .map(|pack| pack.name.as_str())
        .collect();
    Ok(DocProperties::new()
        .set_title(titles.join(", "))
        .set_creation_datetime(&made))
}

fn of_excel(error: XlsxError) -> io::Error {
    if let XlsxError::IoError(error) = error {
        return error;
    }
    io::Error::other(error)
}
