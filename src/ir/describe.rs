//! Expressions in the analyst's words, for reasons and explanations: short, canonical, no labels.

use super::arena::{ExprId, RuleId};
use super::expr::{
    Aggregate, AggregateFunction, Ask, ExprKind, Function, Output, Pick, RowSet, TemplatePart,
    Value,
};
use super::program::{Decay, DecayKind, Program};
use super::types::{NumberUnit, Type};
use crate::decimal::Decimal;

impl Program {
    /// The expression as an analyst would write it: `count(rivals where strong)`.
    #[must_use]
    pub fn describe(&self, expr: ExprId) -> String {
        let node = &self.exprs[expr];
        match &node.kind {
            ExprKind::Literal(value) => self.literal(&node.ty, value),
            ExprKind::Param(param) => self.params[*param].named.name.clone(),
            ExprKind::Today => "today".to_owned(),
            ExprKind::Field(field) => self.fields[*field].named.name.clone(),
            ExprKind::Outer(value) => format!("this.{}", self.describe(*value)),
            ExprKind::Through { reference, value } => {
                format!("{}.{}", self.describe(*reference), self.describe(*value))
            }
            ExprKind::Rule(rule, output) => {
                if let Output::Hits(place, function) = output {
                    return self.hits(*rule, *place, *function);
                }
                let suffix = self.output_suffix(*rule, *output);
                format!("{}{suffix}", self.rules[*rule].named.name)
            }
            ExprKind::Attribute { choice, attribute } => {
                format!(
                    "{}.{}",
                    self.describe(*choice),
                    self.attribute_name(*choice, *attribute)
                )
            }
            ExprKind::LabelOf(choice) => format!("{}.label", self.describe(*choice)),
            ExprKind::Not(value) => format!("not {}", self.operand(*value)),
            ExprKind::Negate(value) => format!("-{}", self.operand(*value)),
            ExprKind::Arithmetic(operator, left, right) => {
                self.infix(*left, operator.spelling(), *right)
            }
            ExprKind::And(operands) => self.joined(operands, " and "),
            ExprKind::Or(operands) => self.joined(operands, " or "),
            ExprKind::Compare(operator, left, right) => {
                self.infix(*left, operator.spelling(), *right)
            }
            ExprKind::InSet { item, set, negated } => {
                self.infix(*item, if *negated { "not in" } else { "in" }, *set)
            }
            ExprKind::InRange {
                item,
                low,
                high,
                negated,
            } => {
                let end =
                    |end: &Option<ExprId>| end.map_or(String::new(), |end| self.describe(end));
                let word = if *negated { "not in" } else { "in" };
                format!("{} {word} {}..{}", self.operand(*item), end(low), end(high))
            }
            ExprKind::IsState {
                value,
                state,
                negated,
            } => {
                let not = if *negated { "not " } else { "" };
                format!("{} is {not}{}", self.operand(*value), state.spelling())
            }
            ExprKind::TextTest(operator, text, pattern) => {
                self.infix(*text, operator.spelling(), *pattern)
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => format!(
                "if {} then {} else {}",
                self.describe(*condition),
                self.describe(*then),
                self.describe(*otherwise)
            ),
            ExprKind::Default(value, fallback) => self.infix(*value, "default", *fallback),
            ExprKind::Function(function, arguments) => {
                format!(
                    "{}({})",
                    function_name(*function),
                    self.joined_plain(arguments)
                )
            }
            ExprKind::List(items) => format!("[{}]", self.joined_plain(items)),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::Template(parts) => self.template(parts),
        }
    }

    /// `sum(channel.cost)`
    fn hits(&self, rule: RuleId, place: u32, function: AggregateFunction) -> String {
        let column = match place {
            0 => Output::Value,
            _ => Output::Further(place),
        };
        let suffix = self.output_suffix(rule, column);
        let read = format!("{}{suffix}", self.rules[rule].named.name);
        match aggregate_names(function).first() {
            Some(name) => format!("{name}({read})"),
            None => read,
        }
    }

    /// What is written behind a rule's name to ask for a result.
    fn output_suffix(&self, rule: RuleId, output: Output) -> String {
        let name = match output {
            Output::Value => return String::new(),
            Output::Status => "status",
            Output::StoppedBy => "stopped_by",
            Output::Failing => "failing",
            Output::Open => "open",
            Output::Low => "low",
            Output::High => "high",
            Output::Band => "band",
            Output::Possible => "possible",
            Output::Rank => "rank",
            Output::Because => "because",
            Output::Further(place) | Output::Hits(place, _) => {
                let decision = self.rules[rule].body.decision();
                let output = decision.and_then(|decision| decision.outputs.get(place as usize));
                output.map_or("?", |output| output.named.name.as_str())
            }
        };
        format!(".{name}")
    }

    fn operand(&self, expr: ExprId) -> String {
        let text = self.describe(expr);
        if self.binds_loosely(expr) {
            format!("({text})")
        } else {
            text
        }
    }

    fn binds_loosely(&self, expr: ExprId) -> bool {
        match &self.exprs[expr].kind {
            ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::InSet { .. }
            | ExprKind::InRange { .. }
            | ExprKind::IsState { .. }
            | ExprKind::TextTest(..)
            | ExprKind::If { .. }
            | ExprKind::Default(..) => true,
            ExprKind::Literal(_)
            | ExprKind::Param(_)
            | ExprKind::Today
            | ExprKind::Field(_)
            | ExprKind::Outer(_)
            | ExprKind::Through { .. }
            | ExprKind::Rule(..)
            | ExprKind::Attribute { .. }
            | ExprKind::LabelOf(_)
            | ExprKind::Function(..)
            | ExprKind::List(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Template(_) => false,
        }
    }

    fn infix(&self, left: ExprId, sign: &str, right: ExprId) -> String {
        format!("{} {sign} {}", self.operand(left), self.operand(right))
    }

    fn joined(&self, operands: &[ExprId], sign: &str) -> String {
        operands
            .iter()
            .map(|operand| self.operand(*operand))
            .collect::<Vec<_>>()
            .join(sign)
    }

    fn joined_plain(&self, items: &[ExprId]) -> String {
        items
            .iter()
            .map(|item| self.describe(*item))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn attribute_name(&self, choice: ExprId, attribute: usize) -> &str {
        let Type::Choice(domain) = self.exprs[choice].ty else {
            return "?";
        };
        self.domains[domain]
            .attributes
            .get(attribute)
            .map_or("?", |column| column.name.as_str())
    }

    fn aggregate(&self, aggregate: &Aggregate) -> String {
        let value = aggregate
            .value
            .map_or(String::new(), |value| self.describe(value) + " of ");
        let filter = aggregate.filter.map_or(String::new(), |filter| {
            " where ".to_owned() + &self.describe(filter)
        });
        let part = |word: &str, part: Option<ExprId>| {
            part.map_or(String::new(), |part| {
                format!(" {word} {}", self.describe(part))
            })
        };
        let inside = format!(
            "{value}{}{}{}{filter}",
            self.row_set_name(aggregate.set),
            part("by", aggregate.by),
            part("for", aggregate.across)
        );
        let names = aggregate_names(aggregate.function).into_iter().rev();
        names.fold(inside, |inside, name| format!("{name}({inside})"))
    }

    /// `halving every 30 days since read_on`
    #[must_use]
    pub fn decay_words(&self, decay: Decay) -> String {
        let kind = match decay.kind {
            DecayKind::Halving => "halving every",
            DecayKind::Fading => "fading over",
        };
        let days = if decay.days == 1 { "day" } else { "days" };
        let since = self.describe(decay.since);
        format!("{kind} {} {days} since {since}", decay.days)
    }

    /// The name of a set of rows.
    #[must_use]
    pub fn row_set_name(&self, set: RowSet) -> String {
        match set {
            RowSet::Relation(field) => self.fields[field].named.name.clone(),
            RowSet::Referenced(reference, field) => format!(
                "{}.{}",
                self.describe(reference),
                self.fields[field].named.name
            ),
            RowSet::Record(record) => self.records[record].named.name.clone(),
            RowSet::Segment(rule) => self.rules[rule].named.name.clone(),
        }
    }

    fn template(&self, parts: &[TemplatePart]) -> String {
        // The key of a row, as it is named in `{failing}`.
        if let [TemplatePart::Hole(alone)] = parts {
            return self.describe(*alone);
        }
        let mut text = String::from('"');
        for part in parts {
            match part {
                TemplatePart::Literal(literal) => text.push_str(literal),
                TemplatePart::Hole(hole) => {
                    text.push('{');
                    text.push_str(&self.describe(*hole));
                    text.push('}');
                }
            }
        }
        text.push('"');
        text
    }

    /// A constant as an analyst would write it.
    #[must_use]
    pub fn literal(&self, ty: &Type, value: &Value) -> String {
        match value {
            Value::Text(text) => format!("\"{text}\""),
            Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Value::Number(number) => number_text(ty, *number),
            Value::Date(days) => date_text(*days),
            Value::Duration(days) => format!("{days} {}", if *days == 1 { "day" } else { "days" }),
            Value::Months(months) => {
                format!("{months} {}", if *months == 1 { "month" } else { "months" })
            }
            Value::Choice(domain, member) => self.domains[*domain]
                .members
                .get(*member as usize)
                .map_or_else(String::new, |member| member.named.name.clone()),
            Value::List(items) => {
                let item_type = if let Type::List(item) = ty { item } else { ty };
                let items: Vec<_> = items
                    .iter()
                    .map(|item| self.literal(item_type, item))
                    .collect();
                format!("[{}]", items.join(", "))
            }
        }
    }
}

fn number_text(ty: &Type, number: Decimal) -> String {
    let Type::Number(number_type) = ty else {
        return number.to_string();
    };
    match &number_type.unit {
        NumberUnit::Plain => number.to_string(),
        NumberUnit::Percent => number
            .checked_mul(Decimal::from_integer(100))
            .map_or_else(|| number.to_string(), |hundredths| format!("{hundredths}%")),
        NumberUnit::Money(currency) => format!("{number} {currency}"),
    }
}

fn date_text(days: i32) -> String {
    chrono::NaiveDate::from_ymd_opt(1970, 1, 1)
        .and_then(|epoch| epoch.checked_add_signed(chrono::TimeDelta::days(i64::from(days))))
        .map_or_else(|| format!("day {days}"), |date| date.to_string())
}

fn function_name(function: Function) -> &'static str {
    match function {
        Function::Min => "min",
        Function::Max => "max",
        Function::Abs => "abs",
        Function::Round => "round",
        Function::Remainder => "remainder",
        Function::Year => "year",
        Function::Month => "month",
        Function::Days => "days",
        Function::Length => "length",
        Function::Size => "count",
        Function::Halving => "halving",
        Function::Fading => "fading",
    }
}

/// The functions that an aggregate is written with, the outer one first.
fn aggregate_names(function: AggregateFunction) -> Vec<&'static str> {
    match function {
        AggregateFunction::Count => vec!["count"],
        AggregateFunction::Any => vec!["any"],
        AggregateFunction::None => vec!["none"],
        AggregateFunction::Sum => vec!["sum"],
        AggregateFunction::Mean => vec!["mean"],
        AggregateFunction::Median => vec!["median"],
        AggregateFunction::Min => vec!["min"],
        AggregateFunction::Max => vec!["max"],
        AggregateFunction::Stdev => vec!["stdev"],
        AggregateFunction::Names => Vec::new(),
        AggregateFunction::Agreement => vec!["agreement"],
        AggregateFunction::WeighedMean => vec!["weighed mean"],
        AggregateFunction::Picked(pick, ask) => {
            let pick = match pick {
                Pick::Missing => "missing",
                Pick::Lowest => "lowest",
                Pick::Highest => "highest",
            };
            match ask {
                Ask::Count => vec!["count", pick],
                Ask::Any => vec!["any", pick],
                Ask::None => vec!["none", pick],
                Ask::Names => vec![pick],
            }
        }
    }
}
