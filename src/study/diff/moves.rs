//! Who moves, and nothing more: what is told at once when a line is changed at the prompt.

use super::compared::Run;
use crate::ir::RuleId;
use crate::study::Subject;

/// What a change did to the outcomes of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleMoves {
    /// The rule.
    pub rule: String,
    /// How many rows both runs have.
    pub rows: usize,
    /// The rows whose outcome is another one, in the order of the table.
    pub moved: Vec<Moved>,
    /// Rows whose score is another number with the same outcome.
    pub shifted: usize,
}

/// A row whose outcome is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The key of the row.
    pub row: String,
    /// What it came to before.
    pub from: String,
    /// What it comes to now.
    pub to: String,
}

/// What changes between two runs, by the rules that both packs have, in the order of the second. Nothing if
/// `goes_on` said no meanwhile.
#[must_use]
pub fn moves(
    before: Subject<'_>,
    after: Subject<'_>,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<RuleMoves>> {
    let mut old = Run::new(before.program, before.data, before.settings);
    let mut new = Run::new(after.program, after.data, after.settings);
    let mut found = Vec::new();
    for (rule, declared) in after.program.rules.iter() {
        if !goes_on() {
            return None;
        }
        let name = &declared.named.name;
        let twin = old.rule(name);
        if let Some(twin) = twin.filter(|&twin| old.record(twin) == new.record(rule)) {
            found.push(of_rule(name, (&mut old, twin), (&mut new, rule)));
        }
    }
    goes_on().then_some(found)
}

fn of_rule(
    name: &str,
    (old, old_rule): (&mut Run<'_>, RuleId),
    (new, new_rule): (&mut Run<'_>, RuleId),
) -> RuleMoves {
    let (earlier, now) = (old.outcomes(old_rule), new.outcomes(new_rule));
    let numbers = old.numbers(old_rule).zip(new.numbers(new_rule));
    let is_shifted = |key: &String| {
        let numbers = numbers.as_ref();
        numbers.is_some_and(|(earlier, now)| earlier.get(key) != now.get(key))
    };
    let earlier = earlier.by_key();
    let mut moves = RuleMoves {
        rule: name.to_owned(),
        rows: 0,
        moved: Vec::new(),
        shifted: 0,
    };
    for (key, to) in now.rows() {
        let Some(from) = earlier.get(key.as_str()) else {
            continue;
        };
        moves.rows += 1;
        if *from != to {
            moves.moved.push(Moved {
                row: key.clone(),
                from: from.text.clone(),
                to: to.text.clone(),
            });
        } else if is_shifted(key) {
            moves.shifted += 1;
        }
    }
    moves
}
