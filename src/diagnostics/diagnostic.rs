//! One finding: a code, a sentence, places, help. No terminal, no miette here.

use super::codes::{Code, Severity};
use crate::source::Span;

/// A place that the finding points at, with the words to print beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to say there; may be empty.
    pub text: String,
}

/// A change of the source text that mends the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// A finding about a pack, ready to be rendered for a person or a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding; its page is `gtm help CODE`.
    pub code: Code,
    /// One plain sentence, lowercase, names in backticks.
    pub message: String,
    /// Places, the most important first.
    pub labels: Vec<Label>,
    /// What to write instead, or what there is to choose from.
    pub help: Option<String>,
    /// A mechanical correction where there is exactly one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding with its sentence and the place it is about.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, span: Span) -> Self {
        Diagnostic {
            code,
            message: message.into(),
            labels: vec![Label {
                span,
                text: String::new(),
            }],
            help: None,
            fix: None,
        }
    }

    /// A finding about what was given from outside of the file, which has no place in it.
    #[must_use]
    pub fn without_place(mut self) -> Self {
        self.labels.clear();
        self
    }

    /// The words beside the first place.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// One more place.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// What to write instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// What to write instead, when there is something to say.
    #[must_use]
    pub fn help_if(mut self, text: Option<String>) -> Self {
        self.help = text.or(self.help);
        self
    }

    /// A mechanical correction.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix {
            span,
            replacement: replacement.into(),
        });
        self
    }

    /// The same finding with all its places `by` bytes further on.
    #[must_use]
    pub fn moved(mut self, by: u32) -> Self {
        for label in &mut self.labels {
            label.span = label.span.moved(by);
        }
        if let Some(fix) = &mut self.fix {
            fix.span = fix.span.moved(by);
        }
        self
    }

    /// The main place; the beginning of the file for a finding that has none.
    #[must_use]
    pub fn span(&self) -> Span {
        self.labels
            .first()
            .map(|label| label.span)
            .unwrap_or_default()
    }

    /// Error or warning, by its code.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.info().severity
    }

    /// True if the pack cannot be run with it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}
