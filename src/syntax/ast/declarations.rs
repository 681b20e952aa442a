//! Records, lists and params.

use super::{Expr, Name, NodeSpan, Text};

/// `record NAME "label" { items }`, with `from …` or `for every …` before the brace.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The record's name.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// Where its rows come from.
    pub source: RecordSource,
    /// What stands between the braces.
    pub items: Vec<RecordItem>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// Where the rows of a record come from.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordSource {
    /// From a table.
    Table,
    /// `from Deal by model`: each row is made of rows of another record.
    Derived(Derived),
    /// `for every scenario, rater`: every combination has a row.
    ForEvery(Vec<Name>),
}

/// `from Deal by model, region = account.region`
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// The record, or the segment, whose rows they are made of.
    pub of: Name,
    /// What the rows of a group share; nothing where all rows make one.
    pub by: Vec<Shared>,
    /// From the word `from` to the end.
    pub span: NodeSpan,
}

/// A value that the rows of a group share: a field of the derived record.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The field's name: the source's field of that name, or as given before `=`.
    pub name: Name,
    /// Worked out on the rows of the source.
    pub value: Expr,
    /// True if the name is the value's own.
    pub plain: bool,
    /// The whole part.
    pub span: NodeSpan,
}

/// A line (or part of a line) of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordItem {
    /// `employees integer`
    Field(Field),
    /// `strong_ones = count(rivals where strong)`
    Computed(Computed),
    /// `rivals many Rival by market complete when rivals_listed`
    Relation(Relation),
    /// `missing "Select", "n/a"`: texts that mean an empty cell
    Missing(Missing),
    /// `written numbers "1.234,56", dates "DD.MM.YYYY"`: how the cells of all fields are written
    Written(Written),
}

/// A column of the file. Written in this order: `name TYPE key as … missing … column … currency … "label"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The field's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// True for `key`.
    pub key: bool,
    /// `as "Oui", "O"/"Non"`, `as "DD-MM-YYYY"`, `as "1.234,56"`: how cells are written.
    pub written_as: Spellings,
    /// `missing "-"`: texts that mean an empty cell, besides those of the record.
    pub missing: Vec<Text>,
    /// `column "Total Visits", "visits"`: the header in the file, under any of its names.
    pub columns: Vec<Text>,
    /// `currency "Currency"`: the header of the column that names the currency of each amount.
    pub currency: Vec<Text>,
    /// The label or question.
    pub label: Option<Text>,
    /// The whole declaration.
    pub span: NodeSpan,
}

/// A field worked out from others: `name TYPE "label" = expression`; the type may be left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// The field's name.
    pub name: Name,
    /// The type, where stated.
    pub ty: Option<TypeExpr>,
    /// The label.
    pub label: Option<Text>,
    /// How to work it out.
    pub value: Expr,
    /// The whole line.
    pub span: NodeSpan,
}

/// Rows of another table that belong to this row: `rivals many Rival by market complete when … "label"`,
/// `after many Step default none column "…"`, `near many Niche through Pair`.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The relation's name.
    pub name: Name,
    /// The other record.
    pub record: Name,
    /// How its rows and ours find one another.
    pub link: Link,
    /// The condition under which every row is known to be listed.
    pub complete_when: Option<Expr>,
    /// The label.
    pub label: Option<Text>,
    /// The whole line.
    pub span: NodeSpan,
}

/// How the rows of a relation and ours find one another.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// `by market`: the field of the other record that holds our key.
    By(Name),
    /// `through Pair`: the record whose rows name one of ours and one of theirs.
    Through(Name),
    /// Nothing of both: a cell of ours holds their keys.
    Keys {
        /// True for `default none`: a blank cell means that there are none.
        default_none: bool,
        /// `as "a|b"`: what stands between the keys.
        written_as: Spellings,
        /// `column "Comes after"`: the header in the file, under any of its names.
        columns: Vec<Text>,
    },
}

/// The texts behind `as`: those between commas belong together, slashes part what means one thing from what
/// means another.
pub type Spellings = Vec<Vec<Text>>;

/// `written numbers "1.234,56", dates "DD.MM.YYYY", yes/no "Ja"/"Nein", lists "a|b"`
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Its parts, in the order written.
    pub parts: Vec<WrittenPart>,
    /// The whole line.
    pub span: NodeSpan,
}

/// How the cells of one kind are written.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenPart {
    /// Of which kind.
    pub kind: WrittenKind,
    /// How.
    pub written_as: Spellings,
    /// The whole part.
    pub span: NodeSpan,
}

/// What is written alike in all fields of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenKind {
    /// Numbers, percents and money.
    Numbers,
    /// Dates.
    Dates,
    /// Yes and no.
    YesNo,
    /// What stands between several values in a cell.
    Lists,
}

impl WrittenKind {
    /// The word in a pack.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            WrittenKind::Numbers => "numbers",
            WrittenKind::Dates => "dates",
            WrittenKind::YesNo => "yes/no",
            WrittenKind::Lists => "lists",
        }
    }
}

/// `missing "Select", "n/a"`
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The texts.
    pub texts: Vec<Text>,
    /// The whole line.
    pub span: NodeSpan,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// Which.
    pub kind: TypeKind,
    /// Where.
    pub span: NodeSpan,
}

/// The kinds of types.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// `text`
    Text,
    /// `yes/no`
    YesNo,
    /// `integer`, `integer 0..500`
    Integer(Option<Range>),
    /// `number`, `number 0..`
    Number(Option<Range>),
    /// `percent`, `percent 0%..100%`
    Percent(Option<Range>),
    /// `money EUR`, `money EUR 0..5M`
    Money(Name, Option<Range>),
    /// `date`, `date 2020-01-01..`
    Date(Option<Range>),
    /// `duration`: days
    Duration(Option<Range>),
    /// `1..5` or `1.0..5.0`: whole steps unless an end is written with a point
    Rating(Range),
    /// `one of a, b, c`; with `<` between the members they are in order
    OneOf {
        /// True when written with `<`.
        ordered: bool,
        /// The members.
        members: Vec<Member>,
    },
    /// `list of text`
    ListOf(Box<TypeExpr>),
    /// The name of a list or of a record.
    Named(Name),
}

/// A member of an inline choice: `online as "01: Online" "Label"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The member's name.
    pub name: MemberName,
    /// How cells write it, where that differs from name and label.
    pub written_as: Option<Text>,
    /// The label.
    pub label: Option<Text>,
}

/// A member's name: bare, quoted where it is no name (`"200-499"`), or of a band a number.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberName {
    /// `hot`
    Name(Name),
    /// `"200-499"`
    Text(Text),
    /// `1`, as it was written
    Number(Text),
}

/// `LOW..HIGH`, closed at both ends; an end may be left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The low end.
    pub low: Option<Box<Expr>>,
    /// The high end.
    pub high: Option<Box<Expr>>,
    /// Where.
    pub span: NodeSpan,
}

/// `list NAME ordered "label" { | name | label | … }`, or `… from "countries.csv"`
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The list's name.
    pub name: Name,
    /// True if the order of the rows is an order of the values.
    pub ordered: bool,
    /// The label.
    pub label: Option<Text>,
    /// The rows.
    pub rows: ListRows,
    /// The whole statement.
    pub span: NodeSpan,
}

/// Where the rows of a list stand.
#[derive(Clone, Debug, PartialEq)]
pub enum ListRows {
    /// `{ | name | label | … }`
    Table(TextTable),
    /// `from "countries.csv"`: in a file beside the pack
    File(Text),
}

/// A table drawn with bars.
#[derive(Clone, Debug, PartialEq)]
pub struct TextTable {
    /// The heads of the columns.
    pub header: Vec<Name>,
    /// The rows below.
    pub rows: Vec<TableRow>,
    /// From the first bar to the last.
    pub span: NodeSpan,
}

/// A row of a text table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// A cell a column; `None` for a blank one.
    pub cells: Vec<Option<Expr>>,
    /// The whole line.
    pub span: NodeSpan,
}

/// `param NAME TYPE = expression "label"`; the type may be left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The param's name.
    pub name: Name,
    /// The type, where stated.
    pub ty: Option<TypeExpr>,
    /// The value.
    pub value: Expr,
    /// The label.
    pub label: Option<Text>,
    /// The whole statement.
    pub span: NodeSpan,
}
