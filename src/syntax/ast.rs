//! The syntax tree: what the analyst wrote, nothing resolved, nothing dropped that the formatter
//! needs. Made by `parser`, read by `analysis` and `format`.
//!
//! Two trees are equal when they say the same: places ([`NodeSpan`]) never count.

use crate::decimal::Decimal;
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
    /// `view call_list "…" for target { … }`
    View(View),
    /// `test "…" { … }`
    Test(Test),
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

// ---- records, lists, params ---------------------------------------------------------------------

/// `record NAME "label" { items }`
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The record's name.
    pub name: Name,
    /// Its label.
    pub label: Option<Text>,
    /// What stands between the braces.
    pub items: Vec<RecordItem>,
    /// The whole statement.
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
}

/// A column of the file. Written in this order: `name TYPE key as … column "…" "label"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The field's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// True for `key`.
    pub key: bool,
    /// `as "Oui"/"Non"` or `as "DD-MM-YYYY"`: how cells are written.
    pub written_as: Vec<Text>,
    /// `column "Total Visits"`: the header in the file.
    pub column: Option<Text>,
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

/// Rows of another table that belong to this row: `rivals many Rival by market complete when … "label"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The relation's name.
    pub name: Name,
    /// The other record.
    pub record: Name,
    /// The field of the other record that holds our key.
    pub by: Name,
    /// The condition under which every row is known to be listed.
    pub complete_when: Option<Expr>,
    /// The label.
    pub label: Option<Text>,
    /// The whole line.
    pub span: NodeSpan,
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

/// A member's name: bare, or quoted where it is no name (`"200-499"`).
#[derive(Clone, Debug, PartialEq)]
pub enum MemberName {
    /// `hot`
    Name(Name),
    /// `"200-499"`
    Text(Text),
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

/// `list NAME ordered "label" { | name | label | … }`
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The list's name.
    pub name: Name,
    /// True if the order of the rows is an order of the values.
    pub ordered: bool,
    /// The label.
    pub label: Option<Text>,
    /// The rows.
    pub table: TextTable,
    /// The whole statement.
    pub span: NodeSpan,
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

// ---- rules --------------------------------------------------------------------------------------

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
    /// `rank`
    Rank(NodeSpan),
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
    /// How many points: a number or a param, without the sign.
    pub points: Expr,
    /// `each …`: what is counted; a set of rows (maybe an [`ExprKind::Query`]) or a whole number.
    pub each: Option<Expr>,
    /// `when …`: when the line counts.
    pub when: Option<Expr>,
    /// `, at most 20` or `, at least -20`.
    pub cap: Option<Cap>,
    /// The whole line.
    pub span: NodeSpan,
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
    pub name: Name,
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

// ---- views and tests ----------------------------------------------------------------------------

/// `view NAME "label" for TARGET { items }`
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The view's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// A record or a segment.
    pub target: Name,
    /// What stands between the braces.
    pub items: Vec<ViewItem>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// A line of a view.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewItem {
    /// `show name, bant "Score"`
    Show {
        /// The columns.
        columns: Vec<ShowColumn>,
        /// The whole line.
        span: NodeSpan,
    },
    /// `where employees > 10`
    Where {
        /// What must hold.
        condition: Expr,
        /// The whole line.
        span: NodeSpan,
    },
    /// `sort bant descending, name`
    Sort {
        /// The keys, the first counts most.
        keys: Vec<SortKey>,
        /// The whole line.
        span: NodeSpan,
    },
    /// `top 10`
    Top {
        /// A whole number or a param.
        count: Expr,
        /// The whole line.
        span: NodeSpan,
    },
}

/// `bant.band "Band"`; a set of names (`name of rivals where strong`) is allowed too.
#[derive(Clone, Debug, PartialEq)]
pub struct ShowColumn {
    /// What to show.
    pub value: Expr,
    /// The head of the column.
    pub heading: Option<Text>,
}

/// `bant descending`
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// What to sort by.
    pub value: Expr,
    /// True for `descending`; `ascending` may be written and means the default.
    pub descending: bool,
}

/// `test "…" { items }`
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What is being tested.
    pub label: Text,
    /// What stands between the braces.
    pub items: Vec<TestItem>,
    /// The whole statement.
    pub span: NodeSpan,
}

/// A line of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum TestItem {
    /// `as of 2026-01-31`
    AsOf {
        /// The day that `today` means.
        date: Expr,
        /// The whole line.
        span: NodeSpan,
    },
    /// `param crowded = 5`
    Param {
        /// The param to set for this test.
        name: Name,
        /// Its value here.
        value: Expr,
        /// The whole line.
        span: NodeSpan,
    },
    /// `given Account { name: "Acme", employees: 40 }` or `given Rival { | market | name | … }`
    Given {
        /// The record.
        record: Name,
        /// Its rows.
        rows: GivenRows,
        /// The whole item.
        span: NodeSpan,
    },
    /// `expect bant is 625`, `expect "Acme": bant in 100..200`, `expect bant.band possible hot, warm`
    Expect {
        /// The key of the row, where several are given.
        row: Option<Text>,
        /// What must hold.
        expectation: Expectation,
        /// The whole line.
        span: NodeSpan,
    },
}

/// Rows given to a test.
#[derive(Clone, Debug, PartialEq)]
pub enum GivenRows {
    /// One row, by name of field.
    One(Vec<GivenCell>),
    /// A table of rows.
    Table(TextTable),
}

/// `employees: 40`
#[derive(Clone, Debug, PartialEq)]
pub struct GivenCell {
    /// The field.
    pub name: Name,
    /// Its value.
    pub value: Expr,
}

/// What a test expects.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// A condition that must be yes. Here `x is LOW..HIGH` says that these are the exact ends.
    Holds(Expr),
    /// `bant.band possible hot, warm`: exactly these outcomes are left.
    Possible {
        /// Of what.
        value: Expr,
        /// The outcomes.
        outcomes: Vec<Expr>,
    },
}

// ---- expressions --------------------------------------------------------------------------------

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Where.
    pub span: NodeSpan,
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
    /// `value of set where condition`; only as the argument of an aggregate, in a hole, in `show`
    /// and after `each`
    Query {
        /// What is taken of each row; the set itself when there is no `of`.
        value: Box<Expr>,
        /// The set of rows.
        of: Option<Box<Expr>>,
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
