//! The sheet that tells what a workbook was made of.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::render::table::counts;
use crate::results::{Provenance, ResultTable};

/// Widths of the columns: names, then files and texts, then a hash, then numbers.
const WIDTHS: [f64; 6] = [18.0, 40.0, 68.0, 10.0, 10.0, 10.0];

/// Fills the sheet: facts, the sheets, the files of the pack, the tables that were read.
pub(super) fn fill(
    sheet: &mut Worksheet,
    contents: &[(String, &ResultTable)],
    provenance: &Provenance,
) -> Result<(), XlsxError> {
    for (place, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(place, width)?;
    }
    let mut lines = Lines {
        sheet,
        next: 0,
        bold: Format::new().set_bold(),
        quoted: Format::new().set_quote_prefix(),
    };
    for (name, value) in provenance.facts() {
        lines.texts(&[&name, &value])?;
    }
    lines.heading(&["sheet", "view", "rows"])?;
    for (name, result) in contents {
        let label = result.label.as_deref().unwrap_or(&result.name);
        lines.texts(&[name, label, &counts(result)])?;
    }
    lines.heading(&["part of", "file", "sha256"])?;
    for pack in &provenance.packs {
        for (name, sha256) in &pack.files {
            lines.texts(&[pack.role, name, sha256])?;
        }
    }
    lines.heading(&[
        "record",
        "data file",
        "sha256",
        "read",
        "evaluated",
        "set aside",
    ])?;
    for table in &provenance.tables {
        let sha256 = table.sha256.as_deref().unwrap_or_default();
        lines.texts(&[&table.record, &table.file, sha256])?;
        lines.counts(3, &[table.read, table.evaluated, table.set_aside])?;
    }
    Ok(())
}

/// Writes line by line.
struct Lines<'s> {
    sheet: &'s mut Worksheet,
    next: u32,
    bold: Format,
    quoted: Format,
}

impl Lines<'_> {
    /// A line of texts. What a file or a label says is never run.
    fn texts(&mut self, texts: &[&str]) -> Result<(), XlsxError> {
        for (place, text) in (0..).zip(texts) {
            self.sheet
                .write_string_with_format(self.next, place, *text, &self.quoted)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Numbers on the line before, from a column on.
    fn counts(&mut self, from: u16, counts: &[usize]) -> Result<(), XlsxError> {
        for (place, count) in (from..).zip(counts) {
            #[allow(clippy::cast_precision_loss)] // exact up to 9 * 10^15 rows
            self.sheet
                .write_number(self.next.saturating_sub(1), place, *count as f64)?;
        }
        Ok(())
    }

    /// An empty line and a line of headings.
    fn heading(&mut self, texts: &[&str]) -> Result<(), XlsxError> {
        self.next += 1;
        for (place, text) in (0..).zip(texts) {
            self.sheet
                .write_string_with_format(self.next, place, *text, &self.bold)?;
        }
        self.next += 1;
        Ok(())
    }
}
