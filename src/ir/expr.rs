//! Typed expressions.

use std::sync::Arc;

use super::arena::{DomainId, ExprId, FieldId, ParamId, RecordId, RuleId};
use super::types::Type;
use crate::decimal::Decimal;
use crate::source::Span;
pub use crate::syntax::ast::{ArithmeticOperator, CompareOperator, State, TextOperator};

/// An expression with its type and place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// What it yields.
    pub ty: Type,
    /// Where it stands in the source.
    pub span: Span,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text in NFC.
    Text(Arc<str>),
    /// Yes or no.
    YesNo(bool),
    /// A number, percent (as a fraction) or amount of money.
    Number(Decimal),
    /// Days since 1970-01-01.
    Date(i32),
    /// A number of days.
    Duration(i64),
    /// A number of months.
    Months(i32),
    /// A member of a domain, by its place.
    Choice(DomainId, u32),
    /// Several values.
    List(Vec<Value>),
}

/// The kinds of expressions. Names in the comments are the analyst's words.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant.
    Literal(Value),
    /// A param; its value is in [`Param`](super::Param).
    Param(ParamId),
    /// `today`: the `--as-of` day.
    Today,
    /// A stored or computed field of the row at hand.
    Field(FieldId),
    /// `this.x` inside an aggregate: the expression, worked out on the outer row.
    Outer(ExprId),
    /// `contact.name`: the expression, worked out on the row that a reference names.
    Through {
        /// Of type [`Type::Reference`].
        reference: ExprId,
        /// Worked out on the rows of the referenced record.
        value: ExprId,
    },
    /// A result of a rule for the row at hand: `bant`, `bant.band`, `target.stopped_by`.
    Rule(RuleId, Output),
    /// A column of a list, looked up by a choice: `positioning.label`.
    Attribute {
        /// Of type [`Type::Choice`].
        choice: ExprId,
        /// Place in [`Domain::attributes`](super::Domain::attributes).
        attribute: usize,
    },
    /// The label of a choice's member; its name where it has no label.
    LabelOf(ExprId),
    /// `not x`
    Not(ExprId),
    /// `-x`
    Negate(ExprId),
    /// `a + b`
    Arithmetic(ArithmeticOperator, ExprId, ExprId),
    /// `a and b and …`
    And(Vec<ExprId>),
    /// `a or b or …`
    Or(Vec<ExprId>),
    /// `a < b`, `a is b`
    Compare(CompareOperator, ExprId, ExprId),
    /// `a in list`; the set is of type [`Type::List`]. Also `list contains a`.
    InSet {
        /// What is looked for.
        item: ExprId,
        /// Where.
        set: ExprId,
        /// True for `not in`.
        negated: bool,
    },
    /// `a in low..high`, ends included.
    InRange {
        /// What is looked for.
        item: ExprId,
        /// The low end, if there is one.
        low: Option<ExprId>,
        /// The high end, if there is one.
        high: Option<ExprId>,
        /// True for `not in`.
        negated: bool,
    },
    /// `x is known`: reads the record, so the answer is always yes or no.
    IsState {
        /// What is asked about.
        value: ExprId,
        /// The state.
        state: State,
        /// True for `is not known`, `is not unknown`.
        negated: bool,
    },
    /// `title contains "student"`
    TextTest(TextOperator, ExprId, ExprId),
    /// `if a then b else c`
    If {
        /// Yes/no; not applicable counts as no.
        condition: ExprId,
        /// The value on yes.
        then: ExprId,
        /// The value on no.
        otherwise: ExprId,
    },
    /// `x default y`: `y` where `x` is not known (unknown or fault). Not applicable stays so.
    Default(ExprId, ExprId),
    /// A built-in function of single values.
    Function(Function, Vec<ExprId>),
    /// A list literal whose items are not all constants.
    List(Vec<ExprId>),
    /// `count(rivals where strong)`
    Aggregate(Aggregate),
    /// A text with holes.
    Template(Vec<TemplatePart>),
}

/// A stretch of a template.
#[derive(Clone, Debug)]
pub enum TemplatePart {
    /// Printed as it is.
    Literal(Arc<str>),
    /// Printed as the value it has on the row.
    Hole(ExprId),
}

/// What can be asked of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// The result itself: membership (yes/no), the score (number), the option (choice), what comes
    /// out of the lines of a decision.
    Value,
    /// known, unknown, fault or not_applicable: a choice of [`Program::status`](super::Program::status).
    Status,
    /// Segment: the first gate that certainly fails, a choice of its gates.
    StoppedBy,
    /// Segment: what the failing gates say, a text.
    Failing,
    /// Which missing answers could still change the result, a text.
    Open,
    /// Score: the guaranteed low end.
    Low,
    /// Score: the guaranteed high end.
    High,
    /// Score: the band, a choice.
    Band,
    /// The outcomes still possible (bands or options), a text.
    Possible,
    /// Score with `rank`: the place, a whole number (an interval while scores overlap).
    Rank,
    /// Why, a text.
    Because,
    /// Decision: the column of what comes out at this place (from 1).
    Further(u32),
    /// Decision with `all`: the lines that hold put together, in the column at this place (from 0).
    Hits(u32, AggregateFunction),
}

/// Built-in functions of single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `min(a, b, …)`: the least; numbers, dates or ordered choices.
    Min,
    /// `max(a, b, …)`: the greatest.
    Max,
    /// `abs(x)`
    Abs,
    /// `round(x, 0.1)`: to the nearest multiple of the second, halves away from zero.
    Round,
    /// `remainder(a, b)`: what is left of `a` after whole `b`s, with the sign of `a`.
    Remainder,
    /// `year(date)`
    Year,
    /// `month(date)`: 1 to 12
    Month,
    /// `days(duration)`: its number of days
    Days,
    /// `length(text)`: its number of characters
    Length,
    /// `count(list field)`: how many items it holds
    Size,
    /// What is left of points of an age (a duration) that halve with every whole period (the second
    /// argument, in days): 0 to 1
    Halving,
    /// What is left of points of an age that fade evenly over a period: 0 to 1
    Fading,
}

/// An aggregate over a set of rows. `value` and `filter` are worked out on the rows of the set.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// What is worked out.
    pub function: AggregateFunction,
    /// Over which rows.
    pub set: RowSet,
    /// Of what; none for count, any, none.
    pub value: Option<ExprId>,
    /// What the rows are ordered by, or whose they are.
    pub by: Option<ExprId>,
    /// What they are about, where several rows are about one thing.
    pub across: Option<ExprId>,
    /// Which of the rows; not applicable counts as no.
    pub filter: Option<ExprId>,
}

/// The set of rows of an [`Aggregate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowSet {
    /// This row's rows of a relation field.
    Relation(FieldId),
    /// The rows of a relation field of the row that a reference names; the reference is worked out on
    /// this row.
    Referenced(ExprId, FieldId),
    /// Every row of a record.
    Record(RecordId),
    /// Every row of a segment's record, as a member, possible member or non-member.
    Segment(RuleId),
}

/// What an [`Aggregate`] works out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    /// How many rows.
    Count,
    /// Yes if there is a row.
    Any,
    /// Yes if there is no row.
    None,
    /// The sum; 0 of no rows.
    Sum,
    /// The mean; not applicable of no rows.
    Mean,
    /// The median; not applicable of no rows.
    Median,
    /// The least; not applicable of no rows.
    Min,
    /// The greatest; not applicable of no rows.
    Max,
    /// The population standard deviation; not applicable of no rows.
    Stdev,
    /// The values as a text: `a, b and c`; `none` of no rows.
    Names,
    /// Something of the values that are picked from those of the rows.
    Picked(Pick, Ask),
    /// Kendall's W: how far those who judged (`by`) agree about what they judged (`across`).
    Agreement,
    /// The mean by weights (`by`), which are not below zero; not applicable of no weight at all.
    WeighedMean,
}

/// Which values are picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// Those of the value's type that no row has.
    Missing,
    /// Those of the rows that have the least `by`.
    Lowest,
    /// Those of the rows that have the greatest `by`.
    Highest,
}

/// What is asked of the values picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    /// How many there are.
    Count,
    /// Whether there is one.
    Any,
    /// Whether there is none.
    None,
    /// The values as a text.
    Names,
}
