//! A percent held against a plain number above one: `growth > 20` asks for more than 2000%.

use super::{exprs, name_of};
use crate::analysis::analyser::Analyser;
use crate::analysis::constants::units;
use crate::analysis::errors::Lint;
use crate::decimal::ONE;
use crate::ir::{ExprId, ExprKind, NumberType, NumberUnit, Type};

/// Comparisons of a percent that has a name with a plain literal above one.
#[allow(clippy::wildcard_enum_match_arm)] // comparisons matter among many kinds of expressions
pub fn check(analyser: &Analyser<'_>) -> Vec<Lint> {
    let mut found = Vec::new();
    for (_, kind) in exprs(analyser) {
        match kind {
            ExprKind::Compare(_, left, right) => {
                found.extend(plain(analyser, *left, *right));
                found.extend(plain(analyser, *right, *left));
            }
            ExprKind::InRange {
                item, low, high, ..
            } => {
                let ends = [*low, *high].into_iter().flatten();
                found.extend(ends.filter_map(|end| plain(analyser, *item, end)).next());
            }
            _ => {}
        }
    }
    found
}

fn plain(analyser: &Analyser<'_>, percent: ExprId, number: ExprId) -> Option<Lint> {
    let unit = |id: ExprId| match analyser.type_of(id) {
        Type::Number(NumberType { unit, .. }) => Some(unit),
        Type::Text
        | Type::YesNo
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => None,
    };
    if unit(percent) != Some(&NumberUnit::Percent) || unit(number) != Some(&NumberUnit::Plain) {
        return None;
    }
    let value = units(&analyser.literal_value(number)?)?;
    if value.abs() <= ONE {
        return None;
    }
    let ty = analyser.type_of(number);
    Some(Lint::PlainPercent {
        what: name_of(analyser, percent)?,
        number: analyser.print_end(Some(value), ty),
        share: format!("{}%", analyser.print_end(Some(value * 100), ty)),
        at: analyser.span_of(number),
    })
}
