//! A single difference taken into what was kept.

use super::changes::{CellDifference, Difference, What, by_key, compare};
use super::{Part, Row};

/// Takes a difference into `kept`, `now` being the run that it was found in. When nothing differs any more, `kept` is
/// that run, line for line.
pub fn apply(kept: &mut Vec<Part>, now: &[Part], difference: &Difference) {
    let is_it = |part: &Part| (part.kind, &part.name) == (difference.kind, &difference.name);
    let place = kept.iter().position(is_it);
    let new = now.iter().find(|part| is_it(part));
    match (&difference.what, place, new) {
        (What::NewPart(_) | What::Listing(_), Some(place), Some(new)) => {
            if let Some(part) = kept.get_mut(place) {
                part.clone_from(new);
            }
        }
        (What::NewPart(_) | What::Listing(_), None, Some(new)) => kept.push(new.clone()),
        (What::GonePart(_), Some(place), _) => {
            kept.remove(place);
        }
        (what, Some(place), Some(new)) => {
            if let Some(part) = kept.get_mut(place) {
                take_into(&mut part.rows, &new.rows, what);
            }
        }
        // The difference was found in these two runs.
        (_, _, _) => {}
    }
    if compare(kept, now).is_empty() {
        *kept = now.to_vec();
    }
}

fn take_into(rows: &mut Vec<Row>, now: &[Row], what: &What) {
    match what {
        What::Row { key, cells } => {
            let row = rows.iter_mut().find(|row| row.key == *key);
            if let Some(row) = row {
                cells.iter().for_each(|cell| set(row, cell));
            }
        }
        What::Added(row) => {
            // Behind the row that it follows in the new run, where that one is there.
            let place = now.iter().position(|other| other.key == row.key);
            let previous = place.and_then(|place| now.get(place.checked_sub(1)?));
            let at = previous.and_then(|before| rows.iter().position(|row| row.key == before.key));
            let at = match (at, place) {
                (Some(at), _) => at + 1,
                (None, Some(0)) => 0,
                (None, _) => rows.len(),
            };
            rows.insert(at, row.clone());
        }
        What::Gone(row) => rows.retain(|other| other.key != row.key),
        What::Column { column, is_new, .. } => {
            let now = by_key(now);
            for row in rows {
                if let Some(new) = now.get(row.key.as_str()) {
                    let cell = CellDifference {
                        column: column.clone(),
                        old: None,
                        new: new.cell(column).filter(|_| *is_new).map(str::to_owned),
                    };
                    set(row, &cell);
                }
            }
        }
        // These are about whole parts.
        What::Listing(_) | What::NewPart(_) | What::GonePart(_) => {}
    }
}

fn set(row: &mut Row, cell: &CellDifference) {
    let place = row.cells.iter().position(|(name, _)| *name == cell.column);
    match (place.and_then(|place| row.cells.get_mut(place)), &cell.new) {
        (Some((_, text)), Some(new)) => text.clone_from(new),
        (Some(_), None) => row.cells.retain(|(name, _)| *name != cell.column),
        (None, Some(new)) => row.cells.push((cell.column.clone(), new.clone())),
        (None, None) => {}
    }
}
