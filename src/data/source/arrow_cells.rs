//! Columns of Arrow to cells that keep their type: whole numbers and decimals exactly, days and moments, lists.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Decimal256Type, DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType,
    DurationSecondType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};

use super::number::plain_number;
use super::raw::RawCell;

/// Gives the cell of a row of one column.
pub(super) type CellsOf<'b> = Box<dyn Fn(usize) -> RawCell<'b> + 'b>;

const SECONDS_A_DAY: i64 = 86_400;

/// The cells of a column.
pub(super) fn cells_of(array: &dyn Array) -> CellsOf<'_> {
    let known = known_cells_of(array);
    // A dictionary may also point at a value that is null.
    Box::new(move |row| {
        if array.is_null(row) {
            RawCell::Empty
        } else {
            known(row)
        }
    })
}

/// The cells of rows that are not null.
#[allow(clippy::wildcard_enum_match_arm)] // Arrow's types: the ones without an arm are told as what they are
fn known_cells_of(array: &dyn Array) -> CellsOf<'_> {
    match array.data_type() {
        DataType::Null => Box::new(|_| RawCell::Empty),
        DataType::Boolean => match array.as_boolean_opt() {
            Some(column) => Box::new(move |row| RawCell::YesNo(column.value(row))),
            None => unread(array),
        },
        DataType::Int8 => whole::<Int8Type>(array),
        DataType::Int16 => whole::<Int16Type>(array),
        DataType::Int32 => whole::<Int32Type>(array),
        DataType::Int64 => whole::<Int64Type>(array),
        DataType::UInt8 => whole::<UInt8Type>(array),
        DataType::UInt16 => whole::<UInt16Type>(array),
        DataType::UInt32 => whole::<UInt32Type>(array),
        DataType::UInt64 => whole::<UInt64Type>(array),
        DataType::Float16 => {
            of::<Float16Type>(array, |value| float(&format!("{:e}", value.to_f32())))
        }
        DataType::Float32 => of::<Float32Type>(array, |value| float(&format!("{value:e}"))),
        DataType::Float64 => of::<Float64Type>(array, |value| float(&format!("{value:e}"))),
        DataType::Decimal32(_, scale) => decimal::<Decimal32Type>(array, *scale),
        DataType::Decimal64(_, scale) => decimal::<Decimal64Type>(array, *scale),
        DataType::Decimal128(_, scale) => decimal::<Decimal128Type>(array, *scale),
        DataType::Decimal256(_, scale) => {
            let scale = *scale;
            of::<Decimal256Type>(array, move |value| match value.to_i128() {
                Some(digits) => exact(digits, scale),
                None => float(&format!("{value}e{}", -i32::from(scale))),
            })
        }
        DataType::Utf8 => match array.as_string_opt::<i32>() {
            Some(column) => Box::new(move |row| RawCell::Text(Cow::Borrowed(column.value(row)))),
            None => unread(array),
        },
        DataType::LargeUtf8 => match array.as_string_opt::<i64>() {
            Some(column) => Box::new(move |row| RawCell::Text(Cow::Borrowed(column.value(row)))),
            None => unread(array),
        },
        DataType::Utf8View => match array.as_string_view_opt() {
            Some(column) => Box::new(move |row| RawCell::Text(Cow::Borrowed(column.value(row)))),
            None => unread(array),
        },
        DataType::Binary => match array.as_binary_opt::<i32>() {
            Some(column) => Box::new(move |row| bytes(column.value(row))),
            None => unread(array),
        },
        DataType::LargeBinary => match array.as_binary_opt::<i64>() {
            Some(column) => Box::new(move |row| bytes(column.value(row))),
            None => unread(array),
        },
        DataType::BinaryView => match array.as_binary_view_opt() {
            Some(column) => Box::new(move |row| bytes(column.value(row))),
            None => unread(array),
        },
        DataType::Date32 => of::<Date32Type>(array, RawCell::Date),
        DataType::Date64 => of::<Date64Type>(array, |value| moment(value.div_euclid(1000))),
        DataType::Timestamp(unit, zone) => match zone.as_deref().map_or(Some(0), offset) {
            Some(offset) => stamps(array, *unit, move |second| {
                second
                    .checked_add(offset)
                    .map_or(RawCell::Error("a day out of the calendar"), moment)
            }),
            // Which day it is there only a table of zones could tell.
            None => stamps(array, *unit, |second| {
                RawCell::Text(Cow::Owned(format!("{} UTC", moment(second).text())))
            }),
        },
        DataType::Time32(TimeUnit::Second) => {
            of::<Time32SecondType>(array, |value| time(value.into()))
        }
        DataType::Time32(_) => {
            of::<Time32MillisecondType>(array, |value| time(i64::from(value) / 1000))
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            of::<Time64MicrosecondType>(array, |value| time(value / 1_000_000))
        }
        DataType::Time64(_) => {
            of::<Time64NanosecondType>(array, |value| time(value / 1_000_000_000))
        }
        DataType::Duration(TimeUnit::Second) => {
            of::<DurationSecondType>(array, |value| days(value, 1))
        }
        DataType::Duration(TimeUnit::Millisecond) => {
            of::<DurationMillisecondType>(array, |value| days(value, 1000))
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            of::<DurationMicrosecondType>(array, |value| days(value, 1_000_000))
        }
        DataType::Duration(TimeUnit::Nanosecond) => {
            of::<DurationNanosecondType>(array, |value| days(value, 1_000_000_000))
        }
        DataType::Dictionary(_, _) => match array.as_any_dictionary_opt() {
            Some(column) if !column.values().is_empty() => {
                let keys = column.normalized_keys();
                let values = cells_of(column.values().as_ref());
                Box::new(move |row| keys.get(row).map_or(RawCell::Empty, |key| values(*key)))
            }
            Some(_) => Box::new(|_| RawCell::Empty),
            None => unread(array),
        },
        DataType::List(_) => match array.as_list_opt::<i32>() {
            Some(column) => items(column.values(), move |row| {
                (
                    at(column.value_offsets().get(row)),
                    at(column.value_offsets().get(row + 1)),
                )
            }),
            None => unread(array),
        },
        DataType::LargeList(_) => match array.as_list_opt::<i64>() {
            Some(column) => items(column.values(), move |row| {
                (
                    at(column.value_offsets().get(row)),
                    at(column.value_offsets().get(row + 1)),
                )
            }),
            None => unread(array),
        },
        DataType::FixedSizeList(_, size) => match array.as_fixed_size_list_opt() {
            Some(column) => {
                let size = usize::try_from(*size).unwrap_or(0);
                items(column.values(), move |row| (row * size, (row + 1) * size))
            }
            None => unread(array),
        },
        DataType::Struct(fields) => match array.as_struct_opt() {
            Some(column) => {
                let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
                let columns: Vec<CellsOf<'_>> = column
                    .columns()
                    .iter()
                    .map(|column| cells_of(column.as_ref()))
                    .collect();
                Box::new(move |row| {
                    let parts = names.iter().zip(&columns);
                    let parts: Vec<String> = parts
                        .map(|(name, cells)| format!("{name}: {}", cells(row).text()))
                        .collect();
                    RawCell::Nested(Cow::Owned(format!("{{{}}}", parts.join(", "))))
                })
            }
            None => unread(array),
        },
        _ => unread(array),
    }
}

/// A column of a type that holds no cells of a table.
fn unread(_: &dyn Array) -> CellsOf<'_> {
    Box::new(|_| RawCell::Error("a value of a kind that is not read"))
}

/// A column of single values.
fn of<'b, T: ArrowPrimitiveType>(
    array: &'b dyn Array,
    cell: impl Fn(T::Native) -> RawCell<'b> + 'b,
) -> CellsOf<'b> {
    match array.as_primitive_opt::<T>() {
        Some(column) => Box::new(move |row| cell(column.value(row))),
        None => unread(array),
    }
}

fn whole<T: ArrowPrimitiveType>(array: &dyn Array) -> CellsOf<'_>
where
    T::Native: Into<i128>,
{
    of::<T>(array, |value| RawCell::Decimal {
        digits: value.into(),
        places: 0,
    })
}

fn decimal<T: ArrowPrimitiveType>(array: &dyn Array, scale: i8) -> CellsOf<'_>
where
    T::Native: Into<i128>,
{
    of::<T>(array, move |value| exact(value.into(), scale))
}

/// Digits of which `scale` stand behind the point; less than none means zeros before it.
fn exact<'b>(digits: i128, scale: i8) -> RawCell<'b> {
    match u8::try_from(scale) {
        Ok(places) => RawCell::Decimal { digits, places },
        Err(_) => {
            let zeros = 10_i128.checked_pow(u32::from(scale.unsigned_abs()));
            match zeros.and_then(|zeros| digits.checked_mul(zeros)) {
                Some(digits) => RawCell::Decimal { digits, places: 0 },
                None => RawCell::Number(Cow::Owned(format!("{digits}e{}", scale.unsigned_abs()))),
            }
        }
    }
}

/// A number in its shortest digits; what is no number is no value.
fn float<'b>(scientific: &str) -> RawCell<'b> {
    match plain_number(scientific) {
        Some(text) => RawCell::Number(Cow::Owned(text)),
        None if scientific.contains("inf") => RawCell::Error("infinity"),
        None => RawCell::Error("NaN"),
    }
}

fn bytes(bytes: &[u8]) -> RawCell<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => RawCell::Text(Cow::Borrowed(text)),
        Err(_) => RawCell::Error("bytes that are no text"),
    }
}

/// A moment in seconds since 1970.
fn moment<'b>(seconds: i64) -> RawCell<'b> {
    let (day, second) = (
        seconds.div_euclid(SECONDS_A_DAY),
        seconds.rem_euclid(SECONDS_A_DAY),
    );
    match (i32::try_from(day), u32::try_from(second)) {
        (Ok(day), Ok(0)) => RawCell::Date(day),
        (Ok(day), Ok(second)) => RawCell::Moment { day, second },
        _ => RawCell::Error("a day out of the calendar"),
    }
}

fn stamps<'b>(
    array: &'b dyn Array,
    unit: TimeUnit,
    cell: impl Fn(i64) -> RawCell<'b> + 'b,
) -> CellsOf<'b> {
    match unit {
        TimeUnit::Second => of::<TimestampSecondType>(array, cell),
        TimeUnit::Millisecond => {
            of::<TimestampMillisecondType>(array, move |value| cell(value.div_euclid(1000)))
        }
        TimeUnit::Microsecond => {
            of::<TimestampMicrosecondType>(array, move |value| cell(value.div_euclid(1_000_000)))
        }
        TimeUnit::Nanosecond => {
            of::<TimestampNanosecondType>(array, move |value| cell(value.div_euclid(1_000_000_000)))
        }
    }
}

/// The seconds that a zone is ahead of UTC, if it says so itself: `UTC`, `+02:00`.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "UTC" | "Z" | "GMT" | "Etc/UTC" | "utc") {
        return Some(0);
    }
    let (sign, rest) = match (zone.strip_prefix('+'), zone.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (None, Some(rest)) => (-1, rest),
        (None, None) => return None,
    };
    let digits: String = rest.chars().filter(|sign| *sign != ':').collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let hours: i64 = hours.parse().ok()?;
    let minutes: i64 = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    Some(sign * (hours * 3600 + minutes * 60))
}

fn time<'b>(seconds: i64) -> RawCell<'b> {
    RawCell::Text(Cow::Owned(format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )))
}

/// A length of time in days.
fn days<'b>(value: i64, units_a_second: i64) -> RawCell<'b> {
    let a_day = SECONDS_A_DAY.saturating_mul(units_a_second);
    if value % a_day == 0 {
        return RawCell::Decimal {
            digits: i128::from(value / a_day),
            places: 0,
        };
    }
    #[allow(clippy::cast_precision_loss)] // parts of a day are rounded when they are read
    let days = value as f64 / a_day as f64;
    float(&format!("{days:e}"))
}

/// Lists of single values.
fn items<'b>(values: &'b ArrayRef, span: impl Fn(usize) -> (usize, usize) + 'b) -> CellsOf<'b> {
    let cells = cells_of(values.as_ref());
    Box::new(move |row| {
        let (from, to) = span(row);
        RawCell::Items((from..to.min(values.len())).map(&cells).collect())
    })
}

fn at<O: TryInto<usize> + Copy>(offset: Option<&O>) -> usize {
    offset
        .and_then(|offset| (*offset).try_into().ok())
        .unwrap_or(0)
}
