//! Items below one another, with the comments and blank lines that the source has between them.
//!
//! A comment on a line of its own stays before the item that follows it; one at the end of an
//! item's last line stays there; one inside an item moves before it. None is lost.

use super::INDENT;
use super::pieces::width;
use crate::source::{SourceFile, Span};
use crate::syntax::ast::Comment;

/// A line longer than this does not push the comments of its neighbours.
const LONGEST_ALIGNED: usize = 80;

/// Something that begins on a line of its own.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it covers in the source.
    pub span: Span,
    /// Its lines without the indent of its block; with `block`, all up to the opening brace.
    pub lines: Vec<String>,
    /// What stands between its braces.
    pub block: Option<Vec<Item>>,
    /// Which statements it may stand close to, at the top of a file.
    pub group: Group,
}

/// Which statements may stand close together at the top of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// `use`
    Use,
    /// `param`
    Param,
    /// `source`
    Source,
    /// `pack`, which its sources may follow closely
    Pack,
    /// Everything else.
    Apart,
}

impl Item {
    /// An item of some lines.
    pub fn new(span: Span, lines: Vec<String>) -> Item {
        Item {
            span,
            lines,
            block: None,
            group: Group::Apart,
        }
    }

    /// An item with a head, braces and items between them.
    pub fn block(span: Span, head: Vec<String>, items: Vec<Item>) -> Item {
        Item {
            span,
            lines: head,
            block: Some(items),
            group: Group::Apart,
        }
    }

    /// The same item in a group.
    pub fn grouped(self, group: Group) -> Item {
        Item { group, ..self }
    }
}

/// True if two neighbours at the top of a file need no blank line between them.
pub fn may_be_close(above: Group, below: Group) -> bool {
    match (above, below) {
        (Group::Param, Group::Param)
        | (Group::Use, Group::Use)
        | (Group::Source | Group::Pack, Group::Source) => true,
        (Group::Use | Group::Param | Group::Source | Group::Pack | Group::Apart, _) => false,
    }
}

/// The whole text.
pub fn write(source: &SourceFile, comments: &[Comment], items: &[Item]) -> String {
    let mut writer = Writer {
        source,
        all: comments,
        comments,
        lines: Vec::new(),
        last_line: 0,
    };
    writer.items(items, 0, u32::MAX);
    writer.finish()
}

/// A finished line.
struct Line {
    text: String,
    comment: Option<String>,
    blank_above: bool,
}

/// Lines so far, and what of the source is still to come.
struct Writer<'a> {
    source: &'a SourceFile,
    /// Every comment.
    all: &'a [Comment],
    /// The comments not yet written.
    comments: &'a [Comment],
    lines: Vec<Line>,
    /// The line of the source where the last thing written ended.
    last_line: usize,
}

impl<'a> Writer<'a> {
    /// Items below one another and the comments up to `end`.
    fn items(&mut self, items: &[Item], depth: usize, end: u32) {
        let first = self.lines.len();
        let mut above = None;
        for (at, item) in items.iter().enumerate() {
            let bound = items.get(at + 1).map_or(end, |next| next.span.start);
            let start = self.lines.len();
            self.head(item, depth);
            if depth == 0 {
                self.part_statements(start, above, item.group);
            }
            self.body(item, depth, bound);
            above = Some(item.group);
        }
        while let Some(comment) = self.take_comment(end) {
            let blank = self.is_blank_above(comment.span.0.start);
            self.own_line_comment(comment, depth, blank);
        }
        if let Some(line) = self.lines.get_mut(first) {
            line.blank_above = false;
        }
    }

    /// A blank line between statements that are not close, unless one is there already.
    fn part_statements(&mut self, start: usize, above: Option<Group>, group: Group) {
        let close = above.is_none_or(|above| may_be_close(above, group));
        let mut lines = self.lines.iter().skip(start);
        let parted = lines.any(|line| line.blank_above);
        if !close
            && !parted
            && let Some(line) = self.lines.get_mut(start)
        {
            line.blank_above = true;
        }
    }

    /// The comments before an item and those inside it (with a block: inside its head), then its
    /// lines.
    fn head(&mut self, item: &Item, depth: usize) {
        while let Some(comment) = self.take_comment(item.span.start) {
            let blank = self.is_blank_above(comment.span.0.start);
            self.own_line_comment(comment, depth, blank);
        }
        let mut blank = self.is_blank_above(item.span.start);
        let head_end = match item.block {
            Some(_) => brace_after(self.source.text(), item.span.start),
            None => self.end_of(item.span),
        };
        while let Some(comment) = self.take_comment(head_end) {
            self.own_line_comment(comment, depth, blank);
            blank = false;
        }
        let last = item.lines.len().saturating_sub(1);
        for (at, text) in item.lines.iter().enumerate() {
            let brace = if item.block.is_some() && at == last {
                " {"
            } else {
                ""
            };
            self.push(depth, &format!("{text}{brace}"), blank);
            blank = false;
        }
    }

    /// What follows the lines of an item: the comment behind them, the block.
    fn body(&mut self, item: &Item, depth: usize, bound: u32) {
        let end = self.end_of(item.span);
        if let Some(items) = &item.block {
            let brace = brace_after(self.source.text(), item.span.start);
            self.trailing_comment(brace, items.first().map_or(end, |first| first.span.start));
            self.items(items, depth + 1, end);
            self.push(depth, "}", false);
        }
        self.trailing_comment(end, bound);
    }

    fn push(&mut self, depth: usize, text: &str, blank_above: bool) {
        let text = format!("{:indent$}{text}", "", indent = depth * INDENT);
        self.lines.push(Line {
            text,
            comment: None,
            blank_above,
        });
    }

    fn own_line_comment(&mut self, comment: &Comment, depth: usize, blank_above: bool) {
        self.push(depth, &format!("#{}", comment.text), blank_above);
        self.last_line = self.line_of(comment.span.0.start);
    }

    /// The comment behind what ends at `end`, if it stands on the same line and before `bound`.
    fn trailing_comment(&mut self, end: u32, bound: u32) {
        self.last_line = self.line_of(end);
        let here = self.comments.first().is_some_and(|comment| {
            let start = comment.span.0.start;
            !comment.own_line && start < bound && self.line_of(start) == self.last_line
        });
        if here
            && let Some(comment) = self.take_comment(bound)
            && let Some(line) = self.lines.last_mut()
        {
            line.comment = Some(format!("#{}", comment.text));
        }
    }

    /// The next comment, if it begins before `end`.
    fn take_comment(&mut self, end: u32) -> Option<&'a Comment> {
        let (first, rest) = self.comments.split_first()?;
        if first.span.0.start >= end {
            return None;
        }
        self.comments = rest;
        Some(first)
    }

    /// Where the last word under a span ends, blanks and comments behind it left out.
    fn end_of(&self, span: Span) -> u32 {
        let mut text = self.source.slice(span);
        loop {
            text = text.trim_end();
            let end = Span::new(0, span.start as usize + text.len()).end;
            let at = self.all.partition_point(|comment| comment.span.0.end < end);
            match self.all.get(at).map(|comment| comment.span.0) {
                Some(comment) if comment.end == end && comment.start >= span.start => {
                    let before = (comment.start - span.start) as usize;
                    text = text.get(..before).unwrap_or_default();
                }
                Some(_) | None => return end,
            }
        }
    }

    fn line_of(&self, offset: u32) -> usize {
        self.source.line_column(offset).line
    }

    /// True if the source has a blank line right above the line of `offset`, below what was
    /// written last.
    fn is_blank_above(&self, offset: u32) -> bool {
        let line = self.line_of(offset);
        line > self.last_line + 1 && self.source.line(line - 1).trim().is_empty()
    }

    fn finish(mut self) -> String {
        align_comments(&mut self.lines);
        let mut text = String::new();
        for line in &self.lines {
            if line.blank_above {
                text.push('\n');
            }
            text.push_str(&line.text);
            if let Some(comment) = &line.comment {
                text.push_str("  ");
                text.push_str(comment);
            }
            text.push('\n');
        }
        text
    }
}

/// Puts the comments behind neighbouring lines below one another.
fn align_comments(lines: &mut [Line]) {
    let neighbours = |above: &Line, below: &Line| {
        let level = |line: &Line| line.text.len() - line.text.trim_start().len();
        let both = above.comment.is_some() && below.comment.is_some();
        both && !below.blank_above && level(above) == level(below)
    };
    for run in lines.chunk_by_mut(neighbours) {
        let widths = run.iter().map(|line| width(&line.text));
        let column = widths
            .filter(|&wide| wide <= LONGEST_ALIGNED)
            .max()
            .unwrap_or(0);
        for line in run.iter_mut().filter(|line| line.comment.is_some()) {
            let missing = column.saturating_sub(width(&line.text));
            line.text.extend(std::iter::repeat_n(' ', missing));
        }
    }
}

/// The offset behind the first opening brace after `start`, outside texts and comments; `start`
/// when there is none.
fn brace_after(text: &str, start: u32) -> u32 {
    let mut in_text = false;
    let mut in_comment = false;
    let tail = text.as_bytes().get(start as usize..).unwrap_or_default();
    for (at, byte) in tail.iter().enumerate() {
        match byte {
            b'\n' => in_comment = false,
            b'"' if !in_comment => in_text = !in_text,
            b'#' if !in_text => in_comment = true,
            b'{' if !in_text && !in_comment => return Span::new(0, start as usize + at + 1).end,
            _ => {}
        }
    }
    start
}
