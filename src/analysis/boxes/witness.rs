//! A point of a box as a row that an analyst can read: `buyer engineer, amount 5000 EUR`.

use std::sync::Arc;

use super::cover::Space;
use super::region::{Cuboid, VariableId};
use super::set::Set;
use super::variable::{Places, Variable};
use crate::analysis::analyser::Analyser;
use crate::decimal::ONE;
use crate::ir::Type;

/// What a row of a box can look like, a part for each variable that matters; nothing if all rows do.
pub fn row(analyser: &Analyser<'_>, space: &Space, cuboid: &Cuboid) -> Option<String> {
    let parts: Vec<String> = cuboid
        .sides()
        .iter()
        .filter_map(|(variable, set)| part(analyser, space, *variable, set))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn part(analyser: &Analyser<'_>, space: &Space, variable: VariableId, set: &Set) -> Option<String> {
    let known = space.variable(variable)?;
    let name = &known.name;
    let Some(place) = simplest(&known.places, set) else {
        return Some(if set.gap {
            format!("{name} unknown")
        } else {
            format!("{name} not applicable")
        });
    };
    Some(match &known.places {
        Places::Truth => truth(known, place == 1),
        Places::Numbers { step, ty } => {
            let units = place.saturating_mul(*step);
            format!("{name} {}", analyser.print_end(Some(units), ty))
        }
        Places::Members(domain) => {
            let members = &analyser.program.domains[*domain].members;
            let member = usize::try_from(place).ok().and_then(|at| members.get(at));
            format!(
                "{name} {}",
                member.map_or("…", |member| member.named.name.as_str())
            )
        }
        Places::Texts(texts) => match usize::try_from(place).ok().and_then(|at| texts.get(at)) {
            Some(text) => format!("{name} \"{text}\""),
            None => format!("{name} \"{}\"", other_than(texts)),
        },
    })
}

/// A text that is none of these.
fn other_than(texts: &[Arc<str>]) -> String {
    let mut other = "any other".to_owned();
    while texts.iter().any(|text| **text == *other) {
        other += " still";
    }
    other
}

/// `visited yes` for a name, the statement itself or its contrary for an expression.
fn truth(variable: &Variable, yes: bool) -> String {
    let name = &variable.name;
    let is_name = !name.contains(' ');
    match (is_name, yes) {
        (true, true) => format!("{name} yes"),
        (true, false) => format!("{name} no"),
        (false, true) => name.clone(),
        (false, false) => format!("not ({name})"),
    }
}

/// The value of a set that is easiest to read: an end of a range, a whole number if there is one.
fn simplest(places: &Places, set: &Set) -> Option<i128> {
    let (low, high) = *set.ranges().first()?;
    match places {
        Places::Truth | Places::Members(_) | Places::Texts(_) => Some(low),
        Places::Numbers { step, ty } => Some(readable(low, high, *step, ty)),
    }
}

/// A number within a range: a bound that is short, or the next whole number within.
fn readable(low: i128, high: i128, step: i128, ty: &Type) -> i128 {
    /// Beyond this nobody has written a number: the range has no end there.
    const ENDLESS: i128 = 1 << 60;
    let whole = if matches!(ty, Type::Number(_)) {
        ONE / step
    } else {
        1
    };
    let inside = |place: i128| (low..=high).contains(&place).then_some(place);
    let today = 20_454; // 2026-01-01: a date that looks like one
    let middle = if matches!(ty, Type::Date(_)) {
        today
    } else {
        0
    };
    let up = -(-low).div_euclid(whole) * whole;
    let down = high.div_euclid(whole) * whole;
    if low > -ENDLESS {
        return inside(up).unwrap_or(low);
    }
    if high < ENDLESS {
        return inside(down).unwrap_or(high);
    }
    inside(middle).unwrap_or(low)
}
