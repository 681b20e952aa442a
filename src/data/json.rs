//! JSON (an array of flat objects) and NDJSON (an object a line) to rows of cells.
//!
//! Values are taken as they are written (raw), so numbers keep every digit.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::builder::TableBuilder;
use super::cell::{RawCell, normal, shortened};
use super::columns::missing_column;
use super::error::DataError;
use super::table::RowFault;
use crate::diagnostics::Code;

/// Reads an array of objects; returns the keys that are no field's.
pub(super) fn read_array(
    text: &str,
    file: &str,
    builder: &mut TableBuilder<'_>,
) -> Result<Vec<String>, Vec<DataError>> {
    let rows: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        let message = if error.is_data() {
            "the file is no array of objects".to_owned()
        } else {
            format!("this is not JSON: {}", without_place(&error))
        };
        vec![
            DataError::new(Code::E308, message)
                .file(file)
                .line(error.line() as u64)
                .column(error.column() as u64)
                .help("write `[{\"name\": \"Acme\", …}, …]`, or one object a line in a file ending in .ndjson"),
        ]
    })?;
    let mut reader = ObjectReader::new(builder);
    let mut offset = 0;
    let mut line = 1;
    for row in rows {
        // The raw value is a slice of the text: where it starts gives its line.
        let start = (row.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let passed = text.as_bytes().get(offset..start).unwrap_or_default();
        line += passed.iter().filter(|&&byte| byte == b'\n').count() as u64;
        offset = start;
        reader.read(row.get(), line);
    }
    reader.finish(file)
}

/// Reads an object a line; returns the keys that are no field's.
pub(super) fn read_lines(
    text: &str,
    file: &str,
    builder: &mut TableBuilder<'_>,
) -> Result<Vec<String>, Vec<DataError>> {
    let mut reader = ObjectReader::new(builder);
    for (line, row) in (1..).zip(text.lines()) {
        if !row.trim().is_empty() {
            reader.read(row, line);
        }
    }
    reader.finish(file)
}

/// Reads objects into a table and remembers which keys were seen.
struct ObjectReader<'b, 'p> {
    builder: &'b mut TableBuilder<'p>,
    headers: Vec<String>,
    seen: Vec<bool>,
    unused: BTreeSet<String>,
    any_object: bool,
}

impl<'b, 'p> ObjectReader<'b, 'p> {
    fn new(builder: &'b mut TableBuilder<'p>) -> Self {
        let headers: Vec<String> = builder.fields().iter().map(|f| f.header.clone()).collect();
        let seen = vec![false; headers.len()];
        ObjectReader {
            builder,
            headers,
            seen,
            unused: BTreeSet::new(),
            any_object: false,
        }
    }

    fn read(&mut self, text: &str, line: u64) {
        let set_aside = |problem| RowFault {
            line,
            problem,
            cells: vec![text.to_owned()],
        };
        let object = match serde_json::from_str::<Object<'_>>(text) {
            Ok(object) => object,
            Err(error) if error.is_data() => {
                let problem = format!("{} is not an object", shortened(text.trim()));
                return self.builder.set_aside(set_aside(problem));
            }
            Err(error) => {
                let problem = format!("this is not JSON: {}", without_place(&error));
                return self.builder.set_aside(set_aside(problem));
            }
        };
        self.any_object = true;
        let mut cells = vec![RawCell::Empty; self.headers.len()];
        let mut filled = vec![false; self.headers.len()];
        for (key, value) in object.0 {
            let header = normal(key.trim()).into_owned();
            let Some(place) = self.headers.iter().position(|wanted| *wanted == header) else {
                self.unused.insert(header);
                continue;
            };
            let slots = cells
                .get_mut(place)
                .zip(filled.get_mut(place))
                .zip(self.seen.get_mut(place));
            if let Some(((cell, filled), seen)) = slots {
                if *filled {
                    let problem = format!("`{header}` is there twice");
                    return self.builder.set_aside(set_aside(problem));
                }
                (*cell, *filled, *seen) = (raw_cell(value), true, true);
            }
        }
        self.builder.push(line, &cells, || vec![text.to_owned()]);
    }

    fn finish(self, file: &str) -> Result<Vec<String>, Vec<DataError>> {
        let unused: Vec<String> = self.unused.into_iter().collect();
        let missing = self
            .builder
            .fields()
            .iter()
            .zip(self.seen)
            .filter(|(_, seen)| !seen);
        let errors: Vec<DataError> = missing
            .map(|(field, _)| missing_column(field, &unused).file(file))
            .collect();
        // Without any object nothing is known about the columns.
        if self.any_object && !errors.is_empty() {
            Err(errors)
        } else {
            Ok(unused)
        }
    }
}

/// The pairs of an object, in order, none lost.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
                    pairs.push((Cow::Owned(key), value));
                }
                Ok(Object(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

fn raw_cell(value: &RawValue) -> RawCell<'_> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'"') => RawCell::Text(Cow::Owned(serde_json::from_str(text).unwrap_or_default())),
        Some(b't') => RawCell::YesNo(true),
        Some(b'f') => RawCell::YesNo(false),
        Some(b'n') | None => RawCell::Empty,
        Some(b'{') => RawCell::Nested(text),
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(items) => RawCell::Items(items.into_iter().map(raw_cell).collect()),
            Err(_) => RawCell::Nested(text),
        },
        Some(_) => RawCell::Number(text),
    }
}

/// The parser's sentence without its own "at line 1 column 5".
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ")
        .map_or(text.clone(), |(sentence, _)| sentence.to_owned())
}
