//! Laws of every expression, on random trees: the outcomes contain every way to fill the gaps, and
//! a table gives the same answers whole and in parts.

use proptest::prelude::{Just, ProptestConfig, prop, prop_oneof, proptest};
use proptest::strategy::Strategy as Values;
use proptest::{prop_assert, prop_assert_eq};

use super::pack::*;
use crate::eval::{Column, Evaluator, Frame, flag, truth};
use crate::ir::ArithmeticOperator::{Add, Divide, Multiply, Subtract};
use crate::ir::CompareOperator::{Is, IsNot, Less, LessOrEqual};
use crate::ir::*;

/// A tree of numbers or of yes/no.
#[derive(Clone, Debug)]
enum Tree {
    Field(usize),
    Whole(i64),
    /// Points that apply only where the first yes/no field is yes.
    MemberPoints,
    Arithmetic(ArithmeticOperator, Box<Tree>, Box<Tree>),
    Least(Box<Tree>, Box<Tree>),
    If(Box<Tree>, Box<Tree>, Box<Tree>),
    Compare(CompareOperator, Box<Tree>, Box<Tree>),
    Within(Box<Tree>, i64, i64),
    Not(Box<Tree>),
    All(Vec<Tree>),
    Some(Vec<Tree>),
    /// Reads the record, so filling a gap may change it.
    IsKnown(Box<Tree>),
    Default(Box<Tree>, Box<Tree>),
}

fn boxed(tree: impl Values<Value = Tree> + 'static) -> impl Values<Value = Box<Tree>> {
    tree.prop_map(Box::new)
}

/// Numbers and yes/no of some depth; `record` lets in what reads the record.
fn trees(
    depth: u32,
    record: bool,
) -> (
    proptest::strategy::BoxedStrategy<Tree>,
    proptest::strategy::BoxedStrategy<Tree>,
) {
    let number = prop_oneof![
        3 => (0usize..2).prop_map(Tree::Field),
        1 => (-3i64..=3).prop_map(Tree::Whole),
        1 => Just(Tree::MemberPoints),
    ]
    .boxed();
    let answer = (2usize..4).prop_map(Tree::Field).boxed();
    if depth == 0 {
        return (number, answer);
    }
    let (numbers, answers) = trees(depth - 1, record);
    let (n, a) = (|| boxed(numbers.clone()), || boxed(answers.clone()));
    let operator = prop_oneof![Just(Add), Just(Subtract), Just(Multiply), Just(Divide)];
    let compared = prop_oneof![Just(Is), Just(IsNot), Just(Less), Just(LessOrEqual)];
    let mut more_numbers = vec![
        number,
        (operator, n(), n())
            .prop_map(|(op, x, y)| Tree::Arithmetic(op, x, y))
            .boxed(),
        (n(), n()).prop_map(|(x, y)| Tree::Least(x, y)).boxed(),
        (a(), n(), n())
            .prop_map(|(c, x, y)| Tree::If(c, x, y))
            .boxed(),
    ];
    let mut more_answers = vec![
        answer,
        (compared, n(), n())
            .prop_map(|(op, x, y)| Tree::Compare(op, x, y))
            .boxed(),
        (n(), -3i64..3, 0i64..3)
            .prop_map(|(x, low, width)| Tree::Within(x, low, low + width))
            .boxed(),
        a().prop_map(Tree::Not).boxed(),
        prop::collection::vec(answers.clone(), 2..4)
            .prop_map(Tree::All)
            .boxed(),
        prop::collection::vec(answers.clone(), 2..4)
            .prop_map(Tree::Some)
            .boxed(),
        (a(), a(), a())
            .prop_map(|(c, x, y)| Tree::If(c, x, y))
            .boxed(),
    ];
    if record {
        more_numbers.push((n(), n()).prop_map(|(x, y)| Tree::Default(x, y)).boxed());
        more_answers.push(n().prop_map(Tree::IsKnown).boxed());
    }
    let pick = |all: Vec<_>| proptest::strategy::Union::new(all).boxed();
    (pick(more_numbers), pick(more_answers))
}

fn any_tree(record: bool) -> impl Values<Value = Tree> {
    let (numbers, answers) = trees(3, record);
    prop_oneof![numbers, answers]
}

fn gap_row() -> impl Values<Value = Vec<Cell>> {
    let number =
        || prop_oneof![2 => (-1i64..=2).prop_map(n), 2 => Just(Cell::Gap), 1 => Just(Cell::Fault)];
    let answer = || prop_oneof![2 => prop::bool::ANY.prop_map(b), 2 => Just(Cell::Gap), 1 => Just(Cell::Fault)];
    (number(), number(), answer(), answer()).prop_map(|(x, y, p, q)| vec![x, y, p, q])
}

struct Made {
    pack: Pack,
    record: RecordId,
    fields: Vec<FieldId>,
    points: RuleId,
}

fn made(rows: &[Vec<Cell>]) -> Made {
    let mut pack = Pack::new();
    let record = pack.record("Row");
    let mut fields = Vec::new();
    for (name, ty) in [
        ("x", rating(-1, 2)),
        ("y", rating(-1, 2)),
        ("p", Type::YesNo),
        ("q", Type::YesNo),
    ] {
        fields.push(pack.field(record, name, ty));
    }
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        .enumerate()
        .map(|(row, cells)| {
            let mut all = vec![t(&row.to_string())];
            all.extend(cells.iter().cloned());
            all
        })
        .collect();
    pack.table(record, &rows);
    let gate = pack.read(fields[2]);
    let members = pack.segment(record, None, &[gate]);
    let factors = vec![pack.read(fields[1])];
    let body = Score {
        kind: ScoreKind::Multiply(factors),
        limit: None,
        bands: None,
        rank: None,
        ty: plain(),
    };
    let points = pack.rule(record, Some(members), RuleBody::Score(body));
    Made {
        pack,
        record,
        fields,
        points,
    }
}

impl Made {
    fn lower(&mut self, tree: &Tree) -> ExprId {
        match tree {
            Tree::Field(place) => self.pack.read(self.fields[*place]),
            Tree::Whole(value) => self.pack.whole(*value),
            Tree::MemberPoints => self.pack.output(self.points, Output::Value, Type::number()),
            Tree::Arithmetic(operator, x, y) => {
                let (x, y) = (self.lower(x), self.lower(y));
                self.pack.arithmetic(*operator, x, y)
            }
            Tree::Least(x, y) => {
                let arguments = vec![self.lower(x), self.lower(y)];
                self.pack
                    .expr(ExprKind::Function(Function::Min, arguments), Type::number())
            }
            Tree::If(condition, then, otherwise) => {
                let [condition, then, otherwise] =
                    [condition, then, otherwise].map(|part| self.lower(part));
                let ty = self.pack.program.exprs[then].ty.clone();
                self.pack.expr(
                    ExprKind::If {
                        condition,
                        then,
                        otherwise,
                    },
                    ty,
                )
            }
            Tree::Compare(operator, x, y) => {
                let (x, y) = (self.lower(x), self.lower(y));
                self.pack.compare(*operator, x, y)
            }
            Tree::Within(item, low, high) => {
                let item = self.lower(item);
                let (low, high) = (Some(self.pack.whole(*low)), Some(self.pack.whole(*high)));
                let kind = ExprKind::InRange {
                    item,
                    low,
                    high,
                    negated: false,
                };
                self.pack.expr(kind, Type::YesNo)
            }
            Tree::Not(operand) => {
                let operand = self.lower(operand);
                self.pack.expr(ExprKind::Not(operand), Type::YesNo)
            }
            Tree::All(operands) => {
                let operands = operands.iter().map(|operand| self.lower(operand)).collect();
                self.pack.expr(ExprKind::And(operands), Type::YesNo)
            }
            Tree::Some(operands) => {
                let operands = operands.iter().map(|operand| self.lower(operand)).collect();
                self.pack.expr(ExprKind::Or(operands), Type::YesNo)
            }
            Tree::IsKnown(value) => {
                let value = self.lower(value);
                let kind = ExprKind::IsState {
                    value,
                    state: State::Known,
                    negated: false,
                };
                self.pack.expr(kind, Type::YesNo)
            }
            Tree::Default(x, y) => {
                let (x, y) = (self.lower(x), self.lower(y));
                self.pack.expr(ExprKind::Default(x, y), Type::number())
            }
        }
    }
}

/// Every row without gaps that a row may be.
fn completions(row: &[Cell]) -> Vec<Vec<Cell>> {
    let mut all = vec![vec![]];
    for (place, cell) in row.iter().enumerate() {
        let values: Vec<Cell> = match cell {
            Cell::Is(_) => vec![cell.clone()],
            Cell::Gap | Cell::Fault if place < 2 => (-1..=2).map(n).collect(),
            Cell::Gap | Cell::Fault => vec![b(false), b(true)],
        };
        all = all
            .iter()
            .flat_map(|done: &Vec<Cell>| {
                values
                    .iter()
                    .map(move |value| [done.as_slice(), std::slice::from_ref(value)].concat())
            })
            .collect();
    }
    all
}

/// What is possible on a row: low, high, flags; yes/no as bits.
fn possible(column: &Column, row: usize) -> (i128, i128, u8) {
    match column {
        Column::Number(column) => {
            let interval = column.interval(row);
            (interval.low, interval.high, column.flags.get(row))
        }
        Column::YesNo(column) => {
            let bits = column.get(row);
            (
                i128::from(bits & truth::NO == 0),
                i128::from(bits & truth::YES != 0),
                column_flags(bits),
            )
        }
        other => panic!("{other:?}"),
    }
}

fn column_flags(bits: u8) -> u8 {
    crate::eval::truth_flags(bits)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn outcomes_contain_every_way_to_fill_the_gaps(tree in any_tree(false), row in gap_row()) {
        let filled = completions(&row);
        let mut whole = made(&filled);
        let expr = whole.lower(&tree);
        let results = whole.pack.column(whole.record, expr);
        let mut open = made(&[row]);
        let expr = open.lower(&tree);
        let (low, high, flags) = possible(&open.pack.column(open.record, expr), 0);
        for (place, filling) in filled.iter().enumerate() {
            let (from, to, bits) = possible(&results, place);
            let sides = flag::APPLIES | flag::NOT_APPLICABLE;
            prop_assert_eq!(bits & sides & !flags, 0, "{:?}", filling);
            if bits & flag::APPLIES != 0 {
                prop_assert!(low <= from && to <= high, "{:?}", filling);
            }
        }
    }

    #[test]
    fn a_table_is_the_same_whole_and_in_parts(
        tree in any_tree(true),
        rows in prop::collection::vec(gap_row(), 0..6),
        cut in 0usize..6,
    ) {
        let mut made = made(&rows);
        let expr = made.lower(&tree);
        let evaluator: Evaluator<'_> = made.pack.evaluator();
        let column = |frame: &Frame| evaluator.column(frame, expr);
        let whole = column(&evaluator.frame(made.record, 0..rows.len()));
        prop_assert_eq!(whole.len(), rows.len());
        let cut = cut.min(rows.len());
        let first = column(&evaluator.frame(made.record, 0..cut));
        let second = column(&evaluator.frame(made.record, cut..rows.len()));
        for row in 0..rows.len() {
            let alone = column(&evaluator.frame(made.record, row..row + 1));
            prop_assert_eq!(possible(&alone, 0), possible(&whole, row));
            let part = if row < cut { possible(&first, row) } else { possible(&second, row - cut) };
            prop_assert_eq!(part, possible(&whole, row));
        }
    }
}

#[test]
fn a_column_of_gaps_only_is_the_range() {
    let rows = vec![vec![Cell::Gap; 4]; 3];
    let mut made = made(&rows);
    let sum = Tree::Arithmetic(Add, Box::new(Tree::Field(0)), Box::new(Tree::Field(1)));
    let expr = made.lower(&sum);
    let found = made.pack.column(made.record, expr);
    for row in 0..3 {
        assert_eq!(ends(&found, row), (Some(-2), Some(4), APPLIES));
    }
}
