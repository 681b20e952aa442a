//! A short notation for expressions, so that a test can state the tree it expects on one line.

use super::ast::{
    ArithmeticOperator as A, CompareOperator as C, Expr, ExprKind, Multiplier, Range, State,
    TemplatePart, TextOperator, Unit,
};

/// The tree of an expression, every node in parentheses with its operator first.
pub(super) fn shape(expr: &Expr) -> String {
    let list = |items: &[Expr]| items.iter().map(shape).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Number(number) => {
            let multiplier = match number.multiplier {
                Multiplier::One => "",
                Multiplier::Thousand => "k",
                Multiplier::Million => "M",
            };
            let unit = match &number.unit {
                Unit::None => String::new(),
                Unit::Percent => "%".into(),
                Unit::Currency(code) => format!(" {code}"),
                Unit::Days => " days".into(),
                Unit::Weeks => " weeks".into(),
                Unit::Months => " months".into(),
                Unit::Years => " years".into(),
            };
            format!("{}{multiplier}{unit}", number.digits)
        }
        ExprKind::Text(template) => {
            let parts: Vec<String> = template
                .parts
                .iter()
                .map(|part| match part {
                    TemplatePart::Literal(text) => format!("{text:?}"),
                    TemplatePart::Hole(expr) => format!("{{{}}}", shape(expr)),
                })
                .collect();
            format!("(text {})", parts.join(" "))
        }
        ExprKind::YesNo(value) => if *value { "yes" } else { "no" }.into(),
        ExprKind::Date(date) => format!("day{}", date.days),
        ExprKind::List(items) => format!("[{}]", list(items)),
        ExprKind::Range(range) => range_shape(range),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Member(base, name) => format!("(. {} {})", shape(base), name.text),
        ExprKind::Parenthesis(inner) => format!("(paren {})", shape(inner)),
        ExprKind::Not(inner) => format!("(not {})", shape(inner)),
        ExprKind::Negate(inner) => format!("(neg {})", shape(inner)),
        ExprKind::Arithmetic(operator, left, right) => {
            let sign = match operator {
                A::Add => "+",
                A::Subtract => "-",
                A::Multiply => "*",
                A::Divide => "/",
            };
            format!("({sign} {} {})", shape(left), shape(right))
        }
        ExprKind::And(operands) => format!("(and {})", list(operands)),
        ExprKind::Or(operands) => format!("(or {})", list(operands)),
        ExprKind::Compare(operator, left, right) => {
            let sign = match operator {
                C::Is => "is",
                C::IsNot => "is-not",
                C::Less => "<",
                C::LessOrEqual => "<=",
                C::Greater => ">",
                C::GreaterOrEqual => ">=",
            };
            format!("({sign} {} {})", shape(left), shape(right))
        }
        ExprKind::In { item, set, negated } => {
            format!(
                "({} {} {})",
                if *negated { "not-in" } else { "in" },
                shape(item),
                shape(set)
            )
        }
        ExprKind::Is {
            value,
            state,
            negated,
        } => {
            let state = match state {
                State::Known => "known",
                State::Unknown => "unknown",
                State::NotApplicable => "n.a.",
            };
            format!(
                "({}{state}? {})",
                if *negated { "not-" } else { "" },
                shape(value)
            )
        }
        ExprKind::TextTest(operator, left, right) => {
            let sign = match operator {
                TextOperator::Contains => "contains",
                TextOperator::StartsWith => "starts",
                TextOperator::EndsWith => "ends",
            };
            format!("({sign} {} {})", shape(left), shape(right))
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            format!(
                "(if {} {} {})",
                shape(condition),
                shape(then),
                shape(otherwise)
            )
        }
        ExprKind::Default(left, right) => format!("(default {} {})", shape(left), shape(right)),
        ExprKind::Call {
            function,
            arguments,
        } => format!("({}() {})", function.text, list(arguments)),
        ExprKind::Query {
            value,
            of,
            by,
            across,
            filter,
        } => {
            let part = |word: &str, expr: &Option<Box<Expr>>| {
                expr.as_ref()
                    .map_or(String::new(), |expr| format!(" {word} {}", shape(expr)))
            };
            format!(
                "(query {}{}{}{}{})",
                shape(value),
                part("of", of),
                part("by", by),
                part("for", across),
                part("where", filter)
            )
        }
    }
}

/// A range in the same notation.
pub(super) fn range_shape(range: &Range) -> String {
    let end = |end: &Option<Box<Expr>>| end.as_ref().map_or("_".to_owned(), |end| shape(end));
    format!("(.. {} {})", end(&range.low), end(&range.high))
}
