//! Expressions, literals and operators.

use super::{Name, NodeSpan, Range};
use crate::decimal::Decimal;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Where.
    pub span: NodeSpan,
}

impl Expr {
    /// A bare name, a number or a text without holes, as it names something.
    #[must_use]
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions are names
    pub fn as_name(&self) -> Option<String> {
        match &self.kind {
            ExprKind::Name(name) => Some(name.clone()),
            ExprKind::Number(number) if number.is_plain() => Some(number.digits.clone()),
            ExprKind::Text(template) => match template.parts.as_slice() {
                [TemplatePart::Literal(text)] => Some(text.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `2.5`, `40%`, `100k EUR`, `30 days`
    Number(NumberLiteral),
    /// `"text with {holes}"`
    Text(Template),
    /// `yes`, `no`
    YesNo(bool),
    /// `2026-01-31`
    Date(DateLiteral),
    /// `["FR", "BE"]`
    List(Vec<Expr>),
    /// `1..5`, after `in`, and after `is` in tests
    Range(Range),
    /// A bare name.
    Name(String),
    /// `bant.band`, `this.phase`; after the dot any word may stand
    Member(Box<Expr>, Name),
    /// `( … )`, kept so that mixing `and` with `or` can be told from grouping
    Parenthesis(Box<Expr>),
    /// `not x`
    Not(Box<Expr>),
    /// `-x`
    Negate(Box<Expr>),
    /// `a + b`
    Arithmetic(ArithmeticOperator, Box<Expr>, Box<Expr>),
    /// `a and b and c`, at least two operands, in the order written
    And(Vec<Expr>),
    /// `a or b or c`, at least two operands, in the order written
    Or(Vec<Expr>),
    /// `a < b`, `a is b`, `a is not b`
    Compare(CompareOperator, Box<Expr>, Box<Expr>),
    /// `a in b`, `a not in b`
    In {
        /// What is looked for.
        item: Box<Expr>,
        /// A list, a range, or a name that stands for a list.
        set: Box<Expr>,
        /// True for `not in`.
        negated: bool,
    },
    /// `x is known`, `x is not unknown`, `x is not applicable`
    Is {
        /// What is asked about.
        value: Box<Expr>,
        /// The state.
        state: State,
        /// True for `is not known`, `is not unknown`.
        negated: bool,
    },
    /// `title contains "student"`
    TextTest(TextOperator, Box<Expr>, Box<Expr>),
    /// `if a then b else c`
    If {
        /// The condition.
        condition: Box<Expr>,
        /// The value when it holds.
        then: Box<Expr>,
        /// The value when it does not.
        otherwise: Box<Expr>,
    },
    /// `x default 0`
    Default(Box<Expr>, Box<Expr>),
    /// `count(rivals where strong)`, `max(a, b)`
    Call {
        /// The function.
        function: Name,
        /// The arguments; an aggregate has one, often a [`ExprKind::Query`].
        arguments: Vec<Expr>,
    },
    /// `value of set by order for group where condition`; only as the argument of an aggregate, in a hole, in `show`
    /// and after `each`
    Query {
        /// What is taken of each row; the set itself when there is no `of`.
        value: Box<Expr>,
        /// The set of rows.
        of: Option<Box<Expr>>,
        /// What the rows are ordered or told apart by.
        by: Option<Box<Expr>>,
        /// What they are grouped for.
        across: Option<Box<Expr>>,
        /// Which rows.
        filter: Option<Box<Expr>>,
    },
}

/// A number as written. Equal numbers written differently are different trees: the formatter keeps
/// the analyst's `100k`.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberLiteral {
    /// The digits as written, such as `2.50`.
    pub digits: String,
    /// `k`, `M` or nothing.
    pub multiplier: Multiplier,
    /// What the number counts.
    pub unit: Unit,
    /// The value in millionths with multiplier and percent applied: `40%` is 0.4, `100k` is 100000,
    /// `2 weeks` is 2.
    pub value: Decimal,
}

impl NumberLiteral {
    /// True for digits alone: `12`, `2.5`.
    fn is_plain(&self) -> bool {
        self.multiplier == Multiplier::One && self.unit == Unit::None
    }
}

/// The letter after the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplier {
    /// None.
    One,
    /// `k`: thousands.
    Thousand,
    /// `M`: millions.
    Million,
}

/// What a number literal counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nothing: a plain number.
    None,
    /// `%`
    Percent,
    /// A currency code of three capital letters.
    Currency(String),
    /// `day`, `days`
    Days,
    /// `week`, `weeks`
    Weeks,
    /// `month`, `months`
    Months,
    /// `year`, `years`
    Years,
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateLiteral {
    /// Days since 1970-01-01.
    pub days: i32,
}

/// A text with holes.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Literal stretches and holes in turn.
    pub parts: Vec<TemplatePart>,
}

/// A stretch of a [`Template`].
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Text to print as it is, quotes and doubled braces undone, in NFC.
    Literal(String),
    /// `{expression}`
    Hole(Box<Expr>),
}

/// `+ - * /`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// `is`, `is not`, `<`, `<=`, `>`, `>=`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOperator {
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl CompareOperator {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            CompareOperator::Is => "is",
            CompareOperator::IsNot => "is not",
            CompareOperator::Less => "<",
            CompareOperator::LessOrEqual => "<=",
            CompareOperator::Greater => ">",
            CompareOperator::GreaterOrEqual => ">=",
        }
    }
}

/// `contains`, `starts with`, `ends with`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOperator {
    /// `contains`
    Contains,
    /// `starts with`
    StartsWith,
    /// `ends with`
    EndsWith,
}

/// What can be asked about a value's presence. Exactly one of the three holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// `known`
    Known,
    /// `unknown`
    Unknown,
    /// `not applicable` (the `not` belongs to the words)
    NotApplicable,
}

impl ArithmeticOperator {
    /// As it is written.
    #[must_use]
    pub fn spelling(self) -> &'static str {
        match self {
            ArithmeticOperator::Add => "+",
            ArithmeticOperator::Subtract => "-",
            ArithmeticOperator::Multiply => "*",
            ArithmeticOperator::Divide => "/",
        }
    }
}

impl CompareOperator {
    /// As it is written.
    #[must_use]
    pub fn spelling(self) -> &'static str {
        match self {
            CompareOperator::Is => "is",
            CompareOperator::IsNot => "is not",
            CompareOperator::Less => "<",
            CompareOperator::LessOrEqual => "<=",
            CompareOperator::Greater => ">",
            CompareOperator::GreaterOrEqual => ">=",
        }
    }
}

impl TextOperator {
    /// As it is written.
    #[must_use]
    pub fn spelling(self) -> &'static str {
        match self {
            TextOperator::Contains => "contains",
            TextOperator::StartsWith => "starts with",
            TextOperator::EndsWith => "ends with",
        }
    }
}

impl State {
    /// As it is written after `is`.
    #[must_use]
    pub fn spelling(self) -> &'static str {
        match self {
            State::Known => "known",
            State::Unknown => "unknown",
            State::NotApplicable => "not applicable",
        }
    }
}
