//! A table of raw cells, whatever the file is.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::bytes;
use super::columnar::Columnar;
use super::delimited::Delimited;
use super::encoding::{self, TextEncoding};
use super::form::{FileKind, Form, TableFormat, format_of, kind_of};
use super::furniture::Furniture;
use super::headers::RawHeader;
use super::json::Objects;
use super::options::FileOptions;
use super::packed::unpack;
use super::raw::RawRow;
use super::spreadsheet::Sheet;
use super::workbook;
use crate::data::error::DataError;
use crate::diagnostics::Code;

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// A part of a workbook: a sheet, an area, or both, as they stand behind the `#`.
    Part(PathBuf, String),
    /// Standard input.
    StandardInput,
}

impl Origin {
    /// The name for messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Origin::File(path) => path.display().to_string(),
            Origin::Part(path, part) => format!("{}#{part}", path.display()),
            Origin::StandardInput => "standard input".to_owned(),
        }
    }
}

/// What is known of a file before it is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The columns hoped for, each under every name that it may have, as [`header_name`](super::header_name) gives
    /// them. They help to tell the delimiter and the row of headers; no column needs to be among them.
    pub columns: &'a [Vec<&'a str>],
}

/// A file's headers and rows.
#[derive(Debug)]
pub struct RawTable {
    origin: String,
    form: Form,
    content: Content,
}

/// The rows, as each form of file holds them.
#[derive(Debug)]
enum Content {
    Delimited(Delimited),
    Objects(Objects),
    Sheet(Sheet),
    Columnar(Columnar),
}

/// Opens a file: says what it is and finds its headers.
///
/// # Errors
/// What keeps it from being read as a table.
pub fn open(
    origin: &Origin,
    options: FileOptions,
    hints: Hints<'_>,
) -> Result<RawTable, DataError> {
    let bytes = bytes::read(origin).map_err(|error| error.file(origin.name()))?;
    open_bytes(origin, bytes, options, hints)
}

/// Opens the bytes of a file.
pub(super) fn open_bytes(
    origin: &Origin,
    bytes: Vec<u8>,
    options: FileOptions,
    hints: Hints<'_>,
) -> Result<RawTable, DataError> {
    opened(origin, bytes, options, hints).map_err(|error| error.file(origin.name()))
}

fn opened(
    origin: &Origin,
    bytes: Vec<u8>,
    options: FileOptions,
    hints: Hints<'_>,
) -> Result<RawTable, DataError> {
    let (bytes, packing) = unpack(bytes)?;
    let (path, part) = match origin {
        Origin::File(path) => (Some(path.as_path()), None),
        Origin::Part(path, part) => (Some(path.as_path()), Some(part.as_str())),
        Origin::StandardInput => (None, None),
    };
    let kind = kind_of(&bytes)?;
    if part.is_some() && kind != Some(FileKind::Workbook) {
        let message = "only a workbook has sheets";
        return Err(DataError::new(Code::E366, message).help("leave out the `#` and what follows"));
    }
    let mut table = match kind {
        Some(kind) => binary(origin, bytes, kind, part, hints)?,
        None => {
            let (text, encoding) = encoding::decode(bytes, options.encoding)?;
            let format = format_of(path, &text);
            table_of(
                &origin.name(),
                text,
                format,
                Some(encoding),
                options.delimiter,
                hints,
            )?
        }
    };
    table.form.packing = packing;
    Ok(table)
}

/// A table of a form that is no text.
fn binary(
    origin: &Origin,
    bytes: Vec<u8>,
    kind: FileKind,
    part: Option<&str>,
    hints: Hints<'_>,
) -> Result<RawTable, DataError> {
    let mut form = Form::new(kind);
    let content = match kind {
        FileKind::Workbook => {
            let opened = workbook::read(bytes, part, hints)?;
            (form.sheet, form.remarks) = (Some(opened.name), opened.notes);
            Content::Sheet(Sheet::new(opened.rows, hints)?)
        }
        FileKind::Parquet | FileKind::ArrowFile | FileKind::ArrowStream => {
            Content::Columnar(Columnar::new(kind, bytes)?)
        }
        FileKind::Text(format) => {
            let (text, encoding) = encoding::decode(bytes, None)?;
            return table_of(&origin.name(), text, format, Some(encoding), None, hints);
        }
    };
    Ok(RawTable {
        origin: origin.name(),
        form,
        content,
    })
}

/// A table of a text of which the form is known.
///
/// # Errors
/// What keeps it from being read as a table.
pub fn open_text(
    origin: &str,
    text: String,
    format: TableFormat,
    hints: Hints<'_>,
) -> Result<RawTable, DataError> {
    table_of(origin, text, format, None, None, hints).map_err(|error| error.file(origin))
}

fn table_of(
    origin: &str,
    text: String,
    format: TableFormat,
    encoding: Option<TextEncoding>,
    delimiter: Option<u8>,
    hints: Hints<'_>,
) -> Result<RawTable, DataError> {
    let mut form = Form::new(FileKind::Text(format));
    form.encoding = encoding;
    let content = match format {
        TableFormat::Csv => {
            let content = Delimited::new(text, delimiter, hints)?;
            form.delimiter = Some(content.delimiter());
            Content::Delimited(content)
        }
        TableFormat::Json => Content::Objects(Objects::of_array(text)?),
        TableFormat::NdJson => Content::Objects(Objects::of_lines(text)),
    };
    Ok(RawTable {
        origin: origin.to_owned(),
        form,
        content,
    })
}

impl RawTable {
    /// The file's name for messages.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What the file is.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The lines around the rows that are not of the table. Some more may stand between rows: see [`RawRow::furniture`].
    #[must_use]
    pub fn furniture(&self) -> &[Furniture] {
        match &self.content {
            Content::Delimited(content) => content.furniture(),
            Content::Sheet(content) => content.furniture(),
            Content::Objects(_) | Content::Columnar(_) => &[],
        }
    }

    /// The columns, in the order of the file. In a file of objects they are the keys, in the order in which they are first seen.
    #[must_use]
    pub fn headers(&self) -> &[RawHeader] {
        match &self.content {
            Content::Delimited(content) => content.headers(),
            Content::Objects(content) => content.headers(),
            Content::Sheet(content) => content.headers(),
            Content::Columnar(content) => content.headers(),
        }
    }

    /// The line of the headers; nothing in a file whose rows name their cells themselves.
    #[must_use]
    pub fn header_line(&self) -> Option<u64> {
        match &self.content {
            Content::Delimited(content) => Some(content.header_line()),
            Content::Sheet(content) => Some(content.header_line()),
            Content::Objects(_) | Content::Columnar(_) => None,
        }
    }

    /// False if nothing is known of the columns, as in an array without objects.
    #[must_use]
    pub fn has_columns(&self) -> bool {
        match &self.content {
            Content::Delimited(_) | Content::Sheet(_) | Content::Columnar(_) => true,
            Content::Objects(content) => content.has_any(),
        }
    }

    /// Visits the rows in the order of the file, with the cells of some columns (their places in
    /// [`headers`](Self::headers)) in the order given. The visit may be made again.
    ///
    /// # Errors
    /// What keeps the file from being read to its end. A row that is none does not: see [`RawRow::problem`].
    pub fn walk(
        &self,
        columns: &[usize],
        visit: &mut dyn FnMut(&RawRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), DataError> {
        let walked = match &self.content {
            Content::Delimited(content) => content.walk(columns, visit),
            Content::Columnar(content) => content.walk(columns, visit),
            Content::Sheet(content) => {
                content.walk(columns, visit);
                Ok(())
            }
            Content::Objects(content) => {
                content.walk(columns, visit);
                Ok(())
            }
        };
        walked.map_err(|error| error.file(&self.origin))
    }
}
