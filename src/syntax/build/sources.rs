//! Where the rows of a record come from: `from …`, `for every …`.

use super::{Builder, Children};
use crate::diagnostics::{Code, Diagnostic};
use crate::syntax::ast::{Derived, Expr, ExprKind, Name, NodeSpan, RecordSource, Shared};
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

impl Builder {
    /// `from …` or `for every …`
    pub(super) fn record_source(&mut self, children: &mut Children<'_>) -> Option<RecordSource> {
        if let Some(derived) = children.take(Rule::derived) {
            return self.derived(derived).map(RecordSource::Derived);
        }
        let Some(every) = children.take(Rule::for_every) else {
            return Some(RecordSource::Table);
        };
        let mut children = Children::of(every);
        let mut names = Vec::new();
        while let Some(name) = children.take(Rule::name) {
            names.push(self.name(&name));
        }
        Some(RecordSource::ForEvery(names))
    }

    fn derived(&mut self, pair: Pair<'_, Rule>) -> Option<Derived> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let of = self.name(&children.take(Rule::name)?);
        let mut by = Vec::new();
        while let Some(shared) = children.take(Rule::shared) {
            by.extend(self.shared(shared));
        }
        Some(Derived { of, by, span })
    }

    fn shared(&mut self, pair: Pair<'_, Rule>) -> Option<Shared> {
        let span = self.node(&pair);
        let mut children = Children::of(pair);
        let name = children.take(Rule::name).map(|name| self.name(&name));
        let value = self.expr(children.take(Rule::expr)?);
        let plain = name.is_none();
        let name = match (name, &value.kind) {
            (Some(name), _) => name,
            (None, ExprKind::Name(text)) => Name {
                text: text.clone(),
                span,
            },
            (None, _) => {
                self.nameless_key(&value, span);
                return None;
            }
        };
        Some(Shared {
            name,
            value,
            plain,
            span,
        })
    }

    /// `by bant.band`: the last word is offered as the name.
    fn nameless_key(&mut self, value: &Expr, span: NodeSpan) {
        let written = self.written(span.0).unwrap_or_default();
        let name = if let ExprKind::Member(_, part) = &value.kind {
            part.text.as_str()
        } else {
            "group"
        };
        if matches!(value.kind, ExprKind::And(_)) {
            self.mistake(
                Code::E035,
                "the values that the rows of a group share are parted by commas",
                span.0,
                format!("write `by {}`", written.replace(" and ", ", ")),
            );
            return;
        }
        let message = "what the rows are grouped by needs a name here";
        let finding = Diagnostic::new(Code::E035, message, span.0)
            .help(format!("write `by {name} = {written}`"))
            .fix(span.0, format!("{name} = {written}"));
        self.report(finding);
    }
}
