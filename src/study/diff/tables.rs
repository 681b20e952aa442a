//! A comparison as tables like any other result.

use super::attribution::Cause;
use super::compared::{Comparison, Move, RuleComparison};
use super::merged::{Change, Edit, Edits, Significance};
use crate::results::ResultTable;
use crate::study::list::{Column, table};

/// The edits of some kinds, and how many rows each moved where that is known.
#[must_use]
pub fn edits_table(edits: &Edits, kinds: &[Significance], causes: Option<&[Cause]>) -> ResultTable {
    let mut shown: Vec<(usize, &Edit)> = edits
        .all
        .iter()
        .enumerate()
        .filter(|(_, edit)| kinds.contains(&edit.significance))
        .collect();
    shown.sort_by_key(|(place, edit)| (edit.significance, *place));
    let text = |of: &dyn Fn(&Edit) -> String| shown.iter().map(|(_, edit)| of(edit)).collect();
    let mut columns = vec![
        Column::Text(
            "about",
            "about",
            text(&|edit| edit.significance.word().to_owned()),
        ),
        Column::Text("what", "what", text(&|edit| edit.path.clone())),
        Column::Text(
            "change",
            "change",
            text(&|edit| edit.change.word().to_owned()),
        ),
        Column::Text("place", "line", text(&place)),
        Column::Text("before", "before", text(&|edit| edit.before.clone())),
        Column::Text("after", "after", text(&|edit| edit.after.clone())),
    ];
    if let Some(causes) = causes {
        let moved = shown.iter().map(|(place, _)| moved_by(*place, causes));
        columns.push(Column::Count("moved", "moves", moved.collect()));
    }
    let total = shown.len();
    table("edits", "What differs between the packs", columns, total)
}

/// The line of an edit: that of the old pack, then that of the new one.
fn place(edit: &Edit) -> String {
    match (edit.old_line, edit.new_line) {
        (Some(old), Some(new)) if old == new => new.to_string(),
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (Some(old), None) => format!("{old} →"),
        (None, Some(new)) => format!("→ {new}"),
        (None, None) => String::new(),
    }
}

fn moved_by(edit: usize, causes: &[Cause]) -> usize {
    let names = |cause: &&Cause| match cause {
        Cause::Alone(edits) | Cause::Needed(edits) => edits.contains(&edit),
        Cause::Together => false,
    };
    causes.iter().filter(names).count()
}

/// From which outcome to which, rule by rule.
#[must_use]
pub fn matrix_table(comparison: &Comparison) -> ResultTable {
    let mut cells: Vec<(&RuleComparison, &str, &str, usize)> = Vec::new();
    for rule in &comparison.rules {
        for ((from, to), count) in &rule.matrix {
            cells.push((rule, from, to, *count));
        }
        for (rows, from, to) in [
            (rule.only_old.len(), "", "no such row"),
            (rule.only_new.len(), "no such row", ""),
        ] {
            if rows > 0 {
                cells.push((rule, from, to, rows));
            }
        }
    }
    let stays = |from: &str, to: &str| from == to || to.starts_with("the same ");
    let total = cells.len();
    let columns = vec![
        Column::Text(
            "rule",
            "rule",
            cells.iter().map(|(rule, ..)| rule.rule.clone()).collect(),
        ),
        Column::Text(
            "from",
            "from",
            cells
                .iter()
                .map(|(_, from, ..)| (*from).to_owned())
                .collect(),
        ),
        Column::Text(
            "to",
            "to",
            cells.iter().map(|(_, _, to, _)| (*to).to_owned()).collect(),
        ),
        Column::Count(
            "rows",
            "rows",
            cells.iter().map(|(.., rows)| *rows).collect(),
        ),
        Column::YesNo(
            "moved",
            "moved",
            cells
                .iter()
                .map(|(_, from, to, _)| !stays(from, to))
                .collect(),
        ),
    ];
    table("matrix", "From which outcome to which", columns, total)
}

/// The rows that moved, and what moved them; at most so many.
#[must_use]
pub fn moves_table(
    comparison: &Comparison,
    edits: &Edits,
    causes: &[Cause],
    top: Option<usize>,
) -> ResultTable {
    let top = top.unwrap_or(usize::MAX);
    let shown: Vec<(&Move, &Cause)> = comparison.moves.iter().zip(causes).take(top).collect();
    let text = |of: &dyn Fn(&Move, &Cause) -> String| {
        shown.iter().map(|(one, cause)| of(one, cause)).collect()
    };
    let columns = vec![
        Column::Text("rule", "rule", text(&|one, _| one.rule.clone())),
        Column::Text("record", "record", text(&|one, _| one.record.clone())),
        Column::Text("row", "row", text(&|one, _| one.row.clone())),
        Column::Text("from", "from", text(&|one, _| one.from.text.clone())),
        Column::Text("to", "to", text(&|one, _| one.to.text.clone())),
        Column::Text("why_now", "why now", text(&|one, _| one.why.clone())),
        Column::Text(
            "moved_by",
            "moved by",
            text(&|_, cause| named(edits, cause)),
        ),
        Column::Text("how", "how", text(&|_, cause| how(cause).to_owned())),
    ];
    table(
        "moves",
        "Who moved, and what moved them",
        columns,
        comparison.moves.len(),
    )
}

fn named(edits: &Edits, cause: &Cause) -> String {
    match cause {
        Cause::Alone(places) | Cause::Needed(places) => {
            let edits = places.iter().filter_map(|place| edits.all.get(*place));
            let names: Vec<String> = edits.map(edit_name).collect();
            names.join("; ")
        }
        Cause::Together => "the edits together".to_owned(),
    }
}

/// An edit in a few words, with its line.
fn edit_name(edit: &Edit) -> String {
    let change = match edit.change {
        Change::Changed => String::new(),
        Change::Added | Change::Removed | Change::Reordered | Change::Moved | Change::Renamed => {
            format!(" {}", edit.change.word())
        }
    };
    let line = match (edit.new_line, edit.old_line) {
        (Some(line), _) => format!(" (line {line})"),
        (None, Some(line)) => format!(" (line {line} of the old pack)"),
        (None, None) => String::new(),
    };
    format!("{}{change}{line}", edit.path)
}

fn how(cause: &Cause) -> &'static str {
    match cause {
        Cause::Alone(places) if places.len() > 1 => "each alone",
        Cause::Alone(_) => "alone",
        Cause::Needed(places) if places.len() > 1 => "only together",
        Cause::Needed(_) => "with others",
        Cause::Together => "only together",
    }
}

/// How the numbers of each score moved.
#[must_use]
pub fn shifts_table(comparison: &Comparison) -> ResultTable {
    let shifts: Vec<(&RuleComparison, &super::Shift)> = comparison
        .rules
        .iter()
        .filter_map(|rule| Some((rule, rule.shift.as_ref()?)))
        .collect();
    let count =
        |of: &dyn Fn(&super::Shift) -> usize| shifts.iter().map(|(_, one)| of(one)).collect();
    let number = |of: &dyn Fn(&super::Shift) -> Option<i128>| {
        shifts.iter().map(|(_, one)| of(one)).collect()
    };
    let columns = vec![
        Column::Text(
            "rule",
            "score",
            shifts.iter().map(|(rule, _)| rule.rule.clone()).collect(),
        ),
        Column::Count(
            "settled_before",
            "settled before",
            count(&|one| one.settled_before),
        ),
        Column::Count("settled_after", "after", count(&|one| one.settled_after)),
        Column::Number("mean_before", "mean before", number(&|one| one.mean_before)),
        Column::Number("mean_after", "after", number(&|one| one.mean_after)),
        Column::Number(
            "stability_index",
            "stability index",
            number(&|one| millionths(one.stability?)),
        ),
        Column::Text(
            "over",
            "over",
            shifts
                .iter()
                .map(|(_, one)| one.bins.words().to_owned())
                .collect(),
        ),
    ];
    let total = shifts.len();
    table("scores", "How the scores moved", columns, total)
}

/// A fraction in millionths.
#[allow(clippy::cast_possible_truncation)] // an index is a small number
fn millionths(fraction: f64) -> Option<i128> {
    let units = (fraction * 1_000_000.0).round();
    units.is_finite().then_some(units as i128)
}
