//! Typed values of machine columns; a null is "not settled" or "not applicable".

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray};

use crate::data::arrow_type;
use crate::eval::{
    Column, NumberColumn, Status, TextColumn, YesNoColumn, display_value, member_name, truth,
};
use crate::ir::{Program, Type};

/// One value of a machine column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Not settled, or not applicable.
    Null,
    /// A text.
    Text(Arc<str>),
    /// Yes or no.
    YesNo(bool),
    /// Millionths.
    Number(i128),
    /// Days since 1970-01-01.
    Date(i32),
    /// A whole number: days, months, places.
    Whole(i64),
}

/// The values of a machine column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Texts.
    Text(Vec<Option<Arc<str>>>),
    /// Yes or no.
    YesNo(Vec<Option<bool>>),
    /// Numbers in millionths.
    Number(Vec<Option<i128>>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
}

impl Values {
    /// An empty column for settled values of a type.
    pub(super) fn of_type(ty: &Type) -> Values {
        match ty {
            Type::Text | Type::Reference(_) | Type::Choice(_) | Type::List(_) => {
                Values::Text(Vec::new())
            }
            Type::YesNo => Values::YesNo(Vec::new()),
            Type::Number(_) => Values::Number(Vec::new()),
            Type::Date(_) => Values::Date(Vec::new()),
            Type::Duration(_) | Type::Months => Values::Whole(Vec::new()),
        }
    }

    /// Adds a value; one of another kind than the column's counts as none.
    pub(super) fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Values::Text(values), Cell::Text(text)) => values.push(Some(text)),
            (Values::YesNo(values), Cell::YesNo(value)) => values.push(Some(value)),
            (Values::Number(values), Cell::Number(units)) => values.push(Some(units)),
            (Values::Date(values), Cell::Date(days)) => values.push(Some(days)),
            (Values::Whole(values), Cell::Whole(count)) => values.push(Some(count)),
            (Values::Text(values), _) => values.push(None),
            (Values::YesNo(values), _) => values.push(None),
            (Values::Number(values), _) => values.push(None),
            (Values::Date(values), _) => values.push(None),
            (Values::Whole(values), _) => values.push(None),
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Values::Text(values) => values.len(),
            Values::YesNo(values) => values.len(),
            Values::Number(values) => values.len(),
            Values::Date(values) => values.len(),
            Values::Whole(values) => values.len(),
        }
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows at some places, in that order.
    pub(super) fn take(&self, places: &[usize]) -> Values {
        match self {
            Values::Text(values) => Values::Text(take(values, places)),
            Values::YesNo(values) => Values::YesNo(take(values, places)),
            Values::Number(values) => Values::Number(take(values, places)),
            Values::Date(values) => Values::Date(take(values, places)),
            Values::Whole(values) => Values::Whole(take(values, places)),
        }
    }

    /// The column as an Arrow array.
    #[must_use]
    pub fn array(&self) -> ArrayRef {
        match self {
            Values::Text(values) => {
                Arc::new(values.iter().map(Option::as_deref).collect::<StringArray>())
            }
            Values::YesNo(values) => Arc::new(values.iter().copied().collect::<BooleanArray>()),
            Values::Number(values) => {
                let array = values.iter().copied().collect::<Decimal128Array>();
                Arc::new(array.with_data_type(arrow_type(&Type::number())))
            }
            Values::Date(values) => Arc::new(values.iter().copied().collect::<Date32Array>()),
            Values::Whole(values) => Arc::new(values.iter().copied().collect::<Int64Array>()),
        }
    }
}

/// The items at some places, in that order.
pub(super) fn take<T: Clone + Default>(items: &[T], places: &[usize]) -> Vec<T> {
    places
        .iter()
        .map(|&place| items.get(place).cloned().unwrap_or_default())
        .collect()
}

/// The items at some places, in that order; places beyond the last are left out.
pub(super) fn take_clone<T: Clone>(items: &[T], places: &[usize]) -> Vec<T> {
    places
        .iter()
        .filter_map(|&place| items.get(place).cloned())
        .collect()
}

/// The value of a row, if it is settled and applies.
pub(super) fn settled(program: &Program, ty: &Type, column: &Column, row: usize) -> Cell {
    if column.status(row) != Status::Known {
        return Cell::Null;
    }
    match column {
        Column::Number(column) => number_cell(ty, column.interval(row).low),
        Column::YesNo(column) => yes_no_cell(column, row),
        Column::Choice(column) => match (ty, column.possible(row).next()) {
            (Type::Choice(domain), Some(member)) => {
                Cell::Text(member_name(program, *domain, member).into())
            }
            (_, _) => Cell::Null,
        },
        Column::Text(column) => text_cell(column, row),
        Column::List(column) => match (ty, column.values.get(row)) {
            (Type::List(item), Some(Some(items))) => {
                let texts = items
                    .iter()
                    .map(|value| display_value(program, item, value));
                Cell::Text(texts.collect::<Vec<_>>().join("; ").into())
            }
            (_, _) => Cell::Null,
        },
    }
}

fn number_cell(ty: &Type, value: i128) -> Cell {
    match ty {
        Type::Date(_) => i32::try_from(value).map_or(Cell::Null, Cell::Date),
        Type::Duration(_) | Type::Months => i64::try_from(value).map_or(Cell::Null, Cell::Whole),
        Type::Text
        | Type::YesNo
        | Type::Number(_)
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => Cell::Number(value),
    }
}

/// Yes or no where certain.
pub(super) fn yes_no_cell(column: &YesNoColumn, row: usize) -> Cell {
    match column.get(row) & (truth::YES | truth::NO | truth::NOT_APPLICABLE) {
        truth::YES => Cell::YesNo(true),
        truth::NO => Cell::YesNo(false),
        _ => Cell::Null,
    }
}

/// The text of a row; null where there is none or it does not apply.
pub(super) fn text_cell(column: &TextColumn, row: usize) -> Cell {
    if column.flags.status(row, true) == Status::NotApplicable {
        return Cell::Null;
    }
    column
        .values
        .get(row)
        .cloned()
        .flatten()
        .map_or(Cell::Null, Cell::Text)
}

/// A guaranteed end; null where it is open or nothing applies.
pub(super) fn end_cell(column: &NumberColumn, row: usize, open: i128, high: bool) -> Cell {
    let interval = column.interval(row);
    let end = if high { interval.high } else { interval.low };
    if column.status(row) == Status::NotApplicable || end == open {
        Cell::Null
    } else {
        Cell::Number(end)
    }
}
