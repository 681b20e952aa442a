//! Checks: what must hold of each row, or of the whole portfolio.

use crate::analysis::analyser::Analyser;
use crate::analysis::errors::DeclarationProblem;
use crate::ir::{Check, DomainId, Segment};
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a check. Its lines are those of a segment under another name.
    pub fn lower_check(&mut self, check: &ast::Check, domain: DomainId) -> Option<Check> {
        if check.lines.is_empty() {
            self.report(DeclarationProblem::Empty {
                what: format!("the check `{}`", check.name.text),
                needs: "a line that says what must hold, as in `above: price > floor`",
                at: check.span.0,
            });
            return None;
        }
        let gates = self.lower_gates(&check.lines, "a line of a check")?;
        Some(Check {
            gates: Segment { gates, domain },
            warning: check.warning,
        })
    }
}
