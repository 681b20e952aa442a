//! Who moved, in words.

use std::fmt::Write as _;

use crate::study::{Moved, RuleMoves};

/// So many rows of a rule are named.
const ROWS_NAMED: usize = 3;

/// A line a rule that gives other outcomes.
///
/// ```text
///   target      2 of 12 rows  Acme: yes → no · Globex: unknown → no
/// ```
pub(super) fn told(moves: &[RuleMoves]) -> String {
    let rows: usize = moves.iter().map(|rule| rule.rows).sum();
    if rows == 0 {
        return String::new();
    }
    let changed: Vec<&RuleMoves> = moves
        .iter()
        .filter(|rule| !rule.moved.is_empty() || rule.shifted > 0)
        .collect();
    if changed.is_empty() {
        return "nobody moves\n".to_owned();
    }
    let width = |text: &dyn Fn(&RuleMoves) -> String| {
        let widths = changed.iter().map(|rule| text(rule).chars().count());
        widths.max().unwrap_or_default()
    };
    let (names, counts) = (width(&|rule| rule.rule.clone()), width(&count));
    let mut text = String::new();
    for rule in changed {
        let line = format!(
            "  {:<names$}  {:<counts$}  {}",
            rule.rule,
            count(rule),
            first_rows(rule)
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// `2 of 12 rows move`
fn count(rule: &RuleMoves) -> String {
    let noun = if rule.rows == 1 { "row" } else { "rows" };
    if rule.moved.is_empty() {
        return format!("{} of {} {noun}", rule.shifted, rule.rows);
    }
    let verb = if rule.moved.len() == 1 {
        "moves"
    } else {
        "move"
    };
    format!("{} of {} {noun} {verb}", rule.moved.len(), rule.rows)
}

fn first_rows(rule: &RuleMoves) -> String {
    let one = |moved: &Moved| format!("{}: {} → {}", moved.row, moved.from, moved.to);
    let mut named: Vec<String> = rule.moved.iter().take(ROWS_NAMED).map(one).collect();
    let more = rule.moved.len().saturating_sub(ROWS_NAMED);
    if more > 0 {
        named.push(format!("{more} more"));
    } else if rule.moved.is_empty() && rule.shifted > 0 {
        named.push("another score, the same outcome".to_owned());
    }
    named.join(" · ")
}
