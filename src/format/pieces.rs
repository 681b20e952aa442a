//! Words of a statement with the places where a line may be broken, and the filling of lines.
//!
//! A line may be broken only where the reader of statements joins it again: after a comma, before a
//! symbol operator, before one of the reserved words that carry a statement on. Pieces keep that
//! knowledge, so nothing else of the formatter has to.

use unicode_width::UnicodeWidthStr;

/// What stands before a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// Nothing: the piece sticks to the one before.
    None,
    /// A blank that must stay.
    Blank,
    /// A blank that may become a line break; the number counts the brackets around it.
    Break(usize),
}

impl Gap {
    /// The same break in more brackets; `None` for what is no break.
    fn deeper(self, by: usize) -> Option<Gap> {
        match self {
            Gap::Break(depth) => Some(Gap::Break(depth + by)),
            Gap::None | Gap::Blank => None,
        }
    }
}

/// A stretch of text in pieces.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    list: Vec<(Gap, String)>,
    depth: usize,
}

/// The columns that a text takes on a screen.
pub fn width(text: &str) -> usize {
    text.width()
}

impl Pieces {
    /// Adds text that sticks to what is there.
    pub fn glue(&mut self, text: &str) {
        self.push(Gap::None, text);
    }

    /// Adds text after a blank.
    pub fn word(&mut self, text: &str) {
        self.push(Gap::Blank, text);
    }

    /// Adds text after a blank where the line may be broken.
    pub fn breakable(&mut self, text: &str) {
        self.push(Gap::Break(self.depth), text);
    }

    /// Adds other pieces that stick to what is there.
    pub fn append(&mut self, other: &Pieces) {
        for (gap, text) in &other.list {
            self.push(gap.deeper(self.depth).unwrap_or(Gap::None), text);
        }
    }

    /// Adds other pieces after a blank where the line may be broken.
    pub fn breakable_append(&mut self, other: &Pieces) {
        self.breakable("");
        self.enter();
        self.append(other);
        self.leave();
    }

    /// Everything added until [`Pieces::leave`] stands in brackets: broken only when nothing outside can be.
    pub fn enter(&mut self) {
        self.depth += 1;
    }

    /// True between [`Pieces::enter`] and [`Pieces::leave`].
    pub fn is_inside(&self) -> bool {
        self.depth > 0
    }

    /// Ends [`Pieces::enter`].
    pub fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn push(&mut self, gap: Gap, text: &str) {
        // What sticks, and what comes after a blank that must stay, cannot be parted anyway.
        match (gap, self.list.last_mut()) {
            (Gap::None, Some((_, last))) => last.push_str(text),
            (Gap::Blank, Some((_, last))) => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(text);
            }
            (Gap::Break(_), Some(_)) => self.list.push((gap, text.to_owned())),
            (Gap::None | Gap::Blank | Gap::Break(_), None) => {
                self.list.push((Gap::None, text.to_owned()));
            }
        }
    }

    /// Everything on one line.
    pub fn flat(&self) -> String {
        join(&self.list)
    }

    /// True if nothing was added.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Lines of at most `width` columns where that can be had: `first` columns are taken on the
    /// first line, `rest` on the others. An outer break is taken before an inner one, a late one
    /// before an early one.
    pub fn fill(&self, first: usize, rest: usize, limit: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut list = self.list.as_slice();
        let mut taken = first;
        loop {
            match break_at(list, limit.saturating_sub(taken)) {
                None => {
                    lines.push(join(list));
                    return lines;
                }
                Some(at) => {
                    let (line, others) = list.split_at(at);
                    lines.push(join(line).trim_end_matches(' ').to_owned());
                    list = others;
                    taken = rest;
                }
            }
        }
    }
}

fn join(list: &[(Gap, String)]) -> String {
    let mut text = String::new();
    for (at, (gap, piece)) in list.iter().enumerate() {
        if at > 0 && *gap != Gap::None {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}

/// Where to break so that what is before fits into `room` columns; `None` when all of it fits or
/// no break is to be had.
fn break_at(list: &[(Gap, String)], room: usize) -> Option<usize> {
    let mut used = 0;
    let mut best: Option<(usize, usize)> = None;
    for (at, (gap, piece)) in list.iter().enumerate() {
        let depth = match gap {
            Gap::Break(depth) => Some(*depth),
            Gap::None | Gap::Blank => None,
        };
        if let (true, Some(depth)) = (at > 0, depth) {
            // Past the edge, the first break that there is has to do.
            let better = best.is_none_or(|(found, _)| depth <= found && used <= room);
            if better {
                best = Some((depth, at));
            }
        }
        used += width(piece) + usize::from(at > 0 && *gap != Gap::None);
        if used > room && best.is_some() {
            return best.map(|(_, at)| at);
        }
    }
    None
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

    #[test]
    fn breaks_outside_brackets_first_and_as_late_as_possible() {
        let mut pieces = Pieces::default();
        pieces.glue("show alpha,");
        pieces.breakable("beta(one,");
        pieces.enter();
        pieces.breakable("two)");
        pieces.leave();
        pieces.glue(",");
        pieces.breakable("gamma");
        assert_eq!(pieces.flat(), "show alpha, beta(one, two), gamma");
        assert_eq!(
            pieces.fill(0, 2, 100),
            ["show alpha, beta(one, two), gamma"]
        );
        assert_eq!(
            pieces.fill(0, 2, 30),
            ["show alpha, beta(one, two),", "gamma"]
        );
        assert_eq!(
            pieces.fill(0, 2, 24),
            ["show alpha,", "beta(one, two), gamma"]
        );
        assert_eq!(
            pieces.fill(0, 2, 12),
            ["show alpha,", "beta(one,", "two),", "gamma"]
        );
    }

    #[test]
    fn a_piece_that_cannot_be_broken_stands_out() {
        let mut pieces = Pieces::default();
        pieces.glue("when");
        pieces.word("a_long_name");
        pieces.breakable("and b");
        assert_eq!(pieces.fill(0, 0, 5), ["when a_long_name", "and b"]);
    }
}
