//! A comma, semicolon or tab separated text cut into cells that know their places.

use crate::source::Span;

/// A cell, blanks around it dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its text, quotes undone.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A row of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The cells, blank ones too.
    pub cells: Vec<Cell>,
    /// The whole row.
    pub span: Span,
}

/// A file of rows; rows of blank cells alone are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The rows, the headings first.
    pub rows: Vec<Row>,
    /// The whole text.
    pub span: Span,
}

/// Cuts a text into cells; its first byte has the offset `base`.
///
/// # Errors
/// The place of a quote that is never closed.
pub fn read(text: &str, base: u32) -> Result<Sheet, Span> {
    let separator = separator(text);
    let mut rows = Vec::new();
    let mut rest = Rest { text, at: 0, base };
    while !rest.is_at_end() {
        let start = rest.at;
        let mut cells = vec![rest.cell(separator)?];
        while rest.take(separator) {
            cells.push(rest.cell(separator)?);
        }
        let span = rest.span(start);
        rest.line_end();
        if cells.iter().any(|cell| !cell.text.is_empty()) {
            rows.push(Row { cells, span });
        }
    }
    let span = Span::new(0, text.len()).moved(base);
    Ok(Sheet { rows, span })
}

/// The sign that makes most cells of the first line; of equals the comma, then the semicolon.
fn separator(text: &str) -> char {
    let line = text.trim_start_matches(['\r', '\n']);
    let line = line.split(['\r', '\n']).next().unwrap_or_default();
    let count = |sign: char| {
        let mut quoted = false;
        line.chars()
            .filter(|&letter| {
                quoted ^= letter == '"';
                letter == sign && !quoted
            })
            .count()
    };
    // `max_by_key` keeps the last of equals.
    ['\t', ';', ',']
        .into_iter()
        .max_by_key(|&sign| count(sign))
        .unwrap_or(',')
}

/// What is still to be read.
struct Rest<'t> {
    text: &'t str,
    at: usize,
    base: u32,
}

impl<'t> Rest<'t> {
    fn left(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    fn span(&self, start: usize) -> Span {
        Span::new(start, self.at).moved(self.base)
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.left().starts_with(sign);
        if found {
            self.at += sign.len_utf8();
        }
        found
    }

    fn line_end(&mut self) {
        self.take('\r');
        self.take('\n');
    }

    fn blanks(&mut self, separator: char) {
        let blank = |sign: char| sign.is_whitespace() && !is_end(sign, separator);
        let left = self.left();
        self.at += left.len() - left.trim_start_matches(blank).len();
    }

    /// A cell up to its separator or line end.
    fn cell(&mut self, separator: char) -> Result<Cell, Span> {
        self.blanks(separator);
        let start = self.at;
        if !self.take('"') {
            return Ok(self.plain(start, separator));
        }
        let mut text = String::new();
        loop {
            let left = self.left();
            let Some(quote) = left.find('"') else {
                self.at = start + 1;
                return Err(self.span(start));
            };
            text.push_str(left.get(..quote).unwrap_or_default());
            self.at += quote + 1;
            if !self.take('"') {
                break;
            }
            text.push('"');
        }
        let span = self.span(start);
        self.blanks(separator);
        if self.is_at_end() || self.left().starts_with(|sign| is_end(sign, separator)) {
            let text = text.trim().to_owned();
            return Ok(Cell { text, span });
        }
        // `"a" b`: no quoting after all.
        self.at = start;
        Ok(self.plain(start, separator))
    }

    fn plain(&mut self, start: usize, separator: char) -> Cell {
        self.at = start;
        let left = self.left();
        let length = left.find(|sign| is_end(sign, separator));
        let written = left.get(..length.unwrap_or(left.len())).unwrap_or_default();
        let text = written.trim_end();
        self.at = start + text.len();
        let span = self.span(start);
        self.at = start + written.len();
        let text = text.to_owned();
        Cell { text, span }
    }
}

fn is_end(sign: char, separator: char) -> bool {
    sign == separator || matches!(sign, '\r' | '\n')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let texts = |row: Row| row.cells.into_iter().map(|cell| cell.text).collect();
        read(text, 0).unwrap().rows.into_iter().map(texts).collect()
    }

    #[test]
    fn cells_are_cut_at_the_separator_of_the_head() {
        assert_eq!(texts("a,b\n1,2\n"), [["a", "b"], ["1", "2"]]);
        assert_eq!(texts("a;b\r\n1,5;2\r\n"), [["a", "b"], ["1,5", "2"]]);
        assert_eq!(texts("a\tb\r1\t\r"), [["a", "b"], ["1", ""]]);
        assert_eq!(texts("\n\"a;b\",c\n1 , 2"), [["a;b", "c"], ["1", "2"]]);
        assert_eq!(
            texts("name\nx\n\n,\ny"),
            [vec!["name"], vec!["x"], vec!["y"]]
        );
    }

    #[test]
    fn quotes_hold_separators_lines_and_quotes() {
        assert_eq!(texts("a\n\"x \"\"y\"\",\nz\"\n"), [["a"], ["x \"y\",\nz"]]);
        assert_eq!(texts("a\n\"x\" y\n"), [["a"], ["\"x\" y"]]);
        assert_eq!(read("a\n\"x\n", 10), Err(Span::new(12, 13)));
    }

    #[test]
    fn cells_know_their_places() {
        let sheet = read("a,b\n 1 ,\"é\"\n", 100).unwrap();
        let cells = &sheet.rows[1].cells;
        assert_eq!(cells[0].span, Span::new(105, 106));
        assert_eq!(cells[1].span, Span::new(108, 112));
        assert_eq!(sheet.rows[1].span, Span::new(104, 112));
    }
}
