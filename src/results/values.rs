//! Typed values of machine columns; a null is "not settled" or "not applicable".

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use crate::data::date_text;
use crate::decimal::Decimal;
use crate::eval::{Column, NumberColumn, Status, TextColumn, YesNoColumn, member_name, truth};
use crate::ir::{NumberUnit, Program, Type, Value};

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
    /// Several values.
    List(Vec<Cell>),
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
    /// Several values a row.
    List(ListValues),
}

/// The lists of a machine column, their items one behind the other.
#[derive(Clone, Debug, PartialEq)]
pub struct ListValues {
    /// The items of all rows.
    pub items: Box<Values>,
    /// Which of the items are a row's; nothing where the list is not settled.
    pub rows: Vec<Option<Range<usize>>>,
}

/// One value of a machine column, as those who write it see it.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultValue<'v> {
    /// Not settled, or not applicable.
    Null,
    /// A text.
    Text(&'v Arc<str>),
    /// Yes or no.
    YesNo(bool),
    /// Millionths.
    Number(i128),
    /// Days since 1970-01-01.
    Date(i32),
    /// A whole number.
    Whole(i64),
    /// The items at some places.
    List(&'v Values, Range<usize>),
}

/// What the values of a column count or name. It decides nothing about them, only how a spreadsheet
/// shows them and how a typed file declares them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Numbers without a fraction.
    Integer,
    /// Shares: 0.12 is 12%.
    Percent,
    /// Amounts of a currency, by its code.
    Money(String),
    /// Names of one choice.
    Member,
    /// Lengths of time in days.
    Days,
    /// Lengths of time in months.
    Months,
}

impl Meaning {
    /// What values of a type count or name; of a list, what its items do.
    pub(super) fn of_type(ty: &Type) -> Meaning {
        match ty {
            Type::Number(number) => match &number.unit {
                NumberUnit::Percent => Meaning::Percent,
                NumberUnit::Money(currency) => Meaning::Money(currency.clone()),
                NumberUnit::Plain if number.integer => Meaning::Integer,
                NumberUnit::Plain => Meaning::Plain,
            },
            Type::Choice(_) => Meaning::Member,
            Type::Duration(_) => Meaning::Days,
            Type::Months => Meaning::Months,
            Type::List(item) => Meaning::of_type(item),
            Type::Text | Type::YesNo | Type::Date(_) | Type::Reference(_) => Meaning::Plain,
        }
    }
}

impl Values {
    /// An empty column for settled values of a type.
    pub(super) fn of_type(ty: &Type) -> Values {
        match ty {
            Type::Text | Type::Reference(_) | Type::Choice(_) => Values::Text(Vec::new()),
            Type::List(item) => Values::List(ListValues {
                items: Box::new(Values::of_type(item)),
                rows: Vec::new(),
            }),
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
            (Values::List(values), Cell::List(items)) => {
                let start = values.items.len();
                for item in items {
                    values.items.push(item);
                }
                values.rows.push(Some(start..values.items.len()));
            }
            (Values::Text(values), _) => values.push(None),
            (Values::YesNo(values), _) => values.push(None),
            (Values::Number(values), _) => values.push(None),
            (Values::Date(values), _) => values.push(None),
            (Values::Whole(values), _) => values.push(None),
            (Values::List(values), _) => values.rows.push(None),
        }
    }

    /// Adds the values of a column of the same kind; of another kind there are none.
    pub(super) fn append(&mut self, more: Values) {
        match (self, more) {
            (Values::Text(values), Values::Text(more)) => extend(values, more),
            (Values::YesNo(values), Values::YesNo(more)) => extend(values, more),
            (Values::Number(values), Values::Number(more)) => extend(values, more),
            (Values::Date(values), Values::Date(more)) => extend(values, more),
            (Values::Whole(values), Values::Whole(more)) => extend(values, more),
            (Values::List(values), Values::List(more)) => {
                let before = values.items.len();
                values.items.append(*more.items);
                let moved = |row: Range<usize>| row.start + before..row.end + before;
                let rows = more.rows.into_iter().map(|row| row.map(moved));
                values.rows.extend(rows);
            }
            (
                Values::Text(_)
                | Values::YesNo(_)
                | Values::Number(_)
                | Values::Date(_)
                | Values::Whole(_)
                | Values::List(_),
                _,
            ) => {}
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
            Values::List(values) => values.rows.len(),
        }
    }

    /// True if there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows at some places, in that order.
    #[must_use]
    pub fn take(&self, places: &[usize]) -> Values {
        match self {
            Values::Text(values) => Values::Text(take(values, places)),
            Values::YesNo(values) => Values::YesNo(take(values, places)),
            Values::Number(values) => Values::Number(take(values, places)),
            Values::Date(values) => Values::Date(take(values, places)),
            Values::Whole(values) => Values::Whole(take(values, places)),
            Values::List(values) => Values::List(ListValues {
                items: values.items.clone(),
                rows: take(&values.rows, places),
            }),
        }
    }

    /// The value of a row; nothing beyond the last.
    #[must_use]
    pub fn get(&self, row: usize) -> ResultValue<'_> {
        let found = match self {
            Values::Text(values) => {
                let text = values.get(row).and_then(Option::as_ref);
                text.map(ResultValue::Text)
            }
            Values::YesNo(values) => nth(values, row).map(ResultValue::YesNo),
            Values::Number(values) => nth(values, row).map(ResultValue::Number),
            Values::Date(values) => nth(values, row).map(ResultValue::Date),
            Values::Whole(values) => nth(values, row).map(ResultValue::Whole),
            Values::List(values) => {
                let items = values.rows.get(row).cloned().flatten();
                items.map(|places| ResultValue::List(&values.items, places))
            }
        };
        found.unwrap_or(ResultValue::Null)
    }
}

impl ResultValue<'_> {
    /// Adds the value as text files write it: numbers and dates plain, `yes` and `no`, the items of a list
    /// with `; ` between them; nothing for a null.
    pub fn write(&self, out: &mut String) {
        match self {
            ResultValue::Null => {}
            ResultValue::Text(text) => out.push_str(text),
            ResultValue::YesNo(yes) => out.push_str(if *yes { "yes" } else { "no" }),
            ResultValue::Number(units) => {
                if let Some(number) = Decimal::from_units(*units) {
                    let _ = write!(out, "{number}");
                }
            }
            ResultValue::Date(days) => out.push_str(&date_text(i128::from(*days))),
            ResultValue::Whole(count) => {
                let _ = write!(out, "{count}");
            }
            ResultValue::List(items, places) => {
                for place in places.clone() {
                    if place > places.start {
                        out.push_str("; ");
                    }
                    items.get(place).write(out);
                }
            }
        }
    }
}

fn nth<T: Copy>(values: &[Option<T>], row: usize) -> Option<T> {
    values.get(row).copied().flatten()
}

/// The items at some places, in that order.
pub(super) fn take<T: Clone + Default>(items: &[T], places: &[usize]) -> Vec<T> {
    places
        .iter()
        .map(|&place| items.get(place).cloned().unwrap_or_default())
        .collect()
}

/// Adds items behind others, without a copy where there are no others.
pub(super) fn extend<T>(items: &mut Vec<T>, more: Vec<T>) {
    if items.is_empty() {
        *items = more;
    } else {
        items.extend(more);
    }
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
                let items = items.iter().map(|value| item_cell(program, item, value));
                Cell::List(items.collect())
            }
            (_, _) => Cell::Null,
        },
    }
}

/// One item of a list.
fn item_cell(program: &Program, ty: &Type, value: &Value) -> Cell {
    match value {
        Value::Text(text) => Cell::Text(text.clone()),
        Value::YesNo(yes) => Cell::YesNo(*yes),
        Value::Number(number) => Cell::Number(number.units()),
        Value::Date(days) => Cell::Date(*days),
        Value::Duration(days) => Cell::Whole(*days),
        Value::Months(months) => Cell::Whole(i64::from(*months)),
        Value::Choice(domain, member) => Cell::Text(member_name(program, *domain, *member).into()),
        Value::List(items) => {
            let ty = match ty {
                Type::List(item) => item,
                Type::Text
                | Type::YesNo
                | Type::Number(_)
                | Type::Date(_)
                | Type::Duration(_)
                | Type::Months
                | Type::Choice(_)
                | Type::Reference(_) => ty,
            };
            Cell::List(
                items
                    .iter()
                    .map(|item| item_cell(program, ty, item))
                    .collect(),
            )
        }
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
    column.text(row).map_or(Cell::Null, Cell::Text)
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
