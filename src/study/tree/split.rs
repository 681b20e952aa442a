//! Taking a pack apart into lines, and putting it together again.

use crate::source::Span;
use crate::syntax::ast::{
    Arm, BECAUSE, Decision, DecisionTable, Gate, GridLine, ListRows, Pack, PointsLine, RecordItem,
    ScoreItem, Statement, StrategyOption, TableLine, TableRow, ViewItem,
};

/// A statement, or a line of one, without the lines that stand in it.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant)] // few are held at a time
pub(in crate::study) enum Head {
    /// A statement.
    Statement(Statement),
    /// A line of a record.
    RecordItem(RecordItem),
    /// A gate of a segment, a line of a check.
    Gate(Gate),
    /// A line of a score.
    ScoreItem(ScoreItem),
    /// A line in a group of points.
    Points(PointsLine),
    /// An option of a strategy.
    Option(StrategyOption),
    /// A way to reach an option.
    Arm(Arm),
    /// A line of a decision; the place of its reason among what comes out.
    Line(TableLine, Option<usize>),
    /// A line of a decision of two headings.
    GridLine(GridLine),
    /// A row of a list.
    Row(TableRow),
    /// A line of a view.
    ViewItem(ViewItem),
}

/// A line with the lines that stand in it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::study) struct Node {
    /// The line itself.
    pub head: Head,
    /// What stands in it, in the order written.
    pub children: Vec<Node>,
}

/// The statements of a pack, taken apart.
pub(in crate::study) fn nodes(pack: &Pack) -> Vec<Node> {
    let statements = pack.statements.iter().cloned();
    statements.map(Head::Statement).map(node).collect()
}

/// A pack of some statements.
pub(in crate::study) fn pack(heads: impl IntoIterator<Item = Head>) -> Pack {
    let statements = heads.into_iter().filter_map(|head| {
        if let Head::Statement(statement) = head {
            Some(statement)
        } else {
            None
        }
    });
    Pack {
        statements: statements.collect(),
        comments: Vec::new(),
    }
}

fn node(mut head: Head) -> Node {
    let children = take(&mut head).into_iter().map(node).collect();
    Node { head, children }
}

/// A line put together with all that stands in it.
pub(in crate::study) fn unite(node: &Node) -> Head {
    node.head.clone().with(node.children.iter().map(unite))
}

/// Takes the lines out of a line.
fn take(head: &mut Head) -> Vec<Head> {
    match head {
        Head::Statement(statement) => take_of_statement(statement),
        Head::ScoreItem(ScoreItem::Group(group)) => {
            let lines = std::mem::take(&mut group.lines);
            lines.into_iter().map(Head::Points).collect()
        }
        Head::Option(option) => {
            let arms = std::mem::take(&mut option.arms);
            arms.into_iter().map(Head::Arm).collect()
        }
        Head::RecordItem(_)
        | Head::Gate(_)
        | Head::ScoreItem(
            ScoreItem::Multiply(_)
            | ScoreItem::Weigh(_)
            | ScoreItem::WeighEach(_)
            | ScoreItem::Points(_)
            | ScoreItem::Scale(_)
            | ScoreItem::Limit(_)
            | ScoreItem::Band(_)
            | ScoreItem::Rank(_),
        )
        | Head::Points(_)
        | Head::Arm(_)
        | Head::Line(..)
        | Head::GridLine(_)
        | Head::Row(_)
        | Head::ViewItem(_) => Vec::new(),
    }
}

fn take_of_statement(statement: &mut Statement) -> Vec<Head> {
    fn all<T>(items: &mut Vec<T>, head: impl Fn(T) -> Head) -> Vec<Head> {
        std::mem::take(items).into_iter().map(head).collect()
    }
    match statement {
        Statement::Record(record) => all(&mut record.items, Head::RecordItem),
        Statement::List(list) => match &mut list.rows {
            ListRows::Table(table) => all(&mut table.rows, Head::Row),
            ListRows::File(_) => Vec::new(),
        },
        Statement::Segment(segment) => all(&mut segment.gates, Head::Gate),
        Statement::Check(check) => all(&mut check.lines, Head::Gate),
        Statement::Score(score) => all(&mut score.items, Head::ScoreItem),
        Statement::Strategy(strategy) => all(&mut strategy.options, Head::Option),
        Statement::Decision(decision) => {
            let because = reasons(decision);
            match &mut decision.table {
                DecisionTable::Lines(table) => {
                    all(&mut table.lines, |line| Head::Line(line, because))
                }
                DecisionTable::Grid(table) => all(&mut table.lines, Head::GridLine),
            }
        }
        Statement::View(view) => all(&mut view.items, Head::ViewItem),
        Statement::Pack(_)
        | Statement::Source(_)
        | Statement::Use(_)
        | Statement::Param(_)
        | Statement::Test(_) => Vec::new(),
    }
}

/// The place of the reasons among what a decision's lines say.
fn reasons(decision: &Decision) -> Option<usize> {
    match &decision.table {
        DecisionTable::Lines(table) => {
            let mut outputs = table.outputs.iter();
            outputs.position(|output| output.text == BECAUSE)
        }
        DecisionTable::Grid(_) => None,
    }
}

impl Head {
    /// The line with other lines in it. A line that cannot stand there is left out.
    pub fn with(mut self, lines: impl IntoIterator<Item = Head>) -> Head {
        for line in lines {
            self.add(line);
        }
        self
    }

    fn add(&mut self, line: Head) {
        match (self, line) {
            (Head::Statement(statement), line) => add_to_statement(statement, line),
            (Head::ScoreItem(ScoreItem::Group(group)), Head::Points(line)) => {
                group.lines.push(line);
            }
            (Head::Option(option), Head::Arm(arm)) => option.arms.push(arm),
            (
                Head::RecordItem(_)
                | Head::Gate(_)
                | Head::ScoreItem(_)
                | Head::Points(_)
                | Head::Option(_)
                | Head::Arm(_)
                | Head::Line(..)
                | Head::GridLine(_)
                | Head::Row(_)
                | Head::ViewItem(_),
                _,
            ) => {}
        }
    }

    /// Where the line stands.
    pub fn span(&self) -> Span {
        match self {
            Head::Statement(statement) => statement.span(),
            Head::RecordItem(item) => match item {
                RecordItem::Field(field) => field.span.0,
                RecordItem::Computed(field) => field.span.0,
                RecordItem::Relation(relation) => relation.span.0,
                RecordItem::Missing(missing) => missing.span.0,
                RecordItem::Written(written) => written.span.0,
            },
            Head::Gate(gate) => gate.span.0,
            Head::ScoreItem(item) => match item {
                ScoreItem::Multiply(line) => line.span.0,
                ScoreItem::Weigh(line) => line.span.0,
                ScoreItem::WeighEach(line) => line.span.0,
                ScoreItem::Points(line) => line.span.0,
                ScoreItem::Group(group) => group.span.0,
                ScoreItem::Scale(range) | ScoreItem::Limit(range) => range.span.0,
                ScoreItem::Band(band) => band.span.0,
                ScoreItem::Rank(rank) => rank.span.0,
            },
            Head::Points(line) => line.span.0,
            Head::Option(option) => option.span.0,
            Head::Arm(arm) => arm.span.0,
            Head::Line(line, _) => line.span.0,
            Head::GridLine(line) => line.span.0,
            Head::Row(row) => row.span.0,
            Head::ViewItem(item) => match item {
                ViewItem::Show { span, .. }
                | ViewItem::Where { span, .. }
                | ViewItem::Sort { span, .. }
                | ViewItem::Top { span, .. } => span.0,
            },
        }
    }
}

fn add_to_statement(statement: &mut Statement, line: Head) {
    match (statement, line) {
        (Statement::Record(record), Head::RecordItem(item)) => record.items.push(item),
        (Statement::List(list), Head::Row(row)) => {
            if let ListRows::Table(table) = &mut list.rows {
                table.rows.push(row);
            }
        }
        (Statement::Segment(segment), Head::Gate(gate)) => segment.gates.push(gate),
        (Statement::Check(check), Head::Gate(gate)) => check.lines.push(gate),
        (Statement::Score(score), Head::ScoreItem(item)) => score.items.push(item),
        (Statement::Strategy(strategy), Head::Option(option)) => strategy.options.push(option),
        (Statement::Decision(decision), line) => match (&mut decision.table, line) {
            (DecisionTable::Lines(table), Head::Line(line, _)) => table.lines.push(line),
            (DecisionTable::Grid(table), Head::GridLine(line)) => table.lines.push(line),
            (DecisionTable::Lines(_) | DecisionTable::Grid(_), _) => {}
        },
        (Statement::View(view), Head::ViewItem(item)) => view.items.push(item),
        (
            Statement::Pack(_)
            | Statement::Source(_)
            | Statement::Use(_)
            | Statement::Param(_)
            | Statement::Test(_)
            | Statement::Record(_)
            | Statement::List(_)
            | Statement::Segment(_)
            | Statement::Check(_)
            | Statement::Score(_)
            | Statement::Strategy(_)
            | Statement::View(_),
            _,
        ) => {}
    }
}
