//! The order of a view's rows: by the guaranteed end, then the other; open ends, then rows to which
//! the value does not apply, last; then by key, then by place in the file.
//!
//! What decides the order stays in the columns it was worked out in. A row carries a few bits of it,
//! which settle most comparisons; the columns are asked where these bits are the same.

use std::cmp::Ordering;

use super::values::{Cell, settled};
use crate::data::date_text;
use crate::decimal::Decimal;
use crate::eval::{Column, Interval, OPEN_HIGH, OPEN_LOW, Status, TextColumn, truth};
use crate::ir::{DomainKind, Program, Type};

/// A row that passes, and the beginning of what decides its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passing {
    /// Its place in the table.
    pub(super) row: usize,
    /// The how many-th it was found.
    pub(super) found: usize,
    /// True if it may not belong here.
    pub(super) uncertain: bool,
    /// Whose columns decide its place: the batch, and the row of its columns.
    at: (u32, u32),
    /// Sorts as the first value to sort by does, as far as it goes.
    first: u64,
    /// True if `first` says all of that value, so that `next` may be compared.
    exact: bool,
    /// Sorts as what comes after the first value does, as far as it goes.
    next: u64,
}

/// The columns that decide the order of some rows.
#[derive(Debug)]
struct Batch {
    /// A column a key of `sort`.
    sort: Vec<Column>,
    /// A column a field of the record's key.
    key: Vec<KeyTexts>,
}

/// The texts of a field of the key.
#[derive(Debug)]
pub(super) enum KeyTexts {
    /// A column of texts.
    Column(TextColumn),
    /// Values of another type as texts.
    Texts(Vec<String>),
}

impl KeyTexts {
    /// The texts of a column of the key; of a value that is not settled there is none.
    pub(super) fn new(program: &Program, ty: &Type, column: &Column) -> KeyTexts {
        if let (Type::Text | Type::Reference(_), Column::Text(texts)) = (ty, column)
            && texts.flags.is_plain()
        {
            return KeyTexts::Column(texts.clone());
        }
        let texts = (0..column.len()).map(|row| key_text(settled(program, ty, column, row)));
        KeyTexts::Texts(texts.collect())
    }

    fn get(&self, row: usize) -> &str {
        match self {
            KeyTexts::Column(column) => column.get(row).unwrap_or_default(),
            KeyTexts::Texts(texts) => texts.get(row).map_or("", String::as_str),
        }
    }
}

fn key_text(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => text.to_string(),
        Cell::YesNo(value) => if value { "yes" } else { "no" }.to_owned(),
        Cell::Number(units) => Decimal::from_units(units)
            .map(|number| number.to_string())
            .unwrap_or_default(),
        Cell::Date(days) => date_text(i128::from(days)),
        Cell::Whole(count) => count.to_string(),
        // No key is a list.
        Cell::Null | Cell::List(_) => String::new(),
    }
}

/// What the rows of a view are sorted by.
pub(super) struct Order<'p> {
    program: &'p Program,
    /// The type of each key of `sort`, and whether it sorts downwards.
    keys: Vec<(&'p Type, bool)>,
}

/// Rows that pass, in the order in which they were found, and the columns that decide their places.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) rows: Vec<Passing>,
    batches: Vec<Batch>,
}

impl<'p> Order<'p> {
    pub(super) fn new(program: &'p Program, keys: Vec<(&'p Type, bool)>) -> Order<'p> {
        Order { program, keys }
    }

    /// Adds rows of a batch, each with its place in the table, in the batch, and whether it may not
    /// belong here.
    pub(super) fn add(
        &self,
        found: &mut Found,
        sort: Vec<Column>,
        key: Vec<KeyTexts>,
        rows: impl Iterator<Item = (usize, usize, bool)>,
    ) {
        let batch = u32::try_from(found.batches.len()).unwrap_or(u32::MAX);
        for (row, within, uncertain) in rows {
            let mut keys = sort.iter().zip(&self.keys);
            let prefix = |(column, (ty, descending)): (&Column, &(&Type, bool))| {
                prefix(&sort_value(self.program, ty, column, within), *descending)
            };
            let texts = || key.first().map_or(0, |key| beginning(key.get(within)));
            let (first, exact) = keys.next().map_or((0, true), prefix);
            found.rows.push(Passing {
                row,
                found: found.rows.len(),
                uncertain,
                at: (batch, u32::try_from(within).unwrap_or(u32::MAX)),
                first,
                exact,
                next: keys.next().map(prefix).map_or_else(texts, |(next, _)| next),
            });
        }
        found.batches.push(Batch { sort, key });
    }

    /// Puts rows in order.
    pub(super) fn sort(&self, found: &mut Found) {
        let Found { rows, batches } = found;
        rows.sort_unstable_by(|a, b| self.compare(batches, a, b));
    }

    /// Keeps the first rows only, in order.
    pub(super) fn first(&self, found: &mut Found, top: usize) {
        let Found { rows, batches } = found;
        if top < rows.len() {
            if top > 0 {
                rows.select_nth_unstable_by(top - 1, |a, b| self.compare(batches, a, b));
            }
            rows.truncate(top);
        }
        self.sort(found);
    }

    /// Puts the rows of parts, each in order already, in one order. A part's rows were found before
    /// those of the next.
    pub(super) fn merge(&self, parts: Vec<Found>) -> Found {
        let mut all = Found::default();
        let mut runs = Vec::new();
        let mut before = 0;
        for part in parts {
            let batches = u32::try_from(all.batches.len()).unwrap_or(u32::MAX);
            let count = part.rows.len();
            let moved = part.rows.into_iter().map(|row| Passing {
                found: row.found + before,
                at: (row.at.0.saturating_add(batches), row.at.1),
                ..row
            });
            runs.push(moved.collect::<Vec<_>>());
            all.batches.extend(part.batches);
            before += count;
        }
        while runs.len() > 1 {
            let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
            let mut pairs = runs.into_iter();
            while let Some(one) = pairs.next() {
                merged.push(match pairs.next() {
                    Some(other) => self.merge_two(&all.batches, one, other),
                    None => one,
                });
            }
            runs = merged;
        }
        all.rows = runs.pop().unwrap_or_default();
        all
    }

    fn merge_two(&self, batches: &[Batch], one: Vec<Passing>, other: Vec<Passing>) -> Vec<Passing> {
        let mut merged = Vec::with_capacity(one.len() + other.len());
        let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
        loop {
            let next = match (one.peek(), other.peek()) {
                (Some(a), Some(b)) if self.compare(batches, a, b).is_gt() => other.next(),
                (Some(_), _) => one.next(),
                (None, _) => other.next(),
            };
            match next {
                Some(row) => merged.push(row),
                None => return merged,
            }
        }
    }

    fn compare(&self, batches: &[Batch], a: &Passing, b: &Passing) -> Ordering {
        let mut order = a.uncertain.cmp(&b.uncertain).then(a.first.cmp(&b.first));
        if a.exact && b.exact {
            order = order.then(a.next.cmp(&b.next));
        }
        order.then_with(|| self.compare_all(batches, a, b))
    }

    /// Compares by all that there is to compare by.
    fn compare_all(&self, batches: &[Batch], a: &Passing, b: &Passing) -> Ordering {
        let batch = |row: &Passing| batches.get(row.at.0 as usize);
        let (Some(a_batch), Some(b_batch)) = (batch(a), batch(b)) else {
            return a.row.cmp(&b.row); // every row has its batch
        };
        let (a_row, b_row) = (a.at.1 as usize, b.at.1 as usize);
        let columns = a_batch.sort.iter().zip(&b_batch.sort).zip(&self.keys);
        for ((a, b), (ty, descending)) in columns {
            let a = sort_value(self.program, ty, a, a_row);
            let b = sort_value(self.program, ty, b, b_row);
            let order = compare_values(&a, &b, *descending);
            if order.is_ne() {
                return order;
            }
        }
        for (a, b) in a_batch.key.iter().zip(&b_batch.key) {
            let order = a.get(a_row).cmp(b.get(b_row));
            if order.is_ne() {
                return order;
            }
        }
        a.row.cmp(&b.row)
    }
}

/// A value to sort by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SortValue<'c> {
    /// A number, date, yes/no or choice, by its ends.
    Ends(Interval),
    /// A text; nothing where it is open.
    Text(Option<&'c str>),
    /// Does not apply.
    NotApplicable,
}

/// How many bits of a [`prefix`] are of the value itself.
const VALUE_BITS: u32 = 61;

/// Bits that sort as the value does, as far as they go, and whether they say all of it.
pub(super) fn prefix(value: &SortValue<'_>, descending: bool) -> (u64, bool) {
    const OPEN: u64 = 1 << VALUE_BITS;
    const LAST: u64 = 2 << VALUE_BITS;
    let turned = |bits: u64| {
        if descending { (OPEN - 1) - bits } else { bits }
    };
    match value {
        SortValue::NotApplicable => (LAST, true),
        SortValue::Text(None) => (OPEN, true),
        SortValue::Text(Some(text)) => (turned(beginning(text) >> (64 - VALUE_BITS)), false),
        SortValue::Ends(ends) => {
            let guaranteed = if descending { ends.low } else { ends.high };
            if is_open(guaranteed) {
                return (OPEN, false);
            }
            let half = 1_i128 << (VALUE_BITS - 1);
            let within = guaranteed.clamp(-half, half - 1);
            let bits = u64::try_from(within + half).unwrap_or(0); // between 0 and 2 × half
            (turned(bits), ends.is_point() && within == guaranteed)
        }
    }
}

/// The first eight bytes of a text, which sort as it does as far as they go.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (byte, of_text) in bytes.iter_mut().zip(text.bytes()) {
        *byte = of_text;
    }
    u64::from_be_bytes(bytes)
}

/// The value of a row to sort by.
pub(super) fn sort_value<'c>(
    program: &Program,
    ty: &Type,
    column: &'c Column,
    row: usize,
) -> SortValue<'c> {
    if column.status(row) == Status::NotApplicable {
        return SortValue::NotApplicable;
    }
    match column {
        Column::Number(column) => SortValue::Ends(column.interval(row)),
        Column::YesNo(column) => SortValue::Ends(match column.get(row) & truth::UNKNOWN {
            truth::NO => Interval::point(0),
            truth::YES => Interval::point(1),
            _ => Interval { low: 0, high: 1 },
        }),
        Column::Choice(column) => {
            // Bands are written from the highest down; every other choice from the least up.
            let downwards = match ty {
                Type::Choice(domain) => program.domains[*domain].kind == DomainKind::Bands,
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::List(_)
                | Type::Reference(_) => false,
            };
            let level = |member: u32| i128::from(member) * if downwards { -1 } else { 1 };
            let levels = || column.possible(row).map(level);
            SortValue::Ends(Interval {
                low: levels().min().unwrap_or(OPEN_LOW),
                high: levels().max().unwrap_or(OPEN_HIGH),
            })
        }
        Column::Text(column) => SortValue::Text(column.get(row)),
        // The order of lists says nothing; rows stay as their keys have them.
        Column::List(_) => SortValue::Text(None),
    }
}

/// Compares two values; `descending` tells the direction.
pub(super) fn compare_values(a: &SortValue<'_>, b: &SortValue<'_>, descending: bool) -> Ordering {
    match (a, b) {
        (SortValue::NotApplicable, SortValue::NotApplicable) => Ordering::Equal,
        (SortValue::NotApplicable, _) => Ordering::Greater,
        (_, SortValue::NotApplicable) => Ordering::Less,
        (SortValue::Ends(a), SortValue::Ends(b)) if descending => {
            downwards(a.low, b.low).then_with(|| downwards(a.high, b.high))
        }
        (SortValue::Ends(a), SortValue::Ends(b)) => {
            upwards(a.high, b.high).then_with(|| upwards(a.low, b.low))
        }
        (SortValue::Text(Some(a)), SortValue::Text(Some(b))) => {
            if descending {
                b.cmp(a)
            } else {
                a.cmp(b)
            }
        }
        (SortValue::Text(a), SortValue::Text(b)) => a.is_none().cmp(&b.is_none()),
        // One key has one type on every row.
        (SortValue::Ends(_), SortValue::Text(_)) | (SortValue::Text(_), SortValue::Ends(_)) => {
            Ordering::Equal
        }
    }
}

fn is_open(end: i128) -> bool {
    end == OPEN_LOW || end == OPEN_HIGH
}

fn downwards(a: i128, b: i128) -> Ordering {
    is_open(a).cmp(&is_open(b)).then_with(|| b.cmp(&a))
}

fn upwards(a: i128, b: i128) -> Ordering {
    is_open(a).cmp(&is_open(b)).then_with(|| a.cmp(&b))
}
