//! Results as aligned columns for the terminal: no boxes, short, wrapped to the screen.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::terminal::sanitize;
use crate::data::date_text;
use crate::results::{Membership, OpenOutcomes, ResultTable, ShownColumn};

/// Blanks between two columns.
const GAP: usize = 2;
/// A column is not made narrower than this to fit the screen.
const NARROWEST: usize = 8;

/// The result as a title line, the rows and, where answers are missing, a line on what hangs on them.
/// `width` is that of the screen; without one nothing is wrapped.
#[must_use]
pub fn table(result: &ResultTable, color: bool, width: Option<usize>) -> String {
    let paint = Paint { color };
    let mut text = title(result, paint, width);
    if result.rows > 0 {
        text.push('\n');
        text.push_str(&grid(result, paint, width));
    }
    let mut foot = |line: &str| {
        text.push_str("\n ");
        text.push_str(&paint.dim(line));
        text.push('\n');
    };
    if result.uncertain.contains(&true) {
        foot("? may belong here; a missing answer decides");
    }
    let OpenOutcomes { outcomes, answers } = result.open;
    if outcomes > 0 && answers > 0 {
        let outcomes = counted(outcomes, "outcome hangs", "outcomes hang");
        let answers = counted(answers, "missing answer", "missing answers");
        foot(&format!("{outcomes} on {answers}"));
    } else if outcomes > 0 {
        foot(&counted(outcomes, "outcome is open", "outcomes are open"));
    }
    text
}

/// Colours, or none.
#[derive(Clone, Copy)]
struct Paint {
    color: bool,
}

impl Paint {
    fn bold(self, text: &str) -> String {
        if self.color {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn dim(self, text: &str) -> String {
        if self.color {
            format!("\u{1b}[2m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// `9 of 14 in target, 2 more may be · 3 of 5 shown · as of 2026-11-21`, or `5 of 18 rows`
#[must_use]
pub fn counts(result: &ResultTable) -> String {
    let (rows, passing, total) = (result.rows, result.passing, result.total);
    let mut text = String::new();
    match &result.membership {
        Some(membership) => {
            let Membership {
                segment,
                members,
                possible,
            } = membership;
            let _ = write!(text, "{members} of {total} in {segment}");
            if *possible > 0 {
                let _ = write!(text, ", {possible} more may be");
            }
            if rows < passing {
                let _ = write!(text, " · {rows} of {passing} shown");
            } else if rows < members + possible {
                let _ = write!(text, " · {rows} shown");
            }
        }
        None if passing < total && rows < passing => {
            let _ = write!(text, "{passing} of {total} rows · {rows} shown");
        }
        None if rows < total => {
            let _ = write!(text, "{rows} of {total} rows");
        }
        None => text.push_str(&counted(total, "row", "rows")),
    }
    if let Some(day) = result.as_of {
        let _ = write!(text, " · as of {}", date_text(i128::from(day)));
    }
    text
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// The view's name and label, and to the right the counts.
fn title(result: &ResultTable, paint: Paint, width: Option<usize>) -> String {
    let name = sanitize(&result.name).into_owned();
    let label = result.label.as_deref().map(sanitize).unwrap_or_default();
    let counts = sanitize(&counts(result)).into_owned();
    let left = name.width()
        + if label.is_empty() {
            0
        } else {
            GAP + label.width()
        };
    let line = width.unwrap_or(90).min(90);
    let between = match line.saturating_sub(left + counts.width()) {
        // Where there is no room beside the label, the counts stand below it.
        0 | 1 if width.is_some() => "\n".to_owned(),
        gap => " ".repeat(gap.max(GAP)),
    };
    let label = if label.is_empty() {
        String::new()
    } else {
        format!("  {label}")
    };
    format!(
        "{}{label}{between}{}\n",
        paint.bold(&name),
        paint.dim(&counts)
    )
}

fn grid(result: &ResultTable, paint: Paint, width: Option<usize>) -> String {
    let columns: Vec<Prepared> = result.shown.iter().map(Prepared::new).collect();
    let widths = fit(&columns, width);
    let mut text = String::new();
    let titles = columns.iter().map(|column| vec![column.title.clone()]);
    let marks = result.uncertain.contains(&true);
    let (blank, question) = if marks { ("  ", "? ") } else { (" ", " ") };
    let header = lines(&columns, &widths, &wrapped(titles, &widths), blank);
    for line in header {
        text.push_str(&paint.dim(&line));
        text.push('\n');
    }
    for (row, uncertain) in result.uncertain.iter().enumerate() {
        let cells = columns
            .iter()
            .map(|column| column.cells.get(row).cloned().unwrap_or_default());
        let mark = if *uncertain { question } else { blank };
        for line in lines(&columns, &widths, &wrapped(cells, &widths), mark) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

/// A column with its cells safe to print, each as its lines.
struct Prepared {
    title: String,
    numeric: bool,
    cells: Vec<Vec<String>>,
    width: usize,
}

impl Prepared {
    fn new(column: &ShownColumn) -> Prepared {
        let title = sanitize(&column.title).into_owned();
        let lines = |cell: &String| {
            // Lines first: a line end of CR and LF is no mark to be shown.
            let lines = cell.lines().map(|line| sanitize(line).into_owned());
            lines.collect::<Vec<_>>()
        };
        let cells: Vec<Vec<String>> = column.cells.iter().map(lines).collect();
        let widest = cells
            .iter()
            .flatten()
            .map(|line| line.width())
            .max()
            .unwrap_or(0);
        Prepared {
            width: widest.max(title.width()),
            title,
            numeric: column.numeric,
            cells,
        }
    }
}

/// Widths that fit the screen: the widest columns give way, none below [`NARROWEST`] or its title.
fn fit(columns: &[Prepared], screen: Option<usize>) -> Vec<usize> {
    let widths: Vec<usize> = columns.iter().map(|column| column.width).collect();
    let Some(screen) = screen else { return widths };
    let available = screen.saturating_sub(2 + widths.len().saturating_sub(1) * GAP);
    // Titles stay whole on a screen that has room for them.
    let titles: Vec<usize> = columns.iter().map(|column| column.title.width()).collect();
    let keep_titles = titles
        .iter()
        .map(|title| (*title).max(NARROWEST))
        .sum::<usize>()
        <= available;
    let least = |title: usize| {
        if keep_titles {
            title.max(NARROWEST)
        } else {
            NARROWEST
        }
    };
    let capped = |cap: usize| -> Vec<usize> {
        let column = |(width, title): (&usize, &usize)| (*width).min(cap.max(least(*title)));
        widths.iter().zip(&titles).map(column).collect()
    };
    // The largest cap under which the columns fit.
    let widest = widths.iter().copied().max().unwrap_or(0);
    let fits = |cap: &usize| capped(*cap).iter().sum::<usize>() <= available;
    let cap = (NARROWEST..=widest).rev().find(fits).unwrap_or(NARROWEST);
    let mut fitted = capped(cap);
    let mut spare = available.saturating_sub(fitted.iter().sum());
    for (fitted, width) in fitted.iter_mut().zip(&widths) {
        let more = width.saturating_sub(*fitted).min(spare);
        *fitted += more;
        spare -= more;
    }
    fitted
}

/// Each cell's lines, broken at blanks (or within a long word) to its column's width.
fn wrapped(cells: impl Iterator<Item = Vec<String>>, widths: &[usize]) -> Vec<Vec<String>> {
    cells
        .zip(widths)
        .map(|(lines, &width)| {
            lines
                .iter()
                .flat_map(|line| break_line(line, width))
                .collect()
        })
        .collect()
}

fn break_line(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.to_owned()];
    }
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0;
    for word in line.split_inclusive(' ') {
        let word_width = word.trim_end().width();
        if used > 0 && used + word_width > width {
            lines.push(String::new());
            used = 0;
        }
        for letter in word.chars() {
            let letter_width = unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0);
            if used + letter_width > width && letter != ' ' && used > 0 {
                lines.push(String::new());
                used = 0;
            }
            if let Some(last) = lines.last_mut() {
                last.push(letter);
            }
            used += letter_width;
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The printed lines of one row.
fn lines(columns: &[Prepared], widths: &[usize], cells: &[Vec<String>], mark: &str) -> Vec<String> {
    let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    (0..height)
        .map(|place| {
            let mut line = if place == 0 {
                mark.to_owned()
            } else {
                " ".repeat(mark.len())
            };
            for (at, ((column, &width), cell)) in columns.iter().zip(widths).zip(cells).enumerate()
            {
                let text = cell.get(place).map(String::as_str).unwrap_or_default();
                let blanks = " ".repeat(width.saturating_sub(text.width()));
                if at > 0 {
                    line.push_str(&" ".repeat(GAP));
                }
                if column.numeric {
                    line.push_str(&blanks);
                    line.push_str(text);
                } else {
                    line.push_str(text);
                    line.push_str(&blanks);
                }
            }
            line.trim_end().to_owned()
        })
        .collect()
}
