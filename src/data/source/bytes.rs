//! From a file to its text: read, recognised, decoded.

use std::io::Read;
use std::path::Path;

use super::form::TableFormat;
use super::table::Origin;
use crate::data::error::DataError;
use crate::diagnostics::{Code, nearest_file};

/// A file's text and what it is.
pub(super) struct Opened {
    pub(super) text: String,
    pub(super) format: TableFormat,
}

/// Reads a file to its end and decodes it.
pub(super) fn read(origin: &Origin) -> Result<Opened, DataError> {
    let name = origin.name();
    let bytes = match origin {
        Origin::File(path) => {
            refuse_foreign(path)?;
            std::fs::read(path).map_err(|error| cannot_read(path, &error))?
        }
        Origin::StandardInput => {
            let mut bytes = Vec::new();
            std::io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|error| {
                    DataError::new(Code::E302, format!("it cannot be read: {error}")).file(&name)
                })?;
            bytes
        }
    };
    let text = decode(bytes).map_err(|error| error.file(&name))?;
    let format = match origin {
        Origin::File(path) => format_of(path, &text),
        Origin::StandardInput => TableFormat::Csv,
    };
    Ok(Opened { text, format })
}

fn cannot_read(path: &Path, error: &std::io::Error) -> DataError {
    let name = path.display().to_string();
    if error.kind() != std::io::ErrorKind::NotFound {
        return DataError::new(Code::E302, format!("the file cannot be read: {error}")).file(name);
    }
    let error = DataError::new(Code::E302, "there is no such file").file(&name);
    error.help_if(nearest_file(path))
}

fn ending(path: &Path) -> String {
    path.extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase()
}

/// Files that are known not to be texts are refused with the way out.
fn refuse_foreign(path: &Path) -> Result<(), DataError> {
    let kind = match ending(path).as_str() {
        "xlsx" | "xls" | "xlsm" | "ods" => "a spreadsheet",
        "parquet" => "a Parquet file",
        "zip" | "gz" => "a compressed file",
        _ => return Ok(()),
    };
    Err(DataError::new(
        Code::E308,
        format!("this is {kind}; it cannot be read as a table"),
    )
    .file(path.display().to_string())
    .help("save it as CSV (in UTF-8) and give that file"))
}

fn format_of(path: &Path, text: &str) -> TableFormat {
    match ending(path).as_str() {
        "ndjson" | "jsonl" => TableFormat::NdJson,
        "json" if text.trim_start().starts_with('{') => TableFormat::NdJson,
        "json" => TableFormat::Json,
        _ => TableFormat::Csv,
    }
}

/// Text without the mark that some programs put in front of UTF-8.
fn decode(bytes: Vec<u8>) -> Result<String, DataError> {
    let help = "save the file as CSV in UTF-8 (in a spreadsheet: \"CSV UTF-8\")";
    let mut first_line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default()
        .iter();
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    // No header holds a zero byte; in UTF-16 every second byte of a Latin one is.
    if marked || first_line.any(|byte| *byte == 0) {
        return Err(DataError::new(Code::E305, "the file is in UTF-16, not in UTF-8").help(help));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..valid).unwrap_or_default();
            let line = before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
            let start = before
                .iter()
                .rposition(|&byte| byte == b'\n')
                .map_or(0, |at| at + 1);
            let line_text = String::from_utf8_lossy(before.get(start..).unwrap_or_default());
            Err(DataError::new(Code::E305, "the text is not UTF-8")
                .line(line)
                .column(line_text.chars().count() as u64 + 1)
                .help(help))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    #[test]
    fn text_is_utf8_with_or_without_mark() {
        assert_eq!(decode(b"\xef\xbb\xbfname".to_vec()), Ok("name".to_owned()));
        assert_eq!(decode(b"name".to_vec()), Ok("name".to_owned()));
        let latin = decode(b"name\nCaf\xe9".to_vec()).unwrap_err();
        assert_eq!(
            (latin.code, latin.line, latin.column),
            (Code::E305, Some(2), Some(4))
        );
        for utf16 in [vec![0xff, 0xfe, b'a', 0], b"n\0a\0\n\0".to_vec()] {
            let error = decode(utf16).unwrap_err();
            assert_eq!(error.code, Code::E305);
            assert!(error.message.contains("UTF-16"), "{}", error.message);
        }
    }

    #[test]
    fn format_is_told_by_the_ending() {
        assert_eq!(format_of(Path::new("a.JSONL"), ""), TableFormat::NdJson);
        assert_eq!(format_of(Path::new("a.json"), " [{}]"), TableFormat::Json);
        assert_eq!(
            format_of(Path::new("a.json"), "{}\n{}"),
            TableFormat::NdJson
        );
        assert_eq!(format_of(Path::new("a.csv"), "{a};b"), TableFormat::Csv);
        assert_eq!(
            refuse_foreign(Path::new("a.xlsx")).unwrap_err().code,
            Code::E308
        );
    }
}
