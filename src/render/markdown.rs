//! Results as Markdown tables, for pages and messages.

use std::fmt::Write;

use super::table::counts;
use super::terminal::sanitize;
use crate::results::ResultTable;

/// The result as a heading, a line of counts and a table.
#[must_use]
pub fn markdown(result: &ResultTable) -> String {
    let label = result.label.as_deref().unwrap_or(&result.name);
    let mut text = format!("### {}\n\n{}\n", escaped(label), escaped(&counts(result)));
    if result.rows == 0 {
        return text;
    }
    let marks = result.uncertain.contains(&true);
    let mark = |mark: &str| {
        if marks {
            format!(" {mark} |")
        } else {
            String::new()
        }
    };
    let mut header = format!("|{}", mark(" "));
    let mut rule = format!("|{}", mark("---"));
    for column in &result.shown {
        let _ = write!(header, " {} |", escaped(&column.title));
        let _ = write!(rule, " {} |", if column.numeric { "---:" } else { "---" });
    }
    let _ = write!(text, "\n{header}\n{rule}\n");
    for (row, uncertain) in result.uncertain.iter().enumerate() {
        let mut line = format!("|{}", mark(if *uncertain { "?" } else { " " }));
        for column in &result.shown {
            let cell = column
                .cells
                .get(row)
                .map(String::as_str)
                .unwrap_or_default();
            let _ = write!(line, " {} |", escaped(cell));
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// A text that shows as it is: no markup of Markdown or HTML in it takes effect.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in sanitize(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\n' => escaped.push_str("<br>"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            other => escaped.push(other),
        }
    }
    escaped
}
