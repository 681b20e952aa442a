//! Expressions: operands and the flat line between them. `operators.rs` makes the nodes.
#![allow(clippy::wildcard_enum_match_arm)] // looks for a few kinds of mistaken expressions among all

use super::operators::{Operator, OperatorKind};
use super::{Builder, Children};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    ArithmeticOperator, Expr, ExprKind, Multiplier, Name, NodeSpan, NumberLiteral, Range, State,
    Unit,
};
use crate::syntax::grammar::Rule;
use crate::syntax::precedence::{Piece, fold};
use crate::syntax::scan::MAX_DEPTH;
use crate::syntax::suspects::{Suspect, Unless};
use pest::iterators::Pair;

/// Most operators of one kind of grouping in a row, brackets around them counted: a tree is no
/// deeper than this.
const MAX_TREE: usize = 2 * MAX_DEPTH;

impl Builder {
    /// An expression that is no range.
    pub(super) fn expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let made = self.expr_or_range(pair);
        self.refuse_range(&made);
        made
    }

    /// An expression where a range may stand, such as after `scale`.
    pub(super) fn expr_or_range(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let links = longest_chain(&pair);
        if self.depth + links > MAX_TREE {
            self.mistake(
                Code::E021,
                "this expression has too many parts in a row",
                span,
                format!("split it into computed fields of at most {MAX_DEPTH} parts each"),
            );
            return blank_expr(span);
        }
        self.depth += links + 1;
        let mut pieces = Vec::new();
        let mut wants_operand = true;
        let mut items = pair.into_inner().peekable();
        while let Some(item) = items.next() {
            let rule = item.as_rule();
            if rule == Rule::primary {
                pieces.push(Piece::Operand(self.primary(item)));
                wants_operand = false;
                continue;
            }
            let operator = self.operator(&item);
            if rule == Rule::state {
                pieces.push(Piece::Postfix(operator));
            } else if wants_operand {
                pieces.push(Piece::Prefix(operator));
            } else if rule == Rule::dot_dot
                && !items
                    .peek()
                    .is_some_and(|next| is_operand_start(next.as_rule()))
            {
                pieces.push(Piece::Postfix(operator));
            } else {
                pieces.push(Piece::Infix(operator));
                wants_operand = true;
            }
        }
        self.depth -= links + 1;
        fold(self, pieces).unwrap_or_else(|| blank_expr(span))
    }

    /// `scale 0..100`: a range and nothing else.
    pub(super) fn range_of(&mut self, pair: Pair<'_, Rule>, example: &str) -> Range {
        let made = self.expr_or_range(pair);
        let span = made.span;
        let meant = match &made.kind {
            ExprKind::Arithmetic(ArithmeticOperator::Subtract, low, high) => {
                self.written(low.span.0).zip(self.written(high.span.0))
            }
            _ => None,
        };
        if let ExprKind::Range(range) = made.kind {
            return range;
        }
        let help = match meant {
            Some((low, high)) => format!("write `{low}..{high}`"),
            None => format!("write both ends, as in `{example}`"),
        };
        self.mistake(Code::E018, "a range is needed here", span.0, help);
        Range {
            low: None,
            high: None,
            span,
        }
    }

    pub(super) fn refuse_range(&mut self, expr: &Expr) {
        if matches!(expr.kind, ExprKind::Range(_)) {
            self.mistake(
                Code::E018,
                "a range cannot stand here",
                expr.span.0,
                "a range stands after `in`, as in `need in 3..5`",
            );
        }
    }

    fn operator(&self, pair: &Pair<'_, Rule>) -> Operator {
        Operator {
            kind: OperatorKind::of(pair),
            written: pair.as_str().to_owned(),
            span: self.span(pair),
        }
    }

    pub(super) fn primary(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let mut pieces = pair.into_inner();
        let Some(atom) = pieces.next() else {
            return blank_expr(Span::default());
        };
        let mut made = self.atom(atom);
        for (index, member) in pieces.enumerate() {
            let span = self.span(&member);
            if self.depth + index > MAX_TREE {
                self.mistake(
                    Code::E021,
                    "this name has too many parts",
                    span,
                    "split it over computed fields",
                );
                break;
            }
            let Some(word) = member.into_inner().next() else {
                continue;
            };
            let whole = NodeSpan(made.span.0.to(span));
            made = Expr {
                kind: ExprKind::Member(Box::new(made), self.name(&word)),
                span: whole,
            };
        }
        made
    }

    fn atom(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.node(&pair);
        let rule = pair.as_rule();
        let kind = if rule == Rule::quantity {
            return self.number(pair);
        } else if rule == Rule::date {
            return self.date(pair);
        } else if rule == Rule::template {
            return self.template(pair);
        } else if rule == Rule::parenthesis {
            return self.parenthesis(pair);
        } else if rule == Rule::conditional {
            return self.conditional(pair);
        } else if rule == Rule::reference {
            return self.reference(pair);
        } else if rule == Rule::list {
            let mut children = Children::of(pair);
            let mut items = Vec::new();
            while let Some(item) = children.take(Rule::expr) {
                items.push(self.expr(item));
            }
            ExprKind::List(items)
        } else {
            ExprKind::YesNo(rule == Rule::yes)
        };
        Expr { kind, span }
    }

    /// `( … )`; several values in it are a list in the way of SQL.
    fn parenthesis(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.node(&pair);
        let written = pair.as_str();
        let mut children = Children::of(pair);
        let mut items = Vec::new();
        while let Some(item) = children.take(Rule::expr) {
            items.push(self.expr(item));
        }
        if items.len() == 1 {
            let inner = items.pop().unwrap_or_else(|| blank_expr(span.0));
            return Expr {
                kind: ExprKind::Parenthesis(Box::new(inner)),
                span,
            };
        }
        let inner = written
            .get(1..written.len().saturating_sub(1))
            .unwrap_or("");
        self.report(
            Diagnostic::new(
                Code::E017,
                "several values stand between `[` and `]`",
                span.0,
            )
            .help(format!("write `[{}]`", inner.trim()))
            .fix(span.0, format!("[{inner}]")),
        );
        Expr {
            kind: ExprKind::List(items),
            span,
        }
    }

    /// `if a then b else c`, and what was made of it.
    fn conditional(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.node(&pair);
        let found_before = self.findings.len();
        let mut children = Children::of(pair);
        let mut parts = Vec::new();
        while let Some(part) = children.take(Rule::expr) {
            parts.push(self.expr(part));
        }
        let mut parts = parts.into_iter();
        let (Some(condition), then, otherwise) = (parts.next(), parts.next(), parts.next()) else {
            return blank_expr(span.0);
        };
        let like_a_function = match &condition.kind {
            ExprKind::List(items) => Some(self.if_in_words(items)),
            _ => None,
        };
        match (&then, &otherwise) {
            (None, _) if like_a_function.is_some() => {
                self.findings.truncate(found_before);
                let help = like_a_function.unwrap_or_default();
                self.mistake(Code::E010, "`if` is no function", span.0, help);
            }
            (None, _) => self.mistake(
                Code::E010,
                "this `if` has no `then`",
                span.0,
                "write `if CONDITION then VALUE else VALUE`",
            ),
            (Some(_), None) => self.mistake(
                Code::E010,
                "this `if` has no `else`",
                span.0,
                "say what the value is when the condition does not hold: `… else VALUE`",
            ),
            (Some(_), Some(_)) => {}
        }
        let boxed = |part: Option<Expr>| Box::new(part.unwrap_or_else(|| blank_expr(span.0)));
        let kind = ExprKind::If {
            condition: Box::new(condition),
            then: boxed(then),
            otherwise: boxed(otherwise),
        };
        Expr { kind, span }
    }

    /// A name or a call.
    fn reference(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.node(&pair);
        let mut children = pair.into_inner();
        let Some(word) = children.next() else {
            return blank_expr(span.0);
        };
        let name = self.name(&word);
        let Some(arguments) = children.next() else {
            self.suspect_name(&name.text, span.0);
            return Expr {
                kind: ExprKind::Name(name.text),
                span,
            };
        };
        let mut arguments = Children::of(arguments);
        let mut made = Vec::new();
        while let Some(argument) = arguments.take(Rule::query) {
            made.push(self.query(argument));
        }
        self.spreadsheet_function(&name, &made, span.0);
        Expr {
            kind: ExprKind::Call {
                function: name,
                arguments: made,
            },
            span,
        }
    }

    /// `IF(…)`, `AND(…)`, `ISBLANK(…)`: spreadsheet functions that are words here.
    fn spreadsheet_function(&mut self, name: &Name, arguments: &[Expr], span: Span) {
        let parts: Vec<String> = arguments
            .iter()
            .map(|argument| {
                self.written(argument.span.0)
                    .unwrap_or_else(|| "…".to_owned())
            })
            .collect();
        let joined = |word: &str, stand_in: &str| {
            if parts.len() < 2 {
                format!("write `{stand_in}`")
            } else {
                format!("write `{}`", parts.join(word))
            }
        };
        let first = parts.first().map_or("x", String::as_str);
        let (code, help) = match name.text.to_uppercase().as_str() {
            "AND" | "ET" | "UND" | "И" => (Code::E007, joined(" and ", "a and b")),
            "OR" | "OU" | "ODER" | "ИЛИ" => (Code::E007, joined(" or ", "a or b")),
            "NOT" | "NON" | "НЕ" => (Code::E007, format!("write `not {first}`")),
            "IF" | "IIF" | "IFS" | "CASE" | "WENN" | "SI" | "ЕСЛИ" => {
                (Code::E010, self.if_in_words(arguments))
            }
            "ISBLANK" | "ISNULL" | "ISEMPTY" | "ISNA" | "ESTVIDE" | "ЕПУСТО" => {
                (Code::E016, format!("write `{first} is unknown`"))
            }
            "COALESCE" | "IFNULL" | "NVL" | "IFERROR" | "IFNA" | "SIERREUR" => {
                (Code::E016, joined(" default ", "x default VALUE"))
            }
            _ => return,
        };
        let at = name.span.0;
        let message = format!("there is no function `{}`", name.text);
        self.mistake(code, message, at.to(span), help);
    }

    /// `IF(a, b, c)` in the words of the language.
    fn if_in_words(&self, parts: &[Expr]) -> String {
        let written = |at: usize| parts.get(at).and_then(|part| self.written(part.span.0));
        match (written(0), written(1), written(2)) {
            (Some(condition), Some(then), Some(otherwise)) if parts.len() == 3 => {
                format!("write `if {condition} then {then} else {otherwise}`")
            }
            _ => "write `if CONDITION then VALUE else VALUE`".to_owned(),
        }
    }

    /// `true`, `null` and the like, unless the pack has something of that name.
    fn suspect_name(&mut self, name: &str, span: Span) {
        let (message, help, fix) = match name {
            "true" | "True" | "TRUE" | "Yes" | "YES" | "oui" | "Oui" | "OUI" | "vrai" | "VRAI"
            | "да" | "Да" => (format!("there is no `{name}`"), "write `yes`", Some("yes")),
            "false" | "False" | "FALSE" | "No" | "NO" | "non" | "Non" | "NON" | "faux" | "FAUX"
            | "нет" | "Нет" => (format!("there is no `{name}`"), "write `no`", Some("no")),
            "null" | "NULL" | "Null" | "None" | "nil" | "NaN" | "NA" | "undefined" | "empty"
            | "EMPTY" | "blank" | "BLANK" | "vide" | "пусто" => (
                format!("there is no `{name}`: a value that is not there is unknown"),
                "ask `x is unknown` or `x is known`, or write `x default VALUE`",
                None,
            ),
            _ => return,
        };
        let code = if fix.is_some() {
            Code::E006
        } else {
            Code::E016
        };
        let mut finding = Diagnostic::new(code, message, span).help(help);
        if let Some(fix) = fix {
            finding = finding.fix(span, fix);
        }
        self.suspects.push(Suspect {
            name: name.to_owned(),
            unless: Unless::Anything,
            finding,
        });
    }

    /// `value of set by order for group where condition`, or a plain value.
    pub(super) fn query(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.node(&pair);
        let mut children = pair.into_inner();
        let Some(value) = children.next() else {
            return blank_expr(span.0);
        };
        let value = self.expr(value);
        let (mut of, mut by, mut across, mut filter) = (None, None, None, None);
        while let Some(word) = children.next() {
            let Some(part) = children.next() else { break };
            let part = Some(Box::new(self.expr(part)));
            let word = word.as_rule();
            if word == Rule::k_of {
                of = part;
            } else if word == Rule::k_by {
                by = part;
            } else if word == Rule::k_for {
                across = part;
            } else {
                filter = part;
            }
        }
        if [&of, &by, &across, &filter]
            .into_iter()
            .all(Option::is_none)
        {
            return value;
        }
        Expr {
            kind: ExprKind::Query {
                value: Box::new(value),
                of,
                by,
                across,
                filter,
            },
            span,
        }
    }

    /// A state as asked: `known`, `not unknown`, `not applicable`.
    pub(super) fn state(written: &str) -> (State, bool) {
        let negated = written.split_whitespace().nth(1) == Some("not");
        match written.split_whitespace().next_back() {
            Some("known") => (State::Known, negated),
            Some("unknown") => (State::Unknown, negated),
            _ => (State::NotApplicable, false),
        }
    }
}

/// Stands for what could not be made; there is always a finding beside it.
pub(super) fn blank_expr(span: Span) -> Expr {
    let zero = NumberLiteral {
        digits: "0".to_owned(),
        multiplier: Multiplier::One,
        unit: Unit::None,
        value: crate::decimal::Decimal::ZERO,
    };
    Expr {
        kind: ExprKind::Number(zero),
        span: NodeSpan(span),
    }
}

fn is_operand_start(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::primary | Rule::k_not | Rule::minus | Rule::wrong_not | Rule::dot_dot
    )
}

/// The most operators between two `and` or `or`: so much deeper does a flat line make the tree.
fn longest_chain(pair: &Pair<'_, Rule>) -> usize {
    let (mut longest, mut chain) = (0, 0);
    for piece in pair.clone().into_inner() {
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        match piece.as_rule() {
            Rule::primary => {}
            Rule::k_and | Rule::k_or | Rule::wrong_and | Rule::wrong_or => chain = 0,
            _ => chain += 1,
        }
        longest = longest.max(chain);
    }
    longest
}
