//! What is redefined: the statements of two packs that say something else.

use super::lines::head;
use crate::format::format;
use crate::source::SourceFile;
use crate::syntax::ast::{Pack, Statement};

/// The lines that differ, `-` before those of the first pack, `+` before those of the second; both in canonical
/// form, so that wording alone is no difference.
pub(super) fn difference(before: (&SourceFile, &Pack), after: (&SourceFile, &Pack)) -> String {
    let mut text = String::new();
    for statement in &before.1.statements {
        let old = alone(before.0, statement);
        match twin(after.1, statement) {
            Some(new) if new == statement => {}
            Some(new) => text.push_str(&changed(&old, &alone(after.0, new))),
            None => text.push_str(&marked('-', &old)),
        }
    }
    for statement in &after.1.statements {
        if twin(before.1, statement).is_none() {
            text.push_str(&marked('+', &alone(after.0, statement)));
        }
    }
    text
}

fn twin<'p>(pack: &'p Pack, statement: &Statement) -> Option<&'p Statement> {
    let (word, name) = head(statement);
    super::lines::same(pack, word, name)
}

/// A statement in canonical form.
fn alone(source: &SourceFile, statement: &Statement) -> Vec<String> {
    let pack = Pack {
        statements: vec![statement.clone()],
        comments: Vec::new(),
    };
    let text = format(source, &pack);
    text.lines().map(str::to_owned).collect()
}

fn marked(mark: char, lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| format!("{mark} {line}\n"))
        .collect()
}

/// The head of a statement and the lines of it that differ.
fn changed(old: &[String], new: &[String]) -> String {
    let mut text = String::new();
    let common = common_lines(old, new);
    let (mut at_old, mut at_new) = (0, 0);
    if let (Some(first), Some((0, 0))) = (old.first(), common.first()) {
        text.push_str(&format!("  {first}\n"));
    }
    for (next_old, next_new) in common.into_iter().chain([(old.len(), new.len())]) {
        text.push_str(&marked('-', old.get(at_old..next_old).unwrap_or_default()));
        text.push_str(&marked('+', new.get(at_new..next_new).unwrap_or_default()));
        (at_old, at_new) = (next_old + 1, next_new + 1);
    }
    text
}

/// The places of the longest run of lines that both have in one order.
fn common_lines(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    // lengths[i][j]: how many lines old[i..] and new[j..] have in common.
    let mut lengths = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    let read = |lengths: &[Vec<usize>], i: usize, j: usize| {
        lengths
            .get(i)
            .and_then(|row| row.get(j))
            .copied()
            .unwrap_or(0)
    };
    for (i, line) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            let length = if line == other {
                read(&lengths, i + 1, j + 1) + 1
            } else {
                read(&lengths, i + 1, j).max(read(&lengths, i, j + 1))
            };
            if let Some(slot) = lengths.get_mut(i).and_then(|row| row.get_mut(j)) {
                *slot = length;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(line), Some(other)) = (old.get(i), new.get(j)) {
        if line == other {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if read(&lengths, i + 1, j) >= read(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
