//! Which style each column is in, where its field does not say so.
//!
//! A file whose cells are all plain never comes here. Else the rows are walked once more, and the evidence of each
//! undeclared column, and of the columns that no field reads, says what is proved.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::builder::StoredField;
use super::cell::{Decided, Undeclared};
use super::error::DataError;
use super::source::{RawCell, RawTable};
use super::style::{DateEvidence, NumberEvidence, OpenReading, Verdict, YesNoEvidence};
use crate::written::{DecimalMark, GroupMark, NumberStyle};

/// What each stored field's column comes to; nothing for a field that states its style, or needs none.
pub(super) type Decisions = Vec<Option<Decided>>;

/// The evidence of one column.
enum Evidence {
    Numbers(Box<NumberEvidence>),
    Dates(Box<DateEvidence>),
    YesNo(YesNoEvidence),
}

/// Walks the rows for the evidence. `places` are those of the fields' columns.
///
/// # Errors
/// What keeps the file from being read to its end.
pub(super) fn decide(
    raw: &RawTable,
    fields: &[StoredField],
    places: &[usize],
) -> Result<Decisions, DataError> {
    let used: BTreeSet<usize> = places.iter().copied().collect();
    let undeclared: Vec<(usize, usize, Undeclared)> = fields
        .iter()
        .zip(places)
        .enumerate()
        .filter_map(|(field, (stored, place))| Some((field, *place, stored.reader.undeclared()?)))
        .collect();
    let strangers = (0..raw.headers().len()).filter(|place| !used.contains(place));
    let mut walked: Vec<usize> = undeclared.iter().map(|(_, place, _)| *place).collect();
    walked.extend(strangers);
    let mut evidence: Vec<Evidence> = undeclared
        .iter()
        .map(|(_, _, kind)| Evidence::of(*kind))
        .collect();
    evidence.resize_with(walked.len(), || Evidence::of(Undeclared::Numbers));
    raw.walk(&walked, &mut |row| {
        if row.furniture.is_some() {
            return ControlFlow::Continue(());
        }
        for (at, (cell, evidence)) in row.cells.iter().zip(&mut evidence).enumerate() {
            let field = undeclared
                .get(at)
                .and_then(|(field, _, _)| fields.get(*field));
            evidence.take(cell, row.line, field);
        }
        ControlFlow::Continue(())
    })?;
    let strangers = evidence.split_off(undeclared.len());
    let stated = fields.iter().filter_map(|stored| stored.decimal_mark);
    let proved = evidence.iter().filter_map(Evidence::proved_mark);
    let elsewhere = strangers.iter().filter_map(Evidence::proved_throughout);
    let marks: Vec<DecimalMark> = stated.chain(proved).chain(elsewhere).collect();
    let only_points = !marks.is_empty() && !marks.contains(&DecimalMark::Comma);
    let mut decisions: Decisions = fields.iter().map(|_| None).collect();
    for ((field, _, _), evidence) in undeclared.iter().zip(&evidence) {
        if let Some(decision) = decisions.get_mut(*field) {
            *decision = Some(evidence.decided(only_points));
        }
    }
    Ok(decisions)
}

impl Evidence {
    fn of(kind: Undeclared) -> Evidence {
        match kind {
            Undeclared::Numbers => Evidence::Numbers(Box::default()),
            Undeclared::Dates => Evidence::Dates(Box::default()),
            Undeclared::YesNo => Evidence::YesNo(YesNoEvidence::default()),
        }
    }

    /// Takes a cell. What the file knows the meaning of shows nothing; neither does what the field takes for blank.
    /// Of a column that no field reads, one cell that is no number is enough to look no further.
    fn take(&mut self, cell: &RawCell<'_>, line: u64, field: Option<&StoredField>) {
        let RawCell::Text(text) = cell else {
            return;
        };
        let text = text.trim();
        if text.is_empty() || field.is_some_and(|field| field.reader.is_missing(text)) {
            return;
        }
        match self {
            Evidence::Numbers(numbers) if field.is_some() || numbers.others().0 == 0 => {
                numbers.take(text, line);
            }
            Evidence::Numbers(_) => {}
            Evidence::Dates(dates) => dates.take(text, line),
            Evidence::YesNo(yes_no) => yes_no.take(text, line),
        }
    }

    fn proved_mark(&self) -> Option<DecimalMark> {
        match self {
            Evidence::Numbers(numbers) => numbers.proved_mark(),
            Evidence::Dates(_) | Evidence::YesNo(_) => None,
        }
    }

    /// The mark, if the column holds nothing but numbers.
    fn proved_throughout(&self) -> Option<DecimalMark> {
        match self {
            Evidence::Numbers(numbers) if numbers.others().0 == 0 => numbers.proved_mark(),
            Evidence::Numbers(_) | Evidence::Dates(_) | Evidence::YesNo(_) => None,
        }
    }

    /// The verdict. A column of `1.234` and its like is plain only in a file that shows points before decimals, and
    /// nothing else, in another column.
    fn decided(&self, only_points: bool) -> Decided {
        match self {
            Evidence::Numbers(numbers) => {
                let verdict = numbers.verdict();
                let doubtful = match &verdict {
                    Verdict::Plain { perhaps } if !only_points => perhaps.clone(),
                    Verdict::Plain { .. }
                    | Verdict::Nothing
                    | Verdict::Proved { .. }
                    | Verdict::Open { .. }
                    | Verdict::Contradictory { .. } => None,
                };
                Decided::Numbers(doubtful.map_or(verdict, |example| Verdict::Open {
                    example,
                    readings: point_or_thousands(),
                }))
            }
            Evidence::Dates(dates) => Decided::Dates(dates.verdict()),
            Evidence::YesNo(yes_no) => Decided::YesNo(yes_no.verdict()),
        }
    }
}

/// The readings of `1.234`.
fn point_or_thousands() -> Vec<OpenReading> {
    let comma = NumberStyle {
        decimal: DecimalMark::Comma,
        group: Some(GroupMark::Point),
    };
    [NumberStyle::PLAIN, comma]
        .iter()
        .map(|style| OpenReading {
            value: String::new(),
            written_as: style.example(),
        })
        .collect()
}
