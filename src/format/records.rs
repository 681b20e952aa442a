//! Records: names, types and the rest of every field in columns.

use super::columns::Columns;
use super::expressions::{expression, quoted, type_expression};
use super::lines::Item;
use super::pieces::{Pieces, width};
use super::statements::{filled, labelled, padded};
use super::{INDENT, WIDTH};
use crate::source::Span;
use crate::syntax::ast::{
    Computed, Field, Link, Missing, Record, RecordItem, RecordSource, Relation, Spellings, Text,
    Written,
};

/// A name or type wider than this does not push what follows it in other lines.
const WIDEST: usize = 28;

/// A line of a record: its cells, and the same in pieces for when it is too long.
struct Row {
    span: Span,
    name: String,
    ty: Pieces,
    rest: Pieces,
    /// False for what is no column, and so is not aligned.
    aligned: bool,
}

impl Row {
    fn cells(&self) -> [String; 3] {
        if self.aligned {
            [self.name.clone(), self.ty.flat(), self.rest.flat()]
        } else {
            [
                format!("{} {}", self.name, self.ty.flat()),
                String::new(),
                String::new(),
            ]
        }
    }
}

/// `record NAME "label" { … }`
pub fn record(record: &Record) -> Item {
    let head = head(record);
    let rows: Vec<Row> = record.items.iter().map(row).collect();
    let cells: Vec<[String; 3]> = rows.iter().map(Row::cells).collect();
    let columns = Columns::up_to(WIDEST, cells.iter().map(<[String; 3]>::as_slice));
    let items = rows.iter().zip(&cells).map(|(row, cells)| {
        let line = columns.line(cells);
        let lines = if width(&line) + INDENT <= WIDTH {
            vec![line]
        } else {
            broken(row, columns.first())
        };
        Item::new(row.span, lines)
    });
    Item::block(record.span.0, head, items.collect())
}

/// `record NAME "label" from … by …`, broken where it may be.
fn head(record: &Record) -> Vec<String> {
    let name = format!("record {}", record.name.text);
    let mut head = Pieces::default();
    head.glue(&labelled(&name, record.label.as_ref()));
    match &record.source {
        RecordSource::Table => {}
        RecordSource::Derived(derived) => {
            head.word(&format!("from {}", derived.of.text));
            for (place, shared) in derived.by.iter().enumerate() {
                if place == 0 {
                    head.word("by ");
                } else {
                    head.glue(",");
                    head.breakable("");
                }
                if !shared.plain {
                    head.glue(&format!("{} = ", shared.name.text));
                }
                expression(&mut head, &shared.value);
            }
        }
        RecordSource::ForEvery(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            head.word(&format!("for every {}", names.join(", ")));
        }
    }
    filled(&head, 0, 2 * INDENT)
}

fn row(item: &RecordItem) -> Row {
    match item {
        RecordItem::Field(field) => plain(field),
        RecordItem::Computed(computed) => worked_out(computed),
        RecordItem::Relation(one) => relation(one),
        RecordItem::Missing(texts) => missing(texts),
        RecordItem::Written(one) => written(one),
    }
}

fn plain(field: &Field) -> Row {
    let mut ty = Pieces::default();
    type_expression(&mut ty, &field.ty);
    if field.key {
        ty.word("key");
    }
    let mut rest = Pieces::default();
    spellings(&mut rest, "as", &field.written_as);
    texts(&mut rest, "missing", &field.missing);
    texts(&mut rest, "column", &field.columns);
    texts(&mut rest, "currency", &field.currency);
    label(&mut rest, field.label.as_ref());
    Row {
        span: field.span.0,
        name: field.name.text.clone(),
        ty,
        rest,
        aligned: true,
    }
}

fn worked_out(computed: &Computed) -> Row {
    let mut ty = Pieces::default();
    let mut value = Pieces::default();
    label(&mut value, computed.label.as_ref());
    value.word("= ");
    expression(&mut value, &computed.value);
    let mut rest = Pieces::default();
    match &computed.ty {
        Some(stated) => {
            type_expression(&mut ty, stated);
            rest = value;
        }
        None => ty = value,
    }
    Row {
        span: computed.span.0,
        name: computed.name.text.clone(),
        ty,
        rest,
        aligned: true,
    }
}

fn relation(relation: &Relation) -> Row {
    let mut text = Pieces::default();
    text.glue(&format!("many {}", relation.record.text));
    match &relation.link {
        Link::By(field) => text.word(&format!("by {}", field.text)),
        Link::Through(pairs) => text.word(&format!("through {}", pairs.text)),
        Link::Keys {
            default_none,
            written_as,
            columns,
        } => {
            if *default_none {
                text.word("default none");
            }
            spellings(&mut text, "as", written_as);
            texts(&mut text, "column", columns);
        }
    }
    if let Some(condition) = &relation.complete_when {
        text.word("complete");
        text.breakable("when ");
        expression(&mut text, condition);
    }
    label(&mut text, relation.label.as_ref());
    Row {
        span: relation.span.0,
        name: relation.name.text.clone(),
        ty: text,
        rest: Pieces::default(),
        aligned: true,
    }
}

fn missing(missing: &Missing) -> Row {
    let mut text = Pieces::default();
    for (at, one) in missing.texts.iter().enumerate() {
        if at > 0 {
            text.glue(",");
        }
        text.breakable(&quoted(one));
    }
    Row {
        span: missing.span.0,
        name: "missing".to_owned(),
        ty: text,
        rest: Pieces::default(),
        aligned: false,
    }
}

fn written(written: &Written) -> Row {
    let mut text = Pieces::default();
    for (at, part) in written.parts.iter().enumerate() {
        if at > 0 {
            text.glue(",");
        }
        spellings(&mut text, part.kind.word(), &part.written_as);
    }
    Row {
        span: written.span.0,
        name: "written".to_owned(),
        ty: text,
        rest: Pieces::default(),
        aligned: false,
    }
}

/// `as "Oui"/"Non"`, and with several texts on a side `as "Oui", "O" / "Non"`; nothing without texts.
fn spellings(out: &mut Pieces, word: &str, spellings: &Spellings) {
    let several = spellings.iter().any(|spelling| spelling.len() > 1);
    for (at, spelling) in spellings.iter().enumerate() {
        if at == 0 {
            texts(out, word, spelling);
        } else if several {
            texts(out, "/", spelling);
        } else {
            out.glue("/");
            out.glue(&spelling.iter().map(quoted).collect::<String>());
        }
    }
}

/// A word and the texts behind it, which may go on in the next line.
fn texts(out: &mut Pieces, word: &str, texts: &[Text]) {
    for (at, text) in texts.iter().enumerate() {
        if at == 0 {
            out.word(word);
            out.word(&quoted(text));
        } else {
            out.glue(",");
            out.breakable(&quoted(text));
        }
    }
}

fn label(out: &mut Pieces, label: Option<&Text>) {
    if let Some(label) = label {
        out.breakable(&quoted(label));
    }
}

/// The line with its name in the column of names, broken where it may be.
fn broken(row: &Row, names: usize) -> Vec<String> {
    let mut pieces = Pieces::default();
    pieces.glue(&padded(&row.name, if row.aligned { names } else { 0 }));
    pieces.word("");
    pieces.append(&row.ty);
    // A line that begins with a text or a sign goes on with the one before, `as` and `column` do not.
    if row.rest.flat().starts_with(['"', '=']) {
        pieces.breakable_append(&row.rest);
    } else if !row.rest.is_empty() {
        pieces.word("");
        pieces.append(&row.rest);
    }
    filled(&pieces, INDENT, 2 * INDENT)
}
