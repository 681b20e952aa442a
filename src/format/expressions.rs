//! Expressions, types and texts to pieces. Parentheses stand where the tree has them.

use super::pieces::Pieces;
use crate::syntax::ast::{
    DateLiteral, Expr, ExprKind, Member, MemberName, Multiplier, NumberLiteral, Range, Template,
    TemplatePart, Text, TypeExpr, TypeKind, Unit,
};
use chrono::{Days, NaiveDate};

/// An expression on one line.
pub fn flat(expr: &Expr) -> String {
    let mut pieces = Pieces::default();
    expression(&mut pieces, expr);
    pieces.flat()
}

/// A label or another text without holes, in quotes.
pub fn quoted(text: &Text) -> String {
    format!("\"{}\"", text.value.replace('"', "\"\""))
}

/// A member's name, bare, in quotes or a number.
pub fn member_name(name: &MemberName) -> String {
    match name {
        MemberName::Name(name) => name.text.clone(),
        MemberName::Text(text) => quoted(text),
        MemberName::Number(number) => number.value.clone(),
    }
}

/// Adds an expression that sticks to what is there.
pub fn expression(out: &mut Pieces, expr: &Expr) {
    match &expr.kind {
        ExprKind::Number(number) => out.glue(&number_text(number)),
        ExprKind::Text(template) => out.glue(&template_text(template)),
        ExprKind::YesNo(value) => out.glue(if *value { "yes" } else { "no" }),
        ExprKind::Date(date) => out.glue(&date_text(*date)),
        ExprKind::List(values) => bracketed(out, "[", values, "]"),
        ExprKind::Range(bounds) => out.glue(&range(bounds)),
        ExprKind::Name(name) => out.glue(name),
        ExprKind::Member(value, name) => {
            expression(out, value);
            out.glue(".");
            out.glue(&name.text);
        }
        ExprKind::Parenthesis(inner) => {
            out.glue("(");
            out.enter();
            expression(out, inner);
            out.leave();
            out.glue(")");
        }
        ExprKind::Not(operand) => {
            out.glue("not ");
            expression(out, operand);
        }
        ExprKind::Negate(operand) => {
            out.glue("-");
            expression(out, operand);
        }
        ExprKind::Arithmetic(operator, left, right) => {
            expression(out, left);
            out.breakable(operator.spelling());
            out.glue(" ");
            expression(out, right);
        }
        ExprKind::And(operands) => joined(out, operands, "and "),
        ExprKind::Or(operands) => joined(out, operands, "or "),
        ExprKind::Call {
            function,
            arguments,
        } => {
            out.glue(&function.text);
            bracketed(out, "(", arguments, ")");
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            out.glue("if ");
            expression(out, condition);
            out.breakable("then ");
            expression(out, then);
            out.breakable("else ");
            expression(out, otherwise);
        }
        ExprKind::Query {
            value,
            of,
            by,
            across,
            filter,
        } => {
            expression(out, value);
            for (word, part) in [("of ", of), ("by ", by), ("for ", across)] {
                if let Some(part) = part {
                    out.word(word);
                    expression(out, part);
                }
            }
            if let Some(condition) = filter {
                // Outside brackets a line of a view that begins with `where` is a line of its own.
                if out.is_inside() {
                    out.breakable("where ");
                } else {
                    out.word("where ");
                }
                expression(out, condition);
            }
        }
        ExprKind::Compare(..)
        | ExprKind::In { .. }
        | ExprKind::Is { .. }
        | ExprKind::TextTest(..)
        | ExprKind::Default(..) => word_operator(out, expr),
    }
}

/// Operators that are words, and comparisons.
fn word_operator(out: &mut Pieces, expr: &Expr) {
    let mut infix = |left: &Expr, sign: &str, right: &Expr| {
        expression(out, left);
        out.word(sign);
        out.glue(" ");
        expression(out, right);
    };
    match &expr.kind {
        ExprKind::Compare(operator, left, right) => infix(left, operator.spelling(), right),
        ExprKind::In { item, set, negated } => {
            infix(item, if *negated { "not in" } else { "in" }, set);
        }
        ExprKind::TextTest(operator, left, right) => infix(left, operator.spelling(), right),
        ExprKind::Default(value, fallback) => infix(value, "default", fallback),
        ExprKind::Is {
            value,
            state,
            negated,
        } => {
            expression(out, value);
            out.word(if *negated { "is not" } else { "is" });
            out.word(state.spelling());
        }
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::YesNo(_)
        | ExprKind::Date(_)
        | ExprKind::List(_)
        | ExprKind::Range(_)
        | ExprKind::Name(_)
        | ExprKind::Member(..)
        | ExprKind::Parenthesis(_)
        | ExprKind::Not(_)
        | ExprKind::Negate(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Call { .. }
        | ExprKind::If { .. }
        | ExprKind::Query { .. } => {}
    }
}

fn joined(out: &mut Pieces, operands: &[Expr], word: &str) {
    for (at, operand) in operands.iter().enumerate() {
        if at > 0 {
            out.breakable(word);
        }
        expression(out, operand);
    }
}

fn bracketed(out: &mut Pieces, open: &str, values: &[Expr], close: &str) {
    out.glue(open);
    out.enter();
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.glue(",");
            out.breakable("");
        }
        expression(out, value);
    }
    out.leave();
    out.glue(close);
}

/// `LOW..HIGH`
pub fn range(bounds: &Range) -> String {
    let end = |end: &Option<Box<Expr>>| end.as_deref().map(flat).unwrap_or_default();
    format!("{}..{}", end(&bounds.low), end(&bounds.high))
}

fn number_text(number: &NumberLiteral) -> String {
    let multiplier = match number.multiplier {
        Multiplier::One => "",
        Multiplier::Thousand => "k",
        Multiplier::Million => "M",
    };
    let one = number.digits == "1" && number.multiplier == Multiplier::One;
    let counted = |unit: &str| format!(" {unit}{}", if one { "" } else { "s" });
    let unit = match &number.unit {
        Unit::None => String::new(),
        Unit::Percent => "%".to_owned(),
        Unit::Currency(code) => format!(" {code}"),
        Unit::Days => counted("day"),
        Unit::Weeks => counted("week"),
        Unit::Months => counted("month"),
        Unit::Years => counted("year"),
    };
    format!("{}{multiplier}{unit}", number.digits)
}

/// A day as `2026-01-31`.
fn date_text(date: DateLiteral) -> String {
    let distance = Days::new(u64::from(date.days.unsigned_abs()));
    let epoch = NaiveDate::default(); // 1970-01-01
    let day = if date.days < 0 {
        epoch.checked_sub_days(distance)
    } else {
        epoch.checked_add_days(distance)
    };
    day.unwrap_or(epoch).format("%Y-%m-%d").to_string()
}

fn template_text(template: &Template) -> String {
    let mut text = String::from("\"");
    for part in &template.parts {
        match part {
            TemplatePart::Literal(literal) => {
                text.push_str(
                    &literal
                        .replace('"', "\"\"")
                        .replace('{', "{{")
                        .replace('}', "}}"),
                );
            }
            TemplatePart::Hole(expr) => {
                text.push('{');
                text.push_str(&flat(expr));
                text.push('}');
            }
        }
    }
    text.push('"');
    text
}

/// Adds a type that sticks to what is there.
pub fn type_expression(out: &mut Pieces, ty: &TypeExpr) {
    let mut ranged = |word: &str, bounds: &Option<Range>| {
        out.glue(word);
        if let Some(bounds) = bounds {
            out.word(&range(bounds));
        }
    };
    match &ty.kind {
        TypeKind::Text => out.glue("text"),
        TypeKind::YesNo => out.glue("yes/no"),
        TypeKind::Integer(bounds) => ranged("integer", bounds),
        TypeKind::Number(bounds) => ranged("number", bounds),
        TypeKind::Percent(bounds) => ranged("percent", bounds),
        TypeKind::Money(currency, bounds) => ranged(&format!("money {}", currency.text), bounds),
        TypeKind::Date(bounds) => ranged("date", bounds),
        TypeKind::Duration(bounds) => ranged("duration", bounds),
        TypeKind::Rating(bounds) => out.glue(&range(bounds)),
        TypeKind::OneOf { ordered, members } => one_of(out, *ordered, members),
        TypeKind::ListOf(inner) => {
            out.glue("list of ");
            type_expression(out, inner);
        }
        TypeKind::Named(name) => out.glue(&name.text),
    }
}

/// `one of a, b` or `one of a < b`
fn one_of(out: &mut Pieces, ordered: bool, members: &[Member]) {
    out.glue("one of ");
    for (at, member) in members.iter().enumerate() {
        match (at, ordered) {
            (0, _) => {}
            (_, true) => out.breakable("< "),
            (_, false) => {
                out.glue(",");
                out.breakable("");
            }
        }
        out.glue(&member_name(&member.name));
        if let Some(text) = &member.written_as {
            out.word("as");
            out.word(&quoted(text));
        }
        if let Some(label) = &member.label {
            out.word(&quoted(label));
        }
    }
}
