//! Decisions: tables whose lines are tested against a row.

use super::{CompareOperator, Expr, Name, NodeSpan, State, Text};

/// `decision NAME "label" for TARGET gives LIST first { table }`
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The decision's name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// A record or a segment.
    pub target: Name,
    /// `gives LIST`: what comes out are this list's values.
    pub gives: Option<Name>,
    /// Which of the lines that hold count.
    pub policy: HitPolicy,
    /// `from "channels.csv"`: the table stands in a file beside the pack.
    pub file: Option<Text>,
    /// The table; without a row where it stands in a file that has not been read.
    pub table: DecisionTable,
    /// The whole statement.
    pub span: NodeSpan,
}

/// Which of the lines that hold count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitPolicy {
    /// `first`: the first in the order written.
    First,
    /// `unique`: the only one; two at once are a fault.
    Unique,
    /// `all`: every one.
    All,
}

impl HitPolicy {
    /// As it is written.
    #[must_use]
    pub fn spelling(self) -> &'static str {
        match self {
            HitPolicy::First => "first",
            HitPolicy::Unique => "unique",
            HitPolicy::All => "all",
        }
    }
}

/// The table of a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum DecisionTable {
    /// What is tested before `||`, what comes out behind it.
    Lines(LineTable),
    /// Two headings, and what comes out where a row and a column meet.
    Grid(GridTable),
}

impl DecisionTable {
    /// From the first row to the last.
    #[must_use]
    pub fn span(&self) -> NodeSpan {
        match self {
            DecisionTable::Lines(table) => table.span,
            DecisionTable::Grid(table) => table.span,
        }
    }
}

impl LineTable {
    /// What stands for the table of a file until it is read.
    #[must_use]
    pub fn unread(path: NodeSpan) -> LineTable {
        LineTable {
            inputs: Vec::new(),
            outputs: Vec::new(),
            lines: Vec::new(),
            head: path,
            span: path,
        }
    }
}

/// `| buyer | amount || channel | because |` and its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct LineTable {
    /// What is tested.
    pub inputs: Vec<Expr>,
    /// What comes out; the first bears the decision's name.
    pub outputs: Vec<Name>,
    /// The lines in the order written.
    pub lines: Vec<TableLine>,
    /// The row of the headings.
    pub head: NodeSpan,
    /// From the first row to the last.
    pub span: NodeSpan,
}

/// A line of a [`LineTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct TableLine {
    /// A cell an input.
    pub cells: Vec<InputCell>,
    /// A cell an output; `None` for a blank one.
    pub outputs: Vec<Option<Expr>>,
    /// The whole row.
    pub span: NodeSpan,
}

/// `| fit.band / engagement.band | 1 | 2 |` and its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct GridTable {
    /// What the first cell of each line tests.
    pub down: Expr,
    /// What the headings of the columns test.
    pub across: Expr,
    /// A cell a column.
    pub columns: Vec<InputCell>,
    /// The lines in the order written.
    pub lines: Vec<GridLine>,
    /// The row of the headings.
    pub head: NodeSpan,
    /// From the first row to the last.
    pub span: NodeSpan,
}

/// A line of a [`GridTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct GridLine {
    /// What is tested.
    pub cell: InputCell,
    /// What comes out, a column each; `None` for a blank cell.
    pub values: Vec<Option<Expr>>,
    /// The whole row.
    pub span: NodeSpan,
}

/// A cell that is tested.
#[derive(Clone, Debug, PartialEq)]
pub struct InputCell {
    /// What it says.
    pub kind: InputCellKind,
    /// The cell without its bars.
    pub span: NodeSpan,
}

/// What a cell that is tested says.
#[derive(Clone, Debug, PartialEq)]
pub enum InputCellKind {
    /// Nothing.
    Blank,
    /// `-`: whatever the value.
    Any,
    /// `otherwise`: the line is for all that the others leave.
    Otherwise,
    /// `> 10 and <= 20, 30`
    Test(CellTest),
}

/// `not a, > 10 and <= 20`: alternatives, perhaps after `not`.
#[derive(Clone, Debug, PartialEq)]
pub struct CellTest {
    /// True after `not`: none of the alternatives may hold.
    pub negated: bool,
    /// One of these must hold; each is made of conditions that all must hold.
    pub alternatives: Vec<Vec<CellCondition>>,
}

/// A condition of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellCondition {
    /// Which.
    pub kind: CellConditionKind,
    /// Where.
    pub span: NodeSpan,
}

/// The kinds of conditions of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum CellConditionKind {
    /// `direct`, `12`: the value itself.
    Value(Expr),
    /// `5k..20k EUR`, ends included.
    Range(Expr),
    /// `>= 100k EUR`
    Compare(CompareOperator, Expr),
    /// `known`, `unknown`
    State(State),
}

impl Decision {
    /// What comes out under the decision's own name, line by line; blank cells left out.
    pub fn output_cells(&self) -> impl Iterator<Item = &Expr> {
        let (lines, grid) = match &self.table {
            DecisionTable::Lines(table) => (table.lines.as_slice(), [].as_slice()),
            DecisionTable::Grid(table) => ([].as_slice(), table.lines.as_slice()),
        };
        let first = lines.iter().filter_map(|line| line.outputs.first());
        first
            .chain(grid.iter().flat_map(|line| &line.values))
            .flatten()
    }

    /// What comes out beside it: the names of the further columns, reasons left out.
    #[must_use]
    pub fn further_outputs(&self) -> Vec<&str> {
        match &self.table {
            DecisionTable::Lines(table) => {
                let names = table.outputs.iter().skip(1).map(|name| name.text.as_str());
                names.filter(|name| *name != BECAUSE).collect()
            }
            DecisionTable::Grid(_) => vec![AT],
        }
    }
}

impl InputCell {
    /// The one value that the cell asks for, as a name.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let InputCellKind::Test(CellTest {
            negated: false,
            alternatives,
        }) = &self.kind
        else {
            return None;
        };
        let [conditions] = alternatives.as_slice() else {
            return None;
        };
        let [
            CellCondition {
                kind: CellConditionKind::Value(value),
                ..
            },
        ] = conditions.as_slice()
        else {
            return None;
        };
        value.as_name()
    }
}

/// The heading of the column that holds reasons.
pub const BECAUSE: &str = "because";
/// What a grid tells beside its value: which row and which column met.
pub const AT: &str = "at";
