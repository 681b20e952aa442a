//! The declarations of a typed program.

use super::arena::{Arena, DomainId, ExprId, FieldId, ParamId, RecordId, RuleId, ViewId};
use super::decisions::Decision;
use super::expr::{Expr, Value};
use super::types::{NumberType, Type};
use crate::decimal::Decimal;
use crate::source::Span;
pub use crate::syntax::ast::DecayKind;
use crate::written::{DatePattern, NumberStyle, YesNoWords};

/// A checked pack.
#[derive(Clone, Debug)]
pub struct Program {
    /// The pack's name; the file's name where the pack does not say.
    pub name: String,
    /// The pack's label.
    pub label: Option<String>,
    /// Where its facts come from.
    pub sources: Vec<String>,
    /// Records.
    pub records: Arena<RecordId, Record>,
    /// Fields of all records.
    pub fields: Arena<FieldId, Field>,
    /// Params.
    pub params: Arena<ParamId, Param>,
    /// Lists, choices, bands, options, gates.
    pub domains: Arena<DomainId, Domain>,
    /// The record of one row without fields, on which checks of the whole portfolio are judged.
    /// Present only where there is such a check.
    pub portfolio: Option<RecordId>,
    /// The built-in domain known, unknown, fault, not_applicable, in this order.
    pub status: DomainId,
    /// Segments, scores, strategies, decisions and checks, in the order written.
    pub rules: Arena<RuleId, Rule>,
    /// Views, in the order written.
    pub views: Arena<ViewId, View>,
    /// Tests, in the order written.
    pub tests: Vec<Test>,
    /// Every expression.
    pub exprs: Arena<ExprId, Expr>,
    /// Rules so that each comes after all that it reads.
    pub rule_order: Vec<RuleId>,
}

/// A name with its label and place.
#[derive(Clone, Debug)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The label.
    pub label: Option<String>,
    /// Where the name stands.
    pub span: Span,
}

/// A kind of row.
#[derive(Clone, Debug)]
pub struct Record {
    /// Name and label.
    pub named: Named,
    /// Its fields in the order written.
    pub fields: Vec<FieldId>,
    /// The fields that make its key; empty if it has none.
    pub key: Vec<FieldId>,
    /// Texts that mean an empty cell.
    pub missing: Vec<String>,
    /// Where its rows come from.
    pub source: RecordSource,
}

/// Where the rows of a record come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordSource {
    /// From a table.
    Table,
    /// Each row is made of rows of another record.
    Derived(Derived),
    /// From a table, which need not list every row: there is one for each combination of the key's
    /// fields.
    ForEvery,
    /// There is one row, of which nothing is known: what is asked of whole records is asked on it.
    Single,
}

/// Rows made of the rows of another record: one for each value that these share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The other record.
    pub record: RecordId,
    /// Only members of this segment of it.
    pub within: Option<RuleId>,
    /// What the rows of a group share, worked out on them: one for each field of the key, in that
    /// order. Nothing where all rows make one group.
    pub by: Vec<ExprId>,
    /// The field that stands for the rows of the group.
    pub rows: FieldId,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name and label (the question).
    pub named: Named,
    /// The record it belongs to.
    pub record: RecordId,
    /// Its type; of a relation, the type is `List(Reference(inner record))`.
    pub ty: Type,
    /// Where its values come from.
    pub source: FieldSource,
}

/// Where a field's values come from.
#[derive(Clone, Debug)]
pub enum FieldSource {
    /// A column of the file.
    Stored(Box<StoredColumn>),
    /// Worked out on the same row.
    Computed(ExprId),
    /// Rows of another record.
    Relation(Relation),
    /// Of a derived record: what the rows of the group share, by its place in [`Derived::by`].
    Shared(usize),
}

/// The column of a file that a field reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredColumn {
    /// Its header in the file, under each name that it may have: `column "…", "…"`, else the field's name.
    pub headers: Vec<String>,
    /// How cells are written, where that is stated.
    pub written_as: WrittenAs,
    /// Texts that mean an empty cell, besides those of the record.
    pub missing: Vec<String>,
    /// The header of the column that names the currency of each amount, under each name; none: the field's own.
    pub currency: Vec<String>,
}

impl StoredColumn {
    /// A column of which nothing is stated but its header.
    #[must_use]
    pub fn named(header: impl Into<String>) -> StoredColumn {
        StoredColumn {
            headers: vec![header.into()],
            ..StoredColumn::default()
        }
    }

    /// The header that is shown and written: the first of the names.
    #[must_use]
    pub fn header(&self) -> &str {
        self.headers.first().map_or("", String::as_str)
    }
}

/// How the cells of a column are written, where that is stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenAs {
    /// `as "1.234,56"`: the marks of numbers.
    pub numbers: Option<NumberStyle>,
    /// `as "0.12"`, `as "12"`: what a percent without its sign is.
    pub percent: Option<PercentForm>,
    /// `as "DD-MM-YYYY"`
    pub dates: Option<DatePattern>,
    /// `as "Oui", "O"/"Non"`
    pub yes_no: Option<YesNoWords>,
    /// `as "a|b"`: what stands between several values.
    pub between: Option<String>,
}

/// What a percent is that is written without its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PercentForm {
    /// `12` is 12%.
    Hundredths,
    /// `0.12` is 12%.
    Fraction,
}

/// Rows of another record that belong to this row.
#[derive(Clone, Debug)]
pub struct Relation {
    /// The other record.
    pub record: RecordId,
    /// How its rows and ours find one another.
    pub link: Link,
    /// When every row is known to be listed (worked out on our row); always, if absent.
    pub complete_when: Option<ExprId>,
}

/// How the rows of a relation and ours find one another.
#[derive(Clone, Debug)]
pub enum Link {
    /// By the field of the other record that holds our key.
    By(FieldId),
    /// By their keys in a cell of ours, which is a column of our table.
    Keys {
        /// That column.
        column: Box<StoredColumn>,
        /// True if a blank cell means that there are none; else it is unknown.
        default_none: bool,
    },
    /// Theirs are the rows of our group, as a derived record puts them.
    Group,
    /// By the rows of a record that names one of ours and one of theirs.
    Through(Pairing),
}

/// A record whose rows pair the rows of two records, or of one.
#[derive(Clone, Copy, Debug)]
pub struct Pairing {
    /// That record.
    pub record: RecordId,
    /// Its field that names a row of ours.
    pub ours: FieldId,
    /// Its field that names a row of theirs.
    pub theirs: FieldId,
    /// True if ours and theirs are one record, so that either field may name our row.
    pub either_end: bool,
}

impl Field {
    /// The column that the field reads.
    #[must_use]
    pub fn column(&self) -> Option<&StoredColumn> {
        match &self.source {
            FieldSource::Stored(column)
            | FieldSource::Relation(Relation {
                link: Link::Keys { column, .. },
                ..
            }) => Some(column.as_ref()),
            FieldSource::Relation(Relation {
                link: Link::By(_) | Link::Through(_) | Link::Group,
                ..
            })
            | FieldSource::Computed(_)
            | FieldSource::Shared(_) => None,
        }
    }
}

/// A number or other value that the pack names.
#[derive(Clone, Debug)]
pub struct Param {
    /// Name and label.
    pub named: Named,
    /// Its type.
    pub ty: Type,
    /// Its value, overrides applied.
    pub value: Value,
}

/// A set of named values.
#[derive(Clone, Debug)]
pub struct Domain {
    /// The list's, field's or rule's name.
    pub name: String,
    /// What it comes from.
    pub kind: DomainKind,
    /// True if the members have an order, the first the least.
    pub ordered: bool,
    /// The members.
    pub members: Vec<Member>,
    /// Further columns of a list.
    pub attributes: Vec<Attribute>,
}

/// What a [`Domain`] comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainKind {
    /// `list`
    List,
    /// `one of …` of a field or param
    Inline,
    /// Bands of a score (the highest first)
    Bands,
    /// Options of a strategy, outcomes of a decision
    Options,
    /// Gates of a segment, lines of a check
    Gates,
    /// The status of a result
    Status,
}

/// A member of a domain.
#[derive(Clone, Debug)]
pub struct Member {
    /// Name and label.
    pub named: Named,
    /// How cells write it, where that differs from name and label.
    pub written_as: Option<String>,
}

/// A further column of a list.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// The type of its values.
    pub ty: Type,
    /// A value a member; `None` where the cell is blank.
    pub values: Vec<Option<Value>>,
}

/// A segment, score, strategy, decision or check.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Name and label.
    pub named: Named,
    /// The record whose rows it is for.
    pub record: RecordId,
    /// The segment whose members it is for; on other rows it is not applicable.
    pub within: Option<RuleId>,
    /// What it does.
    pub body: RuleBody,
    /// The whole statement.
    pub span: Span,
}

/// What a rule does.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // a pack has few rules, and none is moved about
pub enum RuleBody {
    /// Who is in.
    Segment(Segment),
    /// How many points.
    Score(Score),
    /// Which option.
    Strategy(Strategy),
    /// What the lines of a table that hold say.
    Decision(Decision),
    /// What must hold.
    Check(Check),
}

impl RuleBody {
    /// The table of a decision.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            RuleBody::Decision(decision) => Some(decision),
            RuleBody::Segment(_)
            | RuleBody::Score(_)
            | RuleBody::Strategy(_)
            | RuleBody::Check(_) => None,
        }
    }

    /// The gates of a segment or the lines of a check: what must all hold.
    #[must_use]
    pub fn gates(&self) -> Option<&Segment> {
        match self {
            RuleBody::Segment(gates) | RuleBody::Check(Check { gates, .. }) => Some(gates),
            RuleBody::Score(_) | RuleBody::Strategy(_) | RuleBody::Decision(_) => None,
        }
    }
}

/// What must hold of each row, or of the portfolio.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its lines, which are worked out like the gates of a segment.
    pub gates: Segment,
    /// True if a failure is told but does not make the run wanting.
    pub warning: bool,
}

/// Gates that must all hold.
#[derive(Clone, Debug)]
pub struct Segment {
    /// In the order written.
    pub gates: Vec<Gate>,
    /// The gates as a choice, for `stopped_by`.
    pub domain: DomainId,
}

/// A gate.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Name and label.
    pub named: Named,
    /// Yes/no; not applicable counts as no.
    pub condition: ExprId,
    /// A text to say when it fails.
    pub otherwise: Option<ExprId>,
    /// The whole line.
    pub span: Span,
}

/// A number made of parts. Worked out in this order: parts, scale, limit, band.
#[derive(Clone, Debug)]
pub struct Score {
    /// The parts.
    pub kind: ScoreKind,
    /// `limit LOW..HIGH`, in millionths.
    pub limit: Option<(i128, i128)>,
    /// The bands.
    pub bands: Option<Bands>,
    /// Whether its rows have places, and among which rows.
    pub rank: Option<Rank>,
    /// Unit and range of the result.
    pub ty: NumberType,
}

/// Places of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// Among the rows that share this value; among all rows, if absent.
    pub by: Option<ExprId>,
}

/// The parts of a score.
#[derive(Clone, Debug)]
pub enum ScoreKind {
    /// The product of the factors, rounded after each, from left to right.
    Multiply(Vec<ExprId>),
    /// The weighted mean of factors mapped to the scale.
    Weigh {
        /// The factors.
        factors: Vec<Factor>,
        /// `scale LOW..HIGH`, in millionths.
        scale: (i128, i128),
    },
    /// The mean of the rows of a set by weights of their own, mapped to the scale.
    WeighEach(WeighEach),
    /// A sum of points.
    Points(Vec<PointsItem>),
}

/// The mean of the rows of a set by weights of their own.
#[derive(Clone, Copy, Debug)]
pub struct WeighEach {
    /// The aggregate: the score itself.
    pub mean: ExprId,
    /// The rows with their values and weights, a text.
    pub parts: ExprId,
    /// The weight of a row of the set.
    pub weight: ExprId,
    /// The value of a row of the set, not yet on the scale.
    pub value: ExprId,
}

/// A weighted factor: contributes `weight × (low + (x − from) × (high − low) / (to − from))`.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The share, as a fraction.
    pub weight: Decimal,
    /// A number whose range is known, or yes/no (yes is the high end, no the low end).
    pub factor: ExprId,
    /// The factor's range, in millionths.
    pub range: (i128, i128),
    /// Weight and factor.
    pub span: Span,
}

/// A part of a sum of points.
#[derive(Clone, Debug)]
pub enum PointsItem {
    /// A line.
    Line(PointsLine),
    /// Lines with a common cap.
    Group {
        /// The cap.
        cap: Cap,
        /// The label.
        label: Option<String>,
        /// The lines.
        lines: Vec<PointsLine>,
        /// The whole group.
        span: Span,
    },
}

/// A line of points.
#[derive(Clone, Debug)]
pub struct PointsLine {
    /// Name and label.
    pub named: Named,
    /// Points, with their sign, in millionths.
    pub points: Decimal,
    /// How often: a whole number, or weights or points added up; once if absent.
    pub each: Option<ExprId>,
    /// How `each` came about, where it is no count.
    pub added: Option<Added>,
    /// When; always if absent.
    pub when: Option<ExprId>,
    /// The line's cap.
    pub cap: Option<Cap>,
    /// The whole line.
    pub span: Span,
}

/// What the `each` of a points line adds up: the weights of rows, their points, or both multiplied.
#[derive(Clone, Copy, Debug)]
pub struct Added {
    /// How many rows are added up; absent where the row itself is meant.
    pub rows: Option<ExprId>,
    /// How the points wear off.
    pub decay: Option<Decay>,
    /// The points that each row says itself. They may be below zero; a count may not.
    pub points: Option<ExprId>,
}

/// How points wear off.
#[derive(Clone, Copy, Debug)]
pub struct Decay {
    /// In which way.
    pub kind: DecayKind,
    /// The period.
    pub days: i64,
    /// The date from which it is counted.
    pub since: ExprId,
}

/// The most or least that points can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// In millionths.
    AtMost(Decimal),
    /// In millionths.
    AtLeast(Decimal),
}

/// The bands of a score, from the highest down.
#[derive(Clone, Debug)]
pub struct Bands {
    /// The bands as a choice; members in the order of `bands`.
    pub domain: DomainId,
    /// The bands.
    pub bands: Vec<Band>,
}

/// A band: at least its threshold and below the one before it.
#[derive(Clone, Copy, Debug)]
pub struct Band {
    /// The threshold, in millionths; `None` for `otherwise`.
    pub from: Option<i128>,
    /// The whole part.
    pub span: Span,
}

/// A cascade of options; the first that holds wins.
#[derive(Clone, Debug)]
pub struct Strategy {
    /// The options as a choice: of this strategy, or of the list it `gives`.
    pub domain: DomainId,
    /// In the order written.
    pub options: Vec<StrategyOption>,
}

/// An option of a strategy.
#[derive(Clone, Debug)]
pub struct StrategyOption {
    /// Name and label.
    pub named: Named,
    /// Its place among the members of the domain.
    pub member: u32,
    /// The ways to reach it, in the order written.
    pub arms: Vec<Arm>,
}

/// A way to reach an option.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Yes/no, not applicable counts as no; `None` for `otherwise`.
    pub condition: Option<ExprId>,
    /// The reason, a text.
    pub because: Option<ExprId>,
    /// The whole arm.
    pub span: Span,
}

/// A table to show.
#[derive(Clone, Debug)]
pub struct View {
    /// Name and label.
    pub named: Named,
    /// Its rows are of this record.
    pub record: RecordId,
    /// Only members and possible members of this segment.
    pub within: Option<RuleId>,
    /// The columns.
    pub columns: Vec<ViewColumn>,
    /// A condition on top; rows that certainly fail it are left out.
    pub filter: Option<ExprId>,
    /// The order.
    pub sort: Vec<SortKey>,
    /// How many rows at most.
    pub top: Option<u64>,
    /// The whole statement.
    pub span: Span,
}

/// A column of a view.
#[derive(Clone, Debug)]
pub struct ViewColumn {
    /// What it shows.
    pub value: ViewValue,
    /// Its name in files: `bant_band` for `bant.band`; the heading where there is one.
    pub name: String,
    /// True if the analyst wrote a heading; then files get this one column and no companions.
    pub heading: bool,
    /// Where it stands.
    pub span: Span,
}

/// What a column of a view shows.
#[derive(Clone, Copy, Debug)]
pub enum ViewValue {
    /// A rule, with all its columns in files (value, status, low, high, band, …).
    Rule(RuleId),
    /// A single value.
    Expr(ExprId),
}

/// A key to sort by.
#[derive(Clone, Copy, Debug)]
pub struct SortKey {
    /// What.
    pub value: ExprId,
    /// The greatest first.
    pub descending: bool,
}

/// A test of the pack.
#[derive(Clone, Debug)]
pub struct Test {
    /// What is tested.
    pub label: String,
    /// Where the label stands.
    pub span: Span,
    /// `as of`, in days since 1970-01-01.
    pub as_of: Option<i32>,
    /// Params set for this test, by name. When there are any, the test must be run on the pack
    /// analysed with them as overrides.
    pub params: Vec<(String, crate::syntax::ast::Expr)>,
    /// The rows given.
    pub given: Vec<GivenRow>,
    /// What is expected.
    pub expectations: Vec<TestExpectation>,
}

/// A row given to a test. Fields not named are unknown; relations are complete with the rows given.
#[derive(Clone, Debug)]
pub struct GivenRow {
    /// Of which record.
    pub record: RecordId,
    /// Its cells.
    pub cells: Vec<GivenCell>,
    /// Where.
    pub span: Span,
}

/// A cell of a [`GivenRow`].
#[derive(Clone, Debug)]
pub struct GivenCell {
    /// A stored field.
    pub field: FieldId,
    /// Its value; `None` for a blank cell of a table.
    pub value: Option<Value>,
}

/// An expectation.
#[derive(Clone, Debug)]
pub struct TestExpectation {
    /// The record on whose row it is judged.
    pub record: RecordId,
    /// The key of that row; the only row given, if absent.
    pub row: Option<String>,
    /// What must hold.
    pub expectation: Expectation,
    /// The whole line.
    pub span: Span,
}

/// What must hold.
#[derive(Clone, Debug)]
pub enum Expectation {
    /// A yes/no that must be yes for certain.
    Holds(ExprId),
    /// A number, date or duration whose ends must be exactly these (in units of its type; `None` is open).
    Interval {
        /// Of what.
        value: ExprId,
        /// The low end.
        low: Option<i128>,
        /// The high end.
        high: Option<i128>,
    },
    /// A choice (or yes/no: members 0 = no, 1 = yes) of which exactly these are left.
    Possible {
        /// Of what.
        value: ExprId,
        /// Places of the members, ascending.
        members: Vec<u32>,
    },
}
