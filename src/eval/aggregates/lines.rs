//! The lines of a decision that hold, gathered like rows.

use super::fold::{NumberFold, Tally};
use super::{Gather, Missing, Outcome};
use crate::eval::column::{Interval, NumberColumn, YesNoColumn, flag, truth};
use crate::eval::kernels::numbers;
use crate::ir::{AggregateFunction, Type};

/// What the lines that hold come to on each row; a value a line where values are gathered.
pub(crate) fn over_lines(
    function: AggregateFunction,
    ty: &Type,
    lines: &[(YesNoColumn, Option<NumberColumn>)],
    rows: usize,
) -> NumberColumn {
    let found = (0..rows).map(|row| {
        let values = lines.iter().map(|(_, values)| match values {
            Some(values) => (values.interval(row), values.flags.get(row)),
            None => (Interval::OPEN, flag::APPLIES),
        });
        let values = numbers::from_rows(values, lines.len());
        let mut tally = Tally::default();
        let mut fold = NumberFold::new(function, &values);
        for (at, (holds, _)) in lines.iter().enumerate() {
            let presence = holds.get(row);
            if presence & truth::YES != 0 {
                tally.add(presence, at);
                fold.add(presence, at);
            }
        }
        let outcome = if function == AggregateFunction::Count {
            tally.count(Missing::No)
        } else {
            fold.finish(ty, Missing::No)
        };
        match outcome {
            Outcome::Number(interval, bits) => (interval, bits),
            Outcome::YesNo(_) | Outcome::Choice(..) | Outcome::Text(_) => {
                (Interval::OPEN, flag::APPLIES)
            }
        }
    });
    numbers::from_rows(found, rows)
}
