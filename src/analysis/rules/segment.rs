//! Segments: gates that must all hold.

use crate::analysis::analyser::{Analyser, named};
use crate::analysis::errors::DeclarationProblem;
use crate::ir::{DomainId, Gate, Segment};
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a segment.
    pub fn lower_segment(&mut self, segment: &ast::Segment, domain: DomainId) -> Option<Segment> {
        if segment.gates.is_empty() {
            let what = format!("the segment `{}`", segment.name.text);
            let needs = "a gate, as in `size: employees >= 20`";
            self.report(DeclarationProblem::Empty {
                what,
                needs,
                at: segment.span.0,
            });
            return None;
        }
        let gates = self.lower_gates(&segment.gates, "a gate")?;
        Some(Segment { gates, domain })
    }

    /// Lowers lines that must all hold, each called `what` in messages.
    pub fn lower_gates(&mut self, gates: &[ast::Gate], what: &'static str) -> Option<Vec<Gate>> {
        let gates: Vec<Option<Gate>> = gates
            .iter()
            .map(|gate| self.lower_gate(gate, what))
            .collect();
        gates.into_iter().collect()
    }

    fn lower_gate(&mut self, gate: &ast::Gate, what: &'static str) -> Option<Gate> {
        let condition = self.condition(&gate.condition, what);
        self.context.failing = condition;
        self.context.in_else = true;
        let otherwise = gate
            .otherwise
            .as_ref()
            .map(|text| self.text(text, "`else`"));
        self.context.in_else = false;
        self.context.failing = None;
        let otherwise = match otherwise {
            Some(text) => Some(text?),
            None => None,
        };
        Some(Gate {
            named: named(&gate.name, gate.label.as_ref()),
            condition: condition?,
            otherwise,
            span: gate.span.0,
        })
    }
}
