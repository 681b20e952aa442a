//! Pairs of the grammar to the tree. Reports the mistakes that the grammar accepts on purpose.

mod decisions;
mod expressions;
mod fields;
mod literals;
mod operators;
mod rules;
mod sources;
mod statements;

pub use decisions::FileRow;
pub(super) use literals::nfc;

use super::ast::{Expr, Name, NodeSpan, Statement, Text};
use super::grammar::Rule;
use super::suspects::Suspect;
use super::tokens::token;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;
use pest::iterators::{Pair, Pairs};
use std::iter::Peekable;

/// Builds the tree of one parsed piece of a file.
pub(super) struct Builder {
    /// What to add to an offset in the piece to get the offset in the file.
    base: isize,
    /// The piece, for helps that repeat what was written.
    text: String,
    /// Mistakes found.
    pub findings: Vec<Diagnostic>,
    /// What is a mistake only if some name is not declared.
    pub suspects: Vec<Suspect>,
    /// Levels of expressions that are being built.
    depth: usize,
    /// True inside of `expect`, where `is LOW..HIGH` states exact ends.
    in_expect: bool,
}

impl Builder {
    /// A builder for a piece that begins at `base` in its file.
    pub(super) fn new(base: isize) -> Self {
        Builder {
            base,
            text: String::new(),
            findings: Vec::new(),
            suspects: Vec::new(),
            depth: 0,
            in_expect: false,
        }
    }

    /// The statements of a parsed file or piece.
    pub(super) fn pack(&mut self, pairs: Pairs<'_, Rule>) -> Vec<Statement> {
        self.text = pairs.get_input().to_owned();
        pairs.flat_map(|pair| self.statements_of(pair)).collect()
    }

    /// The expression of a parsed `lone_expression`.
    pub(super) fn lone_expression(&mut self, pairs: Pairs<'_, Rule>) -> Option<Expr> {
        self.text = pairs.get_input().to_owned();
        let whole = pairs.into_iter().next()?;
        let inner = whole
            .into_inner()
            .find(|part| part.as_rule() == Rule::expr)?;
        Some(self.expr(inner))
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        // A rule with an optional end may have taken the blanks before it.
        let start = pair.as_span().start();
        self.place(
            start,
            start + pair.as_str().trim_end_matches([' ', '\n']).len(),
        )
    }

    fn place(&self, start: usize, end: usize) -> Span {
        let moved = |offset: usize| offset.saturating_add_signed(self.base);
        Span::new(moved(start), moved(end))
    }

    /// What was written at a place, on one line; nothing for what is too long to be repeated.
    fn written(&self, span: Span) -> Option<String> {
        let moved = |offset: u32| (offset as usize).saturating_add_signed(-self.base);
        let text = self.text.get(moved(span.start)..moved(span.end))?;
        let words: Vec<&str> = text.split_whitespace().collect();
        let line = words.join(" ");
        (!line.is_empty() && line.chars().count() <= 60).then_some(line)
    }

    fn node(&self, pair: &Pair<'_, Rule>) -> NodeSpan {
        NodeSpan(self.span(pair))
    }

    fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Reports a mistake in a sentence with its help.
    fn mistake(
        &mut self,
        code: Code,
        message: impl Into<String>,
        span: Span,
        help: impl Into<String>,
    ) {
        self.report(Diagnostic::new(code, message, span).help(help));
    }

    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name {
            text: literals::nfc(pair.as_str()),
            span: self.node(pair),
        }
    }

    fn text(&self, pair: &Pair<'_, Rule>) -> Text {
        Text {
            value: literals::unquote(pair.as_str()),
            span: self.node(pair),
        }
    }
}

/// The children of a pair, taken in order. What carries nothing but its place is passed over.
struct Children<'i>(Peekable<Pairs<'i, Rule>>);

impl<'i> Children<'i> {
    fn of(pair: Pair<'i, Rule>) -> Self {
        Children(pair.into_inner().peekable())
    }

    /// The next child that means something, if it is of this rule.
    fn take(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        loop {
            let next = self.0.peek()?.as_rule();
            if next == rule {
                return self.0.next();
            }
            if !token(next).is_mark() {
                return None;
            }
            self.0.next();
        }
    }

    /// The next child that means something.
    fn any(&mut self) -> Option<Pair<'i, Rule>> {
        self.0
            .by_ref()
            .find(|pair| !token(pair.as_rule()).is_mark())
    }
}
