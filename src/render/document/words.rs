//! Expressions in words: what an analyst would say aloud. Names stay as they are, as code, so that they
//! are found again in the pack and in the tables.

use super::pieces::{alternatives, code, escaped};
use crate::eval::display_value;
use crate::ir::{
    Aggregate, AggregateFunction, ArithmeticOperator, Ask, CompareOperator, ExprId, ExprKind,
    Output, Pick, Program, RuleBody, RuleId, State, TemplatePart, TextOperator, Type, Value,
};

/// An expression in words, as Markdown.
pub(super) fn sentence(program: &Program, expr: ExprId) -> String {
    Words { program }.of(expr)
}

/// A text for readers, its holes shown as in the pack.
pub(super) fn quoted(program: &Program, expr: ExprId) -> String {
    let ExprKind::Template(parts) = &program.exprs[expr].kind else {
        let text = program.describe(expr);
        let inner = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        return escaped(inner.unwrap_or(&text));
    };
    let parts = parts.iter().map(|part| match part {
        TemplatePart::Literal(text) => escaped(text),
        TemplatePart::Hole(hole) => format!("{{{}}}", escaped(&program.describe(*hole))),
    });
    parts.collect()
}

struct Words<'a> {
    program: &'a Program,
}

impl Words<'_> {
    fn of(&self, expr: ExprId) -> String {
        let node = &self.program.exprs[expr];
        match &node.kind {
            ExprKind::Literal(value) => escaped(&display_value(self.program, &node.ty, value)),
            ExprKind::Param(param) => {
                let param = &self.program.params[*param];
                let value = display_value(self.program, &param.ty, &param.value);
                format!("{} ({})", code(&param.named.name), escaped(&value))
            }
            ExprKind::Today => "today".to_owned(),
            ExprKind::Field(_) | ExprKind::Through { .. } | ExprKind::Outer(_) => {
                self.holds(expr, "yes")
            }
            ExprKind::Rule(rule, Output::Value) => self.in_segment(*rule, expr, true),
            ExprKind::Rule(..)
            | ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Function(..)
            | ExprKind::List(_) => code(&self.program.describe(expr)),
            ExprKind::Not(value) => self.denied(*value),
            ExprKind::Negate(value) => format!("minus {}", self.operand(*value)),
            ExprKind::Arithmetic(operator, left, right) => {
                let sign = match operator {
                    ArithmeticOperator::Add => "+",
                    ArithmeticOperator::Subtract => "−",
                    ArithmeticOperator::Multiply => "×",
                    ArithmeticOperator::Divide => "/",
                };
                format!("{} {sign} {}", self.operand(*left), self.operand(*right))
            }
            ExprKind::And(parts) => self.joined(parts, " and "),
            ExprKind::Or(parts) => self.joined(parts, " or "),
            ExprKind::Compare(operator, left, right) => {
                let verb = comparison(*operator, &self.program.exprs[*left].ty);
                format!("{} {verb} {}", self.operand(*left), self.operand(*right))
            }
            ExprKind::InSet { item, set, negated } => {
                let verb = if *negated { "is none of" } else { "is one of" };
                format!("{} {verb} {}", self.operand(*item), self.set(*set))
            }
            ExprKind::InRange {
                item,
                low,
                high,
                negated,
            } => {
                let not = if *negated { " not" } else { "" };
                let item = self.operand(*item);
                match (low, high) {
                    (Some(low), Some(high)) => format!(
                        "{item} is{not} between {} and {}",
                        self.operand(*low),
                        self.operand(*high)
                    ),
                    (Some(low), None) => format!("{item} is{not} at least {}", self.operand(*low)),
                    (None, Some(high)) => format!("{item} is{not} at most {}", self.operand(*high)),
                    (None, None) => format!("{item} is{not} anything"),
                }
            }
            ExprKind::IsState {
                value,
                state,
                negated,
            } => {
                let not = if *negated { " not" } else { "" };
                let state = match state {
                    State::Known => "known",
                    State::Unknown => "unknown",
                    State::NotApplicable => "not applicable",
                };
                format!("{} is{not} {state}", self.named(*value))
            }
            ExprKind::TextTest(operator, text, pattern) => {
                let verb = match operator {
                    TextOperator::Contains => "contains",
                    TextOperator::StartsWith => "starts with",
                    TextOperator::EndsWith => "ends with",
                };
                format!("{} {verb} {}", self.operand(*text), self.operand(*pattern))
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => format!(
                "{} if {}, else {}",
                self.operand(*then),
                self.of(*condition),
                self.operand(*otherwise)
            ),
            ExprKind::Default(value, fallback) => format!(
                "{} (or {} where it is not known)",
                self.named(*value),
                self.operand(*fallback)
            ),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::Template(_) => format!("“{}”", quoted(self.program, expr)),
        }
    }

    /// A part of a longer sentence: what is itself joined stands in parentheses.
    fn operand(&self, expr: ExprId) -> String {
        match &self.program.exprs[expr].kind {
            ExprKind::And(_) | ExprKind::Or(_) | ExprKind::If { .. } | ExprKind::Arithmetic(..) => {
                format!("({})", self.of(expr))
            }
            ExprKind::Field(_)
            | ExprKind::Through { .. }
            | ExprKind::Outer(_)
            | ExprKind::Rule(..) => self.named(expr),
            ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Compare(..)
            | ExprKind::InSet { .. }
            | ExprKind::InRange { .. }
            | ExprKind::IsState { .. }
            | ExprKind::TextTest(..)
            | ExprKind::Default(..)
            | ExprKind::Function(..)
            | ExprKind::List(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Template(_) => self.of(expr),
        }
    }

    /// A value by its name alone.
    fn named(&self, expr: ExprId) -> String {
        code(&self.program.describe(expr))
    }

    /// A field: its name; of yes/no, that it is yes (or no).
    fn holds(&self, expr: ExprId, answer: &str) -> String {
        if self.program.exprs[expr].ty == Type::YesNo {
            format!("{} is {answer}", self.named(expr))
        } else {
            self.named(expr)
        }
    }

    /// Membership of a segment; the name of any other rule.
    fn in_segment(&self, rule: RuleId, expr: ExprId, inside: bool) -> String {
        match self.program.rules[rule].body {
            RuleBody::Segment(_) => {
                let not = if inside { "" } else { "not " };
                format!("it is {not}in {}", self.named(expr))
            }
            RuleBody::Check(_) => {
                let holds = if inside { "holds" } else { "does not hold" };
                format!("{} {holds}", self.named(expr))
            }
            RuleBody::Score(_) | RuleBody::Strategy(_) | RuleBody::Decision(_) => self.named(expr),
        }
    }

    fn denied(&self, expr: ExprId) -> String {
        match &self.program.exprs[expr].kind {
            ExprKind::Field(_) | ExprKind::Through { .. } | ExprKind::Outer(_) => {
                self.holds(expr, "no")
            }
            ExprKind::Rule(rule, Output::Value) => self.in_segment(*rule, expr, false),
            ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::Rule(..)
            | ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::Compare(..)
            | ExprKind::InSet { .. }
            | ExprKind::InRange { .. }
            | ExprKind::IsState { .. }
            | ExprKind::TextTest(..)
            | ExprKind::If { .. }
            | ExprKind::Default(..)
            | ExprKind::Function(..)
            | ExprKind::List(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Template(_) => format!("it is not so that {}", self.of(expr)),
        }
    }

    fn joined(&self, parts: &[ExprId], sign: &str) -> String {
        // Beside `and`, an `or` needs its parentheses; a yes/no field says that it is yes.
        let part = |part: &ExprId| {
            let text = self.of(*part);
            let kind = &self.program.exprs[*part].kind;
            if matches!(kind, ExprKind::And(_) | ExprKind::Or(_)) {
                format!("({text})")
            } else {
                text
            }
        };
        parts.iter().map(part).collect::<Vec<_>>().join(sign)
    }

    /// What to look in: the members of a list written out, or its name.
    fn set(&self, expr: ExprId) -> String {
        let node = &self.program.exprs[expr];
        if let (ExprKind::Literal(Value::List(items)), Type::List(item)) = (&node.kind, &node.ty) {
            let items: Vec<String> = items
                .iter()
                .map(|value| escaped(&display_value(self.program, item, value)))
                .collect();
            return alternatives(&items);
        }
        self.operand(expr)
    }

    fn aggregate(&self, aggregate: &Aggregate) -> String {
        let set = code(&self.program.row_set_name(aggregate.set));
        let filter = aggregate
            .filter
            .map_or_else(String::new, |filter| format!(" where {}", self.of(filter)));
        let rows = format!("{set}{filter}");
        let value = || {
            aggregate
                .value
                .map_or_else(String::new, |value| self.operand(value))
        };
        match aggregate.function {
            AggregateFunction::Count => format!("the number of {rows}"),
            AggregateFunction::Any => format!("there is one of {rows}"),
            AggregateFunction::None => format!("there is none of {rows}"),
            AggregateFunction::Sum => format!("the total {} of {rows}", value()),
            AggregateFunction::Mean => format!("the mean {} of {rows}", value()),
            AggregateFunction::Median => format!("the middle {} of {rows}", value()),
            AggregateFunction::Min => format!("the least {} of {rows}", value()),
            AggregateFunction::Max => format!("the greatest {} of {rows}", value()),
            AggregateFunction::Stdev => {
                format!("the standard deviation of {} of {rows}", value())
            }
            // What is weighed by what is said beside it.
            AggregateFunction::WeighedMean => rows,
            AggregateFunction::Names => format!("every {} of {rows}", value()),
            AggregateFunction::Agreement => {
                let part =
                    |part: Option<ExprId>| part.map_or_else(String::new, |part| self.operand(part));
                let (by, across) = (part(aggregate.by), part(aggregate.across));
                format!(
                    "how far each {by} agrees about {} for each {across}, of {rows}",
                    value()
                )
            }
            AggregateFunction::Picked(pick, ask) => {
                let by = aggregate.by.map_or_else(String::new, |by| self.operand(by));
                let picked = match pick {
                    Pick::Missing => format!("values of {} that no row of {rows} has", value()),
                    Pick::Lowest => format!("{} of {rows} with the least {by}", value()),
                    Pick::Highest => format!("{} of {rows} with the greatest {by}", value()),
                };
                match ask {
                    Ask::Count => format!("the number of {picked}"),
                    Ask::Any => format!("there are {picked}"),
                    Ask::None => format!("there are no {picked}"),
                    Ask::Names => format!("the {picked}"),
                }
            }
        }
    }
}

/// The verb of a comparison, as it is said of such values.
fn comparison(operator: CompareOperator, ty: &Type) -> &'static str {
    let is_date = matches!(ty, Type::Date(_));
    match (operator, is_date) {
        (CompareOperator::Is, _) => "is",
        (CompareOperator::IsNot, _) => "is not",
        (CompareOperator::Less, false) => "is less than",
        (CompareOperator::LessOrEqual, false) => "is at most",
        (CompareOperator::Greater, false) => "is more than",
        (CompareOperator::GreaterOrEqual, false) => "is at least",
        (CompareOperator::Less, true) => "is before",
        (CompareOperator::LessOrEqual, true) => "is on or before",
        (CompareOperator::Greater, true) => "is after",
        (CompareOperator::GreaterOrEqual, true) => "is on or after",
    }
}
