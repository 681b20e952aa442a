//! Source text and places in it. The first stage of the flow; imports nothing of ours.
//!
//! Every later stage speaks of places as [`Span`]s: two byte offsets. The files of one compilation
//! lie one after the other in one space of offsets ([`SourceMap`]), so that a span also tells its
//! file; the pack that is run begins at 0.

use std::fmt;

/// True for a character that steers a terminal, or that a reader does not see: controls other than the line end,
/// direction marks, embeddings, overrides, isolates, line separators, unseen letters, tags. The joiners are none of
/// these; Persian, Hindi and emoji are written with them.
#[must_use]
pub fn is_unseen(letter: char) -> bool {
    letter != '\n'
        && (letter.is_control()
            || matches!(
                letter,
                '\u{61c}'
                    | '\u{200b}'
                    | '\u{200e}'
                    | '\u{200f}'
                    | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{2069}'
                    | '\u{feff}'
                    | '\u{fff9}'..='\u{fffb}'
                    | '\u{e0000}'..='\u{e007f}'
            ))
}

/// A half-open range of bytes `start..end`, in the space of offsets of a compilation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Files are capped far below 4 GiB, so the casts cannot lose bits.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            start: narrow(start),
            end: narrow(end),
        }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The same stretch, `by` bytes further on.
    #[must_use]
    pub fn moved(self, by: u32) -> Span {
        Span {
            start: self.start.saturating_add(by),
            end: self.end.saturating_add(by),
        }
    }

    /// Number of bytes covered.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end.saturating_sub(self.start)) as usize
    }

    /// True if no byte is covered.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A line and a column, both counted from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
}

/// The text of one file with an index of its lines.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    /// The offset of its first byte among the files of a compilation.
    base: u32,
    line_starts: Vec<usize>,
}

impl SourceFile {
    /// Takes the name to show in messages (a path as the user wrote it) and the whole text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        SourceFile {
            name: name.into(),
            text,
            base: 0,
            line_starts,
        }
    }

    /// The same file with its first byte at another offset.
    #[must_use]
    pub fn at(self, base: u32) -> Self {
        SourceFile { base, ..self }
    }

    /// The offset of the first byte.
    #[must_use]
    pub fn base(&self) -> u32 {
        self.base
    }

    /// The place in this file alone, its first byte at 0.
    #[must_use]
    pub fn within(&self, span: Span) -> Span {
        Span {
            start: span.start.saturating_sub(self.base),
            end: span.end.saturating_sub(self.base),
        }
    }

    /// The name to show in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under a span; empty if the span does not lie on character boundaries of this file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        let Span { start, end } = self.within(span);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// Line and column of a byte offset, in logarithmic time and the length of one line.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let offset = offset.saturating_sub(self.base);
        let offset = (offset as usize).min(self.text.len());
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self
            .line_starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        let column = self
            .text
            .get(start..offset)
            .map_or(0, |text| text.chars().count())
            + 1;
        LineColumn { line, column }
    }

    /// The text of a line counted from 1, without its line end; empty when there is no such line.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        let Some(&start) = line
            .checked_sub(1)
            .and_then(|index| self.line_starts.get(index))
        else {
            return "";
        };
        let end = self
            .line_starts
            .get(line)
            .copied()
            .unwrap_or(self.text.len());
        self.text
            .get(start..end)
            .unwrap_or("")
            .trim_end_matches(['\n', '\r'])
    }
}

/// Where the text under a place is found: one file, or the files of a compilation.
pub trait Sources {
    /// The file in which an offset lies.
    fn file_at(&self, offset: u32) -> &SourceFile;
}

impl Sources for SourceFile {
    fn file_at(&self, _: u32) -> &SourceFile {
        self
    }
}

/// The files of one compilation, each with its own stretch of offsets.
#[derive(Clone, Debug)]
pub struct SourceMap {
    main: SourceFile,
    /// In the order of their offsets.
    others: Vec<SourceFile>,
}

impl SourceMap {
    /// A map of the pack that is run alone.
    #[must_use]
    pub fn new(main: SourceFile) -> Self {
        SourceMap {
            main: main.at(0),
            others: Vec::new(),
        }
    }

    /// The pack that is run.
    #[must_use]
    pub fn main(&self) -> &SourceFile {
        &self.main
    }

    /// The files beside it, in the order of their offsets.
    #[must_use]
    pub fn others(&self) -> &[SourceFile] {
        &self.others
    }

    /// Adds a file behind all others.
    pub fn add(&mut self, file: SourceFile) -> &SourceFile {
        let last = self.others.last().unwrap_or(&self.main);
        // One byte lies between two files, so that the end of one is not the beginning of the next.
        let base = last.base as usize + last.text.len() + 1;
        let file = file.at(u32::try_from(base).unwrap_or(u32::MAX));
        self.others.push(file);
        self.others.last().unwrap_or(&self.main)
    }
}

impl Sources for SourceMap {
    fn file_at(&self, offset: u32) -> &SourceFile {
        let after = self.others.partition_point(|file| file.base <= offset);
        after
            .checked_sub(1)
            .and_then(|place| self.others.get(place))
            .unwrap_or(&self.main)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_tells_its_file() {
        let mut map = SourceMap::new(SourceFile::new("a.gtm", "one\n"));
        let base = map.add(SourceFile::new("b.csv", "two\nthree\n")).base();
        assert_eq!(base, 5);
        assert_eq!(map.file_at(4).name(), "a.gtm");
        let file = map.file_at(base + 4);
        assert_eq!(file.name(), "b.csv");
        assert_eq!(file.slice(Span::new(9, 14)), "three");
        assert_eq!(file.line_column(10), LineColumn { line: 2, column: 2 });
        assert_eq!(file.within(Span::new(9, 14)), Span::new(4, 9));
    }

    #[test]
    fn line_and_column_count_characters() {
        let file = SourceFile::new("a.gtm", "é = 1\nb = 2\r\n");
        assert_eq!(file.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(file.line_column(2), LineColumn { line: 1, column: 2 });
        assert_eq!(file.line_column(7), LineColumn { line: 2, column: 1 });
        assert_eq!(file.line(2), "b = 2");
        assert_eq!(file.line(9), "");
    }
}
