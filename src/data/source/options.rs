//! How files are to be read where the user says so: `--encoding [RECORD=]NAME`, `--delimiter [RECORD=]SIGN`.

use encoding_rs::Encoding;

use super::encoding;
use crate::data::error::DataError;
use crate::data::policy::BadCells;
use crate::diagnostics::Code;

/// What the user says of how files are written, for all records or for one.
#[derive(Clone, Debug, Default)]
pub struct ReadAs {
    encodings: Vec<(Option<String>, &'static Encoding)>,
    delimiters: Vec<(Option<String>, u8)>,
    /// What becomes of rows with bad cells.
    pub bad: BadCells,
}

/// What the user says of one file.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileOptions {
    /// Its encoding.
    pub(super) encoding: Option<&'static Encoding>,
    /// What stands between its cells.
    pub(super) delimiter: Option<u8>,
}

impl ReadAs {
    /// What the arguments say.
    ///
    /// # Errors
    /// Names of encodings and delimiters that are none.
    pub fn new(encodings: &[String], delimiters: &[String]) -> Result<ReadAs, Vec<DataError>> {
        let mut errors = Vec::new();
        let mut read_as = ReadAs::default();
        for argument in encodings {
            let (record, name) = parts(argument);
            match encoding::named(name) {
                Ok(encoding) => read_as.encodings.push((record, encoding)),
                Err(error) => errors.push(error),
            }
        }
        for argument in delimiters {
            let (record, sign) = parts(argument);
            match delimiter(sign) {
                Ok(delimiter) => read_as.delimiters.push((record, delimiter)),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() {
            Ok(read_as)
        } else {
            Err(errors)
        }
    }

    /// The records that are named.
    pub fn records(&self) -> impl Iterator<Item = &str> {
        let encodings = self.encodings.iter().map(|(record, _)| record);
        let delimiters = self.delimiters.iter().map(|(record, _)| record);
        encodings
            .chain(delimiters)
            .filter_map(|record| record.as_deref())
    }

    /// What is said of a record's file; what names the record goes before what names none.
    #[must_use]
    pub fn of(&self, record: &str) -> FileOptions {
        FileOptions {
            encoding: chosen(&self.encodings, record),
            delimiter: chosen(&self.delimiters, record),
        }
    }
}

/// The last that names the record, or the last that names none.
fn chosen<T: Copy>(all: &[(Option<String>, T)], record: &str) -> Option<T> {
    let named = all
        .iter()
        .rev()
        .find(|(name, _)| name.as_deref() == Some(record));
    let general = || all.iter().rev().find(|(name, _)| name.is_none());
    named.or_else(general).map(|(_, value)| *value)
}

/// The record and the rest; a single sign is no record.
fn parts(argument: &str) -> (Option<String>, &str) {
    match argument.split_once('=') {
        Some((record, rest)) if !record.is_empty() => (Some(record.trim().to_owned()), rest),
        Some(_) | None => (None, argument),
    }
}

fn delimiter(sign: &str) -> Result<u8, DataError> {
    let sign = match sign {
        "tab" | "\\t" => "\t",
        "comma" => ",",
        "semicolon" => ";",
        "pipe" | "bar" => "|",
        other => other,
    };
    match sign.as_bytes() {
        [byte]
            if (byte.is_ascii_punctuation() || matches!(byte, b' ' | b'\t')) && *byte != b'"' =>
        {
            Ok(*byte)
        }
        _ => Err(
            DataError::new(Code::E362, format!("`{sign}` cannot stand between cells"))
                .help("write one sign, such as --delimiter \";\", or --delimiter tab"),
        ),
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

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_record_may_have_its_own() {
        let read_as = ReadAs::new(
            &texts(&["Account=cp1252", "utf-8"]),
            &texts(&["tab", "Deal=|", "Account=;", "Rival=="]),
        )
        .unwrap();
        let of = |record: &str| {
            let options = read_as.of(record);
            (options.encoding.unwrap().name(), options.delimiter.unwrap())
        };
        assert_eq!(of("Account"), ("windows-1252", b';'));
        assert_eq!(of("Deal"), ("UTF-8", b'|'));
        assert_eq!(of("Rival"), ("UTF-8", b'='));
        assert_eq!(of("Other"), ("UTF-8", b'\t'));
        assert_eq!(
            ReadAs::new(&[], &texts(&["="])).unwrap().of("x").delimiter,
            Some(b'=')
        );
    }

    #[test]
    fn what_is_none_is_refused() {
        let errors =
            ReadAs::new(&texts(&["utf-99"]), &texts(&["\"", "a", "", ";;", "é"])).unwrap_err();
        let codes: Vec<Code> = errors.iter().map(|error| error.code).collect();
        assert_eq!(
            codes,
            [
                Code::E361,
                Code::E362,
                Code::E362,
                Code::E362,
                Code::E362,
                Code::E362
            ]
        );
    }
}
