//! The numbers of a pack, and the pack with another number in the place of one.

use std::collections::BTreeSet;

use crate::analysis::Overrides;
use crate::compile::Compilation;
use crate::decimal::{Decimal, ONE, divide_rounded};
use crate::format::expression_text;
use crate::ir::{Program, Value};
use crate::study::tree::{Head, Node, Role, children, described, nodes, pack, parts, unite};
use crate::syntax::ast::{
    Expr, ExprKind, Multiplier, NodeSpan, NumberLiteral, Pack, ScoreItem, Statement, Unit,
};

/// A number of a pack.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Where it stands, by name: `score heat, band hot`.
    pub path: String,
    /// What it is there for, in a word.
    pub kind: &'static str,
    /// The line of the pack, from 1.
    pub line: usize,
    /// The number, in millionths of its unit.
    pub value: i128,
    /// What it counts.
    pub unit: Unit,
    /// The least step that it can be moved by.
    pub step: i128,
    place: Place,
}

/// Where a number stands.
#[derive(Clone, Debug)]
enum Place {
    /// In a param.
    Param(String),
    /// In an expression: the way to the line, which of its expressions, the way into it, whether a sign
    /// stands before it.
    Literal {
        way: Vec<usize>,
        part: usize,
        inner: Vec<usize>,
        negative: bool,
    },
    /// A share of a score: the way to the line, which share.
    Weight { way: Vec<usize>, factor: usize },
}

/// What is run in place of the pack.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    /// The tree.
    pub pack: Pack,
    /// Values for params.
    pub overrides: Overrides,
}

/// The numbers of a pack, in the order written. `program` is the pack with the values given from outside.
#[must_use]
pub fn constants(
    compilation: &Compilation,
    program: &Program,
    overrides: &Overrides,
) -> Vec<Constant> {
    let nodes = nodes(&compilation.pack);
    let mut finder = Finder {
        compilation,
        program,
        overrides,
        weights: BTreeSet::new(),
        found: Vec::new(),
    };
    for (place, node) in nodes.iter().enumerate() {
        finder.node(node, &[place], &[]);
    }
    let Finder { weights, found, .. } = finder;
    let is_weight = |constant: &Constant| matches!(&constant.place, Place::Param(name) if weights.contains(name));
    found.into_iter().filter(|one| !is_weight(one)).collect()
}

struct Finder<'a> {
    compilation: &'a Compilation,
    program: &'a Program,
    overrides: &'a Overrides,
    /// Params that are shares of a score: they are moved where they are used.
    weights: BTreeSet<String>,
    found: Vec<Constant>,
}

impl Finder<'_> {
    fn node(&mut self, node: &Node, way: &[usize], parents: &[&Head]) {
        let path = || {
            let heads = parents.iter().copied().chain([&node.head]);
            heads.map(described).collect::<Vec<_>>().join(", ")
        };
        match &node.head {
            Head::Statement(Statement::Test(_) | Statement::View(_) | Statement::List(_)) => return,
            Head::Statement(Statement::Param(param)) => {
                let name = &param.name.text;
                let written = self.overrides.get(name).unwrap_or(&param.value);
                if let Some((literal, negative)) = literal(written) {
                    let place = Place::Param(name.clone());
                    self.add(path(), Role::Param, node, literal, negative, place);
                }
                return;
            }
            Head::ScoreItem(ScoreItem::Weigh(line)) => {
                for (factor, weighed) in line.factors.iter().enumerate() {
                    let name = expression_text(&weighed.factor);
                    let place = Place::Weight {
                        way: way.to_vec(),
                        factor,
                    };
                    if let ExprKind::Name(param) = &weighed.weight.kind {
                        self.weights.insert(param.clone());
                    }
                    if let Some(share) = self.share(&weighed.weight) {
                        let literal = percent(share);
                        self.add(
                            format!("{} {name}", path()),
                            Role::Weight,
                            node,
                            &literal,
                            false,
                            place,
                        );
                    }
                }
            }
            Head::Statement(_)
            | Head::RecordItem(_)
            | Head::Gate(_)
            | Head::ScoreItem(_)
            | Head::Points(_)
            | Head::Option(_)
            | Head::Arm(_)
            | Head::Line(..)
            | Head::GridLine(_)
            | Head::Row(_)
            | Head::ViewItem(_) => {}
        }
        self.literals(node, way, &path());
        let parents: Vec<&Head> = parents.iter().copied().chain([&node.head]).collect();
        for (place, child) in node.children.iter().enumerate() {
            let way: Vec<usize> = way.iter().copied().chain([place]).collect();
            self.node(child, &way, &parents);
        }
    }

    /// The numbers in the expressions of a line.
    fn literals(&mut self, node: &Node, way: &[usize], path: &str) {
        let mut head = node.head.clone();
        let minus = is_negative(&head);
        let mut found = Vec::new();
        for (part, (role, expr)) in parts(&mut head).into_iter().enumerate() {
            if matches!(role, Role::Type | Role::Shown | Role::Reason | Role::Weight) {
                continue;
            }
            let sign = minus && role == Role::Points;
            collect(
                expr,
                sign,
                &mut Vec::new(),
                &mut |literal, negative, inner| {
                    found.push((role, part, literal.clone(), negative, inner.to_vec()));
                },
            );
        }
        let several = found.len() > 1;
        for (count, (role, part, literal, negative, inner)) in found.into_iter().enumerate() {
            let path = if several {
                format!("{path}, number {}", count + 1)
            } else {
                path.to_owned()
            };
            let place = Place::Literal {
                way: way.to_vec(),
                part,
                inner,
                negative,
            };
            self.add(path, role, node, &literal, negative, place);
        }
    }

    /// The share that a weight stands for, in millionths.
    fn share(&self, weight: &Expr) -> Option<Decimal> {
        if let ExprKind::Number(literal) = &weight.kind {
            return Some(literal.value);
        }
        let ExprKind::Name(name) = &weight.kind else {
            return None;
        };
        let param = self
            .program
            .params
            .values()
            .find(|param| param.named.name == *name)?;
        match &param.value {
            Value::Number(number) => Some(*number),
            Value::Text(_)
            | Value::YesNo(_)
            | Value::Date(_)
            | Value::Duration(_)
            | Value::Months(_)
            | Value::Choice(..)
            | Value::List(_) => None,
        }
    }

    fn add(
        &mut self,
        path: String,
        role: Role,
        node: &Node,
        literal: &NumberLiteral,
        negative: bool,
        place: Place,
    ) {
        let whole_param = match &place {
            Place::Param(name) => self
                .program
                .params
                .values()
                .any(|param| param.named.name == *name && is_whole(&param.ty)),
            Place::Literal { .. } | Place::Weight { .. } => false,
        };
        let step = match literal.unit {
            Unit::Days | Unit::Weeks | Unit::Months | Unit::Years => ONE,
            Unit::None | Unit::Percent | Unit::Currency(_) if whole_param => ONE,
            Unit::None | Unit::Percent | Unit::Currency(_) => 1,
        };
        let units = literal.value.units();
        self.found.push(Constant {
            path,
            kind: kind(role),
            line: self
                .compilation
                .source()
                .line_column(node.head.span().start)
                .line,
            value: if negative { -units } else { units },
            unit: literal.unit.clone(),
            step,
            place,
        });
    }
}

fn is_whole(ty: &crate::ir::Type) -> bool {
    use crate::ir::Type;
    match ty {
        Type::Number(number) => number.integer,
        Type::Text
        | Type::YesNo
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => false,
    }
}

fn kind(role: Role) -> &'static str {
    match role {
        Role::Param => "param",
        Role::Value => "number",
        Role::Condition | Role::Cell => "threshold",
        Role::Reason | Role::Type | Role::Shown => "text",
        Role::Weight => "weight",
        Role::Points => "points",
        Role::Decay => "period",
        Role::Cap => "cap",
        Role::Band => "band",
        Role::Limit => "limit",
        Role::Scale => "scale",
    }
}

/// True for a line of points that are taken away.
fn is_negative(head: &Head) -> bool {
    if let Head::Points(line) = head {
        line.negative
    } else if let Head::ScoreItem(ScoreItem::Points(line)) = head {
        line.negative
    } else {
        false
    }
}

/// A number as an expression, and whether a sign stands before it.
fn literal(expr: &Expr) -> Option<(&NumberLiteral, bool)> {
    if let ExprKind::Number(literal) = &expr.kind {
        Some((literal, false))
    } else if let ExprKind::Negate(inner) = &expr.kind {
        literal(inner).map(|(literal, negative)| (literal, !negative))
    } else {
        None
    }
}

/// The numbers in an expression, each with the way to it.
fn collect(
    expr: &mut Expr,
    negative: bool,
    way: &mut Vec<usize>,
    found: &mut dyn FnMut(&NumberLiteral, bool, &[usize]),
) {
    if let ExprKind::Number(literal) = &expr.kind {
        return found(literal, negative, way);
    }
    let negates = matches!(expr.kind, ExprKind::Negate(_));
    for (place, child) in children(expr).into_iter().enumerate() {
        way.push(place);
        collect(child, negates, way, found);
        way.pop();
    }
}

fn percent(share: Decimal) -> NumberLiteral {
    number(share, Unit::Percent)
}

fn number(value: Decimal, unit: Unit) -> NumberLiteral {
    NumberLiteral {
        digits: value.to_string(),
        multiplier: Multiplier::One,
        unit,
        value,
    }
}

impl Constant {
    /// The pack with another number in the place of this one; what is wrong where it cannot stand there.
    pub(super) fn with(
        &self,
        nodes: &[Node],
        given: &Overrides,
        shares: &dyn Fn(&Expr) -> Option<Decimal>,
        value: i128,
    ) -> Result<Changed, String> {
        let decimal = Decimal::from_units(value).ok_or("no number is that large")?;
        let mut overrides = given.clone();
        let mut nodes = nodes.to_vec();
        match &self.place {
            Place::Param(name) => {
                let kind = ExprKind::Number(number(decimal, self.unit.clone()));
                let span = NodeSpan::default();
                overrides.insert(name.clone(), Expr { kind, span });
            }
            Place::Literal {
                way,
                part,
                inner,
                negative,
            } => {
                let signed = if *negative { -value } else { value };
                if self.kind == "points" && signed < 0 {
                    return Err("points do not change their sign".to_owned());
                }
                let signed = Decimal::from_units(signed).ok_or("no number is that large")?;
                let literal = number(signed, self.unit.clone());
                set(&mut nodes, way, *part, inner, literal);
            }
            Place::Weight { way, factor } => weigh(&mut nodes, way, *factor, decimal, shares)?,
        }
        Ok(Changed {
            pack: pack(nodes.iter().map(unite)),
            overrides,
        })
    }
}

fn line_at<'n>(nodes: &'n mut [Node], way: &[usize]) -> Option<&'n mut Node> {
    let (first, rest) = way.split_first()?;
    let node = nodes.get_mut(*first)?;
    if rest.is_empty() {
        Some(node)
    } else {
        line_at(&mut node.children, rest)
    }
}

fn set(nodes: &mut [Node], way: &[usize], part: usize, inner: &[usize], literal: NumberLiteral) {
    let Some(node) = line_at(nodes, way) else {
        return;
    };
    let mut expr = parts(&mut node.head)
        .into_iter()
        .nth(part)
        .map(|(_, expr)| expr);
    for place in inner {
        expr = expr.and_then(|expr| children(expr).into_iter().nth(*place));
    }
    if let Some(expr) = expr {
        expr.kind = ExprKind::Number(literal);
    }
}

/// Sets one share of a score. The others give or take the difference in proportion, so that all make 100% again.
fn weigh(
    nodes: &mut [Node],
    way: &[usize],
    factor: usize,
    share: Decimal,
    shares: &dyn Fn(&Expr) -> Option<Decimal>,
) -> Result<(), String> {
    let line = line_at(nodes, way);
    let Some(Head::ScoreItem(ScoreItem::Weigh(line))) = line.map(|node| &mut node.head) else {
        return Ok(());
    };
    if share.units() < 0 || share.units() > ONE {
        return Err("a weight is between 0% and 100%".to_owned());
    }
    let known: Option<Vec<i128>> = line
        .factors
        .iter()
        .map(|factor| shares(&factor.weight).map(Decimal::units))
        .collect();
    let known = known.ok_or("a weight is not known")?;
    let others: i128 = known
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != factor)
        .map(|(_, share)| share)
        .sum();
    if others == 0 {
        return Err("the other weights are nothing, so they cannot take the difference".to_owned());
    }
    let left = ONE - share.units();
    let mut sum = 0;
    let last = (0..known.len()).rev().find(|place| *place != factor);
    for (place, (weighed, old)) in line.factors.iter_mut().zip(known).enumerate() {
        let new = if place == factor {
            share.units()
        } else if Some(place) == last {
            left - sum
        } else {
            divide_rounded(old * left, others).unwrap_or(0)
        };
        if place != factor {
            sum += new;
        }
        let new = Decimal::from_units(new).unwrap_or(Decimal::ZERO);
        weighed.weight.kind = ExprKind::Number(percent(new));
    }
    Ok(())
}

impl Constant {
    /// A value of this constant as it is written: `40%`, `20`, `30 days`.
    #[must_use]
    pub fn shown(&self, value: i128) -> String {
        let plain = |units: i128| {
            Decimal::from_units(units).map_or_else(String::new, |value| value.to_string())
        };
        match &self.unit {
            Unit::None => plain(value),
            Unit::Percent => format!("{}%", plain(value * 100)),
            Unit::Currency(code) => format!("{} {code}", plain(value)),
            Unit::Days => format!("{} days", plain(value)),
            Unit::Weeks => format!("{} weeks", plain(value)),
            Unit::Months => format!("{} months", plain(value)),
            Unit::Years => format!("{} years", plain(value)),
        }
    }
}
