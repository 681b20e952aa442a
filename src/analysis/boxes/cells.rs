//! A set of values as a cell of a decision that tests for it: `engineer, expert`, `< 5000 EUR`.

use super::cover::Space;
use super::region::VariableId;
use super::set::Set;
use super::variable::Places;
use crate::analysis::analyser::Analyser;
use crate::ir::Type;
use crate::syntax::is_name;

/// The cell that holds for just these values of a variable, where there is a way to write it.
/// `whole` is everything that it can be.
pub fn cell(
    analyser: &Analyser<'_>,
    space: &Space,
    variable: VariableId,
    set: &Set,
    whole: &Set,
) -> Option<String> {
    if set == whole {
        return Some("-".to_owned());
    }
    if set.not_applicable {
        return None;
    }
    let all = set.ranges() == whole.ranges();
    match (set.ranges().is_empty(), set.gap) {
        (true, true) => Some("unknown".to_owned()),
        (true, false) => None,
        (false, _) if all => Some("known".to_owned()),
        (false, gap) => {
            let places = &space.variable(variable)?.places;
            let text = values(analyser, places, set, whole)?;
            match gap {
                false => Some(text),
                true if text.starts_with("not ") => None,
                true => Some(format!("{text}, unknown")),
            }
        }
    }
}

fn values(analyser: &Analyser<'_>, places: &Places, set: &Set, whole: &Set) -> Option<String> {
    match places {
        Places::Truth => {
            let (place, _) = *set.ranges().first()?;
            Some(if place == 1 { "yes" } else { "no" }.to_owned())
        }
        Places::Members(domain) => {
            let members = &analyser.program.domains[*domain].members;
            let name = |place: usize| {
                let name = &members.get(place)?.named.name;
                Some(if is_name(name) {
                    name.clone()
                } else {
                    format!("\"{name}\"")
                })
            };
            list(set, whole, members.len(), name)
        }
        Places::Texts(texts) => {
            let text = |place: usize| texts.get(place).map(|text| format!("\"{text}\""));
            list(set, whole, texts.len(), text)
        }
        Places::Numbers { step, ty } => {
            let ends = (whole.ranges().first()?.0, whole.ranges().last()?.1);
            let part = |range: &(i128, i128)| numbers(analyser, *range, ends, *step, ty);
            let parts: Vec<String> = set.ranges().iter().map(part).collect();
            Some(parts.join(", "))
        }
    }
}

/// The few that are in, or `not` with the few that are out.
fn list(
    set: &Set,
    whole: &Set,
    count: usize,
    name: impl Fn(usize) -> Option<String>,
) -> Option<String> {
    let holds = |set: &Set, place: usize| {
        i128::try_from(place).is_ok_and(|place| Set::range(place, place).meets(set))
    };
    let within = |set: &Set| {
        let places = (0..count).filter(|place| holds(set, *place));
        places.map(&name).collect::<Option<Vec<String>>>()
    };
    let (inside, outside) = (within(set)?, within(&whole.without(set))?);
    // Beyond the places that have a name lie all other texts.
    let others = set.ranges().last()?.1 >= i128::try_from(count).ok()?;
    let negated = others || (outside.len() == 1 && inside.len() > 2);
    Some(if negated {
        format!("not {}", outside.join(", "))
    } else {
        inside.join(", ")
    })
}

/// A range of numbers, an end in the shorter of its two forms: `< 5` for `<= 4.999999`.
fn numbers(
    analyser: &Analyser<'_>,
    (low, high): (i128, i128),
    (least, most): (i128, i128),
    step: i128,
    ty: &Type,
) -> String {
    let print = |place: i128| analyser.print_end(Some(place.saturating_mul(step)), ty);
    if low == high {
        return print(low);
    }
    // Whole numbers and days have a last one before a limit; other numbers only in the sixth place.
    let is_whole = step > 1 || !matches!(ty, Type::Number(_));
    let shorter = |inside: i128, outside: i128| {
        let (inside, outside) = (print(inside), print(outside));
        if outside.len() < inside.len() && !is_whole {
            (true, outside)
        } else {
            (false, inside)
        }
    };
    let (above, from) = shorter(low, low - 1);
    let (below, to) = shorter(high, high + 1);
    let from_sign = if above { ">" } else { ">=" };
    let to_sign = if below { "<" } else { "<=" };
    match (low == least, high == most) {
        (true, _) => format!("{to_sign} {to}"),
        (false, true) => format!("{from_sign} {from}"),
        (false, false) if !above && !below => format!("{from}..{to}"),
        (false, false) => format!("{from_sign} {from} and {to_sign} {to}"),
    }
}
