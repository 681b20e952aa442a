//! The few lines of a file that a finding points at, cut to the screen and made safe to print, in
//! the shape that the snippet painter reads.
//!
//! Work is in proportion to the lines shown, not to the file, whose line index finds them.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use super::terminal::{sanitize, visible, wrap};
use crate::diagnostics::Label;
use crate::source::SourceFile;

/// At most so many places of one finding are shown.
pub const MOST_PLACES: usize = 3;
/// What stands for a part of a line that is left out.
const CUT: char = '…';

/// Lines to show, and where on them.
pub struct Excerpt {
    file: String,
    text: String,
    lines: Vec<Shown>,
    places: Vec<Place>,
}

/// A line of the excerpt.
struct Shown {
    /// Its number in the file, from 1.
    number: usize,
    /// Where it starts in the excerpt.
    start: usize,
    /// Where it ends, its line end included.
    end: usize,
}

/// A label, moved into the excerpt.
struct Place {
    start: usize,
    end: usize,
    /// The column in the file, from 1.
    column: usize,
    /// True for the first label of the finding.
    main: bool,
    text: String,
}

/// A stretch of one line, in bytes of the line.
struct Stretch<'a> {
    line: usize,
    column: usize,
    from: usize,
    to: usize,
    main: bool,
    label: &'a Label,
}

impl Excerpt {
    /// The lines of the labels, all of one file, each cut to `width` columns around what the labels
    /// point at. `main` tells whether the first label is the finding's first.
    pub fn new(source: &SourceFile, labels: &[&Label], main: bool, width: usize) -> Excerpt {
        let all = labels;
        let labels = labels.iter().enumerate();
        let labels = labels.filter(|(at, label)| *at > 0 || !hides_others(label, all));
        let mut stretches: Vec<Stretch<'_>> = labels
            .map(|(at, label)| stretch(source, label, main && at == 0))
            .collect();
        stretches.sort_by_key(|stretch| (stretch.line, stretch.from));
        let mut excerpt = Excerpt {
            file: source.name().chars().map(visible).collect(),
            text: String::new(),
            lines: Vec::new(),
            places: Vec::new(),
        };
        for together in stretches.chunk_by(|left, right| left.line == right.line) {
            excerpt.add_line(source, together, width);
        }
        excerpt
    }

    fn add_line(&mut self, source: &SourceFile, stretches: &[Stretch<'_>], width: usize) {
        let Some(first) = stretches.first() else {
            return;
        };
        let line = source.line(first.line);
        let window = window(line, first.from, width);
        let line_start = self.text.len();
        if window.0 > 0 {
            self.text.push(CUT);
        }
        // Pairs of an offset in the line and the same in the excerpt.
        let mut offsets = Vec::new();
        for (at, letter) in line.char_indices().skip_while(|(at, _)| *at < window.0) {
            if at >= window.1 {
                break;
            }
            offsets.push((at, self.text.len()));
            self.text.push(visible(letter));
        }
        let end = self.text.len();
        offsets.push((window.1, end));
        if window.1 < line.len() {
            self.text.push(CUT);
        }
        self.text.push('\n');
        let moved = |at: usize| {
            let after = offsets.partition_point(|(original, _)| *original < at);
            offsets.get(after).map_or(end, |(_, here)| *here)
        };
        for stretch in stretches {
            let start = moved(stretch.from);
            let end = moved(stretch.to).max(start);
            let before = self.text.get(line_start..start).unwrap_or_default();
            let room = width.saturating_sub(columns(before) + 4).max(width / 3);
            let text = wrap(&sanitize(&stretch.label.text), room).join("\n");
            let (column, main) = (stretch.column, stretch.main);
            self.places.push(Place {
                start,
                end,
                column,
                main,
                text,
            });
        }
        self.lines.push(Shown {
            number: first.line,
            start: line_start,
            end: self.text.len(),
        });
    }

    /// The labels, for the painter.
    pub fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.places.iter().map(|place| {
            let text = (!place.text.is_empty()).then(|| place.text.clone());
            let span = (place.start, place.end - place.start);
            if place.main {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })
    }

    fn line_at(&self, offset: usize) -> Option<&Shown> {
        self.lines
            .iter()
            .find(|line| (line.start..line.end).contains(&offset))
    }
}

/// True for a label without words around others that have some: its line would cover theirs.
fn hides_others(label: &Label, all: &[&Label]) -> bool {
    let within = |other: &&&Label| {
        !other.text.is_empty()
            && label.span.start <= other.span.start
            && other.span.end <= label.span.end
    };
    label.text.is_empty() && all.iter().any(|other| within(&other))
}

/// Where a label stands on its first line; a label over several lines ends with the first.
fn stretch<'a>(source: &SourceFile, label: &'a Label, main: bool) -> Stretch<'a> {
    let place = source.line_column(label.span.start);
    let line = source.line(place.line);
    let from = line
        .char_indices()
        .nth(place.column - 1)
        .map_or(line.len(), |(at, _)| at);
    let to = (from + label.span.len()).min(line.len());
    let to = (to..=line.len())
        .find(|at| line.is_char_boundary(*at))
        .unwrap_or(line.len());
    Stretch {
        line: place.line,
        column: place.column,
        from,
        to,
        main,
        label,
    }
}

/// The part of a line to show: all of it if it fits, else what is around `from`.
fn window(line: &str, from: usize, room: usize) -> (usize, usize) {
    // A line of more bytes than any screen has columns is not measured to its end.
    if line.len() <= room || (line.len() <= 8 * room && columns(line) <= room) {
        return (0, line.len());
    }
    let before = line.get(..from).unwrap_or_default();
    let lead = room / 3;
    let mut start = from;
    let mut used = 0;
    for (at, letter) in before.char_indices().rev() {
        used += letter_width(letter);
        if used > lead {
            break;
        }
        start = at;
    }
    let mut end = start;
    let mut used = 0;
    for (at, letter) in line.get(start..).unwrap_or_default().char_indices() {
        used += letter_width(letter);
        if used + 2 > room {
            break;
        }
        end = start + at + letter.len_utf8();
    }
    (start, end)
}

/// The columns that a text takes once it is made safe.
fn columns(text: &str) -> usize {
    text.chars().map(letter_width).sum()
}

fn letter_width(letter: char) -> usize {
    visible(letter).width().unwrap_or(0)
}

impl SourceCode for Excerpt {
    /// Whole lines, whatever stretch of them is asked for; a stretch over lines that are not
    /// neighbours in the file cannot be had, so that the painter frames them apart.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let last = span.offset() + span.len().saturating_sub(1);
        let (Some(first), Some(last)) = (self.line_at(span.offset()), self.line_at(last)) else {
            return Err(MietteError::OutOfBounds);
        };
        let shown = self
            .lines
            .iter()
            .filter(|line| (first.start..=last.start).contains(&line.start))
            .count();
        if shown != last.number + 1 - first.number {
            return Err(MietteError::OutOfBounds);
        }
        let text = self.text.get(first.start..last.end).unwrap_or_default();
        let place = self
            .places
            .iter()
            .find(|place| place.start == span.offset());
        Ok(Box::new(MietteSpanContents::new_named(
            self.file.clone(),
            text.as_bytes(),
            (first.start, last.end - first.start).into(),
            first.number - 1,
            place.map_or(0, |place| place.column - 1),
            shown,
        )))
    }
}
