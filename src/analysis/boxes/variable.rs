//! Variables: what a condition compares with constants, counted in whole places.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::set::Set;
use crate::analysis::analyser::{Analyser, Node};
use crate::analysis::constants::units;
use crate::analysis::walk::{children, rule_exprs};
use crate::decimal::{MAX_UNITS, ONE};
use crate::ir::{
    AggregateFunction, DomainId, ExprId, ExprKind, FieldSource, NumberType, Output, RowSet,
    RuleBody, RuleId, ScoreKind, Type, Value,
};

/// Something whose values conditions are about: a field, what a reference leads to, a result of a
/// rule, or a whole expression that is not looked into.
#[derive(Clone, Debug)]
pub struct Variable {
    /// As the analyst writes it; the same text is the same variable.
    pub name: String,
    /// How its values are counted.
    pub places: Places,
    /// Its values within the declared range, and "not applicable" where it can be that.
    pub domain: Set,
    /// The fields and rules that it is worked out from.
    pub reads: BTreeSet<Node>,
    /// True if it is a column of a file, so that nothing else decides what it is.
    pub stored: bool,
}

/// How the values of a variable are counted.
#[derive(Clone, Debug)]
pub enum Places {
    /// No is 0, yes is 1.
    Truth,
    /// Numbers, dates and durations: so many units to a place.
    Numbers {
        /// 1 000 000 for whole numbers, else 1.
        step: i128,
        /// Of this type, with its unit.
        ty: Type,
    },
    /// Members of a choice by their place.
    Members(DomainId),
    /// Texts (or keys) in the order in which they were met; the rest is any other text.
    Texts(Vec<Arc<str>>),
}

/// Beyond every place that is used, and far from overflow.
const FAR: i128 = 1 << 100;

impl Places {
    /// How the values of a type are counted; nothing for types that are not counted.
    pub fn of(ty: &Type) -> Option<Places> {
        match ty {
            Type::YesNo => Some(Places::Truth),
            Type::Number(NumberType { integer, .. }) => Some(Places::Numbers {
                step: if *integer { ONE } else { 1 },
                ty: ty.clone(),
            }),
            Type::Date(_) | Type::Duration(_) => Some(Places::Numbers {
                step: 1,
                ty: ty.clone(),
            }),
            Type::Choice(domain) => Some(Places::Members(*domain)),
            Type::Text | Type::Reference(_) => Some(Places::Texts(Vec::new())),
            Type::Months | Type::List(_) => None,
        }
    }

    /// The places at or just below and at or just above a constant: the same one, unless the
    /// constant lies between two places. A text that was not met before gets a place.
    pub fn around(&mut self, value: &Value) -> Option<(i128, i128)> {
        let at = |place: i128| Some((place, place));
        match (self, value) {
            (Places::Truth, Value::YesNo(yes)) => at(i128::from(*yes)),
            (Places::Numbers { step, .. }, value) => {
                let units = units(value)?;
                let below = units.div_euclid(*step);
                let above = if units.rem_euclid(*step) == 0 {
                    below
                } else {
                    below + 1
                };
                Some((below, above))
            }
            (Places::Members(ours), Value::Choice(domain, member)) if ours == domain => {
                at(i128::from(*member))
            }
            (Places::Texts(texts), Value::Text(text)) => {
                let place = texts.iter().position(|met| met == text);
                let place = place.unwrap_or_else(|| {
                    texts.push(text.clone());
                    texts.len() - 1
                });
                at(i128::try_from(place).ok()?)
            }
            (
                Places::Truth | Places::Members(_) | Places::Texts(_),
                Value::Text(_)
                | Value::YesNo(_)
                | Value::Number(_)
                | Value::Date(_)
                | Value::Duration(_)
                | Value::Months(_)
                | Value::Choice(..)
                | Value::List(_),
            ) => None,
        }
    }

    /// Every value within the range of its type.
    fn domain(&self, analyser: &Analyser<'_>) -> Set {
        match self {
            Places::Truth => Set::range(0, 1),
            Places::Numbers { step, ty } => {
                let bounds = ty.bounds();
                let (least, most) = match ty {
                    Type::Date(_) => (i128::from(i32::MIN), i128::from(i32::MAX)),
                    Type::Text
                    | Type::YesNo
                    | Type::Number(_)
                    | Type::Duration(_)
                    | Type::Months
                    | Type::Choice(_)
                    | Type::List(_)
                    | Type::Reference(_) => (-MAX_UNITS / step, MAX_UNITS / step),
                };
                let low = bounds.low.map_or(least, |low| -(-low).div_euclid(*step));
                let high = bounds.high.map_or(most, |high| high.div_euclid(*step));
                Set::range(low, high)
            }
            Places::Members(domain) => {
                let members = analyser.program.domains[*domain].members.len();
                Set::range(0, i128::try_from(members).unwrap_or(FAR) - 1)
            }
            Places::Texts(_) => Set::range(0, FAR),
        }
    }

    /// The places from `low` on (or up to `high`), without an end in the other direction.
    pub fn between(low: Option<i128>, high: Option<i128>) -> Set {
        Set::range(low.unwrap_or(-FAR), high.unwrap_or(FAR))
    }
}

/// Where rules stand that surround a condition: on their rows, what is for the same segment applies.
pub type Surroundings<'a> = &'a [RuleId];

impl Variable {
    /// An expression as a variable; nothing for what has no single value.
    pub fn of(
        analyser: &Analyser<'_>,
        expr: ExprId,
        name: String,
        within: Surroundings<'_>,
    ) -> Option<Variable> {
        let places = Places::of(analyser.type_of(expr))?;
        let mut domain = places.domain(analyser);
        domain.not_applicable = may_not_apply(analyser, expr, within, &mut BTreeSet::new());
        let mut reads = BTreeSet::new();
        nodes_read(analyser, expr, &mut reads);
        Some(Variable {
            name,
            places,
            domain,
            reads,
            stored: is_stored(analyser, expr),
        })
    }
}

/// A stored field of the row (or what its rows share), or of a row that a stored field names.
#[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
fn is_stored(analyser: &Analyser<'_>, expr: ExprId) -> bool {
    match &analyser.program.exprs[expr].kind {
        ExprKind::Field(field) => match analyser.program.fields[*field].source {
            FieldSource::Stored { .. } | FieldSource::Shared(_) => true,
            FieldSource::Computed(_) | FieldSource::Relation(_) => false,
        },
        ExprKind::Through { reference, value } => {
            is_stored(analyser, *reference) && is_stored(analyser, *value)
        }
        _ => false,
    }
}

/// True unless the value certainly applies on every row. What has been seen has been found to apply.
fn may_not_apply(
    analyser: &Analyser<'_>,
    expr: ExprId,
    within: Surroundings<'_>,
    seen: &mut BTreeSet<Node>,
) -> bool {
    let kind = &analyser.program.exprs[expr].kind;
    let parts = match kind {
        ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Today
        | ExprKind::IsState { .. }
        | ExprKind::Template(_) => return false,
        ExprKind::Outer(_) | ExprKind::Attribute { .. } => return true,
        ExprKind::Field(field) => match analyser.program.fields[*field].source {
            FieldSource::Computed(value) if seen.insert(Node::Field(*field)) => vec![value],
            FieldSource::Computed(_)
            | FieldSource::Stored { .. }
            | FieldSource::Relation(_)
            | FieldSource::Shared(_) => {
                return false;
            }
        },
        ExprKind::Rule(rule, output) => {
            return rule_may_not_apply(analyser, *rule, *output, within, seen);
        }
        ExprKind::Aggregate(aggregate) => match aggregate.function {
            AggregateFunction::Count
            | AggregateFunction::Any
            | AggregateFunction::None
            | AggregateFunction::Sum
            | AggregateFunction::Names
            | AggregateFunction::Picked(..) => return false,
            AggregateFunction::Mean
            | AggregateFunction::Median
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Stdev
            | AggregateFunction::WeighedMean
            | AggregateFunction::Agreement => return true,
        },
        // What is read on the other row is worked out there, outside of any segment of ours.
        ExprKind::Through { reference, value } => {
            let mut there = BTreeSet::new();
            if may_not_apply(analyser, *value, &[], &mut there) {
                return true;
            }
            vec![*reference]
        }
        ExprKind::LabelOf(_)
        | ExprKind::Not(_)
        | ExprKind::Negate(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare(..)
        | ExprKind::InSet { .. }
        | ExprKind::InRange { .. }
        | ExprKind::TextTest(..)
        | ExprKind::If { .. }
        | ExprKind::Default(..)
        | ExprKind::Function(..)
        | ExprKind::List(_) => children(kind),
    };
    parts
        .into_iter()
        .any(|part| may_not_apply(analyser, part, within, seen))
}

fn rule_may_not_apply(
    analyser: &Analyser<'_>,
    rule: RuleId,
    output: Output,
    within: Surroundings<'_>,
    seen: &mut BTreeSet<Node>,
) -> bool {
    let known = seen.contains(&Node::Rule(rule));
    let body = &analyser.program.rules[rule];
    let outside = body
        .within
        .is_some_and(|segment| !within.contains(&segment));
    match output {
        Output::Status => false,
        Output::StoppedBy
        | Output::Failing
        | Output::Open
        | Output::Possible
        | Output::Rank
        | Output::Hits(..)
        | Output::Because => true,
        Output::Value | Output::Further(_) | Output::Low | Output::High | Output::Band => {
            let parts = match &body.body {
                RuleBody::Segment(_) | RuleBody::Check(_) | RuleBody::Strategy(_) => Vec::new(),
                RuleBody::Decision(decision) => {
                    // Where no line fits there is no outcome.
                    if decision.lines.iter().all(|line| line.condition.is_some()) {
                        return true;
                    }
                    let lines = decision.lines.iter();
                    lines.flat_map(|line| line.outputs.clone()).collect()
                }
                RuleBody::Score(score) => match &score.kind {
                    ScoreKind::Points(_) => Vec::new(),
                    ScoreKind::Multiply(_) | ScoreKind::Weigh { .. } | ScoreKind::WeighEach(_) => {
                        rule_exprs(&body.body)
                    }
                },
            };
            seen.insert(Node::Rule(rule));
            let inner = body.within.as_slice();
            outside
                || (!known
                    && parts
                        .into_iter()
                        .any(|factor| may_not_apply(analyser, factor, inner, seen)))
        }
    }
}

/// The fields and rules that an expression is worked out from, down to the columns of the file.
pub fn nodes_read(analyser: &Analyser<'_>, expr: ExprId, read: &mut BTreeSet<Node>) {
    let kind = &analyser.program.exprs[expr].kind;
    for child in children(kind) {
        nodes_read(analyser, child, read);
    }
    #[allow(clippy::wildcard_enum_match_arm)] // a few of many kinds of expressions matter
    match kind {
        ExprKind::Field(field) => {
            if read.insert(Node::Field(*field))
                && let FieldSource::Computed(value) = analyser.program.fields[*field].source
            {
                nodes_read(analyser, value, read);
            }
        }
        ExprKind::Rule(rule, _) => rule_reads(analyser, *rule, read),
        ExprKind::Aggregate(aggregate) => match aggregate.set {
            RowSet::Relation(field) => {
                read.insert(Node::Field(field));
            }
            RowSet::Referenced(reference, field) => {
                read.insert(Node::Field(field));
                nodes_read(analyser, reference, read);
            }
            RowSet::Record(_) => {}
            RowSet::Segment(rule) => rule_reads(analyser, rule, read),
        },
        _ => {}
    }
}

fn rule_reads(analyser: &Analyser<'_>, rule: RuleId, read: &mut BTreeSet<Node>) {
    if !read.insert(Node::Rule(rule)) {
        return;
    }
    let rule = &analyser.program.rules[rule];
    for expr in rule_exprs(&rule.body) {
        nodes_read(analyser, expr, read);
    }
    if let Some(segment) = rule.within {
        rule_reads(analyser, segment, read);
    }
}
