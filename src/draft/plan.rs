//! What a first pack will say, before it is written: records, fields with their types, lists.

use super::choices::Choice;

/// A first pack.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// A record a table, in their order.
    pub(super) records: Vec<RecordPlan>,
    /// Lists of values that several fields may share.
    pub(super) lists: Vec<ListPlan>,
}

/// The record of a table.
#[derive(Clone, Debug)]
pub(super) struct RecordPlan {
    pub(super) name: String,
    /// The file or sheet, for people.
    pub(super) title: String,
    /// Rows that a run sets aside in any case.
    pub(super) bad_rows: usize,
    /// Texts that mean an empty cell.
    pub(super) missing: Vec<String>,
    pub(super) fields: Vec<FieldPlan>,
    pub(super) relations: Vec<RelationPlan>,
    /// What is to be said of the table as a whole, a paragraph each.
    pub(super) notes: Vec<String>,
}

/// A field and what the column shows.
#[derive(Clone, Debug)]
pub(super) struct FieldPlan {
    pub(super) name: String,
    /// The header, where the name is another.
    pub(super) column: Option<String>,
    pub(super) is_key: bool,
    pub(super) kind: Kind,
    /// How its cells are written, as the texts after `as`.
    pub(super) written_as: Option<String>,
    /// What is to be said before the line, a paragraph each.
    pub(super) why: Vec<String>,
    /// Rows without an answer.
    pub(super) empty: usize,
    /// How many different answers there are.
    pub(super) distinct: usize,
    /// The commonest answer and how often it stands there; nothing of persons.
    pub(super) commonest: Option<(String, usize)>,
    /// What its values come to once they are read.
    pub(super) measure: Measure,
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Text,
    YesNo,
    Integer,
    Number,
    Percent,
    /// Of a currency.
    Money(String),
    Date,
    /// Several texts in a cell.
    Items,
    /// One of these, written behind the name.
    OneOf(Choice),
    /// One of a list of the pack, by its place.
    Listed(usize),
    /// A row of a record, by its place.
    Reference(usize),
    /// A rating in whole steps.
    Rating(u8, u8),
}

/// What the values of a column come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Measure {
    /// Nothing to say.
    #[default]
    None,
    /// The least and the greatest number, in millionths.
    Numbers(i128, i128),
    /// The first and the last day.
    Days(i32, i32),
    /// How many are yes.
    Yes(usize),
}

/// The rows of another record that name the rows of this one.
#[derive(Clone, Debug)]
pub(super) struct RelationPlan {
    pub(super) name: String,
    /// The other record's name.
    pub(super) record: String,
    /// Its field that names our row.
    pub(super) by: String,
}

/// A list of values.
#[derive(Clone, Debug)]
pub(super) struct ListPlan {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) choice: Choice,
}

impl RecordPlan {
    /// The fields that make the key.
    pub(super) fn key(&self) -> impl Iterator<Item = &FieldPlan> {
        self.fields.iter().filter(|field| field.is_key)
    }
}
