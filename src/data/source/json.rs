//! JSON (an array of flat objects) and NDJSON (an object a line).
//!
//! Values are taken as they are written (raw), so numbers keep every digit.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::{ControlFlow, Range};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::headers::{RawHeader, header_name};
use super::raw::{RawCell, RawRow};
use crate::data::cell::shortened;
use crate::data::error::DataError;
use crate::diagnostics::Code;

/// A text of objects.
#[derive(Debug)]
pub(super) struct Objects {
    text: String,
    /// The line of each object and its place in the text.
    rows: Vec<(u64, Range<usize>)>,
    headers: Vec<RawHeader>,
    /// True if any row is an object.
    has_any: bool,
}

impl Objects {
    /// An array of objects.
    pub(super) fn of_array(text: String) -> Result<Objects, DataError> {
        let values: Vec<&RawValue> =
            serde_json::from_str(&text).map_err(|error| not_an_array(&error))?;
        let mut rows = Vec::with_capacity(values.len());
        let mut offset = 0;
        let mut line = 1;
        for value in values {
            // The raw value is a slice of the text: where it starts gives its line.
            let start = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
            let passed = text.as_bytes().get(offset..start).unwrap_or_default();
            line += passed.iter().filter(|&&byte| byte == b'\n').count() as u64;
            offset = start;
            rows.push((line, start..start + value.get().len()));
        }
        Ok(Objects::new(text, rows))
    }

    /// An object a line.
    pub(super) fn of_lines(text: String) -> Objects {
        let mut rows = Vec::new();
        let mut start = 0;
        for (line, row) in (1..).zip(text.split_inclusive('\n')) {
            if !row.trim().is_empty() {
                rows.push((line, start..start + row.trim_end().len()));
            }
            start += row.len();
        }
        Objects::new(text, rows)
    }

    /// Notes the keys in the order in which they are first seen.
    fn new(text: String, rows: Vec<(u64, Range<usize>)>) -> Objects {
        let mut headers = Vec::new();
        let mut seen: HashMap<String, ()> = HashMap::new();
        let mut has_any = false;
        for (_, range) in &rows {
            let Ok(object) = serde_json::from_str::<Object<'_>>(slice(&text, range)) else {
                continue; // told when the rows are walked
            };
            has_any = true;
            for (key, _) in object.0 {
                if seen.contains_key(key.as_ref()) {
                    continue;
                }
                let name = header_name(&key);
                seen.insert(key.into_owned(), ());
                if headers.iter().all(|header: &RawHeader| header.name != name) {
                    let place = headers.len();
                    headers.push(RawHeader { name, place });
                }
            }
        }
        Objects {
            text,
            rows,
            headers,
            has_any,
        }
    }

    pub(super) fn headers(&self) -> &[RawHeader] {
        &self.headers
    }

    pub(super) fn has_any(&self) -> bool {
        self.has_any
    }

    pub(super) fn walk(
        &self,
        columns: &[usize],
        visit: &mut dyn FnMut(&RawRow<'_>) -> ControlFlow<()>,
    ) {
        let header = |place: &usize| self.headers.get(*place).map(|header| header.name.as_str());
        let wanted: HashMap<&str, usize> = (0..)
            .zip(columns)
            .filter_map(|(at, place)| Some((header(place)?, at)))
            .collect();
        for (line, range) in &self.rows {
            let text = slice(&self.text, range);
            let (cells, problem) = match cells(text, &wanted) {
                Ok(cells) => (cells, None),
                Err(problem) => (Vec::new(), Some(problem)),
            };
            let row = RawRow {
                line: *line,
                cells: &cells,
                problem,
                furniture: None,
                original: &|| vec![text.to_owned()],
            };
            if visit(&row).is_break() {
                break;
            }
        }
    }
}

fn slice<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or_default()
}

/// The cells of an object, each at the place that its key has in `wanted`.
fn cells<'t>(text: &'t str, wanted: &HashMap<&str, usize>) -> Result<Vec<RawCell<'t>>, String> {
    let object = serde_json::from_str::<Object<'_>>(text).map_err(|error| {
        if error.is_data() {
            format!("{} is not an object", shortened(text.trim()))
        } else {
            format!("this is not JSON: {}", without_place(&error))
        }
    })?;
    let mut cells = vec![RawCell::Empty; wanted.len()];
    let mut filled = vec![false; wanted.len()];
    for (key, value) in object.0 {
        let header = header_name(&key);
        let Some(&place) = wanted.get(header.as_str()) else {
            continue;
        };
        if let Some((cell, filled)) = cells.get_mut(place).zip(filled.get_mut(place)) {
            if *filled {
                return Err(format!("`{header}` is there twice"));
            }
            (*cell, *filled) = (raw_cell(value), true);
        }
    }
    Ok(cells)
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
                while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    pairs.push((key, value));
                }
                Ok(Object(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// A key, borrowed where it holds no escapes.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A value that is several values holds single ones: what is nested deeper stays as it is written, which also bounds the depth.
fn raw_cell(value: &RawValue) -> RawCell<'_> {
    let text = value.get();
    if !text.starts_with('[') {
        return single_cell(value);
    }
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(items) => RawCell::Items(items.into_iter().map(single_cell).collect()),
        Err(_) => RawCell::Nested(Cow::Borrowed(text)),
    }
}

fn single_cell(value: &RawValue) -> RawCell<'_> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'"') => RawCell::Text(unescaped(text)),
        Some(b't') => RawCell::YesNo(true),
        Some(b'f') => RawCell::YesNo(false),
        Some(b'n') | None => RawCell::Empty,
        Some(b'{' | b'[') => RawCell::Nested(Cow::Borrowed(text)),
        Some(_) => RawCell::Number(Cow::Borrowed(text)),
    }
}

/// A text of JSON without its quotes and escapes.
fn unescaped(text: &str) -> Cow<'_, str> {
    let inner = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('\\') => Cow::Borrowed(inner),
        // An escape of half a letter is no text; nothing stands there then.
        Some(_) | None => Cow::Owned(serde_json::from_str(text).unwrap_or_default()),
    }
}

fn not_an_array(error: &serde_json::Error) -> DataError {
    let message = if error.is_data() {
        "the file is no array of objects".to_owned()
    } else {
        format!("this is not JSON: {}", without_place(error))
    };
    DataError::new(Code::E308, message)
        .line(error.line() as u64)
        .column(error.column() as u64)
        .help("write `[{\"name\": \"Acme\", …}, …]`, or one object a line in a file ending in .ndjson")
}

/// The parser's sentence without its own "at line 1 column 5".
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ")
        .map_or(text.clone(), |(sentence, _)| sentence.to_owned())
}
