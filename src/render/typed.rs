//! Results as Parquet and as Arrow IPC: typed columns, and what they were made of in the metadata.

use std::io::{self, Write};

use arrow_ipc::writer::FileWriter;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::columnar::{Columnar, metadata};
use crate::results::{Provenance, ResultTable, VERSION};

/// Writes a result as a Parquet file.
///
/// # Errors
/// Those of the writer.
pub fn parquet(
    out: &mut (dyn Write + Send),
    result: &ResultTable,
    provenance: &Provenance,
) -> io::Result<()> {
    let metadata = metadata(result, provenance).into_iter();
    let metadata = metadata.map(|(key, value)| KeyValue::new(key, value));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(VERSION.to_owned())
        .set_key_value_metadata(Some(metadata.collect()))
        .build();
    let columnar = Columnar::new(result, provenance);
    let options = ArrowWriterOptions::new().with_properties(properties);
    let schema = columnar.schema.clone();
    let mut writer = ArrowWriter::try_new_with_options(out, schema, options).map_err(of_parquet)?;
    for batch in columnar.batches() {
        let batch = batch.map_err(io::Error::other)?;
        writer.write(&batch).map_err(of_parquet)?;
    }
    writer.close().map_err(of_parquet)?;
    Ok(())
}

/// Writes a result as an Arrow IPC file, also known as Feather 2.
///
/// # Errors
/// Those of the writer.
pub fn arrow(out: &mut dyn Write, result: &ResultTable, provenance: &Provenance) -> io::Result<()> {
    let columnar = Columnar::new(result, provenance);
    let mut writer = FileWriter::try_new(out, &columnar.schema).map_err(of_arrow)?;
    for batch in columnar.batches() {
        writer.write(&batch.map_err(of_arrow)?).map_err(of_arrow)?;
    }
    writer.finish().map_err(of_arrow)
}

/// A full disk or a closed pipe is to be told as what it is.
fn of_arrow(error: arrow_schema::ArrowError) -> io::Error {
    if let arrow_schema::ArrowError::IoError(_, error) = error {
        return error;
    }
    io::Error::other(error)
}

fn of_parquet(error: ParquetError) -> io::Error {
    if let ParquetError::External(error) = error {
        return match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        };
    }
    io::Error::other(error)
}
