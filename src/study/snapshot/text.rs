//! A snapshot as a text: the head of insta's `.snap` files, then a block a part, a line a row, a line a cell. So a
//! change of one cell is a change of one line, and `cargo insta` opens the file too.
//!
//! Words stand as they are where nothing in them can be misread; others stand in quotes, as in JSON, with everything
//! unseen spelled out. Nothing that a cell holds can end a line, look like another row, or steer a terminal.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Head, Part, PartKind, Row, Snapshot};
use crate::source::is_unseen;

/// Why a text is no snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrupt {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
}

/// The line that begins and ends the head.
const FENCE: &str = "---";
/// What begins a part.
const PART: &str = "== ";

/// The snapshot as a text.
#[must_use]
pub fn write(snapshot: &Snapshot) -> String {
    let Head {
        pack,
        data,
        without,
        as_of,
    } = &snapshot.head;
    let mut text = format!(
        "{FENCE}\nsource: {}\ndescription: {}\ninfo:\n",
        quoted(pack),
        quoted("what the pack came to on these tables; `gtm test` holds every run against it")
    );
    for (name, items) in [("data", data), ("without", without)] {
        if !items.is_empty() {
            let _ = writeln!(text, "  {name}:");
            for item in items {
                let _ = writeln!(text, "    - {}", quoted(item));
            }
        }
    }
    if let Some(day) = as_of {
        let _ = writeln!(text, "  as_of: {}", quoted(day));
    }
    let _ = writeln!(text, "{FENCE}");
    for (place, part) in snapshot.parts.iter().enumerate() {
        if place > 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "{PART}{}", heading(part));
        for row in &part.rows {
            let _ = writeln!(text, "{}", key(&row.key));
            for (column, cell) in &row.cells {
                let _ = writeln!(text, "  {}: {}", name(column), value(cell));
            }
        }
    }
    text
}

fn heading(part: &Part) -> String {
    match part.kind {
        PartKind::Tables => "tables".to_owned(),
        PartKind::Record => format!("record {}", name(&part.name)),
        PartKind::Checks => "checks of all rows".to_owned(),
        PartKind::View => format!("view {}", name(&part.name)),
    }
}

/// A key stands alone at the beginning of a line, so it begins with a letter or a digit, or stands in quotes.
fn key(text: &str) -> String {
    if text.starts_with(char::is_alphanumeric) {
        value(text)
    } else {
        quoted(text)
    }
}

/// A name is followed by a colon, so it holds none, or stands in quotes.
fn name(text: &str) -> String {
    if text.contains(':') {
        quoted(text)
    } else {
        value(text)
    }
}

fn value(text: &str) -> String {
    let is_plain = !text.is_empty()
        && text.trim() == text
        && !text.starts_with('"')
        && !text.contains('\n')
        && !text.chars().any(is_unseen);
    if is_plain {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// The text in quotes, as in JSON, with everything unseen spelled out.
fn quoted(text: &str) -> String {
    let mut safe = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => safe.push_str("\\\""),
            '\\' => safe.push_str("\\\\"),
            '\n' => safe.push_str("\\n"),
            letter if is_unseen(letter) => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(safe, "\\u{unit:04x}");
                }
            }
            letter => safe.push(letter),
        }
    }
    safe.push('"');
    safe
}

/// The snapshot of a text.
///
/// # Errors
/// The first line that is not as [`write()`] makes it.
pub fn read(text: &str) -> Result<Snapshot, Corrupt> {
    let mut lines = (1..).zip(text.lines());
    let head = read_head(&mut lines)?;
    let mut reader = Reader::default();
    for (line, text) in lines {
        reader
            .take(text)
            .map_err(|problem| Corrupt { line, problem })?;
    }
    Ok(Snapshot {
        head,
        parts: reader.parts,
    })
}

fn read_head<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>) -> Result<Head, Corrupt> {
    let corrupt = |line: usize, problem: &str| Corrupt {
        line,
        problem: problem.to_owned(),
    };
    if lines.next().is_none_or(|(_, text)| text != FENCE) {
        return Err(corrupt(1, "a snapshot begins with a line `---`"));
    }
    let mut head = Head::default();
    let mut list = String::new();
    let mut last = 1;
    for (line, text) in lines {
        last = line;
        if text == FENCE {
            if head.data.is_empty() && head.without.is_empty() {
                return Err(corrupt(
                    line,
                    "the head does not say on which tables it ran",
                ));
            }
            return Ok(head);
        }
        let unquoted = |text: &str| unquote(text).map_err(|problem| corrupt(line, &problem));
        if let Some(item) = text.strip_prefix("    - ") {
            match list.as_str() {
                "data" => head.data.push(unquoted(item)?),
                "without" => head.without.push(unquoted(item)?),
                _ => {} // a list of somebody else's
            }
            continue;
        }
        let Some((name, value)) = text.split_once(':') else {
            return Err(corrupt(line, "in the head a line says `name: value`"));
        };
        name.trim().clone_into(&mut list);
        match name {
            "source" => head.pack = unquoted(value)?,
            "  as_of" => head.as_of = Some(unquoted(value)?),
            _ => {}
        }
    }
    Err(corrupt(last, "the head does not end with a line `---`"))
}

/// A word as it is meant.
fn unquote(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.starts_with('"') {
        serde_json::from_str(text).map_err(|_| format!("{text} is not a text in quotes"))
    } else {
        Ok(text.to_owned())
    }
}

/// Reads the parts, line by line.
#[derive(Default)]
struct Reader {
    parts: Vec<Part>,
    /// The keys of the last part.
    keys: BTreeSet<String>,
}

impl Reader {
    fn take(&mut self, text: &str) -> Result<(), String> {
        if text.is_empty() {
            return Ok(());
        }
        if let Some(heading) = text.strip_prefix(PART) {
            return self.begin(heading);
        }
        if let Some(cell) = text.strip_prefix("  ") {
            return self.cell(cell);
        }
        if text.starts_with(['<', '>', '=', '|']) {
            return Err(
                "two versions were merged here and left side by side; keep one of them".to_owned(),
            );
        }
        if !text.starts_with(|letter: char| letter.is_alphanumeric() || letter == '"') {
            return Err(format!("`{}` is no row", shortened(text)));
        }
        let key = unquote(text)?;
        let part = self.parts.last_mut();
        let part = part.ok_or("a row stands before the first `== ` line")?;
        if !self.keys.insert(key.clone()) {
            return Err(format!("the row `{}` stands here twice", shortened(&key)));
        }
        part.rows.push(Row {
            key,
            cells: Vec::new(),
        });
        Ok(())
    }

    fn begin(&mut self, heading: &str) -> Result<(), String> {
        let (kind, name) = match heading.split_once(' ') {
            None if heading == "tables" => (PartKind::Tables, String::new()),
            Some(_) if heading == "checks of all rows" => (PartKind::Checks, String::new()),
            Some(("record", name)) => (PartKind::Record, unquote(name)?),
            Some(("view", name)) => (PartKind::View, unquote(name)?),
            Some(_) | None => return Err(format!("`{}` is no part of a run", shortened(heading))),
        };
        if self
            .parts
            .iter()
            .any(|part| (part.kind, &part.name) == (kind, &name))
        {
            return Err(format!(
                "the part `{}` stands here twice",
                shortened(heading)
            ));
        }
        self.keys.clear();
        self.parts.push(Part {
            kind,
            name,
            rows: Vec::new(),
        });
        Ok(())
    }

    fn cell(&mut self, text: &str) -> Result<(), String> {
        let wrong = || format!("`{}` is not `column: text`", shortened(text));
        let (column, value) = if text.starts_with('"') {
            // Nothing but the end of the quotes is followed by a colon and a blank without a backslash in between.
            let end = closing(text).ok_or_else(wrong)?;
            let (column, rest) = text.split_at_checked(end + 1).ok_or_else(wrong)?;
            (column, rest.strip_prefix(':').ok_or_else(wrong)?)
        } else {
            text.split_once(':').ok_or_else(wrong)?
        };
        let (column, value) = (unquote(column)?, unquote(value)?);
        let row = self.parts.last_mut().and_then(|part| part.rows.last_mut());
        let row =
            row.ok_or_else(|| format!("`{}` stands before the first row", shortened(text)))?;
        if row.cell(&column).is_some() {
            return Err(format!(
                "the column `{}` stands here twice",
                shortened(&column)
            ));
        }
        row.cells.push((column, value));
        Ok(())
    }
}

/// Where the quotes end that a text begins with.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(place),
            _ => {}
        }
    }
    None
}

/// At most so much of a line is repeated in a message.
const TOLD: usize = 60;

fn shortened(text: &str) -> String {
    if text.chars().count() <= TOLD {
        return text.to_owned();
    }
    text.chars().take(TOLD).chain(['…']).collect()
}
