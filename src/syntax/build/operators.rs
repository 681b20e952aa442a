//! What each operator makes of its operands, those of other languages included.
#![allow(clippy::wildcard_enum_match_arm)] // looks for a few kinds of mistaken operands among all

use super::Builder;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    ArithmeticOperator, CompareOperator, Expr, ExprKind, NodeSpan, Range, TextOperator,
};
use crate::syntax::grammar::Rule;
use crate::syntax::precedence::{Fold, Power};
use crate::syntax::suspects::{Suspect, Unless};
use pest::iterators::Pair;

/// An operator as written.
pub(in crate::syntax) struct Operator {
    pub kind: OperatorKind,
    pub written: String,
    pub span: Span,
}

/// What an operator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum OperatorKind {
    Or,
    And,
    Not,
    Compare(CompareOperator),
    In { negated: bool },
    TextTest(TextOperator),
    State,
    Between,
    Range,
    Arithmetic(ArithmeticOperator),
    Default,
}

impl OperatorKind {
    pub(super) fn of(pair: &Pair<'_, Rule>) -> OperatorKind {
        use CompareOperator as C;
        let written = pair.as_str();
        let rule = pair.as_rule();
        let compare = |sign: &str| match sign {
            "<" => C::Less,
            "<=" | "≤" => C::LessOrEqual,
            ">" => C::Greater,
            ">=" | "≥" => C::GreaterOrEqual,
            _ => C::Is,
        };
        #[allow(clippy::wildcard_enum_match_arm)]
        // Rule has a variant for every rule of the grammar
        match rule {
            Rule::k_or | Rule::wrong_or => OperatorKind::Or,
            Rule::k_and | Rule::wrong_and => OperatorKind::And,
            Rule::k_not | Rule::wrong_not => OperatorKind::Not,
            Rule::less | Rule::less_or_equal | Rule::greater | Rule::greater_or_equal => {
                OperatorKind::Compare(compare(written))
            }
            Rule::wrong_at_least => OperatorKind::Compare(C::GreaterOrEqual),
            Rule::wrong_at_most => OperatorKind::Compare(C::LessOrEqual),
            Rule::is_not | Rule::wrong_not_equal => OperatorKind::Compare(C::IsNot),
            Rule::wrong_capitals => match written.to_ascii_lowercase().as_str() {
                "is" => OperatorKind::Compare(C::Is),
                "in" => OperatorKind::In { negated: false },
                "contains" => OperatorKind::TextTest(TextOperator::Contains),
                capitals if capitals.starts_with("is") => OperatorKind::Compare(C::IsNot),
                _ => OperatorKind::In { negated: true },
            },
            Rule::wrong_is_compare => OperatorKind::Compare(compare(
                written.split_whitespace().next_back().unwrap_or(""),
            )),
            Rule::wrong_is_in => OperatorKind::In {
                negated: written.contains("not"),
            },
            Rule::k_in => OperatorKind::In { negated: false },
            Rule::not_in => OperatorKind::In { negated: true },
            Rule::k_contains | Rule::wrong_like => OperatorKind::TextTest(TextOperator::Contains),
            Rule::starts_with => OperatorKind::TextTest(TextOperator::StartsWith),
            Rule::ends_with => OperatorKind::TextTest(TextOperator::EndsWith),
            Rule::state => OperatorKind::State,
            Rule::wrong_between => OperatorKind::Between,
            Rule::dot_dot => OperatorKind::Range,
            Rule::plus | Rule::wrong_join => OperatorKind::Arithmetic(ArithmeticOperator::Add),
            Rule::minus => OperatorKind::Arithmetic(ArithmeticOperator::Subtract),
            Rule::times | Rule::wrong_times | Rule::wrong_power => {
                OperatorKind::Arithmetic(ArithmeticOperator::Multiply)
            }
            Rule::divide | Rule::wrong_divide | Rule::wrong_remainder => {
                OperatorKind::Arithmetic(ArithmeticOperator::Divide)
            }
            Rule::k_default => OperatorKind::Default,
            _ => OperatorKind::Compare(C::Is), // `is`, and `=` or `==` in its place
        }
    }

    fn power(self) -> Power {
        match self {
            OperatorKind::Or => Power::Or,
            OperatorKind::And => Power::And,
            OperatorKind::Not => Power::Not,
            OperatorKind::Compare(_)
            | OperatorKind::In { .. }
            | OperatorKind::TextTest(_)
            | OperatorKind::State
            | OperatorKind::Between => Power::Comparison,
            OperatorKind::Range => Power::Range,
            OperatorKind::Arithmetic(ArithmeticOperator::Add | ArithmeticOperator::Subtract) => {
                Power::Sum
            }
            OperatorKind::Arithmetic(ArithmeticOperator::Multiply | ArithmeticOperator::Divide) => {
                Power::Product
            }
            OperatorKind::Default => Power::Default,
        }
    }
}

impl Fold for Builder {
    type Operand = Expr;
    type Operator = Operator;

    fn power(&self, operator: &Operator) -> Power {
        operator.kind.power()
    }

    fn prefix_power(&self, operator: &Operator) -> Power {
        match operator.kind {
            OperatorKind::Arithmetic(_) => Power::Negation,
            OperatorKind::Or
            | OperatorKind::And
            | OperatorKind::Not
            | OperatorKind::Compare(_)
            | OperatorKind::In { .. }
            | OperatorKind::TextTest(_)
            | OperatorKind::State
            | OperatorKind::Between
            | OperatorKind::Range
            | OperatorKind::Default => operator.kind.power(),
        }
    }

    fn prefix(&mut self, operator: Operator, operand: Expr) -> Expr {
        self.foreign_operator(&operator, None, &operand);
        self.refuse_range(&operand);
        let span = NodeSpan(operator.span.to(operand.span.0));
        let operand = Box::new(operand);
        let kind = match operator.kind {
            OperatorKind::Not => ExprKind::Not(operand),
            OperatorKind::Range => ExprKind::Range(Range {
                low: None,
                high: Some(operand),
                span,
            }),
            OperatorKind::Or
            | OperatorKind::And
            | OperatorKind::Compare(_)
            | OperatorKind::In { .. }
            | OperatorKind::TextTest(_)
            | OperatorKind::State
            | OperatorKind::Between
            | OperatorKind::Arithmetic(_)
            | OperatorKind::Default => ExprKind::Negate(operand),
        };
        Expr { kind, span }
    }

    fn infix(&mut self, left: Expr, operator: Operator, right: Expr) -> Expr {
        if !self.asks_for_nothing(&left, &operator, &right) {
            self.foreign_operator(&operator, Some(&left), &right);
        }
        self.refuse_range(&left);
        let takes_range = match operator.kind {
            OperatorKind::In { .. } => true,
            OperatorKind::Compare(CompareOperator::Is) => self.in_expect,
            OperatorKind::Or
            | OperatorKind::And
            | OperatorKind::Not
            | OperatorKind::Compare(_)
            | OperatorKind::TextTest(_)
            | OperatorKind::State
            | OperatorKind::Between
            | OperatorKind::Range
            | OperatorKind::Arithmetic(_)
            | OperatorKind::Default => false,
        };
        if !takes_range {
            self.refuse_range(&right);
        }
        if operator.kind.power() == Power::Comparison {
            self.refuse_chain(&left, &operator, &right);
        }
        let span = NodeSpan(left.span.0.to(right.span.0));
        let pair = |left, right| (Box::new(left), Box::new(right));
        let kind = match operator.kind {
            OperatorKind::And | OperatorKind::Or => return self.join(left, operator, right),
            OperatorKind::Compare(compare) => {
                let (left, right) = pair(left, right);
                ExprKind::Compare(compare, left, right)
            }
            OperatorKind::In { negated } => {
                let (item, set) = pair(left, right);
                ExprKind::In { item, set, negated }
            }
            OperatorKind::TextTest(test) => {
                let (left, right) = pair(left, right);
                ExprKind::TextTest(test, left, right)
            }
            OperatorKind::Arithmetic(arithmetic) => {
                let (left, right) = pair(left, right);
                ExprKind::Arithmetic(arithmetic, left, right)
            }
            OperatorKind::Default => {
                let (left, right) = pair(left, right);
                ExprKind::Default(left, right)
            }
            OperatorKind::Range => {
                let (low, high) = pair(left, right);
                ExprKind::Range(Range {
                    low: Some(low),
                    high: Some(high),
                    span,
                })
            }
            OperatorKind::Between | OperatorKind::Not | OperatorKind::State => {
                let (left, right) = pair(left, right);
                ExprKind::Compare(CompareOperator::GreaterOrEqual, left, right)
            }
        };
        Expr { kind, span }
    }

    fn postfix(&mut self, operand: Expr, operator: Operator) -> Expr {
        self.refuse_range(&operand);
        let span = NodeSpan(operand.span.0.to(operator.span));
        if operator.kind == OperatorKind::Range {
            let low = Some(Box::new(operand));
            return Expr {
                kind: ExprKind::Range(Range {
                    low,
                    high: None,
                    span,
                }),
                span,
            };
        }
        if is_comparison(&operand) {
            let asked = self.written(operand.span.0).map(|asked| {
                format!(
                    "put the comparison in parentheses: `({asked}) {}`",
                    operator.written
                )
            });
            self.chained(operand.span.0.to(operator.span), asked);
        }
        let (state, negated) = Builder::state(&operator.written);
        Expr {
            kind: ExprKind::Is {
                value: Box::new(operand),
                state,
                negated,
            },
            span,
        }
    }
}

impl Builder {
    /// One more operand of an `and` or `or`.
    fn join(&mut self, left: Expr, operator: Operator, right: Expr) -> Expr {
        let span = NodeSpan(left.span.0.to(right.span.0));
        let is_and = operator.kind == OperatorKind::And;
        if is_and {
            self.high_end_of_between(&left, &right);
        }
        self.one_of_values(&left, &operator, &right);
        let mixed = [&left, &right].iter().any(|side| match side.kind {
            ExprKind::And(_) => !is_and,
            ExprKind::Or(_) => is_and,
            _ => false,
        });
        let told = self.findings.last().is_some_and(|finding| {
            finding.code == Code::E009
                && finding
                    .labels
                    .iter()
                    .any(|label| label.span.start >= span.0.start)
        });
        let between = self.findings.iter().rev().take(4).any(|finding| {
            finding.code == Code::E017
                && finding.span().start >= span.0.start
                && finding.message.contains("between")
        });
        if mixed && !told && !between {
            let help = self.with_parentheses(&left, &operator, &right);
            self.mistake(
                Code::E009,
                "`and` and `or` are mixed without parentheses",
                operator.span,
                help,
            );
        }
        let mut operands = match left.kind {
            ExprKind::And(operands) if is_and => operands,
            ExprKind::Or(operands) if !is_and => operands,
            kind => vec![Expr {
                kind,
                span: left.span,
            }],
        };
        operands.push(right);
        let kind = if is_and {
            ExprKind::And(operands)
        } else {
            ExprKind::Or(operands)
        };
        Expr { kind, span }
    }

    /// A mix of `and` and `or` with the parentheses that make it whole.
    fn with_parentheses(&self, left: &Expr, operator: &Operator, right: &Expr) -> String {
        let general =
            "put parentheses around the part that belongs together, as in `a and (b or c)`";
        let whole = |side: &Expr| {
            let written = self.written(side.span.0)?;
            Some(match side.kind {
                ExprKind::And(_) | ExprKind::Or(_) => format!("({written})"),
                _ => written,
            })
        };
        let word = &operator.written;
        match whole(left).zip(whole(right)) {
            Some((left, right)) if matches!(word.as_str(), "and" | "or") => format!(
                "put parentheses around the part that belongs together: `{left} {word} {right}`, if that is meant"
            ),
            _ => general.to_owned(),
        }
    }

    /// `x is hot or warm`: the second operand is a value, not a condition.
    fn one_of_values(&mut self, left: &Expr, operator: &Operator, right: &Expr) {
        let before = match &left.kind {
            ExprKind::And(operands) | ExprKind::Or(operands) => operands.last().unwrap_or(left),
            _ => left,
        };
        let ExprKind::Compare(
            compare @ (CompareOperator::Is | CompareOperator::IsNot),
            subject,
            first,
        ) = &before.kind
        else {
            return;
        };
        let word = if *compare == CompareOperator::Is {
            "in"
        } else {
            "not in"
        };
        let sketch = |expr: &Expr| match &expr.kind {
            ExprKind::Name(name) => Some(name.clone()),
            ExprKind::Text(text) => text.parts.first().and_then(|part| match part {
                crate::syntax::ast::TemplatePart::Literal(text) => Some(format!("\"{text}\"")),
                crate::syntax::ast::TemplatePart::Hole(_) => None,
            }),
            _ => None,
        };
        let (Some(first), Some(second)) = (sketch(first), sketch(right)) else {
            return;
        };
        let subject = sketch(subject).unwrap_or_else(|| "…".to_owned());
        let finding = Diagnostic::new(
            Code::E017,
            format!(
                "`{}` joins conditions, but `{second}` is a value",
                operator.written
            ),
            right.span.0,
        )
        .help(format!("write `{subject} {word} [{first}, {second}]`"));
        if second.starts_with('"') {
            self.report(finding);
        } else {
            self.suspects.push(Suspect {
                name: second,
                unless: Unless::Value,
                finding,
            });
        }
    }

    /// Comparisons do not chain.
    fn refuse_chain(&mut self, left: &Expr, operator: &Operator, right: &Expr) {
        if !is_comparison(left) {
            return;
        }
        self.chained(
            left.span.0.to(right.span.0),
            self.unchained(left, operator, right),
        );
    }

    /// `20 <= x <= 500` taken apart.
    fn unchained(&self, left: &Expr, operator: &Operator, right: &Expr) -> Option<String> {
        let ExprKind::Compare(first, outer, middle) = &left.kind else {
            return None;
        };
        let OperatorKind::Compare(second) = operator.kind else {
            return None;
        };
        let (low, name) = (self.written(outer.span.0)?, self.written(middle.span.0)?);
        let high = self.written(right.span.0)?;
        let apart = format!(
            "`{low} {} {name} and {name} {} {high}`",
            first.sign(),
            second.sign()
        );
        use CompareOperator as C;
        Some(match (first, second) {
            (C::LessOrEqual, C::LessOrEqual) => {
                format!("write `{name} in {low}..{high}`, both ends included")
            }
            (C::GreaterOrEqual, C::GreaterOrEqual) => {
                format!("write `{name} in {high}..{low}`, both ends included")
            }
            (C::Less, C::Less) => {
                format!("write {apart}, or `{name} in {low}..{high}` with both ends included")
            }
            _ => format!("write {apart}"),
        })
    }

    /// `x between 20 and 500`: the second half of what was meant.
    fn high_end_of_between(&mut self, left: &Expr, right: &Expr) {
        let Some(high) = self.written(right.span.0) else {
            return;
        };
        let place = left.span.0;
        let between = self.findings.iter_mut().rev().take(4).find(|finding| {
            finding.code == Code::E017
                && finding.span().start >= place.start
                && finding.span().end <= place.end
        });
        if let Some(help) = between.and_then(|finding| finding.help.as_mut())
            && let Some(open) = help.strip_suffix("HIGH`")
        {
            *help = format!("{open}{high}`");
        }
    }

    /// `x is null`, `x is ""`: asking for what is not there. True if that was said.
    fn asks_for_nothing(&mut self, left: &Expr, operator: &Operator, right: &Expr) -> bool {
        let negated = match operator.kind {
            OperatorKind::Compare(CompareOperator::Is) => false,
            OperatorKind::Compare(CompareOperator::IsNot) => true,
            OperatorKind::Or
            | OperatorKind::And
            | OperatorKind::Not
            | OperatorKind::Compare(_)
            | OperatorKind::In { .. }
            | OperatorKind::TextTest(_)
            | OperatorKind::State
            | OperatorKind::Between
            | OperatorKind::Range
            | OperatorKind::Arithmetic(_)
            | OperatorKind::Default => return false,
        };
        let what = self.written(left.span.0).unwrap_or_else(|| "x".to_owned());
        let state = if negated { "known" } else { "unknown" };
        let help = format!("write `{what} is {state}`");
        match &right.kind {
            ExprKind::Name(name) => {
                // The name was suspected when it was read.
                let told = self.suspects.last_mut().filter(|suspect| {
                    suspect.name == *name && suspect.finding.span() == right.span.0
                });
                if let Some(suspect) = told
                    && suspect.finding.code == Code::E016
                {
                    suspect.finding.help = Some(help);
                    return !matches!(operator.written.as_str(), "is" | "is not");
                }
                false
            }
            ExprKind::Text(text) if text.parts.is_empty() && !self.in_expect => {
                self.mistake(
                    Code::E016,
                    "no text is empty: a cell with nothing in it is unknown",
                    right.span.0,
                    help,
                );
                true
            }
            _ => false,
        }
    }

    /// `like "F%"` in words.
    fn text_test(&self, left: &str, right: &Expr) -> String {
        let pattern = match &right.kind {
            ExprKind::Text(text) => match text.parts.as_slice() {
                [crate::syntax::ast::TemplatePart::Literal(pattern)] => Some(pattern.as_str()),
                _ => None,
            },
            _ => None,
        };
        let Some(pattern) = pattern else {
            return format!(
                "write `{left} contains \"…\"`, `starts with` or `ends with`, without `%` and `*`"
            );
        };
        let plain = pattern.trim_matches(['%', '*']);
        let (open, closed) = (
            pattern.starts_with(['%', '*']),
            pattern.ends_with(['%', '*']),
        );
        match (open, closed) {
            (true, false) => format!("write `{left} ends with \"{plain}\"`"),
            (false, true) => format!("write `{left} starts with \"{plain}\"`"),
            (true, true) | (false, false) => format!("write `{left} contains \"{plain}\"`"),
        }
    }

    fn chained(&mut self, span: Span, help: Option<String>) {
        self.report(
            Diagnostic::new(Code::E008, "comparisons cannot be chained", span).help(
                help.unwrap_or_else(|| {
                    "join two comparisons with `and`, as in `1 < x and x < 5`, or write `x in 1..5`"
                        .to_owned()
                }),
            ),
        );
    }

    /// Reports an operator of another language.
    fn foreign_operator(&mut self, operator: &Operator, left: Option<&Expr>, right: &Expr) {
        let written = operator.written.as_str();
        let span = operator.span;
        let fixed = |code, better: &str| {
            Diagnostic::new(code, format!("`{written}` is not an operator here"), span)
                .help(format!("write `{better}`"))
                .fix(span, better.to_owned())
        };
        let left_text = left.and_then(name_text).unwrap_or_else(|| "x".to_owned());
        let found = match written {
            "=" | "==" | "===" => Some(
                Diagnostic::new(Code::E006, format!("`{written}` does not compare"), span)
                    .help("compare with `is`").fix(span, "is"),
            ),
            "!=" | "!==" | "<>" | "=/=" | "≠" => Some(
                Diagnostic::new(Code::E006, format!("`{written}` does not compare"), span)
                    .help("compare with `is not`").fix(span, "is not"),
            ),
            "=>" | "≥" | "⩾" => Some(fixed(Code::E006, ">=")),
            "=<" | "≤" | "⩽" => Some(fixed(Code::E006, "<=")),
            "×" | "⋅" | "∙" => Some(fixed(Code::E027, "*")),
            "÷" | "∕" => Some(fixed(Code::E027, "/")),
            "**" | "^" => Some(
                Diagnostic::new(Code::E027, format!("there is no power `{written}`"), span)
                    .help("multiply the value with itself, as in `x * x`"),
            ),
            "%" => Some(
                Diagnostic::new(Code::E027, "`%` does not take a remainder", span)
                    .help("write `remainder(a, b)`; a percentage is written `40%`"),
            ),
            "&" => Some(
                Diagnostic::new(Code::E027, "`&` does not join texts", span)
                    .help("put the value into the text with braces, as in `\"only {employees} employees\"`"),
            ),
            "&&" | "AND" | "And" => Some(fixed(Code::E007, "and")),
            "||" | "OR" | "Or" => Some(fixed(Code::E007, "or")),
            "!" | "NOT" | "Not" => Some(
                Diagnostic::new(Code::E007, format!("`{written}` is not an operator here"), span)
                    .help("write `not`").fix(span, if written == "!" { "not " } else { "not" }),
            ),
            "between" | "BETWEEN" => {
                let low = self.written(right.span.0).unwrap_or_else(|| "LOW".to_owned());
                Some(Diagnostic::new(Code::E017, "`between` is not an operator here", span)
                    .help(format!("write a range: `{left_text} in {low}..HIGH`")))
            }
            "like" | "LIKE" | "matches" | "includes" => Some(
                Diagnostic::new(Code::E017, format!("`{written}` is not an operator here"), span)
                    .help(self.text_test(&left_text, right)),
            ),
            "startswith" => Some(fixed(Code::E017, "starts with")),
            "endswith" => Some(fixed(Code::E017, "ends with")),
            _ => None,
        };
        let words: Vec<&str> = written.split_whitespace().collect();
        let lower = written.to_lowercase();
        if lower != written
            && !matches!(
                written,
                "AND" | "And" | "OR" | "Or" | "NOT" | "Not" | "LIKE" | "BETWEEN"
            )
        {
            let better: Vec<&str> = lower.split_whitespace().collect();
            let code = if lower.starts_with("is") {
                Code::E006
            } else {
                Code::E017
            };
            self.report(
                Diagnostic::new(
                    code,
                    format!("`{written}` is written in small letters"),
                    span,
                )
                .help(format!("write `{}`", better.join(" ")))
                .fix(span, better.join(" ")),
            );
            return;
        }
        let found = found.or_else(|| match words.as_slice() {
            ["is", "in"] => Some(fixed(Code::E006, "in")),
            ["is", "not", "in"] => Some(fixed(Code::E006, "not in")),
            ["is", "not", sign @ ("<" | "<=" | ">" | ">=")] => {
                Some(fixed(Code::E006, opposite(sign)))
            }
            ["is", "not", "=" | "=="] => Some(fixed(Code::E006, "is not")),
            ["is", "=" | "=="] => Some(fixed(Code::E006, "is")),
            ["is", "≥"] => Some(fixed(Code::E006, ">=")),
            ["is", "≤"] => Some(fixed(Code::E006, "<=")),
            ["is", sign] if !matches!(*sign, "not" | "known" | "unknown") => {
                Some(fixed(Code::E006, sign))
            }
            _ => None,
        });
        if let Some(found) = found {
            self.report(found);
        }
    }
}

fn opposite(sign: &str) -> &'static str {
    match sign {
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        _ => "<",
    }
}

fn is_comparison(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Compare(..) | ExprKind::In { .. } | ExprKind::Is { .. } | ExprKind::TextTest(..)
    )
}

fn name_text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Member(base, name) => Some(format!("{}.{}", name_text(base)?, name.text)),
        _ => None,
    }
}
