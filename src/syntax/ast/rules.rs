//! Segments, scores, strategies and checks.

use super::{Expr, MemberName, Name, NodeSpan, Range, Text};

/// `segment NAME "label" for TARGET { gates }`
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// The segment's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// A record or another segment.
    pub target: Name,
    /// The gates, all needed.
    pub gates: Vec<Gate>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// `size "Big enough": employees >= 20 else "only {employees}"`
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// The gate's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// What must hold.
    pub condition: Expr,
    /// What to say when it does not: a text.
    pub otherwise: Option<Expr>,
    /// The whole line.
    pub span: NodeSpan,
}

/// `score NAME "label" for TARGET { items }`
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The score's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// A record or a segment.
    pub target: Name,
    /// What stands between the braces.
    pub items: Vec<ScoreItem>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// A line (or part of a line) of a score.
#[derive(Clone, Debug, PartialEq)]
pub enum ScoreItem {
    /// `multiply budget, authority, need, time`
    Multiply(Multiply),
    /// `weigh 40% need, 60% budget`
    Weigh(Weigh),
    /// `weigh question.weight each mean of means`
    WeighEach(WeighEach),
    /// `demo "Asked for a demo": +10 when asked_for_demo`
    Points(Box<PointsLine>),
    /// `at most 40 "Engagement" { … }`
    Group(PointsGroup),
    /// `scale 0..100`
    Scale(Range),
    /// `limit 0..100`
    Limit(Range),
    /// `band hot "Call now" from 300`
    Band(Band),
    /// `rank`, `rank by rater`
    Rank(Rank),
}

/// `rank by rater`
#[derive(Clone, Debug, PartialEq)]
pub struct Rank {
    /// The field whose value the compared rows share; all rows are compared if absent.
    pub by: Option<Name>,
    /// The whole line.
    pub span: NodeSpan,
}

/// `multiply a, b, c`
#[derive(Clone, Debug, PartialEq)]
pub struct Multiply {
    /// What is multiplied.
    pub factors: Vec<Expr>,
    /// The whole line.
    pub span: NodeSpan,
}

/// `weigh 40% a, 60% b`
#[derive(Clone, Debug, PartialEq)]
pub struct Weigh {
    /// The weighted factors.
    pub factors: Vec<WeighedFactor>,
    /// The whole line.
    pub span: NodeSpan,
}

/// `weigh question.weight each mean of means where not question.stops`
#[derive(Clone, Debug, PartialEq)]
pub struct WeighEach {
    /// The weight of a row.
    pub weight: Expr,
    /// The value of which rows: an [`ExprKind::Query`](super::ExprKind::Query).
    pub each: Expr,
    /// The whole line.
    pub span: NodeSpan,
}

/// `40% need`
#[derive(Clone, Debug, PartialEq)]
pub struct WeighedFactor {
    /// A percentage or the name of a param.
    pub weight: Expr,
    /// What is weighed.
    pub factor: Expr,
}

/// `docs "Papers": +5 each papers where new when opted_in, at most 20`
#[derive(Clone, Debug, PartialEq)]
pub struct PointsLine {
    /// The line's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// True for `-`.
    pub negative: bool,
    /// How many points, without the sign: a number, a param, or what a row says.
    pub points: Expr,
    /// `each …`: what is counted; a set of rows (maybe an [`ExprKind::Query`](super::ExprKind::Query)) or a whole number.
    pub each: Option<Expr>,
    /// `halving every 30 days since read_on`
    pub decay: Option<Decay>,
    /// `when …`: when the line counts.
    pub when: Option<Expr>,
    /// `, at most 20` or `, at least -20`.
    pub cap: Option<Cap>,
    /// The whole line.
    pub span: NodeSpan,
}

/// How points wear off: `halving every 30 days since read_on`, `fading over 90 days since seen_on`.
#[derive(Clone, Debug, PartialEq)]
pub struct Decay {
    /// In which way.
    pub kind: DecayKind,
    /// The length of time: a constant.
    pub period: Expr,
    /// The date from which it is counted.
    pub since: Expr,
    /// The whole part.
    pub span: NodeSpan,
}

/// In which way points wear off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecayKind {
    /// By half with every whole period.
    Halving,
    /// Evenly, to nothing at the end of the period.
    Fading,
}

/// The most or least that a line or a group of lines can come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// Which end.
    pub kind: CapKind,
    /// The end.
    pub value: Expr,
}

/// Which end a [`Cap`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapKind {
    /// `at most`
    AtMost,
    /// `at least`
    AtLeast,
}

/// `at most 40 "Engagement" { lines }`
#[derive(Clone, Debug, PartialEq)]
pub struct PointsGroup {
    /// The cap.
    pub cap: Cap,
    /// The label.
    pub label: Option<Text>,
    /// The lines.
    pub lines: Vec<PointsLine>,
    /// From `at` to the closing brace.
    pub span: NodeSpan,
}

/// `band hot "Call now" from 300`, `band cold otherwise`
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The band's name.
    pub name: MemberName,
    /// The label.
    pub label: Option<Text>,
    /// Where it begins, itself included; `None` for `otherwise`.
    pub from: Option<Expr>,
    /// The whole part.
    pub span: NodeSpan,
}

/// `strategy NAME "label" for TARGET gives LIST { options }`
#[derive(Clone, Debug, PartialEq)]
pub struct Strategy {
    /// The strategy's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// A record or a segment.
    pub target: Name,
    /// `gives LIST`: the options are this list's values.
    pub gives: Option<Name>,
    /// The options, first match wins.
    pub options: Vec<StrategyOption>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// An option and the ways to reach it; several `when` may follow one another.
#[derive(Clone, Debug, PartialEq)]
pub struct StrategyOption {
    /// The option's name.
    pub name: MemberName,
    /// The label.
    pub label: Option<Text>,
    /// The ways, at least one.
    pub arms: Vec<Arm>,
    /// The whole option.
    pub span: NodeSpan,
}

/// `when condition because "reason"` or `otherwise because "reason"`
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// The condition; `None` for `otherwise`.
    pub condition: Option<Expr>,
    /// The reason: a text.
    pub because: Option<Expr>,
    /// From `when` to the end.
    pub span: NodeSpan,
}

/// `check NAME "label" for TARGET warning { lines }`
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The check's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// A record or a segment, each of whose rows is judged; all rows together where it is absent.
    pub target: Option<Name>,
    /// True for `warning`: a failure does not make the run wanting.
    pub warning: bool,
    /// What must hold, written like gates.
    pub lines: Vec<Gate>,
    /// The whole statement.
    pub span: NodeSpan,
}
