//! What a file is: by its first bytes, then by its ending.

use std::path::Path;

use super::encoding::TextEncoding;
use super::packed::Packing;
use crate::data::error::DataError;
use crate::diagnostics::Code;

/// The form in which a file holds its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Separated by commas, semicolons, tabs or bars.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    NdJson,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A text.
    Text(TableFormat),
    /// A workbook: `.xlsx`, `.xlsb`, `.xls`, `.ods`.
    Workbook,
    /// Parquet.
    Parquet,
    /// Arrow IPC, the file.
    ArrowFile,
    /// Arrow IPC, the stream.
    ArrowStream,
}

/// What was found out about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it is.
    pub kind: FileKind,
    /// The encoding of a text.
    pub encoding: Option<TextEncoding>,
    /// What stands between the cells of a line.
    pub delimiter: Option<char>,
    /// How it is packed.
    pub packing: Option<Packing>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What is to be said of its cells.
    pub remarks: Vec<String>,
}

impl Form {
    /// A form of which nothing more is known.
    #[must_use]
    pub fn new(kind: FileKind) -> Form {
        Form {
            kind,
            encoding: None,
            delimiter: None,
            packing: None,
            sheet: None,
            remarks: Vec::new(),
        }
    }

    /// What is not as plain as can be, in words: `gzip`, `windows-1252 (by its letters)`, `tabs between the cells`.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(self.packing.map(|packing| packing.name().to_owned()));
        notes.extend(self.sheet.as_ref().map(|sheet| format!("sheet `{sheet}`")));
        if let Some(encoding) = self.encoding.filter(|encoding| !encoding.is_utf8()) {
            let guess = if encoding.is_guess() {
                " by its letters"
            } else {
                ""
            };
            notes.push(format!("{}{guess}", encoding.name()));
        }
        match self.delimiter {
            None | Some(',') => {}
            Some('\t') => notes.push("tabs between the cells".to_owned()),
            Some(sign) => notes.push(format!("`{sign}` between the cells")),
        }
        notes.extend(self.remarks.iter().cloned());
        notes
    }
}

/// What bytes are that are no text; nothing for those that may be one.
///
/// # Errors
/// What holds no table that is read here, with the way out.
pub(super) fn kind_of(bytes: &[u8]) -> Result<Option<FileKind>, DataError> {
    const UNPACK: &str = "unpack it and give the file inside";
    let starts = |sign: &[u8]| bytes.starts_with(sign);
    let (kind, help) = if starts(b"PK\x03\x04") || starts(b"\xd0\xcf\x11\xe0") {
        return Ok(Some(FileKind::Workbook));
    } else if starts(b"PAR1") {
        return Ok(Some(FileKind::Parquet));
    } else if starts(b"ARROW1\0\0") {
        return Ok(Some(FileKind::ArrowFile));
    } else if starts(b"\xff\xff\xff\xff") {
        return Ok(Some(FileKind::ArrowStream));
    } else if starts(b"BZh") || starts(b"\xfd7zXZ") || starts(b"7z\xbc\xaf") {
        ("a packed file of a kind that is not read", UNPACK)
    } else if starts(b"%PDF") {
        ("a PDF", "ask for the data as CSV")
    } else if starts(b"SQLite format 3\0") {
        (
            "a SQLite database",
            "write the table as CSV: sqlite3 -header -csv FILE \"select * from …\" > table.csv",
        )
    } else if bytes.get(8..12) == Some(b"DUCK") {
        (
            "a DuckDB database",
            "write the table as Parquet: duckdb FILE -c \"copy … to 'table.parquet'\"",
        )
    } else if is_page(bytes) {
        (
            "a web page, whatever its ending",
            "open it in a spreadsheet and save it as a workbook or as CSV",
        )
    } else {
        return Ok(None);
    };
    Err(DataError::new(
        Code::E308,
        format!("this is {kind}; it cannot be read as a table"),
    )
    .help(help))
}

/// HTML, as some reports named `.xls` are, or a workbook written as XML.
fn is_page(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace() || **byte > 0x7f)
        .take(9)
        .map(u8::to_ascii_lowercase)
        .collect();
    [&b"<html"[..], b"<!doctype", b"<table", b"<?xml"]
        .iter()
        .any(|sign| start.starts_with(sign))
}

/// The form of a text, of a file or of standard input.
pub(super) fn format_of(path: Option<&Path>, text: &str) -> TableFormat {
    match path.map(ending).as_deref() {
        Some("csv" | "tsv" | "tab") => TableFormat::Csv,
        Some("ndjson" | "jsonl") => TableFormat::NdJson,
        Some("json") if text.trim_start().starts_with('{') => TableFormat::NdJson,
        Some("json") => TableFormat::Json,
        Some(_) | None => by_first_signs(text),
    }
}

/// An array of objects and an object begin as no line of headers does.
fn by_first_signs(text: &str) -> TableFormat {
    let mut signs = text.chars().filter(|sign| !sign.is_whitespace());
    match (signs.next(), signs.next()) {
        (Some('['), Some('{' | ']')) => TableFormat::Json,
        (Some('{'), Some('"' | '}')) => TableFormat::NdJson,
        _ => TableFormat::Csv,
    }
}

/// Endings of packed files; what is inside has the ending before.
pub const PACKED_ENDINGS: [&str; 4] = ["gz", "gzip", "zst", "zstd"];

/// The ending of a file's name, in lower case; of a packed file the one of what is inside.
#[must_use]
pub fn ending(path: &Path) -> String {
    let last = |path: &Path| {
        let ending = path.extension().unwrap_or_default();
        ending.to_string_lossy().to_lowercase()
    };
    let ending = last(path);
    if PACKED_ENDINGS.contains(&ending.as_str()) {
        last(Path::new(path.file_stem().unwrap_or_default()))
    } else {
        ending
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
    fn texts_are_told_by_their_ending_and_their_first_signs() {
        for (name, text, expected) in [
            (Some("a.JSONL"), "", TableFormat::NdJson),
            (Some("a.json"), " [{}]", TableFormat::Json),
            (Some("a.json.gz"), "{}\n{}", TableFormat::NdJson),
            (Some("a.csv"), "{a};b", TableFormat::Csv),
            (Some("a.csv.zst"), "[{\"a\": 1}]", TableFormat::Csv),
            (Some("export"), "\n[\n {\"a\": 1}]", TableFormat::Json),
            (None, "{\"a\": 1}\n", TableFormat::NdJson),
            (None, "[]", TableFormat::Json),
            (None, "[a],b\n1,2", TableFormat::Csv),
            (None, "", TableFormat::Csv),
        ] {
            assert_eq!(
                format_of(name.map(Path::new), text),
                expected,
                "{name:?} {text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_text_is_told_by_its_first_bytes() {
        for (bytes, kind) in [
            (&b"PK\x03\x04..."[..], Some(FileKind::Workbook)),
            (b"\xd0\xcf\x11\xe0", Some(FileKind::Workbook)),
            (b"PAR1", Some(FileKind::Parquet)),
            (b"ARROW1\0\0", Some(FileKind::ArrowFile)),
            (b"\xff\xff\xff\xff\x10", Some(FileKind::ArrowStream)),
            (b"name,need\n", None),
            (b"ARROW1,name\n", None),
            (b"", None),
        ] {
            assert_eq!(kind_of(bytes), Ok(kind));
        }
        for (bytes, word) in [
            (&b"\xef\xbb\xbf<html><table>"[..], "web page"),
            (b"\n<?XML version", "web page"),
            (b"SQLite format 3\0", "SQLite"),
            (b"\0\0\0\0\0\0\0\0DUCK", "DuckDB"),
        ] {
            let error = kind_of(bytes).unwrap_err();
            assert!(error.message.contains(word), "{}", error.message);
        }
    }
}
