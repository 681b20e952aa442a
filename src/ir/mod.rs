//! The typed program: every name resolved, every expression with a type and a place.
//!
//! Made by `analysis`, read by `eval`, `data`, `render` (and later by the SQL emitter). Nothing in
//! here can refer to a thing that does not exist: ids are handed out by the arenas of [`Program`].

mod arena;
mod decisions;
mod describe;
mod expr;
mod program;
mod reads;
mod types;

pub use arena::{Arena, DomainId, ExprId, FieldId, InstanceId, ParamId, RecordId, RuleId, ViewId};
pub use decisions::{Decision, DecisionLine, DecisionOutput, HitPolicy};
pub use expr::{
    Aggregate, AggregateFunction, ArithmeticOperator, Ask, CompareOperator, Expr, ExprKind,
    Function, Output, Pick, RowSet, State, TemplatePart, TextOperator, Value,
};
pub use program::{
    Added, Arm, Attribute, Band, Bands, Cap, Check, Decay, DecayKind, Derived, Domain, DomainKind,
    Expectation, Factor, Field, FieldSource, Gate, GivenCell, GivenRow, Link, Member, Named,
    Pairing, Param, PercentForm, PointsItem, PointsLine, Program, Rank, Record, RecordSource,
    Relation, Rule, RuleBody, Score, ScoreKind, Segment, SortKey, StoredColumn, Strategy,
    StrategyOption, Test, TestExpectation, View, ViewColumn, ViewValue, WeighEach, WrittenAs,
};
pub use types::{Bounds, NumberType, NumberUnit, Type};
