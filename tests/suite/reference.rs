//! An independent evaluator, small and slow on purpose: one row, the syntax tree, sets by the book.
//!
//! It shares the parser with the program and nothing else: no typed IR, no columns, no kernels.
//! Numbers are exact fractions of 128-bit whole numbers, rounded to six places after each operator.

use std::collections::BTreeMap;

use gtm::syntax::ast::{
    ArithmeticOperator, CapKind, CellCondition, CellConditionKind, CompareOperator, DecayKind,
    Decision, DecisionTable, Expr, ExprKind, Gate, HitPolicy, InputCell, InputCellKind, Pack,
    PointsLine, Range, Score, ScoreItem, Statement, Strategy, TableLine, WeighEach,
};

pub const NO: u8 = 1;
pub const NA: u8 = 2;
pub const YES: u8 = 4;

/// Everything that a value may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A number in millionths between two ends (`None` is open), or not applicable.
    Number {
        low: Option<i128>,
        high: Option<i128>,
        applies: bool,
        may_not_apply: bool,
    },
    /// A set of [`NO`], [`NA`], [`YES`].
    YesNo(u8),
    /// Names still possible; and whether it may not apply.
    Choice {
        names: Vec<String>,
        may_not_apply: bool,
    },
}

impl Outcome {
    pub fn point(units: i128) -> Outcome {
        Outcome::Number {
            low: Some(units),
            high: Some(units),
            applies: true,
            may_not_apply: false,
        }
    }

    fn anything() -> Outcome {
        Outcome::Number {
            low: None,
            high: None,
            applies: true,
            may_not_apply: false,
        }
    }

    fn not_applicable() -> Outcome {
        Outcome::Number {
            low: None,
            high: None,
            applies: false,
            may_not_apply: true,
        }
    }

    fn bits(&self) -> u8 {
        match self {
            Outcome::YesNo(bits) => *bits,
            other => panic!("{other:?} is no yes/no"),
        }
    }
}

/// A row: its fields, all answered.
pub type Row = BTreeMap<String, Outcome>;

/// Works out a name of the pack for a row whose every field is answered.
pub struct Reference<'a> {
    pub pack: &'a Pack,
    pub row: &'a Row,
    /// The rows of the related table that name this row.
    pub related: &'a [Row],
    /// The row that `this` means inside an aggregate.
    pub outer: Option<&'a Reference<'a>>,
}

const ONE: i128 = 1_000_000;
const MOST: i128 = 10i128.pow(26) - 1;

/// The nearest whole number to a fraction, halves away from zero.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    let (n, d) = (numerator.abs(), denominator.abs());
    let sign = numerator.signum() * denominator.signum();
    let floor = n / d;
    let twice_rest = 2 * (n - floor * d);
    sign * if twice_rest >= d { floor + 1 } else { floor }
}

impl Reference<'_> {
    pub fn name(&self, name: &str) -> Outcome {
        if let Some(value) = self.row.get(name) {
            return value.clone();
        }
        for statement in &self.pack.statements {
            match statement {
                Statement::Record(record) => {
                    for item in &record.items {
                        if let gtm::syntax::ast::RecordItem::Computed(computed) = item
                            && computed.name.text == name
                        {
                            return self.expr(&computed.value);
                        }
                    }
                }
                Statement::Param(param) if param.name.text == name => {
                    return self.expr(&param.value);
                }
                Statement::Segment(segment) if segment.name.text == name => {
                    return self.gates(&segment.gates, &segment.target.text);
                }
                Statement::Check(check) if check.name.text == name => {
                    let target = check.target.as_ref().expect("a check of each row");
                    return self.gates(&check.lines, &target.text);
                }
                Statement::Score(score) if score.name.text == name => return self.score(score).0,
                Statement::Strategy(strategy) if strategy.name.text == name => {
                    return self.strategy(strategy);
                }
                Statement::Decision(decision) if decision.name.text == name => {
                    return self.decision(decision, 0);
                }
                _ => {}
            }
        }
        panic!("no {name}")
    }

    pub fn band(&self, name: &str) -> Outcome {
        let score = self
            .pack
            .statements
            .iter()
            .find_map(|statement| match statement {
                Statement::Score(score) if score.name.text == name => Some(score),
                _ => None,
            });
        self.score(score.expect("a score")).1
    }

    /// A further column of what comes out of a decision.
    pub fn further(&self, name: &str, column: usize) -> Outcome {
        let found = self
            .pack
            .statements
            .iter()
            .find_map(|statement| match statement {
                Statement::Decision(decision) if decision.name.text == name => Some(decision),
                _ => None,
            });
        self.decision(found.expect("a decision"), column)
    }

    /// Whether a rule applies to the row, as a set of no (n.a.) and yes.
    fn target(&self, target: &str) -> u8 {
        let is_segment = self.pack.statements.iter().any(
            |statement| matches!(statement, Statement::Segment(segment) if segment.name.text == target),
        );
        if is_segment {
            self.name(target).bits()
        } else {
            YES
        }
    }

    fn gates(&self, gates: &[Gate], target: &str) -> Outcome {
        let mut result = YES;
        for gate in gates {
            result = and(result, needed(self.expr(&gate.condition).bits()));
        }
        match self.target(target) {
            YES => Outcome::YesNo(result),
            bits if bits & YES == 0 => Outcome::YesNo(NA),
            _ => Outcome::YesNo(result | NA),
        }
    }

    fn score(&self, score: &Score) -> (Outcome, Outcome) {
        let applies = self.target(&score.target.text);
        let mut value = Outcome::point(0);
        let mut bands = Vec::new();
        for item in &score.items {
            match item {
                ScoreItem::Multiply(multiply) => {
                    value = Outcome::point(ONE);
                    for factor in &multiply.factors {
                        let factor = self.expr(factor);
                        value = arithmetic(ArithmeticOperator::Multiply, &value, &factor);
                    }
                }
                ScoreItem::WeighEach(weigh) => {
                    let scale = score.items.iter().find_map(|item| match item {
                        ScoreItem::Scale(range) => Some(range),
                        _ => None,
                    });
                    value = self.weighed_mean(weigh, scale.expect("a scale"));
                }
                ScoreItem::Scale(_) => {}
                ScoreItem::Points(line) => {
                    let points = match &line.each {
                        Some(each) => self.sum_of_rows(line, each),
                        None => self.expr(&line.points),
                    };
                    let points = if line.negative {
                        negate(&points)
                    } else {
                        points
                    };
                    let holds = line
                        .when
                        .as_ref()
                        .map_or(YES, |when| needed(self.expr(when).bits()));
                    let added = match holds {
                        YES => points,
                        NO => Outcome::point(0),
                        _ => union(&points, &Outcome::point(0)),
                    };
                    let added = match &line.cap {
                        Some(cap) if cap.kind == CapKind::AtMost => {
                            clamp(&added, -MOST, self.point(&cap.value))
                        }
                        Some(cap) => clamp(&added, self.point(&cap.value), MOST),
                        None => added,
                    };
                    value = arithmetic(ArithmeticOperator::Add, &value, &added);
                }
                ScoreItem::Limit(range) => {
                    let end = |end: &Option<Box<Expr>>| self.point(end.as_ref().expect("an end"));
                    value = clamp(&value, end(&range.low), end(&range.high));
                }
                ScoreItem::Band(band) => bands.push(band),
                other => panic!("not in the reference: {other:?}"),
            }
        }
        let value = match applies {
            YES => value,
            bits if bits & YES == 0 => Outcome::not_applicable(),
            _ => maybe(value),
        };
        let Outcome::Number {
            low,
            high,
            applies,
            may_not_apply,
        } = &value
        else {
            panic!("number")
        };
        let mut names = Vec::new();
        let mut above: Option<i128> = None;
        for band in &bands {
            let from = band.from.as_ref().map(|from| self.point(from));
            let reaches = from.is_none_or(|from| high.is_none_or(|high| high >= from));
            let below = above.is_none_or(|above| low.is_none_or(|low| low < above));
            if *applies && reaches && below {
                let gtm::syntax::ast::MemberName::Name(name) = &band.name else {
                    panic!("name")
                };
                names.push(name.text.clone());
            }
            above = from;
        }
        let band = Outcome::Choice {
            names,
            may_not_apply: *may_not_apply,
        };
        (value, band)
    }

    fn strategy(&self, strategy: &Strategy) -> Outcome {
        let applies = self.target(&strategy.target.text);
        let mut names = Vec::new();
        'options: for option in &strategy.options {
            let gtm::syntax::ast::MemberName::Name(name) = &option.name else {
                panic!("name")
            };
            for arm in &option.arms {
                let bits = arm
                    .condition
                    .as_ref()
                    .map_or(YES, |c| needed(self.expr(c).bits()));
                if bits & YES != 0 && !names.contains(&name.text) {
                    names.push(name.text.clone());
                }
                if bits == YES {
                    break 'options;
                }
            }
        }
        if applies & YES == 0 {
            names.clear();
        }
        Outcome::Choice {
            names,
            may_not_apply: applies != YES,
        }
    }

    /// A column of what comes out of a decision, `first` or `unique`.
    pub fn decision(&self, decision: &Decision, column: usize) -> Outcome {
        let DecisionTable::Lines(table) = &decision.table else {
            panic!("a table of lines")
        };
        let holds: Vec<u8> = table
            .lines
            .iter()
            .map(|line| self.line(line, &table.inputs))
            .collect();
        let rest = holds
            .iter()
            .fold(NO, |any, bits| not(and(not(any), not(*bits))));
        let mut left: Option<Outcome> = None;
        let mut none_fits = true;
        for (line, holds) in table.lines.iter().zip(&holds) {
            let is_rest = line.cells[0].kind == InputCellKind::Otherwise;
            let bits = match (is_rest, decision.policy) {
                (false, _) => *holds,
                (true, HitPolicy::First) => YES,
                (true, HitPolicy::Unique | HitPolicy::All) => not(rest),
            };
            if bits & YES == 0 {
                continue;
            }
            let value = line.outputs[column].as_ref().expect("a value");
            let value = match &value.kind {
                ExprKind::Name(name) => Outcome::Choice {
                    names: vec![name.clone()],
                    may_not_apply: false,
                },
                _ => self.expr(value),
            };
            left = Some(match left {
                Some(left) => union(&left, &value),
                None => value,
            });
            none_fits &= bits != YES && !is_rest;
            if bits == YES && decision.policy == HitPolicy::First {
                break;
            }
        }
        let applies = self.target(&decision.target.text);
        let outside = applies & YES == 0;
        let left = left.filter(|_| !outside);
        let may_not_apply = outside || applies != YES || none_fits;
        match left {
            None if column == 0 => Outcome::Choice {
                names: Vec::new(),
                may_not_apply: true,
            },
            None => Outcome::not_applicable(),
            Some(left) if may_not_apply => maybe(left),
            Some(left) => left,
        }
    }

    fn line(&self, line: &TableLine, headings: &[Expr]) -> u8 {
        let cells = line.cells.iter().zip(headings);
        cells.fold(YES, |all, (cell, heading)| {
            and(all, needed(self.cell(cell, heading)))
        })
    }

    fn cell(&self, cell: &InputCell, heading: &Expr) -> u8 {
        let InputCellKind::Test(test) = &cell.kind else {
            return if cell.kind == InputCellKind::Otherwise {
                NO
            } else {
                YES
            };
        };
        let any = test.alternatives.iter().fold(NO, |any, conditions| {
            let all = conditions.iter().fold(YES, |all, condition| {
                and(all, self.cell_condition(condition, heading))
            });
            not(and(not(any), not(all)))
        });
        if test.negated { not(any) } else { any }
    }

    fn cell_condition(&self, condition: &CellCondition, heading: &Expr) -> u8 {
        let heading = Box::new(heading.clone());
        let kind = match &condition.kind {
            CellConditionKind::Value(value) => {
                ExprKind::Compare(CompareOperator::Is, heading, Box::new(value.clone()))
            }
            CellConditionKind::Compare(operator, value) => {
                ExprKind::Compare(*operator, heading, Box::new(value.clone()))
            }
            CellConditionKind::Range(range) => ExprKind::In {
                item: heading,
                set: Box::new(range.clone()),
                negated: false,
            },
            CellConditionKind::State(_) => panic!("reads the record as it is"),
        };
        let span = condition.span;
        self.expr(&Expr { kind, span }).bits()
    }

    fn point(&self, expr: &Expr) -> i128 {
        match self.expr(expr) {
            Outcome::Number { low: Some(low), .. } => low,
            other => panic!("{other:?} is no constant"),
        }
    }

    pub fn expr(&self, expr: &Expr) -> Outcome {
        match &expr.kind {
            ExprKind::Number(number) => Outcome::point(number.value.units()),
            ExprKind::YesNo(yes) => Outcome::YesNo(if *yes { YES } else { NO }),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Member(base, member) => match (&base.kind, member.text.as_str()) {
                (ExprKind::Name(name), "band") => self.band(name),
                (ExprKind::Name(name), "cost") => self.further(name, 1),
                (ExprKind::Name(name), field) if name == "this" => {
                    self.outer.expect("an outer row").name(field)
                }
                other => panic!("not in the reference: {other:?}"),
            },
            ExprKind::Parenthesis(inner) => self.expr(inner),
            ExprKind::Not(inner) => Outcome::YesNo(not(self.expr(inner).bits())),
            ExprKind::Negate(inner) => negate(&self.expr(inner)),
            ExprKind::Arithmetic(operator, left, right) => {
                arithmetic(*operator, &self.expr(left), &self.expr(right))
            }
            ExprKind::And(parts) => Outcome::YesNo(
                parts
                    .iter()
                    .fold(YES, |bits, part| and(bits, self.expr(part).bits())),
            ),
            ExprKind::Or(parts) => {
                let negated = parts
                    .iter()
                    .fold(YES, |bits, part| and(bits, not(self.expr(part).bits())));
                Outcome::YesNo(not(negated))
            }
            ExprKind::Compare(operator, left, right) => self.compare(*operator, left, right),
            ExprKind::In { item, set, negated } => {
                let bits = self.membership(item, set);
                Outcome::YesNo(if *negated { not(bits) } else { bits })
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => match needed(self.expr(condition).bits()) {
                YES => self.expr(then),
                NO => self.expr(otherwise),
                _ => union(&self.expr(then), &self.expr(otherwise)),
            },
            ExprKind::Call {
                function,
                arguments,
            } if is_of_rows(arguments) => self.aggregate(&function.text, &arguments[0]),
            ExprKind::Call {
                function,
                arguments,
            } => {
                let values: Vec<_> = arguments
                    .iter()
                    .map(|argument| self.expr(argument))
                    .collect();
                let mut values = values.into_iter();
                let first = values.next().expect("an argument");
                values.fold(first, |a, b| least_or_greatest(&function.text, &a, &b))
            }
            other => panic!("not in the reference: {other:?}"),
        }
    }

    /// The points of the rows, each by what is left of it; a row has its age in days as `d`.
    fn sum_of_rows(&self, line: &PointsLine, each: &Expr) -> Outcome {
        let filter = match &each.kind {
            ExprKind::Query { filter, .. } => filter.as_deref(),
            _ => None,
        };
        let mut sum = Outcome::point(0);
        for row in self.inner_rows(filter) {
            let mut points = row.expr(&line.points);
            if let Some(decay) = &line.decay {
                let ExprKind::Number(period) = &decay.period.kind else {
                    panic!("days")
                };
                let period = period.value.units() / ONE;
                let age = row.point(&decay.since) / ONE;
                let left = match decay.kind {
                    _ if age < 0 => 0,
                    DecayKind::Halving => nearest(ONE, 1 << (age / period)),
                    DecayKind::Fading => nearest((period - age).max(0) * ONE, period),
                };
                points = arithmetic(ArithmeticOperator::Multiply, &points, &Outcome::point(left));
            }
            sum = arithmetic(ArithmeticOperator::Add, &sum, &points);
        }
        sum
    }

    /// The mean of the rows' values, each laid onto the scale, by their weights: rounded once.
    fn weighed_mean(&self, weigh: &WeighEach, scale: &Range) -> Outcome {
        let ExprKind::Query {
            value,
            of: Some(_),
            filter,
            ..
        } = &weigh.each.kind
        else {
            panic!("a value of rows")
        };
        let end = |end: &Option<Box<Expr>>| self.point(end.as_ref().expect("an end"));
        let (low, high) = (end(&scale.low), end(&scale.high));
        let (mut sum, mut total) = (0, 0);
        for row in self.inner_rows(filter.as_deref()) {
            let weight = row.point(&weigh.weight);
            let value = match row.expr(value) {
                Outcome::YesNo(bits) => {
                    if bits == YES {
                        high
                    } else {
                        low
                    }
                }
                // -2..3
                number => {
                    let from_least = parts(&number).0.expect("answered") + 2 * ONE;
                    low + nearest(nearest(from_least * (high - low), ONE) * ONE, 5 * ONE)
                }
            };
            sum += weight * value;
            total += weight;
        }
        if total == 0 {
            Outcome::not_applicable()
        } else {
            Outcome::point(nearest(sum, total))
        }
    }

    /// The related rows that meet a condition.
    fn inner_rows(&self, filter: Option<&Expr>) -> Vec<Reference<'_>> {
        self.related
            .iter()
            .map(|row| Reference {
                pack: self.pack,
                row,
                related: &[],
                outer: Some(self),
            })
            .filter(|row| filter.is_none_or(|filter| needed(row.expr(filter).bits()) == YES))
            .collect()
    }

    /// Of the rows that meet the condition, all answered.
    fn aggregate(&self, function: &str, argument: &Expr) -> Outcome {
        let (value, filter) = match &argument.kind {
            ExprKind::Query {
                value, of, filter, ..
            } => (of.as_ref().map(|_| value), filter.as_deref()),
            _ => (None, None),
        };
        let inner = self.inner_rows(filter);
        let truth = |yes: bool| Outcome::YesNo(if yes { YES } else { NO });
        let count = inner.len() as i128;
        match function {
            "count" => return Outcome::point(count * ONE),
            "any" => return truth(count > 0),
            "none" => return truth(count == 0),
            _ => {}
        }
        let value = value.expect("a value");
        let mut values: Vec<i128> = inner.iter().map(|row| row.point(value)).collect();
        values.sort_unstable();
        let sum: i128 = values.iter().sum();
        match (function, values.as_slice()) {
            ("sum", _) => Outcome::point(sum),
            (_, []) => Outcome::not_applicable(),
            ("mean", _) => Outcome::point(nearest(sum, count)),
            ("min", [least, ..]) => Outcome::point(*least),
            ("max", [.., greatest]) => Outcome::point(*greatest),
            ("median", values) => {
                let (upper, lower) = (values[values.len() / 2], values[(values.len() - 1) / 2]);
                Outcome::point(nearest(lower + upper, 2))
            }
            other => panic!("not in the reference: {other:?}"),
        }
    }

    fn membership(&self, item: &Expr, set: &Expr) -> u8 {
        match &set.kind {
            ExprKind::Range(range) => {
                let low = range.low.as_ref().map_or(YES, |low| {
                    self.compare(CompareOperator::GreaterOrEqual, item, low)
                        .bits()
                });
                let high = range.high.as_ref().map_or(YES, |high| {
                    self.compare(CompareOperator::LessOrEqual, item, high)
                        .bits()
                });
                and(low, high)
            }
            ExprKind::List(items) => {
                let equal = items
                    .iter()
                    .map(|other| self.compare(CompareOperator::Is, item, other));
                equal.fold(NO, |bits, equal| not(and(not(bits), not(equal.bits()))))
            }
            other => panic!("not in the reference: {other:?}"),
        }
    }

    fn compare(&self, operator: CompareOperator, left: &Expr, right: &Expr) -> Outcome {
        let left = self.expr(left);
        if let Outcome::Choice {
            names,
            may_not_apply,
        } = &left
        {
            let ExprKind::Name(wanted) = &right.kind else {
                panic!("a member")
            };
            let mut bits = if *may_not_apply { NA } else { 0 };
            for name in names {
                bits |= if (name == wanted) == (operator == CompareOperator::Is) {
                    YES
                } else {
                    NO
                };
            }
            return Outcome::YesNo(bits);
        }
        let right = self.expr(right);
        let (
            Outcome::Number {
                low: a,
                high: b,
                applies: left_applies,
                may_not_apply: left_not,
            },
            Outcome::Number {
                low: c,
                high: d,
                applies: right_applies,
                may_not_apply: right_not,
            },
        ) = (&left, &right)
        else {
            panic!("numbers")
        };
        let mut bits = if *left_not || *right_not { NA } else { 0 };
        if *left_applies && *right_applies {
            let (a, b) = (a.unwrap_or(i128::MIN), b.unwrap_or(i128::MAX));
            let (c, d) = (c.unwrap_or(i128::MIN), d.unwrap_or(i128::MAX));
            let overlap = a <= d && c <= b;
            let same_point = a == b && c == d && a == c;
            let (may_hold, may_fail) = match operator {
                CompareOperator::Is => (overlap, !same_point),
                CompareOperator::IsNot => (!same_point, overlap),
                CompareOperator::Less => (a < d, b >= c),
                CompareOperator::LessOrEqual => (a <= d, b > c),
                CompareOperator::Greater => (b > c, a <= d),
                CompareOperator::GreaterOrEqual => (b >= c, a < d),
            };
            bits |= if may_hold { YES } else { 0 } | if may_fail { NO } else { 0 };
        }
        Outcome::YesNo(bits)
    }
}

/// True of `parts`, `parts where w`, `v of parts`.
fn is_of_rows(arguments: &[Expr]) -> bool {
    match arguments {
        [only] => match &only.kind {
            ExprKind::Query { .. } => true,
            ExprKind::Name(name) => name == "parts",
            _ => false,
        },
        _ => false,
    }
}

/// Not applicable counts as no.
fn needed(bits: u8) -> u8 {
    if bits & NA == 0 {
        bits
    } else {
        (bits & !NA) | NO
    }
}

fn members(bits: u8) -> impl Iterator<Item = u8> {
    [NO, NA, YES].into_iter().filter(move |one| bits & one != 0)
}

/// The least of every pair, in the order no < not applicable < yes.
pub fn and(left: u8, right: u8) -> u8 {
    members(left)
        .flat_map(|a| members(right).map(move |b| a.min(b)))
        .fold(0, |set, one| set | one)
}

/// Yes and no swapped.
pub fn not(bits: u8) -> u8 {
    members(bits)
        .map(|one| match one {
            NO => YES,
            YES => NO,
            other => other,
        })
        .fold(0, |set, one| set | one)
}

fn maybe(value: Outcome) -> Outcome {
    match value {
        Outcome::Number {
            low, high, applies, ..
        } => Outcome::Number {
            low,
            high,
            applies,
            may_not_apply: true,
        },
        Outcome::Choice { names, .. } => Outcome::Choice {
            names,
            may_not_apply: true,
        },
        other => panic!("{other:?} is no number or choice"),
    }
}

fn parts(value: &Outcome) -> (Option<i128>, Option<i128>, bool, bool) {
    match value {
        Outcome::Number {
            low,
            high,
            applies,
            may_not_apply,
        } => (*low, *high, *applies, *may_not_apply),
        other => panic!("{other:?} is no number"),
    }
}

fn union(left: &Outcome, right: &Outcome) -> Outcome {
    if let (Outcome::YesNo(a), Outcome::YesNo(b)) = (left, right) {
        return Outcome::YesNo(a | b);
    }
    if let (
        Outcome::Choice {
            names,
            may_not_apply,
        },
        Outcome::Choice {
            names: more,
            may_not_apply: also_not,
        },
    ) = (left, right)
    {
        let mut names = names.clone();
        names.extend(
            more.iter()
                .filter(|name| !names.contains(name))
                .cloned()
                .collect::<Vec<_>>(),
        );
        return Outcome::Choice {
            names,
            may_not_apply: *may_not_apply || *also_not,
        };
    }
    let ((a, b, left_applies, left_not), (c, d, right_applies, right_not)) =
        (parts(left), parts(right));
    let (low, high) = match (left_applies, right_applies) {
        (true, true) => (
            a.zip(c).map(|(a, c)| a.min(c)),
            b.zip(d).map(|(b, d)| b.max(d)),
        ),
        (true, false) => (a, b),
        (false, _) => (c, d),
    };
    Outcome::Number {
        low,
        high,
        applies: left_applies || right_applies,
        may_not_apply: left_not || right_not,
    }
}

fn clamp(value: &Outcome, low: i128, high: i128) -> Outcome {
    let (a, b, applies, may_not_apply) = parts(value);
    if !applies {
        return Outcome::not_applicable();
    }
    let end = |end: Option<i128>, open: i128| Some(end.unwrap_or(open).clamp(low, high));
    Outcome::Number {
        low: end(a, low),
        high: end(b, high),
        applies,
        may_not_apply,
    }
}

fn negate(value: &Outcome) -> Outcome {
    let (low, high, applies, may_not_apply) = parts(value);
    Outcome::Number {
        low: high.map(|h| -h),
        high: low.map(|l| -l),
        applies,
        may_not_apply,
    }
}

fn least_or_greatest(function: &str, left: &Outcome, right: &Outcome) -> Outcome {
    let ((a, b, x, xn), (c, d, y, yn)) = (parts(left), parts(right));
    if !x || !y {
        return Outcome::not_applicable();
    }
    let (low, high) = match function {
        // An open low end stays open under `min`; an open high end gives way.
        "min" => (
            a.zip(c).map(|(a, c)| a.min(c)),
            b.into_iter().chain(d).min(),
        ),
        "max" => (
            a.into_iter().chain(c).max(),
            b.zip(d).map(|(b, d)| b.max(d)),
        ),
        other => panic!("not in the reference: {other}"),
    };
    Outcome::Number {
        low,
        high,
        applies: true,
        may_not_apply: xn || yn,
    }
}

/// Arithmetic on answered rows: points, n.a., or anything after a fault.
fn arithmetic(operator: ArithmeticOperator, left: &Outcome, right: &Outcome) -> Outcome {
    let ((a, b, left_applies, left_not), (c, d, right_applies, right_not)) =
        (parts(left), parts(right));
    if !left_applies || !right_applies {
        return Outcome::not_applicable();
    }
    let may_not_apply = left_not || right_not;
    let with = |low, high| Outcome::Number {
        low,
        high,
        applies: true,
        may_not_apply,
    };
    let zero = |low: Option<i128>, high: Option<i128>| low == Some(0) && high == Some(0);
    if operator == ArithmeticOperator::Multiply && (zero(a, b) || zero(c, d)) {
        return with(Some(0), Some(0));
    }
    let (Some(a), Some(b), Some(c), Some(d)) = (a, b, c, d) else {
        return maybe_any(may_not_apply);
    };
    let mut ends = Vec::new();
    for x in [a, b] {
        for y in [c, d] {
            ends.push(match operator {
                ArithmeticOperator::Add => x + y,
                ArithmeticOperator::Subtract => x - y,
                ArithmeticOperator::Multiply => nearest(x * y, ONE),
                ArithmeticOperator::Divide if c <= 0 && d >= 0 => return maybe_any(may_not_apply),
                ArithmeticOperator::Divide => nearest(x * ONE, y),
            });
        }
    }
    let (low, high) = (ends.iter().min().copied(), ends.iter().max().copied());
    if low < Some(-MOST) || high > Some(MOST) {
        return maybe_any(may_not_apply);
    }
    with(low, high)
}

fn maybe_any(may_not_apply: bool) -> Outcome {
    if may_not_apply {
        maybe(Outcome::anything())
    } else {
        Outcome::anything()
    }
}
