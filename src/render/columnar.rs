//! Results as Arrow batches, for the formats that hold typed columns. The types of a table hang on the
//! view alone, never on its rows:
//!
//! | column | Arrow |
//! |---|---|
//! | text, reference, reason | `Utf8` |
//! | choice, status, band | `Dictionary(Int32, Utf8)` |
//! | yes/no | `Boolean` |
//! | number, percent, money | `Decimal128(26, 6)` |
//! | integer, rating | `Decimal128(20, 0)` |
//! | date | `Date32` |
//! | duration, place | `Int64` |
//! | list of T | `List` of the type of T |
//!
//! A null is what an empty cell is in CSV. The unit of a column stands in its metadata as `gtm.unit`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Int32Array, Int64Array,
    ListArray, RecordBatch, RecordBatchOptions, StringArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::decimal::ONE;
use crate::results::{
    ListValues, Meaning, Provenance, ResultColumn, ResultTable, ResultValue, Values,
};

/// How many rows stand in a batch.
const BATCH: usize = 16_384;
/// 20 digits before the point and 6 after.
const NUMBER: DataType = DataType::Decimal128(26, 6);
/// 20 digits.
const INTEGER: DataType = DataType::Decimal128(20, 0);

/// A result that is ready to be made into batches.
pub(super) struct Columnar<'r> {
    pub(super) schema: Arc<Schema>,
    result: &'r ResultTable,
    /// The names of each choice, every one once; nothing for other columns.
    names: Vec<Option<Names>>,
}

/// The different texts of a column, and the place of each.
struct Names {
    texts: Arc<StringArray>,
    places: HashMap<Arc<str>, i32>,
}

impl<'r> Columnar<'r> {
    /// The columns and types of a result, and what it was made of as the metadata of the schema.
    pub(super) fn new(result: &'r ResultTable, provenance: &Provenance) -> Columnar<'r> {
        let names: Vec<Option<Names>> = result.columns.iter().map(names).collect();
        let fields: Vec<Field> = result.columns.iter().map(field).collect();
        let metadata = metadata(result, provenance);
        Columnar {
            schema: Arc::new(Schema::new_with_metadata(fields, metadata)),
            result,
            names,
        }
    }

    /// The rows, a batch at a time; one batch without rows if there are none.
    pub(super) fn batches(&self) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> {
        let rows = self.result.rows;
        let starts = (0..rows.max(1)).step_by(BATCH);
        starts.map(move |start| self.batch(start..rows.min(start + BATCH)))
    }

    fn batch(&self, rows: Range<usize>) -> Result<RecordBatch, ArrowError> {
        let columns = self.result.columns.iter().zip(&self.names);
        let columns = columns.zip(self.schema.fields());
        let arrays = columns.map(|((column, names), field)| match names {
            Some(names) => names.array(&column.values, rows.clone()),
            None => array(&column.values, field.data_type(), rows.clone()),
        });
        let arrays: Vec<ArrayRef> = arrays.collect::<Result<_, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
    }
}

/// What a typed file says about itself, by key.
pub(super) fn metadata(result: &ResultTable, provenance: &Provenance) -> BTreeMap<String, String> {
    let facts = provenance.facts().into_iter();
    let mut metadata: BTreeMap<String, String> = facts
        .map(|(name, value)| (format!("gtm.{}", name.replace(' ', "_")), value))
        .collect();
    metadata.insert("gtm.view".to_owned(), result.name.clone());
    let files = provenance.packs.iter().flat_map(|pack| &pack.files);
    let files = files.map(|(name, sha256)| serde_json::json!({"file": name, "sha256": sha256}));
    metadata.insert(
        "gtm.files".to_owned(),
        serde_json::Value::from_iter(files).to_string(),
    );
    let tables = provenance.tables.iter().map(|table| {
        serde_json::json!({
            "record": table.record,
            "file": table.file,
            "sha256": table.sha256,
            "read": table.read,
            "evaluated": table.evaluated,
            "set_aside": table.set_aside,
        })
    });
    metadata.insert(
        "gtm.data".to_owned(),
        serde_json::Value::from_iter(tables).to_string(),
    );
    metadata
}

fn field(column: &ResultColumn) -> Field {
    let unit = match &column.meaning {
        Meaning::Percent => "percent",
        Meaning::Money(currency) => currency,
        Meaning::Days => "days",
        Meaning::Months => "months",
        Meaning::Plain | Meaning::Integer | Meaning::Member => "",
    };
    let field = Field::new(
        &column.name,
        data_type(&column.values, &column.meaning),
        true,
    );
    if unit.is_empty() {
        field
    } else {
        field.with_metadata(HashMap::from([("gtm.unit".to_owned(), unit.to_owned())]))
    }
}

fn data_type(values: &Values, meaning: &Meaning) -> DataType {
    match values {
        Values::Text(_) if *meaning == Meaning::Member => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        Values::Text(_) => DataType::Utf8,
        Values::YesNo(_) => DataType::Boolean,
        Values::Number(numbers) if *meaning == Meaning::Integer => {
            // A fraction is never cut off, even if one should stand where none is expected.
            let mut numbers = numbers.iter().flatten();
            if numbers.all(|units| units % ONE == 0) {
                INTEGER
            } else {
                NUMBER
            }
        }
        Values::Number(_) => NUMBER,
        Values::Date(_) => DataType::Date32,
        Values::Whole(_) => DataType::Int64,
        Values::List(list) => {
            // The items of a list are plain texts: a choice of several is no choice.
            let meaning = match meaning {
                Meaning::Member => &Meaning::Plain,
                Meaning::Plain
                | Meaning::Integer
                | Meaning::Percent
                | Meaning::Money(_)
                | Meaning::Days
                | Meaning::Months => meaning,
            };
            let items = data_type(&list.items, meaning);
            DataType::List(Arc::new(Field::new("item", items, true)))
        }
    }
}

/// Some rows of a column, as a type.
fn array(values: &Values, ty: &DataType, rows: Range<usize>) -> Result<ArrayRef, ArrowError> {
    Ok(match values {
        Values::Text(texts) => {
            let texts = within(texts, rows).iter().map(Option::as_deref);
            Arc::new(texts.collect::<StringArray>())
        }
        Values::YesNo(answers) => Arc::new(
            within(answers, rows)
                .iter()
                .copied()
                .collect::<BooleanArray>(),
        ),
        Values::Number(numbers) => {
            let per_unit = if *ty == INTEGER { ONE } else { 1 };
            let numbers = within(numbers, rows).iter();
            let numbers = numbers.map(|number| number.map(|units| units / per_unit));
            let array = numbers.collect::<Decimal128Array>();
            Arc::new(array.with_data_type(ty.clone()))
        }
        Values::Date(days) => Arc::new(within(days, rows).iter().copied().collect::<Date32Array>()),
        Values::Whole(counts) => {
            Arc::new(within(counts, rows).iter().copied().collect::<Int64Array>())
        }
        Values::List(list) => lists(list, ty, rows)?,
    })
}

fn lists(list: &ListValues, ty: &DataType, rows: Range<usize>) -> Result<ArrayRef, ArrowError> {
    let DataType::List(field) = ty else {
        return Err(ArrowError::SchemaError(
            "a list that is declared as none".to_owned(),
        ));
    };
    let lists = within(&list.rows, rows);
    let known = lists.iter().map(Option::is_some).collect::<Vec<bool>>();
    let lengths = lists
        .iter()
        .map(|places| places.as_ref().map_or(0, Range::len));
    let offsets = OffsetBuffer::<i32>::from_lengths(lengths);
    // The rows were sorted, so their items may stand anywhere.
    let places: Vec<usize> = lists.iter().flatten().cloned().flatten().collect();
    let items = list.items.take(&places);
    let items = array(&items, field.data_type(), 0..places.len())?;
    let known = Some(NullBuffer::from(known));
    Ok(Arc::new(ListArray::try_new(
        Arc::clone(field),
        offsets,
        items,
        known,
    )?))
}

fn within<T>(values: &[T], rows: Range<usize>) -> &[T] {
    values.get(rows).unwrap_or_default()
}

/// The different texts of a choice, in the order of the alphabet.
fn names(column: &ResultColumn) -> Option<Names> {
    let (Values::Text(texts), Meaning::Member) = (&column.values, &column.meaning) else {
        return None;
    };
    let different: BTreeSet<&Arc<str>> = texts.iter().flatten().collect();
    let places = different.iter().zip(0..);
    let places = places
        .map(|(text, place)| (Arc::clone(text), place))
        .collect();
    let texts = StringArray::from_iter_values(different);
    let texts = Arc::new(texts);
    Some(Names { texts, places })
}

impl Names {
    fn array(&self, values: &Values, rows: Range<usize>) -> Result<ArrayRef, ArrowError> {
        let place = |row| match values.get(row) {
            ResultValue::Text(text) => self.places.get(text).copied(),
            ResultValue::Null
            | ResultValue::YesNo(_)
            | ResultValue::Number(_)
            | ResultValue::Date(_)
            | ResultValue::Whole(_)
            | ResultValue::List(..) => None,
        };
        let places: Int32Array = rows.map(place).collect();
        let texts: ArrayRef = Arc::clone(&self.texts) as ArrayRef;
        Ok(Arc::new(DictionaryArray::try_new(places, texts)?))
    }
}
