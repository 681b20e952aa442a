//! Statements to items: what stands on which line, and what is aligned with what.

use super::columns::Columns;
use super::expressions::{expression, flat, quoted, type_expression};
use super::lines::{Group, Item, may_be_close};
use super::pieces::{Pieces, width};
use super::{INDENT, WIDTH, decisions, records, rules, tests_and_views};
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{
    Comment, ListRows, Pack, Param, Statement, TableRow, Text, TextTable, Use,
};

/// What the printing of a statement may ask about the source.
pub struct Context<'a> {
    /// The text.
    pub source: &'a SourceFile,
    /// Every comment.
    pub comments: &'a [Comment],
}

impl Context<'_> {
    /// True if a comment stands inside.
    pub fn has_comment(&self, span: Span) -> bool {
        let at = self
            .comments
            .partition_point(|comment| comment.span.0.start < span.start);
        self.comments
            .get(at)
            .is_some_and(|comment| comment.span.0.start < span.end)
    }

    /// True if the source has a blank line between two neighbours.
    fn is_parted(&self, above: Span, below: Span) -> bool {
        let line = |offset| self.source.line_column(offset).line;
        (line(above.end) + 1..line(below.start)).any(|at| self.source.line(at).trim().is_empty())
    }
}

/// Every statement as an item.
pub fn items(source: &SourceFile, pack: &Pack) -> Vec<Item> {
    let context = Context {
        source,
        comments: &pack.comments,
    };
    let close = |above: &Statement, below: &Statement| {
        may_be_close(group(above), group(below)) && !context.is_parted(above.span(), below.span())
    };
    let mut items = Vec::new();
    for run in pack.statements.chunk_by(close) {
        let heads: Vec<Vec<String>> = run.iter().filter_map(as_param).map(param_cells).collect();
        let columns = Columns::of(heads.iter().map(Vec::as_slice));
        items.extend(
            run.iter()
                .map(|statement| item(&context, statement, &columns)),
        );
    }
    items
}

fn group(statement: &Statement) -> Group {
    match statement {
        Statement::Pack(_) => Group::Pack,
        Statement::Source(_) => Group::Source,
        Statement::Use(_) => Group::Use,
        Statement::Param(_) => Group::Param,
        Statement::Record(_)
        | Statement::List(_)
        | Statement::Segment(_)
        | Statement::Score(_)
        | Statement::Strategy(_)
        | Statement::Check(_)
        | Statement::Decision(_)
        | Statement::View(_)
        | Statement::Test(_) => Group::Apart,
    }
}

fn as_param(statement: &Statement) -> Option<&Param> {
    if let Statement::Param(param) = statement {
        Some(param)
    } else {
        None
    }
}

fn item(context: &Context, statement: &Statement, columns: &Columns) -> Item {
    let item = match statement {
        Statement::Pack(pack) => Item::new(
            pack.span.0,
            vec![labelled(
                &format!("pack {}", pack.name.text),
                pack.label.as_ref(),
            )],
        ),
        Statement::Source(source) => Item::new(
            source.span.0,
            vec![format!("source {}", quoted(&source.text))],
        ),
        Statement::Use(used) => Item::new(used.span.0, use_lines(used)),
        Statement::Param(param) => Item::new(param.span.0, param_lines(param, columns)),
        Statement::List(list) => {
            let ordered = if list.ordered { " ordered" } else { "" };
            let head = labelled(
                &format!("list {}{ordered}", list.name.text),
                list.label.as_ref(),
            );
            match &list.rows {
                ListRows::Table(rows) => Item::block(list.span.0, vec![head], table(rows)),
                ListRows::File(path) => {
                    Item::new(list.span.0, vec![format!("{head} from {}", quoted(path))])
                }
            }
        }
        Statement::Record(record) => records::record(record),
        Statement::Segment(segment) => rules::segment(segment),
        Statement::Score(score) => rules::score(score),
        Statement::Strategy(strategy) => rules::strategy(strategy),
        Statement::Check(check) => rules::check(check),
        Statement::Decision(decision) => decisions::decision(decision),
        Statement::View(view) => tests_and_views::view(view),
        Statement::Test(test) => tests_and_views::test(context, test),
    };
    item.grouped(group(statement))
}

/// `head "label"`
pub fn labelled(head: &str, label: Option<&Text>) -> String {
    match label {
        Some(label) => format!("{head} {}", quoted(label)),
        None => head.to_owned(),
    }
}

/// Pieces in lines: `indent` columns are taken by the block, continued lines hang by `hang` more.
pub fn filled(pieces: &Pieces, indent: usize, hang: usize) -> Vec<String> {
    let mut lines = pieces.fill(indent, indent + hang, WIDTH);
    for line in lines.iter_mut().skip(1) {
        line.insert_str(0, &" ".repeat(hang));
    }
    lines
}

/// A cell filled up with blanks.
pub fn padded(text: &str, column: usize) -> String {
    format!("{text}{}", " ".repeat(column.saturating_sub(width(text))))
}

// ---- uses ---------------------------------------------------------------------------------------

fn use_lines(used: &Use) -> Vec<String> {
    let mut pieces = Pieces::default();
    pieces.glue(&format!("use {} as {}", quoted(&used.path), used.name.text));
    let last = used.bindings.len().saturating_sub(1);
    for (place, binding) in used.bindings.iter().enumerate() {
        let name = &binding.name.text;
        if place == 0 {
            pieces.word(&format!("with {name} = "));
        } else {
            pieces.breakable(&format!("{name} = "));
        }
        expression(&mut pieces, &binding.value);
        if place < last {
            pieces.glue(",");
        }
    }
    filled(&pieces, 0, 2 * INDENT)
}

// ---- params -------------------------------------------------------------------------------------

fn param_head(param: &Param) -> String {
    let mut head = Pieces::default();
    head.glue(&format!("param {}", param.name.text));
    if let Some(ty) = &param.ty {
        head.word("");
        type_expression(&mut head, ty);
    }
    head.flat()
}

fn param_cells(param: &Param) -> Vec<String> {
    let label = param.label.as_ref().map(quoted).unwrap_or_default();
    vec![
        param_head(param),
        format!("= {}", flat(&param.value)),
        label,
    ]
}

fn param_lines(param: &Param, columns: &Columns) -> Vec<String> {
    let line = columns.line(&param_cells(param));
    if width(&line) <= WIDTH {
        return vec![line];
    }
    let mut pieces = Pieces::default();
    pieces.glue(&param_head(param));
    pieces.word("= ");
    expression(&mut pieces, &param.value);
    if let Some(label) = &param.label {
        pieces.breakable(&quoted(label));
    }
    filled(&pieces, 0, 2 * INDENT)
}

// ---- tables -------------------------------------------------------------------------------------

/// A table with bars: an item a row.
pub fn table(table: &TextTable) -> Vec<Item> {
    let cells = |row: &TableRow| {
        row.cells
            .iter()
            .map(|cell| cell.as_ref().map(flat).unwrap_or_default())
            .collect()
    };
    let mut rows: Vec<Vec<String>> =
        vec![table.header.iter().map(|name| name.text.clone()).collect()];
    rows.extend(table.rows.iter().map(cells));
    let first = table
        .header
        .first()
        .map(|name| name.span.0)
        .unwrap_or_default();
    let head = table
        .header
        .last()
        .map_or(first, |last| first.to(last.span.0));
    // The bar before the first head belongs to the row.
    let head = Span {
        start: table.span.0.start,
        end: head.end.max(table.span.0.start),
    };
    let spans = std::iter::once(head).chain(table.rows.iter().map(|row| row.span.0));
    Columns::table(&rows)
        .into_iter()
        .zip(spans)
        .map(|(line, span)| Item::new(span, vec![line]))
        .collect()
}
