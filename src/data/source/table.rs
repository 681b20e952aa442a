//! A table of raw cells, whatever the file is.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::bytes;
use super::delimited::Delimited;
use super::encoding;
use super::form::{Form, TableFormat, format_of, refuse_foreign};
use super::furniture::Furniture;
use super::headers::RawHeader;
use super::json::Objects;
use super::options::FileOptions;
use super::packed::unpack;
use super::raw::RawRow;
use crate::data::error::DataError;

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// Standard input.
    StandardInput,
}

impl Origin {
    /// The name for messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Origin::File(path) => path.display().to_string(),
            Origin::StandardInput => "standard input".to_owned(),
        }
    }
}

/// What is known of a file before it is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// Names that its columns may have, as [`header_name`](super::header_name) gives them. They help to tell the
    /// delimiter and the row of headers; no column needs to be among them.
    pub columns: &'a [&'a str],
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
    opened(origin, options, hints).map_err(|error| error.file(origin.name()))
}

fn opened(origin: &Origin, options: FileOptions, hints: Hints<'_>) -> Result<RawTable, DataError> {
    let (bytes, packing) = unpack(bytes::read(origin)?)?;
    refuse_foreign(&bytes)?;
    let (text, encoding) = encoding::decode(bytes, options.encoding)?;
    let path = match origin {
        Origin::File(path) => Some(path.as_path()),
        Origin::StandardInput => None,
    };
    let mut form = Form::new(format_of(path, &text));
    (form.packing, form.encoding) = (packing, Some(encoding));
    table_of(&origin.name(), text, form, options.delimiter, hints)
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
    table_of(origin, text, Form::new(format), None, hints).map_err(|error| error.file(origin))
}

fn table_of(
    origin: &str,
    text: String,
    mut form: Form,
    delimiter: Option<u8>,
    hints: Hints<'_>,
) -> Result<RawTable, DataError> {
    let content = match form.format {
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
            Content::Objects(_) => &[],
        }
    }

    /// The columns, in the order of the file. In a file of objects they are the keys, in the order in which they are first seen.
    #[must_use]
    pub fn headers(&self) -> &[RawHeader] {
        match &self.content {
            Content::Delimited(content) => content.headers(),
            Content::Objects(content) => content.headers(),
        }
    }

    /// The line of the headers; nothing in a file whose rows name their cells themselves.
    #[must_use]
    pub fn header_line(&self) -> Option<u64> {
        match &self.content {
            Content::Delimited(content) => Some(content.header_line()),
            Content::Objects(_) => None,
        }
    }

    /// False if nothing is known of the columns, as in an array without objects.
    #[must_use]
    pub fn has_columns(&self) -> bool {
        match &self.content {
            Content::Delimited(_) => true,
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
            Content::Objects(content) => {
                content.walk(columns, visit);
                Ok(())
            }
        };
        walked.map_err(|error| error.file(&self.origin))
    }
}
