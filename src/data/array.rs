//! Values to Arrow arrays, one builder a stored field.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder, UInt32Builder,
};
use arrow_array::{ArrayRef, ListArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::Field as ArrowField;

use super::cell::CellValue;
use super::table::arrow_type;
use crate::ir::Type;

/// Builds the column of one field; a null is an unknown answer.
pub(super) enum ArrayBuilder {
    Text(StringBuilder),
    YesNo(BooleanBuilder),
    Number(Decimal128Builder),
    Date(Date32Builder),
    Length(Int64Builder),
    Member(UInt32Builder),
    List {
        items: Box<ArrayBuilder>,
        item_type: Type,
        lengths: Vec<usize>,
        known: Vec<bool>,
    },
}

impl ArrayBuilder {
    /// A builder for the column of a type.
    pub(super) fn new(ty: &Type) -> ArrayBuilder {
        match ty {
            Type::Text | Type::Reference(_) => ArrayBuilder::Text(StringBuilder::new()),
            Type::YesNo => ArrayBuilder::YesNo(BooleanBuilder::new()),
            Type::Number(_) => {
                ArrayBuilder::Number(Decimal128Builder::new().with_data_type(arrow_type(ty)))
            }
            Type::Date(_) => ArrayBuilder::Date(Date32Builder::new()),
            Type::Duration(_) | Type::Months => ArrayBuilder::Length(Int64Builder::new()),
            Type::Choice(_) => ArrayBuilder::Member(UInt32Builder::new()),
            Type::List(item) => ArrayBuilder::List {
                items: Box::new(ArrayBuilder::new(item)),
                item_type: (**item).clone(),
                lengths: Vec::new(),
                known: Vec::new(),
            },
        }
    }

    /// Adds a row without an answer.
    pub(super) fn push_unknown(&mut self) {
        match self {
            ArrayBuilder::Text(builder) => builder.append_null(),
            ArrayBuilder::YesNo(builder) => builder.append_null(),
            ArrayBuilder::Number(builder) => builder.append_null(),
            ArrayBuilder::Date(builder) => builder.append_null(),
            ArrayBuilder::Length(builder) => builder.append_null(),
            ArrayBuilder::Member(builder) => builder.append_null(),
            ArrayBuilder::List { lengths, known, .. } => {
                lengths.push(0);
                known.push(false);
            }
        }
    }

    /// Adds a row. A value of another type than the column's is taken for no answer; the readers
    /// make none.
    pub(super) fn push(&mut self, value: CellValue<'_>) {
        match (self, value) {
            (ArrayBuilder::Text(builder), CellValue::Text(text)) => builder.append_value(text),
            (ArrayBuilder::YesNo(builder), CellValue::YesNo(value)) => builder.append_value(value),
            (ArrayBuilder::Number(builder), CellValue::Number(units)) => {
                builder.append_value(units)
            }
            (ArrayBuilder::Date(builder), CellValue::Date(days)) => builder.append_value(days),
            (ArrayBuilder::Length(builder), CellValue::Length(length)) => {
                builder.append_value(length);
            }
            (ArrayBuilder::Member(builder), CellValue::Member(place)) => {
                builder.append_value(place)
            }
            (
                ArrayBuilder::List {
                    items,
                    lengths,
                    known,
                    ..
                },
                CellValue::List(values),
            ) => {
                lengths.push(values.len());
                known.push(true);
                for value in values {
                    items.push(value);
                }
            }
            (other, _) => other.push_unknown(),
        }
    }

    /// The column.
    pub(super) fn finish(self) -> ArrayRef {
        match self {
            ArrayBuilder::Text(mut builder) => Arc::new(builder.finish()),
            ArrayBuilder::YesNo(mut builder) => Arc::new(builder.finish()),
            ArrayBuilder::Number(mut builder) => Arc::new(builder.finish()),
            ArrayBuilder::Date(mut builder) => Arc::new(builder.finish()),
            ArrayBuilder::Length(mut builder) => Arc::new(builder.finish()),
            ArrayBuilder::Member(mut builder) => Arc::new(builder.finish()),
            ArrayBuilder::List {
                items,
                item_type,
                lengths,
                known,
            } => {
                let field = Arc::new(ArrowField::new("item", arrow_type(&item_type), true));
                let offsets = OffsetBuffer::<i32>::from_lengths(lengths);
                let values = items.finish();
                Arc::new(ListArray::new(
                    field,
                    offsets,
                    values,
                    Some(NullBuffer::from(known)),
                ))
            }
        }
    }
}
