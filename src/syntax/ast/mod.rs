//! The syntax tree: what the analyst wrote, nothing resolved, nothing dropped that the formatter
//! needs. Made by `build`, read by `analysis` and `format`.
//!
//! Two trees are equal when they say the same: places ([`NodeSpan`]) never count.

mod decisions;
mod declarations;
mod expressions;
mod rules;
mod views_and_tests;

pub use decisions::{
    AT, BECAUSE, CellCondition, CellConditionKind, CellTest, Decision, DecisionTable, GridLine,
    GridTable, HitPolicy, InputCell, InputCellKind, LineTable, TableLine,
};
pub use declarations::{
    Computed, Derived, Field, Link, List, ListRows, Member, MemberName, Missing, Param, Range,
    Record, RecordItem, RecordSource, Relation, Shared, Spellings, TableRow, TextTable, TypeExpr,
    TypeKind, Written, WrittenKind, WrittenPart,
};
pub use expressions::{
    ArithmeticOperator, CompareOperator, DateLiteral, Expr, ExprKind, Multiplier, NumberLiteral,
    State, Template, TemplatePart, TextOperator, Unit,
};
pub use rules::{
    Arm, Band, Cap, CapKind, Check, Decay, DecayKind, Gate, Multiply, PointsGroup, PointsLine,
    Rank, Score, ScoreItem, Segment, Strategy, StrategyOption, Weigh, WeighEach, WeighedFactor,
};
pub use views_and_tests::{
    Expectation, GivenCell, GivenRows, ShowColumn, SortKey, Test, TestItem, View, ViewItem,
};

use crate::source::Span;

/// A place in the source that is left out when trees are compared.
#[derive(Clone, Copy, Default)]
pub struct NodeSpan(pub Span);

impl PartialEq for NodeSpan {
    fn eq(&self, _: &NodeSpan) -> bool {
        true
    }
}

impl Eq for NodeSpan {}

impl std::fmt::Debug for NodeSpan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// One file: its statements in the order written, and every comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    /// The statements.
    pub statements: Vec<Statement>,
    /// The comments, in the order written. Their places say what they belong to.
    pub comments: Vec<Comment>,
}

/// A `# comment` up to the end of its line.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// The text after `#`, trailing blanks removed.
    pub text: String,
    /// True if nothing but blanks stands before it on its line.
    pub own_line: bool,
    /// From the `#` to the end of the text.
    pub span: NodeSpan,
}

/// A name of a column, rule, member or the like, in NFC.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: NodeSpan,
}

/// A quoted text without holes, quotes undone.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text, in NFC.
    pub value: String,
    /// Quotes included.
    pub span: NodeSpan,
}

/// A top-level statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `pack abm "Account-based marketing"`
    Pack(PackHead),
    /// `source "where the facts come from"`
    Source(Source),
    /// `use "beachhead.gtm" as beachhead with Niche = Segment, minimum = 500k EUR`
    Use(Use),
    /// `record Account "One company a row" { … }`
    Record(Record),
    /// `list Strategy ordered { | name | label | … }`
    List(List),
    /// `param crowded = 3 "From how many rivals a market is full"`
    Param(Param),
    /// `segment target "…" for Account { … }`
    Segment(Segment),
    /// `score bant "…" for target { … }`
    Score(Score),
    /// `strategy next_step "…" for Account gives Step { … }`
    Strategy(Strategy),
    /// `check faults "…" for Offer { … }`
    Check(Check),
    /// `decision channel "…" for Deal first { | amount || channel | … }`
    Decision(Decision),
    /// `view call_list "…" for target { … }`
    View(View),
    /// `test "…" { … }`
    Test(Test),
}

impl Statement {
    /// The whole statement, from its keyword to its end.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Statement::Pack(pack) => pack.span.0,
            Statement::Source(source) => source.span.0,
            Statement::Use(used) => used.span.0,
            Statement::Record(record) => record.span.0,
            Statement::List(list) => list.span.0,
            Statement::Param(param) => param.span.0,
            Statement::Segment(segment) => segment.span.0,
            Statement::Score(score) => score.span.0,
            Statement::Strategy(strategy) => strategy.span.0,
            Statement::Check(check) => check.span.0,
            Statement::Decision(decision) => decision.span.0,
            Statement::View(view) => view.span.0,
            Statement::Test(test) => test.span.0,
        }
    }
}

/// `pack NAME "label"`
#[derive(Clone, Debug, PartialEq)]
pub struct PackHead {
    /// The pack's name.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// `source "…"`
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Where the facts come from.
    pub text: Text,
    /// The whole statement.
    pub span: NodeSpan,
}

/// `use "FILE" as NAME with bindings`
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The other pack.
    pub path: Text,
    /// What it is called here.
    pub name: Name,
    /// Our records and lists for theirs, values for their params.
    pub bindings: Vec<Binding>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// `Niche = Segment`, `minimum = 500k EUR`
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// A record, list or param of the pack that is used.
    pub name: Name,
    /// A record or list of ours, or a value.
    pub value: Expr,
    /// Both.
    pub span: NodeSpan,
}
