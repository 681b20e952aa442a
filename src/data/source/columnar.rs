//! Parquet and Arrow IPC (the file and the stream): columns of values that keep their types.

use std::cell::OnceCell;
use std::io::Cursor;
use std::ops::ControlFlow;

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::ArrowError;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::arrow_cells::{CellsOf, cells_of};
use super::form::FileKind;
use super::guard::guarded;
use super::headers::{RawHeader, headers};
use super::raw::{RawCell, RawRow};
use crate::data::error::DataError;
use crate::diagnostics::Code;

/// How many rows are held at a time.
const ROWS_AT_A_TIME: usize = 8192;

/// The bytes of a file of columns.
#[derive(Debug)]
pub(super) struct Columnar {
    kind: FileKind,
    bytes: Bytes,
    headers: Vec<RawHeader>,
}

impl Columnar {
    /// Reads the names of the columns.
    pub(super) fn new(kind: FileKind, bytes: Vec<u8>) -> Result<Columnar, DataError> {
        let mut columnar = Columnar {
            kind,
            bytes: Bytes::from(bytes),
            headers: Vec::new(),
        };
        let schema = columnar.guarded(|| {
            let bytes = Cursor::new(columnar.bytes.clone());
            Ok(match kind {
                FileKind::Parquet => builder(&columnar.bytes)?.schema().clone(),
                FileKind::ArrowFile => FileReader::try_new(bytes, None)?.schema(),
                FileKind::ArrowStream | FileKind::Text(_) | FileKind::Workbook => {
                    StreamReader::try_new(bytes, None)?.schema()
                }
            })
        })?;
        columnar.headers = headers(schema.fields().iter().map(|field| field.name()));
        Ok(columnar)
    }

    pub(super) fn headers(&self) -> &[RawHeader] {
        &self.headers
    }

    pub(super) fn walk(
        &self,
        columns: &[usize],
        visit: &mut dyn FnMut(&RawRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), DataError> {
        let mut wanted = columns.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        // Only Parquet can leave columns out without reading them.
        let place = |column: &usize| match self.kind {
            FileKind::Parquet => wanted.binary_search(column).unwrap_or(usize::MAX),
            FileKind::ArrowFile
            | FileKind::ArrowStream
            | FileKind::Text(_)
            | FileKind::Workbook => *column,
        };
        let places: Vec<usize> = columns.iter().map(place).collect();
        let mut batches = self.guarded(|| self.batches(&wanted))?;
        let mut first = 0;
        while let Some(batch) = self.guarded(|| batches.next().transpose())? {
            let whole = OnceCell::new();
            let is_over = visit_rows(&batch, &places, first, visit, &|row| {
                let whole = whole.get_or_init(|| self.whole(&batch, first));
                whole
                    .as_ref()
                    .map(|batch| texts(batch, row))
                    .unwrap_or_default()
            });
            if is_over.is_break() {
                break;
            }
            first += batch.num_rows();
        }
        Ok(())
    }

    fn batches(&self, wanted: &[usize]) -> Result<Batches, ArrowError> {
        let bytes = Cursor::new(self.bytes.clone());
        Ok(match self.kind {
            FileKind::Parquet => {
                let builder = builder(&self.bytes)?;
                let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
                Box::new(
                    builder
                        .with_projection(mask)
                        .with_batch_size(ROWS_AT_A_TIME)
                        .build()?,
                )
            }
            FileKind::ArrowFile => Box::new(FileReader::try_new(bytes, None)?),
            FileKind::ArrowStream | FileKind::Text(_) | FileKind::Workbook => {
                Box::new(StreamReader::try_new(bytes, None)?)
            }
        })
    }

    /// The rows of a batch with all their columns.
    fn whole(&self, batch: &RecordBatch, first: usize) -> Option<RecordBatch> {
        match self.kind {
            FileKind::ArrowFile
            | FileKind::ArrowStream
            | FileKind::Text(_)
            | FileKind::Workbook => Some(batch.clone()),
            FileKind::Parquet => {
                let read = || {
                    let builder = builder(&self.bytes)?
                        .with_offset(first)
                        .with_limit(batch.num_rows());
                    builder
                        .with_batch_size(batch.num_rows())
                        .build()?
                        .next()
                        .transpose()
                };
                self.guarded(read).ok()?
            }
        }
    }

    fn guarded<T>(&self, read: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, DataError> {
        let name = match self.kind {
            FileKind::Parquet => "Parquet",
            FileKind::ArrowFile
            | FileKind::ArrowStream
            | FileKind::Text(_)
            | FileKind::Workbook => "Arrow",
        };
        let help = "fetch the file again, or write it again where it comes from";
        guarded(read).map_err(|why| {
            DataError::new(Code::E364, format!("the {name} file cannot be read: {why}")).help(help)
        })
    }
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

fn builder(bytes: &Bytes) -> Result<ParquetRecordBatchReaderBuilder<Bytes>, ArrowError> {
    Ok(ParquetRecordBatchReaderBuilder::try_new(bytes.clone())?)
}

/// Visits the rows of a batch, the first of which has `first` rows before it.
fn visit_rows(
    batch: &RecordBatch,
    places: &[usize],
    first: usize,
    visit: &mut dyn FnMut(&RawRow<'_>) -> ControlFlow<()>,
    original: &dyn Fn(usize) -> Vec<String>,
) -> ControlFlow<()> {
    let columns = batch.columns();
    let readers: Vec<Option<CellsOf<'_>>> = places
        .iter()
        .map(|place| columns.get(*place).map(|column| cells_of(column.as_ref())))
        .collect();
    for row in 0..batch.num_rows() {
        let cells: Vec<RawCell<'_>> = readers
            .iter()
            .map(|reader| match reader {
                Some(cells) => cells(row),
                None => RawCell::Empty,
            })
            .collect();
        visit(&RawRow {
            line: (first + row) as u64 + 1,
            cells: &cells,
            problem: None,
            furniture: None,
            original: &|| original(row),
        })?;
    }
    ControlFlow::Continue(())
}

fn texts(batch: &RecordBatch, row: usize) -> Vec<String> {
    let columns = batch.columns().iter();
    columns
        .map(|column| cells_of(column.as_ref())(row).text().into_owned())
        .collect()
}
